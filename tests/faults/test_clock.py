"""A clock that is set forwards or back moves no limit."""

from __future__ import annotations

import time

import pytest

from hkzero.api.limits import Buckets


@pytest.mark.parametrize("jump", [-1e9, 1e9])
def test_an_allowance_does_not_follow_the_clock(monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    buckets = Buckets(per_minute=1, burst=2)
    assert [buckets.wait("192.0.2.1") for _ in range(2)] == [0, 0]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + jump)
    monkeypatch.setattr(time, "time_ns", lambda: int((now + jump) * 1e9))
    assert 0 < buckets.wait("192.0.2.1") <= 60, "neither filled up nor closed for years"
    assert buckets.wait("192.0.2.2") == 0
