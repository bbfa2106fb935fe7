"""Marts: their order follows from what they read; whatever is wrong with one is told with its file."""

from __future__ import annotations

import duckdb
import pytest

from hkzero.facts.findings import BuildError
from hkzero.facts.marts import read_marts, tables_read
from tests.facts.synthetic import MARTS, Project

KNOWN = {"demo_generation", "demo_emissions", "observation"}
HEADER = "-- mart: extra\n-- what: An extra table.\n"


def test_marts_come_after_those_they_read_whatever_their_names(project: Project) -> None:
    assert sorted(MARTS) == ["a_share", "total", "z_fuels"]
    assert [mart.name for mart in read_marts(project.queries / "marts", KNOWN)] == ["z_fuels", "total", "a_share"]


def test_marts_hold_what_their_select_returns(project: Project) -> None:
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        found = connection.execute("select period, value, source_id from total order by period").fetchall()
        shares = connection.execute("select sum(share) from a_share group by period").fetchall()
    assert found == [("2019", 3.0, "office_2020"), ("2020", 5.5, "office_2021")]
    assert shares == [(pytest.approx(100),), (pytest.approx(100),)]


@pytest.mark.parametrize(("sql", "expected"), [
    ("select * from a join b using (x)", {"a", "b"}),
    ("with a as (select 1) select * from a", set()),
    # A common table expression may be called what the table it reads is called.
    ("with a as (select * from a) select * from a", {"a"}),
    ("with x as (with y as (select * from a) select * from y) select * from x, (select * from b)", {"a", "b"}),
    ("select (select max(v) from b), exists (from c) from a", {"a", "b", "c"}),
    ("from a select x where x in (select y from b)", {"a", "b"}),
    ("select * from a union all by name select * from b", {"a", "b"}),
    ("select t.x from a, unnest(a.list) as t(x), range(3) as r(i)", {"a"}),
    ("with recursive n as (select 1 as i union all select i + 1 from n where i < 9) select i, v from n join a on true",
     {"a"}),
    ("from a pivot (sum(value) for fuel in ('coal', 'gas'))", {"a"}),
    ("select list_transform([1], lambda x: x + 1), v from a asof join b on a.t >= b.t", {"a", "b"}),
])
def test_tables_read_by_a_select(sql: str, expected: set[str]) -> None:
    assert tables_read(sql, "marts/x.sql") == expected


@pytest.mark.parametrize(("text", "message"), [
    (HEADER + "select * from demo_generatoin",
     r"marts/extra.sql: reads demo_generatoin, which is neither .* \(did you mean demo_generation\?\)"),
    (HEADER + "select * fromm demo_generation where (", r"marts/extra.sql: the SQL cannot be parsed"),
    (HEADER + "select 1; select 2", r"marts/extra.sql: expected one SELECT"),
    (HEADER + "drop table demo_generation", r"marts/extra.sql: expected one SELECT"),
    (HEADER, r"marts/extra.sql: expected one SELECT"),
    (HEADER + "from (pivot demo_generation on fuel using sum(value))", r"marts/extra.sql: PIVOT as a statement"),
    ("-- mart: other\n-- what: A table.\nselect 1 as x", r"extra.sql: found `-- mart: other`, expected `-- mart: ex"),
    ("select 1 as x", r"marts/extra.sql: found `-- mart: `, expected `-- mart: extra`"),
    ("-- mart: extra\nselect 1 as x", r"marts/extra.sql: the header lacks `-- what: …`"),
    (HEADER + "select nothing from demo_generation", r"marts/extra.sql: Binder Error"),
    (HEADER + "-- column price: price [HK$]\nselect 1 as x", r"marts/extra.sql: the header describes price, which"),
    (HEADER + "select * from read_csv('units.csv')", r"marts/extra.sql: .*(disabled|external)"),
])
def test_a_faulty_mart_is_told_with_its_file(project: Project, text: str, message: str) -> None:
    project.build()
    before = project.out.read_bytes()
    project.write_query("marts", "extra", text)
    with pytest.raises(BuildError, match=message):
        project.build()
    assert project.out.read_bytes() == before
    assert sorted(path.name for path in project.out.parent.iterdir()) == [".demo.duckdb.lock", "demo.duckdb"]


def test_a_mart_cannot_take_the_name_of_a_table(project: Project) -> None:
    project.write_query("marts", "source", "-- mart: source\n-- what: A table.\nselect 1 as x")
    with pytest.raises(BuildError, match=r"marts/source.sql: a table source is there already"):
        project.build()


def test_marts_that_read_each_other_in_a_circle_are_named(project: Project) -> None:
    text = MARTS["z_fuels"].replace("where", "join a_share using (fuel, period) where")
    project.write_query("marts", "z_fuels", text)
    with pytest.raises(BuildError, match=r"in a circle: .*a_share.sql → .*z_fuels.sql|in a circle: .*z_fuels.sql"):
        project.build()


def test_a_mart_may_read_the_register_of_every_row(project: Project) -> None:
    question = "select count(*) as value from observation join citation using (file, csv_row)"
    project.write_query("marts", "extra", HEADER + question)
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        assert connection.execute("from extra").fetchall() == [(9,)]
