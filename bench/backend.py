"""What needs no browser: building the database, asking it, running a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, figure, milliseconds, seconds

ROOT = Path(__file__).resolve().parent.parent
BUILD_RUNS = 5
ASK_RUNS = 20
COLD_RUNS = 3
WARM_RUNS = 15


def build_time(database: Path) -> Figure:
    """Return how long it takes to build `database` from data/, in a process that has its imports done."""
    from hkzero.facts.build import build

    taken = seconds(lambda: build(data=ROOT / "data", out=database), BUILD_RUNS)
    return figure("database", "build from CSV", "s", taken, target=3)


def ask_times(database: Path) -> Iterator[Figure]:
    """Yield how long each query takes with its default parameters, once it has been asked before."""
    from hkzero.store import open_store, queries

    store = open_store(database)
    everything: list[float] = []
    for name in queries():
        store.ask(name)
        taken = milliseconds(lambda name=name: store.ask(name), ASK_RUNS)
        everything += taken
        yield figure("ask", name, "ms", taken)
    yield figure("ask", "all queries", "ms", everything)


def trend_time(database: Path) -> Figure:
    """Return how long it takes to project every trend of Hong Kong to 2050, each with its back test."""
    from hkzero.model.trend import trends
    from hkzero.store import open_store

    store = open_store(database)
    asked = [store.ask(name) for name in ("emissions_total", "emissions_by_sector", "emission_steps")]
    return figure("trends", "all to 2050, with back tests", "s", seconds(lambda: trends(*asked, 2050), 3), target=1)


def page_times(database: Path) -> Iterator[Figure]:
    """Yield how long each page's script runs: in a new process, and again in the same session."""
    for path in sorted((ROOT / "pages").glob("*.py")):
        runs = [_page_in_a_new_process(path.stem, database) for _ in range(COLD_RUNS)]
        yield figure("page script", f"{path.stem}, first run of a process", "ms", [run["cold"] for run in runs])
        yield figure("page script", f"{path.stem}, run again", "ms", [one for run in runs for one in run["warm"]])


def _page_in_a_new_process(name: str, database: Path) -> dict:
    command = (sys.executable, "-m", "bench.backend", name)
    environment = {**os.environ, "HKZERO_DATABASE": str(database)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"page {name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def run_page(name: str) -> dict:
    """Run one page here with Streamlit's own test driver and return its times in milliseconds."""
    from streamlit.testing.v1 import AppTest

    main = ROOT / "hkzero" / "ui" / "main.py"
    start = time.perf_counter()
    app = AppTest.from_file(str(main), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    if name != "overview":
        app.switch_page(os.path.relpath(ROOT / "pages" / f"{name}.py", main.parent)).run()
    cold = 1000 * (time.perf_counter() - start)
    if app.exception:
        raise RuntimeError(f"page {name}: {app.exception[0].message}")
    return {"cold": cold, "warm": milliseconds(app.run, WARM_RUNS)}


if __name__ == "__main__":
    print(json.dumps(run_page(sys.argv[1])))
