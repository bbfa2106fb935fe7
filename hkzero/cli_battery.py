"""The commands of batteries: footprint of one, payback of an electric vehicle, all batteries of the city.

    python -m hkzero battery footprint --chemistry lfp --use car --format json
    python -m hkzero battery payback --vehicle private_car --scenario pilot_city --format csv
    python -m hkzero battery fleet --scenario pilot_city --format csv
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


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
    pass
