"""What an hourly study is given and what it returns: plain values and arrays, no library of optimisation.

A `HourlyYear` is load and weather hour by hour, a `Case` is that year with everything that can serve it, a `Dispatch`
is what serves each hour. The year has 8,760 hours in Hong Kong time (UTC+8 all year); 29 February is left out.
Power is mean MW of an hour, so MW and MWh of an hour are the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hkzero.measure import Kind

Array = NDArray[np.float64]

HOURS = 8760
ZONES = ("clp", "hk_electric")
LARGEST_CELL = 60_000.0  # MW; no zone of Hong Kong comes near: a larger figure is a wrong unit


class Objective(StrEnum):
    """What the dispatch makes least: cost, or carbon first and cost among equals."""

    COST = "cost"
    CARBON = "carbon"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a modelled figure rests on: publications, the kind of the weakest input, and a reader's own file if any."""

    sources: tuple[str, ...]
    kind: Kind = Kind.ASSUMED
    own_file: str = ""


@dataclass(frozen=True, slots=True)
class HourlyYear:
    """Load and weather of a modelled year.

    `starts` (hours,) datetime64[h] of local time; `demand_mw` by user (hours,), at the customer's meter, electric
    vehicles by class under `electric_vehicles_<class>`; `losses_mw` (hours,) of networks and the stations' own use, so
    that the sum of all is gross generation; `zone_share` by zone (hours,), adding to 1; `solar` and `wind` (hours,)
    output as a share of capacity; `temperature_celsius` (hours,). `is_measured` where a file of the user gave the load.
    """

    scenario: str
    year: int
    starts: NDArray[np.datetime64]
    demand_mw: Mapping[str, Array]
    losses_mw: Array
    zone_share: Mapping[str, Array]
    solar: Array
    wind: Array
    temperature_celsius: Array
    is_measured: bool
    evidence: Evidence

    @property
    def load_mw(self) -> Array:
        """Everything to be supplied, losses with it, (hours,)."""
        return sum(self.demand_mw.values()) + self.losses_mw


@dataclass(frozen=True, slots=True)
class Unit:
    """A block of like generating units, or a contract for imports.

    `capacity_mw` of the whole block of `n_units`; `minimum_load` as a share of what is running; `ramp_share` of the
    capacity in an hour; `availability` (hours,) as a share of capacity, None where always 1; `energy_gwh` what the
    scenario's yearly account gives it at most, None where the dispatch decides; `is_must_run` where it is paid whether
    taken or not, and so takes all it can; `commitment_hours` for how long machines stay started;
    `emissions_kg_per_mwh` at the chimney, under the scenario's rule for imports.
    """

    unit_id: str
    zone: str
    fuel: str
    n_units: int
    capacity_mw: float
    cost_hkd_per_mwh: float
    emissions_kg_per_mwh: float
    minimum_load: float = 0.0
    ramp_share: float = 1.0
    availability: Array | None = None
    energy_gwh: float | None = None
    is_must_run: bool = False
    forced_outage_rate: float = 0.0
    repair_hours: float = 50.0
    commitment_hours: int = 24


@dataclass(frozen=True, slots=True)
class Storage:
    """A battery or a share of pumped storage: power in MW, energy in MWh, efficiencies and losses as fractions.

    `wear_hkd_per_mwh` is what a discharged MWh costs in life of the cells; `least_charge` the share never drawn on.
    """

    storage_id: str
    zone: str
    power_mw: float
    energy_mwh: float
    store_efficiency: float
    dispatch_efficiency: float
    loss_per_hour: float = 0.0
    wear_hkd_per_mwh: float = 0.0
    least_charge: float = 0.0
    forced_outage_rate: float = 0.0


@dataclass(frozen=True, slots=True)
class ShiftableLoad:
    """Load that may move within its day: charging of vehicles, cold stores, household appliances.

    `planned_mw` (hours,) is when it would run by itself, already part of the load; within each calendar day the same
    energy is taken, at most `most_mw` (hours,) at a time (0 where it is not plugged in); `back_mw` (hours,) is what it
    can give back (vehicle-to-grid) at `round_trip_efficiency`. `cost_hkd_per_mwh` is paid for each MWh moved.
    """

    load_id: str
    zone: str
    planned_mw: Array
    most_mw: Array
    back_mw: Array | None = None
    round_trip_efficiency: float = 1.0
    cost_hkd_per_mwh: float = 0.0


@dataclass(frozen=True, slots=True)
class Curtailable:
    """Load that stays away for a price (demand response): `power_mw` (hours,), at most `hours_per_year` full hours."""

    load_id: str
    zone: str
    power_mw: Array
    cost_hkd_per_mwh: float
    hours_per_year: float


@dataclass(frozen=True, slots=True)
class Case:
    """An hourly system ready to be dispatched. `interconnection_mw` None: one zone without a limit inside.

    `account_gwh` by fuel is the scenario's yearly account that the dispatch is held against. `peak_hkd_per_mw`: what a
    MW of the highest output of all units together costs a year (capacity that must stand for it), 0 where not counted.
    """

    year: HourlyYear
    units: tuple[Unit, ...]
    storages: tuple[Storage, ...] = ()
    shiftable: tuple[ShiftableLoad, ...] = ()
    curtailable: tuple[Curtailable, ...] = ()
    interconnection_mw: float | None = None
    carbon_price_hkd_per_tonne: float = 0.0
    unserved_hkd_per_mwh: float = 100_000.0
    objective: Objective = Objective.COST
    account_gwh: Mapping[str, float] | None = None
    evidence: Evidence = Evidence(())
    peak_hkd_per_mw: float = 0.0


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What serves each modelled hour. Arrays are (hours modelled,).

    `hours` are the places of the modelled hours in the year, `weights` how many hours of the year each stands for (all
    1 for the full year). `generation_mw` by unit; `charge_mw`, `discharge_mw`, `state_of_charge_mwh` by storage;
    `moved_mw` by shiftable load, actual less planned; `given_back_mw` by shiftable load (vehicle-to-grid);
    `response_mw` by curtailable load; `flow_mw` from CLP to HK Electric (zeros in one zone); `curtailed_mw` of sun,
    wind and must-run; `unserved_mw`; `price_hkd_per_mwh` and `intensity_kg_per_kwh` of the hour; `marginal_unit` the
    unit that sets the price. `objective_hkd` is of the year; `cost_hkd` and `emissions_tonnes` as well, by unit.
    """

    case: Case
    hours: NDArray[np.int64]
    weights: Array
    load_mw: Array
    generation_mw: Mapping[str, Array]
    charge_mw: Mapping[str, Array]
    discharge_mw: Mapping[str, Array]
    state_of_charge_mwh: Mapping[str, Array]
    moved_mw: Mapping[str, Array]
    given_back_mw: Mapping[str, Array]
    response_mw: Mapping[str, Array]
    flow_mw: Array
    curtailed_mw: Array
    unserved_mw: Array
    price_hkd_per_mwh: Array
    intensity_kg_per_kwh: Array
    marginal_unit: tuple[str, ...]
    objective_hkd: float
    cost_hkd: Mapping[str, float]
    emissions_tonnes: Mapping[str, float]

    @property
    def energy_gwh(self) -> Mapping[str, float]:
        """Energy of the year by unit."""
        return {name: float(power @ self.weights) / 1e3 for name, power in self.generation_mw.items()}

    @property
    def peak_mw(self) -> float:
        """The highest load of a modelled hour after shifting and response, before storage."""
        moved = sum(self.moved_mw.values()) - sum(self.response_mw.values())
        return float(np.max(self.load_mw + moved))
