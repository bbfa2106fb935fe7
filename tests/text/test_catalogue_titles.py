"""Tables and questions have their names in three languages, and no name is left of what is gone."""

from __future__ import annotations

import pytest

from hkzero.store import open_store, queries
from hkzero.text import LANGUAGES, has, section, t


def named(group: str) -> set[str]:
    return {key.removeprefix(f"{group}.title.") for key in section(group, "en")}


@pytest.fixture(scope="module")
def tables(database):
    return set(open_store(database).ask("catalogue_tables").frame["table_name"])


def test_every_table_has_its_name_and_every_name_its_table(tables):
    assert named("tables") == tables


def test_every_name_of_a_question_belongs_to_one():
    assert named("queries") - set(queries()) == set()


def test_the_english_name_of_a_question_is_that_of_its_header():
    wrong = {name: t(f"queries.title.{name}", "en") for name in named("queries")
             if t(f"queries.title.{name}", "en") != queries()[name].title}
    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_tables_have_one_name(lang, tables):
    titles = [t(f"tables.title.{name}", lang) for name in tables if has(f"tables.title.{name}", lang)]
    assert len(set(titles)) == len(titles)
