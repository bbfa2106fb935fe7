from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind, Measured
from hkzero.model.delay import cost_of_delay, requirement
from hkzero.model.pathways import Level, pace_between, straight_line

amounts = st.floats(1.0, 1e5)


def level(year: int, value: float | None, source: str = "a") -> Level:
    return Level(year, Measured.one(value, "Mt CO2e", (source,), "observed"))


def test_requirement_hand_worked():
    known = {2014: level(2014, 45.2, "b"), 2024: level(2024, 33.2)}
    found = requirement(known, level(2035, 20.0, "c"))
    assert found.required.per_year.value == pytest.approx(-1.2)
    assert list(found.achieved) == [10] and found.times_faster(10) == pytest.approx(1.0)
    assert found.times_faster(5) is None
    assert found.in_percent.value == pytest.approx(((20.0 / 33.2) ** (1 / 11) - 1) * 100)


def test_a_target_of_zero_has_no_rate_but_one_to_what_is_left_has():
    known = {2024: level(2024, 33.2)}
    assert requirement(known, level(2050, 0.0)).in_percent is None
    found = requirement(known, level(2050, 0.0), rate_target=level(2050, 3.32))
    assert found.in_percent.value == pytest.approx((0.1 ** (1 / 26) - 1) * 100)
    assert found.required.per_year.value == pytest.approx(-33.2 / 26)


def test_delay_hand_worked():
    # 10 to 0 in five years: 8+6+4+2+0; a year later: 10 and 7.5+5+2.5+0.
    now, later = cost_of_delay(level(2024, 10.0), level(2029, 0.0), 1)
    assert now.cumulative.value == pytest.approx(20.0) and now.extra.value == 0.0
    assert later.cumulative.value == pytest.approx(25.0) and later.extra.value == pytest.approx(5.0)
    assert later.required.per_year.value == pytest.approx(-2.5) and later.from_level.year == 2025
    assert later.extra.kind is Kind.SCENARIO


def test_waiting_at_the_pace_of_the_past():
    latest = level(2024, 30.0)
    rows = cost_of_delay(latest, level(2034, 10.0), 2, meanwhile=pace_between(level(2014, 40.0, "b"), latest))
    assert [row.from_level.amount.value for row in rows] == pytest.approx([30.0, 29.0, 28.0])
    assert rows[2].required.per_year.value == pytest.approx(-18 / 8)
    assert set(rows[2].extra.sources) == {"a", "b"}


@given(amounts, st.floats(0.0, 1.0), st.integers(2, 40), st.data())
def test_every_year_of_waiting_costs_more(latest, share, span, data):
    most = data.draw(st.integers(1, span - 1))
    rows = cost_of_delay(level(2024, latest), level(2024 + span, latest * share * 0.99), most)
    cuts = [-row.required.per_year.value for row in rows]
    extras = [row.extra.value for row in rows]
    assert all(later > earlier for earlier, later in zip(cuts, cuts[1:], strict=False))
    assert all(later > earlier for earlier, later in zip(extras, extras[1:], strict=False))


@given(amounts, amounts, st.integers(1, 40))
def test_not_waiting_is_the_straight_line(latest, target, span):
    start, goal = level(2024, latest), level(2024 + span, target)
    row, = cost_of_delay(start, goal, 0)
    assert row.cumulative.value == pytest.approx(sum(straight_line(start, goal).amount.values[1:]))
    assert row.required == pace_between(row.from_level, goal)


def test_unknown_levels_stay_unknown_and_errors_say_what_is_wrong():
    row, = cost_of_delay(level(2024, None), level(2035, 20.0), 0)
    assert row.cumulative.value is None and row.extra.value is None
    with pytest.raises(ValueError, match="0 to 10 years for 2035, not 11"):
        cost_of_delay(level(2024, 30.0), level(2035, 20.0), 11)
    with pytest.raises(ValueError, match="no level is known"):
        requirement({}, level(2035, 20.0))
