"""The linear programme of dispatch and storage, as a PyPSA network and its model.

Formulation (least cost, or carbon first): for every zone and hour, generation + discharge + load that stays away +
unserved = load + charging. Units are blocks of like machines. The minimum stable load is a relaxed commitment: the
capacity that runs is a real number, the same through each `commitment_hours` (boilers a week, combined cycles a third
of a day), and the output stays between the minimum share of it and all of it (cf. Palmintier and Webster,
Heterogeneous unit clustering, IEEE Transactions on Power Systems 29, 2014; here without whole numbers and without the
cost of a start). Storage ends each stretch of hours as full as it began, at one level for all stretches of a run; the
full year is one stretch. A fuel with `energy_gwh` burns at most that in the year: as coal costs less than gas, it
burns all of it unless carbon has a price or is put first. Contracts and renewables (`is_must_run`) cost the same
whether taken or not, so they are taken before all else, and what cannot be taken is curtailed.
Limits: all is known beforehand (prices of storage are those of perfect foresight); no reserve is held; no network
inside a zone; machines do not fail here (that is the study of adequacy); vehicles may give back in the morning what
they charge in the evening of the same day.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import HOURS, LARGEST_CELL, ZONES, Array, Case, Objective, Unit

if TYPE_CHECKING:
    import pypsa

CARBON_HKD_PER_KG = 20.0  # carbon first: no difference in cost of two units comes near HK$ 20,000 a tonne
LEAST_MOVE_COST = 0.01  # HK$/MWh: without it load would move to and fro for nothing
ROUNDING_MW = 1e-3
ONE_ZONE = ("hong_kong",)


class Infeasible(ValueError):
    """The system cannot be dispatched; the message names what cannot be met."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """How the modelled hours hang together: stretches of consecutive hours of one weight, and their days."""

    stretch: NDArray[np.int64]
    day: NDArray[np.int64]
    since_start: NDArray[np.int64]

    def periods(self, length: int) -> NDArray[np.int64]:
        """Return for each hour the number of its period of `length` hours, counted from the start of its stretch."""
        both = np.stack([self.stretch, self.since_start // length])
        return np.unique(both, axis=1, return_inverse=True)[1].ravel()

    @property
    def last(self) -> NDArray[np.int64]:
        """Places of the last hour of each stretch."""
        return np.flatnonzero(np.append(np.diff(self.stretch) != 0, True))


def blocks_of(hours: NDArray[np.int64], weights: Array) -> Blocks:
    """Return stretches and days of the modelled hours, numbered from 0; no day spans two stretches."""
    breaks = np.append(False, (np.diff(hours) != 1) | (np.abs(np.diff(weights)) > 1e-9))
    stretch = np.cumsum(breaks)
    start = np.flatnonzero(np.append(True, breaks[1:]))[stretch]
    day = np.unique(np.stack([stretch, hours // 24]), axis=1, return_inverse=True)[1].ravel()
    return Blocks(stretch, day, np.arange(hours.size) - start)


def network_of(case: Case, hours: NDArray[np.int64], weights: Array) -> pypsa.Network:
    """Return the case as a PyPSA network without the limits that PyPSA does not know (commitment, days, fuels)."""
    import pypsa

    pypsa.options.api.legacy_string_dtype = False
    zones = zones_of(case)
    with quiet():
        network = pypsa.Network()
        network.set_snapshots(np.arange(hours.size))
        network.snapshot_weightings = _weightings(network, weights)
        network.add("Bus", list(zones))
        network.add("Load", [f"load {zone}" for zone in zones], bus=list(zones),
                    p_set=_table(network, {f"load {zone}": load for zone, load in zone_load(case, hours).items()}))
        _add_generators(network, case, hours)
        if case.storages:
            _add_storages(network, case)
        if len(zones) > 1:
            network.add("Link", "interconnection", bus0=zones[0], bus1=zones[1], p_nom=case.interconnection_mw,
                        p_min_pu=-1.0)
    return network


def complete(network: pypsa.Network, case: Case, hours: NDArray[np.int64], weights: Array) -> Any:
    """Return the network's model, to which commitment, ramps, energies, days and stretches are added."""
    blocks = blocks_of(hours, weights)
    with quiet():
        model = network.optimize.create_model(include_objective_constant=False, consistency_check=False)
        _commitment(model, case, hours, blocks)
        _ramps(model, case, blocks)
        _energy_limits(model, case, weights)
        _shifting(model, case, blocks)
        _cyclic(model, blocks)
        _peak(model, case)
    return model


def zones_of(case: Case) -> tuple[str, ...]:
    """Return the zones: both companies' where there is a limit between them, otherwise one."""
    return ONE_ZONE if case.interconnection_mw is None else ZONES


def zone_load(case: Case, hours: NDArray[np.int64]) -> dict[str, Array]:
    """Return the load of each zone in the modelled hours, MW."""
    load = case.year.load_mw[hours]
    if case.interconnection_mw is None:
        return {ONE_ZONE[0]: load}
    return {zone: load * case.year.zone_share[zone][hours] for zone in ZONES}


def objective_cost(case: Case, unit: Unit) -> float:
    """Return what a MWh of a unit weighs in the objective, HK$; a contract is paid whether taken or not."""
    own = 0.0 if unit.is_must_run else unit.cost_hkd_per_mwh
    carbon = case.carbon_price_hkd_per_tonne / 1e3
    if case.objective is Objective.CARBON:
        carbon += CARBON_HKD_PER_KG
    return own + carbon * unit.emissions_kg_per_mwh


def like_units(case: Case) -> list[Unit]:
    """Return the units with those of a zone that differ in name and size only taken as one block, named by the first.

    A block of like machines has one optimum for its sum and countless for its parts: the solver would try them all.
    """
    blocks: dict[tuple, Unit] = {}
    for unit in case.units:
        key = likeness(case, unit)
        first = blocks.get(key)
        blocks[key] = unit if first is None else replace(first, capacity_mw=first.capacity_mw + unit.capacity_mw)
    return list(blocks.values())


def likeness(case: Case, unit: Unit) -> tuple:
    """Return what two units must have in common to be one block."""
    share = None if unit.availability is None else unit.availability.tobytes()
    return (_bus(case, unit.zone), unit.fuel, objective_cost(case, unit), unit.cost_hkd_per_mwh,
            unit.emissions_kg_per_mwh, unit.minimum_load, unit.ramp_share, share, unit.energy_gwh, unit.is_must_run,
            unit.commitment_hours)


def available(unit: Unit, hours: NDArray[np.int64]) -> Array:
    """Return the most a unit can give in the modelled hours, MW."""
    share = np.ones(hours.size) if unit.availability is None else unit.availability[hours]
    return unit.capacity_mw * share


def check(case: Case, hours: NDArray[np.int64], weights: Array) -> None:
    """Refuse what cannot be solved: Infeasible for figures that cannot be, ValueError for arrays of a wrong length."""
    load = case.year.load_mw
    if load.shape != (HOURS,):
        raise ValueError(f"a modelled year has {HOURS} hours, not {load.size}: 29 February is left out")
    if not hours.size or hours.size != weights.size or np.any(np.diff(hours) <= 0):
        raise ValueError("the modelled hours must be ascending, with one weight each")
    if hours[0] < 0 or hours[-1] >= HOURS or np.any(weights <= 0):
        raise ValueError(f"an hour lies between 0 and {HOURS - 1} and stands for more than nothing")
    bad = ~np.isfinite(load) | (load < 0) | (load > LARGEST_CELL)
    if np.any(bad):
        first = int(np.flatnonzero(bad)[0])
        raise Infeasible(f"the load of {case.year.starts[first]} is {load[first]} MW: it must lie between 0 and "
                         f"{LARGEST_CELL:,.0f} MW")
    for unit in case.units:
        figures = (unit.capacity_mw, unit.cost_hkd_per_mwh, unit.emissions_kg_per_mwh, unit.minimum_load)
        share = np.ones(1) if unit.availability is None else unit.availability
        if not np.all(np.isfinite(figures)) or unit.capacity_mw < 0 or not 0 <= unit.minimum_load <= 1 \
                or not np.all(np.isfinite(share)) or share.min() < 0 or share.max() > 1 + 1e-9:
            raise Infeasible(f"unit {unit.unit_id}: capacity, minimum load and availability must be shares and MW "
                             "that exist")
    for store in case.storages:
        if min(store.power_mw, store.energy_mwh) < 0 or not 0 < store.store_efficiency <= 1 \
                or not 0 < store.dispatch_efficiency <= 1 or not 0 <= store.least_charge < 1:
            raise Infeasible(f"storage {store.storage_id}: power and energy at least 0, efficiencies in (0, 1]")
    for load_ in case.shiftable:
        if np.any(load_.planned_mw < 0) or np.any(load_.most_mw < 0):
            raise Infeasible(f"shiftable load {load_.load_id} is negative in an hour")


def _weightings(network: pypsa.Network, weights: Array):
    table = network.snapshot_weightings.copy()
    table["objective"], table["generators"], table["stores"] = weights, weights, 1.0
    return table


def _table(network: pypsa.Network, columns: Mapping[str, Array]):
    import pandas as pd

    return pd.DataFrame(dict(columns), index=network.snapshots)


def _bus(case: Case, zone: str) -> str:
    return ONE_ZONE[0] if case.interconnection_mw is None else zone


def _generators(case: Case, hours: NDArray[np.int64]) -> Iterator[tuple[str, str, Array, float]]:
    """Yield name, zone, most (hours,) and cost of everything that feeds a zone, moved load apart."""
    for unit in like_units(case):
        yield unit.unit_id, unit.zone, available(unit, hours), objective_cost(case, unit)
    for load in case.curtailable:
        yield f"response {load.load_id}", load.zone, load.power_mw[hours], load.cost_hkd_per_mwh
    for load in case.shiftable:
        cost = max(load.cost_hkd_per_mwh, LEAST_MOVE_COST)
        yield f"less {load.load_id}", load.zone, load.planned_mw[hours], cost
        if load.back_mw is not None:
            yield f"back {load.load_id}", load.zone, load.back_mw[hours], cost
    for zone, load in zone_load(case, hours).items():
        yield f"unserved {zone}", zone, load, case.unserved_hkd_per_mwh


def _add_generators(network: pypsa.Network, case: Case, hours: NDArray[np.int64]) -> None:
    names, zones, most, cost = zip(*_generators(case, hours), strict=True)
    more = [(f"more {load.load_id}", load.zone, np.maximum(load.most_mw - load.planned_mw, 0)[hours])
            for load in case.shiftable]
    sign = [1.0] * len(names) + [-1.0] * len(more)
    names, zones, most = ([*first, *second] for first, second in
                          zip((names, zones, most), zip(*more, strict=True) if more else ((), (), ()), strict=True))
    size = [max(float(np.max(one)), ROUNDING_MW) for one in most]
    network.add("Generator", names, bus=[zone if zone in network.buses.index else _bus(case, zone) for zone in zones],
                p_nom=size, marginal_cost=[*cost, *[0.0] * len(more)], sign=sign,
                p_max_pu=_table(network, {name: one / top for name, one, top in zip(names, most, size, strict=True)}))


def _add_storages(network: pypsa.Network, case: Case) -> None:
    stores = [store for store in case.storages if store.power_mw > 0 and store.energy_mwh > 0]
    if not stores:
        return
    usable = [store.energy_mwh * (1 - store.least_charge) for store in stores]
    network.add("StorageUnit", [store.storage_id for store in stores], bus=[_bus(case, s.zone) for s in stores],
                p_nom=[store.power_mw for store in stores],
                max_hours=[energy / store.power_mw for energy, store in zip(usable, stores, strict=True)],
                efficiency_store=[store.store_efficiency for store in stores],
                efficiency_dispatch=[store.dispatch_efficiency for store in stores],
                standing_loss=[store.loss_per_hour for store in stores],
                marginal_cost=[store.wear_hkd_per_mwh for store in stores], cyclic_state_of_charge=True)


def _power(model: Any, name: str):
    return model["Generator-p"].sel(name=name, drop=True)


def _along(network_snapshots: Any, values: NDArray):
    import xarray as xr

    return xr.DataArray(values, coords={"snapshot": network_snapshots}, dims="snapshot")


def _commitment(model: Any, case: Case, hours: NDArray[np.int64], blocks: Blocks) -> None:
    """Add the running capacity of each block with a minimum load, constant through its hours of commitment."""
    import pandas as pd
    import xarray as xr

    slow = [unit for unit in like_units(case) if unit.minimum_load > 0 and unit.capacity_mw > 0]
    snapshots = model["Generator-p"].indexes["snapshot"]
    for length in sorted({unit.commitment_hours for unit in slow}):
        units = [unit for unit in slow if unit.commitment_hours == length]
        names = pd.Index([unit.unit_id for unit in units], name="name")
        period = blocks.periods(length)
        largest = xr.DataArray([unit.capacity_mw for unit in units], coords={"name": names})
        running = model.add_variables(
            lower=0, upper=largest, name=f"running {length}",
            coords=[names, pd.RangeIndex(int(period.max()) + 1, name="period")])
        at = running.sel(period=_along(snapshots, period))
        share = xr.DataArray([available(unit, hours) / unit.capacity_mw for unit in units],
                             coords={"name": names, "snapshot": snapshots}, dims=("name", "snapshot"))
        least = share * xr.DataArray([unit.minimum_load for unit in units], coords={"name": names})
        power = model["Generator-p"].sel(name=names)
        model.add_constraints(power - at * share <= 0, name=f"most {length}")
        model.add_constraints(power - at * least >= 0, name=f"least {length}")


def _ramps(model: Any, case: Case, blocks: Blocks) -> None:
    """Limit the change from hour to hour inside a stretch, where a block is slower than its capacity in an hour."""
    inside = np.append(False, np.diff(blocks.stretch) == 0)
    for unit in like_units(case):
        if unit.ramp_share >= 1 or not inside.any():
            continue
        power, places = _power(model, unit.unit_id), np.flatnonzero(inside)
        # Before and after are given the same hours, so that they are subtracted place by place.
        before = power.isel(snapshot=places - 1).assign_coords(snapshot=power.indexes["snapshot"][places])
        change = power.isel(snapshot=places) - before
        model.add_constraints(change <= unit.ramp_share * unit.capacity_mw, name=f"up {unit.unit_id}")
        model.add_constraints(change >= -unit.ramp_share * unit.capacity_mw, name=f"down {unit.unit_id}")


def _energy_limits(model: Any, case: Case, weights: Array) -> None:
    """Hold each fuel to the energy of its account, and response to its hours."""
    snapshots = model["Generator-p"].indexes["snapshot"]
    weight = _along(snapshots, weights)
    for fuel in sorted({unit.fuel for unit in case.units if unit.energy_gwh is not None}):
        limited = [unit for unit in like_units(case) if unit.fuel == fuel and unit.energy_gwh is not None]
        used = sum(((_power(model, unit.unit_id) * weight).sum() for unit in limited[1:]),
                   (_power(model, limited[0].unit_id) * weight).sum())
        model.add_constraints(used <= 1e3 * max(unit.energy_gwh for unit in limited), name=f"energy {fuel}")
    for load in case.curtailable:
        used = (_power(model, f"response {load.load_id}") * weight).sum()
        model.add_constraints(used <= load.hours_per_year * float(load.power_mw.max()), name=f"hours {load.load_id}")


def _shifting(model: Any, case: Case, blocks: Blocks) -> None:
    """Let moved load take the same energy in each calendar day, and what was given back with its losses."""
    snapshots = model["Generator-p"].indexes["snapshot"]
    day = _along(snapshots, blocks.day).rename("day")
    for load in case.shiftable:
        net = _power(model, f"more {load.load_id}") - _power(model, f"less {load.load_id}")
        if load.back_mw is not None:
            net = net - _power(model, f"back {load.load_id}") / load.round_trip_efficiency
        model.add_constraints(net.groupby(day).sum() == 0, name=f"day {load.load_id}")


def _cyclic(model: Any, blocks: Blocks) -> None:
    """Let storage be as full at the end of each stretch as at the end of the last: none carries into another."""
    last = blocks.last
    if last.size < 2 or "StorageUnit-state_of_charge" not in model.variables:
        return
    level = model["StorageUnit-state_of_charge"]
    ends = level.isel(snapshot=last[:-1])
    final = level.isel(snapshot=np.full(last.size - 1, last[-1])).assign_coords(snapshot=ends.indexes["snapshot"])
    model.add_constraints(ends - final == 0, name="stretches")


def _peak(model: Any, case: Case) -> None:
    """Charge for the highest output of all units and unserved load together, where the case counts it."""
    if case.peak_hkd_per_mw <= 0:
        return
    names = [unit.unit_id for unit in like_units(case)] + [f"unserved {zone}" for zone in zones_of(case)]
    highest = model.add_variables(lower=0, name="highest output")
    model.add_constraints(model["Generator-p"].sel(name=names).sum("name") - highest <= 0, name="highest output")
    model.objective = model.objective.expression + highest * case.peak_hkd_per_mw


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' running commentary out of the log; their warnings stay."""
    loggers = [logging.getLogger(name) for name in ("pypsa", "linopy")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
