"""The marginal abatement cost curve in a real browser: a click on a bar shows its lever, which leads to its slider."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.whole import assert_nothing_stands_in_the_way

BARS = ".st-key-figure_macc .barlayer .point path"


def asked(tab: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def click(tab: Page, place: int) -> None:
    """Click the bar that is the widest but `place`."""
    bars = tab.locator(BARS)
    boxes = sorted(((bars.nth(at).bounding_box()["width"], at) for at in range(bars.count())), reverse=True)
    bar = bars.nth(boxes[place][1])
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)


def test_a_click_on_a_bar_shows_its_lever_and_leads_to_its_slider(visit) -> None:
    visited = visit("/finance?lang=en&macc_scenario=pilot_city")
    tab = visited.tab
    click(tab, 0)
    tab.wait_for_url(re.compile("macc_lever=e_clean_imports"))
    visited.settle()
    expect(tab.get_by_role("heading", name="More clean electricity from the Mainland")).to_be_visible()
    shown = {bar.evaluate("bar => getComputedStyle(bar).opacity") for bar in tab.locator(BARS).all()[:5]}
    assert len(shown) == 1, "what was not clicked keeps its colour"
    # Another bar, the first again: each click is taken.
    click(tab, 1)
    tab.wait_for_url(re.compile("macc_lever=e_offshore_wind"))
    visited.settle()
    click(tab, 0)
    tab.wait_for_url(re.compile("macc_lever=e_clean_imports"))
    visited.settle()
    address = tab.get_by_role("link", name="Open the scenario with this group of levers").get_attribute("href")
    query = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
    assert urlsplit(address).path == "/scenarios"
    assert query == {"lang": "en", "scenario": "pilot_city", "group": "electricity"}
    again = visit(tab.url.removeprefix(visited.url))
    expect(again.tab.get_by_role("heading", name="More clean electricity from the Mainland")).to_be_visible()


@pytest.mark.parametrize(("width", "rest"), [(1280, "macc_overlap=shapley&macc_lever=r_removals"),
                                             (390, "macc_form=ranked"), (390, "macc_scenario=pilot_city")])
def test_nothing_stands_in_the_way(look, width, rest) -> None:
    visited = look(f"/finance?lang=en&{rest}", viewport={"width": width, "height": 900})
    assert_nothing_stands_in_the_way(visited, f"{width} {rest}")
