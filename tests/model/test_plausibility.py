"""Warnings: none at rest, and each one where it belongs, with its limit and where the limit comes from."""

from __future__ import annotations

import numpy as np
import pytest

from hkzero.model import engine
from hkzero.model.plausibility import IDS, warnings


@pytest.fixture
def warned(engine_base, set_levers):
    def warn(**levers: float) -> dict:
        schedule = set_levers(**levers)
        return {warning.warning_id: warning
                for warning in warnings(engine.run(engine_base, schedule), schedule, engine_base)}

    return warn


def test_nothing_is_hard_to_believe_at_rest(warned):
    assert warned() == {}


@pytest.mark.parametrize(("warning_id", "levers"), [
    ("rooftop_solar_beyond_roofs", {"b_rooftop_solar": 6.5}),
    ("offshore_wind_beyond_sites", {"e_offshore_wind": 0.69}),
    ("imports_beyond_lines", {"e_clean_imports": 25}),
    ("carbon_beyond_store", {"e_carbon_capture": 90}),
    ("solar_built_too_fast", {"b_rooftop_solar": 5}),
    ("wind_built_too_fast", {"e_offshore_wind": 5.4}),
    ("gas_built_too_late", {"e_coal_phase_out_year": 2026}),
    ("curtailed_energy", {"e_clean_imports": 37.4, "e_offshore_wind": 5.4}),
    ("bus_shares_above_whole", {"t_electric_buses": 80, "t_hydrogen_buses": 40}),
    ("heavy_goods_shares_above_whole", {"t_electric_heavy_goods": 80, "t_hydrogen_heavy_goods": 40}),
    ("gas_shares_above_whole", {"e_hydrogen_blend": 60, "e_carbon_capture": 60}),
    ("waste_used_twice", {"w_landfill_diversion": 80, "e_waste_to_energy": 1.84}),
])
def test_a_warning_is_given(warned, warning_id, levers):
    found = warned(**levers)[warning_id]
    assert found.value > found.limit and 2024 <= found.year <= 2060 and found.unit
    assert warning_id in IDS


def test_what_is_just_possible_gives_no_warning(warned):
    assert warned(b_rooftop_solar=1.0, t_electric_buses=60, t_hydrogen_buses=40, e_offshore_wind=0.3) == {}


def test_the_source_of_a_limit_is_named(warned, store):
    found = warned(b_rooftop_solar=6.5)
    assert found["rooftop_solar_beyond_roofs"].source_id == "peng_lu_2013"
    assert found["solar_built_too_fast"].assumption_id == "el_solar_build_rate"
    assert store.sources([found["rooftop_solar_beyond_roofs"].source_id])


def test_demand_that_nothing_can_meet_is_said(engine_base, set_levers):
    schedule = set_levers(e_coal_phase_out_year=2025, e_daya_bay_after_2034=0)
    values = engine_base.central[None].copy()
    for name, value in {"gdp_growth_ahead": 9.0, "el_gas_build_rate": 0.1}.items():
        values[0, engine_base.assumption_ids.index(name)] = value
    found = warnings(engine.run(engine_base, schedule, values), schedule, engine_base)
    assert "unserved_energy" in {warning.warning_id for warning in found}


def test_removals_beyond_emissions_are_said(warned, all_levers):
    everything = {lever.lever_id: lever.limit for lever in all_levers}
    assert "removals_beyond_emissions" in warned(**everything)


def test_each_draw_is_judged_by_itself(engine_base, set_levers):
    schedule = np.concatenate([set_levers(), set_levers(e_offshore_wind=5.4)])
    outcome = engine.run(engine_base, schedule)
    assert warnings(outcome, schedule, engine_base, draw=0) == ()
    assert warnings(outcome, schedule, engine_base, draw=1) != ()
