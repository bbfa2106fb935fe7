"""The map of the districts in a real Chromium: from the click to the last chart, and from the menu to the map."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from playwright.sync_api import Browser, Page

from bench.figures import Figure, figure
from bench.still import until_still
from tests.browser.map import MAP, place_of
from tests.browser.visit import SETTLED

CLICKS, SWITCHES = 14, 10
ANSWERS = '.js-plotly-plot, [data-testid="stMetric"]'
CLICKED = ("R", "M", "A", "L")
# Starts the clock of the page at the next click, and stops it in the frame that shows all districts.
TIME_THE_MAP = """map => {
  window.taken = null
  const districts = () => document.querySelectorAll(`${map} .choroplethlayer path`).length
  document.addEventListener('click', () => {
    const from = performance.now()
    const look = () => {
      if (districts() >= 18) window.taken = performance.now() - from
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, {capture: true, once: true})
}"""


def district_figures(browser: Browser, address: str) -> Iterator[Figure]:
    """Yield how long the map takes to answer a click with every chart, and to appear after a page switch."""
    yield figure("districts", "click on the map, until the last chart and key figure", "ms",
                 map_clicks(browser, address), target=300, target_is_p95=True)
    yield figure("districts", "page switch, until the map is there", "ms", first_maps(browser, address), target=500,
                 target_is_p95=True)


def map_clicks(browser: Browser, address: str) -> list[float]:
    """Return the milliseconds from each click on a district to the last change of a chart or key figure."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(f"{address}/districts?lang=en&district={CLICKED[-1]}")
    _settle(tab)
    tab.locator(MAP).scroll_into_view_if_needed()
    taken = []
    for code in islice(cycle(CLICKED), CLICKS + len(CLICKED)):
        place = place_of(tab, code)
        taken.append(until_still(tab, lambda place=place: tab.mouse.click(*place), inside=ANSWERS).page)
        assert f"district={code}" in tab.url, f"the click on {code} chose nothing"
    context.close()
    return taken[len(CLICKED):]  # the first click on each draws what is then kept


def first_maps(browser: Browser, address: str) -> list[float]:
    """Return the milliseconds from the click in the menu to the map, coming from another page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(f"{address}/buildings?lang=en")
    _settle(tab)
    menu = tab.locator('[data-testid="stSidebarNavLink"]')
    taken = []
    for _ in range(SWITCHES + 1):
        tab.evaluate(TIME_THE_MAP, MAP)
        menu.filter(has_text="Districts").click()
        tab.wait_for_function("() => window.taken !== null")
        taken.append(tab.evaluate("() => window.taken"))
        _settle(tab)
        menu.filter(has_text="Buildings").click()
        tab.wait_for_url("**/buildings**")
        _settle(tab)
    context.close()
    return taken[1:]  # the first visit loads what the page has of its own


def _settle(tab: Page) -> None:
    tab.wait_for_function(SETTLED)
    tab.wait_for_timeout(500)
    tab.wait_for_function(SETTLED)
