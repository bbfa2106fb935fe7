"""Forecasts from many origins and their back-test, on series made up for the purpose and on a hand-worked one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.backtest import (
    CANDIDATES,
    FEWEST_FORECASTS,
    FEWEST_YEARS,
    HORIZON_YEARS,
    LEVELS,
    TRAINING_YEARS,
    WIDENED_FOR,
    YARDSTICK,
    BackTest,
    Candidate,
    Refused,
    Scale,
    back_test,
    quantile,
)
from hkzero.model.forecast import Method, forecast

NO_STEPS = np.zeros((0, 0))
seeds = st.integers(0, 10_000)


def synthetic_walk(seed: int, years: int = 35, drift: float = 0.0, noise: float = 1.0) -> np.ndarray:
    """Return a random walk of known drift and noise, far above zero."""
    return 100 + np.cumsum(np.random.default_rng(seed).normal(drift, noise, years))


def steps_of(values: np.ndarray, *positions: int) -> np.ndarray:
    return np.array([[year >= position for position in positions] for year in range(len(values))], dtype=float)


def test_random_walk_with_drift_hand_worked():
    values = np.array([10.0, 12.0, 11.0, 14.0, 18.0])
    mean, deviation = forecast(Method.DRIFT, values, np.array([4]), 2, NO_STEPS)
    # Changes 2, -1, 3, 4: mean 2, sum of squared deviations 0 + 9 + 1 + 4 = 14 over 3.
    assert mean[0] == pytest.approx([20.0, 22.0])
    assert deviation[0] ** 2 == pytest.approx([14 / 3 * 1 * (1 + 1 / 4), 14 / 3 * 2 * (1 + 2 / 4)])


def test_random_walk_hand_worked_over_a_gap():
    values = np.array([10.0, 12.0, np.nan, 14.0])
    mean, deviation = forecast(Method.CONSTANT, values, np.array([3]), 2, NO_STEPS)
    # Changes 2 in one year and 2 in two years: (4 + 4 / 2) / 2 = 3 a year.
    assert mean[0] == pytest.approx([14.0, 14.0]) and deviation[0] ** 2 == pytest.approx([3.0, 6.0])


@pytest.mark.parametrize("method", Method)
def test_a_forecast_knows_nothing_of_later_years(method):
    values, other = synthetic_walk(1), synthetic_walk(1)
    other[25:] += 40.0
    origins, steps = np.arange(11, 25), steps_of(values, 4, 30)
    known = slice(0, 30)  # a step after the origins has to change nothing either
    for one, two in zip(forecast(method, values, origins, 5, steps),
                        forecast(method, other[known], origins, 5, steps[known]), strict=True):
        assert one == pytest.approx(two, rel=1e-6)


def test_local_linear_trend_is_that_of_statsmodels():
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    values = synthetic_walk(2, drift=0.5)
    values[[20, 21]] = np.nan
    mean, deviation = forecast(Method.LOCAL_LINEAR, values, np.array([34]), 8, steps_of(values))
    model = UnobservedComponents(values, "lltrend")
    fitted = model.fit(disp=False)
    assert mean[0] == pytest.approx(fitted.forecast(8), abs=1.0)
    assert deviation[0] == pytest.approx(fitted.get_forecast(8).se_mean, rel=0.3)


def test_exponential_smoothing_is_that_of_statsmodels():
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = synthetic_walk(3, drift=0.5)
    mean, deviation = forecast(Method.ETS_DAMPED, values, np.array([34]), 8, NO_STEPS)
    named = pd.Series(values, index=pd.RangeIndex(35))
    model = ETSModel(named, error="add", trend="add", damped_trend=True, initialization_method="heuristic")
    same = [model.smooth(np.array([level, level * trend, damping]))
            for level in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99) for trend in (0.001, 0.05, 0.1, 0.2, 0.5)
            for damping in (0.8, 0.85, 0.9, 0.95, 0.98)]
    best = min(same, key=lambda result: result.sse)
    assert mean[0] == pytest.approx(best.forecast(8).to_numpy())
    ends = best.get_prediction(start=35, end=42).summary_frame()
    half_widths = (ends["pi_upper"] - ends["mean"]).to_numpy()
    assert deviation[0] / deviation[0, 0] == pytest.approx(half_widths / half_widths[0])


def test_a_step_that_is_declared_is_not_taken_for_a_trend():
    rng = np.random.default_rng(4)
    values = 50 + rng.normal(0, 0.3, 40) - 20 * (np.arange(40) >= 36)
    steps = steps_of(values, 36)
    told, wide = forecast(Method.LOCAL_LINEAR_STEPS, values, np.array([39]), 10, steps)
    untold, wider = forecast(Method.LOCAL_LINEAR, values, np.array([39]), 10, steps)
    assert told[0] == pytest.approx(np.full(10, 30.0), abs=1.5)
    assert wide[0, -1] < wider[0, -1]


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from(Method))
def test_spread_grows_with_the_horizon(seed, method):
    values = synthetic_walk(seed)
    _, deviation = forecast(method, values, np.arange(11, 35), 26, steps_of(values, 5, 30))
    assert (np.diff(deviation, axis=1) >= -1e-9).all()


@settings(max_examples=10, deadline=None)
@given(seeds, st.sampled_from([0.001, 0.25, 1000.0]))
def test_another_unit_changes_only_the_unit(seed, factor):
    values = synthetic_walk(seed)
    one, other = back_test(1990, values, (1995,), 5), back_test(1990, values * factor, (1995,), 5)
    for score in one.scores:
        again = other.of(score.candidate)
        assert again.mean_absolute_error == pytest.approx(score.mean_absolute_error * factor, rel=1e-4)
        assert again.scaled_error == pytest.approx(score.scaled_error, rel=1e-4)
        assert again.widening == pytest.approx(score.widening, rel=1e-4)


def test_coverage_of_a_synthetic_walk_is_what_it_says():
    constant = Candidate(Method.CONSTANT)
    found = [back_test(1950, synthetic_walk(seed, years=60), (), 1).of(constant) for seed in range(40)]
    for level in LEVELS:
        assert np.mean([score.coverage[level] for score in found]) == pytest.approx(level, abs=5)
    assert np.mean([score.scaled_error for score in found]) == pytest.approx(  # mean of sqrt(h), 1 to 10, in units of σ
        np.mean(np.sqrt(np.arange(1, 11))), abs=0.25)


def test_too_narrow_intervals_are_widened_until_they_hold():
    # Steady for 15 years, then a walk ten times as rough: no method can know beforehand.
    calm, rough = synthetic_walk(5, years=15, noise=0.1), np.random.default_rng(6).normal(0, 1.0, 20)
    tested = back_test(1990, np.concatenate([calm, calm[-1] + np.cumsum(rough)]), (), 1)
    assert tested.of(YARDSTICK).coverage[80] < 80 and tested.of(YARDSTICK).widening > 1
    for score in tested.scores:
        assert all(score.widened_coverage[level] >= level for level in WIDENED_FOR)
        assert score.widening >= 1


def test_the_least_error_is_chosen_and_all_answer_the_same_questions():
    tested = back_test(1990, synthetic_walk(7), (), 1)
    errors = [score.mean_absolute_error for score in tested.scores]
    assert tested.chosen.mean_absolute_error <= min(errors) * 1.001
    assert {score.forecasts for score in tested.scores} == {185}
    assert tested.of(YARDSTICK).relative_error == 1.0
    assert tested.origins == tuple(range(1990 + TRAINING_YEARS - 1, 2024)) and tested.horizon == HORIZON_YEARS


def test_a_straight_rise_is_told_from_a_standstill():
    tested = back_test(1990, synthetic_walk(8, drift=3.0, noise=0.5), (), 1)
    assert tested.chosen.candidate.method is not Method.CONSTANT


def test_error_of_a_hand_worked_forecast():
    values = np.array([*([10.0, 12.0] * 6), *([10.0] * 9)])
    score = back_test(2000, values, (), 1).of(Candidate(Method.CONSTANT))
    # From the last 12 ten steps to 10 are missed by 2 (nine of them known); from 10 on, nothing is missed.
    assert score.forecasts == 9 + sum(range(1, 9)) == 45
    assert score.mean_absolute_error == pytest.approx(9 * 2 / 45) and score.bias == pytest.approx(9 * 2 / 45)
    assert score.scaled_error == pytest.approx(9 * (2 / 2) / 45)
    assert score.errors_by_horizon[0] == pytest.approx(2 / 9) and score.errors_by_horizon[9] is None


@pytest.mark.parametrize("values, reason", [
    (np.arange(FEWEST_YEARS - 1.0) ** 2, Refused.TOO_FEW_YEARS),
    (np.full(35, 7.0), Refused.NO_CHANGE),
    (np.zeros(35), Refused.NO_CHANGE),
    (np.concatenate([np.full(20, 3.0), synthetic_walk(1, years=15)]), Refused.NO_SPREAD),
    (np.arange(35.0), Refused.NO_SPREAD),
])
def test_what_cannot_be_tested_is_refused(values, reason):
    assert back_test(1990, values, (), 5) is reason


def test_figures_too_far_apart_cannot_be_tested():
    values = np.full(12 + 8 * 11, np.nan)
    values[:12], values[22::11] = synthetic_walk(1, years=12), synthetic_walk(2, years=8)
    assert (~np.isnan(values)).sum() == FEWEST_YEARS
    assert back_test(1900, values[:100], (), 5) is Refused.TOO_FEW_YEARS and FEWEST_FORECASTS == 19


def test_the_shortest_series_that_can_be_tested():
    tested = back_test(1990, synthetic_walk(3, years=FEWEST_YEARS), (), 5)
    assert isinstance(tested, BackTest) and len(tested.origins) == 8 and tested.chosen.forecasts == 36


def test_methods_that_do_not_fit_are_left_out_with_the_reason():
    gappy, negative = synthetic_walk(1), synthetic_walk(2) - 100
    gappy[28] = np.nan
    assert {candidate.method for candidate, reason in back_test(1990, gappy, (), 1).left_out.items()
            if reason is Refused.GAPS} == {Method.ETS, Method.ETS_DAMPED}
    tested = back_test(1990, negative, (1980, 2100), 1)
    assert {score.candidate.scale for score in tested.scores} == {Scale.LEVEL}
    assert tested.left_out[Candidate(Method.DRIFT, Scale.LOG)] is Refused.NOT_POSITIVE
    assert tested.left_out[Candidate(Method.LOCAL_LINEAR_STEPS)] is Refused.NO_BREAK
    assert len(tested.scores) + len(tested.left_out) == len(CANDIDATES)
    with pytest.raises(KeyError, match="drift on the log scale"):
        tested.of(Candidate(Method.DRIFT, Scale.LOG))
    with pytest.raises(ValueError, match="cannot skip a year"):
        forecast(Method.ETS, gappy, np.array([34]), 5, NO_STEPS)


def test_quantiles_are_those_of_the_normal_distribution():
    assert [quantile(level) for level in LEVELS] == pytest.approx([0.6745, 1.2816, 1.9600], abs=1e-4)
