"""Write tests/refresh/official/: the official files in miniature, in their official form.

    python -m tests.refresh.write_replays

Every figure in them is a published one that stands in data/facts; the form (names of files and columns, order, empty
lines, notes at the foot, no newline at the end) is that of the official file as far as it is known. They are replays
for tests, not downloads. Where a form holds more detail than the facts, the detail is left empty.
"""

from __future__ import annotations

import csv
import json
from calendar import month_abbr, monthrange
from collections.abc import Callable, Iterable
from pathlib import Path

from hkzero.refresh import boundaries
from hkzero.refresh import parsers_city as city
from hkzero.refresh import parsers_energy as energy
from hkzero.refresh import parsers_vehicles as vehicles
from hkzero.refresh import parsers_world as world

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "data" / "facts"
OFFICIAL = Path(__file__).parent / "official"


def standing(table: str, source_id: str) -> list[dict[str, str]]:
    """Return the rows of one publication in one table of the facts."""
    with (FACTS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["source_id"] == source_id]


def figures(rows: Iterable[dict[str, str]], *columns: str) -> dict[tuple[str, ...], str]:
    """Return the figures by the values of some columns."""
    return {tuple(row[column] for column in columns): row["value"] for row in rows}


def write(name: str, rows: Iterable[Iterable[object]], *, newline_at_end: bool = True) -> None:
    """Write one CSV file."""
    path = OFFICIAL / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    if not newline_at_end:
        path.write_bytes(path.read_bytes().rstrip(b"\n"))


def csd() -> None:
    """Table 915-91201 as its page gives it out, and as the two raw files."""
    known = figures(standing("electricity/consumption_by_user", "csd_915_91201"), "energy", "user_type", "period")
    periods = sorted({period for _, _, period in known})
    title = "Table 915-91201 : Monthly statistics on consumption of electricity and gas by type of users"
    lines = [[title, *[""] * 11],
             [" ", *[""] * 11], energy.EXPORT_GROUPS, ["", "", *["Terajoule"] * 10], energy.EXPORT_USERS,
             ["Year", "Month", *[""] * 10]]
    for period in periods:
        name = month_abbr[int(period[5:])] if len(period) > 4 else ""
        lines.append([period[:4], name, *(known[(*column, period)] for column in energy.EXPORT_COLUMNS)])
    lines += [[" ", *[""] * 11], ["Note(s):", *[""] * 11], [" ", *[""] * 11],
              ["Release Date: 29 May, 2026", *[""] * 11]]
    write("monthly_electricity_gas_by_user_type_915_91201.csv", lines)
    codes = {user: code for code, user in energy.RAW_USERS.items()}
    for carrier, name in (("electricity", "ELEC"), ("town_gas", "GASC")):
        write(f"MDT_91_915-91201_{name}_LOCAL_Raw_Tjou_n.csv", [list(energy.RAW_COLUMNS), *(
            [period[:4], period[5:].lstrip("0"), codes[user], value] for (a_carrier, user, period), value
            in known.items() if a_carrier == carrier and user in codes)])


def emsd() -> None:
    """Tables 8 and 12 of the edition 2025; shares are the amounts in whole per cent, as printed."""
    known = figures(standing("buildings/energy_end_use", "emsd_eeud_2025"), "sector", "end_use", "period")
    years = sorted({period for _, _, period in known})
    for name, codes, at in (("table08.csv", energy.SECTORS, lambda code: (code, "all")),
                            ("table12.csv", energy.END_USES, lambda code: ("all", code))):
        lines = [["Year", *(column for title in codes
                            for column in (f"{title} (Unit : Terajoule)", f"{title} Percentage (%)"))]]
        for year in years:
            amounts = [known.get((*at(code), year), "") for code in codes.values()]
            total = sum(float(amount) for amount in amounts if amount)
            lines.append([year, *(cell for amount in amounts for cell in (
                amount, round(float(amount) / total * 100) if amount else ""))])
        write(name, lines)


def hk_electric() -> None:
    """Both half-yearly files: newest first, an empty line after each half-year, no newline at the end."""
    names = {"A": "Central & Western 中西區", "C": "Eastern 東區", "B": "Wan Chai 灣仔", "D": "Southern 南區",
             "T": "Islands (Lamma Island only)  離島(只計南丫島)"}
    halves = {"H1": "First Half 上半年", "H2": "Second Half 下半年"}
    known = figures(standing("buildings/district_electricity", "hke_sales_by_district"), "district", "user_type",
                    "period")
    lines: list[list[str]] = [energy.BY_DISTRICT]
    for period in sorted({period for _, _, period in known}, reverse=True):
        lines += [[period[:4], halves[period[5:]], name, *(known[code, user, period]
                                                          for user in energy.BY_DISTRICT_USERS)]
                  for code, name in names.items()] + [[""] * 6]
    write("consumption_by_district_and_customer_type.csv", lines, newline_at_end=False)
    known = figures(standing("electricity/utility", "hke_sales_by_type"), "series_id", "user_type", "period")
    users = {"residential": "Residential 住宅用戶", "commercial": "Commercial 商業用戶",
             "industrial": "Industrial 工業用戶",
             "all": "Overall 總計"}
    lines = [energy.BY_TYPE]
    for period in sorted({period for _, _, period in known}, reverse=True):
        for user, name in users.items():
            sales, accounts, average = (known[f"electricity.utility.{series}", user, period] for series in (
                "sales", "customer_accounts", "consumption_per_customer"))
            lines.append([period[:4], halves[period[5:]], name, sales, str(int(accounts) // 1000), average])
        lines.append([""] * 6)
    write("consumption_by_customer_type.csv", lines, newline_at_end=False)


def rvd() -> None:
    """The five files on private homes: a title, a header, one year a line."""
    rows = standing("buildings/private_housing", "rvd_supply")
    known = figures(rows, "series_id", "flat_class", "period")

    def by_year(name: str, series: str, columns: dict[str, str]) -> None:
        periods = sorted({period for a_series, _, period in known if a_series.endswith(f"_{series}")})
        write(name, [[name.removesuffix(".csv"), *[""] * len(columns)], ["Year", *columns], *(
            [period, *(known.get((f"buildings.private_housing_{series}", code, period), "-")
                       for code in columns.values())] for period in periods)])

    def classes(label: str) -> dict[str, str]:
        return {f"Class {name.upper()} {label}": name for name in city.CLASSES}

    by_year("Private_Domestic-Stock.csv", "stock", classes("(Stock)") | {"Total (Stock)": "all"})
    by_year("Private_Domestic-Vacancy.csv", "vacant", classes("(Vacancy) - Unit"))
    by_year("Private_Domestic-Completions.csv", "completions", classes("(Completions)"))
    by_year("Private_Domestic-Take-up.csv", "take_up", city.TAKE_UP)
    bands = {"Pre 1960": "before_1960", "1960-69": "1960_1969", "1970-79": "1970_1979", "1980-89": "1980_1989",
             "1990-99": "1990_1999", "2000-09": "2000_2009", "Post 2009": "2010_onwards"}
    shares = figures(rows, "flat_class", "completion_period", "period")
    write("Private_Dom_Stock_by_Age_Eng.csv", [
        ["Private Domestic Stock by Age", *[""] * 8],
        ["Year", "Segment", *(f"{city.AGE_COLUMN}{band}" for band in bands)],
        *([str(year), segment, *(shares[code, band, str(year)] for band in bands.values())]
          for year in range(2016, 2025) for segment, code in city.SEGMENTS.items())])


def transport() -> None:
    """Table 2.3 with each mode's total in one area column, table 4.1(e) with the makes that the facts tell apart."""
    known = figures(standing("transport/ridership", "henrywzh_td_mtr"), "series_id", "mode", "period")
    kinds = {"mtr_lines": ("MTRC", "MTRC", "", "Local"), "franchised_bus": ("Fran_Bus", "KMB", "", ""),
             "airport_express_light_rail_and_mtr_bus": ("MTRC", "MTRC", "", "Airport Express")}
    write("table23_eng.csv", [city.PASSENGERS, *(
        [period.replace("-", ""), *kinds[mode], "", "", value, "", "", ""]
        for (series, mode, period), value in known.items() if series == "transport.passengers")])
    makes = figures(standing("transport/first_registrations_by_make", "henrywzh_td_mtr"), "make", "period")
    write("table41e_eng.csv", [
        ["YR_MTH", "VEHICLE_CLASS_CODE", "MAKE", "FIRST_REG_STATUS", "FIRST_REG_STATUS_REV", "FUEL_TYPE_CODE",
         "BODY_TYPE_CODE", "FIRST_REG"],
        *([period.replace("-", ""), "1", make.upper(), "A", "", "ELECTRIC", "", value]
          for (make, period), value in makes.items())])


def old_excel() -> None:
    """Tables 4.1(a) and 4.1(c): year on the first month only, a line of the whole year, notes at the foot.

    Table 4.1(a) has a sheet for each class; of first registered and licensed cars, and of the other classes, the facts
    hold nothing, so those cells are empty.
    """
    import xlwt

    known = figures((row for row in standing("transport/fleet", "henrywzh_td_mtr")
                     if row["series_id"] == "transport.registered_vehicles_by_fuel"), "fuel", "period")
    fuels = [*vehicles.FUELS.values(), "all"]
    book = xlwt.Workbook()
    other = book.add_sheet("T4.1(a)(1)")
    other.write(0, vehicles.FIRST, "Motor Cycles")
    sheet = book.add_sheet("T4.1(a)(2)")
    sheet.write(0, 0, "Table 4.1(a): Registration and Licensing of Vehicles by Class of Vehicles")
    sheet.write(3, vehicles.FIRST, "Private Cars 私家車")
    for place, name in enumerate([*vehicles.FUELS, vehicles.SUBTOTAL]):
        column = vehicles.FIRST + place * vehicles.OF_EACH_FUEL
        sheet.write(4, column, name)
        for shift, kind in enumerate(("First\nRegistration", "Total\nRegistration", "Total\nLicensed")):
            sheet.write(5, column + shift, kind)
    _by_month(sheet, 7, [period for fuel, period in known if fuel == "all"], lambda period: {
        vehicles.FIRST + place * vehicles.OF_EACH_FUEL + 1: int(known[fuel, period])
        for place, fuel in enumerate(fuels)})
    book.save(str(OFFICIAL / "table41a.xls"))
    net = figures((row for row in standing("transport/first_registrations", "henrywzh_td_mtr")
                   if row["series_id"] == "transport.net_first_registrations"), "period")
    book = xlwt.Workbook()
    sheet = book.add_sheet("T4.1(c)")
    sheet.write(0, 0, "Table 4.1(c): Net First Registration of Private Cars")
    for place, name in enumerate(vehicles.NET):
        sheet.write(4, vehicles.FIRST + place, name)
    # The facts hold the difference only: that nothing was deregistered is made up, so that the line adds up.
    _by_month(sheet, 6, [period for (period,) in net], lambda period: {
        vehicles.FIRST: int(net[period,]), vehicles.FIRST + 1: 0, vehicles.FIRST + 2: int(net[period,])})
    book.save(str(OFFICIAL / "table41c.xls"))


def _by_month(sheet, line: int, periods: list[str], cells: Callable[[str], dict[int, int]]) -> None:
    """Write one line a month; the year stands before its first month, and alone on a line for the year as a whole."""
    year = ""
    for period in sorted(periods):
        if period[:4] != year:
            year = period[:4]
            sheet.write(line, 0, int(year))
            line += 1
            sheet.write(line, 0, int(year))
        sheet.write(line, 1, int(period[5:]))
        for column, value in cells(period).items():
            sheet.write(line, column, value)
        line += 1
    sheet.write(line + 1, 0, "Note : synthetic foot note of the replay")


def abroad() -> None:
    """Allowance prices of the Decembers that the facts hold; Hong Kong's rows of the two files of Our World in Data."""
    rows = standing("finance/carbon_prices_daily", "wcpd_icap")
    prices = figures(rows, "scheme", "market", "period")
    currency = {row["scheme"]: row["unit"][:3] for row in rows}
    systems, names, places = [""], ["Date"], []
    for system, scheme in world.SCHEMES.items():
        systems += [system, "", "", ""] if "until" in system else [system, "", "", "", ""]
        markets = ["Primary Market"] if "until" in system else ["Primary Market", "Secondary Market"]
        names += ["Exchange rate", "Market Currency", *markets, " "]
        places.append((scheme, currency[scheme], [world.MARKETS[market] for market in markets],
                       "until" in system))
    lines = [systems, names]
    for day in sorted({period for _, _, period in prices}):
        cells = [day]
        for scheme, code, markets, until_2018 in places:
            # The system of the European Union has two blocks; what the facts hold of it stands in the second.
            found = ["" if until_2018 else prices.get((scheme, market, day), "") for market in markets]
            cells += ["", code if any(found) else "", *found, " "]
        lines.append(cells)
    write("icap_prices.csv", lines)
    for name, table, source, columns, split in (
            ("owid-co2-data.csv", "inventory/crosscheck", "owid_co2", world.CO2_COLUMNS, "breakdown"),
            ("owid-energy-data.csv", "electricity/generation", "owid_energy", world.ENERGY_COLUMNS, "fuel")):
        known = figures(standing(table, source), "series_id", split, "period")
        years = sorted({period for _, _, period in known})
        write(name, [["country", "year", "iso_code", *columns], *(
            ["Hong Kong", year, "HKG", *(known.get((series.series_id, series.split, year), "")
                                         for series in columns.values())] for year in years)])


def weather_and_districts() -> None:
    """A month of days that all have the published mean of June 2025, and a rectangle round each district."""
    mean = next(row["value"] for row in standing("buildings/climate", "hko_month_202506")
                if row["series_id"] == "buildings.mean_temperature" and row["period"] == "2025-06")
    days = [["2025", "6", str(day), mean, "C"] for day in range(1, monthrange(2025, 6)[1] + 1)]
    fields = ["年/Year", "月/Month", "日/Day", "數值/Value", "數據完整性/data Completeness"]
    content = {"type": ["Mean Temperature"], "fields": fields, "data": days, "legend": ["C data Complete"]}
    (OFFICIAL / "CLMTEMP_HKO_last_year.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (OFFICIAL / "CLMTEMP_HKO_year.json").write_text(
        json.dumps(content | {"data": [["2026", "1", "1", mean, "C"]]}, ensure_ascii=False), encoding="utf-8")
    districts = json.loads((ROOT / "data/geo/districts.geojson").read_text(encoding="utf-8"))["features"]
    content = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": place, "geometry": _frame(one["geometry"]["coordinates"]), "properties": {
            "OBJECTID": place, boundaries.ADMIN_ID: one["properties"]["csdi_admin_area_id"], "AREA_TYPE": "DC",
            "AREA_ID": place, boundaries.CODE: one["properties"]["had_area_code"],
            boundaries.NAME_TC: one["properties"]["name_zh_hant"],
            boundaries.NAME_EN: one["properties"]["name_en"].upper(), "BEGIN_LIFESPAN": "20160101"}}
        for place, one in enumerate(districts, start=1)]}
    (OFFICIAL / "district_boundaries.geojson").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _frame(coordinates: list) -> dict:
    """Return the rectangle round an area: a made-up official area, which holds the land and some sea."""
    points = [coordinates]
    while not isinstance(points[0][0], float):
        points = [inner for outer in points for inner in outer]
    lon, lat = ([point[axis] for point in points] for axis in (0, 1))
    west, east, south, north = min(lon), max(lon), min(lat), max(lat)
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north],
                                                [west, south]]]}


if __name__ == "__main__":
    OFFICIAL.mkdir(exist_ok=True)
    for replay in (csd, emsd, hk_electric, rvd, transport, old_excel, abroad,
                   weather_and_districts):
        replay()
