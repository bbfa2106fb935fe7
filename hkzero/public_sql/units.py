"""In which unit a column of a result is, as far as that can be known.

Every column of the result is traced to the columns of the tables that it shows: through other names, WITH, subqueries
and UNION, and through what does not change a unit: sum, mean, median, least, greatest, rounding. Then its unit is that

- which the meaning of the table's column gives in brackets, "electricity sold [GWh]", or the end of its name
  (`capacity_mw`);
- of value, low, central and high: the one that the table's column `unit` has in the rows, where the result brings it
  along and it is one and the same; or that WHERE fixes by `unit = '…'`; or that all rows of the table have.

Everything else is worked out in some way nobody can read from the text: its unit is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    from sqlglot.optimizer.scope import Scope

MEASURED = ("value", "low", "central", "high")
# The end of a column's name, and the unit as it is written in data/units.csv.
ENDINGS = {"_mw": "MW", "_gw": "GW", "_kw": "kW", "_kwh": "kWh", "_mwh": "MWh", "_gwh": "GWh", "_twh": "TWh",
           "_tj": "TJ", "_gj": "GJ", "_km": "km", "_km2": "km2", "_m": "m", "_m2": "m2",
           "_ha": "ha", "_percent": "%", "_years": "years", "_hours": "hours", "_days": "days",
           "_kt_co2e": "kt CO2e", "_t_co2e": "t CO2e"}
SAME_FOR_ALL = "unit"
DEEPEST = 30  # subqueries in each other


@dataclass(frozen=True)
class Register:
    """What the database says of its columns: names by table, units by table and column, units of a whole table."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    of_table: Mapping[str, str] = field(default_factory=dict)

    def unit(self, table: str, column: str) -> str:
        """Return the unit of a table's column, empty where it is not one for all rows or not known."""
        if column in MEASURED:
            return self.units.get((table, column)) or self.of_table.get(table, "")
        ending = max((ending for ending in ENDINGS if column.endswith(ending)), key=len, default="")
        return self.units.get((table, column)) or ENDINGS.get(ending, "")


@dataclass(frozen=True)
class Origin:
    """A table's column that a result shows: through which of its names in which SELECT, and the unit fixed there."""

    table: str
    column: str
    place: int
    fixed: str = ""


def register(connection: duckdb.DuckDBPyConnection, sql: str) -> Register:
    """Read a database's register; `sql` is queries/public/column_units.sql."""
    columns: dict[str, tuple[str, ...]] = {}
    of_table: dict[str, str] = {}
    for (table,) in connection.execute("show tables").fetchall():
        relation = connection.table(table)
        columns[table] = tuple(name.lower() for name in relation.columns)
        if SAME_FOR_ALL in columns[table]:
            found = relation.project(SAME_FOR_ALL).distinct().limit(2).fetchall()
            if len(found) == 1 and isinstance(found[0][0], str):
                of_table[table] = found[0][0]
    units = {(table, column): unit for table, column, unit in connection.execute(sql).fetchall()}
    return Register(columns, units, of_table)


def origins(sql: str, known: Register) -> dict[str, dict[str, Any]]:
    """Return what is known of each column of a result that can be traced: {name: {unit, rows, is_unit}}.

    `unit` is the unit in every row, empty where it is not known from the text; `rows` names the tables whose column
    `unit` tells it row by row; `is_unit` says that the column is that column itself.
    """
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    schema = {table: dict.fromkeys(names, "varchar") for table, names in known.columns.items()}
    try:
        tree = qualify(parse_one(sql, dialect="duckdb"), schema=schema, dialect="duckdb", quote_identifiers=False,
                       validate_qualify_columns=False)
        scope = build_scope(tree)
    except (SqlglotError, RecursionError):
        # The second parser need not follow all that DuckDB can do: then nothing is known.
        return {}
    if scope is None or not isinstance(tree, exp.Query):
        return {}
    found = {}
    for index, shown in enumerate(tree.selects):
        traced = _trace(scope, index, 0)
        if traced and shown.alias_or_name:
            found[shown.alias_or_name] = _told(traced, known)
    return found


def _told(traced: list[Origin], known: Register) -> dict[str, Any]:
    units = {one.fixed or known.unit(one.table, one.column) for one in traced}
    is_measured = all(one.column in MEASURED for one in traced)
    places = sorted({f"{one.table} {one.place}" for one in traced})
    is_unit = all(one.column == SAME_FOR_ALL for one in traced)
    return {"unit": units.pop() if len(units) == 1 and not is_unit else "",
            "rows": places if is_measured or is_unit else [], "is_unit": is_unit}


def _trace(scope: Scope, index: int, depth: int) -> list[Origin]:
    """Return the columns of tables that a column of a SELECT shows; none where it is not one alone or not plain."""
    from sqlglot import exp

    if depth > DEEPEST:
        return []
    if isinstance(scope.expression, exp.SetOperation):
        parts = [_trace(branch, index, depth + 1) for branch in scope.set_operation_scopes]
        return [one for part in parts for one in part] if all(parts) else []
    if not isinstance(scope.expression, exp.Select) or index >= len(scope.expression.selects):
        return []
    column = _bare(scope.expression.selects[index])
    source = scope.sources.get(column.table) if isinstance(column, exp.Column) else None
    if isinstance(source, exp.Table):
        if not source.name:
            return []
        return [Origin(source.name.lower(), column.name.lower(), id(source), _fixed(scope, column))]
    if source is None or not isinstance(source.expression, exp.Query):
        return []
    names = [name.lower() for name in source.expression.named_selects]
    if source.outer_columns:
        names = [name.lower() for name in source.outer_columns]
    if names.count(column.name.lower()) != 1:
        return []
    return _trace(source, names.index(column.name.lower()), depth + 1)


def _bare(shown: Any) -> Any:
    """Return a column of a SELECT without what does not change its unit."""
    from sqlglot import exp

    same = (exp.Alias, exp.Sum, exp.Avg, exp.Median, exp.Min, exp.Max, exp.ArgMax, exp.ArgMin, exp.AnyValue, exp.Round,
            exp.Paren, exp.Abs, exp.Filter, exp.Window)
    while isinstance(shown, same):
        shown = shown.this
    return shown


def _fixed(scope: Scope, column: Any) -> str:
    """Return the unit that WHERE fixes for a table: `unit = '…'`, alone or joined to the rest by AND."""
    from sqlglot import exp

    where = scope.expression.args.get("where")
    if where is None or column.name.lower() not in MEASURED:
        return ""
    for part in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
        part = part.unnest()
        if isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and part.this.name.lower() == SAME_FOR_ALL \
                and part.this.table == column.table and isinstance(part.expression, exp.Literal):
            return part.expression.this
    return ""


def of_columns(frame: pd.DataFrame, told: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the unit of every column of numbers whose unit is known; `told` as `origins` gives it."""
    by_rows = [(one["rows"], str(units[0])) for name, one in told.items()
               if one["is_unit"] and name in frame and len(units := frame[name].unique()) == 1
               and isinstance(units[0], str)]
    found = {}
    for name in frame.columns:
        one = told.get(name)
        if one is None or frame[name].dtype.kind not in "iuf":
            continue
        unit = one["unit"] or next((unit for rows, unit in by_rows if rows == one["rows"]), "")
        if unit:
            found[name] = unit
    return found
