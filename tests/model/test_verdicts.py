from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind, Measured
from hkzero.model.pathways import Level
from hkzero.model.progress import Aim, Verdict, assess, delivered_share
from hkzero.model.verdicts import Basis, Reason, counted, verdicts, window_start

amounts = st.floats(1.0, 1e4)


def level(year: int, value: float, **bounds: float) -> Level:
    return Level(year, Measured.one(value, "%", ("a",), "observed"), **bounds)


def answer(rows: list[dict]) -> Answer:
    """Return made-up rows as an answer: these numbers are synthetic."""
    return Answer(pd.DataFrame(rows), "", Kind.DERIVED, ("s",), ("made_up",), ("1",), ())


def target(**given_values) -> dict:
    return {"target_id": "t", "area": "city", "metric": "m", "aim": "at_most", "status": "in_force", "is_current": True,
            "target_year": 2035, "near": 20.0, "far": 10.0, "unit": "%", "source_id": "plan",
            "reason": None} | given_values


def points(values: dict[int, float], unit: str = "%", **bounds) -> list[dict]:
    return [{"target_id": "t", "period": year, "low": bounds.get("low"), "value": value, "high": bounds.get("high"),
             "unit": unit, "kind": "observed", "series_id": "s", "source_id": "office", "vintage": "1"}
            for year, value in values.items()]


def verdict(values: dict[int, float], **given_values):
    found, = verdicts(answer([target(**given_values)]), answer(points(values, given_values.get("unit", "%"))))
    return found


def test_pace_carried_on_hand_worked():
    # 1 a year less since 2014, 30 in 2024: 19 in 2035, which keeps 20 and misses 10.
    found = verdict({2010: 90.0, 2014: 40.0, 2024: 30.0})
    assert (found.verdict, found.far_verdict, found.basis) == (Verdict.ON_TRACK, Verdict.OFF_TRACK, Basis.PACE)
    assert found.start.year == 2014 and found.gap.value == pytest.approx(-1.0) and found.share == pytest.approx(1.1)
    assert set(found.gap.sources) == {"office", "plan"}


def test_a_share_that_must_rise():
    found = verdict({2014: 10.0, 2024: 20.0}, aim="at_least", near=30.0, far=60.0)
    assert (found.verdict, found.far_verdict) == (Verdict.ON_TRACK, Verdict.OFF_TRACK)
    assert verdict({2014: 20.0, 2024: 10.0}, aim="at_least", near=30.0).verdict is Verdict.WRONG_WAY
    assert verdict({2014: 10.0, 2024: 20.0}, aim="at_least", near=36.0).verdict is Verdict.TOO_SLOW


@pytest.mark.parametrize(("aim", "value", "expected"), [
    ("at_most", 20.0, "on_track"), ("at_most", 20.1, "off_track"),
    ("at_least", 20.0, "on_track"), ("at_least", 19.9, "off_track"),
])
def test_a_year_that_has_come_is_judged_by_its_own_level(aim, value, expected):
    found = verdict({2010: 500.0, 2020: value, 2024: 7.0}, aim=aim, target_year=2020, far=20.0)
    assert (found.verdict, found.basis, found.progress) == (expected, Basis.OUTCOME, None)
    assert found.gap.value == pytest.approx(value - 20.0)


@pytest.mark.parametrize(("values", "given_values", "reason"), [
    ({2024: 5.0}, {}, "too_few_years"), ({2023: 6.0, 2024: 5.0}, {}, "too_few_years"),
    ({2000: 6.0, 2024: 5.0}, {}, "too_few_years"),
    ({2010: 6.0, 2024: 5.0}, {"target_year": 2020}, "not_known_for_target_year"),
    ({2014: 6.0, 2024: 5.0}, {"reason": "no_base_value", "near": None, "far": None}, "no_base_value"),
    ({2014: 6.0, 2024: 5.0}, {"reason": "no_target_year", "target_year": pd.NA}, "no_target_year"),
])
def test_no_verdict_names_its_reason(values, given_values, reason):
    found = verdict(values, **given_values)
    assert (found.verdict, found.reason) == (Verdict.NO_DATA, reason)
    assert found.progress is None and found.gap is None and found.far_verdict is None


def test_a_target_without_a_series():
    found, = verdicts(answer([target(reason="no_series")]), answer([
        {**points({2024: 1.0})[0], "target_id": "another"}]))
    assert (found.reason, found.latest) == (Reason.NO_SERIES, None) and found.near.amount.value == 20.0


def test_levels_are_given_in_the_unit_shown():
    found = verdict({2014: 40e3, 2024: 30e3}, unit="kt CO2e", near=20e3, far=20e3)
    assert found.near.amount.value == pytest.approx(20.0) and found.gap.unit == "Mt CO2e"


@given(amounts, amounts, amounts)
def test_both_directions_are_mirrors_of_each_other(first, second, third):
    forth = delivered_share(first, second, third)
    assert delivered_share(-first, -second, -third, Aim.AT_LEAST) == forth


@given(amounts, amounts, amounts, st.sampled_from(list(Aim)))
def test_on_track_means_that_the_target_is_kept(first, latest, goal, aim):
    found = assess(level(2014, first), level(2024, latest), level(2035, goal), aim=aim)
    sign = 1 if aim is Aim.AT_MOST else -1
    kept = sign * (found.projected.amount.value - goal) <= 0
    assert (found.verdict is Verdict.ON_TRACK) == kept or abs(found.gap.value) < 1e-6 * max(latest, goal)


@given(st.sets(st.integers(1990, 2024), min_size=1))
def test_the_window_is_at_most_ten_years_and_at_least_two(years):
    start = window_start({year: level(year, 1.0) for year in years})
    allowed = [year for year in years if 2 <= max(years) - year <= 10]
    assert (start.year if start else None) == min(allowed, default=None)


def test_every_target_has_a_verdict_or_a_reason(store):
    levels, series = store.ask("target_levels"), store.ask("target_series")
    found = verdicts(levels, series)
    assert [item.target_id for item in found] == list(levels.frame["target_id"])
    assert all((item.verdict is Verdict.NO_DATA) == (item.reason is not None) for item in found)
    assert sum(counted(found).values()) == len(store.ask("targets").frame)
    by_id = {item.target_id: item for item in found}
    # Policy Address 2021 and EPD, July 2019: half of 41.2 Mt; EEB, January 2026: 33.2 Mt in 2024
    assert by_id["city_half_2035"].near.amount.value == pytest.approx(20.6)
    assert by_id["city_half_2035"].latest.amount.value == pytest.approx(33.2)
    # 5,000 public chargers by 2025 were passed; 16,440 were reported
    assert by_id["tr_roadmap_pub_2025"].basis is Basis.OUTCOME
    assert by_id["tr_roadmap_pub_2025"].verdict is Verdict.ON_TRACK


def test_the_board_agrees_with_the_overview(store):
    """The city's progress and the sectors' are the same numbers on both pages."""
    from hkzero.model.standing import city_standing, in_megatonnes

    city = city_standing(in_megatonnes(store.ask("emissions_total")), in_megatonnes(store.ask("city_targets")), 2014)
    by_id = {item.target_id: item for item in verdicts(store.ask("target_levels"), store.ask("target_series"))}
    for progress, target_id in zip(city.progress, ("city_half_2035", "city_neutral_2050"), strict=True):
        assert by_id[target_id].verdict is progress.verdict
        assert by_id[target_id].share == pytest.approx(progress.share)
