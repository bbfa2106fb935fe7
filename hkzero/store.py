"""The database, opened read-only and locked, and the questions that may be asked of it.

One connection a process, a cursor a query: sharing a DuckDB connection between threads gives wrong rows. SQL text
lives in queries/*.sql; each file states in its header what it returns and which parameters it takes:

    -- title: short name of the question
    -- what: one sentence, what it answers
    -- formula: how the value is worked out, in words and symbols
    -- returns: period, sector, value
    -- params: since = 1990, sector = null
    -- units: by row          (only where rows have different units)

Besides what `returns` names, every row brings along how it is known: unit, kind, source_id; series_id, vintage and note
where there are any.
"""

from __future__ import annotations

import os
import re
import weakref
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from hkzero.measure import Answer, Kind, Source, data_to, weakest

if TYPE_CHECKING:
    import duckdb
    import pandas

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
DATABASE = ROOT / "data" / "build" / "hongkong.duckdb"
DATABASE_VARIABLE = "HKZERO_DATABASE"

LOCKED = {
    "threads": "2",
    "memory_limit": "512MB",
    "max_execution_time": "5000",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
# Set after the file is attached: from then on nothing else can be opened and nothing be changed back.
LOCK = ("set enable_external_access = false", "set lock_configuration = true")
EVIDENCE_COLUMNS = ("unit", "kind", "series_id", "source_id", "vintage", "note")

# The type of a parameter of which a default of null says none; all others with such a default are text.
TYPES = {"source_ids": "list", "series": "list", "likelihood": "integer", "share_year": "integer", "year": "integer",
         "limit": "integer"}


class StoreError(RuntimeError):
    """The database cannot be opened or asked; the message says which file and why."""


class UnknownQuery(LookupError):
    """No question of this name; the message names the nearest."""


class UnknownTable(LookupError):
    """No table of this name."""


class BadParameter(ValueError):
    """A parameter the question does not take."""


class MixedUnits(ValueError):
    """A question answered in more than one unit although it does not say so."""


@dataclass(frozen=True, slots=True)
class DistrictShape:
    """The land of a district: `geometry_wkb` in full (WGS84), the rest to draw, and what must go with them."""

    district_code: str
    geometry_wkb: bytes
    outline_geojson: str
    hatching_geojson: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database: what it holds, and its columns as (name, type, description)."""

    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One question: its SQL and what its header declares."""

    name: str
    sql: str
    title: str
    what: str
    formula: str
    returns: tuple[str, ...]
    params: dict[str, Any]
    units_by_row: bool

    def type_of(self, name: str) -> str:
        """Return the type of a parameter: integer, list or string."""
        return TYPES.get(name) or ("integer" if isinstance(self.params[name], int) else "string")


def _literal(text: str) -> Any:
    text = text.strip()
    if text in ("", "null"):
        return None
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return text.strip("'\"")


def parse_query(path: Path) -> Query:
    """Return the question in one file; ValueError naming the file when its header is incomplete."""
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    field = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        match = re.match(r"-- ([a-z]+): ?(.*)", line)
        if match:
            field, value = match.groups()
            header[field] = value.strip()
        elif field:
            header[field] += " " + line.removeprefix("--").strip()
    missing = [name for name in ("title", "what", "formula", "returns") if not header.get(name)]
    if missing:
        raise ValueError(f"{path.name}: header lacks {', '.join(missing)}")
    params = dict(part.split("=", 1) for part in header.get("params", "").split(",") if part.strip())
    return Query(
        name=path.stem,
        sql=text,
        title=header["title"],
        what=header["what"],
        formula=header["formula"],
        returns=tuple(name.strip() for name in header["returns"].split(",")),
        params={name.strip(): _literal(default) for name, default in params.items()},
        units_by_row=header.get("units") == "by row",
    )


@cache
def queries(folder: Path = QUERIES) -> dict[str, Query]:
    """Return every question by name, in alphabetical order."""
    return {path.stem: parse_query(path) for path in sorted(folder.glob("*.sql"))}


def find_query(name: str) -> Query:
    """Return the question of this name; UnknownQuery with the nearest names otherwise."""
    known = queries()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UnknownQuery(f"no query is called {name!r}.{hint} `python -m hkzero ask --list` shows all {len(known)}.")
    return known[name]


def _split(cells) -> tuple[str, ...]:
    return tuple(sorted({item for cell in cells if isinstance(cell, str) for item in cell.split(";") if item}))


class Store:
    """A read-only database with its questions. Thread-safe: each question runs on a cursor of its own."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.identity = _identity(path)
        # DuckDB does not show its own handle; with one of ours the file can be watched after it has lost its name.
        self._handle = os.open(path, os.O_RDONLY)
        self._let_go = weakref.finalize(self, os.close, self._handle)
        self._state = _state(self._handle)
        self._connection = connection
        # cursor() itself touches the shared connection, so making one is guarded; running it is not.
        self._lock = Lock()
        self._tables: dict[str, Table] | None = None
        self.build_info: dict[str, Any] = self._fetch_build_info()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            cursor = self._connection.cursor()
        cursor.execute("use hongkong")
        return cursor

    def _fetch_build_info(self) -> dict[str, Any]:
        with self._cursor() as cursor:
            row = cursor.execute("from build").fetchone()
            names = [column[0] for column in cursor.description]
        return dict(zip(names, row, strict=True))

    @property
    def content(self) -> str:
        """Hash of everything in the database."""
        return str(self.build_info["content_sha256"])

    @property
    def is_intact(self) -> bool:
        """Whether the open file is as it was when it was opened: nobody has written into it or cut it off.

        A file that was removed or replaced by its name is intact: whoever has it open goes on reading it.
        """
        return _state(self._handle) == self._state

    @property
    def is_current(self) -> bool:
        """Whether the path still leads to the file that is open here."""
        try:
            return _identity(self.path) == self.identity
        except OSError:
            return False

    def ask(self, name: str, **params: Any) -> Answer:
        """Return the answer to the question `name`.

        Raises UnknownQuery, BadParameter (the question does not take it), MixedUnits, StoreError.
        """
        import duckdb

        query = find_query(name)
        unknown = sorted(set(params) - set(query.params))
        if unknown:
            takes = ", ".join(query.params) or "none"
            raise BadParameter(f"query {name} takes no parameter {', '.join(unknown)} (it takes: {takes})")
        bound = query.params | params
        try:
            with self._cursor() as cursor:
                frame = cursor.execute(query.sql, bound).df()
        except duckdb.Error as error:
            raise StoreError(f"query {name} failed on {self.path.name}: {error}") from error
        return self._answer(query, bound, frame)

    def _answer(self, query: Query, bound: dict[str, Any], frame) -> Answer:
        for name in ("series_id", "source_id", "vintage"):
            if name in frame:
                # SQL joins ids of several inputs with ";": each once, in order.
                joined = {cell: ";".join(_split([cell])) for cell in frame[name].dropna().unique()}
                frame[name] = frame[name].map(joined)
        units = sorted(frame["unit"].dropna().unique()) if "unit" in frame else []
        if len(units) > 1 and not query.units_by_row:
            raise MixedUnits(f"query {query.name} answered in {', '.join(units)}: one unit an answer")
        one_unit = units[0] if len(units) == 1 and not query.units_by_row else ""
        kinds = frame["kind"].dropna().unique() if "kind" in frame else []
        found = {name: _split(frame[name]) if name in frame else () for name in EVIDENCE_COLUMNS}
        notes = tuple(sorted({note for note in frame["note"] if isinstance(note, str) and note})) \
            if "note" in frame else ()
        return Answer(
            frame=frame, unit=one_unit, kind=weakest(kinds) if len(kinds) else Kind.OBSERVED,
            series=found["series_id"], sources=found["source_id"], vintages=found["vintage"], notes=notes,
            name=query.name, params=bound, sql=query.sql, formula=query.formula, title=query.title,
            data_to=data_to(frame), content=self.content,
        )

    def sources(self, source_ids) -> tuple[Source, ...]:
        """Return the publications of these ids, in the order of publisher and title."""
        wanted = list(source_ids)
        frame = self.ask("sources", source_ids=wanted).frame if wanted else None
        if frame is None:
            return ()
        fields = Source.__dataclass_fields__
        return tuple(Source(**{name: (row[name] if isinstance(row[name], str) else None) for name in fields})
                     for row in frame.to_dict("records"))

    def district_shapes(self) -> tuple[DistrictShape, ...]:
        """Return the land of each district, in the order of their letters. StoreError when the table is not there."""
        import duckdb

        try:
            with self._cursor() as cursor:
                rows = cursor.table("district_shape").order("district_code").fetchall()
        except duckdb.Error as error:
            raise StoreError(f"no shapes of districts in {self.path.name}: {error}") from error
        return tuple(DistrictShape(*row) for row in rows)

    def tables(self) -> dict[str, Table]:
        """Return every table by name, in alphabetical order, as the database describes it."""
        if self._tables is None:
            self._tables = self._described()
        return self._tables

    def _described(self) -> dict[str, Table]:
        with self._cursor() as cursor:
            tables, columns = (cursor.table_function(name).df() for name in ("duckdb_tables", "duckdb_columns"))
        tables = tables[tables["database_name"] == "hongkong"]
        columns = columns[columns["database_name"] == "hongkong"].fillna({"comment": ""})
        parts = {name: tuple(part[["column_name", "data_type", "comment"]].itertuples(index=False, name=None))
                 for name, part in columns.sort_values("column_index").groupby("table_name")}
        return {name: Table(name, text, parts[name]) for name, text in
                sorted(zip(tables["table_name"], tables["comment"].fillna(""), strict=True))}

    def table(self, name: str) -> pandas.DataFrame:
        """Return the rows of a table in the order of their file. UnknownTable, StoreError."""
        import duckdb

        if name not in self.tables():
            raise UnknownTable(f"no table is called {name!r}")
        try:
            with self._cursor() as cursor:
                return cursor.table(name).df()
        except duckdb.Error as error:
            raise StoreError(f"table {name} cannot be read in {self.path.name}: {error}") from error

    def close(self) -> None:
        """Close the connection and forget it, so that a newer file can be opened."""
        with _open_lock:
            _open.pop(self.identity, None)
            self._connection.close()
            self._let_go()


_open: dict[tuple, Store] = {}
_open_lock = Lock()


def _identity(path: Path) -> tuple:
    """What tells one database file from its successor at the same path."""
    stat = path.stat()
    return (str(path.resolve()), stat.st_ino, stat.st_mtime_ns)


def _state(handle: int) -> tuple[int, int]:
    """What changes when somebody writes into an open file: its size and the time of the last change."""
    stat = os.fstat(handle)
    return (stat.st_size, stat.st_mtime_ns)


def database_path() -> Path:
    """Return where the database is: HKZERO_DATABASE, or data/build/hongkong.duckdb."""
    return Path(os.environ.get(DATABASE_VARIABLE) or DATABASE)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a locked connection to the file.

    The file is attached to a private in-memory database instead of being opened by name: DuckDB keeps one instance a
    path and process, so after an atomic replacement an opened name would go on answering from the old file.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config=LOCKED)
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as hongkong (read_only)")
    for statement in LOCK:
        connection.execute(statement)
    return connection


def open_store(path: Path | str | None = None) -> Store:
    """Return the store at `path`, opened once a process; a file replaced by a newer build is opened anew.

    Raises StoreError when the file is missing, corrupt, of a newer format, or held by a writer.
    """
    import duckdb

    path = Path(path) if path else database_path()
    with _open_lock:
        try:
            identity = _identity(path)
        except OSError as error:
            raise StoreError(f"no database at {path}: run `python -m hkzero build`") from error
        if identity not in _open:
            try:
                store = Store(path, _connect(path))
            except (duckdb.Error, OSError) as error:
                raise StoreError(f"cannot open {path}: {error}. Delete the file and run `python -m hkzero build`, "
                                 "or stop the process that is writing to it.") from error
            if "content_sha256" not in store.build_info:
                raise StoreError(f"{path} is no database of this project: run `python -m hkzero build`")
            if store.identity != identity or not store.is_current:
                raise StoreError(f"{path} was replaced while it was opened: try again")
            _open[identity] = store
        return _open[identity]
