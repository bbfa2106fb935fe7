"""What the city's saving targets for buildings would ask of each building of a portfolio, and how far it is.

The targets are the city's: electricity of commercial buildings and of homes in 2035 and 2050 against 2015. Applied to
one building they are a yardstick, not a duty. A building whose file has the base year is measured from its own figure
of that year. Of any other the base is not known: it is taken to stand where its sector stands, so that it would have
to save the share that the sector still has to save.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hkzero.measure import Answer, Kind, Measured
from hkzero.model import benchmark
from hkzero.own_data.footprint import DIGITS, KG_PER_T, Footprint, newest, newest_factor
from hkzero.own_data.portfolio import Building

KWH_PER_MWH = 1e3


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance of a building's newest year to a target of its sector, near end (`low`) to far end (`high`).

    kWh a year, and t CO2e at the newest emissions per kWh; below zero where the target is met already. The target is a
    change of `target_low_percent` (near end) to `target_high_percent` against `base_year`. `from_own` says
    whether the base is the building's own figure of `base_year`, else its sector stands for it as of `sector_year`.
    """

    building: Building
    sector: str
    target_year: int
    base_year: int
    sector_year: int
    target_low_percent: float
    target_high_percent: float
    from_own: bool
    low_kwh: float
    high_kwh: float
    low_t: Measured
    high_t: Measured


@dataclass(frozen=True, slots=True)
class Change:
    """How a building's own electricity changed between the first and the newest year of the file, per cent."""

    name: str
    first: int
    last: int
    percent: float


def gaps(found: Sequence[Footprint], intensity: Answer, indices: Answer, targets: Answer) -> tuple[Gap, ...]:
    """Return a gap for each building, in its newest year, and target; sorted as the buildings, then by target year.

    `intensity`, `indices` and `targets` answer `electricity_intensity`, `benchmarks` and `building_targets`.
    """
    sectors = benchmark.groups(indices)
    own = {(_key(one.building), one.building.year): one.building.electricity_kwh for one in found}
    factor = newest_factor(intensity)
    rows = {sector: part.sort_values("target_year").to_dict("records")
            for sector, part in targets.frame.groupby("sector")}
    gathered = []
    for one in newest(found):
        sector = sectors[one.building.group]
        for row in rows[sector]:
            base = own.get((_key(one.building), int(row["base_year"])))
            gathered.append(_gap(one.building, row, base, factor))
    return tuple(gathered)


def _gap(building: Building, row: dict[str, Any], base: float | None, factor: Measured) -> Gap:
    """Return a gap; `base` is the building's own electricity of the base year, kWh, None where the file lacks it."""
    kwh = building.electricity_kwh
    from_own = bool(base)
    # The share of the base that is left at the near and at the far end of the target.
    near, far = (row[end] / row["base_value"] for end in ("target_high", "target_low"))
    start = base if from_own else kwh * row["base_value"] / row["value"]
    low, high = kwh - start * near, kwh - start * far

    def tonnes(amount: float) -> Measured:
        # What a target would ask is no fact about the building, whatever the figures behind it are.
        return Measured.one(factor.value * amount / KG_PER_T, "t CO2e",
                            {*factor.sources, *str(row["source_id"]).split(";")}, Kind.SCENARIO)

    years = (int(row[name]) for name in ("target_year", "base_year", "period"))
    goal = (benchmark.PERCENT * (left - 1) for left in (near, far))
    return Gap(building, row["sector"], *years, *goal, from_own, low, high, tonnes(low), tonnes(high))


def changes(found: Sequence[Footprint]) -> tuple[Change, ...]:
    """Return the change of each building that stands in the file with several years; none from a first year of zero."""
    by_name: dict[str, dict[int, Building]] = {}
    for one in found:
        by_name.setdefault(_key(one.building), {})[one.building.year] = one.building
    told = []
    for years in by_name.values():
        first, last = min(years), max(years)
        before = years[first].electricity_kwh
        if first < last and before:
            told.append(Change(years[last].name, first, last,
                               benchmark.PERCENT * (years[last].electricity_kwh / before - 1)))
    return tuple(told)


def totals(asked: Sequence[Gap]) -> list[dict[str, Any]]:
    """Return the portfolio's distance by target year: MWh, % of its electricity and t CO2e, near end to far end."""
    sums = []
    for year in sorted({one.target_year for one in asked}):
        part = [one for one in asked if one.target_year == year]
        used = sum(one.building.electricity_kwh for one in part)
        sums.append({"target_year": year, "buildings": len(part), "electricity_mwh": round(used / KWH_PER_MWH, DIGITS),
                     **_distance(sum(one.low_kwh for one in part), sum(one.high_kwh for one in part), used,
                                 sum(one.low_t.value for one in part), sum(one.high_t.value for one in part)),
                     "from_own_base": sum(one.from_own for one in part)})
    return sums


def records(asked: Sequence[Gap], found: Sequence[Footprint]) -> list[dict[str, Any]]:
    """Return a record a building and target, ready for CSV and JSON, with the building's own change where known."""
    own = {one.name.casefold(): one for one in changes(found)}
    rows = []
    for one in asked:
        used, change = one.building.electricity_kwh, own.get(_key(one.building))
        rows.append({
            "row": one.building.row, "name": one.building.name, "group_code": one.building.group, "sector": one.sector,
            "year": one.building.year, "target_year": one.target_year, "base_year": one.base_year,
            "target_low_percent": round(one.target_low_percent, DIGITS),
            "target_high_percent": round(one.target_high_percent, DIGITS), "base": "own" if one.from_own else "sector",
            "electricity_mwh": round(used / KWH_PER_MWH, DIGITS),
            **_distance(one.low_kwh, one.high_kwh, used, one.low_t.value, one.high_t.value),
            "own_change_percent": None if change is None else round(change.percent, DIGITS),
            "own_change_since": None if change is None else change.first, "kind": str(one.low_t.kind)})
    return rows


def _distance(low: float, high: float, used: float, low_t: float, high_t: float) -> dict[str, float | None]:
    def share(kwh: float) -> float | None:
        return round(benchmark.PERCENT * kwh / used, DIGITS) if used else None

    return {"saving_low_mwh": round(low / KWH_PER_MWH, DIGITS), "saving_high_mwh": round(high / KWH_PER_MWH, DIGITS),
            "saving_low_percent": share(low), "saving_high_percent": share(high),
            "saving_low_t": round(low_t, DIGITS), "saving_high_t": round(high_t, DIGITS)}


def evidence(asked: Sequence[Gap]) -> Measured:
    """Return the tonnes of the near ends with everything they rest on. ValueError when nothing is asked."""
    if not asked:
        raise ValueError("no gap to a target: no building was given")
    parts = [one.low_t for one in asked]
    return Measured(tuple(one.value for one in parts), "t CO2e",
                    tuple({source for one in parts for source in one.sources}), Kind.SCENARIO)


def _key(building: Building) -> str:
    return building.name.casefold()
