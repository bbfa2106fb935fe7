"""The commands of batteries: footprint of one, payback of an electric vehicle, all batteries of the city.

    python -m hkzero battery footprint --chemistry lfp --use car --format json
    python -m hkzero battery footprint --use stationary --capacity 100 --cycles 330 --format declaration
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


def _add_output(command: argparse.ArgumentParser, run: Any, formats: tuple[str, ...] = ("csv", "json")) -> None:
    command.add_argument("--format", choices=formats, default="csv")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    command.set_defaults(run=run)


# --- footprint ---


# Option → field of the calculation (model/battery_service.LIMITS), what it is.
FOOTPRINT_OPTIONS = {
    "embodied": ("embodied", "KG", "kg CO2e per kWh of capacity (default: by chemistry, from one study)"),
    "usable": ("usable_share", "PERCENT", "part of the capacity that is used, vehicles"),
    "warranty-years": ("warranty_years", "N", "years of warranty, vehicles"),
    "warranty-km": ("warranty_km", "KM", "distance of warranty, vehicles; the shorter counts"),
    "km-energy": ("energy_per_km", "KWH", "kWh a km, turns the distance into years"),
    "cycles": ("cycles_per_year", "N", "cycles a year (vehicles: full cycles; default the draft method's)"),
    "depth": ("depth", "PERCENT", "depth of a cycle, stationary"),
    "efficiency": ("efficiency", "PERCENT", "electricity given back for electricity taken, stationary"),
    "fade": ("fade_per_year", "PERCENT", "capacity lost a year by age, stationary"),
    "fade-per-cycle": ("fade_per_cycle", "PERCENT", "capacity lost with a full cycle, stationary"),
    "end-health": ("end_health", "PERCENT", "capacity left at the end, stationary"),
    "cycle-life": ("cycle_life", "N", "declared cycle life, stationary"),
    "calendar-years": ("calendar_years", "N", "longest life, stationary"),
    "recycled": ("recycled_share", "PERCENT", "part that is recycled at the end (R2)"),
    "second-years": ("second_years", "N", "years of the second life"),
    "second-cycles": ("second_cycles", "N", "cycles a year of the second life"),
    "price-ratio": ("price_ratio", "RATIO", "price of the used battery over the new one's, for --second-life economic"),
}
CAPACITIES = {"car": 60.0, "van": 60.0, "two_wheeler": 3.0, "bus": 350.0, "truck": 250.0, "stationary": 100.0}


def _add_footprint(parts: argparse._SubParsersAction) -> None:
    command = parts.add_parser("footprint", help="kg CO2e per kWh that a battery delivers over its service life")
    command.add_argument("--use", default="car", choices=tuple(CAPACITIES), help="(default: car)")
    command.add_argument("--chemistry", default="lfp", help="lfp or nmc811 (default: lfp)")
    command.add_argument("--capacity", type=float, metavar="KWH", help="kWh that it holds (default: usual of the use)")
    for option, (field, metavar, told) in FOOTPRINT_OPTIONS.items():
        command.add_argument(f"--{option}", dest=field, type=float, metavar=metavar, help=told)
    command.add_argument("--second-life", default="none", choices=("none", "energy", "cut_off", "half", "economic"),
                         help="rule by which two lives share the footprint (default: none, one life)")
    command.add_argument("--date", metavar="YYYY-MM-DD", help="date in a declaration (default: today)")
    _add_output(command, _footprint, ("csv", "json", "declaration"))


def _footprint(chosen: argparse.Namespace) -> int:
    from hkzero.cli import NotUnderstood, asked, csv_text, frame_of, json_text, source_fields, write
    from hkzero.model import battery_declaration, battery_service

    values = {"capacity": CAPACITIES[chosen.use] if chosen.capacity is None else chosen.capacity}
    values |= {field: getattr(chosen, field) for field, _, _ in FOOTPRINT_OPTIONS.values()
               if getattr(chosen, field) is not None}
    day = _date(chosen.date)
    with asked() as store:
        known = battery_service.known(*(store.ask(name) for name in battery_service.QUESTIONS))
        try:
            inputs = battery_service.inputs_of(known, chosen.use, chosen.chemistry, values, chosen.second_life)
            found = battery_service.service(chosen.use, chosen.chemistry, inputs, chosen.second_life)
        except battery_service.BadBattery as error:
            raise NotUnderstood(_told(error)) from error
        sources = store.sources(list(found.sources))
        document = battery_declaration.declaration(found, sources, generated=day, data_sha256=store.content)
    if chosen.format == "declaration":
        return write(json_text(document).encode(), chosen.output)
    rows = [{"part": "input", "id": one["field"], "formula": None, **one} for one in document["inputs"]]
    rows += [{"part": "step", "id": one["step_id"], **one, "basis": "derived"} for one in document["steps"]]
    columns = ("part", "id", "formula", "low", "central", "high", "unit", "basis", "source_id")
    rows = [{name: row.get(name) for name in columns} for row in rows]
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    meta = {**document["battery"], "kind": "assumed", "notice": document["notice"], "method": document["method"],
            "results": document["results"], "content_sha256": store.content,
            "sources": [source_fields(source) for source in sources]}
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _told(error: Any) -> str:
    """Return what is wrong with a battery in the words of the command line."""
    names = {field: option for option, (field, _, _) in FOOTPRINT_OPTIONS.items()}
    option = names.get(error.field, error.field.replace("_", "-"))
    return f"--{option} {error.value}: {error.expected}"


def _date(text: str | None) -> str:
    from datetime import date

    from hkzero.cli import NotUnderstood

    try:
        return (date.fromisoformat(text) if text else date.today()).isoformat()
    except ValueError as error:
        raise NotUnderstood(f"--date {text}: a day like 2026-11-28") from error


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
