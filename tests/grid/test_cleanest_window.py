"""The cleanest time of a day: never worse than any other time, and the energy is what was asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.grid.case import HOURS, Dispatch
from hkzero.grid.cleanest_window import DoesNotFit, NotModelled, cleanest, intensity_of, next_modelled_day
from tests.synthetic_grid import small_case

DAY = np.array([0.6] * 6 + [0.5] * 5 + [0.2] * 3 + [0.4] * 4 + [0.7] * 6)  # clean from 11:00 to 14:00


def dispatch_of(hours: np.ndarray, intensity: np.ndarray) -> Dispatch:
    """Return a dispatch of which only the modelled hours and their intensity matter."""
    nothing = np.zeros(len(hours))
    return Dispatch(small_case(np.full(24, 50.0)), hours, nothing + 1, nothing, {}, {}, {}, {}, {}, {}, {}, nothing,
                    nothing, nothing, nothing, intensity, (), 0.0, {}, {})


def test_a_run_by_hand() -> None:
    found = cleanest(DAY, 6.0, power_kw=3.0, day=0)
    assert (found.start, found.end) == (11, 13) and np.flatnonzero(found.energy_kwh).tolist() == [11, 12]
    assert found.kg == pytest.approx(1.2) and found.kg_at_worst == pytest.approx(4.2)
    assert found.kg_at_average == pytest.approx(6 * DAY.mean())
    assert found.saving_share == pytest.approx(1 - 0.2 / DAY.mean())
    assert cleanest(DAY, 6.0, hours=2.0, day=0).kg == pytest.approx(found.kg)


def test_a_run_of_broken_hours_leans_to_the_cleaner_side() -> None:
    found = cleanest(DAY, 4.5, power_kw=1.0, day=0)
    assert (found.start, found.end) == (11, 15.5)
    assert found.kg == pytest.approx(3 * 0.2 + 1.5 * 0.4)


def test_charging_that_may_pause_takes_the_cleanest_hours_by_hand() -> None:
    day = np.tile([0.3, 0.9], 12)
    found = cleanest(day, 5.0, power_kw=2.0, day=0, may_pause=True)
    assert found.energy_kwh[:5].tolist() == [2, 0, 2, 0, 1] and (found.start, found.end) == (0, 4.5)
    assert found.kg == pytest.approx(1.5) and found.kg_at_worst == pytest.approx(4.5)
    assert cleanest(day, 5.0, power_kw=2.0, day=0).kg == pytest.approx(2 * 0.3 + 2 * 0.9 + 0.3)


def test_a_night_is_part_of_two_days() -> None:
    two = np.concatenate([DAY, np.where(np.arange(24) < 6, 0.1, 0.8)])
    found = cleanest(two, 8.0, power_kw=4.0, day=0, earliest=20, latest=31)
    assert (found.start, found.end) == (24, 26) and len(found.energy_kwh) == 48
    assert found.kg_at_average == pytest.approx(8 * two.mean())
    with pytest.raises(NotModelled):
        cleanest(two, 8.0, power_kw=4.0, day=1, earliest=20, latest=31)


def test_no_time_allowed_may_be_better_than_the_average_and_that_is_said() -> None:
    found = cleanest(DAY, 2.0, power_kw=1.0, day=0, earliest=18, latest=22)
    assert found.saving_share < 0 and found.kg == pytest.approx(1.4)


def test_days_of_the_same_hours_save_nothing() -> None:
    for may_pause in (False, True):
        found = cleanest(np.full(24, 0.4), 3.0, power_kw=2.0, day=0, may_pause=may_pause)
        assert found.saving_share == pytest.approx(0) and found.start == 0
    assert cleanest(np.zeros(24), 3.0, power_kw=2.0, day=0).saving_share == 0


@pytest.mark.parametrize("wrong", [
    {"power_kw": 0.0}, {"power_kw": -1.0}, {"power_kw": float("nan")}, {"hours": float("inf")}, {},
    {"power_kw": 1.0, "hours": 1.0}, {"hours": 1.0, "earliest": 5, "latest": 5}, {"hours": 1.0, "latest": 49},
    {"hours": 1.0, "earliest": -1}])
def test_what_is_no_need_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):
        cleanest(DAY, 1.0, day=0, **wrong)


@pytest.mark.parametrize("energy", [0.0, -1.0, float("nan"), float("inf")])
def test_energy_must_be_more_than_nothing(energy: float) -> None:
    with pytest.raises(ValueError, match="energy"):
        cleanest(DAY, energy, hours=1.0, day=0)


def test_too_little_time_is_told_with_how_much_it_takes() -> None:
    with pytest.raises(DoesNotFit) as caught:
        cleanest(DAY, 50.0, power_kw=7.0, day=0, earliest=9, latest=15)
    assert (caught.value.hours_needed, caught.value.hours_given) == (pytest.approx(50 / 7), 6)


def test_of_representative_weeks_only_their_days_can_be_asked() -> None:
    hours = np.concatenate([24 * 100 + np.arange(168), 24 * 200 + np.arange(168)])
    modelled = dispatch_of(hours, np.tile(DAY, 14))
    assert intensity_of(modelled, 203).tolist() == DAY.tolist()
    assert cleanest(modelled, 6.0, power_kw=3.0, day=106).start == 11
    with pytest.raises(NotModelled):
        cleanest(modelled, 6.0, power_kw=3.0, day=107)
    assert [next_modelled_day(modelled, day) for day in (0, 103, 107, 300)] == [100, 103, 200, 100]
    assert next_modelled_day(modelled, 106, n_days=2) == 200
    with pytest.raises(NotModelled):
        next_modelled_day(modelled, 0, n_days=8)
    holed = replace(modelled, intensity_kg_per_kwh=np.where(hours == 24 * 100, np.nan, np.tile(DAY, 14)))
    assert next_modelled_day(holed, 100) == 101


def test_the_last_day_of_a_year() -> None:
    year = np.tile(DAY, 365)
    assert len(year) == HOURS and cleanest(year, 6.0, power_kw=3.0, day=364).start == 11
    for day in (-1, 365):
        with pytest.raises(NotModelled):
            cleanest(year, 6.0, power_kw=3.0, day=day)


INTENSITY = st.lists(st.floats(0, 1.2, allow_subnormal=False), min_size=48, max_size=48).map(np.array)


@settings(max_examples=150, deadline=None)
@given(intensity=INTENSITY, energy=st.floats(0.01, 500), span=st.tuples(st.floats(0, 47), st.floats(0.25, 48)),
       share=st.floats(0.01, 1), may_pause=st.booleans())
def test_no_other_time_is_cleaner(intensity, energy, span, share, may_pause) -> None:
    earliest, latest = span[0], min(span[0] + span[1], 48.0)
    hours = share * (latest - earliest)
    found = cleanest(intensity, energy, hours=hours, day=0, earliest=earliest, latest=latest, may_pause=may_pause)
    used = intensity[:len(found.energy_kwh)]
    assert found.energy_kwh.sum() == pytest.approx(energy, rel=1e-9) and (found.energy_kwh >= 0).all()
    assert found.energy_kwh.max() <= energy / hours * (1 + 1e-9)
    assert earliest - 1e-9 <= found.start < found.end <= latest + 1e-9
    assert found.kg == pytest.approx(found.energy_kwh @ used) and found.kg <= found.kg_at_worst + 1e-9
    edges = np.arange(49)
    for start in np.linspace(earliest, latest - hours, 41):
        inside = np.clip(np.minimum(edges[1:], start + hours) - np.maximum(edges[:-1], start), 0, 1)
        other = energy / hours * inside @ intensity
        assert found.kg <= other + 1e-9 * energy and found.kg_at_worst >= other - 1e-9 * energy


@settings(max_examples=60, deadline=None)
@given(intensity=INTENSITY, n=st.integers(1, 12), seed=st.integers(0, 99))
def test_no_choice_of_hours_is_cleaner_and_pausing_never_costs(intensity, n, seed) -> None:
    found = cleanest(intensity, float(n), power_kw=1.0, day=0, may_pause=True)
    others = np.random.default_rng(seed).permuted(np.tile(np.arange(24), (50, 1)), axis=1)[:, :n]
    assert found.kg <= intensity[:24][others].sum(axis=1).min() + 1e-9
    assert found.kg <= cleanest(intensity, float(n), power_kw=1.0, day=0).kg + 1e-9
