"""A user's own load, hourly or half-hourly, from a CSV or Parquet file; what cannot be read is refused with a code.

Columns: the first is the start of each step, the second the load; its unit is the end of its name (`load_kw`).
Stamps without a zone are Hong Kong time; stamps with one are converted, and a file with two offsets is refused.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hkzero.grid.case import HOURS, LARGEST_CELL, Array, HourlyYear
from hkzero.measure import Kind

LARGEST_BYTES = 50_000_000
LARGEST_ROWS = 2 * 366 * 24 * 3
UNITS = {"kw": 1e-3, "mw": 1.0, "kwh": 1e-3, "mwh": 1.0}  # to MW; energy of a step is divided by its hours


class LoadFileError(ValueError):
    """A file that cannot be used: `code` is a text key's end, `fields` fill its sentence."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(f"{code}: {fields}" if fields else code)
        self.code, self.fields = code, fields


@dataclass(frozen=True, slots=True)
class LoadFile:
    """`starts` (n,) local time, `load_mw` (n,), `step_minutes` 60 or 30, `report` the rows and the missing steps."""

    starts: NDArray[np.datetime64]
    load_mw: Array
    step_minutes: int
    report: Mapping[str, int]


def read_load(contents: bytes, name: str, unit: str | None = None) -> LoadFile:
    """Return the load in a file of this name; gaps stay gaps and are counted. LoadFileError for what is refused."""
    if len(contents) > LARGEST_BYTES:
        raise LoadFileError("too_large", size=len(contents), limit=LARGEST_BYTES)
    table = _table(contents, name)
    if table.shape[1] < 2 or table.empty:
        raise LoadFileError("not_a_table")
    if len(table) > LARGEST_ROWS:
        raise LoadFileError("too_many_rows", rows=len(table), limit=LARGEST_ROWS)
    found = (unit or str(table.columns[1]).rsplit("_", 1)[-1]).lower()
    if found not in UNITS:
        raise LoadFileError("unknown_unit", unit=found, known=", ".join(UNITS))
    starts = _local(table.iloc[:, 0].astype(str))
    load = pd.to_numeric(table.iloc[:, 1], errors="coerce").to_numpy(float)
    if not np.isfinite(load).all():
        raise LoadFileError("not_a_number", row=int(np.argmin(np.isfinite(load))) + 2)
    if (load < 0).any():
        raise LoadFileError("negative", count=int((load < 0).sum()), first=str(starts[np.argmax(load < 0)]))
    order = np.argsort(starts, kind="stable")
    starts, load = starts[order], load[order]
    steps = np.diff(starts).astype(int)
    if (steps == 0).any():
        raise LoadFileError("duplicates", count=int((steps == 0).sum()), first=str(starts[:-1][steps == 0][0]))
    step = int(steps.min()) if len(steps) else 0
    if step not in (30, 60) or (steps % step).any():
        raise LoadFileError("wrong_step", minutes=step)
    load = load * UNITS[found] / (step / 60 if found.endswith("h") else 1)
    if load.max() > LARGEST_CELL:
        raise LoadFileError("wrong_unit", largest=float(load.max()), limit=LARGEST_CELL)
    return LoadFile(starts, load, step, {"missing": int((steps // step - 1).sum()), "rows": len(load)})


def replace_load(year: HourlyYear, file: LoadFile) -> HourlyYear:
    """Return the year with the file's load as all of gross generation; 29 February is left out, a gap is refused."""
    days = file.starts.astype("datetime64[D]").astype(str)
    kept = np.array([not day.endswith("-02-29") for day in days])
    starts, load = file.starts[kept], file.load_mw[kept]
    per_hour = 60 // file.step_minutes
    if len(load) != HOURS * per_hour or len(set(starts.astype("datetime64[Y]"))) != 1:
        raise LoadFileError("not_a_year", rows=len(load), wanted=HOURS * per_hour)
    hourly = load.reshape(HOURS, per_hour).mean(axis=1)
    return replace(year, demand_mw={"measured": hourly}, losses_mw=np.zeros(HOURS), is_measured=True,
                   evidence=replace(year.evidence, kind=Kind.ASSUMED))


def _table(contents: bytes, name: str) -> pd.DataFrame:
    """Return the file's first two columns; the rows a Parquet file declares are counted before it is unpacked."""
    try:
        if not name.lower().endswith(".parquet"):
            return pd.read_csv(io.BytesIO(contents), usecols=[0, 1], nrows=LARGEST_ROWS + 1)
        from pyarrow import parquet

        file = parquet.ParquetFile(io.BytesIO(contents))
        unpacked = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
        if file.metadata.num_rows > LARGEST_ROWS or unpacked > LARGEST_BYTES:
            raise LoadFileError("too_many_rows", rows=file.metadata.num_rows, limit=LARGEST_ROWS)
        return file.read(columns=file.schema_arrow.names[:2]).to_pandas()
    except LoadFileError:
        raise
    except (ValueError, OSError, ImportError) as error:
        raise LoadFileError("not_a_table") from error


def _local(stamps: pd.Series) -> NDArray[np.datetime64]:
    zones = set(stamps.str.extract(r":\d\d(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)$")[0].fillna(""))
    if len(zones) > 1:
        raise LoadFileError("daylight_saving", offsets=", ".join(sorted(zones)))
    try:
        moments = pd.to_datetime(stamps, format="ISO8601", utc=zones != {""})
    except ValueError as error:
        raise LoadFileError("not_a_time", first=stamps.iloc[0][:40]) from error
    if zones != {""}:
        moments = moments.dt.tz_convert("Asia/Hong_Kong").dt.tz_localize(None)
    if moments.isna().any():
        raise LoadFileError("not_a_time", first="")
    return moments.to_numpy().astype("datetime64[m]")
