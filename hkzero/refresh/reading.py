"""Reading an official file strictly: what differs from the format that is known is refused, never guessed at."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hkzero.refresh.faults import Refused

NOTHING_PUBLISHED = frozenset({"", "-", "–", "NA", "N.A.", "n.a.", "..", "N/A"})
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
SHOWN = 120
LAST_MONTH = 12


def text_of(body: bytes, *, ends_with_newline: bool) -> str:
    """Return a file as text. Refused for a web page, another encoding, binary data, or a file that is cut off."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"<"):
        raise Refused("html", f"a web page came instead of the file: it begins with {start[:40]!r}")
    if start.startswith(b"pk\x03\x04") or b"\x00" in body[:4096]:
        raise Refused("encoding", "the file is not text: it is packed, in UTF-16 or binary; expected UTF-8")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("encoding", f"byte {error.start} is 0x{body[error.start]:02x}, expected UTF-8 text") from error
    if not text.strip():
        raise Refused("truncated", "the file is empty")
    if ends_with_newline and not text.endswith("\n"):
        raise Refused("truncated", f"the file ends inside a line: …{text[-30:]!r}")
    return text


def records(text: str) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV text with the line each ends on, cells stripped. Refused where it is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found = []
    try:
        for record in reader:
            found.append((reader.line_num, [cell.strip() for cell in record]))
    except csv.Error as error:
        raise Refused("truncated", f"line {reader.line_num}: no CSV ({error})") from error
    return found


def same_header(found: Sequence[str], expected: Sequence[str]) -> None:
    """Raise Refused unless a header is exactly the known one."""
    if list(found) != list(expected):
        gone, come = [name for name in expected if name not in found], [name for name in found if name not in expected]
        raise Refused("columns", f"the columns changed: missing {gone}, new {come}" if gone or come
                      else f"the columns are in another order: {', '.join(found)[:SHOWN]}")


def has_columns(found: Sequence[str], needed: Iterable[str]) -> dict[str, int]:
    """Return the place of each needed column. Refused where one is missing or there twice."""
    gone = [name for name in needed if found.count(name) != 1]
    if gone:
        raise Refused("columns", f"missing or repeated columns: {gone}; found {', '.join(found)[:SHOWN]}")
    return {name: found.index(name) for name in needed}


def same_width(rows: Iterable[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the records. Refused at one that has more or fewer cells than the header."""
    for line, cells in rows:
        if len(cells) != width:
            raise Refused("truncated", f"line {line}: {len(cells)} cells, expected {width}")
        yield line, cells


def number(cell: str, line: int) -> str | None:
    """Return a figure as it is written, without thousands separators; None where nothing is published."""
    plain = cell.replace(",", "")
    if plain in NOTHING_PUBLISHED:
        return None
    if not NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
        raise Refused("content", f"line {line}: {cell!r} is no number")
    return plain


def year(cell: str, line: int) -> str:
    """Return a year of four digits. Refused for anything else."""
    if not re.fullmatch(r"(19|20)\d\d", cell):
        raise Refused("content", f"line {line}: {cell!r} is no year")
    return cell


def month(cell: str, line: int) -> str:
    """Return `2025-03` for `202503`. Refused for what is no month."""
    if not re.fullmatch(r"(19|20)\d{4}", cell) or not 1 <= int(cell[4:]) <= LAST_MONTH:
        raise Refused("content", f"line {line}: {cell!r} is no month like 202503")
    return f"{cell[:4]}-{cell[4:]}"


def adds_up(parts: Iterable[str | None], total: str | None, within: float, where: str) -> None:
    """Raise Refused when parts that are all published do not add up to their total within rounding."""
    listed = list(parts)
    if total is None or any(part is None for part in listed):
        return
    difference = abs(sum(float(part) for part in listed if part is not None) - float(total))
    if difference > within:
        raise Refused("content", f"{where}: the parts differ from the total {total} by {difference:g}, "
                                 f"expected at most {within:g}")


def json_of(body: bytes) -> Any:
    """Return the content of a JSON file. Refused when it is none."""
    text = text_of(body, ends_with_newline=False)
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused("truncated", f"no JSON: {error}") from error


# A sheet as lines of cells: text without spaces around it, whole numbers without a decimal point.
Sheet = list[list[str]]
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheets_of(body: bytes) -> dict[str, Sheet]:
    """Return the sheets of an old Excel workbook (.xls) by name. Refused for another kind of file, or a damaged one.

    Such a file is not packed, so it cannot grow when it is read beyond the 65 536 lines of 256 cells of its kind.
    """
    import xlrd  # only a refresh of two tables needs it

    if not body.strip():
        raise Refused("truncated", "the file is empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Refused("html", f"a web page came instead of the file: it begins with {body.lstrip()[:40]!r}")
    if not body.startswith(OLD_EXCEL):
        raise Refused("encoding", f"the file begins with {body[:8]!r}, expected an old Excel workbook (.xls)")
    try:
        book = xlrd.open_workbook(file_contents=body, logfile=io.StringIO())
        return {sheet.name: [[_cell(cell) for cell in sheet.row(line)] for line in range(sheet.nrows)]
                for sheet in book.sheets()}
    except MemoryError:
        raise
    except Exception as error:  # what a damaged workbook raises in its reader is not one kind
        raise Refused("truncated", f"no whole Excel workbook ({type(error).__name__}: {error})") from error


def _cell(cell: Any) -> str:
    if isinstance(cell.value, float):
        return f"{cell.value:.0f}" if cell.value.is_integer() else repr(cell.value)
    # Of an error (#N/A, #REF!) the reader gives the code only: it must not pass for a figure.
    is_text = cell.ctype in (0, 1, 6)
    return str(cell.value).strip() if is_text else f"#{cell.value}"
