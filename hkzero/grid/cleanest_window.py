"""When to charge or run within a modelled day so that the least is emitted, and what that saves.

An hour's carbon intensity is the average of all that is generated in it; a device is taken to be too small to change
what runs. So the saving is that of an account by hours. What one more kilowatt-hour makes the system emit is that of
the marginal unit and is not worked out here. A run without a pause has its least emissions where it begins or ends at
a full hour, as they change in a straight line in between; charging that may pause takes the cleanest hours first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hkzero.grid.case import HOURS, Array, Dispatch

HOURS_OF_A_DAY = 24
DAYS_AHEAD = 2  # a night is part of two days
SAME = 1e-12  # relative; windows that differ by less are equally clean, and the earliest is taken


class NotModelled(ValueError):
    """A day whose hours are not all modelled."""


class DoesNotFit(ValueError):
    """A need that takes longer than there is time: `hours_needed`, `hours_given`."""

    def __init__(self, hours_needed: float, hours_given: float) -> None:
        self.hours_needed, self.hours_given = hours_needed, hours_given
        super().__init__(f"takes {hours_needed:g} hours, and there are {hours_given:g}")


@dataclass(frozen=True, slots=True)
class Window:
    """The cleanest time of a day.

    `start` and `end` in hours after the midnight at which the day (0 = 1 January) begins, above 24 on the day after;
    `energy_kwh` (24 or 48,) by hour; `kg` emitted, `kg_at_average` had the energy been spread evenly over the whole
    days, `kg_at_worst` at the dirtiest time allowed; `saving_share` against the average, negative where even the
    cleanest time allowed is worse.
    """

    day: int
    start: float
    end: float
    energy_kwh: Array
    kg: float
    kg_at_average: float
    kg_at_worst: float
    saving_share: float


def cleanest(source: Dispatch | Array, energy_kwh: float, *, power_kw: float | None = None, hours: float | None = None,
             day: int, earliest: float = 0.0, latest: float = 24.0, may_pause: bool = False) -> Window:
    """Return the cleanest time to take `energy_kwh` on a day between `earliest` and `latest`.

    `source` is a dispatch or its intensity (hours of the year from 1 January,) in kg/kWh; either `power_kw` or the
    `hours` that it takes; hours after midnight, up to 48; `may_pause` for charging that may be interrupted. DoesNotFit
    where there is too little time, NotModelled where hours of the day are not modelled, ValueError for what is no need.
    """
    if (power_kw is None) == (hours is None):
        raise ValueError("give either the power or the hours")
    asked = {"energy": energy_kwh, "power": power_kw, "hours": hours}
    if bad := [name for name, value in asked.items() if value is not None and not 0 < value < np.inf]:
        raise ValueError(f"{', '.join(bad)}: must be above zero and finite")
    if not 0 <= earliest < latest <= DAYS_AHEAD * HOURS_OF_A_DAY:
        raise ValueError(f"from {earliest:g} to {latest:g}: must be a span within 0 to {DAYS_AHEAD * HOURS_OF_A_DAY}")
    needed = float(hours if hours is not None else energy_kwh / power_kw)
    power = energy_kwh / needed
    if needed > (latest - earliest) * (1 + 1e-12):
        raise DoesNotFit(needed, latest - earliest)
    needed = min(needed, latest - earliest)
    intensity = intensity_of(source, day, 1 if latest <= HOURS_OF_A_DAY else DAYS_AHEAD)
    find = _with_pauses if may_pause else _in_one_run
    best, start, end = find(intensity, power, needed, earliest, latest)
    worst, *_ = find(-intensity, power, needed, earliest, latest)
    kg, at_average = float(best @ intensity), float(energy_kwh * intensity.mean())
    saving = 1 - kg / at_average if at_average else 0.0
    return Window(day, start, end, best, kg, at_average, float(worst @ intensity), saving)


def intensity_of(source: Dispatch | Array, day: int, n_days: int = 1) -> Array:
    """Return the intensity of a day and those after it, (24 × n_days,) kg/kWh; NotModelled where it is not known."""
    every = _by_hour_of_year(source)
    found = every[HOURS_OF_A_DAY * day:HOURS_OF_A_DAY * (day + n_days)] if day >= 0 else every[:0]
    if len(found) < HOURS_OF_A_DAY * n_days or not np.isfinite(found).all():
        raise NotModelled(f"day {day} is not modelled with {n_days - 1} days after it")
    return found


def next_modelled_day(source: Dispatch | Array, day: int, n_days: int = 1) -> int:
    """Return the first day from `day` on, after 31 December from 1 January on, that is modelled with those after it.

    Of representative weeks most days are not. NotModelled where there is none.
    """
    known = np.isfinite(_by_hour_of_year(source))
    whole = known[:len(known) // HOURS_OF_A_DAY * HOURS_OF_A_DAY].reshape(-1, HOURS_OF_A_DAY).all(axis=1)
    good = np.array([whole[first:first + n_days].all() for first in range(len(whole) - n_days + 1)], dtype=bool)
    days = np.flatnonzero(good)
    if not days.size:
        raise NotModelled(f"no {n_days} days in a row are modelled")
    later = days[days >= day]
    return int(later[0] if later.size else days[0])


def _by_hour_of_year(source: Dispatch | Array) -> Array:
    """Return the intensity by hour of the year, NaN where not modelled."""
    if not isinstance(source, Dispatch):
        return np.asarray(source, dtype=float)
    every = np.full(HOURS, np.nan)
    every[source.hours] = source.intensity_kg_per_kwh
    return every


def _in_one_run(intensity: Array, power_kw: float, needed: float, earliest: float,
                latest: float) -> tuple[Array, float, float]:
    """Return energy by hour, start and end of the run without a pause that emits least, of equals the earliest."""
    hours = np.arange(len(intensity) + 1, dtype=float)
    until = np.concatenate([[0.0], np.cumsum(intensity)])
    starts = np.unique(np.clip(np.concatenate([hours, hours - needed]), earliest, max(latest - needed, earliest)))
    emitted = power_kw * (np.interp(starts + needed, hours, until) - np.interp(starts, hours, until))
    start = float(starts[np.flatnonzero(emitted <= emitted.min() + SAME * np.abs(emitted).max())[0]])
    return power_kw * _overlap(start, start + needed, len(intensity)), start, start + needed


def _with_pauses(intensity: Array, power_kw: float, needed: float, earliest: float,
                 latest: float) -> tuple[Array, float, float]:
    """Return energy by hour, first and last moment of charging that takes the cleanest hours first.

    An hour that is used in part is used at its beginning.
    """
    most = power_kw * _overlap(earliest, latest, len(intensity))
    order = np.argsort(intensity, kind="stable")
    before = np.cumsum(most[order]) - most[order]
    taken = np.empty(len(intensity))
    taken[order] = np.clip(power_kw * needed - before, 0.0, most[order])
    used = np.flatnonzero(taken > 0)
    first, last = (max(float(used[place]), earliest) for place in (0, -1))
    return taken, first, last + float(taken[used[-1]]) / power_kw


def _overlap(start: float, end: float, n_hours: int) -> Array:
    """Return the part of each hour that lies between two times, (n_hours,)."""
    hours = np.arange(n_hours, dtype=float)
    return np.clip(np.minimum(hours + 1, end) - np.maximum(hours, start), 0.0, 1.0)
