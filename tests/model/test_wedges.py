from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.runs import total_kt
from hkzero.model.wedges import coalitions, divided, wedges
from tests import synthetic_engine as engine

unhurried = settings(deadline=None)
strengths = st.lists(st.floats(0, 1), min_size=5, max_size=5).map(np.array)
games = st.integers(1, 5).flatmap(
    lambda groups: st.lists(st.floats(-1e5, 1e5), min_size=2**groups, max_size=2**groups)).map(np.array)


def total(strength) -> np.ndarray:
    return total_kt(engine.run(engine.ramp(strength)[None]))[0]


@unhurried
@given(strengths, strengths)
def test_wedges_close_to_the_difference(one, other):
    found = wedges(engine.run, engine.ramp(one), engine.ramp(other), engine.GROUPS)
    assert found.groups == ("demand", "power", "transport", "other")
    assert found.before == pytest.approx(total(one)) and found.after == pytest.approx(total(other))
    assert np.abs(found.shapley.sum(axis=0) - found.difference).max() < 1e-9
    assert found.interaction == pytest.approx(found.alone.sum(axis=0) - found.difference)


@unhurried
@given(strengths, strengths)
def test_the_way_back_is_the_opposite_and_what_comes_first_comes_last(one, other):
    forth, back = (wedges(engine.run, engine.ramp(first), engine.ramp(last), engine.GROUPS)
                   for first, last in ((one, other), (other, one)))
    assert np.abs(forth.shapley + back.shapley).max() < 1e-7
    assert np.abs(forth.alone + back.last_in).max() < 1e-7


@given(games)
def test_shapley_is_the_mean_over_all_orders(values):
    groups = len(values).bit_length() - 1
    mean = np.zeros(groups)
    for order in permutations(range(groups)):
        there = 0
        for group in order:
            mean[group] += values[there | 1 << group] - values[there]
            there |= 1 << group
    assert divided(values)["shapley"] == pytest.approx(mean / factorial(groups), abs=1e-9 * (1 + np.abs(values).max()))


@unhurried
@given(strengths, st.integers(0, 3))
def test_a_group_that_stands_still_has_no_effect(strength, group):
    before, after = np.zeros(5), strength.copy()
    after[[name == engine.GROUPS[::-1][group] for name in engine.GROUPS]] = 0
    found = wedges(engine.run, engine.ramp(before), engine.ramp(after), engine.GROUPS)
    still = found.groups.index(engine.GROUPS[::-1][group])
    assert not found.shapley[still].any() and not found.alone[still].any() and not found.last_in[still].any()


def test_hand_worked():
    """Two groups that multiply: saved demand on a grid that is cleaned share what they do together."""
    found = wedges(engine.run, engine.ramp(np.zeros(5)), engine.ramp([1, 1, 0, 0, 0]), engine.GROUPS)
    # 20,000 × 0.7 × 0.1 = 1,400; saving alone -6,000, last -600; the grid alone -18,000, last -12,600.
    assert found.difference[-1] == pytest.approx(-18_600)
    assert found.alone[:, -1] == pytest.approx([-6_000, -18_000, 0, 0])
    assert found.last_in[:, -1] == pytest.approx([-600, -12_600, 0, 0])
    assert found.shapley[:, -1] == pytest.approx([-3_300, -15_300, 0, 0])
    assert found.interaction[-1] == pytest.approx(-5_400)
    assert not found.shapley[:, 0].any()


def test_groups_that_add_up_have_no_interaction():
    found = wedges(engine.run, engine.ramp(np.zeros(5)), engine.ramp([0, 0, 0, 1, 1]), "abcde")
    assert np.abs(found.interaction).max() < 1e-9
    assert found.shapley[:, -1] == pytest.approx([0, 0, 0, -2_100, -2_500])


def test_another_figure_can_be_divided():
    found = wedges(engine.run, engine.ramp(np.zeros(5)), engine.ramp([0, 1, 1, 0, 0]), engine.GROUPS,
                   figures=lambda outcome: outcome.series["road_kt"])
    assert found.difference[-1] == pytest.approx(-5_800)
    assert found.shapley[:, -1] == pytest.approx([0, -900, -4_900, 0])


def test_equal_scenarios_have_no_wedges():
    same = engine.ramp(np.full(5, 0.4))
    found = wedges(engine.run, same, same.copy(), engine.GROUPS)
    assert not found.shapley.any() and not found.interaction.any() and not found.difference.any()


def test_what_cannot_be_divided_is_said():
    before, after = engine.ramp(np.zeros(5)), engine.ramp(np.ones(5))
    with pytest.raises(ValueError, match="do not go together"):
        wedges(engine.run, before, after, "ab")
    with pytest.raises(ValueError, match="11 groups move"):
        wedges(engine.run, np.zeros((11, 3)), np.ones((11, 3)), "abcdefghijk")
    with pytest.raises(ValueError, match="power of two"):
        divided(np.zeros(3))
    assert coalitions(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]
