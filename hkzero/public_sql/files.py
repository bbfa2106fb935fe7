"""The rows of a statement as files. Each says by which statement they were got, and from which database."""

from __future__ import annotations

import io
import json
import math
from typing import Any

from hkzero.public_sql.desk import Result


def plain_rows(found: Result) -> list[list[Any]]:
    """Return the rows as plain values: numbers, texts, None; whatever is nested as JSON, bytes as hex."""
    columns = [[_plain(cell) for cell in column.to_pylist()] for column in found.rows.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) or math.isinf(value) else value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    if hasattr(value, "as_tuple"):  # a decimal
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def as_csv(found: Result) -> bytes:
    """Return the rows as UTF-8 CSV: a heading, then a line a row; a blank cell is a gap."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(found.frame.columns)
    writer.writerows(plain_rows(found))
    return out.getvalue().encode()


def as_json(found: Result) -> bytes:
    """Return the rows with what they rest on as JSON."""
    names = list(found.frame.columns)
    meta = {"sql": found.sql, "content_sha256": found.content, "truncated": found.is_truncated, "units": found.units,
            "types": dict(zip(names, found.types, strict=True))}
    rows = [dict(zip(names, row, strict=True)) for row in plain_rows(found)]
    return (json.dumps({"meta": meta, "data": rows}, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def as_parquet(found: Result) -> bytes:
    """Return the rows as a Parquet file; statement, units and version stand in it under the key `hkzero`."""
    import pyarrow
    from pyarrow import parquet

    meta = {"sql": found.sql, "content_sha256": found.content, "truncated": found.is_truncated, "units": found.units}
    table = found.rows.rename_columns(list(found.frame.columns))
    table = table.replace_schema_metadata({b"hkzero": json.dumps(meta, ensure_ascii=False).encode()})
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink)
    return sink.getvalue().to_pybytes()
