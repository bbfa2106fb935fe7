"""The engine put to the test: run forward from 2010 and compared with the inventory of the years since.

What the engine is told: population, households and GDP; the number of vehicles; the electric share of cars registered;
net imports, renewables, the share of coal in fossil generation, losses and exports. What it has to find by itself:
demand for electricity, town gas and other fuel, fuel of vehicles and vessels, emissions of every sector. It does not
know of the epidemic or of what was done about landfills. Floor space and visitors grow at their assumed rates, cooling
degree-days stay. The elasticity and efficiency of commercial demand and the decline of fuel per vehicle and per home
were chosen with these years in view (see the assumptions), so they are no blind test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hkzero.measure import Answer
from hkzero.model import engine
from hkzero.model.scenario_inputs import Array
from hkzero.model.transport_fleet import ELECTRIC_LEVER

FIRST_YEAR, LAST_YEAR = 2010, 2024
TOTAL = "total"
QUESTIONS = (*engine.QUESTIONS, "electric_share")


@dataclass(frozen=True, slots=True)
class Check:
    """One sector in one year: what the engine gives, what was published (kt CO2e), and the difference in per cent."""

    sector: str
    year: int
    modelled_kt: float
    official_kt: float

    @property
    def error_percent(self) -> float:
        """Modelled less official, in per cent of official."""
        return 100 * (self.modelled_kt / self.official_kt - 1)


def backtest(answers: Mapping[str, Answer], levers: Sequence[Any], base_year: int = FIRST_YEAR,
             last_year: int = LAST_YEAR) -> tuple[Check, ...]:
    """Return modelled against official emissions by sector and year since `base_year`; `total` is all sectors.

    Years the inventory does not publish by sector are not there. KeyError names a question of QUESTIONS not asked.
    """
    start = engine.base(answers, levers, base_year, last_year, known_past=True)
    outcome = engine.run(start, _schedule(start, answers["electric_share"]))
    official = answers["scenario_inventory"].frame.pivot(index="period", columns="sector", values="value")
    checks = []
    for year in (year for year in official.index if base_year < year <= last_year):
        at = int(year - base_year)
        modelled = {sector: float(outcome.sector_kt(sector)[0, at]) for sector in official.columns}
        pairs = [(sector, modelled[sector], float(official.loc[year, sector])) for sector in engine.SECTORS[:-1]]
        pairs.append((TOTAL, sum(modelled.values()), float(official.loc[year].sum())))
        checks += [Check(sector, int(year), found, published) for sector, found, published in pairs]
    return tuple(checks)


def _schedule(start: engine.Base, electric_share: Answer) -> Array:
    """Return the schedule of the past: levers at rest, electric cars as registered, other vehicles not electric."""
    schedule = start.frozen_schedule.copy()
    for lever in ELECTRIC_LEVER:
        schedule[0, start.index(lever)] = 0
    schedule[0, start.index(ELECTRIC_LEVER[0])] = _electric_cars(electric_share, start.years)
    return schedule


def _electric_cars(electric_share: Answer, years: Array) -> Array:
    """Return the electric share of cars registered in %: whole years as published, before them a line from none."""
    frame = electric_share.frame[electric_share.frame["measure"] == "with_used_imports"]
    by_year = frame.assign(year=frame["period"].str[:4].astype(int)).groupby("year")
    whole = by_year[["electric", "cars"]].sum()[by_year.size() == 12]
    share = 100 * whole["electric"] / whole["cars"]
    return np.interp(years, [FIRST_YEAR, *share.index], [0, *share])
