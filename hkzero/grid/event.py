"""One event of a virtual power plant: what was reduced against a baseline, what came back, and what it was worth.

A baseline errs, and its error is counted as reduction, as rebound and as carbon. How much that is on days without an
event is told by `placebo`: a reduction smaller than that cannot be told from chance. On the load of a whole city a
hundred megawatts drown in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from hkzero.grid.baseline import LEAST_DAYS, MOST_DAYS_BACK, Days, Method, NoBaseline, baseline, intervals
from hkzero.grid.case import Array, Dispatch
from hkzero.grid.cleanest_window import NotModelled, intensity_of

# After the event, as long as a building takes to cool down again; the rest of the day is its own. What comes back after
# midnight is not counted: an event late in the evening looks better than it is.
REBOUND_HOURS = 4.0


@dataclass(frozen=True, slots=True)
class Event:
    """What an event came to. Arrays are (intervals of the day,).

    `load_kw` measured, `baseline_kw`; `window` the intervals of the event, `after` those in which load comes back.
    `reduction_kw` is the mean over the event (below zero: more was used), `reduction_kwh` its energy, `rebound_kwh`
    what was used above the baseline afterwards; `at_peak_kw` the reduction in the hour `peak_hour` of the system's
    peak, None where the event does not reach it; `saved_kg` of CO2 with the rebound taken off, None without intensity.
    """

    load_kw: Array
    baseline_kw: Array
    window: slice
    after: slice
    step_minutes: int
    reduction_kw: float
    reduction_kwh: float
    rebound_kwh: float
    peak_hour: int | None
    at_peak_kw: float | None
    saved_kg: float | None

    def worth_hkd(self, hkd_per_kwh: float) -> float:
        """Return what the reduction is paid at a price per kWh; the rebound is the customer's own bill."""
        return self.reduction_kwh * hkd_per_kwh


def event(days: Days, day: np.datetime64, from_hour: float, to_hour: float, method: Method, *,
          events: Collection[np.datetime64] = (), peak_hour: int | None = None,
          intensity_kg_per_kwh: Array | None = None) -> Event:
    """Return what happened on a day of an event against its baseline.

    `peak_hour` (0 to 23) of the system's peak of that day and `intensity_kg_per_kwh` (24,) by hour, where known.
    NoBaseline as of `baseline`, and where the event or the hours after it were not measured whole: an interval without
    a figure is neither a reduction nor none.
    """
    usual = baseline(days, day, from_hour, to_hour, method, events)
    return event_against(usual, days, day, from_hour, to_hour, peak_hour=peak_hour,
                         intensity_kg_per_kwh=intensity_kg_per_kwh)


def event_against(usual: Array, days: Days, day: np.datetime64, from_hour: float, to_hour: float, *,
                  peak_hour: int | None = None, intensity_kg_per_kwh: Array | None = None) -> Event:
    """Return what happened on a day against a load that is known, (intervals,) kW: the truth of a staged event.

    NoBaseline where the event or the hours after it were not measured whole.
    """
    window, load = intervals(days, from_hour, to_hour), days.load_kw[days.place(day)]
    hours = days.step_minutes / 60
    after = slice(window.stop, min(window.stop + round(REBOUND_HOURS / hours), len(load)))
    less = usual - load
    if np.isnan(less[np.r_[window, after]]).any():
        raise NoBaseline("not_measured_in_event", day=str(day))
    return Event(load, usual, window, after, days.step_minutes, float(less[window].mean()),
                 float(less[window].sum() * hours), float(-less[after].sum() * hours), peak_hour,
                 _at_peak(less, window, peak_hour, hours),
                 _saved_kg(less, window, after, intensity_kg_per_kwh, hours))


@dataclass(frozen=True, slots=True)
class Placebo:
    """What a baseline makes of `days` days on which there was no event: root mean square of each figure of an event.

    `saved_kg` None without intensity.
    """

    days: int
    reduction_kw: float
    rebound_kwh: float
    saved_kg: float | None


def placebo(days: Days, from_hour: float, to_hour: float, method: Method, *, events: Collection[np.datetime64] = (),
            intensity_kg_per_kwh: Array | None = None) -> Placebo:
    """Return how large an event looks where there was none, over every ordinary day: a test by placebo.

    `events` are left out, the day of the event itself should be among them. NoBaseline where no day can be tried.
    """
    others, found = {np.datetime64(one) for one in events}, []
    for day in days.dates:
        if day in others:
            continue
        try:
            found.append(event(days, day, from_hour, to_hour, method, events=events,
                               intensity_kg_per_kwh=intensity_kg_per_kwh))
        except NoBaseline as error:
            if error.code not in ("too_few_days", "not_measured_in_event", "not_measured_before"):
                raise
            continue
    if not found:
        raise NoBaseline("too_few_days", found=len(days.dates), needed=LEAST_DAYS, back=MOST_DAYS_BACK)

    def usual(name: str) -> float:
        return float(np.sqrt(np.mean([getattr(one, name)**2 for one in found])))

    return Placebo(len(found), usual("reduction_kw"), usual("rebound_kwh"),
                   None if intensity_kg_per_kwh is None else usual("saved_kg"))


def staged(days: Days, day: np.datetime64, from_hour: float, to_hour: float, reduced_kw: float,
           rebound_share: float) -> Days:
    """Return a load as if there had been an event: `reduced_kw` less in the window, the share of it back afterwards.

    What comes back is spread evenly over REBOUND_HOURS. ValueError for a share outside 0 to 1; a load is never below
    nothing.
    """
    if not 0 <= rebound_share <= 1:
        raise ValueError(f"rebound {rebound_share:g}: from 0 to 1")
    window, at, load = intervals(days, from_hour, to_hour), days.place(day), days.load_kw.copy()
    before = load[at, window].copy()
    load[at, window] = np.maximum(before - reduced_kw, 0)
    after = slice(window.stop, min(window.stop + round(REBOUND_HOURS * 60 / days.step_minutes), load.shape[1]))
    if after.stop > after.start:
        load[at, after] += rebound_share * (before - load[at, window]).sum() / (after.stop - after.start)
    return replace(days, load_kw=load)


def intensity_of_day(dispatch: Dispatch, day: int) -> tuple[Array, bool]:
    """Return the intensity by hour (24,) of a day of the year (0 = 1 January), and whether that day was modelled.

    Of a day that was not, it is the mean of each hour over the modelled days, by how many days each stands for.
    """
    try:
        return intensity_of(dispatch, day), True
    except NotModelled:
        hour = dispatch.hours % 24
        weight = np.bincount(hour, weights=dispatch.weights, minlength=24)
        return np.bincount(hour, weights=dispatch.weights * dispatch.intensity_kg_per_kwh, minlength=24) / weight, False


def _at_peak(less: Array, window: slice, peak_hour: int | None, hours: float) -> float | None:
    if peak_hour is None:
        return None
    first, last = round(peak_hour / hours), round((peak_hour + 1) / hours)
    if first < window.start or last > window.stop:
        return None
    return float(less[first:last].mean())


def _saved_kg(less: Array, window: slice, after: slice, intensity: Array | None, hours: float) -> float | None:
    if intensity is None:
        return None
    at = (np.arange(len(less)) * hours).astype(int)
    touched = np.r_[window, after]
    return float((less[touched] * np.asarray(intensity)[at[touched]]).sum() * hours)
