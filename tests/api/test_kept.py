"""The memory for answers: bounded by bytes, one piece of work for all who wait for it."""

from __future__ import annotations

from threading import Event

import pytest

from hkzero.api import kept as module
from hkzero.api.formats import Rendered
from hkzero.api.kept import Kept
from hkzero.api.problems import Problem


def body(size: int) -> Rendered:
    return Rendered(b"x" * size, "text/plain", {})


def test_it_is_bounded_by_bytes_and_forgets_the_oldest() -> None:
    kept = Kept(most_bytes=1000)
    for number in range(20):
        kept.make(number, lambda: body(200)).result()
        kept.find(0)
    assert len(kept) == 5 and kept.bytes == 1000
    assert kept.find(0) and kept.find(19) and not kept.find(10), "what was used last stays"


def test_what_is_too_large_is_given_but_not_kept() -> None:
    kept = Kept(most_bytes=1000)
    assert kept.make("a", lambda: body(251)).result().size == 251
    assert kept.find("a") is None and kept.bytes == 0


def test_all_who_come_at_once_wait_for_one_piece_of_work() -> None:
    kept, go, runs = Kept(), Event(), []

    def work() -> Rendered:
        runs.append(1)
        go.wait(10)
        return body(10)

    futures = [kept.make("a", work) for _ in range(50)]
    go.set()
    assert {id(future.result()) for future in futures} == {id(kept.find("a"))} and runs == [1]


def test_a_failure_is_told_and_not_kept() -> None:
    kept = Kept()

    def fails() -> Rendered:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        kept.make("a", fails).result()
    assert kept.find("a") is None and kept.make("a", lambda: body(1)).result().size == 1


def test_no_more_wait_than_can_be_served(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    kept, go = Kept(), Event()
    futures = [kept.make(number, lambda: (go.wait(10), body(1))[1]) for number in range(2)]
    with pytest.raises(Problem) as refused:
        kept.make("more", lambda: body(1))
    assert refused.value.status == 503 and refused.value.headers["Retry-After"]
    go.set()
    assert all(future.result() for future in futures)
