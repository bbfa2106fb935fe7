"""The workbook as a spreadsheet opens it: every sheet, the engine's numbers, and nothing that runs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from hkzero import workbook
from hkzero.model import engine, outcome_table, scenario_run
from hkzero.text import LANGUAGES, t

TODAY = date(2026, 11, 27)
SHEETS = ("settings", "results", "sectors", "cost", "targets", "sources", "notes")


@pytest.fixture(scope="module")
def shared(store):
    """What all runs share."""
    return scenario_run.ground({name: store.ask(name) for name in scenario_run.QUESTIONS})


@pytest.fixture(scope="module")
def pilot(shared):
    """The pilot city with a few draws."""
    return scenario_run.result(shared, scenario_run.case(shared.named["pilot_city"], shared), 50, 1)


def opened(contents: bytes) -> dict[str, list[tuple]]:
    """Return the rows of each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(contents))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture(scope="module")
def english(store, pilot) -> dict[str, list[tuple]]:
    """The rows of each sheet of the pilot city's workbook."""
    return opened(workbook.scenario(pilot, store.sources(pilot.every_source), "en", TODAY))


@pytest.fixture(scope="module")
def frozen(shared) -> scenario_run.Result:
    """Today's levels, without draws."""
    return scenario_run.result(shared, scenario_run.case(shared.named["frozen_2024"], shared))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_is_there_in_every_language(store, pilot, lang: str) -> None:
    contents = workbook.scenario(pilot, store.sources(pilot.every_source), lang, TODAY, "https://example.org")
    sheets = opened(contents)
    assert list(sheets) == [t(f"scenario_brief.workbook.{name}", lang) for name in SHEETS]
    assert all(len(rows) > 4 for rows in sheets.values())
    assert len(sheets[t("scenario_brief.workbook.settings", lang)]) == len(pilot.ground.levers) + 1
    told = "\n".join(row[1] for row in sheets[t("scenario_brief.workbook.notes", lang)])
    assert pilot.link in told and pilot.ground.content in told and "https://example.org" in told
    assert contents == workbook.scenario(pilot, store.sources(pilot.every_source), lang, TODAY, "https://example.org")


def test_results_are_those_of_the_run(english, pilot) -> None:
    rows = {(row[0], row[1]): row for row in english["Results"][1:]}
    assert len(rows) == len(outcome_table.variables(pilot.central)) * len(pilot.years)
    at = pilot.years.index(2035)
    total = rows[2035, "emissions_total"]
    assert total[4] == pytest.approx(pilot.total_kt[at], abs=1e-6)
    assert (total[3], total[6]) == pytest.approx((pilot.band_kt[0, at], pilot.band_kt[2, at]), abs=1e-6)
    assert total[2] == "kt CO₂e" and rows[2035, "demand_gwh"][2] == "GWh"
    sectors = {row[0]: row for row in english["Sectors"][1:]}
    count = len(engine.SECTORS)
    assert sum(sectors[2035][2:2 + count]) == pytest.approx(sectors[2035][2 + count], abs=1e-4)
    assert sectors[2023][1] == dict(pilot.ground.history)[2023] and sectors[2023][2] is None
    system = next(row for row in english["Cost"] if row[0] == t("scenario_brief.cost.system", "en"))
    assert system[2:6] == pytest.approx([getattr(pilot.costs[-1], name) for name in (
        "total", "discounted", "above_today", "above_today_discounted")], abs=1e-5)
    assert system[6] < system[5] < system[7]


def test_every_source_has_its_address_or_says_none(english, pilot) -> None:
    rows = english["Sources"]
    assert {row[0] for row in rows[1:]} == set(pilot.every_source) >= set(pilot.sources)
    assert sum(bool(row[6]) for row in rows[1:]) > 0.9 * len(rows[1:])


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2", "\t=1", " =1"])
def test_text_that_starts_a_formula_is_defused(frozen, title: str) -> None:
    found = replace(frozen, case=replace(frozen.case, name=title, title={"en": title}))
    book = openpyxl.load_workbook(io.BytesIO(workbook.scenario(found, (), "en", TODAY)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "'" + title for cell in cells)


def test_without_draws_ranges_are_empty(frozen) -> None:
    sheets = opened(workbook.scenario(frozen, (), "en", TODAY))
    assert all(row[3] is None and row[5] is None and row[6] is None for row in sheets["Results"][1:])
    assert {row[-1] for row in sheets["Settings"][1:]} == {"no"}
