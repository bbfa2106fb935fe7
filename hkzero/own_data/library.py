"""A portfolio kept in a DuckDB file of its own: saved whole or not at all, read again, deleted.

The file is the user's. The project's database never sees it, and nothing else is written anywhere.
"""

from __future__ import annotations

import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from hkzero.own_data.portfolio import Building

TABLE, ABOUT = "building", "about"


class NotOurs(RuntimeError):
    """A file that is not a stored portfolio, or cannot be read or written; the message says which and why."""


def save(path: Path, buildings: tuple[Building, ...], about: dict[str, Any]) -> None:
    """Write the buildings and what is known of their file; an older portfolio at `path` is replaced in one step.

    NotOurs for a file at `path` that is something else, and where it cannot be written.
    """
    import duckdb
    import pandas as pd

    if path.exists():
        load(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with duckdb.connect(str(temporary)) as connection:
            connection.from_df(pd.DataFrame([asdict(one) for one in buildings])).create(TABLE)
            connection.from_df(pd.DataFrame([about])).create(ABOUT)
        os.replace(temporary, path)
    except (duckdb.Error, OSError) as error:
        raise NotOurs(f"cannot write {path}: {error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path) -> tuple[tuple[Building, ...], dict[str, Any]]:
    """Return the buildings of a stored portfolio and what is known of the file they came from. NotOurs otherwise."""
    import duckdb

    if not path.is_file():
        raise NotOurs(f"no file at {path}")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            frame, about = connection.table(TABLE).df(), connection.table(ABOUT).df()
    except duckdb.Error as error:
        raise NotOurs(f"{path} is not a stored portfolio") from error
    names = [one.name for one in fields(Building)]
    if list(frame.columns) != names:
        raise NotOurs(f"{path} is not a stored portfolio of this version")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    found = tuple(Building(**{name: int(row[name]) if name in ("row", "year") else row[name] for name in names})
                  for row in rows)
    return found, about.iloc[0].to_dict()


def delete(path: Path) -> int:
    """Delete a stored portfolio and return how many buildings it had; NotOurs for any other file."""
    buildings, _ = load(path)
    path.unlink()
    return len(buildings)
