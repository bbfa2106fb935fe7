"""Measure everything, print a table, write build/bench.json.

    python -m bench                 everything (a quarter of an hour)
    python -m bench --pages         every page in a browser, beside a static page and the usual way
    python -m bench --pages overview electricity     these alone
    python -m bench --no-browser    build, queries and page scripts only
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench.api import api_figures
from bench.backend import ask_times, build_time, page_times, trend_time
from bench.figures import Figure, table
from bench.finance import finance_figures
from bench.grid import grid_figures
from bench.machine import machine
from bench.scenario import engine_base, scenario_figures
from bench.scenario_analysis import analysis_figures
from hkzero.ui import menu

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "build" / "bench.json"


def names() -> list[str]:
    """Return the names of all pages, in the order of the menu."""
    return menu.names()


def measure(database: Path, browser: bool) -> Iterator[Figure]:
    """Yield every figure, in the order of the table."""
    yield build_time(database)
    yield from ask_times(database)
    yield trend_time(database)
    yield from page_times(database)
    yield from scenario_figures(engine_base(database))
    yield from analysis_figures(database)
    yield from grid_figures(database)
    yield from finance_figures(database)
    yield from api_figures(database)
    if browser:
        from bench.frontend import frontend_figures

        yield from frontend_figures(database, names())


def pages_alone(database: Path, wanted: list[str]) -> Iterator[Figure]:
    """Yield the figures of the pages named, all of them where none is."""
    from playwright.sync_api import sync_playwright

    from bench.pages import page_figures
    from hkzero.facts.build import build
    from tests.browser import chromium
    from tests.browser.server import serve

    build(data=ROOT / "data", out=database)
    with sync_playwright() as playwright, serve(database) as site:
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        yield from page_figures(browser, database, site.url, wanted or names())
        browser.close()


def write(here: dict[str, object], figures: list[Figure]) -> None:
    """Write the figures measured so far, with the machine."""
    RESULT.parent.mkdir(exist_ok=True)
    rows = [{**asdict(one), "met": one.met} for one in figures]
    RESULT.write_text(json.dumps({"machine": here, "figures": rows}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(prog="python -m bench", description="measure HKZero on this machine")
    options.add_argument("--no-browser", action="store_true", help="leave out what needs Chromium")
    options.add_argument("--pages", nargs="*", choices=names(), metavar="PAGE", help="measure pages alone")
    asked = options.parse_args()
    logging.disable(logging.WARNING)  # a page run without a browser session is remarked upon at every step
    here = machine()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "hongkong.duckdb"
        os.environ["HKZERO_DATABASE"] = str(database)
        figures = []
        figures_of = measure(database, not asked.no_browser) if asked.pages is None else pages_alone(
            database, asked.pages)
        for one in figures_of:
            figures.append(one)
            print(f"  {one.group}, {one.name}: {one.median:.3g} {one.unit}", flush=True)
            write(here, figures)  # what has been measured is kept if a later page fails
    print(f"\n{table(figures)}\n")
    print(f"written to {RESULT.relative_to(ROOT)} ({here['cores']} cores, {here['system']})")


if __name__ == "__main__":
    main()
