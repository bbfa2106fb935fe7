from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hkzero.model.runs import Cancelled, total_kt
from hkzero.model.sensitivity import (
    Range,
    bands,
    central,
    chance,
    draw,
    foremost,
    from_shares,
    influences,
    swings,
    wilson,
)
from tests import synthetic_engine as engine

unhurried = settings(deadline=None)
RANGES = (Range("demand_growth", 0.8, 1.0, 1.3), Range("grid_price", 0.5, 1.0, 2.0), Range("idle", 0.0, 0.0, 0.0))
SCHEDULE = engine.ramp([0.5, 0.2, 0.3, 0.1, 0.0])
numbers = st.floats(-1e6, 1e6)
ranges = st.tuples(numbers, numbers, numbers).map(sorted).map(lambda values: Range("any", *values))
shares = st.floats(0, 1)


def in_2050(outcome) -> np.ndarray:
    return total_kt(outcome)[:, list(engine.YEARS).index(2050)]


@given(ranges, shares)
def test_draws_stay_in_their_range_and_follow_the_triangle(one, share):
    value = from_shares(np.array([[share]]), [one])[0, 0]
    assert one.low <= value <= one.high
    if one.high - one.low > 1e-3:
        peak = (one.central - one.low) / (one.high - one.low)
        assert value == pytest.approx(stats.triang.ppf(share, peak, one.low, one.high - one.low), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_a_seed_gives_the_same_draws_and_another_seed_others(method):
    one, again, other = (draw(RANGES, 1024, seed, method) for seed in (7, 7, 8))
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    assert one.shape == (1024, 3) and not one[:, 2].any()
    # The mean of a triangle is that of its three corners.
    assert one[:, 0].mean() == pytest.approx((0.8 + 1.0 + 1.3) / 3, abs=1e-3)
    assert draw((), 5, 1).shape == (5, 0)


def test_a_latin_hypercube_has_one_draw_in_each_slice():
    drawn = draw(RANGES, 100, 1)[:, 0]
    edges = from_shares(np.linspace(0, 1, 101)[:, None], RANGES[:1])[:, 0]
    assert (np.histogram(drawn, edges)[0] == 1).all()


@pytest.mark.parametrize(("draws", "method"), [(0, "latin_hypercube"), (-1, "sobol"), (1000, "sobol"), (8, "dice")])
def test_draws_that_cannot_be_are_refused(draws, method):
    with pytest.raises(ValueError, match="draws|dice"):
        draw(RANGES, draws, 1, method)


def test_a_range_must_rise():
    with pytest.raises(ValueError, match="idle: 1, 0, 2 do not rise"):
        Range("idle", 1, 0, 2)


def test_bands_are_percentiles_of_each_year():
    values = np.arange(101.0)[:, None] * [1, 10]
    assert bands(values, (10, 50)).tolist() == [[10, 100], [50, 500]]
    found = bands(total_kt(engine.run(SCHEDULE[None], draw(RANGES, 500, 3))))
    assert (np.diff(found, axis=0) >= 0).all() and found.shape == (7, len(engine.YEARS))


def test_wilson_against_published_values():
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, draws, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
                                   (1, 29, 0.0061, 0.1718)):
        assert wilson(hits / draws, draws) == pytest.approx((low, high), abs=5e-5)


@given(st.lists(numbers, min_size=1, max_size=50), numbers)
def test_a_chance_lies_within_its_interval(values, ceiling):
    found = chance(np.array(values), ceiling)
    assert 0 <= found.low <= found.share + 1e-12 and found.share <= found.high + 1e-12 <= 1 + 2e-12
    assert found.draws == len(values)
    with pytest.raises(ValueError, match="no draw"):
        chance(np.array([]), ceiling)


@pytest.mark.parametrize("runs", [200, 2000])
def test_the_interval_of_a_chance_narrows_with_the_draws(runs):
    found = chance(in_2050(engine.run(SCHEDULE[None], draw(RANGES, runs, 5))), 20_500)
    assert 0.05 < found.share < 0.95
    assert found.high - found.low == pytest.approx(2 * 1.96 * np.sqrt(found.share * (1 - found.share) / runs), rel=0.05)


def test_swings_are_the_bars_of_a_tornado():
    wide, none, idle = swings(engine.run, SCHEDULE, RANGES, in_2050)
    power = 20_000 * (1 - 0.3 * 0.5) * (1 - 0.9 * 0.2)
    assert wide.assumption_id == "demand_growth" and wide.width == pytest.approx(0.5 * power)
    assert wide.at_low < in_2050(engine.run(SCHEDULE[None], central(RANGES)))[0] < wide.at_high
    assert none.width == idle.width == 0
    assert swings(engine.run, SCHEDULE, (), in_2050) == ()


def test_influence_by_the_ishigami_function():
    """The usual yardstick: Ishigami and Homma (1990), a = 7, b = 0.1; total-order 0.5576, 0.4424 and 0.2437."""
    # The function takes uniform angles; a share is found back from the triangle it was drawn from.
    corner = [Range(name, 0.0, 0.0, 1.0) for name in "xyz"]

    def run(schedule, sets):
        angles = np.pi * (1 - 2 * (1 - sets) ** 2)
        x, y, z = angles.T
        return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    found = {one.assumption_id: one for one in
             influences(run, np.zeros((1, 1)), corner, lambda values: values, seed=1, base=4096)}
    for name, exact in zip("xyz", (0.5576, 0.4424, 0.2437), strict=True):
        assert found[name].total_order == pytest.approx(exact, abs=0.02)
        assert abs(found[name].total_order - exact) < 2 * found[name].confidence


def test_the_assumption_that_decides_is_named_first():
    def cost_and_carbon(outcome):
        return in_2050(outcome) + outcome.cost_million_hkd["capital"][:, -1]

    told = []
    found = influences(engine.run, SCHEDULE, RANGES, cost_and_carbon, seed=2, base=512, progress=told.append)
    assert [one.assumption_id for one in found] == ["demand_growth", "grid_price"], "what has no range is left out"
    assert sum(one.total_order for one in found) == pytest.approx(1, abs=0.05)  # both add up: nothing is shared
    # The variance of a triangle is (a² + b² + c² - ab - ac - bc) / 18.
    demand = 20_000**2 * (0.85 * 0.82) ** 2 * _variance(0.8, 1, 1.3)
    price = 600**2 * _variance(0.5, 1, 2)
    assert found[0].total_order == pytest.approx(demand / (demand + price), abs=0.05)
    assert told[-1] == 1.0
    assert influences(engine.run, SCHEDULE, RANGES, cost_and_carbon, seed=2, base=512) == found
    assert [one.assumption_id for one in foremost(found, 1)] == ["demand_growth"]


def _variance(low: float, middle: float, high: float) -> float:
    return (low**2 + middle**2 + high**2 - low * middle - low * high - middle * high) / 18


def test_what_does_not_vary_has_no_influence():
    assert influences(engine.run, SCHEDULE, RANGES[2:], in_2050, seed=1) == ()
    assert influences(engine.run, SCHEDULE, RANGES, lambda outcome: outcome.series["road_kt"][:, 0] * 0 + 3, seed=1,
                      base=8) == ()
    found = influences(engine.run, SCHEDULE, RANGES, in_2050, seed=1, base=64)
    assert [one.assumption_id for one in foremost(found)] == ["demand_growth"], "no influence is not among the three"


def test_indices_can_be_called_off_and_need_a_power_of_two():
    with pytest.raises(ValueError, match="power of two"):
        influences(engine.run, SCHEDULE, RANGES, in_2050, seed=1, base=100)
    with pytest.raises(Cancelled):
        influences(engine.run, SCHEDULE, RANGES, in_2050, seed=1, cancelled=lambda: True)
