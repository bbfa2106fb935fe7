"""Parsers of the sets on homes, transport and weather: RVD, Transport Department, Observatory.

Each takes the files of one set and returns rows of its table, in its columns but for kind, source_id and vintage.
"""

from __future__ import annotations

import re
from calendar import monthrange
from decimal import Decimal

from hkzero.refresh.faults import Refused
from hkzero.refresh.parsers_energy import Files, Row
from hkzero.refresh.reading import (
    adds_up,
    has_columns,
    json_of,
    month,
    number,
    records,
    same_header,
    same_width,
    text_of,
    year,
)

# --- Rating and Valuation Department: private homes ---

CLASSES = "abcde"
STOCK_BREAK = "year end; definition change in 2003 (break in series)"
TAKE_UP_NOTE = "small = classes A-C (below 100 m2 saleable), large = D-E"
AGE_NOTE = "share of private domestic units by completion period"
TAKE_UP = {"Take Up (SA Less than 100 m2)": "small", "Take up (SA 100 m2 or above)": "large",
           "Take up (Total)": "all"}
SEGMENTS = {"Overall": "all", "Small/Medium": "small_medium", "Large": "large"}
AGE_COLUMN = "Year of Completions - "
# Demolition is counted in the year, stock at its end: five rounded parts may miss their total by a little.
FIVE_PARTS = 5.0


def rvd_housing(files: Files) -> list[Row]:
    """Read stock, vacancy, completions and take-up of private homes by class and year, in dwellings."""
    stock = {f"Class {name.upper()} (Stock)": name for name in CLASSES} | {"Total (Stock)": "all"}
    rows = [_homes("stock", name, period, value, "year end" if name == "all" else STOCK_BREAK)
            for period, name, value in _by_year(files["Private_Domestic-Stock.csv"], stock, total="all")]
    vacant = {f"Class {name.upper()} (Vacancy) - Unit": name for name in CLASSES}
    rows += [_homes("vacant", name, period, value, "year end")
             for period, name, value in _by_year(files["Private_Domestic-Vacancy.csv"], vacant)]
    completed = {f"Class {name.upper()} (Completions)": name for name in CLASSES}
    last_stock = max(row["period"] for row in rows)
    for period, name, value in _by_year(files["Private_Domestic-Completions.csv"], completed):
        note = f"{period} is provisional and part-year" if period > last_stock else ""
        rows.append(_homes("completions", name, period, value, note))
    return rows + [_homes("take_up", name, period, value, TAKE_UP_NOTE)
                   for period, name, value in _by_year(files["Private_Domestic-Take-up.csv"], TAKE_UP, total="all")]


def rvd_age(files: Files) -> list[Row]:
    """Read the shares of private homes by the years in which they were completed, in per cent."""
    (body,) = files.values()
    lines = records(text_of(body, ends_with_newline=True))[1:]
    (_, header), *lines = lines or [(1, [])]
    bands = {place: _band(name.removeprefix(AGE_COLUMN)) for place, name in enumerate(header)
             if name.startswith(AGE_COLUMN)}
    if not bands:
        raise Refused("columns", f"no column begins with {AGE_COLUMN!r}; found {', '.join(header)[:120]}")
    rows = []
    for line, cells in same_width((row for row in lines if any(row[1])), len(header)):
        if not re.fullmatch(r"\d{4}", cells[0]):
            continue  # notes stand below the figures
        if cells[1] not in SEGMENTS:
            raise Refused("content", f"line {line}: segment {cells[1]!r}, expected one of {', '.join(SEGMENTS)}")
        shares = [number(cells[place], line) for place in bands]
        adds_up(shares, "100", 0.5, f"line {line}")
        rows += [{"series_id": "buildings.private_housing_age_share", "flat_class": SEGMENTS[cells[1]],
                  "completion_period": band, "period": year(cells[0], line), "value": value, "unit": "%",
                  "note": AGE_NOTE} for band, value in zip(bands.values(), shares, strict=True) if value is not None]
    return rows


def _homes(series: str, flat_class: str, period: str, value: str, note: str) -> Row:
    return {"series_id": f"buildings.private_housing_{series}", "flat_class": flat_class, "completion_period": "all",
            "period": period, "value": value, "unit": "dwellings", "note": note}


def _by_year(body: bytes, columns: dict[str, str], total: str | None = None) -> list[tuple[str, str, str]]:
    """Return year, code and figure of a file with a title line, a header line, and one year a line."""
    lines = records(text_of(body, ends_with_newline=True))[1:]
    if not lines:
        raise Refused("truncated", "the file ends after its title")
    (_, header), *lines = lines
    place = has_columns(header, columns)
    found = []
    for line, cells in same_width((row for row in lines if any(row[1])), len(header)):
        if not re.fullmatch(r"\d{4}", cells[0]):
            continue  # notes stand below the figures
        values = {code: number(cells[place[name]], line) for name, code in columns.items()}
        if total:
            adds_up([value for code, value in values.items() if code != total], values[total], FIVE_PARTS,
                    f"line {line}")
        found += [(year(cells[0], line), code, value) for code, value in values.items() if value is not None]
    return found


def _band(label: str) -> str:
    """Return the code of a span of years of completion: `Pre 1960`, `1960-69`, `Post 2009`. Refused for other words."""
    if found := re.fullmatch(r"(?:Before|Pre-?)\s*(\d{4})", label, re.IGNORECASE):
        return f"before_{found[1]}"
    if found := re.fullmatch(r"(\d{2})(\d{2})\s*(?:-|–|to)\s*(?:\1)?(\d{2})", label):
        return f"{found[1]}{found[2]}_{found[1]}{found[3]}"
    if found := re.fullmatch(r"Post-?\s*(\d{4})", label, re.IGNORECASE):
        return f"{int(found[1]) + 1}_onwards"
    if found := re.fullmatch(r"(?:From\s*)?(\d{4})\s*(?:onwards|or after|and after|\+)", label, re.IGNORECASE):
        return f"{found[1]}_onwards"
    raise Refused("columns", f"{label!r} is no span of years of completion that is known")


# --- Transport Department: table 2.3 ---

PASSENGERS = ["YR_MTH", "BUS_RAIL", "TTD_PTO_CODE", "FRANCHISE_TYPE", "RAIL_LINE", "PAX_HK", "PAX_HK_INDI",
              "PAX_KLN_NT", "PAX_KLN_NT_INDI", "PAX_CROSS_HARBOUR", "PAX_CROSS_HARBOUR_INDI"]
OFFICIAL_PASSENGER_NOTE = "TD Table 2.3, read in the official file"
RAIL, BUS, LOCAL = "MTRC", "Fran_Bus", "Local"


def td_passengers(files: Files) -> list[Row]:
    """Read table 2.3: passenger journeys by month in thousands, added up over operators and areas.

    Journeys on Hong Kong Island, in Kowloon and the New Territories, and across the harbour are three columns; rows are
    added up to the lines of the MTR, its other services (airport express, light rail, buses) and franchised buses.
    """
    (body,) = files.values()
    (_, header), *lines = records(text_of(body, ends_with_newline=True))
    same_header(header, PASSENGERS)
    sums: dict[tuple[str, str], Decimal] = {}
    seen = set()
    for line, cells in same_width(lines, len(header)):
        if tuple(cells) in seen:
            continue
        seen.add(tuple(cells))
        if cells[1] not in (RAIL, BUS):
            raise Refused("content", f"line {line}: BUS_RAIL {cells[1]!r}, expected {RAIL} or {BUS}")
        mode = "franchised_bus" if cells[1] == BUS else (
            "mtr_lines" if cells[4] == LOCAL else "airport_express_light_rail_and_mtr_bus")
        published = [value for value in (number(cells[place], line) for place in (5, 7, 9)) if value is not None]
        if published:
            key = mode, month(cells[0], line)
            sums[key] = sums.get(key, Decimal()) + sum(map(Decimal, published))
    return [{"series_id": "transport.passengers", "mode": mode, "operator": "all", "period": period,
             "value": _plain(value), "unit": "thousand passenger journeys", "note": OFFICIAL_PASSENGER_NOTE}
            for (mode, period), value in sorted(sums.items())]


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- Transport Department: table 4.1(e) ---

FIRST_REGISTRATIONS = ("YR_MTH", "VEHICLE_CLASS_CODE", "MAKE", "FUEL_TYPE_CODE", "FIRST_REG")
PRIVATE_CAR, ELECTRIC = "1", "ELECTRIC"
MAKES = {"TESLA": "Tesla", "BYD": "BYD"}
OTHER_MAKES = "Other makes"


def td_first_registrations(files: Files) -> list[Row]:
    """Read table 4.1(e): first registrations of electric private cars by month, Tesla and BYD apart from the rest."""
    (body,) = files.values()
    (_, header), *lines = records(text_of(body, ends_with_newline=True))
    place = has_columns(header, FIRST_REGISTRATIONS)
    sums: dict[tuple[str, str], Decimal] = {}
    fuels = set()
    for line, cells in same_width(lines, len(header)):
        yr_mth, vehicle, make, fuel, count = (cells[place[name]] for name in FIRST_REGISTRATIONS)
        fuels.add(fuel.upper())
        value = number(count, line)
        if vehicle.removesuffix(".0") == PRIVATE_CAR and fuel.upper() == ELECTRIC and value is not None:
            key = MAKES.get(make.upper(), OTHER_MAKES), month(yr_mth, line)
            sums[key] = sums.get(key, Decimal()) + Decimal(value)
    if not sums:
        raise Refused("content", f"no electric private car; the codes of fuel are {', '.join(sorted(fuels))[:120]}")
    return [{"series_id": "transport.first_registrations_by_make", "vehicle_class": "private_cars",
             "fuel": "electricity", "make": make, "period": period, "value": _plain(value), "unit": "vehicles",
             "note": "TD Table 4.1(e)"} for (make, period), value in sorted(sums.items())]


# --- Hong Kong Observatory: daily mean temperature ---

DAILY_FIELDS = ("Year", "Month", "Day", "Value", "Completeness")
COMPLETE = "C"


def hko_temperature(files: Files) -> list[Row]:
    """Read the daily mean temperature at the Observatory and return the mean of every complete month, in degC.

    A month counts when every day of it has a complete figure; its mean is rounded to a tenth, as the Observatory does.
    """
    days: dict[tuple[int, int], dict[int, Decimal]] = {}
    for body in files.values():
        content = json_of(body)
        if not isinstance(content, dict) or not isinstance(content.get("data"), list):
            raise Refused("columns", "expected an object with `fields` and `data`")
        fields = [str(name) for name in content.get("fields", [])]
        if len(fields) != len(DAILY_FIELDS) or any(
                known not in name for known, name in zip(DAILY_FIELDS, fields, strict=True)):
            raise Refused("columns", f"the fields are {fields}, expected year, month, day, value, completeness")
        for place, record in enumerate(content["data"], start=1):
            if len(record) != len(DAILY_FIELDS):
                raise Refused("truncated", f"record {place}: {len(record)} cells, expected {len(DAILY_FIELDS)}")
            value = number(str(record[3]).replace("***", ""), place)
            if value is not None and record[4] == COMPLETE:
                at = int(year(str(record[0]), place)), int(record[1])
                days.setdefault(at, {})[int(record[2])] = Decimal(value)
    return [{"series_id": "buildings.mean_temperature", "station": "observatory", "month": "all",
             "period": f"{a_year}-{a_month:02d}", "value": f"{sum(found.values()) / len(found):.1f}", "unit": "degC",
             "note": "DERIVED: mean of the daily means of the Observatory's open data"}
            for (a_year, a_month), found in sorted(days.items()) if len(found) == monthrange(a_year, a_month)[1]]
