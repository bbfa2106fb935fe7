"""Cradle-to-gate carbon footprint of batteries, as studies found it, and what the grid of the factory does to it."""

from __future__ import annotations

from dataclasses import dataclass

from hkzero.measure import Kind


@dataclass(frozen=True, slots=True)
class Footprint:
    """kg CO2e per kWh of capacity (never per kWh delivered): one study, chemistry, place and scope. A blank end is None.

    Footprints of different `scope` are never averaged.
    """

    footprint_id: str
    study: str
    chemistry: str
    region: str
    scope: str
    period: str
    low: float | None
    central: float | None
    high: float | None
    kind: Kind
    source_id: str
    note: str
