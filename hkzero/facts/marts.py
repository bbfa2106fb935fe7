"""The marts: SELECT statements under queries/marts/ whose rows are stored as tables.

A file looks like this; its name is the table's name:

    -- mart: electricity_emissions
    -- what: Emissions of the power stations by fuel.
    -- column value: emissions [kt CO2e]
    select …

They may read the tables of the data and each other. The order they are made in follows from what each reads, found by
parsing it, never from file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import traverse_scope

from hkzero.facts.findings import BuildError
from hkzero.facts.package import IDENTIFIER

HEADER = re.compile(r"-- (mart|check|what|severity|column ([a-z][a-z0-9_]*)): ?(.*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT in a file of its own: its header and its text."""

    name: str
    file: str
    sql: str
    header: dict[str, str]
    columns: dict[str, str]


def read_statement(path: Path, kind: str) -> Statement:
    """Return the mart or check in a file; BuildError naming the file when header or SQL is not as it must be."""
    file = f"{path.parent.name}/{path.name}"
    try:
        sql = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{file}: cannot be read: {error}") from error
    header, columns = _header(sql)
    if header.get(kind) != path.stem or not IDENTIFIER.fullmatch(path.stem):
        raise BuildError(f"{file}: found `-- {kind}: {header.get(kind, '')}`, expected `-- {kind}: {path.stem}`")
    if not header.get("what"):
        raise BuildError(f"{file}: the header lacks `-- what: …`")
    return Statement(path.stem, file, sql.strip().rstrip(";"), header, columns)


def _header(sql: str) -> tuple[dict[str, str], dict[str, str]]:
    header: dict[str, str] = {}
    columns: dict[str, str] = {}
    last = ""
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        if match := HEADER.fullmatch(line.rstrip()):
            last, column, text = match.groups()
            if column:
                columns[column] = text
            else:
                header[last] = text
        elif last == "what":
            header[last] += " " + line.removeprefix("--").strip()
    return header, columns


def tables_read(sql: str, file: str) -> frozenset[str]:
    """Return the tables a SELECT reads, its own common table expressions left out. BuildError naming the file."""
    try:
        statements = [statement for statement in sqlglot.parse(sql, dialect="duckdb") if statement is not None]
    except SqlglotError as error:
        raise BuildError(f"{file}: the SQL cannot be parsed: {str(error).splitlines()[0]}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise BuildError(f"{file}: expected one SELECT")
    if any(pivot.this for pivot in statements[0].find_all(exp.Pivot)):
        # The parser keeps no account of what such a statement reads.
        raise BuildError(f"{file}: PIVOT as a statement of its own is not supported: write FROM table PIVOT (…)")
    sources = (source for scope in traverse_scope(statements[0]) for source in scope.sources.values())
    return frozenset(source.name for source in sources if isinstance(source, exp.Table) and source.name)


def read_marts(folder: Path, known: Iterable[str]) -> tuple[Statement, ...]:
    """Return the marts of a folder, each after those it reads.

    `known` are the tables that are there already. BuildError for a table that nobody makes, a mart that would replace
    a table, and marts that read each other in a circle.
    """
    marts = {path.stem: read_statement(path, "mart") for path in sorted(folder.glob("*.sql"))}
    tables = set(known)
    reads = {mart.name: tables_read(mart.sql, mart.file) for mart in marts.values()}
    for mart in marts.values():
        if mart.name in tables:
            raise BuildError(f"{mart.file}: a table {mart.name} is there already, made from the data")
        for unknown in sorted(reads[mart.name] - tables - marts.keys()):
            near = get_close_matches(unknown, [*tables, *marts], n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise BuildError(f"{mart.file}: reads {unknown}, which is neither a table of the data nor a mart{hint}")
    order = TopologicalSorter({name: sorted(read & marts.keys()) for name, read in reads.items()})
    try:
        return tuple(marts[name] for name in order.static_order())
    except CycleError as error:
        circle = " → ".join(f"{name}.sql" for name in error.args[1])
        raise BuildError(f"marts read each other in a circle: {circle}") from error
