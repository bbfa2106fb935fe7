"""The commands of the data desk: refresh the official figures, bring one's own, the city's inventory, SQL.

    python -m hkzero refresh --dry-run
    python -m hkzero import buildings.csv --as portfolio
    python -m hkzero inventory --year 2023 --format xlsx -o inventory.xlsx
    python -m hkzero sql "select * from sources limit 5"
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hkzero.refresh.update import Run


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add the commands of the data desk to the command line."""
    _add_refresh(commands)
    _add_import(commands)
    _add_inventory(commands)
    _add_sql(commands)


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
    from hkzero.cli import DONE, NOT_IN_ORDER, NotInOrder, NotUnderstood
    from hkzero.facts.identity import data_folder
    from hkzero.refresh import report, update
    from hkzero.refresh.faults import Refused

    data = chosen.data or data_folder()
    if not data.is_dir():
        raise NotUnderstood(f"--data {data}: no such folder")
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
        raise NotInOrder(f"cannot write in {data}: {error.strerror or error}") from error
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
    pass


# --- inventory ---


def _add_inventory(commands: argparse._SubParsersAction) -> None:
    pass


# --- sql ---


def _add_sql(commands: argparse._SubParsersAction) -> None:
    pass
