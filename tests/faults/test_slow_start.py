"""A slow disk at the start: the server answers whoever does not need the figures."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
from starlette.applications import Starlette

from hkzero.facts import build
from hkzero.ui import database, http
from tests.asgi import ask

WAIT_SECONDS = 60


def test_while_it_is_prepared_health_and_files_are_answered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun, goes_on = Event(), Event()

    def slow(out: Path):
        begun.set()
        assert goes_on.wait(WAIT_SECONDS)
        raise build.BuildError("synthetic: the disk went away in the end")

    monkeypatch.setattr(build, "ensure_built", slow)
    with database._lock:  # a test before this one may have let it look for newer figures, which it finds later
        monkeypatch.setattr(database, "_ready", None)
    for name in ("load", "settle"):  # what is loaded for the first page is not what is asked here
        monkeypatch.setattr(http.memory, name, lambda: None)
    monkeypatch.setattr(http, "compressed", lambda name, coding: None)
    app = Starlette(routes=http.routes(), middleware=http.middleware())
    preparing = Thread(target=http.get_ready)
    preparing.start()
    try:
        assert begun.wait(WAIT_SECONDS)
        assert ask(app, "/healthz").json()["status"] == "starting"
        assert ask(app, "/hkzero.css").status == 200
        told = ask(app, f"{http.INTERFACE}/sources")
        assert told.status == 503 and int(told.headers["retry-after"]) > 0
    finally:
        goes_on.set()
        preparing.join(WAIT_SECONDS)
    assert ask(app, "/healthz").json()["status"] == "starting", "and goes on answering when it comes to nothing"
