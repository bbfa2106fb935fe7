"""Cost: annuities by hand, nothing to build where nothing changes, and savings of fuel."""

from __future__ import annotations

import pytest

from hkzero.model import engine
from hkzero.model.system_cost import recovery


def test_the_annuity_repays_the_loan():
    payment = recovery(0.05, 20)
    left = 1.0
    for _ in range(20):
        left = left * 1.05 - payment
    assert left == pytest.approx(0, abs=1e-12)
    assert recovery(0.04, 1) == pytest.approx(1.04)


@pytest.fixture
def added(engine_base, set_levers, frozen_run):
    """Return a function that gives what levers add to each cost, HK$ million by year."""

    def cost_of(**levers: float) -> dict:
        moved = engine.run(engine_base, set_levers(**levers))
        return {name: (moved.cost_million_hkd[name] - frozen_run.cost_million_hkd[name])[0] for name in engine.COSTS}

    return cost_of


def central(base: engine.Base, name: str) -> float:
    return float(base.central[base.assumption_ids.index(name)])


def test_rooftop_solar_costs_its_annuity_and_upkeep(engine_base, set_levers, added):
    # Capacity for the peak is built whether the sun shines or not: solar panels add nothing to it and save nothing.
    found = added(b_rooftop_solar=1.23)
    investment = central(engine_base, "ec_rooftop_solar_capital") * 1.0
    rate = central(engine_base, "ec_discount_rate") / 100
    assert found["capital"][-1] == pytest.approx(investment * recovery(rate, 25))
    assert found["operation"][-1] == pytest.approx(investment * central(engine_base, "ec_operation_share") / 100)
    assert (found["fuel"][5:] < 0).all() and (found["carbon_price"][5:] < 0).all()


def test_nothing_is_paid_before_a_lever_moves(added):
    for name, value in added(b_rooftop_solar=3, t_electric_buses=100, w_landfill_diversion=50, r_removals=2).items():
        assert value[:3] == pytest.approx(0, abs=1e-9), name


def test_electric_vehicles_cost_capital_and_save_fuel(added):
    found = added(t_electric_taxis=100)
    assert found["capital"][-1] > 0 > found["fuel"][-1]


def test_carbon_costs_its_price(engine_base, frozen_run):
    price = central(engine_base, "ec_carbon_price")
    assert frozen_run.cost_million_hkd["carbon_price"][0, 0] == pytest.approx(33_200 * price / 1e3, rel=0.01)


def test_removals_and_diversion_are_paid_by_the_tonne(engine_base, added):
    assert added(r_removals=2)["operation"][-1] == pytest.approx(2 * central(engine_base, "ec_removal_cost"))
    diverted = 0.5 * central(engine_base, "wa_waste_landfilled") * central(engine_base, "ec_waste_diversion_cost")
    assert added(w_landfill_diversion=50)["operation"][-1] == pytest.approx(diverted)


def test_a_higher_discount_rate_makes_capital_dearer_and_fuel_not(engine_base, set_levers):
    values = engine_base.central[None].repeat(2, 0)
    values[1, engine_base.assumption_ids.index("ec_discount_rate")] = 8
    found = engine.run(engine_base, set_levers(b_rooftop_solar=3), values).cost_million_hkd
    assert found["capital"][1, -1] > found["capital"][0, -1]
    assert found["fuel"][1] == pytest.approx(found["fuel"][0])
