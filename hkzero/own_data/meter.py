"""What a meter file says: energy by month, peak, load factor, base load, the average day, and the footprint by year.

The file is read by the reader of the Flexibility page (hkzero/grid/load_file.py): gaps stay gaps, nothing is guessed.
Method of the footprint: GHG Protocol Scope 2 Guidance (2015), location-based, electricity × emissions per kWh delivered
in Hong Kong in that year; a year without a factor stays blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hkzero.grid.load_file import LoadFile
from hkzero.grid.load_times import HOUR, written
from hkzero.measure import Answer, Kind, Measured

QUESTIONS = ("electricity_intensity",)
SEASONS = ("spring", "summer", "autumn", "winter")
# As the Hong Kong Observatory has them: spring March to May, summer June to August, autumn September to November.
SEASON_OF_MONTH = {month: SEASONS[(month - 3) % 12 // 3] for month in range(1, 13)}
HOURS_OF_DAY = 24
BASE_PERCENTILE = 5  # the load that is exceeded 95 % of the time
KG_PER_T, PERCENT, DIGITS = 1e3, 100.0, 3


@dataclass(frozen=True, slots=True)
class Reading:
    """An interval as it is kept: its beginning in Hong Kong time and the mean kW, None in a gap."""

    start: str
    load_kw: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """A month (2024-07) or a year (2024): energy of what is known, its share of the calendar's hours, emissions.

    `energy_kwh` and `peak_kw` are None where nothing is known; `emissions` in t CO2e of the known energy, None where
    there is no factor of the year or no energy.
    """

    period: str
    energy_kwh: float | None
    peak_kw: float | None
    coverage_percent: float
    emissions: Measured | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a meter file comes to. `average_day` is mean kW by season and hour of the day, None without any reading.

    `load_factor` is mean ÷ peak, None without a peak above zero; `base_kw` is exceeded 95 % of the time; all of what is
    known. `gaps` counts intervals without a value between the first and the last.
    """

    months: tuple[Span, ...]
    years: tuple[Span, ...]
    energy_kwh: float
    peak_kw: float
    peak_at: str
    load_factor: float | None
    base_kw: float
    gaps: int
    intervals: int
    average_day: dict[str, tuple[float | None, ...]]

    @property
    def emissions(self) -> Measured | None:
        """Emissions of all years with a factor, t CO2e; None without any."""
        known = [one.emissions for one in self.years if one.emissions is not None]
        return sum(known[1:], known[0]) if known else None


def profile(file: LoadFile, intensity: Answer) -> Profile:
    """Return what a load file comes to; `intensity` answers `electricity_intensity`."""
    delivered = intensity.frame[intensity.frame["measure"] == "consumed"]
    grid = {int(year): intensity.measured(delivered[delivered["period"] == year]) for year in delivered["period"]}
    load, known = file.load_kw, ~np.isnan(file.load_kw)
    peak = int(np.nanargmax(load))
    hours = file.step_minutes / HOUR
    mean, highest = float(np.nanmean(load)), float(load[peak])
    return Profile(
        _spans(file, "datetime64[M]", grid), _spans(file, "datetime64[Y]", grid),
        float(np.nansum(load)) * hours, highest, written(int(file.starts[peak].astype(np.int64))),
        mean / highest if highest > 0 else None, float(np.percentile(load[known], BASE_PERCENTILE)),
        int((~known).sum()), len(load), _average_day(file))


def _spans(file: LoadFile, calendar: str, grid: dict[int, Measured]) -> tuple[Span, ...]:
    periods = file.starts.astype(calendar)
    hours = file.step_minutes / HOUR
    found = []
    for period in np.unique(periods):
        load = file.load_kw[periods == period]
        known = load[~np.isnan(load)]
        ends = (period + 1).astype("datetime64[h]") - period.astype("datetime64[h]")
        energy = float(known.sum()) * hours if known.size else None
        factor = grid.get(int(str(period)[:4]))
        emissions = None
        if factor is not None and energy is not None:
            # What the meter says is the user's own word, so what follows from it is an assumption at best.
            emissions = factor.scaled(energy / KG_PER_T, "t CO2e").as_kind(Kind.ASSUMED)
        found.append(Span(str(period), energy, float(known.max()) if known.size else None,
                          PERCENT * known.size * hours / int(ends.astype(np.int64)), emissions))
    return tuple(found)


def _average_day(file: LoadFile) -> dict[str, tuple[float | None, ...]]:
    """Return mean kW by season and hour of the day; a season without any reading is left out."""
    months = file.starts.astype("datetime64[M]").astype(np.int64) % 12 + 1
    hour = (file.starts.astype(np.int64) // HOUR) % HOURS_OF_DAY
    season = np.array([SEASON_OF_MONTH[int(month)] for month in months])
    known = ~np.isnan(file.load_kw)
    found = {}
    for name in SEASONS:
        if not (known & (season == name)).any():
            continue
        cells = [file.load_kw[known & (season == name) & (hour == at)] for at in range(HOURS_OF_DAY)]
        found[name] = tuple(float(cell.mean()) if cell.size else None for cell in cells)
    return found


def records(found: Profile) -> list[dict[str, Any]]:
    """Return a record a month, ready for CSV and JSON: kWh, kW, % of the month's hours, t CO2e; None is not known."""
    return [_record(one) for one in found.months]


def _record(one: Span) -> dict[str, Any]:
    return {"period": one.period, "energy_kwh": _rounded(one.energy_kwh), "peak_kw": _rounded(one.peak_kw),
            "coverage_percent": round(one.coverage_percent, 2),
            "scope_2_t": _rounded(one.emissions and one.emissions.value),
            "kind": "assumed"}


def totals(found: Profile) -> dict[str, Any]:
    """Return what the file comes to as a whole, and year by year."""
    return {"energy_kwh": _rounded(found.energy_kwh), "peak_kw": _rounded(found.peak_kw), "peak_at": found.peak_at,
            "load_factor": _rounded(found.load_factor), "base_kw": _rounded(found.base_kw),
            "intervals": found.intervals, "gaps": found.gaps,
            "scope_2_t": _rounded(found.emissions and found.emissions.value),
            "years": [_record(one) for one in found.years],
            "average_day_kw": {name: [_rounded(value) for value in day] for name, day in found.average_day.items()}}


def sources(found: Profile) -> tuple[str, ...]:
    """Return every publication that the footprint rests on."""
    return found.emissions.sources if found.emissions else ()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)


def readings(file: LoadFile) -> tuple[Reading, ...]:
    """Return the intervals of a file as they are kept."""
    return tuple(Reading(str(start), None if np.isnan(load) else float(load))
                 for start, load in zip(file.starts, file.load_kw, strict=True))


def about(file: LoadFile) -> dict[str, Any]:
    """Return what has to be kept of a file besides its intervals."""
    return {"file": file.name, "step_minutes": file.step_minutes, "unit": file.unit, "time_column": file.time_column,
            "load_column": file.load_column, "content_sha256": file.content_sha256}


def kept(intervals: Sequence[Reading], known: dict[str, Any]) -> LoadFile:
    """Return the load file that was kept: `readings` and `about` of it; what was found on reading is not kept."""
    return LoadFile(str(known["file"]), np.array([one.start for one in intervals], dtype="datetime64[m]"),
                    np.array([np.nan if one.load_kw is None else one.load_kw for one in intervals]),
                    int(known["step_minutes"]), str(known["unit"]), str(known["time_column"]),
                    str(known["load_column"]), (), str(known["content_sha256"]))
