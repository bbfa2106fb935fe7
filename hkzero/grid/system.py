"""From a scenario's year to an hourly system: the units, contracts, stores and flexible loads that can serve it.

Capacity follows the rule of the yearly account (`hkzero.model.power_system`): gas-fired units stand from their first
year on, coal-fired ones as long as the scenario burns coal, and the gas-fired capacity that the scenario builds is
there less what comes late. A plan to retire a unit that the scenario does not follow is not followed here either.
Energy follows the account: coal at most its energy, oil burnt in the boilers of coal-fired units evenly, contracts and
renewables theirs; gas and oil turbines make the rest, so that a year without flexibility gives the account again where
the hours allow it. Emissions are the account's: what coal, oil, waste and imports do not emit is gas's, in one factor
for all gas-fired units. All gas-fired units have the published efficiency of one station: hydrogen, capture and better
units move their emissions, not their cost. Nuclear power is bought evenly, less planned outages of one reactor at a
time in the months of low load; further clean imports may follow the season within the line's capacity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hkzero.grid import maintenance
from hkzero.grid.case import (
    HOURS,
    ZONES,
    Array,
    Case,
    Curtailable,
    Evidence,
    HourlyYear,
    Objective,
    ShiftableLoad,
    Storage,
    Unit,
)
from hkzero.measure import Answer, Kind
from hkzero.model.engine import Outcome
from hkzero.model.power_system import Attribution
from hkzero.model.system_cost import GAS_PLANT_LIFE, recovery

QUESTIONS = ("generating_units", "unit_operation", "assumptions", "scenario_supply", "scenario_efficiency")
GJ_PER_MWH = 3.6
NEGLIGIBLE = 1e-6
NEW_SINCE = 2020
LARGEST_UNIT_MW = 600.0
LARGEST_STORE_MW, LARGEST_STORE_HOURS = 20_000.0, 24.0
STANDING = ("operating", "not_stated", "reserve", "under_construction")
VEHICLES = "electric_vehicles_"
CARS = "electric_vehicles_private_car"
CARS_NUMBER = "fleet_private_car_electric"
# Fuel of the hourly study → series of the scenario's account.
ACCOUNT = {"nuclear_import": "import_nuclear_gwh", "clean_import": "import_clean_gwh", "coal": "generation_coal_gwh",
           "oil": "generation_oil_gwh", "natural_gas": "generation_gas_gwh", "solar": "generation_solar_gwh",
           "wind": "generation_wind_gwh", "waste": "generation_waste_gwh", "unserved": "unserved_gwh"}


class OutOfRange(ValueError):
    """An option of the system that lies outside its range; `name`, `value`, `low` and `high` say which and how."""

    def __init__(self, name: str, value: float, low: float, high: float) -> None:
        self.name, self.value, self.low, self.high = name, value, low, high
        super().__init__(f"{name} is {value}: it lies between {low:g} and {high:,.0f}")


@dataclass(frozen=True, slots=True)
class Options:
    """What is added to the scenario's system, and how it is run. ValueError for a figure out of its range.

    Shares from 0 to 1: of vehicles whose charging is managed, of private cars that give back. `battery_efficiency`
    (there and back) and `carbon_price_hkd_per_tonne` None: the assumption, and no price. `attribution` must be the rule
    for imports under which the outcome was run. With `counts_capacity` the highest output of the units is charged with
    what a gas-fired unit built for it costs a year: right where the scenario builds, too much where it does not.
    """

    battery_mw: float = 0.0
    battery_hours: float = 4.0
    battery_efficiency: float | None = None
    managed_charging_share: float = 0.0
    vehicle_to_grid_share: float = 0.0
    demand_response_mw: float = 0.0
    objective: Objective = Objective.COST
    two_zones: bool = False
    carbon_price_hkd_per_tonne: float = 0.0
    pumped_storage: bool = True
    attribution: str = "zero"
    counts_capacity: bool = False

    def __post_init__(self) -> None:
        Objective(self.objective)
        Attribution(self.attribution)
        ranges = {"battery_mw": LARGEST_STORE_MW, "battery_hours": LARGEST_STORE_HOURS, "managed_charging_share": 1.0,
                  "vehicle_to_grid_share": 1.0, "demand_response_mw": LARGEST_STORE_MW,
                  "carbon_price_hkd_per_tonne": 100_000.0}
        for name, most in ranges.items():
            value = getattr(self, name)
            if not (np.isfinite(value) and 0 <= value <= most):
                raise OutOfRange(name, value, 0.0, most)
        if self.battery_mw > 0 and self.battery_hours == 0:
            raise ValueError("a battery of no hours stores nothing")
        if self.battery_efficiency is not None and not 0.3 <= self.battery_efficiency <= 1:
            raise OutOfRange("battery_efficiency", self.battery_efficiency, 0.3, 1.0)


@dataclass(frozen=True, slots=True)
class Operation:
    """Central assumptions: of a technology by (technology, parameter), and the project's by id."""

    of: Mapping[tuple[str, str], float]
    assumed: Mapping[str, float]


def operation(answers: Mapping[str, Answer]) -> Operation:
    """Return the central assumptions from the answers to QUESTIONS. KeyError names a question not asked."""
    table, general = answers["unit_operation"].frame, answers["assumptions"].frame
    return Operation(
        {(one, name): float(value) for one, name, value in
         zip(table["technology"], table["parameter"], table["value"], strict=True)},
        dict(zip(general["assumption_id"], general["central"].astype(float), strict=True)))


def account(outcome: Outcome, year: int) -> dict[str, float]:
    """Return the scenario's yearly account by fuel with `unserved`, GWh, first draw. ValueError for a year not run."""
    at = _place(outcome, year)
    return {fuel: float(outcome.series[name][0, at]) for fuel, name in ACCOUNT.items()}


def case_of(year: HourlyYear, outcome: Outcome, answers: Mapping[str, Answer], options: Options = Options()) -> Case:
    """Return the hourly system of a scenario's year, from its outcome (first draw) and the answers to QUESTIONS.

    KeyError names a question not asked; ValueError for a year that the outcome does not have.
    """
    known = operation(answers)
    energy = account(outcome, year.year)
    units = tuple(_units(year, outcome, answers, known, energy, options.attribution))
    zone_share = {zone: float(year.zone_share[zone] @ year.load_mw / year.load_mw.sum()) for zone in ZONES}
    shares = zone_share if options.two_zones else {ZONES[0]: 1.0}
    pumped = _pumped_storage(answers["generating_units"], known, year.year) if options.pumped_storage else ()
    sources = {source for name in QUESTIONS if name != "assumptions" for source in answers[name].sources}
    return Case(
        year, tuple(_in_zones(units, shares)), (*pumped, *_batteries(options, known, shares)),
        tuple(_vehicles(year, outcome, options, known, shares)), tuple(_response(options, known, shares)),
        known.of["interconnection", "capacity"] if options.two_zones else None, options.carbon_price_hkd_per_tonne,
        objective=Objective(options.objective), account_gwh=energy,
        evidence=Evidence(tuple(sorted(sources | set(year.evidence.sources))), Kind.ASSUMED),
        peak_hkd_per_mw=gas_capacity_cost(known) if options.counts_capacity else 0.0)


def gas_capacity_cost(known: Operation) -> float:
    """Return what a MW of new gas-fired capacity costs a year, HK$: investment × (capital recovery + upkeep)."""
    yearly = recovery(known.assumed["ec_discount_rate"] / 100, GAS_PLANT_LIFE) \
        + known.assumed["ec_operation_share"] / 100
    return float(1e3 * known.assumed["ec_gas_plant_capital"] * yearly)


def _place(outcome: Outcome, year: int) -> int:
    years = [int(one) for one in outcome.years]
    if year not in years:
        raise ValueError(f"the scenario was run from {years[0]} to {years[-1]}, not for {year}")
    return years.index(year)


def _units(year: HourlyYear, outcome: Outcome, answers: Mapping[str, Answer], known: Operation,
           energy: Mapping[str, float], rule: str) -> Iterable[Unit]:
    """Yield the blocks of units with the emissions of the account."""
    factors = emission_factors(outcome, answers["scenario_supply"], known, year.year, rule)
    blocks = [*_fossil(answers, known, outcome, energy, year.year),
              *_contracts(year, answers["generating_units"], known, outcome, energy), *_renewables(year, known, energy)]
    thermal = sum(unit.capacity_mw for unit in blocks if unit.fuel in ("coal", "natural_gas"))
    for unit in blocks:
        if unit.fuel in ("coal", "natural_gas") and unit.capacity_mw > 0:
            lost = max(1 - known.assumed["el_thermal_load_factor"] - unit.forced_outage_rate, 0.0)
            unit = replace(unit, availability=maintenance.availability(year.load_mw, thermal, lost))
        yield replace(unit, emissions_kg_per_mwh=1e3 * factors[unit.fuel])


def emission_factors(outcome: Outcome, supply: Answer, known: Operation, year: int, rule: str = "zero") -> dict:
    """Return kg CO2e per kWh by fuel so that the account's energies give the account's emissions of electricity.

    The engine scales the stations by one factor to the official inventory of its first year; it is found again here.
    """
    frame = supply.frame
    base = frame[frame["period"] == int(outcome.years[0])].set_index("fuel")
    coal_kt, coal_gwh = (sum(float(base.loc[fuel, name]) for fuel in ("coal", "oil"))
                         for name in ("emissions_kt", "value"))
    grid, cycle = known.assumed["mainland_grid_factor"], known.assumed["nuclear_life_cycle_factor"] / 1e3
    nuclear, clean = {Attribution.ZERO: (0.0, 0.0), Attribution.GRID_AVERAGE: (grid, grid),
                      Attribution.CONTRACT: (cycle, cycle)}[Attribution(rule)]
    first, now = account(outcome, int(outcome.years[0])), account(outcome, year)

    def stations_kt(at: int, energy: Mapping[str, float]) -> float:
        total = outcome.series["intensity_kg_per_kwh"][0, at] * outcome.series["demand_gwh"][0, at]
        return float(total) - energy["nuclear_import"] * nuclear - energy["clean_import"] * clean

    scale = stations_kt(0, first) / (coal_kt + float(base.loc["natural_gas", "emissions_kt"]))
    coal = scale * coal_kt / coal_gwh
    waste_kt = scale * known.assumed["el_waste_fossil_factor"] * max(now["waste"] - first["waste"], 0.0)
    rest = stations_kt(_place(outcome, year), now) - coal * (now["coal"] + now["oil"]) - waste_kt
    gas = rest / now["natural_gas"] if now["natural_gas"] > NEGLIGIBLE \
        else scale * float(base.loc["natural_gas", "factor_kg_per_kwh"])
    return {"coal": coal, "oil": coal, "natural_gas": max(gas, 0.0), "waste": waste_kt / max(now["waste"], NEGLIGIBLE),
            "solar": 0.0, "wind": 0.0, "nuclear_import": nuclear, "clean_import": clean}


def _fossil(answers: Mapping[str, Answer], known: Operation, outcome: Outcome, energy: Mapping[str, float],
            year: int) -> Iterable[Unit]:
    frame = answers["generating_units"].frame
    there = frame[frame["value"].notna() & frame["status_code"].isin(STANDING)
                  & ~(frame["commissioned_year"].astype(float) > year)]
    efficiency = answers["scenario_efficiency"].frame.set_index("fuel")["value"] / 100
    prices = {"coal": known.assumed["ec_coal_price"], "natural_gas": known.assumed["ec_gas_price"],
              "oil": known.assumed["ec_road_fuel_price"]}
    burnt = energy["oil"] if energy["coal"] + energy["oil"] > NEGLIGIBLE else 0.0
    coal_mw = float(there.loc[there["fuel"] == "coal", "value"].sum())
    left = 1 - burnt * 1e3 / HOURS / max(coal_mw, 1e-9)
    for (utility, station, fuel), group in there.groupby(["utility", "station", "fuel"], sort=True):
        if fuel not in prices or fuel == "coal" and energy["coal"] <= NEGLIGIBLE:
            continue
        is_new = (group["commissioned_year"].astype(float) >= NEW_SINCE) & (fuel == "natural_gas")
        for technology, part in ((_technology(fuel, False), group[~is_new]), (_technology(fuel, True), group[is_new])):
            if part.empty:
                continue
            burns = known.of[technology, "efficiency"] if fuel == "oil" else efficiency[fuel]
            mw = float(part["value"].sum()) * (left if fuel == "coal" else 1.0)
            yield _machine(f"{station}_{technology}", _zone(utility), fuel, technology, int(part["n_units"].sum()), mw,
                           prices[fuel] / burns * GJ_PER_MWH, known, energy["coal"] if fuel == "coal" else None)
    at = _place(outcome, year)
    new_mw = 1e3 * float((outcome.series["new_gas_gw"] - outcome.series["late_gas_gw"])[0, at])
    if new_mw > NEGLIGIBLE:
        yield _machine("new_gas", "", "natural_gas", "gas_combined_cycle_new", -int(-new_mw // LARGEST_UNIT_MW), new_mw,
                       prices["natural_gas"] / efficiency["natural_gas"] * GJ_PER_MWH, known)
    if burnt > NEGLIGIBLE:
        yield Unit("oil_in_boilers", ZONES[0], "oil", 1, burnt * 1e3 / HOURS,
                   prices["oil"] / efficiency["coal"] * GJ_PER_MWH, 0.0, is_must_run=True)


def _machine(unit_id: str, zone: str, fuel: str, technology: str, n_units: int, mw: float, fuel_cost: float,
             known: Operation, energy_gwh: float | None = None) -> Unit:
    def value(name: str) -> float:
        return known.of[technology, name]

    return Unit(unit_id, zone, fuel, n_units, mw, fuel_cost + 1e3 * value("variable_cost"), 0.0, value("minimum_load"),
                value("ramp_share"), energy_gwh=energy_gwh, forced_outage_rate=value("forced_outage_rate"),
                repair_hours=value("repair_hours"), commitment_hours=int(value("commitment_hours")))


def _technology(fuel: str, is_new: bool) -> str:
    gas = "gas_combined_cycle_new" if is_new else "gas_combined_cycle"
    return {"coal": "coal_steam", "oil": "oil_gas_turbine", "natural_gas": gas}.get(fuel, fuel)


def _zone(utility: str) -> str:
    return "hk_electric" if utility == "hk_electric" else "clp"


def _contracts(year: HourlyYear, units: Answer, known: Operation, outcome: Outcome,
               energy: Mapping[str, float]) -> Iterable[Unit]:
    """Yield the nuclear contract, scaled by what the scenario keeps of it, and further clean imports."""
    mean_mw = {name: energy[name] * 1e3 / HOURS for name in ("nuclear_import", "clean_import")}
    if mean_mw["nuclear_import"] > NEGLIGIBLE:
        bought = known.of["nuclear_import", "contract_share"] * float(
            units.frame.loc[units.frame["fuel"] == "nuclear_import", "value"].sum())
        kept = energy["nuclear_import"] / account(outcome, int(outcome.years[0]))["nuclear_import"]
        capacity = max(bought * kept, mean_mw["nuclear_import"])
        lost = 1 - mean_mw["nuclear_import"] / capacity
        most_away = max(1 - known.of["nuclear_import", "least_output"], lost)
        yield Unit("nuclear_import", ZONES[0], "nuclear_import", 2, capacity,
                   1e3 * known.assumed["ec_nuclear_import_price"], 0.0,
                   availability=maintenance.availability(year.load_mw, capacity, lost, most_away), is_must_run=True,
                   **_outage(known, "nuclear_import"))
    if mean_mw["clean_import"] > NEGLIGIBLE:
        capacity = mean_mw["clean_import"] * known.of["clean_import", "line_factor"]
        yield Unit("clean_import", ZONES[0], "clean_import", max(round(capacity / LARGEST_UNIT_MW), 1), capacity,
                   1e3 * known.assumed["ec_clean_import_price"], 0.0, energy_gwh=energy["clean_import"],
                   is_must_run=True, **_outage(known, "clean_import"))


def _outage(known: Operation, technology: str) -> dict[str, float]:
    return {name: known.of[technology, name] for name in ("forced_outage_rate", "repair_hours")}


def _renewables(year: HourlyYear, known: Operation, energy: Mapping[str, float]) -> Iterable[Unit]:
    """Yield sun and wind with the capacity that gives the account's energy, and waste evenly."""
    for fuel, shape in (("solar", year.solar), ("wind", year.wind)):
        if energy[fuel] > NEGLIGIBLE:
            yield Unit(fuel, "", fuel, 1, energy[fuel] * 1e3 / float(shape.sum()), 0.0, 0.0, availability=shape,
                       is_must_run=True)
    if energy["waste"] > NEGLIGIBLE:
        mean = energy["waste"] * 1e3 / HOURS
        yield Unit("waste", ZONES[0], "waste", max(round(mean / 20), 1), mean, 0.0, 0.0, is_must_run=True,
                   **_outage(known, "waste"))


def _in_zones(units: Iterable[Unit], shares: Mapping[str, float]) -> Iterable[Unit]:
    """Yield units; one that belongs to no zone (sun, wind, new gas) in proportion to the zones' load."""
    for unit in units:
        if unit.zone:
            yield unit
            continue
        for zone, share in shares.items():
            name = unit.unit_id if len(shares) == 1 else f"{unit.unit_id}_{zone}"
            yield replace(unit, unit_id=name, zone=zone, capacity_mw=unit.capacity_mw * share,
                          n_units=max(round(unit.n_units * share), 1))


def _pumped_storage(units: Answer, known: Operation, year: int) -> tuple[Storage, ...]:
    """Return the share in Guangdong while its contract lasts."""
    frame = units.frame
    share = frame[(frame["fuel"] == "pumped_storage") & frame["value"].notna() & (frame["contract_end_year"] >= year)]
    power = float(share["value"].sum())
    if not power:
        return ()
    one_way = known.of["pumped_storage", "round_trip_efficiency"] ** 0.5
    return (Storage("pumped_storage", ZONES[0], power, power * known.of["pumped_storage", "hours"], one_way, one_way,
                    wear_hkd_per_mwh=1e3 * known.of["pumped_storage", "wear"],
                    forced_outage_rate=known.of["pumped_storage", "forced_outage_rate"]),)


def _batteries(options: Options, known: Operation, shares: Mapping[str, float]) -> Iterable[Storage]:
    if options.battery_mw > 0:
        for zone, share in shares.items():
            yield battery(known, options.battery_mw * share, options.battery_mw * options.battery_hours * share, zone,
                          options.battery_efficiency, "battery" if len(shares) == 1 else f"battery_{zone}")


def battery(known: Operation, power_mw: float, energy_mwh: float, zone: str = ZONES[0],
            efficiency: float | None = None, storage_id: str = "battery") -> Storage:
    """Return a battery of a power (MW) and energy (MWh) with central assumptions; `efficiency` there and back."""
    def value(name: str) -> float:
        return known.of["battery", name]

    one_way = (value("round_trip_efficiency") if efficiency is None else efficiency) ** 0.5
    loss_per_hour = 1 - (1 - value("loss_per_day")) ** (1 / 24)
    return Storage(storage_id, zone, power_mw, energy_mwh, one_way, one_way, loss_per_hour, 1e3 * value("wear"),
                   value("least_charge"), value("forced_outage_rate"))


def _vehicles(year: HourlyYear, outcome: Outcome, options: Options, known: Operation,
              shares: Mapping[str, float]) -> Iterable[ShiftableLoad]:
    """Yield managed charging of all classes, and private cars that give back, which are not managed twice."""
    charging = sum((load for name, load in year.demand_mw.items() if name.startswith(VEHICLES)), np.zeros(HOURS))
    giving = options.vehicle_to_grid_share * year.demand_mw.get(CARS, np.zeros(HOURS))
    managed = options.managed_charging_share * (charging - giving)
    headroom = known.of["vehicle_charging", "charger_headroom"]
    efficiency = known.of["vehicle_charging", "round_trip_efficiency"]
    cars = float(outcome.series[CARS_NUMBER][0, _place(outcome, year.year)])
    plugged = known.of["vehicle_charging", "plugged_share"] * known.of["vehicle_charging", "charger_kw"] / 1e3
    back = np.full(HOURS, options.vehicle_to_grid_share * cars * plugged)
    for zone, share in shares.items():
        end = "" if len(shares) == 1 else f"_{zone}"
        if managed.any():
            yield ShiftableLoad(f"managed_charging{end}", zone, managed * share, _room(managed, headroom) * share,
                                cost_hkd_per_mwh=1e3 * known.of["vehicle_charging", "shift_cost"])
        if giving.any():
            yield ShiftableLoad(f"vehicle_to_grid{end}", zone, giving * share,
                                np.maximum(_room(giving, headroom), back) * share, back * share, efficiency,
                                1e3 * known.of["vehicle_charging", "give_back_cost"])


def _room(planned: Array, headroom: float) -> Array:
    return np.maximum(planned, headroom * planned.mean())


def _response(options: Options, known: Operation, shares: Mapping[str, float]) -> Iterable[Curtailable]:
    if options.demand_response_mw > 0:
        for zone, share in shares.items():
            yield Curtailable("demand_response" if len(shares) == 1 else f"demand_response_{zone}", zone,
                              np.full(HOURS, options.demand_response_mw * share),
                              1e3 * known.of["demand_response", "price"],
                              known.of["demand_response", "hours_per_year"])
