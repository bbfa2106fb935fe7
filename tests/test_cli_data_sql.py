"""`python -m hkzero sql`: rows in three forms, and the reason of a refusal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pyarrow import parquet

ASKED = "select source_id, length(title) as letters from source order by source_id limit 3"


def test_rows_as_csv_and_json(run, database: Path) -> None:
    status, out, said = run("sql", ASKED)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and not said and len(rows) == 3 and rows[0].keys() == {"source_id", "letters"}
    status, out, _ = run("sql", "select capacity_mw, [1, 2] as list, date '2024-01-02' as day from point limit 1",
                         "--format", "json")
    told = json.loads(out)
    assert status == 0 and told["meta"]["units"] == {"capacity_mw": "MW"} and len(told["meta"]["content_sha256"]) == 64
    assert told["data"][0]["list"] == "[1, 2]" and told["data"][0]["day"] == "2024-01-02"


def test_a_parquet_file_holds_its_statement(run, database: Path, tmp_path: Path) -> None:
    status, out, _ = run("sql", ASKED, "--format", "parquet", "-o", tmp_path / "rows.parquet")
    table = parquet.read_table(tmp_path / "rows.parquet")
    assert status == 0 and table.num_rows == 3
    assert json.loads(table.schema.metadata[b"hkzero"])["sql"] == ASKED
    status, out, said = run("sql", ASKED, "--format", "parquet")
    assert status == 2 and not out and "-o" in said


@pytest.mark.parametrize(("statement", "said_of"), [
    ("drop table source", "SELECT"), ("select * from read_csv('/etc/passwd')", "read_csv"),
    ("select nothing from source", "nothing"), ("select * from nowhere", "nowhere"), ("", "no statement"),
    ("select list_sum(range(400000000))", "memory"), ("select 1; select 2", "One statement"),
])
def test_what_is_refused_is_said(run, database: Path, statement: str, said_of: str) -> None:
    status, out, said = run("sql", statement)
    assert status == 2 and not out and said_of in said and "Traceback" not in said


def test_that_there_is_more_is_said_apart_from_the_rows(run, database: Path) -> None:
    status, out, said = run("sql", "select * from range(20000)")
    assert status == 0 and len(out.splitlines()) == 10_001 and "there is more" in said


def test_switched_off(run, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HKZERO_PUBLIC_SQL", "off")
    assert run("sql", ASKED)[0] == 1
