"""One's own portfolio on the Data page: nothing without a file, faults by row, and what the buildings emit."""

from __future__ import annotations

import json

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from hkzero.own_data import portfolio, table_file
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, quantity, t
from hkzero.ui.data_own import template
from tests.seen import assert_whole, figures, texts

SYNTHETIC = ("name,type,floor area (m2),electricity (kWh),gas (MJ),year\n"
             "Tower,c11,10000,1200000,,2023\nHotel,c41,5000,900000,480000,2024\n")
PLACED = ("name,type,floor area (m2),electricity (kWh),gas (MJ),year,district,lat,lon\n"
          "Tower,c11,10000,1300000,,2015,,22.2816,114.1585\nTower,c11,10000,1200000,,2023,,22.2816,114.1585\n"
          "<b>Hotel</b>,c41,5000,900000,480000,2024,B,,\n=Home,r22,8000,700000,,2024,,,\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_file_the_page_asks_for_one(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang], topic="own")
    assert_whole(app, 0)
    assert app.title[0].value == t("data_own.headline", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_portfolio_is_worked_out(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang], topic="own")
    app.file_uploader(key="portfolio_file").upload("synthetic.csv", SYNTHETIC.encode(), "text/csv").run()
    # Against the groups, and by scope; there is no map without a place.
    assert_whole(app, 2)
    assert t("data_own_buildings.map.no_places", lang) in texts(app)
    tables = " ".join(element.proto.body for element in app.get("html"))
    assert "Tower" in tables and t("data_own.table.unknown", lang) in tables
    assert t("data_own.without_gas", lang, n=1) in texts(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_gives_no_total_where_gas_is_not_known(open_page, lang):
    for rows, key in ((SYNTHETIC.splitlines()[:2], "finding_power"), (SYNTHETIC.splitlines()[::2], "finding_one")):
        app = open_page("data", LANGUAGE_TAGS[lang], topic="own")
        app.file_uploader(key="portfolio_file").upload("synthetic.csv", "\n".join(rows).encode(), "text/csv").run()
        sums = {"n": 1, "power": quantity(557.805 if key == "finding_power" else 408.809, "t CO2e", lang),
                "direct": quantity(25.529, "t CO2e", lang), "total": quantity(434.338, "t CO2e", lang)}
        assert app.title[0].value == t(f"data_own.{key}", lang, **sums)


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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_buildings_with_places_are_on_a_map_and_counted_once(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang], topic="own")
    app.file_uploader(key="portfolio_file").upload("synthetic.csv", PLACED.encode(), "text/csv").run()
    assert_whole(app, 3)
    assert t("data_own_buildings.newest", lang, n=3, all=4) in texts(app)
    assert t("data_own_buildings.map.left_out", lang, n=1, all=3) in texts(app)
    districts = [trace["locations"] for trace in figures(app)[0]["data"] if trace["type"] == "choropleth"]
    assert districts[1] == ["A", "B"] and len(districts[0]) == 16
    tables = " ".join(element.proto.body for element in app.get("html"))
    # 2015, 2023 and 2024 each have a sum; what a stranger wrote is text.
    assert tables.count(t("data_own_buildings.source.total", lang)) == 3
    assert t("data_own_buildings.base.own", lang) in tables and "&lt;b&gt;Hotel" in tables and "<b>Hotel" not in tables
    assert "<b>Hotel" not in json.dumps(figures(app))


def test_a_file_can_be_deleted(open_page, monkeypatch):
    removed, remove = [], MemoryUploadedFileManager.remove_file

    def noted(self, session_id, file_id):
        removed.append(file_id)
        remove(self, session_id, file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", noted)
    app = open_page("data", "en", topic="own")
    app.file_uploader(key="portfolio_file").upload("synthetic.csv", PLACED.encode(), "text/csv").run()
    app.button(key="portfolio_file_delete").click().run()
    assert_whole(app, 0)
    # It leaves the server's memory too, not only the screen.
    assert len(removed) == 1
    assert t("data_own.deleted", "en") in texts(app)
    assert app.title[0].value == t("data_own.headline", "en")
    assert "Tower" not in " ".join(element.proto.body for element in app.get("html"))
    app.run()
    assert t("data_own.deleted", "en") not in texts(app)
    app.file_uploader(key="portfolio_file_1").upload("synthetic.csv", SYNTHETIC.encode(), "text/csv").run()
    assert_whole(app, 2)
