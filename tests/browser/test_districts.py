"""The Districts page as its readers use it: by mouse, by keyboard, on a phone, over a base map."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from hkzero.charts.base_map import LOGO
from hkzero.text import t
from tests.browser.server import serve
from tests.browser.tiles import grey_picture, serve_tiles

SHAPES = ".choroplethlayer path"
# A place inside the shape of a district: its address in the data of the chart, then any point that lies in it.
INSIDE = """code => {
  const chart = document.querySelector('.st-key-figure_map .js-plotly-plot')
  const traces = [...chart.querySelectorAll('.choroplethlayer > *')]
  for (const path of chart.querySelectorAll('.choroplethlayer path')) {
    if (path.__data__?.loc !== code) continue
    const box = path.getBoundingClientRect(), back = path.getScreenCTM().inverse()
    for (let x = 1; x < 40; x++) for (let y = 1; y < 40; y++) {
      const at = new DOMPoint(box.left + box.width * x / 40, box.top + box.height * y / 40)
      if (path.isPointInFill(at.matrixTransform(back))) return [at.x, at.y]
    }
  }
}"""


def click(tab: Page, code: str) -> None:
    """Click on a district of the map and wait until the address says so."""
    tab.locator(".st-key-figure_map .js-plotly-plot").scroll_into_view_if_needed()
    place = tab.evaluate(INSIDE, code)
    assert place, f"no shape of district {code} on the screen"
    tab.mouse.click(*place)
    tab.wait_for_url(f"**district={code}*")


def test_a_click_on_the_map_chooses_a_district_and_stays(visit) -> None:
    visited = visit("/districts?lang=en", viewport={"width": 1280, "height": 1600})
    tab = visited.tab
    assert tab.locator(SHAPES).count() == 18
    click(tab, "R")
    tab.get_by_role("heading", name="What is in Sha Tin").wait_for()
    visited.settle()
    assert tab.locator(".st-key-figure_history .js-plotly-plot").count() == 1
    slider = tab.locator('[data-testid="stSlider"] input').first
    slider.focus()
    tab.keyboard.press("Home")
    tab.wait_for_url("**period=2021-H2*")
    visited.settle()
    assert "district=R" in tab.url and tab.get_by_role("heading", name="What is in Sha Tin").count() == 1
    # Four districts are metered; the fourteen others are hatched, and outlined so that they can be chosen all the same.
    assert tab.locator(SHAPES).count() == 4 + 14 + 14 + 1
    click(tab, "E")
    tab.get_by_role("heading", name="What is in Yau Tsim Mong").wait_for()
    tab.go_back()
    tab.get_by_role("heading", name="What is in Sha Tin").wait_for()


def focus_on(tab: Page, label: str) -> None:
    """Press Tab until the control with this label has the focus."""
    for _ in range(90):
        tab.keyboard.press("Tab")
        if tab.evaluate("label => (document.activeElement.ariaLabel || '').includes(label)", label):
            return
    raise AssertionError(f"the keyboard does not reach {label!r}")


def choose_by_keyboard(tab: Page, label: str, typed: str) -> None:
    """Reach a list by Tab, open it, type a name and take it."""
    focus_on(tab, label)
    tab.keyboard.press("ArrowDown")
    tab.keyboard.type(typed)
    tab.keyboard.press("Enter")


def test_everything_can_be_done_without_a_mouse(visit) -> None:
    visited = visit("/districts?lang=en", viewport={"width": 1280, "height": 1600})
    tab = visited.tab
    choose_by_keyboard(tab, t("districts.control.indicator", "en"), "Population density")
    tab.wait_for_url("**indicator=density*")
    visited.settle()
    choose_by_keyboard(tab, t("districts.control.district", "en"), "Wan Chai")
    tab.get_by_role("heading", name="What is in Wan Chai").wait_for()
    visited.settle()
    assert "district=B" in tab.url
    for _ in range(90):
        tab.keyboard.press("Tab")
        if tab.evaluate("() => document.activeElement.tagName === 'SUMMARY'"):
            break
    tab.keyboard.press("Enter")
    tab.locator('.st-key-figure_table [data-testid="stDataFrame"]').wait_for()
    assert visited.barriers() == []


@pytest.mark.parametrize(("width", "scheme", "choices"), [
    (390, "dark", "district=E&topic=method&layers=mtr_station"), (1280, "light", "district=A&other=E&topic=compare"),
])
def test_nothing_bars_the_way_with_a_district_chosen(visit, width, scheme, choices) -> None:
    visited = visit(f"/districts?lang=zh-Hant&{choices}", viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert visited.barriers() == []
    too_wide = visited.tab.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0


def test_the_map_is_taken_away_with_its_shapes(visit, tmp_path: Path) -> None:
    import geopandas

    tab = visit("/districts?lang=en&indicator=income").tab
    with tab.expect_download() as waiting:
        tab.locator(".st-key-actions_map").get_by_role("button", name="GeoPackage").click()
    waiting.value.save_as(tmp_path / "map.gpkg")
    found = geopandas.read_file(tmp_path / "map.gpkg", layer="districts", engine="pyogrio")
    assert len(found) == 18 and found.crs.to_epsg() == 4326 and found["value"].notna().all()


def test_the_page_lies_over_a_base_map_when_the_operator_and_the_reader_want_it(visit, database) -> None:
    with serve_tiles() as tiles, serve(database, HKZERO_BASE_MAP="on", HKZERO_BASE_MAP_TILES=tiles.address) as site:
        visited = visit("/districts?lang=en", to=site, allowed=(tiles.origin,), pictures={LOGO: grey_picture(20)},
                        viewport={"width": 1280, "height": 1600})
        tab = visited.tab
        assert tiles.asked == [], "nobody else is asked before the reader says so"
        tab.locator(".st-key-base_map label").click()
        tab.get_by_role("link", name="Map information from Lands Department").wait_for()
        chart = tab.locator(".st-key-figure_map .js-plotly-plot")
        tab.wait_for_timeout(1500)
        box = chart.bounding_box()
        tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        tab.wait_for_url("**district=*")
        assert tiles.asked
