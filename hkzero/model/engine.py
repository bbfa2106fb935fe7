"""The scenario engine: from lever values by year to emissions, energy and cost of Hong Kong to 2060.

`base` gathers everything that is read from the database; `run` is a pure function of it, of a schedule of lever values
and of assumptions, over many draws at once. The sectors: activity (people, homes, GDP, floor space, visitors,
degree-days), buildings_demand, transport_fleet, power_system, other_sectors, system_cost. Each sector is scaled by one
factor so that the base year gives the official inventory; the factors are in `Base.calibration` and say how far the
bottom-up account was off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hkzero.measure import Answer, Kind, Measured, weakest
from hkzero.model import activity as drive
from hkzero.model import buildings_demand, other_sectors, power_system, sensitivity, system_cost, transport_fleet
from hkzero.model.power_system import Attribution
from hkzero.model.scenario_inputs import Array, Inputs
from hkzero.model.sensitivity import Range

ENGINE_VERSION = "2"
BASE_YEAR, LAST_YEAR = 2024, 2060
SECTORS = ("electricity", "transport", "other_fuel", "waste", "industrial_processes", "agriculture", "removals")
QUESTIONS = ("scenario_inventory", "scenario_drivers", "scenario_supply", "scenario_delivered", "scenario_end_use",
             "scenario_fuel", "scenario_fleet", "scenario_vehicle_use", "private_car_registrations", "generating_units",
             "scenario_efficiency", "scenario_limits", "assumptions")
COSTS = ("capital", "operation", "fuel", "carbon_price")
BLOCK = 128  # draws worked on at once: their arrays stay in the processor's cache
THREADS = 2  # a small machine has two cores


@dataclass(frozen=True, slots=True)
class Base:
    """Everything a run starts from. Made by `base`; arrays are read-only by convention.

    `frozen` (levers,) in each lever's unit; `low`, `central`, `high` (assumptions,); `inventory_kt` and `calibration`
    by sector (removals: 0 and 1); `evidence` the official emissions of the base year with sources and kind;
    `limits` what roofs, lines, wind sites and a carbon store can take, by id.
    """

    base_year: int
    years: Array
    lever_ids: tuple[str, ...]
    frozen: Array
    assumption_ids: tuple[str, ...]
    low: Array
    central: Array
    high: Array
    drivers: drive.Drivers
    buildings: buildings_demand.BuildingsBase
    fleet: transport_fleet.FleetBase
    power: power_system.PowerBase
    others: other_sectors.OtherBase
    inventory_kt: Array
    calibration: Array
    evidence: Measured
    limits: Mapping[str, Measured]

    @property
    def frozen_schedule(self) -> Array:
        """The schedule in which every lever stays at today's level, (1, levers, years)."""
        return np.repeat(self.frozen[None, :, None], self.years.size, axis=2)

    def index(self, lever_id: str) -> int:
        """Return the place of a lever in a schedule. ValueError for an unknown lever."""
        return self.lever_ids.index(lever_id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a schedule. Leading axis: draws (1 where neither schedule nor assumptions have more).

    `emissions_kt` (draws, sectors, years) in the order of SECTORS, removals negative; `series` and `cost_million_hkd`
    by name, (draws, years); units are in the names.
    """

    years: Array
    emissions_kt: Array
    series: Mapping[str, Array]
    cost_million_hkd: Mapping[str, Array]

    @property
    def total_kt(self) -> Array:
        """Net emissions of all sectors, kt CO2e, (draws, years)."""
        return self.emissions_kt.sum(1)

    def sector_kt(self, sector: str) -> Array:
        """Return the emissions of one sector, (draws, years). ValueError for an unknown sector."""
        return self.emissions_kt[:, SECTORS.index(sector)]


def base(answers: Mapping[str, Answer], levers: Sequence[Any], base_year: int = BASE_YEAR,
         last_year: int = LAST_YEAR, known_past: bool = False) -> Base:
    """Return the base of a run from the answers to QUESTIONS (by name) and the levers (lever_id, frozen).

    With `known_past` fleet, fuel mix, imports and losses of later years are the published ones: see `backtest`.
    KeyError names a question that was not asked.
    """
    years = np.arange(base_year, last_year + 1, dtype=float)
    frame = answers["assumptions"].frame
    assumptions = {name: frame[name].to_numpy(dtype=float) for name in ("low", "central", "high")}
    assumption_ids = tuple(frame["assumption_id"])
    growth_of_2023 = assumptions["central"][assumption_ids.index("gdp_growth_2023")]
    inventory = answers["scenario_inventory"]
    now = inventory.frame[inventory.frame["period"] == base_year].set_index("sector")
    official = np.array([now["value"].get(sector, 0.0) for sector in SECTORS])
    delivered, fuel = answers["scenario_delivered"], answers["scenario_fuel"]
    found = Base(
        base_year, years, tuple(lever.lever_id for lever in levers),
        np.array([lever.frozen for lever in levers], dtype=float), assumption_ids, **assumptions,
        drivers=drive.drivers(answers["scenario_drivers"], base_year, years, growth_of_2023),
        buildings=buildings_demand.base_demand(answers["scenario_end_use"], delivered, fuel, base_year),
        fleet=transport_fleet.base_fleet(answers["scenario_fleet"], answers["private_car_registrations"], fuel,
                                         delivered, answers["scenario_vehicle_use"], base_year, years, known_past),
        power=power_system.base_power(answers["scenario_supply"], delivered, answers["generating_units"],
                                      answers["scenario_efficiency"], base_year, years, known_past),
        others=other_sectors.base_others(inventory, fuel, base_year),
        inventory_kt=official, calibration=np.ones(len(SECTORS)), evidence=_evidence(inventory, now),
        limits=_limits(answers["scenario_limits"]))
    return replace(found, calibration=calibration(found))


def _evidence(inventory: Answer, now) -> Measured:
    """Return the official emissions of the base year by sector, with everything they rest on."""
    rows = inventory.measured(now.reset_index())
    kind = weakest([rows.kind, Kind.DERIVED])
    return Measured(rows.values, rows.unit, rows.sources, kind, rows.series, rows.vintages, questions=rows.questions)


def _limits(answer: Answer) -> dict[str, Measured]:
    rows = answer.frame["limit_id"]
    return {name: answer.measured(answer.frame[rows == name]) for name in rows}


def calibration(uncalibrated: Base) -> Array:
    """Return official ÷ modelled emissions of the base year by sector, at central assumptions, (sectors,)."""
    modelled = run(uncalibrated, uncalibrated.frozen_schedule).emissions_kt[0, :, 0]
    return np.divide(uncalibrated.inventory_kt, modelled, out=np.ones(len(SECTORS)), where=modelled != 0)


def ranges(base: Base) -> tuple[Range, ...]:
    """Return the ranges of the assumptions in the order of a run."""
    return tuple(Range(*one) for one in zip(base.assumption_ids, base.low, base.central, base.high, strict=True))


def draw(base: Base, draws: int, seed: int) -> Array:
    """Return random assumptions, (draws, assumptions), as `sensitivity.draw` does: the same for the same seed."""
    return sensitivity.draw(ranges(base), draws, seed)


def run(base: Base, schedule: Array, assumptions: Array | None = None,
        attribution: Attribution | str = Attribution.ZERO) -> Outcome:
    """Return emissions, energy and cost for a schedule (draws or 1, levers, years) of lever values.

    `assumptions` (draws or 1, assumptions) in the order of `base.assumption_ids`; central values where None. The two
    leading axes broadcast. ValueError when the shapes do not fit the base or each other.
    """
    schedule = np.asarray(schedule, dtype=float)
    values = base.central[None] if assumptions is None else np.asarray(assumptions, dtype=float)
    if schedule.ndim != 3 or schedule.shape[1:] != (len(base.lever_ids), base.years.size):
        raise ValueError(f"a schedule is (draws, {len(base.lever_ids)} levers, {base.years.size} years), "
                         f"not {schedule.shape}")
    if values.ndim != 2 or values.shape[1] != len(base.assumption_ids):
        raise ValueError(f"assumptions are (draws, {len(base.assumption_ids)}), not {values.shape}")
    draws, = np.broadcast_shapes(schedule.shape[:1], values.shape[:1])
    if draws <= BLOCK:
        return _block(base, schedule, values, Attribution(attribution), draws)
    # All room is taken before a thread works: a thread that finds none takes the process with it now and then.
    whole = _room(_block(base, schedule[:1], values[:1], Attribution(attribution), 1), draws)

    def fill(rows: slice) -> None:
        part = _block(base, schedule[rows] if len(schedule) > 1 else schedule,
                      values[rows] if len(values) > 1 else values, Attribution(attribution), rows.stop - rows.start)
        whole.emissions_kt[rows] = part.emissions_kt
        for kept, found in ((whole.series, part.series), (whole.cost_million_hkd, part.cost_million_hkd)):
            for name, value in found.items():
                kept[name][rows] = value

    # NumPy lets go of the interpreter while it calculates: two threads use two cores.
    with ThreadPoolExecutor(THREADS) as workers:
        list(workers.map(fill, [slice(first, min(first + BLOCK, draws)) for first in range(0, draws, BLOCK)]))
    return whole


def _room(like: Outcome, draws: int) -> Outcome:
    """Return an outcome not yet filled for so many draws of the kind of `like`. MemoryError where there is no room."""
    shape = (draws, like.years.size)
    series, cost = np.empty((len(like.series), *shape)), np.empty((len(like.cost_million_hkd), *shape))
    return Outcome(like.years, np.empty((draws, *like.emissions_kt.shape[1:])),
                   dict(zip(like.series, series, strict=True)), dict(zip(like.cost_million_hkd, cost, strict=True)))


def _block(base: Base, schedule: Array, values: Array, attribution: Attribution, draws: int) -> Outcome:
    inputs = Inputs(base.years, base.base_year, {name: row for row, name in enumerate(base.lever_ids)}, base.frozen,
                    schedule, {name: row for row, name in enumerate(base.assumption_ids)}, values)
    active = drive.activity(inputs, base.drivers)
    buildings = buildings_demand.demand(inputs, active, base.buildings)
    fleet = transport_fleet.run_fleet(inputs, active, base.fleet)
    power = power_system.run_power(inputs, base.power, buildings.total_gwh + fleet.total_gwh, attribution)
    others = other_sectors.run_others(inputs, active, base.others, buildings)
    by_sector = [power.emissions_kt + others.gas_works_kt, transport_fleet.emissions_kt(fleet, base.fleet),
                 others.other_fuel_kt, others.waste_kt, others.processes_kt, others.agriculture_kt, others.removals_kt]
    shape = (draws, base.years.size)
    emissions = np.stack([np.broadcast_to(value, shape) for value in by_sector], axis=1)
    emissions = emissions * base.calibration[:, None]
    emissions[:, 0] += power.imported_kt
    cost = system_cost.annual_cost(inputs, base.power, buildings, fleet, power, others, emissions.sum(1))
    series = _series(inputs, base, buildings, fleet, power, others, active)
    return Outcome(base.years, emissions, {name: np.broadcast_to(value, shape) for name, value in series.items()},
                   {name: np.broadcast_to(cost[name], shape) for name in COSTS})


def _series(inputs: Inputs, base: Base, buildings, fleet, power, others, active) -> dict[str, Array]:
    """Return what is shown beside emissions, by name with its unit."""
    used = power.demand_gwh
    stations_kt = power.emissions_kt * base.calibration[0]
    series = {
        "population_index": active.population, "households_index": active.households, "gdp_index": active.gdp,
        "commercial_floor_index": active.commercial_floor, "residential_floor_index": active.residential_floor,
        "visitors_index": active.visitors, "cooling_degree_days_index": active.cooling_degree_days,
        "demand_gwh": used, "losses_gwh": power.losses_gwh, "unserved_gwh": power.unserved_gwh,
        "curtailed_gwh": power.curtailed_gwh, "import_nuclear_gwh": power.nuclear_gwh,
        "import_clean_gwh": power.clean_import_gwh, "generation_coal_gwh": power.coal_gwh,
        "generation_oil_gwh": power.oil_gwh, "generation_gas_gwh": power.gas_gwh,
        "generation_solar_gwh": power.solar_gwh,
        "generation_wind_gwh": power.wind_gwh, "generation_waste_gwh": power.waste_gwh,
        "intensity_kg_per_kwh": (stations_kt + power.imported_kt) / np.maximum(used, 1e-9),
        "zero_carbon_share": (power.nuclear_gwh + power.clean_import_gwh + power.solar_gwh + power.wind_gwh
                              + power.waste_gwh) / np.maximum(power.supply_gwh, 1e-9),
        "peak_gw": power.peak_gw, "new_gas_gw": power.new_gas_gw, "late_gas_gw": power.late_gas_gw,
        "captured_kt": power.captured_kt,
        "demand_transport_gwh": fleet.total_gwh, "rail_gwh": fleet.rail_gwh, "marine_tj": fleet.marine_tj,
        "hydrogen_tj": fleet.hydrogen_tj.sum(1), "landfilled_index": others.landfilled,
        "town_gas_tj": sum(buildings.gas_tj.values()), "oil_tj": sum(buildings.oil_tj.values()),
        "aviation_memo_kt": _aviation(inputs, base),
        "vehicles_kt": transport_fleet.vehicles_kt(fleet, base.fleet) * base.calibration[SECTORS.index("transport")],
        "registered_private_car_electric": fleet.electric_registered[:, 0],
    }
    series |= {f"demand_{sector}_gwh": value for sector, value in buildings.electricity_gwh.items()}
    series |= {f"end_use_{use}_gwh": value for use, value in buildings.use_gwh.items()}
    for row, name in enumerate(transport_fleet.CLASSES):
        series |= {f"fleet_{name}": fleet.stock[:, row], f"fleet_{name}_electric": fleet.electric[:, row],
                   f"registered_{name}": fleet.registered[:, row], f"fuel_{name}_tj": fleet.fuel_tj[:, row]}
        if name in transport_fleet.HYDROGEN_LEVER:
            series[f"fleet_{name}_hydrogen"] = fleet.hydrogen[:, row]
    return series


def _aviation(inputs: Inputs, base: Base) -> Array:
    """Return emissions of fuel for aircraft, a memo item that is in no total, kt CO2e."""
    growth = (1 + inputs.fraction("tr_aviation_growth")) ** inputs.since
    saved = inputs.moved("t_sustainable_aviation_fuel") * inputs.fraction("tr_sustainable_fuel_saving")
    return base.fleet.aviation_kt * growth * (1 - saved)
