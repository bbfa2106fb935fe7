from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, section, t
from hkzero.ui import about, settings
from tests.seen import assert_whole, texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_is_whole_in_every_language(open_page, lang, monkeypatch):
    monkeypatch.delenv("HKZERO_FEEDBACK_URL", raising=False)
    app = open_page("about", LANGUAGE_TAGS[lang])
    assert_whole(app)
    assert t("about.feedback.none", lang) in texts(app)


def test_where_to_write_is_shown_once_the_operator_names_it(open_page, monkeypatch):
    monkeypatch.setenv("HKZERO_FEEDBACK_URL", "mailto:zero@example.org")
    assert any("(mailto:zero@example.org)" in text for text in texts(open_page("about")))


@pytest.mark.parametrize("written", ["javascript:alert(1)", "mailto:", "http://example.org", "https://a.example/\"><b>",
                                     "https://a.example/)[x](https://b.example", "mailto:a@b.example\nBcc: c@d"])
def test_a_hostile_feedback_address_is_refused(monkeypatch, written):
    monkeypatch.setenv("HKZERO_FEEDBACK_URL", written)
    with pytest.raises(settings.BadSetting):
        settings.feedback_url()


def test_every_sentence_of_the_page_is_shown_and_news_come_newest_first():
    known = set(section("about", "en"))
    used = {f"about.news.{code}" for code, _ in about.NEWS} | {f"about.tested.{code}" for code in about.TESTED} | {
        f"about.limits.{code}" for code in about.LIMITS}
    lists = {key for key in known if key.split(".")[1] in ("news", "tested", "limits")} - {"about.news.title"}
    assert lists == used
    days = [day for _, day in about.NEWS]
    assert days == sorted(days, reverse=True)
