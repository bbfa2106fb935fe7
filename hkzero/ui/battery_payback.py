"""When an electric vehicle has made up for the carbon of making it: a topic of the Batteries page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Any

import numpy as np
import streamlit as st

from hkzero.charts import battery_payback as charts
from hkzero.charts import battery_payback_findings as words
from hkzero.measure import Measured
from hkzero.model import vehicle_payback as model
from hkzero.model.battery_footprint import Embodied, embodied, footprints
from hkzero.model.vehicle_payback import FIRST_YEAR, LAST_YEAR, VEHICLES, Compared
from hkzero.text import number, percent, quantity
from hkzero.ui import cached, controls, scenario_view, scenario_words, show
from hkzero.ui.cached import ask, known
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

MINE = "mine"
CHEMISTRIES = ("lfp", "nmc811")
USUAL_YEAR = 2026
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
LEAST_SHOWN, STEP_SHOWN, BEYOND = 12, 6, 1.4  # months of the first picture: past the break-even and its band
PERCENT, MONTHS_A_YEAR, KG_PER_TONNE = 100.0, 12, 1000.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls stand at; `scenario` as it is called."""

    bench: Bench
    scenario: str
    vehicle: str
    year: int
    chemistry: str
    upstream: bool
    replacements: int


def payback() -> None:
    """Draw how long an electric vehicle takes to make up for its battery, by vehicle and year of purchase."""
    show.paragraph(say("battery_payback.about"))
    chosen = _choose()
    every = known(_every, chosen.bench, chosen.chemistry, chosen.upstream, chosen.replacements)
    _vehicle(chosen, every[chosen.vehicle])
    _all_vehicles(chosen, every)
    _inputs(chosen, every[chosen.vehicle])


def _choose() -> Chosen:
    named = scenario_view.ready().named
    mine = st.session_state.get(scenario_view.BENCH)
    offered = [*named, *([MINE] if mine and scenario_view.is_changed(mine) else [])]
    titles = {code: scenario_words.name(mine if code == MINE else named[code]) for code in offered}
    with show.grid(220):
        vehicle = controls.menu("payback_vehicle", VEHICLES,
                                {name: say(f"battery_payback.vehicle.{name}") for name in VEHICLES}, VEHICLES[0],
                                label=say("battery_payback.control.vehicle"))
        under = controls.menu("payback_under", offered, titles, scenario_view.DEFAULT,
                              label=say("battery_payback.control.under"))
        year = controls.slider("payback_year", FIRST_YEAR, LAST_YEAR, USUAL_YEAR, step=1, format="%d",
                               label=say("battery_payback.control.year"))
        chemistry = controls.buttons("payback_chemistry", CHEMISTRIES,
                                     {code: say(f"battery_payback.chemistry.{code}") for code in CHEMISTRIES},
                                     CHEMISTRIES[0], label=say("battery_payback.control.chemistry"))
        upstream = controls.switch("payback_upstream", label=say("battery_payback.control.upstream"), default=True,
                                   help=say("battery_payback.control.upstream_help"))
        replaced = controls.switch("payback_replaced", label=say("battery_payback.control.replaced"),
                                   help=say("battery_payback.control.replaced_help"))
    bench = mine if under == MINE else named[under]
    return Chosen(bench, titles[under], vehicle, int(year), chemistry, bool(upstream), int(replaced))


def _every(bench: Bench, chemistry: str, upstream: bool, replacements: int) -> dict[str, Compared]:
    outcome = scenario_view.runner(bench.attribution)(scenario_view.schedule(bench), None)
    grid = model.Grid(outcome.years.astype(int), outcome.series["intensity_kg_per_kwh"][0])
    battery = _battery(chemistry)
    return {name: model.compare(pair, battery, grid, YEARS, with_upstream=upstream, replacements=replacements)
            for name, pair in model.pairs(ask(model.QUESTION)).items()}


def _battery(chemistry: str) -> Embodied:
    return embodied(footprints(ask("battery_footprints")), chemistry)


def _evidence(chosen: Chosen, values: Sequence[float], unit: str, *vehicles: str) -> Measured:
    """Return values with what they rest on, for the vehicle chosen or for these; what is never reached is no value."""
    frame, found = ask(model.QUESTION).frame, scenario_view.evidence([], unit)
    used = frame[frame["vehicle"].isin([*(vehicles or [chosen.vehicle]), "all"])]["source_id"].dropna()
    told = tuple(float(value) if np.isfinite(value) else None for value in values)
    return replace(found, values=told, sources=(*used, _battery(chosen.chemistry).source_id, *found.sources))


def _vehicle(chosen: Chosen, compared: Compared) -> None:
    lang, place = language(), compared.at(chosen.year)
    cost = known(model.per_km, compared.middle, compared.drawn, compared.grid, chosen.year)
    said = words.finding(compared, chosen.year, chosen.scenario, lang)
    for line in (said, words.life(compared, cost, lang), words.stays(compared, chosen.year, lang)):
        show.paragraph(line)
    _key_figures(chosen, compared, cost)
    course = known(model.course, compared.middle, compared.drawn, compared.grid, chosen.year)
    shown, even = _months_shown(compared, place), float(compared.found.months[place])
    level = None if even == inf else float(np.interp(even, np.arange(course.twin.shape[1]), course.twin[1]))
    show.figure(cached.figure(charts.course, course, shown, even, model.FUEL[chosen.vehicle], lang),
                _evidence(chosen, course.electric[1][:shown + 1] / KG_PER_TONNE, "t CO2e"), key="payback_course",
                title=say("battery_payback.course.title"), note=say("battery_payback.course.note"),
                subtitle=say("battery_payback.first_months", months=number(shown, lang, 0),
                             years=number(compared.life_months / MONTHS_A_YEAR, lang)),
                alt=words.course_alt(said, level, lang), table=words.course_table(course, shown, lang), folded=True)


def _months_shown(compared: Compared, place: int) -> int:
    """Return how many months the first picture shows: until every band has been crossed, the whole life at most."""
    last = float(compared.found.months_high[place])
    if last == inf:
        return compared.life_months
    rounded = STEP_SHOWN * ceil(BEYOND * last / STEP_SHOWN)
    return min(max(rounded, LEAST_SHOWN), compared.life_months)


def _key_figures(chosen: Chosen, compared: Compared, cost: Any) -> None:
    lang, place, found = language(), compared.at(chosen.year), compared.found
    months, km, never = (float(values[place]) for values in (found.months, found.km, found.never))
    begins = float(compared.middle.embodied_kg(chosen.year)[0])
    km_ends = words.range_text(*(words.km_text(ends[place], lang) for ends in (found.km_low, found.km_high)), lang)

    def told(value: float, unit: str) -> Measured:
        return _evidence(chosen, [value], unit)

    def or_never(is_never: bool, key: str, **values: str) -> str:
        return say("battery_payback.never_within") if is_never else say(f"battery_payback.{key}", **values)

    per_km = [show.KeyFigure(say(f"battery_payback.key.{name}"), quantity(ends[1], words.PER_KM, lang, 0),
                             told(ends[1], words.PER_KM), note=say("battery_payback.draws", range=words.range_text(
                                 number(ends[0], lang, 0), number(ends[2], lang, 0), lang)))
              for name, ends in (("electric", cost.electric), ("twin", cost.twin))]
    show.key_figures([
        show.KeyFigure(say("battery_payback.key.months"),
                       or_never(months == inf, "months", months=words.months_text(months, lang)),
                       told(months, "months"),
                       note=say("battery_payback.draws", range=words.months_range(found, place, lang))),
        show.KeyFigure(say("battery_payback.key.km"), or_never(km == inf, "kilometres", km=words.km_text(km, lang)),
                       told(km, "km"), note=say("battery_payback.draws", range=km_ends)),
        show.KeyFigure(say("battery_payback.key.begins"), quantity(begins / KG_PER_TONNE, "t CO2e", lang, 1),
                       told(begins / KG_PER_TONNE, "t CO2e"), note=say("battery_payback.key.begins_note")),
        *per_km,
        show.KeyFigure(say("battery_payback.key.never"), percent(PERCENT * never, lang, 0), told(PERCENT * never, "%"),
                       note=say("battery_payback.key.never_note")),
    ])


def _all_vehicles(chosen: Chosen, every: dict[str, Compared]) -> None:
    lang = language()
    found = {name: one.found for name, one in every.items()}
    lives = {name: one.life_months for name, one in every.items()}
    evidence = _evidence(chosen, [value for one in found.values() for value in one.months], "months", *VEHICLES)
    show.figure(cached.figure(charts.by_year, found, lives, lang), evidence, key="payback_by_year",
                title=say("battery_payback.by_year.title"), note=say("battery_payback.by_year.note"),
                subtitle=say("battery_payback.by_year.subtitle", scenario=chosen.scenario),
                alt=words.by_year_alt(found, lang), table=words.by_year_table(found, lang), folded=True)
    cost = {name: known(model.per_km, one.middle, one.drawn, one.grid, chosen.year) for name, one in every.items()}
    show.table(evidence, key="payback_table", title=say("battery_payback.table.title", year=chosen.year),
               subtitle=say("battery_payback.table.subtitle", scenario=chosen.scenario,
                            first=int(every[chosen.vehicle].grid.years[0])), static=True,
               frame=words.table(every, cost, chosen.year, lang))


def _inputs(chosen: Chosen, compared: Compared) -> None:
    lang, answer = language(), ask(model.QUESTION)
    rows = answer.frame[answer.frame["vehicle"].isin([chosen.vehicle, "all"])].set_index("parameter")
    told = [(name, *(float(rows.loc[name, end]) for end in ("low", "value", "high")), rows.loc[name, "unit"],
             rows.loc[name, "basis"]) for name in (*model.OWN, *model.SHARED)]
    battery = _battery(chosen.chemistry)
    told.insert(1, ("battery_kg_per_kwh", *battery.ends, "kg CO2e/kWh", "source"))
    of_battery = Measured(battery.ends, "kg CO2e/kWh", (battery.source_id,), battery.kind)
    show.table(answer, of_battery, key="payback_inputs", folded=True, static=True,
               title=say("battery_payback.table.inputs", vehicle=say(f"battery_payback.vehicle.{chosen.vehicle}")),
               subtitle=say("battery_payback.table.inputs_subtitle"), frame=words.inputs_table(told, lang))
