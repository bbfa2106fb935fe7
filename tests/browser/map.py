"""Where the districts are on the screen: a map drawn as SVG says so itself."""

from __future__ import annotations

from playwright.sync_api import Page

MAP = ".st-key-figure_map .js-plotly-plot"
# A place on the screen that lies well inside the shape of a district, so that it can be clicked.
INSIDE = """([map, code]) => {
  const shapes = [...document.querySelectorAll(`${map} .choroplethlayer path`)]
  for (const path of shapes.filter(one => one.__data__?.loc === code)) {
    const box = path.getBBox(), onto = path.getScreenCTM(), steps = 24
    for (let row = 1; row < steps; row++) for (let column = 1; column < steps; column++) {
      const x = box.x + box.width * column / steps, y = box.y + box.height * row / steps
      const near = [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]]
      if (near.every(([dx, dy]) => path.isPointInFill(new DOMPoint(x + dx, y + dy)))) {
        const place = new DOMPoint(x, y).matrixTransform(onto)
        return [place.x, place.y]
      }
    }
  }
  return null
}"""


def place_of(tab: Page, code: str) -> tuple[float, float]:
    """Return where on the screen a district can be clicked; the map must be in view."""
    place = tab.evaluate(INSIDE, [MAP, code])
    assert place, f"district {code} is not on the map"
    return tuple(place)


def click(tab: Page, code: str) -> None:
    """Click on a district of the map."""
    tab.locator(MAP).scroll_into_view_if_needed()
    tab.mouse.click(*place_of(tab, code))
