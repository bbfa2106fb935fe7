"""Finding one's way: deep links, the menu, the language, the back button, shared addresses.

That every page is whole in every language is seen in test_appearance.py and test_accessibility.py.
"""

from __future__ import annotations

import re

import pytest

from hkzero.text import HTML_LANGUAGES, LANGUAGE_NAMES, LANGUAGE_TAGS, t
from tests.browser.tour import PAGES
from tests.browser.whole import HAN

OTHER_PAGE = "electricity"
MENU = '[data-testid="stSidebarNavLink"]'


def menu(visited) -> list[str]:
    """Return the names in the menu; an icon's own word stands on a line before the name."""
    return [text.strip().splitlines()[-1] for text in visited.tab.locator(MENU).all_inner_texts()]


def go_to(visited, name: str, lang: str) -> None:
    visited.tab.locator(MENU).filter(has_text=t(f"common.menu.{name}", lang)).click()
    visited.tab.wait_for_url(re.compile(rf"/{name}\b|/(\?|$)" if name == "overview" else rf"/{name}\b"))
    visited.settle()


def test_a_deep_link_is_the_first_thing_a_fresh_server_sees(fresh_site, visit) -> None:
    visited = visit(f"/{OTHER_PAGE}?lang=zh-Hant", to=fresh_site)
    assert HAN.search(visited.heading())
    assert visited.language() == HTML_LANGUAGES["zh_hant"]
    assert sorted(menu(visited)) == sorted(t(f"common.menu.{name}", "zh_hant") for name in PAGES)
    assert visited.traces(), "no chart on the page"
    # The frame keeps what was chosen in it from the very first session on.
    go_to(visited, "overview", "zh_hant")
    assert visited.language() == HTML_LANGUAGES["zh_hant"]
    assert "lang=zh-Hant" in visited.tab.url
    assert "Traceback" not in fresh_site.written()


def test_the_language_changes_at_a_click_and_stays(visit) -> None:
    visited = visit("/overview?lang=en")
    headings = {"en": visited.heading()}
    for lang in ("zh_hant", "zh_hans", "en"):
        visited.tab.get_by_role("radio", name=LANGUAGE_NAMES[lang]).click()
        visited.tab.wait_for_url(re.compile(f"lang={LANGUAGE_TAGS[lang]}"))
        visited.tab.wait_for_function(f"() => document.documentElement.lang === '{HTML_LANGUAGES[lang]}'")
        visited.settle()
        headings[lang] = visited.heading()
        assert t("common.menu.overview", lang) in menu(visited)
    assert len(set(headings.values())) == 3, headings
    visited.tab.reload()
    visited.settle()
    assert visited.heading() == headings["en"]


@pytest.mark.parametrize(
    ("browser_language", "lang"), [("zh-HK", "zh_hant"), ("zh-CN", "zh_hans"), ("fr-FR", "en")]
)
def test_without_a_choice_the_browser_decides_the_language(visit, browser_language, lang) -> None:
    visited = visit("/", locale=browser_language)
    assert visited.language() == HTML_LANGUAGES[lang]
    assert t("common.menu.overview", lang) in menu(visited)


def test_back_and_forward_lead_back_and_forward(visit) -> None:
    visited = visit("/overview?lang=en")
    first = visited.heading()
    go_to(visited, OTHER_PAGE, "en")
    second = visited.heading()
    assert first != second
    visited.tab.go_back()
    visited.tab.wait_for_function("text => document.querySelector('h1')?.innerText.trim() === text", arg=first)
    visited.settle()
    visited.tab.go_forward()
    visited.tab.wait_for_function("text => document.querySelector('h1')?.innerText.trim() === text", arg=second)


def test_nonsense_in_the_address_is_ignored(visit) -> None:
    visited = visit("/overview?lang=klingon&since=yesterday&fuel=%3Cscript%3E&lang=zh-Hans")
    assert visited.traces()
    assert visited.tab.locator('[data-testid="stException"]').count() == 0


def test_an_unknown_page_is_said_to_be_unknown_within_the_frame(visit) -> None:
    visited = visit("/no_such_page?lang=en")
    assert visited.heading()
    assert len(menu(visited)) == len(PAGES)
    assert visited.errors and all("does not seem to exist" in text for text in visited.errors)
    visited.errors.clear()
