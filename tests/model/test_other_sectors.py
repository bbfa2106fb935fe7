"""Waste, processes, other fuel and removals: the base year, the slowness of landfills, and each lever's own share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.activity import activity
from hkzero.model.buildings_demand import demand
from hkzero.model.other_sectors import lagged, run_others


@settings(deadline=None)
@given(st.floats(0.01, 1), st.floats(0, 2))
def test_a_store_follows_its_inflow_and_never_passes_it(rate, level):
    inflow = np.r_[1.0, np.full(200, level)][None]
    found = lagged(inflow, np.array([[rate]]))[0]
    assert found[:2] == pytest.approx([1, 1])
    # One year of the old inflow, then the rest approaches the new one by `rate` a year.
    assert found[2:] - level == pytest.approx((1 - level) * (1 - rate) ** np.arange(1, 200), abs=1e-9)


@pytest.fixture
def run(engine_base, make_inputs, set_levers):
    def run_with(assumed: dict | None = None, **levers: float):
        inputs = make_inputs(set_levers(**levers), **(assumed or {}))
        active = activity(inputs, engine_base.drivers)
        buildings = demand(inputs, active, engine_base.buildings)
        return run_others(inputs, active, engine_base.others, buildings)

    return run_with


def test_the_base_year_is_the_inventory(run):
    found = run()
    assert found.waste_kt[0, 0] == pytest.approx(2_656)
    assert found.processes_kt[0, 0] + found.agriculture_kt[0, 0] == pytest.approx(1_886.25, abs=0.5)
    assert (found.removals_kt == 0).all()


def test_landfills_go_on_after_the_last_lorry(run):
    slow, fast = (run({"wa_landfill_decay_rate": rate}, w_landfill_diversion=100) for rate in (0.06, 0.17))
    assert (slow.landfilled[0, 12:] == 0).all()
    assert slow.waste_kt[0, 20] > fast.waste_kt[0, 20] > 0.1 * 2_656


def test_waste_that_is_burnt_is_not_tipped(run):
    plain, burnt = run(), run(e_waste_to_energy=1.0)
    assert burnt.landfilled[0, -1] == pytest.approx(plain.landfilled[0, -1] - 0.84 * 2.28 / 3.84)
    assert run(e_waste_to_energy=1.84, w_landfill_diversion=90).landfilled.min() == 0


def test_gas_that_is_captured_does_not_escape(run):
    plain, captured = run({"wa_landfill_share": 0.9}), run({"wa_landfill_share": 0.9}, w_landfill_gas_capture=87.5)
    # From 75 to 87.5 % captured, half of what escaped is left.
    assert plain.waste_kt[0, -1] - captured.waste_kt[0, -1] == pytest.approx(captured.avoided_methane_kt[0, -1])
    assert captured.avoided_methane_kt[0, -1] / plain.waste_kt[0, -1] == pytest.approx(0.45, rel=0.02)


def test_shares_of_waste_never_pass_the_whole(run):
    found = run({"wa_landfill_share": 0.93, "wa_sewage_share": 0.12}, w_sewage_methane=100)
    assert found.waste_kt[0, 0] == pytest.approx(2_656)
    assert (found.waste_kt >= 0).all()


def test_fluorinated_gases_are_a_part_of_the_processes(run):
    found = run({"ip_fluorinated_share": 0.75}, i_hfc_phase_down=95)
    assert found.processes_kt[0, -1] / found.processes_kt[0, 0] == pytest.approx(1 - 0.75 * 0.95)


def test_removals_are_negative(run):
    assert run(r_removals=3).removals_kt[0, -1] == -3_000
