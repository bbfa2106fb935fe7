"""Every set, by every way in which its files may come, in every way in which they may fail: nothing is ever lost."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hkzero.refresh import update
from hkzero.refresh.download import Downloader, Limits
from hkzero.refresh.gather import Place
from hkzero.refresh.sets import SETS
from tests.refresh.conftest import OFFICIAL, ROOT, fingerprint
from tests.refresh.test_parsers import EXPECTED, damaged

FILES = sorted({resource.name for one in SETS.values() for resource in one.resources})
# What the server does, and the code with which every set must be refused.
OF_THE_SERVER = {"404": "not_found", "500": "server_error", "429": "too_many_requests", "timeout": "timeout",
                 "html": "html", "truncated": "truncated", "bomb": "bomb", "broken_gzip": "truncated",
                 "to_https://elsewhere.example/": "not_allowed"}
IMPATIENT = {"timeout": 0.1}


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """Return one copy of the data for all these tests: none of them may change it."""
    folder = tmp_path_factory.mktemp("copied") / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("build", "refresh"))
    return folder


@pytest.fixture
def data(copied: Path) -> Iterator[Path]:
    """Return that copy, without the log of the test before. It must be in the end what it was."""
    before = fingerprint(copied)
    yield copied
    assert fingerprint(copied) == before
    shutil.rmtree(copied / "refresh", ignore_errors=True)


def refused(report: update.Report) -> dict[str, str]:
    assert report.written == ()
    return {outcome.set_id: outcome.code for outcome in report.outcomes if outcome.result == "refused"}


@pytest.mark.parametrize("way", ["official", "mirror"])
@pytest.mark.parametrize(("fault", "code"), OF_THE_SERVER.items())
def test_a_server_that_fails_changes_nothing_of_any_set(run_on, data, replay, official, fault, code, way) -> None:
    replay.faults |= dict.fromkeys(FILES, fault)
    # Sets without a lasting address are given one here: they must fail in the same way.
    sets = [official(set_id) for set_id in SETS]
    place = Place() if way == "official" else Place(mirror=replay.url)
    limits = Limits(connect_and_read=IMPATIENT.get(fault, 10.0), whole=20.0, attempts=2, first_wait=0.0)
    run = replace(run_on(place), downloader=Downloader(limits, wait=lambda _: None))
    report = update.refresh(sets, run)
    assert refused(report) == dict.fromkeys(SETS, code)
    assert all(outcome.what for outcome in report.outcomes)
    assert update.read_state(data) == {}
    assert {entry["code"] for entry in update.read_log(data)} == {code}


def test_a_packed_bomb_in_a_folder_is_no_official_file(run_on, data, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    for name in FILES:
        (given / name).write_bytes(gzip.compress(b"0" * 3_000_000))
    assert set(refused(update.refresh(tuple(SETS.values()), run_on(Place(folder=given)))).values()) == {"encoding"}


@pytest.mark.parametrize("way", ["official", "mirror", "folder"])
@pytest.mark.parametrize("how", EXPECTED)
def test_a_file_in_another_form_changes_nothing_of_any_set(run_on, data, replay, official, tmp_path, how, way) -> None:
    bodies = {name: damaged(name, (OFFICIAL / name).read_bytes(), how) for name in FILES}
    replay.bodies |= bodies
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    place = {"official": Place(), "mirror": Place(mirror=replay.url), "folder": Place(folder=tmp_path)}[way]
    codes = refused(update.refresh([official(set_id) for set_id in SETS], run_on(place)))
    workbooks = {"td_private_cars", "td_net_registrations"}
    assert codes.keys() == SETS.keys()
    assert {code for set_id, code in codes.items() if set_id not in workbooks} <= EXPECTED[how]
    assert {codes[set_id] for set_id in workbooks} <= EXPECTED[how] | ({"truncated"} if how == "big5" else set())
    assert update.read_state(data) == {}


@pytest.mark.parametrize("set_id", SETS)
def test_an_unchanged_file_of_any_set_is_not_sent_twice(run_on, data, replay, official, set_id) -> None:
    one = official(set_id)
    first, second = (update.refresh([one], run_on()).outcomes[0] for _ in range(2))
    assert first.result in ("unchanged", "checked") and first.files and second.result == "unchanged"
    conditions = ["If-None-Match" in headers and "If-Modified-Since" in headers for _, headers in replay.asked]
    files = len(one.resources)
    assert conditions == [False] * files + [True] * files
