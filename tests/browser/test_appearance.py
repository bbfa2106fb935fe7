"""How it looks, and to whom: dark and light, on a phone, embedded in another page, on paper; no barrier (axe)."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGES = [path.stem for path in sorted((Path(__file__).resolve().parents[2] / "pages").glob("*.py"))]
PHONE = {"width": 390, "height": 844}
# Perceived lightness between 0 and 1 of the colour behind the page and of the first text in it.
LIGHTNESS = """() => {
  const lightness = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
  }
  const app = document.querySelector('[data-testid="stApp"]')
  const axis = document.querySelector('.js-plotly-plot .xtick text, .js-plotly-plot text')
  return {
    ground: lightness(getComputedStyle(app).backgroundColor),
    text: lightness(getComputedStyle(document.querySelector('h1')).color),
    chart: axis ? lightness(getComputedStyle(axis).fill) : null,
  }
}"""
WIDER_THAN_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth
  const scrolls = element => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX) && up.clientWidth <= width + 1
          && up.dataset.testid !== 'stMain' && up.dataset.testid !== 'stApp' && up !== document.body) return true
    }
    return false
  }
  return [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter(element => element.getBoundingClientRect().right > width + 1
      && getComputedStyle(element).position !== 'fixed' && !scrolls(element))
    .slice(0, 5).map(element => `${element.tagName} ${element.dataset.testid || element.className}`)
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it_in_light_and_dark(visit, name, scheme) -> None:
    visited = visit(f"/{name}?lang=zh-Hant", color_scheme=scheme)
    seen = visited.tab.evaluate(LIGHTNESS)
    assert (seen["ground"] < 0.3) == (scheme == "dark"), seen
    assert abs(seen["ground"] - seen["text"]) > 0.5, seen
    assert seen["chart"] is None or abs(seen["ground"] - seen["chart"]) > 0.3, seen
    barriers = visited.barriers()
    assert not barriers, "\n".join(barriers)


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_it_all_without_scrolling_sideways(visit, name) -> None:
    visited = visit(f"/{name}?lang=en", viewport=PHONE, has_touch=True, is_mobile=True)
    assert visited.tab.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    main = visited.tab.locator('[data-testid="stMain"]')
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    assert visited.tab.evaluate(WIDER_THAN_THE_SCREEN) == []
    assert all(visited.traces())
    barriers = visited.barriers()
    assert not barriers, "\n".join(barriers)


def test_embedded_it_has_no_frame_of_its_own(visit) -> None:
    visited = visit("/overview?lang=zh-Hant&embed=true")
    assert visited.traces()
    assert visited.tab.locator('[data-testid="stSidebarNavLink"]').count() == 0
    assert visited.tab.locator('[data-testid="stSidebar"]').is_hidden()
    assert visited.tab.get_by_role("radio", name="English").count() == 0


def test_on_paper_the_menu_and_the_controls_are_left_out(visit) -> None:
    visited = visit("/overview?lang=en")
    visited.tab.emulate_media(media="print")
    assert visited.tab.locator('[data-testid="stSidebar"]').is_hidden()
    assert visited.tab.locator("h1").first.is_visible()


DRAWN_TWICE = """() => [...document.querySelectorAll('.js-plotly-plot')].filter(plot =>
  plot.layout.template || plot._fullLayout.datarevision === undefined || !Number.isInteger(plot._fullLayout.width))
  .map(plot => plot.closest('[data-testid="stPlotlyChart"]').ariaLabel)"""


@pytest.mark.parametrize("width", [1280, 1333])
def test_a_chart_gives_plotly_no_reason_to_draw_it_again(visit, width) -> None:
    visited = visit("/scenarios?lang=en", viewport={"width": width, "height": 900})
    assert visited.traces()
    assert visited.tab.evaluate(DRAWN_TWICE) == []
