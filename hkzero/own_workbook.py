"""Own data and what was worked out of it as CSV and XLSX: a row a building, vehicles or month, sources beside them.

Text that a spreadsheet would run as a formula is defused, in the same way as in every other file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from hkzero.measure import Source
from hkzero.workbook import OPTIONS, SOURCE_FIELDS, defuse, write

NAME_AND_VALUE = ("name", "value")


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return records as CSV with a heading; None is an empty cell. ValueError without any row."""
    if not rows:
        raise ValueError("nothing to write: at least one row is needed")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([defuse(cell) for cell in row.values()] for row in rows)
    return out.getvalue()


def as_xlsx(rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any], sources: Sequence[Source]) -> bytes:
    """Return records, what they come to and the publications they rest on as a workbook of three sheets."""
    import xlsxwriter

    out = io.BytesIO()
    plain = [(name, value) for name, value in totals.items() if not isinstance(value, list | dict)]
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        write(book.add_worksheet("data"), list(rows[0]), [list(row.values()) for row in rows], bold)
        write(book.add_worksheet("totals"), NAME_AND_VALUE, plain, bold)
        write(book.add_worksheet("sources"), SOURCE_FIELDS,
              [[asdict(source)[name] for name in SOURCE_FIELDS] for source in sources], bold)
    return out.getvalue()
