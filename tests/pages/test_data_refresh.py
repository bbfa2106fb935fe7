"""The freshness topic of the Data page: whole in every language, with and without a log, whatever stands in it."""

from __future__ import annotations

import json

import pytest

from hkzero.refresh.faults import CODES
from hkzero.refresh.sets import SETS
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import data_refresh
from tests.seen import assert_whole, texts


def html(app) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def opened(open_page, lang: str):
    # Other topics of the desk may not be there yet: only this one is looked at.
    return open_page("data", LANGUAGE_TAGS[lang], topic="refresh")


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Write a synthetic log where the page looks for it, and return how."""

    def write(*lines: object) -> None:
        folder = tmp_path / "refresh"
        folder.mkdir()
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (folder / "log.jsonl").write_text(text, encoding="utf-8")
        monkeypatch.setattr(data_refresh, "data_folder", lambda: tmp_path)

    return write


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_topic_is_whole_in_every_language(open_page, lang) -> None:
    app = opened(open_page, lang)
    assert_whole_but_for_a_title(app)
    for set_id in SETS:
        assert t(f"data_refresh.set.{set_id}", lang).replace("&", "&amp;") in html(app)
    assert "python -m hkzero refresh --dry-run" in app.code[0].value
    assert not app.button or all("refresh" not in (button.key or "") for button in app.button)  # read-only


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_log_is_shown_with_what_was_refused(open_page, lang, log) -> None:
    log({"at": "2026-11-28T20:00:00+00:00", "set_id": "owid_co2", "result": "updated", "code": "", "new": 12,
         "changed": 3, "vanished": 0,
         "files": [{"sha256": "ab" * 32, "url": "https://raw.example/owid-co2-data.csv"}]},
        *({"at": "2026-11-28T20:00:00+00:00", "set_id": "rvd_age", "result": "refused", "code": code}
          for code in CODES[:5]))
    app = opened(open_page, lang)
    assert_whole_but_for_a_title(app)
    assert t("data_refresh.result.updated", lang) in html(app) and "abababababab" in html(app)
    assert t(f"data_refresh.fault.{CODES[0]}", lang) in html(app)
    assert "https://raw.example/owid-co2-data.csv" in html(app)
    told = t("data_refresh.last_run", lang, when=data_refresh.period("2026-11-29", lang) + " 04:00", updated="1",
             unchanged="0", refused="5")
    assert any(told in text for text in texts(app))


def test_a_log_with_rubbish_in_it_is_borne(open_page, log) -> None:
    log("{half a line", "[]", {"set_id": "gone"}, {"set_id": "rvd_age", "at": 7, "result": "love", "new": "many",
                                                  "files": ["x"]},
        {"set_id": "rvd_age", "at": "yesterday", "result": "refused", "code": "bad_luck"})
    assert_whole_but_for_a_title(opened(open_page, "en"))


def test_every_fault_and_set_has_its_words() -> None:
    for lang in LANGUAGES:
        for code in CODES:
            assert t(f"data_refresh.fault.{code}", lang)


def test_what_is_overdue_is_named(open_page, monkeypatch) -> None:
    app = opened(open_page, "en")
    assert any("sets" in text and "overdue" in text for text in texts(app))


def assert_whole_but_for_a_title(app) -> None:
    """Fail unless the topic is whole; the headline of the page is not this topic's."""
    if app.title:
        assert_whole(app)
    else:
        assert not app.exception and not app.error
