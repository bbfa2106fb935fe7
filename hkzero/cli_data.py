"""The commands of the data desk: refresh the official figures, bring one's own, the city's inventory, SQL.

    python -m hkzero refresh --dry-run
    python -m hkzero import buildings.csv --as portfolio
    python -m hkzero inventory --year 2023 --format xlsx -o inventory.xlsx
    python -m hkzero sql "select * from sources limit 5"
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add the commands of the data desk to the command line."""
    _add_refresh(commands)
    _add_import(commands)
    _add_inventory(commands)
    _add_sql(commands)


# --- refresh ---


def _add_refresh(commands: argparse._SubParsersAction) -> None:
    pass


# --- import ---


def _add_import(commands: argparse._SubParsersAction) -> None:
    pass


# --- inventory ---


def _add_inventory(commands: argparse._SubParsersAction) -> None:
    pass


# --- sql ---


def _add_sql(commands: argparse._SubParsersAction) -> None:
    sql = commands.add_parser("sql", help="one SELECT of your own, under the limits that strangers have on the page")
    sql.add_argument("statement", metavar="SQL", help="one SELECT, or WITH … SELECT; - reads it from standard input")
    sql.add_argument("--format", choices=("csv", "json", "parquet"), default="csv")
    sql.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    sql.set_defaults(run=_sql)


def _sql(chosen: argparse.Namespace) -> int:
    from hkzero.cli import NotInOrder, NotUnderstood, asked, write
    from hkzero.public_sql import files
    from hkzero.public_sql.desk import Desk, Refusal
    from hkzero.text import t

    if chosen.format == "parquet" and not chosen.output:
        raise NotUnderstood("a parquet file cannot be shown here: name a file with -o FILE")
    statement = sys.stdin.read() if chosen.statement == "-" else chosen.statement
    with asked() as store:
        desk = Desk(store.path, store.content, at_once=1, spare=False)
        try:
            found = desk.ask(statement)
        finally:
            desk.close()
    if isinstance(found, Refusal):
        said = t(f"data_sql.refused.{found.code}", "en", subject=found.subject).strip()
        raise (NotInOrder if found.code in ("crashed", "off", "unsupported") else NotUnderstood)(said)
    if found.is_truncated:
        print(f"hkzero: there is more; these are the first {found.rows.num_rows} rows", file=sys.stderr)
    return write({"csv": files.as_csv, "json": files.as_json, "parquet": files.as_parquet}[chosen.format](found),
                 chosen.output)
