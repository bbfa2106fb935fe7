"""The commands about the hourly power system: dispatch, adequacy.

    python -m hkzero dispatch --scenario announced_targets --year 2035 --weeks 4 --format csv
    python -m hkzero dispatch --scenario pilot_city --year 2045 --full --battery-mw 1000 --format netcdf -o year.nc
    python -m hkzero dispatch --scenario announced_targets --year 2035 --load my_load.csv --load-unit MW
    python -m hkzero adequacy --scenario announced_targets --year 2035 --years 1000 --battery-mw 500
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.cli import NotUnderstood, asked, csv_text, frame_of, json_text, source_fields, write
from hkzero.cli_scenario import prepared

if TYPE_CHECKING:
    from hkzero.grid.case import Case, Dispatch, HourlyYear
    from hkzero.grid.load_file import LoadFile
    from hkzero.store import Store

FIRST_YEAR, LAST_YEAR = 2025, 2050
WEEKS, MOST_WEEKS = 4, 52
# With which option a figure of the system was given, and how many of its units are one of the system's.
OPTIONS = {"battery_mw": ("--battery-mw", 1), "battery_hours": ("--battery-hours", 1),
           "battery_efficiency": ("--battery-efficiency", 100), "managed_charging_share": ("--managed-charging", 100),
           "vehicle_to_grid_share": ("--vehicle-to-grid", 100), "demand_response_mw": ("--demand-response", 1),
           "carbon_price_hkd_per_tonne": ("--carbon-price", 1)}
ADEQUACY = ("years", "loss_of_load_hours", "loss_of_load_hours_error", "loss_of_load_days", "loss_of_load_days_error",
            "unserved_mwh", "unserved_mwh_error", "worst_shortage_mw", "years_with_shortage")


@dataclass(frozen=True, slots=True)
class Setup:
    """A case with what it was made of. `plain` is the same case without what the command line adds."""

    case: Case
    plain: Case
    meta: dict[str, Any]

    @property
    def is_plain(self) -> bool:
        """Whether the command line adds no battery, shifting or response."""
        return (self.case.storages, self.case.shiftable, self.case.curtailable) == (self.plain.storages, (), ())


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `dispatch` and `adequacy` to the command line."""
    dispatch = commands.add_parser("dispatch", help="what serves each hour of a scenario's year")
    _add_case(dispatch)
    length = dispatch.add_mutually_exclusive_group()
    length.add_argument("--weeks", type=int, metavar="N", help=f"representative weeks (default: {WEEKS})")
    length.add_argument("--full", action="store_true", help="every hour of the year; takes minutes")
    dispatch.add_argument("--objective", choices=("cost", "carbon"), default="cost",
                          help="what is made least: cost, or carbon and cost among equals (default: cost)")
    dispatch.add_argument("--format", choices=("csv", "json", "netcdf"), default="csv")
    dispatch.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    dispatch.set_defaults(run=_dispatch)

    adequacy = commands.add_parser("adequacy", help="how often units that fail leave load unserved")
    _add_case(adequacy)
    adequacy.add_argument("--years", type=int, default=1000, metavar="N", help="years played through (default: 1000)")
    adequacy.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the outages (default: 1)")
    adequacy.add_argument("--format", choices=("csv", "json"), default="csv")
    adequacy.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    adequacy.set_defaults(run=_adequacy, objective="cost")


def _add_case(command: argparse.ArgumentParser) -> None:
    """Add what says which case is meant: scenario, year, flexibility."""
    command.add_argument("--scenario", required=True, metavar="S", help="a scenario of data/scenarios, or a file")
    command.add_argument("--year", type=int, required=True, metavar="Y", help=f"{FIRST_YEAR} to {LAST_YEAR}")
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
    command.add_argument("--load", type=Path, metavar="FILE",
                         help="your own year of load (CSV or Parquet, hours or half-hours) instead of the modelled one")
    command.add_argument("--load-unit", choices=("kW", "MW", "kWh", "MWh"), help="unit where the file does not say it")
    command.add_argument("--two-zones", action="store_true", help="CLP and HK Electric apart, joined by their line")


def _dispatch(chosen: argparse.Namespace) -> int:
    from hkzero.grid.dispatch import rows
    from hkzero.grid.totals import totals

    if chosen.format == "netcdf" and not chosen.output:
        raise NotUnderstood("a netcdf file cannot be shown here: name a file with -o FILE")
    if chosen.weeks is not None and not 1 <= chosen.weeks <= MOST_WEEKS:
        raise NotUnderstood(f"--weeks {chosen.weeks}: from 1 to {MOST_WEEKS}")
    with asked() as store:
        setup = _setup(store, chosen)
    found = _solved(setup.case, chosen)
    _say(found)
    if chosen.format == "netcdf":
        return write(_netcdf(found), chosen.output)
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows(found))).encode(), chosen.output)
    meta = setup.meta | totals(found)
    if not setup.is_plain:
        meta["without_flexibility"] = totals(_solved(setup.plain, chosen))
    return write(json_text({"meta": meta, "data": rows(found)}).encode(), chosen.output)


def _adequacy(chosen: argparse.Namespace) -> int:
    from hkzero.grid import adequacy

    if chosen.seed < 0:
        raise NotUnderstood(f"--seed {chosen.seed}: 0 or more")
    with asked() as store:
        setup = _setup(store, chosen)
    try:
        found = adequacy.compare(setup.case, chosen.years, chosen.seed)
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
    rows = [{"case": name, **{part: getattr(one, part) for part in ADEQUACY}}
            for name, one in (("without_flexibility", found.without), ("with_flexibility", found.with_flexibility))]
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    meta = setup.meta | {"seed": chosen.seed, "exact_without_flexibility": found.exact and asdict(found.exact),
                         "capacity_needed_mw": found.capacity_needed_mw, "standard_days_a_year": adequacy.STANDARD_DAYS}
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _setup(store: Store, chosen: argparse.Namespace) -> Setup:
    """Return the case that is meant. NotUnderstood for a scenario, year or figure that makes no sense."""
    from hkzero.grid import hourly_year, system

    if not FIRST_YEAR <= chosen.year <= LAST_YEAR:
        raise NotUnderstood(f"--year {chosen.year}: from {FIRST_YEAR} to {LAST_YEAR}")
    (ready,) = prepared(store, [chosen.scenario])
    answers = {name: store.ask(name) for name in dict.fromkeys((*hourly_year.QUESTIONS, *system.QUESTIONS))}
    outcome = ready.outcome
    try:
        options = _options(chosen, str(ready.rule))
        year = hourly_year.of_scenario(answers, outcome, ready.name, chosen.year)
        report: list[str] = []
        if chosen.load:
            year, report = _own_load(year, chosen)
        case = system.case_of(year, outcome, answers, options)
        plain = system.case_of(year, outcome, answers, replace(options, battery_mw=0.0, managed_charging_share=0.0,
                                                               vehicle_to_grid_share=0.0, demand_response_mw=0.0))
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
    sources = dict.fromkeys((*case.evidence.sources, *ready.base.evidence.sources))
    return Setup(case, plain, {
        "scenario": ready.name, "year": chosen.year, "kind": str(case.evidence.kind), "options": asdict(options),
        "load_file": {"name": str(chosen.load.name), "found": report} if chosen.load else None,
        "sources": [source_fields(source) for source in store.sources(tuple(sources))],
        "content_sha256": store.content})


def _own_load(year: HourlyYear, chosen: argparse.Namespace) -> tuple[HourlyYear, list[str]]:
    """Return the year with the load of the file, and what was found in it. NotUnderstood names each fault."""
    from hkzero.grid.load_file import replace_load

    file, found = read_load(chosen, whole_year=True)
    with told_of_faults(chosen.load):
        year = replace_load(year, file)
    print("\n".join(found), file=sys.stderr)
    return year, found


def read_load(chosen: argparse.Namespace, *, whole_year: bool = False) -> tuple[LoadFile, list[str]]:
    """Return the load in the file that --load names, and what was found in it. NotUnderstood names each fault."""
    from hkzero.grid import load_file
    from hkzero.text import load_files

    with told_of_faults(chosen.load):
        file = load_file.read_load_path(chosen.load, unit=chosen.load_unit, whole_year=whole_year)
    return file, [load_files.finding(row, "en") for row in load_file.report(file)]


@contextmanager
def told_of_faults(path: Path) -> Iterator[None]:
    """Turn what is wrong with a load file into NotUnderstood, each fault in a line of its own."""
    from hkzero.grid.load_file import LoadFileError
    from hkzero.text import load_files

    try:
        yield
    except LoadFileError as error:
        faults = [load_files.problem(*fault, "en") for fault in error.problems]
        raise NotUnderstood("\n".join([f"{path}:", *(f"  {fault}" for fault in faults)])) from error
    except OSError as error:
        raise NotUnderstood(f"{path} cannot be read: {error.strerror}") from error


def _options(chosen: argparse.Namespace, rule: str) -> Any:
    """Return what the command line adds to the scenario's system. NotUnderstood for a figure out of its range."""
    from hkzero.grid.system import Options, OutOfRange

    efficiency = chosen.battery_efficiency
    try:
        return Options(
            battery_mw=chosen.battery_mw, battery_hours=chosen.battery_hours,
            battery_efficiency=None if efficiency is None else efficiency / 100,
            managed_charging_share=chosen.managed_charging / 100, vehicle_to_grid_share=chosen.vehicle_to_grid / 100,
            demand_response_mw=chosen.demand_response, objective=chosen.objective, two_zones=chosen.two_zones,
            carbon_price_hkd_per_tonne=chosen.carbon_price, attribution=rule)
    except OutOfRange as error:
        # The command line has shares in per cent and names of its own: what was typed is what is spoken of.
        option, scale = OPTIONS[error.name]
        raise NotUnderstood(f"{option} {error.value * scale:g}: a number from {error.low * scale:g} to "
                            f"{error.high * scale:,g} is expected") from error


def _solved(case: Case, chosen: argparse.Namespace) -> Dispatch:
    """Return the dispatch; NotUnderstood says what cannot be met."""
    from hkzero.grid import dispatch, weeks

    try:
        with nothing_printed():
            return dispatch.solve(case) if chosen.full else weeks.solve_weeks(case, chosen.weeks or WEEKS)
    except dispatch.Infeasible as error:
        raise NotUnderstood(str(error)) from error


@contextmanager
def nothing_printed() -> Iterator[None]:
    """Send what the solver prints to the other channel: its name would stand in the middle of a table."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _netcdf(found: Dispatch) -> bytes:
    from hkzero.grid.dispatch import to_netcdf

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dispatch.nc"
        to_netcdf(found, path)
        return path.read_bytes()


def _say(found: Dispatch) -> None:
    """Tell the figures of the year beside the table, on the other channel."""
    from hkzero.grid.totals import totals

    year = totals(found)
    print(f"{year['hours_modelled']} hours modelled; load {year['load_gwh']:,.0f} GWh, peak {year['peak_mw']:,.0f} MW, "
          f"cost HK$ {sum(year['cost_million_hkd'].values()):,.0f} million, "
          f"emissions {sum(year['emissions_kt'].values()):,.0f} kt, curtailed {year['curtailed_gwh']:,.1f} GWh, "
          f"unserved {year['unserved_gwh']:,.3f} GWh", file=sys.stderr)
