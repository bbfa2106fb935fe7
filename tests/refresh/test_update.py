"""A refresh as a whole: what is written, what is not, and that nothing is ever lost or half-written."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from hkzero.refresh import update
from hkzero.refresh.commit import recover
from hkzero.refresh.faults import Refused
from hkzero.refresh.gather import Place
from hkzero.refresh.sets import SETS
from tests.refresh.conftest import OFFICIAL, ROOT, build_once, fingerprint

CSD, EXPORT = "csd_table_915_91201", "monthly_electricity_gas_by_user_type_915_91201.csv"
DISTRICT_FILE = "consumption_by_district_and_customer_type.csv"
# Made-up figures: a month that is not published yet, its parts adding up to its total.
NEW_MONTH = b"2026,May,3900,10000,950,17,14867,0,1100,880,128,2108\n"


def with_new_month(name: str = EXPORT) -> bytes:
    """Return C&SD's table with one synthetic month more."""
    body = (OFFICIAL / name).read_bytes()
    at = body.index(b" ,", body.index(b"2026,Apr"))
    return body[:at] + NEW_MONTH + body[at:]


def rows_of(data: Path, table: str) -> list[dict[str, str]]:
    with (data / "facts" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mirrored(replay) -> Place:
    return Place(mirror=replay.url)


def test_all_official_sets_say_what_the_facts_say(run_on, data, replay) -> None:
    before = fingerprint(data)
    report = update.refresh(tuple(SETS.values()), run_on(mirrored(replay)))
    results = {outcome.set_id: outcome.result for outcome in report.outcomes}
    assert set(results.values()) == {"unchanged", "checked"} and results["had_districts"] == "checked"
    assert report.written == () and fingerprint(data) == before


def test_a_new_month_is_taken_in_and_the_rest_stays_byte_for_byte(run_on, data, replay, tmp_path) -> None:
    replay.bodies[EXPORT] = with_new_month()
    before = (data / "facts/electricity/consumption_by_user.csv").read_bytes().splitlines()
    report = update.refresh([SETS[CSD]], run_on(mirrored(replay)))
    (outcome,) = report.outcomes
    assert outcome.result == "updated" and len(outcome.difference.new) == 10 and not outcome.difference.changed
    assert report.written == ("facts/electricity/consumption_by_user.csv",)
    after = (data / "facts/electricity/consumption_by_user.csv").read_bytes().splitlines()
    assert len(after) == len(before) + 10 and set(before) < set(after)
    place = next(at for at, line in enumerate(after) if b"electricity,all,all,2026-05,14867,TJ,observed," in line)
    assert b"electricity,all,all,2026-04" in after[place - 1]  # where a person would put it
    assert build_once(data, tmp_path / "check.duckdb", ROOT / "queries")["tables"] > 50
    again = update.refresh([SETS[CSD]], run_on(mirrored(replay)))
    assert again.outcomes[0].result == "unchanged" and again.written == ()


def test_the_log_says_where_every_figure_came_from(run_on, data, replay) -> None:
    replay.bodies[EXPORT] = with_new_month()
    update.refresh([SETS[CSD]], run_on(mirrored(replay)))
    (entry,) = update.read_log(data)
    (file,) = entry["files"]
    assert entry["result"] == "updated" and entry["new"] == 10 and entry["vintage"] == "2026"
    assert file["url"] == f"{replay.url}/{EXPORT}" and len(file["sha256"]) == 64 and file["at"] and file["size"]


def test_a_dry_run_tells_and_changes_nothing(run_on, data, replay) -> None:
    replay.bodies[EXPORT] = with_new_month()
    before = fingerprint(data)
    report = update.refresh([SETS[CSD]], run_on(mirrored(replay), dry_run=True))
    assert report.outcomes[0].result == "would_update" and len(report.outcomes[0].difference.new) == 10
    assert fingerprint(data) == before and not (data / "refresh").exists()


def test_a_changed_figure_is_told_with_its_old_value(run_on, data, replay) -> None:
    body = (OFFICIAL / DISTRICT_FILE).read_bytes()
    replay.bodies[DISTRICT_FILE] = body.replace(b"304,1338,27,1669", b"304,1340,27,1671")
    report = update.refresh([SETS["hke_by_district"]], run_on(mirrored(replay)))
    assert sorted(map(str, report.outcomes[0].difference.changed)) == [
        "buildings.district_electricity A 2025-H2: 1669 → 1671 GWh",
        "buildings.district_electricity A commercial 2025-H2: 1338 → 1340 GWh"]
    values = [row["value"] for row in rows_of(data, "buildings/district_electricity")
              if (row["district"], row["user_type"], row["period"]) == ("A", "commercial", "2025-H2")]
    assert values == ["1340"]


def test_a_vanished_figure_is_told_and_kept(run_on, data, replay) -> None:
    body = (OFFICIAL / EXPORT).read_bytes()
    replay.bodies[EXPORT] = body.replace(b"2025,Mar,2763,7970,803,19,11555,0,1372,898,128,2398\n", b"")
    before = fingerprint(data)
    (outcome,) = update.refresh([SETS[CSD]], run_on(mirrored(replay))).outcomes
    assert len(outcome.difference.vanished) == 10 and outcome.result == "unchanged"
    assert fingerprint(data) == before


def test_a_file_that_lost_a_fifth_is_refused(run_on, data, replay) -> None:
    lines = (OFFICIAL / EXPORT).read_bytes().splitlines(keepends=True)
    replay.bodies[EXPORT] = b"".join(line for line in lines if not line.startswith((b"2025,Mar", b"2025,Apr",
                                                                                   b"2025,May", b"2025,Jun")))
    (outcome,) = update.refresh([SETS[CSD]], run_on(mirrored(replay))).outcomes
    assert outcome.code == "vanished" and "40 of 170 figures are gone" in outcome.what


def test_an_older_issue_does_not_replace_a_newer_one(run_on, data, replay) -> None:
    replay.bodies[EXPORT] = with_new_month().replace(b"29 May, 2026", b"29 May, 2025")
    (outcome,) = update.refresh([SETS[CSD]], run_on(mirrored(replay))).outcomes
    assert outcome.code == "older"


def test_a_new_edition_stands_beside_the_old_one_with_its_source(run_on, data, replay) -> None:
    """The years of tables 8 and 12 are moved by two: a made-up edition 2027 that is not registered yet."""
    for name in ("table08.csv", "table12.csv"):
        lines = (OFFICIAL / name).read_text(encoding="utf-8").splitlines()
        replay.bodies[name] = "\n".join([lines[0], *(str(int(line[:4]) + 2) + line[4:] for line in lines[1:]),
                                         ""]).encode()
    report = update.refresh([SETS["emsd_end_use"]], run_on(mirrored(replay)))
    assert report.outcomes[0].result == "updated", report.outcomes[0].what
    assert report.written == ("facts/buildings/energy_end_use.csv", "sources.csv")
    vintages = [row["vintage"] for row in rows_of(data, "buildings/energy_end_use")
                if row["source_id"] in ("emsd_eeud_2025", "emsd_eeud_2027")]
    assert vintages.count("2025") == vintages.count("2027") == 139
    with (data / "sources.csv").open(encoding="utf-8", newline="") as file:
        source = next(row for row in csv.DictReader(file) if row["source_id"] == "emsd_eeud_2027")
    assert source["accessed"] == "2026-11-28" and "2027" in source["title"]


FAULTS = [("404", "not_found"), ("500", "server_error"), ("timeout", "timeout"), ("html", "html"),
          ("truncated", "truncated"), ("bomb", "bomb")]
BODIES = [("columns", lambda body: body.replace(b"Domestic", b"Residential")),
          ("encoding", lambda body: body.replace(b"joules", "焦耳".encode("big5")) + b"\xff\n"),
          ("truncated", lambda body: body[:700])]


@pytest.mark.parametrize(("fault", "code"), FAULTS)
def test_what_fails_loses_nothing_and_the_others_go_on(run_on, data, replay, official, fault, code) -> None:
    replay.faults[EXPORT] = fault
    if fault == "404":  # once is enough: the build of the others' figures takes its time
        body = (OFFICIAL / DISTRICT_FILE).read_bytes()
        replay.bodies[DISTRICT_FILE] = body.replace(b"304,1338,27,1669", b"304,1340,27,1671")
    before = (data / "facts/electricity/consumption_by_user.csv").read_bytes()
    failed, good = update.refresh([official(CSD), official("hke_by_district")], run_on()).outcomes
    assert (failed.result, failed.code) == ("refused", code) and EXPORT in failed.what or code == "html"
    assert good.result == ("updated" if fault == "404" else "unchanged")
    assert (data / "facts/electricity/consumption_by_user.csv").read_bytes() == before
    assert [entry["code"] for entry in update.read_log(data)] == [code, ""]


@pytest.mark.parametrize(("code", "damage"), BODIES)
def test_a_damaged_file_changes_nothing(run_on, data, replay, official, code, damage) -> None:
    replay.bodies[EXPORT] = damage((OFFICIAL / EXPORT).read_bytes())
    before = fingerprint(data)
    report = update.refresh([official(CSD)], run_on())
    assert report.outcomes[0].code == code and report.written == ()
    assert fingerprint(data) == before


def test_a_certificate_that_is_not_trusted_changes_nothing(run_on, data, self_signed) -> None:
    before = fingerprint(data)
    (outcome,) = update.refresh([SETS[CSD]], run_on(Place(mirror=self_signed.url))).outcomes
    assert outcome.code == "not_secure" and fingerprint(data) == before


def test_what_the_checks_of_the_project_refuse_is_not_written(run_on, data, replay, official) -> None:
    """A unit that is not that of the series passes the parser of a made-up set and stops at the build."""
    one = official(CSD)
    wrong = replace(one, parse=lambda files: [row | {"unit": "GWh"} for row in one.parse(files)])
    replay.bodies[EXPORT] = with_new_month()
    before = fingerprint(data)
    report = update.refresh([wrong], run_on())
    assert update.read_state(data) == {}  # so the file is asked for again, whole
    assert report.outcomes[0].code == "build" and "unit" in report.outcomes[0].what
    assert fingerprint(data) == before and report.written == ()


def test_an_unchanged_file_is_not_sent_twice(run_on, data, replay, official) -> None:
    one = official("csd_electricity_gas")
    assert update.refresh([one], run_on()).outcomes[0].difference.same == 153
    assert update.refresh([one], run_on()).outcomes[0].result == "unchanged"
    assert ["If-None-Match" in headers for _, headers in replay.asked] == [False, False, True, True]
    # When one of the two has changed, both are needed: the other is asked for again, whole.
    name = "MDT_91_915-91201_ELEC_LOCAL_Raw_Tjou_n.csv"
    replay.bodies[name] = (OFFICIAL / name).read_bytes().replace(b"2025,1,,10990", b"2025,1,,10991")
    assert len(update.refresh([one], run_on()).outcomes[0].difference.changed) == 1


def test_a_refused_file_is_asked_for_again(run_on, data, replay, official) -> None:
    one = official(CSD)
    replay.bodies[EXPORT] = (OFFICIAL / EXPORT).read_bytes().replace(b"Domestic", b"Residential")
    update.refresh([one], run_on())
    assert update.read_state(data) == {}
    replay.bodies.clear()
    assert update.refresh([one], run_on()).outcomes[0].difference.same == 170


def test_a_folder_is_read_by_the_official_names(run_on, data, tmp_path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / EXPORT).write_bytes(with_new_month())
    report = update.refresh(tuple(SETS.values()), run_on(Place(folder=folder), explicit=False))
    results = {outcome.set_id: outcome.result for outcome in report.outcomes}
    assert results.pop(CSD) == "updated" and set(results.values()) == {"absent"}
    named = update.refresh([SETS["owid_co2"]], run_on(Place(folder=folder)))
    assert named.outcomes[0].code == "missing" and "owid-co2-data.csv is not in given/" in named.outcomes[0].what


def test_a_set_without_an_address_is_left_to_the_reader(run_on, data) -> None:
    (outcome,) = update.refresh([SETS["icap_prices"]], run_on()).outcomes
    assert outcome.result == "by_hand" and outcome.what == SETS["icap_prices"].page


def test_a_package_that_lists_the_file(run_on, data, replay) -> None:
    one = SETS["hke_by_type"]
    name = one.resources[0].name
    replay.bodies["package_show"] = json.dumps({"result": {"resources": [
        {"format": "PDF", "url": "https://elsewhere.example/a.pdf"},
        {"format": "csv", "url": f"{replay.url}/{name}"}]}}).encode()
    listed = replace(one.resources[0], listed_by=f"{replay.url}/package_show?id=synthetic")
    there = replace(one, resources=(listed,), hosts=frozenset({"localhost"}))
    assert update.refresh([there], run_on()).outcomes[0].difference.same == 108
    for answer in (b"{}", b'{"result": {"resources": []}}', b"<html>", b'{"result": {"resources": [7]}}'):
        replay.bodies["package_show"] = answer
        assert update.refresh([there], run_on()).outcomes[0].result == "refused"


def test_of_two_at_once_one_waits_for_nobody(run_on, data) -> None:
    (data / "refresh").mkdir()
    before = fingerprint(data)
    with FileLock(data / "refresh" / update.LOCK), pytest.raises(update.Busy, match="another refresh is running"):
        update.refresh([SETS[CSD]], run_on())
    assert fingerprint(data) == before


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from hkzero.refresh import commit, update
from hkzero.refresh.download import Downloader
from hkzero.refresh.gather import Place
from hkzero.refresh.sets import SETS

data, given, queries, when = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
rename = os.replace

def replace(source, target):
    last = Path(target).name
    if (when == "before_the_journal" and last == commit.JOURNAL) or (
            when == "between_files" and last == "energy_end_use.csv"):
        os.kill(os.getpid(), signal.SIGKILL)
    rename(source, target)

commit.os.replace = replace
update.build = lambda *_: None  # the test itself builds from what is there in the end
update.refresh([SETS["emsd_end_use"], SETS["csd_table_915_91201"]],
               update.Run(data, queries, Place(folder=given), Downloader(), False, True, date(2026, 11, 28)))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize(("when", "recovered"), [("before_the_journal", False), ("between_files", True)])
def test_a_refresh_that_is_killed_leaves_facts_that_are_whole(run_on, data, tmp_path, when, recovered) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / EXPORT).write_bytes(with_new_month())
    for name in ("table08.csv", "table12.csv"):
        text = (OFFICIAL / name).read_text(encoding="utf-8")
        lines = text.splitlines()
        (given / name).write_text("\n".join([lines[0], *(str(int(line[:4]) + 2) + line[4:] for line in lines[1:]), ""]),
                                  encoding="utf-8")
    before = fingerprint(data)
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    ended = subprocess.run([sys.executable, script, data, given, ROOT / "queries", when], cwd=ROOT, check=False,
                           env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    if recovered:  # one file is new, the others are old, each of them whole; what is left to do is written down
        assert (data / "refresh" / "journal.json").exists()
        assert len(rows_of(data, "buildings/energy_end_use")) == len(rows_of(ROOT / "data", "buildings/energy_end_use"))
    else:
        assert fingerprint(data) == before
    # The next run finishes what counted, or begins afresh; in the end everything is there, once.
    report = update.refresh([SETS["emsd_end_use"], SETS[CSD]], run_on(Place(folder=given)))
    assert report.recovered == recovered
    assert len([row for row in rows_of(data, "buildings/energy_end_use") if row["vintage"] == "2027"]) == 139
    assert len([row for row in rows_of(data, "electricity/consumption_by_user") if row["period"] == "2026-05"]) == 10
    assert not (data / "refresh" / "journal.json").exists() and not (data / "refresh" / "staged").exists()
    assert build_once(data, tmp_path / "end.duckdb", ROOT / "queries")["tables"] > 50


def test_a_journal_that_does_not_fit_is_not_followed(data) -> None:
    folder = data / "refresh"
    folder.mkdir()
    entry = {"staged": "0.staged", "file": "units.csv", "sha256": "0" * 64}
    (folder / "journal.json").write_text(json.dumps([entry]), encoding="utf-8")
    before = fingerprint(data)
    with pytest.raises(Refused, match="units.csv is neither"):
        recover(data)
    (folder / "staged").mkdir()
    (folder / "staged" / "0.staged").write_bytes(b"half")
    with pytest.raises(Refused, match="damaged"):
        recover(data)
    assert fingerprint(data) == before


def test_somebody_elses_change_in_the_meantime_is_not_overwritten(run_on, data, replay, monkeypatch) -> None:
    path = data / "facts/electricity/consumption_by_user.csv"
    replay.bodies[EXPORT] = with_new_month()
    proven = update._faulty

    def changed_meanwhile(*told):
        path.write_bytes(path.read_bytes() + b"# synthetic\n")
        return proven(*told)

    monkeypatch.setattr(update, "_faulty", changed_meanwhile)
    report = update.refresh([SETS[CSD]], run_on(mirrored(replay)))
    assert report.outcomes[0].result == "refused" and path.read_bytes().endswith(b"# synthetic\n")


def test_find_sets_by_id_or_publication() -> None:
    assert [one.set_id for one in update.find_sets("csd_915_91201")] == ["csd_electricity_gas", CSD]
    assert len(update.find_sets(None)) == len(SETS)
    with pytest.raises(KeyError):
        update.find_sets("love")
