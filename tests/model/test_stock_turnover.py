from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.stock_turnover import aged, gone_by, sales_share, survival, turn_over

AGES = np.arange(60) * 0.5
# A busy machine is no failure.
unhurried = settings(deadline=None)
lifetimes, shapes = st.floats(2, 40), st.floats(0.8, 8)
cars = st.lists(st.floats(0, 1e5), min_size=60, max_size=60).map(np.array)
sales = st.lists(st.floats(0, 1e5), min_size=1, max_size=80).map(np.array)
shares = st.floats(0.01, 0.99)


@unhurried
@given(lifetimes, shapes)
def test_everybody_survives_at_first_and_nobody_comes_back(lifetime, shape):
    alive = survival(AGES, lifetime, shape)
    assert alive[0] == 1
    assert (np.diff(alive) <= 0).all() and (alive >= 0).all()


@unhurried
@given(st.floats(5, 30), st.floats(1, 6))
def test_the_area_under_the_curve_is_the_mean_lifetime(lifetime, shape):
    ages = np.linspace(0, 40 * lifetime, 20_001)
    assert np.trapezoid(survival(ages, lifetime, shape), ages) == pytest.approx(lifetime, rel=1e-3)


def test_shape_one_is_exponential_decay():
    assert survival([0, 5, 10], 10, 1) == pytest.approx([1, exp(-0.5), exp(-1)])


@pytest.mark.parametrize(("ages", "lifetime", "shape"), [([1], 0, 3), ([1], 10, 0), ([-1], 10, 3)])
def test_survival_refuses_what_has_no_meaning(ages, lifetime, shape):
    with pytest.raises(ValueError):
        survival(ages, lifetime, shape)


@unhurried
@given(cars, sales, lifetimes, shapes)
def test_no_car_is_made_or_lost_unseen(stock, new, lifetime, shape):
    after = turn_over(stock, new, survival(AGES, lifetime, shape))
    assert (after.stock >= -1e-6).all()
    assert (after.scrapped >= -1e-6 * (1 + after.stock[:-1])).all()
    assert np.diff(after.stock) == pytest.approx(new - after.scrapped, abs=1e-4)
    assert after.stock[0] == pytest.approx(stock.sum())


@unhurried
@given(cars, sales, lifetimes, shapes, st.floats(0, 1), st.floats(0, 1))
def test_more_electric_sales_never_leave_more_fossil_cars(stock, new, lifetime, shape, first, second):
    alive = survival(AGES, lifetime, shape)
    low, high = sorted((first, second))
    few, many = (turn_over(stock, new * (1 - share), alive).stock for share in (high, low))
    assert (few <= many + 1e-6).all()


@unhurried
@given(cars, sales, shapes, lifetimes, lifetimes)
def test_fleets_of_one_kind_add_up(stock, new, shape, lifetime, other):
    alive = survival(AGES, lifetime, shape)
    whole = turn_over(stock, new, alive).stock
    half = turn_over(stock / 2, new / 2, alive).stock
    assert whole == pytest.approx(2 * half, rel=1e-9, abs=1e-6)


def test_a_cohort_follows_its_curve_and_a_steady_fleet_stays():
    alive = survival(AGES, 10, 3)
    cohort = np.zeros(60)
    cohort[0] = 1000
    assert turn_over(cohort, np.zeros(20), alive).stock == pytest.approx(1000 * alive[:21])
    steady = turn_over(50 * alive, np.full(30, 50.0), alive)
    assert steady.stock == pytest.approx(np.full(31, (50 * alive).sum()), rel=1e-6)


@unhurried
@given(shares, shares, st.floats(1, 30))
def test_the_share_runs_from_start_to_end_and_then_is_whole(start, last, length):
    years = np.linspace(2020, 2020 + 2 * length, 50)
    curve = sales_share(years, 2020, start, 2020 + length, last)
    assert curve[0] == pytest.approx(start)
    assert (curve[years >= 2020 + length] == 1).all()
    before = curve[years < 2020 + length]
    assert (np.diff(before) * (last - start) >= -1e-12).all()
    assert ((before >= min(start, last) - 1e-9) & (before <= max(start, last) + 1e-9)).all()


def test_the_share_half_way_between_mirror_shares_is_a_half():
    curve = sales_share([2025, 2030, 2034.999, 2035], 2025, 0.1, 2035, 0.9)
    assert curve == pytest.approx([0.1, 0.5, 0.9, 1], abs=1e-3)
    assert sales_share([2020], 2025, 0.1, 2035, 0.9) == pytest.approx([0.1])


@pytest.mark.parametrize(("start", "last", "end"), [(-0.1, 0.9, 2035), (0.5, 1.1, 2035), (0.5, 0.9, 2020)])
def test_the_share_refuses_what_has_no_meaning(start, last, end):
    with pytest.raises(ValueError):
        sales_share([2030], 2025, start, end, last)


@unhurried
@given(cars.filter(lambda item: item.sum() > 1), lifetimes, st.floats(1, 1e6))
def test_ages_add_to_the_stock_observed(registered, lifetime, stock):
    alive = survival(AGES, lifetime, 2)
    by_age, fit = aged(registered, alive, stock)
    assert by_age.sum() == pytest.approx(stock)
    assert fit == pytest.approx((registered * alive).sum() / stock)


def test_ages_need_somebody():
    with pytest.raises(ValueError):
        aged(np.zeros(60), survival(AGES, 10, 2), 100)


def test_gone_means_gone_for_good():
    years = [2030, 2031, 2032, 2033]
    assert gone_by(years, [10, 1, 10, 1], 2) == 2033
    assert gone_by(years, [10, 2, 1, 0], 2) == 2031
    assert gone_by(years, [10, 9, 8, 7], 2) is None
