"""The city inventory on the Data page: every year and language is whole, and the numbers are the model's."""

from __future__ import annotations

import pytest

from hkzero.model import city_inventory as gpc
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from hkzero.ui import data_inventory
from tests.seen import assert_whole, figures, texts

TOPIC = {"topic": "inventory"}
CHOICES = [{}, {"inventory_year": "2010"}, {"inventory_year": "2017"}, {"inventory_year": "2020"}]
ABSURD = [{"inventory_year": "1066"}, {"inventory_year": "2018"}, {"inventory_year": "<script>"}]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CHOICES, ids=range(len(CHOICES)))
def test_every_year_is_whole_in_every_language(open_page, lang, query):
    assert_whole(open_page("data", LANGUAGE_TAGS[lang], **TOPIC, **query), 1)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_shows_the_latest_year(open_page, query):
    app = open_page("data", "en", **TOPIC, **query)
    assert_whole(app, 1)
    assert "in 2024 is" in app.title[0].value


def test_the_finding_and_the_picture_are_the_models(open_page, store):
    table = gpc.inventory(*(store.ask(name) for name in gpc.QUESTIONS), 2017)
    app = open_page("data", "en", **TOPIC, inventory_year="2017")
    assert f"{table.total('basic').value / 1e6:.1f} Mt" in app.title[0].value
    drawn = sum(value or 0 for trace in figures(app)[0]["data"] for value in trace["x"])
    assert drawn == pytest.approx(sum(one.tonnes or 0 for one in table.lines) / 1e6)
    below = [caption.value for caption in app.caption if caption.value.startswith("Unit:")]
    assert [text.partition(" · ")[0] for text in below[:2]] == ["Unit: Mt CO₂e", "Unit: kt CO₂e"], "picture, table"
    tables = " ".join(element.proto.body for element in app.get("html"))
    assert "I.4.4 Energy generation supplied to the grid" in tables and ">NO<" in tables and ">IE<" in tables
    assert any("official inventory for 2017 is 40.7 Mt" in text for text in texts(app))


def test_the_rows_that_are_taken_away_are_numbers_that_add_up(store):
    table = gpc.inventory(*(store.ask(name) for name in gpc.QUESTIONS), 2024)
    figures_of = [cell for cell in data_inventory.details(table, "en").iloc[:, 2] if not isinstance(cell, str)]
    assert sum(figures_of) == pytest.approx(sum(one.tonnes or 0 for one in table.lines) / 1000, abs=1e-6)
    cells = data_inventory.shown(table, "en").iloc[:, 1:].to_numpy().ravel().tolist()
    assert not [cell for cell in cells if isinstance(cell, str) and any(map(str.isdigit, cell))]
    assert sum(isinstance(cell, float) and cell == cell for cell in cells) > 10


def test_the_files_are_offered(open_page):
    app = open_page("data", "zh-Hant", **TOPIC)
    assert {"inventory_file_xlsx", "inventory_file_csv"} <= {
        element.proto.id.rsplit("-", 1)[-1] for element in app.get("download_button")}
