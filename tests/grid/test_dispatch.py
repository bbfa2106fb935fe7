"""The dispatch: an independent formulation of a small case, balances, bounds, what storage may do, clear refusals.

All figures are synthetic.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hkzero.grid import dispatch
from hkzero.grid.case import HOURS, Curtailable, Objective, ShiftableLoad, Storage, Unit
from hkzero.grid.formulation import available, objective_cost
from tests import synthetic_grid as synthetic

DAY = 70 + 45 * np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
BATTERY = Storage("battery", "clp", 30.0, 90.0, 0.95, 0.9, loss_per_hour=0.001, wear_hkd_per_mwh=5.0)
HOURS_48 = np.arange(48)
WEIGHTS_48 = np.full(48, HOURS / 48)


def independent_optimum(case, hours, weights) -> float:
    """Return the optimum of a one-stretch case without shifted load, written anew as matrices for SciPy."""
    n, units, stores = hours.size, case.units, case.storages
    names = [f"unit {u.unit_id}" for u in units] + ["unserved"]
    names += [f"{what} {s.storage_id}" for s in stores for what in ("in", "out", "level")]
    running = {u.unit_id: -(-n // u.commitment_hours) for u in units if u.minimum_load > 0}
    start = {name: n * place for place, name in enumerate(names)}
    total = n * len(names)
    for name, count in running.items():
        start[f"running {name}"], total = total, total + count
    cost, top = np.zeros(total), np.full(total, np.inf)
    equal, equal_to, below, below_to = [], [], [], []
    row = np.zeros(total)
    for hour in range(n):
        balance = row.copy()
        for unit in units:
            at = start[f"unit {unit.unit_id}"] + hour
            most = available(unit, hours)[hour]
            cost[at], top[at], balance[at] = weights[hour] * objective_cost(case, unit), most, 1
            if unit.unit_id in running:
                on = start[f"running {unit.unit_id}"] + hour // unit.commitment_hours
                top[on] = unit.capacity_mw
                share = most / unit.capacity_mw
                upper, lower = row.copy(), row.copy()
                upper[at], upper[on], lower[at], lower[on] = 1, -share, -1, share * unit.minimum_load
                below += [upper, lower]
                below_to += [0, 0]
        at = start["unserved"] + hour
        cost[at], balance[at] = weights[hour] * case.unserved_hkd_per_mwh, 1
        for store in stores:
            into, out, level = (start[f"{what} {store.storage_id}"] for what in ("in", "out", "level"))
            top[into + hour] = top[out + hour] = store.power_mw
            top[level + hour] = store.energy_mwh * (1 - store.least_charge)
            cost[out + hour] = weights[hour] * store.wear_hkd_per_mwh
            balance[into + hour], balance[out + hour] = -1, 1
            step = row.copy()
            step[level + hour] = 1
            step[level + (hour - 1) % n] -= 1 - store.loss_per_hour
            step[into + hour], step[out + hour] = -store.store_efficiency, 1 / store.dispatch_efficiency
            equal.append(step)
            equal_to.append(0)
        equal.append(balance)
        equal_to.append(case.year.load_mw[hours[hour]])
    for unit in units:
        if unit.energy_gwh is not None:
            limit = row.copy()
            limit[start[f"unit {unit.unit_id}"]:start[f"unit {unit.unit_id}"] + n] = weights
            below.append(limit)
            below_to.append(unit.energy_gwh * 1e3)
    found = linprog(cost, below, below_to, equal, equal_to, list(zip(np.zeros(total), top, strict=True)))
    assert found.success
    return found.fun


@pytest.mark.parametrize("stores", [(), (BATTERY,), (replace(BATTERY, least_charge=0.1),)])
@pytest.mark.parametrize("objective", list(Objective))
def test_an_independent_formulation_has_the_same_optimum(stores, objective) -> None:
    case = synthetic.small_case(DAY, stores, objective=objective, carbon_price_hkd_per_tonne=50.0)
    found = dispatch.solve(case, HOURS_48, WEIGHTS_48)
    assert found.objective_hkd == pytest.approx(independent_optimum(case, HOURS_48, WEIGHTS_48), rel=1e-6)


@pytest.fixture(scope="module")
def flexible() -> dispatch.Dispatch:
    """Return a dispatch in two zones with every kind of flexibility, over two stretches of different weights."""
    vehicles = np.where(np.arange(HOURS) % 24 >= 19, 12.0, 1.0)
    case = synthetic.small_case(
        DAY, (replace(BATTERY, least_charge=0.1),), interconnection_mw=25.0,
        shiftable=(ShiftableLoad("cars", "clp", vehicles, np.full(HOURS, 15.0), np.full(HOURS, 4.0), 0.8, 20.0),),
        curtailable=(Curtailable("response", "hk_electric", np.full(HOURS, 5.0), 1_500.0, 80.0),))
    hours = np.concatenate([np.arange(48), np.arange(96) + 4800])
    return dispatch.solve(case, hours, np.repeat([30.0, HOURS / 96 - 15.0], [48, 96]))


def test_every_hour_balances(flexible) -> None:
    assert np.abs(dispatch.balance_error_mw(flexible)).max() < 1e-6
    assert np.abs(flexible.flow_mw).max() <= 25 + 1e-6


def test_the_state_of_charge_is_kept_within_bounds_and_from_stretch_to_stretch(flexible) -> None:
    level = flexible.state_of_charge_mwh["battery"]
    assert 9 - 1e-6 <= level.min() and level.max() <= 90 + 1e-6
    assert level[47] == pytest.approx(level[-1], abs=1e-6)
    before = np.roll(level, 1) - 9
    before[48], before[0] = level[47] - 9, level[-1] - 9
    kept = before * (1 - 0.001) + flexible.charge_mw["battery"] * 0.95 - flexible.discharge_mw["battery"] / 0.9
    assert level - 9 == pytest.approx(kept, abs=1e-6)


def test_shifted_load_takes_the_same_energy_each_day_and_what_was_given_back(flexible) -> None:
    moved, back = flexible.moved_mw["cars"].reshape(-1, 24), flexible.given_back_mw["cars"].reshape(-1, 24)
    assert moved.sum(1) == pytest.approx(back.sum(1) / 0.8, abs=1e-6)
    planned = flexible.case.shiftable[0].planned_mw[flexible.hours]
    assert (planned + flexible.moved_mw["cars"]).min() > -1e-6
    assert (planned + flexible.moved_mw["cars"]).max() < 15 + 1e-6


def test_response_is_called_no_more_than_agreed(flexible) -> None:
    assert flexible.response_mw["response"] @ flexible.weights <= 80 * 5 + 1e-6


def test_costs_and_emissions_are_those_of_what_runs(flexible) -> None:
    energy = flexible.energy_gwh
    assert flexible.cost_hkd["gas"] == pytest.approx(energy["gas"] * 1e3 * 500)
    assert flexible.emissions_tonnes["coal"] == pytest.approx(energy["coal"] * 900)
    assert set(flexible.marginal_unit) <= {"coal", "gas", "turbine", "storage", "curtailment", "unserved"}


def test_without_coal_or_sun_the_price_is_that_of_the_unit_at_the_margin() -> None:
    case = synthetic.small_case(np.full(24, 50.0))
    case = replace(case, units=(Unit("gas", "clp", "natural_gas", 1, 80.0, 500.0, 400.0),))
    found = dispatch.solve(case, HOURS_48, WEIGHTS_48)
    assert found.price_hkd_per_mwh == pytest.approx(500)
    assert found.intensity_kg_per_kwh == pytest.approx(0.4)
    assert set(found.marginal_unit) == {"gas"}


def test_a_slow_unit_changes_no_faster_than_it_can() -> None:
    case = synthetic.small_case(DAY)
    slow = tuple(replace(unit, ramp_share=0.1) if unit.unit_id == "gas" else unit for unit in case.units)
    found = dispatch.solve(replace(case, units=slow), HOURS_48, WEIGHTS_48)
    assert np.abs(np.diff(found.generation_mw["gas"])).max() <= 8 + 1e-6


def test_like_units_share_in_proportion_to_their_size() -> None:
    case = synthetic.small_case(DAY)
    twin = replace(case.units[2], unit_id="twin", capacity_mw=40.0)
    both = dispatch.solve(replace(case, units=(*case.units, twin)), HOURS_48, WEIGHTS_48)
    assert both.generation_mw["twin"] == pytest.approx(both.generation_mw["gas"] / 2)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(load=st.lists(st.floats(0, 230), min_size=24, max_size=24), power=st.floats(0.5, 60), hours=st.floats(0.5, 8))
def test_storage_never_raises_the_optimum_and_nothing_is_lost(load, power, hours) -> None:
    without = dispatch.solve(synthetic.small_case(load), HOURS_48, WEIGHTS_48)
    store = replace(BATTERY, power_mw=power, energy_mwh=power * hours)
    found = dispatch.solve(synthetic.small_case(load, (store,)), HOURS_48, WEIGHTS_48)
    assert found.objective_hkd <= without.objective_hkd * (1 + 1e-9) + 1e-3
    assert np.abs(dispatch.balance_error_mw(found)).max() < 1e-6


def test_where_capacity_counts_storage_lowers_the_highest_output() -> None:
    def highest(**more) -> tuple[float, float]:
        found = dispatch.solve(synthetic.small_case(DAY, (BATTERY,), **more), HOURS_48, WEIGHTS_48)
        return float(sum(found.generation_mw.values()).max()), found.objective_hkd

    (plain, cost), (flat, with_capacity) = highest(), highest(peak_hkd_per_mw=600_000.0)
    assert flat < plain - 5
    assert cost + 600_000 * flat <= with_capacity * (1 + 1e-9) <= (cost + 600_000 * plain) * (1 + 2e-9)


def test_carbon_first_emits_no_more_than_cost_first() -> None:
    cost = dispatch.solve(synthetic.small_case(DAY, (BATTERY,)), HOURS_48, WEIGHTS_48)
    carbon = dispatch.solve(synthetic.small_case(DAY, (BATTERY,), objective=Objective.CARBON), HOURS_48, WEIGHTS_48)
    assert sum(carbon.emissions_tonnes.values()) < sum(cost.emissions_tonnes.values())
    assert carbon.generation_mw["coal"].max() < 1e-6


def test_a_load_that_capacity_cannot_meet_is_unserved_and_said_so() -> None:
    found = dispatch.solve(synthetic.small_case(np.full(24, 300.0)), HOURS_48, WEIGHTS_48)
    assert found.unserved_mw.min() > 80
    assert set(found.marginal_unit) == {"unserved"}


@pytest.mark.parametrize(("value", "words"), [(-1.0, "load of 2025-01-01T03 is -1.0"), (np.nan, "nan MW"),
                                              (90_000.0, "between 0 and 60,000")])
def test_a_load_that_cannot_be_is_refused_by_its_hour(value, words) -> None:
    load = DAY.copy()
    load[3] = value
    with pytest.raises(dispatch.Infeasible, match=words):
        dispatch.solve(synthetic.small_case(load), HOURS_48, WEIGHTS_48)


def test_a_leap_year_and_hours_out_of_order_are_refused() -> None:
    case = synthetic.small_case(DAY)
    long = replace(case, year=replace(case.year, demand_mw={"all": np.zeros(8784)}, losses_mw=np.zeros(8784)))
    with pytest.raises(ValueError, match="8760 hours, not 8784"):
        dispatch.solve(long)
    with pytest.raises(ValueError, match="ascending"):
        dispatch.solve(case, np.array([3, 2]), np.ones(2))


def test_a_storage_that_makes_energy_is_refused() -> None:
    case = synthetic.small_case(DAY, (replace(BATTERY, store_efficiency=1.2),))
    with pytest.raises(dispatch.Infeasible, match="battery"):
        dispatch.solve(case, HOURS_48, WEIGHTS_48)


def test_a_table_and_a_file_have_every_hour_and_flow(flexible, tmp_path) -> None:
    import xarray as xr

    table = dispatch.rows(flexible)
    assert len(table) == 144 and table[0]["start"] == "2025-01-01T00:00"
    assert table[5]["generation_gas_mw"] == pytest.approx(flexible.generation_mw["gas"][5], abs=1e-6)
    path = tmp_path / "dispatch.nc"
    dispatch.to_netcdf(flexible, path)
    with xr.open_dataset(path) as kept:
        assert kept["generation"].sel(name_generation="gas").values == pytest.approx(flexible.generation_mw["gas"])
        assert kept["state_of_charge"].attrs["units"] == "MWh" and kept.attrs["year"] == 2025
