"""The engine against the same equations in plain loops, one draw at a time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.scenario import reference
from hkzero.model import engine


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1))
def test_the_engine_does_what_plain_loops_do(engine_base, random_schedules, seed):
    schedules, values = random_schedules(seed, 2), engine.draw(engine_base, 2, seed)
    found = engine.run(engine_base, schedules, values).emissions_kt
    for row in range(2):
        assert found[row] == pytest.approx(reference(engine_base, schedules[row], values[row]), rel=1e-9, abs=1e-6)


def test_they_agree_at_rest(engine_base, frozen_run):
    assert frozen_run.emissions_kt[0] == pytest.approx(
        reference(engine_base, engine_base.frozen_schedule[0], engine_base.central), rel=1e-9, abs=1e-6)
