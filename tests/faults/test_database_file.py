"""What happens to the database's file while it is in use: readers keep true figures or a calm word, and it heals."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import duckdb
import pytest

from hkzero import store as store_module
from hkzero.facts import build
from hkzero.store import Query, StoreError
from hkzero.ui import database, http
from tests.facts.synthetic import EMISSIONS, Project

WAIT_SECONDS = 60
QUESTION = "select period, value, null as unit, null as kind from total order by period"
FIGURES = [3.0, 5.5]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not heal"
        time.sleep(0.02)


def figures() -> list[float]:
    return database.store().ask("total").frame["value"].tolist()


@pytest.fixture
def in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a synthetic project whose database the dashboard has just opened."""
    project = Project(tmp_path)
    ensure = build.ensure_built
    monkeypatch.setattr(build, "ensure_built", lambda out: ensure(out, project.data, project.queries))
    monkeypatch.setenv("HKZERO_DATABASE", str(project.out))
    question = Query("total", QUESTION, "", "", "", (), {}, False)
    monkeypatch.setattr(store_module, "find_query", lambda name: question)
    monkeypatch.setattr(database, "_ready", None)
    monkeypatch.setattr(database, "_checked_at", 0.0)
    database.prepare()
    assert figures() == FIGURES
    yield project
    until(lambda: not database._lock.locked())


def another_project(path: Path) -> bytes:
    """Make a database that is none of ours, with a table that has our names in it, and return its bytes."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table build as select 'theirs' as name; "
                           "create table total as select '2019' as period, 99.0 as value")
    return path.read_bytes()


def test_a_file_that_is_removed_is_read_on_and_built_again(in_use: Project) -> None:
    in_use.out.unlink()
    assert figures() == FIGURES, "the open file goes on answering"
    assert database.prepare().content == database.current().content and figures() == FIGURES
    until(in_use.out.is_file)
    until(lambda: database.current().is_current)
    assert figures() == FIGURES and database.current().failure is None


def test_the_database_of_another_project_is_never_read_nor_lost(in_use: Project, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.duckdb"
    content = another_project(theirs)
    os.replace(theirs, in_use.out)
    assert figures() == FIGURES, "not 99 TWh"
    database.prepare()
    until(lambda: database.current().is_current)
    kept = list(in_use.out.parent.glob("*.set-aside"))
    assert figures() == FIGURES and [one.read_bytes() for one in kept] == [content]


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite_with_garbage(path: Path) -> None:
    path.write_bytes(b"synthetic garbage " * 50_000)


def overwrite_with_another(path: Path) -> None:
    path.write_bytes(another_project(path.with_name("theirs.duckdb")))


DAMAGES = [cut_off, overwrite_with_garbage, overwrite_with_another]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_overwritten_while_open_is_not_read_and_healed_at_once(in_use: Project, damage) -> None:
    damage(in_use.out)
    with pytest.raises(StoreError, match="overwritten or cut off"):
        figures()
    assert database.prepare().failure is None and figures() == FIGURES


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_at_the_start_is_built_anew(in_use: Project, monkeypatch: pytest.MonkeyPatch, damage) -> None:
    damage(in_use.out)
    monkeypatch.setattr(database, "_ready", None)
    assert http.ready_store() is None, "a program is told that nothing is ready, and does not wait"
    database.prepare()
    assert figures() == FIGURES and http.ready_store() is not None


def test_a_removed_file_that_cannot_be_built_again_leaves_the_figures_with_a_remark(in_use: Project) -> None:
    in_use.replace(EMISSIONS, ",,10,", ",,ten,")
    in_use.out.unlink()
    database.prepare()
    until(lambda: database.current().failure is not None)
    assert figures() == FIGURES and "1 fault" in database.current().failure
    in_use.replace(EMISSIONS, ",,ten,", ",,11,")
    database._checked_at = 0.0
    until(lambda: database.prepare().failure is None)
    assert database.current().is_current and figures() == FIGURES


def test_a_damaged_file_that_cannot_be_built_again_gives_no_figure(in_use: Project) -> None:
    in_use.replace(EMISSIONS, ",,10,", ",,ten,")
    overwrite_with_garbage(in_use.out)
    with pytest.raises(build.BuildError, match="1 fault"):
        database.prepare()
    with pytest.raises(StoreError):
        figures()


def test_a_file_that_may_not_be_read_is_named(in_use: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path, flags, *rest):
        raise PermissionError(13, "Permission denied", str(path))

    os.utime(in_use.out, ns=(0, 0))
    monkeypatch.setattr(store_module.os, "open", refused)  # root may read everything, so a mode would not do
    with pytest.raises(StoreError, match=f"cannot open .*{in_use.out.name}.*Permission denied"):
        store_module.open_store(in_use.out)


def test_the_clock_decides_nothing(in_use: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a database is the newest follows from its inputs, never from its dates: a clock may be years off."""
    opened = database.current()

    class Ahead(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr(build, "datetime", Ahead)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    in_use.replace(EMISSIONS, ",,10,", ",,11,")
    assert database.look().content == opened.content, "the time to look again is counted, not read from the clock"
    assert not database._lock.locked(), "and has not come"
    database._checked_at -= database.RECHECK_SECONDS + 1
    until(lambda: database.prepare().content != opened.content)
    assert database.store().build_info["built_at"].year == 2099
    until(lambda: not database._lock.locked())  # else it is put in use for the tests that follow
    monkeypatch.undo()  # the clock is put right: what is dated in the future is still older than newer inputs
    assert build.ensure_built(in_use.out, in_use.data, in_use.queries).built is False
    in_use.replace(EMISSIONS, ",,11,", ",,12,")
    assert build.ensure_built(in_use.out, in_use.data, in_use.queries).built is True


def test_a_slow_build_holds_up_nobody_who_has_figures(in_use: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow disk: the one in use answers while a newer one takes its time, and nothing waits for the lock."""
    goes_on, begun, ensure = Event(), Event(), build.ensure_built

    def slow(out):
        begun.set()
        assert goes_on.wait(WAIT_SECONDS)
        return ensure(out)

    monkeypatch.setattr(build, "ensure_built", slow)
    in_use.replace(EMISSIONS, ",,10,", ",,11,")
    before = database.current().content
    database._checked_at = 0.0
    database.prepare()
    assert begun.wait(WAIT_SECONDS)
    assert database.prepare().content == before and figures() == FIGURES and http.ready_store() is not None
    goes_on.set()
    until(lambda: database.current().content != before)


def test_a_slow_first_build_lets_programs_know_and_starts_once(in_use: Project, monkeypatch) -> None:
    goes_on, calls, ensure = Event(), [], build.ensure_built

    def slow(out):
        calls.append(out)
        assert goes_on.wait(WAIT_SECONDS)
        return ensure(out)

    monkeypatch.setattr(build, "ensure_built", slow)
    monkeypatch.setattr(database, "_ready", None)
    found: list[SimpleNamespace] = []
    readers = [Thread(target=lambda: found.append(database.prepare())) for _ in range(5)]
    for reader in readers:
        reader.start()
    until(lambda: bool(calls))
    assert database.current() is None and http.ready_store() is None, "health and programs answer meanwhile"
    goes_on.set()
    for reader in readers:
        reader.join(WAIT_SECONDS)
    assert len(found) == 5 and len({one.content for one in found}) == 1 and len(calls) == 1
