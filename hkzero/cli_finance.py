"""The commands of carbon finance: marginal abatement cost, a project's cash flow, carbon prices.

    python -m hkzero finance macc --scenario pilot_city --year 2035 --format csv
    python -m hkzero finance project rooftop_solar --set capacity_kw=50 --rate 0.05 --format json
    python -m hkzero finance prices --scheme eu --format csv
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


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
    pass
