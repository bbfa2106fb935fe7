from __future__ import annotations

import json
import re

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from hkzero.ui import glossary
from tests.seen import assert_whole


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("word", ["", "scope", "<script>alert(1)</script>", "\x00"])
def test_page_is_whole_in_every_language_whatever_the_address_says(open_page, lang, word):
    app = open_page("glossary", LANGUAGE_TAGS[lang], word=word)
    assert_whole(app)
    if not word:
        assert len(app.subheader) == len(glossary.terms()) >= 50


def test_a_word_is_found_in_any_language_and_nothing_is_said_to_be_nothing(open_page):
    assert "carbon_neutrality" in glossary.found("碳中和", "en")
    assert glossary.found("phlogiston", "en") == []
    assert open_page("glossary", word="phlogiston").info


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_terms_are_written_alike(lang):
    names = [name.casefold() for term in glossary.terms() for name in glossary.names_of(term, lang)]
    assert len(set(names)) == len(names) and all(name.strip() for name in names)


def test_every_standard_has_its_address_and_every_entry_its_term():
    assert set(glossary.AFTER) <= set(glossary.terms()) and set(glossary.AFTER.values()) == set(glossary.SOURCES)
    assert len({glossary.anchor(term) for term in glossary.terms()}) == len(glossary.terms())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_browser_gets_is_small_and_whole(lang):
    sent = glossary.guide(lang)
    told = json.loads(sent)
    assert len(sent) < 20_000 and len(told["terms"]) == len(glossary.terms())
    assert {"tour.finding", "tour.evidence", "tour.menu", "lost.offline", "lost.server"} <= set(told["words"])
    assert re.fullmatch(r"guide\.[\w-]+\.json\?v=[0-9a-f]{12}", glossary.guide_address(lang))
