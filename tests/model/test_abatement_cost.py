from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.abatement_cost import Difference, differences, in_year, per_tonne
from hkzero.model.runs import discount_factors, system_cost, total_kt
from tests import synthetic_engine as engine

unhurried = settings(deadline=None)
strengths = st.lists(st.floats(0, 1), min_size=5, max_size=5)
NOTHING, EVERYTHING = engine.ramp(np.zeros(5)), engine.ramp(np.ones(5))


def costs(reference: str = "alone", rate: float = 0.04, **how) -> dict:
    years, found = differences(engine.run, NOTHING, EVERYTHING, engine.LEVERS, reference)
    return {cost.lever_id: cost for cost in per_tonne(years, found, rate, 2024, **how)}


def test_hand_worked():
    found = costs()
    # Full waste costs HK$ 600 million and avoids 2,100 kt, both in step with the ramp: 600 / 2.1 = HK$ 285.7 a tonne.
    assert found["waste"].hkd_per_tonne == pytest.approx(600 / 2.1)
    assert found["removals"].hkd_per_tonne == pytest.approx(6000 / 2.5)
    assert found["saving"].hkd_per_tonne == pytest.approx(-200 / 6)
    ramp = engine.ramp([1.0])[0]
    assert found["waste"].avoided_kt == pytest.approx(2_100 * ramp.sum())
    assert found["waste"].net_present_cost_million_hkd == pytest.approx(
        600 * ramp @ discount_factors(engine.YEARS, 0.04, 2024))
    assert list(found) == sorted(found, key=lambda lever: found[lever].hkd_per_tonne), "the cheapest come first"


def test_what_comes_last_avoids_less_where_levers_hinder_each_other():
    alone, last = costs("alone"), costs("last_in")
    # Last in, saving meets a grid with a tenth of the carbon in 2050; waste meets nobody.
    assert last["saving"].avoided_kt < alone["saving"].avoided_kt
    assert last["saving"].hkd_per_tonne < alone["saving"].hkd_per_tonne, "the same money over fewer tonnes"
    assert last["waste"].hkd_per_tonne == pytest.approx(alone["waste"].hkd_per_tonne)
    # Cars help the grid and the grid helps cars.
    assert last["cars"].avoided_kt > alone["cars"].avoided_kt


@unhurried
@given(strengths, strengths, st.sampled_from(["alone", "last_in"]))
def test_each_lever_is_the_difference_between_two_runs(one, other, reference):
    before, after = engine.ramp(one), engine.ramp(other)
    years, found = differences(engine.run, before, after, engine.LEVERS, reference)
    assert np.array_equal(years, engine.YEARS)
    assert [one.lever_id for one in found] == [
        lever for lever, old, new in zip(engine.LEVERS, before, after, strict=True) if not np.array_equal(old, new)]
    for one in found:
        lever = engine.LEVERS.index(one.lever_id)
        without, with_it = (before.copy(), before.copy()) if reference == "alone" else (after.copy(), after.copy())
        without[lever], with_it[lever] = before[lever], after[lever]
        first, last = engine.run(without[None]), engine.run(with_it[None])
        assert one.avoided_kt == pytest.approx((total_kt(first) - total_kt(last))[0], abs=1e-9)
        assert one.cost_million_hkd == pytest.approx((system_cost(last) - system_cost(first))[0], abs=1e-9)


@given(st.floats(0, 0.15), st.floats(-500, 500), st.floats(1, 500))
def test_a_rate_changes_the_present_cost_and_not_the_tonnes(rate, cost, avoided):
    years = np.arange(2024, 2034)
    steady = Difference("steady", np.full(10, cost), np.full(10, avoided))
    (found,) = per_tonne(years, [steady], rate, 2024)
    assert found.avoided_kt == pytest.approx(10 * avoided)
    assert found.hkd_per_tonne == pytest.approx(1000 * cost / avoided), "as even as the tonnes: no rate changes it"
    (plain,) = per_tonne(years, [steady], rate, 2024, discount_tonnes=False)
    assert abs(plain.hkd_per_tonne) <= abs(found.hkd_per_tonne) * (1 + 1e-12)
    assert plain.net_present_cost_million_hkd == found.net_present_cost_million_hkd


def test_a_lever_that_avoids_nothing_has_no_cost_per_tonne():
    years, zeros = np.arange(2024, 2034), np.zeros(10)
    idle = Difference("idle", zeros + 5, zeros)
    harmful = Difference("harmful", zeros + 5, zeros - 3)
    useful = Difference("useful", zeros + 5, zeros + 1)
    found = per_tonne(years, [idle, harmful, useful], 0.04, 2024)
    assert [(cost.lever_id, cost.hkd_per_tonne) for cost in found] == [
        ("useful", pytest.approx(5000)), ("idle", None), ("harmful", None)]
    assert all(cost.net_present_cost_million_hkd > 0 for cost in found)
    assert in_year(years, [idle, harmful, useful], 2030) == {"idle": None, "harmful": None, "useful": 5000.0}


def test_a_year_has_a_cost_of_its_own():
    found = differences(engine.run, NOTHING, EVERYTHING, engine.LEVERS)
    assert in_year(*found, 2050)["cars"] == pytest.approx(2500 / 4)
    assert in_year(*found, 2024) == dict.fromkeys(engine.LEVERS)
    with pytest.raises(KeyError, match="2090"):
        in_year(*found, 2090)


def test_what_does_not_move_has_no_row_and_what_does_not_fit_is_refused():
    assert differences(engine.run, NOTHING, NOTHING, engine.LEVERS)[1] == ()
    with pytest.raises(ValueError, match="4 levers"):
        differences(engine.run, NOTHING, EVERYTHING, engine.LEVERS[:4])
    with pytest.raises(ValueError, match="magic"):
        differences(engine.run, NOTHING, EVERYTHING, engine.LEVERS, "magic")
