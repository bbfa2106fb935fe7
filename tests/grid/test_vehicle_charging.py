"""Transport's electricity by user: the parts add up, and a scenario's vehicles use what the engine says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.grid import vehicle_charging
from hkzero.model import engine, hindcast
from hkzero.model.levers import levers

ENERGY = st.floats(0, 10_000)


@given(transport=ENERGY, rail=ENERGY, cars=ENERGY, buses=ENERGY)
def test_the_parts_add_up_to_the_whole(transport: float, rail: float, cars: float, buses: float) -> None:
    found = vehicle_charging.parted(transport, rail, {"private_car": cars, "bus": buses})
    assert sum(found.values()) == pytest.approx(transport, abs=1e-6) and all(value > 0 for value in found.values())


def test_vehicles_get_what_they_need_and_vessels_the_rest() -> None:
    found = vehicle_charging.parted(1000, 600, {"private_car": 200, "bus": 50})
    assert found == {"electric_vehicles_private_car": 200, "electric_vehicles_bus": 50, "vessels": 150, "rail": 600}


def test_vehicles_that_need_more_than_is_left_share_it() -> None:
    found = vehicle_charging.parted(1000, 800, {"private_car": 300, "bus": 100})
    assert found == pytest.approx({"electric_vehicles_private_car": 150, "electric_vehicles_bus": 50, "rail": 800})


def test_with_todays_levers_there_is_no_electric_vessel(store) -> None:
    known = levers(store.ask("levers"))
    answers = {name: store.ask(name) for name in hindcast.QUESTIONS}
    base = engine.base(answers, known)
    outcome = engine.run(base, base.frozen_schedule)
    for year in (2024, 2035, 2050):
        found = vehicle_charging.transport_gwh(outcome, answers["assumptions"], year)
        at = list(outcome.years).index(year)
        assert sum(found.values()) == pytest.approx(outcome.series["demand_transport_gwh"][0, at])
        assert found["rail"] == pytest.approx(outcome.series["rail_gwh"][0, at])
        assert found.get("vessels", 0.0) == pytest.approx(0, abs=1e-6)
        assert found["electric_vehicles_private_car"] > found["electric_vehicles_bus"]
