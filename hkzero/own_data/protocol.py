"""A portfolio's inventory in the manner of the GHG Protocol: by year, scope and source, with its factors.

Method: GHG Protocol Corporate Standard (2004), Scope 2 Guidance (2015), Corporate Value Chain Standard (2011). Scope 1
is town gas burnt in the buildings, scope 2 purchased electricity, location-based. Making the town gas belongs to scope
3 category 3 and stands beside the total, not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hkzero.measure import Answer, Kind, Measured
from hkzero.model import benchmark
from hkzero.own_data.footprint import DIGITS, Footprint, factor_of

# Scope, category and source of each line; `memo` is beside the total.
SCOPE_1, SCOPE_2, MEMO = "scope_1", "scope_2", "memo"
SOURCES = {"town_gas": SCOPE_1, "electricity": SCOPE_2, "town_gas_making": MEMO}
GJ, MWH = "GJ", "MWh"
MJ_PER_GJ, KWH_PER_MWH = 1e3, 1e3
# What must be said with the table, in this order: keys of the texts.
STATEMENTS = ("boundary", "approach", "scope_2", "losses", "scope_3", "excluded", "gas_year", "evidence")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: activity (GJ of town gas, MWh of electricity) × factor = t CO2e.

    `amount` and `activity` are None where no building of the year says anything; `counted` of `buildings` do. `factor`
    is in kg CO2e per unit of activity and holds for `factor_year`.
    """

    year: int
    source: str
    activity: float | None
    activity_unit: str
    factor: Measured
    factor_year: str
    amount: Measured | None
    counted: int
    buildings: int

    @property
    def scope(self) -> str:
        """The scope of the line, or `memo`."""
        return SOURCES[self.source]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The lines by year and source, and the sums of scope 1 and 2 of each year, t CO2e."""

    lines: tuple[Line, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the table, in order."""
        return tuple(sorted({one.year for one in self.lines}))

    def total(self, year: int | None = None, scopes: Sequence[str] = (SCOPE_1, SCOPE_2)) -> float:
        """Return the sum of scopes in a year (None: in all), t CO2e; what nobody stated is left out."""
        return sum(one.amount.value for one in self.lines
                   if one.amount and one.scope in scopes and year in (None, one.year))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every publication that the table rests on."""
        return tuple(sorted({source for one in self.lines for source in one.factor.sources}))


def inventory(found: Sequence[Footprint], intensity: Answer, factors: Answer) -> Inventory:
    """Return the table of all buildings and years; the answers are `electricity_intensity`, `benchmark_factors`."""
    years = benchmark.factor_years(factors)
    gas = {name: _per_gj(factors, code) for name, code in (
        ("town_gas", "town_gas_combustion"), ("town_gas_making", "town_gas_production"))}
    dated = {"town_gas": years["town_gas_combustion"], "town_gas_making": years["town_gas_production"]}
    lines = []
    for year in sorted({one.building.year for one in found}):
        part = [one for one in found if one.building.year == year]
        burning = [one for one in part if one.scope_1 is not None]
        power = factor_of(intensity, year).scaled(KWH_PER_MWH, "kg CO2e/MWh")
        for source in SOURCES:
            if source == "electricity":
                used = sum(one.building.electricity_kwh for one in part) / KWH_PER_MWH
                amount = _sum([one.scope_2 for one in part])
                lines.append(Line(year, source, used, MWH, power, str(year), amount, len(part), len(part)))
            else:
                burnt = sum(one.building.gas_mj for one in burning) / MJ_PER_GJ if burning else None
                amount = _sum([one.scope_1 if source == "town_gas" else one.gas_making for one in burning])
                lines.append(Line(year, source, burnt, GJ, gas[source], dated[source], amount, len(burning), len(part)))
    return Inventory(tuple(lines))


def _per_gj(factors: Answer, code: str) -> Measured:
    row = factors.frame[factors.frame["factor"] == code]
    if len(row) != 1:
        raise KeyError(f"no emission factor {code!r}")
    return factors.measured(row).scaled(MJ_PER_GJ / benchmark.MEGAJOULES_PER_GAS_UNIT, "kg CO2e/GJ")


def _sum(parts: Sequence[Measured]) -> Measured | None:
    if not parts:
        return None
    return Measured.one(sum(one.value for one in parts), "t CO2e", {name for one in parts for name in one.sources},
                        Kind.ASSUMED)


def records(table: Inventory) -> list[dict[str, Any]]:
    """Return a record a line, ready for CSV and JSON; a sum of scope 1 and 2 ends each year."""
    rows = []
    for year in table.years:
        part = [one for one in table.lines if one.year == year]
        rows += [_record(one) for one in part if one.scope != MEMO]
        rows.append({**dict.fromkeys(rows[-1]), "year": year, "scope": "1+2", "source": "total",
                     "t_co2e": round(table.total(year), DIGITS), "buildings": part[0].buildings,
                     "kind": str(Kind.ASSUMED)})
        rows += [_record(one) for one in part if one.scope == MEMO]
    return rows


def _record(one: Line) -> dict[str, Any]:
    numbered = {SCOPE_1: "1", SCOPE_2: "2", MEMO: "3"}
    return {
        "year": one.year, "scope": numbered[one.scope], "source": one.source,
        "category": {"town_gas": "stationary_combustion", "electricity": "purchased_electricity_location_based",
                     "town_gas_making": "category_3_fuel_and_energy_related"}[one.source],
        "activity": None if one.activity is None else round(one.activity, DIGITS), "activity_unit": one.activity_unit,
        "factor_kg_co2e": round(one.factor.value, DIGITS + 3), "factor_unit": one.factor.unit,
        "factor_year": one.factor_year, "factor_kind": str(one.factor.kind),
        "factor_source_id": ";".join(one.factor.sources),
        "t_co2e": None if one.amount is None else round(one.amount.value, DIGITS), "buildings_counted": one.counted,
        "buildings": one.buildings, "kind": str(Kind.ASSUMED) if one.amount else None,
        "in_total": one.scope != MEMO}
