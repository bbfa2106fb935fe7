"""Own data kept in a DuckDB file of its own: saved whole or not at all, read again, deleted.

The file is the user's. The project's database never sees it, and nothing else is written anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from hkzero.own_data.fleet import Vehicles
from hkzero.own_data.meter import Reading
from hkzero.own_data.portfolio import Building

ABOUT = "about"
# The table of each kind, and what the kind is called where a file is something else.
TABLE = {Building: "building", Vehicles: "vehicle", Reading: "reading"}
CALLED = {Building: "portfolio", Vehicles: "fleet", Reading: "meter file"}

Item = Building | Vehicles | Reading


class NotOurs(RuntimeError):
    """A file that is not a stored one of the kind, or cannot be read or written; the message says which and why."""


def save(path: Path, items: Sequence[Item], about: dict[str, Any]) -> None:
    """Write items of one kind and what is known of their file; an older file of the kind is replaced in one step.

    NotOurs for a file at `path` that is something else, and where it cannot be written. ValueError without any item.
    """
    import duckdb
    import pandas as pd

    if not items:
        raise ValueError("nothing to keep: at least one item is needed")
    kind = type(items[0])
    if path.exists():
        load(path, kind)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with duckdb.connect(str(temporary)) as connection:
            connection.from_df(pd.DataFrame([asdict(one) for one in items])).create(TABLE[kind])
            connection.from_df(pd.DataFrame([about])).create(ABOUT)
            # Closing would do it too, but says nothing when there is no room, and the rows stay in a log beside.
            connection.checkpoint()
        os.replace(temporary, path)
    except (duckdb.Error, OSError) as error:
        raise NotOurs(f"cannot write {path}: {error}") from error
    finally:
        temporary.unlink(missing_ok=True)
        temporary.with_name(f"{temporary.name}.wal").unlink(missing_ok=True)


def load(path: Path, kind: type[Item] = Building) -> tuple[tuple[Item, ...], dict[str, Any]]:
    """Return the items of a stored file and what is known of the file they came from. NotOurs otherwise."""
    import duckdb

    if not path.is_file():
        raise NotOurs(f"no file at {path}")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            frame, about = connection.table(TABLE[kind]).df(), connection.table(ABOUT).df()
    except duckdb.Error as error:
        raise NotOurs(f"{path} is not a stored {CALLED[kind]}") from error
    names = [one.name for one in fields(kind)]
    if list(frame.columns) != names:
        raise NotOurs(f"{path} is not a stored {CALLED[kind]} of this version")
    whole = {one.name for one in fields(kind) if one.type == "int"}
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    found = tuple(kind(**{name: int(row[name]) if name in whole else row[name] for name in names}) for row in rows)
    return found, about.iloc[0].to_dict()


def delete(path: Path, kind: type[Item] = Building) -> int:
    """Delete a stored file and return how many items it had; NotOurs for any other file."""
    items, _ = load(path, kind)
    path.unlink()
    return len(items)
