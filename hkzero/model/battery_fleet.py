"""All batteries of the city by year: what is in service, added and retired, the carbon imported, and where they go.

Vehicles come from the scenario engine (model/transport_fleet.py), so a battery lives as long as its vehicle there:
retired = added − change of what is in service. Energy = vehicles × capacity of a vehicle of the class. Embodied carbon
= energy added × footprint per kWh of capacity; it is emitted where cells are made, in no inventory of Hong Kong.
What retires is lost, serves again or is recycled; what serves again is lost or recycled when its second life ends. All
energy is rated capacity, so it can be added up: retired + ends of second lives = to second life + recycled + lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from hkzero.model.battery_footprint import PERCENT, Footprint, Range, embodied
from hkzero.model.runs import Outcome
from hkzero.model.scenario_inputs import Array
from hkzero.model.transport_fleet import CLASSES, ELECTRIC_LEVER

STORAGE = "storage"
GROUPS = (*CLASSES, STORAGE)
ALL_LFP = frozenset({"bus", "light_bus", STORAGE})
KWH_PER_GWH = 1e6
LFP, NICKEL = "lfp", "nmc811"
MOST_STORAGE_GWH = 100.0
PASSED = ("second_life_gwh", "recycled_gwh", "lost_gwh", "second_life_stock_gwh")


@dataclass(frozen=True, slots=True)
class Band:
    """Low, central and high of one measure, each (years,)."""

    low: Array
    central: Array
    high: Array


@dataclass(frozen=True, slots=True)
class ElectricVehicles:
    """Electric vehicles in the order of CLASSES: `before` (classes,), `in_service` and `added` (classes, years)."""

    years: Array
    before: Array
    in_service: Array
    added: Array


@dataclass(frozen=True, slots=True)
class Storage:
    """Batteries on the grid that are put in at once, replaced at the end of their life and never given up."""

    gwh: float
    from_year: int
    life_years: int

    def __post_init__(self) -> None:
        if not 0 <= self.gwh <= MOST_STORAGE_GWH:
            raise ValueError(f"storage = {self.gwh:g} GWh: from 0 to {MOST_STORAGE_GWH:g}")
        if self.life_years < 1:
            raise ValueError(f"life of storage = {self.life_years} years: 1 or more")


@dataclass(frozen=True, slots=True)
class Passing:
    """Where retired capacity goes, GWh of rated capacity, each (years,). `stock` is what serves again at year's end."""

    second_life_gwh: Array
    recycled_gwh: Array
    lost_gwh: Array
    second_life_stock_gwh: Array


@dataclass(frozen=True, slots=True)
class BatteryFleet:
    """Batteries of the city by year. GWh by group of GROUPS at central capacities; bands over all groups.

    Low and high of a band are the least and the most over the ranges that bear on it, year by year, so the bands of
    parts do not add up; their central values do. `second_life_usable_gwh` is what a second life can still hold,
    `recycling_saving_kt` what makers of later batteries save: it is not taken off `embodied_kt`.
    """

    years: Array
    in_service_gwh: Mapping[str, Array]
    added_gwh: Mapping[str, Array]
    retired_gwh: Mapping[str, Array]
    total_in_service_gwh: Band
    total_added_gwh: Band
    total_retired_gwh: Band
    embodied_kt: Band
    second_life_gwh: Band
    recycled_gwh: Band
    lost_gwh: Band
    second_life_stock_gwh: Band
    second_life_usable_gwh: Band
    recycled_kt: Band
    recycling_saving_kt: Band


def electric_vehicles(outcome: Outcome, schedule: Array, lever_ids: Sequence[str]) -> ElectricVehicles:
    """Return electric vehicles of a run at central assumptions, from the year after the base year on.

    `schedule` (1, levers, years) and `lever_ids` are those that the outcome was worked out with: the electric share of
    registrations is a lever for every class. KeyError names a series that the outcome does not have.
    """
    share = np.stack([schedule[0, lever_ids.index(lever)] for lever in ELECTRIC_LEVER]) / PERCENT
    registered = np.stack([outcome.series[f"registered_{name}"][0] for name in CLASSES])
    stock = np.stack([outcome.series[f"fleet_{name}_electric"][0] for name in CLASSES])
    added = registered * np.clip(share, 0, 1)
    return ElectricVehicles(outcome.years[1:], stock[:, 0], stock[:, 1:], added[:, 1:])


def before_gwh(vehicles: ElectricVehicles, known: Mapping[str, Range]) -> float:
    """Return GWh that electric vehicles held before the first year, at central capacities."""
    kwh = np.array([known[f"fleet_kwh_{name}"].central for name in CLASSES])
    return float(vehicles.before @ kwh) / KWH_PER_GWH


def storage_from(parameters: Mapping[str, Range], gwh: float, from_year: int) -> Storage | None:
    """Return batteries on the grid with their assumed life, None for no energy. ValueError for what makes no sense."""
    found = Storage(gwh, from_year, round(parameters["fleet_storage_life"].central))
    return found if found.gwh else None


def roll_up(vehicles: ElectricVehicles, known: Mapping[str, Range], found: Iterable[Footprint],
            storage: Storage | None = None, *, falls: bool = False) -> BatteryFleet:
    """Return all batteries of the city by year.

    `known` are the parameters of data/battery_parameters.csv, `found` the footprints of battery_footprint.footprints.
    With `falls` footprints fall with the grids of the countries that make batteries, as far as a study says.
    """
    found = tuple(found)
    sizes = [np.array([known[f"fleet_kwh_{name}"].ends[end] for name in CLASSES]) for end in range(3)]
    cases = [_energy(vehicles, size, storage) for size in sizes]
    in_service, added, retired = cases[1]
    central, every = _passing(retired, known), _passings(cases, known)
    passed = {name: _band([getattr(one, name) for one in every], getattr(central, name)) for name in PASSED}
    embodied_kt = _embodied(cases, known, _footprints(vehicles.years, known, found, falls))
    mean = np.divide(embodied_kt.central, added.sum(0), out=np.zeros(vehicles.years.size), where=added.sum(0) > 0)
    return BatteryFleet(
        vehicles.years, *(dict(zip(GROUPS, part, strict=True)) for part in (in_service, added, retired)),
        *(_band([case[part].sum(0) for case in cases], cases[1][part].sum(0)) for part in range(3)),
        embodied_kt, *passed.values(),
        _scaled(passed["second_life_stock_gwh"], known["fleet_remaining_capacity"], PERCENT),
        _scaled(passed["recycled_gwh"], known["fleet_energy_density"], 1.0, over=True),
        _scaled(_times(passed["recycled_gwh"], mean), known["fleet_recycling_saving"], PERCENT))


def _energy(vehicles: ElectricVehicles, kwh: Array, storage: Storage | None) -> tuple[Array, Array, Array]:
    """Return GWh in service, added and retired, each (groups, years); `kwh` (classes,) is held for all years."""
    gwh = kwh[:, None] / KWH_PER_GWH
    before = np.column_stack([vehicles.before, vehicles.in_service[:, :-1]])
    retired = np.maximum(vehicles.added - (vehicles.in_service - before), 0)
    parts = (vehicles.in_service * gwh, vehicles.added * gwh, retired * gwh)
    return tuple(np.vstack([part, row]) for part, row in zip(parts, _of_storage(vehicles.years, storage), strict=True))


def _of_storage(years: Array, storage: Storage | None) -> tuple[Array, Array, Array]:
    """Return GWh of storage in service, added and retired, each (years,)."""
    if storage is None:
        return tuple(np.zeros((3, years.size)))
    age = years - storage.from_year
    renewed = (age > 0) & (age % storage.life_years == 0)
    return (np.where(age >= 0, storage.gwh, 0), np.where((age == 0) | renewed, storage.gwh, 0),
            np.where(renewed, storage.gwh, 0))


def _footprints(years: Array, known: Mapping[str, Range], found: Sequence[Footprint], falls: bool) -> dict[str, Array]:
    """Return kg CO2e per kWh of capacity by chemistry, (low, central, high) × years."""
    fall = known["fleet_footprint_fall"].central / PERCENT if falls else 0.0
    return {chemistry: np.array([embodied(found, chemistry, year=int(year), fall_by_2050=fall).ends
                                 for year in years]).T for chemistry in (LFP, NICKEL)}


def _embodied(cases: Sequence[tuple], known: Mapping[str, Range], per_kwh: Mapping[str, Array]) -> Band:
    """Return the carbon of what is added, kt CO2e; 1 GWh at 1 kg/kWh is 1 kt."""
    only = np.array([name in ALL_LFP for name in GROUPS])

    def kt(case: int, share: int, end: int) -> Array:
        added = cases[case][1]
        lfp = known["fleet_lfp_share"].ends[share] / PERCENT
        mixed = lfp * per_kwh[LFP][end] + (1 - lfp) * per_kwh[NICKEL][end]
        return added[only].sum(0) * per_kwh[LFP][end] + added[~only].sum(0) * mixed

    return _band([kt(*ends) for ends in product(range(3), repeat=3)], kt(1, 1, 1))


def passing_on(retired_gwh: Array, *, second_life_share: float, second_life_years: int, lost_share: float) -> Passing:
    """Return where retired capacity (years,) goes. Shares are 0 to 1; a second life ends after whole years.

    Lost is counted first, then what serves again, and the rest is recycled; the same share is lost when a second life
    ends. Energy closes: what retired so far = what serves again + what was recycled + what was lost. ValueError for a
    share outside 0 to 1 or a second life of less than a year.
    """
    for name, share in (("second_life_share", second_life_share), ("lost_share", lost_share)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} = {share:g}: from 0 to 1")
    if second_life_years < 1:
        raise ValueError(f"second_life_years = {second_life_years}: 1 or more")
    kept = retired_gwh * (1 - lost_share)
    again = kept * second_life_share
    ended = np.concatenate([np.zeros(second_life_years), again])[:again.size]
    recycled = kept - again + ended * (1 - lost_share)
    lost = (retired_gwh + ended) * lost_share
    return Passing(again, recycled, lost, np.cumsum(again) - np.cumsum(ended))


def _passing(retired: Array, known: Mapping[str, Range], share: int = 1, years: int = 1, lost: int = 1) -> Passing:
    """Return where the retired capacity of all groups goes; what served as storage has had its second life."""
    last = round(known["fleet_second_life_years"].ends[years])
    lost_share = known["fleet_lost_share"].ends[lost] / PERCENT
    of_vehicles, of_storage = (
        passing_on(part, second_life_share=again, second_life_years=last, lost_share=lost_share)
        for part, again in ((retired[:-1].sum(0), known["fleet_second_life_share"].ends[share] / PERCENT),
                            (retired[-1], 0.0)))
    return Passing(*(getattr(of_vehicles, name) + getattr(of_storage, name) for name in PASSED))


def _passings(cases: Sequence[tuple], known: Mapping[str, Range]) -> list[Passing]:
    """Return where retired capacity goes at every combination of ends."""
    return [_passing(cases[case][2], known, *ends) for case, *ends in product(range(3), repeat=4)]


def _band(every: Sequence[Array], central: Array) -> Band:
    return Band(np.min(every, axis=0), central, np.max(every, axis=0))


def _scaled(band: Band, by: Range, per: float, *, over: bool = False) -> Band:
    """Return a band times a range ÷ `per`, or over it; a range above zero keeps low the least and high the most."""
    low, central, high = (per / end for end in reversed(by.ends)) if over else (end / per for end in by.ends)
    return Band(band.low * low, band.central * central, band.high * high)


def _times(band: Band, by: Array) -> Band:
    return Band(band.low * by, band.central * by, band.high * by)


BANDS: tuple[tuple[str, str, Callable[[BatteryFleet], Band]], ...] = (
    ("in_service", "GWh", lambda fleet: fleet.total_in_service_gwh),
    ("added", "GWh", lambda fleet: fleet.total_added_gwh),
    ("retired", "GWh", lambda fleet: fleet.total_retired_gwh),
    ("embodied_carbon", "kt CO2e", lambda fleet: fleet.embodied_kt),
    ("to_second_life", "GWh", lambda fleet: fleet.second_life_gwh),
    ("recycled", "GWh", lambda fleet: fleet.recycled_gwh),
    ("lost", "GWh", lambda fleet: fleet.lost_gwh),
    ("second_life_stock", "GWh", lambda fleet: fleet.second_life_stock_gwh),
    ("second_life_usable", "GWh", lambda fleet: fleet.second_life_usable_gwh),
    ("recycled_mass", "kt", lambda fleet: fleet.recycled_kt),
    ("recycling_saving", "kt CO2e", lambda fleet: fleet.recycling_saving_kt),
)


def rows(fleet: BatteryFleet) -> Iterator[dict[str, object]]:
    """Yield a row for each year, measure and group: low, central and high over all groups, central alone by group."""
    by_group = {"in_service": fleet.in_service_gwh, "added": fleet.added_gwh, "retired": fleet.retired_gwh}
    for place, year in enumerate(fleet.years):
        for measure, unit, band in BANDS:
            ends = band(fleet)
            yield {"year": int(year), "measure": measure, "group": "all", "low": float(ends.low[place]),
                   "central": float(ends.central[place]), "high": float(ends.high[place]), "unit": unit,
                   "kind": "scenario"}
            for group, values in by_group.get(measure, {}).items():
                yield {"year": int(year), "measure": measure, "group": group, "low": None,
                       "central": float(values[place]), "high": None, "unit": unit, "kind": "scenario"}
