"""What serves each hour: the linear programme of `formulation` solved by HiGHS, and what is read from the solution.

Prices are what one more MWh would cost (the dual of the zone's balance), weighted by the zones' load where there are
two. An hour's intensity is what all units emit over what they make in it. Costs are of fuel, upkeep by the hour and
contracts, which are paid for all they offer; a price of carbon is in the objective, not in the costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import HOURS, Array, Case, Dispatch
from hkzero.grid.formulation import (
    ROUNDING_MW,
    Infeasible,
    available,
    check,
    complete,
    like_units,
    likeness,
    network_of,
    objective_cost,
    quiet,
    zone_load,
    zones_of,
)

if TYPE_CHECKING:
    import pypsa

__all__ = ["Infeasible", "account_gap", "balance_error_mw", "rows", "run", "solve", "storage_losses_gwh", "to_netcdf"]
SUPPLY, FLEXIBLE = "generation", ("charge", "discharge", "state_of_charge", "moved", "given_back", "response")


def solve(case: Case, hours: NDArray[np.int64] | None = None, weights: Array | None = None) -> Dispatch:
    """Return the best dispatch of the given hours of the year (all 8,760 where None).

    `hours` (n,) ascending places in the year, `weights` (n,) how many hours each stands for; they should add to 8,760.
    Infeasible names what cannot be met; ValueError for arrays of another length than the year.
    """
    hours = np.arange(HOURS) if hours is None else np.asarray(hours, dtype=np.int64)
    weights = np.ones(hours.size) if weights is None else np.asarray(weights, dtype=float)
    check(case, hours, weights)
    network = network_of(case, hours, weights)
    complete(network, case, hours, weights)
    return run(network, case, hours, weights)


def run(network: pypsa.Network, case: Case, hours: NDArray[np.int64], weights: Array) -> Dispatch:
    """Solve a complete network and return its dispatch. Infeasible where there is none."""
    with quiet():
        status, condition = network.optimize.solve_model(
            solver_name="highs", io_api="direct", output_flag=False, log_to_console=False, threads=1,
            assign_all_duals=False, set_names=False)
    if status != "ok":
        raise Infeasible(f"the solver found no dispatch ({condition}) for {case.year.scenario} {case.year.year}: "
                         "storage, shifted load and unserved energy together cannot meet the load")
    return _dispatch(network, case, hours, weights)


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
    """Return what storage and vehicles that give back take in more than they give in the year, less what stays away."""
    lost = sum(dispatch.charge_mw.values()) - sum(dispatch.discharge_mw.values()) \
        + sum(dispatch.moved_mw.values()) - sum(dispatch.given_back_mw.values()) - sum(dispatch.response_mw.values())
    return float(np.sum(lost * dispatch.weights)) / 1e3


def balance_error_mw(dispatch: Dispatch) -> Array:
    """Return supply less use of each hour, all zones together, MW: zero where the balance closes."""
    supply = sum(dispatch.generation_mw.values()) + sum(dispatch.discharge_mw.values())
    supply = supply + sum(dispatch.given_back_mw.values()) + sum(dispatch.response_mw.values()) + dispatch.unserved_mw
    return supply - dispatch.load_mw - sum(dispatch.charge_mw.values()) - sum(dispatch.moved_mw.values())


def rows(dispatch: Dispatch) -> list[dict[str, Any]]:
    """Return a row a modelled hour: start, weight in hours, price, intensity, marginal unit, and every flow in MW.

    Columns of a unit, store or load are `<what>_<name>_mw` (state of charge `…_mwh`).
    """
    year = dispatch.case.year
    columns = {"load_mw": dispatch.load_mw, "unserved_mw": dispatch.unserved_mw, "curtailed_mw": dispatch.curtailed_mw,
               "flow_mw": dispatch.flow_mw, "price_hkd_per_mwh": dispatch.price_hkd_per_mwh,
               "intensity_kg_per_kwh": dispatch.intensity_kg_per_kwh}
    for what in (SUPPLY, *FLEXIBLE):
        unit = "mwh" if what == "state_of_charge" else "mw"
        columns |= {f"{what}_{name}_{unit}": series for name, series in getattr(dispatch, f"{what}_{unit}").items()}
    # Rounded: what a solver leaves behind the sixth decimal is dust.
    values = {name: np.round(series, 6) + 0.0 for name, series in columns.items()}
    starts = [str(one) for one in year.starts[dispatch.hours].astype("datetime64[m]")]
    return [{"start": starts[row], "weight_hours": float(dispatch.weights[row]),
             "marginal_unit": dispatch.marginal_unit[row], **{name: float(one[row]) for name, one in values.items()}}
            for row in range(dispatch.hours.size)]


def to_netcdf(dispatch: Dispatch, path: Path | str) -> None:
    """Write a dispatch as NetCDF: a variable a flow over (name, hour), units and sources as attributes.

    OSError where the file cannot be written.
    """
    import xarray as xr

    case = dispatch.case
    hour = case.year.starts[dispatch.hours].astype("datetime64[ns]")
    single = {"load": ("MW", dispatch.load_mw), "unserved": ("MW", dispatch.unserved_mw),
              "curtailed": ("MW", dispatch.curtailed_mw), "flow": ("MW", dispatch.flow_mw),
              "price": ("HKD/MWh", dispatch.price_hkd_per_mwh),
              "intensity": ("kg CO2e/kWh", dispatch.intensity_kg_per_kwh), "weight": ("hours", dispatch.weights)}
    data = {name: ("hour", values, {"units": unit}) for name, (unit, values) in single.items()}
    data["marginal_unit"] = ("hour", np.array(dispatch.marginal_unit, dtype=str))
    coords: dict[str, Any] = {"hour": hour}
    for what in (SUPPLY, *FLEXIBLE):
        unit = "mwh" if what == "state_of_charge" else "mw"
        if series := getattr(dispatch, f"{what}_{unit}"):
            coords[f"name_{what}"] = list(series)
            data[what] = ((f"name_{what}", "hour"), np.stack(list(series.values())),
                          {"units": "MWh" if unit == "mwh" else "MW"})
    attributes = {"scenario": case.year.scenario, "year": case.year.year, "time_zone": "Asia/Hong_Kong",
                  "objective": str(case.objective), "objective_hkd": dispatch.objective_hkd,
                  "kind": str(case.evidence.kind), "sources": ";".join(case.evidence.sources)}
    xr.Dataset(data, coords, attributes).to_netcdf(path, engine="netcdf4")


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
    curtailed = _curtailed(case, hours, weights, made)
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


def _curtailed(case: Case, hours: NDArray[np.int64], weights: Array, made: Mapping[str, Array]) -> Array:
    """Return what is paid for and not taken, MW: of sun, wind and must-run by the hour.

    Of a contract for an energy of the year the hour is not given: its rest is laid where the line had room.
    """
    curtailed = np.zeros(hours.size)
    for unit in case.units:
        if not unit.is_must_run:
            continue
        room = np.maximum(available(unit, hours) - made[unit.unit_id], 0.0)
        if unit.energy_gwh is not None:
            rest = max(unit.energy_gwh * 1e3 - float(made[unit.unit_id] @ weights), 0.0)
            room = room * min(rest / max(float(room @ weights), 1e-9), 1.0)
        curtailed += room
    return curtailed


def _by_unit(case: Case, power: Mapping[str, Array]) -> dict[str, Array]:
    """Return the output of every unit: a block's in proportion to the capacity of its units."""
    made, blocks = {}, {}
    for block in like_units(case):
        blocks[likeness(case, block)] = block
    for unit in case.units:
        block = blocks[likeness(case, unit)]
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
