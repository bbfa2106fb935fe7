"""Write docs/queries.md from the headers of queries/*.sql, docs/backtests.md from the database: `make docs`."""

from __future__ import annotations

from pathlib import Path

from docs.backtests import backtests
from hkzero.store import QUERIES, Query, open_store, queries

TARGET = Path(__file__).resolve().parent / "queries.md"
BACKTESTS = TARGET.with_name("backtests.md")
HEAD = """# Queries

Every number on a page is the answer to one of these questions. Each is a file in `queries/`, plain DuckDB SQL
whose header says what it returns. Ask one without the app:

    python -m hkzero ask --list
    python -m hkzero ask electricity_mix --param since=2015 --format csv

Columns besides those named under each question: `unit`, `kind` (observed, reported, derived, estimated, assumed,
scenario), `series_id`, `source_id` (several joined by `;`), `vintage`, `note`, wherever the answer is made of figures.

This file is written by `make docs`; a test fails when it is out of date.
"""
MARTS_HEAD = """
## Tables made by SQL

`queries/marts/*.sql` are run when the database is built, each after those that it reads.

| table | what it holds |
|---|---|
"""


def catalogue() -> str:
    """Return the text of docs/queries.md for the queries as they are now."""
    asked = "".join(_section(query) for query in queries().values())
    return HEAD + asked + MARTS_HEAD + "".join(_mart_row(path) for path in sorted((QUERIES / "marts").glob("*.sql")))


def _section(query: Query) -> str:
    params = ", ".join(f"`{name}` = {_default(value)}" for name, value in query.params.items()) or "none"
    units = "differs by row" if query.units_by_row else "one"
    columns = ", ".join(f"`{name}`" for name in query.returns)
    return (
        f"\n## {query.name}\n\n{query.title}. {query.what}\n\n"
        f"- returns: {columns}\n- parameters: {params}\n- unit: {units}\n- how: {query.formula}\n"
    )


def _default(value: object) -> str:
    return "not given" if value is None else f"`{value}`"


def _mart_row(path: Path) -> str:
    return f"| `{path.stem}` | {_what(path).replace('|', '/')} |\n"


def _what(path: Path) -> str:
    """Return the `what:` of a mart's header, or its first comment where it has none."""
    comments: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        comments.append(line.removeprefix("--").strip())
    text = " ".join(comments)
    return text.partition("what:")[2].partition(" formula:")[0].strip() or text


if __name__ == "__main__":
    TARGET.write_text(catalogue(), encoding="utf-8")
    print(f"wrote {TARGET.name}: {len(queries())} queries")
    BACKTESTS.write_text(backtests(open_store()), encoding="utf-8")
    print(f"wrote {BACKTESTS.name}")
