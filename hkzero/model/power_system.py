"""Electricity by year: demand and losses met by imports, local renewables, coal, and gas for the rest.

Method: a yearly energy balance with fixed order, not an hourly dispatch: contracts and renewables first, then coal in
the share of the base year until it is phased out, then gas up to what can stand by that year; what nothing can make is
`unserved` and reported, never hidden. Energy is gross generation, as the balance of the base year is; losses are the
difference between supply and use in the base year (network and the stations' own use), moved by the lever for losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hkzero.measure import Answer
from hkzero.model.scenario_inputs import Array, Inputs

HOURS = 8.76  # thousand hours in a year: GW × HOURS = TWh
CLEAN = ("solar", "wind", "bioenergy")


class Attribution(StrEnum):
    """What imported electricity carries: nothing, the Mainland grid's average, or the life cycle of what is bought."""

    ZERO = "zero"
    GRID_AVERAGE = "grid_average"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class PowerBase:
    """The power system of the base year, and what is known of later years; energy in GWh, capacity in GW.

    `imports_gwh`, `local_gwh` (years,): net imports and local renewables with all levers at rest; `coal_share`
    (years,): coal and oil in fossil generation, of which `oil_share_of_coal` is oil; factors in kg CO2e per gross kWh;
    `gas_gw`, `coal_gw` (years,): existing and planned, without what is planned to retire; `contract_gw`: what can be
    relied on from the contracts that end with `contract_end_year`; `loss_share` (years,): the difference between
    supply and use.
    """

    imports_gwh: Array
    solar_gwh: float
    local_gwh: Array
    coal_share: Array
    oil_share_of_coal: float
    coal_factor: float
    gas_factor: float
    gas_gw: Array
    coal_gw: Array
    oil_gw: float
    contract_gw: float
    contract_end_year: int
    coal_efficiency: float
    loss_share: Array
    export_gwh: Array


@dataclass(frozen=True, slots=True)
class Power:
    """Electricity of a run, each array (draws or 1, years): energy in GWh, capacity in GW, emissions in kt CO2e."""

    demand_gwh: Array
    losses_gwh: Array
    nuclear_gwh: Array
    clean_import_gwh: Array
    solar_gwh: Array
    wind_gwh: Array
    waste_gwh: Array
    coal_gwh: Array
    oil_gwh: Array
    gas_gwh: Array
    unserved_gwh: Array
    curtailed_gwh: Array
    peak_gw: Array
    new_gas_gw: Array
    late_gas_gw: Array
    captured_gwh: Array
    gas_fuel_gwh: Array
    hydrogen_gwh: Array
    captured_kt: Array
    emissions_kt: Array
    imported_kt: Array

    @property
    def supply_gwh(self) -> Array:
        """All that is supplied, unserved energy not counted."""
        return (self.nuclear_gwh + self.clean_import_gwh + self.solar_gwh + self.wind_gwh + self.waste_gwh
                + self.coal_gwh + self.oil_gwh + self.gas_gwh)


def base_power(supply: Answer, delivered: Answer, units: Answer, efficiency: Answer, base_year: int, years: Array,
               known_mix: bool = False) -> PowerBase:
    """Return the power system from scenario_supply, scenario_delivered, generating_units, scenario_efficiency.

    With `known_mix` net imports, renewables, the share of coal, losses and exports of later years are the published
    ones (for a back-test); otherwise those of the base year stay. ValueError where a year lacks a figure.
    """
    frame = supply.frame[supply.frame["period"] >= base_year]
    energy = _whole(frame.pivot(index="period", columns="fuel", values="value"), "scenario_supply")
    used = delivered.frame[delivered.frame["period"] >= base_year]
    use = used.pivot(index="period", columns="destination", values="value")
    # No export is published after 2018; were there any, it would be in the losses. Another blank is a gap.
    export = use.pop("export").fillna(0.0) if "export" in use else use["transport"] * 0
    use = _whole(use, "scenario_delivered").assign(export=export)
    at = frame[frame["period"] == base_year].set_index("fuel")
    fossil = energy["coal"] + energy["oil"] + energy["natural_gas"]
    share = (energy["coal"] + energy["oil"]) / fossil
    loss = 1 - use.sum(axis=1) / energy.sum(axis=1)
    coal = float(at.loc["coal", "value"] + at.loc["oil", "value"])

    def path(series) -> Array:
        known = series if known_mix else series.loc[[base_year]]
        return np.interp(years, known.index, known)

    return PowerBase(
        path(energy["net_imports"]), float(energy["solar"].loc[base_year]), path(energy[list(CLEAN)].sum(axis=1)),
        path(share), float(at.loc["oil", "value"]) / coal,
        float(at.loc["coal", "emissions_kt"] + at.loc["oil", "emissions_kt"]) / coal,
        float(at.loc["natural_gas", "factor_kg_per_kwh"]), *_capacity(units, years),
        float(efficiency.frame.set_index("fuel")["value"]["coal"]) / 100, path(loss), path(export))


def _whole(table, question: str):
    """Return a table by year. ValueError names what lacks a figure: a blank would count as no electricity at all."""
    if blank := [f"{name} {year}" for name in table for year in table.index[table[name].isna()]]:
        raise ValueError(f"{question} has no figure for {', '.join(blank)}")
    return table


def _capacity(units: Answer, years: Array) -> tuple[Array, Array, float, float, int]:
    """Return gas and coal capacity by year, oil, and the nuclear contract, GW.

    A unit is gone from its planned year of retirement on; one without such a year stays until a lever takes it away.
    """
    frame = units.frame
    frame = frame[frame["value"].notna()]

    def standing(fuel: str) -> Array:
        there = frame[(frame["fuel"] == fuel) & frame["status_code"].isin(["operating", "not_stated", "reserve",
                                                                         "under_construction"])]
        begun = there["commissioned_year"].astype(float).fillna(0).to_numpy()
        gone = there["planned_retirement_year"].astype(float).fillna(np.inf).to_numpy()
        stands = (begun[:, None] <= years) & (years < gone[:, None])
        return (there["value"].to_numpy(dtype=float)[:, None] * stands).sum(0) / 1e3

    contract = frame[frame["status_code"] == "contract"]
    nuclear = contract[contract["fuel"] == "nuclear_import"]
    return (standing("natural_gas"), standing("coal"), float(standing("oil")[-1]), float(contract["value"].sum() / 1e3),
            int(nuclear["contract_end_year"].max()))


def run_power(inputs: Inputs, start: PowerBase, use_gwh: Array,
              attribution: Attribution | str = Attribution.ZERO) -> Power:
    """Return the electricity of a run for the electricity used in Hong Kong, `use_gwh` (draws or 1, years)."""
    demand = use_gwh + start.export_gwh
    loss_share = np.clip(start.loss_share + inputs.moved("e_grid_losses"), 0, 0.5)
    needed = demand / (1 - loss_share)
    clean = _clean(inputs, start)
    offered = sum(clean.values())
    taken = np.minimum(1, needed / np.maximum(offered, 1e-9))
    clean = {name: value * taken for name, value in clean.items()}
    rest = np.maximum(needed - offered, 0)
    most = inputs.assumed("el_thermal_load_factor") * HOURS * 1e3
    burning = inputs.years < inputs.level("e_coal_phase_out_year")
    coal = np.minimum(rest * start.coal_share, start.coal_gw * most) * burning
    gas_limit = _gas_limit(inputs, start) * most
    gas = np.minimum(rest - coal, gas_limit)
    capacity = _peak(inputs, start, needed, clean, burning, gas / most)
    return _outcome(inputs, start, Attribution(attribution), demand, needed, clean, offered * (1 - taken),
                    (coal, gas, rest - coal - gas), capacity)


def _clean(inputs: Inputs, start: PowerBase) -> dict[str, Array]:
    """Return what imports and renewables offer, GWh."""
    kept = np.where(inputs.years > start.contract_end_year, inputs.level("e_daya_bay_after_2034") / 100, 1)
    sun = HOURS * 1e3 * inputs.fraction("el_solar_capacity_factor")
    wind = HOURS * 1e3 * inputs.fraction("el_offshore_wind_capacity_factor")
    return {
        "nuclear": start.imports_gwh * kept,
        "clean_import": np.maximum(inputs.effect("e_clean_imports"), 0) * 1e3,
        "solar": np.maximum(
            start.solar_gwh + (inputs.effect("b_rooftop_solar") + inputs.effect("e_utility_solar")) * sun, 0),
        "wind": np.maximum(inputs.effect("e_offshore_wind"), 0) * wind,
        "waste": np.maximum(start.local_gwh - start.solar_gwh + inputs.effect("e_waste_to_energy") * 1e3, 0),
    }


def _gas_limit(inputs: Inputs, start: PowerBase) -> Array:
    """Return the gas-fired capacity that can stand each year: existing and planned, and what could have been built."""
    years_to_build = np.maximum(inputs.since - inputs.assumed("el_gas_build_lead"), 0)
    return start.gas_gw + inputs.assumed("el_gas_build_rate") * years_to_build


def _peak(inputs: Inputs, start: PowerBase, needed: Array, clean: dict[str, Array], burning: Array,
          run_gw: Array) -> tuple[Array, Array, Array]:
    """Return peak load, the gas-fired capacity to be built for it or for the energy, and what of it comes late, GW."""
    peak = needed / (HOURS * 1e3) / inputs.assumed("el_load_factor") * (1 - inputs.moved("e_demand_response"))
    contract = start.contract_gw * clean["nuclear"] / max(float(start.imports_gwh[0]), 1e-9)
    imported = clean["clean_import"] / (HOURS * 1e3) * inputs.assumed("el_import_firmness")
    firm = contract + imported + start.oil_gw + start.coal_gw * burning + clean["waste"] / (HOURS * 1e3)
    missing = peak * (1 + inputs.assumed("el_reserve_margin")) - firm
    wanted = np.maximum(missing, run_gw) - start.gas_gw
    built = np.maximum.accumulate(np.maximum(wanted, 0), axis=-1)
    return peak, built, np.maximum(built + start.gas_gw - _gas_limit(inputs, start), 0)


def _outcome(inputs: Inputs, start: PowerBase, rule: Attribution, demand: Array, needed: Array,
             clean: dict[str, Array], curtailed: Array, fossil: tuple, capacity: tuple) -> Power:
    coal, gas, unserved = fossil
    efficiency = inputs.start("e_gas_efficiency") / inputs.level("e_gas_efficiency")
    with_capture = inputs.moved("e_carbon_capture")
    fuel = gas * efficiency * (1 + with_capture * inputs.fraction("el_capture_energy_penalty"))
    hydrogen = fuel * inputs.moved("e_hydrogen_blend")
    from_gas = (fuel - hydrogen) * start.gas_factor
    captured = from_gas * with_capture * inputs.fraction("el_capture_rate")
    waste_kt = inputs.effect("e_waste_to_energy") * 1e3 * inputs.assumed("el_waste_fossil_factor")
    emissions = coal * start.coal_factor + from_gas - captured + waste_kt
    factor = {Attribution.ZERO: (0.0, 0.0)}
    grid, cycle = inputs.assumed("mainland_grid_factor"), inputs.assumed("nuclear_life_cycle_factor") / 1e3
    factor |= {Attribution.GRID_AVERAGE: (grid, grid), Attribution.CONTRACT: (cycle, cycle)}
    imported = clean["nuclear"] * factor[rule][0] + clean["clean_import"] * factor[rule][1]
    oil = coal * start.oil_share_of_coal
    return Power(demand, needed - demand, clean["nuclear"], clean["clean_import"], clean["solar"], clean["wind"],
                 clean["waste"], coal - oil, oil, gas, unserved, curtailed, *capacity, gas * with_capture,
                 fuel, hydrogen, captured, emissions, imported)
