"""The named checks of the data: `python -m hkzero check`.

Each is a file queries/checks/<name>.sql whose SELECT returns one row a fault: file, row, what, expected. Its header:

    -- check: unused_sources
    -- severity: error        (error fails the check and stops a build; info is printed only)
    -- what: Every publication in the register is cited somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from hkzero.facts import schema
from hkzero.facts.findings import BuildError, Finding
from hkzero.facts.marts import Statement, read_statement

SEVERITIES = ("error", "info")
COLUMNS = ["file", "row", "what", "expected"]


def read_checks(folder: Path) -> tuple[Statement, ...]:
    """Return the checks of a folder in the order of their names; BuildError naming the file that is no check."""
    checks = tuple(read_statement(path, "check") for path in sorted(folder.glob("*.sql")))
    for check in checks:
        if check.header.get("severity") not in SEVERITIES:
            raise BuildError(f"{check.file}: the header needs `-- severity: error` or `-- severity: info`")
    return checks


def run_checks(connection: duckdb.DuckDBPyConnection, folder: Path,
               severities: Iterable[str] = SEVERITIES) -> list[Finding]:
    """Return what the checks of these severities find in the database, errors first."""
    checks = read_checks(folder)
    return [finding for severity in severities for check in checks if check.header["severity"] == severity
            for finding in _run(connection, check)]


def _run(connection: duckdb.DuckDBPyConnection, check: Statement) -> list[Finding]:
    try:
        result = connection.execute(check.sql)
        names = [column[0] for column in result.description]
        rows = result.fetchall()
    except duckdb.Error as error:
        raise BuildError(f"{check.file}: {str(error).splitlines()[0]}") from error
    if names != COLUMNS:
        raise BuildError(f"{check.file}: returns {', '.join(names)}, expected {', '.join(COLUMNS)}")
    severity = check.header["severity"]
    return [Finding(file, row, None, None, expected, check.name, severity, what=what)
            for file, row, what, expected in rows]


def check_database(database: Path, folder: Path) -> list[Finding]:
    """Return the findings of every check on a built database; BuildError when it cannot be opened."""
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(schema.attach_built(str(database)))
            connection.execute(schema.USE_BUILT)
            return run_checks(connection, folder)
    except duckdb.Error as error:
        raise BuildError(f"cannot open {database}: {str(error).splitlines()[0]}") from error
