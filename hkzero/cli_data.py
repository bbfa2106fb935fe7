"""The commands of the data desk: refresh the official figures, bring one's own, the city's inventory, SQL.

    python -m hkzero refresh --dry-run
    python -m hkzero import buildings.csv --as portfolio
    python -m hkzero inventory --year 2023 --format xlsx -o inventory.xlsx
    python -m hkzero sql "select * from sources limit 5"
"""

from __future__ import annotations

import argparse
from datetime import date
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
    inventory = commands.add_parser("inventory", help="the city's inventory of a year in the table of the GPC")
    inventory.add_argument("--year", type=int, metavar="Y", help="a year with a complete account (default: the latest)")
    inventory.add_argument("--format", choices=("csv", "json", "xlsx"), default="csv")
    inventory.add_argument("--lang", choices=("en", "zh-Hant", "zh-Hans"), default="en",
                           help="language of notes and workbook (default: en)")
    inventory.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    inventory.set_defaults(run=_inventory)


def _inventory(chosen: argparse.Namespace) -> int:
    from hkzero import inventory_workbook as files
    from hkzero.cli import NotUnderstood, asked, json_text, source_fields, write
    from hkzero.model import city_inventory as gpc

    if chosen.format == "xlsx" and not chosen.output:
        raise NotUnderstood("--format xlsx is a file: name it with --output")
    lang = chosen.lang.replace("-", "_").lower()
    with asked() as store:
        try:
            table = gpc.inventory(*(store.ask(name) for name in gpc.QUESTIONS), chosen.year)
        except gpc.NoSuchYear as error:
            raise NotUnderstood(f"--year {error.year}: one of {', '.join(map(str, error.years))}") from error
        sources, content = store.sources(table.sources), store.content
    if chosen.format == "xlsx":
        return write(files.workbook(table, sources, lang, date.today(), content), chosen.output)
    if chosen.format == "csv":
        return write(files.as_csv(table, lang), chosen.output)
    told = {"meta": {"year": table.year, "unit": "t CO2e", **files.totals(table), "said": files.sentences(table, lang),
                     "sources": [source_fields(source) for source in sources], "content_sha256": content},
            "data": files.records(table, lang)}
    return write(json_text(told).encode(), chosen.output)


# --- sql ---


def _add_sql(commands: argparse._SubParsersAction) -> None:
    pass
