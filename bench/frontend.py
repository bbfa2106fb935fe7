"""What a visitor waits for, in a real Chromium: the first chart, the next page, a changed control, the bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.districts import district_figures
from bench.figures import Figure, figure
from bench.still import Still, until_still
from tests.browser import chromium
from tests.browser.server import serve
from tests.browser.visit import SETTLED

SWITCHES = 10
WAIT_MILLISECONDS = 120_000
MENUS = '[data-testid="stMain"] [role="combobox"]'
# 5 Mbit/s down, 1 Mbit/s up and 40 ms away: a phone on an average day.
SLOW_LINE = {"offline": False, "downloadThroughput": 625_000, "uploadThroughput": 125_000, "latency": 40}
# A chart is drawn, or the page is whole and has none.
CHART = """[...document.querySelectorAll('.js-plotly-plot')].some(
  chart => chart.querySelector('.trace, .hm, .sankey-link, .choroplethlayer path'))"""
DRAWN = f"() => {CHART} || (!!document.querySelector('h1') && ({SETTLED})())"


def frontend_figures(database: Path, pages: list[str]) -> Iterator[Figure]:
    """Yield every figure that takes a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        with serve(database) as site:
            from bench.pages import page_figures

            yield from page_figures(browser, database, site.url, pages)
            if len(pages) > 1:
                yield figure("staying", "page switch, until the last change", "ms", page_switches(browser, site.url),
                             target=400)
            yield from district_figures(browser, site.url)
        browser.close()


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
        tab.wait_for_function(DRAWN, timeout=WAIT_MILLISECONDS)
        taken = time.perf_counter() - start
        if settled:
            tab.wait_for_function(SETTLED, timeout=WAIT_MILLISECONDS)
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
        taken.append(until_still(tab, link.click).page)
    context.close()
    return taken[2:]  # the first round loads what each page has of its own


def control_change(browser: Browser, address: str, changes: int) -> list[Still]:
    """Return how long one of a page's controls takes to change the picture; see `_control`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        tab = context.new_page()
        tab.goto(address)
        tab.wait_for_function(SETTLED)
        prepare, change = _control(tab)
        taken = []
        for _ in range(changes + 2):
            prepare()
            taken.append(until_still(tab, change))
        return taken[2:]
    finally:
        context.close()


def _control(tab: Page) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what to do before, untimed, and the action that changes a control to and fro.

    The control is the page's first slider, else its first choice among buttons, else its first menu, else the language.
    """
    sliders = tab.locator('[data-testid="stSlider"] input')
    if sliders.count():
        keys = cycle(("ArrowRight", "ArrowLeft"))
        return (lambda: None), lambda: sliders.first.press(next(keys))
    groups, menus, numbers = tab.get_by_role("radiogroup"), tab.locator(MENUS), cycle((1, 0))
    if menus.count() and groups.count() == 1:
        options = tab.get_by_role("option")

        def open_menu() -> None:
            while options.count() < 2:  # a list that opens while the page is still being drawn is closed again
                menus.first.press("ArrowDown")
                tab.wait_for_timeout(200)

        return open_menu, lambda: options.nth(next(numbers)).click()
    group = groups.nth(1) if groups.count() > 1 else groups.first
    return (lambda: None), lambda: group.get_by_role("radio").nth(next(numbers)).click()
