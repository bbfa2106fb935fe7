"""A reader's own hourly or half-hourly load from CSV or Parquet: read, put to the test, and laid into a modelled year.

Nothing is guessed: the unit is in the column's name or told, a stamp without an offset is Hong Kong time, a gap stays a
gap. What was found and what was done is in `report`; what is wrong is a `LoadFileError` with every fault.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hkzero.grid import load_times
from hkzero.grid.case import HOURS, LARGEST_CELL, Array, Evidence, HourlyYear
from hkzero.grid.load_table import (
    MOST_ROWS,
    LoadFileError,
    Problem,
    Table,
    numbers,
    refuse_large,
    table_of,
)
from hkzero.grid.load_times import DAY, HOUR, Minutes, Stamps, written
from hkzero.model.scenario_text import shown

KILO = 1e3
# Unit → is it energy of an interval, and kilowatt(hour)s in one.
UNITS = {"kW": (False, 1.0), "MW": (False, KILO), "kWh": (True, 1.0), "MWh": (True, KILO)}
UNIT_NAMES = {name.lower(): name for name in UNITS} | {
    "千瓦": "kW", "兆瓦": "MW", "千瓦時": "kWh", "千瓦时": "kWh", "兆瓦時": "MWh", "兆瓦时": "MWh"}
UNIT_IN_NAME = re.compile(r"(?<![a-z])(?:[kmgt]?wh?|[kmg]va|[kmgt]j)(?![a-z])|[千兆]瓦[時时]?", re.IGNORECASE)
TIME_NAMES = ("timestamp", "datetime", "date_time", "date time", "time", "start", "starts", "interval_start",
              "period_start", "hour", "half_hour", "date", "時間", "日期時間", "时间", "日期时间")
LOAD_NAME = re.compile(r"load|demand|consumption|power|energy|usage|electricity|用電|用电|負荷|负荷|需求",
                       re.IGNORECASE)
STAMPS_AT = ("start", "end")
LEAST_ROWS = 24
LISTED = 5  # gaps, spikes and the like that are named one by one
SPIKE = 10.0  # times the median: reported, not refused
HOURS_OF_METER = 48  # a load does not rise without a break for two days; the register of a meter does
# A load file below a tenth or above ten times the scenario's load is a building, or a wrong unit.
LEAST_SHARE, MOST_SHARE = 0.1, 10.0


class Finding(NamedTuple):
    """What was found or done: a code, a level (read, changed, watch), how many, a number or name, and a list."""

    code: str
    level: str = "read"
    count: int = 0
    value: str | float = ""
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadFile:
    """A load on a regular grid of Hong Kong time.

    `starts` (intervals,) datetime64[m], the beginning of each interval of `step_minutes`; `load_kw` (intervals,) mean
    power, NaN where the file has a gap; `findings` what was found and done; `content_sha256` tells the file and how it
    was read from others.
    """

    name: str
    starts: NDArray[np.datetime64]
    load_kw: Array
    step_minutes: int
    unit: str
    time_column: str
    load_column: str
    findings: tuple[Finding, ...]
    content_sha256: str

    @property
    def load_mw(self) -> Array:
        """Mean power in MW, NaN in a gap, (intervals,)."""
        return self.load_kw / KILO

    @property
    def energy_mwh(self) -> float:
        """Energy of all intervals that are not gaps."""
        return float(np.nansum(self.load_kw)) * self.step_minutes / HOUR / KILO


def read_load(name: str, content: bytes, *, unit: str | None = None, time_column: str | None = None,
              load_column: str | None = None, stamps_at: str | None = None, whole_year: bool = False) -> LoadFile:
    """Return the load in a file; LoadFileError with everything that is wrong with it.

    `unit` (kW, MW, kWh, MWh) and the columns where the file does not say them. `stamps_at` "start" or "end": which end
    of its interval a stamp is; untold it is the start, unless the file looks otherwise. `whole_year` refuses also what
    cannot stand for a year (see `year_problems`). ValueError for an argument out of its choices.
    """
    if unit is not None and unit not in UNITS:
        raise ValueError(f"unit {unit!r} is none of {', '.join(UNITS)}")
    if stamps_at not in (None, *STAMPS_AT):
        raise ValueError(f"stamps_at {stamps_at!r} is none of {', '.join(STAMPS_AT)}")
    table = table_of(name, content)
    time, time_how = _time_column(table, time_column)
    load, load_how = _load_column(table, load_column, time)
    unit, unit_how = _unit(load, unit)
    found = [Finding("form", value=table.form), Finding(f"time_column_{time_how}", value=shown(time)),
             Finding(f"load_column_{load_how}", value=shown(load)), Finding(f"unit_{unit_how}", value=unit)]
    stamps, problems = load_times.read_stamps(table.column(time), table.rows)
    values, more = numbers(table.column(load), table.rows)
    problems += more + _bad_values(values, table, load, unit)
    if not problems and len(values) < LEAST_ROWS:
        problems = [Problem("too_few_rows", value=str(len(values)), allowed=(LEAST_ROWS,))]
    if problems:
        raise LoadFileError(problems)
    stamps_at = _stamps_at(stamps, stamps_at, time)
    found += _of_stamps(stamps, stamps_at, len(values))
    minutes, values, step, changed = _regular(stamps, values, table, time, load, stamps_at)
    is_energy, kilo = UNITS[unit]
    load_kw = values * kilo * (HOUR / step if is_energy else 1.0)
    if (load_kw > LARGEST_CELL * KILO).any():  # energy of half an hour is twice its figure in power
        raise LoadFileError([Problem("absurd", field=load, value=_mw(np.nanmax(load_kw)), allowed=(LARGEST_CELL,))])
    if is_energy and _is_register(load_kw, step):
        raise LoadFileError([Problem("meter_register", field=load)])
    found += [*changed, *_of_load(minutes, load_kw, step)]
    told = repr((unit, time, load, stamps_at)).encode()
    file = LoadFile(shown(name), load_times.moments(minutes), load_kw, step, unit, time, load, tuple(found),
                    hashlib.sha256(told + content).hexdigest())
    if whole_year and (problems := list(year_problems(file))):
        raise LoadFileError(problems)
    return file


def read_load_path(path: Path, **options: str | bool | None) -> LoadFile:
    """Return the load in a file on disk, whose size is asked before it is read; options as of `read_load`.

    LoadFileError as of `read_load`, OSError where the file cannot be read.
    """
    refuse_large(path.stat().st_size)
    return read_load(path.name, path.read_bytes(), **options)


def _time_column(table: Table, wanted: str | None) -> tuple[str, str]:
    """Return the column of time and how it was found: told, name or kind."""
    if wanted is not None:
        return _told(table, wanted)
    named = [name for name in table.kinds if name.strip().lower() in TIME_NAMES and table.kinds[name] != "number"]
    of_kind = [name for name in table.kinds if table.kinds[name] == "time"]
    both = [name for name in named if name in of_kind]
    for found, how in ((both, "name"), (of_kind, "kind"), (named, "name")):
        if len(found) == 1:
            return found[0], how
        if found:
            raise LoadFileError([Problem("several_time_columns", allowed=tuple(shown(name) for name in found))])
    raise LoadFileError([Problem("no_time_column", allowed=_names(table))])


def _load_column(table: Table, wanted: str | None, time: str) -> tuple[str, str]:
    """Return the column of load and how it was found: told, name or kind."""
    if wanted is not None:
        return _told(table, wanted)
    others = [name for name in table.kinds if name != time and table.kinds[name] != "time"]
    with_unit = [name for name in others if _units_in(name)]
    named = [name for name in others if LOAD_NAME.search(name)]
    both = [name for name in with_unit if name in named]
    of_kind = [name for name in others if table.kinds[name] == "number"]
    for found, how in ((both, "name"), (with_unit, "name"), (named, "name"), (of_kind, "kind")):
        if len(found) == 1:
            return found[0], how
        if found:
            raise LoadFileError([Problem("several_load_columns", allowed=tuple(shown(name) for name in found))])
    raise LoadFileError([Problem("no_load_column", allowed=_names(table))])


def _told(table: Table, wanted: str) -> tuple[str, str]:
    if wanted not in table.kinds:
        raise LoadFileError([Problem("no_such_column", field=shown(wanted), allowed=_names(table))])
    return wanted, "told"


def _names(table: Table) -> tuple[str, ...]:
    return tuple(shown(name) for name in table.kinds)


def _units_in(name: str) -> list[str]:
    return UNIT_IN_NAME.findall(re.sub(r"[_\W]+", " ", name))


def _unit(name: str, told: str | None) -> tuple[str, str]:
    """Return the unit of a column and whether its name or the caller said it; never guessed."""
    units = {UNIT_NAMES.get(found.lower(), found) for found in _units_in(name)}
    if len(units) > 1:
        raise LoadFileError([Problem("several_units", field=shown(name), allowed=tuple(sorted(units)))])
    found = next(iter(units), None)
    if found is not None and found not in UNITS:
        raise LoadFileError([Problem("unknown_unit", field=shown(name), value=found, allowed=tuple(UNITS))])
    if found and told and found != told:
        raise LoadFileError([Problem("other_unit", field=shown(name), value=told, allowed=(found,))])
    if not found and not told:
        raise LoadFileError([Problem("no_unit", field=shown(name), allowed=tuple(UNITS))])
    return (found, "name") if found else (str(told), "told")


def _bad_values(values: Array, table: Table, load: str, unit: str) -> list[Problem]:
    """Return a Problem for each value that no load can have."""
    limit = LARGEST_CELL * KILO / UNITS[unit][1]
    cases = (("not_finite", np.isinf(values), ()), ("negative", values < 0, ()),
             ("absurd", np.isfinite(values) & (values > limit), (LARGEST_CELL,)))
    return [Problem(code, int(row), shown(load), f"{value:g}", allowed)
            for code, wrong, allowed in cases if wrong.any()
            for row, value in zip(table.rows[wrong], values[wrong], strict=True)]


def _stamps_at(stamps: Stamps, told: str | None, time: str) -> str:
    """Return which end of the interval a stamp is; LoadFileError where that is not told and the file looks like ends.

    Days that begin a step after midnight and end at midnight are those of meters that write down the end.
    """
    unique = np.unique(stamps.minutes)
    step = load_times.step_of(unique)
    clocks = (0, load_times.HONG_KONG_MINUTES) if any(stamps.offsets) else (0,)
    if told is None and any((unique[0] - away) % DAY == step and (unique[-1] - away) % DAY == 0 for away in clocks):
        raise LoadFileError([Problem("stamps_look_like_ends", field=shown(time), allowed=STAMPS_AT)])
    return told or "start"


def _of_stamps(stamps: Stamps, stamps_at: str, n_rows: int) -> list[Finding]:
    offsets = tuple(offset for offset in stamps.offsets if offset)
    found = [Finding("rows", count=n_rows), Finding(f"stamps_{stamps_at}")]
    found.append(Finding("zone_converted", "changed", listed=offsets) if offsets else Finding("zone_hong_kong"))
    if len(offsets) > 1:
        found.append(Finding("offsets_change", "watch", listed=offsets))
    return found + ([Finding(f"dates_{stamps.date_order}")] if stamps.date_order else [])


def _regular(stamps: Stamps, values: Array, table: Table, time: str, load: str,
             stamps_at: str) -> tuple[Minutes, Array, int, list[Finding]]:
    """Return times without a break, values with NaN in gaps, the step and what was changed to get there."""
    order = np.argsort(stamps.minutes, kind="stable")
    minutes, values, rows = stamps.minutes[order], values[order], table.rows[order]
    unique, first = np.unique(minutes, return_index=True)
    step = load_times.step_of(unique)
    if step not in load_times.STEPS:
        raise LoadFileError([Problem("wrong_step", field=shown(time), value=str(step), allowed=load_times.STEPS)])
    off = minutes % step != 0
    if off.any():
        raise LoadFileError(Problem("off_grid", int(row), shown(time), written(minute))
                            for row, minute in zip(rows[off], minutes[off], strict=True))
    if (n_grid := (unique[-1] - unique[0]) // step + 1) > MOST_ROWS:
        raise LoadFileError([Problem("too_long", field=shown(time), value=written(unique[0]),
                                     allowed=(written(unique[-1]),))])
    _refuse_summer_time(stamps, minutes, unique, rows, step, time)
    changed = []
    if not (order == np.arange(len(order))).all():
        changed.append(Finding("sorted", "changed"))
    if len(unique) < len(minutes):
        _refuse_contradictions(minutes, values, rows, time)
        twice = unique[np.diff(np.append(first, len(minutes))) > 1]
        changed.append(Finding("repeated", "changed", len(minutes) - len(unique), listed=_some(twice)))
    grid = unique[0] + step * np.arange(n_grid)
    laid = np.full(n_grid, np.nan)
    laid[(unique - unique[0]) // step] = values[first]
    gaps = np.isnan(laid)
    if gaps.all():
        raise LoadFileError([Problem("no_values", field=shown(load))])
    begins = grid - (step if stamps_at == "end" else 0)
    if gaps.any():
        changed.append(Finding("gaps", "watch", int(gaps.sum()), listed=_some(begins[gaps])))
        lost = np.setdiff1d(grid, unique)
        if not any(stamps.offsets) and (odd := lost[load_times.is_hour_of_changing_clocks(lost)]).size:
            changed.append(Finding("summer_time_gap", "watch", len(odd), listed=_some(odd)))
    return begins, laid, step, changed


def _refuse_summer_time(stamps: Stamps, minutes: Minutes, unique: Minutes, rows: NDArray[np.int64], step: int,
                        time: str) -> None:
    """LoadFileError where naive stamps have a double hour at the time when clocks are set back elsewhere.

    Only a whole hour that stands twice counts, neither more nor less; the hour missing in spring is told with it.
    """
    if any(stamps.offsets):
        return
    times, counts = np.unique(minutes, return_counts=True)
    double = times[counts == 2]
    early = double[load_times.is_hour_of_changing_clocks(double)]
    if not early.size or len(early) != len(double) or any((np.diff(early) != step) & (np.diff(early) < DAY)):
        return
    if len(early) % (HOUR // step):
        return
    lost = np.setdiff1d(unique[0] + step * np.arange((unique[-1] - unique[0]) // step + 1), unique)
    lost = lost[load_times.is_hour_of_changing_clocks(lost)]
    at = [(int(rows[np.searchsorted(minutes, when, "right") - 1]), when) for when in early]
    raise LoadFileError([Problem("summer_time_double", row, shown(time), written(when)) for row, when in at]
                        + [Problem("summer_time_missing", field=shown(time), value=written(when)) for when in lost])


def _refuse_contradictions(minutes: Minutes, values: Array, rows: NDArray[np.int64], time: str) -> None:
    """LoadFileError where a time stands twice with different values; times sorted."""
    same_time = minutes[1:] == minutes[:-1]
    same_value = (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))
    wrong = np.flatnonzero(same_time & ~same_value) + 1
    if wrong.size:
        raise LoadFileError(Problem("contradiction", int(rows[place]), shown(time), written(minutes[place]),
                                    (f"{values[place - 1]:g}", f"{values[place]:g}")) for place in wrong)


def _is_register(load_kw: Array, step: int) -> bool:
    """Return whether the values only ever rise, as the reading of a meter does."""
    known = load_kw[~np.isnan(load_kw)]
    rises = np.diff(known)
    return len(known) > HOURS_OF_METER * HOUR / step and bool((rises >= 0).all() and (rises > 0).mean() > 0.5)


def _of_load(minutes: Minutes, load_kw: Array, step: int) -> list[Finding]:
    """Return what the load is like."""
    found = [Finding(f"step_{step}", listed=(written(minutes[0]), written(minutes[-1] + step)), count=len(minutes)),
             Finding("peak", value=_mw(np.nanmax(load_kw)), listed=(written(minutes[int(np.nanargmax(load_kw))]),)),
             Finding("energy", value=f"{float(np.nansum(load_kw)) * step / HOUR / KILO:.6g}")]
    positive = load_kw[load_kw > 0]
    if zeros := int((load_kw == 0).sum()):
        found.append(Finding("zeros", "watch", zeros, listed=_some(minutes[load_kw == 0])))
    if positive.size and (spikes := load_kw > SPIKE * np.median(positive)).any():
        found.append(Finding("spikes", "watch", int(spikes.sum()), f"{SPIKE:g}", _some(minutes[spikes])))
    if leap := int((_is_leap_day(minutes)).sum()):
        found.append(Finding("leap_day", "watch", leap))
    return found


def _some(minutes: Iterable[int]) -> tuple[str, ...]:
    return tuple(written(minute) for minute, _ in zip(minutes, range(LISTED), strict=False))


def _mw(kw: float) -> str:
    return f"{kw / KILO:.6g}"


def _is_leap_day(minutes: Minutes) -> NDArray[np.bool_]:
    stamps = load_times.moments(minutes)
    day = (stamps.astype("datetime64[D]") - stamps.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return (day == 28) & (stamps.astype("datetime64[M]").astype(np.int64) % 12 == 1)


def hourly_kw(file: LoadFile) -> tuple[NDArray[np.datetime64], Array]:
    """Return the load by whole hours: starts datetime64[h] and mean kW, NaN where any part of the hour is a gap."""
    minutes = file.starts.astype(np.int64)
    hours = minutes // HOUR
    unique, places, counts = np.unique(hours, return_inverse=True, return_counts=True)
    mean = np.bincount(places, weights=file.load_kw) / counts
    mean[counts < HOUR // file.step_minutes] = np.nan
    return unique.view("datetime64[h]"), mean


def _places(starts: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return where each hour belongs in a year of 8,760 hours, -1 for 29 February."""
    hours = starts.astype(np.int64)
    years = starts.astype("datetime64[Y]")
    place = hours - years.astype("datetime64[h]").astype(np.int64)
    leap = (years + 1).astype("datetime64[D]").astype(np.int64) - years.astype("datetime64[D]").astype(np.int64) == 366
    march = 31 * 24 + 28 * 24
    out = leap & (place >= march) & (place < march + 24)
    return np.where(out, -1, place - 24 * (leap & (place >= march + 24)))


def year_problems(file: LoadFile) -> tuple[Problem, ...]:
    """Return why a file cannot stand for a modelled year: too short or long, gaps, nothing but zeros; none if it can.

    The year may begin on any day; each hour of the calendar must be there once, 29 February apart.
    """
    starts, mean = hourly_kw(file)
    kept = (places := _places(starts)) >= 0
    starts, mean, places = starts[kept], mean[kept], places[kept]
    present = np.bincount(places, minlength=HOURS)
    if absent := int((present == 0).sum()):
        return (Problem("too_short", value=str(HOURS - absent), allowed=(HOURS,)),)
    if len(places) > HOURS:
        return (Problem("longer_than_a_year", value=str(len(places)), allowed=(HOURS,)),)
    gaps = np.isnan(mean)
    if gaps.any():
        return tuple(Problem("gap", field=shown(file.load_column), value=text, allowed=(n_hours,))
                     for text, n_hours in _runs(starts[gaps]))
    return () if mean.any() else (Problem("only_zeros", field=shown(file.load_column)),)


def _runs(starts: NDArray[np.datetime64]) -> list[tuple[str, int]]:
    """Return the first hour and the length of each unbroken run of hours."""
    hours = starts.astype(np.int64)
    breaks = np.flatnonzero(np.diff(hours) != 1) + 1
    return [(written(run[0] * HOUR), len(run)) for run in np.split(hours, breaks)]


def year_mw(file: LoadFile) -> Array:
    """Return the load by hour of a year from 1 January, (8760,) MW; LoadFileError where the file holds no such year."""
    if problems := year_problems(file):
        raise LoadFileError(problems)
    starts, mean = hourly_kw(file)
    places = _places(starts)
    load = np.empty(HOURS)
    load[places[places >= 0]] = mean[places >= 0] / KILO
    return load


def replace_load(year: HourlyYear, file: LoadFile) -> HourlyYear:
    """Return the year with the file's load in the place of modelled demand and losses, hour by date.

    The file's load is what all stations and imports have to supply. Its split between users, losses and zones is the
    modelled one of that hour, as no file tells it. LoadFileError where the file holds no whole year, or is so far from
    the modelled load that it must be a building's or in another unit.
    """
    load = year_mw(file)
    modelled = year.load_mw
    share = load.sum() / modelled.sum()
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise LoadFileError([Problem("not_a_city", value=f"{load.sum() / KILO:.4g}",
                                     allowed=(f"{modelled.sum() / KILO:.4g}",))])
    if (modelled <= 0).any():
        raise ValueError("the modelled load is nothing in some hour, so there is no split between users to keep")
    scale = load / modelled
    evidence = Evidence(year.evidence.sources, year.evidence.kind, f"{file.name} ({file.content_sha256[:12]})")
    return replace(year, demand_mw={user: power * scale for user, power in year.demand_mw.items()},
                   losses_mw=year.losses_mw * scale, is_measured=True, evidence=evidence)


def report(file: LoadFile) -> list[dict[str, object]]:
    """Return what was found in a file and done with it, a row each: level, code, count, value, listed.

    The last rows say whether it can stand for a year: `whole_year` with what is done for it, or why not.
    """
    found = list(file.findings)
    problems = year_problems(file)
    if problems:
        found.append(Finding("no_whole_year", "watch", value=problems[0].code))
    else:
        found.append(Finding("whole_year", "read"))
        starts, _ = hourly_kw(file)
        if file.step_minutes < HOUR:
            found.append(Finding("averaged", "changed"))
        if (places := _places(starts))[0] != 0:
            found.append(Finding("turned", "changed", listed=(str(starts[0]).replace("T", " ") + ":00",)))
        if (places < 0).any():
            found.append(Finding("leap_day_left_out", "changed", int((places < 0).sum())))
    return [{"level": one.level, "code": one.code, "count": one.count, "value": one.value, "listed": one.listed}
            for one in found]
