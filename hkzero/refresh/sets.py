"""The official sets: who publishes what, where, in which format, and which table of the facts it feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hkzero.refresh import boundaries
from hkzero.refresh import parsers_city as city
from hkzero.refresh import parsers_energy as energy
from hkzero.refresh import parsers_vehicles as vehicles
from hkzero.refresh import parsers_world as world
from hkzero.refresh.parsers_energy import Files, Row

VERIFIED, COLUMNS_KNOWN, NOT_VERIFIED = "verified", "columns_known", "not_verified"
FORMATS = (VERIFIED, COLUMNS_KNOWN, NOT_VERIFIED)


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a set: its official name, and the addresses at which it may be, tried in turn.

    `{year}` and `{last_year}` in an address stand for the year of the run and the one before. `listed_by` is the
    address of a DATA.GOV.HK package (CKAN package_show) that lists the file, where no lasting address is known.
    No address at all: the file is taken from a page by hand and given with --from.
    """

    name: str
    urls: tuple[str, ...] = ()
    listed_by: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether the file has no address of its own."""
        return not self.urls and self.listed_by is None

    def addresses(self, today: date) -> tuple[str, ...]:
        """Return the addresses of the file in the year of a run."""
        return tuple(url.format(year=today.year, last_year=today.year - 1) for url in self.urls)


@dataclass(frozen=True, slots=True)
class OfficialSet:
    """A set that can be refreshed.

    `parse` turns its files into rows. `source_id` is the publication of the standing rows, `series` the series that
    the set feeds, `within` further columns, and `only_periods` a part of the period, that limit which standing rows are
    the set's. `running`: one publication
    that is issued again and again, so that a figure has one row and takes the vintage of the newest issue; otherwise
    every edition is a vintage of its own, and older ones stay. `fills_only`: a figure that stands from another
    publication is kept, and only gaps are filled. `format` says how well the format is known. `every_months` and
    `lag_months` are how often figures come, and how long after the end of their period: a judgement from the past.
    `check_only`, instead of a parser, compares the files with what stands in the data folder and says in sentences what
    differs; nothing is written.
    """

    set_id: str
    publisher: str
    title: str
    page: str
    resources: tuple[Resource, ...]
    hosts: frozenset[str]
    parse: Callable[[Files], list[Row]] | None
    table: str
    source_id: str
    series: tuple[str, ...]
    every_months: int
    lag_months: int
    kind: str = "observed"
    format: str = VERIFIED
    running: bool = True
    fills_only: bool = False
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    vintage: Callable[[list[Row]], str] | None = None
    vintage_form: str = "%Y"
    issued: Callable[[Files], date | None] | None = None
    only_periods: str = ""
    source: dict[str, str] | None = None
    check_only: Callable[[Files, Path], list[str]] | None = None

    @property
    def by_hand(self) -> bool:
        """Whether some file of the set has no address, so that only --from can give it."""
        return any(resource.by_hand for resource in self.resources)

    def owns(self, row: Row) -> bool:
        """Whether a standing row is one that this set would give."""
        return (row["source_id"] == self.source_id_of(row["vintage"]) and row["series_id"] in self.series
                and (not self.only_periods or self.only_periods in row["period"])
                and all(row[column] in values for column, values in self.within.items()))

    def source_id_of(self, vintage: str) -> str:
        """Return the publication of an edition: editions of their own have the year in their source_id."""
        return self.source_id.format(vintage=vintage)


RVD_FOLDER = "https://www.rvd.gov.hk/datagovhk/"
EEUD_FOLDER = "https://www.emsd.gov.hk/filemanager/en/share/energy_efficiency/energy_end_use/"
PACKAGE = "https://data.gov.hk/en-data/api/3/action/package_show?id="
HKE_HOSTS = frozenset({"data.gov.hk", "www.hkelectric.com", "hkelectric.com"})
HKO_ADDRESS = ("https://data.weather.gov.hk/weatherAPI/opendata/opendata.php"
               "?dataType=CLMTEMP&station=HKO&year={{{0}}}&rformat=json")
TD_DIGEST = ("https://www.td.gov.hk/en/transport_in_hong_kong/transport_figures/monthly_traffic_and_transport_digest/"
             "index.html")
TD_FILES = "https://www.td.gov.hk/filemanager/en/"
CSD_USERS = ("domestic", "commercial", "industrial", "street_lighting", "all")
HKO_SOURCE = {
    "source_id": "hko_daily_temperature", "publisher": "Hong Kong Observatory",
    "title": "Daily mean temperature, Hong Kong Observatory (open data CLMTEMP)",
    "url": "https://data.weather.gov.hk/weatherAPI/opendata/opendata.php?dataType=CLMTEMP&station=HKO&rformat=json",
    "licence": "HKSAR Government material; reuse terms not read (reuse with acknowledgement expected; check the site's "
               "terms)",
    "note": "added by `hkzero refresh`",
}
EEUD_SOURCE = {
    "source_id": "emsd_eeud_{vintage}", "publisher": "Electrical and Mechanical Services Department (EMSD)",
    "title": "Hong Kong Energy End-use Data {vintage}, tables 8 and 12 (CSV)",
    "url": "https://data.gov.hk/en-data/dataset/hk-emsd-emsd1-energy-end-use-data-{vintage}",
    "licence": "DATA.GOV.HK terms: free reuse, commercial and non-commercial, with acknowledgement (as described by "
               "third parties; the terms page itself was not read)",
    "note": "added by `hkzero refresh`; edition inferred (data end two years before it)",
}


def _at(folder: str, *names: str) -> tuple[Resource, ...]:
    return tuple(Resource(name, (f"{folder}{name}",)) for name in names)


CSD_FOLDER = "https://www.censtatd.gov.hk/data/"
CSD = {
    "publisher": "Census and Statistics Department", "page": "https://www.censtatd.gov.hk/en/web_table.html?id=915-91201",
    "table": "electricity_consumption_by_user", "source_id": "csd_915_91201",
    "series": ("electricity.consumption_by_user",), "every_months": 1, "lag_months": 1,
    "hosts": frozenset({"www.censtatd.gov.hk"}),
}
SETS: dict[str, OfficialSet] = {one.set_id: one for one in (
    OfficialSet("csd_electricity_gas", title="Table 915-91201, raw files", parse=energy.csd_raw, format=COLUMNS_KNOWN,
                within={"user_type": CSD_USERS},
                resources=_at(CSD_FOLDER, "MDT_91_915-91201_ELEC_LOCAL_Raw_Tjou_n.csv",
                              "MDT_91_915-91201_GASC_LOCAL_Raw_Tjou_n.csv"), **CSD),
    OfficialSet("csd_table_915_91201", title="Table 915-91201, as downloaded from its page", parse=energy.csd_export,
                issued=energy.csd_issued,
                resources=(Resource("monthly_electricity_gas_by_user_type_915_91201.csv"),), **CSD),
    OfficialSet("emsd_end_use", "Electrical and Mechanical Services Department",
                "Energy End-use Data, tables 8 and 12", "https://data.gov.hk/en-data/dataset/"
                "hk-emsd-emsd1-energy-end-use-data-2025",
                tuple(Resource(name, (f"{EEUD_FOLDER}{{year}}/{name}", f"{EEUD_FOLDER}{{last_year}}/{name}"))
                      for name in ("table08.csv", "table12.csv")),
                frozenset({"www.emsd.gov.hk"}), energy.emsd_end_use, "buildings_energy_end_use",
                "emsd_eeud_{vintage}", ("buildings.energy_end_use",), 12, 22, running=False,
                vintage=energy.emsd_edition, source=EEUD_SOURCE),
    OfficialSet("hke_by_district", "HK Electric", "Consumption by district and customer type",
                "https://data.gov.hk/en-data/dataset/"
                "hkelectric-cs_cs-consumption-data-by-districts-and-customer-type",
                (Resource("consumption_by_district_and_customer_type.csv", listed_by=f"{PACKAGE}"
                          "hkelectric-cs_cs-consumption-data-by-districts-and-customer-type"),),
                HKE_HOSTS, energy.hke_by_district, "buildings_district_electricity", "hke_sales_by_district",
                ("buildings.district_electricity",), 6, 6),
    OfficialSet("hke_by_type", "HK Electric", "Consumption by customer type",
                "https://data.gov.hk/en-data/dataset/hkelectric-cs_cs-consumption-data-by-customer-type",
                (Resource("consumption_by_customer_type.csv", listed_by=f"{PACKAGE}"
                          "hkelectric-cs_cs-consumption-data-by-customer-type"),),
                HKE_HOSTS, energy.hke_by_type, "electricity_utility", "hke_sales_by_type",
                tuple(f"electricity.utility.{name}" for name in ("sales", "customer_accounts",
                                                                 "consumption_per_customer")), 6, 6),
    OfficialSet("rvd_housing", "Rating and Valuation Department",
                "Private homes: stock, vacancy, completions, take-up",
                "https://www.rvd.gov.hk/en/publications/property_market_statistics.html",
                _at(RVD_FOLDER, *(f"Private_Domestic-{name}.csv" for name in ("Stock", "Vacancy", "Completions",
                                                                             "Take-up"))),
                frozenset({"www.rvd.gov.hk"}), city.rvd_housing, "buildings_private_housing", "rvd_supply",
                tuple(f"buildings.private_housing_{name}" for name in ("stock", "vacant", "completions", "take_up")),
                12, 5, format=COLUMNS_KNOWN),
    OfficialSet("rvd_age", "Rating and Valuation Department", "Private homes by age",
                "https://www.rvd.gov.hk/en/publications/property_market_statistics.html",
                _at(RVD_FOLDER, "Private_Dom_Stock_by_Age_Eng.csv"), frozenset({"www.rvd.gov.hk"}), city.rvd_age,
                "buildings_private_housing", "rvd_supply", ("buildings.private_housing_age_share",), 12, 17,
                format=COLUMNS_KNOWN),
    OfficialSet("td_passengers", "Transport Department", "Traffic digest, table 2.3: passenger journeys",
                "https://data.gov.hk/en-data/dataset/hk-td-tis_17-monthly-traffic-and-transport-digest-csv",
                _at("https://www.td.gov.hk/datagovhk_tis/mttd-csv/en/", "table23_eng.csv"),
                frozenset({"www.td.gov.hk"}), city.td_passengers, "transport_ridership", "henrywzh_td_mtr",
                ("transport.passengers",), 1, 3, format=COLUMNS_KNOWN),
    OfficialSet("td_first_registrations", "Transport Department",
                "Traffic digest, table 4.1(e): first registrations of private cars by make",
                "https://data.gov.hk/en-data/dataset/hk-td-tis_17-monthly-traffic-and-transport-digest-csv",
                _at("https://www.td.gov.hk/datagovhk_tis/mttd-csv/en/", "table41e_eng.csv"),
                frozenset({"www.td.gov.hk"}), city.td_first_registrations, "transport_first_registrations_by_make",
                "henrywzh_td_mtr", ("transport.first_registrations_by_make",), 1, 2, format=COLUMNS_KNOWN),
    OfficialSet("td_private_cars", "Transport Department",
                "Traffic digest, table 4.1(a): registered private cars by fuel", TD_DIGEST,
                _at(f"{TD_FILES}content_4883/", "table41a.xls"), frozenset({"www.td.gov.hk"}),
                vehicles.td_private_cars, "transport_fleet", "henrywzh_td_mtr",
                ("transport.registered_vehicles_by_fuel",), 1, 2, fills_only=True,
                within={"vehicle_class": ("private_cars",)}, format=COLUMNS_KNOWN),
    OfficialSet("td_net_registrations", "Transport Department",
                "Traffic digest, table 4.1(c): first registrations less deregistrations of private cars", TD_DIGEST,
                _at(f"{TD_FILES}content_4884/", "table41c.xls"), frozenset({"www.td.gov.hk"}),
                vehicles.td_net_registrations, "transport_first_registrations", "henrywzh_td_mtr",
                ("transport.net_first_registrations",), 1, 2, within={"vehicle_class": ("private_cars",)},
                format=COLUMNS_KNOWN),
    OfficialSet("hko_temperature", "Hong Kong Observatory", "Daily mean temperature at the Observatory",
                "https://data.gov.hk/en-data/dataset/hk-hko-rss-daily-temperature-info-hko",
                tuple(Resource(f"CLMTEMP_HKO_{name}.json", (HKO_ADDRESS.format(name),))
                      for name in ("last_year", "year")),
                frozenset({"data.weather.gov.hk"}), city.hko_temperature, "buildings_climate",
                "hko_daily_temperature", ("buildings.mean_temperature",), 1, 1, kind="derived", fills_only=True,
                within={"station": ("observatory",)}, source=HKO_SOURCE, format=COLUMNS_KNOWN),
    OfficialSet("icap_prices", "International Carbon Action Partnership", "Allowance Price Explorer, daily prices",
                "https://icapcarbonaction.com/en/ets-prices", (Resource("icap_prices.csv"),),
                frozenset({"icapcarbonaction.com"}), world.icap_prices, "finance_carbon_prices_daily", "wcpd_icap",
                tuple(f"finance.carbon_price_daily.{code}" for code in ("cny", "eur", "gbp", "krw")), 12, 1,
                vintage_form="%Y-%m", only_periods="-12-"),
    OfficialSet("owid_co2", "Our World in Data", "owid-co2-data.csv", "https://github.com/owid/co2-data",
                _at("https://raw.githubusercontent.com/owid/co2-data/master/", "owid-co2-data.csv"),
                frozenset({"raw.githubusercontent.com"}), world.owid_co2, "inventory_crosscheck", "owid_co2",
                tuple(dict.fromkeys(series.series_id for series in world.CO2_COLUMNS.values())), 12, 12,
                kind="estimated", format=COLUMNS_KNOWN),
    OfficialSet("owid_energy", "Our World in Data", "owid-energy-data.csv", "https://github.com/owid/energy-data",
                _at("https://raw.githubusercontent.com/owid/energy-data/master/", "owid-energy-data.csv"),
                frozenset({"raw.githubusercontent.com"}), world.owid_energy, "electricity_generation", "owid_energy",
                tuple(dict.fromkeys(series.series_id for series in world.ENERGY_COLUMNS.values())), 12, 8,
                format=COLUMNS_KNOWN),
    OfficialSet("had_districts", "Home Affairs Department", "District boundaries (CSDI)",
                "https://portal.csdi.gov.hk/csdi-webpage/dataset/had_rcd_1634523272907_75218",
                (Resource("district_boundaries.geojson", (
                    "https://portal.csdi.gov.hk/server/services/common/had_rcd_1634523272907_75218/MapServer/WFSServer"
                    "?service=wfs&request=GetFeature&typenames=DCD&outputFormat=geojson&count=50",
                    "https://portal.csdi.gov.hk/csdi-webpage/file-api?dataset_id=had_rcd_1634523272907_75218"
                    "&format=geojson&layer_name=DCD")),),
                frozenset({"portal.csdi.gov.hk", "static.csdi.gov.hk"}), None, "", "had_districts_csdi", (), 12, 12,
                format=COLUMNS_KNOWN, check_only=boundaries.compare_districts),
)}
# Named in the facts, in no format that is read here.
NOT_READ = {
    "csd_districts": "https://portal.csdi.gov.hk/server/services/common/censtatd_rcd_1635934545173_69201/MapServer/"
                     "WFSServer?service=wfs&request=GetFeature&typenames=csdi:DC_GHS&outputFormat=CSV",
}
