"""Trajectories put together: the targets of a series, the way through them, the budget, the spread of the methods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hkzero.measure import Kind, Measured
from hkzero.model import trend
from hkzero.model.pathways import Level, Pathway, Refusal, Shape, residual
from hkzero.model.trajectories import TARGETS_OF, ahead, budget_path, goals, spread, target_path


@pytest.fixture(scope="module")
def targets(store):
    return store.ask("target_levels")


@pytest.fixture(scope="module")
def assumptions(store):
    return store.ask("assumptions")


@pytest.fixture(scope="module")
def city(store):
    levels = trend.series(store.ask("emissions_total"), store.ask("emissions_by_sector"))["total"]
    return levels, trend.project(levels.values(), 2050, trend.declared_breaks(store.ask("emission_steps"), "total"))


def test_the_targets_of_the_city_are_half_of_2005_and_zero(targets, store):
    found = {goal.target_id: goal for goal in goals(targets, "total")}
    totals = store.ask("emissions_total").frame
    published = totals.loc[(totals["period"] == 2005) & totals["value"].notna(), "value"]
    half = found["city_half_2035"].near
    assert half.year == 2035 and 500 * half.amount.value in [pytest.approx(value / 2 / 2) for value in published]
    assert found["city_neutral_2050"].near == found["city_neutral_2050"].far
    assert found["city_neutral_2050"].near.amount.value == 0
    assert all(goal.near.amount.kind is Kind.SCENARIO and goal.near.amount.sources for goal in found.values())


@pytest.mark.parametrize("series", [*TARGETS_OF, "waste", "agriculture"])
def test_every_series_has_its_targets_and_the_rest_the_citys(targets, series):
    found = goals(targets, series)
    assert found and {goal.target_id for goal in found} <= set(TARGETS_OF.get(series, ("city_neutral_2050",)))
    assert [goal.near.year for goal in found] == sorted(goal.near.year for goal in found)
    assert all(goal.far.amount.value <= goal.near.amount.value for goal in found)


def test_the_way_leads_through_targets_in_force_only(targets):
    every = goals(targets, "total")
    assert not all(goal.is_current for goal in every)
    assert [goal.near.year for goal in ahead(every, 2024)] == [2035, 2050]
    assert [goal.near.year for goal in ahead(every, 2035)] == [2050] and ahead(every, 2050) == ()


@pytest.mark.parametrize("shape", [Shape.STRAIGHT_LINE, Shape.CONSTANT_RATE, Shape.S_CURVE])
def test_a_way_meets_each_target_exactly(city, targets, assumptions, shape):
    levels, _ = city
    latest = levels[max(levels)]
    near, last = ahead(goals(targets, "total"), latest.year)
    path = target_path(latest, (near, last), shape, assumptions)
    left = residual(latest, 2050, assumptions).amount.value if shape is Shape.CONSTANT_RATE else 0.0
    assert path.at(latest.year) == pytest.approx(latest.amount.value)
    assert path.at(2035) == pytest.approx(near.near.amount.value)
    assert path.at(2050) == pytest.approx(left, abs=1e-9)
    assert list(path.amount.values) == sorted(path.amount.values, reverse=True)
    assert path.amount.kind is Kind.SCENARIO


def test_there_is_no_way_without_a_target_or_a_budget(city, assumptions):
    latest = city[0][max(city[0])]
    assert target_path(latest, (), Shape.STRAIGHT_LINE, assumptions) is None
    with pytest.raises(ValueError, match="needs the budget"):
        target_path(latest, (object(),), Shape.WITHIN_BUDGET, assumptions)


@pytest.mark.parametrize("budget_mt", [150.0, 250.0, 340.0])
def test_a_way_within_a_budget_spends_exactly_the_budget(budget_mt):
    source = ("SYNTHETIC",)
    latest = Level(2024, Measured.one(33.0, "Mt CO2e", source, Kind.OBSERVED))
    carbon = Level(2024, Measured.one(28.0, "Mt CO2", source, Kind.ESTIMATED))
    left = Measured.one(budget_mt, "Mt CO2", source, Kind.DERIVED)
    path = budget_path(latest, carbon, left)
    assert isinstance(path, Pathway) and path.at(2050) == pytest.approx(0, abs=1e-9)
    assert sum(path.amount.values[1:]) * 28.0 / 33.0 == pytest.approx(budget_mt, rel=1e-6)


def test_a_budget_that_cannot_be_kept_is_refused():
    source = ("SYNTHETIC",)
    latest = Level(2024, Measured.one(33.0, "Mt CO2e", source, Kind.OBSERVED))
    left = Measured.one(-5.0, "Mt CO2", source, Kind.DERIVED)
    found = budget_path(latest, Level(2024, replace(latest.amount, unit="Mt CO2")), left)
    assert isinstance(found, Refusal) and found.reason == "budget_too_small"


def test_the_spread_holds_the_chance_of_every_method(city, targets):
    _, projection = city
    near = ahead(goals(targets, "total"), projection.last_year)[0].near
    low, high = spread(projection, near.year, near.amount)
    chosen = trend.chance(projection, near.year, near.amount).near_end.value
    assert 0 <= low <= chosen <= high <= 1 and low < high
