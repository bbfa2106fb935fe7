"""The Data page: its headline stands above every topic, and every topic has its name."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import data_topics
from tests.seen import texts


@pytest.mark.parametrize("topic", data_topics.TOPICS)
def test_the_headline_stands_above_every_topic(open_page, topic):
    app = open_page("data", "en", topic=topic)
    assert len(app.title) == 1 and "published figures" in app.title[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_has_its_name(open_page, lang):
    app = open_page("data", LANGUAGE_TAGS[lang])
    names = [t(f"data.topic.{code}", lang) for code in data_topics.TOPICS]
    assert len(set(names)) == len(names) and t("common.menu.data", lang) in texts(app)
