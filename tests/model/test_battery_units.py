"""Units of batteries: what a battery holds and what it delivers are never added."""

from __future__ import annotations

import subprocess
import sys

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model.battery_units import PINT_UNITS, converted, magnitude, quantity

DIMENSIONS = {"capacity": ("kWh of capacity", "MWh of capacity", "GWh of capacity"),
              "delivered": ("kWh delivered", "MWh delivered", "GWh delivered"), "carbon": ("kg CO2e", "t CO2e")}
PAIRS = [(one, other) for first in DIMENSIONS for second in DIMENSIONS if first != second
         for one in DIMENSIONS[first] for other in DIMENSIONS[second]]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_is_not_the_same_thing_is_never_added_or_converted(one, other):
    with pytest.raises(pint.DimensionalityError):
        quantity(1, one) + quantity(1, other)
    with pytest.raises(pint.DimensionalityError):
        converted(1, one, other)
    with pytest.raises(pint.DimensionalityError):
        assert quantity(1, one) < quantity(2, other)


@pytest.mark.parametrize("kind", ["capacity", "delivered"])
def test_a_thousand_of_each_is_one_of_the_next(kind):
    kilo, mega, giga = DIMENSIONS[kind]
    assert converted(2500, kilo, mega) == pytest.approx(2.5) and converted(2.5, giga, kilo) == pytest.approx(2.5e6)
    assert magnitude(quantity(1, mega) + quantity(500, kilo), kilo) == pytest.approx(1500)


@given(st.floats(0.1, 1e6), st.floats(1, 500), st.floats(0.5, 40))
def test_cycles_are_the_only_way_from_what_is_held_to_what_is_delivered(capacity, cycles_a_year, years):
    held = quantity(capacity, "kWh of capacity")
    given_out = held * quantity(cycles_a_year, "cycles/year") * quantity(years, "years")
    assert magnitude(given_out, "kWh delivered") == pytest.approx(capacity * cycles_a_year * years)
    with pytest.raises(pint.DimensionalityError):
        magnitude(held * quantity(years, "years"), "kWh delivered")


def test_the_two_footprints_per_kilowatt_hour_are_not_the_same_unit():
    held, delivered = quantity(62, "kg CO2e/kWh of capacity"), quantity(0.14, "kg CO2e/kWh delivered")
    with pytest.raises(pint.DimensionalityError):
        held - delivered
    assert converted(0.14, "kg CO2e/kWh delivered", "g CO2e/kWh delivered") == pytest.approx(140)


def test_every_unit_can_be_read():
    for unit in PINT_UNITS:
        assert magnitude(quantity(3, unit), unit) == pytest.approx(3)
    with pytest.raises(KeyError):
        quantity(1, "kWh")


def test_pint_is_not_imported_before_it_is_needed():
    code = "import sys, hkzero.model.battery_units, hkzero.cli_battery; assert 'pint' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
