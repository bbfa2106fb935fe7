"""What stays for good is left out of the search for garbage, and seldom enough that little else is."""

from __future__ import annotations

import gc
import sys

import pytest

from hkzero.ui import memory


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    monkeypatch.setattr(memory, "_next_growth", memory.FIRST_GROWTH)
    yield
    gc.unfreeze()


def test_what_is_in_use_is_left_out():
    kept = [{"trace": [number]} for number in range(1000)]
    memory.settle()
    assert gc.get_freeze_count() > len(kept)
    assert not any(found is kept[0] for found in gc.get_objects())


def test_garbage_is_thrown_away_first():
    class Ring:
        pass

    ring = Ring()
    ring.itself = ring
    del ring
    memory.settle()
    gc.unfreeze()
    assert not any(isinstance(found, Ring) for found in gc.get_objects())


def test_it_settles_each_time_the_kept_results_have_doubled():
    sizes = [1, memory.FIRST_GROWTH - 1, memory.FIRST_GROWTH, memory.FIRST_GROWTH + 1, 2 * memory.FIRST_GROWTH,
             3 * memory.FIRST_GROWTH, 4 * memory.FIRST_GROWTH]
    assert [memory.settle_when_grown(size) for size in sizes] == [False, False, True, False, True, False, True]


def test_everything_that_draws_and_computes_is_loaded():
    memory.load()
    assert {"hkzero.charts.outlook", "hkzero.charts.sankey", "hkzero.model.forecast", *memory.LATE} <= set(sys.modules)
