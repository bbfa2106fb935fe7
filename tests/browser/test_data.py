"""The Data page in a real browser: every topic in three languages, a statement run and taken away, a bomb that harms
nobody, the catalogue, and the way from a chart to how it was made and back by its permanent link."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet
import pytest
from playwright.sync_api import Page, expect

from hkzero.text import HTML_LANGUAGES, LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import sql_link

TOPICS = ("catalogue", "sql", "own", "inventory", "interface", "refresh")
BOMB = "select count(*) from range(10000000) as a, range(10000000) as b"
NAMED = "select period, value as emissions, unit from inventory_emissions_by_sector" \
        " where unit = 'kt CO2e' and sector = 'total' order by period limit 12"
# A bomb is stopped after 2 s; somebody else's chart must not wait for it. Generous: the tests' machine may be busy.
ANSWERED_WITHIN_SECONDS = 15
RESULT_WITHIN_MILLISECONDS = 40_000


def address(topic: str, lang: str = "en", **more: str) -> str:
    return "&".join([f"/data?lang={LANGUAGE_TAGS[lang]}&topic={topic}", *(f"{key}={it}" for key, it in more.items())])


def statement_at(sql: str, lang: str = "en") -> str:
    return address("sql", lang, statement=sql_link.written(sql))


def run(visited, lang: str = "en") -> None:
    """Press the button and wait until the result, or the reason why there is none, stands on the page."""
    visited.tab.locator(".st-key-sql_run").get_by_role("button").click()
    over = visited.tab.get_by_text(t("data_sql.result.title", lang), exact=True).or_(
        visited.tab.get_by_text(t("data_sql.refused.stopped", lang), exact=True))
    expect(over.first).to_be_visible(timeout=RESULT_WITHIN_MILLISECONDS)
    visited.settle()


def taken(tab: Page, key: str) -> bytes:
    with tab.expect_download() as waiting:
        tab.locator(f".st-key-{key}").get_by_role("button").click()
    assert waiting.value.suggested_filename.startswith("hkzero-")
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_opens_without_a_barrier(look, topic: str, lang: str) -> None:
    # The complaints of the visit (errors, foreign requests, refused by the policy) are looked at when it ends.
    visited = look(address(topic, lang), color_scheme="dark" if lang == "zh_hans" else "light",
                   viewport={"width": 390 if lang == "zh_hant" else 1280, "height": 900})
    assert visited.language() == HTML_LANGUAGES[lang]
    chosen = visited.tab.get_by_role("radio", name=t(f"data.topic.{topic}", lang), exact=True)
    expect(chosen).to_be_checked()
    assert visited.barriers() == []
    overflow = visited.tab.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, "nothing is wider than the screen"


def test_a_statement_is_run_drawn_taken_away_and_found_again_by_its_link(visit) -> None:
    visited = visit(statement_at(NAMED))
    tab = visited.tab
    assert not tab.get_by_text(t("data_sql.result.title", "en"), exact=True).count(), "a link runs nothing"
    run(visited)
    expect(tab.get_by_text("emissions in kt CO₂e")).to_be_visible()
    assert visited.traces()[-1] >= 1, "the result is drawn"

    rows = list(csv.DictReader(io.StringIO(taken(tab, "sql_csv").decode("utf-8-sig"))))
    assert len(rows) == 12 and {row["unit"] for row in rows} == {"kt CO2e"}
    parquet = pyarrow.parquet.read_table(io.BytesIO(taken(tab, "sql_parquet")))
    assert parquet.column_names == ["period", "emissions", "unit"] and parquet.num_rows == 12
    assert parquet.column("emissions").to_pylist() == pytest.approx([float(row["emissions"]) for row in rows])
    with zipfile.ZipFile(io.BytesIO(taken(tab, "sql_xlsx"))) as book:
        assert "kt CO2e" in book.read("xl/sharedStrings.xml").decode()

    tab.locator(".st-key-sql_link").get_by_role("button").click()
    shown = tab.locator('[data-testid="stPopoverBody"] code').inner_text()
    link = urlsplit("".join(shown.split()))
    again = visit(f"{link.path}?{link.query}")
    assert again.tab.locator(".st-key-sql_editor textarea").input_value() == NAMED
    run(again)
    assert taken(again.tab, "sql_csv") == taken(tab, "sql_csv")


def test_an_example_is_chosen_and_run_in_chinese(visit) -> None:
    visited = visit(address("sql", "zh_hant"))
    visited.tab.locator(".st-key-sql_example").get_by_role("combobox").click()
    visited.tab.get_by_role("option", name=t("data_sql.example.power_stations", "zh_hant")).click()
    visited.settle()
    assert "power_station" in visited.tab.locator(".st-key-sql_editor textarea").input_value()
    run(visited, "zh_hant")
    assert visited.barriers() == []


def test_a_bomb_of_one_visitor_does_not_keep_another_from_her_chart(visit) -> None:
    other = visit("/transport?lang=en&section=emissions")
    bomber = visit(statement_at(BOMB))
    switch = other.tab.locator(".st-key-bunkers")
    before = other.heading(), other.tab.url
    bomber.tab.locator(".st-key-sql_run").get_by_role("button").click()
    expect(bomber.tab.locator(".st-key-sql_call_off")).to_be_visible()
    started = time.monotonic()
    switch.locator("label").first.click()
    other.tab.wait_for_url(lambda url: url != before[1])
    other.settle()
    assert time.monotonic() - started < ANSWERED_WITHIN_SECONDS
    stopped = bomber.tab.get_by_text(t("data_sql.refused.time", "en"))
    expect(stopped).to_be_visible(timeout=RESULT_WITHIN_MILLISECONDS)


def test_the_catalogue_is_searched_in_chinese_and_shows_coverage(visit) -> None:
    visited = visit(address("catalogue", "zh_hant"))
    tab = visited.tab
    expect(tab.locator(".st-key-figure_catalogue_coverage .heatmaplayer > *").first).to_be_attached()
    box = tab.locator(".st-key-catalogue_find input")
    box.fill("電動車 充電")
    box.press("Enter")
    tab.wait_for_url(lambda url: "catalogue_find=" in url)
    listed = tab.locator(".st-key-figure_catalogue_list")
    expect(listed).to_contain_text("充電")
    expect(listed).not_to_contain_text(t("tables.title.inventory_fuel_trade", "zh_hant"))


def test_ask_the_number_leads_to_its_permanent_link_and_back(visit) -> None:
    visited = visit(address("catalogue"))
    place = visited.tab.locator(".st-key-figure_catalogue_list")
    place.get_by_role("button", name=t("show.action.how", "en")).click()
    dialog = visited.tab.get_by_role("dialog")
    dialog.get_by_text(t("show.how.bibtex", "en"), exact=True).wait_for()
    # The browser's part that shows code is fetched when it is first needed.
    dialog.locator("code", has_text="@misc").wait_for()
    said = dialog.inner_text()
    for heading in ("formula", "query", "sources", "cite", "link"):
        assert t(f"show.how.{heading}", "en") in said
    codes = [text.strip() for text in dialog.locator("code").all_inner_texts()]
    link = next(text for text in codes if re.fullmatch(r"https?://\S+", text))
    assert any(text.startswith("@") for text in codes), "a citation for BibTeX"
    parts = urlsplit(link)
    assert parts.netloc == urlsplit(visited.url).netloc and parts.fragment and "v=" in parts.query
    again = visit(f"{parts.path}?{parts.query}#{parts.fragment}")
    assert again.heading() == visited.heading()
    expect(again.tab.locator(f"[id='{parts.fragment}']")).to_be_in_viewport()
