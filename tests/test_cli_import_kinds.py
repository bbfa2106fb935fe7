"""The commands that bring a fleet and a meter file, and what each kind writes. All figures in them are made up."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

SYNTHETIC = """Plate,Vehicle class,Fuel type,Number,Distance (km),Fuel used (L),Electricity (kWh),Year
=1+1,private car,petrol,2,20000,2000,,2023
的士,的士,石油氣,1,,5000,,2024
Bus,double-deck bus,electric,1,,,10000,2024
"""
METER = "timestamp,load (kW)\n" + "".join(
    f"2024-07-{day:02d} {hour:02d}:00,{10 + hour}\n" for day in range(1, 4) for hour in range(24))


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    path = tmp_path / "vehicles.csv"
    path.write_text(SYNTHETIC, encoding="utf-8")
    return path


@pytest.fixture
def meter(tmp_path: Path) -> Path:
    path = tmp_path / "meter.csv"
    path.write_text(METER, encoding="utf-8")
    return path


def test_a_fleet_is_worked_out_kept_shown_and_deleted(run, database: Path, fleet: Path) -> None:
    status, out, errors = run("import", fleet, "--as", "fleet", "--format", "json")
    assert status == 0, errors
    told = json.loads(out)
    assert [row["scope_1_t"] for row in told["data"]] == pytest.approx([5.337, 8.43, 0], abs=0.001)
    assert (told["meta"]["year"], told["meta"]["vehicles"], told["meta"]["electric"]) == (2024, 2, 1)
    assert told["meta"]["sources"]
    kept = fleet.with_suffix(".duckdb")
    status, again, _ = run("import", kept, "--as", "fleet", "--stored", "--format", "json")
    assert status == 0 and json.loads(again)["data"] == told["data"]
    status, _, errors = run("import", kept, "--as", "portfolio", "--delete")
    assert status == 1 and "not a stored portfolio" in errors and kept.exists()
    status, said, _ = run("import", kept, "--as", "fleet", "--delete")
    assert status == 0 and "3 rows" in said and not kept.exists()


def test_a_meter_file_is_worked_out_kept_shown_and_deleted(run, database: Path, meter: Path) -> None:
    status, out, errors = run("import", meter, "--as", "meter", "--format", "json")
    assert status == 0, errors
    told = json.loads(out)
    assert told["meta"]["energy_kwh"] == 3 * sum(range(10, 34)) and told["meta"]["peak_at"] == "2024-07-01 23:00"
    assert {"level", "code"} <= set(told["meta"]["report"][0]) and told["data"][0]["period"] == "2024-07"
    kept = meter.with_suffix(".duckdb")
    status, again, _ = run("import", kept, "--as", "meter", "--stored")
    assert status == 0 and list(csv.DictReader(io.StringIO(again)))[0]["period"] == "2024-07"
    status, said, _ = run("import", kept, "--as", "meter", "--delete")
    assert status == 0 and "72 intervals" in said and not kept.exists()


def test_check_and_columns_keep_nothing(run, database: Path, fleet: Path, meter: Path) -> None:
    for path, kind in ((fleet, "fleet"), (meter, "meter")):
        assert run("import", path, "--as", kind, "--check")[0] == 0
        status, out, _ = run("import", path, "--as", kind, "--columns")
        assert status == 0 and any(one["unit"] for one in json.loads(out).values())
    assert sorted(fleet.parent.iterdir()) == sorted([fleet, meter])


def test_a_name_that_a_spreadsheet_would_run_is_defused(run, database: Path, fleet: Path, tmp_path: Path) -> None:
    status, out, _ = run("import", fleet, "--as", "fleet", "--check")
    assert status == 0 and next(csv.DictReader(io.StringIO(out)))["name"] == "'=1+1"
    book = tmp_path / "out.xlsx"
    assert run("import", fleet, "--as", "fleet", "--check", "--format", "xlsx", "-o", book)[0] == 0
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["data", "totals", "sources"] and sheets["data"]["B2"].value == "'=1+1"
    assert sheets["sources"].max_row > 1
    status, _, errors = run("import", fleet, "--as", "fleet", "--check", "--format", "xlsx")
    assert status == 2 and "--output" in errors


def test_every_fault_is_told_by_row_and_nothing_is_kept(run, database: Path, fleet: Path, meter: Path) -> None:
    fleet.write_text(SYNTHETIC + "X,tank,coal,none,-1,,,23\n", encoding="utf-8")
    status, out, errors = run("import", fleet, "--as", "fleet")
    assert status == 2 and not out and not fleet.with_suffix(".duckdb").exists()
    for part in ("Row 5", "tank", "coal", "none", "-1", "23"):
        assert part in errors
    meter.write_text(METER.replace("2024-07-02 05:00,15", "2024-07-02 05:00,minus"), encoding="utf-8")
    status, out, errors = run("import", meter, "--as", "meter")
    assert status == 2 and "minus" in errors and not meter.with_suffix(".duckdb").exists()


@pytest.mark.parametrize(("arguments", "said"), [
    (("--unit", "load=horses"), "horses"), (("--unit", "gas=MJ"), "gas"), (("--column", "gas=Smell"), "gas"),
    (("--column", "load=Smell"), "Smell")])
def test_a_choice_that_makes_no_sense_of_a_meter_is_refused(run, database: Path, meter: Path, arguments, said) -> None:
    status, _, errors = run("import", meter, "--as", "meter", *arguments)
    assert status == 2 and said in errors
