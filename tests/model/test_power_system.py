"""The power system: the balance of the base year as published, the order of supply, limits, and what is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.model.power_system import HOURS, base_power, run_power

DEMAND = 46_000.0


@pytest.fixture
def run(engine_base, make_inputs, set_levers):
    def run_with(assumed: dict | None = None, use_gwh: float | np.ndarray = DEMAND, rule: str = "zero",
                 **levers: float):
        inputs = make_inputs(set_levers(**levers), **(assumed or {}))
        return run_power(inputs, engine_base.power, np.full((1, 37), use_gwh), rule)

    return run_with


def test_the_base_year_is_the_published_balance(engine_base, run):
    power = run(use_gwh=46_369.722)
    found = [float(getattr(power, name)[0, 0]) for name in (
        "nuclear_gwh", "coal_gwh", "oil_gwh", "gas_gwh", "solar_gwh", "waste_gwh", "unserved_gwh")]
    assert found == pytest.approx([11_370, 12_600, 450, 24_000, 230, 160, 0], abs=0.1)
    assert power.emissions_kt[0, 0] == pytest.approx(21_062.6, rel=1e-4)


def test_capacity_is_that_of_the_units(engine_base):
    gas = engine_base.power.gas_gw
    assert gas[0] == pytest.approx(2.7 + 0.55 + 0.6 + 0.335 + 3 * 0.38)
    assert gas[engine_base.years >= 2029] == pytest.approx(gas[0] + 0.38)  # L13
    assert engine_base.power.contract_end_year == 2034
    assert engine_base.power.contract_gw == pytest.approx(1.968 + 0.6)


def test_units_are_gone_from_the_year_they_are_planned_to_retire(engine_base, run):
    years, coal = engine_base.years, engine_base.power.coal_gw
    units = 4 * 0.677 + 0.35 + 6 * 0.35 - 0.35 + 0.25  # Castle Peak B and one A, Lamma L4 to L8 and one of L1 to L3
    assert coal[years < 2035] == pytest.approx(units)
    assert coal[years >= 2035] == pytest.approx(units - 4 * 0.677 - 2 * 0.35)  # Castle Peak B, Lamma L7 and L8
    power = run(use_gwh=60_000)
    assert (power.coal_gwh + power.oil_gwh <= coal * 0.85 * HOURS * 1e3 + 1e-6).all()
    assert power.new_gas_gw[0, years == 2035] - power.new_gas_gw[0, years == 2034] > 2  # gas stands in for it


def test_coal_burns_until_the_year_it_ends(run, engine_base):
    power = run(e_coal_phase_out_year=2030)
    burning = engine_base.years < 2030
    assert (power.coal_gwh[0, burning] > 0).all() and (power.coal_gwh[0, ~burning] == 0).all()
    assert (power.oil_gwh[0, ~burning] == 0).all()
    assert (power.unserved_gwh == 0).all()


def test_coal_out_before_gas_can_stand_leaves_demand_unserved(run, engine_base):
    power = run(use_gwh=52_000, e_coal_phase_out_year=2025)
    assert power.unserved_gwh[0, 1] > 0 and power.unserved_gwh[0, -1] == 0
    slow = run({"el_gas_build_rate": 0.01}, use_gwh=56_000, e_coal_phase_out_year=2025)
    late = run({"el_gas_build_lead": 6}, use_gwh=52_000, e_coal_phase_out_year=2025)
    assert slow.unserved_gwh[0, -1] > 0
    assert late.unserved_gwh.sum() > power.unserved_gwh.sum()


def test_gas_never_runs_above_what_can_stand(run, engine_base):
    power = run({"el_gas_build_rate": 0.3}, use_gwh=80_000, e_coal_phase_out_year=2025)
    can_stand = engine_base.power.gas_gw + 0.3 * np.maximum(engine_base.years - 2024 - 4, 0)
    assert (power.gas_gwh <= can_stand * 0.85 * HOURS * 1e3 + 1e-6).all()
    assert (power.late_gas_gw >= 0).all() and power.late_gas_gw[0, 1] > 0


def test_more_clean_power_than_is_needed_is_curtailed(run):
    power = run(use_gwh=20_000, e_clean_imports=37.4, e_offshore_wind=5)
    supplied = power.supply_gwh + power.unserved_gwh
    assert power.curtailed_gwh[0, -1] > 1_000
    assert (power.gas_gwh[0, 15:] == 0).all() and (power.coal_gwh[0, 15:] == 0).all()
    assert supplied == pytest.approx(power.demand_gwh + power.losses_gwh)


def test_the_contract_ends_after_its_last_year(run, engine_base):
    power = run(e_daya_bay_after_2034=40)
    last = engine_base.years == 2034
    assert power.nuclear_gwh[0, last] == pytest.approx(11_370)
    assert power.nuclear_gwh[0, engine_base.years > 2036] == pytest.approx(0.4 * 11_370)


def test_hydrogen_and_capture_cut_what_gas_emits(run):
    plain, blend, capture, both = (run(e_coal_phase_out_year=2025, **levers) for levers in (
        {}, {"e_hydrogen_blend": 50}, {"e_carbon_capture": 90}, {"e_hydrogen_blend": 50, "e_carbon_capture": 90}))
    gas = plain.emissions_kt[0, -1]
    assert blend.emissions_kt[0, -1] == pytest.approx(gas / 2)
    assert capture.emissions_kt[0, -1] == pytest.approx(gas * (1 + 0.9 * 0.14) * (1 - 0.9 * 0.9))
    assert both.emissions_kt[0, -1] < min(blend.emissions_kt[0, -1], capture.emissions_kt[0, -1])
    assert capture.captured_kt[0, -1] > 0 and plain.captured_kt[0, -1] == 0


def test_losses_change_what_must_be_supplied(run):
    plain, better = run(), run(e_grid_losses=2.5)
    share = [float(power.losses_gwh[0, -1] / (power.demand_gwh + power.losses_gwh)[0, -1]) for power in (plain, better)]
    assert share[0] - share[1] == pytest.approx(0.01)


def test_peak_shaving_saves_capacity(run):
    plain, shaved = (run(use_gwh=50_000, e_coal_phase_out_year=2035, **levers)
                     for levers in ({}, {"e_demand_response": 15}))
    assert shaved.peak_gw[0, -1] == pytest.approx(0.85 * plain.peak_gw[0, -1])
    assert shaved.new_gas_gw[0, -1] < plain.new_gas_gw[0, -1]


def test_imports_carry_what_the_rule_says(run):
    zero, grid, contract = (run(rule=rule, e_clean_imports=10) for rule in ("zero", "grid_average", "contract"))
    assert (zero.imported_kt == 0).all()
    assert grid.imported_kt[0, -1] == pytest.approx((11_370 + 10_000) * 0.3869)
    assert contract.imported_kt[0, -1] == pytest.approx((11_370 + 10_000) * 0.012)


@pytest.mark.parametrize(("question", "column", "code"), [
    ("scenario_supply", "fuel", "solar"), ("scenario_delivered", "destination", "commercial")])
def test_a_blank_is_a_gap_and_never_no_electricity(store, question, column, code):
    asked = ("scenario_supply", "scenario_delivered", "generating_units", "scenario_efficiency")
    answers = {name: store.ask(name) for name in asked}
    frame = answers[question].frame
    kept = frame[(frame[column] != code) | (frame["period"] != 2022)]
    answers[question] = replace(answers[question], frame=kept)
    years = np.arange(2010.0, 2031.0)
    with pytest.raises(ValueError, match=f"{question} has no figure for {code} 2022"):
        base_power(*answers.values(), 2010, years, known_mix=True)
