"""The Data page as a whole: each desk has one finding and a name in every language, whatever the address."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui.data_topics import TOPICS
from tests.seen import assert_whole, figures

# Topic → charts on the page.
CHARTS = {"catalogue": 1, "sql": 0, "own": 0, "inventory": 1, "interface": 0, "refresh": 0}
ABSURD = {"topic": "love", "catalogue_entry": "moon", "catalogue_find": "\u202e'; drop", "catalogue_view": "x",
          "inventory_year": "1066", "statement": "@@@"}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_desk_has_one_finding(open_page, topic):
    assert_whole(open_page("data", "en", topic=topic), CHARTS[topic])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desks_are_named_in_every_language(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang])
    assert app.button_group(key="topic").options == [t(f"data.topic.{topic}", lang) for topic in TOPICS]


def test_an_address_without_sense_is_borne(open_page):
    sensible, absurd = open_page("data", "en"), open_page("data", "en", **ABSURD)
    assert not absurd.exception and not absurd.error
    assert absurd.title[0].value == sensible.title[0].value
    assert len(figures(absurd)) <= len(figures(sensible))
