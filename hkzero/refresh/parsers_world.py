"""Parsers of the sets from abroad: allowance prices (ICAP), carbon dioxide and electricity (Our World in Data).

Each takes the files of one set and returns rows of its table, in its columns but for kind, source_id and vintage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hkzero.refresh.faults import Refused
from hkzero.refresh.parsers_energy import Files, Row
from hkzero.refresh.reading import has_columns, number, records, same_width, text_of, year

# --- ICAP Allowance Price Explorer ---

SCHEMES = {
    "China National Emissions Trading System": "china_national",
    "Guangdong (Pilot) Emissions Trading System": "guangdong",
    "Shenzhen (Pilot) Emissions Trading System": "shenzhen",
    "European Union Emissions Trading System (until 2018)": "eu",
    "European Union Emissions Trading System (from 2019, download)": "eu",
    "United Kingdom Emissions Trading Scheme (download)": "uk",
    "Korean Emissions Trading System": "korea",
}
MARKETS = {"Primary Market": "primary", "Secondary Market": "secondary"}
CURRENCY = "Market Currency"
# Of the daily prices the tables hold Decembers only: the month that each system's year is settled by.
KEPT_MONTH = "12"
FIRST_KEPT = "2018"
DAY = re.compile(r"(20\d\d)-(\d\d)-\d\d")
CURRENCIES = frozenset({"CNY", "EUR", "GBP", "KRW"})


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    scheme: str
    market: str
    currency_place: int


def icap_prices(files: Files) -> list[Row]:
    """Read daily prices of allowances in the currency of each market: two header lines, then one day a line.

    The first header line names a system above the first of its columns, the second what each column holds.
    """
    (body,) = files.values()
    found = records(text_of(body, ends_with_newline=False))
    if len(found) < 3:
        raise Refused("truncated", "the file ends after its header")
    columns = _columns(found[0][1], found[1][1])
    rows: dict[tuple[str, str, str], Row] = {}
    for line, cells in same_width(found[2:], len(found[1][1])):
        day = DAY.fullmatch(cells[0])
        if not day:
            raise Refused("content", f"line {line}: {cells[0]!r} is no day like 2025-12-31")
        if day[2] != KEPT_MONTH or day[1] < FIRST_KEPT:
            continue
        for column in columns:
            value = number(cells[column.place], line)
            if value is not None:
                currency = cells[column.currency_place]
                if currency not in CURRENCIES:
                    raise Refused("content", f"line {line}: currency {currency!r} of {column.scheme}")
                key = column.scheme, column.market, cells[0]
                rows[key] = {"series_id": f"finance.carbon_price_daily.{currency.lower()}", "scheme": column.scheme,
                             "market": column.market, "period": cells[0], "value": value,
                             "unit": f"{currency}/t CO2", "note": ""}
    return list(rows.values())


def _columns(systems: list[str], names: list[str]) -> list[_Column]:
    if len(systems) > len(names) or not names or names[0] != "Date":
        raise Refused("columns", f"the second line begins with {names[:1]}, expected Date")
    gone = sorted(set(SCHEMES) - set(systems))
    if gone:
        raise Refused("columns", f"systems that are gone: {', '.join(gone)}")
    starts = [place for place, system in enumerate(systems) if system]
    columns = []
    for start, end in zip(starts, [*starts[1:], len(names)], strict=True):
        scheme = SCHEMES.get(systems[start])
        if scheme is None:
            continue
        parts = names[start:end]
        if CURRENCY not in parts or not set(parts) & MARKETS.keys():
            raise Refused("columns", f"{systems[start]}: {', '.join(parts)}; expected {CURRENCY} and a market")
        currency = start + parts.index(CURRENCY)
        columns += [_Column(start + parts.index(name), scheme, market, currency)
                    for name, market in MARKETS.items() if name in parts]
    return columns


# --- Our World in Data ---


@dataclass(frozen=True, slots=True)
class _Series:
    """One column of the file: which series it is, how it is split, from which year on it is kept."""

    series_id: str
    split: str
    unit: str
    note: str
    since: int


def _co2(series: str, split: str = "all", unit: str = "Mt CO2", note: str = "") -> _Series:
    return _Series(f"inventory.crosscheck.{series}", split, unit, note, 1990)


CO2_COLUMNS = {
    "co2": _co2("carbon_dioxide", note="fossil CO2 (Global Carbon Budget), excludes international bunkers"),
    "cement_co2": _co2("carbon_dioxide", "cement"), "coal_co2": _co2("carbon_dioxide", "coal"),
    "gas_co2": _co2("carbon_dioxide", "natural_gas"), "oil_co2": _co2("carbon_dioxide", "oil"),
    "consumption_co2": _co2("carbon_dioxide_consumption_based", note="trade-adjusted"),
    "co2_per_capita": _co2("carbon_dioxide_per_person", unit="t CO2/person", note="UN population"),
    "methane": _co2("methane", unit="Mt CO2e", note="Jones et al."),
    "nitrous_oxide": _co2("nitrous_oxide", unit="Mt CO2e", note="Jones et al."),
    "primary_energy_consumption": _co2("primary_energy", unit="TWh", note="includes marine/aviation bunkers, so not "
                                       "comparable with local energy end use"),
    "total_ghg_excluding_lucf": _co2("total_excluding_land_use", unit="Mt CO2e", note="Jones et al.; no F-gases"),
    "total_ghg": _co2("total_including_land_use", unit="Mt CO2e", note="Jones et al.; no F-gases"),
}


def _power(series: str, split: str = "all", unit: str = "TWh", note: str = "", since: int = 2000) -> _Series:
    return _Series(f"electricity.{series}", split, unit, note, since)


BELOW = "0 means below 0.005 TWh"
BEFORE_2000 = "drop in 1994 = start of Daya Bay imports"
SMALL = frozenset({"bioenergy", "solar", "wind"})
ENERGY_COLUMNS = {
    "electricity_demand": _power("demand", note="generation plus net imports (includes losses and own use)"),
    "electricity_generation": _power("generation", note="local generation", since=1985),
    "biofuel_electricity": _power("generation", "bioenergy"), "coal_electricity": _power("generation", "coal"),
    "gas_electricity": _power("generation", "natural_gas"), "oil_electricity": _power("generation", "oil"),
    "solar_electricity": _power("generation", "solar"), "wind_electricity": _power("generation", "wind"),
    "greenhouse_gas_emissions": _power("local_generation_emissions", unit="Mt CO2e",
                                       note="column greenhouse_gas_emissions"),
    "carbon_intensity_elec": _power("local_generation_intensity", unit="g CO2e/kWh", note="equals emissions / local "
                                    "generation (arithmetic checked), so imports are excluded"),
    "net_elec_imports": _power("net_imports", "net_imports"),
    "net_elec_imports_share_demand": _power("net_import_share_of_demand", "net_imports", "%"),
    "coal_share_elec": _power("share_of_local_generation", "coal", "%"),
    "gas_share_elec": _power("share_of_local_generation", "natural_gas", "%"),
}
MODELLED = "electricity.local_generation_"
HONG_KONG = ("Hong Kong", "HKG")


def owid_co2(files: Files) -> list[Row]:
    """Read Hong Kong's rows of owid-co2-data.csv from 1990 on."""
    return [{"series_id": series.series_id, "dataset": "owid", "breakdown": series.split, "period": period,
             "value": value, "unit": series.unit, "note": series.note}
            for period, series, value in _hong_kong(files, CO2_COLUMNS)]


def owid_energy(files: Files) -> list[Row]:
    """Read Hong Kong's rows of owid-energy-data.csv: total generation from 1985 on, all else from 2000 on."""
    rows = []
    for period, series, value in _hong_kong(files, ENERGY_COLUMNS):
        note = series.note
        if series.split in SMALL and float(value) == 0:
            note = BELOW
        if note == "local generation" and int(period) < 2000:
            note = BEFORE_2000
        kind = {"kind": "estimated"} if series.series_id.startswith(MODELLED) else {}
        rows.append(kind | {"series_id": series.series_id, "utility": "hong_kong", "fuel": series.split,
                            "period": period, "value": value, "unit": series.unit, "note": note})
    return rows


def _hong_kong(files: Files, columns: dict[str, _Series]) -> list[tuple[str, _Series, str]]:
    (body,) = files.values()
    (_, header), *lines = records(text_of(body, ends_with_newline=True))
    place = has_columns(header, ["country", "year", "iso_code", *columns])
    found, countries = [], set()
    for line, cells in same_width(lines, len(header)):
        countries.add(cells[place["country"]])
        if (cells[place["country"]], cells[place["iso_code"]]) != HONG_KONG:
            continue
        period = year(cells[place["year"]], line)
        for name, series in columns.items():
            value = number(cells[place[name]], line)
            if value is not None and int(period) >= series.since:
                found.append((period, series, value))
    if not found:
        raise Refused("content", f"no row of {HONG_KONG[0]} among {len(countries)} countries")
    return found
