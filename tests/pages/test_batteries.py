"""The Batteries page as a whole: each topic below its main picture, the page's words, and an address without sense."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui.battery_topics import TOPICS
from tests.seen import assert_whole, figures, texts

# Topic → charts on the whole page.
CHARTS = {"payback": 3, "service": 3, "stages": 3, "fleet": 6, "timetable": 1}
ABSURD = {"topic": "love", "made_scope": "moon", "made_grid": "-3", "payback_year": "1066", "payback_vehicle": "horse",
          "service_use": "kite", "fleet_year": "nan"}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_stands_below_the_main_picture(open_page, topic):
    assert_whole(open_page("batteries", "en", topic=topic), CHARTS[topic])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_topics_are_named_in_every_language(open_page, lang):
    app = open_page("batteries", LANGUAGE_TAGS[lang])
    assert t("common.menu.batteries", lang) in texts(app)
    assert app.button_group(key="topic").options == [
        t(f"batteries.topic.{topic}", lang) for topic in TOPICS]


def test_an_address_without_sense_is_borne(open_page):
    sensible, absurd = open_page("batteries", "en"), open_page("batteries", "en", **ABSURD)
    assert_whole(absurd, len(figures(sensible)))
    assert absurd.title[0].value == sensible.title[0].value
