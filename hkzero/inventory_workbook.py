"""A year's city inventory to take away: rows as CSV or plain values, and a workbook in the layout of the GPC.

Amounts are in t CO2e; a notation key stands where there is no figure, never a zero. The same input gives the same
bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hkzero import __version__
from hkzero.measure import Source
from hkzero.model.city_inventory import GENERATION, ROWS, SCOPES, SECTORS, TOTALS, Inventory, Line, Row
from hkzero.text import LANGUAGES, label, percent, period, quantity, t
from hkzero.text import city_inventory as words
from hkzero.workbook import OPTIONS, SOURCE_FIELDS, defuse, write

SHEETS = ("table", "details", "sources", "notes")
NOTES = ("protocol", "boundary", "territorial", "basic", "basic_plus", "keys", "grades", "gases", "gwp")
NO_SUCH_ROW = "–"
DIGITS = 3
PERCENT, T_PER_MT = 100.0, 1e6
REF_WIDTH, NAME_WIDTH, AMOUNT_WIDTH, NOTE_WIDTH = 9, 52, 16, 110


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the table by sector and scope: reference number, name, and a cell a scope.

    A cell is t CO2e, a notation key, or a dash where the GPC has no such row. Only the three totals have a sum over
    scopes: of other lines it could hold the stations' gas twice. `level` is row, sector or total.
    """

    gpc_ref: str
    name: str
    cells: tuple[float | str | None, ...]
    level: str = "row"
    total: float | None = None


def layout(table: Inventory, lang: str) -> tuple[Shown, ...]:
    """Return the table by sector and scope, sectors with their sums and the three totals at the end.

    Rows that are in the territorial total only (generation for the grid, waste from elsewhere) have lines of their own.
    """
    shown = []
    for number in SECTORS:
        own = [row for row in ROWS if row.sector == number]
        for part in dict.fromkeys(row.sub_sector for row in own):
            usual = {row.scope: row for row in own if row.sub_sector == part and not _is_apart(row)}
            shown.append(Shown(part, words.sub_sector(part, lang), tuple(
                _cell(table, usual.get(scope)) for scope in SCOPES)))
            shown += [Shown(row.gpc_ref, words.title(row.gpc_ref, lang), (_cell(table, row), NO_SUCH_ROW, NO_SUCH_ROW))
                      for row in own if row.sub_sector == part and _is_apart(row)]
        sums = tuple(table.part(scope=scope, sector=number) for scope in SCOPES)
        name = t("data_inventory.table.sector_total", lang, sector=words.sector(number, lang))
        shown.append(Shown(number, name, sums, "sector"))
    shown += [Shown("", t(f"data_inventory.total.{name}", lang), tuple(
        table.part(name, scope) for scope in SCOPES), "total", table.total(name).value) for name in TOTALS]
    return tuple(shown)


def _is_apart(row: Row) -> bool:
    return row.gpc_ref == GENERATION or (row.sector == "III" and row.gpc_ref.endswith(".3"))


def _cell(table: Inventory, row: Row | None) -> float | str:
    if row is None:
        return NO_SUCH_ROW
    line = table.line(row.gpc_ref)
    return line.key.key if line.tonnes is None else line.tonnes


def how(line: Line, lang: str) -> str:
    """Return how the figure of a line was worked out, or its key in words with the reason."""
    if line.key:
        return words.reason(line.key.key, line.key.reason, line.key.where, lang)
    return words.method(line.method, line.split_as_in, lang)


def records(table: Inventory, lang: str) -> list[dict[str, Any]]:
    """Return a record a row for machines: codes, titles in every language, t CO2e, grades, sources; note in `lang`."""
    return [_record(table.year, line, lang) for line in table.lines]


def _record(year: int, line: Line, lang: str) -> dict[str, Any]:
    row, amount, key = line.row, line.amount, line.key
    return {
        "year": year, "gpc_ref": row.gpc_ref, "sector": row.sector, "sub_sector": row.sub_sector, "scope": row.scope,
        **{f"title_{one}": words.title(row.gpc_ref, one) for one in LANGUAGES},
        "tonnes_co2e": None if amount is None else round(line.tonnes, DIGITS), "notation_key": key.key if key else None,
        "included_in": ";".join(key.where) if key and key.where else None, "kind": str(amount.kind) if amount else None,
        "activity_data_quality": line.activity_grade or None, "emission_factor_quality": line.factor_grade or None,
        **{f"in_{name}": name in row.totals for name in TOTALS}, "note": how(line, lang),
        "source_id": ";".join(amount.sources) if amount else None,
    }


def totals(table: Inventory) -> dict[str, Any]:
    """Return the totals, the memo items and the check against the official inventory, t CO2e, ready for JSON."""
    check = table.check
    return {
        **{f"{name}_t": round(table.total(name).value, DIGITS) for name in TOTALS},
        "by_scope_t": {name: {f"scope_{scope}": _rounded(table.part(name, scope)) for scope in SCOPES}
                       for name in TOTALS},
        "official_total_t": round(check.official.value, DIGITS), "scope_1_t": round(check.scope_1, DIGITS),
        "difference_t": round(check.difference, DIGITS),
        "difference_by_sector_t": {name: round(value, DIGITS) for name, value in check.parts.items()},
        "memo_t": {name: _rounded(one.value) for name, one in table.memo.items()},
    }


def as_csv(table: Inventory, lang: str) -> bytes:
    """Return a line a row as UTF-8 CSV; an empty amount has a notation key."""
    found = [{name: defuse(value) for name, value in one.items()} for one in records(table, lang)]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    # The byte order mark is what makes Excel read Chinese.
    return out.getvalue().encode("utf-8-sig")


def sentences(table: Inventory, lang: str) -> dict[str, str]:
    """Return what the table comes to, in words: finding, wider totals, check with its reason, memo, count of keys."""
    def say(name: str, **values: Any) -> str:
        return t(f"data_inventory.{name}", lang, **values)

    def mt(tonnes: float, digits: int = 1, *, signed: bool = False) -> str:
        return quantity(tonnes / T_PER_MT, "Mt CO2e", lang, digits, signed=signed)

    basic, check = table.total("basic").value, table.check
    direct, power = (table.part("basic", scope) or 0.0 for scope in (1, 2))
    aviation = table.line("II.4.3").tonnes
    wider = "wider_without" if aviation is None else "wider"
    counts = {name: len(table.keyed(key)) for name, key in (
        ("elsewhere", "IE"), ("not_estimated", "NE"), ("not_occurring", "NO"))}
    said = {
        "finding": say("finding", year=table.year, total=mt(basic),
                       direct_share=percent(PERCENT * direct / basic, lang, 0),
                       power_share=percent(PERCENT * power / basic, lang, 0)),
        "wider": say(wider, plus=mt(table.total("basic_plus").value), aviation=mt(aviation or 0.0),
                     territorial=mt(table.total("territorial").value)),
        "check": say("check", ours=mt(check.scope_1), year=table.year, official=mt(check.official.value),
                     difference=mt(check.difference, 2, signed=True),
                     share=percent(PERCENT * check.difference / check.official.value, lang, 1, signed=True),
                     **{name: mt(value, 2, signed=True) for name, value in check.parts.items()}),
        "check_why": say("check_why"),
        "keys": say("keys_count", figures=sum(one.amount is not None for one in table.lines), **counts),
    }
    if len(table.memo) > 1:
        said["memo"] = say("memo", life_cycle=mt(table.memo["consumption_life_cycle"].value, 2),
                           grid=mt(table.memo["consumption_grid_average"].value, 2))
    return said


def workbook(table: Inventory, sources: Sequence[Source], lang: str, today: date, content: str = "") -> bytes:
    """Return the inventory as a workbook in a language: table, details, publications, notes.

    `sources` are the publications of `table.sources`; `content` names the data. ValueError for an unknown language.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        heading = t("data_inventory.workbook.heading", lang, year=table.year)
        # Otherwise the time of writing stands in the file.
        book.set_properties({"title": heading, "created": datetime(today.year, today.month, today.day)})
        forms = {"bold": book.add_format({"bold": True}),
                 "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
                 "row": book.add_format({"num_format": "#,##0", "align": "right"}),
                 "sum": book.add_format({"num_format": "#,##0", "align": "right", "bold": True, "top": 1})}
        sheets = {name: book.add_worksheet(t(f"data_inventory.workbook.{name}", lang)) for name in SHEETS}
        _write_table(sheets["table"], table, heading, lang, forms)
        write(sheets["details"], *_details(table, lang), forms["bold"])
        write(sheets["sources"], SOURCE_FIELDS, ([getattr(one, field) for field in SOURCE_FIELDS] for one in sources),
              forms["bold"])
        _write_notes(sheets["notes"], _notes(table, lang, today, content), forms)
    return out.getvalue()


def _heads(lang: str, *names: str) -> list[str]:
    return [t(f"data_inventory.column.{name}", lang) for name in names]


def _write_table(sheet: Any, table: Inventory, heading: str, lang: str, forms: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, heading, forms["bold"])
    sheet.write_row(2, 0, _heads(lang, "gpc_ref", "name", "scope_1", "scope_2", "scope_3", "total"),
                    forms["bold"])
    sheet.freeze_panes(3, 2)
    sheet.set_column(0, 0, REF_WIDTH)
    sheet.set_column(1, 1, NAME_WIDTH)
    sheet.set_column(2, 2 + len(SCOPES), AMOUNT_WIDTH)
    for line, shown in enumerate(layout(table, lang), start=3):
        form = forms["row" if shown.level == "row" else "sum"]
        for column, text in enumerate((shown.gpc_ref, shown.name)):
            sheet.write_string(line, column, text, None if shown.level == "row" else forms["bold"])
        for column, cell in enumerate((*shown.cells, shown.total), start=2):
            if cell is None:
                sheet.write_blank(line, column, None, form)
            elif isinstance(cell, str):
                sheet.write_string(line, column, cell, form)
            else:
                sheet.write_number(line, column, round(cell, DIGITS), form)


def _details(table: Inventory, lang: str) -> tuple[list[str], list[list[Any]]]:
    heads = _heads(lang, "gpc_ref", "sector", "title", "scope", "tonnes", "key", "where", "kind", "activity", "factor",
                   *TOTALS, "how", "sources")
    rows = []
    for one in table.lines:
        row, amount = one.row, one.amount
        key = [one.key.key, ", ".join(one.key.where)] if one.key else [None, None]
        rows.append([row.gpc_ref, words.sector(row.sector, lang), words.title(row.gpc_ref, lang), row.scope,
                     _rounded(one.tonnes), *key, label("kind", amount.kind, lang) if amount else None,
                     one.activity_grade or None, one.factor_grade or None,
                     *(t(f"data_inventory.yes_no.{'yes' if name in row.totals else 'no'}", lang) for name in TOTALS),
                     how(one, lang), "; ".join(amount.sources) if amount else None])
    return heads, rows


def _notes(table: Inventory, lang: str, today: date, content: str) -> list[tuple[str, str]]:
    said = sentences(table, lang)
    named = [("finding", said["finding"]), ("finding", said["wider"]), ("check", said["check"]),
             ("check", said["check_why"]), ("memo", said.get("memo", "")), ("notes", said["keys"]),
             *(("method", t(f"data_inventory.note.{name}", lang)) for name in NOTES),
             ("origin", t("data_inventory.workbook.made", lang, version=__version__, content=content[:8],
                          date=period(today.isoformat(), lang)))]
    return [(t(f"data_inventory.workbook.{name}", lang), text) for name, text in named if text]


def _write_notes(sheet: Any, pairs: Sequence[tuple[str, str]], forms: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, AMOUNT_WIDTH)
    sheet.set_column(1, 1, NOTE_WIDTH)
    for line, (name, text) in enumerate(pairs):
        sheet.write_string(line, 0, name, forms["bold"])
        sheet.write_string(line, 1, str(defuse(text)), forms["wrap"])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS) + 0.0
