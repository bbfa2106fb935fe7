"""What the buildings of a portfolio emit in their year, scope by scope, and how they stand in their group.

Method: GHG Protocol Corporate Standard (2004) and Scope 2 Guidance (2015), location-based. Scope 1 is the gas burnt,
scope 2 the electricity used × emissions per kWh delivered in Hong Kong in that year. Making town gas is upstream of the
building: it is given beside them, in neither. Hong Kong's own guidelines for buildings count it in scope 2; whoever
follows those adds the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hkzero.measure import Answer, Kind, Measured
from hkzero.model import benchmark
from hkzero.own_data.portfolio import Building

QUESTIONS = ("electricity_intensity", "benchmarks", "benchmark_factors", "building_targets")
GRID = "hong_kong"
KG_PER_T = 1e3
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Footprint:
    """A building's emissions in t CO2e and its energy per floor area in MJ/m2.

    `scope_1` and `gas_making` are None where the file says nothing about gas: not zero. `difference_percent` is above
    (+) or below (-) the published index of the group; `doubts` are codes of what looks unlikely.
    """

    building: Building
    scope_1: Measured | None
    scope_2: Measured
    gas_making: Measured | None
    index_mj_per_m2: float
    group_index: Measured
    difference_percent: float
    doubts: tuple[str, ...]


def factor_years(intensity: Answer) -> tuple[int, ...]:
    """Return the years with emissions per kWh delivered; `intensity` answers `electricity_intensity`."""
    return tuple(sorted(int(year) for year in _delivered(intensity)["period"]))


def _delivered(intensity: Answer):
    frame = intensity.frame
    return frame[frame["measure"] == "consumed"]


def footprints(buildings: Sequence[Building], intensity: Answer, indices: Answer, factors: Answer, targets: Answer,
               ) -> tuple[Footprint, ...]:
    """Return the footprint of each building; the answers are those of QUESTIONS. KeyError for a year without factor."""
    return tuple(_footprint(one, intensity, indices, factors, targets) for one in buildings)


def _footprint(one: Building, intensity: Answer, indices: Answer, factors: Answer, targets: Answer) -> Footprint:
    rows = _delivered(intensity)
    row = rows[rows["period"] == one.year]
    if len(row) != 1:
        raise KeyError(f"no emission factor of electricity for {one.year}")
    premises = benchmark.Premises(one.group, one.electricity_kwh, one.gas_mj, "mj", one.floor_area_m2, "m2")
    found = benchmark.compare(premises, indices, factors, targets, GRID)
    # The amount is the user's own word, so what follows from it is an assumption at best.
    scope_2 = intensity.measured(row).scaled(one.electricity_kwh / KG_PER_T, "t CO2e").as_kind(Kind.ASSUMED)
    has_gas = one.gas_mj is not None
    return Footprint(one, found.gas_emissions if has_gas else None, scope_2, found.gas_making if has_gas else None,
                     found.index, found.group_index, found.difference_percent, found.doubts)


def records(found: Sequence[Footprint]) -> list[dict[str, Any]]:
    """Return a record a building, ready for CSV and JSON: t CO2e, MJ/m2, %; None is what the file leaves open."""
    return [{
        "row": one.building.row, "name": one.building.name, "group_code": one.building.group,
        "district": one.building.district, "lat": one.building.lat, "lon": one.building.lon, "year": one.building.year,
        "floor_area_m2": round(one.building.floor_area_m2, DIGITS),
        "electricity_kwh": round(one.building.electricity_kwh, DIGITS), "gas_mj": _rounded(one.building.gas_mj),
        "scope_1_t": _rounded(one.scope_1 and one.scope_1.value), "scope_2_t": _rounded(one.scope_2.value),
        "gas_making_t": _rounded(one.gas_making and one.gas_making.value),
        "index_mj_per_m2": _rounded(one.index_mj_per_m2), "group_index_mj_per_m2": _rounded(one.group_index.value),
        "difference_percent": _rounded(one.difference_percent), "doubts": ";".join(one.doubts), "kind": "assumed",
    } for one in found]


def totals(found: Sequence[Footprint]) -> dict[str, Any]:
    """Return the portfolio's sums, t CO2e, and how many buildings say nothing about gas."""
    burnt = [one.scope_1.value for one in found if one.scope_1]
    made = [one.gas_making.value for one in found if one.gas_making]
    return {"buildings": len(found), "scope_1_t": round(sum(burnt), DIGITS) if burnt else None,
            "scope_2_t": round(sum(one.scope_2.value for one in found), DIGITS),
            "gas_making_t": round(sum(made), DIGITS) if made else None,
            "without_gas_figure": len(found) - len(burnt),
            "above_their_group": sum(one.difference_percent > 0 for one in found)}


def sources(found: Sequence[Footprint]) -> tuple[str, ...]:
    """Return every publication that the footprints rest on."""
    rests_on = [part for one in found for part in (one.scope_1, one.scope_2, one.gas_making, one.group_index) if part]
    return tuple(sorted({source for part in rests_on for source in part.sources}))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)
