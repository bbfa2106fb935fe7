"""Write what the docs say of queries and of measured errors, from the queries and the database: `make docs`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from docs.backtests import backtests
from docs.engine import engine_text
from docs.grid import grid_text
from hkzero.store import QUERIES, Query, Store, open_store, queries
from hkzero.text import label

DOCS = Path(__file__).resolve().parent
DISTRICTS = DOCS / "districts.md"
TARGET = DOCS / "queries.md"
BACKTESTS = DOCS / "backtests.md"
ENGINE = DOCS / "engine.md"
GRID = DOCS / "grid.md"
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


DISTRICTS_HEAD = """# How electricity is allocated to districts

HK Electric publishes what each of its four districts used, by half-year and type of user; these figures are used as
they are. CLP Power publishes none by district. Its sales by type of user are shared out by a proxy, and every proxy is
first made to predict the four metered districts as if nothing were known of them. The one with the smallest mean error
is kept. The range of each district is a delete-one jackknife over the metered districts
(`queries/marts/district_allocation.sql`); the totals of each company and type of user are conserved exactly.

Four districts of one island are few, and none of them is a new town: elsewhere the true error may be larger. No public
count of jobs, floor space or hotel rooms by district was found, so commerce and industry are graded indicative.

Error of each proxy, predicted against metered, mean of the years that both companies cover:
"""
DISTRICTS_FOOT = """
This file is written by `make docs`; a test fails when it is out of date.
"""


def districts(store: Store) -> str:
    """Return the text of docs/districts.md for the database as it is now."""
    tests = store.ask("district_validation").frame
    codes = sorted(tests["district"].unique())
    names = [label("district", code, "en") for code in codes]
    lines = [f"| user | proxy | kept | mean error | {' | '.join(names)} |", f"|---|---|---|---|{'---|' * len(codes)}"]
    for (user, _, proxy), rows in tests.groupby(["user_type", "rank", "proxy"]):
        errors = rows.set_index("district")["value"]
        cells = [label("user_type", user, "en"), label("proxy", proxy, "en"), "yes" if rows["is_kept"].all() else "",
                 f"{rows['mean_error'].iloc[0]:.0f}%", *(f"{errors[code]:+.0f}%" for code in codes)]
        lines.append(f"| {' | '.join(cells)} |")
    return DISTRICTS_HEAD + "\n" + "\n".join(lines) + "\n" + DISTRICTS_FOOT


def main() -> None:
    """Write every file, from a database built for it."""
    from hkzero.facts.build import build

    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "docs.duckdb"
        build(out=database)
        store = open_store(database)
        for path, text in ((TARGET, catalogue()), (DISTRICTS, districts(store)), (BACKTESTS, backtests(store)),
                           (ENGINE, engine_text(store)), (GRID, grid_text(store))):
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")
        store.close()


if __name__ == "__main__":
    main()
