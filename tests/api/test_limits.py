"""The buckets: how fast they empty and fill, whose they are, how many are remembered."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.api import limits
from hkzero.api.limits import Buckets, client

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


def test_a_bucket_empties_and_fills() -> None:
    now = [0.0]
    buckets = Buckets(per_minute=60, burst=3, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(5)] == [0, 0, 0, 1, 1]
    now[0] = 2.0
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("a", cost=3) == 3, "what costs more waits longer, and nothing was taken for it"
    assert buckets.wait("b") == 0


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 600), st.integers(1, 50))
def test_never_more_than_the_burst_and_what_flowed_in(steps: list[float], per_minute: int, burst: int) -> None:
    now = [0.0]
    buckets = Buckets(per_minute, burst, lambda: now[0])
    allowed = 0
    for step in steps:
        now[0] += step
        allowed += buckets.wait("a") == 0
    assert allowed <= burst + now[0] * per_minute / 60 + 1e-6


def test_only_the_latest_addresses_are_remembered(monkeypatch) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 5)
    buckets = Buckets(clock=lambda: 0.0)
    for number in range(50):
        buckets.wait(str(number))
    assert len(buckets) == 5


def test_no_limit_remembers_nobody() -> None:
    buckets = Buckets(per_minute=None)
    assert {buckets.wait("a") for _ in range(1000)} == {0} and len(buckets) == 0


@pytest.mark.parametrize(("peer", "forwarded", "counted"), [
    ("192.0.2.1", "", "192.0.2.1"), ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
    ("10.0.0.1", "198.51.100.7", "198.51.100.7"), ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
    ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"), ("10.0.0.1", "nonsense", "10.0.0.1"),
    ("10.0.0.1", "198.51.100.7, <script>", "10.0.0.1"), ("10.0.0.1", "", "10.0.0.1"),
    ("::ffff:10.0.0.1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("2001:db8::1", "", "2001:db8::/64"),
    ("fd00::1", "198.51.100.7", "198.51.100.7"), ("", "", "unknown"), ("unix", "198.51.100.7", "unknown")])
def test_whose_bucket_it_is(peer: str, forwarded: str, counted: str) -> None:
    assert client(peer, forwarded, PROXIES) == counted


def test_without_a_trusted_proxy_nobody_writes_his_own_address() -> None:
    assert client("10.0.0.1", "198.51.100.7", ()) == "10.0.0.1"
