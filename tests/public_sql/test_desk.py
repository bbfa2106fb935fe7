"""The desk: rows with their units, the queue, the clock, and that it goes on after a kill."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from hkzero.public_sql import desk as desks
from hkzero.public_sql.desk import Desk, Refusal, Result
from hkzero.public_sql.worker import MOST_ROWS

# Native code without a pause for DuckDB to be interrupted in: only a kill ends it.
STUBBORN = "select max(levenshtein(repeat('a', 200000), repeat('b', 200000)))"


def test_rows_come_with_their_types_and_units(desk: Desk, store) -> None:
    found = desk.ask("select period, value as figure, unit from emissions_by_use where unit = 'kt CO2e' limit 5")
    assert isinstance(found, Result), found
    assert found.frame.columns.tolist() == ["period", "figure", "unit"] and len(found.frame) == 5
    assert found.types[1] == "DOUBLE" and found.units == {"figure": "kt CO2e"} and not found.is_truncated
    assert found.content == store.content and 0 < found.peak_bytes < 10**9 and found.seconds > 0


def test_a_unit_that_cannot_be_known_is_not_said(desk: Desk) -> None:
    found = desk.ask("select sum(capacity_mw) as together, count(*) as n, sum(capacity_mw) / 2 as half,"
                     " min(name_en) as capacity_mw from point")
    assert found.units == {"together": "MW"}


def test_a_name_that_occurs_twice_gets_a_number(desk: Desk) -> None:
    assert desk.ask("select 1 as a, 2 as a, 3 as a").frame.columns.tolist() == ["a", "a_2", "a_3"]


def test_an_empty_result_has_its_columns(desk: Desk) -> None:
    found = desk.ask("select source_id from source where false")
    assert found.frame.empty and list(found.frame.columns) == ["source_id"] and not found.is_truncated


def test_too_many_rows_are_cut_off_and_said(desk: Desk) -> None:
    found = desk.ask(f"select * from range({MOST_ROWS + 1})")
    assert found.rows.num_rows == MOST_ROWS and found.is_truncated
    assert not desk.ask(f"select * from range({MOST_ROWS})").is_truncated


def test_what_is_stubborn_is_killed_and_the_next_is_answered(desk: Desk) -> None:
    before = time.monotonic()
    stopped = desk.ask(STUBBORN)
    assert isinstance(stopped, Refusal) and stopped.code == "time"
    assert stopped.seconds <= desks.LIMIT_SECONDS + 1 and time.monotonic() - before < 60
    assert isinstance(desk.ask("select 1"), Result)


def test_a_third_waits_and_sees_its_place(desk: Desk) -> None:
    first, second, third, fourth = (desk.submit(STUBBORN) for _ in range(4))
    assert third.place in (1, 2, 3) and fourth.place == third.place + 1
    fourth.cancel()
    third.cancel()
    assert fourth.wait(1) == third.wait(1) == Refusal("called_off") and third.place == 0
    first.cancel()
    second.cancel()
    assert first.wait(5).code in ("called_off", "time") and second.wait(5).code in ("called_off", "time")


def test_who_asks_again_gives_up_the_first(desk: Desk) -> None:
    first = desk.submit(STUBBORN, owner="synthetic")
    second = desk.submit("select 2 as x", owner="synthetic")
    assert first.wait(10).code == "called_off" and second.wait(60).frame["x"][0] == 2


def test_a_full_queue_says_so(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "MOST_WAITING", 1)
    monkeypatch.setattr(Desk, "_start_threads", lambda self: None)
    full = Desk(database)
    waiting = full.submit("select 1")
    assert full.submit("select 2").outcome == Refusal("busy", "1") and waiting.place == 1
    full.close()
    assert waiting.outcome == Refusal("called_off")


def test_nothing_stays_of_a_closed_desk(database: Path) -> None:
    one = Desk(database, at_once=1)
    assert isinstance(one.ask("select 1"), Result)
    folder, workers = one._folder, list(one._free)
    assert folder.exists() and workers
    one.close()
    assert not folder.exists() and all(worker.process.poll() is not None for worker in workers)
    assert one.submit("select 1").outcome.code == "busy"


@pytest.mark.parametrize(("written", "said"), [
    ("", ""), ("on", ""), ("YES ", ""), ("off", "off"), ("No", "off"), ("disabled", "off"), ("of", "off")])
def test_what_does_not_say_on_is_off(monkeypatch, written, said):
    """Somebody who wrote `disabled` did not want statements of strangers to be run."""
    monkeypatch.setenv(desks.SWITCH_VARIABLE, written)
    monkeypatch.delenv(desks.PUBLIC_URL_VARIABLE, raising=False)
    assert desks.switched_off() == said


def test_the_operator_may_switch_it_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(desks.SWITCH_VARIABLE, "off")
    assert desk.ask("select 1") == Refusal("off")
    monkeypatch.delenv(desks.SWITCH_VARIABLE)
    monkeypatch.setattr(sys, "platform", "win32")
    assert desks.switched_off() == ""
    monkeypatch.setenv(desks.PUBLIC_URL_VARIABLE, "https://zero.example")
    assert desk.ask("select 1") == Refusal("unsupported")


def test_a_process_that_grows_too_big_is_killed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "MEMORY_BYTES", 10_000_000)  # less than any process has
    stopped = desk.ask(STUBBORN)
    assert stopped.code == "memory" and stopped.seconds < desks.LIMIT_SECONDS
