"""The verdict on every target: on track, too slow, off track, the wrong way, or no data, by the printed rule.

The rule is that of `progress`, for both directions: emissions that must fall and shares that must rise. The pace is
measured over the longest window of known years that is at most ten years long and at least two. A target whose year has
come is judged by the level of that year alone. A range is judged by its near end, which is the least that was promised;
the verdict on the far end is given beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hkzero.measure import Answer, Kind, Measured
from hkzero.model.pathways import Form, Level
from hkzero.model.progress import Aim, Progress, Verdict, assess
from hkzero.model.standing import SHOWN_IN, levels

LONGEST_WINDOW_YEARS = 10
SHORTEST_WINDOW_YEARS = 2


class Basis(StrEnum):
    """What a verdict rests on: the pace carried on, or the level in the target's own year."""

    PACE = "pace"
    OUTCOME = "outcome"


class Reason(StrEnum):
    """Why there is no verdict; the first five are those of the targets' levels."""

    NOT_A_LEVEL = "not_a_level"
    OTHER_SCOPE = "other_scope"
    NO_SERIES = "no_series"
    NO_BASE_VALUE = "no_base_value"
    NO_TARGET_YEAR = "no_target_year"
    TOO_FEW_YEARS = "too_few_years"
    NOT_KNOWN_FOR_TARGET_YEAR = "not_known_for_target_year"


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """One target with its verdict and the numbers behind it.

    `near` and `far` are the ends of the target as levels (the same where one number was named); `latest` and `start`
    the levels between which the pace was measured. `progress` has the paces, the gap and the share delivered (None
    where the target's year has come or nothing can be said). `gap` = projected or reached level minus `near`: what is
    missing is above zero when the level must fall, below zero when it must rise. `far_verdict` is the verdict on the
    far end. `clear` is false where the rounding of the levels leaves the verdict open.
    """

    target_id: str
    area: str
    metric: str
    status: str
    is_current: bool
    aim: Aim
    verdict: Verdict
    basis: Basis | None
    reason: Reason | None
    near: Level | None
    far: Level | None
    start: Level | None
    latest: Level | None
    progress: Progress | None
    gap: Measured | None
    far_verdict: Verdict | None
    clear: bool = True

    @property
    def share(self) -> float | None:
        """The change delivered by the target's year ÷ the change required; None where no pace was carried on."""
        return self.progress.share if self.progress else None


def verdicts(targets: Answer, series: Answer, form: Form = Form.TONNES) -> tuple[TargetVerdict, ...]:
    """Return the verdict on every target, in the order of the answer of target levels.

    `series` has the years of what each target limits. Kilotonnes are given as megatonnes, terajoules as terawatt-hours.
    """
    frame = series.frame
    known = {name: levels(replace(series, frame=part)) for name, part in frame.groupby("target_id")}
    return tuple(_verdict(row, known.get(row["target_id"], {}), form) for row in targets.frame.to_dict("records"))


def counted(found: Iterable[TargetVerdict]) -> dict[Verdict, int]:
    """Return how many targets have each verdict, best first, zeros included."""
    tally = Counter(item.verdict for item in found)
    return {verdict: tally[verdict] for verdict in Verdict}


def window_start(known: Mapping[int, Level]) -> Level | None:
    """Return the level that the pace is measured from: the oldest in the longest window allowed; None if too short."""
    latest = max(known)
    inside = [year for year in known if SHORTEST_WINDOW_YEARS <= latest - year <= LONGEST_WINDOW_YEARS]
    return known[min(inside)] if inside else None


def _verdict(row: dict, known: Mapping[int, Level], form: Form) -> TargetVerdict:
    near, far = _end(row, "near"), _end(row, "far")
    nothing = TargetVerdict(
        target_id=row["target_id"], area=row["area"], metric=row["metric"], status=row["status"],
        is_current=bool(row["is_current"]), aim=Aim(row["aim"]), verdict=Verdict.NO_DATA, basis=None, reason=None,
        near=near, far=far, start=None, latest=known[max(known)] if known else None, progress=None, gap=None,
        far_verdict=None)
    if isinstance(row["reason"], str):
        return replace(nothing, reason=Reason(row["reason"]))
    if near.year <= max(known):
        return _by_outcome(nothing, known.get(near.year))
    start = window_start(known)
    if start is None:
        return replace(nothing, reason=Reason.TOO_FEW_YEARS)
    return _by_pace(nothing, start, form)


def _by_pace(nothing: TargetVerdict, start: Level, form: Form) -> TargetVerdict:
    progress, strict = (assess(start, nothing.latest, end, form, nothing.aim) for end in (nothing.near, nothing.far))
    return replace(nothing, verdict=progress.verdict, basis=Basis.PACE, start=start, progress=progress,
                   gap=progress.gap, far_verdict=strict.verdict, clear=progress.clear)


def _by_outcome(nothing: TargetVerdict, reached: Level | None) -> TargetVerdict:
    if reached is None:
        return replace(nothing, reason=Reason.NOT_KNOWN_FOR_TARGET_YEAR)
    bounds = [bound for bound in (reached.low, reached.high) if bound is not None]
    verdict = _outcome(reached.amount.value, nothing.near, nothing.aim)
    return replace(
        nothing, verdict=verdict, basis=Basis.OUTCOME, gap=reached.amount - nothing.near.amount,
        far_verdict=_outcome(reached.amount.value, nothing.far, nothing.aim),
        clear=all(_outcome(bound, nothing.near, nothing.aim) is verdict for bound in bounds))


def _outcome(value: float, target: Level, aim: Aim) -> Verdict:
    sign = 1 if aim is Aim.AT_MOST else -1
    return Verdict.ON_TRACK if sign * value <= sign * target.amount.value else Verdict.OFF_TRACK


def _end(row: dict, column: str) -> Level | None:
    """Return one end of a target in the unit shown; None where it names no year or no level."""
    value, year = (float("nan") if _empty(row[name]) else float(row[name]) for name in (column, "target_year"))
    if value != value or year != year:
        return None
    unit, factor = SHOWN_IN.get(row["unit"], (row["unit"], 1.0))
    return Level(int(year), Measured.one(value * factor, unit, str(row["source_id"]).split(";"), Kind.SCENARIO))


def _empty(cell: object) -> bool:
    # pandas has a missing integer of its own, which is neither None nor equal to anything.
    return cell is None or str(cell) in ("<NA>", "nan")
