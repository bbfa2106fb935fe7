"""Yearly pathways between two levels, the pace achieved, and the pace a target requires.

Every quantity is a `Measured`, so a projected tonne still names the publications it was projected from. Projected
levels are scenarios, whatever they start from. Paces are positive when emissions rise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import exp, inf, log

from hkzero.measure import Answer, Kind, Measured

PERCENT = 100.0
RESIDUAL_ASSUMPTION = "net_zero_residual_share"
S_CURVE_ASSUMPTION = "s_curve_takeover_share"
# Bounds of the logarithm of the exponent in `within_budget`: beyond them the curve is flat or falls at once.
FLATTEST, STEEPEST = -40.0, 40.0
HALVINGS = 200


class Form(StrEnum):
    """How a pace is carried on: the same tonnes every year, or the same percentage every year."""

    TONNES = "tonnes"
    PERCENT = "percent"


class Shape(StrEnum):
    """How a pathway gets from one level to another."""

    STRAIGHT_LINE = "straight_line"
    CONSTANT_RATE = "constant_rate"
    S_CURVE = "s_curve"
    WITHIN_BUDGET = "within_budget"


class Refused(StrEnum):
    """Why there is no falling pathway that spends a budget exactly."""

    NOT_FALLING = "not_falling"
    BUDGET_TOO_SMALL = "budget_too_small"
    BUDGET_NOT_BINDING = "budget_not_binding"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No pathway: the reason, and the least and most that falling pathways between the two levels can spend."""

    reason: Refused
    least: float | None
    most: float | None


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


def s_curve(start: Level, end: Level, takeover_share: float) -> Pathway:
    """Return the S-shaped pathway between two levels: a logistic curve, scaled so that it meets both exactly.

    `takeover_share` is the share of the time in which 10 to 90 % of the change of the unscaled curve happens (the
    takeover time): steepness = ln 81 / takeover_share. Source of the measure: Fisher and Pry, "A simple substitution
    model of technological change", Technological Forecasting and Social Change 3 (1971). ValueError outside (0, 1].
    """
    if not 0 < takeover_share <= 1:
        raise ValueError(f"a takeover takes a share of the time in (0, 1], not {takeover_share:g}")
    steepness = log(81) / takeover_share

    def logistic(share: float) -> float:
        return 1 / (1 + exp(-steepness * (share - 0.5)))

    low, high = logistic(0), logistic(1)
    return _between(start, end, lambda first, last, share:
                    first + (last - first) * (logistic(share) - low) / (high - low))


def within_budget(start: Level, end: Level, budget: Measured) -> Pathway | Refusal:
    """Return the falling pathway whose levels after the first year add up to a budget, or why there is none.

    Level = end + (start - end) × (1 - share of the time)^p. One number p decides: 1 is the straight line, more falls
    sooner, less falls later; the sum falls as p grows, so p is found by halving. The family is a choice of ours: it
    meets both ends, never rises, and can end at zero. UnitError when the budget is in another unit.
    """
    left = budget - end.amount.scaled(_span(start, end))
    first, last, room = start.amount.value, end.amount.value, left.value
    if first is None or last is None or room is None or first <= last:
        return Refusal(Refused.NOT_FALLING, None, None)
    span = _span(start, end)
    least, most = span * last, span * last + (first - last) * (span - 1)
    if room <= 0:
        return Refusal(Refused.BUDGET_TOO_SMALL, least, most)
    if room >= most - least:
        return Refusal(Refused.BUDGET_NOT_BINDING, least, most)
    power = _power_that_sums_to(room / (first - last), span)
    found = _between(start, end, lambda high, low, share: low + (high - low) * (1 - share) ** power)
    return Pathway(found.years, replace(_projected(found.amount.values, start.amount, end.amount, budget),
                                        unit=start.amount.unit))


def residual(latest: Level, year: int, assumptions: Answer, column: str = "central") -> Level:
    """Return what is still emitted at net zero: the latest level × the assumed share left (low, central or high).

    It stands in for zero where a percentage a year has to lead somewhere. KeyError when the assumption is missing.
    """
    row = assumptions.frame.set_index("assumption_id").loc[RESIDUAL_ASSUMPTION]
    share = Measured.one(float(row[column]), "1", (row["source_id"],), Kind.ASSUMED)
    return Level(year, latest.amount.times(share, latest.amount.unit))


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
    """Return the pathway that carries a pace on from a level; it stops at zero, gross emissions having no less.

    ValueError for a rate of growth that would lead beyond every number.
    """
    origin = start.amount.value
    step, rate = pace.per_year.value, pace.rate.value
    years = tuple(range(start.year, last_year + 1))
    if origin is None or (step is None if form is Form.TONNES else rate is None):
        levels: tuple[float | None, ...] = (None,) * len(years)
    elif form is Form.TONNES:
        levels = tuple(max(0.0, origin + step * (year - start.year)) for year in years)
    else:
        try:
            levels = tuple(origin * (1 + rate / PERCENT) ** (year - start.year) for year in years)
        except OverflowError:
            levels = (inf,)
        if inf in levels:
            raise ValueError(f"{rate:g} % a year from {start.year} leads beyond every number before {last_year}")
    return Pathway(years, _projected(levels, start.amount, pace.per_year))


def through(levels: Sequence[Level], leg: Callable[[Level, Level], Pathway] = straight_line) -> Pathway:
    """Return the legs from each level to the next, in order, as one pathway; straight lines unless told otherwise."""
    legs = [leg(start, end) for start, end in pairwise(levels)]
    if not legs:
        raise ValueError("a pathway needs two levels at least")
    years = legs[0].years + tuple(year for leg in legs[1:] for year in leg.years[1:])
    amounts = legs[0].amount.values + tuple(value for leg in legs[1:] for value in leg.amount.values[1:])
    return Pathway(years, _projected(amounts, *(level.amount for level in levels)))


def level_at(pathway: Pathway, year: int) -> Level:
    """Return the level of a pathway in one year."""
    return Level(year, replace(pathway.amount, values=(pathway.at(year),)))


def _power_that_sums_to(wanted: float, span: int) -> float:
    """Return p for which the sum of (1 - step / span)^p over the steps 1 to span - 1 is `wanted`."""
    flattest, steepest = FLATTEST, STEEPEST
    for _ in range(HALVINGS):
        middle = (flattest + steepest) / 2
        total = sum((1 - step / span) ** exp(middle) for step in range(1, span))
        flattest, steepest = (middle, steepest) if total > wanted else (flattest, middle)
    return exp((flattest + steepest) / 2)


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
