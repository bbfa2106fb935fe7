"""The table in a stranger's load file, read so that a hostile file is refused before anything large is made of it.

CSV is UTF-8 text with commas. A Parquet file is read by another process (parquet_reader.py), which may die of it.
Every fault is a `Problem`; sentences are in hkzero/text.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hkzero.model.scenario_text import shown
from hkzero.processes import environment, read_frame

LARGEST_BYTES = 50_000_000
MOST_ROWS = 366 * 48 * 10  # ten years of half-hours
MOST_COLUMNS = 24
LONGEST_CELL = 100
MOST_PROBLEMS = 50
KIND_SAMPLE = 20  # filled cells that tell what a column of text holds

PARQUET = b"PAR1"
ENDINGS = (".csv", ".txt", ".parquet")
OTHER_SEPARATORS = (";", "\t", "|")
FORMULA_START = ("=", "+", "-", "@")
READER, READER_SECONDS, READERS_AT_ONCE = "hkzero.grid.parquet_reader", 60, 2

# Nothing in these can be matched in two ways, so that a long cell costs no more than its length.
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
NOT_FINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
# How spreadsheets and statistics packages write that a value is missing. A blank is not zero.
MISSING = {"", "nan", "na", "n/a", "#n/a", "null", "none"}
TIME_SHAPE = re.compile(r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}[T ][0-9]{1,2}:.*")

log = logging.getLogger(__name__)
_readers = threading.BoundedSemaphore(READERS_AT_ONCE)


class Problem(NamedTuple):
    """One fault: a code, the row (CSV: line of the file; Parquet: from 1; 0 = the whole file), the column, what was
    found there, and what may be: names to choose from, or limits."""

    code: str
    row: int = 0
    field: str = ""
    value: str = ""
    allowed: tuple[str | float, ...] = ()


class LoadFileError(ValueError):
    """A load file that cannot be used; `problems` are the first faults, `n_problems` how many there are."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        every = tuple(problems)
        self.n_problems = len(every)
        self.problems = every[:MOST_PROBLEMS]
        super().__init__("; ".join(_line(problem) for problem in self.problems))

    @property
    def code(self) -> str:
        """The code of the first fault."""
        return self.problems[0].code


def _line(problem: Problem) -> str:
    row = f"row {problem.row}" if problem.row else ""
    return " ".join(part for part in (problem.code, row, problem.field, problem.value) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` is time, number or text; `values` a list of text, datetime64 or float64 with NaN for missing.

    `zone` of a column of times that carries one, else "".
    """

    name: str
    kind: str
    values: list[str] | NDArray[Any]
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: `kinds` of its columns by name, the row numbers, and how to read one column."""

    form: str
    kinds: dict[str, str]
    rows: NDArray[np.int64]
    column: Callable[[str], Column]


def refuse_large(n_bytes: int) -> None:
    """LoadFileError for a file that is too large; asked before it is read."""
    if n_bytes > LARGEST_BYTES:
        raise LoadFileError([Problem("too_large", value=megabytes(n_bytes), allowed=(LARGEST_BYTES / 1e6,))])


def megabytes(n_bytes: int) -> str:
    """Return a size in whole MB, as a problem says it."""
    return f"{n_bytes / 1e6:.0f}"


def table_of(name: str, content: bytes) -> Table:
    """Return the table that a file's bytes hold; LoadFileError with what is wrong with the file as a whole."""
    refuse_large(len(content))
    ending = name.lower()[name.rfind("."):] if "." in name else ""
    if content[:4] == PARQUET:
        return _parquet(content)
    if ending == ".parquet":
        raise LoadFileError([Problem("not_parquet")])
    if ending not in ENDINGS or content[:2] in (b"PK", b"\x1f\x8b") or content[:4] == b"%PDF":
        raise LoadFileError([Problem("unknown_type", value=shown(ending), allowed=("CSV", "Parquet"))])
    return _csv(_text(content))


def _text(content: bytes) -> str:
    if (place := content.find(b"\0")) >= 0 and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise LoadFileError([Problem("nul_bytes", _row_at(content, place))])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"0x{content[error.start]:02X}"
        raise LoadFileError([Problem("not_utf8", _row_at(content, error.start), value=found)]) from error


def _row_at(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _csv(text: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[list[str]] = []
    rows: list[int] = []
    problems = []
    try:
        names = [cell.strip() for cell in next(reader, [])]
        check_names(names)
        for cells in reader:
            if not any(cells):
                continue
            if len(rows) == MOST_ROWS:
                raise LoadFileError([Problem("too_many_rows", allowed=(MOST_ROWS,))])
            if len(cells) != len(names):
                problems.append(Problem("ragged", reader.line_num, value=str(len(cells)), allowed=(len(names),)))
                continue
            lines.append(cells)
            rows.append(reader.line_num)
    except csv.Error as error:
        raise LoadFileError([Problem("not_csv", reader.line_num)]) from error
    if problems:
        raise LoadFileError(problems)
    columns = {name: [line[place].strip() for line in lines] for place, name in enumerate(names)}
    kinds = {name: _kind(cells) for name, cells in columns.items()}
    return Table("CSV", kinds, np.array(rows, dtype=np.int64), lambda name: Column(name, kinds[name], columns[name]))


def check_names(names: list[str]) -> None:
    """LoadFileError where the first line does not name the columns."""
    if not any(names):
        raise LoadFileError([Problem("empty_file")])
    if len(names) == 1 and (other := next((mark for mark in OTHER_SEPARATORS if mark in names[0]), "")):
        raise LoadFileError([Problem("wrong_separator", 1, value="TAB" if other == "\t" else other, allowed=(",",))])
    if len(names) > MOST_COLUMNS:
        raise LoadFileError([Problem("too_many_columns", 1, value=str(len(names)), allowed=(MOST_COLUMNS,))])
    problems = []
    for place, name in enumerate(names, start=1):
        if len(name) > LONGEST_CELL or not name.isprintable():
            problems.append(Problem("bad_name", 1, str(place), shown(name)))
        elif name.startswith(FORMULA_START):
            problems.append(Problem("formula", 1, str(place), shown(name)))
        elif name and name in names[:place - 1]:
            problems.append(Problem("same_name", 1, shown(name)))
    if any(NUMBER.fullmatch(name) or TIME_SHAPE.fullmatch(name) for name in names):
        problems = [Problem("no_heading", 1, value=shown(names[0]))]
    if problems:
        raise LoadFileError(problems)


def _kind(cells: Iterable[str]) -> str:
    filled = list(islice((cell for cell in cells if not is_missing(cell)), KIND_SAMPLE))
    if filled and all(NUMBER.fullmatch(cell) for cell in filled):
        return "number"
    return "time" if filled and all(TIME_SHAPE.fullmatch(cell) for cell in filled) else "text"


def is_missing(cell: str) -> bool:
    """Return whether a cell of text says that there is no value."""
    return cell.lower() in MISSING


def numbers(column: Column, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], list[Problem]]:
    """Return a column as numbers, NaN where blank, and a Problem for every cell that is none."""
    if not isinstance(column.values, list):
        return column.values.astype(float), []
    values = np.full(len(column.values), np.nan)
    problems = []
    for place, cell in enumerate(column.values):
        if NUMBER.fullmatch(cell):
            values[place] = float(cell)
        elif not is_missing(cell):
            problems.append(Problem(_fault(cell), int(rows[place]), column.name, shown(cell)))
    return values, problems


def _fault(cell: str) -> str:
    if NOT_FINITE.fullmatch(cell):
        return "not_finite"
    if cell.startswith(FORMULA_START):
        return "formula"
    return "comma_in_number" if NUMBER.fullmatch(cell.replace(",", "")) else "not_a_number"


def _parquet(content: bytes) -> Table:
    """Return what parquet_reader.py says, a process of its own: a wrong byte can end it, and is not to end this one."""
    try:
        with _readers:
            done = subprocess.run([sys.executable, "-m", READER], input=content, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, timeout=READER_SECONDS, env=environment(), check=True)
    except subprocess.SubprocessError as error:
        log.warning("a Parquet file was not read: %s", error)
        raise LoadFileError([Problem("not_parquet")]) from error
    said = io.BytesIO(done.stdout)
    told = json.loads(read_frame(said))
    refuse_told(told["problems"])
    cells = {name: read_frame(said) for name in told["columns"]}

    def column(name: str) -> Column:
        one = told["columns"][name]
        refuse_told(one["problems"])
        values = np.frombuffer(cells[name], one["form"])
        if one["kind"] == "text":
            return Column(name, "text", [one["words"][place] for place in values])
        return Column(name, one["kind"], values, one["zone"])

    kinds = {name: one["kind"] for name, one in told["columns"].items()}
    return Table("Parquet", kinds, np.arange(1, told["rows"] + 1), column)


def refuse_told(problems: list[list[Any]]) -> None:
    """LoadFileError with the problems that the reader of Parquet files told; nothing where it told none."""
    if problems:
        raise LoadFileError(Problem(code, row, field, value, tuple(allowed))
                            for code, row, field, value, allowed in problems)
