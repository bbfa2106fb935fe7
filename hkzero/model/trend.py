"""Statistical trends of a yearly series: projection, intervals and the chance of meeting a target, with their limits.

A trend carries on what the figures did; it knows no policy, no plan and no date. None is given without its back-test,
see model/backtest.py: the method shown is the one that erred least, and intervals are as wide as its errors ask for.
The distribution of a year is normal on the method's scale; everything here is read off it in closed form, so the same
figures always give the same numbers. Gross emissions are not negative: what the level scale puts below zero is counted
as zero, unless the series itself has been negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import isfinite, log
from statistics import NormalDist

import numpy as np

from hkzero.measure import Answer, Kind, Measured, UnitError
from hkzero.model.backtest import (
    FEWEST_YEARS,
    LEVELS,
    YARDSTICK,
    BackTest,
    Candidate,
    Refused,
    Scale,
    Score,
    back_test,
    on_level,
    quantile,
)
from hkzero.model.forecast import Method
from hkzero.model.pathways import Level
from hkzero.model.standing import levels as newest_levels

TOTAL = "total"
# Below this number of figures a method's error is known from little more than ten origins.
FEW_YEARS = 30


class Limit(StrEnum):
    """What a reader has to know before she believes a projection."""

    FEW_YEARS = "few_years"
    GAPS = "gaps"
    EDITIONS = "editions"
    BREAK_INSIDE = "break_inside"
    BEYOND_BACK_TEST = "beyond_back_test"
    BEYOND_HALF_HISTORY = "beyond_half_history"
    WIDENED = "widened"
    FLOORED_AT_ZERO = "floored_at_zero"
    NEVER_ZERO = "never_zero"
    NOT_BEST = "not_best"
    NO_BETTER_THAN_DRIFT = "no_better_than_drift"
    NO_DIRECTION = "no_direction"


@dataclass(frozen=True, slots=True)
class NoTrend:
    """No projection: the reason, how many years are known and how many are needed."""

    reason: Refused
    known_years: int
    needed_years: int = FEWEST_YEARS


@dataclass(frozen=True, slots=True)
class Projection:
    """Levels of the years after `last_year`: the median, and the ends of the 50, 80 and 95 % intervals by level.

    `score` is the back-test of the method used, `back_test` that of all; `breaks` the declared years of a step inside
    the series; `limits` what holds for all years. Those that come with the distance are added by `limits_at`.
    """

    last_year: int
    known_years: int
    years: tuple[int, ...]
    central: Measured
    low: Mapping[int, Measured]
    high: Mapping[int, Measured]
    score: Score
    back_test: BackTest
    breaks: tuple[int, ...]
    floor: float | None
    limits: tuple[Limit, ...]

    @property
    def method(self) -> Method:
        """How the series is carried on."""
        return self.score.candidate.method

    @property
    def scale(self) -> Scale:
        """What is carried on: levels or logarithms."""
        return self.score.candidate.scale

    def at(self, year: int) -> float | None:
        """Return the central level of one year; KeyError when the projection does not reach it."""
        return self.central.values[self.position(year)]

    def position(self, year: int) -> int:
        """Return where a year stands in the values; KeyError when the projection does not reach it."""
        if year not in self.years:
            raise KeyError(f"the projection runs {self.years[0]}-{self.years[-1]}, not to {year}")
        return year - self.years[0]

    def limits_at(self, year: int) -> tuple[Limit, ...]:
        """Return the limits of the projection of one year; KeyError when the projection does not reach it."""
        years_ahead = self.position(year) + 1
        history_years = self.last_year - self.back_test.first_year + 1
        far = {Limit.BEYOND_BACK_TEST: years_ahead > self.back_test.horizon,
               Limit.BEYOND_HALF_HISTORY: years_ahead > history_years / 2}
        return (*self.limits, *(limit for limit, holds in far.items() if holds))


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability (0 to 1) that the level of a year is at most the near and the far end of a target.

    Both are the same where the target is one number. `limits` are those of the projection in that year.
    """

    year: int
    far_end: Measured
    near_end: Measured
    limits: tuple[Limit, ...]


def declared_breaks(steps: Answer, sector: str) -> tuple[Level, ...]:
    """Return the declared years of a step of a sector; `steps` is the question emission_steps."""
    rows = steps.frame[steps.frame["sector"] == sector]
    return tuple(Level(int(year), steps.measured(rows[rows["period"] == year]))
                 for year in sorted(set(rows["period"])))


def series(totals: Answer, sectors: Answer) -> dict[str, dict[int, Level]]:
    """Return the levels of the total and of each sector, newest edition of each year.

    `totals` is the question emissions_total, which has more years than the sectors' own total, `sectors` that of
    emissions_by_sector.
    """
    names = sorted(set(sectors.frame["sector"]) - {TOTAL})
    return {TOTAL: newest_levels(totals)} | {name: newest_levels(sectors, name) for name in names}


def trends(totals: Answer, sectors: Answer, steps: Answer, last_year: int) -> dict[str, Projection | NoTrend]:
    """Return the trend of the total and of each sector, or why there is none; the answers as in `series`."""
    return {name: project(levels.values(), last_year, declared_breaks(steps, name))
            for name, levels in series(totals, sectors).items()}


def project(levels: Iterable[Level], last_year: int, breaks: Iterable[Level] = (),
            candidate: Candidate | None = None) -> Projection | NoTrend:
    """Return the trend of a series up to `last_year`, or why there is none.

    `levels` come in any order; a level of None or NaN is a gap and stays one. `candidate` asks for another method than
    the one chosen by the back-test. UnitError when the levels differ in unit, KeyError when the method asked for was
    left out of the back-test, ValueError when `last_year` is not after the last figure.
    """
    given = sorted(levels, key=lambda level: level.year)
    known = [level for level in given if level.amount.value is not None and level.amount.value == level.amount.value]
    reason = _refused(given, known)
    if reason:
        return NoTrend(reason, len(known))
    evidence, declared = _joined(known), tuple(breaks)
    first, last = known[0].year, known[-1].year
    if last_year <= last:
        raise ValueError(f"a projection needs a later year than {last}, not {last_year}")
    values = np.full(last - first + 1, np.nan)
    values[[level.year - first for level in known]] = evidence.values
    inside = tuple(sorted({level.year for level in declared if first < level.year <= last}))
    tested = back_test(first, values, inside, last_year - last)
    if isinstance(tested, Refused):
        return NoTrend(tested, len(known))
    score = tested.of(candidate) if candidate else tested.chosen
    floor = 0.0 if min(evidence.values) >= 0 else None
    evidence = _united(evidence, [level.amount for level in declared if level.year in inside])
    projected = {level: _interval(score, level, floor, evidence) for level in LEVELS}
    floored = floor is not None and min(_ends(score, max(LEVELS))[0]) < floor
    return Projection(
        last_year=last, known_years=len(known), years=tuple(range(last + 1, last_year + 1)),
        central=_amount(np.array(_ends(score, 0)[0]), floor, evidence),
        low={level: ends[0] for level, ends in projected.items()},
        high={level: ends[1] for level, ends in projected.items()},
        score=score, back_test=tested, breaks=inside, floor=floor,
        limits=_limits(values, known, inside, score, tested, floored))


def chance(projection: Projection, year: int, low: Measured, high: Measured | None = None) -> Chance:
    """Return the probability of meeting a target of one level, or of a range from `low` to `high`, in a year.

    P(level ≤ target). A target of zero is met with what the level scale puts at or below zero; a logarithm has no zero,
    so there it is 0 and the limits say so. UnitError for another unit, KeyError for a year that is not projected.
    """
    ends = (low, high or low)
    if any(end.unit != projection.central.unit for end in ends):
        raise UnitError(f"a target in {ends[0].unit} and a projection in {projection.central.unit}")
    far, near = sorted(ends, key=lambda end: end.value)
    never = projection.scale is Scale.LOG and far.value <= 0
    return Chance(year, _probability(projection, year, far), _probability(projection, year, near),
                  (*projection.limits_at(year), *([Limit.NEVER_ZERO] if never else [])))


def _probability(projection: Projection, year: int, target: Measured) -> Measured:
    position, amount = projection.position(year), target.value
    below_floor = projection.floor is not None and amount < projection.floor
    if below_floor or (projection.scale is Scale.LOG and amount <= 0):
        share = 0.0
    else:
        score = projection.score
        reached = log(amount) if projection.scale is Scale.LOG else amount
        share = NormalDist(score.mean[position], score.deviation[position] * score.widening).cdf(reached)
    return replace(_united(projection.central, [target]), values=(share,), unit="1")


def _refused(given: list[Level], known: list[Level]) -> Refused | None:
    if not known:
        return Refused.NO_DATA
    if any(former.year == latter.year for former, latter in pairwise(given)):
        return Refused.DUPLICATE_YEAR
    if not all(isfinite(level.amount.value) for level in known):
        return Refused.NOT_FINITE
    return Refused.TOO_FEW_YEARS if len(known) < FEWEST_YEARS else None


def _joined(known: list[Level]) -> Measured:
    """Return the values of all years with what they rest on, as a scenario; UnitError when units differ."""
    units = {level.amount.unit for level in known}
    if len(units) > 1:
        raise UnitError(f"a trend of {' and '.join(sorted(units))}: convert one of them first")
    evidence = _united(known[0].amount, [level.amount for level in known[1:]])
    return replace(evidence, values=tuple(float(level.amount.value) for level in known))


def _united(amount: Measured, others: list[Measured]) -> Measured:
    parts = [amount, *others]
    return replace(amount, kind=Kind.SCENARIO, **{
        name: tuple(item for part in parts for item in getattr(part, name))
        for name in ("sources", "series", "vintages", "notes")})


def _interval(score: Score, level: int, floor: float | None, evidence: Measured) -> tuple[Measured, Measured]:
    low, high = (_amount(np.array(end), floor, evidence) for end in _ends(score, level))
    return low, high


def _ends(score: Score, level: int) -> tuple[list[float], list[float]]:
    """Return the lower and upper ends of the central interval of `level` %, level 0 being the median; no floor yet."""
    reach = np.array(score.deviation) * score.widening * quantile(level)
    mean = np.array(score.mean)
    return tuple(on_level(score.candidate, end).tolist() for end in (mean - reach, mean + reach))


def _amount(values: np.ndarray, floor: float | None, evidence: Measured) -> Measured:
    floored = values if floor is None else np.maximum(values, floor)
    return replace(evidence, values=tuple(float(value) for value in floored))


def _limits(values: np.ndarray, known: list[Level], breaks: tuple[int, ...], score: Score, tested: BackTest,
            floored: bool) -> tuple[Limit, ...]:
    editions = {vintage for level in known for vintage in level.amount.vintages}
    holds = {
        Limit.FEW_YEARS: len(known) < FEW_YEARS,
        Limit.GAPS: bool(np.isnan(values).any()),
        Limit.EDITIONS: len(editions) > 1,
        Limit.BREAK_INSIDE: bool(breaks),
        Limit.WIDENED: score.widening > 1,
        Limit.FLOORED_AT_ZERO: floored,
        Limit.NOT_BEST: score is not tested.chosen,
        Limit.NO_BETTER_THAN_DRIFT: score.candidate != YARDSTICK and score.relative_error >= 1,
        Limit.NO_DIRECTION: score.candidate.method is Method.CONSTANT,
    }
    return tuple(limit for limit, there in holds.items() if there)
