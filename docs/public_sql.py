"""Write docs/public_sql.md: every hostile statement of the tests, how it was stopped, how soon, with how much memory.

    python -m docs.public_sql

Times and memory are those of the machine that it runs on. A test fails when a statement of the suite is not in it.
"""

from __future__ import annotations

import platform
from pathlib import Path

import duckdb

from hkzero.processes import MEMORY_BYTES
from hkzero.public_sql import fairness
from hkzero.public_sql.desk import LIMIT_SECONDS, MOST_WAITING, Desk, Outcome, Result
from hkzero.public_sql.guard import MOST_CHARACTERS
from hkzero.public_sql.worker import MOST_BYTES, MOST_ROWS
from hkzero.store import open_store
from tests.public_sql import hostile

TARGET = Path(__file__).resolve().parent / "public_sql.md"
MEGA = 1e6
SHOWN_CHARACTERS = 90
HEAD = """# SQL by strangers

"Ask in SQL" on the Data page and `python -m hkzero sql` run one SELECT, or WITH … SELECT, typed by anybody:

    python -m hkzero sql "select period, value, unit from official_by_sector where sector = 'total'" --format csv

DuckDB's makers say that its settings alone are no sandbox for SQL that is not trusted
([Securing DuckDB](https://duckdb.org/docs/2.0/operations_manual/securing_duckdb/overview)): a single call of `repeat`
works on for many seconds, and takes gigabytes, whatever `max_execution_time` and `memory_limit` say. So a statement
passes three doors. The tests try the second and the third without the first, too.

1. **The guard** (`hkzero/public_sql/guard.py`). DuckDB's own parser and sqlglot must both find one SELECT. Every node
   of DuckDB's parse, every table and every function must be on a list; what is on none is refused, a new feature of
   DuckDB too. After FROM stand the public tables, subqueries, and `range`, `generate_series`, `unnest`; nothing that
   reads files, addresses, settings or variables. Invisible characters and blanks that only look like blanks are
   refused. At most {characters:,} characters.
2. **DuckDB, locked** (`hkzero/public_sql/worker.py`). A copy of the database without the app's own table, opened
   read-only; no external access, no extensions, no spilling to disk, configuration locked, one thread.
3. **The operating system.** A process of its own with an empty environment, in an empty folder: at most
   {memory:,.0f} MB of memory in all (RLIMIT_AS for what may still be mapped, and a look at its true size twenty times a
   second), no file descriptor more (RLIMIT_NOFILE 0: no file can be opened at all), no byte written to a file
   (RLIMIT_FSIZE 0), no process started (RLIMIT_NPROC 0, which does not bind the superuser), {cpu} seconds of the
   processor. A clock in the web process kills it after {seconds:.0f} s.

Nothing that a stranger typed is parsed in the web process; it looks at the characters and their number only. Two
statements run at a time; a third process stands ready, as one takes a second or more to start. At most {waiting} wait,
and each sees its place. At most {rows:,} rows or {size:.0f} MB come back; more are cut off, and the page says so.
Errors name no path.

Nobody takes more than a fair share (`hkzero/public_sql/fairness.py`). A session has one statement at a time, a new one
calls off the one before, and {session} a minute; an address has {address} a minute and {of_address} waiting. Who has
nothing running comes before who has. Behind a proxy named in `HKZERO_TRUSTED_PROXIES` the address is the one it
forwards; a connection from the machine itself has none and is counted by session only. Who has had enough is told how
long to wait.

## Limits

- Only Linux has these limits for a process. Elsewhere the clock alone holds; with `HKZERO_PUBLIC_URL` set nothing is
  run there. `HKZERO_PUBLIC_SQL=off` runs nothing anywhere ([settings.md](settings.md)).
- The limits do not replace a container: a fault of DuckDB that runs foreign code would run it as the app's own user,
  with the files already open and within the memory and time allowed.
- The copy lies in a folder of its own in the system's temporary folder, readable by the app's user alone, and goes
  with the app; an app that is killed leaves it there.
- On a busy machine a long statement may be stopped that a free one would finish: the clock is the wall's.
- Units are said where a column of the result can be traced to a column of a table through names, WITH, subqueries,
  UNION, sums, means and the like, and that column has one: by its description (`[GWh]`), its name (`capacity_mw`), or
  the column `unit`, which the result brings along, WHERE fixes, or all rows share. Nothing else is guessed.

## What was tried

{statements} statements of `tests/public_sql/hostile.py`, as the tests run them, on {machine}, DuckDB {duckdb}. Memory
is the highest of the process; without a statement it is about {base:.0f} MB.

| category | statement | how it was stopped | s | MB |
|---|---|---|---:|---:|
"""
FOOT = """
Longest: {slowest:.2f} s. Highest memory: {highest:.0f} MB.

This file is written by `python -m docs.public_sql`; a test fails when a statement of the suite is missing.
"""


def shown(sql: str) -> str:
    """Return a statement as it stands in a table: one line, visible characters, not too long."""
    line = " ".join(sql.encode("unicode_escape").decode().split()).replace("`", "'")
    line = line if len(line) <= SHOWN_CHARACTERS else f"{line[:SHOWN_CHARACTERS]}…"
    return f"`{line}`".replace("|", "\\|") if line else "(nothing)"


def written(database: Path, content: str) -> str:
    """Return the text of the file for a database: every statement is run."""
    desk = Desk(database, content)
    try:
        base = desk.ask("select 1")
        found = [(category, sql, desk.ask(sql)) for category, sql in hostile.every()]
    finally:
        desk.close()
    lines = [f"| {category} | {shown(sql)} | {_how(outcome)} | {outcome.seconds:.2f} | "
             f"{outcome.peak_bytes / MEGA:.0f} |" for category, sql, outcome in found]
    head = HEAD.format(characters=MOST_CHARACTERS, memory=MEMORY_BYTES / MEGA, cpu=3, seconds=LIMIT_SECONDS,
                       waiting=MOST_WAITING,
                       session=fairness.A_MINUTE_OF_A_SESSION,
                       address=fairness.A_MINUTE_OF_AN_ADDRESS, of_address=fairness.WAITING_OF_AN_ADDRESS,
                       rows=MOST_ROWS, size=MOST_BYTES / MEGA, statements=len(found),
                       machine=f"{platform.system()} {platform.machine()}", duckdb=duckdb.__version__,
                       base=base.peak_bytes / MEGA)
    return head + "\n".join(lines) + "\n" + FOOT.format(
        slowest=max(outcome.seconds for _, _, outcome in found),
        highest=max(outcome.peak_bytes for _, _, outcome in found) / MEGA)


def _how(outcome: Outcome) -> str:
    if isinstance(outcome, Result):
        return f"cut off after {outcome.rows.num_rows:,} rows"
    if outcome.code in ("time", "memory", "wide", "crashed"):
        return {"time": "stopped: time", "memory": "stopped: memory", "wide": "stopped: a row too big",
                "crashed": "stopped: the process ended"}[outcome.code]
    subject = outcome.subject.encode("unicode_escape").decode().replace("|", "\\|").replace("`", "'")
    return f"refused: {outcome.code}" + (f" ({subject[:60]})" if subject else "")


if __name__ == "__main__":
    store = open_store()
    TARGET.write_text(written(store.path, store.content), encoding="utf-8")
