"""Projections, intervals and chances: on series made up for the purpose, and on Hong Kong's own."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.measure import Kind, Measured, UnitError
from hkzero.model.backtest import FEWEST_YEARS, LEVELS, Candidate, Refused, Scale
from hkzero.model.forecast import Method
from hkzero.model.pathways import Level
from hkzero.model.trend import Limit, NoTrend, Projection, chance, declared_breaks, project, series, trends

MT = "Mt CO2e"
DRIFT, DRIFT_OF_LOGS = Candidate(Method.DRIFT), Candidate(Method.DRIFT, Scale.LOG)


def level(year: int, value: float | None, unit: str = MT, source: str = "a", vintage: str = "2026") -> Level:
    return Level(year, Measured.one(value, unit, (source,), "observed", series=(f"series.{source}",),
                                    vintages=(vintage,)))


def synthetic(seed: int = 1, years: int = 35, start: float = 100.0, noise: float = 2.0) -> list[Level]:
    """Return a random walk of known noise as levels from 1990 on."""
    changes = np.random.default_rng(seed).normal(-0.5, noise, years)
    return [level(1990 + year, float(value)) for year, value in enumerate(start + np.cumsum(changes))]


def amount(value: float, unit: str = MT) -> Measured:
    return Measured.one(value, unit, ("plan",), Kind.SCENARIO)


@pytest.fixture(scope="module")
def hong_kong(store) -> dict[str, Projection | NoTrend]:
    return trends(store.ask("emissions_total"), store.ask("emissions_by_sector"), store.ask("emission_steps"), 2050)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, DRIFT, DRIFT_OF_LOGS]))
def test_intervals_are_nested_and_widen(seed, candidate):
    found = project(synthetic(seed), 2050, candidate=candidate)
    ends = [found.low[95], found.low[80], found.low[50], found.central, found.high[50], found.high[80], found.high[95]]
    for year in zip(*(end.values for end in ends), strict=True):
        assert list(year) == sorted(year)
    widths = np.array(found.score.deviation) * found.score.widening
    assert (np.diff(widths) > 0).all()
    assert found.years == tuple(range(2025, 2051)) and len(found.central) == 26


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.lists(st.floats(-50, 300), min_size=2, max_size=8),
       st.sampled_from([None, DRIFT, DRIFT_OF_LOGS]))
def test_chance_is_monotone_in_the_target_and_a_probability(seed, targets, candidate):
    found = project(synthetic(seed), 2035, candidate=candidate)
    shares = [chance(found, 2035, amount(target)).far_end.value for target in sorted(targets)]
    assert shares == sorted(shares) and all(0 <= share <= 1 for share in shares)


def test_chance_agrees_with_the_intervals():
    found = project(synthetic(), 2035, candidate=DRIFT)
    for interval in LEVELS:
        for ends, share in ((found.low, 0.5 - interval / 200), (found.high, 0.5 + interval / 200)):
            assert chance(found, 2030, amount(ends[interval].values[5])).near_end.value == pytest.approx(share)
    assert chance(found, 2030, amount(found.at(2030))).far_end.value == pytest.approx(0.5)


def test_chance_of_a_range_names_both_ends():
    found = project(synthetic(), 2035)
    met = chance(found, 2035, amount(80.0), amount(90.0))
    assert met.far_end.value < met.near_end.value
    assert met == chance(found, 2035, amount(90.0), amount(80.0))
    assert met.near_end.unit == "1" and met.near_end.kind is Kind.SCENARIO and "plan" in met.near_end.sources


def test_order_of_rows_changes_nothing_and_the_same_figures_give_the_same_numbers():
    rows = synthetic(3)
    shuffled = random.Random(0).sample(rows, len(rows))
    assert project(shuffled, 2050) == project(rows, 2050)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.001, 4.0, 1000.0]))
def test_another_unit_changes_only_the_unit(seed, factor):
    rows = synthetic(seed)
    scaled = [level(row.year, row.amount.value * factor, "kt CO2e") for row in rows]
    one, other = project(rows, 2035, candidate=DRIFT), project(scaled, 2035, candidate=DRIFT)
    assert other.central.values == pytest.approx([value * factor for value in one.central.values])
    assert chance(other, 2035, amount(90.0 * factor, "kt CO2e")).far_end.value == pytest.approx(
        chance(one, 2035, amount(90.0)).far_end.value)


def test_a_projection_names_all_that_it_rests_on():
    rows = [*synthetic()[:-1], level(2024, 88.0, source="b", vintage="2027")]
    found = project(rows, 2030, [level(2000, 2000.0, unit="year", source="c"), level(1980, 1980.0, "year", "d")])
    assert found.central.sources == ("a", "b", "c") and found.central.kind is Kind.SCENARIO
    assert found.breaks == (2000,)
    assert {Limit.EDITIONS, Limit.BREAK_INSIDE} <= set(found.limits)
    assert found.high[95].sources == found.central.sources and found.central.unit == MT


def test_limits_come_with_the_distance():
    found = project(synthetic(), 2050)
    assert {Limit.BEYOND_BACK_TEST, Limit.BEYOND_HALF_HISTORY}.isdisjoint(found.limits_at(2034))
    assert Limit.BEYOND_BACK_TEST in found.limits_at(2035)
    assert Limit.BEYOND_HALF_HISTORY not in found.limits_at(2041) and Limit.BEYOND_HALF_HISTORY in found.limits_at(2042)


def test_limits_of_short_and_broken_series():
    rows = [row for row in synthetic(years=28) if row.year not in (2010, 2011)]
    found = project([*rows, level(2010, None), level(2011, float("nan"))], 2020)
    assert {Limit.GAPS, Limit.FEW_YEARS} <= set(found.limits) and found.known_years == 26
    assert Limit.EDITIONS not in found.limits


def test_gross_emissions_stop_at_zero_and_say_so():
    found = project(synthetic(start=30.0), 2050, candidate=DRIFT)
    assert min(found.low[95].values) == 0 and Limit.FLOORED_AT_ZERO in found.limits
    assert chance(found, 2050, amount(0.0)).far_end.value > 0
    assert chance(found, 2050, amount(-0.1)).far_end.value == 0


def test_a_logarithm_never_reaches_zero_and_says_so():
    met = chance(project(synthetic(), 2050, candidate=DRIFT_OF_LOGS), 2050, amount(0.0))
    assert met.far_end.value == 0 and Limit.NEVER_ZERO in met.limits


def test_zeros_leave_out_logarithms_and_negative_figures_the_floor():
    rows = synthetic(start=40.0)
    zero = project([*rows[:-1], level(2024, 0.0)], 2030, candidate=DRIFT)
    assert zero.back_test.left_out[DRIFT_OF_LOGS] is Refused.NOT_POSITIVE and zero.floor == 0
    negative = project([*rows[:-1], level(2024, -5.0)], 2030, candidate=DRIFT)
    assert negative.floor is None and min(negative.low[95].values) < 0
    assert Limit.FLOORED_AT_ZERO not in negative.limits


@pytest.mark.parametrize("rows, reason", [
    ([], Refused.NO_DATA),
    ([level(2020, None), level(2021, float("nan"))], Refused.NO_DATA),
    ([level(2020, 33.0)], Refused.TOO_FEW_YEARS),
    (synthetic(years=FEWEST_YEARS - 1), Refused.TOO_FEW_YEARS),
    ([*synthetic(), level(2024, 90.0)], Refused.DUPLICATE_YEAR),
    ([*synthetic(), level(2025, float("inf"))], Refused.NOT_FINITE),
    ([level(1990 + year, 5.0) for year in range(30)], Refused.NO_CHANGE),
])
def test_no_line_is_invented(rows, reason):
    found = project(rows, 2050)
    assert isinstance(found, NoTrend) and found.reason is reason and found.needed_years == FEWEST_YEARS


def test_mistakes_of_the_caller_are_errors():
    rows = synthetic()
    found = project(rows, 2030)
    with pytest.raises(ValueError, match="later year than 2024"):
        project(rows, 2024)
    with pytest.raises(KeyError, match="2025-2030, not to 2031"):
        chance(found, 2031, amount(1.0))
    with pytest.raises(KeyError):
        found.at(2024)
    with pytest.raises(UnitError):
        chance(found, 2030, amount(1.0, "TWh"))
    with pytest.raises(UnitError):
        project([*rows, level(2025, 1.0, "TWh")], 2050)
    with pytest.raises(KeyError, match="local_linear_steps"):
        project(rows, 2050, candidate=Candidate(Method.LOCAL_LINEAR_STEPS))


def test_another_method_than_the_best_says_so():
    rows = synthetic()
    best = project(rows, 2030).score.candidate
    other = next(score.candidate for score in project(rows, 2030).back_test.scores[1:])
    assert Limit.NOT_BEST in project(rows, 2030, candidate=other).limits
    assert Limit.NOT_BEST not in project(rows, 2030, candidate=best).limits


def test_breaks_are_published_years(store):
    steps = store.ask("emission_steps")
    assert [item.year for item in declared_breaks(steps, "electricity")] == [1994, 2020]
    assert [item.year for item in declared_breaks(steps, "total")] == [1994, 2020]
    assert declared_breaks(steps, "transport") == ()


def test_hong_kong_starts_from_the_newest_inventory(hong_kong, store):
    levels = series(store.ask("emissions_total"), store.ask("emissions_by_sector"))
    # 33.2 Mt in 2024: Environment and Ecology Bureau, inventory for 2024 (eeb2026_inv2024).
    assert levels["total"][2024].amount.value == pytest.approx(33.2)
    total = hong_kong["total"]
    assert total.last_year == 2024 and total.breaks == (1994, 2020)
    assert 0 < total.low[80].values[10] < 33.2 < total.high[80].values[10] < 60


def test_every_trend_of_hong_kong_covers_what_it_says(hong_kong):
    tested = [found for found in hong_kong.values() if isinstance(found, Projection)]
    assert len(tested) == 7 and isinstance(hong_kong["other"], NoTrend)
    for found in tested:
        assert found.score.widened_coverage[80] >= 80 and found.score.widened_coverage[95] >= 95
        assert found.score.relative_error <= 1 and found.score is found.back_test.chosen
