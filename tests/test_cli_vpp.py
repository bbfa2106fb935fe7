"""The commands of the virtual power plant: what they print and what they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

DAY = "2025-08-20"


@pytest.fixture(scope="module")
def building(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with made-up half-hours of a building; 80 kW less from 18:30 to 20:30 on the day of the event."""
    import numpy as np

    at = np.arange(49 * 48)
    starts = np.datetime64("2025-07-14T00:00") + at * np.timedelta64(30, "m")
    clock, weekday = at % 48 / 2, at // 48 % 7
    load = 300 + 100 * (clock >= 9) * (weekday < 5)
    load = load - 80 * ((starts >= np.datetime64(f"{DAY}T18:30")) & (starts < np.datetime64(f"{DAY}T20:30")))
    path = tmp_path_factory.mktemp("building") / "synthetic_building.csv"
    lines = [f"{start},{power}" for start, power in zip(starts, load, strict=True)]
    path.write_text("\n".join(["start,load_kw", *lines]), encoding="utf-8")
    return path


def test_the_portfolio_adds_up_to_the_city(run, database: Path) -> None:
    status, out, _ = run("vpp", "portfolio", "--format", "json")
    told = json.loads(out)
    assert status == 0 and len(told["data"]) == 5 * 18
    for end in ("low", "central", "high"):
        assert sum(row[end] for row in told["data"]) == pytest.approx(told["meta"]["city_mw"][end])
    assert told["meta"]["published_estimate_mw"] == 300  # SCMP, 2019: what smart meters may save CLP Power
    assert told["meta"]["kind"] == "assumed" and all(source["title"] for source in told["meta"]["sources"])


def test_a_reduction_in_a_file_is_found(run, database: Path, building: Path) -> None:
    event = ("vpp", "event", "--load", building, "--day", DAY, "--window", "18:30-20:30")
    status, out, _ = run(*event, "--format", "json")
    meta = json.loads(out)["meta"]
    assert status == 0 and meta["reduction_kw"] == pytest.approx(80) and meta["reduction_kwh"] == pytest.approx(160)
    assert meta["payment_hkd"]["low"] < meta["payment_hkd"]["central"] < meta["payment_hkd"]["high"]
    status, out, _ = run(*event)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 48 and sum(row["is_event"] == "True" for row in rows) == 4


def test_an_event_can_be_staged_on_the_modelled_load(run, database: Path) -> None:
    arguments = ("vpp", "event", "--scenario", "announced_targets", "--year", 2030, "--day", "2025-07-23",
                 "--window", "18:00-20:00", "--format", "json")
    plain, staged = (json.loads(run(*arguments, "--mw", power)[1])["meta"] for power in (0, 100))
    assert staged["reduction_kw"] - plain["reduction_kw"] == pytest.approx(100_000)
    assert staged["load"].startswith("modelled") and staged["kind"] == "assumed"


def test_the_accuracy_of_every_baseline_that_can_be_made(run, database: Path, building: Path) -> None:
    status, out, _ = run("vpp", "accuracy", "--load", building, "--window", "18:30-20:30", "--events", DAY)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and {row["method_id"] for row in rows} == {"ten_of_ten", "high_five_of_ten", "high_four_of_five"}
    assert all(float(row["scatter_percent"]) == pytest.approx(0, abs=1e-6) for row in rows)
    status, out, _ = run("vpp", "accuracy", "--scenario", "announced_targets", "--window", "18:00-20:00")
    assert "regression" in out


@pytest.mark.parametrize(("arguments", "said_of"), [
    (("--day", "20 August", "--window", "18:30-20:30"), "20 August"),
    (("--day", DAY, "--window", "evening"), "evening"), (("--day", DAY, "--window", "20:30-18:30"), "20:30"),
    (("--day", DAY, "--window", "18:10-20:00"), "18:10"), (("--day", "2024-08-20", "--window", "18:30-20:30"), "2024"),
    (("--day", "2025-07-15", "--window", "18:30-20:30"), "3 are needed"),
    (("--day", DAY, "--window", "18:30-20:30", "--mw", "5"), "--mw"),
    (("--day", DAY, "--window", "18:30-20:30", "--method", "regression"), "temperature"),
    (("--day", DAY, "--window", "18:30-20:30", "--scenario", "pilot_city"), "either"),
    (("--day", DAY, "--window", "18:30-20:30", "--events", "soon"), "soon"),
])
def test_what_makes_no_sense_is_refused_and_why(run, database: Path, building: Path, arguments, said_of) -> None:
    status, out, said = run("vpp", "event", "--load", building, *arguments)
    assert status == 2 and not out and said_of in said and "Traceback" not in said


def test_a_file_with_faults_has_each_named(run, database: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("start,load_kw\n2025-07-14T00:00,-3\n", encoding="utf-8")
    status, out, said = run("vpp", "accuracy", "--load", bad, "--window", "18:00-20:00")
    assert status == 2 and not out and "-3" in said and "load_kw" in said
