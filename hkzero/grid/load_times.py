"""Time stamps of a load file: read, brought to Hong Kong time, and put to the test.

Hong Kong is UTC+8 all year. A stamp without an offset is Hong Kong time; one with an offset is converted. A date that
could be read in two ways is refused, unless only one way fits the whole file. Times are whole minutes since 1970 of
Hong Kong time, int64.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.load_table import FORMULA_START, Column, Problem, is_missing
from hkzero.model.scenario_text import shown

Minutes = NDArray[np.int64]

HONG_KONG_MINUTES = 8 * 60
HOUR, DAY = 60, 24 * 60
STEPS = (30, 60)
FIRST_YEAR, LAST_YEAR = 1980, 2100
EPOCH = date(1970, 1, 1).toordinal()
NO_TIME = np.iinfo(np.int64).min
# Clocks elsewhere change between midnight and 04:00 of a Sunday in these months, north and south.
SUMMER_TIME_MONTHS = (3, 4, 10, 11)
SUMMER_TIME_BEFORE = 4

STAMP = re.compile(
    r"(?P<a>[0-9]{1,4})(?P<mark>[-/])(?P<b>[0-9]{1,2})(?P=mark)(?P<c>[0-9]{1,4})[T ](?P<hour>[0-9]{1,2}):"
    r"(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,9}))?)? ?"
    r"(?:(?P<utc>Z|UTC)|(?P<sign>[+-])(?P<oh>[0-9]{2}):?(?P<om>[0-9]{2})?)?", re.ASCII)
Parts = tuple[int, int, int]
ORDERS: dict[str, Callable[[Parts], Parts]] = {
    "day_month_year": lambda parts: (parts[2], parts[1], parts[0]),
    "month_day_year": lambda parts: (parts[2], parts[0], parts[1]),
}


@dataclass(frozen=True, slots=True)
class Stamps:
    """Times of the rows (rows,), the offsets seen ("" for none), and the order of day and month if it was deduced."""

    minutes: Minutes
    offsets: tuple[str, ...]
    date_order: str = ""


def read_stamps(column: Column, rows: NDArray[np.int64]) -> tuple[Stamps, list[Problem]]:
    """Return the times of a column in Hong Kong minutes and a Problem for every row without a usable one."""
    if isinstance(column.values, list):
        return _from_text(column, rows)
    return _from_moments(column, rows)


def _from_moments(column: Column, rows: NDArray[np.int64]) -> tuple[Stamps, list[Problem]]:
    """Times of a column of moments: with a zone they are UTC inside, without they are Hong Kong time."""
    stamps = np.asarray(column.values)
    absent = np.isnat(stamps)
    whole = stamps.astype("datetime64[m]")
    problems = [Problem("no_time", int(row), column.name) for row in rows[absent]]
    odd = ~absent & (whole != stamps)
    problems += [Problem("off_grid", int(row), column.name, str(stamp))
                 for row, stamp in zip(rows[odd], stamps[odd], strict=True)]
    minutes = whole.astype(np.int64) + (HONG_KONG_MINUTES if column.zone else 0)
    minutes[absent] = NO_TIME
    return Stamps(minutes, (column.zone,)), problems + _outside(minutes, column.name, rows)


def _from_text(column: Column, rows: NDArray[np.int64]) -> tuple[Stamps, list[Problem]]:
    problems: list[Problem] = []
    matches: list[re.Match[str] | None] = []
    for cell, row in zip(column.values, rows, strict=True):
        match = STAMP.fullmatch(cell)
        if match is None:
            problems.append(Problem(_fault(cell), int(row), column.name, shown(cell)))
        matches.append(match)
    order, refused = _date_order(matches, column.name)
    if refused:
        return Stamps(np.full(len(rows), NO_TIME), ()), [*problems, refused]
    minutes = np.full(len(rows), NO_TIME)
    offsets: dict[str, int] = {}
    days: dict[tuple[str, str, str], int | None] = {}
    for place, match in enumerate(matches):
        if match is None:
            continue
        key = match.group("a", "b", "c")
        if key not in days:
            days[key] = _day(match, order)
        offset = _offset(match)
        offsets.setdefault(offset, int(rows[place]))
        time, code = _time(match, days[key], offset)
        if code:
            problems.append(Problem(code, int(rows[place]), column.name, shown(match[0])))
        minutes[place] = time
    if "" in offsets and len(offsets) > 1:
        row = max(offsets[""], min(row for offset, row in offsets.items() if offset))
        problems.append(Problem("mixed_zones", row, column.name))
    problems += _outside(minutes, column.name, rows)
    return Stamps(minutes, tuple(sorted(offsets)), order), problems


def _fault(cell: str) -> str:
    if is_missing(cell):
        return "no_time"
    return "formula" if cell.startswith(FORMULA_START) else "not_a_time"


def _date_order(matches: list[re.Match[str] | None], name: str) -> tuple[str, Problem | None]:
    """Return the order of day and month that alone fits all rows, "" where the year comes first."""
    dates = {match.group("a", "b", "c") for match in matches if match is not None and len(match["a"]) <= 2}
    if not dates:
        return "", None
    parts = [(int(a), int(b), int(c)) for a, b, c in dates]
    fit = [order for order, rule in ORDERS.items() if all(_is_date(*rule(part)) for part in parts)]
    if len(fit) == 1:
        return fit[0], None
    # Both fit: the file holds no day after the 12th. None fits: each bad row is told as no time with either order.
    if not fit:
        return "day_month_year", None
    return fit[0], Problem("ambiguous_dates", field=name, value="/".join(min(dates)))


def _is_date(year: int, month: int, day: int) -> bool:
    if not 1 <= year <= 9999 or not 1 <= month <= 12:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (29 if leap and month == 2 else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1])


def _day(match: re.Match[str], order: str) -> int | None:
    parts = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) <= 2:
        parts = ORDERS[order](parts)
    return date(*parts).toordinal() - EPOCH if _is_date(*parts) else None


def _offset(match: re.Match[str]) -> str:
    if match["utc"]:
        return "+00:00"
    return f"{match['sign']}{match['oh']}:{match['om'] or '00'}" if match["sign"] else ""


def _time(match: re.Match[str], day: int | None, offset: str) -> tuple[int, str]:
    """Return Hong Kong minutes of a stamp and the code of what is wrong with it, "" for nothing."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    # 24:00 is how meters write the end of a day.
    whole = hour < 24 or (hour == 24 and minute == second == 0)
    if day is None or not whole or minute > 59 or second > 59:
        return int(NO_TIME), "not_a_time"
    shift = 0
    if offset:
        away = int(offset[1:3]) * HOUR + int(offset[4:6])
        shift = HONG_KONG_MINUTES - (away if offset[0] == "+" else -away)
    odd = second or int(match["part"] or 0)
    return day * DAY + hour * HOUR + minute + shift, "off_grid" if odd else ""


def _outside(minutes: Minutes, name: str, rows: NDArray[np.int64]) -> list[Problem]:
    years = year_of(minutes)
    wrong = (minutes != NO_TIME) & ((years < FIRST_YEAR) | (years > LAST_YEAR))
    return [Problem("wrong_year", int(row), name, str(year), (FIRST_YEAR, LAST_YEAR))
            for row, year in zip(rows[wrong], years[wrong], strict=True)]


def moments(minutes: Minutes) -> NDArray[np.datetime64]:
    """Return minutes as datetime64[m]."""
    return np.asarray(minutes, dtype=np.int64).view("datetime64[m]")


def year_of(minutes: Minutes) -> Minutes:
    """Return the calendar year of each time."""
    return moments(minutes).astype("datetime64[Y]").astype(np.int64) + 1970


def step_of(minutes: Minutes) -> int:
    """Return the commonest distance of neighbouring times in minutes, 0 where there is none; times rise."""
    if len(minutes) < 2:
        return 0
    apart, counts = np.unique(np.diff(minutes), return_counts=True)
    return int(apart[np.argmax(counts)])


def is_hour_of_changing_clocks(minutes: Minutes) -> NDArray[np.bool_]:
    """Return where a time is in the small hours of a Sunday in a month in which clocks are changed elsewhere."""
    stamps = moments(minutes)
    weekday = (stamps.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday; Monday is 0
    month = stamps.astype("datetime64[M]").astype(np.int64) % 12 + 1
    early = np.asarray(minutes) % DAY < SUMMER_TIME_BEFORE * HOUR
    return early & (weekday == 6) & np.isin(month, SUMMER_TIME_MONTHS)


def written(minutes: int) -> str:
    """Return a time as it is shown: 2025-03-30 02:00."""
    return str(np.datetime64(int(minutes), "m")).replace("T", " ")
