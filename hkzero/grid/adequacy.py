"""How often the system cannot serve its load, and how much goes unserved, where units fail; with flexibility or not.

Many years are played through hour by hour (sequential Monte Carlo, Billinton and Li, "Reliability Assessment of
Electric Power Systems Using Monte Carlo Methods", Plenum 1994). In each, units fail and are repaired by chance
(outages.py); load, sun and wind are those of the modelled year. Without flexibility the expected values are also worked
out exactly, by convolution, so that the two can be held against each other.

What is left out: planned outages (taken to be put where they do no harm), other weather years, failures of the network
and of fuel supply. Flexible resources are taken to be ready for it: storage full before a shortage, shifted load moved
with knowledge of the day. Real figures will be worse for either reason. In two zones a flexible resource helps its own
zone alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hkzero.grid.case import Array, Case, Curtailable, Evidence, ShiftableLoad, Storage
from hkzero.grid.outages import TooManyTables, checked_rate, expected_shortage, number_out

YEARS = 1000
MOST_YEARS = 20_000
BLOCK_YEARS = 50  # played through at once: 50 years of a zone are 3.5 MB
DAY = 24
STORAGE_REPAIR_HOURS = 50.0  # judgement: as long as a unit whose time of repair is not known
TINY_MW = 1e-6
STANDARD_DAYS = 0.1  # a day in ten years, the yardstick in North America (NERC BAL-502-RF); not a rule of Hong Kong

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Adequacy:
    """Expected values of a year, each with its standard error, over `years` years played through.

    `loss_of_load_hours` and `_days` count hours and days with any shortage; `unserved_mw` (hours,) is its mean in each
    hour of the year; `worst_shortage_mw` the deepest of all; `years_with_shortage` how many years had one. Where that
    is 0, the expected number of years with a shortage is below 3 in `years`, with 95 % confidence.
    """

    years: int
    loss_of_load_hours: float
    loss_of_load_hours_error: float
    loss_of_load_days: float
    loss_of_load_days_error: float
    unserved_mwh: float
    unserved_mwh_error: float
    unserved_mw: Array
    worst_shortage_mw: float
    years_with_shortage: int


@dataclass(frozen=True, slots=True)
class Exact:
    """The expected values of a year without flexibility, by convolution."""

    loss_of_load_hours: float
    unserved_mwh: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same years, with the same outages, without and with flexibility.

    `exact` is None in two zones, and where availability changes too often. `capacity_needed_mw` of a perfect station
    would bring shortages without flexibility to `STANDARD_DAYS` a year; a negative one could be done without. It leaves
    a limit between zones aside.
    """

    without: Adequacy
    with_flexibility: Adequacy
    exact: Exact | None
    capacity_needed_mw: float
    evidence: Evidence


def compare(case: Case, years: int = YEARS, seed: int = 1, progress: Callable[[float], None] | None = None,
            ) -> Comparison:
    """Return how adequate a case is without and with its storages, shiftable and curtailable loads.

    ValueError for years, rates or times of repair that make no sense. The same seed gives the same result.
    """
    _check(case, years)
    hours = len(case.year.load_mw)
    zones = _zones(case)
    without, flexible, deepest = _Tally(hours), _Tally(hours), []
    blocks = [min(BLOCK_YEARS, years - start) for start in range(0, years, BLOCK_YEARS)]
    seeds = np.random.SeedSequence(seed).spawn(len(blocks))
    for number, (block, chance) in enumerate(zip(blocks, seeds, strict=True)):
        random = np.random.default_rng(chance)
        margins = [zone.margin(block, random) for zone in zones]
        total = margins[0] if len(margins) == 1 else sum(margins)
        deepest.append(-total.reshape(block, -1, DAY).min(axis=2))
        _help_each_other(margins, case.interconnection_mw)
        without.add(margins)
        for zone, margin in zip(zones, margins, strict=True):
            zone.relieve(margin, random)
        flexible.add(margins)
        if progress:
            progress((number + 1) / len(blocks))
    return Comparison(without.result(), flexible.result(), _exact(case),
                      _needed(np.concatenate(deepest).ravel(), years), case.evidence)


def expected(case: Case) -> Exact:
    """Return the expected values without flexibility and without a limit between zones, by convolution."""
    probability, unserved = expected_shortage(case.year.load_mw, case.units)
    return Exact(float(probability.sum()), float(unserved.sum()))


def _exact(case: Case) -> Exact | None:
    if case.interconnection_mw is not None:
        return None
    try:
        return expected(case)
    except TooManyTables as error:
        log.info("no exact figures: %s", error)
        return None


def _check(case: Case, years: int) -> None:
    if not 1 <= years <= MOST_YEARS:
        raise ValueError(f"{years} years to play through; from 1 to {MOST_YEARS}")
    if len(case.year.load_mw) % DAY:
        raise ValueError(f"a year of {len(case.year.load_mw)} hours; it must be made of whole days")
    for unit in case.units:
        checked_rate(unit)
    for storage in case.storages:
        if not 0 <= storage.forced_outage_rate < 1:
            raise ValueError(f"{storage.storage_id}: a forced outage rate of {storage.forced_outage_rate}")


def _needed(deepest: Array, years: int) -> float:
    """Return the capacity without which so many days fall short: `deepest` shortage of each day, negative if none."""
    allowed = int(STANDARD_DAYS * years)
    return float(np.partition(deepest, len(deepest) - 1 - allowed)[len(deepest) - 1 - allowed])


class _Tally:
    """Adds up shortages over blocks of years."""

    def __init__(self, hours: int) -> None:
        self.by_year: list[Array] = []
        self.unserved = np.zeros(hours)
        self.worst = 0.0

    def add(self, margins: list[Array]) -> None:
        """Count the hours in which any zone's margin (years × hours) is negative."""
        count, hours = margins[0].shape
        figures = np.zeros((count, 3))
        short = np.zeros((count, hours), dtype=bool)
        for margin in margins:
            np.logical_or(short, margin < -TINY_MW, out=short)
        years, places = np.nonzero(short)
        lacking = sum(np.maximum(-margin[years, places], 0.0) for margin in margins)
        figures[:, 0] = np.bincount(years, minlength=count)
        figures[:, 1] = np.bincount(np.unique(years * (hours // DAY) + places // DAY) // (hours // DAY),
                                    minlength=count)
        figures[:, 2] = np.bincount(years, weights=lacking, minlength=count)
        self.by_year.append(figures)
        self.unserved += np.bincount(places, weights=lacking, minlength=hours)
        self.worst = max(self.worst, float(lacking.max(initial=0.0)))

    def result(self) -> Adequacy:
        """Return means and their standard errors over the years."""
        figures = np.concatenate(self.by_year)
        years = len(figures)
        mean = figures.mean(axis=0)
        error = figures.std(axis=0, ddof=1) / np.sqrt(years) if years > 1 else np.full(3, np.nan)
        return Adequacy(years, float(mean[0]), float(error[0]), float(mean[1]), float(error[1]), float(mean[2]),
                        float(error[2]), self.unserved / years, self.worst, int((figures[:, 0] > 0).sum()))


@dataclass(frozen=True)
class _Zone:
    """What a zone has, apart from the others. Its load (hours,) already counts the shiftable loads as planned."""

    case: Case
    load_mw: Array

    def margin(self, years: int, random: np.random.Generator) -> Array:
        """Return capacity that runs less load, years × hours, with outages by chance."""
        hours = len(self.load_mw)
        spare = -self.load_mw.copy()
        lost: dict[bytes, tuple[Array | None, Array]] = {}  # by availability: units with the same add up
        for unit in self.case.units:
            spare += unit.capacity_mw * (1.0 if unit.availability is None else unit.availability)
            if not unit.forced_outage_rate:
                continue
            changes = number_out(unit.n_units, unit.forced_outage_rate, unit.repair_hours, years * hours, random)
            kind = b"" if unit.availability is None else unit.availability.tobytes()
            _, sums = lost.setdefault(kind, (unit.availability, np.zeros(years * hours + 1)))
            sums += unit.capacity_mw / unit.n_units * changes
        margin = np.tile(spare, (years, 1))
        for availability, sums in lost.values():
            # Sums of floats leave dust: what all units together would still serve must not count as a shortage.
            out = np.round(np.cumsum(sums[:-1]), 6).reshape(years, hours)
            margin -= out if availability is None else out * availability
        return margin

    def relieve(self, margin: Array, random: np.random.Generator) -> None:
        """Lessen the shortages in `margin` (years × hours, changed in place): shift, then storage, then response."""
        up = [_storage_up(storage, margin.shape, random) for storage in self.case.storages]
        if not (margin < -TINY_MW).any():
            return
        for load in self.case.shiftable:
            _shift(margin, load)
        if self.case.storages:
            _store(margin, self.case.storages, up)
        for load in self.case.curtailable:
            _respond(margin, load)


def _zones(case: Case) -> list[_Zone]:
    year = case.year
    if case.interconnection_mw is None:
        return [_Zone(case, year.load_mw)]
    return [_Zone(replace(case, **{part: tuple(one for one in getattr(case, part) if one.zone == zone)
                                   for part in ("units", "storages", "shiftable", "curtailable")}),
                  year.load_mw * share)
            for zone, share in year.zone_share.items()]


def _help_each_other(margins: list[Array], limit_mw: float | None) -> None:
    """Let a zone with spare capacity help the other up to the limit; margins are changed in place."""
    if len(margins) != 2:
        return
    for short, spare in (margins, margins[::-1]):
        help_mw = np.clip(np.minimum(-short, spare), 0.0, limit_mw)
        short += help_mw
        spare -= help_mw


def _storage_up(storage: Storage, shape: tuple[int, int], random: np.random.Generator) -> Array | None:
    """Return whether a storage works, years × hours; None where it always does."""
    if not storage.forced_outage_rate:
        return None
    changes = number_out(1, storage.forced_outage_rate, STORAGE_REPAIR_HOURS, shape[0] * shape[1], random)
    return np.cumsum(changes[:-1]).reshape(shape) == 0


def _shift(margin: Array, load: ShiftableLoad) -> None:
    """Move load, or give back what vehicles hold, from hours of shortage to hours of surplus of the same day."""
    days = margin.reshape(margin.shape[0], -1, DAY)
    years, dates = np.nonzero((days < -TINY_MW).any(axis=2))
    planned, most = load.planned_mw.reshape(-1, DAY)[dates], load.most_mw.reshape(-1, DAY)[dates]
    sub = days[years, dates]
    room = np.clip(np.minimum(sub, most - planned), 0.0, None)
    sources = [(planned, 1.0)]
    if load.back_mw is not None:
        sources.append((load.back_mw.reshape(-1, DAY)[dates], load.round_trip_efficiency))
    for power, efficiency in sources:
        wanted = np.minimum(np.clip(-sub, 0.0, None), power)
        cut = _first_of_day(wanted, room.sum(axis=1) * efficiency)
        taken = _first_of_day(room, cut.sum(axis=1) / efficiency)
        sub += cut - taken
        room -= taken
    days[years, dates] = sub


def _first_of_day(power: Array, energy: Array) -> Array:
    """Return the power (days × 24) as far as the energy of each day (days,) lasts, first hours first."""
    return np.diff(np.minimum(np.cumsum(power, axis=1), energy[:, None]), axis=1, prepend=0.0)


def _store(margin: Array, storages: tuple[Storage, ...], up: list[Array | None]) -> None:
    """Discharge into every shortage, charge from every surplus until full again; each year begins full.

    Only years with a shortage, or with a storage that is not full, are looked at in an hour.
    """
    full = np.array([storage.energy_mwh for storage in storages])
    least = np.array([storage.least_charge * storage.energy_mwh for storage in storages])
    charge = np.tile(full[:, None], (1, len(margin)))
    is_short = margin < -TINY_MW
    any_short = is_short.any(axis=0)
    is_used = np.zeros(len(margin), dtype=bool)
    for hour in range(margin.shape[1]):
        if not any_short[hour] and not is_used.any():
            continue
        rows = np.flatnonzero(is_used | is_short[:, hour])
        left = margin[rows, hour]
        for place, storage in enumerate(storages):
            power = np.full(len(rows), storage.power_mw) if up[place] is None else (
                storage.power_mw * up[place][rows, hour])
            held = charge[place, rows] * (1 - storage.loss_per_hour)
            out = np.clip(np.minimum(-left, power), 0.0,
                          np.maximum(held - least[place], 0.0) * storage.dispatch_efficiency)
            taken = np.clip(np.minimum(left, power), 0.0, (full[place] - held) / storage.store_efficiency)
            charge[place, rows] = held - out / storage.dispatch_efficiency + taken * storage.store_efficiency
            left = left + out - taken
        margin[rows, hour] = left
        is_used[rows] = (charge[:, rows] < full[:, None] - TINY_MW).any(axis=0)


def _respond(margin: Array, load: Curtailable) -> None:
    """Take load off in hours of shortage, until the full hours that a year allows are used up."""
    budget = load.hours_per_year * float(load.power_mw.max(initial=0.0))
    for year in np.flatnonzero((margin < -TINY_MW).any(axis=1)):
        hours = np.flatnonzero(margin[year] < -TINY_MW)
        wanted = np.minimum(-margin[year, hours], load.power_mw[hours])
        margin[year, hours] += np.diff(np.minimum(np.cumsum(wanted), budget), prepend=0.0)
