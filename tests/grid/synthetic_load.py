"""Synthetic load files for the tests: invented figures, never shown to anybody."""

from __future__ import annotations

import io

import numpy as np


def stamps(first: str, n: int, step_minutes: int = 60) -> np.ndarray:
    """Return n times from `first`, a step apart."""
    return np.datetime64(first, "m") + step_minutes * np.arange(n)


def load_mw(n: int, step_minutes: int = 60) -> np.ndarray:
    """Return an invented load that is different in every interval."""
    hour = np.arange(n) * step_minutes / 60
    return 5000 + 1500 * np.sin(2 * np.pi * (hour - 9) / 24) + 300 * np.cos(hour / 191) + np.arange(n) % 97


def text_of(times: np.ndarray, suffix: str = "") -> list[str]:
    """Return times as they are written in a file."""
    return [str(time).replace("T", " ") + suffix for time in times]


def csv_of(times: list[str], values, heading: str = "time,load_mw") -> bytes:
    """Return a CSV file of two columns."""
    rows = [f"{time},{value}" for time, value in zip(times, values, strict=True)]
    return "\n".join([heading, *rows, ""]).encode()


def whole_year(first: str = "2023-01-01T00:00", n: int = 8760, step_minutes: int = 60) -> bytes:
    """Return the CSV file of a year without a fault."""
    return csv_of(text_of(stamps(first, n, step_minutes)), load_mw(n, step_minutes).tolist())


def parquet_of(columns: dict, **options) -> bytes:
    """Return a Parquet file of columns."""
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, **options)
    return out.getvalue()
