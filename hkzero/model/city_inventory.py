"""A year of the account in the table of the GPC, with notation keys, grades of data quality, and totals.

The GPC is the Global Protocol for Community-Scale Greenhouse Gas Inventories, version 1.1 (World Resources Institute,
C40 Cities and ICLEI, 2021): reference numbers and scopes as in its reporting table, totals by its rules:

- territorial: every scope 1 row, whatever it is for;
- BASIC: scope 1 of stationary energy (generation supplied to the grid, I.4.4, left out), transport and waste of the
  city; scope 2; waste of the city treated elsewhere (scope 3). Power stations burn for those who use the electricity,
  who report it in scope 2: with I.4.4 as well a tonne would be counted twice;
- BASIC+: BASIC, industry and product use, farms and land; of scope 3, losses of the grid and journeys beyond the
  boundary.

Waste brought in from elsewhere is in the territorial total only; other scope 3 (VI) is in no total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hkzero.measure import Answer, Kind, Measured, weakest

KT_TO_T = 1e3
QUESTIONS = ("city_inventory", "emissions_by_sector", "boundary_emissions")
TOTALS = ("territorial", "basic", "basic_plus")
SCOPES = (1, 2, 3)
SECTORS = ("I", "II", "III", "IV", "V", "VI")
NOT_OCCURRING, NOT_ESTIMATED, ELSEWHERE, CONFIDENTIAL = "NO", "NE", "IE", "C"
KEYS = (NOT_OCCURRING, NOT_ESTIMATED, ELSEWHERE, CONFIDENTIAL)
GENERATION = "I.4.4"
HIGH, MEDIUM, LOW = "H", "M", "L"
GRADES = {Kind.OBSERVED: HIGH, Kind.REPORTED: MEDIUM, Kind.DERIVED: MEDIUM, Kind.ESTIMATED: LOW, Kind.ASSUMED: LOW,
          Kind.SCENARIO: LOW}
MEMO_BOUNDARIES = ("consumption_life_cycle", "consumption_grid_average")


class NoSuchYear(ValueError):
    """A year without a complete account; `years` are those that have one."""

    def __init__(self, year: int, years: Sequence[int]) -> None:
        super().__init__(f"year {year}: no complete account; there is one for {', '.join(map(str, years))}")
        self.year, self.years = year, tuple(years)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the reporting table: its reference number, scope, and the totals it counts in."""

    gpc_ref: str
    scope: int

    @property
    def sector(self) -> str:
        """The sector's Roman number, I to VI."""
        return self.gpc_ref.split(".")[0]

    @property
    def sub_sector(self) -> str:
        """The sub-sector's number, such as I.4."""
        return ".".join(self.gpc_ref.split(".")[:2])

    @property
    def totals(self) -> frozenset[str]:
        """The totals that this row is part of."""
        is_from_outside = self.sector == "III" and self.gpc_ref.endswith(".3")
        found = {"territorial"} if self.scope == 1 else set()
        if self.sector in ("I", "II"):
            if self.scope < 3 and self.gpc_ref != GENERATION:
                found |= {"basic", "basic_plus"}
            elif self.scope == 3:
                found |= {"basic_plus"}
        elif self.sector == "III" and not is_from_outside:
            found |= {"basic", "basic_plus"}
        elif self.sector in ("IV", "V"):
            found |= {"basic_plus"}
        return frozenset(found)


def _rows() -> tuple[Row, ...]:
    found = [Row(f"I.{part}.{scope}", scope) for part in range(1, 7) for scope in SCOPES]
    found.insert(12, Row(GENERATION, 1))
    found += [Row("I.7.1", 1), Row("I.8.1", 1)]
    found += [Row(f"II.{part}.{scope}", scope) for part in range(1, 6) for scope in SCOPES if (part, scope) != (5, 3)]
    # Waste: of the city treated here, of the city treated elsewhere, of elsewhere treated here.
    found += [Row(f"III.{part}.{place}", scope) for part in range(1, 5) for place, scope in ((1, 1), (2, 3), (3, 1))]
    found += [Row("IV.1", 1), Row("IV.2", 1), Row("V.1", 1), Row("V.2", 1), Row("V.3", 1), Row("VI.1", 3)]
    return tuple(found)


ROWS = _rows()


@dataclass(frozen=True, slots=True)
class Key:
    """Why a row has no figure: the notation key, the code of the reason, and the rows that hold it (IE)."""

    key: str
    reason: str
    where: tuple[str, ...] = ()


_USERS = ("I.1.2", "I.2.2", "I.3.2")
_FUEL_USERS = ("I.2.1", "I.3.1", "II.3.1")
# The key of each row that may be without a figure. Losses of the grid are in the factor per kWh delivered.
KEY_OF = {
    **{f"I.{part}.3": Key(ELSEWHERE, "losses", (f"I.{part}.2",)) for part in range(1, 4)},
    "I.4.1": Key(NOT_ESTIMATED, "works_unknown"),
    "I.4.2": Key(ELSEWHERE, "own_use", (GENERATION,)),
    "I.4.3": Key(NOT_OCCURRING, "own_use_no_grid"),
    "I.5.1": Key(ELSEWHERE, "four_sectors", _FUEL_USERS), "I.5.2": Key(ELSEWHERE, "four_sectors", _USERS),
    "I.5.3": Key(ELSEWHERE, "losses", _USERS), "I.6.1": Key(ELSEWHERE, "four_sectors", _FUEL_USERS),
    "I.6.2": Key(ELSEWHERE, "four_sectors", _USERS), "I.6.3": Key(ELSEWHERE, "losses", _USERS),
    "I.7.1": Key(NOT_OCCURRING, "coal"), "I.8.1": Key(NOT_ESTIMATED, "gas_leaks"),
    "II.1.2": Key(ELSEWHERE, "electric_vehicles", ("II.2.2",)), "II.1.3": Key(NOT_ESTIMATED, "beyond_road"),
    "II.2.1": Key(NOT_ESTIMATED, "diesel_trains"), "II.2.3": Key(NOT_ESTIMATED, "beyond_rail"),
    "II.3.2": Key(ELSEWHERE, "four_sectors", ("I.2.2", "II.2.2")), "II.3.3": Key(NOT_ESTIMATED, "ships"),
    "II.4.1": Key(NOT_ESTIMATED, "local_flights"), "II.4.2": Key(ELSEWHERE, "four_sectors", ("I.2.2", "II.2.2")),
    "II.4.3": Key(NOT_ESTIMATED, "aviation_fuel"), "II.5.1": Key(ELSEWHERE, "off_road", ("I.3.1", "II.1.1")),
    "II.5.2": Key(ELSEWHERE, "four_sectors", ("I.2.2", "I.3.2")),
    **{f"III.{part}.1": Key(ELSEWHERE, "waste", ("III.1.1",)) for part in range(2, 5)},
    **{f"III.{part}.2": Key(NOT_OCCURRING, "waste_out") for part in range(1, 5)},
    **{f"III.{part}.3": Key(NOT_OCCURRING, "waste_in") for part in range(1, 5)},
    "IV.2": Key(ELSEWHERE, "products", ("IV.1",)), "V.2": Key(NOT_ESTIMATED, "land"),
    "V.3": Key(ELSEWHERE, "farms", ("V.1",)), "VI.1": Key(NOT_ESTIMATED, "consumption"),
}
# Years whose transport is the official sum, which covers every local journey.
KEY_OF_OFFICIAL_TRANSPORT = {
    "II.2.1": Key(ELSEWHERE, "official_transport", ("II.1.1",)),
    "II.4.1": Key(ELSEWHERE, "official_transport", ("II.1.1",)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table in a year: an amount with what it rests on, or a key with its reason.

    `amount` in t CO2e, None where there is a key; `method` the code of how it was worked out; `split_as_in` the year
    whose shares divided a published sum; grades H, M or L of activity data and of emission factor.
    """

    row: Row
    amount: Measured | None
    key: Key | None = None
    method: str = ""
    split_as_in: int | None = None
    activity_grade: str = ""
    factor_grade: str = ""

    @property
    def tonnes(self) -> float | None:
        """The amount in t CO2e, None where a notation key stands for it."""
        return None if self.amount is None else self.amount.value


@dataclass(frozen=True, slots=True)
class Check:
    """Scope 1 against the official inventory of the year, t CO2e; `parts` are the differences by what causes them."""

    scope_1: float
    official: Measured
    parts: Mapping[str, float]

    @property
    def difference(self) -> float:
        """Scope 1 less the official total, t CO2e."""
        return self.scope_1 - self.official.value


@dataclass(frozen=True, slots=True)
class Inventory:
    """A year in the table of the GPC: a line a row, the memo items (t CO2e in no total) and the check."""

    year: int
    lines: tuple[Line, ...]
    memo: Mapping[str, Measured]
    check: Check

    def line(self, gpc_ref: str) -> Line:
        """Return the line of a reference number; KeyError without one."""
        found = {one.row.gpc_ref: one for one in self.lines}
        return found[gpc_ref]

    def total(self, name: str) -> Measured:
        """Return a total, t CO2e: territorial, basic or basic_plus. ValueError for another name."""
        if name not in TOTALS:
            raise ValueError(f"total {name!r}: one of {', '.join(TOTALS)}")
        return _sum(one.amount for one in self.lines if name in one.row.totals)

    def part(self, total: str | None = None, scope: int | None = None, sector: str | None = None) -> float | None:
        """Return the sum of the lines of a total, scope and sector, t CO2e; None where no line has a figure."""
        found = [one.tonnes for one in self.lines if one.tonnes is not None
                 and total in (None, *one.row.totals) and scope in (None, one.row.scope)
                 and sector in (None, one.row.sector)]
        return sum(found) if found else None

    def keyed(self, key: str) -> tuple[Line, ...]:
        """Return the lines with this notation key."""
        return tuple(one for one in self.lines if one.key and one.key.key == key)

    @property
    def sources(self) -> tuple[str, ...]:
        """Every publication behind the table."""
        rests_on = [*(one.amount for one in self.lines if one.amount), *self.memo.values(), self.check.official]
        return tuple(sorted({source for one in rests_on for source in one.sources}))


def years(rows: Answer) -> tuple[int, ...]:
    """Return the years with a complete account; `rows` answers `city_inventory`."""
    return tuple(sorted({int(year) for year in rows.frame["period"]}))


def grade(kinds: Iterable[Kind | str]) -> str:
    """Return the grade of data quality: H observed, M reported or derived, L estimated or assumed; the weakest counts.

    The GPC asks for H, M or L of each row's activity data and emission factor (section 5.6) and leaves the rule to
    the city. ValueError without a kind.
    """
    return GRADES[weakest(kinds)]


def inventory(rows: Answer, official: Answer, boundaries: Answer, year: int | None = None) -> Inventory:
    """Return the table of a year, the latest by default.

    `rows` answers `city_inventory`, `official` `emissions_by_sector`, `boundaries` `boundary_emissions` (kt CO2e).
    Raises NoSuchYear for a year without a complete account.
    """
    known = years(rows)
    year = known[-1] if year is None else year
    if year not in known:
        raise NoSuchYear(year, known)
    part = rows.frame[rows.frame["period"] == year]
    filled = {str(gpc_ref): group for gpc_ref, group in part.groupby("gpc_ref")}
    unknown = sorted(set(filled) - {row.gpc_ref for row in ROWS})
    if unknown:
        raise ValueError(f"gpc_ref {', '.join(unknown)}: not a row of the reporting table")
    keys = KEY_OF | (KEY_OF_OFFICIAL_TRANSPORT if (filled["II.1.1"]["method"] == "split").any() else {})
    lines = tuple(_line(rows, row, filled.get(row.gpc_ref), keys) for row in ROWS)
    return Inventory(year, lines, _memo(boundaries, year), _check(official, year, lines))


def _line(rows: Answer, row: Row, group, keys: Mapping[str, Key]) -> Line:
    if group is None:
        if row.gpc_ref not in keys:
            raise ValueError(f"row {row.gpc_ref} has neither a figure nor a notation key")
        return Line(row, None, keys[row.gpc_ref])
    if len(group) > 1:
        raise ValueError(f"row {row.gpc_ref} has {len(group)} figures: one a year was expected")
    only = group.iloc[0]
    split = group["split_as_in"].dropna()
    return Line(row, rows.measured(group).scaled(KT_TO_T, "t CO2e"), None, str(only["method"]),
                int(split.iloc[0]) if len(split) else None,
                grade([only["activity_kind"]]), grade([only["factor_kind"]]))


def _memo(boundaries: Answer, year: int) -> dict[str, Measured]:
    """Return what net electricity imports would add under each rule for them, t CO2e."""
    frame = boundaries.frame[boundaries.frame["period"] == year]
    base = frame[frame["boundary"] == "territorial"]
    found = {}
    for name in MEMO_BOUNDARIES:
        wider = frame[frame["boundary"] == name]
        if len(wider) and len(base):
            found[name] = (boundaries.measured(wider) - boundaries.measured(base)).scaled(KT_TO_T, "t CO2e")
    return found


def _check(official: Answer, year: int, lines: Sequence[Line]) -> Check:
    """Return scope 1 against the official total, with the difference by official sector."""
    frame = official.frame[official.frame["period"] == year]
    of_sector = {str(sector): KT_TO_T * float(group["value"].iloc[0]) for sector, group in frame.groupby("sector")}
    total = official.measured(frame[frame["sector"] == "total"].head(1)).scaled(KT_TO_T, "t CO2e")
    ours = {row: 0.0 if tonnes is None else tonnes for row, tonnes in ((one.row.gpc_ref, one.tonnes) for one in lines)}
    scope_1 = sum(ours[one.row.gpc_ref] for one in lines if one.row.scope == 1)
    account = {"electricity": ours[GENERATION] + ours["I.4.1"],
               "transport": sum(ours[f"II.{part}.1"] for part in range(1, 6)),
               "waste": sum(ours[f"III.{part}.1"] for part in range(1, 5))}
    parts = {sector: amount - of_sector[sector] for sector, amount in account.items()}
    # What is left is the other sectors and what rounding leaves between the official total and its sectors.
    parts["other"] = scope_1 - total.value - sum(parts.values())
    return Check(scope_1, total, parts)


def _sum(amounts: Iterable[Measured | None]) -> Measured:
    found = [one for one in amounts if one is not None]
    total = found[0]
    for one in found[1:]:
        total = total + one
    return total.as_kind(Kind.DERIVED)
