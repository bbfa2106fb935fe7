"""The unit of a column of a result: traced, or not said."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from hkzero.public_sql import units
from hkzero.public_sql.desk import Desk, Result
from hkzero.public_sql.units import Register
from hkzero.public_sql.worker import COLUMN_UNITS

# Synthetic tables: `mart` says its unit in words, `facts` has several by row, `single` has one in all rows.
KNOWN = Register(columns={"mart": ("period", "value", "energy_tj", "share"),
                          "facts": ("period", "value", "high", "unit"), "single": ("period", "value", "unit")},
                 units={("mart", "value"): "GWh"}, of_table={"single": "kt CO2e"})


def told(sql: str, **rows) -> dict[str, str]:
    traced = units.origins(sql, KNOWN)
    names = {name: [1.5] for name in traced} | {name: list(cells) for name, cells in rows.items()}
    return units.of_columns(pd.DataFrame(names), traced)


@pytest.mark.parametrize(("sql", "expected"), [
    ("select value from mart", {"value": "GWh"}),
    ("select m.value as sold, energy_tj as heat from mart as m", {"sold": "GWh", "heat": "TJ"}),
    ("select sum(value) as s, avg(value) as m, max(round(value, 1)) as x, abs(min(value)) as y from mart",
     {"s": "GWh", "m": "GWh", "x": "GWh", "y": "GWh"}),
    ("select sum(value) filter (where period > '2020') as s, sum(value) over (order by period) as running from mart",
     {"s": "GWh", "running": "GWh"}),
    ("with a as (select period, value as v from mart) select max(v) as v from (select * from a) as b", {"v": "GWh"}),
    ("with a(p, v) as (select period, value from mart) select v from a", {"v": "GWh"}),
    ("select * exclude (period) from mart", {"value": "GWh", "energy_tj": "TJ"}),
    ("select value from mart union all select value from mart", {"value": "GWh"}),
    ("select value from single", {"value": "kt CO2e"}),
    ("select sum(value) as v from facts where unit = 'TJ' and period > '2000'", {"v": "TJ"}),
    ("select f.value as a, m.value as b from facts as f join mart as m using (period) where f.unit = 'TJ'",
     {"a": "TJ", "b": "GWh"}),
])
def test_what_can_be_traced_is_said(sql: str, expected: dict[str, str]) -> None:
    assert told(sql) == expected


@pytest.mark.parametrize("sql", [
    "select value * 2 as value from mart", "select value / energy_tj as energy_tj from mart",
    "select count(value) as value from mart", "select stddev(value) as v, sum(share) as s from mart",
    "select 1 as capacity_mw", "select value from mart union all select energy_tj from mart",
    "select value from mart union all select 2.0", "select value from facts", "select sum(value) as value from facts",
    "select value from facts where unit = 'TJ' or period = '2020'", "select value from facts where unit <> 'TJ'",
    "select value from facts where not (unit = 'TJ')", "select a.value from facts a join facts b using (period)"
    " where b.unit = 'TJ'", "select value from nowhere", "select range as value_mw from range(3)",
    "select value + 0 as value from (select value from mart)", "select coalesce(value, energy_tj) as v from mart",
    "select sum(value * energy_tj) as v from mart", "select a.value from (values (1)) as a(value)", "select (",
])
def test_what_cannot_be_traced_is_not_said(sql: str) -> None:
    assert told(sql) == {}


def test_the_rows_tell_where_they_bring_one_unit_along() -> None:
    sql = "select value as v, max(high) as h, unit as u from facts group by all"
    assert told(sql, v=[1.0, 2.0], h=[1.0, 2.0], u=["TJ", "TJ"]) == {"v": "TJ", "h": "TJ"}
    assert told(sql, v=[1.0, 2.0], h=[1.0, 2.0], u=["TJ", "GWh"]) == {}
    assert told(sql, v=[1.0, 2.0], h=[1.0, 2.0], u=["TJ", None]) == {}


def test_a_unit_of_another_table_tells_nothing() -> None:
    assert told("select a.value, b.unit from facts as a join facts as b using (period)", unit=["TJ"]) == {}
    assert told("select value, 'TJ' as unit from facts", unit=["TJ"]) == {}


def test_text_has_no_unit() -> None:
    assert told("select value from mart", value=["many"]) == {}


def test_the_register_is_that_of_the_database(database) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        known = units.register(connection, COLUMN_UNITS.read_text(encoding="utf-8"))
        units_there = {unit for (unit,) in connection.table("unit").project("unit").fetchall()}
    assert known.unit("reconciliation", "account") == "kt CO2e"
    assert known.unit("inventory_emissions_by_sector", "note") == known.unit("nowhere", "value") == ""
    assert len(known.units) > 30 and set(known.units.values()) | set(known.of_table.values()) <= units_there
    assert set(units.ENDINGS.values()) <= units_there


@pytest.mark.parametrize(("sql", "expected"), [
    ("with a as (select period, account as a from reconciliation) select period, sum(a) as together from a"
     " group by period", {"together": "kt CO2e"}),
    ("select avg(error_percent) as e, max(geometry_area_km2) as big from district_allocation, district",
     {"e": "%", "big": "km2"}),
])
def test_the_desk_says_them(desk: Desk, sql: str, expected: dict[str, str]) -> None:
    found = desk.ask(sql)
    assert isinstance(found, Result), found
    assert found.units == expected
