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
    (+) or below (-) the published index of the group; `doubts` are codes of what looks unlikely and
    of what the index leaves out: with gas unknown it is that of the electricity alone.
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


def factor_of(intensity: Answer, year: int) -> Measured:
    """Return the emissions per kWh delivered in a year, kg CO2e/kWh; KeyError for a year without."""
    delivered = _delivered(intensity)
    row = delivered[delivered["period"] == year]
    if len(row) != 1:
        raise KeyError(f"no emissions per kWh delivered of {year}")
    return intensity.measured(row)


def newest_factor(intensity: Answer) -> Measured:
    """Return today's emissions per kWh delivered: those of the newest year there is, kg CO2e/kWh."""
    return factor_of(intensity, factor_years(intensity)[-1])


def newest(found: Sequence[Footprint]) -> tuple[Footprint, ...]:
    """Return the newest year of each building, in the order of the file: a building is not to be counted twice."""
    last: dict[str, int] = {}
    for one in found:
        name = one.building.name.casefold()
        last[name] = max(last.get(name, 0), one.building.year)
    return tuple(one for one in found if one.building.year == last[one.building.name.casefold()])


def footprints(buildings: Sequence[Building], intensity: Answer, indices: Answer, factors: Answer, targets: Answer,
               ) -> tuple[Footprint, ...]:
    """Return the footprint of each building; the answers are those of QUESTIONS.

    KeyError for a year without factor and for an unknown group. What groups and years have in common is looked up once
    each: the comparison of a single building takes a hundredth of a second.
    """
    of_year = {year: factor_of(intensity, year) for year in {one.year for one in buildings}}
    of_group = {group: benchmark.compare(benchmark.Premises(group, 1.0, 1.0, "unit", 100.0, "m2"), indices, factors,
                                         targets, GRID) for group in {one.group for one in buildings}}
    published = indices.frame[indices.frame["is_newest"]]["value"]
    limits = benchmark.FAR_BELOW * float(published.min()), benchmark.FAR_ABOVE * float(published.max())
    return tuple(_footprint(one, of_year[one.year], of_group[one.group], limits) for one in buildings)


def _footprint(one: Building, factor: Measured, unit: benchmark.Comparison, limits: tuple[float, float]) -> Footprint:
    """Return a footprint; `factor` in kg CO2e/kWh, `unit` the comparison of premises that burn one unit of gas."""
    gas_mj = one.gas_mj or 0.0
    index = (one.electricity_kwh * benchmark.MEGAJOULES_PER_KWH + gas_mj) / one.floor_area_m2
    units = gas_mj / benchmark.MEGAJOULES_PER_GAS_UNIT
    # The amount is the user's own word, so what follows from it is an assumption at best.
    scope_2 = factor.scaled(one.electricity_kwh / KG_PER_T, "t CO2e").as_kind(Kind.ASSUMED)
    has_gas = one.gas_mj is not None
    doubts = ("index_low",) if index < limits[0] else ("index_high",) if index > limits[1] else ()
    # The index of the group holds all energy: without a figure for gas the comparison flatters, if gas is used.
    doubts += () if has_gas else ("gas_unknown",)
    return Footprint(one, unit.gas_emissions.scaled(units) if has_gas else None, scope_2,
                     unit.gas_making.scaled(units) if has_gas else None, index, unit.group_index,
                     benchmark.PERCENT * (index / unit.group_index.value - 1), doubts)


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
    used = [one.scope_2.value for one in found]
    return {"buildings": len(found), "scope_1_t": round(sum(burnt), DIGITS) if burnt else None,
            "scope_2_t": round(sum(used), DIGITS), "total_t": round(sum(burnt) + sum(used), DIGITS),
            "gas_making_t": round(sum(made), DIGITS) if made else None,
            "without_gas_figure": len(found) - len(burnt),
            "above_their_group": sum(one.difference_percent > 0 for one in found)}


def sources(found: Sequence[Footprint]) -> tuple[str, ...]:
    """Return every publication that the footprints rest on."""
    rests_on = [part for one in found for part in (one.scope_1, one.scope_2, one.gas_making, one.group_index) if part]
    return tuple(sorted({source for part in rests_on for source in part.sources}))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)
