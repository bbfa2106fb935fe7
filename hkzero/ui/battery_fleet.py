"""All batteries of the city by year under a scenario: a topic of the Batteries page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from hkzero.charts import battery_fleet as charts
from hkzero.charts import battery_fleet_findings as words
from hkzero.measure import Measured
from hkzero.model import battery_fleet as model
from hkzero.model import battery_footprint
from hkzero.model.battery_fleet import Band, BatteryFleet
from hkzero.ui import cached, controls, scenario_view, scenario_words, show
from hkzero.ui.cached import ask, known
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

DEFAULT, MINE = "pilot_city", "mine"
FIRST_YEAR, LAST_YEAR, USUAL_YEAR = 2025, 2050, 2035
STORAGE = ("none", "flexibility", "ten")
TEN_GWH, MW_PER_GW = 10.0, 1000.0
# The Flexibility page's own batteries, until the reader has chosen others there.
USUAL_MW, USUAL_HOURS = 500.0, 4.0
STORAGE_FROM = 2030


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls stand at; `storage_gwh` is put in from STORAGE_FROM."""

    bench: Bench
    scenario: str
    year: int
    storage_gwh: float
    falls: bool


def fleet() -> None:
    """Draw all batteries of the city: in service, added and retired, carbon imported, second life and recycling."""
    lang = language()
    show.paragraph(say("battery_fleet.about"))
    chosen = _choose()
    vehicles, found = known(_rolled_up, chosen.bench, chosen.storage_gwh, chosen.falls)
    place = int(chosen.year - found.years[0])
    ends = {name: tuple(float(part[place]) for part in (band.low, band.central, band.high))
            for name, _, band in _measures(found)}
    sizes = battery_footprint.parameters(ask("battery_parameters"))
    before = model.before_gwh(vehicles, sizes)
    lines = words.finding(chosen.scenario, chosen.year, ends, before, int(found.years[0]) - 1, lang)
    for line in lines:
        show.paragraph(line)
    _draw_in_service(found, chosen, lines[0])
    _draw_bands(found, "flows", charts.FLOW, "GWh")
    _draw_bands(found, "passed", charts.PASSED, "GWh")
    _draw_bands(found, "carbon", charts.CARBON, "kt CO2e")
    _draw_bands(found, "again", charts.AGAIN, "GWh")
    _tables(found)


def _choose() -> Chosen:
    named = scenario_view.ready().named
    mine = st.session_state.get(scenario_view.BENCH)
    offered = [*named, *([MINE] if mine and scenario_view.is_changed(mine) else [])]
    titles = {code: scenario_words.name(mine if code == MINE else named[code]) for code in offered}
    gwh = {"none": 0.0, "flexibility": _of_flexibility(), "ten": TEN_GWH}
    with show.grid(240):
        under = controls.menu("fleet_under", offered, titles, DEFAULT, label=say("battery_fleet.control.under"))
        year = controls.slider("fleet_year", FIRST_YEAR, LAST_YEAR, USUAL_YEAR, step=1, format="%d",
                               label=say("battery_fleet.control.year"))
        storage = controls.menu("fleet_storage", STORAGE, {
            code: say(f"battery_fleet.storage.{code}", gwh=f"{gwh[code]:g}", year=STORAGE_FROM) for code in STORAGE},
            "none", label=say("battery_fleet.control.storage"))
        falls = controls.switch("fleet_cleaner", label=say("battery_fleet.control.cleaner"),
                                help=say("battery_fleet.control.cleaner_help"))
    return Chosen(mine if under == MINE else named[under], titles[under], int(year), gwh[storage], falls)


def _of_flexibility() -> float:
    """Return GWh of the batteries on the Flexibility page."""
    power, hours = (st.session_state.get(key) for key in ("battery_mw", "battery_hours"))
    return float(USUAL_MW if power is None else power) * float(hours or USUAL_HOURS) / MW_PER_GW


def _rolled_up(bench: Bench, storage_gwh: float, falls: bool) -> tuple[model.ElectricVehicles, BatteryFleet]:
    its, schedule = scenario_view.ready(), scenario_view.schedule(bench)
    outcome = scenario_view.runner(bench.attribution)(schedule, None)
    vehicles = model.electric_vehicles(outcome, schedule, its.base.lever_ids)
    parameters = battery_footprint.parameters(ask("battery_parameters"))
    storage = model.storage_from(parameters, storage_gwh, STORAGE_FROM)
    return vehicles, model.roll_up(vehicles, parameters, battery_footprint.footprints(ask("battery_footprints")),
                                   storage, falls=falls)


def _measures(found: BatteryFleet) -> list[tuple[str, str, Band]]:
    return [(name, unit, band(found)) for name, unit, band in model.BANDS]


def _evidence(values: list[float], unit: str, *, with_footprints: bool = False) -> Measured:
    """Return values of the roll-up with what the scenario, the assumptions and, where used, the footprints rest on."""
    found = scenario_view.evidence(values, unit)
    more = [_assumed(), *([_footprints()] if with_footprints else [])]
    return replace(found, sources=(*found.sources, *(source for one in more for source in one.sources)))


def _assumed() -> Measured:
    answer = ask("battery_parameters")
    return answer.measured(answer.frame[answer.frame["parameter_id"].str.startswith("fleet_")])


def _footprints() -> Measured:
    answer = ask("battery_footprints")
    return answer.measured(answer.frame[answer.frame["study"] == battery_footprint.DEFAULT_STUDY])


def _draw_in_service(found: BatteryFleet, chosen: Chosen, said: str) -> None:
    lang, total = language(), found.total_in_service_gwh
    shown = {group: values for group, values in found.in_service_gwh.items() if values.max() > 0}
    show.figure(cached.figure(charts.in_service, found.years, shown, total.low, total.high, lang),
                _evidence(list(total.central), "GWh"), key="battery_in_service",
                title=say("battery_fleet.in_service.title"),
                subtitle=say("battery_fleet.in_service.subtitle", scenario=chosen.scenario),
                note=say("battery_fleet.in_service.note"), alt=said,
                table=words.by_year(found.years, {**shown}, "group", lang), folded=True)


def _draw_bands(found: BatteryFleet, name: str, colours: Mapping[str, str], unit: str) -> None:
    lang = language()
    parts = {measure: band for measure, _, band in _measures(found) if measure in colours}
    values = [float(value) for band in parts.values() for value in band.central]
    show.figure(cached.figure(charts.bands, found.years, parts, colours, unit, f"batteries.{name}", lang),
                _evidence(values, unit, with_footprints=name == "carbon"), key=f"battery_{name}",
                title=say(f"battery_fleet.{name}.title"), subtitle=say(f"battery_fleet.{name}.subtitle"),
                note=say(f"battery_fleet.{name}.note"),
                alt=words.alt(found.years, {measure: band.central for measure, band in parts.items()}, unit, "measure",
                              lang), table=words.by_year(found.years, parts, "measure", lang), folded=True)


def _tables(found: BatteryFleet) -> None:
    lang, planned, parameters = language(), ask("storage_planned"), ask("battery_parameters")
    by_unit: dict[str, list[float]] = {}
    for _, unit, band in _measures(found):
        by_unit.setdefault(unit, []).extend(float(value) for value in band.central)
    show.table(*(_evidence(values, unit, with_footprints=unit == "kt CO2e") for unit, values in by_unit.items()),
               key="battery_fleet_table", title=say("battery_fleet.table.title"),
               subtitle=say("battery_fleet.table.subtitle"), note=say("battery_fleet.table.note"), static=True,
               frame=words.table(found.years, _measures(found), lang))
    show.table(planned, key="battery_storage_planned", title=say("battery_fleet.planned.title"),
               subtitle=say("battery_fleet.planned.subtitle"), static=True,
               frame=words.planned_table(planned.frame, lang))
    used = parameters.frame[parameters.frame["parameter_id"].str.startswith("fleet_")]
    by_unit = [parameters.measured(part) for _, part in used.groupby("unit")]
    show.table(*by_unit, key="battery_fleet_assumed", title=say("battery_fleet.assumed.title"),
               subtitle=say("battery_fleet.assumed.subtitle"), static=True, folded=True,
               frame=words.parameter_table(used, lang))
