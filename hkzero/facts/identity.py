"""Where the inputs and the database are, and the hashes that tell one build from another."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb

from hkzero import __version__
from hkzero.facts import schema
from hkzero.facts.findings import BuildError

CODE = Path(__file__).resolve().parent
ROOT = CODE.parents[1]
DATA_VARIABLE = "HKZERO_DATA"
DATABASE_VARIABLE = "HKZERO_DATABASE"
DATA_SUFFIXES = frozenset({".csv", ".yaml", ".geojson"})


def data_folder() -> Path:
    """Return the folder of the CSV files: HKZERO_DATA, or data/ of the project."""
    return Path(os.environ.get(DATA_VARIABLE) or ROOT / "data")


def database_path() -> Path:
    """Return where the database is built: HKZERO_DATABASE, or data/build/hongkong.duckdb of the project."""
    return Path(os.environ.get(DATABASE_VARIABLE) or ROOT / "data" / "build" / "hongkong.duckdb")


def queries_folder() -> Path:
    """Return the folder of the SQL files, with marts/ and checks/ in it."""
    return ROOT / "queries"


def input_sha256(data: Path, queries: Path) -> str:
    """Return the hash of everything a build depends on: the data, the marts, the code and its engine.

    Names and bytes of the files count, not their dates. What lies under data/build is output and left out.
    BuildError when a file cannot be read.
    """
    digest = hashlib.sha256(f"hkzero {__version__}, duckdb {duckdb.__version__}\n".encode())
    inputs = [
        *((data, path) for path in data.rglob("*")
          if path.suffix in DATA_SUFFIXES and data / "build" not in path.parents and path.is_file()),
        *((queries, path) for path in (queries / "marts").glob("*.sql")),
        *((CODE, path) for path in CODE.glob("*.py")),
    ]
    for name, path in sorted((f"{folder.name}/{path.relative_to(folder).as_posix()}", path) for folder, path in inputs):
        try:
            contents = path.read_bytes()
        except OSError as error:
            raise BuildError(f"cannot read {name}: {error.strerror}") from error
        digest.update(f"{name} {len(contents)}\n".encode())
        digest.update(contents)
    return digest.hexdigest()


def content_sha256(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the hash of every table's contents.

    Rows are hashed in a fixed order, so two builds agree although DuckDB files differ byte by byte. The table `build`,
    which holds the time of the build, is left out.
    """
    described = dict(connection.execute(schema.DESCRIBE_TABLES).fetchall())
    described.pop("build", None)
    hashed = connection.execute(schema.hash_contents(described)).fetchall()
    digest = hashlib.sha256()
    for name, rows, contents in sorted(hashed):
        digest.update(f"{name} ({described[name]}) {rows} {contents}\n".encode())
    return digest.hexdigest()


def recorded_input(database: Path) -> str | None:
    """Return the input hash a database was built from; None when there is no usable database at the path.

    The file is attached to a private in-memory database: DuckDB refuses a second connection to one file with another
    configuration, and the app may hold it open.
    """
    if not database.is_file():
        return None
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(schema.attach_built(str(database)))
            row = connection.execute(schema.READ_INPUT_HASH).fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None
