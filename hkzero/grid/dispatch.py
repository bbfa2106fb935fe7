"""What serves each hour: a linear programme of dispatch and storage, built with PyPSA and solved by HiGHS.

Formulation (least cost, or carbon first): for every zone and hour, generation + discharge + load that stays away +
unserved = load + charging. Units are blocks of like machines. The minimum stable load is a relaxed commitment: the
capacity that runs is a real number, the same through each `commitment_hours` (boilers a week, combined cycles a third
of a day), and the output stays between the minimum share of it and all of it (cf. Palmintier and Webster, Heterogeneous unit clustering,
IEEE Transactions on Power Systems 29, 2014; here without whole numbers and without the cost of a start). Storage ends
each stretch of hours as full as it began, at one level for all stretches of a run; the full year is one stretch.
A fuel with `energy_gwh` burns at most that in the year: as coal costs less than gas, it burns all of it unless carbon
has a price or is put first. Contracts and renewables (`is_must_run`) cost the same whether taken or not, so they are
taken before all else, and what cannot be taken is curtailed.
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

from hkzero.grid.case import HOURS, LARGEST_CELL, ZONES, Array, Case, Dispatch, Objective, Unit

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


def solve(case: Case, hours: NDArray[np.int64] | None = None, weights: Array | None = None) -> Dispatch:
    """Return the best dispatch of the given hours of the year (all 8,760 where None).

    `hours` (n,) ascending places in the year, `weights` (n,) how many hours each stands for; they should add to 8,760.
    Infeasible names what cannot be met; ValueError for arrays of another length than the year.
    """
    hours = np.arange(HOURS) if hours is None else np.asarray(hours, dtype=np.int64)
    weights = np.ones(hours.size) if weights is None else np.asarray(weights, dtype=float)
    _check(case, hours, weights)
    network = network_of(case, hours, weights)
    complete(network, case, hours, weights)
    return run(network, case, hours, weights)


def complete(network: pypsa.Network, case: Case, hours: NDArray[np.int64], weights: Array) -> Any:
    """Return the network's model, to which commitment, ramps, energies, days and stretches are added."""
    blocks = blocks_of(hours, weights)
    with _quiet():
        model = network.optimize.create_model(include_objective_constant=False)
        _commitment(model, case, hours, blocks)
        _ramps(model, case, blocks)
        _energy_limits(model, case, weights)
        _shifting(model, case, blocks)
        _cyclic(model, blocks)
    return model


def run(network: pypsa.Network, case: Case, hours: NDArray[np.int64], weights: Array) -> Dispatch:
    """Solve a complete network and return its dispatch. Infeasible where there is none."""
    with _quiet():
        status, condition = network.optimize.solve_model(
            solver_name="highs", io_api="direct", output_flag=False, log_to_console=False, threads=1,
            assign_all_duals=False)
    if status != "ok":
        raise Infeasible(f"the solver found no dispatch ({condition}) for {case.year.scenario} {case.year.year}: "
                         "storage, shifted load and unserved energy together cannot meet the load")
    return _dispatch(network, case, hours, weights)


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
    with _quiet():
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
        key = _likeness(case, unit)
        first = blocks.get(key)
        blocks[key] = unit if first is None else replace(first, capacity_mw=first.capacity_mw + unit.capacity_mw)
    return list(blocks.values())


def _likeness(case: Case, unit: Unit) -> tuple:
    share = None if unit.availability is None else unit.availability.tobytes()
    return (_bus(case, unit.zone), unit.fuel, objective_cost(case, unit), unit.cost_hkd_per_mwh,
            unit.emissions_kg_per_mwh, unit.minimum_load, unit.ramp_share, share, unit.energy_gwh, unit.is_must_run,
            unit.commitment_hours)


def available(unit: Unit, hours: NDArray[np.int64]) -> Array:
    """Return the most a unit can give in the modelled hours, MW."""
    share = np.ones(hours.size) if unit.availability is None else unit.availability[hours]
    return unit.capacity_mw * share


def account_gap(dispatch: Dispatch) -> list[dict[str, Any]]:
    """Return a row a fuel and one for the total: account_gwh, dispatch_gwh, gap_gwh, gap_share_of_total.

    The total is what is generated or imported and not lost in storage; gaps by fuel are what a yearly balance cannot
    see: curtailment, hours in which capacity is short, losses of storage. ValueError where the case has no account.
    """
    account = dispatch.case.account_gwh
    if account is None:
        raise ValueError("the case has no yearly account to be held against")
    energy = dispatch.energy_gwh
    found = dict.fromkeys(account, 0.0)
    for unit in dispatch.case.units:
        found[unit.fuel] = found.get(unit.fuel, 0.0) + energy[unit.unit_id]
    found["unserved"] = float(dispatch.unserved_mw @ dispatch.weights) / 1e3
    total = sum(account.values())
    pairs = [(fuel, account.get(fuel, 0.0), gwh) for fuel, gwh in found.items()]
    pairs.append(("total", total, sum(found.values()) - storage_losses_gwh(dispatch)))
    return [{"fuel": fuel, "account_gwh": planned, "dispatch_gwh": gwh, "gap_gwh": gwh - planned,
             "gap_share_of_total": (gwh - planned) / total} for fuel, planned, gwh in pairs]


def storage_losses_gwh(dispatch: Dispatch) -> float:
    """Return what storage takes in more than it gives in the year."""
    lost = sum(dispatch.charge_mw.values()) - sum(dispatch.discharge_mw.values())
    return float(np.sum(lost * dispatch.weights)) / 1e3


def balance_error_mw(dispatch: Dispatch) -> Array:
    """Return supply less use of each hour, all zones together, MW: zero where the balance closes."""
    supply = sum(dispatch.generation_mw.values()) + sum(dispatch.discharge_mw.values())
    supply = supply + sum(dispatch.given_back_mw.values()) + sum(dispatch.response_mw.values()) + dispatch.unserved_mw
    return supply - dispatch.load_mw - sum(dispatch.charge_mw.values()) - sum(dispatch.moved_mw.values())


def _check(case: Case, hours: NDArray[np.int64], weights: Array) -> None:
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
    for number, place in enumerate(last[:-1]):
        model.add_constraints(level.isel(snapshot=int(place), drop=True) - level.isel(snapshot=int(last[-1]), drop=True)
                              == 0, name=f"stretch {number}")


def _dispatch(network: pypsa.Network, case: Case, hours: NDArray[np.int64], weights: Array) -> Dispatch:
    """Read the solution."""
    power = {name: network.generators_t.p[name].to_numpy() for name in network.generators.index}
    made = _by_unit(case, power)
    stores = _storage_series(network, case, hours.size)
    moved = {load.load_id: np.abs(power[f"more {load.load_id}"]) - power[f"less {load.load_id}"]
             for load in case.shiftable}
    back = {load.load_id: power[f"back {load.load_id}"] if load.back_mw is not None else np.zeros(hours.size)
            for load in case.shiftable}
    unserved = _clean(sum(power[f"unserved {zone}"] for zone in zones_of(case)))
    curtailed = sum((np.maximum(available(unit, hours) - made[unit.unit_id], 0) for unit in case.units
                     if unit.is_must_run and unit.energy_gwh is None), np.zeros(hours.size))
    load = case.year.load_mw[hours]
    zoned = zone_load(case, hours)
    price = sum(network.buses_t.marginal_price[zone].to_numpy() * zoned[zone] for zone in zones_of(case)) \
        / np.maximum(load, 1e-9)
    emissions = {unit.unit_id: made[unit.unit_id] * unit.emissions_kg_per_mwh for unit in case.units}
    supply = np.maximum(sum(made.values()), 1e-9)
    return Dispatch(
        case, hours, weights, load, made, *stores, moved, back,
        {one.load_id: power[f"response {one.load_id}"] for one in case.curtailable},
        network.links_t.p0["interconnection"].to_numpy() if len(zoned) > 1 else np.zeros(hours.size),
        _clean(curtailed), unserved, price, sum(emissions.values()) / supply / 1e3,
        _marginal(case, hours, made, unserved, price), float(network.model.objective.value),
        _costs(case, hours, weights, made), {name: float(kg @ weights) / 1e3 for name, kg in emissions.items()})


def _by_unit(case: Case, power: Mapping[str, Array]) -> dict[str, Array]:
    """Return the output of every unit: a block's in proportion to the capacity of its units."""
    made, blocks = {}, {}
    for block in like_units(case):
        blocks[_likeness(case, block)] = block
    for unit in case.units:
        block = blocks[_likeness(case, unit)]
        share = unit.capacity_mw / block.capacity_mw if block.capacity_mw > 0 else 0.0
        made[unit.unit_id] = _clean(power[block.unit_id]) * share
    return made


def _clean(power: Array) -> Array:
    return np.maximum(power, 0.0)


def _storage_series(network: pypsa.Network, case: Case, n_hours: int) -> tuple[dict, dict, dict]:
    charge, discharge, level = {}, {}, {}
    for store in case.storages:
        name, kept = store.storage_id, store.energy_mwh * store.least_charge
        if name in network.storage_units.index:
            charge[name] = _clean(network.storage_units_t.p_store[name].to_numpy())
            discharge[name] = _clean(network.storage_units_t.p_dispatch[name].to_numpy())
            level[name] = network.storage_units_t.state_of_charge[name].to_numpy() + kept
        else:
            charge[name], discharge[name], level[name] = np.zeros(n_hours), np.zeros(n_hours), np.full(n_hours, kept)
    return charge, discharge, level


def _costs(case: Case, hours: NDArray[np.int64], weights: Array, made: Mapping[str, Array]) -> dict[str, float]:
    """Return cost of the year by unit without the price of carbon; contracts are paid for all they offer."""
    cost = {}
    for unit in case.units:
        energy = float(made[unit.unit_id] @ weights)
        if unit.is_must_run:
            energy = float(available(unit, hours) @ weights) if unit.energy_gwh is None else unit.energy_gwh * 1e3
        cost[unit.unit_id] = energy * unit.cost_hkd_per_mwh
    return cost


def _marginal(case: Case, hours: NDArray[np.int64], made: Mapping[str, Array], unserved: Array,
              price: Array) -> tuple[str, ...]:
    """Return the unit that could give one MW more or less and whose cost is nearest to the price of the hour.

    "unserved" where load is shed, "curtailment" where sun, wind or contracts are, "storage" where no unit is between
    its ends (storage or moved load then sets the price).
    """
    names = [unit.unit_id for unit in case.units if not unit.is_must_run] + ["storage", "unserved", "curtailment"]
    running = [unit for unit in case.units if not unit.is_must_run]
    distance = np.full((len(names), hours.size), np.inf)
    for row, unit in enumerate(running):
        between = (made[unit.unit_id] > ROUNDING_MW) & (made[unit.unit_id] < available(unit, hours) - ROUNDING_MW)
        distance[row, between] = np.abs(price[between] - objective_cost(case, unit))
    distance[-3] = 1e9
    distance[-2, unserved > ROUNDING_MW] = -2
    distance[-1, price < ROUNDING_MW] = -1
    return tuple(names[row] for row in distance.argmin(axis=0))


@contextmanager
def _quiet() -> Iterator[None]:
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
