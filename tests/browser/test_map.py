"""Districts in a real browser: as SVG without any base map, and over tiles where the operator wants one."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from hkzero.charts.base_map import LOGO
from tests.browser.server import Site, serve
from tests.browser.tiles import GREY, Tiles, grey_picture, serve_tiles

DOOR = "tests/browser/map_site/door.py"


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    with serve_tiles() as served:
        yield served


@pytest.fixture
def over_tiles(database: Path, tiles: Tiles) -> Iterator[Site]:
    with serve(database, door=DOOR, HKZERO_BASE_MAP="on", HKZERO_BASE_MAP_TILES=tiles.address) as running:
        yield running


@pytest.fixture
def without_tiles(database: Path, tiles: Tiles) -> Iterator[Site]:
    with serve(database, door=DOOR, HKZERO_BASE_MAP="off", HKZERO_BASE_MAP_TILES=tiles.address) as running:
        yield running


# The colour of one point of a picture of the page, read where pictures can be read.
COLOUR = """([picture, x, y]) => new Promise(done => {
  const image = new Image()
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height})
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    done([...context.getImageData(x, y, 1, 1).data].slice(0, 3))
  }
  image.src = 'data:image/png;base64,' + picture
})"""
FETCHED = """() => performance.getEntriesByType('resource')
  .filter(one => one.name.includes('/geo/districts.geojson?v='))"""
# The middle of the map's frame, in Kwai Tsing, and a place near its corner, in the sea.
LAND, SEA = (0.5, 0.5), (0.05, 0.95)


def colour(tab: Page, place: tuple[float, float]) -> list[int]:
    """Return red, green and blue of the map at a place, given as parts of its width and height."""
    chart = tab.locator(".js-plotly-plot")
    box = chart.bounding_box()
    picture = b64encode(chart.screenshot()).decode()
    return tab.evaluate(COLOUR, [picture, round(box["width"] * place[0]), round(box["height"] * place[1])])


def test_districts_lie_over_the_tiles_and_can_be_clicked(visit, over_tiles: Site, tiles: Tiles) -> None:
    tab = visit("/", to=over_tiles, allowed=(tiles.origin,), pictures={LOGO: grey_picture(20)}).tab
    attribution = tab.locator(".maplibregl-ctrl-attrib")
    attribution.get_by_role("link", name="Map information from Lands Department").wait_for()
    logo = attribution.get_by_role("img", name="Lands Department")
    assert logo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 20
    box = tab.locator(".js-plotly-plot").bounding_box()
    tab.mouse.click(box["x"] + box["width"] * LAND[0], box["y"] + box["height"] * LAND[1])
    tab.get_by_text("clicked: S").wait_for()
    grey = [GREY] * 3
    assert colour(tab, SEA) == grey and colour(tab, LAND) != grey, "a tile in the sea, a district over it on land"
    assert tiles.asked and all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path in tiles.asked)


def test_without_a_base_map_nobody_else_is_asked(visit, without_tiles: Site, tiles: Tiles) -> None:
    tab = visit("/", to=without_tiles).tab
    districts = tab.locator(".choroplethlayer path")
    districts.nth(17).wait_for()
    assert districts.count() == 18
    (entry,) = tab.evaluate(FETCHED)
    assert 0 < entry["encodedBodySize"] < 45_000 < entry["decodedBodySize"], "sent compressed"
    box = districts.nth(15).bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.get_by_text("clicked: R").wait_for()
    assert len(tab.evaluate(FETCHED)) == 1, "the shapes are fetched once, whatever is clicked"
    assert tiles.asked == []
