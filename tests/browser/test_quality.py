"""By keyboard, in words, safe and to be taken away: what a page owes its readers beyond its looks."""

from __future__ import annotations

import csv
import io
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from hkzero.text import t
from tests.browser.visit import Visit

PAGES = [path.stem for path in sorted((Path(__file__).resolve().parents[2] / "pages").glob("*.py"))]
# A page of words alone has no figures to take away.
PAGES_OF_FIGURES = [
    name for name in PAGES
    if any(call in (Path(__file__).resolve().parents[2] / "pages" / f"{name}.py").read_text(encoding="utf-8")
           for call in ("show.figure(", "show.table("))
]


def test_the_keyboard_changes_the_language(visit) -> None:
    visited = visit("/overview?lang=en")
    tab = visited.tab
    tab.get_by_role("radio", name="English").focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Space")
    tab.wait_for_function("() => document.documentElement.lang.startsWith('zh-Hant')")


def test_answers_carry_the_security_headers_and_are_compressed(site) -> None:
    request = urllib.request.Request(site.url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
    policy = headers["content-security-policy"]
    for needed in ("default-src 'none'", "frame-ancestors 'self'", "base-uri 'none'"):
        assert needed in policy
    assert "*" not in policy.replace("https://*.", "")
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert headers.get("content-encoding") == "gzip"


def test_the_health_check_answers(site) -> None:
    with urllib.request.urlopen(f"{site.url}/_stcore/health", timeout=10) as answer:
        assert answer.status == 200


def press(visited: Visit, opener: Locator) -> None:
    """Open what `opener` opens, and see that it stays under the pointer: a click on what moves meanwhile is lost."""
    opener.scroll_into_view_if_needed()
    before = opener.bounding_box()
    opener.click()
    visited.settle()
    assert opener.bounding_box() == before, "what was pressed moved away from under the pointer"


@pytest.mark.parametrize("name", PAGES_OF_FIGURES)
def test_the_figures_can_be_taken_away_with_their_sources(look, name) -> None:
    visited = look(f"/{name}?lang=zh-Hant")
    buttons = visited.tab.get_by_role("button", name=t("show.action.csv", "zh_hant"))
    folded = visited.tab.get_by_text(t("show.action.take_away", "zh_hant"))
    if folded.count():
        press(visited, folded.first)
    if not buttons.count():
        press(visited, visited.tab.get_by_text(t("show.action.table", "zh_hant"), exact=True).first)
    with visited.tab.expect_download() as waiting:
        buttons.first.click()
    download = waiting.value
    assert download.suggested_filename.startswith("hkzero-") and download.suggested_filename.endswith(".csv")
    text = Path(download.path()).read_text(encoding="utf-8-sig")
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert any(t("show.file.source", "zh_hant") in line for line in head)
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in text.splitlines() if line[:1] != "#"))))
    assert rows and len(rows[0]) > 1


def test_how_it_is_made_shows_formula_query_and_sources(visit) -> None:
    visited = visit("/overview?lang=en")
    visited.tab.get_by_role("button", name=t("show.action.how", "en")).first.click()
    dialog = visited.tab.get_by_role("dialog")
    dialog.get_by_text(t("show.how.bibtex", "en"), exact=True).wait_for()
    shown = dialog.inner_text()
    for heading in ("formula", "query", "sources", "cite"):
        assert t(f"show.how.{heading}", "en") in shown
    dialog.locator("code").filter(has_text=re.compile(r"\bselect\b", re.IGNORECASE)).first.wait_for()
    assert visited.barriers() == []
    visited.tab.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
