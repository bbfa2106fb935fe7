"""The line of electricity on heat: a hand-worked example, what it leaves out, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind
from hkzero.model.weather import STUDENT_95, TooFewMonths, fit, student_95


def answer(rows: list[dict]) -> Answer:
    """Return an answer as the question weather_months gives it."""
    frame = pd.DataFrame(rows).assign(user_type="all", unit="GWh", kind="observed", series_id="s", source_id="census",
                                      vintage="2026")
    return Answer(frame=frame, unit="GWh", kind=Kind.OBSERVED, series=("s",), sources=("census",), vintages=("2026",),
                  notes=())


def months(heat, use, normal=0.0, days=30):
    return [{"period": f"2025-{number:02}", "days": days, "degree_days": value * days,
             "normal_degree_days": normal * days, "value": level * days}
            for number, (value, level) in enumerate(zip(heat, use, strict=True), start=1)]


def test_hand_worked_example():
    # x = 0..5, y = 2x + 10 with residuals +1 −1 +1 −1 +1 −1: slope 2 − 3/17.5, residual sum of squares 6 − 9/17.5
    heat = np.arange(6.0)
    found = fit(answer(months(heat, 2 * heat + 10 + np.array([1, -1, 1, -1, 1, -1]), normal=1.0)), "all")
    assert found.slope.value == pytest.approx(2 - 3 / 17.5)
    left = 6 - 9 / 17.5
    assert found.slope_error == pytest.approx((left / 4 / 17.5) ** 0.5)
    assert found.slope_half_width == pytest.approx(2.776 * found.slope_error)
    assert found.r_squared == pytest.approx(1 - left / (found.slope.value ** 2 * 17.5 + left))
    # six months of 30 days: 15 degree-days a day against six normal ones
    assert found.effect.value == pytest.approx(found.slope.value * (15 - 6) * 30)
    assert found.effect_half_width == pytest.approx(found.slope_half_width * 9 * 30)
    assert (found.slope.unit, found.effect.unit, found.slope.kind) == ("GWh/degree-day", "GWh", Kind.ESTIMATED)


def test_a_month_without_temperature_is_left_out_and_named():
    rows = months(range(7), range(7))
    rows[2]["degree_days"] = None
    found = fit(answer(rows), "all")
    assert found.missing == ("2025-03",) and len(found.months) == 6
    assert found.slope.value == pytest.approx(1) and found.r_squared == pytest.approx(1)


def test_short_months_are_not_taken_for_a_saving():
    rows = months(range(7), [10.0] * 7)
    rows[1] |= {"days": 28, "degree_days": 28.0, "value": 280.0}
    assert fit(answer(rows), "all").slope.value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("rows", [months(range(5), range(5)), months([3.0] * 8, range(8))])
def test_no_line_without_enough_different_months(rows):
    with pytest.raises(TooFewMonths):
        fit(answer(rows), "all")


def test_student_table():
    assert student_95(1) == 12.706 and student_95(9) == 2.262 and student_95(30) == student_95(500) == 2.042
    assert list(STUDENT_95) == sorted(STUDENT_95, reverse=True)
    with pytest.raises(ValueError, match="no error"):
        student_95(0)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0, 12), min_size=6, max_size=16, unique=True), st.floats(-5, 5), st.floats(50, 150))
def test_points_on_a_line_give_that_line(heat, slope, load):
    if np.ptp(heat) < 1:
        return
    found = fit(answer(months(heat, [load + slope * value for value in heat])), "all")
    assert found.slope.value == pytest.approx(slope, abs=1e-6)
    _, middle, low, high = found.curve
    assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))


@pytest.mark.parametrize("user", ["all", "domestic", "commercial"])
def test_real_months_show_a_clear_slope(store, user):
    found = fit(store.ask("weather_months"), user)
    assert len(found.months) == 11 and len(found.missing) == 5
    assert found.r_squared > 0.85 and found.slope.value - found.slope_half_width > 0
    assert "hko_month_202507" in found.slope.sources
