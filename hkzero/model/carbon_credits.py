"""A baseline-and-credit account: what a project may sell each year, what is held back, and what it earns.

Each year: baseline - project = not additional + leakage + creditable. Of what is creditable, earlier shortfalls are
made good first; of the rest a share goes to the buffer and the remainder is issued. Credits are the baseline less the
actual emissions, adjusted for leakage (CDM modalities and procedures, decision 3/CMP.1, annex, paragraph 59). A year in
which the project emits more than its baseline is a shortfall: no credit is issued until it has been compensated, which
is the rule of the Climate Action Reserve for reversals. Tonnes are t CO2e.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from hkzero.model.projects import BadInput

MOST_YEARS, MOST_TONNES = 40, 1e9
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Project:
    """What is known of a project: tonnes by year without it and with it, and the shares (0 to 1) that are held back.

    `additionality` is the share of the reduction that would not have happened anyway, `leakage` the share of it that
    turns up elsewhere, `buffer` the share of creditable tonnes withheld. `credited_years` is the crediting period, and
    `release` the share of the buffer that is given back at its end. BadInput names the field.
    """

    first_year: int
    baseline_t: tuple[float, ...]
    project_t: tuple[float, ...]
    additionality: float = 1.0
    leakage: float = 0.0
    buffer: float = 0.0
    credited_years: int = 10
    release: float = 0.0

    def __post_init__(self) -> None:
        for name in ("additionality", "leakage", "buffer", "release"):
            _number(name, getattr(self, name), 0, 1)
        _number("first_year", self.first_year, FIRST_YEAR, LAST_YEAR)
        _number("credited_years", self.credited_years, 1, MOST_YEARS)
        if not 1 <= len(self.baseline_t) <= MOST_YEARS:
            raise BadInput("baseline_t", len(self.baseline_t), f"1 to {MOST_YEARS} years")
        if len(self.project_t) != len(self.baseline_t):
            raise BadInput("project_t", len(self.project_t), f"as many years as the baseline: {len(self.baseline_t)}")
        for value in self.baseline_t:
            _number("baseline_t", value, 0, MOST_TONNES)
        for value in self.project_t:
            _number("project_t", value, -MOST_TONNES, MOST_TONNES)


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the account in tonnes.

    reduction = issued + buffer + leakage + not_additional + made_good + outside - shortfall. `made_good` pays for
    earlier shortfalls, `owed` is what of them is left at the end of the year, `outside` comes after the period.
    `buffer_total` is what the buffer holds at the end; `released` and `cancelled` leave it in the last credited year.
    """

    year: int
    baseline: float
    project: float
    not_additional: float
    leakage: float
    buffer: float
    issued: float
    made_good: float
    shortfall: float
    outside: float
    owed: float
    buffer_total: float
    released: float = 0.0
    cancelled: float = 0.0

    @property
    def reduction(self) -> float:
        """Baseline less project; below zero in a year that emits more than the baseline."""
        return self.baseline - self.project

    @property
    def sold(self) -> float:
        """Tonnes that can be sold: issued and released."""
        return self.issued + self.released


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of an account."""

    reduction: float
    not_additional: float
    leakage: float
    buffer: float
    issued: float
    made_good: float
    shortfall: float
    outside: float
    released: float
    cancelled: float


def account(project: Project) -> tuple[Year, ...]:
    """Return the account year by year. No year issues less than nothing."""
    owed, held, last = 0.0, 0.0, min(project.credited_years, len(project.baseline_t)) - 1
    found = []
    for place, (baseline, emitted) in enumerate(zip(project.baseline_t, project.project_t, strict=True)):
        row = _year(project, place, baseline, emitted, owed, held)
        if place == last:
            row = _closed(row, project.release)
        owed, held = row.owed, row.buffer_total
        found.append(row)
    return tuple(found)


def _year(project: Project, place: int, baseline: float, emitted: float, owed: float, held: float) -> Year:
    reduction, year = baseline - emitted, project.first_year + place
    nothing = dict.fromkeys(("not_additional", "leakage", "buffer", "issued", "made_good", "shortfall", "outside"), 0.0)
    if place >= project.credited_years:
        return Year(year, baseline, emitted, **nothing | {"outside": reduction}, owed=owed, buffer_total=held)
    if reduction < 0:
        return Year(year, baseline, emitted, **nothing | {"shortfall": -reduction}, owed=owed - reduction,
                    buffer_total=held)
    additional = reduction * project.additionality
    leaked = additional * project.leakage
    creditable = additional - leaked
    made_good = min(creditable, owed)
    withheld = (creditable - made_good) * project.buffer
    return Year(year, baseline, emitted, reduction - additional, leaked, withheld, creditable - made_good - withheld,
                made_good, 0.0, 0.0, owed - made_good, held + withheld)


def _closed(row: Year, release: float) -> Year:
    """Return the last credited year with the buffer settled: it pays what is still owed, then it is released."""
    cancelled = min(row.owed, row.buffer_total)
    released = (row.buffer_total - cancelled) * release
    values = {part.name: getattr(row, part.name) for part in fields(row)}
    return Year(**values | {"owed": row.owed - cancelled, "buffer_total": row.buffer_total - cancelled - released,
                            "released": released, "cancelled": cancelled})


def total(rows: Sequence[Year]) -> Total:
    """Return the sums of an account."""
    return Total(**{part.name: math.fsum(getattr(row, part.name) for row in rows) for part in fields(Total)})


def revenue(rows: Sequence[Year], prices_hkd: Mapping[int, float]) -> tuple[float, ...]:
    """Return what the credits sold bring each year, HK$, at a price by year. KeyError for a year without a price."""
    return tuple(row.sold * prices_hkd[row.year] if row.sold else 0.0 for row in rows)


def read_tonnes(field: str, text: str, years: int) -> tuple[float, ...]:
    """Return tonnes by year as they are typed: one number for all years, or one a year, with blanks between.

    A comma between digits is read as a thousands separator. BadInput names what cannot be read, or a wrong count.
    """
    words = text.replace(";", " ").split()
    found = []
    for word in words:
        try:
            found.append(float(word.replace(",", "").replace("\N{MINUS SIGN}", "-")))
        except ValueError:
            raise BadInput(field, word, "a number") from None
    if len(found) == 1:
        found = found * years
    if len(found) != years:
        raise BadInput(field, len(found), f"one number, or {years}")
    return tuple(found)


def _number(field: str, value: float, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) \
            or not least <= value <= most:
        raise BadInput(field, value, f"a number from {least:g} to {most:g}")
