"""Choices and the language: from the URL as codes, hostile values ignored, written back clean."""

from __future__ import annotations

import pytest
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.testing.v1 import AppTest

from hkzero.ui.state import language_of, resolve_language


@pytest.mark.parametrize(("tag", "code"), [
    ("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("zh-HK", "zh_hant"), ("zh-TW", "zh_hant"), ("zh-MO", "zh_hant"),
    ("zh-Hant", "zh_hant"), ("zh_hant", "zh_hant"), ("zh-Hant-CN", "zh_hant"), ("zh", "zh_hans"), ("zh-CN", "zh_hans"),
    ("zh-SG", "zh_hans"), ("zh-Hans-HK", "zh_hans"), ("fr", None), ("", None), (None, None), ("<script>", None),
    ("zhx", None), ("../en", None),
])
def test_language_of_a_tag(tag, code) -> None:
    assert language_of(tag) == code


@pytest.mark.parametrize(("url", "session", "browser", "code"), [
    ("zh-Hant", "en", "zh-CN", "zh_hant"), (None, "zh_hans", "zh-HK", "zh_hans"), (None, None, "zh-HK", "zh_hant"),
    ("klingon", None, "zh-HK", "zh_hant"), (None, "klingon", "fr-FR", "en"), (None, None, None, "en"),
])
def test_url_then_session_then_browser_then_english(url, session, browser, code) -> None:
    assert resolve_language(url, session, browser) == code


def page() -> None:
    import streamlit as st

    from hkzero.ui import controls
    from hkzero.ui.state import choose_language, remember_language

    lang = choose_language()
    remember_language(lang)
    names = {"level": "Level", "share": "Share"} if lang == "en" else {"level": "數量", "share": "比例"}
    st.markdown(controls.buttons("form", ["level", "share"], names, "level", label="Form"))
    st.markdown(str(controls.menu("year", [2020, 2024], str, 2024, label="Year")))
    st.markdown(lang)


def open_at(**query) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> list[str]:
    assert not app.exception
    return [element.value for element in app.markdown]


def query(app: AppTest) -> dict:
    return {name: values[-1] if isinstance(values, list) else values for name, values in app.query_params.items()}


def test_defaults_leave_the_url_clean_but_for_the_language() -> None:
    app = open_at()
    assert shown(app) == ["level", "2024", "en"] and query(app) == {"lang": "en"}


def test_codes_in_the_url_are_taken() -> None:
    app = open_at(form="share", year="2020", lang="zh-Hant")
    assert shown(app) == ["share", "2020", "zh_hant"]
    assert query(app) == {"form": "share", "year": "2020", "lang": "zh-Hant"}


@pytest.mark.parametrize("value", [
    "Share", "比例", "", " share", "<script>alert(1)</script>", "share'; drop table x;--", "../../etc/passwd",
    "a" * 5000, "None", "0", "\x00",
])
def test_anything_else_in_the_url_is_ignored_and_removed(value) -> None:
    app = open_at(form=value, year=value, lang=value)
    assert shown(app) == ["level", "2024", "en"] and query(app) == {"lang": "en"}


def test_of_repeated_values_the_last_one_counts() -> None:
    app = open_at(form=["level", "share"], lang=["zh-Hant", "en"])
    assert shown(app)[0] == "share" and shown(app)[2] == "en"


def test_a_choice_is_written_as_its_code_and_outlives_a_change_of_language() -> None:
    app = open_at()
    app.segmented_control(key="form").set_value("share").run()
    app.selectbox(key="year").set_value(2020).run()
    assert query(app) == {"lang": "en", "form": "share", "year": "2020"}
    app.segmented_control(key="lang").set_value("zh_hant").run()
    assert shown(app) == ["share", "2020", "zh_hant"]
    assert query(app) == {"lang": "zh-Hant", "form": "share", "year": "2020"}
    app.segmented_control(key="form").set_value("level").run()
    assert "form" not in query(app)


def test_within_a_session_the_url_does_not_overrule_the_reader() -> None:
    app = open_at(form="share")
    app.segmented_control(key="form").set_value("level").run()
    app.query_params["form"] = "share"
    assert shown(app.run())[0] == "level"


def test_a_step_back_takes_the_url(monkeypatch) -> None:
    app = open_at(lang="zh-Hant")
    app.segmented_control(key="form").set_value("share").run()
    monkeypatch.setattr("hkzero.ui.state.is_step_in_history", lambda: True)
    app.query_params.clear()
    app.query_params["lang"] = "en"
    assert shown(app.run()) == ["level", "2024", "en"]


def test_streamlit_still_tells_a_step_of_history() -> None:
    assert "is_history_navigation" in script_run_context.ScriptRunContext.__dataclass_fields__


def test_a_default_that_is_no_option_is_an_error() -> None:
    from hkzero.ui.state import choice

    with pytest.raises(ValueError, match="form"):
        choice("form", ["a"], {"a": "A"}, "b", label="Form")
