"""The least-cost battery: against a search over sizes, a falling value curve, and none where nothing is gained."""

from __future__ import annotations

import numpy as np
import pytest

from hkzero.grid import dispatch, sizing, weeks
from hkzero.grid.case import HOURS, Objective, Storage
from tests.synthetic_grid import small_case

HOURS_48 = weeks.Weeks((0,), np.arange(48), np.full(48, HOURS / 48))
# Two very different hours of the day and a dear turbine: storage pays.
DAY = 75 + 70 * np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
CANDIDATE = Storage(sizing.CANDIDATE, "clp", 200.0, 2_000.0, 0.95, 0.95)
COSTS = (60_000.0, 20_000.0)


def test_no_size_of_a_search_is_cheaper_than_the_best() -> None:
    case = small_case(DAY)
    power, energy, found = sizing.optimum(case, CANDIDATE, COSTS, HOURS_48)
    best = found.objective_hkd + power * COSTS[0] + energy * COSTS[1]
    assert power > 1

    def total(mw: float, mwh: float) -> float:
        store = Storage(sizing.CANDIDATE, "clp", mw, mwh, 0.95, 0.95)
        return dispatch.solve(small_case(DAY, (store,)), HOURS_48.hours, HOURS_48.weights).objective_hkd \
            + mw * COSTS[0] + mwh * COSTS[1]

    assert total(power, energy) == pytest.approx(best, rel=1e-7)
    assert total(power * 1.25, energy) >= best * (1 - 1e-9)
    assert total(power, energy * 0.8) >= best * (1 - 1e-9)


def test_a_battery_too_dear_is_not_built() -> None:
    power, energy, _ = sizing.optimum(small_case(np.full(24, 60.0)), CANDIDATE, (1e9, 1e9), HOURS_48)
    assert power == pytest.approx(0, abs=1e-6) and energy == pytest.approx(0, abs=1e-6)


def test_the_value_of_more_falls_along_the_curve(make_case, grid_answers) -> None:
    case = make_case("pilot_city", 2035)
    found = sizing.least_cost_battery(case, grid_answers, number=2, sizes_mw=(0.0, 500.0, 2_000.0))
    values = [step.value_hkd_per_kw for step in found.curve]
    assert values == sorted(values, reverse=True) and values[-1] >= -1e-6
    assert found.saving_million_hkd >= -1e-6
    assert found.curve[0].cost_hkd_per_kw > 0


def test_sizing_is_for_the_least_cost_only() -> None:
    with pytest.raises(ValueError, match="least cost"):
        sizing.optimum(small_case(DAY, objective=Objective.CARBON), CANDIDATE, COSTS, HOURS_48)
