"""Whatever is typed is refused, or stopped within limits; nothing leaks, nothing stays, others are answered."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hkzero.processes import MEMORY_BYTES
from hkzero.public_sql import desk as desks
from hkzero.public_sql.desk import Desk, Refusal, Result
from hkzero.public_sql.worker import MOST_BYTES, MOST_ROWS
from tests.public_sql import hostile

ROOT = Path(__file__).resolve().parents[2]
SLACK_SECONDS = 1.0  # to notice, to kill, and for the other work of this machine
LEAKS = (str(ROOT), str(Path.home()), "hkzero-", "nowhere", os.environ.get("PATH", "none")[:20])
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has limits for a process")
pytestmark = ON_LINUX


def _shown(sql: str) -> str:
    return sql[:50].encode("unicode_escape").decode()


@pytest.mark.parametrize(("category", "sql"), hostile.every(), ids=_shown)
def test_is_refused_or_stopped_within_the_limits(desk: Desk, category: str, sql: str) -> None:
    outcome = desk.ask(sql)
    assert outcome.seconds <= desks.LIMIT_SECONDS + SLACK_SECONDS
    assert outcome.peak_bytes <= MEMORY_BYTES
    if sql in hostile.MAY_BE_CUT and isinstance(outcome, Result):
        assert outcome.is_truncated and outcome.rows.num_rows <= MOST_ROWS
        assert outcome.rows.get_total_buffer_size() <= 2 * MOST_BYTES
        return
    assert isinstance(outcome, Refusal), outcome.rows.slice(0, 2)
    if category in hostile.REFUSED_AT_THE_DOOR:
        assert outcome.code not in ("time", "memory", "failed", "crashed", "wide"), outcome
    else:
        assert outcome.code in ("time", "memory", "wide"), outcome
    assert not any(leak in outcome.subject for leak in LEAKS)


def test_there_are_enough_of_every_kind() -> None:
    assert len(hostile.every()) >= 60 and len(hostile.STATEMENTS) >= 10
    assert len({sql for _, sql in hostile.every()}) == len(hostile.every())


def test_afterwards_all_is_as_before(desk: Desk, store, database: Path, tmp_path: Path) -> None:
    before = {path.name for path in (*database.parent.iterdir(), *ROOT.iterdir())}
    for sql in (*hostile.STATEMENTS["attach"], *hostile.STATEMENTS["change"], hostile.STATEMENTS["memory"][0]):
        desk.ask(sql)
    assert {path.name for path in (*database.parent.iterdir(), *ROOT.iterdir())} == before
    copy = desk._folder
    assert sorted(path.name for path in copy.iterdir()) == ["hongkong.duckdb", "nowhere"]
    assert list((copy / "nowhere").iterdir()) == [] and copy.stat().st_mode & 0o077 == 0
    assert not store.ask("emissions_total").empty
    assert desk.ask("select count(*) as n from source").frame["n"][0] > 100


def test_errors_of_the_database_name_no_path(desk: Desk) -> None:
    for sql in ("select nothing from source", "select cast('x' as integer)", "select error('the end')",
                "select a.b.c from source", "select unit::geometry from unit", "select 1 / 'x'"):
        outcome = desk.ask(sql)
        assert isinstance(outcome, Refusal) and outcome.code == "failed" and outcome.subject
        assert not any(leak in outcome.subject for leak in LEAKS) and "duckdb.duckdb" not in outcome.subject


def test_others_are_answered_meanwhile(desk: Desk, store) -> None:
    bombs = [desk.submit(hostile.STATEMENTS["time"][1]), desk.submit(hostile.STATEMENTS["memory"][0])]
    waits = []
    while not all(bomb.is_over for bomb in bombs):
        started = time.perf_counter()
        assert not store.ask("emissions_total").empty
        waits.append(time.perf_counter() - started)
        time.sleep(0.05)
    assert all(isinstance(bomb.outcome, Refusal) for bomb in bombs)
    assert len(waits) >= 5 and sorted(waits)[len(waits) // 2] < 0.5


# What DuckDB's settings and the operating system hold where the guard has been got around.
WITHOUT_THE_GUARD = """
import json, resource, subprocess, sys
from hkzero import processes
from hkzero.public_sql import units, worker
connection = worker._open(sys.argv[1])
worker._prepare(connection, units.Register())
memory = processes.Memory()
assert processes.give_up_rights(memory)
found = {}
for sql in json.loads(sys.argv[2]):
    try:
        found[sql] = str(connection.execute(sql).fetchall())[:100]
    except (Exception, MemoryError) as error:
        found[sql] = "stopped"
try:
    open("/etc/passwd")
    found["open"] = "opened"
except OSError:
    found["open"] = "stopped"
print(json.dumps(found), flush=True)
"""
RAW = [sql for category in ("file", "change", "attach", "extension") for sql in hostile.STATEMENTS[category]
       # A table in memory is gone with its process, a loop of transactions too; these ask for nothing of the machine's.
       if not sql.startswith(("create temp", "begin", "create macro", "attach ':memory:'", "detach", "use ", "vacuum",
                              "checkpoint", "select * from query_table", "select * from json_execute", "create secret",
                              "select * from duckdb_ext"))]


def test_the_second_door_holds_without_the_first(desk: Desk, tmp_path: Path) -> None:
    import json

    desk.ask("select 1")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_GUARD, str(desk._folder / "hongkong.duckdb"),
         json.dumps([*RAW, "select md5(repeat('abc', 400000000))"])],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=True)
    assert {sql: said for sql, said in json.loads(done.stdout).items() if said != "stopped"} == {}
    assert list(tmp_path.iterdir()) == []


WORDS = ("select", "from", "source", "with", "a", "as", "(", ")", ",", "*", "'x'", '"', "'", "--", "/*", "*/", ";",
         "1", "union", "read_text", "repeat", "[", "]", "{", "}", ":", "lambda", "$$", "$1", "?", "\\", "E'",
         "order by", "|")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=some.one_of(some.text(max_size=80), some.lists(some.sampled_from(WORDS), max_size=25).map(" ".join),
                        some.lists(some.sampled_from(WORDS)).map(" ".join).map("select ".__add__)))
def test_odd_text_has_an_outcome(desk: Desk, text: str) -> None:
    outcome = desk.ask(text)
    assert isinstance(outcome, Result) or outcome.code not in ("crashed", "busy")
    assert outcome.seconds <= desks.LIMIT_SECONDS + SLACK_SECONDS


def test_every_statement_stands_in_the_docs() -> None:
    from docs.public_sql import TARGET, shown

    text = TARGET.read_text(encoding="utf-8")
    assert [sql for _, sql in hostile.every() if f"| {shown(sql)} |" not in text] == []
