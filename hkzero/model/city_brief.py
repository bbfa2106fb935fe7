"""What the two pages on the city say, worked out once: standing, trend, electricity, ways to the targets, certainty.

Everything is put together from the models of the pages, so that the brief and the pages cannot differ. No files are
read here and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from hkzero.measure import Answer
from hkzero.model import electricity, engine, reconciliation, scenario_run, standing, trend
from hkzero.model.abatement_cost import differences
from hkzero.model.levers import schedules
from hkzero.model.workshop import SEED

OWN_QUESTIONS = (
    "emissions_total", "emissions_by_sector", "emission_steps", "emissions_per_person", "city_targets", "targets",
    "electricity_supply_shares", "electricity_target_progress", "electricity_target_distance", "electricity_intensity",
    "building_electricity", "building_targets", "electric_share", "registration_fall", "reconciliation",
    "figures_by_kind")
QUESTIONS = tuple(dict.fromkeys((*OWN_QUESTIONS, *scenario_run.QUESTIONS)))
CASES = ("current_policies", "announced_targets", "pilot_city")
LED_BY = "announced_targets"  # whose levers are named
TOTAL, LAST_YEAR = "total", 2050
MOST_LEVERS = 4
DRAWS = 200  # a percentile then hangs on the seed by less than the printed digit of most figures, and nobody waits
KT_PER_MT = 1000.0


@dataclass(frozen=True, slots=True)
class Weight:
    """What one lever, alone, takes off the emissions of `year`, in Mt CO2e: the announced level against today's."""

    title: Mapping[str, str]
    year: int
    avoided_mt: float


@dataclass(frozen=True, slots=True)
class City:
    """What is known of the city. `answers` are those to QUESTIONS by name, those of the city's totals in megatonnes.

    `trend` is a NoTrend where there is none. `results` are the runs of CASES with `draws` draws, `weights` what the
    levers of the announced targets do, the heaviest first. `gap` is the distance of account and inventory in %.
    """

    answers: Mapping[str, Answer]
    city: standing.CityStanding
    sectors: tuple[standing.SectorStanding, ...]
    trend: trend.Projection | trend.NoTrend
    power: Mapping[str, electricity.Trend]
    results: Mapping[str, scenario_run.Result]
    weights: tuple[Weight, ...]
    gap: reconciliation.Gap
    content: str
    data_to: str


def city(answers: Mapping[str, Answer], draws: int = DRAWS, seed: int = SEED) -> City:
    """Return what is known of the city, from the answers to QUESTIONS by name.

    KeyError names a question not asked; ValueError when there is no total at all.
    """
    shown = dict(answers)
    for name in ("emissions_total", "emissions_by_sector", "city_targets"):
        shown[name] = standing.in_megatonnes(answers[name])
    totals, targets = shown["emissions_total"], shown["city_targets"]
    start = next(iter(standing.windows(totals, targets).values()))
    now = standing.city_standing(totals, targets, start)
    shared = scenario_run.ground({name: answers[name] for name in scenario_run.QUESTIONS})
    results = {name: scenario_run.result(shared, scenario_run.case(shared.named[name], shared), draws, seed)
               for name in CASES}
    levels = trend.series(answers["emissions_total"], answers["emissions_by_sector"])[TOTAL]
    return City(
        answers=shown, city=now,
        sectors=standing.all_sectors(shown["emissions_by_sector"], answers["building_electricity"], answers["targets"],
                                     start),
        trend=trend.project(levels.values(), LAST_YEAR, trend.declared_breaks(answers["emission_steps"], TOTAL)),
        power=electricity.newest(answers["electricity_supply_shares"], answers["electricity_target_progress"],
                                 answers["electricity_intensity"]),
        results=results, weights=weights(results[LED_BY]),
        gap=reconciliation.gaps(answers["reconciliation"], [TOTAL])[TOTAL], content=totals.content,
        data_to=totals.data_to)


def weights(found: scenario_run.Result, year: int = 2035) -> tuple[Weight, ...]:
    """Return the levers that alone take most off the emissions of a year, the heaviest first, at most MOST_LEVERS."""
    known = found.ground.levers
    before = schedules(known, [{}], found.ground.base.years)[0]
    run = partial(engine.run, found.ground.base, attribution=found.case.attribution)
    years, each = differences(run, before, found.schedule[0], [lever.lever_id for lever in known])
    at = list(years).index(year)
    heavy = sorted(each, key=lambda one: -one.avoided_kt[at])[:MOST_LEVERS]
    return tuple(Weight(known.find(one.lever_id).title, year, float(one.avoided_kt[at]) / KT_PER_MT)
                 for one in heavy if one.avoided_kt[at] > 0)
