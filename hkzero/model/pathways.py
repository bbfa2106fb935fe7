"""Yearly pathways between two levels, the pace achieved, and the pace a target requires.

Every quantity is a `Measured`, so a projected tonne still names the publications it was projected from. Projected
levels are scenarios, whatever they start from. Paces are positive when emissions rise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from hkzero.measure import Kind, Measured

PERCENT = 100.0


class Form(StrEnum):
    """How a pace is carried on: the same tonnes every year, or the same percentage every year."""

    TONNES = "tonnes"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Level:
    """One published or derived level and the year it holds for, with its rounding bounds where they are known."""

    year: int
    amount: Measured
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """A yearly change between two years: `per_year` in <unit>/year, `rate` in %/year (compound).

    `rate` holds None where no constant rate exists, that is when a level is zero or below.
    """

    first_year: int
    last_year: int
    per_year: Measured
    rate: Measured


@dataclass(frozen=True, slots=True)
class Pathway:
    """A level for each year from the first to the last, both included."""

    years: tuple[int, ...]
    amount: Measured

    def at(self, year: int) -> float | None:
        """Return the level of one year; KeyError when the pathway does not reach it."""
        try:
            return self.amount.values[self.years.index(year)]
        except ValueError:
            raise KeyError(f"the pathway runs {self.years[0]}-{self.years[-1]}, not to {year}") from None


def straight_line(start: Level, end: Level) -> Pathway:
    """Return the pathway of equal yearly steps that starts at one level and ends exactly at the other."""
    return _between(start, end, lambda first, last, share: first + (last - first) * share)


def constant_rate(start: Level, end: Level) -> Pathway:
    """Return the pathway of equal yearly percentages between two levels; ValueError when one is not above zero."""
    for level in (start, end):
        if level.amount.value is not None and level.amount.value <= 0:
            raise ValueError(f"no constant rate leads to or from {level.amount.value:g} {level.amount.unit}")
    return _between(start, end, lambda first, last, share: first * (last / first) ** share)


def pace_between(start: Level, end: Level) -> Pace:
    """Return the average yearly change from one level to another: achieved if both are past, required if one is not.

    Tonnes: (end - start) / years. Rate: (end / start)^(1 / years) - 1, the compound annual growth rate.
    """
    years = _span(start, end)
    change = end.amount - start.amount
    first, last = start.amount.value, end.amount.value
    rate = None
    if first is not None and last is not None and first > 0 and last > 0:
        rate = ((last / first) ** (1 / years) - 1) * PERCENT
    return Pace(start.year, end.year, change.scaled(1 / years, f"{change.unit}/year"),
                replace(change, values=(rate,), unit="%/year"))


def carried_on(start: Level, pace: Pace, last_year: int, form: Form = Form.TONNES) -> Pathway:
    """Return the pathway that carries a pace on from a level; it stops at zero, gross emissions having no less."""
    origin = start.amount.value
    step, rate = pace.per_year.value, pace.rate.value
    years = tuple(range(start.year, last_year + 1))
    if origin is None or (step is None if form is Form.TONNES else rate is None):
        levels: tuple[float | None, ...] = (None,) * len(years)
    elif form is Form.TONNES:
        levels = tuple(max(0.0, origin + step * (year - start.year)) for year in years)
    else:
        levels = tuple(origin * (1 + rate / PERCENT) ** (year - start.year) for year in years)
    return Pathway(years, _projected(levels, start.amount, pace.per_year))


def through(levels: Sequence[Level]) -> Pathway:
    """Return the straight lines from each level to the next, in order, as one pathway."""
    legs = [straight_line(start, end) for start, end in pairwise(levels)]
    if not legs:
        raise ValueError("a pathway needs two levels at least")
    years = legs[0].years + tuple(year for leg in legs[1:] for year in leg.years[1:])
    amounts = legs[0].amount.values + tuple(value for leg in legs[1:] for value in leg.amount.values[1:])
    return Pathway(years, _projected(amounts, *(level.amount for level in levels)))


def level_at(pathway: Pathway, year: int) -> Level:
    """Return the level of a pathway in one year."""
    return Level(year, replace(pathway.amount, values=(pathway.at(year),)))


def _span(start: Level, end: Level) -> int:
    if end.year <= start.year:
        raise ValueError(f"a pace needs a later year than {start.year}, not {end.year}")
    return end.year - start.year


def _between(start: Level, end: Level, value: Callable[[float, float, float], float]) -> Pathway:
    span = _span(start, end)
    years = tuple(range(start.year, end.year + 1))
    first, last = start.amount.value, end.amount.value
    if first is None or last is None:
        levels: tuple[float | None, ...] = (None,) * len(years)
    else:
        # The end is put in as it is: 1.0 times a quotient need not give it back exactly.
        levels = (*(value(first, last, step / span) for step in range(span)), last)
    return Pathway(years, _projected(levels, start.amount, end.amount))


def _projected(levels: tuple[float | None, ...], *origins: Measured) -> Measured:
    """Return levels as a scenario that names everything the origins rest on."""
    joined = origins[0]
    for other in origins[1:]:
        joined = joined.times(other, joined.unit)
    return replace(joined, values=levels, kind=Kind.SCENARIO)
