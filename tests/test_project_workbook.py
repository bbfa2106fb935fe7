"""The workbook of a project calculates: worked out anew, every cell is what Python says, also after a change."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import openpyxl
import pytest

from hkzero.measure import Source
from hkzero.model.cash_flow import Financing, Quantity, Role, Swing, appraise, calculate
from hkzero.model.projects import Input, ProjectKind
from hkzero.project_workbook import Case, workbook
from hkzero.text import LANGUAGES, t
from tests.spreadsheet import Sheet

TODAY = date(2026, 11, 28)
BOND, LOAN = Financing(0.6, 0.035, 4), Financing(0.5, 0.05, 3, is_bond=False)


def given(name: str, low: float, central: float, high: float, unit: str = "1") -> Input:
    return Input(name, low, central, high, 0, 1e9, unit, "judgement", None, "synthetic")


# A synthetic lamp, with names that the appraisal also uses for rows of its own.
LAMP = ProjectKind("lamp", (
    given("life_years", 4, 6, 8, "year"), given("cost", 800, 1000, 1500, "HK$"), given("kwh", 300, 400, 500, "kWh"),
    given("fade", 0, 0.01, 0.03), given("price", 0.5, 0.9, 1.5, "HK$/kWh"), given("interest", 0, 30, 60, "HK$"),
), (
    Quantity("saved_kwh", "where(age == 0, 0, kwh * (1 - fade) ** (age - 1))", "kWh", Role.DELIVERED),
    Quantity("investment", "where(age == 0, -cost, 0)", "HK$", Role.CAPITAL),
    Quantity("lens", "where(age == 3, -0.2 * cost, 0) + where(age == life, 0.05 * cost, 0)", "HK$", Role.CAPITAL),
    Quantity("saving", "saved_kwh * price", "HK$", Role.OPERATION),
    Quantity("flow", "-min(interest, 100) * where(age > 0, 1, 0)", "HK$", Role.OPERATION),
    Quantity("sold", "max(year - 2027, 0) * 10", "HK$", Role.REVENUE),
    Quantity("avoided", "saved_kwh * grid_kg_per_kwh / 1000", "t CO2e", Role.AVOIDED),
), "kWh")
VALUES = {one.input_id: one.central for one in LAMP.inputs}
GRID = {"grid_kg_per_kwh": np.linspace(0.6, 0.2, 20)}
PATH = np.linspace(200, 900, 12)


def flow_kind(flow: Mapping[int, float]) -> ProjectKind:
    """Return a kind whose flow is as given by age."""
    formula = " + ".join(f"where(age == {age}, {money}, 0)" for age, money in flow.items())
    return ProjectKind("flow", (given("life_years", 2, max(flow), max(flow), "year"),),
                       (Quantity("money", formula, "HK$", Role.REVENUE),), "kWh")


def made(kind: ProjectKind = LAMP, values: Mapping[str, float] = VALUES, rate: float = 0.04, **more) -> Case:
    series = more.pop("series", GRID if kind is LAMP else {})
    return Case(kind, values, calculate(kind.quantities, values, series, 2025, kind.kind_id), rate, series, **more)


def swapped(case: Case, name: str, value: float) -> Case:
    """Return the case with one input, rate or term of the debt changed."""
    if name == "rate":
        return replace(case, rate=value)
    if case.financing is not None and hasattr(case.financing, name):
        return replace(case, financing=replace(case.financing, **{name: value}))
    values = {**case.values, name: value}
    return replace(case, values=values, project=calculate(case.kind.quantities, values, case.series, 2025))


def cached(content: bytes) -> dict[tuple[str, str], object]:
    """Return what a viewer that does not calculate shows."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {(page.title, cell.coordinate): cell.value for page in book for row in page for cell in row}


def results(sheet: Sheet, lang: str = "en") -> dict[str, object]:
    """Return the results worked out anew, by name; of several of one name, a list."""
    page = t("finance_workbook.sheet.results", lang)
    found: dict[str, object] = {}
    for row in range(2, 40):
        name = sheet.value(page, f"A{row}")
        if name:
            value = sheet.value(page, f"B{row}")
            found[name] = value if name not in found else [*np.atleast_1d(found[name]), value]
    return found


def input_cell(sheet: Sheet, code: str) -> str:
    return next(cell.replace("I", "B") for (page, cell), value in sheet.cells.items()
                if page == "Inputs" and cell.startswith("I") and value == code)


CASES = {
    "plain": lambda: made(), "carbon": lambda: made(carbon=300.0), "path": lambda: made(carbon=PATH),
    "bond": lambda: made(financing=BOND, carbon=PATH), "loan": lambda: made(financing=LOAN, rate=0.0),
    "free loan": lambda: made(financing=replace(LOAN, coupon=0.0)),
    "poor": lambda: made(values=VALUES | {"price": 0.1}),
    "no debt": lambda: made(financing=replace(BOND, debt_share=0.0)), "negative rate": lambda: made(rate=-0.02),
    # Lorie and Savage, Journal of Business 28 (1955): two internal rates; and a flow with none.
    "pump": lambda: made(flow_kind({0: -1600, 1: 10000, 2: -10000}), {"life_years": 2.0}),
    "no rate": lambda: made(flow_kind({0: 100, 1: -120, 2: 50}), {"life_years": 2.0}),
    "one sign": lambda: made(flow_kind({0: 1, 1: 2, 2: 3}), {"life_years": 2.0}),
}


@pytest.mark.parametrize("name", CASES)
def test_every_cell_worked_out_anew_is_what_python_says(name: str):
    content = workbook(CASES[name](), "en", TODAY)
    sheet, shown = Sheet(content), cached(content)
    assert len(sheet.formulas) > 60
    for page, cell in sheet.formulas:
        anew, here = sheet.value(page, cell), shown[page, cell]
        if isinstance(anew, str):
            assert (here or "") == anew, (page, cell)
        else:
            assert anew == pytest.approx(here, rel=1e-9, abs=1e-9), (page, cell, sheet.cells[page, cell])


@pytest.mark.parametrize(("name", "value"), [
    ("cost", 1500.0), ("kwh", 320.0), ("fade", 0.03), ("price", 1.3), ("interest", 200.0), ("life_years", 4.0),
    ("life_years", 8.0), ("rate", 0.09), ("debt_share", 0.2), ("coupon", 0.01), ("term_years", 2), ("is_bond", False),
])
def test_a_changed_cell_gives_what_python_gives_for_that_input(name: str, value: float):
    case = made(financing=BOND, carbon=PATH)
    sheet = Sheet(workbook(case, "en", TODAY))
    before = results(sheet)
    sheet.put("Inputs", input_cell(sheet, name), float(value))
    after, other = results(sheet), swapped(case, name, value)
    found = appraise(other.project, other.rate, other.carbon, other.financing)
    assert after != before
    expected = {
        "Net present value": found.net_present_value_hkd, "Internal rate of return": found.internal_rate.rates[0],
        "Modified internal rate of return": found.modified_rate, "Payback": found.payback_years,
        "Discounted payback": found.discounted_payback_years, "Levelised cost": found.levelised_cost_hkd,
        "Net cost per discounted tonne avoided": found.hkd_per_tonne,
        "Net cost per tonne avoided": found.hkd_per_undiscounted_tonne,
        "Emissions avoided over the life": found.avoided_tonnes,
        "Net present value, owners": found.equity.net_present_value_hkd,
        "Discounted payback, owners": found.equity.discounted_payback_years,
        "Debt cover, least year": found.debt.least_cover, "Debt cover, average": found.debt.average_cover,
    }
    for title, figure in expected.items():
        assert after[title] == ("never" if figure is None else pytest.approx(figure, rel=1e-9, abs=1e-9)), title
    assert after["Check of the inputs"] == "in order"


def test_what_the_workbook_cannot_do_is_told_in_it():
    sheet = Sheet(workbook(made(financing=BOND), "en", TODAY))
    sheet.put("Inputs", input_cell(sheet, "term_years"), 7.0)
    assert results(sheet)["Check of the inputs"] == "The term of the debt is longer than the life."
    sheet.put("Inputs", input_cell(sheet, "life_years"), 9.0)
    assert "longer than the 8 years" in results(sheet)["Check of the inputs"]


def test_a_cell_takes_only_what_makes_sense_and_says_so():
    page = openpyxl.load_workbook(io.BytesIO(workbook(made(financing=BOND), "en", TODAY)))["Inputs"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    codes = {page[f"I{row}"].value: f"B{row}" for row in range(2, page.max_row + 1) if page[f"I{row}"].value}
    assert set(rules) == set(codes.values())
    life, share = rules[codes["life_years"]], rules[codes["debt_share"]]
    assert (life.type, life.formula1, life.formula2) == ("whole", "1", "8")
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "1")
    assert share.error == "A number from 0 to 1 is expected."


def test_a_picture_follows_the_flow():
    book = openpyxl.load_workbook(io.BytesIO(workbook(made(), "en", TODAY)))
    (drawn,) = book["Results"]._charts
    rows = {row[0].value: row[0].row for row in book["Cash flow"] if row[0].value}
    assert f"${rows['Flow']}:" in drawn.series[0].val.numRef.f


def test_all_rates_of_the_pump_are_listed():
    found = results(Sheet(workbook(CASES["pump"](), "en", TODAY)))
    assert found["Internal rate of return"] == pytest.approx([0.25, 4.0])
    assert found["Times that the flow changes sign"] == 2


def test_a_rate_that_a_change_makes_impossible_is_none():
    sheet = Sheet(workbook(made(), "en", TODAY))
    sheet.put("Inputs", input_cell(sheet, "cost"), 0.0)
    assert results(sheet)["Internal rate of return"] == "none"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_is_there_in_every_language_and_calculates(lang: str):
    case = made(financing=BOND, carbon=PATH, names={"cost": "燈價" if lang != "en" else "Price"},
                swings=(Swing("cost", 800, 1500, 120.0, None),), notes=("synthetic note",),
                sources=(Source("x_1", "Publisher", "Title", "https://example.org"),))
    content = workbook(case, lang, TODAY, "https://example.org/desk")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [t(f"finance_workbook.sheet.{name}", lang) for name in
                               ("inputs", "cash_flow", "results", "sensitivity", "sources", "notes")]
    found = results(Sheet(content), lang)
    assert found[t("finance_workbook.row.npv", lang)] == pytest.approx(
        appraise(case.project, case.rate, case.carbon).net_present_value_hkd)
    told = [cell.value for row in book.worksheets[5] for cell in row]
    assert "https://example.org/desk" in told and "synthetic note" in told
    assert [cell.value for cell in book.worksheets[3][2]][1:5] == [
        800, 1500, 120, t("finance_workbook.none", lang)]
    assert book.worksheets[4]["A2"].value == "x_1"
    assert content == workbook(case, lang, TODAY, "https://example.org/desk")


def test_a_text_is_never_a_formula():
    bad = '=HYPERLINK("https://example.org","x")'
    kind = replace(LAMP, inputs=tuple(replace(one, note="+1", source_id="@x") for one in LAMP.inputs),
                   delivered_unit="-2")
    case = made(kind, series=GRID, names=dict.fromkeys((*VALUES, "saving", "grid_kg_per_kwh"), bad), notes=(bad,),
                title=bad, sources=(Source("s", bad, "-1"),), swings=(Swing("cost", 1, 2, 3.0, 4.0),))
    book = openpyxl.load_workbook(io.BytesIO(workbook(case, "en", TODAY, "=1+1")))
    texts = [cell for page in book for row in page for cell in row if cell.data_type != "f" and cell.value is not None]
    assert not [cell.value for cell in texts if str(cell.value).startswith(("=", "+", "@"))
                or (isinstance(cell.value, str) and cell.value.startswith("-"))]
    formulas = [cell.value for page in book for row in page for cell in row if cell.data_type == "f"]
    assert formulas and not [text for text in formulas if "HYPERLINK" in text or "example" in text]
