"""The workbook of every kind of project of the desk: worked out anew, and with each input at its ends."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache

import openpyxl
import pytest

from hkzero.model import projects
from hkzero.model.cash_flow import Financing, calculate, net_present_value
from hkzero.project_workbook import Case, workbook
from tests.spreadsheet import Sheet

RATE, START, TODAY = 0.04, 2026, date(2026, 11, 28)
SERIES = {projects.GRID: projects.by_age([2025, 2035, 2050], [0.6, 0.35, 0.05], START)}  # synthetic
CARBON = projects.by_age([2025, 2050], [100.0, 900.0], START)  # synthetic
KINDS = ("rooftop_solar", "retrofit", "chiller", "electric_bus", "electric_taxi", "charger", "battery",
         "district_cooling")


@pytest.fixture(scope="module")
def kinds(store) -> dict[str, projects.ProjectKind]:
    return projects.kinds(store.ask("project_inputs"))


def made(kind: projects.ProjectKind) -> Case:
    values = projects.checked(kind, {})
    terms = Financing(0.6, 0.03, int(min(10, values["life_years"])))
    return Case(kind, values, projects.build(kind, {}, SERIES, START), RATE, SERIES, CARBON, terms)


@pytest.fixture(scope="module")
def written(kinds) -> Callable[[str], bytes]:
    """Return a function that gives the workbook of a kind, each written once."""
    return cache(lambda kind_id: workbook(made(kinds[kind_id]), "en", TODAY))


def test_no_kind_is_left_out(kinds):
    assert set(KINDS) == set(kinds)


@pytest.mark.parametrize("kind_id", KINDS)
def test_every_cell_worked_out_anew_is_what_python_says(written, kind_id: str):
    content = written(kind_id)
    sheet, shown = Sheet(content), openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert len(sheet.formulas) > 300
    for page, cell in sheet.formulas:
        anew, here = sheet.value(page, cell), shown[page][cell].value
        assert anew == ((here or "") if isinstance(anew, str) else pytest.approx(here, rel=1e-9, abs=1e-9)), cell


@pytest.mark.parametrize("kind_id", KINDS)
def test_each_input_at_its_ends_gives_what_python_gives(kinds, written, kind_id: str):
    case = made(kinds[kind_id])
    sheet = Sheet(written(kind_id))
    cells = {value: cell.replace("I", "B") for (page, cell), value in sheet.cells.items()
             if page == "Inputs" and cell.startswith("I")}
    worth = next(cell.replace("A", "B") for (page, cell), value in sheet.cells.items()
                 if page == "Results" and value == "Net present value")
    for one in case.kind.inputs:
        for value in {one.low, one.high} - {case.values[one.input_id]}:
            sheet.put("Inputs", cells[one.input_id], value)
            changed = calculate(case.kind.quantities, {**case.values, one.input_id: value}, SERIES, START)
            assert sheet.value("Results", worth) == pytest.approx(
                net_present_value(changed, RATE, CARBON), rel=1e-9, abs=1e-6), one.input_id
            sheet.put("Inputs", cells[one.input_id], case.values[one.input_id])
