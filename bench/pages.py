"""Every page in one table: the server's time, bytes, switch, slider and first chart, beside a floor and the usual way.

The floor is a static page with the page's own first chart (bench/floor.py): nothing that draws it can be faster. The
usual way (bench/usual/) is a plain Streamlit page of the same kind of charts with plotly.express and CSV files read at
every run, served by a process of its own with the same settings. All are asked in the same way in the same go.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser

from bench import frontend
from bench.figures import Figure, figure
from bench.floor import first_figure, serve_static
from bench.still import Still, until_still
from bench.visitor import Log, Visitor
from hkzero.ui import menu
from tests.browser.server import serve
from tests.browser.visit import SETTLED

VISITS, SLOW_VISITS, SWITCHES, CHANGES, ASKED = 2, 1, 3, 5, 8
USUAL = Path(__file__).resolve().parent / "usual"
LINKS = '[data-testid="stSidebarNavLink"]'
KINDS = ("page", "usual", "floor")
# What is measured of each page: its name, its unit, and the most that is promised.
MEASURES = {
    "server, first run": ("ms", {}), "server, run after a move": ("ms", {}),
    "bytes of a first visit": ("MB", {"target": 2.7}), "bytes of a run after a move": ("kB", {}),
    "page switch, in the window": ("ms", {"target": 400}), "page switch, whole page": ("ms", {"target": 400}),
    "control to screen, in the window": ("ms", {"target": 300, "target_is_p95": True}),
    "control to screen, whole page": ("ms", {"target": 300, "target_is_p95": True}),
    "first chart": ("s", {}), "first chart, 5 Mbit/s": ("s", {"target": 6.5}),
}


def page_figures(browser: Browser, database: Path, address: str, pages: list[str]) -> Iterator[Figure]:
    """Yield the figures of every page of a running app, of its floor, and of its usual twin where there is one."""
    for page in pages:
        path = "/" if page == menu.names()[0] else f"/{page}"
        yield from _asked(page, "page", address, "" if path == "/" else page)
        yield from _seen(browser, page, "page", f"{address}{path}?lang=en")
        turned = switches(browser, address, page)
        yield _one(page, "page", "page switch, in the window", [one.window for one in turned])
        yield _one(page, "page", "page switch, whole page", [one.page for one in turned])
        yield from _floor(browser, page)
        if (USUAL / f"{page}.py").is_file():
            yield from _usual(browser, database, page)


def _one(page: str, kind: str, name: str, values: list[float]) -> Figure:
    unit, target = MEASURES[name]
    return figure(f"pages: {page}", f"{kind}: {name}", unit, values, **(target if kind == "page" else {}))


def _asked(page: str, kind: str, address: str, name: str) -> Iterator[Figure]:
    """Yield what the server needs and sends, asked by Streamlit's own messages without a browser."""
    log = Log()
    with ThreadPoolExecutor(1) as aside:  # Playwright has an event loop of its own in this thread
        aside.submit(lambda: asyncio.run(_ask(address, name, log))).result()
    if log.faults or log.lost:
        raise RuntimeError(f"{page}: {(log.faults + log.lost)[0]}")
    opened = [run for run in log.runs if run.kind == "open"][1:]  # the first fills what is kept
    moved = [run for run in log.runs if run.kind == "move"]
    yield _one(page, kind, "server, first run", [1000 * run.seconds for run in opened])
    if moved:
        yield _one(page, kind, "server, run after a move", [1000 * run.seconds for run in moved])
        yield _one(page, kind, "bytes of a run after a move", [run.size / 1e3 for run in moved])


async def _ask(address: str, name: str, log: Log) -> None:
    for number in range(ASKED // 2 + 1):
        visitor = Visitor(address, log, random.Random(number), 0.0, loses_line=0.0, with_bundles=False)
        await visitor.look(name, moves=2)


def _seen(browser: Browser, page: str, kind: str, address: str) -> Iterator[Figure]:
    """Yield what somebody with a browser waits for."""
    frontend.first_chart(browser, address)  # the process's first visit fills its caches; a visitor rarely is the first
    taken, sizes = zip(*(frontend.first_chart(browser, address) for _ in range(VISITS)), strict=True)
    yield _one(page, kind, "bytes of a first visit", list(sizes))
    yield _one(page, kind, "first chart", list(taken))
    slow = [frontend.first_chart(browser, address, slow=True)[0] for _ in range(SLOW_VISITS)]
    yield _one(page, kind, "first chart, 5 Mbit/s", slow)
    moved = frontend.control_change(browser, address, CHANGES)
    yield _one(page, kind, "control to screen, in the window", [one.window for one in moved])
    yield _one(page, kind, "control to screen, whole page", [one.page for one in moved])


def _floor(browser: Browser, page: str) -> Iterator[Figure]:
    drawn = first_figure(page)
    if drawn is None:
        return
    with serve_static(drawn) as address:
        taken, sizes = zip(*(frontend.first_chart(browser, address, settled=False) for _ in range(VISITS)), strict=True)
        slow = [frontend.first_chart(browser, address, slow=True, settled=False)[0] for _ in range(SLOW_VISITS)]
    yield _one(page, "floor", "bytes of a first visit", list(sizes))
    yield _one(page, "floor", "first chart", list(taken))
    yield _one(page, "floor", "first chart, 5 Mbit/s", slow)


def _usual(browser: Browser, database: Path, page: str) -> Iterator[Figure]:
    with serve(database, door=f"bench/usual/{page}.py") as site:
        yield from _asked(page, "usual", site.url, "")
        yield from _seen(browser, page, "usual", site.url)


def switches(browser: Browser, address: str, page: str) -> list[Still]:
    """Return how long the picture changes after the click in the menu, coming from another page.

    A first switch, which loads what the page has of its own, is left out.
    """
    names = menu.names()
    other = names[0] if page != names[0] else names[1]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        tab = context.new_page()
        tab.goto(f"{address}/?lang=en" if other == names[0] else f"{address}/{other}?lang=en")
        tab.wait_for_function(SETTLED)
        links, taken = tab.locator(LINKS), []
        for _ in range(SWITCHES + 1):
            taken.append(until_still(tab, links.nth(names.index(page)).click))
            until_still(tab, links.nth(names.index(other)).click)
        return taken[1:]
    finally:
        context.close()
