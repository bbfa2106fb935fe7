"""Cumulative emissions, what is left of a carbon budget, and when it is used up.

A year without a level is not a year without emissions: it is left out of the sum and named, or bridged on request by
the straight line between its neighbours, and then the sum is an estimate and names the years bridged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from hkzero.measure import Answer, Kind, Measured
from hkzero.model.pathways import Level, Pathway, level_at, straight_line


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Emissions added up over the years from the first to the last, both included.

    `missing` are the years without a level, which are not in the sum; `bridged` those put in by a straight line.
    """

    first_year: int
    last_year: int
    amount: Measured
    missing: tuple[int, ...]
    bridged: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether every year is in the sum."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """When a remaining budget is used up: in the course of `year`; None when it lasts longer than what was asked.

    `at` is the same as a decimal, 2031.5 being the middle of 2031. `already` = nothing was left to begin with.
    """

    year: int | None
    at: float | None
    already: bool = False


def cumulative(known: Mapping[int, Level], first_year: int, last_year: int, bridge: bool = False) -> Cumulative:
    """Return the sum of the levels of a span of years.

    ValueError when the span is empty or no year of it is known. Only gaps between known years are bridged; the ends of
    a series are never drawn on.
    """
    years = range(first_year, last_year + 1)
    levels = {year: level for year, level in known.items() if level.amount.value is not None}
    spanned = _bridges(levels) if bridge else {}
    used = {year: levels.get(year, spanned.get(year)) for year in years if year in levels or year in spanned}
    if not used:
        raise ValueError(f"no level is known from {first_year} to {last_year}: there is nothing to add up")
    bridged = tuple(year for year in used if year not in levels)
    total = used[min(used)].amount
    for year in sorted(used)[1:]:
        total = total + used[year].amount
    return Cumulative(first_year, last_year, total.as_kind(Kind.ESTIMATED) if bridged else total,
                      tuple(year for year in years if year not in used), bridged)


def remaining(budget: Measured, spent: Measured) -> Measured:
    """Return what is left of a budget; below zero when more was spent. UnitError when the units differ."""
    return budget - spent


def exhausted_at_level(left: Measured, latest: Level) -> Exhaustion:
    """Return when a budget that is left at the end of the latest year is used up if that year's level goes on."""
    room, level = left.value, latest.amount.value
    if room is not None and room <= 0:
        return Exhaustion(None, None, already=True)
    if room is None or level is None or level <= 0:
        return Exhaustion(None, None)
    return _at(latest.year + 1 + room / level)


def exhausted_on(left: Measured, pathway: Pathway) -> Exhaustion:
    """Return when a budget that is left at the end of the pathway's first year is used up on the years after it.

    Within a year emissions are taken as even. None when the pathway ends first, or has a year without a level.
    """
    room, levels = left.value, pathway.amount.values[1:]
    if room is not None and room <= 0:
        return Exhaustion(None, None, already=True)
    if room is None or None in levels:
        return Exhaustion(None, None)
    for year, level, spent in zip(pathway.years[1:], levels, accumulate(levels), strict=True):
        if spent >= room and level > 0:
            return _at(year + 1 - (spent - room) / level)
    return Exhaustion(None, None)


def running_total(pathway: Pathway) -> Pathway:
    """Return the emissions added up along a pathway, the first year (which is past) counted as zero."""
    totals: list[float | None] = [0.0]
    for level in pathway.amount.values[1:]:
        totals.append(None if level is None or totals[-1] is None else totals[-1] + level)
    return Pathway(pathway.years, replace(pathway.amount, values=tuple(totals)))


def as_carbon_dioxide(pathway: Pathway, latest: Level) -> Pathway:
    """Return the pathway of carbon dioxide that falls in proportion to a pathway of all gases, from a level of its own.

    The proportion is an assumption: carbon dioxide has to fall faster where methane of waste is hard to cut. ValueError
    when they begin in different years.
    """
    if latest.year != pathway.years[0]:
        raise ValueError(f"carbon dioxide of {latest.year} cannot follow a pathway from {pathway.years[0]}")
    first = level_at(pathway, latest.year).amount
    share = replace(pathway.amount.over(first, "1"), kind=Kind.SCENARIO)
    return Pathway(pathway.years, latest.amount.times(share, latest.amount.unit))


def levels_of(answer: Answer, account: str) -> dict[int, Level]:
    """Return the levels of one account of carbon dioxide, oldest year first, with their ranges where there are any."""
    part = answer.frame[answer.frame["account"] == account].sort_values("period")
    found = {}
    for year, (_, row) in zip(part["period"], part.groupby("period"), strict=True):
        low, high = (None if bound != bound else float(bound) for bound in (row["low"].iloc[0], row["high"].iloc[0]))
        found[int(year)] = Level(int(year), answer.measured(row), low, high)
    return found


def share_of(answer: Answer, first_year: int, warming: str, likelihood: int, rule: str) -> Measured:
    """Return Hong Kong's part of one global budget by one rule of sharing; LookupError when it was not published."""
    frame = answer.frame
    row = frame[(frame["first_year"] == first_year) & (frame["warming"] == warming)
                & (frame["likelihood"] == likelihood) & (frame["rule"] == rule)]
    if len(row) != 1:
        raise LookupError(f"{len(row)} budgets for {warming} °C, {likelihood} %, from {first_year}, {rule}")
    return answer.measured(row)


def _bridges(levels: Mapping[int, Level]) -> dict[int, Level]:
    """Return the levels that a straight line gives to the years between two known ones."""
    found = {}
    for first, last in pairwise(sorted(levels)):
        line = straight_line(levels[first], levels[last])
        estimate = replace(line, amount=replace(line.amount, kind=Kind.ESTIMATED))
        found |= {year: level_at(estimate, year) for year in range(first + 1, last)}
    return found


def _at(moment: float) -> Exhaustion:
    return Exhaustion(int(moment), moment)
