"""Every column of the database says what it holds in three languages, and no column is described that is gone."""

from __future__ import annotations

import re

import pytest

from hkzero.charts import data_catalogue
from hkzero.store import open_store
from hkzero.text import LANGUAGES, section

HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def columns(database):
    store = open_store(database)
    return {name.lower() for ask in ("catalogue_columns", "public_tables")
            for name in store.ask(ask).frame["column_name"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_has_its_meaning_and_every_meaning_its_column(lang, columns) -> None:
    assert {key.removeprefix("columns.what.") for key in section("columns", lang)} == columns


@pytest.mark.parametrize("lang", ["zh_hant", "zh_hans"])
def test_the_chinese_is_chinese(lang) -> None:
    assert [key for key, text in section("columns", lang).items() if not HAN.search(text)] == []


def test_a_table_speaks_for_itself_in_english_and_a_name_unknown_stays_as_it_is() -> None:
    meaning = data_catalogue.column_meaning
    assert meaning("value", "electricity sold", "en") == "electricity sold"
    assert meaning("built_at", "", "en") == section("columns", "en")["columns.what.built_at"]
    assert meaning("value", "electricity sold", "zh_hant") == section("columns", "zh_hant")["columns.what.value"]
    assert meaning("no_such_column", "synthetic", "zh_hans") == "synthetic" and meaning("nothing", "", "en") == ""
