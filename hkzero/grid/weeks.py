"""Weeks that stand for a year: the week of the peak and those that are most like the others.

Method: the 52 weeks from 1 January are grouped about medoids (Kaufman and Rousseeuw, Finding groups in data, 1990) by
what matters to dispatch: mean, highest and lowest load, sun and wind; the week of the peak is always one of them. Each
stands for as many hours as its group has, put right by the least change that keeps the hours and the energy of the
load of the year. Sun, wind and contracts are scaled so that their energy of the year is kept as well. What is between
the weeks is not modelled: storage ends each week as full as it began.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import HOURS, Array, Case, Dispatch, HourlyYear
from hkzero.grid.dispatch import solve

WEEK = 168
WEEKS = HOURS // WEEK
DEFAULT = 4
LEAST_WEIGHT = 0.25  # weeks: a chosen week never stands for less


@dataclass(frozen=True, slots=True)
class Weeks:
    """Chosen weeks: `first_hours` where each begins, `hours` (weeks × 168,), `weights` of the hours, 8,760 in all."""

    first_hours: tuple[int, ...]
    hours: NDArray[np.int64]
    weights: Array


def choose(year: HourlyYear, number: int = DEFAULT) -> Weeks:
    """Return the weeks that stand for a year, in the order of the year. ValueError for a number not from 1 to 52."""
    if not 1 <= number <= WEEKS:
        raise ValueError(f"{number} weeks: a year has 1 to {WEEKS}")
    load, sun, wind = (series[:WEEKS * WEEK].reshape(WEEKS, WEEK)
                       for series in (year.load_mw, year.solar, year.wind))
    features = np.stack([load.mean(1), load.max(1), load.min(1), sun.mean(1), wind.mean(1)], axis=1)
    features = (features - features.mean(0)) / np.maximum(features.std(0), 1e-12)
    distance = np.linalg.norm(features[:, None] - features[None], axis=2)
    chosen = _medoids(distance, int(load.max(1).argmax()), number)
    group = np.asarray(chosen)[distance[:, chosen].argmin(1)]
    counts = np.array([(group == one).sum() for one in chosen], dtype=float) * HOURS / WEEKS / WEEK
    weights = _preserving(counts, load[chosen].mean(1), float(year.load_mw.mean()))
    first = np.asarray(chosen) * WEEK
    return Weeks(tuple(int(one) for one in first), (first[:, None] + np.arange(WEEK)).ravel(),
                 np.repeat(weights, WEEK))


def fitted(case: Case, weeks: Weeks) -> Case:
    """Return the case with sun, wind and contracts scaled so that the weeks give the energy that the year would."""
    units = []
    for unit in case.units:
        if unit.is_must_run and unit.availability is not None:
            shown = float(unit.availability[weeks.hours] @ weeks.weights)
            if shown > 0:
                unit = replace(unit, capacity_mw=unit.capacity_mw * float(unit.availability.sum()) / shown)
        units.append(unit)
    return replace(case, units=tuple(units))


def solve_weeks(case: Case, number: int = DEFAULT) -> Dispatch:
    """Return the dispatch of representative weeks. Infeasible and ValueError as `dispatch.solve` and `choose`."""
    weeks = choose(case.year, number)
    return solve(fitted(case, weeks), weeks.hours, weeks.weights)


def _medoids(distance: Array, fixed: int, number: int) -> list[int]:
    """Return medoids, `fixed` among them: the best added one by one, then exchanged while that helps."""
    chosen = [fixed]
    while len(chosen) < number:
        near = distance[:, chosen].min(1)
        gain = np.maximum(near[:, None] - distance, 0).sum(0)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
    total = distance[:, chosen].min(1).sum()
    is_better = True
    while is_better:
        is_better = False
        for place in range(1, number):
            rest = chosen[:place] + chosen[place + 1:]
            totals = np.minimum(distance[:, rest].min(1)[:, None], distance).sum(0)
            best = int(totals.argmin())
            if totals[best] < total - 1e-9:
                chosen, total, is_better = [*chosen[:place], best, *chosen[place + 1:]], totals[best], True
    return sorted(chosen)


def _preserving(counts: Array, mean_load: Array, year_mean: float) -> Array:
    """Return weights in weeks, nearest to the counts, that keep the hours and, if they can, the energy of the year."""
    target = np.array([HOURS / WEEK, HOURS / WEEK * year_mean])
    free, weights = np.ones(counts.size, dtype=bool), counts.copy()
    rows = np.stack([np.ones(counts.size), mean_load])
    while free.sum() >= 2:
        missing = target - rows @ weights
        weights[free] += np.linalg.lstsq(rows[:, free], missing, rcond=None)[0]
        if (low := free & (weights < LEAST_WEIGHT)).any():
            weights[low], free = LEAST_WEIGHT, free & ~low
        else:
            break
    return weights * (HOURS / WEEK / weights.sum())
