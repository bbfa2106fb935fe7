"""Write docs/queries.md from the headers of queries/*.sql, and docs/districts.md from the database: `make docs`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hkzero.facts.build import build
from hkzero.store import QUERIES, Query, Store, open_store, queries
from hkzero.text import label, number, percent

ROOT = Path(__file__).resolve().parent.parent
TARGET, DISTRICTS = ROOT / "docs" / "queries.md", ROOT / "docs" / "districts.md"
HEAD = """# Queries

Every number on a page is the answer to one of these questions. Each is a file in `queries/`, plain DuckDB SQL
whose header says what it returns. Ask one without the app:

    python -m hkzero ask --list
    python -m hkzero ask electricity_mix --param since=2015 --format csv

Columns besides those named under each question: `unit`, `kind` (observed, reported, derived, estimated, assumed,
scenario), `series_id`, `source_id` (several joined by `;`), `vintage`, `note`, wherever the answer is made of figures.

This file is written by `make docs`; a test fails when it is out of date.
"""
# The tables of the allocation, in the order in which they are made.
ALLOCATION = ("clp_sales", "district_proxy", "district_proxy_test", "district_allocation", "district_electricity")
DISTRICTS_HEAD = """# Electricity by district

HK Electric publishes what each of its districts uses; these figures are taken as they are. CLP Power publishes nothing
by district: its sales by type of user are shared out by a proxy. The method, in the words of the SQL that carries it
out:
"""
TRIED_HEAD = """
## What was tried

Every proxy predicted the metered districts as if nothing were known of them. Errors are predicted against metered, mean
of the years; the proxy with the smallest mean error is kept for its type of user.
"""
FOUND_HEAD = """
Metered: as published. Allocated: the range lies within a third of the value. Indicative: it is wider. Four districts of
one island are few to test by: elsewhere the true error may be larger than the range.

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


def allocation(store: Store) -> str:
    """Return docs/districts.md: the method as the SQL states it, every proxy tried with its errors, what came out."""
    made = "".join(f"\n- `queries/marts/{name}.sql`: {_remarks(QUERIES / 'marts' / f'{name}.sql')}\n"
                   for name in ALLOCATION)
    tests = store.ask("district_validation").frame
    metered = sorted(set(tests["district"]))
    head = ("users", "proxy", "kept", "mean error", *(label("district", code, "en") for code in metered))
    rows = [(label("user_type", user, "en"), label("proxy", proxy, "en"), "yes" if part["is_kept"].all() else "",
             percent(part["mean_error"].iloc[0], "en", 0),
             *(percent(error, "en", 0, signed=True) for error in part.set_index("district")["value"].loc[metered]))
            for (user, _, proxy), part in tests.groupby(["user_type", "rank", "proxy"])]
    newest = store.ask("district_electricity").frame.pipe(
        lambda frame: frame[frame["period"] == frame.loc[frame["period"].str.len() == 4, "period"].max()])
    found = [(label("district", row["district"], "en"), label("grade", row["grade"], "en").lower(),
              *(number(row[part], "en", 0) for part in ("low", "value", "high")))
             for row in newest.to_dict("records")]
    year = newest["period"].iloc[0]
    return "".join((DISTRICTS_HEAD, made, TRIED_HEAD, _table(head, rows), f"\n## What came out for {year}\n",
                    FOUND_HEAD, _table(("district", "grade", "low, GWh", "value, GWh", "high, GWh"), found)))


def _remarks(path: Path) -> str:
    """Return what the comments of a mart say about its method, without its names and columns."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line.removeprefix("--").strip() for line in lines[:next(
        place for place, line in enumerate(lines) if not line.startswith("--"))]]
    return " ".join(line for line in lines if not line.startswith(("mart:", "what:", "column ")))


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n" + "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *rows))


def main() -> None:
    """Build the database and write both files."""
    TARGET.write_text(catalogue(), encoding="utf-8")
    print(f"wrote {TARGET.name}: {len(queries())} queries")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "hongkong.duckdb"
        build(data=ROOT / "data", out=database)
        DISTRICTS.write_text(allocation(open_store(database)), encoding="utf-8")
    print(f"wrote {DISTRICTS.name}")


if __name__ == "__main__":
    main()
