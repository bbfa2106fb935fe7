"""Parsers of the two old Excel tables (.xls) of the Transport Department: 4.1(a) and 4.1(c), private cars.

Each takes the files of one set and returns rows of its table, in its columns but for source_id and vintage. The layout
is the one that programs in use read: year in the first column, on the first month of a year alone or on each; month in
the second; a line of a whole year has no month. What a column is called is looked up in the lines above the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hkzero.refresh.faults import Refused
from hkzero.refresh.parsers_energy import Files, Row
from hkzero.refresh.reading import LAST_MONTH, Sheet, adds_up, number, sheets_of

HEADER_LINES = 12
CLASS_NAME = "Private Cars"
FUELS = {"Petrol": "petrol", "Electric": "electricity", "Diesel": "diesel", "Other": "other"}
SUBTOTAL, REGISTERED, LICENSED = "Sub-total", "Total Registration", "Total Licensed"
# Year and month stand in the first two columns; each fuel has three: first registered, registered, licensed.
FIRST, OF_EACH_FUEL = 2, 3
FLEET_NOTE = "Transport Department Table 4.1(a), total registered, read in the official file"
HYBRIDS = "; hybrids not shown separately (inferred to sit under petrol)"
NET = ("Gross First Registration", "Cumulative Deregistration", "Net First Registration")
NET_NOTE = ("Transport Department Table 4.1(c): first registrations less deregistrations of such cars, read in the "
            "official file")


def td_private_cars(files: Files) -> list[Row]:
    """Read table 4.1(a): registered private cars by fuel at the end of each month, in vehicles; `all` is their sum."""
    (body,) = files.values()
    sheet = _sheet_of_class(sheets_of(body))
    names = [*FUELS, SUBTOTAL]
    for place, name in enumerate(names):
        column = FIRST + place * OF_EACH_FUEL
        _has(sheet, column, name)
        _has(sheet, column + 1, REGISTERED)
        _has(sheet, column + 2, LICENSED)
    rows = []
    for line, period, cells in _months(sheet):
        for kind, shift in (("registered", 1), ("licensed", 2)):
            figures = [number(cells[FIRST + place * OF_EACH_FUEL + shift], line) for place in range(len(names))]
            adds_up(figures[:-1], figures[-1], 0.5, f"line {line}, {kind}")
            if kind == "registered" and any(figures):
                rows += _fleet(period, line, figures[:-1])
    return rows


def td_net_registrations(files: Files) -> list[Row]:
    """Read table 4.1(c): first registrations of private cars less deregistrations, by month, in vehicles."""
    (body,) = files.values()
    sheets = sheets_of(body)
    if len(sheets) != 1:
        raise Refused("columns", f"{len(sheets)} sheets, expected one")
    sheet = next(iter(sheets.values()))
    for place, name in enumerate(NET):
        _has(sheet, FIRST + place, name)
    rows = []
    for line, period, cells in _months(sheet):
        gross, gone, net = (number(cell, line) for cell in cells[FIRST : FIRST + len(NET)])
        if gross is None or gone is None or net is None:
            continue
        if abs(float(gross) - float(gone) - float(net)) > 0.5:
            raise Refused("content", f"line {line}: {gross} less {gone} is not {net}")
        rows.append({"series_id": "transport.net_first_registrations", "vehicle_class": "private_cars", "fuel": "all",
                     "condition": "all", "period": period, "value": net, "unit": "vehicles", "note": NET_NOTE})
    return rows


def _fleet(period: str, line: int, figures: Sequence[str | None]) -> list[Row]:
    if any(figure is None for figure in figures):
        raise Refused("content", f"line {line}: {period} has no figure for some fuel, expected one for each")
    common = {"series_id": "transport.registered_vehicles_by_fuel", "vehicle_class": "private_cars", "operator": "all",
              "period": period, "unit": "vehicles"}
    rows = [common | {"fuel": fuel, "value": str(value), "note": FLEET_NOTE + HYBRIDS * (fuel == "petrol")}
            for fuel, value in zip(FUELS.values(), figures, strict=True)]
    total = sum(int(str(value)) for value in figures)
    return [*rows, common | {"fuel": "all", "value": str(total), "kind": "derived",
                             "note": "derived: sum of the four fuels"}]


def _sheet_of_class(sheets: dict[str, Sheet]) -> Sheet:
    found = [name for name, sheet in sheets.items() if CLASS_NAME in _header(sheet, FIRST)]
    if len(found) != 1:
        raise Refused("columns", f"{len(found)} sheets are headed {CLASS_NAME!r}, expected one; "
                                 f"the sheets are {', '.join(sheets)[:120]}")
    return sheets[found[0]]


def _header(sheet: Sheet, column: int) -> str:
    """Return the words in the first lines of a column, as one text with single spaces."""
    cells = [cells[column] for cells in sheet[:HEADER_LINES]
             if column < len(cells) and any(letter.isalpha() for letter in cells[column])]
    return re.sub(r"\s+", " ", " ".join(cells))


def _has(sheet: Sheet, column: int, name: str) -> None:
    if name not in (found := _header(sheet, column)):
        raise Refused("columns", f"column {column + 1} is headed {found[:60]!r}, expected {name!r}")


def _months(sheet: Sheet) -> Iterator[tuple[int, str, Sequence[str]]]:
    """Yield line, period and cells of each month. Refused when a month is there twice or there is none."""
    year, seen = "", set()
    for line, cells in enumerate(sheet, start=1):
        first, second = cells[0], cells[1]
        if re.fullmatch(r"(19|20)\d\d", first):
            year, month = first, second
        else:
            month = second or first
        if not year or not re.fullmatch(r"\d{1,2}", month) or not 1 <= int(month) <= LAST_MONTH:
            continue
        period = f"{year}-{int(month):02d}"
        if period in seen:
            raise Refused("content", f"line {line}: {period} is there twice")
        seen.add(period)
        yield line, period, cells
    if not seen:
        raise Refused("content", "no line has a year and a month")
