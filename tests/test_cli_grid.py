"""The commands about the hourly system: what they print, what they write, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASE = ("--scenario", "announced_targets", "--year", 2035)
FLEXIBLE = ("--battery-mw", 500, "--managed-charging", 50, "--vehicle-to-grid", 10, "--demand-response", 100)


@pytest.fixture(scope="module")
def told(database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Return what a dispatch with every kind of flexibility says as JSON."""
    from hkzero import cli

    file = tmp_path_factory.mktemp("dispatch") / "dispatch.json"
    arguments = ("dispatch", *CASE, "--weeks", 3, *FLEXIBLE, "--format", "json", "-o", file)
    assert cli.main([str(argument) for argument in arguments]) == 0
    return json.loads(file.read_text(encoding="utf-8"))


def test_a_dispatch_says_what_it_rests_on(told) -> None:
    meta = told["meta"]
    assert (meta["scenario"], meta["year"], meta["kind"], meta["hours_modelled"]) == ("announced_targets", 2035,
                                                                                     "assumed", 504)
    assert meta["sources"] and all(source["title"] for source in meta["sources"])
    assert meta["options"]["battery_mw"] == 500 and meta["options"]["managed_charging_share"] == 0.5
    assert len(meta["content_sha256"]) == 64
    total = {row["fuel"]: row for row in meta["account"]}["total"]
    assert total["dispatch_gwh"] == pytest.approx(total["account_gwh"], rel=0.005)


def test_each_hour_of_a_dispatch_balances(told) -> None:
    for row in told["data"]:
        supply = sum(value for name, value in row.items() if name.endswith("_mw") and name.startswith(
            ("generation_", "discharge_", "given_back_", "response_", "unserved_")))
        use = sum(value for name, value in row.items() if name.endswith("_mw") and name.startswith(
            ("load_", "charge_", "moved_")))
        assert supply == pytest.approx(use, abs=1e-4)  # figures are told to six decimals
    assert sum(row["weight_hours"] for row in told["data"]) == pytest.approx(8760)
    assert {row["start"][10:] for row in told["data"]} == {f"T{hour:02}:00" for hour in range(24)}


def test_flexibility_never_costs_more_than_none(told) -> None:
    plain = told["meta"]["without_flexibility"]
    assert told["meta"]["objective_hkd"] <= plain["objective_hkd"] + 1
    assert "battery" in told["meta"]["discharged_gwh"] and "battery" not in plain["discharged_gwh"]


def test_a_dispatch_is_a_table_or_a_file_for_other_programmes(run, database: Path, tmp_path: Path) -> None:
    import xarray

    file = tmp_path / "dispatch.nc"
    status, output, errors = run("dispatch", *CASE, "--weeks", 2, "--two-zones", "--objective", "carbon",
                                 "--battery-mw", 200, "--format", "netcdf", "-o", file)
    assert (status, output) == (0, "") and "336 hours modelled" in errors
    with xarray.open_dataset(file) as read:
        assert read.sizes["hour"] == 336 and read.attrs["scenario"] == "announced_targets"
        assert read["load"].attrs["units"] == "MW" and read.attrs["objective"] == "carbon"
        assert {"battery_clp", "battery_hk_electric"} <= set(read["name_charge"].values.tolist())
        file_load = read["load"].values
    status, output, errors = run("dispatch", *CASE, "--weeks", 2)
    rows = list(csv.DictReader(io.StringIO(output)))
    assert status == 0 and len(rows) == 336 and "HK$" in errors
    assert [float(row["load_mw"]) for row in rows] == pytest.approx(file_load, abs=1e-5)


def test_what_the_solver_prints_stands_in_no_table(database: Path) -> None:
    done = subprocess.run((sys.executable, "-m", "hkzero", "dispatch", *map(str, CASE), "--weeks", "1"), cwd=ROOT,
                          capture_output=True, text=True, encoding="utf-8", check=True, env=os.environ)
    assert done.stdout.startswith("start,weight_hours,marginal_unit") and len(done.stdout.splitlines()) == 169


def test_adequacy_is_told_without_and_with_flexibility(run, database: Path) -> None:
    arguments = ("adequacy", *CASE, "--years", 60, *FLEXIBLE)
    status, output, errors = run(*arguments)
    rows = {row["case"]: row for row in csv.DictReader(io.StringIO(output))}
    assert (status, errors) == (0, "")
    assert float(rows["with_flexibility"]["unserved_mwh"]) <= float(rows["without_flexibility"]["unserved_mwh"])
    assert rows["without_flexibility"]["years"] == "60"
    found = json.loads(run(*arguments, "--format", "json")[1])
    assert found["meta"]["exact_without_flexibility"]["loss_of_load_hours"] >= 0
    assert found["meta"]["standard_days_a_year"] == 0.1 and found["meta"]["sources"]


@pytest.mark.parametrize(("arguments", "words"), [
    (("dispatch", "--scenario", "nowhere", "--year", 2035), "no scenario and no file is called 'nowhere'"),
    (("dispatch", "--scenario", "announced_targets", "--year", 2061), "--year 2061: from 2025 to 2050"),
    (("dispatch", *CASE, "--weeks", 0), "--weeks 0: from 1 to 52"),
    (("dispatch", *CASE, "--format", "netcdf"), "name a file with -o FILE"),
    (("dispatch", *CASE, "--battery-mw", -1), "--battery-mw -1: a number from 0 to 20,000 is expected"),
    (("dispatch", *CASE, "--battery-mw", "nan"), "--battery-mw nan: a number from 0 to"),
    (("dispatch", *CASE, "--managed-charging", 150), "--managed-charging 150: a number from 0 to 100 is expected"),
    (("dispatch", *CASE, "--battery-mw", 1, "--battery-efficiency", 5), "--battery-efficiency 5: a number from 30 to"),
    (("adequacy", *CASE, "--years", 0), "0 years to play through"),
    (("adequacy", *CASE, "--seed", -1), "--seed -1"),
])
def test_what_makes_no_sense_is_refused_in_a_sentence(run, database: Path, arguments, words) -> None:
    status, output, errors = run(*arguments)
    assert (status, output) == (2, "") and words in errors and "Traceback" not in errors


def test_weeks_and_the_full_year_exclude_each_other(run, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        run("dispatch", *CASE, "--weeks", 2, "--full")
    assert left.value.code == 2 and "not allowed with" in capsys.readouterr().err


def synthetic_year(folder: Path, *, mean_mw: float = 5_500, hours: int = 8760) -> Path:
    """Write a made-up year of load, high in the afternoon and in summer, and return the file."""
    import numpy as np

    at = np.arange(hours)
    load = mean_mw * (1 - 0.2 * np.cos(2 * np.pi * (at % 24 - 2) / 24) - 0.2 * np.cos(2 * np.pi * at / hours))
    starts = np.datetime64("2025-01-01T00:00") + at * np.timedelta64(1, "h")
    lines = [f"{start},{power:.1f}" for start, power in zip(starts, load, strict=True)]
    path = folder / "synthetic_load.csv"
    path.write_text("\n".join(["start,load_mw", *lines]), encoding="utf-8")
    return path


def test_ones_own_load_takes_the_place_of_the_modelled_one(run, database: Path, tmp_path: Path) -> None:
    status, out, said = run("dispatch", *CASE, "--weeks", 2, "--load", synthetic_year(tmp_path), "--format", "json")
    meta = json.loads(out)["meta"]
    assert status == 0 and meta["load_gwh"] == pytest.approx(5.5 * 8760, rel=0.001)
    assert meta["load_file"]["name"] == "synthetic_load.csv" and len(meta["load_file"]["found"]) > 3
    assert all(line in said for line in meta["load_file"]["found"])


@pytest.mark.parametrize(("change", "said_of"), [
    ({"hours": 8000}, "8,000"), ({"mean_mw": 5.5}, "not the load of Hong Kong"), ({"mean_mw": -5_500}, "load_mw"),
])
def test_a_load_that_is_not_the_citys_is_refused(run, database: Path, tmp_path: Path, change, said_of) -> None:
    status, out, said = run("dispatch", *CASE, "--weeks", 2, "--load", synthetic_year(tmp_path, **change))
    assert status == 2 and not out and said_of in said and "Traceback" not in said


def test_a_load_file_that_is_not_there_is_named(run, database: Path, tmp_path: Path) -> None:
    status, out, said = run("dispatch", *CASE, "--load", tmp_path / "none.csv")
    assert status == 2 and not out and "none.csv" in said
