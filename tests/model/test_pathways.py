from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind, Measured, UnitError
from hkzero.model.pathways import Form, Level, carried_on, constant_rate, level_at, pace_between, straight_line, through

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
