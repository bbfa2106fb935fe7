"""What a visitor waits for, in a real Chromium: the first chart, the next page, a changed control, the bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.districts import district_figures
from bench.figures import Figure, figure
from bench.floor import first_figure, serve_static
from bench.still import until_still
from tests.browser import chromium
from tests.browser.server import serve
from tests.browser.visit import SETTLED

COLD_RUNS = 5
SLOW_RUNS = 3
SWITCHES = 10
CHANGES = 12
# 5 Mbit/s down, 1 Mbit/s up and 40 ms away: a phone on an average day.
SLOW_LINE = {"offline": False, "downloadThroughput": 625_000, "uploadThroughput": 125_000, "latency": 40}
# A chart is drawn, or the page is whole and has none.
CHART = """[...document.querySelectorAll('.js-plotly-plot')].some(
  chart => chart.querySelector('.trace, .sankey-link, .choroplethlayer path'))"""
DRAWN = f"() => {CHART} || (!!document.querySelector('h1') && ({SETTLED})())"


def frontend_figures(database: Path, pages: list[str]) -> Iterator[Figure]:
    """Yield every figure that takes a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        with serve(database) as site:
            yield from _app_figures(browser, site.url, pages)
            yield from district_figures(browser, site.url)
        with serve_static(first_figure("overview")) as address:
            yield from _floor_figures(browser, address)
        browser.close()


def _app_figures(browser: Browser, address: str, pages: list[str]) -> Iterator[Figure]:
    for page in pages:
        path = f"{address}/{page}?lang=en"
        first_chart(browser, path)  # the process's first visit fills its caches; a visitor rarely is the first
        taken, sizes = zip(*(first_chart(browser, path) for _ in range(COLD_RUNS)), strict=True)
        yield figure("first visit", f"{page}: first chart", "s", taken)
        slow = [first_chart(browser, path, slow=True)[0] for _ in range(SLOW_RUNS)]
        yield figure("first visit", f"{page}: first chart, 5 Mbit/s", "s", slow, target=6.5)
        yield figure("first visit", f"{page}: bytes until all is drawn", "MB", sizes, target=2.7)
    if len(pages) > 1:
        yield figure("staying", "page switch, until the last change", "ms",
                     page_switches(browser, address), target=400)
    yield from control_changes(browser, address, pages)


def _floor_figures(browser: Browser, address: str) -> Iterator[Figure]:
    taken, sizes = zip(*(first_chart(browser, address, settled=False) for _ in range(COLD_RUNS)), strict=True)
    yield figure("floor (static page)", "first chart", "s", taken)
    slow = [first_chart(browser, address, slow=True, settled=False)[0] for _ in range(SLOW_RUNS)]
    yield figure("floor (static page)", "first chart, 5 Mbit/s", "s", slow)
    yield figure("floor (static page)", "bytes", "MB", sizes)


def first_chart(browser: Browser, address: str, *, slow: bool = False, settled: bool = True) -> tuple[float, float]:
    """Return the seconds until a first chart is drawn in a browser that has seen nothing yet, and the MB it took.

    On a page without a chart the seconds run until the page is whole.
    The bytes are counted as they came over the line until the whole page is there.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        tab = context.new_page()
        line = context.new_cdp_session(tab)
        line.send("Network.enable")
        if slow:
            line.send("Network.emulateNetworkConditions", SLOW_LINE)
        sizes: list[float] = []
        line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        line.on("Network.webSocketFrameReceived",
                lambda event: sizes.append(len(event["response"]["payloadData"]) * 0.75))
        start = time.perf_counter()
        tab.goto(address, wait_until="commit")
        tab.wait_for_function(DRAWN, timeout=60_000)
        taken = time.perf_counter() - start
        if settled:
            tab.wait_for_function(SETTLED, timeout=60_000)
        tab.wait_for_timeout(500)
        return taken, sum(sizes) / 1e6
    finally:
        context.close()


def page_switches(browser: Browser, address: str) -> list[float]:
    """Return the times of going to and fro between the pages of the menu."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(f"{address}/?lang=en")
    tab.wait_for_function(SETTLED)
    links = tab.locator('[data-testid="stSidebarNavLink"], [data-testid="stTopNavLink"]')
    taken = []
    for number in range(SWITCHES + 2):
        link = links.nth((number + 1) % links.count())
        taken.append(until_still(tab, link.click))
    context.close()
    return taken[2:]  # the first round loads what each page has of its own


def control_changes(browser: Browser, address: str, pages: list[str]) -> Iterator[Figure]:
    """Yield for each page how long one of its controls takes to change the picture."""
    for page in pages:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.goto(f"{address}/{page}?lang=en")
        tab.wait_for_function(SETTLED)
        name, change = _control(tab)
        taken = [until_still(tab, change) for _ in range(CHANGES + 2)][2:]
        yield figure("staying", f"{page}: {name} to screen", "ms", taken, target=300, target_is_p95=True)
        context.close()


def _control(tab: Page) -> tuple[str, Callable[[], object]]:
    """Return the name of a control and an action that changes it to and fro.

    That is the page's first slider, else its first choice among buttons, else the language.
    """
    sliders = tab.locator('[data-testid="stSlider"] input')
    if sliders.count():
        keys = cycle(("ArrowRight", "ArrowLeft"))
        return "slider", lambda: sliders.first.press(next(keys))
    groups = tab.get_by_role("radiogroup")
    name, group = ("choice", groups.nth(1)) if groups.count() > 1 else ("language", groups.first)
    numbers = cycle((1, 0))
    return name, lambda: group.get_by_role("radio").nth(next(numbers)).click()
