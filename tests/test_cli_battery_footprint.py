"""The command for one battery's footprint: what it prints in each form and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from hkzero.cli_battery import CAPACITIES, FOOTPRINT_OPTIONS
from hkzero.model import battery_declaration, battery_service

COMMAND = ("battery", "footprint")


def test_a_car_by_the_draft_method(run, database: Path) -> None:
    status, out, _ = run(*COMMAND, "--use", "car", "--capacity", 60, "--usable", 90, "--warranty-years", 8,
                         "--embodied", 70, "--format", "json")
    told = json.loads(out)
    assert status == 0 and told["meta"]["notice"].startswith("Not a declaration")
    assert told["meta"]["results"]["delivered"]["central"] == pytest.approx(60 * 0.9 * 60 * 8)
    assert told["meta"]["results"]["production_per_kwh"]["central"] == pytest.approx(70 / (0.9 * 60 * 8))
    assert {row["part"] for row in told["data"]} == {"input", "step"}
    assert all(source["title"] for source in told["meta"]["sources"])


def test_the_table_has_every_input_and_step(run, database: Path) -> None:
    status, out, _ = run(*COMMAND, "--use", "stationary", "--second-life", "energy", "--chemistry", "nmc811")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    assert status == 0 and {"cycle_life", "fade", "delivered", "per_kwh", "second_per_kwh", "losses"} <= set(rows)
    assert float(rows["per_kwh"]["low"]) < float(rows["per_kwh"]["central"]) < float(rows["per_kwh"]["high"])
    assert rows["embodied"]["source_id"] == "peiseler_2024" and rows["per_kwh"]["basis"] == "derived"


def test_a_declaration_meets_its_schema_and_is_the_same_each_time(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "battery.json"
    command = (*COMMAND, "--use", "bus", "--format", "declaration", "--date", "2026-11-28")
    assert run(*command, "-o", file)[0] == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(battery_declaration.schema()).validate(document)
    assert document["generated"] == "2026-11-28" and json.loads(run(*command)[1]) == document


@pytest.mark.parametrize(("arguments", "named"), [
    (("--warranty-years", 0), "--warranty-years 0.0: a number above 0"),
    (("--use", "stationary", "--efficiency", 120), "--efficiency 120.0: a number above 0 and at most 100, in %"),
    (("--second-life", "economic", "--price-ratio", -1), "--price-ratio -1.0: a number 0 or more"),
    (("--capacity", "nan"), "--capacity nan"), (("--chemistry", "love"), "--chemistry love: one of lfp, nmc811"),
    (("--depth", 80), "--depth 80.0: for car, one of"), (("--date", "today"), "--date today: a day like"),
])
def test_what_makes_no_sense_is_explained(run, database: Path, arguments, named) -> None:
    status, out, said = run(*COMMAND, *arguments)
    assert status == 2 and not out and named in said


def test_the_options_are_the_fields_of_the_model() -> None:
    fields = {field for field, _, _ in FOOTPRINT_OPTIONS.values()} | {"capacity"}
    rare = {"distribution", "end_of_life", "recycling_saving", "cff_a", "remaining", "repurposing"}
    assert fields | rare == set(battery_service.LIMITS) and set(CAPACITIES) == set(battery_service.USES)
