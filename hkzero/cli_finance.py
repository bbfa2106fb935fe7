"""The commands of carbon finance: marginal abatement cost, a project's cash flow, carbon prices.

    python -m hkzero finance macc --scenario pilot_city --year 2035 --format csv
    python -m hkzero finance project rooftop_solar --set capacity_kw=50 --rate 0.05 --format json
    python -m hkzero finance prices --scheme eu --format csv
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from hkzero.cli import NotUnderstood, asked, csv_text, json_text, records, source_fields, write

SINCE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


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
    pass


# --- project ---


def _add_project(parts: argparse._SubParsersAction) -> None:
    pass


# --- prices ---


def _add_prices(parts: argparse._SubParsersAction) -> None:
    command = parts.add_parser("prices", help="carbon prices as published and in HK$, with the rate between them")
    command.add_argument("--scheme", metavar="S", help="one scheme: china_national, eu, singapore … (default: all)")
    command.add_argument("--since", metavar="P", help="starting with a year, month or day: 2024, 2024-06, 2024-06-30")
    _add_output(command, _prices)


def _prices(chosen: argparse.Namespace) -> int:
    from hkzero.model import carbon_price

    if chosen.since is not None and not SINCE.fullmatch(chosen.since):
        raise NotUnderstood(f"--since {chosen.since}: a year, month or day like 2024, 2024-06 or 2024-06-30")
    with asked() as store:
        answers = {name: store.ask(name) for name in carbon_price.PRICE_QUESTIONS}
        prices = carbon_price.every_price(answers)
        known = sorted({price.scheme for price in prices})
        if chosen.scheme and chosen.scheme not in known:
            raise NotUnderstood(f"--scheme {chosen.scheme}: no carbon price of it; known: {', '.join(known)}")
        prices = carbon_price.from_period((price for price in prices if chosen.scheme in (None, price.scheme)),
                                          chosen.since or "")
        rows = carbon_price.table(prices)
        sources = {source for price in prices for source in price.sources}
        sources |= {source for price in prices if price.rate for source in price.rate.sources}
        meta = {"unit": "HK$/t", "schemes": known, "content_sha256": store.content,
                "sources": [source_fields(source) for source in store.sources(sorted(sources))]}
    if chosen.format == "csv":
        return write(csv_text(rows).encode(), chosen.output)
    return write(json_text({"meta": meta, "data": records(rows)}).encode(), chosen.output)
