"""The columns and rows of a user's table: which column is what, in which unit, and what is wrong with each cell.

Shared by every kind of own data; a kind is a `Schema`. A column is recognised by its heading in English or Chinese;
what is suggested can be overruled. A unit is read from the heading, as in `electricity (MWh)`, or told; it is never
guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from hkzero.own_data.table_file import NotUsable, Problem, Table

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+")
# In a file separated by semicolons: a thousand and more, or one and a fraction as written where the comma is decimal.
TWOFOLD = re.compile(r"[+-]?\d{1,3},\d{3}")
# No more names than this are told to a reader whose own is near none of them.
MOST_NAMES = 12
MISSING = {"", "-", "–", "na", "n/a", "nil", "不適用", "不适用"}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the file that a field is read from, and the unit of its numbers ("" where none is needed)."""

    heading: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a kind of table holds: its fields, those it cannot do without, and the headings they go by.

    `units` gives for a field each unit and what one of it is in the field's unit of account; `unit_words` the ways in
    which a heading may write a unit; `whole` the fields whose numbers have no fraction.
    """

    fields: tuple[str, ...]
    needed: tuple[str, ...]
    units: Mapping[str, Mapping[str, float]]
    unit_words: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    whole: tuple[str, ...] = field(default=("year",))


def suggest(schema: Schema, headings: Collection[str]) -> dict[str, Column]:
    """Return for each field the heading that looks like it, with the unit in it; a field may be left out."""
    found: dict[str, Column] = {}
    plain = {heading: split(schema, heading) for heading in headings}
    for name in schema.fields:
        for heading, (words, unit) in plain.items():
            taken = heading in {one.heading for one in found.values()}
            if not taken and words in schema.synonyms[name]:
                found[name] = Column(heading, unit if unit in schema.units.get(name, {}) else "")
                break
    return found


def split(schema: Schema, heading: str) -> tuple[str, str]:
    """Return the words of a heading and the unit in it: `Electricity (MWh)`, `electricity_mwh`, `面積（平方米）`."""
    text = re.sub(r"[_\s]+", " ", heading.strip().lower())
    if match := re.fullmatch(r"(.+?)\s*[(（\[]\s*(.+?)\s*[)）\]]", text):
        return match[1].strip(), schema.unit_words.get(match[2].replace(" ", ""), "")
    words, _, last = text.rpartition(" ")
    if words and last in schema.unit_words:
        return words, schema.unit_words[last]
    return text, ""


def columns(schema: Schema, table: Table, chosen: Mapping[str, str] | None = None,
            units: Mapping[str, str] | None = None) -> dict[str, Column]:
    """Return the column of each field: what was chosen, else what is suggested, with units told or read.

    NotUsable names every field that has no column or no unit, and every choice that makes no sense.
    """
    chosen, units = dict(chosen or {}), dict(units or {})
    problems = [Problem("unknown_field", value=name, allowed=schema.fields) for name in [*chosen, *units]
                if name not in schema.fields]
    problems += [Problem("no_such_heading", column=name, value=heading, allowed=table.headings)
                 for name, heading in chosen.items() if name in schema.fields and heading not in table.headings]
    left = [heading for heading in table.headings if heading not in chosen.values()]
    found = {name: one for name, one in suggest(schema, left).items() if name not in chosen}
    found |= {name: Column(heading, split(schema, heading)[1]) for name, heading in chosen.items()
              if name in schema.fields}
    found |= {name: Column(one.heading, units.get(name, one.unit)) for name, one in found.items()
              if name in schema.units}
    problems += lacking(schema, found, table.headings)
    if problems:
        raise NotUsable(problems)
    return found


def lacking(schema: Schema, found: Mapping[str, Column], headings: Collection[str]) -> list[Problem]:
    """Return a fault for every field that needs a column or a unit and has none that will do."""
    problems = [Problem("no_column", column=name, allowed=tuple(headings)) for name in schema.needed
                if name not in found]
    for name in schema.units:
        if name in found and (unit := found[name].unit) not in schema.units[name]:
            code = "unknown_unit" if unit else "no_unit"
            problems.append(Problem(code, column=found[name].heading, value=unit, allowed=tuple(schema.units[name])))
    return problems


def by_name(named: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the code of every name, and of the codes themselves, in small letters."""
    return {name.strip().casefold(): code for code, names in named.items() for name in (code, *names) if name}


def limit(value: float) -> str:
    """Return a limit as it is written out: 1,000,000 rather than 1e+06; years without a comma."""
    return f"{value:g}" if abs(value) < 10_000 else f"{value:,.0f}"


class Row:
    """The cells of a line by field; what is wrong with them is added to `problems`."""

    def __init__(self, schema: Schema, line: int, cells: Mapping[str, str], read_from: Mapping[str, Column],
                 problems: list[Problem], separator: str = ",") -> None:
        self.separator = separator
        self.schema, self.line, self.cells = schema, line, cells
        self.read_from, self.problems = read_from, problems

    def fault(self, code: str, field: str, allowed: tuple[str, ...] = ()) -> None:
        """Add a fault of a field's cell."""
        column = self.read_from[field].heading if field in self.read_from else field
        self.problems.append(Problem(code, self.line, column, self.cells.get(field, ""), allowed))

    def text(self, field: str) -> str:
        """Return the text of a field that must not be blank."""
        if not self.cells[field]:
            self.fault("blank", field)
        return self.cells[field]

    def one_of(self, field: str, known: Mapping[str, str], *, needed: bool = True) -> str | None:
        """Return the code of a name; `known` is as of `by_name`."""
        cell = self.cells.get(field, "").strip().casefold()
        if cell in MISSING:
            if needed:
                self.fault("blank", field)
            return None
        if cell not in known:
            near = tuple(get_close_matches(cell, known, n=3, cutoff=0.5))
            codes = tuple(dict.fromkeys(known.values()))
            self.fault("unknown_name", field, near or (codes if len(codes) <= MOST_NAMES else ()))
        return known.get(cell)

    def amount(self, field: str, low: float, high: float, *, needed: bool = False) -> float | None:
        """Return a number in the field's unit of account; limits are in that unit."""
        cell = self.cells.get(field, "")
        if cell.casefold() in MISSING:
            if needed:
                self.fault("blank", field)
            return None
        if not NUMBER.fullmatch(cell):
            self.fault("no_number", field)
            return None
        if self.separator == ";" and TWOFOLD.fullmatch(cell):
            self.fault("twofold", field)
            return None
        unit = self.read_from[field].unit
        scale = self.schema.units[field][unit] if unit else 1.0
        value = float(cell.replace(",", "")) * scale
        if not (math.isfinite(value) and low <= value <= high):
            self.fault("out_of_range", field, (limit(low / scale), limit(high / scale), unit))
            return None
        if field in self.schema.whole and value != int(value):
            self.fault("not_whole", field)
            return None
        return value
