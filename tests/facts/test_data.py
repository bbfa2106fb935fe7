"""The real data: a valid Frictionless package, every row in the database, the same contents each time."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import duckdb

from hkzero.facts.build import build
from hkzero.facts.identity import data_folder
from hkzero.facts.package import read_package

CORE = {
    "inventory_emissions_by_sector", "inventory_emission_announcements", "inventory_population", "inventory_gdp",
    "electricity_generation", "electricity_fuel_mix_shares", "electricity_consumption_by_user", "electricity_utility",
    "electricity_generating_units", "electricity_tariffs", "electricity_renewables", "buildings_energy_end_use",
    "source", "series", "unit", "target", "assumption", "levers",
}
MARTS = {
    "emissions_by_source", "emissions_by_use", "electricity_emissions", "building_emissions", "transport_emissions",
    "official_inventory", "reconciliation",
}


def lines_of(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def test_the_folder_is_a_valid_data_package() -> None:
    # In a process of its own: the library leaves warnings and loggers behind that other tests would trip over.
    code = ("import sys, frictionless; report = frictionless.validate(sys.argv[1]); "
            "print(report.to_summary() if not report.valid else 'valid', report.stats['tasks'])")
    done = subprocess.run((sys.executable, "-c", code, str(data_folder() / "datapackage.yaml")),
                          capture_output=True, text=True, check=False)
    assert done.stdout.startswith("valid "), done.stdout + done.stderr
    assert int(done.stdout.split()[1]) == len(read_package(data_folder()).tables)


def test_every_row_of_every_file_is_in_its_table(database: Path) -> None:
    tables = read_package(data_folder()).tables
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        stored = {table.name: connection.execute(f"select count(*) from built.{table.name}").fetchone()[0]
                  for table in tables}
        observed = dict(connection.execute(
            "select table_name, count(*) from built.observation group by table_name").fetchall())
    assert stored == {table.name: lines_of(table.path) for table in tables}
    assert observed == {table.name: stored[table.name] for table in tables if table.is_fact}


def test_every_observation_can_be_found_in_its_file(database: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        wanted = connection.execute(
            "select file, csv_row, source_id, vintage from built.observation using sample reservoir(300 rows) "
            "repeatable (7)").fetchall()
    for file, row, source_id, vintage in wanted:
        with (data_folder().parent / file).open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            before = reader.reader.line_num
            for record in reader:
                if (before or 1) + 1 == row:
                    assert (record["source_id"], record.get("vintage") or None) == (source_id, vintage)
                    break
                before = reader.line_num
            else:
                raise AssertionError(f"{file} has no row {row}")


def test_the_tables_that_others_rely_on_are_there(database: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        names = {name for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'built' and comment is not null").fetchall()}
        undescribed = connection.execute(
            "select table_name, column_name from duckdb_columns() where database_name = 'built' and comment is null "
            "and table_name in (select distinct table_name from built.observation)").fetchall()
    assert (CORE | MARTS | {"observation", "build"}) - names == set()
    assert undescribed == []


def test_another_build_of_the_real_data_has_the_same_contents(database: Path, tmp_path: Path) -> None:
    again = build(out=tmp_path / "again.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        recorded = connection.execute("select input_sha256, content_sha256, tables, rows from built.build").fetchone()
    assert recorded == tuple(again[name] for name in ("input_sha256", "content_sha256", "tables", "rows"))
