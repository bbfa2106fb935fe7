"""A portfolio of buildings in a file: which column is what, in which unit, and what is wrong with each row.

How columns and units are found is in rows.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hkzero.own_data import rows
from hkzero.own_data.place import Land
from hkzero.own_data.rows import Column
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
SCHEMA = rows.Schema(FIELDS, NEEDED, UNITS, UNIT_WORDS, SYNONYMS)
# The box around the territory, degrees (WGS84).
LATITUDES, LONGITUDES = (22.13, 22.58), (113.82, 114.52)


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
    return rows.suggest(SCHEMA, headings)


def columns(table: Table, chosen: Mapping[str, str] | None = None, units: Mapping[str, str] | None = None,
            ) -> dict[str, Column]:
    """Return the column of each field: what was chosen, else what is suggested, with units told or read.

    NotUsable names every field that has no column or no unit, and every choice that makes no sense.
    """
    return rows.columns(SCHEMA, table, chosen, units)


def lacking(found: Mapping[str, Column], headings: Collection[str]) -> list[Problem]:
    """Return a fault for every field that needs a column or a unit and has none that will do."""
    return rows.lacking(SCHEMA, found, headings)


def buildings(table: Table, read_from: Mapping[str, Column], groups: Mapping[str, Collection[str]],
              districts: Mapping[str, Collection[str]], years: Collection[int], land: Land | None = None,
              ) -> tuple[Building, ...]:
    """Return the buildings of a table; NotUsable with every fault of every row.

    `groups` and `districts` are codes with their names in any language; `years` those with an emission factor. With
    `land` a building with a position gets its district from it, and one that names another is a fault.
    """
    at = {field: table.headings.index(one.heading) for field, one in read_from.items()}
    of_group, of_district = rows.by_name(groups), rows.by_name(districts)
    found: list[Building] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, int], int] = {}
    for line, cells in table.rows:
        row = rows.Row(SCHEMA, line, {field: cells[place] for field, place in at.items()}, read_from, problems,
                       table.separator)
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
        if land and len(problems) == before and lat is not None:
            place = _placed(row, land, lat, lon, place)
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


def _placed(row: rows.Row, land: Land, lat: float, lon: float, named: str | None) -> str | None:
    """Return the district of a position in degrees; a position elsewhere than `named`, or at sea, is a fault."""
    found = land.district(lat, lon, named)
    if found.fault == "other_district":
        row.fault(found.fault, "district", (found.elsewhere,))
    elif found.fault:
        row.problems.append(Problem(found.fault, row.line, row.read_from["lat"].heading, f"{lat:g}, {lon:g}"))
    return found.district
