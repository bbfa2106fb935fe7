"""The declaration of the data, data/datapackage.yaml, as plain values: tables, columns, keys.

The file is a Frictionless Data Package (tabular-data-package). It alone says which table has which columns, types,
constraints, keys and descriptions; nothing about them is repeated in code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from hkzero.facts.findings import BuildError, Finding

PACKAGE_FILE = "datapackage.yaml"
DUCKDB_TYPES = {
    "string": "VARCHAR", "number": "DOUBLE", "integer": "INTEGER", "year": "INTEGER", "boolean": "BOOLEAN",
    "date": "DATE",
}
# The files are named for what they hold, the tables for what one row is.
SINGULAR = {"sources": "source", "series": "series", "units": "unit", "targets": "target", "assumptions": "assumption"}
CONSTRAINTS = {"required", "unique", "enum", "pattern", "minimum", "maximum"}
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
ROW_COLUMN = "csv_row"
# The C parser of PyYAML is ten times faster; it is part of the usual wheels but not of every build.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its Frictionless type and constraints."""

    name: str
    type: str
    description: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: str | None = None
    maximum: str | None = None

    @property
    def duckdb_type(self) -> str:
        """The type of the column in the database."""
        return DUCKDB_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values must be a primary key of another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file and the table it becomes. `file` is the name shown to people, `path` where it is."""

    name: str
    file: str
    path: Path
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    description: str = ""
    is_fact: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in the order of the file."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Package:
    """Every table, those that others refer to first."""

    folder: Path
    tables: tuple[Table, ...]


def read_package(folder: Path) -> Package:
    """Return what the package in `folder` declares; BuildError with every fault of the declaration."""
    file = f"{folder.name}/{PACKAGE_FILE}"
    document = _read_yaml(folder / PACKAGE_FILE, file)
    faults: list[Finding] = []

    def fault(place: str, found: Any, expected: str) -> None:
        faults.append(Finding(file, None, place or None, str(found), expected, "declaration"))

    resources = document.get("resources") if isinstance(document, dict) else None
    if not isinstance(resources, list) or not resources:
        fault("resources", resources, "a list of resources")
        resources = []
    tables = [table for resource in resources if (table := _table(folder, resource, fault))]
    _check_references(tables, fault)
    _check_sources(tables, fault)
    if faults:
        raise BuildError(f"{file} does not declare the data properly", faults)
    return Package(folder, _in_order_of_reference(tables, file))


def _read_yaml(path: Path, file: str) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except FileNotFoundError as error:
        raise BuildError(f"{path} is missing: the data folder needs its declaration {PACKAGE_FILE}") from error
    except OSError as error:
        raise BuildError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BuildError(f"{file} is not UTF-8 text: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        finding = Finding(file, row, None, None, "valid YAML", "declaration",
                          what=str(getattr(error, "problem", None) or "not readable"))
        raise BuildError(f"{file} is not valid YAML", [finding]) from error


def _table(folder: Path, resource: Any, fault: Callable[[str, Any, str], None]) -> Table | None:
    """Return the table one resource declares; None for files that are no CSV and for faulty declarations."""
    if not isinstance(resource, dict) or not isinstance(resource.get("path"), str):
        return fault("resources", resource, "a resource with a name and a path")
    name, path = str(resource.get("name", "")), PurePosixPath(resource["path"])
    if path.suffix != ".csv":
        return None
    if path.is_absolute() or ".." in path.parts:
        return fault(name, path, "a path inside the data folder")
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields:
        return fault(name, schema, "a schema with fields")
    name = SINGULAR.get(name, name)
    columns = tuple(column for field in fields if (column := _column(name, field, fault)))
    for identifier in (name, *(column.name for column in columns)):
        if not IDENTIFIER.fullmatch(identifier) or identifier == ROW_COLUMN:
            fault(name, identifier, "a name of lower-case letters, digits and _ (csv_row is reserved)")
    key = _names(schema.get("primaryKey"))
    if not key:
        fault(name, schema.get("primaryKey"), "a primaryKey")
    return Table(
        name=name, file=f"{folder.name}/{path}", path=folder / path, columns=columns, primary_key=key,
        foreign_keys=tuple(_foreign_key(item) for item in schema.get("foreignKeys", ())),
        description=_one_line(resource.get("description") or resource.get("title") or ""),
        is_fact=path.parts[0] == "facts",
    )


def _column(table: str, field: Any, fault: Callable[[str, Any, str], None]) -> Column | None:
    if not isinstance(field, dict) or "name" not in field:
        return fault(table, field, "a field with a name")
    name, place = str(field["name"]), f"{table}.{field['name']}"
    kind = field.get("type", "string")
    if kind not in DUCKDB_TYPES:
        return fault(place, kind, f"a type out of {', '.join(DUCKDB_TYPES)}")
    constraints = field.get("constraints") or {}
    for unknown in sorted(set(constraints) - CONSTRAINTS):
        fault(place, unknown, f"a constraint out of {', '.join(sorted(CONSTRAINTS))}")
    pattern = str(constraints.get("pattern", ""))
    try:
        re.compile(pattern)
    except re.error as error:
        fault(place, pattern, f"a regular expression ({error})")
        pattern = ""
    bounds = {side: None if constraints.get(side) is None else str(constraints[side])
              for side in ("minimum", "maximum")}
    return Column(
        name=name, type=kind, description=_one_line(field.get("description", "")), pattern=pattern,
        required=bool(constraints.get("required")), unique=bool(constraints.get("unique")),
        enum=tuple(str(value) for value in constraints.get("enum", ())), **bounds,
    )


def _foreign_key(item: dict) -> ForeignKey:
    reference = item.get("reference", {})
    resource = str(reference.get("resource", ""))
    return ForeignKey(_names(item.get("fields")), SINGULAR.get(resource, resource), _names(reference.get("fields")))


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)


def _one_line(text: Any) -> str:
    return " ".join(str(text).split())


def _check_references(tables: list[Table], fault: Callable[[str, Any, str], None]) -> None:
    """Report repeated names, keys on columns that do not exist, and references to what is no primary key."""
    by_name: dict[str, Table] = {}
    for table in tables:
        if table.name in by_name or table.file in {other.file for other in by_name.values()}:
            fault(table.name, table.file, "a name and a path used once")
        by_name[table.name] = table
    for table in tables:
        names = table.column_names
        if len(set(names)) != len(names):
            fault(table.name, ", ".join(names), "columns named once")
        for column in (*table.primary_key, *(name for key in table.foreign_keys for name in key.columns)):
            if column not in names:
                fault(table.name, column, "a key on columns of the table")
        for key in table.foreign_keys:
            target = by_name.get(key.table)
            if target is None or target is table or key.references != target.primary_key:
                fault(table.name, f"{key.table}({', '.join(key.references)})",
                      "a foreign key to the primary key of another resource")


def _check_sources(tables: list[Table], fault: Callable[[str, Any, str], None]) -> None:
    """Report what would let a figure in without a source."""
    if not any(table.is_fact for table in tables):
        fault("resources", "no table under facts/", "at least one")
    for table in tables:
        required = {column.name for column in table.columns if column.required} | set(table.primary_key)
        cited = {name for key in table.foreign_keys if key.table == "source" for name in key.columns}
        if table.is_fact and not cited & required:
            fault(table.name, "no required source_id", "a required column with a foreign key to sources")


def _in_order_of_reference(tables: list[Table], file: str) -> tuple[Table, ...]:
    by_name = {table.name: table for table in tables}
    order = TopologicalSorter({table.name: {key.table for key in table.foreign_keys} for table in tables})
    try:
        return tuple(by_name[name] for name in order.static_order())
    except CycleError as error:
        raise BuildError(f"{file}: tables refer to each other in a circle: {' → '.join(error.args[1])}") from error
