"""The store is read-only, locked, safe under threads, and its failures say what to do."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from hkzero import store as store_module
from hkzero.measure import Kind
from hkzero.store import BadParameter, MixedUnits, StoreError, UnknownQuery, UnknownTable, open_store, parse_query


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


def test_answer_carries_its_evidence(store):
    answer = store.ask("emissions_by_sector", since=2017)
    assert answer.unit == "kt CO2e"
    assert answer.kind is Kind.DERIVED
    assert "inventory.emissions" in answer.series
    assert answer.sources and answer.vintages and answer.sql and answer.formula
    assert answer.data_to == "2024"
    assert answer.content == store.content


def test_data_reach_to_the_newest_date_named(store):
    # feed-in tariff: spans, the newest of them open; source rows: months, spans and undated figures together
    assert store.ask("feed_in_tariff").data_to == "2022-04-27"
    assert store.ask("monthly_consumption").data_to == "2026-04"
    assert store.ask("source_rows", limit=100000).data_to[:1].isdigit()


@pytest.mark.parametrize(("question", "data_to"), [
    ("charging_targets", ""), ("electric_car_projection", ""), ("building_savings", "2024"), ("carbon_prices", "2025"),
])
def test_a_plan_for_a_year_is_no_figure_of_it(store, question, data_to):
    assert store.ask(question).data_to[:4] == data_to


def test_same_question_same_key_and_parameters_tell_apart(store):
    one, two = store.ask("electricity_mix"), store.ask("electricity_mix", since=2020)
    assert one.key == store.ask("electricity_mix").key != two.key


def test_unknown_question_names_the_nearest(store):
    with pytest.raises(UnknownQuery, match="electricity_mix"):
        store.ask("electricty_mix")


def test_parameter_the_question_does_not_take(store):
    with pytest.raises(BadParameter, match="colour.*since"):
        store.ask("electricity_mix", colour="red")


@pytest.mark.parametrize("value", ["2000; drop table build", "' or 1=1 --", "abc"])
def test_parameters_are_values_never_sql(store, value):
    with pytest.raises(StoreError, match="electricity_mix"):
        store.ask("electricity_mix", since=value)
    assert not store.ask("electricity_mix").empty


def test_many_threads_get_their_own_answers(store):
    years = [2000 + number % 20 for number in range(120)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda year: store.ask("electricity_mix", since=year), years))
    assert [int(answer.frame["period"].min()) for answer in answers] == years


@pytest.mark.parametrize("statement", [
    "create table stolen (a integer)", "insert into build select * from build", "drop table source",
    "select * from read_csv('/etc/passwd')", "copy source to 'stolen.csv'", "attach 'other.duckdb'",
    "set enable_external_access = true", "install spatial", "load spatial", "from read_text('/etc/hostname')",
])
def test_database_is_locked(store, statement):
    with store._cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement)


def test_a_runaway_query_is_stopped(store):
    with store._cursor() as cursor, pytest.raises(duckdb.InterruptException):
        cursor.execute("select count(*) from range(1000000000) a, range(1000000000) b").fetchall()


def synthetic_database(path, content):
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table build as select ? as content_sha256", [content])


def test_a_replaced_file_is_opened_anew(tmp_path):
    path, newer = tmp_path / "a.duckdb", tmp_path / "b.duckdb"
    synthetic_database(path, "old")
    old = open_store(path)
    synthetic_database(newer, "new")
    os.replace(newer, path)
    assert open_store(path).content == "new"
    with old._cursor() as cursor:
        assert cursor.execute("select content_sha256 from build").fetchone() == ("old",)


def test_same_file_is_opened_once(database):
    assert open_store(database) is open_store(database)


def test_missing_file_says_how_to_build(tmp_path):
    with pytest.raises(StoreError, match="python -m hkzero build"):
        open_store(tmp_path / "none.duckdb")


def test_corrupt_file_says_what_to_do(tmp_path):
    path = tmp_path / "corrupt.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match="Delete the file and run"):
        open_store(path)


def test_mixed_units_are_refused(store, monkeypatch):
    query = store_module.find_query("feed_in_tariff_uptake")
    changed = store_module.Query(**{name: getattr(query, name) for name in query.__dataclass_fields__}
                                 | {"units_by_row": False})
    monkeypatch.setattr(store_module, "find_query", lambda name: changed)
    with pytest.raises(MixedUnits, match="one unit an answer"):
        store.ask("feed_in_tariff_uptake")


def test_incomplete_header_is_named(tmp_path):
    path = tmp_path / "bad.sql"
    path.write_text("-- title: Bad\nselect 1\n")
    with pytest.raises(ValueError, match=r"bad.sql: header lacks what, formula, returns"):
        parse_query(path)


def test_header_defaults_are_typed(tmp_path):
    path = tmp_path / "good.sql"
    path.write_text("-- title: T\n-- what: W\n-- formula: a\n--   over b\n-- returns: period, value\n"
                    "-- params: since = 1990, share = 0.5, rule = null, name = all\nselect 1\n")
    query = parse_query(path)
    assert query.params == {"since": 1990, "share": 0.5, "rule": None, "name": "all"}
    assert query.formula == "a over b" and query.returns == ("period", "value")


def test_sources_come_with_publisher_and_title(store):
    found = store.sources(["epd_ghg_by_sector_2019"])
    assert len(found) == 1 and found[0].publisher and found[0].title
    assert store.sources([]) == ()


def test_shapes_of_the_districts(store):
    shapes = store.district_shapes()
    assert [shape.district_code for shape in shapes] == list("ABCDEFGHJKLMNPQRST")
    assert all(shape.geometry_wkb and shape.outline_geojson.startswith('{"type":') for shape in shapes)
    assert {shape.attribution[:1] for shape in shapes} == {"©"}


def test_a_database_without_shapes_says_so(tmp_path):
    path = tmp_path / "bare.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table build as select 'x' as content_sha256")
    with pytest.raises(StoreError, match="no shapes of districts in bare.duckdb"):
        open_store(path).district_shapes()


def test_tables_are_described_and_given_whole(store):
    tables = store.tables()
    assert list(tables) == sorted(tables) and "build" in tables
    target = tables["target"]
    assert target.description and {name for name, _, _ in target.columns} >= {"target_id", "source_id"}
    frame = store.table("target")
    assert list(frame) == [name for name, _, _ in target.columns] and frame["target_id"].is_unique


@pytest.mark.parametrize("name", ["targets", "target; drop table target", "duckdb_settings"])
def test_an_unknown_table_is_refused(store, name):
    with pytest.raises(UnknownTable):
        store.table(name)
