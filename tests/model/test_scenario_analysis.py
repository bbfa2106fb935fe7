"""Wedges, sensitivity, costs, goal seek and links on the true engine: what must hold whatever the figures are."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from hkzero.model import engine
from hkzero.model.abatement_cost import differences, per_tonne
from hkzero.model.goal_problem import Found, Infeasible, problem, settings
from hkzero.model.goal_seek import seek
from hkzero.model.iamc import CLASSES, ENERGY, emissions, energy, table
from hkzero.model.levers import levers, schedules
from hkzero.model.runs import Run, evaluate, total_kt
from hkzero.model.scenario_link import ATTRIBUTIONS, REGISTRY, decode, encode, link, restored
from hkzero.model.sensitivity import bands, chance, foremost, influences, swings
from hkzero.model.transport_fleet import CLASSES as ENGINE_CLASSES
from hkzero.model.wedges import wedges


@pytest.fixture(scope="module")
def known(store):
    return levers(store.ask("levers"))


@pytest.fixture(scope="module")
def base(store, known):
    return engine.base({name: store.ask(name) for name in engine.QUESTIONS}, known)


@pytest.fixture(scope="module")
def run(base) -> Run:
    return partial(engine.run, base)


@pytest.fixture(scope="module")
def announced(known, base) -> np.ndarray:
    return schedules(known, [{lever.lever_id: lever.at("announced") for lever in known}], base.years)[0]


def test_wedges_close_to_the_last_digit(run, base, known, announced):
    for groups in ([lever.group for lever in known], [f"tenth_{place % 10}" for place in range(len(known))]):
        found = wedges(run, base.frozen_schedule[0], announced, groups)
        assert np.abs(found.shapley.sum(axis=0) - found.difference).max() < 1e-9
        assert not found.shapley[:, 0].any(), "in the base year nothing differs"
    assert found.after == pytest.approx(total_kt(run(announced[None]))[0], abs=1e-9)


def test_bands_and_chances_hold_the_central_run(run, base, announced):
    values = evaluate(run, announced[None], engine.draw(base, 300, 1), total_kt)
    low, high = bands(values, (0, 100))
    central = total_kt(run(announced[None]))[0]
    assert (low <= central + 1e-9).all() and (central <= high + 1e-9).all()
    assert chance(values[:, 11], 1e9).share == 1 and chance(values[:, 11], 0).share == 0


def test_the_assumptions_that_matter_most_are_among_the_widest_bars(run, base, announced):
    ranges = engine.ranges(base)

    def in_2035(outcome):
        return total_kt(outcome)[:, 11]

    found = foremost(influences(run, announced, ranges, in_2035, seed=1, base=32))
    widest = [swing.assumption_id for swing in swings(run, announced, ranges, in_2035)[:10]]
    assert found and found[0].assumption_id in widest


def test_costs_of_a_lever_are_in_its_own_run(run, base, known, announced):
    years, found = differences(run, base.frozen_schedule[0], announced, known.ids)
    costs = {cost.lever_id: cost for cost in per_tonne(years, found, 0.04, base.base_year)}
    assert costs["e_clean_imports"].avoided_kt > 100_000 and costs["e_clean_imports"].hkd_per_tonne > 0
    assert costs["t_sustainable_aviation_fuel"].hkd_per_tonne is None, "a memo item is in no total"


def test_a_solution_is_what_the_engine_gives_for_its_settings(run, base, known):
    targets = {2035: 25_000.0}
    found = seek(run, problem(known, base.years, targets, 0.04, base.base_year))
    assert isinstance(found, Found) and found.best.emissions_kt[2035] <= 25_000
    chosen = settings(known, found.best)
    total = total_kt(run(schedules(known, [chosen], base.years)))[0, 11]
    assert total == pytest.approx(found.best.emissions_kt[2035], abs=1e-6) and total <= 25_000
    assert found.merit_order.cost_million_hkd >= found.best.cost_million_hkd
    assert all(one.extra_cost_million_hkd >= 0 for one in found.refusals if one.solution)
    coal = known.find("e_coal_phase_out_year")
    assert coal.lever_id not in chosen or chosen[coal.lever_id].value.is_integer()


def test_what_no_lever_reaches_names_removals_among_the_limits(run, base, known):
    found = seek(run, problem(known, base.years, {2050: -50_000.0}, 0.04, base.base_year))
    assert isinstance(found, Infeasible)
    most = total_kt(run(schedules(known, [{lever.lever_id: lever.at("limit") for lever in known}], base.years)))[0, 26]
    assert found.lowest_kt[2050] <= most + 1e-6
    assert "r_removals" in {limit.lever_id for limit in found.limits}


def test_every_lever_has_a_number_and_every_rule_a_place(known):
    assert set(known.ids) <= set(REGISTRY)
    assert set(ATTRIBUTIONS) == {str(rule) for rule in engine.Attribution}


def test_a_link_gives_the_same_run_again(run, base, known, announced):
    mine = {lever.lever_id: lever.at("ambitious") for lever in known if lever.group == "transport"}
    theirs = {lever.lever_id: lever.at("announced") for lever in known}
    both = {**theirs, **mine}
    totals = total_kt(run(schedules(known, [both], base.years)))[0][[6, 11, 26]]
    text = encode(link(engine.ENGINE_VERSION, "announced_targets", theirs, both, "zero", totals, "0" * 64))
    assert len(text) <= 200
    back = restored(decode(text), {"announced_targets": theirs}, known)
    assert back.settings == both
    assert np.array_equal(schedules(known, [back.settings], base.years), schedules(known, [both], base.years))


def test_every_variable_of_iamc_is_one_of_the_engines_series(run, announced):
    outcome = run(announced[None])
    assert CLASSES == ENGINE_CLASSES
    assert {name for names in ENERGY.values() for name in names} <= set(outcome.series)
    frame = table("m", [*emissions(outcome, "s", engine.SECTORS), *energy(outcome, "s")]).set_index("Variable")
    electricity = frame.loc["Final Energy|Electricity", "2024"]
    assert electricity == pytest.approx(outcome.series["demand_gwh"][0, 0] * 3.6e-6)
    traded = frame.loc["Trade|Secondary Energy|Electricity|Volume", "2024"]
    supplied = frame.loc["Secondary Energy|Electricity", "2024"] - traded
    lost = (outcome.series["losses_gwh"] - outcome.series["unserved_gwh"])[0, 0] * 3.6e-6
    assert supplied == pytest.approx(electricity + lost, rel=0.02)
