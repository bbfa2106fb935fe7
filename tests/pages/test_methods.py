from __future__ import annotations

import pytest

from hkzero.facts import lineage
from hkzero.store import queries
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from hkzero.ui.check_us import method_groups
from tests.seen import assert_whole


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("about", ["overview", "electricity", "tables", "models", "other", "\x00"])
def test_page_is_whole_in_every_language_whatever_the_address_says(open_page, lang, about):
    app = open_page("methods", LANGUAGE_TAGS[lang], about=about)
    assert_whole(app)


def test_every_calculation_stands_in_a_group(store):
    groups = method_groups()
    named = {name for names in groups.values() for name in names}
    assert set(queries()) <= named
    assert {table.name for table in lineage.tables()} <= named and {model.name for model in lineage.models()} <= named


def test_the_formula_is_that_of_the_header(open_page):
    codes = {element.value for element in open_page("methods", about="electricity").code}
    assert queries()["electricity_intensity"].formula in codes


def test_search_narrows_and_says_when_nothing_is_left(open_page):
    some = open_page("methods", about="tables", method="own use")
    assert 0 < len(some.code) < len(lineage.tables())
    none = open_page("methods", about="tables", method="phlogiston")
    assert not none.code and none.info
