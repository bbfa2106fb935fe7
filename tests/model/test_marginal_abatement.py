from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model import engine as real_engine
from hkzero.model import marginal_abatement as model
from hkzero.model.levers import levers, schedules
from hkzero.model.marginal_abatement import Overlap, at_rate, curve, ground, order_of, stable_order
from hkzero.model.projects import BadInput
from hkzero.model.runs import system_cost, total_kt
from tests import synthetic_engine as engine

unhurried = settings(deadline=None, max_examples=40)
strengths = st.lists(st.floats(0, 1), min_size=5, max_size=5)
NOTHING, EVERYTHING = np.zeros(5), np.ones(5)
CENTRAL = np.array([[1.0, 1.0, 0.0]])
RATE = 0.04


def start(before=NOTHING, after=EVERYTHING, assumptions=CENTRAL, run=engine.run, ids=engine.LEVERS) -> model.Ground:
    return ground(run, engine.ramp(before), engine.ramp(after), ids, engine.YEARS, assumptions)


def bars(found: model.Curve) -> dict[str, model.Bar]:
    return {bar.lever_id: bar for bar in (*found.bars, *found.idle, *found.raising)}


def whole(one, other, year: int) -> tuple[float, float]:
    """Return kt avoided and HK$ million of a year, from two runs."""
    first, last = (engine.run(engine.ramp(strength)[None]) for strength in (one, other))
    at = year - 2024
    return (float((total_kt(first) - total_kt(last))[0, at]), float((system_cost(last) - system_cost(first))[0, at]))


@unhurried
@given(strengths, strengths, st.integers(2025, 2060), st.sampled_from([Overlap.SEQUENTIAL, Overlap.SHAPLEY]))
def test_what_is_in_sequence_and_what_is_shapley_closes_to_the_whole(one, other, year, overlap):
    found = curve(start(one, other), year, RATE, overlap)
    avoided, cost = whole(one, other, year)
    assert found.whole_kt == pytest.approx(avoided, abs=1e-8)
    assert sum(bar.avoided_kt for bar in bars(found).values()) == pytest.approx(avoided, abs=1e-8)
    assert sum(bar.cost_million_hkd for bar in bars(found).values()) == pytest.approx(cost, abs=1e-8)
    assert found.whole_million_hkd == pytest.approx(cost, abs=1e-8)


@unhurried
@given(strengths, strengths, st.integers(2025, 2060))
def test_alone_is_the_difference_between_two_runs_and_its_excess_is_told(one, other, year):
    found = curve(start(one, other), year, RATE, "alone")
    for lever_id, bar in bars(found).items():
        mixed = [new if lever == lever_id else old for lever, old, new in zip(engine.LEVERS, one, other, strict=True)]
        avoided, cost = whole(one, mixed, year)
        assert bar.avoided_kt == pytest.approx(avoided, abs=1e-8)
        assert bar.cost_million_hkd == pytest.approx(cost, abs=1e-8)
    said = sum(bar.avoided_kt for bar in bars(found).values())
    assert found.interaction_kt == pytest.approx(said - whole(one, other, year)[0], abs=1e-8)


@unhurried
@given(strengths, st.integers(2025, 2060))
def test_bars_rise_where_an_order_stands_and_savers_come_first(after, year):
    found = curve(start(after=after), year, RATE)
    savers = [bar for bar in found.bars if bar.cost_million_hkd < 0]
    dear = [bar.hkd_per_tonne for bar in found.bars if bar.cost_million_hkd >= 0]
    assert list(found.bars[:len(savers)]) == savers
    if found.is_stable:
        assert dear == pytest.approx(sorted(dear), rel=1e-6)


def test_hand_worked_in_sequence():
    found = curve(start(), 2050, RATE)
    # Saving pays for itself and comes first: 20,000 × 0.3 = 6,000 kt for HK$ -200 million. Then the grid, of the 14,000
    # that are left 90 %; waste 600 / 2.1; cars on a clean grid 6,000 - 2,000 × 0.1 = 5,800 kt; removals 6,000 / 2.5.
    assert [bar.lever_id for bar in found.bars] == ["saving", "clean_grid", "waste", "cars", "removals"]
    assert [bar.avoided_kt for bar in found.bars] == pytest.approx([6_000, 12_600, 2_100, 5_800, 2_500])
    assert [bar.hkd_per_tonne for bar in found.bars] == pytest.approx(
        [-200 / 6, 3_000 / 12.6, 600 / 2.1, 2_500 / 5.8, 2_400])
    assert found.is_stable and not found.idle and not found.raising and found.orders == 0
    assert found.whole_kt == pytest.approx(29_000) and found.mean_hkd_per_tonne == pytest.approx(11_900 / 29)
    assert found.saving_kt == pytest.approx(6_000)
    assert found.below(238) == pytest.approx(6_000) and found.below(239) == pytest.approx(18_600)


def test_hand_worked_shapley():
    """Saved demand on a grid that is cleaned: 3,300 and 15,300 kt (tests/model/test_wedges.py), the costs add up."""
    found = bars(curve(start(after=[1, 1, 0, 0, 0]), 2050, RATE, "shapley"))
    assert found["saving"].avoided_kt == pytest.approx(3_300)
    assert found["saving"].cost_million_hkd == pytest.approx(-200)
    assert found["clean_grid"].hkd_per_tonne == pytest.approx(3_000 / 15.3)
    assert found["clean_grid"].error_kt is None, "every coalition is run"


def test_the_last_unit_is_the_last_tenth_with_all_else_in_place():
    found = bars(curve(start(), 2050, RATE, "alone"))
    # On a grid that is a tenth as dirty a tenth of saving avoids 60 kt, and saves HK$20 million.
    assert found["saving"].hkd_per_tonne == pytest.approx(-200 / 6)
    assert found["saving"].last_unit_hkd_per_tonne == pytest.approx(-20 / 0.06)
    assert found["waste"].last_unit_hkd_per_tonne == pytest.approx(600 / 2.1)
    by_themselves, together = (model.last_unit(start(after=after)) for after in ([1, 0, 0, 0, 0], EVERYTHING))
    assert by_themselves.avoided_kt[0, 0, 26] == pytest.approx(600)
    assert together.avoided_kt[0, 0, 26] == pytest.approx(60)


def test_levers_that_save_money_rank_by_what_they_save():
    # The third saves most a tonne, the second most in all (Taylor 2012); then by price, and last what avoids nothing.
    avoided, cost = np.array([10.0, 100, 5, 1000, 50, 0]), np.array([-10.0, -50, -20, 900, 10, -99])
    assert order_of(avoided, cost) == (1, 2, 0, 4, 3, 5)


def test_where_nothing_is_avoided_there_is_no_price():
    found = curve(start([0, 0, 0, 0, 1], [1e-6, 0, 0, 1, 0]), 2050, RATE)
    assert [bar.lever_id for bar in found.bars] == ["waste"]
    assert [bar.lever_id for bar in found.idle] == ["saving"]
    assert [bar.lever_id for bar in found.raising] == ["removals"]
    assert found.raising[0].avoided_kt == pytest.approx(-2_500) and found.raising[0].hkd_per_tonne is None
    assert found.raising[0].price_range is None and found.idle[0].hkd_per_tonne is None


def test_equal_scenarios_have_no_curve():
    for overlap in Overlap:
        found = curve(start(NOTHING, NOTHING), 2035, RATE, overlap)
        assert not bars(found) and found.whole_kt == 0 and found.mean_hkd_per_tonne is None and found.below(1e9) == 0


def test_ranges_are_those_of_the_draws():
    prices = np.linspace(0.5, 2.5, 101)
    drawn = np.concatenate([CENTRAL, np.column_stack([np.ones(101), prices, np.zeros(101)])])
    for overlap in Overlap:
        found = bars(curve(start(after=[1, 1, 0, 0, 0], assumptions=drawn), 2050, RATE, overlap))
        grid, saving = found["clean_grid"], found["saving"]
        # What the grid costs goes with its price: the 5th and the 95th of a hundred and one are 0.6 and 2.4 times it.
        assert grid.price_range.low == pytest.approx(0.6 * grid.hkd_per_tonne)
        assert grid.price_range.high == pytest.approx(2.4 * grid.hkd_per_tonne)
        assert saving.price_range.low == pytest.approx(saving.price_range.high) == pytest.approx(saving.hkd_per_tonne)
        assert saving.avoided_range.low == pytest.approx(saving.avoided_kt)
    central = curve(start(after=[1, 1, 0, 0, 0]), 2050, RATE)
    assert central.draws == 0 and central.whole_range is None and central.bars[0].price_range is None


def test_a_draw_that_avoids_nothing_for_its_money_has_no_end():
    drawn = np.concatenate([CENTRAL, [[0.0, 1.0, 0.0]] * 3])
    found = bars(curve(start(assumptions=drawn), 2050, RATE, "alone"))
    # Without demand the grid is paid for and avoids nothing; saving earns and avoids nothing.
    assert found["clean_grid"].price_range.high == np.inf and found["saving"].price_range.low == -np.inf
    assert found["clean_grid"].hkd_per_tonne == pytest.approx(3_000 / 18)


def many(schedule: np.ndarray, assumptions: np.ndarray | None = None) -> engine.Outcome:
    """Return three synthetic cities with five levers each, added up: all interactions are in pairs."""
    each = [engine.run(schedule[:, 5 * city:5 * city + 5], assumptions) for city in range(3)]
    return engine.Outcome(engine.YEARS, sum(one.emissions_kt for one in each), {}, {
        part: sum(one.cost_million_hkd[part] for one in each) for part in ("capital", "operation", "fuel")})


def test_an_order_and_its_reverse_are_exact_where_levers_interact_in_pairs():
    ids = [f"{lever}_{city}" for city in range(3) for lever in engine.LEVERS]
    found = bars(curve(start(np.zeros(15), np.ones(15), run=many, ids=ids), 2050, RATE, "shapley", pairs=2))
    exact = bars(curve(start(), 2050, RATE, "shapley"))
    for lever_id, bar in found.items():
        assert bar.avoided_kt == pytest.approx(exact[lever_id.rsplit("_", 1)[0]].avoided_kt)
        assert bar.error_kt == pytest.approx(0, abs=1e-8)


def entangled(schedule: np.ndarray, assumptions: np.ndarray | None = None) -> engine.Outcome:
    """Return a synthetic city in which twelve levers all multiply: by symmetry each has a twelfth of the whole."""
    left = 1_200.0 * np.prod(1 - 0.5 * schedule, axis=1) * np.ones((1 if assumptions is None else len(assumptions), 1))
    cost = 600.0 * (1 - np.prod(1 - 0.9 * schedule, axis=1)) * np.ones_like(left)
    none = np.zeros_like(cost)
    return engine.Outcome(engine.YEARS, left[:, None], {}, {"capital": cost, "operation": none, "fuel": none})


def test_drawn_orders_close_and_err_as_much_as_they_say():
    ids = [f"lever_{place}" for place in range(12)]
    begin = start(np.zeros(12), np.ones(12), run=entangled, ids=ids)
    found = curve(begin, 2050, RATE, "shapley", pairs=40, seed=5)
    avoided, cost = 1_200 * (1 - 0.5**12), 600 * (1 - 0.1**12)
    assert found.orders == 80 and sum(bar.avoided_kt for bar in found.bars) == pytest.approx(avoided)
    assert sum(bar.cost_million_hkd for bar in found.bars) == pytest.approx(cost)
    errors = [(bar.avoided_kt - avoided / 12) / bar.error_kt for bar in found.bars]
    assert max(abs(one) for one in errors) < 4 and 0.4 < np.sqrt(np.mean(np.square(errors))) < 1.6
    assert all(bar.error_million_hkd > 0 for bar in found.bars)
    again = curve(begin, 2050, RATE, "shapley", pairs=40, seed=5)
    assert again == found, "the same seed gives the same curve"
    with pytest.raises(ValueError, match="two at least"):
        model.shapley(begin, pairs=1)


def test_draws_move_what_drawn_orders_found():
    ids = [f"lever_{place}" for place in range(12)]
    drawn = np.repeat(CENTRAL, 4, axis=0)
    plain, spread = (model.shapley(start(np.zeros(12), np.ones(12), run=entangled, ids=ids, assumptions=rows), pairs=3)
                     for rows in (CENTRAL, drawn))
    # All draws are central here: each must say what the orders drawn at central assumptions say.
    assert spread.avoided_kt.shape[0] == 4
    assert spread.avoided_kt == pytest.approx(np.repeat(plain.avoided_kt, 4, axis=0))
    assert spread.error_kt == pytest.approx(plain.error_kt) and plain.error_kt.max() > 0


def circling(schedule: np.ndarray, assumptions: np.ndarray | None = None) -> engine.Outcome:
    """Return a synthetic city in which no order stands: first comes cheap by second, which comes cheap by first."""
    first, second, third = schedule[:, 0], schedule[:, 1], schedule[:, 2]
    left = 1_000 - 100 * (first + second + third)
    cost = 100 * first + 150 * second - 90 * first * second + 120 * third
    none = np.zeros_like(cost)
    return engine.Outcome(engine.YEARS, left[:, None], {}, {"capital": cost, "operation": none, "fuel": none})


def test_where_no_order_stands_each_next_lever_is_the_cheapest():
    begin = start(np.zeros(3), np.ones(3), run=circling, ids=["first", "second", "third"])
    # First alone 1,000 a tonne, then second 600; second alone 1,500, then first 100: either way the later is cheaper.
    order, is_stable = stable_order(begin, 2050)
    assert order == (0, 1, 2) and not is_stable
    found = curve(begin, 2050, RATE)
    assert [bar.hkd_per_tonne for bar in found.bars] == pytest.approx([1_000, 600, 1_200]) and not found.is_stable


def test_what_makes_no_sense_is_refused_with_its_reason():
    for rate in (0.0, -0.04, 0.21, 4.0, float("nan")):
        with pytest.raises(BadInput, match="0.04 is 4 %") as refused:
            at_rate(CENTRAL, 0, rate)
        assert refused.value.field == "rate"
    for year in (2024, 2061, 1066):
        with pytest.raises(BadInput, match="2025 to 2060"):
            curve(start(), year, RATE)
    with pytest.raises(ValueError, match="magic"):
        curve(start(), 2035, RATE, "magic")
    with pytest.raises(ValueError, match="4 levers"):
        ground(engine.run, engine.ramp(NOTHING), engine.ramp(EVERYTHING), engine.LEVERS[:4], engine.YEARS, CENTRAL)
    assert at_rate([[1.0, 2.0], [3.0, 4.0]], 1, 0.05).tolist() == [[1.0, 5.0], [3.0, 5.0]]


@pytest.fixture(scope="module")
def base(store) -> tuple:
    every = levers(store.ask("levers"))
    return every, real_engine.base({name: store.ask(name) for name in real_engine.QUESTIONS}, every)


def of_the_city(base: tuple, rate: float, level: str = "ambitious") -> model.Ground:
    every, its = base
    schedule = schedules(every, [{lever.lever_id: lever.at(level) for lever in every}], its.years)[0]
    place = its.assumption_ids.index("ec_discount_rate")
    return ground(partial(real_engine.run, its), its.frozen_schedule[0], schedule, every.ids, its.years,
                  at_rate(its.central, place, rate))


def test_the_city_closes_and_a_higher_rate_makes_what_is_built_dearer(base):
    cheap, dear = (curve(of_the_city(base, rate), 2035, rate) for rate in (0.03, 0.08))
    for found in (cheap, dear):
        assert sum(bar.avoided_kt for bar in bars(found).values()) == pytest.approx(found.whole_kt)
    assert cheap.whole_kt == pytest.approx(dear.whole_kt), "a rate moves money, not tonnes"
    assert dear.whole_million_hkd > cheap.whole_million_hkd
    for lever_id in ("e_offshore_wind", "e_utility_solar", "b_rooftop_solar"):
        assert bars(dear)[lever_id].hkd_per_tonne > bars(cheap)[lever_id].hkd_per_tonne
    # What is paid by the year knows no rate.
    assert bars(dear)["i_hfc_phase_down"].hkd_per_tonne == pytest.approx(bars(cheap)["i_hfc_phase_down"].hkd_per_tonne)


def test_shapley_of_the_city_closes_and_its_error_is_small(base):
    found = curve(of_the_city(base, RATE), 2035, RATE, "shapley")
    assert len(bars(found)) > model.MOST_GROUPS and found.orders == 2 * model.PAIRS
    assert sum(bar.avoided_kt for bar in bars(found).values()) == pytest.approx(found.whole_kt)
    assert sum(bar.cost_million_hkd for bar in bars(found).values()) == pytest.approx(found.whole_million_hkd)
    assert max(bar.error_kt for bar in found.bars) < 0.01 * found.whole_kt
