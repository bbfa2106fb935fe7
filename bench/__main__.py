"""Measure everything, print a table, write build/bench.json.

    python -m bench                 everything (some minutes)
    python -m bench --no-browser    build, queries and page scripts only
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench.api import api_figures
from bench.backend import ask_times, build_time, page_times
from bench.figures import Figure, table
from bench.finance import finance_figures
from bench.grid import grid_figures
from bench.scenario import engine_base, scenario_figures
from bench.scenario_analysis import analysis_figures

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "build" / "bench.json"


def measure(database: Path, browser: bool) -> Iterator[Figure]:
    """Yield every figure, in the order of the table."""
    yield build_time(database)
    yield from ask_times(database)
    yield from page_times(database)
    yield from scenario_figures(engine_base(database))
    yield from analysis_figures(database)
    yield from grid_figures(database)
    yield from finance_figures(database)
    yield from api_figures(database)
    if browser:
        from bench.frontend import frontend_figures

        yield from frontend_figures(database, [path.stem for path in sorted((ROOT / "pages").glob("*.py"))][::-1])


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(prog="python -m bench", description="measure HKZero on this machine")
    options.add_argument("--no-browser", action="store_true", help="leave out what needs Chromium")
    browser = not options.parse_args().no_browser
    logging.disable(logging.WARNING)  # a page run without a browser session is remarked upon at every step
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "hongkong.duckdb"
        os.environ["HKZERO_DATABASE"] = str(database)
        figures = []
        for one in measure(database, browser):
            figures.append(one)
            print(f"  {one.group}, {one.name}: {one.median:.3g} {one.unit}", flush=True)
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    RESULT.parent.mkdir(exist_ok=True)
    rows = [{**asdict(one), "met": one.met} for one in figures]
    RESULT.write_text(json.dumps({"machine": machine, "figures": rows}, indent=1) + "\n", encoding="utf-8")
    print(f"\n{table(figures)}\n")
    print(f"written to {RESULT.relative_to(ROOT)} ({machine['cores']} cores, {machine['system']})")


if __name__ == "__main__":
    main()
