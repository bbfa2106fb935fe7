"""The command of the city inventory: what it prints and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from hkzero.model.city_inventory import ROWS

PUBLISHED_2024_T = 33_200_000  # press release of 22 January 2026: 33.2 million tonnes


def test_the_table_as_csv(run, database: Path) -> None:
    status, out, _ = run("inventory", "--year", 2023)
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert status == 0 and [row["gpc_ref"] for row in rows] == [row.gpc_ref for row in ROWS]
    assert all(bool(row["tonnes_co2e"]) != bool(row["notation_key"]) for row in rows)
    assert all(row["title_en"] and row["title_zh_hant"] and row["title_zh_hans"] and row["note"] for row in rows)
    assert all(row["source_id"] and row["kind"] for row in rows if row["tonnes_co2e"])
    # EMSD prints electricity by sector for 2023: that part of the activity data is observed.
    assert {row["gpc_ref"]: row["activity_data_quality"] for row in rows}["I.1.2"] == "H"


def test_totals_and_the_check_as_json(run, database: Path) -> None:
    status, out, _ = run("inventory", "--format", "json", "--lang", "zh-Hant")
    told = json.loads(out)
    meta, rows = told["meta"], told["data"]
    assert status == 0 and meta["year"] == 2024 and meta["official_total_t"] == PUBLISHED_2024_T
    for name in ("basic", "basic_plus", "territorial"):
        members = [row["tonnes_co2e"] for row in rows if row[f"in_{name}"] and row["tonnes_co2e"] is not None]
        assert sum(members) == pytest.approx(meta[f"{name}_t"], abs=0.1)
        by_scope = sum(value or 0 for value in meta["by_scope_t"][name].values())
        assert by_scope == pytest.approx(meta[f"{name}_t"], abs=0.1)
    assert sum(meta["difference_by_sector_t"].values()) == pytest.approx(meta["difference_t"], abs=0.1)
    assert "範圍1" in meta["said"]["finding"] and all(source["title"] for source in meta["sources"])


def test_the_workbook(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "inventory.xlsx"
    status, out, _ = run("inventory", "--year", 2017, "--format", "xlsx", "-o", file)
    book = openpyxl.load_workbook(file)
    assert status == 0 and not out and book.sheetnames == ["GPC table", "Details", "Sources", "Notes"]
    assert book["Details"].max_row == len(ROWS) + 1


@pytest.mark.parametrize(("arguments", "said"), [
    (("--year", "2018"), "--year 2018: one of 2010, 2011"), (("--year", "-1"), "2023, 2024"),
    (("--format", "xlsx"), "--output")])
def test_what_makes_no_sense_is_refused(run, database: Path, arguments, said: str) -> None:
    status, out, errors = run("inventory", *arguments)
    assert status == 2 and not out and said in errors
