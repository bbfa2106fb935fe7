"""The command of all batteries of the city: what it prints and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest


def told(run, *arguments: object) -> dict:
    status, out, said = run("battery", "fleet", *arguments, "--format", "json")
    assert status == 0, said
    return json.loads(out)


def value(found: dict, year: int, measure: str, group: str = "all", end: str = "central") -> float:
    return next(row[end] for row in found["data"]
                if (row["year"], row["measure"], row["group"]) == (year, measure, group))


def test_it_prints_a_row_for_each_year_measure_and_group(run, database: Path) -> None:
    status, out, _ = run("battery", "fleet", "--scenario", "pilot_city")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and list(rows[0]) == ["year", "measure", "group", "low", "central", "high", "unit", "kind"]
    assert {row["unit"] for row in rows} == {"GWh", "kt", "kt CO2e"} and {row["kind"] for row in rows} == {"scenario"}
    assert len(rows) == len({(row["year"], row["measure"], row["group"]) for row in rows})


def test_it_names_what_it_rests_on_and_adds_up(run, database: Path) -> None:
    found = told(run, "--scenario", "announced_targets")
    assert {"peiseler_2024", "transitjam_2021bus"} <= {source["source_id"] for source in found["meta"]["sources"]}
    assert "no inventory of Hong Kong" in found["meta"]["territory"]
    change = value(found, 2040, "in_service") - value(found, 2039, "in_service")
    assert value(found, 2040, "added") == pytest.approx(change + value(found, 2040, "retired"))


def test_storage_and_cleaner_grids_change_what_they_should(run, database: Path) -> None:
    usual = told(run, "--scenario", "pilot_city")
    stored = told(run, "--scenario", "pilot_city", "--storage-gwh", "2", "--storage-from", "2032")
    cleaner = told(run, "--scenario", "pilot_city", "--cleaner-grids")
    assert value(stored, 2032, "added", "storage") == 2 and value(usual, 2032, "added", "storage") == 0
    carbon = [value(one, 2032, "embodied_carbon") for one in (usual, stored, cleaner)]
    assert carbon[1] - carbon[0] == pytest.approx(2 * 62)  # LFP of Peiseler et al. 2024
    assert carbon[2] == pytest.approx(carbon[0] * (1 - 0.38 * 9 / 27))


def test_it_writes_to_a_file(run, database: Path, tmp_path: Path) -> None:
    status, out, _ = run("battery", "fleet", "-o", tmp_path / "fleet.csv")
    assert status == 0 and not out
    assert (tmp_path / "fleet.csv").read_text(encoding="utf-8").startswith("year,measure,group")


@pytest.mark.parametrize(("arguments", "said_of"), [
    (("--scenario", "moon"), "moon"), (("--storage-gwh", "-1"), "--storage-gwh -1"),
    (("--storage-gwh", "1e9"), "from 0 to 100"), (("--storage-gwh", "nan"), "--storage-gwh nan"),
    (("--storage-from", "1999"), "--storage-from 1999: from 2025"),
])
def test_what_makes_no_sense_is_refused_and_why(run, database: Path, arguments, said_of) -> None:
    status, out, said = run("battery", "fleet", *arguments)
    assert status == 2 and not out and said_of in said
