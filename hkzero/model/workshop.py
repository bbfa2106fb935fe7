"""What the workshop shows of one scenario: its run, the spread over draws, its key figures, and the stops of a lever.

The run at central assumptions and all draws are one call of the engine. The same draws are used for every scenario, so
that two scenarios differ by their levers alone. What page, brief, workbook and command line have in common is set here:
seed, interval, and what a cost is compared with (`at_todays_levels`). Cost is what the scenario costs the city more
than levers at today's level, draw by draw, from the year after the base year to the last, discounted to the base year
(model/runs.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from hkzero.measure import Kind, Measured
from hkzero.model import engine, outcome_table
from hkzero.model.levers import LEVELS, Lever, Setting
from hkzero.model.runs import Array, discount_factors, system_cost, total_kt
from hkzero.model.sensitivity import bands

DRAWS, SEED = 255, 1  # with the central run 256: two blocks of the engine, one for each processor
DOCUMENT_DRAWS = 1000  # of brief and workbook: enough that a percentile does not hang on the seed
SHOWN_INTERVAL = 90  # per cent of the draws between the ends that are told
INTERVALS = {SHOWN_INTERVAL: (outcome_table.INTERVAL[0], outcome_table.INTERVAL[-1]), 50: (25, 75)}
CUMULATIVE_TO = 2050
FIGURES = ("total_2035", "total_2050", "cumulative", "cost", "zero_carbon_share")
KT_PER_MT, MILLION_PER_BILLION, PERCENT = 1000.0, 1000.0, 100.0
MOST_STOPS = 40
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure at central assumptions, and the ends of the interval in which `SHOWN_INTERVAL` % of the draws lie."""

    central: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One scenario as it is shown. `central` is the outcome of one run; amounts of `bands` are Mt CO2e by year.

    `bands` are interval (50, 90) → low and high; `figures` by the names of FIGURES, in Mt CO2e, HK$ billion and
    per cent; `drawn_mt` the total of each draw in every year, draws × years.
    """

    central: engine.Outcome
    schedule: Array
    median: Array
    bands: Mapping[int, tuple[Array, Array]]
    figures: Mapping[str, Spread]
    drawn_mt: Array

    @property
    def years(self) -> Array:
        """The years of the run."""
        return self.central.years

    @property
    def total_mt(self) -> Array:
        """Net emissions at central assumptions, Mt CO2e by year."""
        return total_kt(self.central)[0] / KT_PER_MT

    def at(self, year: int) -> int:
        """Return the place of a year; IndexError when it is not among the years."""
        return int(np.flatnonzero(self.years == year)[0])


def drawn(base: engine.Base) -> Array:
    """Return the assumptions of the central run and of every draw, (1 + DRAWS, assumptions)."""
    return np.concatenate([base.central[None], engine.draw(base, DRAWS, SEED)])


def discounted(base: engine.Base, outcome: engine.Outcome, rate: float) -> Array:
    """Return what the system costs after the base year in HK$ billion of the base year, one value a run."""
    worth = discount_factors(base.years, rate, base.base_year)
    return (system_cost(outcome) * worth)[:, 1:].sum(axis=1) / MILLION_PER_BILLION


def reference_cost(base: engine.Base, assumptions: Array, rate: float) -> Array:
    """Return what the system costs with every lever at today's level, HK$ billion, one value a run."""
    return discounted(base, at_todays_levels(base, assumptions), rate)


def at_todays_levels(base: engine.Base, assumptions: Array | None = None) -> engine.Outcome:
    """Return the run that costs are compared with: every lever at today's level, under the same assumptions."""
    return engine.run(base, base.frozen_schedule, assumptions)


def summary(base: engine.Base, schedule: Array, attribution: str, assumptions: Array, reference: Array,
            rate: float) -> Summary:
    """Return a scenario's run and spread. `schedule` is (1, levers, years), `assumptions` what `drawn` returns.

    `reference` is what `reference_cost` gives for the same assumptions, `rate` the discount rate (0.04 = 4 % a year).
    """
    outcome = engine.run(base, schedule, assumptions, attribution)
    totals = total_kt(outcome) / KT_PER_MT
    years = list(base.years)
    first, last = years.index(base.base_year + 1), years.index(CUMULATIVE_TO)
    figures = {"total_2035": totals[:, years.index(2035)], "total_2050": totals[:, last],
               "cumulative": totals[:, first:last + 1].sum(axis=1),
               "cost": discounted(base, outcome, rate) - reference,
               "zero_carbon_share": PERCENT * outcome.series["zero_carbon_share"][:, years.index(2035)]}
    ends = {level: tuple(bands(totals[1:], pair)) for level, pair in INTERVALS.items()}
    return Summary(_first(outcome), schedule, np.median(totals[1:], axis=0), ends,
                   {name: _spread(values) for name, values in figures.items()}, totals[1:])


def _first(outcome: engine.Outcome) -> engine.Outcome:
    """Return the first run of an outcome alone, so that the others need not be kept."""
    return engine.Outcome(outcome.years, outcome.emissions_kt[:1].copy(),
                          {name: values[:1].copy() for name, values in outcome.series.items()},
                          {name: values[:1].copy() for name, values in outcome.cost_million_hkd.items()})


def _spread(values: Array) -> Spread:
    low, high = np.percentile(values[1:], INTERVALS[SHOWN_INTERVAL])
    return Spread(float(values[0]), float(low), float(high))


def measured(values: Sequence[float] | float, unit: str, evidence: Measured) -> Measured:
    """Return values of a run with what the run rests on: a scenario, whatever it starts from."""
    every = [values] if isinstance(values, int | float) else list(values)
    return Measured(tuple(float(value) for value in every), unit, evidence.sources, Kind.SCENARIO, evidence.series,
                    evidence.vintages, questions=evidence.questions)


def stops(lever: Lever, *more: float) -> tuple[float, ...]:
    """Return the values a lever can be set to by hand, from today's level to its limit: round ones, levels, `more`.

    A lever that is a year stops at every year of the run before the last, and at today's level, which is never.
    """
    low, high = lever.range
    named = {lever.level(name) for name in LEVELS} | {value for value in more if low <= value <= high}
    if lever.is_date:
        found = {float(year) for year in range(ceil(low), engine.LAST_YEAR + 1)} | named
    else:
        step = _step(high - low)
        inside = np.arange(ceil(low / step), floor(high / step) + 1) * step
        found = {value for value in inside.round(DIGITS).tolist() if low <= value <= high} | named
    return tuple(sorted(found, reverse=lever.limit < lever.frozen))


def _step(span: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that cuts a span into at most `MOST_STOPS` parts."""
    power = 10.0 ** floor(log10(span / MOST_STOPS))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= MOST_STOPS)


def levels_at(lever: Lever, value: float) -> tuple[str, ...]:
    """Return the names of the levels that have this value, in order from today's on."""
    return tuple(name for name in LEVELS if lever.level(name) == value)


def moved(lever: Lever, value: float, before: Setting | None, base: Setting | None) -> Setting | None:
    """Return the setting of a lever moved to a value, None at today's level.

    Years and shape are those it had before, else those of the base, else the lever's own.
    """
    if value == lever.frozen:
        return None
    pattern = before or base or lever.at(value)
    return Setting(value, pattern.start_year, pattern.end_year, pattern.shape)
