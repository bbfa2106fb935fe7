"""The command `refresh`: what it prints, its exit status, and what it does not understand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hkzero.refresh.sets import SETS
from tests.refresh.conftest import OFFICIAL, ROOT, fingerprint

EXPORT = "monthly_electricity_gas_by_user_type_915_91201.csv"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the data, for commands that leave it as it is."""
    folder = tmp_path_factory.mktemp("refresh") / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("build", "refresh"))
    return folder


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Return a folder with C&SD's table in which one figure is another one (made up)."""
    body = (OFFICIAL / EXPORT).read_bytes()
    (tmp_path / EXPORT).write_bytes(body.replace(b"2025,Jan,2706,7516,", b"2025,Jan,2706,7517,"))
    return tmp_path


def test_the_sets_are_listed(run) -> None:
    status, out, _ = run("refresh", "--list")
    assert status == 0 and all(f"{set_id}: " in out for set_id in SETS)
    status, out, _ = run("refresh", "--list", "--source", "rvd_supply", "--format", "json")
    assert status == 0 and [row["set_id"] for row in json.loads(out)] == ["rvd_housing", "rvd_age"]


def test_official_files_that_say_the_same_change_nothing(run, data) -> None:
    before = fingerprint(data)
    status, out, _ = run("refresh", "--from", OFFICIAL, "--data", data)
    assert status == 0 and out.endswith("nothing was written\n")
    assert "csd_table_915_91201: unchanged (0 new, 0 changed, 0 vanished, 170 the same)" in out
    assert fingerprint(data) == before


def test_a_dry_run_prints_old_and_new(run, data, given) -> None:
    status, out, _ = run("refresh", "--from", given, "--data", data, "--dry-run")
    assert status == 0 and "dry run: nothing was written" in out
    assert "changed electricity.consumption_by_user electricity commercial 2025-01: 7516 → 7517 TJ" in out
    status, out, _ = run("refresh", "--from", given, "--data", data, "--dry-run", "--format", "json")
    told = {row["set_id"]: row for row in json.loads(out)["sets"]}["csd_table_915_91201"]
    assert (told["figures"]["changed"][0]["old"], told["figures"]["changed"][0]["new"]) == ("7516", "7517")


def test_a_folder_without_any_official_file_is_said_to_be_one(run, data, given) -> None:
    found = "no file of any set was found, by its official name"
    assert found not in run("refresh", "--from", given, "--data", data, "--dry-run")[1]
    (given / EXPORT).rename(given / "mine.csv")
    status, out, _ = run("refresh", "--from", given, "--data", data, "--dry-run")
    assert status == 0 and found in out


def test_a_refused_set_ends_with_status_one(run, data, tmp_path) -> None:
    (tmp_path / EXPORT).write_bytes(b"<html>Service under maintenance</html>")
    status, out, _ = run("refresh", "--source", "csd_table_915_91201", "--from", tmp_path, "--data", data)
    assert status == 1 and "csd_table_915_91201: refused (html)" in out and "nothing was written" in out


def test_an_interrupted_update_can_be_finished_without_the_network(run, data) -> None:
    status, out, _ = run("refresh", "--recover", "--data", data)
    assert status == 0 and out == "no update was interrupted\n"


@pytest.mark.parametrize(("arguments", "told"), [
    (("--source", "love"), "--source love: no such set"),
    (("--from", "no/such/folder"), "--from no/such/folder: neither a folder nor an address"),
    (("--data", "no/such/folder"), "no such folder"),
])
def test_what_makes_no_sense_is_told(run, arguments, told) -> None:
    status, _, errors = run("refresh", *arguments)
    assert status == 2 and told in errors


def test_a_mirror_without_security_is_refused(run, data) -> None:
    status, out, _ = run("refresh", "--source", "owid_co2", "--from", "http://mirror.example", "--data", data,
                         "--dry-run")
    assert status == 1 and "refused (not_secure)" in out
