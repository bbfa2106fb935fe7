"""A scenario as a workbook for people who go on calculating: settings, results by year, cost, sources, notes.

Numbers are those of the run, unrounded but for the dust of binary fractions; codes are those of the command line, and
headings in the reader's language. Text that a spreadsheet would run as a formula is defused. The same input gives the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from hkzero import __version__
from hkzero.brief_words import Words, level_name, one_of
from hkzero.measure import Source
from hkzero.model import engine, scenario_run
from hkzero.model.levers import Lever
from hkzero.model.scenario_run import Result
from hkzero.text import percent, unit_label

FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
SOURCE_FIELDS = ("source_id", "publisher", "title", "published", "accessed", "licence", "url", "archive_url", "note")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
           "nan_inf_to_errors": True}
MILLION = "HK$ million"
DIGITS = 6
COLUMN_WIDTH, WIDE, NAMES_WIDTH = 18, 100, 34


def defuse(cell: Any) -> Any:
    """Return the cell, with a text that a spreadsheet would take for a formula turned into plain text."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_START):
        return "'" + cell
    return cell


def write(worksheet: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]], bold: Any) -> None:
    """Write a heading and rows to a worksheet: numbers as numbers, everything else as text; None is an empty cell."""
    worksheet.write_row(0, 0, [str(defuse(column)) for column in columns], bold)
    worksheet.freeze_panes(1, 0)
    worksheet.set_column(0, max(len(columns) - 1, 0), COLUMN_WIDTH)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, bool | int | float):
                worksheet.write(line, column, cell)
            elif cell is not None:
                worksheet.write_string(line, column, str(defuse(str(cell))))


def scenario(found: Result, sources: Sequence[Source], lang: str, today: date, address: str = "") -> bytes:
    """Return a result as a workbook in a language, with the day it was made and, if given, the page's address.

    `sources` are the publications of `found.every_source`. ValueError for an unknown language.
    """
    import xlsxwriter

    words = Words(found, lang)
    sheets = {"settings": _settings(words), "results": _results(words), "sectors": _sectors(words),
              "cost": _cost(words), "targets": _targets(words),
              "sources": (list(SOURCE_FIELDS), [[getattr(one, field) for field in SOURCE_FIELDS] for one in sources])}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        # Otherwise the time of writing stands in the file.
        book.set_properties({"title": words.title, "created": datetime(today.year, today.month, today.day)})
        bold = book.add_format({"bold": True})
        for name, (columns, rows) in sheets.items():
            write(book.add_worksheet(words.say(f"workbook.{name}")), columns, rows, bold)
        _notes(book.add_worksheet(words.say("workbook.notes")), _told(words, today, address), bold,
               book.add_format({"text_wrap": True, "valign": "top"}))
    return out.getvalue()


def _heads(words: Words, *names: str) -> list[str]:
    return [words.say(f"workbook.{name}") for name in names]


def _settings(words: Words) -> tuple[list[str], list[list[Any]]]:
    """Return every lever: its setting, that of the base, and today's level."""
    found = words.found
    changed = {one.lever_id: one for one in found.differences}
    base = scenario_run.base_settings(found.ground, found.case)
    heads = [*_heads(words, "lever_id", "lever", "group", "unit", "value", "level", "start_year", "end_year", "shape"),
             words.say("workbook.base_value", base=words.base), *_heads(words, "today", "differs")]
    rows = []
    for lever in found.ground.levers:
        own, other = found.case.settings.get(lever.lever_id), base.get(lever.lever_id)
        years = [None, None, None] if own is None or lever.is_date else \
            [own.start_year, own.end_year, words.say(f"shape.{own.shape}")]
        value = lever.frozen if own is None else own.value
        rows.append([lever.lever_id, one_of(lever.title, words.lang), words.say(f"group.{lever.group}"),
                     unit_label(lever.unit, words.lang), value, _level(words, lever, value), *years,
                     lever.frozen if other is None else other.value, lever.frozen,
                     words.say(f"workbook.{'yes' if lever.lever_id in changed else 'no'}")])
    return heads, rows


def _level(words: Words, lever: Lever, value: float) -> str:
    name = level_name(lever, value)
    return words.say(f"level.{name}") if name else ""


def _results(words: Words) -> tuple[list[str], list[list[Any]]]:
    names = ("year", "variable", "unit", "low", "central", "median", "high")
    rows = [[row["period"], row["variable"], unit_label(row["unit"], words.lang), row["low"], row["central"],
             row["median"], row["high"]] for row in scenario_run.rows(words.found)]
    return _heads(words, *names), rows


def _sectors(words: Words) -> tuple[list[str], list[list[Any]]]:
    """Return a row a year: the inventory, every sector, their sum and its range, in kt CO2e."""
    found = words.found
    history, band = dict(found.ground.history), found.band_kt
    named = [words.say("workbook.history"), *(words.sector(name) for name in engine.SECTORS),
             *_heads(words, "total", "low", "high")]
    unit = unit_label("kt CO2e", words.lang)
    heads = [words.say("workbook.year"), *(words.say("settings.at_level", value=name, level=unit) for name in named)]
    width = len(engine.SECTORS) + 3
    rows: list[list[Any]] = [[year, value, *[None] * width] for year, value in found.ground.history
                             if year < found.years[0]]
    for at, year in enumerate(found.years):
        spread = [None, None] if band is None else [_rounded(band[0, at]), _rounded(band[2, at])]
        rows.append([year, history.get(year), *map(_rounded, found.central.emissions_kt[0, :, at]),
                     _rounded(found.total_kt[at]), *spread])
    return heads, rows


def _cost(words: Words) -> tuple[list[str], list[list[Any]]]:
    above = [words.say("cost.above"), words.say("cost.above_discounted")]
    heads = [words.say("cost.component"), words.say("workbook.unit"), words.say("cost.total"),
             words.say("cost.discounted"), *above, *_heads(words, "low_above", "high_above")]
    unit = unit_label(MILLION, words.lang)
    return heads, [[words.say(f"cost.{one.component}"), unit, *map(_rounded, (
        one.total, one.discounted, one.above_today, one.above_today_discounted, one.low, one.high))]
        for one in words.found.costs]


def _targets(words: Words) -> tuple[list[str], list[list[Any]]]:
    heads = [words.say("targets.target"), *_heads(words, "year", "unit"), words.say("targets.aim"),
             *_heads(words, "low", "central", "high", "chance", "chance_low", "chance_high", "chance_far")]
    rows = []
    for one in words.found.standings:
        chance = [None] * 3 if one.chance is None else [one.chance.share, one.chance.low, one.chance.high]
        rows.append([one_of(one.target.title, words.lang), one.target.year, unit_label(one.target.unit, words.lang),
                     words.aim(one), _rounded(one.low), _rounded(one.value), _rounded(one.high), *chance,
                     None if one.chance_of_far is None else one.chance_of_far.share])
    return heads, rows


def _told(words: Words, today: date, address: str) -> list[tuple[str, str]]:
    """Return what must travel with the numbers, as pairs of name and text."""
    found = words.found
    named = [("title", words.title), ("name", found.case.name), ("note", words.finding()),
             ("note", words.definition()), ("note", words.say("finding.definition")), ("rule", words.imports()),
             ("draws", str(found.draws)), ("seed", str(found.seed) if found.draws else ""),
             ("rate", percent(100 * found.ground.discount_rate, words.lang)), ("note", words.cost_note()),
             ("note", words.say("targets.note")), ("note", words.check_note())]
    named += [("warning", line) for line in words.warnings({})]
    named += [("note", line) for line in (
        words.say("made.engine", version=__version__, engine=engine.ENGINE_VERSION),
        words.say("made.date", date=words.day(today)), words.say("made.content", content=found.ground.content),
        words.say("made.link", code=found.link),
        words.say("made.address", address=address) if address else "", words.say("made.licence"))]
    return [(words.say(f"workbook.{name}"), text) for name, text in named if text]


def _notes(worksheet: Any, pairs: Iterable[tuple[str, str]], bold: Any, wrap: Any) -> None:
    worksheet.set_column(0, 0, NAMES_WIDTH)
    worksheet.set_column(1, 1, WIDE)
    for line, (name, text) in enumerate(pairs):
        worksheet.write_string(line, 0, name, bold)
        worksheet.write_string(line, 1, str(defuse(text)), wrap)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS) + 0.0
