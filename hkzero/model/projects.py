"""The projects of the desk: what each needs to know, and how its cash flow follows.

The numbers are in data/project_inputs.csv, the formulas here; docs/projects.md says why. Every formula is one that the
workbook repeats (model/formula.py). The year of investment has no service: what is earned begins at age 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from hkzero.measure import Answer
from hkzero.model.cash_flow import Array, Project, Quantity, Role, calculate

GRID = "grid_kg_per_kwh"
MOST_LIFE_YEARS = 40
# From the year of the present feed-in tariff on.
FIRST_START, LAST_START = 2022, 2050
# The feed-in tariff since 27 April 2022 by the capacity up to which it is paid (newsgov_20220426), HK$ a kWh.
FEED_IN_BANDS_KW = ((10, 4.0), (200, 3.0), (1000, 2.5))
WHOLE_YEARS = ("life_years", "inverter_life_years", "battery_life_years", "own_life_years", "feed_in_last_year")


@dataclass(frozen=True, slots=True)
class Input:
    """One number of a project with its range (data/project_inputs.csv). `basis` is source, derived or judgement.

    `least` and `most` are what makes sense at all; a value outside is refused with a reason. `group_id` is what it is
    about: size, cost, energy, price, time or carbon.
    """

    input_id: str
    low: float
    central: float
    high: float
    least: float
    most: float
    unit: str
    basis: str
    source_id: str | None
    note: str
    group_id: str = "cost"


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """A kind of project: its inputs in the order shown and its calculation.

    `delivered_unit` is what levelised cost is per.
    """

    kind_id: str
    inputs: tuple[Input, ...]
    quantities: tuple[Quantity, ...]
    delivered_unit: str

    @property
    def central(self) -> dict[str, float]:
        """Every input at its central value."""
        return {one.input_id: one.central for one in self.inputs}


class BadInput(ValueError):
    """An input that makes no sense: `field`, `value`, `expected` say which, what was given and what would do.

    `code` is why, for those who say it in other words: unknown, not_a_number, not_whole, outside; `limits` are the
    least and the most, or the nearest known name.
    """

    def __init__(self, field: str, value: object, expected: str, code: str = "outside",
                 limits: tuple[object, ...] = ()) -> None:
        super().__init__(f"{field} = {value}: {expected}")
        self.field, self.value, self.expected, self.code, self.limits = field, value, expected, code, limits


def kinds(answer: Answer) -> dict[str, ProjectKind]:
    """Return the kinds of project by id, from the answer to `project_inputs`; the inputs are in its order."""
    inputs: dict[str, list[Input]] = {}
    for row in answer.frame.to_dict("records"):
        source = row["source_id"] if isinstance(row["source_id"], str) and row["source_id"] else None
        inputs.setdefault(row["kind_id"], []).append(Input(
            row["input_id"], *(float(row[name]) for name in ("low", "value", "high", "least", "most")),
            row["unit"], row["basis"], source, row["note"], row["group_id"]))
    return {kind_id: ProjectKind(kind_id, tuple(inputs[kind_id]), *its) for kind_id, its in _CALCULATIONS.items()}


def checked(kind: ProjectKind, values: Mapping[str, object]) -> dict[str, float]:
    """Return every input of a kind: those given, checked, and the central values of the rest.

    A rooftop of another size gets the feed-in tariff of its band unless one is given. Raises BadInput for an unknown
    name, what is no number, a part of a year where whole years count, and a value outside of what makes sense.
    """
    known = {one.input_id: one for one in kind.inputs}
    for name, value in values.items():
        if name not in known:
            nearest = get_close_matches(name, known, 1, 0.5)
            raise BadInput(name, value, f"no input of {kind.kind_id} is called so; known: {', '.join(known)}"
                           + (f". Did you mean {nearest[0]}?" if nearest else ""), "unknown", tuple(nearest))
    found = kind.central | {name: _number(known[name], value) for name, value in values.items()}
    if kind.kind_id == "rooftop_solar" and "feed_in_hkd_per_kwh" not in values:
        found["feed_in_hkd_per_kwh"] = feed_in_rate(found["capacity_kw"])
    return found


def feed_in_rate(capacity_kw: float) -> float:
    """Return the feed-in tariff of a system of this capacity, HK$ a kWh; that of the last band above it."""
    return next((rate for most, rate in FEED_IN_BANDS_KW if capacity_kw <= most), FEED_IN_BANDS_KW[-1][1])


def _number(its: Input, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadInput(its.input_id, value, f"a number in {its.unit} is expected", "not_a_number") from error
    limits = (its.least, its.most)
    if not math.isfinite(number):
        raise BadInput(its.input_id, value, f"a number in {its.unit} is expected", "not_a_number")
    if not its.least <= number <= its.most:
        raise BadInput(its.input_id, value, f"{its.least:g} to {its.most:g} {its.unit} is expected", "outside", limits)
    if its.input_id in WHOLE_YEARS and not number.is_integer():
        raise BadInput(its.input_id, value, f"a whole number, {its.least:g} to {its.most:g}, is expected", "not_whole",
                       limits)
    return number


def build(kind: ProjectKind, values: Mapping[str, object], series: Mapping[str, Array], start_year: int) -> Project:
    """Work a project out: the inputs given and the central values of the rest, from the year of investment on.

    `series` holds `grid_kg_per_kwh` by age (see `by_age`). Raises BadInput for values and start years that make no
    sense.
    """
    return calculate(kind.quantities, checked(kind, values), series, checked_start(start_year), kind.kind_id)


def checked_start(start_year: object) -> int:
    """Return the year of investment; BadInput for what is none."""
    expected = f"a whole year, {FIRST_START} to {LAST_START}, is expected"
    try:
        year = float(start_year)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadInput("start_year", start_year, expected, "not_a_number") from error
    if not FIRST_START <= year <= LAST_START or not year.is_integer():
        raise BadInput("start_year", start_year, expected, "outside", (FIRST_START, LAST_START))
    return int(year)


def by_age(years: Sequence[int], values: Sequence[float], start_year: int) -> Array:
    """Return a series of calendar years by age, from the year of investment to the longest life.

    Before the first year its value holds, and after the last year too.
    """
    return np.interp(start_year + np.arange(MOST_LIFE_YEARS + 1), years, values)


# --- the calculations ---


def _step(quantity_id: str, formula: str, unit: str) -> Quantity:
    return Quantity(quantity_id, formula, unit)


def _capital(quantity_id: str, formula: str) -> Quantity:
    return Quantity(quantity_id, formula, "HK$", Role.CAPITAL)


def _operation(quantity_id: str, formula: str) -> Quantity:
    return Quantity(quantity_id, formula, "HK$", Role.OPERATION)


def _revenue(quantity_id: str, formula: str) -> Quantity:
    return Quantity(quantity_id, formula, "HK$", Role.REVENUE)


def _delivered(quantity_id: str, formula: str, unit: str) -> Quantity:
    return Quantity(quantity_id, formula, unit, Role.DELIVERED)


def _avoided(formula: str) -> Quantity:
    return Quantity("avoided_t", formula, "t CO2e", Role.AVOIDED)


def _again(life: str, least: int) -> str:
    """Return the condition that a part is bought again: at whole lives of it, not at the end of the project.

    `least` is the shortest life of the part in the register.
    """
    times = range(1, (MOST_LIFE_YEARS - 1) // least + 1)
    return f"({' + '.join(f'(age == {count} * {life})' for count in times)}) * (age < life)"


_SOLAR = (
    _delivered("generation_kwh", "where(age > 0, capacity_kw * yield_kwh_per_kw"
                                 " * (1 - fade_percent / 100) ** (age - 1), 0)", "kWh"),
    _step("fed_in_kwh", "generation_kwh * (year <= feed_in_last_year)", "kWh"),
    _step("used_kwh", "(generation_kwh - fed_in_kwh) * self_use_percent / 100", "kWh"),
    _capital("investment_hkd", "-capacity_kw * capital_hkd_per_kw * (age == 0)"),
    _capital("inverter_hkd", "-capacity_kw * capital_hkd_per_kw * inverter_percent / 100 * "
             f"{_again('inverter_life_years', 5)}"),
    _operation("upkeep_hkd", "-capacity_kw * capital_hkd_per_kw * upkeep_percent / 100 * (age > 0)"),
    _revenue("feed_in_hkd", "fed_in_kwh * feed_in_hkd_per_kwh"),
    _operation("bill_saved_hkd", "used_kwh * electricity_hkd_per_kwh"),
    _avoided(f"generation_kwh * {GRID} / 1000"),
)

_RETROFIT = (
    _step("planned_kwh", "annual_kwh * saving_percent / 100", "kWh"),
    _delivered("saved_kwh", "where(age > 0, planned_kwh * (1 - rebound_percent / 100)"
                            " * (1 - fade_percent / 100) ** (age - 1), 0)", "kWh"),
    _step("works_hkd", "planned_kwh * capital_hkd_per_kwh_saved", "HK$"),
    _capital("investment_hkd", "-works_hkd * (age == 0)"),
    _capital("grant_hkd", "works_hkd * grant_percent / 100 * (age == 0)"),
    _operation("upkeep_hkd", "-works_hkd * upkeep_percent / 100 * (age > 0)"),
    _operation("bill_saved_hkd", "saved_kwh * electricity_hkd_per_kwh"),
    _avoided(f"saved_kwh * {GRID} / 1000"),
)

_CHILLER = (
    _step("cooling_kwh", "capacity_kwr * full_load_hours * (age > 0)", "kWh"),
    _step("old_kwh", "cooling_kwh / old_cop", "kWh"),
    _step("new_kwh", "cooling_kwh / new_cop", "kWh"),
    _delivered("saved_kwh", "old_kwh - new_kwh", "kWh"),
    _capital("investment_hkd", "-capacity_kwr * capital_hkd_per_kwr * (age == 0)"),
    _capital("like_for_like_hkd", "capacity_kwr * like_for_like_hkd_per_kwr * (age == 0)"),
    _operation("upkeep_hkd", "-capacity_kwr * upkeep_hkd_per_kwr * (age > 0)"),
    _operation("water_hkd", "-cooling_kwh * water_hkd_per_kwh"),
    _operation("bill_saved_hkd", "saved_kwh * electricity_hkd_per_kwh"),
    _step("refrigerant_t", "capacity_kwr * refrigerant_kg_per_kwr * leak_percent / 100 * (old_gwp - new_gwp) / 1000"
                           " * (age > 0)", "t CO2e"),
    _avoided(f"saved_kwh * {GRID} / 1000 + refrigerant_t"),
)

_BUS = (
    _delivered("distance_km", "km_per_year * (age > 0)", "km"),
    _step("diesel_l", "distance_km * diesel_l_per_100km / 100", "L"),
    _step("electricity_kwh", "distance_km * electric_kwh_per_km / (1 - charging_loss_percent / 100)", "kWh"),
    _capital("premium_paid_hkd", "-premium_hkd * (age == 0)"),
    _capital("charger_share_hkd", "-charger_hkd / buses_per_charger * (age == 0)"),
    _capital("grant_hkd", "min((diesel_bus_hkd + premium_hkd) * grant_percent / 100, grant_most_hkd) * (age == 0)"),
    _capital("battery_hkd", f"-battery_kwh * battery_hkd_per_kwh * {_again('battery_life_years', 4)}"),
    _operation("diesel_spared_hkd", "diesel_l * diesel_hkd_per_l"),
    _operation("electricity_hkd", "-electricity_kwh * electricity_hkd_per_kwh"),
    _operation("upkeep_saved_hkd", "distance_km * upkeep_saving_hkd_per_km"),
    _avoided(f"(diesel_l * diesel_kg_per_l - electricity_kwh * {GRID}) / 1000"),
)

_TAXI = (
    _delivered("distance_km", "km_per_year * (age > 0)", "km"),
    _step("lpg_l", "distance_km * lpg_l_per_100km / 100", "L"),
    _step("electricity_kwh", "distance_km * electric_kwh_per_km / (1 - charging_loss_percent / 100)", "kWh"),
    _capital("premium_paid_hkd", "-(electric_taxi_hkd - lpg_taxi_hkd) * (age == 0)"),
    _capital("grant_received_hkd", "grant_hkd * (age == 0)"),
    _capital("battery_hkd", f"-battery_kwh * battery_hkd_per_kwh * {_again('battery_life_years', 3)}"),
    _operation("lpg_spared_hkd", "lpg_l * lpg_hkd_per_l"),
    _operation("charging_hkd", "-electricity_kwh * charging_hkd_per_kwh"),
    _operation("upkeep_saved_hkd", "distance_km * upkeep_saving_hkd_per_km"),
    _operation("takings_lost_hkd", "-lost_hkd_per_day * days_per_year * (age > 0)"),
    _avoided(f"(lpg_l * lpg_kg_per_l - electricity_kwh * {GRID}) / 1000"),
)

_CHARGER = (
    _delivered("sold_kwh", "power_kw * 8760 * utilisation_percent / 100 * (age > 0)", "kWh"),
    _step("bought_kwh", "sold_kwh / (efficiency_percent / 100)", "kWh"),
    _capital("investment_hkd", "-capital_hkd * (age == 0)"),
    _capital("grant_hkd", "capital_hkd * grant_percent / 100 * (age == 0)"),
    _operation("upkeep_hkd", "-capital_hkd * upkeep_percent / 100 * (age > 0)"),
    _operation("rent_hkd", "-rent_hkd_per_month * 12 * (age > 0)"),
    _operation("electricity_hkd", "-bought_kwh * electricity_hkd_per_kwh"),
    _operation("demand_hkd", "-power_kw * demand_hkd_per_kw_month * 12 * (age > 0)"),
    _operation("payment_hkd", "-sold_kwh * fee_hkd_per_kwh * payment_percent / 100"),
    _revenue("fees_hkd", "sold_kwh * fee_hkd_per_kwh"),
    _step("petrol_l", "sold_kwh / car_kwh_per_km * petrol_l_per_100km / 100", "L"),
    _avoided(f"(petrol_l * petrol_kg_per_l - bought_kwh * {GRID}) / 1000 * additional_percent / 100"),
)

_BATTERY = (
    _step("usable_kwh", "where(age > 0, capacity_kwh * depth_percent / 100 * (1 - fade_percent / 100) ** (age - 1), 0)",
          "kWh"),
    _delivered("discharged_kwh", "usable_kwh * cycles_per_year", "kWh"),
    _step("charged_kwh", "discharged_kwh / (efficiency_percent / 100)", "kWh"),
    _capital("investment_hkd", "-capacity_kwh * capital_hkd_per_kwh * (age == 0)"),
    _operation("upkeep_hkd", "-capacity_kwh * capital_hkd_per_kwh * upkeep_percent / 100 * (age > 0)"),
    _operation("charging_hkd", "-charged_kwh * off_peak_hkd_per_kwh"),
    _operation("peak_energy_hkd", "discharged_kwh * peak_hkd_per_kwh"),
    _operation("demand_saved_hkd", "min(power_kw, usable_kwh) * peak_cut_percent / 100 * demand_hkd_per_kw_month * 12"),
    _avoided(f"(discharged_kwh - charged_kwh * (1 - cleaner_percent / 100)) * {GRID} / 1000"),
)

_COOLING = (
    _delivered("cooling_kwh", "capacity_kwr * full_load_hours * (age > 0)", "kWh"),
    _step("own_kwh", "cooling_kwh / own_cop", "kWh"),
    _step("saved_kwh", "own_kwh * saving_percent / 100", "kWh"),
    _step("own_plant_hkd", "capacity_kwr * own_plant_hkd_per_kwr", "HK$"),
    _capital("connection_hkd", "-capacity_kwr * connection_hkd_per_kwr * (age == 0)"),
    # Of a plant that would outlive the project, only the share of its life that falls into it is spared.
    _operation("own_plant_spared_hkd", f"own_plant_hkd * ((age == 0) + {_again('own_life_years', 8)})"
               " * min(1, (life - age) / own_life_years)"),
    _operation("capacity_charge_hkd", "-capacity_kwr * capacity_hkd_per_kwr_month * 12 * (age > 0)"),
    _operation("consumption_charge_hkd", "-cooling_kwh * consumption_hkd_per_kwh"),
    _operation("own_electricity_spared_hkd", "own_kwh * electricity_hkd_per_kwh"),
    _operation("own_upkeep_spared_hkd", "own_plant_hkd * own_upkeep_percent / 100 * (age > 0)"),
    _revenue("area_hkd", "capacity_kwr * space_m2_per_kwr * rent_hkd_per_m2_month * 12 * (age > 0)"),
    _avoided(f"saved_kwh * {GRID} / 1000"),
)

_CALCULATIONS: dict[str, tuple[tuple[Quantity, ...], str]] = {
    "rooftop_solar": (_SOLAR, "kWh"), "retrofit": (_RETROFIT, "kWh"), "chiller": (_CHILLER, "kWh"),
    "electric_bus": (_BUS, "km"), "electric_taxi": (_TAXI, "km"), "charger": (_CHARGER, "kWh"),
    "battery": (_BATTERY, "kWh"), "district_cooling": (_COOLING, "kWh"),
}
