"""What each lever costs per tonne that it avoids: one at a time, against a stated reference.

A lever's cost and tonnes are the difference that it alone makes to a run of the engine: `alone`, added to the reference
when nothing else is done, or `last_in`, taken out of a scenario in which everything else is there. Both are right and
differ, for levers interact: whoever shows one says which. Cost per tonne is the net present cost over the tonnes
discounted at the same rate (the price at which a tonne in any year would pay for the lever) unless tonnes are wanted as
they are. The engine's capital is an annuity, so a year bears its own share of it; what is paid and avoided after the
last year is not counted.

Such figures rank no strategy: they say nothing of interaction, of what else changes, or of who pays (Kesicki and
Strachan, "Marginal abatement cost (MAC) curves: confronting theory and practice", Environmental Science & Policy 14,
2011); and among levers that save money more tonnes make a figure look worse (Taylor, "The ranking of negative-cost
emissions reduction measures", Energy Policy 48, 2012). Hence the net present cost beside each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hkzero.model.runs import Array, Outcome, Run, discount_factors, evaluate, system_cost, total_kt

HKD_PER_TONNE = 1000.0  # HK$ million a kilotonne
LEAST_KT = 0.5  # over all years: a lever that avoids less than this has no cost per tonne


class Reference(StrEnum):
    """What a lever is compared with."""

    ALONE = "alone"
    LAST_IN = "last_in"


@dataclass(frozen=True, slots=True)
class Difference:
    """What one lever changes: HK$ million more and kt CO2e less, by year."""

    lever_id: str
    cost_million_hkd: Array
    avoided_kt: Array


@dataclass(frozen=True, slots=True)
class AbatementCost:
    """What one lever costs and avoids over all years.

    `net_present_cost_million_hkd` is discounted to the base year; `avoided_kt` is undiscounted; `hkd_per_tonne` is None
    where nothing is avoided, and below zero where the lever saves money.
    """

    lever_id: str
    net_present_cost_million_hkd: float
    avoided_kt: float
    hkd_per_tonne: float | None


def differences(run: Run, before: Array, after: Array, lever_ids: Sequence[str],
                reference: Reference | str = Reference.ALONE, assumptions: Array | None = None,
                ) -> tuple[NDArray, tuple[Difference, ...]]:
    """Return the years, and what each lever changes that stands differently in two schedules (levers × years).

    Alone: `before` with this lever as in `after`, less `before`. Last in: `after`, less `after` with this lever as in
    `before`. All are run in one call. ValueError when shapes differ.
    """
    if before.shape != after.shape or len(lever_ids) != len(before):
        raise ValueError(f"schedules of {before.shape} and {after.shape} with {len(lever_ids)} levers")
    alone = Reference(reference) is Reference.ALONE
    base, other = (before, after) if alone else (after, before)
    moved = [lever for lever in range(len(before)) if not np.array_equal(before[lever], after[lever])]
    schedules = np.repeat(base[None], len(moved) + 1, axis=0)
    for position, lever in enumerate(moved, 1):
        schedules[position, lever] = other[lever]
    seen: list[NDArray] = []

    def figures(outcome: Outcome) -> Array:
        seen.append(np.asarray(outcome.years))
        return np.stack([system_cost(outcome), -total_kt(outcome)], axis=1)

    found = evaluate(run, schedules, assumptions, figures)
    changes = (found[1:] - found[0]) * (1 if alone else -1)
    return seen[0], tuple(Difference(lever_ids[lever], cost, avoided)
                          for lever, (cost, avoided) in zip(moved, changes, strict=True))


def per_tonne(years: NDArray, found: Sequence[Difference], rate: float, base_year: int, *,
              discount_tonnes: bool = True) -> tuple[AbatementCost, ...]:
    """Return what levers cost at a discount rate (0.04 = 4 % a year): cheapest first, those without tonnes last."""
    worth = discount_factors(years, rate, base_year)
    costs = []
    for one in found:
        present, avoided = float(one.cost_million_hkd @ worth), float(one.avoided_kt.sum())
        counted = float(one.avoided_kt @ worth) if discount_tonnes else avoided
        price = present / counted * HKD_PER_TONNE if min(avoided, counted) > LEAST_KT else None
        costs.append(AbatementCost(one.lever_id, present, avoided, price))
    return tuple(sorted(costs, key=lambda cost: (cost.hkd_per_tonne is None, cost.hkd_per_tonne or 0.0)))


def in_year(years: NDArray, found: Sequence[Difference], year: int) -> dict[str, float | None]:
    """Return HK$ a tonne of one year alone, by lever: that year's cost over that year's tonnes; None without any.

    KeyError when the year is not among the years.
    """
    places = np.flatnonzero(np.asarray(years) == year)
    if not len(places):
        raise KeyError(f"{year} is not among the years {years[0]} to {years[-1]}")
    return {one.lever_id: float(one.cost_million_hkd[places[0]] / one.avoided_kt[places[0]] * HKD_PER_TONNE)
            if one.avoided_kt[places[0]] > LEAST_KT / len(years) else None for one in found}
