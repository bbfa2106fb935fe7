"""Tables and questions have names and descriptions in three languages; none is left of what is gone."""

from __future__ import annotations

import re

import pytest

from hkzero.charts import data_catalogue
from hkzero.store import open_store, queries
from hkzero.text import LANGUAGES, has, section, t, unit_label
from hkzero.ui.download import NO_UNITS

CHINESE = LANGUAGES[1:]
HAN = re.compile(r"[\u3400-\u9fff]")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# A name of a table, series, column or file, as 2017-06 is none.
CODE = re.compile(r"[A-Za-z]+(?:[_./][a-z0-9_]+)+")
# What is no figure in Chinese: square metres and kilometres, a hundred kilometres, the districts, the second scope.
WRITTEN = {"m2": "平方米", "km2": "平方公里", "100 km": "百公里", "18": "十八", "scope 2": "範圍二"}


GROUPS = ("tables", "queries")


def named(group: str, what: str = "title") -> set[str]:
    return {key.removeprefix(f"{group}.{what}.") for key in section(group, "en") if key.startswith(f"{group}.{what}.")}


@pytest.fixture(scope="module")
def described(database):
    """Return what the database says of every table and view, and the header of every question, by group."""
    store = open_store(database)
    tables = store.ask("catalogue_tables").frame.set_index("table_name")["what"]
    asked = store.ask("public_tables").frame.drop_duplicates("table_name").set_index("table_name")["table_what"]
    return {"tables": {**asked, **tables}, "queries": {name: query.what for name, query in queries().items()}}


@pytest.fixture(scope="module")
def tables(described):
    return set(described["tables"])


def test_every_table_has_its_name_and_every_name_its_table(tables):
    assert named("tables") == tables


@pytest.mark.parametrize("group", GROUPS)
def test_every_table_and_question_is_described_and_nothing_is_said_of_one_that_is_gone(described, group):
    assert named(group, "description") == set(described[group])


@pytest.mark.parametrize("group", GROUPS)
def test_the_english_description_is_that_of_the_database_or_the_header(described, group):
    """Who changes the English is reminded of the Chinese."""
    assert {name: t(f"{group}.description.{name}", "en") for name in described[group]} == described[group]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("lang", CHINESE)
def test_the_chinese_descriptions_are_chinese_and_end_as_sentences(lang, described, group):
    texts = {name: t(f"{group}.description.{name}", lang) for name in described[group]}
    assert [name for name, text in texts.items() if not HAN.search(text) or not text.endswith("。")] == []
    assert len(set(texts.values())) == len(texts)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("lang", CHINESE)
def test_a_chinese_description_has_the_figures_and_codes_of_the_english(lang, described, group):
    lost = {}
    for name, english in described[group].items():
        chinese = t(f"{group}.description.{name}", lang)
        for words, han in WRITTEN.items():
            if han.replace("範圍", "范围" if lang == "zh_hans" else "範圍") in chinese:
                english = english.replace(words, "")
        missing = [part for pattern in (FIGURE, CODE) for part in pattern.findall(english) if part not in chinese]
        lost |= {name: missing} if missing else {}
    assert lost == {}


@pytest.mark.parametrize("lang", CHINESE)
def test_what_is_one_sentence_in_english_is_one_in_chinese(lang, described):
    said = {}
    for group in GROUPS:
        for name, english in described[group].items():
            said.setdefault(english, set()).add(t(f"{group}.description.{name}", lang))
    assert {english: chinese for english, chinese in said.items() if len(chinese) > 1} == {}


def test_a_table_that_a_reader_brought_along_is_described_by_itself():
    for lang in LANGUAGES:
        assert data_catalogue.description("no_such_table", False, "synthetic", lang) == "synthetic"
    assert data_catalogue.description("unit", False, "synthetic", "en") == "synthetic"
    assert data_catalogue.description("unit", False, "synthetic", "zh_hans") == t("tables.description.unit", "zh_hans")


def test_every_question_has_its_name_and_every_name_its_question():
    assert named("queries") == set(queries())


@pytest.mark.parametrize("lang", CHINESE)
def test_the_chinese_names_of_questions_are_chinese_and_tell_them_apart(lang):
    titles = {name: t(f"queries.title.{name}", lang) for name in queries()}
    assert [title for title in titles.values() if not HAN.search(title)] == []
    assert len(set(titles.values())) == len(titles)


def test_the_english_name_of_a_question_is_that_of_its_header():
    wrong = {name: t(f"queries.title.{name}", "en") for name in named("queries")
             if t(f"queries.title.{name}", "en") != queries()[name].title}
    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_tables_have_one_name(lang, tables):
    titles = [t(f"tables.title.{name}", lang) for name in tables if has(f"tables.title.{name}", lang)]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("lang", CHINESE)
def test_no_unit_is_an_english_word_in_chinese(lang, database):
    """A symbol is international, a word is not; what no amount has (download.NO_UNITS) is never shown as a unit."""
    units = open_store(database).ask("catalogue_rows", table="unit").frame["unit"]
    words = [unit for unit in units if unit not in NO_UNITS
             and re.search(r"[a-z]{4,}", unit_label(unit, lang).replace("CO2e", ""))]
    assert words == []


def test_a_unit_has_its_small_figures_raised_or_lowered(database):
    units = open_store(database).ask("catalogue_rows", table="unit").frame["unit"]
    assert [unit for unit in units if re.search(r"CO2|m2\b|m3\b|H2\b", unit_label(unit, "en"))] == []
