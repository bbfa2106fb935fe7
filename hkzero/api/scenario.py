"""Runs of the named scenarios with central assumptions, with levers set otherwise where a request says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from hkzero.api.formats import Content
from hkzero.api.problems import Problem
from hkzero.api.resources import Place, content
from hkzero.model import engine, outcome_table
from hkzero.model.levers import Levers, levers, schedules
from hkzero.model.scenario import ENGINE, Scenario, attribution, read, resolve
from hkzero.model.scenario_text import ScenarioError
from hkzero.records import source_fields
from hkzero.store import Store
from hkzero.text.problems import problem

ASKED_ID = "asked"
MAY_BE_SET = ("levers", "import_attribution")


@dataclass(frozen=True, slots=True)
class Ground:
    """What all runs on one database share."""

    levers: Levers
    named: Mapping[str, Scenario]
    base: engine.Base


@lru_cache(maxsize=2)
def _ground(store: Store) -> Ground:
    known = levers(store.ask("levers"))
    frame = store.ask("scenarios").frame
    named = {name: read(text, known) for name, text in zip(frame["scenario_id"], frame["text"], strict=True)}
    return Ground(known, named, engine.base({name: store.ask(name) for name in engine.QUESTIONS}, known))


def scenario_list(store: Store, base: str) -> list[dict[str, Any]]:
    """Return every named scenario: its words, what it rests on, what it sets and its address."""
    return [{"scenario_id": name, **one.model_dump(exclude_none=True, include={"title", "description", "base"}),
             "levers": {lever: setting.model_dump(exclude_none=True) for lever, setting in one.levers.items()},
             "url": f"{base}/scenarios/{name}/run"} for name, one in _ground(store).named.items()]


@lru_cache(maxsize=2)
def names(store: Store) -> tuple[str, ...]:
    """Return the ids of the named scenarios without reading them."""
    return tuple(store.ask("scenarios").frame["scenario_id"])


def run_content(store: Store, name: str, changes: Mapping[str, Any], place: Place) -> Content:
    """Return the outcome of a named scenario, changed as asked: a row a year and variable.

    Problem 422 with every fault found where the changes cannot be used.
    """
    ground = _ground(store)
    try:
        scenario = _changed(name, changes, ground) if changes else ground.named[name]
        settings, rule = resolve(scenario, ground.named, ground.levers), attribution(scenario, ground.named)
    except ScenarioError as error:
        raise Problem(422, "scenario_refused", "the scenario cannot be used", problems=[
            {"path": fault.path, "code": fault.code, "value": fault.value, "detail": problem(*fault, "en")}
            for fault in error.problems]) from error
    outcome = engine.run(ground.base, schedules(ground.levers, [settings], ground.base.years), attribution=rule)
    frame = _frame(outcome_table.rows(outcome))
    used = {lever: {"value": one.value, "start_year": one.start_year, "end_year": one.end_year, "shape": str(one.shape)}
            for lever, one in settings.items()}
    meta = {"scenario": name, "title": f"Scenario {name}", "levers": used, "changes": dict(changes),
            "what": "Emissions by sector, cost and series of a scenario by year, with central assumptions.",
            "engine": engine.ENGINE_VERSION, "base_year": ground.base.base_year, "import_attribution": str(rule),
            "kind": "scenario", "units": sorted(set(frame["unit"])),
            "sources": [source_fields(source) for source in store.sources(ground.base.evidence.sources)]}
    return content(frame, meta, place, store.content)


def _changed(name: str, changes: Mapping[str, Any], ground: Ground) -> Scenario:
    """Return the scenario that stands on a named one; it is read as the text of a file is, and refused like one."""
    document = {"scenario_id": ASKED_ID, "engine": ENGINE, "title": {"en": ASKED_ID}, "base": name, **changes}
    return read(yaml.safe_dump(document, allow_unicode=True), ground.levers)


def _frame(rows: list[dict[str, Any]]):
    import pandas

    return pandas.DataFrame(rows).drop(columns=["low", "high"]).assign(kind="scenario")
