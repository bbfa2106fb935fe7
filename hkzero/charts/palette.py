"""Colours by code, never by order: a filter cannot recolour a sector.

Every colour keeps a contrast of at least 3:1 against the light and the dark page background, and the colours drawn
together stay apart under normal, protan, deutan and tritan vision (tests/charts/test_palette.py measures both).
"""

from __future__ import annotations

from collections.abc import Mapping

from hkzero.measure import Kind

BLUE = "#158AFD"
ORANGE = "#E37613"
EARTH = "#8F7755"
ORCHID = "#BE56C3"
TEAL = "#0E6C72"
OLIVE = "#576811"
SILVER = "#8F8F91"
COBALT = "#254EED"
MAGENTA = "#A705BE"
SEA = "#468488"

# The theme's categorical palette: exactly ten, because a shorter one is padded with an invalid colour in the browser.
CATEGORICAL = (BLUE, ORANGE, EARTH, ORCHID, TEAL, OLIVE, SILVER, COBALT, MAGENTA, SEA)

NEUTRAL = "#7A7A7C"  # totals, axes of comparison, everything that is not a category
# Stands for the page's own text colour: Streamlit's charts replace this code by it, in the light and the dark theme.
INK = "#000037"
INK_IN_BROWSER = "currentColor"  # the same where our own script draws
PAPER = "#000038"  # and this one for the page's background
# Stand for the theme's ten sequential colours in the same way, palest first in the light and darkest first in the dark.
SEQUENTIAL = tuple(f"#0000{place}" for place in range(11, 21))
FAINT = "rgba(122,122,124,0.35)"
CLEAR = "rgba(0,0,0,0)"
GREYED = "rgba(122,122,124,0.45)"  # what the reader asked to see in grey: weaker evidence than she trusts
TARGET = "#C2345F"
GOOD = "#2E8B57"
BAD = "#C4432B"

SECTOR = {
    "total": NEUTRAL,
    "electricity": BLUE,
    "transport": ORANGE,
    "waste": EARTH,
    "other_fuel": ORCHID,
    "industrial_processes": TEAL,
    "agriculture": OLIVE,
    "removals": MAGENTA,
    "buildings": COBALT,
    "other": SILVER,
}

FUEL = {
    "coal": "#61605D",
    "natural_gas": "#A14501",
    "oil": "#F16487",
    "bioenergy": "#718955",
    "solar": "#B39113",
    "wind": "#35A1B5",
    "nuclear_import": "#AD4DFB",
    "net_imports": "#AD4DFB",
    "renewables": "#718955",
    "oil_coal": "#61605D",
    "other": SILVER,
    "all": NEUTRAL,
}

# Where greenhouse gases are released, what carries the energy to its user, and who uses it.
SOURCE = {
    "power_stations": BLUE,
    "town_gas_works": SEA,
    "vehicles": ORANGE,
    "vessels": COBALT,
    "transport": ORANGE,
    "industry_fuel": ORCHID,
    "buildings_fuel": MAGENTA,
    "waste": EARTH,
    "industrial_processes": TEAL,
    "processes_and_agriculture": TEAL,
    "agriculture": OLIVE,
    "other": SILVER,
}

CARRIER = {
    "electricity": BLUE,
    "town_gas": SEA,
    "fuel": "#A34407",
    "coal": FUEL["coal"],
    "natural_gas": FUEL["natural_gas"],
    "oil": FUEL["oil"],
    "oil_coal": FUEL["coal"],
    "town_gas_lpg": SEA,
    "lpg": TEAL,
    "petrol": ORANGE,
    "diesel": "#A34407",
    "none": SILVER,
    "other": SILVER,
}

USE = {
    "residential": MAGENTA,
    "commercial": COBALT,
    "industrial": ORCHID,
    "transport": ORANGE,
    "export": NEUTRAL,
    "waste": EARTH,
    "industrial_processes": TEAL,
    "processes_and_agriculture": TEAL,
    "agriculture": OLIVE,
    "other": SILVER,
}

USER = {
    "all": NEUTRAL,
    "commercial": BLUE,
    "domestic": ORANGE,
    "residential": ORANGE,
    "industrial": TEAL,
    "manufacturing": TEAL,
    "infrastructure": OLIVE,
    "transport": ORCHID,
    "street_lighting": EARTH,
    "export": SILVER,
    "other": SILVER,
}

# Groups of levers, and where a scenario's electricity comes from.
LEVER_GROUP = {
    "buildings": COBALT,
    "transport": ORANGE,
    "electricity": BLUE,
    "waste_and_other": EARTH,
    "removals": MAGENTA,
}

SUPPLY = {
    "import_nuclear": FUEL["nuclear_import"],
    "import_clean": TEAL,
    "generation_coal": FUEL["coal"],
    "generation_gas": FUEL["natural_gas"],
    "generation_oil": FUEL["oil"],
    "generation_waste": FUEL["bioenergy"],
    "generation_wind": FUEL["wind"],
    "generation_solar": FUEL["solar"],
}

# What the money of a project is: investment, running it, what others pay for the service, what they pay for carbon.
MONEY = {
    "capital": COBALT,
    "operation": ORANGE,
    "revenue": TEAL,
    "carbon": MAGENTA,
}

# Up to where a study follows a battery, and the batteries of the city by what carries them.
BATTERY_SCOPE = {
    "cradle_to_gate": BLUE,
    "cell_production": ORANGE,
    "battery_production": EARTH,
    "overall": ORCHID,
}

BATTERY_GROUP = {
    "private_car": BLUE,
    "motorcycle": SILVER,
    "taxi": ORCHID,
    "bus": ORANGE,
    "light_bus": EARTH,
    "light_goods": OLIVE,
    "heavy_goods": TEAL,
    "storage": MAGENTA,
}

# Places on the map; each is drawn with an edge of the page's colour, so that it stands out from the district below.
POINT = {
    "power_station": "#A14501",
    "wind": "#35A1B5",
    "waste_to_energy": MAGENTA,
    "landfill": EARTH,
    "floating_solar": "#B39113",
    "district_cooling": COBALT,
    "airport": ORCHID,
    "container_terminal": OLIVE,
    "mtr_station": TARGET,
    "ferry_pier": BLUE,
}

# Markets and taxes that put a price on carbon.
SCHEME = {
    "china_national": ORANGE,
    "guangdong": EARTH,
    "shenzhen": ORCHID,
    "eu": COBALT,
    "uk": BLUE,
    "korea": TEAL,
    "singapore": MAGENTA,
    "ccer": OLIVE,
    "world_bank_reference": SILVER,
    "global_index": SEA,
}

UTILITY = {
    "hong_kong": NEUTRAL,
    "clp_power": BLUE,
    "clp_group": BLUE,
    "capco": SEA,
    "hk_electric": ORANGE,
}

# What the evidence is worth is drawn, not only said. Measured: solid and full. Arithmetic on published figures: a solid
# line too, but hollow markers and hatched bars. What rests on an estimate, a judgement or a plan: broken lines as well.
DASH = {
    Kind.OBSERVED: "solid",
    Kind.REPORTED: "solid",
    Kind.DERIVED: "solid",
    Kind.ESTIMATED: "dash",
    Kind.ASSUMED: "dashdot",
    Kind.SCENARIO: "longdash",
}
MARKER = {
    Kind.OBSERVED: "circle",
    Kind.REPORTED: "diamond",
    Kind.DERIVED: "circle-open",
    Kind.ESTIMATED: "diamond-open",
    Kind.ASSUMED: "square-open",
    Kind.SCENARIO: "triangle-up-open",
}
HATCH = {
    Kind.OBSERVED: "",
    Kind.REPORTED: "",
    Kind.DERIVED: "/",
    Kind.ESTIMATED: "x",
    Kind.ASSUMED: ".",
    Kind.SCENARIO: "\\",
}
OPACITY = {
    Kind.OBSERVED: 1.0,
    Kind.REPORTED: 1.0,
    Kind.DERIVED: 0.85,
    Kind.ESTIMATED: 0.6,
    Kind.ASSUMED: 0.5,
    Kind.SCENARIO: 0.5,
}


def colour_of(code: str, family: Mapping[str, str]) -> str:
    """Return the colour of a code in a family (SECTOR, FUEL, SOURCE, CARRIER, USE, USER, UTILITY).

    KeyError names the code and the codes that exist: a new category must be given its colour here.
    """
    try:
        return family[code]
    except KeyError:
        raise KeyError(f"no colour for {code!r}; known: {', '.join(sorted(family))}") from None


def faded(colour: str, opacity: float) -> str:
    """Return `#RRGGBB` as an rgba() text with the opacity (0 to 1)."""
    red, green, blue = (int(colour[start:start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
