"""The workbook of the city inventory as a spreadsheet opens it."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from hkzero import inventory_workbook as files
from hkzero.model import city_inventory as gpc
from hkzero.text import LANGUAGES, t

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def tables(store):
    """Return the tables of a year with fuel statistics and of one without."""
    answers = [store.ask(name) for name in gpc.QUESTIONS]
    return {year: gpc.inventory(*answers, year) for year in (2017, 2024)}


def opened(contents: bytes) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(contents))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2017, 2024])
def test_every_sheet_is_there_in_every_language(store, tables, year: int, lang: str) -> None:
    table = tables[year]
    sources = store.sources(table.sources)
    contents = files.workbook(table, sources, lang, TODAY, store.content)
    assert contents == files.workbook(table, sources, lang, TODAY, store.content)
    sheets = opened(contents)
    assert list(sheets) == [t(f"data_inventory.workbook.{name}", lang) for name in files.SHEETS]
    _, details, published, notes = sheets.values()
    assert [row[0] for row in details[1:]] == [row.gpc_ref for row in gpc.ROWS]
    assert {row[0] for row in published[1:]} == set(table.sources)
    assert any(t("data_inventory.note.gwp", lang) == row[1] for row in notes)


@pytest.mark.parametrize("year", [2017, 2024])
def test_the_sheet_adds_up_by_scope(store, tables, year: int) -> None:
    """The rows printed, summed by a reader: sectors, then totals; the stations are in the territorial total only."""
    sheet = next(iter(opened(files.workbook(tables[year], [], "en", TODAY)).values()))[3:]
    amount = {row[0]: [cell if isinstance(cell, int | float) else 0.0 for cell in row[2:5]] for row in sheet if row[0]}
    for number in gpc.SECTORS:
        parts = [cells for ref, cells in amount.items() if ref.startswith(f"{number}.")]
        assert [sum(column) for column in zip(*parts, strict=True)] == pytest.approx(amount[number], abs=0.1)
    totals = {row[1]: row for row in sheet if not row[0]}
    stations = amount["I.4.4"][0]
    scope_1 = sum(amount[number][0] for number in gpc.SECTORS)
    assert totals["Territorial"][5] == totals["Territorial"][2] == pytest.approx(scope_1, abs=0.1)
    assert totals["BASIC"][5] == pytest.approx(
        sum(amount[number][0] for number in ("I", "II", "III")) - stations
        + sum(amount[number][1] for number in gpc.SECTORS), abs=0.1)
    assert totals["BASIC+"][5] == pytest.approx(
        scope_1 - stations + sum(amount[number][1] + amount[number][2] for number in gpc.SECTORS), abs=0.1)


def test_keys_stand_where_there_is_no_figure(tables) -> None:
    shown = {one.gpc_ref: one for one in files.layout(tables[2024], "en")}
    assert shown["I.7"].cells == ("NO", "–", "–")
    assert shown["II.4"].cells == ("IE", "IE", "NE")
    assert shown["III.1"].cells[1:] == ("–", "NO") and shown["VI.1"].cells == ("–", "–", "NE")
