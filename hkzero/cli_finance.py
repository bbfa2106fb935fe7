"""The commands of carbon finance: marginal abatement cost, a project's cash flow, carbon prices.

    python -m hkzero finance macc --scenario pilot_city --year 2035 --format csv
    python -m hkzero finance project rooftop_solar --set capacity_kw=50 --rate 0.05 --format json
    python -m hkzero finance prices --scheme eu --format csv
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.cli import NotUnderstood, asked, csv_text, frame_of, json_text, records, source_fields, write
from hkzero.cli_scenario import prepared

if TYPE_CHECKING:
    from hkzero.cli_scenario import Prepared
    from hkzero.model.marginal_abatement import Bar, Ends, Ground

OVERLAPS = ("alone", "sequential", "shapley")
MOST_MACC_DRAWS = 2000
DIGITS = 6


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `finance` with its parts to the command line."""
    parts = commands.add_parser("finance", help="abatement cost, projects, carbon prices"
                                ).add_subparsers(required=True, metavar="part")
    _add_macc(parts)
    _add_project(parts)
    _add_prices(parts)


def _add_output(command: argparse.ArgumentParser, run: Any) -> None:
    command.add_argument("--format", choices=("csv", "json"), default="csv")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    command.set_defaults(run=run)


# --- macc ---


def _add_macc(parts: argparse._SubParsersAction) -> None:
    macc = parts.add_parser("macc", help="what each lever of a scenario avoids in a year, and what a tonne of it costs")
    macc.add_argument("--scenario", default="announced_targets", metavar="S",
                      help="a scenario of data/scenarios, or a file (default: announced_targets)")
    macc.add_argument("--year", type=int, default=2035, metavar="Y", help="year of the curve (default: 2035)")
    macc.add_argument("--rate", type=float, metavar="R",
                      help="real discount rate a year, 0.04 is 4 %% (default: the central value of the assumption)")
    macc.add_argument("--overlap", choices=OVERLAPS, default=OVERLAPS[1],
                      help="levers that overlap: each alone, in sequence with the cheapest first, or Shapley values "
                           "(default: sequential)")
    macc.add_argument("--draws", type=int, default=200, metavar="N",
                      help="draws of the assumptions behind the ranges, 0 for none (default: 200)")
    _add_output(macc, _macc)


def _macc(chosen: argparse.Namespace) -> int:
    from hkzero.model.projects import BadInput

    if not 0 <= chosen.draws <= MOST_MACC_DRAWS:
        raise NotUnderstood(f"--draws {chosen.draws}: from 0 to {MOST_MACC_DRAWS}")
    try:
        return _written_macc(chosen)
    except BadInput as error:
        raise NotUnderstood(f"--{error.field} {error.value}: {error.expected}") from error


def _written_macc(chosen: argparse.Namespace) -> int:
    from hkzero.model.marginal_abatement import LEAST_KT, checked, curve

    if chosen.rate is not None:
        checked(chosen.rate)
    with asked() as store:
        (ready,) = prepared(store, [chosen.scenario])
        published = store.ask("published_abatement")
        sources = store.sources(dict.fromkeys((*ready.base.evidence.sources, *published.sources, *(
            source for question in ("levers", "assumptions") for source in store.ask(question).sources))))
        carbon_price = float(ready.base.central[ready.base.assumption_ids.index("ec_carbon_price")])
        rate, start = _macc_ground(ready, chosen)
        found = curve(start, chosen.year, rate, chosen.overlap)
        meta = {
            "scenario": ready.name, "year": found.year, "rate": rate, "overlap": str(found.overlap),
            "import_attribution": str(ready.rule), "draws": found.draws,
            "percentiles": [5, 95] if found.draws else None, "kind": "scenario",
            "units": {"kt": "kt CO2e in the year", "million_hkd": "HK$ million in the year",
                      "hkd_per_tonne": "HK$/t CO2e, prices of 2024"},
            "whole_kt": found.whole_kt, "whole_range_kt": _macc_ends(found.whole_range),
            "whole_million_hkd": found.whole_million_hkd, "mean_hkd_per_tonne": found.mean_hkd_per_tonne,
            "saving_money_kt": found.saving_kt, "alone_kt": found.alone_kt, "interaction_kt": found.interaction_kt,
            "carbon_price_hkd_per_tonne": carbon_price, "below_carbon_price_kt": found.below(carbon_price),
            "orders_drawn": found.orders, "is_order_stable": found.is_stable, "least_kt": LEAST_KT,
            "note": "A blank price: nothing is avoided. A blank end of a range: a draw pays and avoids nothing.",
            "published_potentials": [{name: row[name] for name in ("measure", "sector", "period", "base_year", "value",
                                                                   "unit", "source_id", "note")}
                                     for row in records(published.frame)],
            "sources": [source_fields(source) for source in sources],
            "content_sha256": store.content}
    rows = [_macc_row(place, case, bar, ready) for place, (case, bar) in enumerate(
        [(case, bar) for case in ("bars", "idle", "raising") for bar in getattr(found, case)], 1)]
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _macc_ground(ready: Prepared, chosen: argparse.Namespace) -> tuple[float, Ground]:
    """Return the rate and what the curve is made from. BadInput for a rate that makes no sense."""
    import numpy as np

    from hkzero.model import engine
    from hkzero.model.marginal_abatement import PERCENT, at_rate, ground
    from hkzero.model.workshop import SEED

    base, central = ready.base, ready.base.central[None]
    place = base.assumption_ids.index("ec_discount_rate")
    rate = float(base.central[place]) / PERCENT if chosen.rate is None else chosen.rate
    drawn = np.concatenate([central, engine.draw(base, chosen.draws, SEED)]) if chosen.draws else central
    return rate, ground(ready.run, base.frozen_schedule[0], ready.schedule[0], base.lever_ids, base.years,
                        at_rate(drawn, place, rate))


def _macc_row(place: int, case: str, bar: Bar, ready: Prepared) -> dict[str, Any]:
    lever = ready.levers.find(bar.lever_id)
    avoided, price = _macc_ends(bar.avoided_range), _macc_ends(bar.price_range)
    return {"place": place, "lever_id": bar.lever_id, "lever_group": lever.group, "title": lever.title["en"],
            "case": {"bars": "avoids", "idle": "avoids_nothing", "raising": "raises"}[case],
            **{name: None if value is None else round(value, DIGITS) + 0.0 for name, value in {
                "avoided_kt": bar.avoided_kt, "avoided_kt_low": avoided[0], "avoided_kt_high": avoided[1],
                "cost_million_hkd": bar.cost_million_hkd, "hkd_per_tonne": bar.hkd_per_tonne,
                "hkd_per_tonne_low": price[0], "hkd_per_tonne_high": price[1],
                "last_unit_hkd_per_tonne": bar.last_unit_hkd_per_tonne, "error_kt": bar.error_kt,
                "error_million_hkd": bar.error_million_hkd}.items()}, "cost_basis": lever.cost_basis}


def _macc_ends(ends: Ends | None) -> tuple[float | None, float | None]:
    return (None, None) if ends is None else tuple(one if math.isfinite(one) else None for one in (ends.low, ends.high))


# --- project ---


def _add_project(parts: argparse._SubParsersAction) -> None:
    pass


# --- prices ---


def _add_prices(parts: argparse._SubParsersAction) -> None:
    pass
