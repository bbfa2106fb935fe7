"""Baselines and events on made-up loads whose truth is known: what no event would have looked like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.grid.baseline import METHODS, Adjustment, NoBaseline, accuracy, baseline, days_of, intervals
from hkzero.grid.event import event, event_against, placebo, staged

N_DAYS, STEP = 60, 30
EVENT_DAY = np.datetime64("2025-08-27")  # a Wednesday
FIRST = np.datetime64("2025-07-01")
WINDOW = (18.5, 20.5)


def synthetic_days(seed: int = 1, *, noise: float = 0.02, reduced_kw: float = 0.0, rebound_kw: float = 0.0,
                   warmer: float = 0.0, step: int = STEP, holidays=()):
    """Return made-up days and the truth of the event day: an evening peak, cooling by temperature, quiet rest days.

    On the event day `reduced_kw` is taken off in the window and `rebound_kw` added for an hour after it; all of that
    day is `warmer` by so many degrees.
    """
    rng = np.random.default_rng(seed)
    per_day = 1440 // step
    starts = FIRST.astype("datetime64[m]") + np.arange(N_DAYS * per_day) * np.timedelta64(step, "m")
    clock = np.arange(N_DAYS * per_day) % per_day * step / 60
    daily = np.repeat(rng.normal(0, 1.5, N_DAYS), per_day)
    at = int((EVENT_DAY - FIRST).astype(int))
    temperature = 28 + 3 * np.sin((clock - 9) / 24 * 2 * np.pi) + daily
    temperature[at * per_day:(at + 1) * per_day] += warmer
    weekday = (np.arange(N_DAYS) + 1) % 7  # 1 July 2025 is a Tuesday
    rest = np.repeat(weekday >= 5, per_day)
    load = (400 + 150 * np.exp(-((clock - 19) / 3)**2)) * np.where(rest, 0.7, 1) + 20 * (temperature - 18)
    load *= rng.normal(1, noise, load.size)
    truth = load.reshape(N_DAYS, per_day)[at].copy()
    measured = load.copy()
    window = slice(at * per_day + round(WINDOW[0] * 60 / step), at * per_day + round(WINDOW[1] * 60 / step))
    measured[window] -= reduced_kw
    measured[window.stop:window.stop + 60 // step] += rebound_kw
    return days_of(starts, measured, step, temperature=temperature, holidays=holidays), truth


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_an_ordinary_day_has_next_to_no_reduction(method) -> None:
    found = [event(synthetic_days(seed)[0], EVENT_DAY, *WINDOW, method).reduction_kw for seed in range(40)]
    assert abs(np.mean(found)) < 0.06 * 700  # of a load of about 700 kW


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_known_reduction_is_found_again(method) -> None:
    errors = []
    for seed in range(40):
        days, truth = synthetic_days(seed, reduced_kw=100)
        found = event(days, EVENT_DAY, *WINDOW, method)
        errors.append(found.reduction_kw - 100)
        window = intervals(days, *WINDOW)
        assert found.baseline_kw[window] == pytest.approx(truth[window], rel=0.35)
    assert abs(np.mean(errors)) < 30


def test_the_days_own_level_takes_out_the_heat_that_like_days_did_not_have() -> None:
    """On a much warmer day ten plain days fall short by what cooling adds; adjusted ones and the fit do not."""
    days, truth = synthetic_days(3, warmer=5.0, noise=0.0)
    window = intervals(days, *WINDOW)
    plain = replace(METHODS["ten_of_ten"], adjustment=Adjustment.NONE)

    def error(method) -> float:
        return float((baseline(days, EVENT_DAY, *WINDOW, method)[window] - truth[window]).mean())

    assert error(plain) < -20
    for name in ("ten_of_ten", "high_four_of_five", "regression"):
        assert abs(error(METHODS[name])) < abs(error(plain)) / 2, name


def test_high_days_are_biased_upward_and_the_fit_is_the_most_exact() -> None:
    days, _ = synthetic_days(5)
    found = {name: accuracy(days, *WINDOW, method) for name, method in METHODS.items()}
    assert found["regression"].scatter_percent < found["ten_of_ten"].scatter_percent
    assert all(abs(one.bias_percent) < 8 and one.days > 30 for one in found.values())
    bias = {name: accuracy(days, *WINDOW, replace(METHODS[name], adjustment=Adjustment.NONE)).bias_percent
            for name in ("ten_of_ten", "high_five_of_ten")}
    assert bias["high_five_of_ten"] > bias["ten_of_ten"] + 0.5


def test_rest_days_events_and_days_with_gaps_are_no_like_days() -> None:
    days, _ = synthetic_days(1, noise=0.0)
    usual = baseline(days, EVENT_DAY, *WINDOW, METHODS["ten_of_ten"])
    days.load_kw[days.place(np.datetime64("2025-08-26"))] = 1e6
    days.load_kw[days.place(np.datetime64("2025-08-24"))] = 1e6  # a Sunday
    days.load_kw[days.place(np.datetime64("2025-08-25"))] = np.nan
    kept = baseline(days, EVENT_DAY, *WINDOW, METHODS["ten_of_ten"], events=[np.datetime64("2025-08-26")])
    assert kept == pytest.approx(usual, rel=0.1)


def test_a_holiday_counts_as_a_rest_day() -> None:
    days, _ = synthetic_days(1, holidays=["2025-08-26"])
    assert days.is_rest[days.place(np.datetime64("2025-08-26"))] and not days.is_rest[days.place(EVENT_DAY)]


def test_what_comes_back_is_told_and_taken_off_the_carbon() -> None:
    method = METHODS["regression"]
    without = event(synthetic_days(2, noise=0.0, reduced_kw=100)[0], EVENT_DAY, *WINDOW, method,
                    intensity_kg_per_kwh=np.full(24, 0.5))
    with_rebound = event(synthetic_days(2, noise=0.0, reduced_kw=100, rebound_kw=60)[0], EVENT_DAY, *WINDOW, method,
                         intensity_kg_per_kwh=np.full(24, 0.5), peak_hour=19)
    assert with_rebound.rebound_kwh - without.rebound_kwh == pytest.approx(60)
    assert without.saved_kg - with_rebound.saved_kg == pytest.approx(30)
    assert with_rebound.at_peak_kw == pytest.approx(100, abs=15) and without.at_peak_kw is None
    assert with_rebound.reduction_kwh == pytest.approx(2 * with_rebound.reduction_kw)
    assert with_rebound.worth_hkd(5.0) == pytest.approx(5 * with_rebound.reduction_kwh)


def test_a_peak_outside_the_event_has_no_reduction_at_peak() -> None:
    found = event(synthetic_days()[0], EVENT_DAY, *WINDOW, METHODS["ten_of_ten"], peak_hour=14)
    assert found.at_peak_kw is None


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(-50, 200), st.sampled_from([*METHODS]))
def test_a_reduction_moves_by_exactly_what_was_taken_off(seed, reduced, name) -> None:
    """The window lies after the hours that a baseline looks at on the day itself."""
    plain = event(synthetic_days(seed)[0], EVENT_DAY, *WINDOW, METHODS[name])
    less = event(synthetic_days(seed, reduced_kw=reduced)[0], EVENT_DAY, *WINDOW, METHODS[name])
    assert less.reduction_kw - plain.reduction_kw == pytest.approx(reduced, abs=1e-6)


@pytest.mark.parametrize(("day", "window", "code"), [
    ("2025-07-02", WINDOW, "too_few_days"), ("2024-07-02", WINDOW, "no_such_day"),
    ("2025-08-27", (20.5, 18.5), "no_window"), ("2025-08-27", (18.25, 20.5), "no_window"),
    ("2025-08-27", (18.5, 25), "no_window"),
])
def test_what_has_no_baseline_says_why(day, window, code) -> None:
    with pytest.raises(NoBaseline) as refused:
        baseline(synthetic_days()[0], np.datetime64(day), *window, METHODS["ten_of_ten"])
    assert refused.value.code == code


def test_a_regression_needs_temperatures() -> None:
    days, _ = synthetic_days()
    bare = days_of(days.dates.astype("datetime64[m]").repeat(48)
                   + np.tile(np.arange(48) * np.timedelta64(30, "m"), N_DAYS), days.load_kw.ravel(), STEP)
    with pytest.raises(NoBaseline, match="no_temperature"):
        baseline(bare, EVENT_DAY, *WINDOW, METHODS["regression"])


def test_days_begin_at_midnight_whatever_the_file_begins_with() -> None:
    starts = np.datetime64("2025-07-01T13:00") + np.arange(100) * np.timedelta64(60, "m")
    days = days_of(starts, np.arange(100.0), 60)
    assert str(days.dates[0]) == "2025-07-02" and days.load_kw.shape == (3, 24) and days.load_kw[0, 0] == 11


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0, 300), st.floats(0, 1), st.sampled_from([*METHODS]))
def test_a_staged_event_is_found_as_it_was_staged(seed, reduced, share, name) -> None:
    days, _ = synthetic_days(seed)
    plain = event(days, EVENT_DAY, *WINDOW, METHODS[name])
    found = event(staged(days, EVENT_DAY, *WINDOW, reduced, share), EVENT_DAY, *WINDOW, METHODS[name])
    assert found.reduction_kw - plain.reduction_kw == pytest.approx(reduced, abs=1e-6)
    assert found.rebound_kwh - plain.rebound_kwh == pytest.approx(share * reduced * 2, abs=1e-6)


def test_no_more_is_staged_than_there_is() -> None:
    days, _ = synthetic_days()
    load = staged(days, EVENT_DAY, *WINDOW, 1e6, 0.5).load_kw
    assert (load >= 0).all() and load[days.place(EVENT_DAY), intervals(days, *WINDOW)].max() == 0
    with pytest.raises(ValueError, match="rebound"):
        staged(days, EVENT_DAY, *WINDOW, 1, 1.5)


@pytest.mark.parametrize("changed", [{}, {"warmer": 4.0}, {"reduced_kw": 100.0, "rebound_kw": 60.0},
                                     {"warmer": 4.0, "reduced_kw": 100.0}], ids=str)
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_bias_and_scatter_against_the_truth_of_the_event_day(method, changed) -> None:
    """Noise of 2 % cannot be foreseen; beyond it a baseline adds little, with no event, in a heat wave and in an event.

    Normalised mean bias error and coefficient of variation of the root mean square error, over 60 made-up buildings.
    """
    errors, loads = [], []
    for seed in range(60):
        days, truth = synthetic_days(seed, **changed)
        window = intervals(days, *WINDOW)
        errors.append(baseline(days, EVENT_DAY, *WINDOW, method)[window] - truth[window])
        loads.append(truth[window])
    error, mean = np.array(errors), np.mean(loads)
    assert abs(error.mean() / mean) < 0.01
    assert 0.018 < np.sqrt((error**2).mean()) / mean < 0.03


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(1, 1e4), min_size=48, max_size=48), st.sampled_from([*METHODS]),
       st.sampled_from(["2025-08-27", "2025-08-23", "2025-08-24"]))
def test_days_that_are_all_alike_leave_no_reduction(profile, name, day) -> None:
    """A perfect profile: whatever a building does, if it does the same on every day, nothing was reduced."""
    starts = FIRST.astype("datetime64[m]") + np.arange(N_DAYS * 48) * np.timedelta64(30, "m")
    days = days_of(starts, np.tile(profile, N_DAYS), 30, temperature=np.full(N_DAYS * 48, 28.0))
    found = event(days, np.datetime64(day), *WINDOW, METHODS[name], intensity_kg_per_kwh=np.full(24, 0.5))
    for amount in (found.reduction_kw, found.reduction_kwh, found.rebound_kwh, found.saved_kg):
        assert amount == pytest.approx(0, abs=1e-7 * max(profile))


def test_a_saturday_is_like_saturdays_and_a_holiday_like_sundays() -> None:
    starts = FIRST.astype("datetime64[m]") + np.arange(N_DAYS * 24) * np.timedelta64(60, "m")
    weekday = (np.arange(N_DAYS) + 1) % 7
    load = np.repeat(np.choose(np.maximum(weekday - 4, 0), [500.0, 300.0, 100.0]), 24)
    holiday = np.datetime64("2025-08-27")
    days = days_of(starts, load, 60, temperature=np.full(load.size, 28.0), holidays=[str(holiday)])
    for name in ("high_five_of_ten", "high_four_of_five", "regression"):
        for day, usual in (("2025-08-26", 500), ("2025-08-23", 300), ("2025-08-24", 100)):
            assert baseline(days, np.datetime64(day), 18, 20, METHODS[name])[18] == pytest.approx(usual), name
    plain = replace(METHODS["high_five_of_ten"], adjustment=Adjustment.NONE)
    assert baseline(days, holiday, 18, 20, plain)[18] == pytest.approx(100)


def test_on_a_rest_day_the_highest_two_of_three_are_kept() -> None:
    days, _ = synthetic_days(noise=0.0)
    for week, power in enumerate((3, 9, 6, 1000)):  # the Sundays before 24 August, newest first
        days.load_kw[days.place(np.datetime64("2025-08-17") - np.timedelta64(7 * week, "D"))] = power
    plain = replace(METHODS["high_four_of_five"], adjustment=Adjustment.NONE)
    assert baseline(days, np.datetime64("2025-08-24"), *WINDOW, plain) == pytest.approx(np.full(48, 7.5))


def test_an_event_that_was_not_measured_whole_is_not_paid() -> None:
    for missing in (37, 41):  # half-hours of the event, and just after it
        days, _ = synthetic_days(reduced_kw=100)
        days.load_kw[days.place(EVENT_DAY), missing] = np.nan
        with pytest.raises(NoBaseline) as refused:
            event(days, EVENT_DAY, *WINDOW, METHODS["ten_of_ten"])
        assert refused.value.code == "not_measured_in_event"
    days, _ = synthetic_days(reduced_kw=100)
    days.load_kw[days.place(EVENT_DAY), 4] = np.nan  # long before: neither event, adjustment nor what came back
    assert event(days, EVENT_DAY, *WINDOW, METHODS["regression"]).reduction_kw == pytest.approx(100, abs=40)


def test_a_placebo_tells_what_an_event_may_be_by_chance() -> None:
    """Events on 40 made-up buildings that had none look as large as their own ordinary days say."""
    method, intensity = METHODS["ten_of_ten"], np.full(24, 0.5)
    chances, seen = [], []
    for seed in range(40):
        days, _ = synthetic_days(seed)
        chances.append(placebo(days, *WINDOW, method, events=[EVENT_DAY], intensity_kg_per_kwh=intensity))
        seen.append(event(days, EVENT_DAY, *WINDOW, method, intensity_kg_per_kwh=intensity))
    for name in ("reduction_kw", "rebound_kwh", "saved_kg"):
        usual = np.sqrt(np.mean([getattr(one, name)**2 for one in seen]))
        assert np.mean([getattr(one, name) for one in chances]) == pytest.approx(usual, rel=0.4), name
    assert all(one.days > 40 for one in chances) and placebo(days, *WINDOW, method).saved_kg is None


def test_a_placebo_of_days_all_alike_is_nothing_and_needs_days() -> None:
    days, _ = synthetic_days(noise=0.0)
    days.load_kw[:] = 100.0
    found = placebo(days, *WINDOW, METHODS["high_four_of_five"])
    assert (found.reduction_kw, found.rebound_kwh) == pytest.approx((0, 0), abs=1e-9)
    with pytest.raises(NoBaseline, match="too_few_days"):
        placebo(days, *WINDOW, METHODS["high_four_of_five"], events=list(days.dates))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0, 300), st.floats(0, 1))
def test_against_the_load_itself_a_staged_event_is_exactly_what_was_staged(seed, reduced, share) -> None:
    days, truth = synthetic_days(seed)
    found = event_against(truth, staged(days, EVENT_DAY, *WINDOW, reduced, share), EVENT_DAY, *WINDOW,
                          intensity_kg_per_kwh=np.full(24, 0.5))
    assert found.reduction_kw == pytest.approx(reduced, abs=1e-6)
    assert found.rebound_kwh == pytest.approx(share * 2 * reduced, abs=1e-6)
    assert found.saved_kg == pytest.approx((1 - share) * reduced, abs=1e-6)
