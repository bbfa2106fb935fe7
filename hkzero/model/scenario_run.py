"""One scenario worked out once for everything that is made of it: page, brief, workbook, table for other models.

`ground` gathers what all runs on one database share; `case` is what is to be run; `result` runs it, beside the scenario
that it is compared with, and holds results against the targets. Headline figures are those of central assumptions;
ranges are the 5th to the 95th percentile of the draws. No files are read here and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hkzero import __version__
from hkzero.measure import Answer
from hkzero.model import engine, hindcast, iamc, outcome_table, plausibility, scenario_link, sensitivity, workshop
from hkzero.model.levers import Levers, Setting, levers, schedules
from hkzero.model.runs import discount_factors, system_cost
from hkzero.model.scenario import Difference, Scenario, attribution, differences, read, resolve
from hkzero.model.scenario_inputs import Array

if TYPE_CHECKING:
    import pandas

QUESTIONS = tuple(dict.fromkeys((*hindcast.QUESTIONS, "levers", "scenarios", "emissions_total", "target_levels")))
FROZEN = "frozen_2024"
DISCOUNT_RATE = "ec_discount_rate"
LOW, MEDIAN, HIGH = outcome_table.INTERVAL
SWING_YEARS = (2035, 2050)
MOST_SWINGS = 4
SYSTEM = "system"
LOCAL_RENEWABLE = ("generation_solar_gwh", "generation_wind_gwh", "generation_waste_gwh")
CLEAN = ("import_nuclear_gwh", "import_clean_gwh", *LOCAL_RENEWABLE)
TOTALS = ("total_emissions", "net_emissions")  # of the whole city
METRICS = ("net_emissions_from_generation", "zero_carbon_share_of_electricity", "renewable_share_of_fuel_mix",
           "coal_share_of_daily_generation", "vehicle_emissions", "new_fuel_private_cars")
DUST = 6  # decimals; finer digits are dust of binary fractions and must not miss a target of zero


@dataclass(frozen=True, slots=True)
class Target:
    """A target that a run can be held against: its titles by language, and the easier and harder end in `unit`."""

    target_id: str
    title: Mapping[str, str]
    metric: str
    aim: str
    year: int
    near: float
    far: float
    unit: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is written of an assumption: its titles by language, its range, unit and publications."""

    title: Mapping[str, str]
    low: float
    central: float
    high: float
    unit: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What all runs on one database share. `history` is (year, kt CO2e) of the newest edition of the inventory."""

    levers: Levers
    base: engine.Base
    named: Mapping[str, Scenario]
    history: tuple[tuple[int, float], ...]
    targets: tuple[Target, ...]
    checks: tuple[hindcast.Check, ...]
    assumptions: Mapping[str, Assumption]
    content: str
    base_sources: tuple[str, ...]
    every_source: tuple[str, ...]

    @property
    def discount_rate(self) -> float:
        """The central real discount rate a year (0.04 = 4 %)."""
        return self.assumptions[DISCOUNT_RATE].central / 100


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be run: settings by lever (those not named stay as today) and the named scenario to compare with."""

    name: str
    title: Mapping[str, str]
    settings: Mapping[str, Setting]
    attribution: str = "zero"
    base_name: str = FROZEN


@dataclass(frozen=True, slots=True)
class Standing:
    """A run against a target: the value in its year, in the target's unit, and how likely it meets either end."""

    target: Target
    value: float
    low: float | None
    high: float | None
    is_met: bool
    chance: sensitivity.Chance | None
    chance_of_far: sensitivity.Chance | None


@dataclass(frozen=True, slots=True)
class Cost:
    """One component over all years in HK$ million of 2024, plain and discounted: in all, and above today's levels."""

    component: str
    total: float
    discounted: float
    above_today: float
    above_today_discounted: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that is told of one case. `drawn` is None without draws; `swings` are by year, the widest first.

    `costs` has a row a component and last the system (capital, operation and fuel; a price on carbon is paid by one in
    the city to another). `sources` are the publications behind what the brief shows, `every_source` behind the run.
    """

    ground: Ground
    case: Case
    draws: int
    seed: int
    schedule: Array
    central: engine.Outcome
    drawn: engine.Outcome | None
    base_outcome: engine.Outcome
    differences: tuple[Difference, ...]
    standings: tuple[Standing, ...]
    warnings: tuple[plausibility.Warning, ...]
    costs: tuple[Cost, ...]
    swings: Mapping[int, tuple[sensitivity.Swing, ...]]
    link: str
    sources: tuple[str, ...]
    every_source: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the run."""
        return tuple(int(year) for year in self.central.years)

    @property
    def total_kt(self) -> Array:
        """Emissions with central assumptions by year, kt CO2e."""
        return self.central.total_kt[0]

    @property
    def band_kt(self) -> Array | None:
        """The 5th, 50th and 95th percentile of emissions by year (3 × years), kt CO2e; None without draws."""
        return None if self.drawn is None else sensitivity.bands(self.drawn.total_kt, outcome_table.INTERVAL)

    def in_year(self, year: int) -> tuple[float, float | None, float | None]:
        """Return central, low and high emissions of a year, kt CO2e. ValueError for a year that is not run."""
        at = self.years.index(year)
        band = self.band_kt
        return (float(self.total_kt[at]), None, None) if band is None else \
            (float(self.total_kt[at]), float(band[0, at]), float(band[2, at]))

    def series(self, name: str, year: int) -> tuple[float, float | None, float | None]:
        """Return central, low and high of a series in a year. KeyError for an unknown series, ValueError for a year."""
        at = self.years.index(year)
        central = float(self.central.series[name][0, at])
        if self.drawn is None:
            return central, None, None
        low, high = np.percentile(self.drawn.series[name][:, at], (LOW, HIGH))
        return central, float(low), float(high)


def ground(answers: Mapping[str, Answer]) -> Ground:
    """Return what all runs share, from the answers to QUESTIONS by name. KeyError names a question not asked."""
    known = levers(answers["levers"])
    scenarios = answers["scenarios"].frame
    base = engine.base(answers, known)
    inputs = {source for name in hindcast.QUESTIONS for source in answers[name].sources}
    total = answers["emissions_total"].frame
    history = total[total["is_newest"] & total["value"].notna()]
    return Ground(
        known, base,
        {name: read(text, known) for name, text in zip(scenarios["scenario_id"], scenarios["text"], strict=True)},
        tuple((int(year), float(value)) for year, value in zip(history["period"], history["value"], strict=True)),
        tuple(_targets(answers["target_levels"])), hindcast.backtest(answers, known),
        {row["assumption_id"]: _assumption(row) for row in answers["assumptions"].frame.to_dict("records")},
        answers["levers"].content, base.evidence.sources, tuple(sorted(inputs)))


def case(scenario: Scenario, shared: Ground, name: str = "") -> Case:
    """Return what a scenario amounts to, compared with its base, or with today's levels where it names none.

    ScenarioError for a base that is not known or leads back to itself, and for an end before the start.
    """
    title = scenario.title.words()
    return Case(name or scenario.scenario_id, title, resolve(scenario, shared.named, shared.levers),
                attribution(scenario, shared.named), scenario.base or FROZEN)


def base_settings(shared: Ground, what: Case) -> dict[str, Setting]:
    """Return the settings of the scenario that a case is compared with. KeyError when it is not a named one."""
    return resolve(shared.named[what.base_name], shared.named, shared.levers)


def result(shared: Ground, what: Case, draws: int = 0, seed: int = workshop.SEED) -> Result:
    """Return everything that is told of a case; without draws there are no ranges and no chances.

    KeyError for a base that is not among the named scenarios; ValueError for fewer than no draws.
    """
    if draws < 0:
        raise ValueError(f"{draws} draws: none or more")
    base, other = shared.base, shared.named[what.base_name]
    start = base_settings(shared, what)
    schedule, base_schedule = (schedules(shared.levers, [one], base.years) for one in (what.settings, start))
    run = partial(engine.run, base, attribution=what.attribution)
    base_outcome = engine.run(base, base_schedule, attribution=attribution(other, shared.named))
    central = run(schedule)
    assumed = engine.draw(base, draws, seed) if draws else None
    drawn = None if assumed is None else run(schedule, assumed)
    today_drawn = None if assumed is None else workshop.at_todays_levels(base, assumed)
    changed = differences(what.settings, start)
    found = plausibility.warnings(central, schedule, base)
    standings = tuple(_standing(target, central, drawn) for target in shared.targets)
    swings = {year: _swings(run, schedule, base, year) for year in SWING_YEARS}
    costs = _costs(central, workshop.at_todays_levels(base), shared.discount_rate, base.base_year, drawn, today_drawn)
    years = list(base.years)
    totals = [central.total_kt[0, years.index(year)] for year in scenario_link.CHECKED_YEARS]
    code = scenario_link.encode(scenario_link.link(
        engine.ENGINE_VERSION, what.base_name, start, what.settings, what.attribution, totals, shared.content))
    named = _united(shared.base_sources, *(shared.levers.find(one.lever_id).source_id.split(";") for one in changed),
                    *(target.source_ids for target in shared.targets), *(one.source_id.split(";") for one in found),
                    *(shared.assumptions[one.assumption_id].source_ids for part in swings.values() for one in part))
    return Result(shared, what, draws, seed, schedule, central, drawn, base_outcome, changed, standings, found, costs,
                  swings, code, named, _united(named, shared.every_source,
                                               *(lever.source_id.split(";") for lever in shared.levers)))


def measure(metric: str, outcome: engine.Outcome) -> Array | None:
    """Return what a target's metric is in an outcome, (draws, years) in the target's unit; None where it says nothing.

    Generation is what is made or imported for the city; its emissions are without the making of town gas. Vehicles are
    those on the road, without vessels; a private car that is not battery electric counts as one on fuel.
    """
    series = outcome.series
    if metric in TOTALS:
        return outcome.total_kt
    if metric == "net_emissions_from_generation":
        return series["intensity_kg_per_kwh"] * series["demand_gwh"]
    if metric == "vehicle_emissions":
        return series["vehicles_kt"]
    if metric == "new_fuel_private_cars":
        return series["registered_private_car"] - series["registered_private_car_electric"]
    supply = sum(series[name] for name in CLEAN) / np.maximum(series["zero_carbon_share"], 1e-12)
    shares = {"zero_carbon_share_of_electricity": CLEAN, "renewable_share_of_fuel_mix": LOCAL_RENEWABLE,
              "coal_share_of_daily_generation": ("generation_coal_gwh",)}
    return 100 * sum(series[name] for name in shares[metric]) / supply if metric in shares else None


def rows(found: Result) -> list[dict]:
    """Return a row a variable and year: period, variable, unit, low, central, median, high; None without draws."""
    percentiles = {} if found.drawn is None else {
        (row["variable"], row["period"]): row for row in outcome_table.rows(found.drawn)}
    table = []
    for row in outcome_table.rows(found.central):
        spread = percentiles.get((row["variable"], row["period"]), {})
        table.append({"period": row["period"], "variable": row["variable"], "unit": row["unit"],
                      "low": spread.get("low"), "central": row["value"], "median": spread.get("value"),
                      "high": spread.get("high")})
    return table


def iamc_table(found: Result) -> pandas.DataFrame:
    """Return a result in the form that `pyam` reads: central values, and the total at each percentile of the draws."""
    lines = [*iamc.emissions(found.central, found.case.name, engine.SECTORS),
             *iamc.energy(found.central, found.case.name)]
    if found.drawn is not None:
        lines += iamc.bands(found.band_kt, found.central.years, found.case.name, outcome_table.INTERVAL)
    return iamc.table(f"HKZero {__version__} engine {engine.ENGINE_VERSION}", lines)


def _targets(answer: Answer) -> Iterable[Target]:
    """Yield the targets in force that a run can be held against, the city's first and earlier years first."""
    frame = answer.frame
    known = frame[frame["is_current"] & frame["near"].notna() & frame["target_year"].notna()]
    known = known.assign(is_part=known["area"] != "city").sort_values(["is_part", "target_year", "target_id"])
    for row in known.to_dict("records"):
        if row["metric"] in METRICS or row["metric"] in TOTALS and not row["is_part"] and row["unit"] == "kt CO2e":
            yield Target(row["target_id"], _titles(row), row["metric"], row["aim"], int(row["target_year"]),
                         float(row["near"]), float(row["far"]), row["unit"], _split(row["source_id"]))



def _standing(target: Target, central: engine.Outcome, drawn: engine.Outcome | None) -> Standing:
    at = list(central.years).index(target.year)
    sign = 1 if target.aim == "at_most" else -1

    def values(outcome: engine.Outcome) -> Array:
        return np.round(measure(target.metric, outcome)[:, at], DUST) + 0.0

    value = float(values(central)[0])
    if drawn is None:
        return Standing(target, value, None, None, sign * value <= sign * target.near, None, None)
    found = values(drawn)
    low, high = np.percentile(found, (LOW, HIGH))
    near, far = (sensitivity.chance(sign * found, sign * end) for end in (target.near, target.far))
    return Standing(target, value, float(low), float(high), sign * value <= sign * target.near, near, far)


def _costs(central: engine.Outcome, today: engine.Outcome, rate: float, base_year: int,
           drawn: engine.Outcome | None, today_drawn: engine.Outcome | None) -> tuple[Cost, ...]:
    worth = discount_factors(central.years, rate, base_year)
    pairs = {name: (central.cost_million_hkd[name][0], today.cost_million_hkd[name][0]) for name in engine.COSTS}
    pairs[SYSTEM] = system_cost(central)[0], system_cost(today)[0]
    low = high = None
    if drawn is not None and today_drawn is not None:
        low, high = np.percentile((system_cost(drawn) - system_cost(today_drawn)) @ worth, (LOW, HIGH))
    return tuple(Cost(name, float(own.sum()), float(own @ worth), float((own - other).sum()),
                      float((own - other) @ worth), *((low, high) if name == SYSTEM else (None, None)))
                 for name, (own, other) in pairs.items())


def _swings(run, schedule: Array, base: engine.Base, year: int) -> tuple[sensitivity.Swing, ...]:
    at = list(base.years).index(year)
    found = sensitivity.swings(run, schedule[0], engine.ranges(base), lambda outcome: outcome.total_kt[:, at])
    return tuple(one for one in found[:MOST_SWINGS] if abs(one.width) > 10**-DUST)


def _assumption(row: Mapping) -> Assumption:
    return Assumption(_titles(row), float(row["low"]), float(row["central"]), float(row["high"]), row["unit"],
                      _split(row["source_id"]))


def _titles(row: Mapping) -> dict[str, str]:
    return {lang: row[f"title_{lang}"] for lang in ("en", "zh_hant", "zh_hans")}


def _split(cell: object) -> tuple[str, ...]:
    return tuple(cell.split(";")) if isinstance(cell, str) and cell else ()


def _united(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({item for group in groups for item in group if item}))
