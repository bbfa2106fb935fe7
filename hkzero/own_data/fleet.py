"""A vehicle fleet in a file: what each row says, and what is wrong with it. How columns are found is in rows.py.

Distance, fuel and electricity are those of a year and of all vehicles of the row together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hkzero.own_data import rows
from hkzero.own_data.portfolio import KWH_PER_MJ
from hkzero.own_data.rows import Column
from hkzero.own_data.table_file import NotUsable, Problem, Table

FIELDS = ("name", "vehicle", "fuel", "number", "distance", "fuel_used", "electricity", "year")
NEEDED = ("name", "vehicle", "fuel", "year")
CLASSES = ("private_car", "taxi", "motorcycle", "light_goods", "medium_goods", "heavy_goods", "light_bus",
           "single_deck_bus", "double_deck_bus")
FUELS = ("petrol", "diesel", "lpg", "hybrid", "plug_in_hybrid", "electricity", "hydrogen")
CHARGED = ("electricity", "plug_in_hybrid")
WITHOUT_FUEL = ("electricity",)
KM_PER_MILE = 1.609344
ENERGY_UNITS = ("MJ", "GJ")
# Distance in km, electricity in kWh; of fuel a litre or a megajoule, which are not turned into each other.
UNITS = {
    "distance": {"km": 1.0, "mile": KM_PER_MILE, "thousand km": 1e3},
    "fuel_used": {"L": 1.0, "MJ": 1.0, "GJ": 1e3},
    "electricity": {"kWh": 1.0, "MWh": 1e3, "MJ": KWH_PER_MJ, "GJ": 1e3 * KWH_PER_MJ},
}
UNIT_WORDS = {
    "km": "km", "kilometres": "km", "kilometers": "km", "公里": "km", "千米": "km", "mile": "mile", "miles": "mile",
    "mi": "mile", "英里": "mile", "thousandkm": "thousand km", "000km": "thousand km", "'000km": "thousand km",
    "千公里": "thousand km", "l": "L", "litre": "L", "litres": "L", "liter": "L", "liters": "L", "公升": "L", "升": "L",
    "mj": "MJ", "兆焦耳": "MJ", "兆焦": "MJ", "gj": "GJ", "吉焦": "GJ", "吉焦耳": "GJ", "kwh": "kWh", "度": "kWh",
    "千瓦時": "kWh", "千瓦时": "kWh", "mwh": "MWh", "兆瓦時": "MWh", "兆瓦时": "MWh",
}
SYNONYMS = {
    "name": ("name", "vehicle group", "plate", "registration mark", "registration", "group", "vehicle no", "vehicle",
             "名稱", "名称", "車牌", "车牌", "車牌號碼", "车牌号", "登記號碼", "車隊", "车队", "組別", "组别"),
    "vehicle": ("class", "vehicle class", "vehicle type", "type", "category", "類別", "类别", "車輛類別", "车辆类别",
                "車種", "车种", "車型", "车型", "類型", "类型"),
    "fuel": ("fuel", "fuel type", "energy", "燃料", "燃料類別", "燃料类别", "燃料種類", "燃料种类", "能源"),
    "number": ("number", "number of vehicles", "vehicles", "count", "數目", "数目", "車輛數目", "车辆数目", "數量",
               "数量", "輛數", "辆数", "车辆数"),
    "distance": ("distance", "distance travelled", "mileage", "vehicle km", "行車里數", "里程", "行駛里程", "行驶里程",
                 "行車距離", "距離", "距离"),
    "fuel_used": ("fuel used", "fuel use", "fuel consumption", "fuel quantity", "耗油量", "燃料用量", "用油量",
                  "油耗"),
    "electricity": ("electricity", "electricity used", "electricity use", "electricity consumption", "charging",
                    "用電量", "用電", "用电量", "用电", "充電量", "充电量", "電力", "电力"),
    "year": ("year", "period", "reporting year", "年", "年份", "年度"),
}
SCHEMA = rows.Schema(FIELDS, NEEDED, UNITS, UNIT_WORDS, SYNONYMS, ("year", "number"))
YEARS = (1990, 2100)
MOST_VEHICLES, MOST_KM, MOST_ENERGY = 1e6, 1e11, 1e12


@dataclass(frozen=True, slots=True)
class Vehicles:
    """Vehicles of a class and fuel in a year: `number` of them; together km, litres or MJ of fuel, kWh.

    None is what the file leaves open, not zero. `row` is the line of the file.
    """

    row: int
    name: str
    vehicle: str
    fuel: str
    number: int
    distance_km: float | None
    fuel_l: float | None
    fuel_mj: float | None
    electricity_kwh: float | None
    year: int

    @property
    def fuel_used(self) -> float | None:
        """Litres or megajoules, whichever the file has."""
        return self.fuel_mj if self.fuel_l is None else self.fuel_l


def vehicles(table: Table, read_from: Mapping[str, Column], classes: Mapping[str, Collection[str]],
             fuels: Mapping[str, Collection[str]]) -> tuple[Vehicles, ...]:
    """Return the vehicles of a table; NotUsable with every fault of every row.

    `classes` and `fuels` are codes with their names in any language.
    """
    at = {field: table.headings.index(one.heading) for field, one in read_from.items()}
    of_class, of_fuel = rows.by_name(classes), rows.by_name(fuels)
    is_energy = "fuel_used" in read_from and read_from["fuel_used"].unit in ENERGY_UNITS
    found: list[Vehicles] = []
    problems: list[Problem] = []
    seen: dict[tuple, int] = {}
    for line, cells in table.rows:
        row = rows.Row(SCHEMA, line, {field: cells[place] for field, place in at.items()}, read_from, problems,
                       table.separator)
        before = len(problems)
        name, year = row.text("name"), row.amount("year", *YEARS, needed=True)
        vehicle, fuel = row.one_of("vehicle", of_class), row.one_of("fuel", of_fuel)
        number = row.amount("number", 1.0, MOST_VEHICLES)
        km = row.amount("distance", 0.0, MOST_KM)
        used, kwh = row.amount("fuel_used", 0.0, MOST_ENERGY), row.amount("electricity", 0.0, MOST_ENERGY)
        if len(problems) == before:
            _refuse_nonsense(row, fuel, km, used, kwh)
        key = (name.casefold(), vehicle, fuel, year)
        if name and key in seen:
            row.fault("twice", "name", (str(seen[key]),))
        seen.setdefault(key, line)
        if len(problems) == before:
            found.append(Vehicles(line, name, vehicle, fuel, int(number or 1), km, None if is_energy else used,
                                  used if is_energy else None, kwh, int(year)))
    if problems:
        raise NotUsable(problems)
    return tuple(found)


def _refuse_nonsense(row: rows.Row, fuel: str, km: float | None, used: float | None, kwh: float | None) -> None:
    """Add a fault where the energy is not that of the fuel, or where nothing says how much was driven."""
    if kwh and fuel not in CHARGED:
        row.fault("not_charged", "electricity")
    if used and fuel in WITHOUT_FUEL:
        row.fault("not_fuelled", "fuel_used")
    if km is None and used is None and kwh is None:
        row.fault("no_use", "distance")
