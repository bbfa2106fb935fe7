from __future__ import annotations

import numpy as np
import pytest

from hkzero.model.runs import Cancelled, discount_factors, evaluate, system_cost, total_kt
from tests import synthetic_engine as engine

SCHEDULES = np.stack([engine.ramp(np.full(5, strength)) for strength in np.linspace(0, 1, 7)])
DRAWS = np.linspace([0.8, 0.5, 0], [1.2, 2.0, 1], 7)


def test_blocks_give_what_a_single_run_gives():
    whole = total_kt(engine.run(SCHEDULES, DRAWS))
    assert np.array_equal(evaluate(engine.run, SCHEDULES, DRAWS, total_kt, block=3), whole)
    assert np.array_equal(evaluate(engine.run, SCHEDULES[:1], DRAWS, total_kt, block=2),
                          total_kt(engine.run(SCHEDULES[:1], DRAWS)))
    assert np.array_equal(evaluate(engine.run, SCHEDULES, None, total_kt), total_kt(engine.run(SCHEDULES)))


def test_progress_is_told_and_a_run_can_be_called_off():
    told = []
    evaluate(engine.run, SCHEDULES, None, total_kt, block=3, progress=told.append)
    assert told == pytest.approx([3 / 7, 6 / 7, 1.0])
    with pytest.raises(Cancelled, match="after 3 of 7"):
        evaluate(engine.run, SCHEDULES, None, total_kt, block=3, cancelled=iter([False, True]).__next__)


@pytest.mark.parametrize(("schedules", "draws"), [(SCHEDULES, DRAWS[:3]), (SCHEDULES[:0], None)])
def test_axes_that_do_not_match_are_refused(schedules, draws):
    with pytest.raises(ValueError, match="do not go with"):
        evaluate(engine.run, schedules, draws, total_kt)


def test_the_price_of_carbon_is_no_cost_to_the_city():
    outcome = engine.run(engine.ramp([0, 0, 0, 0, 1])[None])
    assert outcome.cost_million_hkd["carbon_price"].min() >= 1e9
    assert system_cost(outcome)[0, -1] == pytest.approx(6000.0)


def test_a_dollar_later_is_worth_less():
    assert discount_factors(np.array([2024, 2025, 2034]), 0.04, 2024) == pytest.approx([1, 1 / 1.04, 1.04**-10])
    assert (discount_factors(engine.YEARS, 0.0, 2024) == 1).all()
    with pytest.raises(ValueError, match="above -1"):
        discount_factors(engine.YEARS, -1.0, 2024)
