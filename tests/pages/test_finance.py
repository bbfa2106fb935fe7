"""The Finance page as a whole: each topic below its main picture, the page's words, and an address without sense."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui.finance_topics import TOPICS
from tests.seen import assert_whole, figures, texts

# Topic → charts on the whole page.
CHARTS = {"prices": 2, "project": 3, "charge": 5, "credits": 2, "volumes": 2, "milestones": 2, "debt": 2}
ABSURD = {"topic": "love", "macc_scenario": "moon", "macc_year": "1066", "macc_rate": "nan", "project_kind": "bridge",
          "charge_hkd": "-1"}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_stands_below_the_main_picture(open_page, topic):
    assert_whole(open_page("finance", "en", topic=topic), CHARTS[topic])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_topics_are_named_in_every_language(open_page, lang):
    app = open_page("finance", LANGUAGE_TAGS[lang])
    assert t("common.menu.finance", lang) in texts(app)
    assert app.button_group(key="topic").options == [
        t(f"finance.topic.{topic}", lang) for topic in TOPICS]


def test_an_address_without_sense_is_borne(open_page):
    sensible, absurd = open_page("finance", "en"), open_page("finance", "en", **ABSURD)
    assert_whole(absurd, len(figures(sensible)))
    assert absurd.title[0].value == sensible.title[0].value
