"""The names by which a user's file may call premises, districts, vehicles and fuels: codes, and three languages."""

from __future__ import annotations

from hkzero.measure import Answer
from hkzero.own_data import fleet
from hkzero.text import LANGUAGES, t

# What registers and accounts write besides the names on the page.
ALSO_VEHICLES = {
    "private_car": ("car", "cars", "private car", "passenger car", "saloon", "pc", "小汽車", "小汽车", "轎車", "轿车",
                    "房車"),
    "taxi": ("taxi", "的士", "出租車", "出租车", "計程車"),
    "motorcycle": ("motorcycle", "motor cycle", "motor cycles", "motorbike", "電單車", "摩托车", "摩托車"),
    "light_goods": ("light goods vehicle", "light goods vehicles", "lgv", "van", "light van", "輕型貨車", "輕貨",
                    "客貨車", "轻型货车", "面包车"),
    "medium_goods": ("medium goods vehicle", "medium goods vehicles", "mgv", "truck", "中型貨車", "中型货车"),
    "heavy_goods": ("heavy goods vehicle", "heavy goods vehicles", "hgv", "lorry", "重型貨車", "重型货车"),
    "light_bus": ("light bus", "minibus", "public light bus", "private light bus", "小巴", "小型巴士", "公共小巴"),
    "single_deck_bus": ("single-deck bus", "single deck bus", "single-decker", "coach",
                        "bus single deck", "單層巴士", "旅遊巴士", "单层巴士"),
    "double_deck_bus": ("double-deck bus", "double deck bus", "double-decker", "bus double deck",
                        "雙層巴士", "双层巴士"),
}
ALSO_FUELS = {
    "petrol": ("gasoline", "unleaded petrol", "汽油", "電油"), "diesel": ("ulsd", "gas oil", "柴油"),
    "lpg": ("liquefied petroleum gas", "autogas", "石油氣", "液化石油气", "石油气"),
    "hybrid": ("petrol hybrid", "hev", "混合動力", "油電混合", "混合动力"),
    "plug_in_hybrid": ("plug in hybrid", "phev", "插電式混合動力", "插电式混合动力"),
    "electricity": ("electric", "battery electric", "battery", "ev", "bev", "電", "電動", "純電動", "电",
                    "电动", "纯电动"),
    "hydrogen": ("fuel cell", "h2", "氫", "氫氣", "氢", "氢气"),
}


def groups(indices: Answer) -> dict[str, tuple[str, ...]]:
    """Return the groups with a published index by code, with their names; `indices` answers `benchmarks`."""
    newest = indices.frame[indices.frame["is_newest"]]
    return {str(code): (str(name), *(t(f"buildings.group.{code}", lang) for lang in LANGUAGES))
            for code, name in zip(newest["group_code"], newest["group_name"], strict=True)}


def districts(answer: Answer) -> dict[str, tuple[str, ...]]:
    """Return the districts by letter, with their names and official code; `answer` answers `districts`."""
    columns = ("had_area_code", "name_en", "name_zh_hant", "name_zh_hans")
    return {str(row["district"]): tuple(str(row[column]) for column in columns)
            for row in answer.frame.to_dict("records")}


def vehicles() -> dict[str, tuple[str, ...]]:
    """Return the classes of vehicles by code, with their names."""
    return {code: (*(t(f"data_fleet.class.{code}", lang) for lang in LANGUAGES), *ALSO_VEHICLES[code])
            for code in fleet.CLASSES}


def fuels() -> dict[str, tuple[str, ...]]:
    """Return the fuels by code, with their names."""
    return {code: (*(t(f"data_fleet.fuel.{code}", lang) for lang in LANGUAGES), *ALSO_FUELS[code])
            for code in fleet.FUELS}
