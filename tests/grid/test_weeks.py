"""Weeks that stand for a year: the peak among them, hours and energy kept. Synthetic years, and the real one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.grid import weeks
from hkzero.grid.case import HOURS, Case, Unit
from tests.synthetic_grid import synthetic_year

YEAR = synthetic_year()


@pytest.mark.parametrize("number", [1, 2, 4, 8, 52])
def test_weights_add_to_the_year_and_the_week_of_the_peak_is_in(number) -> None:
    found = weeks.choose(YEAR, number)
    assert found.weights.sum() == pytest.approx(HOURS)
    assert found.hours.size == number * 168 and np.all(np.diff(found.hours) > 0)
    peak = int(YEAR.load_mw[:weeks.WEEKS * weeks.WEEK].argmax())
    assert peak in set(found.hours)


@settings(max_examples=25, deadline=None)
@given(number=st.integers(3, 12), seed=st.integers(0, 1000))
def test_the_energy_of_the_load_is_kept(number, seed) -> None:
    noise = 1 + 0.2 * np.random.default_rng(seed).standard_normal(HOURS)
    year = replace(YEAR, demand_mw={name: load * np.abs(noise) for name, load in YEAR.demand_mw.items()})
    found = weeks.choose(year, number)
    assert found.weights.min() > 0
    assert year.load_mw[found.hours] @ found.weights == pytest.approx(year.load_mw.sum(), rel=2e-3)


def test_sun_and_wind_keep_their_energy() -> None:
    case = Case(YEAR, (Unit("sun", "clp", "solar", 1, 100.0, 0.0, 0.0, availability=YEAR.solar, is_must_run=True),
                       Unit("gas", "clp", "natural_gas", 1, 9_000.0, 500.0, 400.0)))
    found = weeks.choose(YEAR)
    sun, gas = weeks.fitted(case, found).units
    assert sun.capacity_mw * (YEAR.solar[found.hours] @ found.weights) == pytest.approx(100 * YEAR.solar.sum())
    assert gas.capacity_mw == 9_000.0


@pytest.mark.parametrize("number", [0, 53])
def test_a_number_of_weeks_that_cannot_be_is_refused(number) -> None:
    with pytest.raises(ValueError, match="1 to 52"):
        weeks.choose(YEAR, number)


def test_representative_weeks_cost_about_what_the_days_of_the_year_do(make_case) -> None:
    """Four and eight weeks agree on the cost of a year within 3 %."""
    case = make_case("frozen_2024", 2025)
    four, eight = (weeks.solve_weeks(case, number) for number in (4, 8))
    assert four.objective_hkd == pytest.approx(eight.objective_hkd, rel=0.03)
    assert four.load_mw @ four.weights == pytest.approx(case.year.load_mw.sum(), rel=1e-6)
