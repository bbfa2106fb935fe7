"""Running the scenario engine many times, for those who only need a few figures of each run.

Whatever stands on the engine (wedges, sensitivity, goal seek, costs) asks it through `Run`: settings and assumptions
in, outcome out. The leading axis is one run each, so a thousand runs are one call; `evaluate` cuts long ones into
blocks, so that only the figures asked for are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BLOCK = 512  # runs at a time: their arrays stay small beside the memory of a small machine
# A price on carbon is paid by one in Hong Kong to another in Hong Kong: no cost to the city as a whole.
SYSTEM_COSTS = ("capital", "operation", "fuel")


class Outcome(Protocol):
    """What an engine returns: emissions in kt CO2e (runs × sectors × years), costs in HK$ million a year by part."""

    @property
    def years(self) -> NDArray: ...
    @property
    def emissions_kt(self) -> Array: ...
    @property
    def series(self) -> Mapping[str, Array]: ...
    @property
    def cost_million_hkd(self) -> Mapping[str, Array]: ...


Run = Callable[[Array, Array | None], Outcome]
"""Levels of every lever (runs or 1 × levers × years) and assumptions (runs or 1 × assumptions) → outcome."""

Figures = Callable[[Outcome], Array]
"""Outcome → the figures wanted of it, runs × anything."""


class Cancelled(Exception):
    """A long calculation was called off by whoever started it."""


def total_kt(outcome: Outcome) -> Array:
    """Return the city's emissions, removals taken off, in kt CO2e: runs × years."""
    return outcome.emissions_kt.sum(axis=1)


def system_cost(outcome: Outcome) -> Array:
    """Return capital, operation and fuel together, without any carbon price, in HK$ million: runs × years."""
    return sum(outcome.cost_million_hkd[part] for part in SYSTEM_COSTS)


def discount_factors(years: NDArray, rate: float, base_year: int) -> Array:
    """Return what one HK$ of each year is worth in `base_year` at a yearly rate (0.04 = 4 %): (1 + rate)^(base - year).

    ValueError for a rate of -100 % or less.
    """
    if rate <= -1:
        raise ValueError(f"a discount rate lies above -1, not at {rate:g}")
    return (1 + rate) ** (base_year - np.asarray(years, dtype=float))


def evaluate(run: Run, schedules: Array, assumptions: Array | None, figures: Figures, *, block: int = BLOCK,
             progress: Callable[[float], None] | None = None, cancelled: Callable[[], bool] | None = None) -> Array:
    """Return the figures of many runs, in blocks: schedules and assumptions with a leading axis of runs or of 1.

    `progress` is told the share that is done (0 to 1) after each block. Cancelled when `cancelled()` says so;
    ValueError when neither axis is 1 and they differ, or there is no run at all.
    """
    counts = {len(schedules), 1 if assumptions is None else len(assumptions)}
    runs = max(counts)
    if counts - {1, runs} or 0 in counts:
        raise ValueError(f"{len(schedules)} schedules do not go with {max(counts - {len(schedules)}, default=0)} draws")
    found = []
    for start in range(0, runs, block):
        if cancelled and cancelled():
            raise Cancelled(f"stopped after {start} of {runs} runs")
        part = slice(start, start + block)
        found.append(figures(run(_part(schedules, part), None if assumptions is None else _part(assumptions, part))))
        if progress:
            progress(min(1.0, (start + block) / runs))
    return np.concatenate(found)


def _part(values: Array, part: slice) -> Array:
    return values if len(values) == 1 else values[part]
