"""The rows of the CSV files, read strictly and checked against the declaration before the database sees them.

Every fault is reported, not the first one: a person mends a file once.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from hkzero.facts.findings import Finding
from hkzero.facts.package import PACKAGE_FILE, Column, Package, Table

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)
YEAR = re.compile(r"\d{4}", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LARGEST_INTEGER = 2**31 - 1
# Tabs and newlines may stand in a note; other control characters, and a lone carriage return, are damage.
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|\r(?!\n)")
BYTE_ORDER_MARK = "\ufeff"
FIGURES = ("value", "low", "high", "value_text")
LONGEST_CELL_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Rows:
    """The cells of one file by column, with the line each row begins on.

    `complete` is false when some row could not be read, so that its keys are not known.
    """

    table: Table
    lines: tuple[int, ...]
    cells: dict[str, tuple[str, ...]]
    complete: bool

    def keys(self, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the values of some columns, row by row."""
        return list(zip(*(self.cells[column] for column in columns), strict=True))


def read_package_rows(package: Package) -> tuple[dict[str, Rows], list[Finding]]:
    """Return the rows of every readable table by name, and every fault in all of them."""
    findings = _undeclared_files(package)
    rows: dict[str, Rows] = {}
    for table in package.tables:
        read, faults = read_rows(table)
        findings += faults
        if read is not None:
            rows[table.name] = read
            findings += _faulty_cells(read)
            findings += _repeated_keys(read)
            findings += _rows_without_a_figure(read)
    for read in rows.values():
        findings += _orphans(read, rows)
        findings += _units_unlike_their_series(read, rows)
    return rows, sorted(findings, key=lambda finding: (finding.file, finding.row or 0))


def read_rows(table: Table) -> tuple[Rows | None, list[Finding]]:
    """Return the rows of one file and the faults of its form; no rows when it cannot be read at all."""
    findings: list[Finding] = []

    def fault(row: int | None, what: str, expected: str, check: str = "csv") -> None:
        findings.append(Finding(table.file, row, None, None, expected, check, what=what))

    text = _read_text(table.path, fault)
    if text is None:
        return None, findings
    header, *records = _records(text, fault) or [(1, [])]
    if tuple(header[1]) != table.column_names:
        fault(1, f"found the header {','.join(header[1])!r}", f"{','.join(table.column_names)!r}", "header")
        return None, findings
    whole = [(line, record) for line, record in records if len(record) == len(header[1])]
    for line, record in records:
        if not record:
            fault(line, "found an empty line", "a row", "ragged_row")
        elif len(record) != len(header[1]):
            fault(line, f"found {len(record)} cells", f"{len(header[1])} cells", "ragged_row")
    if not records and not findings:
        fault(1, "found only the header", "at least one row", "empty_table")
    columns = zip(*(record for _, record in whole), strict=True) if whole else ((),) * len(header[1])
    cells = dict(zip(table.column_names, columns, strict=True))
    return Rows(table, tuple(line for line, _ in whole), cells, complete=not findings), findings


def _undeclared_files(package: Package) -> list[Finding]:
    declared = {table.path for table in package.tables}
    found = (path for path in sorted(package.folder.rglob("*.csv")) if package.folder / "build" not in path.parents)
    return [
        Finding(f"{package.folder.name}/{path.relative_to(package.folder).as_posix()}", None, None, None,
                f"a resource in {PACKAGE_FILE} that declares it", "declaration", what="found an undeclared file")
        for path in found if path not in declared
    ]


def _read_text(path: Path, fault: Callable) -> str | None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return fault(None, "the file is missing", "the file that the declaration names", "missing_file")
    except OSError as error:
        return fault(None, f"the file cannot be read ({error.strerror})", "a readable file", "missing_file")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        return fault(row, f"found the byte 0x{raw[error.start]:02x}", "UTF-8 text", "encoding")
    if text.startswith(BYTE_ORDER_MARK):
        return fault(1, "found a byte order mark", "UTF-8 text without one", "encoding")
    if damage := CONTROL_CHARACTER.search(text):
        row = text.count("\n", 0, damage.start()) + 1
        return fault(row, f"found the control character {damage.group()!r}", "text", "encoding")
    if text and not text.endswith("\n"):
        fault(text.count("\n") + 1, "the file ends inside this line", "a newline at its end (is it cut off?)",
              "truncated")
    return text


def _records(text: str, fault: Callable) -> list[tuple[int, list[str]]]:
    """Return each record with the line it begins on; stops at the first that is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    line = 1
    try:
        for record in reader:
            records.append((line, record))
            line = reader.line_num + 1
    except csv.Error as error:
        fault(line, f"the row that begins here is no CSV ({error})", "quotes that are closed, and doubled inside")
    return records


def _faulty_cells(rows: Rows) -> Iterator[Finding]:
    for column in rows.table.columns:
        cells = rows.cells[column.name]
        required = column.required or column.name in rows.table.primary_key
        # Most columns repeat a few values: judge each value once.
        faults = {cell: reason for cell in set(cells) if (reason := _fault(column, cell, required))}
        if faults:
            for line, cell in zip(rows.lines, cells, strict=True):
                if cell in faults:
                    check, expected = faults[cell]
                    yield Finding(rows.table.file, line, column.name, _shown(cell), expected, check)


def _fault(column: Column, cell: str, required: bool) -> tuple[str, str] | None:
    """Return which check a cell fails and what was expected, or None."""
    if cell == "":
        return ("required", "a value") if required else None
    if (expected := _unlike_its_type(column.type, cell)) is not None:
        return "type", expected
    if column.enum and cell not in column.enum:
        return "enum", f"one of {', '.join(column.enum)}"
    if column.pattern and not re.fullmatch(column.pattern, cell):
        return "pattern", f"text that matches {column.pattern}"
    order = float if column.type in ("number", "integer", "year") else str
    if column.minimum is not None and order(cell) < order(column.minimum):
        return "minimum", f"at least {column.minimum}"
    if column.maximum is not None and order(cell) > order(column.maximum):
        return "maximum", f"at most {column.maximum}"
    return None


def _unlike_its_type(kind: str, cell: str) -> str | None:
    """Return what was expected when the cell is not of its type, else None."""
    if kind == "number":
        return None if NUMBER.fullmatch(cell) and math.isfinite(float(cell)) else "a number"
    if kind == "integer":
        is_whole = WHOLE_NUMBER.fullmatch(cell) and abs(int(cell)) <= LARGEST_INTEGER
        return None if is_whole else "a whole number"
    if kind == "year":
        return None if YEAR.fullmatch(cell) else "a year of four digits"
    if kind == "boolean":
        return None if cell in ("true", "false") else "true or false"
    if kind == "date":
        return None if _is_date(cell) else "a date YYYY-MM-DD"
    return None


def _is_date(cell: str) -> bool:
    if not DATE.fullmatch(cell):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _repeated_keys(rows: Rows) -> Iterator[Finding]:
    unique = [(column.name,) for column in rows.table.columns if column.unique]
    for columns in {rows.table.primary_key, *unique}:
        keys = rows.keys(columns)
        if len(set(keys)) == len(keys):
            continue
        first: dict[tuple[str, ...], int] = {}
        for line, key in zip(rows.lines, keys, strict=True):
            if key in first and (len(key) > 1 or key[0]):
                yield Finding(rows.table.file, line, ", ".join(columns), _shown(" | ".join(key)),
                              f"a key not used before (row {first[key]} has it)", "duplicate_keys")
            first.setdefault(key, line)


def _rows_without_a_figure(rows: Rows) -> Iterator[Finding]:
    """Yield the rows of a fact table that state nothing: neither value, low, high nor a value in words."""
    figures = tuple(name for name in FIGURES if name in rows.cells)
    if not rows.table.is_fact or "value" not in figures:
        return
    for line, values in zip(rows.lines, rows.keys(figures), strict=True):
        if not any(values):
            yield Finding(rows.table.file, line, "value", "", f"a figure in {' or '.join(figures)}", "value_present")


def _orphans(rows: Rows, others: dict[str, Rows]) -> Iterator[Finding]:
    """Yield the cells that name what no registry holds. A registry with unread rows is not held against them."""
    for key in rows.table.foreign_keys:
        target = others.get(key.table)
        if target is None or not target.complete:
            continue
        known = set(target.keys(key.references))
        used = rows.keys(key.columns)
        missing = {value for value in set(used) if all(value) and value not in known}
        expected = {value: _expected_key(key.references, value, known, target.table.file) for value in missing}
        for line, value in zip(rows.lines, used, strict=True) if missing else ():
            if value in missing:
                yield Finding(rows.table.file, line, ", ".join(key.columns), _shown(" | ".join(value)),
                              expected[value], "foreign_key")


def _expected_key(columns: tuple[str, ...], value: tuple[str, ...], known: set, file: str) -> str:
    near = get_close_matches(value[0], sorted(other[0] for other in known), n=1) if len(value) == 1 else []
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return f"a {', '.join(columns)} of {file}{hint}"


def _units_unlike_their_series(rows: Rows, others: dict[str, Rows]) -> Iterator[Finding]:
    """Yield the rows whose unit, known as such, is not the unit of their series: a series has one unit."""
    series, wanted = others.get("series"), ("series_id", "unit")
    if series is None or rows is series or not all(name in read.cells for name in wanted for read in (rows, series)):
        return
    unit_of = dict(series.keys(wanted))
    known = set(unit_of.values()) | set(others["unit"].cells["unit"] if "unit" in others else ())
    used = rows.keys(wanted)
    wrong = {(series_id, unit) for series_id, unit in set(used)
             if unit in known and unit_of.get(series_id, unit) != unit}
    for line, (series_id, unit) in zip(rows.lines, used, strict=True) if wrong else ():
        if (series_id, unit) in wrong:
            yield Finding(rows.table.file, line, "unit", unit,
                          f"{unit_of[series_id]!r}, the unit of series {series_id}", "series_unit")


def _shown(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL_SHOWN else f"{cell[:LONGEST_CELL_SHOWN]}…"
