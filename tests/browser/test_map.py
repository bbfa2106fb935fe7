"""Districts in a real browser: as SVG without any base map, and over tiles where the operator wants one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hkzero.charts.base_map import LOGO
from tests.browser.server import Site, serve
from tests.browser.tiles import LAND, Tiles, grey_picture, serve_tiles, wait_for_map

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


FETCHED = """() => performance.getEntriesByType('resource')
  .filter(one => one.name.includes('/geo/districts.geojson?v='))"""

# The visit stands last, so that it ends first: a map still asks for tiles when the servers are gone.
def test_districts_lie_over_the_tiles_and_can_be_clicked(over_tiles: Site, tiles: Tiles, visit) -> None:
    tab = visit("/", to=over_tiles, allowed=(tiles.origin,), pictures={LOGO: grey_picture(20)}).tab
    attribution = tab.locator(".maplibregl-ctrl-attrib")
    attribution.get_by_role("link", name="Map information from Lands Department").wait_for()
    logo = attribution.get_by_role("img", name="Lands Department")
    assert logo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 20
    chart = tab.locator(".js-plotly-plot")
    wait_for_map(tab, chart)
    box = chart.bounding_box()
    tab.mouse.click(box["x"] + box["width"] * LAND[0], box["y"] + box["height"] * LAND[1])
    tab.get_by_text("clicked: S").wait_for()
    assert tiles.asked and all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path in tiles.asked)


def test_without_a_base_map_nobody_else_is_asked(without_tiles: Site, tiles: Tiles, visit) -> None:
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
