"""Fetching: what is sent, what is refused, when it is asked again."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from hkzero.refresh.download import Downloader, Known, Limits, Unpacked, check_address
from hkzero.refresh.faults import CODES, Refused
from tests.refresh.conftest import OFFICIAL, QUICK

NAME = "table08.csv"
HERE = frozenset({"localhost"})


def test_a_file_comes_whole_with_its_marks(replay, downloader) -> None:
    found = downloader.fetch(f"{replay.url}/{NAME}", HERE)
    assert found.body == (OFFICIAL / NAME).read_bytes()
    assert found.etag and found.dated.year == 2026 and len(found.sha256) == 64


def test_an_unchanged_file_is_not_sent_again(replay, downloader) -> None:
    first = downloader.fetch(f"{replay.url}/{NAME}", HERE)
    again = downloader.fetch(f"{replay.url}/{NAME}", HERE, Known(first.etag, first.last_modified))
    assert again.body is None and again.sha256 is None
    sent = replay.asked[-1][1]
    assert sent["If-None-Match"] == first.etag and sent["If-Modified-Since"] == first.last_modified


def test_a_packed_file_is_unpacked(replay, downloader) -> None:
    replay.faults[NAME] = "gzip"
    assert downloader.fetch(f"{replay.url}/{NAME}", HERE).body == (OFFICIAL / NAME).read_bytes()


@pytest.mark.parametrize(("fault", "code", "requests"), [
    ("404", "not_found", 1), ("403", "client_error", 1), ("500", "server_error", 4), ("503", "server_error", 4),
    ("429", "too_many_requests", 4), ("timeout", "timeout", 4), ("truncated", "truncated", 4), ("bomb", "bomb", 1),
    ("broken_gzip", "truncated", 1), ("501", "server_error", 1),
])
def test_what_fails_is_told_and_asked_again_only_where_that_helps(replay, downloader, fault, code, requests) -> None:
    replay.faults[NAME] = fault
    with pytest.raises(Refused) as refused:
        downloader.fetch(f"{replay.url}/{NAME}", HERE)
    assert refused.value.code == code and NAME in refused.value.what
    assert len(replay.asked) == requests


def test_a_server_that_comes_back_is_no_fault(replay, downloader) -> None:
    replay.faults[NAME] = "once_503"
    found = downloader.fetch(f"{replay.url}/{NAME}", HERE)
    assert found.attempts == 2 and found.body == (OFFICIAL / NAME).read_bytes()


def test_waits_double_with_jitter_and_obey_the_server(replay) -> None:
    waits: list[float] = []
    patient = Downloader(Limits(connect_and_read=0.5, first_wait=2.0), wait=waits.append, chance=lambda: 0.5)
    replay.faults[NAME] = "500"
    with pytest.raises(Refused):
        patient.fetch(f"{replay.url}/{NAME}", HERE)
    assert waits == [1.0, 2.0, 4.0]  # half of 2, 4 and 8 seconds
    waits.clear()
    replay.faults[NAME] = "retry_after_7"
    with pytest.raises(Refused):
        patient.fetch(f"{replay.url}/{NAME}", HERE)
    assert waits == [7.0, 7.0, 7.0]
    waits.clear()
    replay.faults[NAME] = f"retry_after_{formatdate(time.time() + 60, usegmt=True)}"  # or the moment itself
    with pytest.raises(Refused):
        patient.fetch(f"{replay.url}/{NAME}", HERE)
    assert len(waits) == 3 and all(30 < wait <= 60 for wait in waits)


def test_a_server_that_asks_for_too_long_a_wait_is_left_alone(replay, downloader) -> None:
    replay.faults[NAME] = "retry_after_3600"
    with pytest.raises(Refused, match="3600 s"):
        downloader.fetch(f"{replay.url}/{NAME}", HERE)
    assert len(replay.asked) == 1


def test_a_file_that_drips_for_ever_ends_by_the_clock(replay) -> None:
    replay.faults[NAME] = "drip"
    with pytest.raises(Refused) as refused:
        Downloader(Limits(connect_and_read=0.5, whole=0.3, attempts=1)).fetch(f"{replay.url}/{NAME}", HERE)
    assert refused.value.code == "timeout"


def test_a_file_too_large_is_dropped(replay) -> None:
    small = Downloader(Limits(size=100, attempts=1))
    with pytest.raises(Refused) as refused:
        small.fetch(f"{replay.url}/{NAME}", HERE)
    assert refused.value.code == "too_large"


def test_a_bomb_is_dropped_long_before_it_is_unpacked() -> None:
    import gzip

    unpacked = Unpacked("synthetic", Limits(ratio=50), gzip=True)
    packed = gzip.compress(b"0" * 30_000_000)
    with pytest.raises(Refused) as refused:
        unpacked.add(packed)
    assert refused.value.code == "bomb" and unpacked.size < 3_000_000


def test_redirects_stay_within_the_hosts(replay, downloader) -> None:
    replay.faults["moved.csv"] = f"to_{replay.url}/{NAME}"
    assert downloader.fetch(f"{replay.url}/moved.csv", HERE).url.endswith(NAME)
    replay.faults["moved.csv"] = "to_https://elsewhere.example/table08.csv"
    with pytest.raises(Refused, match="elsewhere.example is not among localhost"):
        downloader.fetch(f"{replay.url}/moved.csv", HERE)
    replay.faults["moved.csv"] = f"to_{replay.url}/moved.csv"
    with pytest.raises(Refused, match="more than 5 redirects"):
        downloader.fetch(f"{replay.url}/moved.csv", HERE)


def test_a_certificate_that_nobody_vouches_for_is_refused(self_signed, downloader) -> None:
    with pytest.raises(Refused) as refused:
        downloader.fetch(f"{self_signed.url}/{NAME}", HERE)
    assert refused.value.code == "not_secure" and "certificate" in refused.value.what
    assert self_signed.asked == []


@pytest.mark.parametrize(("url", "code"), [
    ("http://www.emsd.gov.hk/x.csv", "not_secure"), ("https://other.example/x.csv", "not_allowed"),
    ("file:///etc/hosts", "not_allowed"), ("ftp://www.emsd.gov.hk/x", "not_allowed"), ("table08.csv", "not_allowed"),
])
def test_only_secure_addresses_of_known_hosts(url, code) -> None:
    with pytest.raises(Refused) as refused:
        check_address(url, frozenset({"www.emsd.gov.hk"}))
    assert refused.value.code == code


def test_nobody_there_is_told(downloader) -> None:
    with pytest.raises(Refused) as refused:
        Downloader(QUICK, wait=lambda _: None).fetch("http://localhost:9/x.csv", HERE)
    assert refused.value.code == "unreachable"


def test_a_fault_has_a_known_code() -> None:
    assert len(set(CODES)) == len(CODES)
    with pytest.raises(ValueError, match="no code of a fault"):
        Refused("bad_luck", "synthetic")
