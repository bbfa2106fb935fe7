"""What a target requires from today, beside what was achieved, and what every year of waiting adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hkzero.measure import Measured
from hkzero.model.pathways import Form, Level, Pace, carried_on, level_at, pace_between, straight_line

WINDOWS_IN_YEARS = (5, 10)


@dataclass(frozen=True, slots=True)
class Requirement:
    """The pace required from the latest level to a target beside those achieved over the last years.

    `achieved` maps the length of a window in years to its pace; a window that begins in a year without a level is not
    in it. `in_percent` is the required constant rate: to the target itself, or to `rate_target` where the target is
    zero and a share is assumed to be left (None where neither exists).
    """

    latest: Level
    target: Level
    required: Pace
    achieved: Mapping[int, Pace]
    in_percent: Measured | None
    rate_target: Level | None

    def times_faster(self, window_years: int) -> float | None:
        """Return the required yearly change ÷ the one achieved over a window; None when unknown or nothing changed."""
        pace = self.achieved.get(window_years)
        required = self.required.per_year.value
        if pace is None or required is None or not pace.per_year.value:
            return None
        return required / pace.per_year.value


@dataclass(frozen=True, slots=True)
class Delay:
    """The cut required after some years of waiting: `per_year` and `rate` as in Pace, from the level reached by then.

    `cumulative` adds up the years after the latest one to the target year; `extra` is what the waiting adds to it.
    """

    years: int
    from_level: Level
    required: Pace
    in_percent: Measured | None
    cumulative: Measured
    extra: Measured


def requirement(known: Mapping[int, Level], target: Level, rate_target: Level | None = None,
                windows: tuple[int, ...] = WINDOWS_IN_YEARS) -> Requirement:
    """Return what a target requires from the latest known level; ValueError when none is known or its year is past."""
    if not known:
        raise ValueError("no level is known: nothing can be required from it")
    latest = known[max(known)]
    achieved = {years: pace_between(known[latest.year - years], latest) for years in windows
                if latest.year - years in known}
    return Requirement(latest, target, pace_between(latest, target), achieved,
                       _rate(latest, rate_target or target), rate_target)


def cost_of_delay(latest: Level, target: Level, most_years: int, meanwhile: Pace | None = None,
                  rate_target: Level | None = None) -> tuple[Delay, ...]:
    """Return a row for 0, 1 … `most_years` years of waiting, each followed by a straight line to the target.

    While waiting the level stays as it is, or goes on at the pace `meanwhile`. ValueError when the waiting would reach
    the target's year.
    """
    span = target.year - latest.year
    if not 0 <= most_years < span:
        raise ValueError(f"from {latest.year} one can wait 0 to {span - 1} years for {target.year}, not {most_years}")
    still = replace(latest.amount, values=(0.0,))
    pace = meanwhile or Pace(latest.year, latest.year, still, still)
    waiting = carried_on(latest, pace, latest.year + most_years, Form.TONNES)
    at_once = straight_line(latest, target).amount.values[1:]
    rows = []
    for years in range(most_years + 1):
        begin = level_at(waiting, latest.year + years)
        path = (*waiting.amount.values[1:years + 1], *straight_line(begin, target).amount.values[1:])
        total, least = _total(path), _total(at_once)
        extra = None if total is None or least is None else total - least
        rows.append(Delay(years, begin, pace_between(begin, target), _rate(begin, rate_target or target),
                          replace(waiting.amount, values=(total,)), replace(waiting.amount, values=(extra,))))
    return tuple(rows)


def _rate(start: Level, end: Level) -> Measured | None:
    rate = pace_between(start, end).rate
    return rate if rate.value is not None else None


def _total(levels: tuple[float | None, ...]) -> float | None:
    return None if None in levels else sum(levels)
