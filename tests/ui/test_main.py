"""The frame: its pages, its language, and what it says when there are no figures or old ones."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import database, menu

ROOT = Path(__file__).resolve().parent.parent.parent
MAIN = ROOT / "hkzero" / "ui" / "main.py"


@pytest.fixture
def pages(monkeypatch, tmp_path):
    """Put two small pages in the place of the real ones."""
    (tmp_path / "electricity.py").write_text("import streamlit as st\nst.markdown('electricity page')\n")
    (tmp_path / "overview.py").write_text("import streamlit as st\nst.markdown('overview page')\n")
    (tmp_path / "notes.txt").write_text("no page")
    (tmp_path / "unlisted.py").write_text("raise RuntimeError")
    monkeypatch.setattr(menu, "PAGES", tmp_path)
    return tmp_path


@pytest.fixture
def ready(monkeypatch):
    """Return a function that puts a made-up database in the place of the real one."""
    def put(failure: str | None = None) -> None:
        stand_in = database.Ready(Path("made_up.duckdb"), "abcdef0123456789", "2024", failure)
        store = SimpleNamespace(content=stand_in.content, build_info={"built_at": "2026-11-22 10:00:00"})
        monkeypatch.setattr(database, "_ready", stand_in)
        monkeypatch.setattr(database, "prepare", lambda: stand_in)
        monkeypatch.setattr(database, "store", lambda: store)

    return put


def start(lang: str = "en") -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.query_params["lang"] = LANGUAGE_TAGS[lang]
    return app.run()


def test_the_menu_is_the_pages_that_exist_in_their_order(pages) -> None:
    assert menu.names() == ["overview", "electricity"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_the_menu_has_a_title(lang) -> None:
    assert all(t(f"common.menu.{name}", lang) for name in menu.ORDER)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_and_colophon(pages, ready, lang) -> None:
    ready()
    app = start(lang)
    assert not app.exception and not app.error
    assert "overview page" in [element.value for element in app.markdown]
    assert any("2024" in caption.value and "abcdef01" in caption.value for caption in app.caption)


def test_a_page_that_fails_outside_any_part_keeps_the_frame(pages, ready, caplog) -> None:
    ready()
    (pages / "overview.py").write_text("raise RuntimeError('secret')")
    app = start()
    assert not app.exception and "overview" in app.error[0].value and "secret" not in app.error[0].value
    assert "secret" in caplog.text and app.caption


@pytest.fixture
def no_database(pages, monkeypatch):
    def fails():
        raise RuntimeError("/srv/hkzero/x.csv row 3")

    monkeypatch.setattr(database, "_ready", None)
    monkeypatch.setattr(database, "prepare", fails)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_database_nothing_is_shown_rather_than_something_wrong(no_database, lang, caplog) -> None:
    app = start(lang)
    assert not app.exception and len(app.error) == 1
    assert "/srv" not in app.error[0].value and not app.code and "row 3" in caplog.text
    assert "overview page" not in [element.value for element in app.markdown]


def test_the_operator_may_see_why(no_database, monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_OPERATOR", "1")
    assert "row 3" in start().code[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_failed_build_is_admitted_without_its_details(pages, ready, lang) -> None:
    ready("/srv/x.csv row 3")
    app = start(lang)
    assert [element.value for element in app.warning] == [t("common.colophon.stale", lang)] and not app.code


def test_the_operator_sees_the_failed_build(pages, ready, monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_OPERATOR", "1")
    ready("/srv/x.csv row 3")
    assert "row 3" in start().code[0].value


def test_no_page_at_all_is_said(pages) -> None:
    for path in pages.glob("*.py"):
        path.unlink()
    app = start()
    assert not app.exception and app.info


def test_the_shipped_settings_are_safe() -> None:
    shipped = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert shipped["browser"]["gatherUsageStats"] is False and shipped["browser"]["serverAddress"]
    assert shipped["client"] | {"toolbarMode": "viewer", "showErrorDetails": "none"} == shipped["client"]
    server = shipped["server"]
    assert server["headless"] and server["enableCORS"] and server["enableXsrfProtection"]
    assert not server["enableAgentApi"] and server["maxUploadSize"] <= 20 and "allowedHosts" not in server
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "http" not in text and "fontFaces" not in text
