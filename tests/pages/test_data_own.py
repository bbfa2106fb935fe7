"""One's own portfolio on the Data page: nothing without a file, faults by row, and what the buildings emit."""

from __future__ import annotations

import pytest

from hkzero.own_data import portfolio, table_file
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui.data_own import template
from tests.seen import assert_whole, texts

SYNTHETIC = ("name,type,floor area (m2),electricity (kWh),gas (MJ),year\n"
             "Tower,c11,10000,1200000,,2023\nHotel,c41,5000,900000,480000,2024\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_file_the_page_asks_for_one(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang], topic="own")
    assert_whole(app, 0)
    assert app.title[0].value == t("data_own.headline", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_portfolio_is_worked_out(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang], topic="own")
    app.file_uploader(key="portfolio_file").upload("synthetic.csv", SYNTHETIC.encode(), "text/csv").run()
    assert_whole(app, 0)
    tables = " ".join(element.proto.body for element in app.get("html"))
    assert "Tower" in tables and t("data_own.table.unknown", lang) in tables
    assert t("data_own.without_gas", lang, n=1) in texts(app)


def test_every_fault_is_listed_by_row(open_page):
    app = open_page("data", "en", topic="own")
    app.file_uploader(key="portfolio_file").upload("synthetic.csv", (SYNTHETIC + "X,palace,1,-1,,1066\n").encode(),
                                                   "text/csv").run()
    assert_whole(app, 0)
    said = " ".join(element.value for element in app.warning)
    assert "Row 4" in said and "palace" in said and "1066" in said
    assert app.title[0].value == t("data_own.headline", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_table_is_recognised(lang):
    table = table_file.read("a.csv", template(lang) + b"X" + b"," * (len(portfolio.FIELDS) - 1) + b"\n")
    found = portfolio.suggest(table.headings)
    assert set(found) == set(portfolio.FIELDS) and portfolio.lacking(found, table.headings) == []
