"""The named checks: the real data pass them, and each is shown to find what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from hkzero.facts.build import BuildError, check
from hkzero.facts.checks import check_database, read_checks, run_checks
from hkzero.facts.identity import queries_folder
from tests.facts.synthetic import CHECKS, EMISSIONS, GENERATION, Project

FOLDER = queries_folder() / "checks"
NAMES = [path.stem for path in sorted(FOLDER.glob("*.sql"))]
# How the contents of each table are spoilt, and the file the finding must name.
SPOILT = {
    "conservation_between_views": (
        "update emissions_by_use set value = value * 1.001 where use = 'waste'", "queries/marts/emissions_by_use.sql"),
    "district_allocation_conserves": (
        "update district_allocation set value = value * 1.00001 where district = 'E' and period = '2024'",
        "queries/marts/district_allocation.sql"),
    "district_allocation_error": (
        "update district_allocation set error_percent = 99 where user_type = 'residential'",
        "queries/marts/district_proxy_test.sql"),
    "district_types_against_total": (
        "update buildings_district_electricity set value = value + 3 where user_type = 'commercial' and district = 'A'",
        "data/facts/buildings/district_electricity.csv"),
    "districts_complete": ("delete from district where district_code = 'R'", "data/geo/districts.geojson"),
    "duplicate_keys": (
        "insert into observation from observation where series_id = 'electricity.demand' limit 1", "data/facts/"),
    "electricity_fuels_against_total": (
        "update electricity_generation set value = value + 0.1 where fuel = 'coal'",
        "data/facts/electricity/generation.csv"),
    "end_use_shares_sum_to_one": (
        "update buildings_energy_end_use set value = value + 10 where series_id = 'buildings.energy_share_of_sector' "
        "and end_use = 'lighting'", "data/facts/buildings/energy_end_use.csv"),
    "energy_fuels_against_total": (
        "update buildings_energy_end_use set value = value + 10 where fuel = 'oil_coal'",
        "data/facts/buildings/energy_end_use.csv"),
    "energy_sectors_against_total": (
        "update buildings_energy_end_use set value = value + 10 where sector = 'commercial'",
        "data/facts/buildings/energy_end_use.csv"),
    "gaps": (
        "delete from observation where series_id = 'electricity.demand' and period = '2010'",
        "data/facts/electricity/generation.csv"),
    "inventory_sectors_against_total": (
        "update inventory_emissions_by_sector set value = value + 1000 where sector = 'waste'",
        "data/facts/inventory/emissions_by_sector.csv"),
    "lever_levels": (
        "update levers set announced_value = limit_value + 1 where lever_id = 'e_clean_imports'", "data/levers.csv"),
    "orphan_sources": ("delete from source where source_id = 'owid_energy'", "data/"),
    "point_district_stated": (
        "update point set district_stated = 'A' where point_id = 'black_point_ps'", "data/geo/points.geojson"),
    "reconciliation_tolerance": (
        "update reconciliation set ratio = ratio + 0.06 where sector = 'electricity'",
        "queries/marts/reconciliation.sql"),
    "scenario_settings": (
        "update scenario_settings set lever_id = 'no_such_lever' where scenario_id = 'no_clean_import'",
        "data/scenarios/no_clean_import.yaml"),
    "series_unit": (
        "update observation set unit = 'GWh' where series_id = 'electricity.demand'",
        "data/facts/electricity/generation.csv"),
    "shares_sum_to_one": (
        "update electricity_fuel_mix_shares set value = value + 60 where fuel = 'coal'",
        "data/facts/electricity/fuel_mix_shares.csv"),
    "titles_in_three_languages": (
        "update series set title_zh_hans = title_en where series_id = 'electricity.demand'", "data/series.csv"),
    "undefined_series": ("delete from series where series_id = 'electricity.demand'", "data/facts/"),
    "unknown_units": ("delete from unit where unit = 'TWh'", "data/"),
    "unused_series": ("delete from observation where series_id = 'electricity.demand'", "data/series.csv"),
    "unused_sources": (
        "insert into source by name select 'nobody_cites_it' as source_id, 999 as csv_row", "data/sources.csv"),
    "utility_sales_against_total": (
        "update electricity_utility set value = value + 100 where user_type = 'commercial'",
        "data/facts/electricity/utility.csv"),
    "value_present": (
        "update observation set value = null where series_id = 'electricity.demand'",
        "data/facts/electricity/generation.csv"),
}


@pytest.fixture(scope="module")
def copy(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a connection to a copy of the real tables that lets itself be spoilt: it has no keys."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'built'").fetchall()
        for (name,) in tables:
            connection.execute(f"create table {name} as from built.{name}")
        connection.execute("create table citation as from built.citation")
        connection.execute("detach built")
        yield connection


def test_the_real_data_pass_every_check(database: Path) -> None:
    errors = [str(finding) for finding in check_database(database, FOLDER) if finding.severity == "error"]
    assert errors == []


def test_every_check_is_shown_to_find_something() -> None:
    assert sorted(SPOILT) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_what_it_is_for(name: str, copy: duckdb.DuckDBPyConnection) -> None:
    change, file = SPOILT[name]
    before = {str(finding) for finding in run_checks(copy, FOLDER) if finding.check == name}
    copy.execute("begin")
    try:
        changed = copy.execute(change).fetchone()
        assert changed[0] > 0, "the change changed nothing"
        found = [finding for finding in run_checks(copy, FOLDER) if finding.check == name]
    finally:
        copy.execute("rollback")
    new = [finding for finding in found if str(finding) not in before]
    assert new
    assert all(finding.file.startswith(file) and finding.expected and finding.what for finding in new), new[0]
    # A feature of a map stands in no line that a person would count; a key of a scenario is found by its name.
    if file.startswith("data/") and not file.startswith(("data/geo/", "data/scenarios/")):
        assert all(finding.row > 1 for finding in new)


def test_what_is_a_remark_and_no_fault() -> None:
    severity = {item.name: item.header["severity"] for item in read_checks(FOLDER)}
    assert {name for name, value in severity.items() if value == "info"} == {
        "district_allocation_error", "gaps", "point_district_stated"}


@pytest.mark.parametrize(("text", "message"), [
    ("-- check: odd\n-- what: x\nselect 1", r"checks/odd.sql: the header needs `-- severity: error`"),
    ("-- check: odd\n-- severity: fatal\n-- what: x\nselect 1", r"checks/odd.sql: the header needs `-- severity"),
    ("-- check: other\n-- severity: info\n-- what: x\nselect 1", r"checks/odd.sql: found `-- check: other`"),
    ("-- check: odd\n-- severity: info\n-- what: x\nselect 1 as file", r"checks/odd.sql: returns file, expected file,"),
    ("-- check: odd\n-- severity: info\n-- what: x\nselect x from nowhere", r"checks/odd.sql: Catalog Error"),
])
def test_a_faulty_check_is_told_with_its_file(project: Project, text: str, message: str) -> None:
    project.build()
    project.write_query("checks", "odd", text)
    with pytest.raises(BuildError, match=message):
        check(database=project.out, queries=project.queries)


@pytest.fixture
def default(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project that the commands find without being told where it is."""
    monkeypatch.setenv("HKZERO_DATA", str(project.data))
    monkeypatch.setenv("HKZERO_DATABASE", str(project.out))
    return project


def test_check_looks_at_the_present_data_not_at_an_old_database(default: Project) -> None:
    assert check(queries=default.queries) == []
    assert not default.out.exists(), "a check does not build the database of the app"
    default.build()
    stamp = default.out.stat().st_mtime_ns
    default.replace(GENERATION, ",all,2020,5.5,", ",all,2020,7,")
    assert [str(finding) for finding in check(queries=default.queries)] == [
        "data/facts/demo/generation.csv row 3: the fuels add up to 5.5, expected 7.0 TWh"]
    assert check(database=default.out, queries=default.queries) == []
    assert default.out.stat().st_mtime_ns == stamp


def test_check_returns_the_faults_of_files_that_cannot_be_built(default: Project) -> None:
    default.replace(EMISSIONS, "office_2020", "nobody")
    (finding,) = check(queries=default.queries)
    assert (finding.file, finding.row, finding.column) == ("data/facts/demo/emissions.csv", 2, "source_id")
    default.write_query("marts", "total", "select")
    default.replace(EMISSIONS, "nobody", "office_2020")
    with pytest.raises(BuildError, match="marts/total.sql"):
        check(queries=default.queries)


def test_errors_come_before_remarks(project: Project) -> None:
    text = CHECKS["fuels_add_up"].replace("fuels_add_up", "a_remark").replace("severity: error", "severity: info")
    project.write_query("checks", "a_remark", text.replace("> 0.01", ">= 0"))
    project.write_query("checks", "fuels_add_up", CHECKS["fuels_add_up"].replace("> 0.01", ">= 0"))
    project.build(checks=False)
    severities = [finding.severity for finding in check(database=project.out, queries=project.queries)]
    assert severities == ["error", "error", "info", "info"]
