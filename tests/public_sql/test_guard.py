"""What a public statement may hold, and the reason of every refusal."""

from __future__ import annotations

import duckdb
import pytest

from hkzero.public_sql import guard
from hkzero.public_sql.functions import FUNCTIONS

TABLES = frozenset({"source", "unit"})
GOOD = [
    "select * from source", "SELECT 1 AS x;", "select count(*) from Source as s join unit using (note)",
    "with a as (select 1 as x) select * from a where x in (select 1)", "select 1 union all select 2 order by 1 limit 1",
    "select sum(x) over (partition by x order by x), row_number() over () from (values (1)) t(x)",
    "select case when 1 = 1 then 'a' end, date '2024-01-01' + interval 1 year, 'a' || 'b', [1, 2][1], {'a': 1}",
    "select * exclude (note) from main.source", "select * from hongkong.main.source",
    "select list_filter([1], lambda x: x > 0)",
    "select * from range(3)", "select unnest([1, 2])",
    "select count(distinct a) filter (where a > 1) from range(9) t(a)",
    "select '; drop table source'", "select 1 -- ; two", "select 排放 from (select 1 as 排放)", "select\u30001",
    "with recursive a as (select 1 as n union all select n + 1 from a where n < 5) select * from a",
    "select * from (pivot unit on unit in ('GW') using count(*))", "select extract(year from date '2024-05-06')",
]
BAD = [
    ("  ", "empty", ""), ("select '" + "x" * guard.MOST_CHARACTERS + "'", "too_long", "10009"),
    ("select\u200b 1", "character", "U+200B"), ("select 1 +", "syntax", None), ("select 1; select 2", "several", "2"),
    ("drop table source", "not_select", "DROP"), ("from source", "not_select", "FROM"), ("select $1", "parameter", ""),
    ("select * from secret_table", "table", "secret_table"), ("select * from other.source", "table", "other.source"),
    ("select * from temp.main.source", "table", "temp.main.source"),
    ("select * from read_text('x')", "table_function", "read_text"), ("select version()", "function", "version"),
    ("select system.main.length('x')", "function", "length"), ("select getenv('x')", "function", "getenv"),
    ("with duckdb_settings as (select 1) select * from duckdb_settings", "name", "duckdb_settings"),
    ("with x as (delete from source returning *) select * from x", "clause", None),
    ("select " + "[" * 200 + "]" * 200, "deep", ""),
]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect(config={"max_expression_depth": "250"}) as opened:
        yield opened


@pytest.mark.parametrize("sql", GOOD)
def test_a_question_passes(connection, sql: str) -> None:
    guard.check(sql, connection, TABLES)


@pytest.mark.parametrize(("sql", "code", "subject"), BAD, ids=[f"{one[1]}-{number}" for number, one in enumerate(BAD)])
def test_anything_else_is_refused_and_why(connection, sql: str, code: str, subject: str | None) -> None:
    with pytest.raises(guard.Refused) as refused:
        guard.check(sql, connection, TABLES)
    assert refused.value.code == code
    assert subject is None or refused.value.subject == subject


AS_A_TABLE = "select * from (describe source)"  # only DuckDB's own parse tells it from a subquery
CHANGES = ("with x as (delete from source returning *) select * from x", AS_A_TABLE,
           "with x as (insert into source select * from source returning *) select * from x", "show tables",
           "summarize source")


@pytest.mark.parametrize(("door", "sql"), [(door, sql) for door in ("_check_again", "_check_tree") for sql in CHANGES
                                           if (door, sql) != ("_check_tree", AS_A_TABLE)])
def test_either_parser_refuses_without_the_other(connection, monkeypatch, sql: str, door: str) -> None:
    monkeypatch.setattr(guard, door, lambda *arguments: None)
    with pytest.raises(guard.Refused):
        guard.check(sql, connection, TABLES)


def test_the_functions_exist_and_none_reads_the_machine(connection) -> None:
    known = {name for (name,) in connection.execute("select lower(function_name) from duckdb_functions()").fetchall()}
    windows = set("row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value "
                  "nth_value fill".split())
    syntax = {"coalesce", "ifnull", "width_bucket", "->"}  # written like functions, parsed as something else
    assert FUNCTIONS - known - windows - syntax == set()
    telling = ("read_", "duckdb_", "pragma_", "pg_", "getenv", "current_setting", "getvariable", "query", "glob",
               "version", "sleep", "write_log", "setval", "nextval", "current_user", "parse_path", "secret", "sniff",
               "scan")
    assert {name for name in FUNCTIONS if name.startswith(telling)} == {"pg_typeof"}


def test_a_path_in_an_error_is_blotted_out() -> None:
    said = guard.first_line(duckdb.Error("IO Error: Cannot open \"/srv/app/data/x.duckdb\": no\nsecond line"))
    assert "srv" not in said and "second" not in said and said.startswith("IO Error")
