"""What the tests of the hourly system share: cases of named scenarios, made from the real data."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from hkzero.grid import hourly_year, system
from hkzero.grid.case import Case
from hkzero.model import engine, scenario_run
from hkzero.model.levers import schedules


@pytest.fixture(scope="session")
def grid_answers(store) -> dict:
    names = dict.fromkeys((*scenario_run.QUESTIONS, *hourly_year.QUESTIONS, *system.QUESTIONS))
    return {name: store.ask(name) for name in names}


@pytest.fixture(scope="session")
def outcome_of(grid_answers) -> Callable[[str], engine.Outcome]:
    """Return a function from the name of a scenario to its outcome, run once."""
    shared = scenario_run.ground(grid_answers)

    @cache
    def run(name: str) -> engine.Outcome:
        case = scenario_run.case(shared.named[name], shared)
        schedule = schedules(shared.levers, [case.settings], shared.base.years)
        return engine.run(shared.base, schedule, attribution=case.attribution)

    return run


@pytest.fixture(scope="session")
def make_case(grid_answers, outcome_of) -> Callable[..., Case]:
    """Return a function that makes the case of a scenario's year with options, each once."""

    @cache
    def make(name: str, year: int, **options) -> Case:
        outcome = outcome_of(name)
        hours = hourly_year.of_scenario(grid_answers, outcome, name, year)
        return system.case_of(hours, outcome, grid_answers, system.Options(**options))

    return make
