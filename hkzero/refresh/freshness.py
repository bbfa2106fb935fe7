"""How fresh each official set is here: its last figure, when the next one is expected, and whether that is overdue.

The rule: figures of a set come every so many months and so long after the end of their period, as they did so far (a
judgement, in hkzero/refresh/sets.py). A set is overdue when the next figure should have been out for more than
GRACE_DAYS and is not in the facts. Whether it has really been published, only a refresh can tell.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hkzero.refresh.sets import SETS, OfficialSet

GRACE_DAYS = 31
MONTHS_OF_YEAR, MONTHS_OF_HALF = 12, 6
FRESH, DUE, OVERDUE, UNKNOWN = "fresh", "due", "overdue", "unknown"


@dataclass(frozen=True, slots=True)
class Freshness:
    """One set: its last period, the publication and edition of it with the number of its figures; what comes next.

    `state` is fresh (the next figure is not expected yet), due (it may be out), overdue, or unknown where the set feeds
    no figures.
    """

    one: OfficialSet
    source_id: str = ""
    last: str = ""
    vintage: str = ""
    figures: int = 0
    following: str = ""
    expected: date | None = None
    state: str = UNKNOWN


def freshness(last_periods: Iterable[Mapping[str, Any]], today: date) -> list[Freshness]:
    """Return the freshness of every set, from the rows of the question `last_periods`."""
    rows = list(last_periods)
    return [_of(one, [row for row in rows if _is_of(one, row)], today) for one in SETS.values()]


def _is_of(one: OfficialSet, row: Mapping[str, Any]) -> bool:
    if not one.series or row["series_id"] != one.series[0]:
        return False
    # A set that fills gaps only is as fresh as the series, wherever its figures come from.
    return one.fills_only or (row["source_id"] == one.source_id_of(row["vintage"]) and row["kind"] == one.kind)


def _of(one: OfficialSet, rows: list[Mapping[str, Any]], today: date) -> Freshness:
    if not rows:
        return Freshness(one)
    newest = max(rows, key=lambda row: str(row["last_period"]))
    last = str(newest["last_period"])
    following = next_period(last, one.every_months)
    expected = _after(end_of(following), one.lag_months)
    state = FRESH if today <= expected else DUE if today <= expected + timedelta(days=GRACE_DAYS) else OVERDUE
    return Freshness(one, str(newest["source_id"]), last, str(newest["vintage"]), int(newest["value"]), following,
                     expected, state)


def end_of(period: str) -> date:
    """Return the last day of a year, half-year, quarter, month or day. ValueError for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})(?:-\d{2})?))?", period)
    if not found:
        raise ValueError(f"{period!r} is no year, half-year, quarter, month or day")
    year, half, quarter, month = found.groups()
    last = int(half) * 6 if half else int(quarter) * 3 if quarter else int(month or MONTHS_OF_YEAR)
    return date.fromisoformat(period) if len(period) == len("2025-12-31") else date(
        int(year), last, monthrange(int(year), last)[1])


def next_period(period: str, months: int) -> str:
    """Return the period that follows so many months later, written in the same way; a day gives its month."""
    end = _after(end_of(period), months)
    if "H" in period:
        return f"{end.year}-H{(end.month + MONTHS_OF_HALF - 1) // MONTHS_OF_HALF}"
    return f"{end.year}" if len(period) == len("2025") else f"{end.year}-{end.month:02d}"


def _after(day: date, months: int) -> date:
    """Return the end of the month so many months later."""
    count = day.year * MONTHS_OF_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_OF_YEAR)
    return date(year, month + 1, monthrange(year, month + 1)[1])
