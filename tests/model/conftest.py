"""What the tests of the scenario engine share: its levers, answers and base, made once from the real data."""

from __future__ import annotations

import numpy as np
import pytest

from hkzero.model import engine, hindcast
from hkzero.model.levers import Levers, levers
from hkzero.model.scenario_inputs import Inputs


@pytest.fixture(scope="session")
def all_levers(store) -> Levers:
    return levers(store.ask("levers"))


@pytest.fixture(scope="session")
def engine_answers(store) -> dict:
    return {name: store.ask(name) for name in hindcast.QUESTIONS}


@pytest.fixture(scope="session")
def engine_base(engine_answers, all_levers) -> engine.Base:
    return engine.base(engine_answers, all_levers)


@pytest.fixture(scope="session")
def frozen_run(engine_base) -> engine.Outcome:
    return engine.run(engine_base, engine_base.frozen_schedule)


@pytest.fixture(scope="session")
def set_levers(engine_base, all_levers):
    """Return a function that makes a schedule: `set_levers(e_grid_losses=2.5)`, a ramp from 2026 to 2036."""
    ramp = np.clip((engine_base.years - 2026) / 10, 0, 1)

    def make(**values: float) -> np.ndarray:
        schedule = engine_base.frozen_schedule.copy()
        for name, value in values.items():
            lever = all_levers.find(name)
            path = value if lever.is_date else lever.frozen + (value - lever.frozen) * ramp
            schedule[0, engine_base.index(name)] = path
        return schedule

    return make


@pytest.fixture(scope="session")
def make_inputs(engine_base):
    """Return a function that makes Inputs of the real base from a schedule and, if wanted, assumptions by id."""

    def make(schedule: np.ndarray | None = None, **assumed: float) -> Inputs:
        values = engine_base.central[None].copy()
        for name, value in assumed.items():
            values[0, engine_base.assumption_ids.index(name)] = value
        return Inputs(engine_base.years, engine_base.base_year,
                      {name: row for row, name in enumerate(engine_base.lever_ids)}, engine_base.frozen,
                      engine_base.frozen_schedule if schedule is None else schedule,
                      {name: row for row, name in enumerate(engine_base.assumption_ids)}, values)

    return make


@pytest.fixture(scope="session")
def random_schedules(engine_base, all_levers):
    """Return a function that makes schedules between today's levels and the limits, `random_schedules(seed, draws)`."""
    low = np.array([min(lever.range) for lever in all_levers])
    high = np.array([max(lever.range) for lever in all_levers])
    dates = np.array([lever.is_date for lever in all_levers])

    def make(seed: int, draws: int = 1) -> np.ndarray:
        random = np.random.default_rng(seed)
        size = (draws, len(all_levers), 1)
        target = low[:, None] + (high - low)[:, None] * random.random(size)
        start = random.integers(2025, 2040, size)
        progress = np.clip((engine_base.years - start) / random.integers(1, 20, size), 0, 1)
        level = engine_base.frozen[:, None] + (target - engine_base.frozen[:, None]) * progress
        return np.where(dates[:, None], np.round(target), level)

    return make
