"""For readers who see little, use no mouse, magnify, dislike motion, listen or print: WCAG 2.2 A and AA."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from hkzero.text import t
from tests.browser.test_appearance import TOO_LITTLE_ROOM, WIDER_THAN_THE_SCREEN
from tests.browser.tour import PAGES, light_or_dark, speak, topics
from tests.browser.visit import Visit
from tests.browser.whole import assert_whole

HAN = re.compile(r"[\u3400-\u9fff]")
RADICALS = "\u2e80-\u2fdf"
CHARTS = """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].map(chart => {
  const figure = chart.closest('[class*="st-key-figure_"]')
  return {
    key: figure?.className.match(/st-key-(figure_\\w+)/)?.[1] ?? 'outside of a figure',
    alt: chart.ariaLabel || chart.querySelector('[aria-label]')?.ariaLabel || '',
    table: Boolean(figure?.querySelector('[class*="st-key-table_"], [class*="st-key-more_take_"]')),
  }
})"""
# What has the focus: where it stands among everything, whether one sees that it has it, and what it is.
FOCUSED = """() => {
  const here = document.activeElement
  const rings = [here, here.parentElement, here.parentElement?.parentElement, ...here.children,
    here.closest('label'), here.closest('[data-baseweb]')].filter(Boolean).map(one => getComputedStyle(one))
  const box = here.getClientRects()[0] ?? here.getBoundingClientRect()  // a link may go over two lines
  return {
    place: [...document.querySelectorAll('*')].indexOf(here),
    seen: here.matches(':focus-visible') && box.width > 0 && box.height > 0 && rings.some(ring =>
      (ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) > 0) || ring.boxShadow !== 'none'),
    covered: !here.closest('svg, canvas') && box.top >= 0 && box.bottom <= innerHeight && box.width > 0
      && !(() => { const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        return !top || here.contains(top) || top.contains(here) || here.closest('label')?.contains(top)
          || here.closest('[data-baseweb]')?.contains(top) })(),
    what: `${here.tagName} ${here.closest('[data-testid]')?.dataset.testid} ${(here.ariaLabel || here.innerText || '')
      .slice(0, 40)}`,
  }
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(element => {
  const look = getComputedStyle(element)
  const seconds = text => Math.max(...text.split(',').map(parseFloat))
  return (look.animationName !== 'none' && seconds(look.animationDuration) > 0.001)
    || seconds(look.transitionDuration) > 0.001
}).slice(0, 5).map(element => `${element.tagName} ${element.dataset.testid || element.className}`)
  .concat([...document.querySelectorAll('.js-plotly-plot')].filter(plot => plot.layout.transition?.duration)
    .map(() => 'a chart that moves'))"""
# The spacing of WCAG 1.4.12; a sheet of the document's own, which no policy refuses.
WIDE_SPACING = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`)
  document.adoptedStyleSheets.push(sheet)
}"""
CUT_OFF = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(element => {
  const look = getComputedStyle(element)
  const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    || element.matches('[data-testid="stMarkdownContainer"], .stMarkdownEllipsis')
  const hides = [look.overflowX, look.overflowY].some(way => ['hidden', 'clip'].includes(way))
  return words && hides && element.clientWidth > 2 && !element.closest('svg')
    && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2)
}).slice(0, 5).map(element => `${element.dataset.testid || element.className}: ${element.textContent.slice(0, 60)}`)"""


def said_badly(visited: Visit, lang: str) -> list[str]:
    """Return the charts without a table, and those whose alternative has no number or is in another language."""
    return [
        f"{lang} {chart['key']}: {chart['alt'][:120]!r}, table: {chart['table']}"
        for chart in visited.tab.evaluate(CHARTS)
        if not chart["table"] or not re.search(r"\d", chart["alt"]) or bool(HAN.search(chart["alt"])) != (lang != "en")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_no_barrier_and_every_chart_in_words_on_every_topic(look, name) -> None:
    """Traditional Chinese and English in light are in test_appearance.py."""
    visited = look(f"/{name}?lang=zh-Hans")
    found: list[str] = []

    def note(view: str, complaints: list[str]) -> None:
        found.extend(f"{name} {view}: {one}" for one in complaints)

    assert_whole(visited, name, "zh_hans")
    note("zh_hans light", visited.barriers() + said_badly(visited, "zh_hans"))
    light_or_dark(visited, "dark")
    note("zh_hans dark", visited.barriers())
    speak(visited, "en")
    note("en dark", visited.barriers() + said_badly(visited, "en"))
    speak(visited, "zh_hant")
    for topic in topics(visited):
        note(f"zh_hant dark {topic}", visited.barriers() + said_badly(visited, "zh_hant"))
        note(f"zh_hant {topic}, too little room", visited.tab.evaluate(TOO_LITTLE_ROOM))
    assert found == [], "\n".join(found)


def tab_to(tab: Page, found: str, most: int = 150) -> None:
    """Press Tab until `found`, JavaScript about `here`, holds; the focus is seen all the way and only goes forward."""
    before = -1
    for _ in range(most):
        tab.keyboard.press("Tab")
        now = tab.evaluate(FOCUSED)
        assert now["place"] > before, f"the focus goes back: {now['what']}"
        assert now["seen"], f"the focus is not seen: {now['what']}"
        assert not now["covered"], f"the focus is covered: {now['what']}"
        before = now["place"]
        if tab.evaluate(f"() => {{ const here = document.activeElement; return Boolean({found}) }}"):
            return
    raise AssertionError(f"{most} times Tab, and never: {found}")


def test_by_keys_from_the_landing_to_the_figures_of_a_chart(visit) -> None:
    tab = visit("/?lang=en").tab
    tab_to(tab, "here.closest('[class*=\"st-key-table_\"]')")
    tab.keyboard.press("Space")
    tab.get_by_role("button", name="CSV").first.wait_for()
    tab_to(tab, "here.closest('[class*=\"st-key-files_\"]') && here.innerText?.includes('CSV')")
    with tab.expect_download() as waiting:
        tab.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".csv")


def test_by_keys_a_lever_is_set_and_the_focus_stays(visit) -> None:
    visited = visit("/scenarios?lang=en&group=removals")
    tab, headline = visited.tab, visited.heading()
    tab_to(tab, "here.closest('.st-key-lever_r_removals') && here.matches('input, [role=slider]')")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url(re.compile("[?&]s="))
    visited.settle()
    assert visited.heading() != headline
    assert tab.evaluate("() => Boolean(document.activeElement.closest('.st-key-lever_r_removals'))")


def test_by_keys_past_the_menu_how_it_is_made_opens_and_gives_the_focus_back(visit) -> None:
    tab = visit("/overview?lang=en").tab
    tab_to(tab, "here.closest('[data-testid=\"stSidebarNavLink\"]')")
    button = f"here.closest('[class*=\"st-key-how_\"]') && here.innerText?.includes({t('show.action.how', 'en')!r})"
    tab_to(tab, button)
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    dialog.get_by_text(t("show.how.bibtex", "en"), exact=True).wait_for()
    for _ in range(3):
        tab.keyboard.press("Tab")
        inside = tab.evaluate("() => Boolean(document.activeElement.closest('[role=dialog]'))")
        assert inside, "the focus leaves an open dialog"
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    tab.wait_for_function(f"() => {{ const here = document.activeElement; return Boolean({button}) }}")


def test_who_wants_no_motion_sees_none(visit) -> None:
    tab = visit("/scenarios?lang=en", reduced_motion="reduce").tab
    assert tab.evaluate(MOVING) == []
    tab.emulate_media(reduced_motion="no-preference")
    assert tab.evaluate(MOVING), "what is looked for is there without the wish"


@pytest.mark.parametrize("name", PAGES)
def test_magnified_it_does_not_scroll_sideways_and_loses_nothing(look, name) -> None:
    """Magnified on a page that is open already, as a reader does."""
    visited = look(f"/{name}?lang=en", viewport={"width": 1280, "height": 1024})
    assert_whole(visited, name, "en")
    tab = visited.tab
    for width in (640, 320):
        tab.set_viewport_size({"width": width, "height": 512})
        visited.settle()
        assert tab.evaluate("() => document.documentElement.scrollWidth") <= width, f"{name} en"
        assert tab.evaluate(WIDER_THAN_THE_SCREEN) == [], f"{name} en at {width}"
    tab.evaluate(WIDE_SPACING)
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= 320, f"{name} en, wide spacing"
    assert tab.evaluate(CUT_OFF) == [], f"{name} en at 320, wide spacing"


@pytest.mark.parametrize(("name", "lang"), [("overview", "en"), ("electricity", "zh-Hant"), ("transport", "zh-Hans")])
def test_on_paper_there_are_the_charts_and_their_sources(look, name, lang) -> None:
    visited = look(f"/{name}?lang={lang}")
    tab, headline, charts = visited.tab, visited.heading(), len(visited.traces())
    tab.emulate_media(media="print")
    assert tab.locator('[data-testid="stSidebar"]').is_hidden() and tab.locator("h1").first.is_visible()
    shown = tab.locator(".js-plotly-plot .main-svg:first-child")
    assert charts and sum(shown.nth(place).is_visible() for place in range(shown.count())) >= charts
    pages = pypdf.PdfReader(io.BytesIO(tab.pdf(format="A4"))).pages
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    code = {"en": "en", "zh-Hant": "zh_hant", "zh-Hans": "zh_hans"}[lang]
    # A printed page has radicals in the place of some characters that look the same.
    same = (f"[{one}{RADICALS}]" if HAN.match(one) else re.escape(one) for one in re.sub(r"\s+", "", headline))
    assert re.search("".join(same), text)
    source = re.sub(r"\s+", "", t("show.footer.source", code, sources="").strip())
    start = "".join(f"[{one}{RADICALS}]" if HAN.match(one) else re.escape(one) for one in source)
    assert len(re.findall(start, text)) >= charts, "each chart's publications are printed"
    assert t("common.menu.reconciliation", code) not in text, "the menu is not"


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_the_sheets_of_the_overview_are_full(visit, lang) -> None:
    tab = visit(f"/overview?lang={lang}").tab
    sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(format="A4"))).pages
    assert len(sheets) <= 3
    for number, sheet in enumerate(sheets[:-1], start=1):
        assert empty_below(sheet) < 0.3, f"sheet {number} ends too early"


def empty_below(sheet: pypdf.PageObject) -> float:
    """Return the part of a printed sheet's height that is left below its lowest line of text."""
    heights: list[float] = []

    def note(text: str, matrix: list[float], text_matrix: list[float], *_) -> None:
        if text.strip():
            heights.append(text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5])

    sheet.extract_text(visitor_text=note)
    return min(heights) / float(sheet.mediabox.height)
