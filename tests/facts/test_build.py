"""A build that succeeds: what is in the database, and that the same input gives the same contents."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import duckdb
import pytest

from hkzero.facts.build import BuildError, build, ensure_built
from hkzero.facts.identity import content_sha256, input_sha256, recorded_input
from tests.facts import synthetic
from tests.facts.synthetic import EMISSIONS, GENERATION, Project


@pytest.fixture
def built(project: Project):
    """Return a connection to the synthetic database."""
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        yield connection


def rows(connection, question: str) -> list[tuple]:
    return connection.execute(question).fetchall()


def test_summary_says_what_was_built(project: Project) -> None:
    summary = project.build()
    assert json.loads(json.dumps(summary)) == summary
    assert set(summary) == {"out", "tables", "rows", "seconds", "input_sha256", "content_sha256"}
    assert (summary["tables"], summary["rows"]) == (5 + 3, sum(len(lines) - 1 for lines in synthetic.FILES.values()))
    assert Path(summary["out"]) == project.out
    assert sorted(path.name for path in project.out.parent.iterdir()) == [".demo.duckdb.lock", "demo.duckdb"]


def test_table_build_holds_the_summary(project: Project) -> None:
    summary = project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        cursor = connection.execute("from build")
        names = [column[0] for column in cursor.description]
        (row,) = cursor.fetchall()
    recorded = dict(zip(names, row, strict=True))
    assert {name: recorded[name] for name in ("tables", "rows", "input_sha256", "content_sha256")} == {
        name: summary[name] for name in ("tables", "rows", "input_sha256", "content_sha256")}
    assert recorded["duckdb_version"] == duckdb.__version__
    assert recorded_input(project.out) == summary["input_sha256"]


def test_every_cell_arrives_with_its_type_and_the_line_it_stands_in(built) -> None:
    header, *lines = synthetic.FILES[GENERATION]
    stored = rows(built, "from demo_generation order by csv_row")
    expected = [
        tuple((float(cell) if name in ("value", "high") else cell) if cell else None
              for name, cell in zip(header, line, strict=True))
        for line in lines
    ]
    assert [row[:-1] for row in stored] == expected
    # The note of the third row runs over two lines, so the rows after it stand one line lower.
    assert [row[-1] for row in stored] == [2, 3, 4, 6, 7, 8]
    assert rows(built, "select typeof(published), typeof(csv_row) from source limit 1") == [("DATE", "INTEGER")]


def test_an_empty_cell_is_not_zero(built) -> None:
    question = "select value, high, value_text from demo_emissions order by csv_row"
    assert rows(built, question) == [(None, 10.0, None), (None, None, "not given"), (0.0, None, None)]


def test_keys_checks_and_comments_are_in_the_database_itself(built) -> None:
    found = rows(built, "select constraint_type, count(*) from duckdb_constraints() "
                        "where table_name = 'demo_generation' group by all")
    # Checks: a code list for fuel and for kind, a pattern for period, a minimum for value.
    assert {"PRIMARY KEY": 1, "FOREIGN KEY": 3, "CHECK": 4}.items() <= dict(found).items()
    comments = dict(rows(built, "select column_name, comment from duckdb_columns() where table_name = 'total'"))
    assert comments["value"] == "sum [TWh]"
    assert dict(rows(built, "select column_name, comment from duckdb_columns() where table_name = 'source'")) == {
        "source_id": "the source_id", "publisher": "the publisher", "title": "the title",
        "published": "the published", "csv_row": "line in the file"}
    tables = dict(rows(built, "select table_name, comment from duckdb_tables()"))
    assert tables["source"] == "Publications" and tables["a_share"].endswith("in the total of its year.")
    assert tables["build"] and tables["observation"]


@pytest.mark.parametrize(("change", "violation"), [
    ("insert into demo_generation select * replace ('nobody' as source_id) from demo_generation", "foreign key"),
    ("insert into demo_generation from demo_generation limit 1", "primary key"),
    ("update demo_generation set value = -1", "CHECK"),
    ("update demo_generation set note = note, fuel = 'tar'", "CHECK"),
    ("insert into demo_generation select * replace ('soon' as period) from demo_generation limit 1", "CHECK"),
    ("insert into demo_generation select * replace (null as kind, '2050' as period, null as unit) "
     "from demo_generation limit 1", "NOT NULL"),
])
def test_the_database_refuses_what_the_declaration_forbids(project: Project, change: str, violation: str) -> None:
    project.build()
    with duckdb.connect(str(project.out)) as connection:
        with pytest.raises(duckdb.ConstraintException, match=f"(?i){violation}"):
            connection.execute(change)


def test_observation_holds_every_row_of_every_fact_table(built) -> None:
    facts = sum(len(synthetic.FILES[name]) - 1 for name in (GENERATION, EMISSIONS))
    assert rows(built, "select count(*) from observation") == [(facts,)]
    assert rows(built, "select series_id, table_name, file, dimensions, period, value, unit, kind, source_id, vintage, "
                       "note from observation where csv_row = 8") == [
        ("demo.generation", "demo_generation", "data/facts/demo/generation.csv", "fuel=gas", "2020", 3.0, "TWh",
         "observed", "office_2021", "2021", '"about", twice')]


def test_citation_finds_every_row_that_names_a_publication(built) -> None:
    question = "select table_name, count(*), any_value(column_name) from citation group by all order by all"
    assert rows(built, question) == [("demo_emissions", 3, "source_id"), ("demo_generation", 6, "source_id")]


def test_two_builds_agree_on_their_contents(project: Project) -> None:
    first, second = project.build(), project.build()
    assert first["content_sha256"] == second["content_sha256"]
    assert first["input_sha256"] == second["input_sha256"]
    with duckdb.connect(str(project.out), read_only=True) as connection:
        assert content_sha256(connection) == first["content_sha256"]


def test_the_order_of_the_rows_in_a_file_changes_where_they_stand_and_nothing_else(project: Project) -> None:
    before = project.build()
    question = "select * exclude (csv_row) from demo_emissions order by all"
    with duckdb.connect(str(project.out), read_only=True) as connection:
        contents = rows(connection, question)
    header, *lines = synthetic.FILES[EMISSIONS]
    synthetic.write_csv(project.data / EMISSIONS, [header, *reversed(lines)])
    after = project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        assert rows(connection, question) == contents
    assert after["input_sha256"] != before["input_sha256"]


@pytest.mark.parametrize("change", [
    lambda project: project.replace(GENERATION, ",2020,5.5,", ",2020,5.50,"),
    lambda project: project.replace("datapackage.yaml", "Publications", "Publications cited"),
    lambda project: project.write_query("marts", "total", synthetic.MARTS["total"] + "\n"),
    lambda project: (project.data / "geo.geojson").write_text("{}"),
], ids=["cell", "declaration", "mart", "geometry"])
def test_any_input_changes_the_input_hash(project: Project, change) -> None:
    before = input_sha256(project.data, project.queries)
    change(project)
    assert input_sha256(project.data, project.queries) != before


@pytest.mark.parametrize("change", [
    lambda project: (project.data / "README.md").write_text("words"),
    lambda project: ((project.data / "build").mkdir(), (project.data / "build" / "export.csv").write_text("a\n1\n")),
    lambda project: os.utime(project.data / GENERATION, (0, 0)),
    lambda project: project.write_query("checks", "more", synthetic.CHECKS["fuels_add_up"]),
], ids=["prose", "output", "date", "check"])
def test_what_is_no_input_does_not_change_the_input_hash(project: Project, change) -> None:
    before = input_sha256(project.data, project.queries)
    change(project)
    assert input_sha256(project.data, project.queries) == before


def test_a_value_that_differs_changes_the_content_hash(project: Project) -> None:
    before = project.build()["content_sha256"]
    project.replace(EMISSIONS, ",,10,", ",,10.000000000000002,")
    assert project.build()["content_sha256"] != before


def test_ensure_built_builds_once_and_again_when_the_input_changes(project: Project) -> None:
    first = ensure_built(project.out, project.data, project.queries)
    assert (first.path, first.built, first.failure, first.fresh) == (project.out, True, None, True)
    stamp = project.out.stat().st_mtime_ns
    assert ensure_built(project.out, project.data, project.queries).built is False
    assert project.out.stat().st_mtime_ns == stamp
    project.replace(EMISSIONS, ",,10,", ",,11,")
    assert ensure_built(project.out, project.data, project.queries).built is True


def test_ensure_built_leaves_open_stores_alone(project: Project) -> None:
    """Whoever has the old file open goes on reading it; whoever opens the path gets the new one."""
    project.build()
    with duckdb.connect(":memory:") as reader:
        reader.execute(f"attach '{project.out}' as old (read_only)")
        assert ensure_built(project.out, project.data, project.queries).built is False
        project.replace(EMISSIONS, ",,10,", ",,11,")
        assert ensure_built(project.out, project.data, project.queries).built is True
        assert rows(reader, "select high from old.demo_emissions where csv_row = 2") == [(10.0,)]
    with duckdb.connect(str(project.out), read_only=True) as reader:
        assert rows(reader, "select high from demo_emissions where csv_row = 2") == [(11.0,)]


def test_paths_come_from_the_environment(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HKZERO_DATA", str(project.data))
    monkeypatch.setenv("HKZERO_DATABASE", str(project.out))
    assert build(queries=project.queries)["out"] == str(project.out)
    assert ensure_built(queries=project.queries).path == project.out


def test_inputs_that_change_during_the_build_are_noticed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    import hkzero.facts.build as module

    def spoil_then_load(*arguments) -> None:
        load(*arguments)
        project.replace(EMISSIONS, ",,10,", ",,11,")

    load = module._load_tables
    monkeypatch.setattr(module, "_load_tables", spoil_then_load)
    with pytest.raises(BuildError, match="changed during the build"):
        project.build()
    assert not project.out.exists()


@pytest.mark.parametrize(("change", "told"), [
    (lambda sql: sql + " LIMIT 2", "data/facts/demo/emissions.csv: loaded 2, expected 3"),
    (lambda sql: sql.replace('"fuel",', """nullif("fuel", 'gas'),""", 1), "NOT NULL constraint failed"),
    (lambda sql: sql.replace('"high",', 'nullif("high", 10),', 1), "emissions.csv column high: loaded 0, expected 1"),
], ids=["row", "key", "cell"])
def test_rows_and_cells_lost_on_loading_are_noticed(
        project: Project, monkeypatch: pytest.MonkeyPatch, change, told: str) -> None:
    from hkzero.facts import schema

    load = schema.load_table
    monkeypatch.setattr(schema, "load_table", lambda table: (
        change(load(table)) if table.name == "demo_emissions" else load(table)))
    with pytest.raises(BuildError) as caught:
        project.build()
    assert told in str(caught.value)
    assert not project.out.exists()


def test_hashing_the_inputs_takes_a_moment(database: Path) -> None:
    from hkzero.facts.identity import data_folder, queries_folder

    data, queries = data_folder(), queries_folder()
    input_sha256(data, queries)
    started = time.process_time()
    input_sha256(data, queries)
    assert time.process_time() - started < 0.1
