"""Nobody takes more than a fair share of the desk: so many statements a minute, so many waiting, others come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from hkzero.public_sql import fairness
from hkzero.public_sql.desk import Desk, Refusal, Result
from hkzero.public_sql.fairness import Pace


@pytest.fixture
def still(database: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a desk at which nothing runs by itself."""
    monkeypatch.setattr(Desk, "_start_threads", lambda self: None)
    one = Desk(database)
    yield one
    one.close()


def test_a_session_waits_after_so_many_a_minute() -> None:
    now = [100.0]
    pace = Pace(clock=lambda: now[0])
    for _ in range(fairness.A_MINUTE_OF_A_SESSION):
        assert pace.take("one", None) == 0
        now[0] += 1
    assert pace.take("one", None) == fairness.WINDOW_SECONDS - fairness.A_MINUTE_OF_A_SESSION
    assert pace.take("other", None) == 0
    now[0] = 100 + fairness.WINDOW_SECONDS
    assert pace.take("one", None) == 0  # the first of them is a minute ago
    assert pace.take("one", None) == 1


def test_an_address_may_ask_more_than_a_session_but_not_without_end() -> None:
    pace = Pace(clock=lambda: 5.0)
    asked = [pace.take(f"session {number}", "192.0.2.1") for number in range(fairness.A_MINUTE_OF_AN_ADDRESS + 1)]
    assert set(asked[:-1]) == {0} and asked[-1] == fairness.WINDOW_SECONDS
    assert pace.take("session 0", "192.0.2.2") == 0


def test_who_is_not_known_is_not_limited_and_little_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "MOST_REMEMBERED", 3)
    pace = Pace()
    assert {pace.take(None, None) for _ in range(200)} == {0} and len(pace) == 0
    assert {pace.take(str(number), None) for number in range(10)} == {0} and len(pace) == 3


def test_the_desk_refuses_the_hasty_and_leaves_alone_what_they_have(still: Desk) -> None:
    tickets = [still.submit("select 1", owner="hasty") for _ in range(fairness.A_MINUTE_OF_A_SESSION + 1)]
    refused = tickets[-1].outcome
    assert isinstance(refused, Refusal) and refused.code == "hasty" and 0 < int(refused.subject) <= 60
    assert tickets[-2].outcome is None and tickets[-2].place == 1  # the one before still waits
    assert [one.outcome.code for one in tickets[:-2]] == ["called_off"] * (len(tickets) - 2)
    assert still.submit("select 1", owner="other").outcome is None


def test_one_address_does_not_fill_the_queue(still: Desk) -> None:
    own = [still.submit("select 1", owner=f"tab {number}", address="192.0.2.1")
           for number in range(fairness.WAITING_OF_AN_ADDRESS + 1)]
    assert own[-1].outcome == Refusal("many", str(fairness.WAITING_OF_AN_ADDRESS))
    assert all(one.outcome is None for one in own[:-1])
    assert still.submit("select 1", owner="elsewhere", address="192.0.2.2").outcome is None


def test_who_has_nothing_running_comes_before_who_has(still: Desk) -> None:
    first, second = (still.submit("select 1", owner=f"tab {n}", address="192.0.2.1") for n in range(2))
    other = still.submit("select 1", owner="elsewhere", address="192.0.2.2")
    unknown = still.submit("select 1")
    assert [still._next_ticket() for _ in range(4)] == [first, other, unknown, second]


def test_others_are_answered_while_one_address_drops_bombs(database: Path) -> None:
    one = Desk(database)
    bomb = "select count(*) from range(10000000) a, range(10000000) b"
    try:
        for number in range(fairness.WAITING_OF_AN_ADDRESS):
            one.submit(bomb, owner=f"tab {number}", address="192.0.2.1")
        found = one.submit("select 2 as x", owner="elsewhere", address="192.0.2.2")
        assert isinstance(found.wait(60), Result)
        assert any(waiting.address == "192.0.2.1" for waiting in one._waiting)  # answered before they are all through
    finally:
        one.close()
