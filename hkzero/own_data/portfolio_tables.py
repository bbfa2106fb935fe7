"""Every table of a portfolio by name, with the publications behind them: for the page, the command line and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hkzero.measure import Answer
from hkzero.own_data import footprint, protocol, target_gap
from hkzero.own_data.footprint import Footprint
from hkzero.own_data.protocol import Inventory
from hkzero.own_data.target_gap import Gap


@dataclass(frozen=True, slots=True)
class Tables:
    """Records by name (buildings, protocol, targets), ready for CSV and JSON, and what they are made of."""

    records: dict[str, list[dict[str, Any]]]
    asked: tuple[Gap, ...]
    inventory: Inventory
    sources: tuple[str, ...]


def tables(found: Sequence[Footprint], answers: Sequence[Answer]) -> Tables:
    """Return the tables of a portfolio; `answers` are those of footprint.QUESTIONS. ValueError without a building."""
    intensity, indices, factors, targets = answers
    asked = target_gap.gaps(found, intensity, indices, targets)
    table = protocol.inventory(found, intensity, factors)
    records = {"buildings": footprint.records(found), "protocol": protocol.records(table),
               "targets": target_gap.records(asked, found)}
    behind = {*footprint.sources(found), *table.sources, *target_gap.evidence(asked).sources}
    return Tables(records, asked, table, tuple(sorted(behind)))
