"""A portfolio of buildings in a file: which column is what, in which unit, and what is wrong with each row.

A column is recognised by its heading in English or Chinese; what is suggested can be overruled. A unit is read from the
heading, as in `electricity (MWh)`, or told; it is never guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hkzero.own_data.table_file import NotUsable, Problem, Table

FIELDS = ("name", "type", "floor_area", "electricity", "gas", "year", "district", "lat", "lon")
NEEDED = ("name", "type", "floor_area", "electricity", "year")
KWH_PER_MJ = 1 / 3.6
SQUARE_METRES_PER_SQUARE_FOOT = 0.09290304
# Amounts in one unit: electricity in kWh, gas in MJ, floor area in m2.
UNITS = {
    "electricity": {"kWh": 1.0, "MWh": 1e3, "GWh": 1e6, "MJ": KWH_PER_MJ, "GJ": 1e3 * KWH_PER_MJ},
    "gas": {"MJ": 1.0, "GJ": 1e3, "kWh": 3.6, "MWh": 3.6e3, "unit": 48.0},
    "floor_area": {"m2": 1.0, "ft2": SQUARE_METRES_PER_SQUARE_FOOT},
}
UNIT_WORDS = {
    "kwh": "kWh", "度": "kWh", "千瓦時": "kWh", "千瓦时": "kWh", "mwh": "MWh", "兆瓦時": "MWh", "兆瓦时": "MWh",
    "gwh": "GWh", "mj": "MJ", "兆焦耳": "MJ", "gj": "GJ", "unit": "unit", "units": "unit", "度煤氣": "unit",
    "m2": "m2", "m²": "m2", "sqm": "m2", "平方米": "m2",
    "ft2": "ft2", "ft²": "ft2", "sqft": "ft2", "平方呎": "ft2", "平方英尺": "ft2",
}
SYNONYMS = {
    "name": ("name", "building", "building name", "property", "site", "premises", "名稱", "名称", "大廈", "大厦",
             "大廈名稱", "物業", "物业", "建筑名称", "樓宇"),
    "type": ("type", "use", "building type", "group", "category", "類型", "类型", "用途", "類別", "类别", "樓宇類型",
             "建筑类型"),
    "floor_area": ("floor area", "area", "gfa", "ifa", "internal floor area", "gross floor area", "樓面面積", "面積",
                   "楼面面积", "面积", "建筑面积", "內部樓面面積"),
    "electricity": ("electricity", "electricity use", "electricity consumption", "power", "用電", "用電量", "電力",
                    "用电", "用电量", "电力"),
    "gas": ("gas", "town gas", "towngas", "gas use", "gas consumption", "煤氣", "煤气", "燃氣", "燃气", "煤氣用量",
            "用气量"),
    "year": ("year", "period", "reporting year", "年", "年份", "年度"),
    "district": ("district", "area of the city", "地區", "地区", "區", "区", "行政區", "行政区"),
    "lat": ("lat", "latitude", "緯度", "纬度"),
    "lon": ("lon", "lng", "long", "longitude", "經度", "经度"),
}
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+")
MISSING = {"", "-", "–", "na", "n/a", "nil", "不適用", "不适用"}
# The box around the territory, degrees (WGS84).
LATITUDES, LONGITUDES = (22.13, 22.58), (113.82, 114.52)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the file that a field is read from, and the unit of its numbers ("" where none is needed)."""

    heading: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Building:
    """A building in a year: electricity in kWh, gas in MJ, floor area in m2; `group` is EMSD's code of its type.

    None is what the file leaves open, not zero. `row` is the line of the file.
    """

    row: int
    name: str
    group: str
    floor_area_m2: float
    electricity_kwh: float
    gas_mj: float | None
    year: int
    district: str | None = None
    lat: float | None = None
    lon: float | None = None


def suggest(headings: Collection[str]) -> dict[str, Column]:
    """Return for each field the heading that looks like it, with the unit in it; a field may be left out."""
    found: dict[str, Column] = {}
    plain = {heading: _split(heading) for heading in headings}
    for field in FIELDS:
        for heading, (words, unit) in plain.items():
            taken = heading in {one.heading for one in found.values()}
            if not taken and words in SYNONYMS[field]:
                found[field] = Column(heading, unit if unit in UNITS.get(field, {}) else "")
                break
    return found


def _split(heading: str) -> tuple[str, str]:
    """Return the words of a heading and the unit in it: `Electricity (MWh)`, `electricity_mwh`, `面積（平方米）`."""
    text = re.sub(r"[_\s]+", " ", heading.strip().lower())
    if match := re.fullmatch(r"(.+?)\s*[(（\[]\s*(.+?)\s*[)）\]]", text):
        return match[1].strip(), UNIT_WORDS.get(match[2].replace(" ", ""), "")
    words, _, last = text.rpartition(" ")
    if words and last in UNIT_WORDS:
        return words, UNIT_WORDS[last]
    return text, ""


def columns(table: Table, chosen: Mapping[str, str] | None = None, units: Mapping[str, str] | None = None,
            ) -> dict[str, Column]:
    """Return the column of each field: what was chosen, else what is suggested, with units told or read.

    NotUsable names every field that has no column or no unit, and every choice that makes no sense.
    """
    chosen, units = dict(chosen or {}), dict(units or {})
    problems = [Problem("unknown_field", value=field, allowed=FIELDS) for field in [*chosen, *units]
                if field not in FIELDS]
    problems += [Problem("no_such_heading", column=field, value=heading, allowed=table.headings)
                 for field, heading in chosen.items() if field in FIELDS and heading not in table.headings]
    left = [heading for heading in table.headings if heading not in chosen.values()]
    found = {field: one for field, one in suggest(left).items() if field not in chosen}
    found |= {field: Column(heading, _split(heading)[1]) for field, heading in chosen.items() if field in FIELDS}
    found |= {field: Column(one.heading, units.get(field, one.unit)) for field, one in found.items() if field in UNITS}
    problems += lacking(found, table.headings)
    if problems:
        raise NotUsable(problems)
    return found


def lacking(found: Mapping[str, Column], headings: Collection[str]) -> list[Problem]:
    """Return a fault for every field that needs a column or a unit and has none that will do."""
    problems = [Problem("no_column", column=field, allowed=tuple(headings)) for field in NEEDED if field not in found]
    for field in UNITS:
        if field in found and (unit := found[field].unit) not in UNITS[field]:
            code = "unknown_unit" if unit else "no_unit"
            problems.append(Problem(code, column=found[field].heading, value=unit, allowed=tuple(UNITS[field])))
    return problems


def buildings(table: Table, read_from: Mapping[str, Column], groups: Mapping[str, Collection[str]],
              districts: Mapping[str, Collection[str]], years: Collection[int]) -> tuple[Building, ...]:
    """Return the buildings of a table; NotUsable with every fault of every row.

    `groups` and `districts` are codes with their names in any language; `years` those with an emission factor.
    """
    at = {field: table.headings.index(one.heading) for field, one in read_from.items()}
    of_group, of_district = _by_name(groups), _by_name(districts)
    found: list[Building] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, int], int] = {}
    for line, cells in table.rows:
        row = _Row(line, {field: cells[place] for field, place in at.items()}, read_from, problems)
        before = len(problems)
        name, year = row.text("name"), row.amount("year", min(years), max(years), needed=True)
        if year is not None and int(year) not in years:
            row.fault("no_factor", "year", tuple(str(one) for one in sorted(years)))
        group = row.one_of("type", of_group)
        area = row.amount("floor_area", 4.0, 1e6, needed=True)
        kwh, gas = row.amount("electricity", 0.0, 1e10, needed=True), row.amount("gas", 0.0, 1e11)
        place = row.one_of("district", of_district, needed=False)
        lat, lon = row.amount("lat", *LATITUDES), row.amount("lon", *LONGITUDES)
        if len(problems) == before and (lat is None) != (lon is None):
            row.fault("half_a_place", "lat" if lat is None else "lon")
        if len(problems) == before and not kwh and not gas:
            row.fault("no_energy", "electricity")
        key = (name.casefold(), int(year or 0))
        if name and key in seen:
            row.fault("twice", "name", (str(seen[key]),))
        seen.setdefault(key, line)
        if len(problems) == before:
            found.append(Building(line, name, group, area, kwh, gas, int(year), place, lat, lon))
    if problems:
        raise NotUsable(problems)
    return tuple(found)


def _by_name(named: Mapping[str, Collection[str]]) -> dict[str, str]:
    return {name.strip().casefold(): code for code, names in named.items() for name in (code, *names) if name}


class _Row:
    """The cells of a line by field; what is wrong with them is added to `problems`."""

    def __init__(self, line: int, cells: Mapping[str, str], read_from: Mapping[str, Column],
                 problems: list[Problem]) -> None:
        self.line, self.cells, self.read_from, self.problems = line, cells, read_from, problems

    def fault(self, code: str, field: str, allowed: tuple[str, ...] = ()) -> None:
        column = self.read_from[field].heading if field in self.read_from else field
        self.problems.append(Problem(code, self.line, column, self.cells.get(field, ""), allowed))

    def text(self, field: str) -> str:
        if not self.cells[field]:
            self.fault("blank", field)
        return self.cells[field]

    def one_of(self, field: str, known: Mapping[str, str], *, needed: bool = True) -> str | None:
        cell = self.cells.get(field, "").strip().casefold()
        if cell in MISSING:
            if needed:
                self.fault("blank", field)
            return None
        if cell not in known:
            self.fault("unknown_name", field, tuple(get_close_matches(cell, known, n=3, cutoff=0.5)))
        return known.get(cell)

    def amount(self, field: str, low: float, high: float, *, needed: bool = False) -> float | None:
        """Return a number in the field's unit of account; limits are in that unit."""
        cell = self.cells.get(field, "")
        if cell.casefold() in MISSING:
            if needed:
                self.fault("blank", field)
            return None
        if not NUMBER.fullmatch(cell):
            self.fault("no_number", field)
            return None
        unit = self.read_from[field].unit
        value = float(cell.replace(",", "")) * (UNITS[field][unit] if unit else 1.0)
        whole = field != "year" or value == int(value)
        if not (math.isfinite(value) and low <= value <= high and whole):
            scale = UNITS[field][unit] if unit else 1.0
            self.fault("out_of_range", field, (f"{low / scale:g}", f"{high / scale:g}", unit))
            return None
        return value
