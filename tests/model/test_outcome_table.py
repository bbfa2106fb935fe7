"""An outcome as rows: every variable, with its unit, and percentiles in order."""

from __future__ import annotations

import pytest

from hkzero.model import engine
from hkzero.model.outcome_table import rows, unit, variables
from tests.rules import UNITS


def test_every_year_of_every_variable_is_there(frozen_run):
    found = rows(frozen_run)
    names = {row["variable"] for row in found}
    assert len(found) == len(names) * 37
    assert {"emissions_electricity", "emissions_total", "cost_fuel", "demand_gwh", "fleet_taxi"} <= names
    assert all(row["low"] is None and row["high"] is None for row in found)
    total = next(row for row in found if row["variable"] == "emissions_total")
    assert (total["period"], total["value"]) == (2024, pytest.approx(33_200, rel=0.01))


def test_draws_give_an_interval(engine_base, set_levers):
    outcome = engine.run(engine_base, set_levers(e_clean_imports=10), engine.draw(engine_base, 50, seed=3))
    for row in rows(outcome):
        assert row["low"] <= row["value"] <= row["high"]


@pytest.mark.parametrize(("series", "expected"), [
    ("demand_gwh", "GWh"), ("intensity_kg_per_kwh", "kg CO2e/kWh"), ("oil_tj", "TJ"), ("peak_gw", "GW"),
    ("aviation_memo_kt", "kt CO2e"), ("zero_carbon_share", "fraction"), ("gdp_index", "ratio"),
    ("fleet_bus_electric", "vehicles"), ("registered_taxi", "vehicles")])
def test_the_unit_is_in_the_name(series, expected):
    assert unit(series) == expected


def test_units_are_registered(frozen_run):
    assert {unit for unit, _ in variables(frozen_run).values()} <= UNITS
