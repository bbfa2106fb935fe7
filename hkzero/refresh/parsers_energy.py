"""Parsers of the energy sets: electricity and gas by user (C&SD), end uses (EMSD), HK Electric's sales.

Each takes the files of one set and returns rows of its table, in its columns but for kind, source_id and vintage,
which the set adds. Every published total is added up again: a file whose parts do not make its total is refused.
"""

from __future__ import annotations

import re
from datetime import date

from hkzero.refresh.faults import Refused
from hkzero.refresh.reading import adds_up, has_columns, number, records, same_header, same_width, text_of, year

Row = dict[str, str]
Files = dict[str, bytes]

MONTHS = {name: f"{place:02d}" for place, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1)}
CONSUMPTION = "electricity.consumption_by_user"
EXCLUDES = "excludes industry own use, losses and exports"
# Figures are rounded one by one: so many of them may differ from their total by half a unit each.
ROUNDING = 3.0

# --- C&SD, table 915-91201 ---

EXPORT_TITLE = "Table 915-91201"
LOCAL_ELECTRICITY, LOCAL_GAS = "Local consumption of electricity (1)", "Local consumption of gas"
EXPORTED = "Exports of electricity to Chinese Mainland"
EXPORT_GROUPS = ["", "", *[LOCAL_ELECTRICITY] * 5, EXPORTED, *[LOCAL_GAS] * 4]
EXPORT_USERS = ["Type of users", "", "Domestic", "Commercial", "Industrial", "Street lighting (2)", "All groups",
                "All groups", "Domestic", "Commercial", "Industrial", "All groups"]
EXPORT_COLUMNS = [("electricity", "domestic"), ("electricity", "commercial"), ("electricity", "industrial"),
                  ("electricity", "street_lighting"), ("electricity", "all"), ("electricity", "export"),
                  ("town_gas", "domestic"), ("town_gas", "commercial"), ("town_gas", "industrial"),
                  ("town_gas", "all")]
RAW_COLUMNS = ("CCYY", "MM", "USER_TYPE", "obs_value")
RAW_USERS = {"": "all", "1": "domestic", "2": "commercial", "3": "industrial", "4": "street_lighting"}


def consumption_row(energy: str, user_type: str, period: str, value: str) -> Row:
    """Return one figure of the table of electricity and gas by user."""
    note = EXCLUDES if energy == "electricity" and user_type != "export" else ""
    return {"series_id": CONSUMPTION, "energy": energy, "user_type": user_type, "fuel": "all", "period": period,
            "value": value, "unit": "TJ", "note": note}


def csd_export(files: Files) -> list[Row]:
    """Read table 915-91201 as the web page of C&SD gives it out: two header lines, units, users, then the figures."""
    (body,) = files.values()
    found = records(text_of(body, ends_with_newline=True))
    if not found[0][1][0].startswith(EXPORT_TITLE):
        raise Refused("columns", f"the first line is {found[0][1][0]!r}, expected {EXPORT_TITLE} …")
    heads = [cells for _, cells in found[1:7]]
    same_header(heads[1], EXPORT_GROUPS)
    same_header(heads[2], ["", "", *["Terajoule"] * 10])
    same_header(heads[3], EXPORT_USERS)
    same_header(heads[4], ["Year", "Month", *[""] * 10])
    rows = []
    for line, cells in same_width(found[6:], len(EXPORT_USERS)):
        if not any(cells):
            break
        period = year(cells[0], line) + (f"-{_month(cells[1], line)}" if cells[1] else "")
        values = [number(cell, line) for cell in cells[2:]]
        adds_up(values[:4], values[4], ROUNDING, f"line {line}, electricity")
        adds_up(values[6:9], values[9], ROUNDING, f"line {line}, gas")
        rows += [consumption_row(*column, period, value) for column, value in zip(EXPORT_COLUMNS, values, strict=True)
                 if value is not None]
    return rows


def csd_issued(files: Files) -> date | None:
    """Return the release date that the foot of the table names; None where it names none."""
    (body,) = files.values()
    found = re.search(r"Release Date: (\d{1,2}) ([A-Z][a-z]{2})[a-z]*,? (\d{4})", body.decode("utf-8", "replace"))
    if not found or found[2] not in MONTHS:
        return None
    return date(int(found[3]), int(MONTHS[found[2]]), int(found[1]))


def csd_raw(files: Files) -> list[Row]:
    """Read the two raw files of table 915-91201: year, month (empty = the year), code of the user (empty = all)."""
    return [row for name, body in files.items()
            for row in _raw_rows(body, "electricity" if "ELEC" in name else "town_gas")]


def _raw_rows(body: bytes, energy: str) -> list[Row]:
    (_, header), *lines = records(text_of(body, ends_with_newline=True))
    place = has_columns(header, RAW_COLUMNS)
    by_period: dict[str, dict[str, str | None]] = {}
    for line, cells in same_width(lines, len(header)):
        ccyy, mm, code, value = (cells[place[name]] for name in RAW_COLUMNS)
        if code not in RAW_USERS:
            raise Refused("content", f"line {line}: USER_TYPE {code!r}, expected one of {', '.join(RAW_USERS)}")
        if mm and mm.zfill(2) not in MONTHS.values():
            raise Refused("content", f"line {line}: MM {mm!r} is no month")
        period = year(ccyy, line) + (f"-{mm.zfill(2)}" if mm else "")
        by_period.setdefault(period, {})[RAW_USERS[code]] = number(value, line)
    for period, users in by_period.items():
        # The codes carry no words: only the sum tells that they mean what they are taken for.
        adds_up([value for user, value in users.items() if user != "all"], users.get("all"), ROUNDING, period)
    return [consumption_row(energy, user, period, value) for period, users in by_period.items()
            for user, value in users.items() if value is not None]


def _month(cell: str, line: int) -> str:
    if cell not in MONTHS:
        raise Refused("content", f"line {line}: {cell!r} is no month")
    return MONTHS[cell]


# --- EMSD, Hong Kong Energy End-use Data ---

LAG_OF_EDITIONS = 2  # an edition covers the years up to two before it
SECTORS = {"Residential": "residential", "Commercial": "commercial", "Industrial": "industrial",
           "Transport": "transport"}
END_USES = {"Air Conditioning": "air_conditioning", "Lighting": "lighting", "Refrigeration": "refrigeration",
            "Industrial Process/ Equipment": "industrial_process_equipment", "Cooking": "cooking",
            "Hot Water": "hot_water", "Office Equipment": "office_equipment",
            "Vertical Transport": "vertical_transport", "Others": "others"}
AIR_CONDITIONING = ("table 12; newest full edition found; air_conditioning here covers AC units plus heaters, fans, "
                    "air purifiers, dehumidifiers (per EMSD 2026 chronology item 21)")


def emsd_end_use(files: Files) -> list[Row]:
    """Read table08.csv (electricity by sector) and table12.csv (electricity by end use) of one edition."""
    by_sector = _pairs(files["table08.csv"], SECTORS)
    by_use = _pairs(files["table12.csv"], END_USES)
    if {period for period, _, _ in by_sector} != {period for period, _, _ in by_use}:
        raise Refused("content", "tables 8 and 12 cover different years; are they of one edition?")
    rows = [_end_use(sector=code, end_use="all", period=period, value=value, note="table 8")
            for period, code, value in by_sector]
    return rows + [_end_use(sector="all", end_use=code, period=period, value=value, note=AIR_CONDITIONING)
                   for period, code, value in by_use]


def emsd_edition(rows: list[Row]) -> str:
    """Return the year of the edition: two after the last year that it covers."""
    return str(int(max(row["period"] for row in rows)) + LAG_OF_EDITIONS)


def _end_use(*, sector: str, end_use: str, period: str, value: str, note: str) -> Row:
    return {"series_id": "buildings.energy_end_use", "sector": sector, "segment": "all", "end_use": end_use,
            "fuel": "electricity", "period": period, "value": value, "unit": "TJ", "note": note}


def _pairs(body: bytes, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return year, code and terajoules of a table whose columns are pairs: an amount and its share in per cent."""
    (_, header), *lines = records(text_of(body, ends_with_newline=True))
    same_header(header, ["Year", *(column for name in names
                                   for column in (f"{name} (Unit : Terajoule)", f"{name} Percentage (%)"))])
    found = []
    for line, cells in same_width(lines, len(header)):
        period = year(cells[0], line)
        amounts = [number(cell, line) for cell in cells[1::2]]
        total = sum(float(amount) for amount in amounts if amount is not None)
        for amount, share in zip(amounts, (number(cell, line) for cell in cells[2::2]), strict=True):
            # Shares are printed in whole per cent, and made to add up to a hundred.
            if amount is not None and share is not None and abs(float(amount) / total * 100 - float(share)) > 1.5:
                raise Refused("content", f"line {line}: {amount} TJ are not {share} % of {total:g}")
        found += [(period, code, amount) for code, amount in zip(names.values(), amounts, strict=True)
                  if amount is not None]
    return found


# --- HK Electric ---

USER_TYPES = {"Residential": "residential", "Commercial": "commercial", "Industrial": "industrial", "Overall": "all"}
HALVES = {"First Half": "H1", "Second Half": "H2"}
DISTRICTS = {"Central & Western": ("A", "all"), "Wan Chai": ("B", "all"), "Eastern": ("C", "all"),
             "Southern": ("D", "all"), "Islands (Lamma Island only)": ("T", "lamma_island")}
BY_DISTRICT = ["Year 年", "Period 時期",
               "Breakdown by Districts and Customer Type (Period / Year) 各地區客戶分類 (時期/年)",
               "Residential 住宅用戶", "Commercial 商業用戶", "Industrial 工業用戶",
               "Consumption Total (GWh) 用電量總計(百萬度)"]
BY_TYPE = ["Year 年", "Period 時期", "Breakdown By Customer Type (Period / Year) 客戶分類 (時期/年)",
           "Consumption (GWh) 用電量 (百萬度)", "Number of Customers (‘000) 客戶總數 (千位)",
           "Average Consumption (kWh) 平均用電量 (度)"]
BY_DISTRICT_USERS = ("residential", "commercial", "industrial", "all")
TERRITORY_NOTE = "HK Electric territory only; half-year periods"
THOUSAND = 1000


def hke_by_district(files: Files) -> list[Row]:
    """Read HK Electric's half-yearly consumption by district and type of customer, GWh."""
    rows = []
    for line, period, name, cells in _half_years(files, BY_DISTRICT):
        district, part = _known(DISTRICTS, name, line)
        values = [number(cell, line) for cell in cells]
        adds_up(values[:3], values[3], ROUNDING, f"line {line}")
        rows += [{"series_id": "buildings.district_electricity", "district": district, "district_part": part,
                  "user_type": user, "period": period, "value": value, "unit": "GWh", "note": TERRITORY_NOTE}
                 for user, value in zip(BY_DISTRICT_USERS, values, strict=True) if value is not None]
    return rows


def hke_by_type(files: Files) -> list[Row]:
    """Read HK Electric's half-yearly sales (GWh), customers (thousands) and average consumption by type of customer."""
    rows = []
    for line, period, name, cells in _half_years(files, BY_TYPE):
        user = _known(USER_TYPES, name, line)
        sales, thousands, average = (number(cell, line) for cell in cells)
        accounts = None if thousands is None else f"{float(thousands) * THOUSAND:.0f}"
        rows += [{"series_id": f"electricity.utility.{series}", "utility": "hk_electric", "user_type": user,
                  "basis": "all", "period": period, "value": value, "unit": unit, "note": note}
                 for series, value, unit, note in (
                     ("sales", sales, "GWh", ""), ("customer_accounts", accounts, "accounts", "published in thousands"),
                     ("consumption_per_customer", average, "kWh", "")) if value is not None]
    return rows


def _half_years(files: Files, header: list[str]) -> list[tuple[int, str, str, list[str]]]:
    """Return line, period, English name and figures of each line; empty lines part the half-years."""
    (body,) = files.values()
    # The official file ends without a newline: what is cut off shows in the width and in the sums.
    (_, found), *lines = records(text_of(body, ends_with_newline=False))
    same_header(found, header)
    kept = []
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise Refused("truncated", f"line {line}: {len(cells)} cells, expected {len(header)}")
        half = _known(HALVES, _english(cells[1]), line)
        kept.append((line, f"{year(cells[0], line)}-{half}", _english(cells[2]), cells[3:]))
    return kept


def _english(cell: str) -> str:
    """Return the English part of a cell that says everything twice."""
    return re.split(r"\s*[\u3400-\u9fff]", cell, maxsplit=1)[0].strip()


def _known(names: dict, name: str, line: int):
    if name not in names:
        raise Refused("content", f"line {line}: {name!r}, expected one of {', '.join(names)}")
    return names[name]
