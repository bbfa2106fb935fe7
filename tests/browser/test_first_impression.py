"""The first five seconds and what helps a newcomer on: verdict, ways on, tour, explained words, sharing, presenting."""

from __future__ import annotations

import re
import urllib.parse

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.browser.server import serve

TERM = "a.hkzero-term"


def wait_for_guide(visited) -> None:
    """Wait until the words that explain have come."""
    visited.tab.wait_for_selector(TERM)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_screen_says_what_this_is_the_verdict_and_where_to_go_next(look, lang, width, height) -> None:
    visited = look(f"/?lang={LANGUAGE_TAGS[lang]}", viewport={"width": width, "height": height})
    tab = visited.tab
    seen = [tab.get_by_text(t("front.what", lang)).first, tab.locator("h1").first,
            *(tab.get_by_role("link", name=t(f"front.next.{step}", lang)) for step in ("where", "change", "take"))]
    for one in seen:
        box = one.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= height, one
    tab.get_by_role("link", name=t("front.next.change", lang)).click()
    tab.wait_for_url(re.compile("/scenarios"))


def test_the_tour_is_taken_by_keyboard_closed_by_escape_and_remembered(visit) -> None:
    visited = visit("/?lang=en")
    tab = visited.tab
    wait_for_guide(visited)
    start = tab.locator('[data-testid="stMain"] [data-hkzero-tour]')
    assert tab.locator(".hkzero-tour").count() == 0, "nobody is taken on a tour unasked"
    start.focus()
    tab.keyboard.press("Enter")
    panel = tab.get_by_role("region", name=t("guide.tour.title", "en"))
    for step in ("finding", "evidence", "menu"):
        panel.get_by_text(t(f"guide.tour.{step}", "en")).wait_for()
        assert panel.evaluate("panel => panel.contains(document.activeElement)")
        if step == "evidence":
            assert visited.barriers() == []
        if step != "menu":
            tab.get_by_role("button", name=t("guide.tour.next", "en")).press("Enter")
    tab.keyboard.press("Escape")
    panel.wait_for(state="detached")
    start.wait_for(state="hidden")
    assert tab.evaluate("() => document.activeElement !== document.body")
    tab.reload()
    visited.settle()
    wait_for_guide(visited)
    assert not start.is_visible()
    tab.locator('[data-testid="stSidebar"] [data-hkzero-tour]').click()
    panel.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_word_is_explained_on_hover_and_on_focus_and_leads_to_the_glossary(look, scheme) -> None:
    visited = look("/about?lang=en", color_scheme=scheme)
    tab = visited.tab
    wait_for_guide(visited)
    term = tab.locator(TERM).first
    meaning = tab.get_by_role("tooltip")
    text = t("glossary.term.carbon_neutrality.meaning", "en")
    term.hover()
    meaning.get_by_text(text).wait_for()
    assert visited.barriers() == []
    tab.keyboard.press("Escape")
    assert meaning.count() == 0
    term.focus()
    meaning.get_by_text(text).wait_for()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/glossary\?lang=en.*#term-carbon-neutrality"))
    visited.settle()
    assert tab.locator("#term-carbon-neutrality").count() == 1


def test_words_are_explained_in_chinese_and_follow_the_language(visit) -> None:
    visited = visit("/about?lang=zh-Hant")
    wait_for_guide(visited)
    assert visited.tab.locator(TERM).first.inner_text() == "碳中和"
    whole = visited.tab.locator(f"p:has({TERM})").first.inner_text()
    assert whole == t("front.what", "zh_hant"), "a paragraph reads as it was written"
    visited.tab.get_by_role("radio", name="English").click()
    visited.tab.wait_for_function("() => document.querySelector('a.hkzero-term')?.textContent === 'carbon neutrality'")
    assert visited.tab.locator(f"p:has({TERM})").first.inner_text() == t("front.what", "en")


def test_a_paragraph_with_an_explained_word_is_whole_after_the_next_choice(visit) -> None:
    visited = visit("/assumptions?lang=en")
    tab = visited.tab
    wait_for_guide(visited)
    written = tab.locator(f"p:has({TERM})").first.inner_text()
    tab.locator(".st-key-theme").get_by_role("radio").nth(1).click()
    tab.wait_for_url(re.compile("[?&]theme="))
    visited.settle()
    assert written in tab.locator('[data-testid="stMain"]').inner_text()
    assert tab.locator(TERM).first.is_visible()


def test_a_chart_is_shared_by_link_and_snippet_and_the_snippet_shows_it_alone(visit) -> None:
    visited = visit("/?lang=en&window=base")
    tab = visited.tab
    wait_for_guide(visited)
    tab.locator(".st-key-figure_changes").get_by_role("button", name=t("show.action.share", "en")).click()
    dialog = tab.get_by_role("dialog")
    link, code = (dialog.locator("textarea").nth(place).input_value() for place in (0, 1))
    assert "window=base" in link and link.endswith("#changes")
    assert visited.barriers() == []
    tab.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    source = re.search(r'src="([^"]+)"', code)[1].replace("&amp;", "&")
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(source).query)
    assert query["embed"] == ["true"] and query["only"] == ["changes"] and query["window"] == ["base"]
    tab.goto(source)
    tab.wait_for_selector(".st-key-figure_changes .main-svg")
    assert tab.locator(".js-plotly-plot").count() == 1 and not tab.locator("h1").first.is_visible()
    assert tab.locator(".st-key-figure_changes").bounding_box()["y"] < 60
    back = tab.get_by_role("link", name=t("common.colophon.embedded", "en")).first.get_attribute("href")
    assert "only=" not in back and "embed=" not in back


def test_a_lost_connection_is_said_in_the_readers_language_until_it_is_back(visit) -> None:
    visited = visit("/about?lang=zh-Hant")
    wait_for_guide(visited)
    visited.tab.context.set_offline(True)
    banner = visited.tab.get_by_text(t("guide.lost.offline", "zh_hant"))
    banner.wait_for()
    visited.tab.context.set_offline(False)
    banner.wait_for(state="detached")
    visited.errors.clear()  # the browser itself says that it was offline


def test_a_dead_server_is_said_too(visit, database) -> None:
    with serve(database) as running:
        visited = visit("/about?lang=en", to=running)
        wait_for_guide(visited)
    visited.tab.get_by_text(t("guide.lost.server", "en")).wait_for()
    visited.tab.wait_for_timeout(3000)
    assert visited.tab.get_by_role("dialog").count() == 0, "Streamlit's own word is in English only"
    visited.errors.clear()  # the browser itself says that nobody answered


def test_a_presentation_has_no_frame_turns_by_key_and_ends_with_escape(visit) -> None:
    visited = visit("/?lang=en&present=true")
    tab = visited.tab
    tab.get_by_role("button", name=t("guide.present.leave", "en")).wait_for()
    assert not tab.locator('[data-testid="stSidebar"]').is_visible()
    assert visited.barriers() == []
    tab.keyboard.press("PageDown")
    tab.wait_for_function("""() =>
      Math.abs(document.querySelector('[class*="st-key-figure_"]').getBoundingClientRect().top) < 60""")
    tab.keyboard.press("Escape")
    tab.wait_for_function("() => !location.search.includes('present')")
    visited.settle()
    assert tab.locator('[data-testid="stSidebar"]').is_visible()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}])
def test_the_way_out_of_a_presentation_covers_nothing_of_it(visit, viewport) -> None:
    tab = visit("/?lang=zh-Hant&present=true", viewport=viewport).tab
    tab.get_by_role("button", name=t("guide.present.leave", "zh_hant")).wait_for()
    page, hint = (tab.locator(part).bounding_box() for part in ('[data-testid="stMain"]', ".hkzero-hint"))
    assert page["y"] + page["height"] <= hint["y"], "the page ends above it"
    assert hint["y"] + hint["height"] <= viewport["height"]
    assert tab.evaluate("""() => {
      const hint = document.querySelector('.hkzero-hint');
      return hint.scrollWidth <= hint.clientWidth && hint.scrollHeight <= hint.clientHeight;
    }"""), "its words fit"


def test_a_presentation_goes_on_from_a_chart_that_stays_beside_its_levers(visit) -> None:
    tab = visit("/scenarios?lang=en&present=true").tab
    tab.get_by_role("button", name=t("guide.present.leave", "en")).wait_for()
    for figure in ("fan", "scenario_sectors"):
        tab.keyboard.press("PageDown")
        tab.wait_for_function("""figure =>
          Math.abs(document.querySelector(`.st-key-figure_${figure}`).getBoundingClientRect().top) < 60""", arg=figure)


def test_a_chart_shown_alone_has_the_whole_width(visit) -> None:
    tab = visit("/?lang=en&embed=true&only=trajectory").tab
    tab.wait_for_function("""() =>
      document.querySelector('.st-key-figure_trajectory .js-plotly-plot').clientWidth > innerWidth * 0.9""")
