"""From a scenario to an hourly system: capacity, energies and emissions of the account; options and their limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.grid import dispatch, maintenance, system, weeks
from hkzero.grid.case import HOURS

NAMED = [("frozen_2024", 2025), ("current_policies", 2030), ("announced_targets", 2030), ("announced_targets", 2035),
         ("pilot_city", 2035), ("no_clean_import", 2035), ("delayed_action", 2050)]


def by_id(case) -> dict:
    return {unit.unit_id: unit for unit in case.units}


@pytest.mark.parametrize(("name", "year"), NAMED)
def test_the_emission_factors_give_the_emissions_of_the_account(make_case, outcome_of, name, year) -> None:
    case, outcome = make_case(name, year), outcome_of(name)
    at = list(outcome.years).index(year)
    factors = {unit.fuel: unit.emissions_kg_per_mwh / 1e3 for unit in case.units}
    account_kt = sum(factors.get(fuel, 0.0) * gwh for fuel, gwh in case.account_gwh.items())
    expected = float(outcome.series["intensity_kg_per_kwh"][0, at] * outcome.series["demand_gwh"][0, at])
    assert account_kt == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("name", "year"), NAMED)
def test_capacity_stands_as_in_the_account(make_case, outcome_of, name, year) -> None:
    case, series = make_case(name, year), outcome_of(name).series
    at = year - 2024
    gas = sum(unit.capacity_mw for unit in case.units if unit.fuel == "natural_gas")
    new = by_id(case).get("new_gas")
    built = 1e3 * float((series["new_gas_gw"] - series["late_gas_gw"])[0, at])
    assert (new.capacity_mw if new else 0.0) == pytest.approx(built)
    assert gas - built == pytest.approx(5705.0 if year >= 2029 else 5325.0)  # published: with and without unit L13
    coal = sum(unit.capacity_mw for unit in case.units if unit.fuel == "coal")
    burners = by_id(case).get("oil_in_boilers")
    assert (coal > 0) == (case.account_gwh["coal"] > 1e-6)
    if coal:
        assert coal + burners.capacity_mw == pytest.approx(5058.0)  # Castle Peak 3,058 and Lamma 2,000 MW


def test_the_pumped_storage_share_ends_with_its_contract(make_case) -> None:
    (share,) = make_case("frozen_2024", 2034).storages
    assert share.power_mw == 600.0 and share.store_efficiency * share.dispatch_efficiency == pytest.approx(0.76)
    assert make_case("frozen_2024", 2035).storages == ()


def test_what_is_lost_to_planned_work_is_lost_in_the_weeks_of_low_peaks(make_case) -> None:
    case = make_case("frozen_2024", 2025)
    peak = int(case.year.load_mw.argmax())
    for unit_id in ("castle_peak_coal_steam", "black_point_gas_combined_cycle", "nuclear_import"):
        share = by_id(case)[unit_id].availability
        assert share[peak] == pytest.approx(1.0)
        assert share.min() >= 0.5 - 1e-9 and share.mean() < 0.95
    assert by_id(case)["nuclear_import"].availability.sum() * by_id(case)["nuclear_import"].capacity_mw \
        == pytest.approx(case.account_gwh["nuclear_import"] * 1e3)


@pytest.mark.parametrize(("name", "year"), NAMED[:3])
def test_without_flexibility_the_account_is_reproduced(make_case, name, year) -> None:
    """Total and every source within 0.5 % of the year's energy, over representative weeks."""
    case = replace(make_case(name, year), storages=())
    gaps = dispatch.account_gap(weeks.solve_weeks(case))
    assert {row["fuel"] for row in gaps} >= {"coal", "natural_gas", "nuclear_import", "total", "unserved"}
    for row in gaps:
        assert abs(row["gap_share_of_total"]) < 0.005, row


def test_what_a_yearly_balance_cannot_see_is_in_the_gaps(make_case) -> None:
    """With more clean imports than the nights of winter can take, gas makes more than the account has."""
    found = weeks.solve_weeks(make_case("pilot_city", 2035))
    gaps = {row["fuel"]: row for row in dispatch.account_gap(found)}
    assert abs(gaps["total"]["gap_share_of_total"]) < 0.005
    assert gaps["clean_import"]["gap_gwh"] < 0 < gaps["natural_gas"]["gap_gwh"]
    refused = -sum(gaps[fuel]["gap_gwh"] for fuel in ("clean_import", "nuclear_import", "solar", "wind", "waste"))
    assert found.curtailed_mw @ found.weights / 1e3 == pytest.approx(refused, rel=1e-6)


def test_two_zones_hold_the_same_capacity_and_energy(make_case) -> None:
    one = make_case("pilot_city", 2035, battery_mw=400.0, demand_response_mw=100.0, managed_charging_share=0.5)
    two = make_case("pilot_city", 2035, battery_mw=400.0, demand_response_mw=100.0, managed_charging_share=0.5,
                    two_zones=True)
    assert two.interconnection_mw == 720.0 and one.interconnection_mw is None
    assert sum(unit.capacity_mw for unit in two.units) == pytest.approx(sum(unit.capacity_mw for unit in one.units))
    assert sum(store.energy_mwh for store in two.storages) == pytest.approx(1600.0)
    assert sum(load.planned_mw for load in two.shiftable) == pytest.approx(one.shiftable[0].planned_mw)
    assert {unit.zone for unit in two.units} == {"clp", "hk_electric"}


def test_a_car_that_gives_back_is_not_managed_twice(make_case) -> None:
    case = make_case("pilot_city", 2035, managed_charging_share=1.0, vehicle_to_grid_share=0.5)
    planned = sum(load.planned_mw.sum() for load in case.shiftable)
    charging = sum(load.sum() for name, load in case.year.demand_mw.items() if name.startswith("electric_vehicles_"))
    assert planned == pytest.approx(charging)
    giving = next(load for load in case.shiftable if load.load_id == "vehicle_to_grid")
    assert giving.back_mw.max() > 0 and giving.round_trip_efficiency < 1


@pytest.mark.parametrize("wrong", [{"battery_mw": -1.0}, {"battery_mw": np.nan}, {"managed_charging_share": 1.5},
                                   {"battery_mw": 10.0, "battery_hours": 0.0}, {"battery_efficiency": 1.5},
                                   {"objective": "profit"}, {"attribution": "guess"}, {"battery_hours": 100.0}])
def test_an_option_out_of_its_range_is_refused(wrong) -> None:
    with pytest.raises(ValueError):
        system.Options(**wrong)


def test_a_year_that_was_not_run_is_refused(make_case, outcome_of, grid_answers) -> None:
    case = make_case("frozen_2024", 2025)
    with pytest.raises(ValueError, match="not for 2090"):
        system.case_of(replace(case.year, year=2090), outcome_of("frozen_2024"), grid_answers)


def test_maintenance_levels_the_reserve() -> None:
    load = np.full(HOURS, 100.0)
    load[:2000] = 60.0
    share = maintenance.availability(load, 150.0, 0.1)
    assert share.mean() == pytest.approx(0.9)
    assert share[5000] == pytest.approx(share[8000]) and share[500] < share[5000]
    with pytest.raises(ValueError, match="cannot be lost"):
        maintenance.availability(load, 150.0, 0.7)
