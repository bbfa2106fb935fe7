"""What a load would have been without a demand-response event: baselines as the markets publish them, and a regression.

A baseline of like days takes the days before the event that were of its kind, leaves out other events, keeps the X of
Y with the highest load in the hours of the event, and averages them interval by interval; then it is moved to the event
day's own level, seen in hours shortly before the event. Methods:

- 10 of 10, ratio within 20 %: California ISO (Tariff section 4.13.4, ten-in-ten baseline), on rest days 4 of 4; also
  the frame of the wholesale demand response baselines of the Australian Energy Market Operator (baseline methodology
  register).
- high 5 of 10, ratio within 20 %: New York ISO, Emergency Demand Response Program Manual, customer baseline load; on a
  Saturday, or a Sunday or holiday, high 2 of 3 of its own kind.
- high 4 of 5, difference added: PJM Manual 11, economic load response, symmetric additive adjustment; on a Saturday, or
  a Sunday or holiday, high 2 of 3 of its own kind.
- regression on cooling degrees and the interval of each kind of day, least squares over like days: the family of
  methods that ASHRAE Guideline 14 and the International Performance Measurement and Verification Protocol (option C)
  describe. Working days share their hours; hours of all seven weekdays apart would rest on six days each.

What differs from the manuals: days of very low use are not left out, and a baseline is made from three days on, where
some of them ask for more. The manuals are revised from year to year and the current editions were not at hand; numbers
of days, windows and caps are parameters. Accuracy is told as ASHRAE and the Protocol tell it: normalised mean bias
error and the coefficient of variation of the root mean square error.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import Array

DAY_MINUTES = 1440
MOST_DAYS_BACK = 45  # as the manuals do: an older day is of another season
LEAST_DAYS = 3
SATURDAY, REST = 1, 2  # kinds of day, in the order of hourly_shapes.DAY_TYPES
BALANCE_CELSIUS = 18.0  # above which cooling is counted in the regression


class Adjustment(StrEnum):
    """How a baseline is moved to the level of the event's own day."""

    NONE = "none"
    RATIO = "ratio"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to a baseline: the `highest` of `days` like days, or all of them fitted where `is_regression`.

    The adjustment looks at the hours from `from_hours` to `to_hours` before the event; a ratio stays within `cap` of 1.
    `rest_days` and `rest_highest` are the numbers for Saturdays, Sundays and holidays; `parts_saturdays` where a
    Saturday is like Saturdays only.
    """

    method_id: str
    days: int
    highest: int
    adjustment: Adjustment
    from_hours: float = 4.0
    to_hours: float = 1.0
    cap: float | None = None
    is_regression: bool = False
    rest_days: int = 4
    rest_highest: int = 4
    parts_saturdays: bool = False


METHODS = {one.method_id: one for one in (
    Method("ten_of_ten", 10, 10, Adjustment.RATIO, cap=0.2),
    Method("high_five_of_ten", 10, 5, Adjustment.RATIO, to_hours=2.0, cap=0.2,
           rest_days=3, rest_highest=2, parts_saturdays=True),
    Method("high_four_of_five", 5, 4, Adjustment.DIFFERENCE, rest_days=3, rest_highest=2, parts_saturdays=True),
    Method("regression", 30, 30, Adjustment.NONE, is_regression=True, rest_days=30, rest_highest=30,
           parts_saturdays=True),
)}


class NoBaseline(ValueError):
    """No baseline can be made: a code, and figures that say why."""

    def __init__(self, code: str, **fields: float | str) -> None:
        self.code, self.fields = code, fields
        super().__init__(f"{code}: {', '.join(f'{name} {value}' for name, value in fields.items())}")


@dataclass(frozen=True, slots=True)
class Days:
    """A load cut into days.

    `dates` (days,) datetime64[D]; `load_kw` (days, intervals), NaN where nothing was measured; `temperature` the same
    in °C, or None; `day_type` (days,) its place in hourly_shapes.DAY_TYPES; `step_minutes` of an interval.
    """

    dates: NDArray[np.datetime64]
    load_kw: Array
    temperature: Array | None
    day_type: NDArray[np.int64]
    step_minutes: int

    @property
    def is_rest(self) -> NDArray[np.bool_]:
        """Whether each day is a Saturday, Sunday or holiday, (days,)."""
        return self.day_type > 0

    def place(self, day: np.datetime64) -> int:
        """Return the row of a day. NoBaseline where the load does not reach it."""
        found = np.flatnonzero(self.dates == day)
        if not found.size:
            raise NoBaseline("no_such_day", day=str(day), first=str(self.dates[0]), last=str(self.dates[-1]))
        return int(found[0])


def days_of(starts: NDArray[np.datetime64], load_kw: Array, step_minutes: int, *, temperature: Array | None = None,
            holidays: Collection[str] = ()) -> Days:
    """Return a regular load by day; whole days only. ValueError for steps that do not divide a day or other shapes.

    `starts` (n,) datetime64[m] rising by `step_minutes`; `load_kw` (n,) mean power; `temperature` (n,) °C;
    `holidays` as ISO dates.
    """
    if DAY_MINUTES % step_minutes or len(starts) != len(load_kw):
        raise ValueError(f"steps of {step_minutes} minutes, {len(starts)} stamps and {len(load_kw)} loads do not fit")
    per_day = DAY_MINUTES // step_minutes
    begin = starts.astype("datetime64[D]").astype("datetime64[m]") != starts
    first = int(np.argmin(begin)) if begin.any() else 0
    n_days = (len(starts) - first) // per_day
    if n_days < 1:
        raise NoBaseline("no_whole_day", intervals=len(starts))
    cut = slice(first, first + n_days * per_day)
    dates = starts[cut][::per_day].astype("datetime64[D]")
    closed = np.isin(dates, np.array(sorted(holidays), dtype="datetime64[D]")) | ~np.is_busday(dates, "1111110")
    kind = np.where(closed, REST, np.where(np.is_busday(dates), 0, SATURDAY))
    warm = None if temperature is None else np.asarray(temperature, dtype=float)[cut].reshape(n_days, per_day)
    return Days(dates, np.asarray(load_kw, dtype=float)[cut].reshape(n_days, per_day), warm, kind, step_minutes)


def intervals(days: Days, from_hour: float, to_hour: float) -> slice:
    """Return the intervals of a window of hours. NoBaseline where it is no window within a day or off the steps."""
    per_hour = 60 / days.step_minutes
    first, last = from_hour * per_hour, to_hour * per_hour
    if not 0 <= from_hour < to_hour <= 24 or first != int(first) or last != int(last):
        raise NoBaseline("no_window", start=from_hour, end=to_hour, minutes=days.step_minutes)
    return slice(int(first), int(last))


def baseline(days: Days, day: np.datetime64, from_hour: float, to_hour: float, method: Method,
             events: Collection[np.datetime64] = ()) -> Array:
    """Return the load of a day had there been no event from `from_hour` to `to_hour`, (intervals,) kW.

    `events` are the days of other events. NoBaseline where fewer than LEAST_DAYS like days were measured whole, a day
    or window is not there, a regression has no temperature, or the hours of the adjustment were not measured.
    """
    window, at = intervals(days, from_hour, to_hour), days.place(day)
    like = _like_days(days, at, method, events)
    if method.is_regression:
        return _regression(days, at, like)
    kept = method.rest_highest if days.is_rest[at] else method.highest
    highest = sorted(like, key=lambda row: -days.load_kw[row, window].mean())[:kept]
    return _adjusted(days, at, days.load_kw[highest].mean(0), window, method)


def _like_days(days: Days, at: int, method: Method, events: Collection[np.datetime64]) -> list[int]:
    """Return the rows of the newest days before the event's that are like it, newest first."""
    others = {np.datetime64(event) for event in events}
    kind = days.day_type if method.parts_saturdays else days.is_rest
    found = [row for row in range(at - 1, max(at - 1 - MOST_DAYS_BACK, -1), -1)
             if kind[row] == kind[at] and days.dates[row] not in others
             and not np.isnan(days.load_kw[row]).any()][:method.rest_days if days.is_rest[at] else method.days]
    if len(found) < LEAST_DAYS:
        raise NoBaseline("too_few_days", found=len(found), needed=LEAST_DAYS, back=MOST_DAYS_BACK)
    return found


def _adjusted(days: Days, at: int, plain: Array, window: slice, method: Method) -> Array:
    if method.adjustment == Adjustment.NONE:
        return plain
    per_hour = 60 // days.step_minutes
    before = slice(max(window.start - round(method.from_hours * per_hour), 0),
                   window.start - round(method.to_hours * per_hour))
    if before.stop <= before.start:
        return plain  # an event just after midnight has no hours of its own day before it
    own, usual = days.load_kw[at, before].mean(), plain[before].mean()
    if np.isnan(own):
        raise NoBaseline("not_measured_before", day=str(days.dates[at]))
    if method.adjustment == Adjustment.DIFFERENCE:
        return np.maximum(plain + own - usual, 0)
    ratio = own / usual if usual > 0 else 1.0
    return plain * (ratio if method.cap is None else np.clip(ratio, 1 - method.cap, 1 + method.cap))


def _regression(days: Days, at: int, like: Sequence[int]) -> Array:
    """Return the day by least squares: a mean for each interval of the day, and one response to cooling degrees."""
    if days.temperature is None:
        raise NoBaseline("no_temperature")
    cooling = np.maximum(days.temperature - BALANCE_CELSIUS, 0)
    load, warm = days.load_kw[like], cooling[like]
    # Each interval's own mean taken off, the response is a fit through the origin.
    moved, warmer = load - load.mean(0), warm - warm.mean(0)
    spread = (warmer**2).sum()
    response = (moved * warmer).sum() / spread if spread > 0 else 0.0
    return np.maximum(load.mean(0) + response * (cooling[at] - warm.mean(0)), 0)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How a method does on days without an event: bias and scatter in the hours of the window, % of the mean load.

    `bias_percent` above zero: the baseline is too high, and reductions would be paid that never were.
    """

    method_id: str
    days: int
    bias_percent: float
    scatter_percent: float


def accuracy(days: Days, from_hour: float, to_hour: float, method: Method,
             events: Collection[np.datetime64] = ()) -> Accuracy:
    """Return how far the baseline of every ordinary day is from what was measured on it.

    Normalised mean bias error and coefficient of variation of the root mean square error (ASHRAE Guideline 14).
    NoBaseline where not one day can be tried.
    """
    window, errors, loads = intervals(days, from_hour, to_hour), [], []
    others = {np.datetime64(event) for event in events}
    for at, day in enumerate(days.dates):
        if day in others or np.isnan(days.load_kw[at]).any():
            continue
        try:
            found = baseline(days, day, from_hour, to_hour, method, events)
        except NoBaseline as error:
            if error.code != "too_few_days":
                raise
            continue
        errors.append(found[window] - days.load_kw[at, window])
        loads.append(days.load_kw[at, window])
    if not errors:
        raise NoBaseline("too_few_days", found=len(days.dates), needed=LEAST_DAYS, back=MOST_DAYS_BACK)
    error, mean = np.array(errors), np.array(loads).mean()
    return Accuracy(method.method_id, len(errors), float(100 * error.mean() / mean),
                    float(100 * np.sqrt((error**2).mean()) / mean))
