"""Every internal rate of return is found, and only those: on published flows, and on flows made from their roots."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model.rate_of_return import internal_rates


@pytest.mark.parametrize(("flow", "rates"), [
    # numpy-financial 1.0.0, examples of irr.
    ([-100, 39, 59, 55, 20], [0.28095]), ([-100, 0, 0, 74], [-0.0955]), ([-100, 100, 0, -7], [-0.0833]),
    ([-100, 100, 0, 7], [0.06206]), ([-5, 10.5, 1, -8, 1], [0.0886]),
    # Microsoft, example of the IRR function: after five years and after four.
    ([-70000, 12000, 15000, 18000, 21000, 26000], [0.0866]), ([-70000, 12000, 15000, 18000, 21000], [-0.0212]),
    # Lorie and Savage, Three Problems in Rationing Capital, Journal of Business 28 (1955): a larger pump for a well.
    ([-1600, 10000, -10000], [0.25, 4.0]),
])
def test_published_rates_are_found(flow: list[float], rates: list[float]):
    found = internal_rates(np.array(flow))
    near = [min(found, key=lambda rate, aim=aim: abs(rate - aim)) for aim in rates]
    assert near == pytest.approx(rates, abs=6e-5)


def test_the_pump_has_two_rates_and_no_more():
    assert internal_rates(np.array([-1600, 10000, -10000])) == pytest.approx((0.25, 4.0), abs=1e-12)


def test_a_flow_without_a_rate_has_none():
    for flow in ([100, -120, 50], [1, 2, 3], [-1, -2], [0, 0], [5]):
        assert internal_rates(np.array(flow)) == ()


def test_a_rate_at_which_the_value_only_touches_zero_is_found_once():
    assert internal_rates(np.array([-1.0, 2.2, -1.21])) == pytest.approx((0.1,), abs=1e-7)


def test_years_without_money_at_either_end_change_nothing():
    assert internal_rates(np.array([0, 0, -100, 110, 0])) == pytest.approx((0.1,))


@given(st.lists(st.floats(-0.9, 3), min_size=1, max_size=5, unique=True).filter(
    lambda rates: all(abs(a - b) > 0.05 for a in rates for b in rates if a is not b)), st.booleans())
def test_all_rates_of_a_flow_made_from_its_rates_are_found(rates: list[float], is_borrower: bool):
    flow = np.array([1.0 if is_borrower else -1.0])
    for rate in rates:
        flow = np.convolve(flow, [1.0, -(1 + rate)])
    assert internal_rates(flow) == pytest.approx(tuple(sorted(rates)), abs=1e-5)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=41))
def test_at_each_rate_the_flow_is_worth_nothing(flow: list[int]):
    numbers = np.array(flow, dtype=float)
    for rate in internal_rates(numbers):
        age = np.arange(len(flow))
        factor = (1 + rate) ** (age if rate < 0 else -age) if rate >= 0 else (1 + rate) ** (age[-1] - age)
        assert abs((numbers * factor).sum()) <= 1e-8 * (np.abs(numbers) * factor).sum()


@given(st.floats(1, 1e9), st.lists(st.integers(0, 10**8), min_size=1, max_size=40).filter(any))
def test_a_cost_followed_by_benefits_has_exactly_one_rate(cost: float, benefits: list[float]):
    rates = internal_rates(np.array([-cost, *benefits]))
    assert len(rates) == 1
    assert abs(npf.npv(rates[0], [-cost, *benefits])) <= 1e-6 * cost


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30), st.floats(1e-3, 1e6))
def test_the_currency_does_not_matter(flow: list[int], scale: float):
    once, again = internal_rates(np.array(flow)), internal_rates(np.array(flow) * scale)
    assert len(once) == len(again) and once == pytest.approx(again, rel=1e-6, abs=1e-6)
