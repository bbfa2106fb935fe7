"""The command of the payback of electric vehicles: what it prints and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from hkzero.cli_battery import VEHICLES
from hkzero.model import vehicle_payback

FEW = ("--draws", "100")


def told(run, *arguments: str) -> dict:
    status, out, _ = run("battery", "payback", *FEW, *arguments, "--format", "json")
    assert status == 0
    return json.loads(out)


def test_every_vehicle_and_every_year_of_purchase_has_a_row(run, database: Path) -> None:
    status, out, _ = run("battery", "payback", *FEW)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and len(rows) == len(VEHICLES) * 27
    assert {row["vehicle"] for row in rows} == set(VEHICLES) == set(vehicle_payback.VEHICLES)
    for row in rows:
        assert float(row["months_low"]) <= float(row["months"])
        assert not row["months_high"] or float(row["months"]) <= float(row["months_high"])
        assert 0 <= float(row["never_share"]) <= 1


def test_the_answer_says_what_it_rests_on(run, database: Path) -> None:
    found = told(run, "--vehicle", "taxi", "--year", "2026", "--scenario", "pilot_city")
    (row,), meta = found["data"], found["meta"]
    assert row["twin_fuel"] == "lpg" and row["year_of_purchase"] == 2026
    assert row["km"] == pytest.approx(row["months"] / 12 * 132_000, rel=1e-4)
    assert meta["scenario"] == "pilot_city" and meta["upstream_counts"] and meta["kind"] == "scenario"
    named = {source["source_id"] for source in meta["sources"]}
    assert {"desnz_2023", "emsd_eui", "tac_2014"} <= named and all(source["title"] for source in meta["sources"])


def test_options_change_what_they_should(run, database: Path) -> None:
    def months(*options: str) -> float:
        return told(run, "--vehicle", "private_car", "--year", "2030", *options)["data"][0]["months"]

    usual = months()
    assert months("--replacements", "1") > 1.5 * usual
    assert months("--chemistry", "nmc811") > usual
    assert months("--no-upstream") > usual > months("--scenario", "pilot_city")
    row = told(run, "--vehicle", "private_car", "--year", "2040")["data"][0]
    assert row["months_if_grid_stays"] > row["months"]


def test_what_is_never_reached_is_no_number(run, database: Path) -> None:
    found = told(run, "--vehicle", "taxi_hybrid", "--scenario", "frozen_2024", "--year", "2024", "--replacements", "2")
    assert found["data"][0]["months_high"] is None and found["data"][0]["never_share"] > 0.05


@pytest.mark.parametrize(("arguments", "named"), [
    (("--year", "2023"), "--year 2023: from 2024 to 2050"), (("--year", "2051"), "2050"),
    (("--chemistry", "unobtainium"), "lfp"), (("--scenario", "moon"), "moon"), (("--draws", "0"), "--draws 0"),
    (("--seed", "-1"), "--seed -1"), (("--replacements", "3"), "--replacements 3: from 0 to 2"),
])
def test_bad_input_is_named(run, database: Path, arguments: tuple[str, str], named: str) -> None:
    status, out, said = run("battery", "payback", *arguments)
    assert status == 2 and not out and named in said


def test_an_unknown_vehicle_is_refused(run, database: Path, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as left:
        run("battery", "payback", "--vehicle", "boat")
    assert left.value.code == 2 and "boat" in capsys.readouterr().err


def test_it_is_written_to_a_file(run, database: Path, tmp_path: Path) -> None:
    path = tmp_path / "payback.csv"
    status, out, _ = run("battery", "payback", *FEW, "--vehicle", "taxi", "--year", "2026", "-o", path)
    assert status == 0 and not out
    assert path.read_text().startswith("vehicle,twin_fuel,year_of_purchase,months")
