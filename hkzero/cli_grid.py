"""The commands about the hourly power system: dispatch, adequacy.

    python -m hkzero dispatch --scenario announced_targets --year 2035 --weeks 4 --format csv
    python -m hkzero dispatch --scenario pilot_city --year 2045 --full --battery-mw 1000 --format netcdf -o year.nc
    python -m hkzero dispatch --scenario frozen_2024 --year 2030 --load my_load.csv --format json
    python -m hkzero adequacy --scenario announced_targets --year 2035 --years 1000 --battery-mw 500
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.cli import DONE, NotInOrder, NotUnderstood, asked, csv_text, frame_of, json_text, source_fields, write
from hkzero.cli_scenario import Prepared, prepared

if TYPE_CHECKING:
    from hkzero.grid.case import Case, Dispatch
    from hkzero.store import Store

FIRST_YEAR, LAST_YEAR = 2025, 2050
WEEKS, MOST_WEEKS = 4, 52
HOURS_OF_A_WEEK = 168
LARGEST_MW = 60_000
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Setup:
    """A case with what it was made of."""

    ready: Prepared
    case: Case
    options: Any
    sources: list[dict[str, Any]]
    content: str
    notes: tuple[str, ...]


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `dispatch` and `adequacy` to the command line."""
    dispatch = commands.add_parser("dispatch", help="what serves each hour of a scenario's year, at least cost or carbon")
    _add_case(dispatch)
    length = dispatch.add_mutually_exclusive_group()
    length.add_argument("--weeks", type=int, metavar="N", help=f"representative weeks (default: {WEEKS})")
    length.add_argument("--full", action="store_true", help="every hour of the year; takes minutes")
    dispatch.add_argument("--objective", choices=("cost", "carbon"), default="cost",
                          help="what is made least: cost, or carbon and cost among equals (default: cost)")
    dispatch.add_argument("--format", choices=("csv", "json", "netcdf"), default="csv")
    dispatch.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    dispatch.set_defaults(run=_dispatch)

    adequacy = commands.add_parser("adequacy", help="how often and how much load goes unserved when units fail by chance")
    _add_case(adequacy)
    adequacy.add_argument("--years", type=int, default=1000, metavar="N", help="years played through (default: 1000)")
    adequacy.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the outages (default: 1)")
    adequacy.add_argument("--format", choices=("csv", "json"), default="csv")
    adequacy.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    adequacy.set_defaults(run=_adequacy, objective="cost")


def _add_case(command: argparse.ArgumentParser) -> None:
    """Add what says which case is meant: scenario, year, own load, flexibility."""
    command.add_argument("--scenario", required=True, metavar="S", help="a scenario of data/scenarios, or a file")
    command.add_argument("--year", type=int, required=True, metavar="Y", help=f"{FIRST_YEAR} to {LAST_YEAR}")
    command.add_argument("--load", type=Path, metavar="FILE", help="your own hourly load (CSV or Parquet) instead of "
                                                                   "the modelled one")
    command.add_argument("--battery-mw", type=float, default=0.0, metavar="MW", help="batteries (default: none)")
    command.add_argument("--battery-hours", type=float, default=4.0, metavar="H",
                         help="hours that they last at full power (default: 4)")
    command.add_argument("--battery-efficiency", type=float, metavar="PERCENT",
                         help="there and back (default: the central value of the assumption)")
    command.add_argument("--managed-charging", type=float, default=0.0, metavar="PERCENT",
                         help="share of vehicles whose charging may move within the day (default: 0)")
    command.add_argument("--vehicle-to-grid", type=float, default=0.0, metavar="PERCENT",
                         help="share of vehicles that give power back (default: 0)")
    command.add_argument("--demand-response", type=float, default=0.0, metavar="MW",
                         help="load that stays away for a price (default: none)")
    command.add_argument("--carbon-price", type=float, default=0.0, metavar="HKD", help="HK$ per tonne (default: 0)")
    command.add_argument("--two-zones", action="store_true", help="CLP and HK Electric apart, with their interconnection")


def _dispatch(chosen: argparse.Namespace) -> int:
    if chosen.format == "netcdf" and not chosen.output:
        raise NotUnderstood("a netcdf file cannot be shown here: name a file with -o FILE")
    if chosen.weeks is not None and not 1 <= chosen.weeks <= MOST_WEEKS:
        raise NotUnderstood(f"--weeks {chosen.weeks}: from 1 to {MOST_WEEKS}")
    from hkzero.grid import dispatch

    with asked() as store:
        setup = _setup(store, chosen)
    found = _solved(setup.case, None if chosen.full else chosen.weeks or WEEKS)
    _say(found)
    if chosen.format == "netcdf":
        return _netcdf(found, chosen.output)
    rows = dispatch.rows(found)
    if chosen.format == "json":
        return write(json_text({"meta": _meta(setup, chosen) | _totals(found), "data": rows}).encode(), chosen.output)
    return write(csv_text(frame_of(rows)).encode(), chosen.output)
