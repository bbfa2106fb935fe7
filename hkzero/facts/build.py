"""From the CSV files to the database: `python -m hkzero build`.

Everything is checked before anything is replaced. The database is written under a temporary name in its folder, under
a file lock, and takes the place of the old one in a single step; a build that fails leaves the old file as it was.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from filelock import FileLock, Timeout

from hkzero import __version__
from hkzero.facts import schema
from hkzero.facts.checks import check_database, run_checks
from hkzero.facts.features import FeatureCitation, read_feature_citations
from hkzero.facts.findings import BuildError, Finding
from hkzero.facts.geometry import Places, read_places
from hkzero.facts.identity import (
    content_sha256,
    data_folder,
    database_path,
    input_sha256,
    queries_folder,
    recorded_input,
)
from hkzero.facts.marts import Statement, read_marts
from hkzero.facts.package import Package, Table, read_package
from hkzero.facts.rows import Rows, read_package_rows
from hkzero.facts.scenarios import ScenarioFiles, read_scenarios

# A build takes seconds; who waits this long for another one waits for a process that hangs.
LOCK_SECONDS = 60
# One thread: the sum of fractions depends on the order in which threads deliver them, and so would the contents.
# No spilling to disk, nothing fetched from anywhere; small blocks, since most tables are small.
CONFIG = {
    "threads": "1", "temp_directory": "", "default_block_size": "16384", "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false", "python_enable_replacements": "false",
}
EVIDENCE = {
    "unit": "unit of the value", "kind": "kind of evidence, weakest of the inputs", "note": "how it came about",
    "series_id": "series it rests on, joined by ;", "source_id": "publications it rests on, joined by ;",
    "vintage": "edition of the publication",
}


@dataclass(frozen=True, slots=True)
class BuildState:
    """The database to use: `built` just now or not; `failure` says why a newer one could not be built."""

    path: Path
    built: bool
    failure: str | None = None

    @property
    def fresh(self) -> bool:
        """Whether the database holds what the data folder says now."""
        return self.failure is None


def build(data: Path | None = None, out: Path | None = None, queries: Path | None = None, *,
          checks: bool = True, lock_seconds: float = LOCK_SECONDS) -> dict:
    """Build the database and return its summary: out, tables, rows, seconds, input_sha256, content_sha256.

    `rows` are the rows of the CSV files; `tables` counts those of the data and the marts. With `checks` the named
    checks of severity error must pass too. BuildError when anything is wrong; `out` is then left as it was.
    """
    out = out or database_path()
    with _locked(out, lock_seconds):
        return _build(data or data_folder(), out, queries or queries_folder(), checks)


def ensure_built(out: Path | None = None, data: Path | None = None, queries: Path | None = None) -> BuildState:
    """Return a database that can be opened, built anew when it is missing, unreadable or older than its inputs.

    When that fails, the old database is returned with the failure; BuildError when there is no usable one.
    """
    out, data, queries = out or database_path(), data or data_folder(), queries or queries_folder()
    try:
        if recorded_input(out) == input_sha256(data, queries):
            return BuildState(out, built=False)
        with _locked(out, LOCK_SECONDS):
            # Another process may have built it while this one waited.
            if recorded_input(out) == input_sha256(data, queries):
                return BuildState(out, built=False)
            _build(data, out, queries, checks=True)
        return BuildState(out, built=True)
    except BuildError as error:
        if recorded_input(out) is None:
            raise
        return BuildState(out, built=False, failure=str(error))


def check(database: Path | None = None, data: Path | None = None, queries: Path | None = None) -> list[Finding]:
    """Return what validation and the named checks find, faults first and remarks after them.

    Without `database` the present data are checked: in the built database when it is up to date, else in one built
    aside and thrown away. BuildError when there is nothing to check.
    """
    data, queries = data or data_folder(), queries or queries_folder()
    if database is not None:
        return check_database(database, queries / "checks")
    if recorded_input(database_path()) == input_sha256(data, queries):
        return check_database(database_path(), queries / "checks")
    try:
        with TemporaryDirectory() as folder:
            aside = Path(folder) / "check.duckdb"
            _build(data, aside, queries, checks=False)
            return check_database(aside, queries / "checks")
    except BuildError as error:
        if not error.findings:
            raise
        return list(error.findings)


@dataclass(frozen=True, slots=True)
class Declared:
    """The tables that the data folder declares, their rows, and every fault found in these files."""

    package: Package
    rows: dict[str, Rows]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the data folder holds beside its tables: the map, what it cites, and the scenarios."""

    features: list[FeatureCitation]
    places: Places
    scenarios: ScenarioFiles


def read_beside(data: Path, declared: Declared) -> Beside:
    """Return what is beside the tables; BuildError with every fault found in the files, those of the tables first."""
    findings, features = list(declared.findings), []
    sources = declared.rows.get("source")
    if sources is not None and sources.complete:
        features, faults = read_feature_citations(data, set(sources.cells["source_id"]))
        findings += faults
    places = Places()
    # What is no GeoJSON or has no ids is told already.
    if not any(finding.file.endswith(".geojson") for finding in findings):
        places, faults = read_places(data)
        findings += faults
    scenarios, faults = read_scenarios(data)
    findings += faults
    if findings:
        raise BuildError(f"{_counted(findings)} in {data}", findings)
    return Beside(features, places, scenarios)


@contextmanager
def _locked(out: Path, seconds: float) -> Iterator[None]:
    """Hold the lock next to the database, so that two builds of one file never meet."""
    lock = out.with_name(f".{out.name}.lock")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=seconds):
            yield
    except Timeout as error:
        raise BuildError(f"another build of {out} is running: {lock.name} was not free for {seconds:g} s") from error
    except OSError as error:
        raise BuildError(f"cannot write in {out.parent}: {error.strerror or error}") from error


def _build(data: Path, out: Path, queries: Path, checks: bool) -> dict:
    started = time.perf_counter()
    wanted = input_sha256(data, queries)
    package = read_package(data)
    rows, findings = read_package_rows(package)
    declared = Declared(package, rows, findings)
    if findings:
        read_beside(data, declared)  # tells all faults at once
    temporary = out.with_name(f".{out.name}.building")
    _remove(temporary)
    try:
        with duckdb.connect(str(temporary), config=CONFIG) as connection, ThreadPoolExecutor(1) as aside:
            connection.begin()
            # The engine takes the tables in on one core while Python reads map and marts on the other: as long as both.
            loading = aside.submit(_load_tables, connection, declared)
            beside = read_beside(data, declared)
            marts = read_marts(queries / "marts", {table.name for table in package.tables} | schema.GENERATED.keys())
            is_strange = _is_strange(out)
            loading.result()
            _load_beside(connection, package.tables, beside)
            _make_marts(connection, marts)
            contents = content_sha256(connection)
            if checks and (findings := run_checks(connection, queries / "checks", ("error",))):
                raise BuildError(f"{_counted(findings)} by the checks of the data", findings)
            summary = {
                "tables": len(package.tables) + len(marts), "rows": sum(len(read.lines) for read in rows.values()),
                "seconds": round(time.perf_counter() - started, 3), "input_sha256": wanted, "content_sha256": contents,
            }
            versions = {"hkzero_version": __version__, "duckdb_version": duckdb.__version__}
            built_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
            connection.execute(schema.CREATE_BUILD, summary | versions | {"built_at": built_at})
            connection.execute(schema.comment("build", schema.GENERATED["build"], {}))
            connection.commit()
            connection.checkpoint()
        if input_sha256(data, queries) != wanted:
            raise BuildError(f"the files in {data} changed during the build: run it again")
        if is_strange:
            os.replace(out, out.with_name(f"{out.name}.{out.stat().st_mtime_ns}.set-aside"))
        _replace(temporary, out)
    except (duckdb.Error, OSError) as error:
        raise BuildError(f"cannot build {out}: {_first_line(error)}") from error
    finally:
        _remove(temporary)
    return {"out": str(out)} | summary | {"seconds": round(time.perf_counter() - started, 3)}


def _load_tables(connection: duckdb.DuckDBPyConnection, declared: Declared) -> None:
    tables, rows = declared.package.tables, declared.rows
    for table in tables:
        parameters = {"lines": list(rows[table.name].lines), "path": str(table.path)}
        try:
            connection.execute(schema.create_described(table))
            connection.execute(schema.load_table(table), parameters)
        except duckdb.Error as error:
            raise BuildError(f"{table.file}: {_first_line(error)}") from error
    _check_nothing_lost(declared, connection.execute(schema.count_cells(tables)).fetchall())
    connection.execute(schema.create_observation([table for table in tables if table.is_fact]))


def _load_beside(connection: duckdb.DuckDBPyConnection, tables: tuple[Table, ...], beside: Beside) -> None:
    connection.execute(schema.CREATE_FEATURE_CITATION)
    connection.execute(schema.LOAD_FEATURE_CITATION, {
        f"{field}s": [getattr(item, field) for item in beside.features] for field in FeatureCitation.__slots__})
    connection.execute(schema.create_citation(tables))
    _load_listed(connection, beside.places.rows() | beside.scenarios.rows())
    for name, kind in (("observation", "TABLE"), ("feature_citation", "TABLE"), ("citation", "VIEW")):
        connection.execute(schema.comment(name, schema.GENERATED[name], {}, kind))


def _load_listed(connection: duckdb.DuckDBPyConnection, tables: dict[str, list[dict]]) -> None:
    for name, rows in tables.items():
        columns = schema.LISTED_TABLES[name]
        connection.execute(schema.create_listed_table(name))
        cells = {column: [row[column] for row in rows] for column in columns}
        connection.execute(schema.load_listed_table(name), cells)
        described = {column: description for column, (_, description) in columns.items()}
        connection.execute(schema.comment(name, schema.GENERATED[name], described))


def _check_nothing_lost(declared: Declared, counts: list[tuple[str, int, list[int]]]) -> None:
    """Compare what the database took with what was checked: the two readers of CSV must agree on every cell."""
    loaded = {name: [rows, *cells] for name, rows, cells in counts}
    for table in declared.package.tables:
        rows = declared.rows[table.name]
        checked = [len(rows.lines), *(len(cells) - cells.count("") for cells in rows.cells.values())]
        for column, expected, found in zip(("", *rows.cells), checked, loaded[table.name], strict=True):
            if expected != found:
                finding = Finding(table.file, None, column, None, str(expected), "conservation", what=f"loaded {found}")
                raise BuildError(f"{table.file}: rows or cells were lost on loading", [finding])


def _make_marts(connection: duckdb.DuckDBPyConnection, marts: tuple[Statement, ...]) -> None:
    # From here on only tables are read: a mart that opens a file would escape the hash of the inputs.
    connection.execute(schema.LOCK_INPUTS)
    for mart in marts:
        try:
            connection.execute(schema.create_mart(mart.name, mart.sql))
            columns = [column[0] for column in connection.execute(schema.peek(mart.name)).description]
        except duckdb.Error as error:
            raise BuildError(f"{mart.file}: {_first_line(error)}") from error
        if absent := sorted(mart.columns.keys() - set(columns)):
            raise BuildError(f"{mart.file}: the header describes {', '.join(absent)}, which the SELECT does not return")
        described = {name: mart.columns.get(name, EVIDENCE.get(name, "")) for name in columns}
        connection.execute(schema.comment(mart.name, mart.header["what"], described))


def _replace(temporary: Path, out: Path) -> None:
    """Put the finished file in the place of the old one, on disk before it gets the name."""
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    # The log of somebody's unfinished changes to the old file must not be replayed on the new one.
    _log_of(out).unlink(missing_ok=True)
    os.replace(temporary, out)
    if os.name == "posix":
        folder = os.open(out.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _is_strange(out: Path) -> bool:
    """Return whether another project's database is at the path: it is not ours to destroy and gets a name of its own.

    What is damaged is no database, and is replaced.
    """
    if not out.is_file() or recorded_input(out) is not None:
        return False
    with duckdb.connect(":memory:") as connection:
        try:
            connection.execute(schema.attach_built(str(out)))
        except duckdb.Error:
            return False
    return True


def _remove(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)
    _log_of(temporary).unlink(missing_ok=True)


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def _counted(findings: list[Finding]) -> str:
    return "1 fault" if len(findings) == 1 else f"{len(findings)} faults"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
