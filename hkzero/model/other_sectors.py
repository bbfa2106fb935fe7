"""Waste, industrial processes, fuel burnt outside power stations, agriculture and removals.

Landfills follow first-order decay (IPCC 2006 Guidelines, volume 5, chapter 3): what is no longer tipped lessens the
methane little by little, at the share that decays each year. Everything else scales with activity and its lever.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hkzero.measure import Answer
from hkzero.model.activity import Activity
from hkzero.model.buildings_demand import SECTORS, BuildingsDemand
from hkzero.model.scenario_inputs import Array, Inputs


@dataclass(frozen=True, slots=True)
class OtherBase:
    """Emissions of the base year in kt CO2e, and factors in kg CO2e/GJ: of gas and oil, and of making town gas."""

    waste_kt: float
    processes_kt: float
    agriculture_kt: float
    gas_factor: float
    oil_factor: float
    works_factor: float


@dataclass(frozen=True, slots=True)
class Others:
    """Emissions of a run, kt CO2e, each (draws or 1, years), before calibration; and what cost is reckoned on."""

    waste_kt: Array
    processes_kt: Array
    other_fuel_kt: Array
    gas_works_kt: Array
    agriculture_kt: Array
    removals_kt: Array
    landfilled: Array
    avoided_methane_kt: Array
    avoided_gas_kt: Array


def base_others(inventory: Answer, fuel: Answer, base_year: int) -> OtherBase:
    """Return the other sectors of the base year from scenario_inventory and scenario_fuel."""
    now = inventory.frame[inventory.frame["period"] == base_year].set_index("sector")["value"]
    burnt = fuel.frame[fuel.frame["period"] <= base_year]
    burnt = burnt[burnt["period"] == burnt[burnt["sector"].isin(SECTORS)]["period"].max()]
    in_buildings = burnt[burnt["sector"].isin(SECTORS)]
    gas = in_buildings[in_buildings["fuel"] == "town_gas_lpg"]
    oil = in_buildings[in_buildings["fuel"] == "oil_coal"]
    works = burnt[burnt["sector"] == "town_gas_works"]
    return OtherBase(
        float(now["waste"]), float(now["industrial_processes"]), float(now["agriculture"]),
        float(gas["emissions_kt"].sum() / gas["value"].sum() * 1e3),
        float(oil["emissions_kt"].sum() / oil["value"].sum() * 1e3),
        float(works["emissions_kt"].sum() / gas["value"].sum() * 1e3))


def run_others(inputs: Inputs, activity: Activity, start: OtherBase, buildings: BuildingsDemand) -> Others:
    """Return the emissions of a run in the sectors beside electricity and transport."""
    waste, landfilled, methane = _waste(inputs, activity, start)
    fluorinated = start.processes_kt * inputs.assumed("ip_fluorinated_share")
    avoided = fluorinated * inputs.moved("i_hfc_phase_down")
    gas_tj, oil_tj = sum(buildings.gas_tj.values()), sum(buildings.oil_tj.values())
    still = np.ones((1, inputs.years.size))
    burnt_kt = (gas_tj * start.gas_factor + oil_tj * start.oil_factor) / 1e3
    return Others(waste, start.processes_kt - avoided * still, burnt_kt,
                  gas_tj * start.works_factor / 1e3, start.agriculture_kt * still,
                  0.0 - inputs.effect("r_removals") * 1e3, landfilled, methane, avoided * still)


def _waste(inputs: Inputs, activity: Activity, start: OtherBase) -> tuple[Array, Array, Array]:
    """Return emissions of waste (kt CO2e), waste landfilled (base year = 1), and methane kept back (kt CO2e)."""
    burnt = inputs.effect("e_waste_to_energy") * inputs.assumed("wa_waste_per_electricity")
    tipped = np.clip(activity.population * (1 - inputs.moved("w_landfill_diversion"))
                     - burnt / inputs.assumed("wa_waste_landfilled"), 0, None)
    decay = inputs.assumed("wa_landfill_decay_rate")
    rotting = lagged(tipped, decay)
    landfill = start.waste_kt * inputs.assumed("wa_landfill_share") * rotting
    escaping = 1 - inputs.converted("w_landfill_gas_capture")
    sewage_share = np.minimum(inputs.assumed("wa_sewage_share"), 1 - inputs.assumed("wa_landfill_share"))
    sewage = start.waste_kt * sewage_share * activity.population
    treated = 1 - inputs.moved("w_sewage_methane")
    rest = start.waste_kt * (1 - inputs.assumed("wa_landfill_share") - sewage_share) * activity.population
    avoided = landfill * (1 - escaping) + sewage * (1 - treated)
    return landfill * escaping + sewage * treated + rest, tipped, avoided


def lagged(inflow: Array, rate: Array) -> Array:
    """Return what decays each year when `rate` (draws or 1, 1) of the store does, relative to the base year.

    The base year is taken to be in balance: what comes in is what decays.
    """
    size = np.broadcast_shapes(inflow.shape, rate.shape[:1] + inflow.shape[-1:])
    inflow = np.broadcast_to(inflow, size)
    decaying = np.empty(size)
    decaying[:, 0] = inflow[:, 0]
    for year in range(1, size[-1]):
        decaying[:, year] = decaying[:, year - 1] + rate[:, 0] * (inflow[:, year - 1] - decaying[:, year - 1])
    return decaying
