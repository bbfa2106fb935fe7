"""The hourly system that is looked at: which scenario and year, which flexibility, and the case that follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from hkzero.grid import hourly_year, system
from hkzero.grid.case import ZONES, Case, Dispatch, HourlyYear, Objective
from hkzero.grid.load_file import replace_load
from hkzero.grid.system import Options
from hkzero.measure import Kind, Measured
from hkzero.model.runs import Outcome
from hkzero.ui import cached, controls, scenario_view, scenario_words
from hkzero.ui.cached import ask, known
from hkzero.ui.kept import Kept
from hkzero.ui.state import say

FIRST_YEAR, LAST_YEAR, DEFAULT_YEAR = 2025, 2050, 2035
DEFAULT, MINE = "pilot_city", "mine"
BATTERY_HOURS = (1, 2, 4, 6, 8)
MOST_BATTERY_MW, MOST_RESPONSE_MW = 4000, 1000
PERCENT = 100
OWN_LOAD = "flexibility_own_load"
_years: Kept[HourlyYear] = Kept(6)
_cases: Kept[Case] = Kept(12)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls stand at. `own_load` is what tells the reader's file from others, "" without one."""

    bench: scenario_view.Bench
    scenario: str
    year: int
    options: Options
    own_load: str = ""

    @property
    def without(self) -> Chosen:
        """The same system without any flexibility that was chosen; pumped storage, which is there, stays."""
        plain = Options(objective=self.options.objective, two_zones=self.options.two_zones,
                        attribution=self.options.attribution, counts_capacity=self.options.counts_capacity)
        return replace(self, options=plain)

    @property
    def key(self) -> str:
        """What identifies the case: equal only where the result would be."""
        return repr((self.bench, self.year, self.options, self.own_load, cached.build_info()["content_sha256"]))

    @property
    def is_flexible(self) -> bool:
        """Whether anything was chosen that helps."""
        return self.options != self.without.options


@dataclass(frozen=True, slots=True)
class Study:
    """The same year twice: with the flexibility chosen and without."""

    chosen: Chosen
    flexible: Dispatch
    without: Dispatch


def choose() -> Chosen:
    """Draw the controls and return what they stand at."""
    named = scenario_view.ready().named
    mine = st.session_state.get(scenario_view.BENCH)
    offered = [*named, *([MINE] if mine and scenario_view.is_changed(mine) else [])]
    # Worked out now: whoever asks for a name later need not know the language of the page.
    titles = {code: _title(code, named) for code in offered}
    under = controls.menu("under", offered, titles, DEFAULT, label=say("flexibility.control.under"))
    year = controls.slider("in_year", FIRST_YEAR, LAST_YEAR, DEFAULT_YEAR, step=1,
                           label=say("flexibility.control.in_year"), format="%d")
    bench = mine if under == MINE else named[under]
    return Chosen(bench, _title(under, named), int(year), _options(bench.attribution), own_load_key())


def _options(attribution: str) -> Options:
    battery = controls.slider("battery_mw", 0, MOST_BATTERY_MW, 500, step=100,
                              label=say("flexibility.control.battery_mw"))
    hours = controls.buttons("battery_hours", BATTERY_HOURS,
                             {one: say("flexibility.control.hours", hours=one) for one in BATTERY_HOURS}, 4,
                             label=say("flexibility.control.battery_hours"))
    managed = controls.slider("managed", 0, PERCENT, 50, step=5, format="%d%%",
                              label=say("flexibility.control.managed"), help=say("flexibility.control.managed_help"))
    back = controls.slider("vehicle_to_grid", 0, PERCENT, 0, step=5, format="%d%%",
                           label=say("flexibility.control.vehicle_to_grid"),
                           help=say("flexibility.control.vehicle_to_grid_help"))
    response = controls.slider("response_mw", 0, MOST_RESPONSE_MW, 0, step=50,
                               label=say("flexibility.control.response_mw"),
                               help=say("flexibility.control.response_help"))
    aims = [str(one) for one in Objective]
    aim = controls.buttons("objective", aims, {one: say(f"flexibility.objective.{one}") for one in aims}, aims[0],
                           label=say("flexibility.control.objective"))
    peak = controls.switch("peak_counts", label=say("flexibility.control.peak_counts"), default=True,
                           help=say("flexibility.control.peak_counts_help"))
    zones = controls.switch("two_zones", label=say("flexibility.control.two_zones"),
                            help=say("flexibility.control.two_zones_help"))
    return Options(float(battery), float(hours), None, managed / PERCENT, back / PERCENT, float(response),
                   Objective(aim), zones, attribution=attribution, counts_capacity=peak)


def _title(code: str, named: dict) -> str:
    return scenario_words.name(st.session_state[scenario_view.BENCH] if code == MINE else named[code])


def outcome(chosen: Chosen) -> Outcome:
    """Return the scenario's run at central assumptions."""
    return known(_outcome, chosen.bench)


def _outcome(bench: scenario_view.Bench) -> Outcome:
    return scenario_view.runner(bench.attribution)(scenario_view.schedule(bench), None)


def answers(names: Iterable[str]) -> dict[str, Any]:
    """Return the answers to questions by name."""
    return {name: ask(name) for name in names}


def year(chosen: Chosen) -> HourlyYear:
    """Return load and weather of the scenario's year, the reader's own load where there is one."""
    kept = st.session_state.get(OWN_LOAD)
    modelled = modelled_year(chosen)
    return replace_load(modelled, kept[1]) if chosen.own_load and kept else modelled


def modelled_year(chosen: Chosen) -> HourlyYear:
    """Return load and weather of the scenario's year as they are modelled."""
    key = (chosen.bench, chosen.year, cached.build_info()["content_sha256"])
    return _years.get(key, lambda: hourly_year.hourly_year(
        known(_ground), hourly_year.account(outcome(chosen), ask("assumptions"), chosen.year),
        scenario=chosen.bench.base, year=chosen.year))


def _ground() -> hourly_year.Ground:
    return hourly_year.ground(answers(hourly_year.QUESTIONS))


def case(chosen: Chosen) -> Case:
    """Return the hourly system."""
    return _cases.get(chosen.key, lambda: system.case_of(year(chosen), outcome(chosen), answers(system.QUESTIONS),
                                                         chosen.options))


def own_load_key() -> str:
    """Return what identifies the reader's own load, "" without one."""
    kept = st.session_state.get(OWN_LOAD)
    return kept[0] if kept else ""


def rests_on(study: Study, values: Any, unit: str) -> Measured:
    """Return modelled values with the publications that the study rests on."""
    return _measured(values, unit, study.flexible.case)


def of_case(chosen: Chosen, values: Any, unit: str) -> Measured:
    """Return modelled values with the publications that the case rests on."""
    return _measured(values, unit, case(chosen))


def _measured(values: Any, unit: str, its: Case) -> Measured:
    found = np.asarray(values, dtype=float).ravel()
    return Measured(tuple(float(one) for one in found), unit, its.evidence.sources, Kind.SCENARIO)


def storage_name(name: str) -> str:
    """Return how a store is called: its kind, and its company where the two zones are apart."""
    for code in ("pumped_storage", "battery"):
        if name.startswith(code):
            zone = next((one for one in ZONES if name.endswith(one)), "")
            words = say(f"flexibility.storage.{code}")
            return say("flexibility.storage.of", storage=words, zone=say(f"flexibility.zone.{zone}")) if zone else words
    return name
