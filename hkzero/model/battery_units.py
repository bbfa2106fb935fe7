"""Units that cannot be mixed: a kWh that a battery holds is not a kWh that it delivers over its life.

Capacity, energy delivered and kg CO2e are dimensions of their own, so adding or converting one to another raises
pint.DimensionalityError. A full equivalent cycle delivers a kWh for each kWh of capacity; it is the only bridge between
the two.
"""

from __future__ import annotations

from functools import cache
from typing import Any

# Units of data/units.csv → as Pint reads them.
PINT_UNITS = {
    "kWh of capacity": "kWh_capacity", "MWh of capacity": "MWh_capacity", "GWh of capacity": "GWh_capacity",
    "kWh delivered": "kWh_delivered", "MWh delivered": "MWh_delivered", "GWh delivered": "GWh_delivered",
    "kg CO2e": "kg_co2e", "t CO2e": "t_co2e", "g CO2e/kWh delivered": "g_co2e / kWh_delivered",
    "kg CO2e/kWh of capacity": "kg_co2e / kWh_capacity", "kg CO2e/kWh delivered": "kg_co2e / kWh_delivered",
    "%": "percent", "%/year": "percent / year", "% per cycle": "percent / cycle", "fraction": "",
    "years": "year", "cycles": "cycle", "cycles/year": "cycle / year", "km": "km", "kWh/km": "kWh_delivered / km",
    "kWh delivered/kWh of capacity": "kWh_delivered / kWh_capacity",
}
DEFINITIONS = (
    "kWh_capacity = [battery_capacity]", "MWh_capacity = 1000 * kWh_capacity", "GWh_capacity = 1000 * MWh_capacity",
    "kWh_delivered = [energy_delivered]", "MWh_delivered = 1000 * kWh_delivered",
    "GWh_delivered = 1000 * MWh_delivered", "kg_co2e = [carbon]", "t_co2e = 1000 * kg_co2e", "g_co2e = 0.001 * kg_co2e",
    "cycle = kWh_delivered / kWh_capacity", "year = [time]", "km = [distance]", "percent = 0.01",
)


@cache
def registry() -> Any:
    """Return the units of batteries and nothing else (pint.UnitRegistry).

    Pint takes 0.4 s to import, so it is imported when first needed; its own table of units would take 0.2 s more.
    """
    import pint

    made = pint.UnitRegistry(None)
    for definition in DEFINITIONS:
        made.define(definition)
    return made


@cache
def _unit(unit: str) -> Any:
    """Return a unit of data/units.csv as Pint's; KeyError for one that batteries do not use."""
    return registry().Unit(PINT_UNITS[unit])


def quantity(value: float, unit: str) -> Any:
    """Return a number with its unit (pint.Quantity); `unit` as in data/units.csv, KeyError for one not used here."""
    return registry().Quantity(float(value), _unit(unit))


def magnitude(amount: Any, unit: str) -> float:
    """Return a quantity's number in a unit of data/units.csv.

    pint.DimensionalityError where it is another kind of thing, say kWh of capacity asked for as kWh delivered.
    """
    return float(amount.to(_unit(unit)).magnitude)


def converted(value: float, unit: str, into: str) -> float:
    """Return a number in another unit of the same dimension; pint.DimensionalityError where there is no way."""
    return magnitude(quantity(value, unit), into)
