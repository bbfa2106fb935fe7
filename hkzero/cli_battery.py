"""The commands of batteries: footprint of one, payback of an electric vehicle, all batteries of the city.

    python -m hkzero battery footprint --chemistry lfp --use car --format json
    python -m hkzero battery footprint --use stationary --capacity 100 --cycles 330 --format declaration
    python -m hkzero battery payback --vehicle private_car --scenario pilot_city --format csv
    python -m hkzero battery fleet --scenario pilot_city --format csv
"""

from __future__ import annotations

import argparse
from typing import Any

from hkzero.cli import add_output

TERRITORY = "embodied carbon is emitted where cells are made and is in no inventory of Hong Kong"


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `battery` with its parts to the command line."""
    parts = commands.add_parser("battery", help="carbon footprint, payback on the grid, batteries of the city"
                                ).add_subparsers(required=True, metavar="part")
    _add_footprint(parts)
    _add_payback(parts)
    _add_fleet(parts)


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
    add_output(command, _footprint, ("csv", "json", "declaration"))


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

EVERY = "all"
VEHICLES = ("private_car", "taxi", "taxi_hybrid", "single_deck_bus", "double_deck_bus", "light_goods")
PAYBACK_DIGITS = 4


def _add_payback(parts: argparse._SubParsersAction) -> None:
    payback = parts.add_parser("payback", help="months and km until an electric vehicle has made up for its battery")
    payback.add_argument("--vehicle", choices=(EVERY, *VEHICLES), default=EVERY, help="kind of vehicle (default: all)")
    payback.add_argument("--scenario", default="announced_targets", metavar="S",
                         help="scenario of the grid, or a file (default: announced_targets)")
    payback.add_argument("--year", type=int, metavar="Y", help="year of purchase, 2024 to 2050 (default: each of them)")
    payback.add_argument("--chemistry", default="lfp", metavar="C", help="chemistry of the battery (default: lfp)")
    payback.add_argument("--upstream", action=argparse.BooleanOptionalAction, default=True,
                         help="count making and moving fuels, of the vehicle and of power stations (default: yes)")
    payback.add_argument("--replacements", type=int, default=0, metavar="N",
                         help="batteries more within a life, counted from the first day (default: 0)")
    payback.add_argument("--draws", type=int, default=1000, metavar="N", help="random draws (default: 1000)")
    payback.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the draws (default: 1)")
    add_output(payback, _payback)


def _payback(chosen: argparse.Namespace) -> int:
    from hkzero.cli import asked, csv_text, frame_of, json_text, source_fields, write
    from hkzero.cli_scenario import prepared
    from hkzero.model import vehicle_payback as model

    years = _years_of_purchase(chosen, model.FIRST_YEAR, model.LAST_YEAR)
    with asked() as store:
        (ready,) = prepared(store, [chosen.scenario])
        answers = {name: store.ask(name) for name in (model.QUESTION, "battery_footprints")}
        battery = _embodied(answers["battery_footprints"], chosen.chemistry)
        outcome = ready.outcome
        grid = model.Grid(outcome.years.astype(int), outcome.series["intensity_kg_per_kwh"][0])
        known = model.pairs(answers[model.QUESTION])
        rows = [row for vehicle in (VEHICLES if chosen.vehicle == EVERY else [chosen.vehicle])
                for row in _payback_rows(known[vehicle], battery, grid, years, chosen)]
        used = {*answers[model.QUESTION].sources, battery.source_id, *ready.base.evidence.sources}
        sources = [source_fields(source) for source in store.sources(sorted(used))]
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    meta = {"scenario": ready.name, "chemistry": chosen.chemistry, "study_of_the_battery": battery.study,
            "upstream_counts": chosen.upstream, "replacements": chosen.replacements, "draws": chosen.draws,
            "seed": chosen.seed, "percentiles": list(model.ENDS), "kind": "scenario",
            "grid": "average intensity where electricity is used, of the year in which each km is driven",
            "import_attribution": str(ready.rule), "never_within_its_life": None, "sources": sources}
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _years_of_purchase(chosen: argparse.Namespace, first: int, last: int) -> list[int]:
    """Return the years of purchase. NotUnderstood for a year, draws, a seed or replacements that cannot be."""
    from hkzero.cli import MOST_DRAWS, NotUnderstood
    from hkzero.model.vehicle_payback import MOST_REPLACEMENTS

    if chosen.year is not None and not first <= chosen.year <= last:
        raise NotUnderstood(f"--year {chosen.year}: from {first} to {last}")
    if not 1 <= chosen.draws <= MOST_DRAWS:
        raise NotUnderstood(f"--draws {chosen.draws}: from 1 to {MOST_DRAWS}")
    if chosen.seed < 0:
        raise NotUnderstood(f"--seed {chosen.seed}: 0 or more")
    if not 0 <= chosen.replacements <= MOST_REPLACEMENTS:
        raise NotUnderstood(f"--replacements {chosen.replacements}: from 0 to {MOST_REPLACEMENTS}")
    return [chosen.year] if chosen.year is not None else list(range(first, last + 1))


def _embodied(answer: Any, chemistry: str) -> Any:
    """Return what a kWh of a chemistry brings with it. NotUnderstood names those that are known."""
    from hkzero.cli import NotUnderstood
    from hkzero.model.battery_footprint import embodied, footprints

    try:
        return embodied(footprints(answer), chemistry)
    except ValueError as error:
        raise NotUnderstood(f"--chemistry {chemistry}: {error}") from error


def _payback_rows(pair: Any, battery: Any, grid: Any, years: list[int],
                  chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Return a row a year of purchase; what is never reached within a life is None."""
    from hkzero.model import vehicle_payback as model

    compared = model.compare(pair, battery, grid, years, draws=chosen.draws, seed=chosen.seed,
                             with_upstream=chosen.upstream, replacements=chosen.replacements)
    found = compared.found
    rows = []
    for place, year in enumerate(years):
        cost = model.per_km(compared.middle, compared.drawn, grid, year)
        rows.append({
            "vehicle": pair.vehicle, "twin_fuel": model.FUEL[pair.vehicle], "year_of_purchase": year,
            **{name: _reached(getattr(found, name)[place]) for name in (
                "months", "months_low", "months_high", "km", "km_low", "km_high")},
            "never_share": float(found.never[place]), "months_if_grid_stays": _reached(compared.if_grid_stays[place]),
            "begins_with_kg_co2e": round(float(compared.middle.embodied_kg(year)[0]), 1),
            **{f"{name}_g_co2e_per_km{end}": round(value, 1) for name in ("electric", "twin")
               for end, value in zip(("_low", "", "_high"), getattr(cost, name), strict=True)},
            "kind": "scenario"})
    return rows


def _reached(value: float) -> float | None:
    return round(float(value), PAYBACK_DIGITS) if value < float("inf") else None


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
    add_output(fleet, _fleet)


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
