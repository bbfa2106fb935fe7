from __future__ import annotations

from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind, Measured, UnitError
from hkzero.model.pathways import (
    Form,
    Level,
    Pathway,
    Refusal,
    carried_on,
    constant_rate,
    level_at,
    pace_between,
    residual,
    s_curve,
    straight_line,
    through,
    within_budget,
)

amounts = st.floats(1.0, 1e6)
spans = st.integers(1, 60)


def level(year: int, value: float | None, unit: str = "Mt CO2e", source: str = "a", kind: str = "observed") -> Level:
    return Level(year, Measured.one(value, unit, (source,), kind, series=(f"series.{source}",)))


def test_straight_line_hand_worked():
    path = straight_line(level(2024, 33.2), level(2035, 20.6))
    assert path.at(2024) == 33.2 and path.at(2035) == 20.6
    assert path.at(2029) == pytest.approx(33.2 - 5 * 12.6 / 11)


def test_constant_rate_hand_worked():
    path = constant_rate(level(2020, 100.0), level(2022, 81.0))
    assert path.at(2021) == pytest.approx(90.0)


def test_pace_hand_worked():
    pace = pace_between(level(2014, 45.5), level(2024, 33.2))
    assert pace.per_year.value == pytest.approx(-1.23)
    assert pace.per_year.unit == "Mt CO2e/year" and pace.rate.unit == "%/year"
    assert pace.rate.value == pytest.approx(((33.2 / 45.5) ** 0.1 - 1) * 100)


@given(amounts, amounts, spans, st.sampled_from([straight_line, constant_rate]))
def test_pathway_hits_both_ends_and_every_year(first, last, span, pathway):
    path = pathway(level(2024, first), level(2024 + span, last))
    assert path.at(2024) == pytest.approx(first) and path.at(2024 + span) == last
    assert path.years == tuple(range(2024, 2024 + span + 1)) and len(path.amount) == span + 1


@given(amounts, amounts, spans, st.sampled_from([straight_line, constant_rate]))
def test_falling_pathway_never_rises(first, last, span, pathway):
    high, low = max(first, last), min(first, last)
    values = pathway(level(2024, high), level(2024 + span, low)).amount.values
    assert all(later <= earlier * (1 + 1e-12) for earlier, later in zip(values, values[1:], strict=False))


@given(amounts, amounts, spans, st.sampled_from(list(Form)))
def test_required_pace_reaches_the_target(latest, target, span, form):
    start, goal = level(2024, latest), level(2024 + span, target)
    path = carried_on(start, pace_between(start, goal), goal.year, form)
    assert path.at(goal.year) == pytest.approx(target, rel=1e-9)


@given(amounts, spans)
def test_required_pace_to_zero_reaches_zero(latest, span):
    start = level(2024, latest)
    pace = pace_between(start, level(2024 + span, 0.0))
    assert carried_on(start, pace, 2024 + span).at(2024 + span) == pytest.approx(0, abs=1e-6)
    assert pace.rate.value is None


@given(amounts, amounts, spans, st.sampled_from(list(Form)))
def test_projection_is_a_scenario_with_all_sources(first, last, span, form):
    start, latest = level(2000, first, source="a", kind="derived"), level(2000 + span, last, source="b")
    if form is Form.PERCENT and log10(last / first) * (100 - span) / span > 290:
        with pytest.raises(ValueError, match="beyond every number"):
            carried_on(latest, pace_between(start, latest), 10_000, form)
        return
    path = carried_on(latest, pace_between(start, latest), 2100, form)
    assert path.amount.kind is Kind.SCENARIO
    assert set(path.amount.sources) >= {"a", "b"} and set(path.amount.series) >= {"series.a", "series.b"}
    assert all(value >= 0 for value in path.amount.values)


def test_straight_line_stops_at_zero():
    start = level(2024, 10.0)
    assert carried_on(start, pace_between(level(2014, 30.0), start), 2050).at(2050) == 0.0


def test_through_joins_legs_and_keeps_every_source():
    path = through([level(2024, 30.0, source="a"), level(2026, 20.0, source="b"), level(2030, 0.0, source="c")])
    assert path.years == tuple(range(2024, 2031))
    assert path.amount.values == (30.0, 25.0, 20.0, 15.0, 10.0, 5.0, 0.0)
    assert path.amount.sources == ("a", "b", "c")


def test_through_takes_another_leg():
    levels = [level(2024, 100.0), level(2026, 81.0), level(2027, 40.5)]
    assert through(levels, constant_rate).amount.values == pytest.approx((100.0, 90.0, 81.0, 40.5))


def test_unknown_level_stays_unknown():
    start, latest = level(2014, None), level(2024, 30.0)
    pace = pace_between(start, latest)
    assert pace.per_year.value is None and pace.rate.value is None
    assert set(carried_on(latest, pace, 2030).amount.values) == {None}
    assert set(straight_line(start, latest).amount.values) == {None}


def test_errors_name_what_is_wrong():
    with pytest.raises(ValueError, match="later year than 2024"):
        pace_between(level(2024, 1.0), level(2024, 1.0))
    with pytest.raises(ValueError, match="no constant rate"):
        constant_rate(level(2024, 1.0), level(2050, 0.0))
    with pytest.raises(UnitError):
        pace_between(level(2014, 1.0, "kt CO2e"), level(2024, 1.0))
    with pytest.raises(KeyError, match="2024-2030, not to 2031"):
        level_at(straight_line(level(2024, 1.0), level(2030, 0.5)), 2031)
    with pytest.raises(ValueError, match="two levels"):
        through([level(2024, 1.0)])


takeovers = st.floats(0.1, 1.0)


@given(amounts, st.floats(0.0, 1e6), spans, takeovers)
def test_s_curve_meets_both_ends_and_keeps_its_direction(first, last, span, takeover):
    path = s_curve(level(2024, first), level(2024 + span, last), takeover)
    values = path.amount.values
    assert values[0] == pytest.approx(first) and values[-1] == last
    sign = 1 if last >= first else -1
    slack = 1e-9 * max(first, last)
    assert all(sign * (later - earlier) >= -slack for earlier, later in zip(values, values[1:], strict=False))


def test_s_curve_is_symmetric_and_steeper_the_shorter_the_takeover():
    ends = level(2024, 10.0), level(2044, 0.0)
    slow, fast = s_curve(*ends, 1.0), s_curve(*ends, 0.3)
    assert slow.at(2034) == pytest.approx(5.0) and fast.at(2034) == pytest.approx(5.0)
    assert fast.at(2029) > slow.at(2029) > straight_line(*ends).at(2029)
    with pytest.raises(ValueError, match=r"\(0, 1\], not 0"):
        s_curve(*ends, 0.0)


@given(amounts, st.floats(0.0, 0.99), st.integers(2, 60), st.floats(0.001, 0.999))
def test_within_budget_spends_it_exactly_and_never_rises(first, share, span, part):
    start, end = level(2024, first), level(2024 + span, first * share)
    least, most = span * first * share, span * first * share + (first - first * share) * (span - 1)
    budget = Measured.one(least + part * (most - least), "Mt CO2e", ("budget",), "assumed")
    path = within_budget(start, end, budget)
    assert isinstance(path, Pathway)
    assert sum(path.amount.values[1:]) == pytest.approx(budget.value, rel=1e-9)
    assert path.at(2024) == pytest.approx(first) and path.at(end.year) == end.amount.value
    assert all(b <= a * (1 + 1e-12) for a, b in zip(path.amount.values, path.amount.values[1:], strict=False))
    assert "budget" in path.amount.sources and path.amount.kind is Kind.SCENARIO


def test_within_budget_of_the_straight_line_is_the_straight_line():
    ends = level(2024, 10.0), level(2029, 0.0)
    found = within_budget(*ends, Measured.one(20.0, "Mt CO2e", ("b",), "assumed"))
    assert found.amount.values == pytest.approx((10.0, 8.0, 6.0, 4.0, 2.0, 0.0))


@pytest.mark.parametrize(("first", "last", "budget", "reason"), [
    (10.0, 0.0, 0.0, "budget_too_small"), (10.0, 1.0, 5.0, "budget_too_small"), (10.0, 0.0, -3.0, "budget_too_small"),
    (10.0, 0.0, 40.0, "budget_not_binding"), (10.0, 12.0, 55.0, "not_falling"), (None, 0.0, 5.0, "not_falling"),
])
def test_within_budget_refuses_with_a_reason(first, last, budget, reason):
    found = within_budget(level(2024, first), level(2029, last), Measured.one(budget, "Mt CO2e", ("b",), "assumed"))
    assert isinstance(found, Refusal) and found.reason == reason
    if reason.startswith("budget"):
        assert (found.least, found.most) == (5 * last, 5 * last + 4 * (first - last))


def test_within_budget_checks_the_unit():
    with pytest.raises(UnitError):
        within_budget(level(2024, 10.0), level(2029, 0.0), Measured.one(20.0, "kt CO2e", ("b",), "assumed"))


def test_what_is_left_at_net_zero_is_an_assumption(store):
    latest = level(2024, 33.2)
    left = residual(latest, 2050, store.ask("assumptions"))
    assert left.amount.kind is Kind.ASSUMED and "sbti_net_zero_2021" in left.amount.sources
    assert residual(latest, 2050, store.ask("assumptions"), "low").amount.value <= left.amount.value < 33.2
    assert constant_rate(latest, left).at(2050) == left.amount.value
