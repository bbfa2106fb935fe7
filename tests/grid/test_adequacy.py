"""Shortages by chance: held against published indices, against convolution, and against cases worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.grid import adequacy
from hkzero.grid.case import Case, Curtailable, ShiftableLoad, Storage, Unit
from hkzero.grid.outages import TooManyTables, expected_shortage, number_out, outage_table
from tests import reliability_test_system as published

DAY = 24
BATTERY = Storage("battery", "clp", 100.0, 200.0, 0.9, 0.9)


def unit(capacity: float = 100.0, number: int = 1, rate: float = 0.1, **fields) -> Unit:
    return Unit("unit", "clp", "any", number, capacity, 0.0, 0.0, forced_outage_rate=rate, **fields)


def steady(load: list[float], capacity: float, **fields) -> Case:
    """A system without chance: units that never fail."""
    return Case(published.year_of(np.array(load)), (unit(capacity, rate=0.0),), **fields)


def flexible(case: Case) -> adequacy.Adequacy:
    return adequacy.compare(case, years=2).with_flexibility


def test_exact_indices_are_those_published() -> None:
    found = adequacy.expected(published.case())
    assert found.loss_of_load_hours == pytest.approx(published.LOSS_OF_LOAD_HOURS, abs=5e-6)
    assert found.unserved_mwh == pytest.approx(published.UNSERVED_MWH, abs=0.5)
    peaks = published.load_mw().reshape(-1, DAY).max(axis=1)
    days, _ = expected_shortage(peaks, published.units())
    assert days.sum() == pytest.approx(published.LOSS_OF_LOAD_DAYS_OF_PEAKS, abs=5e-6)


def test_years_played_through_agree_with_the_exact_indices() -> None:
    found = adequacy.compare(published.case(), years=2000, seed=2)
    for mean, error, exact in (
        (found.without.loss_of_load_hours, found.without.loss_of_load_hours_error, found.exact.loss_of_load_hours),
        (found.without.unserved_mwh, found.without.unserved_mwh_error, found.exact.unserved_mwh),
    ):
        assert 0 < error < 0.08 * exact
        assert abs(mean - exact) < 3.5 * error
    assert found.without.unserved_mw.sum() == pytest.approx(found.without.unserved_mwh)
    assert found.with_flexibility.loss_of_load_hours == found.without.loss_of_load_hours


def test_the_capacity_needed_brings_shortages_to_the_standard() -> None:
    case = published.case()
    found = adequacy.compare(case, years=500)
    helped = replace(case, units=(*case.units, unit(found.capacity_needed_mw + 1e-3, rate=0.0)))
    days = adequacy.compare(helped, years=500).without.loss_of_load_days
    assert found.without.loss_of_load_days > 1 and days == pytest.approx(adequacy.STANDARD_DAYS, abs=0.005)


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(1, 60), st.floats(0, 0.5)), min_size=1, max_size=3),
       st.floats(0, 200))
@settings(max_examples=60, deadline=None)
def test_the_table_agrees_with_every_combination(blocks, load) -> None:
    """Whole numbers of MW: every state of every unit, one by one."""
    units = [unit(number * round(each), number, rate) for number, each, rate in blocks]
    states = [(one.capacity_mw / one.n_units, one.forced_outage_rate) for one in units for _ in range(one.n_units)]
    chance = energy = 0.0
    for out in product((0, 1), repeat=len(states)):
        weight = np.prod([rate if down else 1 - rate for down, (_, rate) in zip(out, states, strict=True)])
        lacking = load - sum(each for down, (each, _) in zip(out, states, strict=True) if not down)
        if lacking > 1e-9:
            chance, energy = chance + weight, energy + weight * lacking
    probability, unserved = expected_shortage(np.array([load]), units)
    assert outage_table(units).probability.sum() == pytest.approx(1)
    assert unserved[0] == pytest.approx(energy, abs=1e-7)
    if abs(load - round(load)) > 1e-6:  # on the edge of a step, dust decides
        assert probability[0] == pytest.approx(chance, abs=1e-9)


def test_a_capacity_between_two_steps_keeps_its_mean() -> None:
    table = outage_table([unit(2.5, rate=0.4)])
    assert table.probability @ np.arange(len(table.probability)) == pytest.approx(1.0)


def test_a_unit_whose_capacity_changes_by_the_hour_fails_like_any_other() -> None:
    load = np.full(2 * DAY, 90.0)
    share = np.repeat([1.0, 0.8], DAY)
    units = (unit(100.0, number=2, rate=0.1), unit(50.0, rate=0.2, availability=share))
    by_hour = [expected_shortage(load[:1], (units[0], unit(50.0 * part, rate=0.2))) for part in (1.0, 0.8)]
    probability, unserved = expected_shortage(load, units)
    for place, (chance, power) in zip((0, DAY), by_hour, strict=True):
        assert (probability[place], unserved[place]) == pytest.approx((chance[0], power[0]))
    found = adequacy.compare(Case(published.year_of(load), units), years=4000).without
    assert abs(found.loss_of_load_hours - probability.sum()) < 4 * found.loss_of_load_hours_error


def test_availability_that_changes_too_often_has_no_exact_figures() -> None:
    share = np.linspace(0.5, 1.0, 480)
    case = Case(published.year_of(np.ones(480)), (unit(10.0, number=5, availability=share),))
    with pytest.raises(TooManyTables, match="480 different"):
        adequacy.expected(case)
    assert adequacy.compare(case, years=2).exact is None


@pytest.mark.parametrize(("rate", "repair"), [(0.02, 60.0), (0.12, 150.0), (0.5, 2.0)])
def test_units_are_out_as_long_and_as_often_as_they_are_said_to(rate, repair) -> None:
    hours = 400_000
    changes = number_out(5, rate, repair, hours, np.random.default_rng(3))
    out = np.cumsum(changes[:-1])
    assert out.min() >= 0 and out.max() <= 5
    assert out.mean() / 5 == pytest.approx(rate, rel=0.08)
    failures = number_out(1, rate, repair, 5 * hours, np.random.default_rng(3))
    durations = np.cumsum(failures[:-1]).sum() / (failures[:-1] > 0).sum()
    assert durations == pytest.approx(repair, rel=0.1)


def test_a_battery_fills_a_shortage_as_far_as_it_lasts() -> None:
    load = [100.0] * 10 + [150.0] * 6 + [100.0] * 8
    assert flexible(steady(load, 100.0)).unserved_mwh == pytest.approx(300)
    helped = flexible(steady(load, 100.0, storages=(BATTERY,)))
    assert helped.unserved_mwh == pytest.approx(300 - 200 * 0.9)
    assert helped.loss_of_load_hours == 3  # 50 MW for three hours and a part of the fourth


def test_a_battery_charges_from_surplus_alone() -> None:
    load = [150.0] * 4 + [90.0] * 10 + [150.0] * 4 + [100.0] * 6
    found = flexible(steady(load, 100.0, storages=(BATTERY,)))
    # 180 MWh at first; ten hours of 10 MW bring 90 MWh in, of which 81 come out.
    assert found.unserved_mwh == pytest.approx(400 - 180 - 81)


def test_a_battery_keeps_its_least_charge_and_loses_by_standing() -> None:
    load = [100.0] * 10 + [150.0] * 6 + [100.0] * 8
    kept = flexible(steady(load, 100.0, storages=(replace(BATTERY, least_charge=0.5),)))
    assert kept.unserved_mwh == pytest.approx(300 - 100 * 0.9)
    leaky = flexible(steady(load, 100.0, storages=(replace(BATTERY, loss_per_hour=0.05),)))
    assert 300 - 180 < leaky.unserved_mwh < 300 - 150


def test_load_is_shifted_within_its_day_into_surplus() -> None:
    load = [90.0] * 12 + [120.0] * 2 + [90.0] * 10 + [120.0] * DAY
    moved = ShiftableLoad("vehicles", "clp", np.full(2 * DAY, 15.0), np.full(2 * DAY, 25.0))
    found = flexible(steady(load, 100.0, shiftable=(moved,)))
    # Of 20 MW for two hours, 15 move; on the second day there is no surplus to move to.
    assert found.unserved_mwh == pytest.approx(2 * 5 + 20 * DAY)
    both = flexible(steady(load, 100.0, shiftable=(replace(moved, back_mw=np.full(2 * DAY, 5.0),
                                                           round_trip_efficiency=0.8),)))
    assert both.unserved_mwh == pytest.approx(20 * DAY)
    assert both.loss_of_load_hours == DAY and both.loss_of_load_days == 1


def test_response_is_used_up() -> None:
    load = [120.0] * DAY
    response = Curtailable("response", "clp", np.full(DAY, 10.0), 3000.0, 4.0)
    assert flexible(steady(load, 100.0, curtailable=(response,))).unserved_mwh == pytest.approx(20 * DAY - 40)


def test_a_zone_helps_the_other_up_to_the_limit() -> None:
    load = np.full(DAY, 200.0)
    units = (unit(180.0, rate=0.0), replace(unit(60.0, rate=0.0), zone="hk_electric"))
    year = published.year_of(load, {"clp": 0.5, "hk_electric": 0.5})
    found = {limit: adequacy.compare(Case(year, units, interconnection_mw=limit), years=2) for limit in (0.0, 30.0)}
    assert found[0.0].without.unserved_mwh == pytest.approx(40 * DAY)
    assert found[30.0].without.unserved_mwh == pytest.approx(10 * DAY)
    assert found[0.0].exact is None
    assert adequacy.compare(Case(year, units), years=2).without.unserved_mwh == 0


def test_the_same_seed_gives_the_same_and_progress_is_told() -> None:
    case, told = published.case(), []
    first = adequacy.compare(case, years=120, seed=7, progress=told.append)
    again, other = (adequacy.compare(case, years=120, seed=seed) for seed in (7, 8))
    assert first.without.unserved_mwh == again.without.unserved_mwh != other.without.unserved_mwh
    assert told[-1] == 1 and told == sorted(told) and len(told) == 3


def test_nothing_is_short_where_everything_runs() -> None:
    found = adequacy.compare(steady([100.0] * DAY, 100.0), years=3)
    assert found.without.years_with_shortage == 0 and found.without.worst_shortage_mw == 0
    assert found.exact.loss_of_load_hours == 0 and found.capacity_needed_mw == pytest.approx(0)


@given(st.integers(0, 10_000), st.floats(0, 300), st.floats(0, 200), st.floats(0, 0.3), st.floats(0, 20))
@settings(max_examples=25, deadline=None)
def test_flexibility_never_makes_it_worse(seed, energy, moved, outage, hours) -> None:
    random = np.random.default_rng(seed)
    load = random.uniform(50, 320, 7 * DAY)
    planned = random.uniform(0, moved, 7 * DAY)
    case = Case(published.year_of(load), (unit(300.0, number=3, rate=0.1, repair_hours=20.0),),
                (replace(BATTERY, energy_mwh=energy, forced_outage_rate=outage),),
                (ShiftableLoad("load", "clp", planned, planned + 50, back_mw=planned / 4, round_trip_efficiency=0.8),),
                (Curtailable("response", "clp", np.full(7 * DAY, 20.0), 3000.0, hours),))
    found = adequacy.compare(case, years=20, seed=seed)
    assert found.with_flexibility.unserved_mwh <= found.without.unserved_mwh + 1e-6
    assert found.with_flexibility.worst_shortage_mw <= found.without.worst_shortage_mw + 1e-6
    assert found.with_flexibility.loss_of_load_hours <= found.without.loss_of_load_hours


@pytest.mark.parametrize(("change", "words"), [
    ({"forced_outage_rate": 1.0}, "forced outage rate"), ({"forced_outage_rate": -0.1}, "forced outage rate"),
    ({"repair_hours": 0.5}, "repaired"), ({"n_units": 0}, "block of 0"),
])
def test_what_makes_no_sense_is_refused(change, words) -> None:
    case = Case(published.year_of(np.ones(DAY)), (replace(unit(), **change),))
    with pytest.raises(ValueError, match=words):
        adequacy.compare(case, years=2)


def test_years_and_days_must_be_whole() -> None:
    for years in (0, adequacy.MOST_YEARS + 1):
        with pytest.raises(ValueError, match="years to play"):
            adequacy.compare(published.case(), years=years)
    with pytest.raises(ValueError, match="whole days"):
        adequacy.compare(steady([1.0] * 30, 2.0), years=2)
    with pytest.raises(ValueError, match="battery: a forced"):
        adequacy.compare(steady([1.0] * DAY, 2.0, storages=(replace(BATTERY, forced_outage_rate=1.0),)), years=2)
