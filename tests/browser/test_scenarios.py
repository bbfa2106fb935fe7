"""The Scenarios page in a real browser: a slider moved by keys moves the picture, the link brings it back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from hkzero.text import t
from tests.browser.whole import assert_nothing_stands_in_the_way

LEVER = "r_removals"
REFERENCE = ".st-key-figure_fan .scatterlayer .trace .js-line"


def slider(tab: Page):
    return tab.locator(f".st-key-lever_{LEVER}").get_by_role("slider")


def lines(tab: Page) -> list[str]:
    """Return the shape of every line of the main picture."""
    return tab.evaluate(f"() => [...document.querySelectorAll('{REFERENCE}')].map(line => line.getAttribute('d'))")


def asked(tab: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def test_a_slider_moves_the_picture_and_the_link_brings_it_back(visit) -> None:
    visited = visit("/scenarios?lang=en&group=removals")
    tab = visited.tab
    before, headline = lines(tab), visited.heading()
    assert "s" not in asked(tab)
    slider(tab).focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url(re.compile("[?&]s="))
    visited.settle()
    moved = lines(tab)
    assert moved != before and sum(one == other for one, other in zip(before, moved, strict=True)) >= 2, \
        "what is measured, and today's levels kept, stay where they were"
    assert visited.heading() != headline
    expect(tab.get_by_role("button", name=t("scenarios.differences.reset", "en"))).to_be_visible()

    again = visit(tab.url.removeprefix(visited.url))
    assert again.heading() == visited.heading() and lines(again.tab) == moved

    tab.go_back()
    tab.wait_for_url(lambda url: "s=" not in urlsplit(url).query.replace("lang=", ""))
    visited.settle()
    assert visited.heading() == headline and lines(tab) == before


def test_what_is_undone_is_gone(visit) -> None:
    visited = visit("/scenarios?lang=zh-Hant&group=removals&scenario=pilot_city")
    tab, headline = visited.tab, visited.heading()
    slider(tab).focus()
    tab.keyboard.press("ArrowLeft")
    tab.get_by_role("button", name=t("scenarios.differences.reset", "zh_hant")).click()
    tab.wait_for_url(re.compile("scenario=pilot_city"))
    visited.settle()
    assert visited.heading() == headline and "s" not in asked(tab)


@pytest.mark.parametrize(("width", "rest"), [(1280, "topic=cost"), (390, "topic=wedges&group=electricity")])
def test_nothing_stands_in_the_way(look, width, rest) -> None:
    visited = look(f"/scenarios?lang=en&{rest}", viewport={"width": width, "height": 900})
    assert_nothing_stands_in_the_way(visited, f"{width} {rest}")
    in_sight = visited.tab.locator(".st-key-scenario_live")
    expect(in_sight).to_be_visible() if width < 640 else expect(in_sight).to_be_hidden()


def test_the_place_for_files_speaks_the_readers_language(visit) -> None:
    visited = visit("/scenarios?lang=zh-Hant&topic=files")
    uploader = visited.tab.locator('[data-testid="stFileUploader"]').first
    uploader.get_by_text("每個檔案不超過").wait_for()
    assert "上載" in uploader.inner_text() and "per file" not in uploader.inner_text()
    visited.tab.locator("input[type=file]").first.set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"synthetic"})
    uploader.get_by_text("不接受").wait_for()
    assert "Error" not in uploader.inner_text()
