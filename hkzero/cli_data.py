"""The commands of the data desk: refresh the official figures, bring one's own, the city's inventory, SQL.

    python -m hkzero refresh --dry-run
    python -m hkzero import buildings.csv --as portfolio
    python -m hkzero inventory --year 2023 --format xlsx -o inventory.xlsx
    python -m hkzero sql "select * from sources limit 5"
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add the commands of the data desk to the command line."""
    _add_refresh(commands)
    _add_import(commands)
    _add_inventory(commands)
    _add_sql(commands)


# --- refresh ---


def _add_refresh(commands: argparse._SubParsersAction) -> None:
    pass


# --- import ---


def _add_import(commands: argparse._SubParsersAction) -> None:
    pass


# --- inventory ---


def _add_inventory(commands: argparse._SubParsersAction) -> None:
    pass


# --- sql ---


def _add_sql(commands: argparse._SubParsersAction) -> None:
    pass
