"""Values carry unit, sources and kind through arithmetic."""

from __future__ import annotations

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind, Measured, MissingSource, UnitError, weakest

amounts = st.one_of(st.none(), st.floats(-1e9, 1e9))
kinds = st.sampled_from(list(Kind))
ids = st.lists(st.sampled_from(["epd", "emsd", "csd", "owid"]), min_size=1, max_size=3)


@st.composite
def measured(draw, unit: str = "kt CO2e", size: int = 3) -> Measured:
    values = draw(st.lists(amounts, min_size=size, max_size=size))
    return Measured(tuple(values), unit, tuple(draw(ids)), draw(kinds), series=tuple(draw(ids)))


@given(measured(), measured())
def test_result_rests_on_everything_its_inputs_rest_on(left, right):
    for result in (left + right, left - right, left.times(right, "kt2"), left.over(right, "1")):
        assert set(result.sources) == set(left.sources) | set(right.sources)
        assert set(result.series) == set(left.series) | set(right.series)


@given(measured(), measured())
def test_result_is_never_better_founded_than_its_inputs(left, right):
    result = left + right
    assert result.kind.rank >= max(left.kind.rank, right.kind.rank)
    assert result.kind.rank >= Kind.DERIVED.rank


@given(measured(), measured())
def test_a_value_that_is_not_published_stays_unpublished(left, right):
    for a, b, c in zip(left, right, left + right, strict=True):
        assert (c is None) == (a is None or b is None)


@given(measured(), kinds)
def test_a_kind_can_only_be_weakened(value, kind):
    assert value.as_kind(kind).kind.rank >= value.kind.rank


def test_units_that_differ_cannot_be_added():
    mass = Measured.one(1, "kt CO2e", ["epd"], Kind.OBSERVED)
    energy = Measured.one(1, "GWh", ["emsd"], Kind.OBSERVED)
    with pytest.raises(UnitError, match="GWh and kt CO2e"):
        mass + energy


def test_activity_times_factor():
    energy = Measured((10.0, None), "GWh", ("csd",), Kind.OBSERVED)
    factor = Measured.one(0.5, "kg CO2e/kWh", ["clp"], Kind.DERIVED)
    emissions = energy.times(factor, "kt CO2e")
    assert emissions.values == (5.0, None)
    assert emissions.unit == "kt CO2e" and emissions.kind is Kind.DERIVED and emissions.sources == ("clp", "csd")


def test_division_by_zero_has_no_value():
    one, zero = (Measured.one(value, "kt CO2e", ["epd"], Kind.OBSERVED) for value in (1, 0))
    assert one.over(zero, "1").value is None


def test_lengths_must_match():
    with pytest.raises(ValueError, match="lengths 2 and 3"):
        Measured((1, 2), "t", ("a",), Kind.OBSERVED) + Measured((1, 2, 3), "t", ("a",), Kind.OBSERVED)


def test_a_value_without_source_cannot_be_made():
    with pytest.raises(MissingSource):
        Measured((1.0,), "kt CO2e", (), Kind.OBSERVED)


def test_several_values_have_no_single_value():
    with pytest.raises(ValueError, match="one value expected, found 2"):
        _ = Measured((1, 2), "t", ("a",), Kind.OBSERVED).value


def test_weakest_kind():
    assert weakest(["observed", "estimated", "derived"]) is Kind.ESTIMATED
    with pytest.raises(ValueError):
        weakest([])
    with pytest.raises(ValueError, match="guessed"):
        weakest(["guessed"])


def test_part_of_an_answer_keeps_its_own_sources_and_kind():
    frame = pandas.DataFrame({
        "period": [2017, 2024], "value": [40700.0, float("nan")], "unit": "kt CO2e", "kind": ["observed", "derived"],
        "series_id": "inventory.emissions", "source_id": ["epd;emsd", "eeb"], "vintage": ["2019-07", "2026"]})
    answer = Answer(frame, "kt CO2e", Kind.DERIVED, ("inventory.emissions",), ("eeb", "emsd", "epd"), (), ())
    part = answer.measured(frame[frame["period"] == 2017])
    assert part == Measured((40700.0,), "kt CO2e", ("emsd", "epd"), Kind.OBSERVED, ("inventory.emissions",),
                            ("2019-07",))
    assert answer.measured().values == (40700.0, None)


def test_the_questions_behind_a_value_travel_with_it() -> None:
    one = Measured.one(1.0, "t", ["a"], Kind.OBSERVED, questions=("first",))
    other = Measured.one(2.0, "t", ["b"], Kind.OBSERVED, questions=("second",))
    assert (one + other).questions == ("first", "second") and one.scaled(2).questions == ("first",)
