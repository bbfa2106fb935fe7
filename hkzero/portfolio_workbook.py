"""A portfolio of buildings to take away: a workbook with the table of the GHG Protocol first.

Text that a spreadsheet would run as a formula is defused. An empty cell is what the file leaves open, never
zero. The same input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from hkzero import __version__
from hkzero.measure import Source
from hkzero.own_data.protocol import STATEMENTS
from hkzero.text import has, t
from hkzero.workbook import OPTIONS, SOURCE_FIELDS, defuse, write

TABLES = ("protocol", "buildings", "targets")
TEXT_WIDTH = 110
# Columns whose codes have names, and where those are.
CODES = {"kind": "labels.kind", "factor_kind": "labels.kind", "group_code": "buildings.group",
         "district": "labels.district", "source": "data_own_buildings.source", "sector": "labels.use",
         "category": "data_own_buildings.category", "base": "data_own_buildings.base"}

Rows = Sequence[Mapping[str, Any]]


def statements(lang: str) -> list[str]:
    """Return what must be said with the table: boundary, approach, what is left out, how firm it is."""
    return [t(f"data_own_buildings.statement.{name}", lang) for name in STATEMENTS]


def workbook(tables: Mapping[str, Rows], sources: Sequence[Source], lang: str, today: date, content: str = "") -> bytes:
    """Return a workbook: the tables of TABLES that are given, publications, notes.

    `content` names the data that the factors come from. ValueError for an unknown language.
    """
    import xlsxwriter

    def say(name: str, **values: Any) -> str:
        return t(f"data_own_buildings.workbook.{name}", lang, **values)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        # Otherwise the time of writing stands in the file.
        book.set_properties({"title": say("heading"), "created": datetime(today.year, today.month, today.day)})
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name in TABLES:
            if rows := tables.get(name):
                write(book.add_worksheet(say(name)), [heading(column, lang) for column in rows[0]],
                      ([_cell(column, cell, lang) for column, cell in row.items()] for row in rows), bold)
        write(book.add_worksheet(say("sources")), SOURCE_FIELDS,
              ([getattr(one, field) for field in SOURCE_FIELDS] for one in sources), bold)
        notes = book.add_worksheet(say("notes"))
        notes.set_column(0, 0, TEXT_WIDTH)
        said = [*statements(lang), t("data_own_buildings.target.note", lang),
                say("made", version=__version__, content=content[:8], date=today.isoformat())]
        for line, text in enumerate((say("heading"), *said)):
            notes.write_string(line, 0, str(defuse(text)), wrap if line else bold)
    return out.getvalue()


def heading(column: str, lang: str) -> str:
    """Return the name of a column of records in the language."""
    return t(f"data_own_buildings.column.{column}", lang)


def _cell(column: str, cell: Any, lang: str) -> Any:
    """Return a cell for people: the name of a code; several codes in one cell stay codes."""
    if isinstance(cell, bool):
        return t(f"data_own_buildings.{'yes' if cell else 'no'}", lang)
    key = f"{CODES.get(column)}.{cell}"
    return t(key, lang) if column in CODES and isinstance(cell, str) and has(key, lang) else cell
