"""The table in a stranger's CSV or XLSX file, as text cells; refused before anything large is made of it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import NamedTuple

LARGEST_BYTES = 5_000_000
LARGEST_UNPACKED = 50_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_LINES, MOST_CELLS = 20_000, 240  # of a sheet and of its rows, blank ones too
LONGEST_CELL = 200
ZIP = b"PK\x03\x04"
SEPARATOR = re.compile(r"sep=([,;\t])(?:\r\n|\r|\n)", re.IGNORECASE)


class Problem(NamedTuple):
    """One fault: a code, the row (line of the file or sheet, 0 = the whole file), the column, what was found there,
    and what may be: names to choose from, or limits."""

    code: str
    row: int = 0
    column: str = ""
    value: str = ""
    allowed: tuple[str, ...] = ()


class NotUsable(ValueError):
    """A file that cannot be used; `problems` has every fault."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{one.code} row {one.row} {one.column} {one.value}".strip() for one in problems))


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows that hold anything: (line of the file, cells as text, one a heading).

    `separator` is that of a CSV file, a comma for a workbook.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str = ","


def read(name: str, content: bytes) -> Table:
    """Return the table in a file's bytes; NotUsable with what is wrong with the file as a whole or a row's shape."""
    if len(content) > LARGEST_BYTES:
        raise NotUsable([Problem("too_large", value=f"{len(content) / 1e6:.0f} MB",
                                 allowed=(f"{LARGEST_BYTES / 1e6:.0f} MB",))])
    separator = ","
    if content[:4] == ZIP:
        lines = _xlsx(content)
    elif name.lower().endswith((".csv", ".txt")):
        separator, lines = _csv(content)
    else:
        raise NotUsable([Problem("unknown_type", value=name[-40:], allowed=("CSV", "XLSX"))])
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if len(lines) < 2:
        raise NotUsable([Problem("empty")])
    headings = tuple(lines[0][1])
    while headings and not headings[-1]:
        headings = headings[:-1]
    problems = [Problem("heading_twice", lines[0][0], value=one) for one in sorted(set(headings))
                if one and headings.count(one) > 1]
    width = len(headings)
    if width > MOST_COLUMNS or len(lines) - 1 > MOST_ROWS:
        problems.append(Problem("too_many", value=f"{len(lines) - 1} × {width}",
                                allowed=(f"{MOST_ROWS} × {MOST_COLUMNS}",)))
    rows = []
    for line, cells in lines[1:]:
        if any(cells[width:]) or len(cells) < width and name.lower().endswith((".csv", ".txt")):
            problems.append(Problem("ragged", line, value=str(len(cells)), allowed=(str(width),)))
        elif any(len(cell) > LONGEST_CELL for cell in cells):
            problems.append(Problem("long_cell", line, allowed=(str(LONGEST_CELL),)))
        else:
            rows.append((line, tuple([*cells, *[""] * width][:width])))
    if problems:
        raise NotUsable(problems)
    return Table(headings, tuple(rows), separator)


def _csv(content: bytes) -> tuple[str, list[tuple[int, list[str]]]]:
    """Return the separator and the lines; Excel's own first line `sep=;` names the first and is none of the second."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUsable([Problem("not_utf8", content.count(b"\n", 0, error.start) + 1)]) from error
    told = SEPARATOR.match(text)
    before, body = (1, text[told.end():]) if told else (0, text)
    separator = told[1] if told else max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    try:
        return separator, [(reader.line_num + before, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise NotUsable([Problem("not_csv", reader.line_num + before)]) from error


def _xlsx(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the first sheet; a workbook that unpacks to more than LARGEST_UNPACKED is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            unpacked = sum(part.file_size for part in pack.infolist())
    except zipfile.BadZipFile as error:
        raise NotUsable([Problem("not_xlsx")]) from error
    if unpacked > LARGEST_UNPACKED:
        raise NotUsable([Problem("too_large", value=f"{unpacked / 1e6:.0f} MB",
                                 allowed=(f"{LARGEST_UNPACKED / 1e6:.0f} MB",))])
    try:
        return _sheet(content)
    except NotUsable:
        raise
    except Exception as error:  # a damaged workbook fails wherever its XML happens to be read
        raise NotUsable([Problem("not_xlsx")]) from error


def _sheet(content: bytes) -> list[tuple[int, list[str]]]:
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    # A sheet says itself how large it is, and blank rows are made up to that size: it is not believed.
    sheet.reset_dimensions()
    found, worked_out = [], set()
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > MOST_LINES or len(cells) > MOST_CELLS:
            raise NotUsable([Problem("too_many", value=str(line), allowed=(f"{MOST_ROWS} × {MOST_COLUMNS}",))])
        found.append((line, ["" if cell.value is None else str(cell.value).strip() for cell in cells]))
        # A formula whose value is the empty text.
        worked_out |= {(line, place) for place, cell in enumerate(cells) if cell.data_type == "str"}
    _refuse_unknown_values(content, found, worked_out)
    return found


def _refuse_unknown_values(content: bytes, found: list[tuple[int, list[str]]], worked_out: set) -> None:
    """Raise NotUsable for formulas that were never worked out: a program wrote them, and their cells look blank."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        if not any(b"<f" in pack.read(name) for name in pack.namelist() if name.startswith("xl/worksheets/")):
            return
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    sheet.reset_dimensions()
    headings = next((cells for _, cells in found if any(cells)), [])
    problems = [Problem("formula", line, heading, str(getattr(cell.value, "text", cell.value)))
                for (line, values), cells in zip(found, sheet.iter_rows(), strict=True)
                for place, (heading, value, cell) in enumerate(zip(headings, values, cells, strict=False))
                if not value and cell.data_type == "f" and (line, place) not in worked_out]
    if problems:
        raise NotUsable(problems)
