from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hkzero.model.goal_problem import Found, Infeasible, Problem
from hkzero.model.goal_seek import seek
from hkzero.model.runs import Cancelled, discount_factors
from tests import synthetic_engine as engine

few = settings(deadline=None, max_examples=8)
LEVERS = 12
IDS = tuple(f"lever_{number}" for number in range(LEVERS))
YEARS = list(engine.YEARS)
RATE = 0.04
SHAPE = engine.ramp([1.0])[0]


def problem(targets, **more) -> Problem:
    full = engine.ramp(np.ones(5))
    return Problem(engine.LEVERS, engine.GROUPS, full * 0, full, targets, RATE, 2024, **more)


def straight(seed: int):
    """Return an engine without interplay, and the tonnes and discounted cost of each lever at full strength."""
    random = np.random.default_rng(seed)
    tonnes, prices = random.uniform(100, 4000, LEVERS), random.uniform(-300, 5000, LEVERS)
    worth = discount_factors(engine.YEARS, RATE, 2024)

    def run(schedule, assumptions=None):
        cost = np.einsum("nly,l->ny", schedule, prices)
        zero = np.zeros_like(cost)
        emissions = 30_000 - np.einsum("nly,l->ny", schedule, tonnes)
        return engine.Outcome(engine.YEARS, emissions[:, None], {}, {
            "capital": cost, "operation": zero, "fuel": zero, "carbon_price": zero})

    return run, tonnes, prices * (SHAPE @ worth)


def straight_problem(targets, **more) -> Problem:
    full = engine.ramp(np.ones(LEVERS))
    return Problem(IDS, tuple("abcd" * 3), full * 0, full, targets, RATE, 2024, **more)


@few
@given(st.integers(0, 10_000), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_without_interplay_it_is_the_optimum_of_the_linear_programme(seed, early, late):
    run, tonnes, costs = straight(seed)
    ceilings = {2035: 30_000 - early * tonnes.sum() * SHAPE[YEARS.index(2035)], 2050: 30_000 - late * tonnes.sum()}
    found = seek(run, straight_problem(ceilings))
    rows = -np.outer([SHAPE[YEARS.index(year)] for year in ceilings], tonnes)
    exact = linprog(costs, rows, np.array(list(ceilings.values())) - 30_000, bounds=(0, 1))
    assert isinstance(found, Found)
    assert found.best.cost_million_hkd == pytest.approx(exact.fun, abs=1e-4 * np.abs(costs).sum())
    assert all(found.best.emissions_kt[year] <= most for year, most in ceilings.items())
    # Where nothing interacts the merit order is right, and the search says the same.
    assert found.merit_order.cost_million_hkd == pytest.approx(exact.fun, rel=0.02, abs=0.002 * np.abs(costs).sum())


def by_grid(targets: dict, points: int = 21) -> float:
    """Return the least cost on a grid of strengths; saving pays for itself and is always full."""
    grid = np.array(list(product([1.0], *[np.linspace(0, 1, points)] * 4)))
    outcome = engine.run(grid[:, :, None] * SHAPE)
    met = np.all([outcome.emissions_kt.sum(axis=1)[:, YEARS.index(year)] <= most for year, most in targets.items()],
                 axis=0)
    cost = outcome.cost_million_hkd["capital"] @ discount_factors(engine.YEARS, RATE, 2024)
    return cost[met].min()


@pytest.mark.parametrize("targets", [{2050: 8_000}, {2050: 2_500}, {2035: 17_000, 2050: 5_000}, {2050: 0.0}])
def test_with_interplay_no_point_of_a_grid_is_cheaper(targets):
    found = seek(engine.run, problem(targets))
    assert isinstance(found, Found)
    least = by_grid(targets)
    assert found.best.cost_million_hkd <= least + 1e-6
    assert found.best.cost_million_hkd == pytest.approx(least, rel=0.1, abs=500)
    assert found.best.strengths["saving"] == 1.0
    assert found.merit_order.cost_million_hkd >= found.best.cost_million_hkd - 1e-6


def test_what_is_returned_is_what_the_engine_gives():
    targets = {2035: 17_000, 2050: 4_000}
    found = seek(engine.run, problem(targets))
    refused = [one.solution for one in found.refusals if one.solution]
    for solution in (found.best, found.runner_up, found.merit_order, *refused):
        outcome = engine.run(np.array(list(solution.strengths.values()))[None, :, None] * SHAPE)
        total = outcome.emissions_kt.sum(axis=1)[0]
        for year, most in targets.items():
            assert solution.emissions_kt[year] == pytest.approx(total[YEARS.index(year)]) and total[
                YEARS.index(year)] <= most + 1e-9
        cost = outcome.cost_million_hkd["capital"][0] @ discount_factors(engine.YEARS, RATE, 2024)
        assert solution.cost_million_hkd == pytest.approx(cost), "the price of carbon is no cost of the system"
        assert set(solution.strengths.values()) <= {0.0, 1.0} or all(
            0 <= strength <= 1 for strength in solution.strengths.values())
    assert found.runs > 100


@few
@given(st.floats(1_000, 25_000), st.sampled_from(engine.LEVERS))
def test_a_refusal_never_makes_it_cheaper(most, lever):
    free = seek(engine.run, problem({2050: most}))
    without = seek(engine.run, problem({2050: most}, refused=(lever,)))
    assert isinstance(free, Found)
    assert free.best.emissions_kt[2050] <= most
    size = abs(free.best.cost_million_hkd) + 1000
    if isinstance(without, Found):
        assert without.best.strengths[lever] == 0
        assert without.best.emissions_kt[2050] <= most
        assert without.best.cost_million_hkd >= free.best.cost_million_hkd - 1e-3 * size
    for refusal in free.refusals:
        if refusal.lever_id == lever and isinstance(without, Found):
            assert refusal.solution.strengths[lever] == 0 and refusal.extra_cost_million_hkd >= 0
            assert refusal.solution.cost_million_hkd == pytest.approx(without.best.cost_million_hkd, abs=0.01 * size)
        elif refusal.lever_id == lever:
            assert refusal.solution is None and refusal.shortfall_kt[2050] > 0
            assert refusal.shortfall_kt[2050] == pytest.approx(without.shortfall_kt[2050], rel=0.02, abs=5)
    assert {refusal.lever_id for refusal in free.refusals} == set(free.best.used)


def test_the_runner_up_is_another_solution_and_no_cheaper():
    found = seek(engine.run, problem({2050: 8_000}))
    best, other = found.best, found.runner_up
    assert other.cost_million_hkd >= best.cost_million_hkd and other.emissions_kt[2050] <= 8_000
    assert set(best.used) - set(other.used), "a lever of the best is not in it"


def test_levers_that_pay_for_themselves_are_used_without_need():
    found = seek(engine.run, problem({2050: 1e6}))
    assert found.best.used == ("saving",) and found.best.cost_million_hkd < 0
    assert found.best.strengths["saving"] == 1


def test_what_cannot_be_met_is_said_with_the_limits_that_bind():
    found = seek(engine.run, problem({2035: 30_000, 2050: -5_000}))
    assert isinstance(found, Infeasible)
    # 20,000 × 0.7 × 0.1 + 2,000 × 0.1 + 900 - 2,500 = 0
    assert found.lowest_kt[2050] == pytest.approx(0, abs=1e-6) and found.shortfall_kt == {
        2035: 0, 2050: pytest.approx(5_000)}
    assert [limit.lever_id for limit in found.limits] == ["clean_grid", "cars", "removals", "waste", "saving"]
    effects = {limit.lever_id: limit.effect_kt[2050] for limit in found.limits}
    assert effects == pytest.approx({"clean_grid": 14_400, "cars": 5_800, "removals": 2_500, "waste": 2_100,
                                     "saving": 600})
    assert not any(limit.is_refused for limit in found.limits)


def test_a_refused_lever_is_among_the_limits():
    found = seek(engine.run, problem({2050: 500}, refused=("clean_grid",)))
    assert isinstance(found, Infeasible) and found.nearest.strengths["clean_grid"] == 0
    first = found.limits[0]
    assert (first.lever_id, first.is_refused) == ("clean_grid", True)
    assert first.effect_kt[2050] == pytest.approx(20_000 * 0.7 * 0.9 + 1_800)


def test_each_year_has_its_own_lowest():
    found = seek(engine.run, problem({2035: 0.0, 2050: -1.0}))
    floor = engine.run(engine.ramp(np.ones(5))[None]).emissions_kt.sum(axis=1)[0]
    assert found.lowest_kt == pytest.approx({year: floor[YEARS.index(year)] for year in (2035, 2050)}, abs=1e-6)


def test_a_lever_that_harms_is_left_alone_when_the_least_is_sought():
    def run(schedule, assumptions=None):
        outcome = engine.run(schedule)
        harm = np.concatenate([outcome.emissions_kt, 4_000 * schedule[:, 3:4]], axis=1)
        return replace(outcome, emissions_kt=harm)

    found = seek(run, problem({2050: -5_000}))
    assert found.nearest.strengths["waste"] == 0 and found.lowest_kt[2050] == pytest.approx(2_100)


def test_a_lever_that_works_by_steps_stands_on_one_of_them():
    def run(schedule, assumptions=None):
        stepped = schedule.copy()
        stepped[:, 3] = np.where(schedule[:, 3] >= 0.5 * SHAPE, SHAPE, 0.0)
        return engine.run(stepped)

    found = seek(run, problem({2050: 3_500}, steps={"waste": (0.25, 0.5, 0.75, 1.0)}))
    assert found.best.strengths["waste"] in (0.5, 0.75, 1.0)
    assert found.best.emissions_kt[2050] <= 3_500
    smooth = seek(engine.run, problem({2050: 3_500}))
    assert found.best.cost_million_hkd == pytest.approx(smooth.best.cost_million_hkd, rel=0.05)


def test_the_same_seed_gives_the_same_and_progress_rises_to_one():
    told = []
    one = seek(engine.run, problem({2050: 4_000}), seed=3, progress=told.append)
    assert one == seek(engine.run, problem({2050: 4_000}), seed=3)
    assert told == sorted(told) and told[0] > 0 and told[-1] == 1


def test_a_search_can_be_called_off():
    asked = iter([False] * 30 + [True] * 1000)
    with pytest.raises(Cancelled):
        seek(engine.run, problem({2050: 4_000}), cancelled=lambda: next(asked))


@pytest.mark.parametrize(("targets", "more", "words"), [
    ({}, {}, "no target"), ({2090: 1}, {}, "runs from 2024 to 2060"), ({2050: 1}, {"refused": ("magic",)}, "magic"),
    ({2050: 1}, {"steps": {"tricks": (1.0,)}}, "tricks"),
])
def test_a_problem_that_makes_no_sense_is_refused(targets, more, words):
    with pytest.raises(ValueError, match=words):
        seek(engine.run, problem(targets, **more))
