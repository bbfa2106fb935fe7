"""What a run costs by year: capital, operation, fuel and the price of carbon, in HK$ million at prices of 2024.

Capital is an annuity: what stands in a year × its investment × the capital recovery factor of its life and the
discount rate (replaced for ever at the same cost). Only what levers add is counted; what stands today is in every run
and is not.
Fuel is all fuel and imported electricity of the city. A saving of fuel so appears as a lower fuel cost, not as revenue.
"""

from __future__ import annotations

import numpy as np

from hkzero.model.buildings_demand import BuildingsDemand
from hkzero.model.other_sectors import Others
from hkzero.model.power_system import HOURS, Power, PowerBase
from hkzero.model.scenario_inputs import Array, Inputs
from hkzero.model.transport_fleet import Fleet

TJ_PER_GWH = 3.6
GAS_PLANT_LIFE, SOLAR_LIFE, LINK_LIFE, BUILDING_LIFE, VESSEL_LIFE = 30, 25, 40, 20, 20
PREMIUM = ("ec_electric_car_premium", "ec_electric_motorcycle_premium", "ec_electric_taxi_premium",
           "ec_electric_bus_premium", "ec_electric_light_bus_premium", "ec_electric_light_goods_premium",
           "ec_electric_heavy_goods_premium")
LIFETIME = ("tr_car_mean_lifetime", "tr_motorcycle_mean_lifetime", "tr_taxi_mean_lifetime", "tr_bus_mean_lifetime",
            "tr_bus_mean_lifetime", "tr_goods_mean_lifetime", "tr_goods_mean_lifetime")


def recovery(rate: Array, life_years: Array | float) -> Array:
    """Return the capital recovery factor: the yearly payment for 1 of investment over a life at a rate above 0."""
    return rate / (1 - (1 + rate) ** -life_years)


def annual_cost(inputs: Inputs, start: PowerBase, buildings: BuildingsDemand, fleet: Fleet, power: Power,
                others: Others, total_kt: Array) -> dict[str, Array]:
    """Return capital, operation, fuel and carbon_price by year, each (draws or 1, years)."""
    plant, kept = _investment(inputs, buildings, fleet, power)
    rate = inputs.fraction("ec_discount_rate")
    capital = sum(value * recovery(rate, life) for value, life in plant + kept) + _vehicles(inputs, fleet, rate)
    upkeep = inputs.fraction("ec_operation_share") * sum(value for value, _ in plant)
    return {
        "capital": capital,
        "operation": upkeep + _programmes(inputs, power, others),
        "fuel": _fuel(inputs, start, buildings, fleet, power),
        "carbon_price": np.maximum(total_kt, 0) * inputs.assumed("ec_carbon_price") / 1e3,
    }


def _investment(inputs: Inputs, buildings: BuildingsDemand, fleet: Fleet, power: Power) -> tuple[list, list]:
    """Return (investment standing in HK$ million, life) of plant that needs upkeep, and of what does not."""
    added = {name: np.maximum(inputs.effect(name), 0) for name in (
        "b_rooftop_solar", "e_utility_solar", "e_offshore_wind", "e_waste_to_energy", "e_clean_imports")}
    mean_gw = HOURS * 1e3 * inputs.assumed("el_thermal_load_factor")
    better = np.maximum(inputs.effect("e_gas_efficiency"), 0) * power.gas_gwh / mean_gw
    saved_loss = np.maximum(-inputs.moved("e_grid_losses"), 0) * (power.demand_gwh + power.losses_gwh)
    plant = [
        (added["b_rooftop_solar"] * inputs.assumed("ec_rooftop_solar_capital"), SOLAR_LIFE),
        (added["e_utility_solar"] * inputs.assumed("ec_utility_solar_capital"), SOLAR_LIFE),
        (added["e_offshore_wind"] * inputs.assumed("ec_offshore_wind_capital"), SOLAR_LIFE),
        (added["e_waste_to_energy"] * inputs.assumed("ec_waste_to_energy_capital"), GAS_PLANT_LIFE),
        (added["e_clean_imports"] * inputs.assumed("ec_import_link_capital"), LINK_LIFE),
        (power.new_gas_gw * inputs.assumed("ec_gas_plant_capital"), GAS_PLANT_LIFE),
        (power.captured_gwh / mean_gw * inputs.assumed("ec_capture_capital"), GAS_PLANT_LIFE),
    ]
    saving = inputs.assumed("ec_building_saving_capital")
    kept = [
        (better * inputs.assumed("ec_gas_upgrade_capital"), GAS_PLANT_LIFE),
        (saved_loss * inputs.assumed("ec_grid_loss_capital"), LINK_LIFE),
        ((2 * buildings.saved_deep_gwh + 0.5 * buildings.saved_light_gwh) * saving, BUILDING_LIFE),
        (buildings.replaced_tj * inputs.assumed("ec_electrification_capital") / 1e3, BUILDING_LIFE),
        (fleet.replaced_vessel_tj * inputs.assumed("ec_vessel_capital") / 1e3, VESSEL_LIFE),
    ]
    return plant, kept


def _vehicles(inputs: Inputs, fleet: Fleet, rate: Array) -> Array:
    """Return the yearly extra cost of electric and hydrogen vehicles that are registered after the base year."""
    cost = 0.0
    for row, (premium, lifetime) in enumerate(zip(PREMIUM, LIFETIME, strict=True)):
        yearly = recovery(rate, inputs.assumed(lifetime)) / 1e6
        cost = cost + (fleet.electric_added[:, row] * inputs.assumed(premium)
                       + fleet.hydrogen[:, row] * inputs.assumed("ec_hydrogen_vehicle_premium")) * yearly
    return cost


def _programmes(inputs: Inputs, power: Power, others: Others) -> Array:
    """Return what is paid by the year: demand response, waste kept out of landfills, methane and gases, removals."""
    shaved_gw = power.peak_gw * inputs.moved("e_demand_response")
    diverted_mt = inputs.moved("w_landfill_diversion") * inputs.assumed("wa_waste_landfilled")
    return (shaved_gw * inputs.assumed("ec_demand_response_cost")
            + diverted_mt * inputs.assumed("ec_waste_diversion_cost")
            + (others.avoided_methane_kt + others.avoided_gas_kt) * inputs.assumed("ec_methane_cost") / 1e3
            - others.removals_kt * inputs.assumed("ec_removal_cost") / 1e3)


def _fuel(inputs: Inputs, start: PowerBase, buildings: BuildingsDemand, fleet: Fleet, power: Power) -> Array:
    """Return the cost of all fuel and of imported electricity."""
    gas_tj = (power.gas_fuel_gwh - power.hydrogen_gwh) * TJ_PER_GWH / (inputs.start("e_gas_efficiency") / 100)
    hydrogen_tj = power.hydrogen_gwh * TJ_PER_GWH / (inputs.start("e_gas_efficiency") / 100) \
        + fleet.hydrogen_tj.sum(1)
    coal_tj = (power.coal_gwh + power.oil_gwh) * TJ_PER_GWH / start.coal_efficiency
    road_tj = fleet.fuel_tj.sum(1) + fleet.marine_tj
    building_tj = sum(buildings.gas_tj.values()) + sum(buildings.oil_tj.values())
    return (gas_tj * inputs.assumed("ec_gas_price") + hydrogen_tj * inputs.assumed("ec_hydrogen_price")
            + coal_tj * inputs.assumed("ec_coal_price") + road_tj * inputs.assumed("ec_road_fuel_price")
            + building_tj * inputs.assumed("ec_town_gas_price")) / 1e3 \
        + power.nuclear_gwh * inputs.assumed("ec_nuclear_import_price") \
        + power.clean_import_gwh * inputs.assumed("ec_clean_import_price")

