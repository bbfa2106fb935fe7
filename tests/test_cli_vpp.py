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


def test_what_is_there_in_a_window_is_less_than_all_of_it(run, database: Path) -> None:
    def told(*window: str) -> dict:
        status, out, _ = run("vpp", "portfolio", "--window", *window, "--format", "json")
        assert status == 0
        return json.loads(out)

    evening, night, long = (told(window) for window in ("19:00-20:00", "03:00-04:00", "14:00-22:00"))
    for end in ("low", "central", "high"):
        amount = evening["meta"]["in_the_window_mw"][end]
        assert night["meta"]["in_the_window_mw"][end] < amount <= evening["meta"]["city_mw"][end]
        assert long["meta"]["in_the_window_mw"][end] < amount
        assert sum(row[f"in_window_{end}"] for row in evening["data"]) == pytest.approx(amount)
    assert told("12:00-13:00", "--day-type", "rest_day")["meta"]["day_type"] == "rest_day"
    for window in ("20:00-19:00", "noon", "20:00-26:00", "18:30-18:30"):
        status, out, said = run("vpp", "portfolio", "--window", window)
        assert status == 2 and not out and window in said


def test_a_reduction_in_a_file_is_found(run, database: Path, building: Path) -> None:
    event = ("vpp", "event", "--load", building, "--day", DAY, "--window", "18:30-20:30")
    status, out, _ = run(*event, "--format", "json")
    meta = json.loads(out)["meta"]
    assert status == 0 and meta["reduction_kw"] == pytest.approx(80) and meta["reduction_kwh"] == pytest.approx(160)
    assert meta["payment_hkd"]["low"] < meta["payment_hkd"]["central"] < meta["payment_hkd"]["high"]
    status, out, _ = run(*event)
    assert meta["at_system_peak_kw"] is None and meta["saved_kg_co2e"] is None  # no system was named
    assert meta["without_an_event"]["reduction_kw"] == pytest.approx(0, abs=1e-6)  # its days are all alike
    early = ("vpp", "event", "--load", building, "--day", "2025-07-17", "--window", "18:30-20:30", "--format", "json")
    assert run(*early)[0] == 0  # three days before it, and so one more after it that can be tried
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 48 and sum(row["is_event"] == "True" for row in rows) == 4


def test_an_event_can_be_staged_on_the_modelled_load(run, database: Path) -> None:
    arguments = ("vpp", "event", "--scenario", "announced_targets", "--year", 2030, "--day", "2025-07-23",
                 "--window", "18:00-20:00", "--format", "json")
    plain, staged = (json.loads(run(*arguments, "--mw", power)[1])["meta"] for power in (0, 100))
    assert staged["reduction_kw"] - plain["reduction_kw"] == pytest.approx(100_000)
    assert staged["load"].startswith("modelled") and staged["kind"] == "assumed"
    assert staged["saved_kg_co2e"] > plain["saved_kg_co2e"] and staged["saved_kind"] == "assumed"
    # What was staged is known: 100 MW for two hours, and the central share of it comes back.
    truth = staged["as_staged"]
    assert truth["reduction_kw"] == pytest.approx(100_000) and truth["rebound_kwh"] == pytest.approx(0.3 * 200_000)
    assert truth["saved_kg_co2e"] > 0 and plain["as_staged"] is None
    # On the load of a city the baseline errs by as much: this is what keeps a reader from believing the measurement.
    assert staged["without_an_event"]["reduction_kw"] > 50_000 and staged["without_an_event"]["days"] > 300


def test_a_buildings_event_has_its_carbon_and_its_power_at_the_peak_of_a_system(run, database: Path,
                                                                                  building: Path) -> None:
    def told(window: str) -> dict:
        status, out, _ = run("vpp", "event", "--load", building, "--day", DAY, "--window", window, "--system",
                             "frozen_2024", "--format", "json")
        assert status == 0
        return json.loads(out)["meta"]

    meta = told("18:30-20:30")
    intensity = meta["system"]["intensity_kg_per_kwh"]
    # 80 kW: half an hour from 18:30, an hour from 19:00, half an hour from 20:00; nothing came back
    expected = 80 * (intensity[18] / 2 + intensity[19] + intensity[20] / 2)
    assert meta["saved_kg_co2e"] == pytest.approx(expected) and meta["rebound_kwh"] == pytest.approx(0)
    assert meta["at_system_peak_kw"] is None and not 19 <= meta["system"]["peak_hour"] < 20
    assert meta["system"]["sources"] and meta["system"]["kind"] == "assumed"
    hour = meta["system"]["peak_hour"]
    assert told(f"{hour}:00-{hour + 1}:00")["at_system_peak_kw"] == pytest.approx(0)


def test_the_accuracy_of_every_baseline_that_can_be_made(run, database: Path, building: Path) -> None:
    status, out, _ = run("vpp", "accuracy", "--load", building, "--window", "18:30-20:30", "--events", DAY)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and {row["method_id"] for row in rows} == {"ten_of_ten", "high_five_of_ten", "high_four_of_five"}
    assert all(float(row["scatter_percent"]) == pytest.approx(0, abs=1e-6) for row in rows)
    status, out, _ = run("vpp", "accuracy", "--scenario", "announced_targets", "--window", "18:00-20:00")
    assert "regression" in out


@pytest.mark.parametrize(("arguments", "said_of"), [
    (("--day", "20 August", "--window", "18:30-20:30"), "20 August"),
    *(((("--day", day, "--window", "18:30-20:30")), f"--day {day}: a day like") for day in
      ("NaT", "today", "2025", "2025-08", "2025-08-20T12", "2025-02-30")),
    (("--day", DAY, "--window", "18:30-18:30"), "--window 18:30-18:30: it begins before it ends"),
    (("--day", DAY, "--window", "18:30-20:30", "--events", "NaT"), "--events NaT: a day like"),
    (("--day", DAY, "--window", "evening"), "evening"), (("--day", DAY, "--window", "20:30-18:30"), "20:30"),
    (("--day", DAY, "--window", "18:10-20:00"), "18:10"), (("--day", "2024-08-20", "--window", "18:30-20:30"), "2024"),
    (("--day", "2025-07-15", "--window", "18:30-20:30"), "3 are needed"),
    (("--day", DAY, "--window", "18:30-20:30", "--mw", "5"), "--mw"),
    (("--day", DAY, "--window", "18:30-20:30", "--method", "regression"), "temperature"),
    (("--day", DAY, "--window", "18:30-20:30", "--scenario", "pilot_city"), "either"),
    (("--day", DAY, "--window", "18:30-20:30", "--events", "soon"), "soon"),
    (("--day", DAY, "--window", "18:30-20:30", "--system", "no_such_scenario"), "no_such_scenario"),
    (("--day", DAY, "--window", "18:30-20:30", "--system", "pilot_city", "--year", "2090"), "2090"),
])
def test_what_makes_no_sense_is_refused_and_why(run, database: Path, building: Path, arguments, said_of) -> None:
    status, out, said = run("vpp", "event", "--load", building, *arguments)
    assert status == 2 and not out and said_of in said and "Traceback" not in said


def test_a_file_with_faults_has_each_named(run, database: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("start,load_kw\n2025-07-14T00:00,-3\n", encoding="utf-8")
    status, out, said = run("vpp", "accuracy", "--load", bad, "--window", "18:00-20:00")
    assert status == 2 and not out and "-3" in said and "load_kw" in said
