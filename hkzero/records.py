"""Answers as plain values and files: rows, what they rest on, JSON, CSV, Parquet. The command line and the API use it.

pandas and pyarrow are read only when something is made with them.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from hkzero.measure import Answer, Source
    from hkzero.store import Store


def answer_meta(answer: Answer, store: Store) -> dict[str, Any]:
    """Return what an answer rests on, ready for JSON: unit, kind, series, sources, vintages, notes, SQL, contents."""
    return {
        "query": answer.name, "title": answer.title, "params": dict(answer.params), "formula": answer.formula,
        "unit": answer.unit or None, "kind": str(answer.kind), "data_to": answer.data_to or None,
        "series": list(answer.series), "sources": [source_fields(source) for source in store.sources(answer.sources)],
        "vintages": list(answer.vintages), "notes": list(answer.notes), "sql": answer.sql,
        "content_sha256": answer.content,
    }


def source_fields(source: Source) -> dict[str, Any]:
    """Return what is known of a source, ready for JSON."""
    return {name: value for name, value in asdict(source).items() if value is not None}


def records(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain values; what is missing is None."""
    return [{name: None if _is_missing(value) else value for name, value in row.items()}
            for row in frame.astype(object).to_dict("records")]


def _is_missing(value: Any) -> bool:
    import pandas

    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value is pandas.NA or value is pandas.NaT


def json_text(value: Any) -> str:
    """Return a value as JSON for people to read; ValueError for a number that JSON does not have."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def csv_text(frame: pandas.DataFrame) -> str:
    """Return a frame as CSV."""
    text = StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue()


def parquet_bytes(frame: pandas.DataFrame, meta: dict[str, Any]) -> bytes:
    """Return the frame as a Parquet file; what it rests on travels in the file, under the key `hkzero`."""
    import pyarrow
    from pyarrow import parquet

    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"hkzero": json_text(meta).encode()})
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink)
    return sink.getvalue().to_pybytes()
