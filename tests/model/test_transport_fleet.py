"""The fleet: no vehicle lost or made unseen, shares that add up, and the published vehicles in the base year."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hkzero.model.activity import activity
from hkzero.model.stock_turnover import turn_over
from hkzero.model.transport_fleet import CLASSES, carried, registrations, remaining, run_fleet, survival

unhurried = settings(deadline=None, max_examples=50)
YEARS = 12
flows = arrays(float, (2, 3, YEARS), elements=st.floats(0, 1e5))
lifetimes = st.floats(3, 25)


def alive(lifetime: float, draws: int = 1) -> np.ndarray:
    ages = np.arange(YEARS + 45)
    return np.exp(-((ages / lifetime) ** 3.0)) * np.ones((draws, 3, 1))


@unhurried
@given(flows, lifetimes)
def test_a_stock_is_the_sum_of_its_survivors(entering, lifetime):
    curve = alive(lifetime)
    by_hand = sum(entering[..., then, None] * np.pad(curve[..., :YEARS - then], ((0, 0), (0, 0), (then, 0)))
                  for then in range(YEARS))
    assert carried(entering, curve) == pytest.approx(by_hand)
    assert carried(entering, alive(lifetime, 2)) == pytest.approx(by_hand)
    assert carried(entering[:1], curve) == pytest.approx(by_hand[:1])


@unhurried
@given(arrays(float, (2, 3, YEARS), elements=st.floats(0, 1e6)), lifetimes, st.floats(0, 1e6))
def test_registrations_reach_the_stock_wanted_and_never_go_below_nothing(wanted, lifetime, first):
    curve = alive(lifetime)
    old = first * remaining(curve, YEARS)
    entering, stock = registrations(wanted, old, curve)
    assert (entering >= 0).all() and (entering[..., 0] == 0).all()
    assert stock == pytest.approx(old + carried(entering, curve), abs=1e-3)
    short = stock[..., 1:] < wanted[..., 1:] - 1e-3
    assert not short.any()
    above = stock[..., 1:] > wanted[..., 1:] + 1e-3
    assert (entering[..., 1:][above] == 0).all()


@unhurried
@given(st.floats(4, 20), st.integers(0, 1_000))
def test_the_cohort_model_is_that_of_stock_turnover(lifetime, seed):
    random = np.random.default_rng(seed)
    curve = np.exp(-((np.arange(60) / lifetime) ** 3.0))
    by_age, new = random.random(40) * 1e4, random.random(15) * 1e4
    reference = turn_over(by_age, new, np.where(np.arange(40) < 39, curve[:40], curve[39]))
    left = remaining(curve[None, None, :], 16, by_age[:20] / curve[:20])[0, 0] * by_age[:20].sum()
    entering = np.concatenate([[0], new])[None, None, :]
    found = left + carried(entering, curve[None, None, :])[0, 0]
    only_young = turn_over(np.where(np.arange(40) < 20, by_age, 0), new, curve[:40])
    assert found == pytest.approx(only_young.stock, rel=1e-6)
    assert reference.stock[0] == pytest.approx(by_age.sum())


def test_survival_falls_from_one(make_inputs):
    curve = survival(make_inputs())
    assert (curve[..., 0] == 1).all() and (np.diff(curve) <= 0).all() and (curve >= 0).all()


def test_the_base_year_has_the_vehicles_published(engine_base):
    stock = dict(zip(CLASSES, engine_base.fleet.stock, strict=True))
    assert (stock["private_car"], stock["taxi"], stock["motorcycle"]) == (631_116, 18_163, 93_578)
    assert engine_base.fleet.electric[0] == pytest.approx(109_657)
    assert engine_base.fleet.fuel_year == 2020
    # Cars burn less than in 2020 because fewer of them burn anything.
    assert engine_base.fleet.fuel_tj[0] < 21_922 and engine_base.fleet.fuel_tj[3] == pytest.approx(12_358)


@pytest.fixture
def run(engine_base, make_inputs, set_levers):
    def run_with(assumed: dict | None = None, **levers: float):
        inputs = make_inputs(set_levers(**levers), **(assumed or {}))
        return run_fleet(inputs, activity(inputs, engine_base.drivers), engine_base.fleet)

    return run_with


def test_electricity_of_the_base_year_is_what_was_delivered(run, engine_base):
    assert run().total_gwh[0, 0] == pytest.approx(engine_base.fleet.electricity_gwh)
    assert run({"tr_electric_energy_ratio_light": 0.3}).total_gwh[0, 0] == pytest.approx(
        engine_base.fleet.electricity_gwh)


def test_all_electric_cars_leave_no_petrol_in_the_end(run):
    fleet = run(t_electric_cars=100)
    assert fleet.fuel_tj[0, 0, -1] < 0.01 * fleet.fuel_tj[0, 0, 0]
    assert fleet.electric[0, 0, -1] == pytest.approx(fleet.stock[0, 0, -1], rel=0.01)


def test_where_shares_are_above_the_whole_batteries_come_first(run):
    bus = CLASSES.index("bus")
    both, battery, shared = (run(t_electric_buses=100, t_hydrogen_buses=100), run(t_electric_buses=100),
                             run(t_electric_buses=70, t_hydrogen_buses=60))
    assert both.electric[0, bus] == pytest.approx(battery.electric[0, bus])
    assert both.hydrogen_registered[0, bus, 12:] == pytest.approx(0, abs=1e-6)
    assert shared.hydrogen_registered[0, bus, -1] == pytest.approx(0.3 * shared.registered[0, bus, -1])
    for fleet in (both, battery, shared):
        assert (fleet.electric + fleet.hydrogen <= fleet.stock * (1 + 1e-9)).all()


def test_fewer_cars_come_by_scrapping_and_not_at_once(run):
    plain, fewer = run(), run(t_car_ownership=-40)
    car = CLASSES.index("private_car")
    assert fewer.stock[0, car, -1] == pytest.approx(0.6 * plain.stock[0, car, -1], rel=0.01)
    assert (fewer.registered >= 0).all()


def test_a_mode_shift_moves_cars_and_taxis_and_feeds_the_railway(run):
    plain, moved = run(), run(t_mode_shift=20)
    change = moved.fuel_tj[0, :, -1] / plain.fuel_tj[0, :, -1]
    assert change == pytest.approx([0.8, 1, 0.8, 1, 1, 1, 1])
    assert moved.rail_gwh[0, -1] > plain.rail_gwh[0, -1]


def test_efficiency_reaches_new_vehicles_first(run):
    plain, frugal = run(), run(t_fossil_efficiency=26)
    ratio = (frugal.fuel_tj / plain.fuel_tj)[0, 0]
    assert ratio[2] == pytest.approx(1) and (np.diff(ratio) <= 1e-12).all()
    assert ratio[-1] == pytest.approx(0.74, abs=0.01)


def test_vessels_trade_fuel_for_electricity(run):
    plain, moved = run(), run({"tr_electric_vessel_ratio": 0.5}, t_electric_ferries=100, t_shore_power=100)
    replaced = plain.marine_tj - moved.marine_tj
    assert replaced[0, -1] > 0.5 * plain.marine_tj[0, -1]
    assert moved.vessel_gwh * 3.6 == pytest.approx(replaced * 0.5)
