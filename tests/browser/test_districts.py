"""The Districts page in a real browser: chosen by a click or by keys alone, kept, taken back, and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas
import pytest
from playwright.sync_api import Page, expect

from hkzero.charts.base_map import LOGO
from hkzero.text import label, t
from hkzero.ui.district_map import LAYERS
from tests.browser.map import MAP, click
from tests.browser.server import Site, serve
from tests.browser.tiles import Tiles, grey_picture, serve_tiles, wait_for_map
from tests.browser.whole import assert_nothing_stands_in_the_way

SHAPES = """map => [...document.querySelectorAll(`${map} .choroplethlayer path`)].map(path => ({
  code: path.__data__.loc, fill: getComputedStyle(path).fill, shown: getComputedStyle(path).opacity,
  width: parseFloat(getComputedStyle(path).strokeWidth)}))"""
FETCHED = "() => performance.getEntriesByType('resource').map(one => one.name).filter(name => /[/]geo[/]/.test(name))"
SAME = "map => [...document.querySelectorAll(`${map} .choroplethlayer path`)].some(path => path.isTheSame)"
ALL_LAYERS = ".".join(LAYERS)


def card(tab: Page, code: str, lang: str = "en"):
    """Return the heading of what is in a district."""
    return tab.get_by_role("heading", name=t("districts.card.title", lang, name=label("district", code, lang)))


def drawn(tab: Page, count: int) -> list[dict]:
    """Return the shapes of the map once there are `count`: they are fetched when the chart already has its frame."""
    expect(tab.locator(f"{MAP} .choroplethlayer path")).to_have_count(count)
    return tab.evaluate(SHAPES, MAP)


def outlined(tab: Page) -> list[str]:
    """Return the districts with a thick outline, the topmost last."""
    return [shape["code"] for shape in tab.evaluate(SHAPES, MAP) if shape["width"] == 4]


def asked(tab: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def choose_by_keys(tab: Page, control: str, words: str) -> None:
    """Choose from a list that has the focus, as one does without a mouse."""
    focused = tab.evaluate("() => document.activeElement.ariaLabel || document.activeElement.role")
    assert focused and control in focused, f"{control} has no focus, {focused} has"
    tab.keyboard.type(words)
    tab.keyboard.press("Enter")


def tab_to(tab: Page, found: str, most: int = 120) -> None:
    """Press Tab until what has the focus says so: `found` is JavaScript about `here`."""
    for _ in range(most):
        tab.keyboard.press("Tab")
        if tab.evaluate(f"() => {{ const here = document.activeElement; return Boolean({found}) }}"):
            return
    raise AssertionError(f"{most} times Tab, and never: {found}")


def test_a_click_chooses_a_district_and_the_choice_stays(visit) -> None:
    visited = visit("/districts?lang=en")
    tab = visited.tab
    shapes = drawn(tab, 18)
    assert sorted(shape["code"] for shape in shapes) == list("ABCDEFGHJKLMNPQRST")
    assert len({shape["fill"] for shape in shapes}) == 5, "five classes"
    assert {shape["code"] for shape in shapes if shape["width"] > 1} == set("ABCD"), "the metered ones stand out"

    tab.evaluate("map => { document.querySelector(`${map} .choroplethlayer path`).isTheSame = true }", MAP)
    click(tab, "R")
    card(tab, "R").wait_for()
    visited.settle()
    assert asked(tab)["district"] == "R"
    assert outlined(tab) == ["R"]
    assert tab.evaluate(SAME, MAP), "the map is not drawn again"
    expect(tab.get_by_role("heading", name="Sha Tin", exact=True)).to_be_visible()
    chart = tab.locator(".st-key-figure_history .js-plotly-plot")
    assert chart.locator(".barlayer .trace").count() == 3
    assert len(tab.evaluate(FETCHED)) == 1, "the shapes are fetched once"
    assert {shape["shown"] for shape in tab.evaluate(SHAPES, MAP)} == {"1"}, "what was not clicked keeps its colour"

    tab.locator('[data-testid="stSlider"]').filter(has_text="Period").get_by_role("slider").press("ArrowLeft")
    tab.wait_for_url(re.compile("period="))
    visited.settle()
    expect(card(tab, "R")).to_be_visible()
    assert asked(tab)["district"] == "R"

    click(tab, "A")
    card(tab, "A").wait_for()
    visited.settle()
    assert outlined(tab) == ["A"], "only what is chosen is outlined"
    tab.go_back()
    card(tab, "R").wait_for()
    visited.settle()
    assert asked(tab)["district"] == "R" and outlined(tab) == ["R"]
    # The district of the last click can be clicked again; a click on what is chosen changes nothing.
    click(tab, "A")
    card(tab, "A").wait_for()
    visited.settle()
    click(tab, "A")
    visited.settle()
    click(tab, "R")
    card(tab, "R").wait_for()
    visited.settle()
    assert outlined(tab) == ["R"]


def test_a_click_on_a_place_chooses_its_district(visit) -> None:
    tab = visit("/districts?lang=en&layers=airport").tab
    place = tab.locator(f"{MAP} .scattergeo .point, {MAP} .scatterlayer .point").last
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card(tab, "T").wait_for()
    assert asked(tab)["district"] == "T"


def test_without_a_mouse(visit) -> None:
    visited = visit("/districts?lang=en")
    tab = visited.tab
    lists = "here.getAttribute('role') === 'combobox' && here.ariaLabel?.includes('{}')"
    tab_to(tab, lists.format(t("districts.control.indicator", "en")))
    choose_by_keys(tab, t("districts.control.indicator", "en"), "Population density")
    tab.get_by_role("heading", name="Population density by district").wait_for()
    visited.settle()
    tab_to(tab, f"{lists.format(t('districts.control.district', 'en'))}")
    choose_by_keys(tab, t("districts.control.district", "en"), "Sha Tin")
    card(tab, "R").wait_for()
    visited.settle()
    assert asked(tab) == {"lang": "en", "indicator": "density", "district": "R"}
    tab_to(tab, f"here.innerText?.includes({t('districts.table.title', 'en')!r})")
    tab.keyboard.press("Enter")
    table = tab.locator(".st-key-figure_table [data-testid='stDataFrame']")
    table.wait_for()
    visited.settle()
    expect(card(tab, "R")).to_be_visible()
    assert outlined(tab) == ["R"]


def test_what_was_not_found_is_hatched(visit) -> None:
    visited = visit("/districts?lang=zh-Hant&period=2022-H1")
    tab = visited.tab
    shapes = drawn(tab, 4 + 14 + 14)  # four in colour; the rest a hatching and an outline each
    grey = [shape for shape in shapes if shape["fill"] == "rgb(122, 122, 124)"]
    assert {shape["code"] for shape in grey} == set("EFGHJKLMNPQRST")
    assert len({shape["fill"] for shape in shapes if shape["code"] in "ABCD"} - {grey[0]["fill"]}) >= 3
    assert any("hatching.geojson" in name for name in tab.evaluate(FETCHED))
    click(tab, "R")
    card(tab, "R", "zh_hant").wait_for()


def test_figures_leave_with_their_geometry(visit, tmp_path: Path) -> None:
    tab = visit("/districts?lang=en&per=district&period=2024").tab
    tab.locator(".st-key-table_map label").click()
    for kind in ("geojson", "gpkg"):
        with tab.expect_download() as waiting:
            tab.locator(f".st-key-{kind}_map").get_by_role("button").click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.suffix == f".{kind}"
        frame = geopandas.read_file(path).set_index("district")
        assert len(frame) == 18 and frame.crs.to_epsg() == 4326 and frame.geometry.is_valid.all()
        assert frame.at["A", "value"] == 3118  # HK Electric, sum of the two half-years
        assert set(frame["grade"]) == {"metered", "allocated", "indicative"} and frame["source_id"].notna().all()


@pytest.mark.parametrize(("width", "rest"), [
    (1280, f"topic=compare&other=A&layers={ALL_LAYERS}"), (390, "topic=method&proxy=people&period=2022-H1"),
])
def test_nothing_stands_in_the_way(look, width, rest) -> None:
    visited = look(f"/districts?lang=en&district=R&{rest}", viewport={"width": width, "height": 900})
    assert_nothing_stands_in_the_way(visited, f"{width} {rest}")


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    with serve_tiles() as served:
        yield served


@pytest.fixture
def over_tiles(database: Path, tiles: Tiles) -> Iterator[Site]:
    with serve(database, HKZERO_BASE_MAP="on", HKZERO_BASE_MAP_TILES=tiles.address) as running:
        yield running


# The visit stands last, so that it ends first: a map still asks for tiles when the servers are gone.
def test_over_a_base_map_a_click_still_chooses(over_tiles: Site, tiles: Tiles, visit) -> None:
    visited = visit("/districts?lang=en", to=over_tiles, allowed=(tiles.origin,), pictures={LOGO: grey_picture(20)})
    tab = visited.tab
    assert tab.locator(".maplibregl-canvas").count() == 0 and tiles.asked == [], "only when the reader asks for it"
    tab.locator(".st-key-base_map label").click()
    tab.wait_for_url(re.compile("base_map=true"))
    canvas = tab.locator(f"{MAP} .maplibregl-canvas")
    canvas.wait_for()
    tab.get_by_role("link", name="Map information from Lands Department").wait_for()
    visited.settle()
    canvas.scroll_into_view_if_needed()
    wait_for_map(tab, canvas)
    assert tiles.asked and all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path in tiles.asked)
    box = canvas.bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card(tab, "S").wait_for()
    assert asked(tab)["district"] == "S"
