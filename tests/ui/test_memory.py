"""What stays for good is left out of the search for garbage, and seldom enough that little else is."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.visitor import Log, Visitor
from hkzero.ui import memory
from tests.browser.server import serve

# What Python reads at its start: writes a line each time that it has searched all its objects.
TELLS_OF_SEARCHES = """
import gc

def told(phase, about):
    if phase == "stop" and about["generation"] == 2:
        with open({path!r}, "a") as log:
            log.write("searched\\n")

gc.callbacks.append(told)
"""


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


def searches(log: Path) -> int:
    return len(log.read_text(encoding="utf-8").splitlines())


def test_readers_seldom_wait_for_a_search(database, tmp_path):
    """Streamlit would search after each run, and the more the longer a process has been there."""
    told, log, folder = tmp_path / "searches.txt", Log(), Path(memory.__file__).parents[2]
    (tmp_path / "sitecustomize.py").write_text(TELLS_OF_SEARCHES.format(path=str(told)), encoding="utf-8")
    with serve(database, PYTHONPATH=f"{tmp_path}:{folder}") as site:
        deadline = time.monotonic() + 60
        while not told.is_file():  # the start in the background ends with a search
            assert time.monotonic() < deadline, "the start does not end"
            time.sleep(0.05)
        before = searches(told)
        reader = Visitor(site.url, log, random.Random(1), 0.0, loses_line=0.0, with_bundles=False)
        with ThreadPoolExecutor(1) as aside:  # tests in a browser leave an event loop in this thread
            aside.submit(lambda: asyncio.run(reader.look("methods", 40))).result()
        after = searches(told)
    assert not log.faults and not log.lost and len(log.runs) == 41
    assert after - before <= 10


def test_everything_that_draws_and_computes_is_loaded():
    memory.load()
    assert {"hkzero.charts.outlook", "hkzero.charts.sankey", "hkzero.model.forecast", *memory.LATE} <= set(sys.modules)
