from __future__ import annotations

from html import unescape

import pytest

from hkzero.facts import lineage
from hkzero.store import queries
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui.check_us import method_groups
from hkzero.ui.markdown import plain
from tests.seen import assert_whole


def formulas(app) -> list[str]:
    """Return the formulas of the methods shown, as they are read."""
    bodies = [element.proto.body for element in app.get("html") if "hkzero-formula" in element.proto.body]
    return [unescape(body.removeprefix('<pre class="hkzero-formula">').removesuffix("</pre>")) for body in bodies]


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
    assert queries()["electricity_intensity"].formula in formulas(open_page("methods", about="electricity"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_method_says_what_it_is_in_the_readers_language_and_is_found_by_it(open_page, lang):
    for about, group, name in (("electricity", "queries", "electricity_intensity"),
                               ("tables", "tables", "emissions_account")):
        what = t(f"{group}.description.{name}", lang)
        app = open_page("methods", LANGUAGE_TAGS[lang], about=about, method=what)
        assert len(formulas(app)) == 1 and any(plain(what) in element.value for element in app.markdown)


def test_search_narrows_and_says_when_nothing_is_left(open_page):
    some = open_page("methods", about="tables", method="own use")
    assert 0 < len(formulas(some)) < len(lineage.tables())
    none = open_page("methods", about="tables", method="phlogiston")
    assert not formulas(none) and none.info
