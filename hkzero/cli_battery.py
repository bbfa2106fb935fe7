"""The commands of batteries: footprint of one, payback of an electric vehicle, all batteries of the city.

    python -m hkzero battery footprint --chemistry lfp --use car --format json
    python -m hkzero battery payback --vehicle private_car --scenario pilot_city --format csv
    python -m hkzero battery fleet --scenario pilot_city --format csv
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

TERRITORY = "embodied carbon is emitted where cells are made and is in no inventory of Hong Kong"


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `battery` with its parts to the command line."""
    parts = commands.add_parser("battery", help="carbon footprint, payback on the grid, batteries of the city"
                                ).add_subparsers(required=True, metavar="part")
    _add_footprint(parts)
    _add_payback(parts)
    _add_fleet(parts)


def _add_output(command: argparse.ArgumentParser, run: Any) -> None:
    command.add_argument("--format", choices=("csv", "json"), default="csv")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    command.set_defaults(run=run)


# --- footprint ---


def _add_footprint(parts: argparse._SubParsersAction) -> None:
    pass


# --- payback ---


def _add_payback(parts: argparse._SubParsersAction) -> None:
    pass


# --- fleet ---


def _add_fleet(parts: argparse._SubParsersAction) -> None:
    fleet = parts.add_parser("fleet", help="all batteries of the city by year: energy, carbon imported, where they go")
    fleet.add_argument("--scenario", default="pilot_city", metavar="S", help="scenario or its file (default: "
                                                                             "pilot_city)")
    fleet.add_argument("--cleaner-grids", action="store_true", help="footprints fall by 2050 as far as a study says")
    fleet.add_argument("--storage-gwh", type=float, default=0.0, metavar="GWH", help="batteries on the grid (default: "
                                                                                     "0; no planned size is published)")
    fleet.add_argument("--storage-from", type=int, default=2030, metavar="Y", help="year they are put in "
                                                                                   "(default: 2030)")
    _add_output(fleet, _fleet)


def _fleet(chosen: argparse.Namespace) -> int:
    from hkzero.cli import asked, csv_text, frame_of, json_text, source_fields, write
    from hkzero.cli_scenario import prepared
    from hkzero.model import battery_fleet, battery_footprint

    with asked() as store:
        (ready,) = prepared(store, [chosen.scenario])
        answers = {name: store.ask(name) for name in battery_footprint.QUESTIONS}
        sources = {*ready.base.evidence.sources, *(one for answer in answers.values() for one in answer.sources)}
        meta = {"scenario": ready.name, "kind": "scenario", "cleaner_grids": chosen.cleaner_grids,
                "storage_gwh": chosen.storage_gwh, "territory": TERRITORY,
                "sources": [source_fields(source) for source in store.sources(sorted(sources))]}
    vehicles = battery_fleet.electric_vehicles(ready.outcome, ready.schedule, ready.base.lever_ids)
    known = battery_footprint.parameters(answers["battery_parameters"])
    found = battery_fleet.roll_up(vehicles, known, battery_footprint.footprints(answers["battery_footprints"]),
                                  _storage(chosen, known, vehicles.years), falls=chosen.cleaner_grids)
    rows = list(battery_fleet.rows(found))
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _storage(chosen: argparse.Namespace, known: Any, years: Any) -> Any:
    """Return the batteries on the grid, None without any. NotUnderstood for what makes no sense."""
    from hkzero.cli import NotUnderstood
    from hkzero.model import battery_fleet

    if not years[0] <= chosen.storage_from <= years[-1]:
        raise NotUnderstood(f"--storage-from {chosen.storage_from}: from {years[0]:g} to {years[-1]:g}")
    try:
        return battery_fleet.storage_from(known, chosen.storage_gwh, chosen.storage_from)
    except ValueError as error:
        raise NotUnderstood(f"--storage-gwh {chosen.storage_gwh:g}: {error}") from error
