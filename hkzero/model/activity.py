"""What drives demand: people, homes, real GDP, floor, visitors and degree-days, as indices of the base year.

Past years are as published. Ahead, population and households follow the official projection (its change, not its level:
it expected more people by the base year than there were), and GDP grows at an assumed rate. Beyond the last year of a
projection its last value is held. Floor space and visitors grow at assumed rates from the base year on, in the
back-test too: no yearly series of them was found. Cooling degree-days are held in the past, so that the back-test knows
nothing of the weather of single years, and change in a straight line to 2060.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hkzero.measure import Answer
from hkzero.model.scenario_inputs import Array, Inputs

CLIMATE_YEAR = 2060  # the year that the assumed change of degree-days is for


@dataclass(frozen=True, slots=True)
class Drivers:
    """Indices of the base year (= 1) for every year of a run, (years,); `known_until` is the last published year."""

    population: Array
    households: Array
    gdp: Array
    known_until: int


@dataclass(frozen=True, slots=True)
class Activity:
    """The drivers in one run, each (draws or 1, years), base year = 1. Floor is all that stands, used or vacant."""

    population: Array
    households: Array
    gdp: Array
    commercial_floor: Array
    residential_floor: Array
    visitors: Array
    cooling_degree_days: Array

    @property
    def gdp_per_person(self) -> Array:
        """Real GDP per person, base year = 1."""
        return self.gdp / self.population


def drivers(answer: Answer, base_year: int, years: Array, growth_of_2023: float) -> Drivers:
    """Return the indices for `years` from the rows of scenario_drivers; `growth_of_2023` in % fills the gap in GDP."""
    published = {name: part.set_index("period")["value"].sort_index()
                 for name, part in answer.frame.groupby("driver")}
    people, ahead = published["population"], published["population_projection"]
    last = int(people.index.max())
    later = ahead[ahead.index > last] * people[last] / ahead[last]
    population = _path(years, [*people.index, *later.index], [*people, *later])
    homes, homes_ahead = published["households"], published["households_projection"]
    homes_ahead = homes_ahead[homes_ahead.index > homes.index.max()]
    households = _path(years, [*homes.index, *homes_ahead.index], [*homes, *homes_ahead])
    gdp = dict(published["gdp"])
    growth = {2023: growth_of_2023} | dict(published["gdp_growth"])
    for year in sorted(growth):
        if year not in gdp:
            gdp[year] = gdp[year - 1] * (1 + growth[year] / 100)
    product = _path(years, sorted(gdp), [gdp[year] for year in sorted(gdp)])
    at = int(np.flatnonzero(years == base_year)[0])
    return Drivers(population / population[at], households / households[at], product / product[at], last)


def _path(years: Array, periods: list, values: list) -> Array:
    return np.interp(years, np.asarray(periods, dtype=float), np.asarray(values, dtype=float))


def activity(inputs: Inputs, known: Drivers) -> Activity:
    """Return the drivers of a run: as published to `known_until`, then with the assumed growth and deviation."""
    today = max(known.known_until, inputs.base_year)
    ahead = np.maximum(inputs.years - today, 0)
    scale = np.where(ahead > 0, inputs.assumed("population_change_scale"), 1.0)
    growth = (1 + inputs.fraction("gdp_growth_ahead")) ** ahead
    households = 1 + scale * (known.households - 1)
    larger_homes = (1 + inputs.fraction("bl_home_size_growth")) ** inputs.since
    return Activity(
        1 + scale * (known.population - 1), households, known.gdp * growth,
        commercial_floor=(1 + inputs.fraction("bl_commercial_floor_growth")) ** inputs.since,
        residential_floor=households * larger_homes,
        visitors=(1 + inputs.fraction("visitor_arrivals_growth")) ** inputs.since,
        cooling_degree_days=1 + inputs.fraction("cooling_degree_days_change") * ahead / (CLIMATE_YEAR - today))
