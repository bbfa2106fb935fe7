from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Measured
from hkzero.model.pathways import Form, Level
from hkzero.model.progress import RULE, Verdict, assess, delivered_share, verdict_of

ORDER = [Verdict.WRONG_WAY, Verdict.OFF_TRACK, Verdict.TOO_SLOW, Verdict.ON_TRACK]
amounts = st.floats(1.0, 1e6)


def level(year: int, value: float | None, source: str = "a", **bounds: float) -> Level:
    return Level(year, Measured.one(value, "Mt CO2e", (source,), "observed"), **bounds)


@pytest.mark.parametrize(("share", "verdict"), [
    (2.0, "on_track"), (1.0, "on_track"), (0.9999, "too_slow"), (0.6, "too_slow"), (0.5999, "off_track"),
    (0.0, "off_track"), (-0.0001, "wrong_way"), (None, "no_data"),
])
def test_thresholds(share, verdict):
    assert verdict_of(share) == verdict


def test_rule_has_no_hole_and_no_overlap():
    for better, worse in zip(RULE, RULE[1:], strict=False):
        assert better.low == worse.high
    assert RULE[0].high is None and RULE[-1].low is None


def test_hand_worked():
    # 45 to 33 in ten years is 1.2 a year; from 33 to 20 in eleven years takes 1.1818 a year.
    found = assess(level(2014, 45.0), level(2024, 33.0), level(2035, 20.0))
    assert found.verdict is Verdict.ON_TRACK
    assert found.achieved.per_year.value == pytest.approx(-1.2)
    assert found.required.per_year.value == pytest.approx(-13 / 11)
    assert found.projected.amount.value == pytest.approx(33 - 13.2)
    assert found.gap.value == pytest.approx(-0.2)
    assert found.share == pytest.approx(13.2 / 13)


def test_same_percentage_falls_more_slowly_than_same_tonnes():
    ends = level(2014, 45.0), level(2024, 33.0), level(2035, 20.0)
    assert assess(*ends, Form.PERCENT).gap.value == pytest.approx(33 * (33 / 45) ** 1.1 - 20)
    assert assess(*ends, Form.PERCENT).verdict is Verdict.TOO_SLOW


@given(amounts, amounts, st.floats(0.0, 1e6), amounts, st.sampled_from(list(Form)))
def test_verdict_is_monotone_in_the_achieved_pace(first, other, target, latest, form):
    """The higher the level the fall began at, the faster the fall, the better (or the same) the verdict."""
    low, high = sorted((first, other))
    goal = level(2035, target)
    slower = assess(level(2014, low), level(2024, latest), goal, form).verdict
    faster = assess(level(2014, high), level(2024, latest), goal, form).verdict
    assert ORDER.index(faster) >= ORDER.index(slower)


@given(amounts, amounts, st.floats(0.0, 1e6), st.sampled_from(list(Form)))
def test_on_track_means_the_target_is_met(first, latest, target, form):
    found = assess(level(2014, first), level(2024, latest), level(2035, target), form)
    assert (found.verdict is Verdict.ON_TRACK) == (found.gap.value <= 1e-9 * max(target, latest, 1)) or \
        abs(found.gap.value) < 1e-6 * latest


@given(amounts, amounts, amounts)
def test_sources_of_the_result_include_all_inputs(first, latest, target):
    found = assess(level(2014, first, "a"), level(2024, latest, "b"), level(2035, target, "c"))
    assert set(found.gap.sources) == {"a", "b", "c"}
    assert set(found.required.per_year.sources) == {"b", "c"}


def test_target_already_met():
    assert delivered_share(20.0, 18.0, 25.0) == 1.0
    assert delivered_share(20.0, 26.0, 25.0) == -1.0
    assert assess(level(2014, 30.0), level(2024, 20.0), level(2035, 25.0)).verdict is Verdict.ON_TRACK


def test_no_data_is_no_verdict():
    assert assess(level(2014, None), level(2024, 33.0), level(2035, 20.0)).verdict is Verdict.NO_DATA


def test_rounding_that_leaves_the_verdict_open_is_said():
    vague = level(2024, 2.66, low=2.49, high=2.82)
    assert not assess(level(2014, 2.53, low=2.525, high=2.535), vague, level(2050, 0.0)).clear
    sharp = level(2024, 2.66, low=2.65, high=2.67)
    assert assess(level(2014, 2.53, low=2.525, high=2.535), sharp, level(2050, 0.0)).clear
