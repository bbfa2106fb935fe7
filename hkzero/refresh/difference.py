"""What an official file says otherwise than the facts: figures that are new, changed, or vanished from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hkzero.refresh.faults import Refused
from hkzero.refresh.parsers_energy import Row
from hkzero.refresh.sets import OfficialSet

# A file that lost more than this share of the figures it should hold was cut off, or is another file.
MOST_VANISHED = 0.2
NOT_KEY = frozenset({"vintage", "source_id"})


@dataclass(frozen=True, slots=True)
class Change:
    """One figure. `old` is None where it is new, `new` where it is gone.

    `key` are its series, dimensions and period.
    """

    key: tuple[tuple[str, str], ...]
    old: str | None
    new: str | None
    unit: str

    @property
    def series_id(self) -> str:
        """The series of the figure."""
        return dict(self.key)["series_id"]

    @property
    def period(self) -> str:
        """The period of the figure."""
        return dict(self.key)["period"]

    def __str__(self) -> str:
        where = " ".join(value for name, value in self.key if name != "period" and value != "all")
        figures = self.new if self.old is None else self.old if self.new is None else f"{self.old} → {self.new}"
        return f"{where} {self.period}: {figures} {self.unit}"


@dataclass(frozen=True, slots=True)
class Difference:
    """New, changed and vanished figures of a set, how many are the same, and how many stand from elsewhere."""

    new: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    vanished: tuple[Change, ...] = ()
    same: int = 0
    kept: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the file holds nothing that the facts do not say already."""
        return not self.new and not self.changed


def compare(one: OfficialSet, key: Sequence[str], standing: Iterable[Row], fresh: Sequence[Row]) -> Difference:
    """Return what the rows of a file say otherwise than all the standing rows of its table.

    `key` is the primary key of the table. Standing figures from before the first period of the file are outside it and
    have not vanished. Refused when a figure is there twice, when an older issue would replace a newer one, or when more
    than MOST_VANISHED of the figures are gone.
    """
    columns = tuple(name for name in key if name not in NOT_KEY)
    rows, vintage = list(standing), fresh[0]["vintage"]
    owned = _by_key(columns, _owned(one, rows, vintage))
    come = _by_key(columns, fresh)
    if len(come) != len(fresh):
        raise Refused("content", f"{len(fresh) - len(come)} figures are in the file twice")
    newest = max((row["vintage"] for row in owned.values()), default=vintage)
    if vintage < newest:
        raise Refused("older", f"the file is of {vintage}, the facts hold the issue of {newest}")
    elsewhere = _by_key(columns, (row for row in rows if not one.owns(row))) if one.fills_only else {}
    gaps = {at: row for at, row in come.items() if at in owned or at not in elsewhere}
    first = min(row["period"] for row in fresh)
    vanished = [_change(columns, row, row["value"], None) for at, row in owned.items()
                if at not in come and row["period"] >= first]
    inside = sum(row["period"] >= first for row in owned.values())
    if len(vanished) > MOST_VANISHED * max(inside, 1):
        raise Refused("vanished", f"{len(vanished)} of {inside} figures are gone, at most "
                                  f"{MOST_VANISHED:.0%} may be; is the file whole?")
    changed = [_change(columns, row, owned[at]["value"], row["value"]) for at, row in gaps.items()
               if at in owned and not _same(owned[at]["value"], row["value"])]
    new = [_change(columns, row, None, row["value"]) for at, row in gaps.items() if at not in owned]
    return Difference(tuple(new), tuple(changed), tuple(vanished), len(gaps) - len(new) - len(changed),
                      len(come) - len(gaps))


def merged(one: OfficialSet, key: Sequence[str], standing: Sequence[Row], fresh: Sequence[Row]) -> list[Row]:
    """Return the table with the figures of the file in it.

    Every other row stays as it is and where it is; so do vanished figures, under their old vintage. A figure that the
    file confirms takes its vintage, a changed one its row; a new one stands after the last figure before it.
    """
    columns = tuple(name for name in key if name not in NOT_KEY)
    vintage = fresh[0]["vintage"]
    taken = {id(row) for row in _owned(one, standing, vintage)}
    elsewhere = _by_key(columns, (row for row in standing if not one.owns(row))) if one.fills_only else {}
    come = _by_key(columns, fresh)
    table: list[Row] = []
    for row in standing:
        fresh_row = come.pop(_at(columns, row), None) if id(row) in taken else None
        if fresh_row is None:
            table.append(row)
        elif _same(row["value"], fresh_row["value"]):
            table.append(row | {"vintage": fresh_row["vintage"]})
        else:
            table.append(fresh_row)
    for at, row in sorted(come.items()):
        if at not in elsewhere:
            table.insert(_place(columns, table, row), row)
    return table


def _owned(one: OfficialSet, rows: Iterable[Row], vintage: str) -> list[Row]:
    """Return the standing rows that the file speaks about: of its publication, and of its edition where they differ."""
    return [row for row in rows if one.owns(row) and (one.running or row["vintage"] == vintage)]


def _place(columns: Sequence[str], table: Sequence[Row], row: Row) -> int:
    """Return where a new row goes: after the last row of the same series and dimensions that is not later."""
    group = _at([name for name in columns if name != "period"], row)
    before = [place for place, other in enumerate(table)
              if other["period"] <= row["period"]
              and _at([name for name in columns if name != "period"], other) == group]
    return before[-1] + 1 if before else len(table)


def _by_key(columns: Sequence[str], rows: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    return {_at(columns, row): row for row in rows}


def _at(columns: Sequence[str], row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in columns)


def _change(columns: Sequence[str], row: Row, old: str | None, new: str | None) -> Change:
    return Change(tuple((name, row[name]) for name in columns), old, new, row["unit"])


def _same(old: str, new: str) -> bool:
    """Whether two figures are the same number: 24.0 is 24."""
    try:
        return Decimal(old) == Decimal(new)
    except InvalidOperation:
        return old == new
