"""The database is built at the first start, replaced behind the reader's back, and never lost to a failed build."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from hkzero.facts import build
from hkzero.ui import database


@pytest.fixture
def building(monkeypatch, tmp_path):
    """Return what the next build does: its state, or an exception to raise."""
    next_build = SimpleNamespace(state=SimpleNamespace(path=tmp_path / "a.duckdb", failure=None), calls=0)

    def ensure_built(out):
        next_build.calls += 1
        if isinstance(next_build.state, Exception):
            raise next_build.state
        return next_build.state

    monkeypatch.setattr(build, "ensure_built", ensure_built)
    monkeypatch.setattr(database, "_ready", None)
    monkeypatch.setattr(database, "_checked_at", 0.0)
    monkeypatch.setattr(database, "open_store", lambda path: SimpleNamespace(
        is_intact=True, is_current=True, content=path.stem, ask=lambda name: SimpleNamespace(data_to="2024")))
    return next_build


def wait_for(condition) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_built_once_at_the_first_start(building) -> None:
    assert database.current() is None
    assert database.prepare() == database.prepare() == database.current()
    assert database.current().content == "a" and database.current().data_to == "2024" and building.calls == 1


def test_no_database_at_all_is_an_error_and_tried_again(building) -> None:
    building.state = build.BuildError("disk full")
    with pytest.raises(build.BuildError, match="disk full"):
        database.prepare()
    building.state = SimpleNamespace(path=database.database_path().with_name("b.duckdb"), failure=None)
    assert database.prepare().content == "b"


def test_newer_inputs_are_built_in_the_background(building, monkeypatch, tmp_path) -> None:
    database.prepare()
    monkeypatch.setattr(database, "RECHECK_SECONDS", 0.0)
    building.state = SimpleNamespace(path=tmp_path / "b.duckdb", failure=None)
    assert database.prepare().content == "a", "the reader does not wait"
    wait_for(lambda: database.current().content == "b")


def test_a_failed_build_is_told_and_the_old_one_stays(building, monkeypatch, tmp_path, caplog) -> None:
    database.prepare()
    monkeypatch.setattr(database, "RECHECK_SECONDS", 0.0)
    building.state = SimpleNamespace(path=tmp_path / "a.duckdb", failure="x.csv row 3")
    database.prepare()
    wait_for(lambda: database.current().failure == "x.csv row 3")
    assert database.current().content == "a" and "x.csv row 3" in caplog.text


def test_an_error_in_the_background_is_logged_and_frees_the_lock(building, monkeypatch, caplog) -> None:
    database.prepare()
    monkeypatch.setattr(database, "RECHECK_SECONDS", 0.0)
    building.state = OSError("gone")
    database.prepare()
    wait_for(lambda: "gone" in caplog.text)
    wait_for(lambda: not database._lock.locked())
    assert database.current().content == "a"


def test_a_file_that_another_process_replaced_is_said_at_the_next_run(building, monkeypatch) -> None:
    assert database.prepare().content == "a"
    database.current().opened.is_current = False
    monkeypatch.setattr(database, "open_store", lambda path: SimpleNamespace(
        is_intact=True, is_current=True, content="newer", ask=lambda name: SimpleNamespace(data_to="2025")))
    assert database.prepare().content == database.current().content == "newer"
    assert database.current().data_to == "2025" and building.calls == 1, "nothing is built again for it"


def test_where_no_thread_can_begin_the_figures_stay_and_the_next_visit_looks_again(building, monkeypatch) -> None:
    def no_room(_) -> None:
        raise RuntimeError("can't start new thread")

    first = database.prepare()
    monkeypatch.setattr(database, "_checked_at", -1e9)
    with monkeypatch.context() as full:
        full.setattr(database.Thread, "start", no_room)
        assert database.look() == first and building.calls == 1
    database.look()
    wait_for(lambda: building.calls == 2)
