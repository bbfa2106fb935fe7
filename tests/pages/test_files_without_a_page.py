"""A file is made when a reader asks for it, in a thread without a session: it may not ask there for anything of one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils import script_run_context

from hkzero.ui.state import language

PAGES = [("overview", {}), ("buildings", {}), ("trajectories", {}), ("scenarios", {"topic": "files"}),
         ("finance", {"topic": "project"}), ("finance", {}),
         ("batteries", {"topic": "service"}), ("data", {"topic": "inventory"}), ("data", {}), ("sources", {})]


@pytest.mark.parametrize(("page", "query"), PAGES, ids=[f"{page}-{'-'.join(query.values())}" for page, query in PAGES])
def test_every_file_of_a_page_is_made_without_a_session(open_page, monkeypatch, page, query) -> None:
    makers, draw, without = [], st.download_button, []

    def noted(label, data, *args, **options):
        makers.append((options.get("key") or label, data))
        return draw(label, data, *args, **options)

    def warned(message: str, *args: object) -> None:
        without.append(message % args)

    monkeypatch.setattr(st, "download_button", noted)
    open_page(page, "zh-Hant", **query)
    monkeypatch.setattr(script_run_context._LOGGER, "warning", warned)
    with ThreadPoolExecutor(1) as aside:
        for key, make in makers:
            if callable(make):
                assert aside.submit(make).result(), key
                assert without == [], f"{key} asks for the session of nobody"
    assert any(callable(make) for _, make in makers)


def test_asking_for_the_language_there_is_noticed(monkeypatch) -> None:
    noticed: list[str] = []
    monkeypatch.setattr(script_run_context._LOGGER, "warning", lambda message, *args: noticed.append(message % args))
    with ThreadPoolExecutor(1) as aside:
        aside.submit(language).result()
    assert any("missing ScriptRunContext" in line for line in noticed)
