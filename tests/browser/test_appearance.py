"""How it looks, and to whom: dark and light, on a phone, embedded in another page; no barrier (axe)."""

from __future__ import annotations

import re

import pytest

from hkzero.text import section
from tests.browser.tour import PAGES, light_or_dark, topics
from tests.browser.whole import assert_whole

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

# Labels that plotly.js shortened in its own way, as 20k; Chinese counts in other steps.
SHORTENED = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot =>
  [...plot.querySelectorAll('.xtick text, .ytick text')].map(label => label.textContent)
    .filter(text => /^[−-]?[0-9.,]+[a-zA-Zμ]$/.test(text)))"""
# Upright labels of one axis that stand on each other, and labels that the edge of the picture cuts.
COLLIDING = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
  const upright = kind => [...plot.querySelectorAll(`.${kind} text`)].map(text => [text, text.getBoundingClientRect()])
    .filter(([text, {width}]) => width && !/rotate\\((?!0)/.test(text.getAttribute('transform') ?? ''))
  const over = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4
  const edge = plot.getBoundingClientRect()
  return ['xtick', 'ytick'].flatMap(kind => upright(kind).flatMap(([text, box], place, all) => [
    ...all.slice(place + 1).filter(([, other]) => over(box, other)).map(([other]) =>
      `${text.textContent} on ${other.textContent}`),
    ...(box.left < edge.left - 3 || box.right > edge.right + 3 ? [`${text.textContent} is cut`] : []),
  ]))
})"""
# Axes that took more than was set aside for them (ui/room.py): plotly.js has drawn their charts twice. What Streamlit
# colours is drawn twice anyway, and has a template.
TOO_LITTLE_ROOM = """() => [...document.querySelectorAll('.js-plotly-plot')].filter(({layout}) => !layout.template)
  .flatMap(({_fullLayout: {_pushmargin, _size, margin}}) => Object.entries(_pushmargin)
    .filter(([name]) => name.endsWith('.automargin'))
    .flatMap(([name, push]) => Object.entries({l: 0, r: 1, t: 1, b: 0})
      .filter(([side, end]) => push[side]?.val === end
        && push[side].size > margin[side] + 1 && push[side].size >= _size[side] - 1)
      .map(([side]) => `${name} ${side}: ${push[side].size} for ${margin[side]}`)))"""

# Every chart is as wide as its place in a window of this width.
FITTED = """width => [...document.querySelectorAll('.js-plotly-plot')].every(plot => {
  const place = plot.closest('[data-testid="stPlotlyChart"]').clientWidth
  return place <= width && Math.abs(plot._fullLayout.width - place) <= 2
})"""
# The title of each axis beside the units that are named below its chart.
AXES_AND_UNITS = """() => [...document.querySelectorAll('[class*="st-key-figure_"]')].flatMap(figure => {
  const below = [...figure.querySelectorAll('[data-testid="stCaptionContainer"]')].at(-1)?.innerText ?? ''
  return [...figure.querySelectorAll('.g-xtitle text, .g-ytitle text')]
    .map(title => [title.textContent, below.split(' · ')[0].replace('Unit: ', '')])
})"""


def units_unsaid(visited) -> list[str]:
    """Return the units on axes that the line below their chart does not name."""
    units = {text for key, text in section("labels", "en").items() if key.startswith("labels.unit.")}
    return [f"{title}, said: {said}" for title, said in visited.tab.evaluate(AXES_AND_UNITS)
            if title in units and title not in re.split(r", | \(", said)]


def colliding_on_a_phone(visited) -> list[str]:
    """Return the labels that stand on each other or are cut in a window as narrow as a phone's, else in a wide one."""
    wide, found = visited.tab.viewport_size, []
    for size in (PHONE, wide):
        visited.tab.set_viewport_size(size)
        visited.settle()
        visited.tab.wait_for_function(FITTED, arg=size["width"])
        found = found or visited.tab.evaluate(COLLIDING)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it_all_in_dark_and_light(look, name) -> None:
    """Opened in the dark, then the system turns light. axe sees it in the dark in test_accessibility.py, by topic."""
    visited = look(f"/{name}?lang=zh-Hant", color_scheme="dark")
    assert visited.tab.evaluate(TOO_LITTLE_ROOM) == []
    for scheme in ("dark", "light"):
        light_or_dark(visited, scheme)
        assert_whole(visited, name, "zh_hant")
        seen = visited.tab.evaluate(LIGHTNESS)
        assert (seen["ground"] < 0.3) == (scheme == "dark"), (name, scheme, seen)
        assert abs(seen["ground"] - seen["text"]) > 0.5, (name, scheme, seen)
        assert seen["chart"] is None or abs(seen["ground"] - seen["chart"]) > 0.3, (name, scheme, seen)
    barriers = visited.barriers()
    assert not barriers, "\n".join([f"{name} in light:", *barriers])


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_of_every_topic_is_drawn_once_writes_its_numbers_out_and_names_its_unit(look, name) -> None:
    """In English, whose labels are the longest; in Chinese, test_accessibility.py looks at every topic."""
    visited = look(f"/{name}?lang=en")
    if name == "flexibility":  # its charts wait for the solver
        visited.tab.locator(".js-plotly-plot").first.wait_for()
    found = {topic: visited.tab.evaluate(TOO_LITTLE_ROOM) + visited.tab.evaluate(SHORTENED) + units_unsaid(visited)
             + colliding_on_a_phone(visited) for topic in topics(visited)}
    assert {topic: short for topic, short in found.items() if short} == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_it_all_without_scrolling_sideways(look, name) -> None:
    visited = look(f"/{name}?lang=en", viewport=PHONE, has_touch=True, is_mobile=True)
    assert visited.tab.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], f"{name} en at 390"
    main = visited.tab.locator('[data-testid="stMain"]')
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, f"{name} en at 390"
    assert visited.tab.evaluate(WIDER_THAN_THE_SCREEN) == [], f"{name} en at 390"
    assert all(visited.traces()), f"{name} en at 390"
    barriers = visited.barriers()
    assert not barriers, "\n".join([f"{name} en at 390:", *barriers])


def test_embedded_it_has_no_frame_of_its_own(visit) -> None:
    visited = visit("/overview?lang=zh-Hant&embed=true")
    assert visited.traces()
    assert visited.tab.locator('[data-testid="stSidebarNavLink"]').count() == 0
    assert visited.tab.locator('[data-testid="stSidebar"]').is_hidden()
    assert visited.tab.get_by_role("radio", name="English").count() == 0


DRAWN_TWICE = """() => [...document.querySelectorAll('.js-plotly-plot')].filter(plot =>
  plot.layout.template || plot._fullLayout.datarevision === undefined || !Number.isInteger(plot._fullLayout.width))
  .map(plot => plot.closest('[data-testid="stPlotlyChart"]').ariaLabel)"""


@pytest.mark.parametrize("width", [1280, 1333])
def test_a_chart_gives_plotly_no_reason_to_draw_it_again(visit, width) -> None:
    visited = visit("/scenarios?lang=en", viewport={"width": width, "height": 900})
    assert visited.traces()
    assert visited.tab.evaluate(DRAWN_TWICE) == []
