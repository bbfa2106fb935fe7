"""A process that reads a stranger's Parquet file: `python -m hkzero.grid.parquet_reader`, started by load_table.py.

The file comes on its standard input; a frame of JSON and a frame for each column go to its standard output. Some damage
ends the process: Arrow's constructors of a row group's metadata throw where nothing can catch it (std::terminate). Its
limits are those of the operating system, set before the first byte is looked at.

Of the file the metadata are read first: rows, columns and what it unpacks to. Text is read as a dictionary: one long
word a million times over stays one word.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet, types

from hkzero.grid.load_table import (
    LARGEST_BYTES,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    LoadFileError,
    Problem,
    check_names,
    megabytes,
)
from hkzero.processes import Memory, allow_cpu_seconds, give_up_rights, write_frame

CPU_SECONDS = 20
THRIFT_STRING_BYTES, THRIFT_ITEMS, DEEPEST = 1_000_000, 200_000, 10
FAULTS = (pa.ArrowException, OSError, UnicodeDecodeError)


def main() -> None:
    """Read the file on the standard input and say what it holds, or what is wrong with it."""
    content = sys.stdin.buffer.read(LARGEST_BYTES + 1)
    pa.set_cpu_count(1)
    if give_up_rights(Memory()):
        allow_cpu_seconds(CPU_SECONDS)
    told: dict[str, Any] = {"problems": [], "rows": 0, "columns": {}}
    cells = []
    try:
        metadata, schema = described(content)
        told["rows"] = metadata.num_rows
        for field in schema:
            if kind := _kind(field.type):
                said, values = _told(content, field.name, kind, metadata.num_rows)
                told["columns"][field.name] = said
                cells.append(values)
    except LoadFileError as error:
        told["problems"] = error.problems
    for frame in (json.dumps(told).encode(), *cells):
        write_frame(sys.stdout.buffer, frame)


def described(content: bytes) -> tuple[parquet.FileMetaData, pa.Schema]:
    """Return the metadata and the schema of a file; LoadFileError where it is none, or would unpack to too much."""
    try:
        file = _opened(content)
        _check_metadata(file.metadata)
        schema = file.schema_arrow
    except FAULTS as error:
        raise LoadFileError([Problem("not_parquet")]) from error
    check_names([name.strip() for name in schema.names])
    return file.metadata, schema


def _opened(content: bytes, **more: Any) -> parquet.ParquetFile:
    return parquet.ParquetFile(
        pa.BufferReader(content), thrift_string_size_limit=THRIFT_STRING_BYTES, pre_buffer=False,
        thrift_container_size_limit=THRIFT_ITEMS, schema_depth_limit=DEEPEST, arrow_extensions_enabled=False, **more)


def _check_metadata(metadata: parquet.FileMetaData) -> None:
    if metadata.num_rows > MOST_ROWS:
        raise LoadFileError([Problem("too_many_rows", value=str(metadata.num_rows), allowed=(MOST_ROWS,))])
    if metadata.num_columns > MOST_COLUMNS:
        raise LoadFileError([Problem("too_many_columns", value=str(metadata.num_columns), allowed=(MOST_COLUMNS,))])
    unpacked = sum(metadata.row_group(group).column(place).total_uncompressed_size
                   for group in range(metadata.num_row_groups) for place in range(metadata.num_columns))
    if unpacked > LARGEST_BYTES:
        raise LoadFileError([Problem("unpacks_too_large", value=megabytes(unpacked), allowed=(LARGEST_BYTES / 1e6,))])


def _kind(kind: pa.DataType) -> str:
    """Return time, number or text; "" for what is none of them and is not read."""
    if types.is_timestamp(kind):
        return "time"
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    if types.is_dictionary(kind):
        kind = kind.value_type
    return "text" if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind) else ""


def _told(content: bytes, name: str, kind: str, rows: int) -> tuple[dict[str, Any], bytes]:
    """Return what is to be said of a column, and its cells: times, numbers, or places among its words."""
    said = {"kind": kind, "problems": [], "form": "", "zone": "", "words": []}
    try:
        found = _opened(content, read_dictionary=[name] if kind == "text" else None).read(
            [name], use_threads=False).column(0)
        values = _cells(name, kind, found, said)
    except FAULTS:
        said["problems"] = [Problem("not_parquet", field=name)]
    except LoadFileError as error:
        said["problems"] = error.problems
    else:
        if len(values) == rows:
            return said | {"form": values.dtype.str}, values.tobytes()
        # A damaged file may say another number of rows than its columns have.
        said["problems"] = [Problem("not_parquet", field=name)]
    return said, b""


def _cells(name: str, kind: str, found: pa.ChunkedArray, said: dict[str, Any]) -> np.ndarray:
    """Return the cells of a column as an array, and put its zone or its words into what is said of it."""
    if kind == "time":
        said["zone"] = found.type.tz or ""
        return found.to_numpy()
    if kind == "number":
        return found.cast(pa.float64(), safe=False).to_numpy().astype(float)
    if not types.is_dictionary(found.type):
        found = found.dictionary_encode()
    words, places = [""], []
    for chunk in found.chunks:
        longest = compute.max(compute.binary_length(chunk.dictionary)).as_py()
        if longest is not None and longest > 4 * LONGEST_CELL:
            raise LoadFileError([Problem("long_text", field=name, value=str(longest), allowed=(LONGEST_CELL,))])
        places += [0 if place is None else len(words) + place for place in chunk.indices.to_pylist()]
        words += [(word or "").strip() for word in chunk.dictionary.to_pylist()]
    said["words"] = words
    return np.array(places, np.int32)


if __name__ == "__main__":
    main()
