"""The table in a stranger's load file, read so that a hostile file is refused before anything large is made of it.

CSV is UTF-8 text with commas. Of a Parquet file the metadata are read first: rows, columns and what it unpacks to;
then only the columns that are asked for. Every fault is a `Problem`; sentences are in hkzero/text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hkzero.model.scenario_text import shown

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
THRIFT_STRING_BYTES, THRIFT_ITEMS, DEEPEST = 1_000_000, 200_000, 10

# Nothing in these can be matched in two ways, so that a long cell costs no more than its length.
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
NOT_FINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
# How spreadsheets and statistics packages write that a value is missing. A blank is not zero.
MISSING = {"", "nan", "na", "n/a", "#n/a", "null", "none"}
TIME_SHAPE = re.compile(r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}[T ][0-9]{1,2}:.*")


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
        raise LoadFileError([Problem("too_large", value=_megabytes(n_bytes), allowed=(LARGEST_BYTES / 1e6,))])


def _megabytes(n_bytes: int) -> str:
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
        _check_names(names)
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


def _check_names(names: list[str]) -> None:
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
    import pyarrow as pa
    from pyarrow import parquet

    def opened(**more: Any) -> parquet.ParquetFile:
        return parquet.ParquetFile(
            pa.BufferReader(content), thrift_string_size_limit=THRIFT_STRING_BYTES, pre_buffer=False,
            thrift_container_size_limit=THRIFT_ITEMS, schema_depth_limit=DEEPEST, arrow_extensions_enabled=False,
            **more)

    try:
        file = opened()
        _check_metadata(file.metadata)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise LoadFileError([Problem("not_parquet")]) from error
    _check_names([name.strip() for name in schema.names])
    kinds = {field.name: kind for field in schema if (kind := _parquet_kind(field.type))}

    def column(name: str) -> Column:
        # Text is read as a dictionary: one long word a million times over stays one word.
        text = [name] if kinds[name] == "text" else None
        try:
            cells = opened(read_dictionary=text).read([name]).column(0)
            found = _parquet_column(name, kinds[name], cells)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise LoadFileError([Problem("not_parquet", field=name)]) from error
        if len(cells) != len(rows):
            # A damaged file may say another number of rows than its columns have.
            raise LoadFileError([Problem("not_parquet", field=name)])
        return found

    rows = np.arange(1, file.metadata.num_rows + 1)
    return Table("Parquet", kinds, rows, column)


def _check_metadata(metadata: Any) -> None:
    """LoadFileError where a Parquet file would unpack to more than may be read."""
    if metadata.num_rows > MOST_ROWS:
        raise LoadFileError([Problem("too_many_rows", value=str(metadata.num_rows), allowed=(MOST_ROWS,))])
    if metadata.num_columns > MOST_COLUMNS:
        raise LoadFileError([Problem("too_many_columns", value=str(metadata.num_columns), allowed=(MOST_COLUMNS,))])
    unpacked = sum(metadata.row_group(group).column(place).total_uncompressed_size
                   for group in range(metadata.num_row_groups) for place in range(metadata.num_columns))
    if unpacked > LARGEST_BYTES:
        raise LoadFileError([Problem("unpacks_too_large", value=_megabytes(unpacked), allowed=(LARGEST_BYTES / 1e6,))])


def _parquet_kind(kind: Any) -> str:
    """Return time, number or text; "" for what is none of them and is not read."""
    from pyarrow import types

    if types.is_timestamp(kind):
        return "time"
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    if types.is_dictionary(kind):
        kind = kind.value_type
    return "text" if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind) else ""


def _parquet_column(name: str, kind: str, cells: Any) -> Column:
    import pyarrow as pa
    from pyarrow import compute

    if kind == "time":
        return Column(name, kind, cells.to_numpy(), cells.type.tz or "")
    if kind == "number":
        return Column(name, kind, cells.cast(pa.float64(), safe=False).to_numpy().astype(float))
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    found: list[str] = []
    for chunk in cells.chunks:
        lengths = compute.binary_length(chunk.dictionary)
        if (longest := compute.max(lengths).as_py()) is not None and longest > 4 * LONGEST_CELL:
            raise LoadFileError([Problem("long_text", field=name, value=str(longest), allowed=(LONGEST_CELL,))])
        words = [(word or "").strip() for word in chunk.dictionary.to_pylist()]
        found += ["" if place is None else words[place] for place in chunk.indices.to_pylist()]
    return Column(name, kind, found)
