"""The memory is bounded, forgets the oldest, and never keeps a failure."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from hkzero.ui.kept import Kept


def test_made_once() -> None:
    made: list[int] = []
    kept: Kept[int] = Kept(2)
    assert [kept.get("a", lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]


def test_the_least_used_is_forgotten() -> None:
    kept: Kept[str] = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key)
    assert len(kept) == 2
    assert kept.get("a", lambda: "again") == "a"
    assert kept.get("b", lambda: "again") == "again"


def test_a_failure_is_not_kept() -> None:
    kept: Kept[int] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7


def test_threads_get_the_same_result() -> None:
    kept, together, found = Kept(4), Barrier(8), []

    def ask() -> None:
        together.wait()
        found.append(kept.get("a", lambda: "made"))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["made"] * 8 and len(kept) == 1
    kept.clear()
    assert len(kept) == 0
