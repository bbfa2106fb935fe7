"""The commands of the data desk: refresh the official figures, bring one's own, the city's inventory, SQL, brief.

    python -m hkzero refresh --dry-run
    python -m hkzero import buildings.csv --as portfolio
    python -m hkzero import vehicles.csv --as fleet
    python -m hkzero import meter.csv --as meter
    python -m hkzero inventory --year 2023 --format xlsx -o inventory.xlsx
    python -m hkzero sql "select * from sources limit 5"
    python -m hkzero brief --lang zh-Hant -o brief.pdf
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hkzero.cli_own import KINDS

if TYPE_CHECKING:
    from hkzero.refresh.update import Run


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add the commands of the data desk to the command line."""
    _add_refresh(commands)
    _add_import(commands)
    _add_inventory(commands)
    _add_sql(commands)
    _add_brief(commands)


# --- refresh ---


def _add_refresh(commands: argparse._SubParsersAction) -> None:
    refresh = commands.add_parser("refresh", help="fetch the official sets and take in what is new, all or nothing")
    refresh.add_argument("--source", metavar="ID", help="only this set, or the sets of this publication (see --list)")
    refresh.add_argument("--from", dest="place", metavar="DIR_OR_URL",
                         help="a folder or a mirror that has the files by their official names")
    refresh.add_argument("--dry-run", action="store_true", help="print what would change and change nothing")
    refresh.add_argument("--list", action="store_true", help="list the sets, their files and how well they are known")
    refresh.add_argument("--recover", action="store_true", help="only finish an update that was interrupted")
    refresh.add_argument("--data", type=Path, metavar="DIR", help="folder of the data (default: data)")
    refresh.add_argument("--queries", type=Path, metavar="DIR", help="folder of the SQL files (default: queries)")
    refresh.add_argument("--format", choices=("text", "json"), default="text")
    refresh.set_defaults(run=_refresh)


def _refresh(chosen: argparse.Namespace) -> int:
    from hkzero.cli import DONE, NOT_IN_ORDER, NotInOrder, NotUnderstood, folder
    from hkzero.facts.identity import data_folder
    from hkzero.refresh import report, update
    from hkzero.refresh.faults import Refused

    data = chosen.data or data_folder()
    folder("--data", data)
    folder("--queries", chosen.queries)
    try:
        sets = update.find_sets(chosen.source)
    except KeyError as error:
        raise NotUnderstood(f"--source {chosen.source}: no such set; see `python -m hkzero refresh --list`") from error
    if chosen.list:
        print(report.listed(sets, chosen.format))
        return DONE
    try:
        if chosen.recover:
            print("an interrupted update was finished" if update.finish(data) else "no update was interrupted")
            return DONE
        found = update.refresh(sets, _refresh_run(chosen, data))
    except (Refused, update.Busy) as error:
        raise NotInOrder(str(error)) from error
    except OSError as error:
        raise NotInOrder(f"cannot write {error.filename or f'in {data}'}: {error.strerror or error}") from error
    print(report.as_json(found) if chosen.format == "json" else report.as_text(found))
    return NOT_IN_ORDER if found.refused else DONE


def _refresh_run(chosen: argparse.Namespace, data: Path) -> Run:
    from datetime import UTC, datetime

    from hkzero.cli import NotUnderstood
    from hkzero.facts.identity import queries_folder
    from hkzero.refresh.download import Downloader
    from hkzero.refresh.gather import Place
    from hkzero.refresh.update import Run

    place = Place()
    if chosen.place and "://" in chosen.place:
        place = Place(mirror=chosen.place)
    elif chosen.place:
        place = Place(folder=Path(chosen.place))
        if not place.folder.is_dir():
            raise NotUnderstood(f"--from {chosen.place}: neither a folder nor an address that begins with https://")
    return Run(data, chosen.queries or queries_folder(), place, Downloader(), chosen.dry_run, chosen.source is not None,
               datetime.now(UTC).date())


# --- import ---


def _add_import(commands: argparse._SubParsersAction) -> None:
    bring = commands.add_parser("import", help="your own buildings, vehicles or meter file: checked, kept, worked out")
    bring.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX; with --stored, --delete: a kept one")
    bring.add_argument("--as", dest="kind", choices=KINDS, required=True, help="what the file holds")
    what = bring.add_mutually_exclusive_group()
    what.add_argument("--into", type=Path, metavar="DB", help="keep it here (default: FILE with the ending .duckdb)")
    what.add_argument("--check", action="store_true", help="say what is wrong; keep nothing")
    what.add_argument("--columns", action="store_true", help="only print which column is taken for what")
    what.add_argument("--stored", action="store_true", help="FILE is a kept one: work it out again")
    what.add_argument("--delete", action="store_true", help="FILE is a kept one: delete it")
    bring.add_argument("--column", action="append", default=[], metavar="FIELD=HEADING",
                       help="read a field from this column; may be given several times")
    bring.add_argument("--unit", action="append", default=[], metavar="FIELD=UNIT",
                       help="unit of electricity, gas, floor_area, distance, fuel_used, load where no heading has it")
    bring.add_argument("--stamps-at", choices=("start", "end"),
                       help="of a meter file: which end of its interval a stamp is")
    bring.add_argument("--table", choices=("buildings", "protocol", "targets"),
                       help="of a portfolio as CSV: buildings (default), the table of the GHG Protocol, or what the "
                            "targets ask")
    bring.add_argument("--format", choices=("csv", "json", "xlsx"), default="csv")
    bring.add_argument("--lang", choices=("en", "zh-Hant", "zh-Hans"),
                       help="language of a portfolio's workbook (default: en)")
    bring.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    bring.set_defaults(run=_import)


def _import(chosen: argparse.Namespace) -> int:
    from hkzero import cli_own

    return cli_own.run(chosen)


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
    try:
        statement = sys.stdin.buffer.read().decode() if chosen.statement == "-" else chosen.statement
    except UnicodeDecodeError as error:
        raise NotUnderstood(f"standard input: byte {error.start + 1} is not UTF-8 text") from error
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


# --- brief ---


def _add_brief(commands: argparse._SubParsersAction) -> None:
    from hkzero.text import LANGUAGE_TAGS

    tags = tuple(LANGUAGE_TAGS.values())
    brief = commands.add_parser("brief", help="the city on two pages to print, as PDF")
    brief.add_argument("--lang", choices=tags, default=tags[0], help=f"language (default: {tags[0]})")
    brief.add_argument("--address", default="", metavar="URL", help="where the dashboard is, printed on the brief")
    brief.add_argument("-o", "--output", type=Path, metavar="FILE", help="the PDF to write")
    brief.set_defaults(run=_brief)


def _brief(chosen: argparse.Namespace) -> int:
    from hkzero import city_brief
    from hkzero.cli import NotInOrder, NotUnderstood, asked, write
    from hkzero.model import city_brief as model
    from hkzero.text import LANGUAGE_TAGS

    if not chosen.output:
        raise NotUnderstood("a PDF cannot be shown here: name a file with -o FILE")
    lang = next(code for code, tag in LANGUAGE_TAGS.items() if tag == chosen.lang)
    with asked() as store:
        known = model.city({name: store.ask(name) for name in model.QUESTIONS})
        try:
            contents = city_brief.pdf(known, store.sources, lang, chosen.address)
        except city_brief.DoesNotFit as error:
            raise NotInOrder(str(error)) from error
    return write(contents, chosen.output)
