from __future__ import annotations

from itertools import pairwise
from math import log, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.model.decomposition import electricity, kaya, lmdi, logarithmic_mean, years_of

# Factors as they come: zero for a fuel not burnt, otherwise of any size.
values = st.one_of(st.just(0.0), st.floats(1e-3, 1e3))
NAMES = ("demand", "mix", "intensity")


@st.composite
def two_years(draw, value=values):
    categories = [f"fuel_{number}" for number in range(draw(st.integers(1, 4)))]
    return tuple({category: {name: draw(value) for name in NAMES} for category in categories} for _ in range(2))


def total(side) -> float:
    return sum(prod(row.values()) for row in side.values())


def close(one, other, size) -> bool:
    return one == pytest.approx(other, abs=1e-9 * max(size, 1.0))


@given(two_years())
def test_effects_close_exactly(years):
    before, after = years
    assert close(sum(lmdi(before, after).values()), total(after) - total(before), total(before) + total(after))


@given(two_years())
def test_no_change_has_no_effect(years):
    before, _ = years
    assert set(lmdi(before, before).values()) == {0.0}


@given(two_years())
def test_backwards_is_the_opposite(years):
    before, after = years
    forth, back = lmdi(before, after), lmdi(after, before)
    assert all(close(forth[name], -back[name], total(before) + total(after)) for name in NAMES)


@given(two_years(), st.permutations(NAMES), st.randoms())
def test_order_of_factors_and_categories_does_not_matter(years, names, random):
    categories = list(years[0])
    random.shuffle(categories)
    shuffled = [{category: {name: side[category][name] for name in names} for category in categories} for side in years]
    plain, other = lmdi(*years), lmdi(*shuffled)
    assert all(close(plain[name], other[name], total(years[0]) + total(years[1])) for name in NAMES)


@given(two_years(st.floats(0.01, 100.0)), st.floats(0.5, 2.0))
def test_a_single_factor_that_moves_has_the_whole_effect(years, growth):
    before, _ = years
    after = {category: {**row, "demand": row["demand"] * growth} for category, row in before.items()}
    effects = lmdi(before, after)
    assert close(effects["demand"], total(after) - total(before), total(before))
    assert effects["mix"] == 0.0 and effects["intensity"] == 0.0


@given(st.floats(0.1, 100.0), st.floats(0.1, 100.0), st.floats(0.1, 100.0), st.floats(0.1, 100.0))
def test_zero_is_the_limit_of_small(one, other, third, fourth):
    """The analytical limit is what a very small number in place of the zero comes close to."""
    after = {"gas": {"demand": one, "mix": other}}
    small = lmdi({"gas": {"demand": third, "mix": 1e-300}}, after)
    zero = lmdi({"gas": {"demand": third, "mix": 0.0}}, after)
    assert zero == {"demand": 0.0, "mix": pytest.approx(one * other)}
    assert small["mix"] == pytest.approx(zero["mix"], rel=0.05)
    assert lmdi({"gas": {"demand": 0.0, "mix": 0.0}}, after) == {
        "demand": pytest.approx(one * other / 2), "mix": pytest.approx(one * other / 2)}
    swapped = lmdi({"gas": {"demand": 0.0, "mix": fourth}}, {"gas": {"demand": one, "mix": 0.0}})
    assert swapped == {"demand": 0.0, "mix": 0.0}


def test_hand_worked():
    # V from 2 × 3 = 6 to 4 × 3 = 12: L = 6 / ln 2, and only the first factor moved.
    assert logarithmic_mean(12.0, 6.0) == pytest.approx(6 / log(2))
    assert lmdi({"all": {"a": 2.0, "b": 3.0}}, {"all": {"a": 4.0, "b": 3.0}}) == {"a": pytest.approx(6.0), "b": 0.0}
    assert logarithmic_mean(5.0, 5.0) == 5.0 and logarithmic_mean(0.0, 5.0) == 0.0


@pytest.mark.parametrize(("before", "after", "message"), [
    ({"a": {"x": 1.0}}, {"b": {"x": 1.0}}, "same categories"), ({}, {}, "same categories"),
    ({"a": {"x": 1.0}}, {"a": {"y": 1.0}}, "same factors"), ({"a": {}}, {"a": {}}, "same factors"),
    ({"a": {"x": -1.0}}, {"a": {"x": 1.0}}, "negative factor"),
])
def test_what_cannot_be_decomposed_is_said(before, after, message):
    with pytest.raises(ValueError, match=message):
        lmdi(before, after)


def test_the_citys_emissions(store):
    answer = store.ask("kaya_factors")
    assert years_of(answer) == tuple(range(2010, 2021))
    found = kaya(answer, 2010, 2020)
    # EPD, July 2019: 40.8 Mt in 2010; Environment Bureau, June 2022: 33.8 Mt in 2020
    assert found.start.value == pytest.approx(40.8) and found.end.value == pytest.approx(33.8)
    assert sum(effect.amount.value for effect in found.effects) == pytest.approx(-7.0, abs=1e-9)
    assert found.effects[0].factor == "population" and found.effects[0].amount.value > 0
    assert found.start.kind is Kind.DERIVED
    with pytest.raises(LookupError, match="of 2024 was published"):
        kaya(answer, 2010, 2024)


def test_the_emissions_of_electricity_close_in_every_pair_of_years(store):
    answer, account = store.ask("electricity_factors"), store.ask("electricity_emissions").frame
    sums = account.groupby("period")["value"].sum() / 1e3
    assert years_of(answer) == tuple(range(2000, 2025))
    for first, last in (*pairwise(years_of(answer)), (2014, 2024)):
        found = electricity(answer, first, last)
        assert found.start.value == pytest.approx(sums[first]) and found.end.value == pytest.approx(sums[last])
        change = found.end.value - found.start.value
        assert sum(effect.amount.value for effect in found.effects) == pytest.approx(change, abs=1e-9)
