"""The scenario on the workbench: where it comes from, what is changed on it, and what follows from it.

The scenario is a piece of this session. The address holds it too: `scenario` names the one it starts from, and `s`
takes its place as soon as a lever stands differently (model/scenario_link.py). A step back takes the address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from hkzero.measure import Answer, Measured
from hkzero.model import engine, plausibility, scenario_link, standing, trajectories, workshop
from hkzero.model import scenario as scenarios
from hkzero.model.levers import Levers, Setting, levers, schedules
from hkzero.model.pathways import Level
from hkzero.model.runs import Array, Outcome
from hkzero.ui import cached
from hkzero.ui.cached import ask, computed, known
from hkzero.ui.kept import Kept
from hkzero.ui.state import asked, is_step_in_history, remember

DEFAULT = "announced_targets"
FROZEN = "frozen_2024"
DISCOUNT_RATE = "ec_discount_rate"
# The session's scenario, what the address held when it was opened, and what there is to say about it.
BENCH, OPENED, SAID = "scenarios_bench", "scenarios_opened", "scenarios_said"
ADDRESS, NAMED = "s", "scenario"

Settings = tuple[tuple[str, Setting], ...]
_runs: Kept[workshop.Summary] = Kept(128)


@dataclass(frozen=True, slots=True)
class Bench:
    """One scenario: the named one it starts from, the rule for imports, every lever that is not at today's level."""

    base: str
    attribution: str
    settings: Settings

    @property
    def by_lever(self) -> dict[str, Setting]:
        """The settings by lever."""
        return dict(self.settings)


@dataclass(frozen=True, slots=True)
class Ready:
    """What every run needs, made once for a database.

    `named` are the scenarios that come with the data, as benches by id; `drawn` the assumptions of each run and
    `reference` what the system costs under each of them with all levers at today's level.
    """

    levers: Levers
    base: engine.Base
    files: Mapping[str, scenarios.Scenario]
    named: Mapping[str, Bench]
    drawn: Array
    reference: Array
    rate: float


def ready() -> Ready:
    """Return what every run needs; the first time takes a second or two."""
    return known(_ready)


def _ready() -> Ready:
    every = levers(ask("levers"))
    base = engine.base({name: ask(name) for name in engine.QUESTIONS}, every)
    frame = ask("scenarios").frame
    files = {name: scenarios.read(text, every) for name, text in zip(frame["scenario_id"], frame["text"], strict=True)}
    named = {name: Bench(name, scenarios.attribution(one, files), tuple(scenarios.resolve(one, files, every).items()))
             for name, one in files.items()}
    drawn, rate = workshop.drawn(base), float(base.central[base.assumption_ids.index(DISCOUNT_RATE)]) / 100
    return Ready(every, base, files, named, drawn, workshop.reference_cost(base, drawn, rate), rate)


def summary(bench: Bench) -> workshop.Summary:
    """Return what follows from a scenario; the last ones are remembered."""
    its = ready()
    key = (bench.settings, bench.attribution, cached.build_info()["content_sha256"])
    return _runs.get(key, lambda: workshop.summary(its.base, schedule(bench), bench.attribution, its.drawn,
                                                   its.reference, its.rate))


def schedule(bench: Bench) -> Array:
    """Return the values of all levers by year, (1, levers, years)."""
    its = ready()
    return schedules(its.levers, [bench.by_lever], its.base.years)


def runner(attribution: str):
    """Return the engine as those take it who run it many times: schedules and assumptions in, outcome out."""
    base = ready().base

    def run(levels: Array, assumptions: Array | None) -> Outcome:
        return engine.run(base, levels, assumptions, attribution)
    return run


def warnings(bench: Bench) -> tuple[plausibility.Warning, ...]:
    """Return what is hard to believe in a scenario."""
    shown = summary(bench)
    return plausibility.warnings(shown.central, shown.schedule, ready().base)


def differences(bench: Bench) -> tuple[scenarios.Difference, ...]:
    """Return the levers that stand differently than in the scenario it starts from, in the order of the levers."""
    places = ready().levers.places
    found = scenarios.differences(bench.by_lever, ready().named[bench.base].by_lever)
    return tuple(sorted(found, key=lambda one: places[one.lever_id]))


def is_changed(bench: Bench) -> bool:
    """Return whether anything differs from the scenario it starts from."""
    return bench != ready().named[bench.base]


def evidence(values: Any, unit: str) -> Measured:
    """Return values of a run with what it rests on."""
    return workshop.measured(values, unit, ready().base.evidence)


def resting_on(values: Any, unit: str, *answers: Answer) -> Measured:
    """Return values of a run with what it rests on, the publications behind these answers among them."""
    found = evidence(values, unit)
    return replace(found, sources=(*found.sources, *(source for answer in answers for source in answer.sources)))


def of_figures(shown: workshop.Summary) -> dict[str, Measured]:
    """Return the key figures with what they rest on, by name."""
    units = {"cost": "HK$ billion", "zero_carbon_share": "%"}
    return {name: evidence(spread.central, units.get(name, "Mt CO2e")) for name, spread in shown.figures.items()}


def rate_percent() -> float:
    """Return the discount rate in per cent a year."""
    return 100 * ready().rate


def frozen() -> Bench:
    """Return the scenario in which every lever stays at today's level."""
    return ready().named[FROZEN]


def history() -> tuple[Answer, Mapping[int, Level]]:
    """Return the official totals in Mt CO2e: the answer, and the newest level of each year."""
    answer = computed(standing.in_megatonnes, ask("emissions_total"))
    return answer, computed(standing.levels, answer)


def goals() -> tuple[trajectories.Goal, ...]:
    """Return the targets in force for the city's total that lie ahead of the base year."""
    every = computed(trajectories.goals, ask("target_levels"), trajectories.TOTAL)
    return tuple(goal for goal in every if goal.is_current and goal.near.year > ready().base.base_year)


# --- the session and the address ---


def on_bench() -> Bench:
    """Return the scenario of this session, opened from the address where there is none or at a step back."""
    bench = st.session_state.get(BENCH)
    if bench is None or is_step_in_history():
        bench = _opened()
        st.session_state[BENCH] = bench
        st.session_state[OPENED] = bench
    return bench


def put(bench: Bench, *said: tuple[str, Mapping[str, Any]]) -> None:
    """Put a scenario on the bench, with what there is to say about it: pairs of what and values."""
    st.session_state[BENCH], st.session_state[SAID], st.session_state[OPENED] = bench, said, None


def said() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return what there is to say about the scenario on the bench."""
    return st.session_state.get(SAID, ())


def choose(name: str) -> None:
    """Start from a named scenario."""
    put(ready().named[name])


def move(lever_id: str, setting: Setting | None) -> None:
    """Set one lever; None is today's level."""
    bench = on_bench()
    put(replace(bench, settings=in_order({**bench.by_lever, lever_id: setting})))


def count_imports(rule: str) -> None:
    """Choose how further imports are counted."""
    put(replace(on_bench(), attribution=rule))


def set_all(settings: Mapping[str, Setting], attribution: str, *said: tuple[str, Mapping[str, Any]]) -> None:
    """Set every lever at once: those that are not named stand at today's level."""
    put(Bench(on_bench().base, attribution, in_order(settings)), *said)


def in_order(settings: Mapping[str, Setting | None]) -> Settings:
    """Return the settings that have an effect in the order of the levers: one scenario is written in one way only."""
    found = []
    for lever in ready().levers:
        one = settings.get(lever.lever_id)
        if one and one.value != lever.frozen:
            found.append((lever.lever_id, one))
    return tuple(found)


def reset() -> None:
    """Go back to the scenario that the one on the bench starts from."""
    choose(on_bench().base)


def write_address(bench: Bench) -> None:
    """Write the scenario into the address, unless it is the one that was opened from there."""
    if st.session_state.get(OPENED) == bench and (asked(ADDRESS) or asked(NAMED)):
        return
    code = link(bench) if is_changed(bench) else ""
    remember(ADDRESS, code, "")
    remember(NAMED, DEFAULT if code else bench.base, DEFAULT)


def link(bench: Bench) -> str:
    """Return a scenario as a piece of an address."""
    base = ready().named[bench.base].by_lever
    found = scenario_link.link(engine.ENGINE_VERSION, bench.base, base, bench.by_lever, bench.attribution,
                               _checked(bench), cached.build_info()["content_sha256"])
    return scenario_link.encode(found)


def _checked(bench: Bench) -> list[float]:
    shown = summary(bench)
    return [float(shown.central.total_kt[0, shown.at(year)]) for year in scenario_link.CHECKED_YEARS]


def _opened() -> Bench:
    """Return the scenario that the address holds, and keep what there is to say about it."""
    named = ready().named
    fallback = named.get(asked(NAMED) or "", named[DEFAULT])
    st.session_state[SAID] = ()
    text = asked(ADDRESS)
    if not text:
        return fallback
    try:
        found = scenario_link.decode(text)
        back = scenario_link.restored(found, {name: one.by_lever for name, one in named.items()}, ready().levers)
    except scenario_link.LinkError as error:
        st.session_state[SAID] = ((f"fault_{error.fault}", {"subject": error.subject}),)
        return fallback
    back = _within_the_run(back)
    bench = Bench(found.base, found.attribution, in_order(back.settings))
    st.session_state[SAID] = tuple(_of_the_link(found, back, bench))
    return bench


def _within_the_run(back: scenario_link.Restored) -> scenario_link.Restored:
    """Return the settings of a link with every year among those that can be chosen."""
    settings = {name: one if ready().levers.find(name).is_date else replace(
        one, **{part: min(max(getattr(one, part), scenarios.FIRST_YEAR), scenarios.LAST_YEAR)
                for part in ("start_year", "end_year")}) for name, one in back.settings.items()}
    late = tuple(name for name, one in settings.items() if one != back.settings[name])
    return replace(back, settings=settings, held_back=tuple(dict.fromkeys([*back.held_back, *late])))


def _of_the_link(found: scenario_link.Link, back: scenario_link.Restored,
                 bench: Bench) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what has changed since a link was made."""
    base, content = ready().named[found.base].by_lever, cached.build_info()["content_sha256"]
    drift = scenario_link.drift(found, engine.ENGINE_VERSION, base, content, _checked(bench), back)
    if back.held_back:
        yield "held_back", {"levers": back.held_back}
    if back.dropped:
        yield "dropped", {"levers": back.dropped}
    if drift:
        yield "drift", {"reasons": drift.reasons, "totals": drift.totals_kt, "engine": found.engine,
                        "now": engine.ENGINE_VERSION}
    elif found.engine != engine.ENGINE_VERSION:
        yield "other_engine", {"engine": found.engine, "now": engine.ENGINE_VERSION}



def settle(key: str, value: Any) -> None:
    """Put the scenario's value into a control before it is drawn: the scenario decides, not what the control held."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
