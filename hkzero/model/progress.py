"""The verdict rule: does the achieved pace, carried on, reach the target?

Method: the ratio of actual to required change, as in Eurostat's monitoring of sustainable development ("Sustainable
development in the European Union: monitoring report on progress towards the SDGs in an EU context", annual), which
calls a ratio of 95 % or more significant, 60 to 95 % moderate, 0 to 60 % insufficient, and below 0 movement away.
Here the first threshold is 100 %: "on track" is said only where the target would really be met.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hkzero.measure import Measured
from hkzero.model.pathways import Form, Level, Pace, Pathway, carried_on, level_at, pace_between

ON_TRACK_FROM_SHARE = 1.0
TOO_SLOW_FROM_SHARE = 0.6
WRONG_WAY_BELOW_SHARE = 0.0


class Verdict(StrEnum):
    """What the ratio of delivered to required change says, best first."""

    ON_TRACK = "on_track"
    TOO_SLOW = "too_slow"
    OFF_TRACK = "off_track"
    WRONG_WAY = "wrong_way"
    NO_DATA = "no_data"


class Aim(StrEnum):
    """On which side of a target a level has to be."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Band:
    """One line of the rule: the verdict for shares of the required change from `low` up to (not including) `high`."""

    verdict: Verdict
    low: float | None
    high: float | None


# The rule as data, so that a page prints exactly what is applied.
RULE = (
    Band(Verdict.ON_TRACK, ON_TRACK_FROM_SHARE, None),
    Band(Verdict.TOO_SLOW, TOO_SLOW_FROM_SHARE, ON_TRACK_FROM_SHARE),
    Band(Verdict.OFF_TRACK, WRONG_WAY_BELOW_SHARE, TOO_SLOW_FROM_SHARE),
    Band(Verdict.WRONG_WAY, None, WRONG_WAY_BELOW_SHARE),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How one level stands towards one target if the achieved pace is carried on.

    `gap` = projected level minus target (above zero: missed by that much), in the unit of the level;
    `share` = change delivered by the target year ÷ change required (None where nothing is required or known);
    `clear` = the verdict is the same at both ends of the rounding of the two levels the pace was measured between.
    """

    verdict: Verdict
    share: float | None
    target: Level
    required: Pace
    achieved: Pace
    path: Pathway
    projected: Level
    gap: Measured
    clear: bool = True


def verdict_of(share: float | None) -> Verdict:
    """Return the verdict for a share of the required change; no_data for None."""
    if share is None:
        return Verdict.NO_DATA
    return next(band.verdict for band in RULE if band.low is None or share >= band.low)


def delivered_share(level: float | None, projected: float | None, target: float | None,
                    aim: Aim = Aim.AT_MOST) -> float | None:
    """Return (level - projected) / (level - target); None when unknown.

    A target already met counts as fully delivered while the projection keeps it, and as movement away (-1) when the
    projection leaves it: the quotient says nothing there.
    """
    if level is None or projected is None or target is None:
        return None
    if aim is Aim.AT_LEAST:
        return delivered_share(-level, -projected, -target)
    if projected <= target:
        return max(1.0, (level - projected) / (level - target)) if level > target else 1.0
    return (level - projected) / (level - target) if level > target else -1.0


def assess(start: Level, latest: Level, target: Level, form: Form = Form.TONNES, aim: Aim = Aim.AT_MOST) -> Progress:
    """Return the progress towards a target, from the pace achieved between `start` and `latest`."""
    achieved = pace_between(start, latest)
    path = carried_on(latest, achieved, target.year, form)
    projected = level_at(path, target.year)
    share = delivered_share(latest.amount.value, projected.amount.value, target.amount.value, aim)
    return Progress(
        verdict=verdict_of(share), share=share, target=target, required=pace_between(latest, target),
        achieved=achieved, path=path, projected=projected, gap=projected.amount - target.amount,
        clear=len(_verdicts_within_rounding(start, latest, target, form, aim)) == 1,
    )


def _verdicts_within_rounding(start: Level, latest: Level, target: Level, form: Form, aim: Aim) -> set[Verdict]:
    """Return the verdicts found at both ends of the rounding of the start and of the latest level."""
    found = set()
    for first in _ends(start):
        for last in _ends(latest):
            path = carried_on(last, pace_between(first, last), target.year, form)
            found.add(verdict_of(delivered_share(last.amount.value, path.at(target.year), target.amount.value, aim)))
    return found


def _ends(level: Level) -> tuple[Level, ...]:
    bounds = [bound for bound in (level.low, level.high) if bound is not None]
    same = level.amount
    return tuple(Level(level.year, Measured.one(value, same.unit, same.sources, same.kind))
                 for value in bounds or [same.value])
