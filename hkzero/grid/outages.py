"""Outages of generating units: the capacity outage probability table, and chains of outages hour by hour.

A unit runs or is out (two states). It is out for `forced_outage_rate` of the time, on average `repair_hours` at a time.
The table follows Billinton and Allan, "Reliability Evaluation of Power Systems", 2nd edition, Plenum 1996, chapter 2:
one unit after the other is added to the distribution of the capacity that is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import Array, Unit

STEP_MW = 1.0
MOST_TABLES = 200
LONGEST_UP_HOURS = 1e12  # as good as never out, and sums of it are still whole numbers


class TooManyTables(ValueError):
    """The availability of the units changes too often for the exact figures."""


@dataclass(frozen=True, slots=True)
class OutageTable:
    """Probability (steps,) that so much capacity is out, in steps of `step_mw` from 0."""

    probability: Array
    step_mw: float

    def shortage(self, reserve_mw: Array) -> tuple[Array, Array]:
        """Return the probability that more than the reserve is out, and the expected MW beyond it, for each hour."""
        steps = np.arange(len(self.probability)) * self.step_mw
        # Entry n is the sum from step n on; the last entry, of no steps, is 0.
        tail = np.append(np.cumsum(self.probability[::-1])[::-1], 0.0)
        tail_mw = np.append(np.cumsum((self.probability * steps)[::-1])[::-1], 0.0)
        first = np.clip(np.floor(reserve_mw / self.step_mw + 1e-9).astype(int) + 1, 0, len(self.probability))
        return tail[first], tail_mw[first] - reserve_mw * tail[first]


def outage_table(units: Sequence[Unit], step_mw: float = STEP_MW) -> OutageTable:
    """Return the table of units that fail independently. A capacity between two steps is shared between them."""
    total = sum(unit.capacity_mw for unit in units)
    probability = np.zeros(int(np.ceil(total / step_mw)) + 1 + sum(unit.n_units for unit in units))
    probability[0] = 1.0
    for unit in units:
        rate = checked_rate(unit)
        whole, part = divmod(unit.capacity_mw / unit.n_units / step_mw, 1.0)
        for _ in range(unit.n_units if rate else 0):
            probability = ((1 - rate) * probability + rate * (1 - part) * _shifted(probability, int(whole))
                           + rate * part * _shifted(probability, int(whole) + 1))
    return OutageTable(probability, step_mw)


def expected_shortage(load_mw: Array, units: Sequence[Unit], step_mw: float = STEP_MW) -> tuple[Array, Array]:
    """Return, for each hour, the probability of a shortage and the expected unserved MW; exact, without any storage.

    Hours in which the units that fail have the same `availability` (the weeks between planned outages) share a table.
    TooManyTables where there are more than `MOST_TABLES` such groups.
    """
    failing = [unit for unit in units if checked_rate(unit)]
    sure = sum((unit.capacity_mw * (1.0 if unit.availability is None else unit.availability)
                for unit in units if not unit.forced_outage_rate), np.zeros(len(load_mw)))
    steady = [unit for unit in failing if unit.availability is None]
    changing = [unit for unit in failing if unit.availability is not None]
    shares = np.array([unit.availability for unit in changing]).reshape(len(changing), len(load_mw))
    kinds, group = np.unique(shares, axis=1, return_inverse=True)
    if kinds.shape[1] > MOST_TABLES:
        raise TooManyTables(f"{kinds.shape[1]} different hours of availability; at most {MOST_TABLES} are worked out")
    probability, unserved = np.zeros(len(load_mw)), np.zeros(len(load_mw))
    for number in range(kinds.shape[1]):
        derated = [*steady, *(replace(unit, capacity_mw=unit.capacity_mw * share)
                              for unit, share in zip(changing, kinds[:, number], strict=True))]
        hours = np.flatnonzero(group == number)
        reserve = sure[hours] + sum(unit.capacity_mw for unit in derated) - load_mw[hours]
        probability[hours], unserved[hours] = outage_table(derated, step_mw).shortage(reserve)
    return probability, unserved


def number_out(unit_count: int, rate: float, repair_hours: float, hours: int, random: np.random.Generator) -> NDArray:
    """Return how many of some like units are out in each hour, as changes from hour to hour: (hours + 1,) integers.

    Each unit is a Markov chain in steps of an hour that starts in its long-run state, so times to failure and to repair
    are geometric. The running sum of the changes is the number out; the entry after the last hour is to be left out.
    """
    changes = np.zeros(hours + 1, dtype=np.int64)
    if rate <= 0:
        return changes
    up_hours = min(repair_hours * (1 - rate) / rate, LONGEST_UP_HOURS)
    cycles = int(1.2 * hours / (up_hours + repair_hours)) + 20
    begins = np.where(random.random(unit_count) < rate, 0, random.geometric(1 / up_hours, unit_count))
    while len(begins):
        down = random.geometric(1 / repair_hours, (len(begins), cycles))
        up = random.geometric(1 / up_hours, (len(begins), cycles))
        up[:, 0] = begins
        ends = np.cumsum(up + down, axis=1)
        for times, change in ((ends - down, 1), (ends, -1)):
            changes += change * np.bincount(times[times < hours], minlength=hours + 1)
        # What the cycles did not reach goes on with more of them; with this many it hardly ever happens.
        begins = ends[:, -1][ends[:, -1] < hours] + random.geometric(1 / up_hours, int((ends[:, -1] < hours).sum()))
    return changes


def checked_rate(unit: Unit) -> float:
    """Return the forced outage rate of a unit; ValueError where it or the time of repair makes no sense."""
    if not 0 <= unit.forced_outage_rate < 1:
        raise ValueError(f"{unit.unit_id}: a forced outage rate of {unit.forced_outage_rate}; from 0 to below 1")
    if unit.forced_outage_rate and unit.repair_hours * min(1.0, 1 / unit.forced_outage_rate - 1) < 1:
        raise ValueError(f"{unit.unit_id}: repaired in {unit.repair_hours} h; an hour is the shortest this can follow")
    if unit.n_units < 1:
        raise ValueError(f"{unit.unit_id}: a block of {unit.n_units} units")
    return unit.forced_outage_rate


def _shifted(values: Array, steps: int) -> Array:
    return np.concatenate([np.zeros(steps), values[:len(values) - steps]]) if steps else values
