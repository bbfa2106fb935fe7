"""Which groups of levers make the difference between two scenarios: exact Shapley values, year by year.

Levers help and hinder each other (an electric car saves more on a clean grid), so what a group brings depends on what
is there already. Its Shapley value is the mean of what it adds over all orders in which the groups could be introduced:
Shapley, "A value for n-person games", Contributions to the Theory of Games II (1953). It is the only division that
closes exactly, treats equals alike and gives nothing to a group without effect; as a decomposition of emissions see
Sun, "Changes in energy consumption and energy intensity: a complete decomposition model", Energy Economics 20 (1998),
and Albrecht, François and Schoors, "A Shapley decomposition of carbon emissions without residuals", Energy Policy 30
(2002). Every coalition of groups is run, all of them in one call of the engine: nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from hkzero.model.runs import Array, Figures, Run, evaluate, total_kt

MOST_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Wedges:
    """What each group adds to (above zero) or takes from an outcome on the way from one scenario to another.

    `before` and `after` are the outcome of both, by year; the others are groups × years: `shapley` closes to
    after - before; `alone` is what a group does by itself in the first scenario; `last_in` what it adds when all others
    are there.
    """

    groups: tuple[str, ...]
    before: Array
    after: Array
    shapley: Array
    alone: Array
    last_in: Array

    @property
    def difference(self) -> Array:
        """The whole difference, by year."""
        return self.after - self.before

    @property
    def interaction(self) -> Array:
        """What the effects alone, added up, say too much or too little: their sum less the difference, by year."""
        return self.alone.sum(axis=0) - self.difference


def wedges(run: Run, before: Array, after: Array, group_of: Sequence[str], assumptions: Array | None = None,
           figures: Figures = total_kt) -> Wedges:
    """Return the wedges between two schedules (levers × years), `group_of` naming the group of each lever.

    Groups come in the order in which they are first named; one whose levers stand alike in both has zeros everywhere.
    `assumptions` is one set (1 × assumptions); `figures` says of what, the total in kt CO2e unless told otherwise.
    ValueError when the shapes differ or more than ten groups move.
    """
    if before.shape != after.shape or len(group_of) != len(before):
        raise ValueError(f"schedules of {before.shape} and {after.shape}, {len(group_of)} groups: do not go together")
    groups = tuple(dict.fromkeys(group_of))
    moves = {group for group, one, other in zip(group_of, before, after, strict=True) if not np.array_equal(one, other)}
    moved = [group for group in groups if group in moves]
    if len(moved) > MOST_GROUPS:
        raise ValueError(f"{len(moved)} groups move; every coalition can be run for {MOST_GROUPS} at most")
    # Each lever follows its group. The last column is of those that stand alike in both: in no coalition.
    present = np.pad(coalitions(len(moved)), ((0, 0), (0, 1)))
    switched = present[:, [moved.index(group) if group in moves else -1 for group in group_of]]
    values = evaluate(run, np.where(switched[:, :, None], after, before), assumptions, figures)
    found = {name: np.zeros((len(groups), *values.shape[1:])) for name in ("shapley", "alone", "last_in")}
    for name, effects in divided(values).items():
        found[name][[groups.index(group) for group in moved]] = effects
    return Wedges(groups, values[0], values[-1], **found)


def coalitions(groups: int) -> NDArray[np.bool_]:
    """Return which group is in which coalition: 2^groups × groups, group g being bit g of the coalition's number."""
    return (np.arange(2**groups)[:, None] >> np.arange(groups)) % 2 == 1


def divided(values: Array) -> dict[str, Array]:
    """Return Shapley values, effects alone and last-in effects (groups × …) from the value of every coalition.

    `values` has the coalitions in the order of `coalitions` as its first axis. ValueError unless their number is a
    power of two.
    """
    groups = len(values).bit_length() - 1
    if len(values) != 2**groups:
        raise ValueError(f"{len(values)} coalitions: all of them are needed, a power of two")
    numbers, sizes = np.arange(len(values)), coalitions(groups).sum(axis=1)
    weights = np.array([1 / (groups * comb(groups - 1, size)) if size < groups else 0.0 for size in sizes])
    found = {"shapley": [], "alone": [], "last_in": []}
    for group in range(groups):
        without = numbers[(numbers >> group) % 2 == 0]
        added = values[without | (1 << group)] - values[without]
        found["shapley"].append(np.tensordot(weights[without], added, axes=1))
        found["alone"].append(added[0])
        found["last_in"].append(added[-1])
    return {name: np.array(effects).reshape(groups, *values.shape[1:]) for name, effects in found.items()}
