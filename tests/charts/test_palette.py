from __future__ import annotations

import math
from itertools import combinations

import pytest

from hkzero.charts import palette
from hkzero.measure import Kind

LIGHT, DARK = "#FFFFFF", "#0E1117"
SMALLEST_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: graphical objects
# Distance in OKLab; about 0.02 is just noticeable.
SMALLEST_DISTANCE = 0.05
# Linear-RGB simulations of full protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009).
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
FAMILIES = {name: getattr(palette, name) for name in ("SECTOR", "FUEL", "SOURCE", "CARRIER", "USE", "USER", "UTILITY",
                                                      "SCHEME")}
# Codes that stand in one chart.
TOGETHER = {
    "sectors": (palette.SECTOR, ("electricity", "transport", "waste", "other_fuel", "industrial_processes",
                                 "agriculture", "other")),
    "generation": (palette.FUEL, ("coal", "natural_gas", "oil", "bioenergy", "solar", "wind", "net_imports")),
    "official mix": (palette.FUEL, ("coal", "natural_gas", "nuclear_import", "renewables", "other")),
    "sources": (palette.SOURCE, ("power_stations", "town_gas_works", "vehicles", "vessels", "industry_fuel",
                                 "buildings_fuel", "waste", "industrial_processes", "agriculture", "other")),
    "carriers": (palette.CARRIER, ("electricity", "town_gas", "fuel", "none")),
    "uses": (palette.USE, ("residential", "commercial", "industrial", "transport", "waste", "industrial_processes",
                           "agriculture", "other")),
    "users": (palette.USER, ("domestic", "commercial", "industrial", "street_lighting", "infrastructure")),
    "carbon prices": (palette.SCHEME, ("china_national", "guangdong", "shenzhen", "eu", "uk", "korea", "singapore",
                                       "ccer", "world_bank_reference", "global_index")),
    "utilities": (palette.UTILITY, ("hong_kong", "clp_power", "hk_electric")),
}


def linear(colour: str) -> list[float]:
    channels = [int(colour[start:start + 2], 16) / 255 for start in (1, 3, 5)]
    return [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]


def luminance(colour: str) -> float:
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, vision: str) -> tuple[float, ...]:
    """Return OKLab coordinates of a colour as seen with a kind of colour vision."""
    rgb = linear(colour)
    red, green, blue = (min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISIONS[vision])
    cones = [max(0.0, value) ** (1 / 3) for value in (
        0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
        0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
        0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)]
    return tuple(sum(a * b for a, b in zip(row, cones, strict=True)) for row in (
        (0.2104542553, 0.793617785, -0.0040720468), (1.9779984951, -2.428592205, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.808675766)))


def test_ten_different_colours_for_the_theme():
    assert len(palette.CATEGORICAL) == 10 and len(set(palette.CATEGORICAL)) == 10


@pytest.mark.parametrize("family", [*FAMILIES, "CATEGORICAL"])
def test_every_colour_is_readable_on_light_and_dark(family):
    colours = FAMILIES[family].values() if family in FAMILIES else palette.CATEGORICAL
    faint = [colour for colour in colours for ground in (LIGHT, DARK) if contrast(colour, ground) < SMALLEST_CONTRAST]
    assert faint == []


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("chart", TOGETHER)
def test_colours_of_one_chart_stay_apart(chart, vision):
    family, codes = TOGETHER[chart]
    close = [(one, other) for one, other in combinations(codes, 2)
             if math.dist(seen(family[one], vision), seen(family[other], vision)) < SMALLEST_DISTANCE]
    assert close == []


def test_unknown_code_is_refused_by_name():
    with pytest.raises(KeyError, match="no colour for 'peat'"):
        palette.colour_of("peat", palette.FUEL)


def test_every_kind_is_drawn_in_its_own_way():
    for marks in (palette.DASH, palette.MARKER, palette.HATCH, palette.OPACITY):
        assert set(marks) == set(Kind)
    assert all((palette.DASH[kind] == "solid") == (kind.rank <= Kind.DERIVED.rank) for kind in Kind)
    assert all((palette.HATCH[kind] == "") == (kind.rank <= Kind.REPORTED.rank) for kind in Kind)
    assert len(set(palette.MARKER.values())) == len(Kind)


def test_faded():
    assert palette.faded("#FF8000", 0.25) == "rgba(255,128,0,0.25)"
