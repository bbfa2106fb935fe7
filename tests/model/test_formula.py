"""A formula means the same here and in a spreadsheet, and nothing but a formula is understood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model.formula import FormulaError, as_excel, evaluate, names
from tests.spreadsheet import SheetError, cell_value

SCOPE = {"a": 3.0, "b": -2.0, "c": 0.5, "none": 0.0}
CELLS = {"a": "A1", "b": "B1", "c": "C1", "none": "D1"}

numbers = st.one_of(st.integers(0, 9), st.floats(0, 1e4).filter(lambda number: number == 0 or number > 1e-4))
leaves = st.one_of(numbers.map(repr), st.sampled_from(sorted(SCOPE)))


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from("+ - * / ** < <= > >= == !=".split()), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"),
        # Without brackets, so that the order of the operations is put to the test.
        st.tuples(leaves, st.sampled_from("+ - * / **".split()), leaves, st.sampled_from("+ - * / **".split()), leaves
                  ).map(" ".join),
        inner.map(lambda part: f"-({part})"), leaves.map(lambda leaf: f"-{leaf} ** 2"),
        pair.map(lambda parts: f"min({parts[0]}, {parts[1]})"), pair.map(lambda parts: f"max({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"where({parts[0]}, {parts[1]}, {parts[2]})"),
    )


@given(st.recursive(leaves, _wider, max_leaves=8))
def test_a_formula_gives_the_same_here_and_in_a_spreadsheet(text: str):
    cells = {CELLS[name]: value for name, value in SCOPE.items()}
    try:
        there = cell_value("=" + as_excel(text, CELLS.__getitem__), cells)
    except SheetError:
        with pytest.raises(FormulaError):
            evaluate(text, SCOPE)
        return
    assert float(evaluate(text, SCOPE)) == pytest.approx(there, rel=1e-9, abs=1e-300)


def test_each_step_keeps_its_order_in_the_spreadsheet():
    assert as_excel("-a ** 2", CELLS.__getitem__) == "(-(A1^2))"
    assert as_excel("2 ** a ** c", CELLS.__getitem__) == "(2^(A1^C1))"
    assert as_excel("where(a > 1, 1e-7, min(b, 2, c))", CELLS.__getitem__) == "IF(IF(A1>1,1,0)<>0,1E-07,MIN(B1,2,C1))"
    assert evaluate("-a ** 2", SCOPE) == -9


def test_arrays_are_taken_element_by_element():
    years = np.array([0.0, 1.0, 2.0])
    assert evaluate("where(age == 0, -cost, saved * (1 - fade) ** age)", {
        "age": years, "cost": 100.0, "saved": 40.0, "fade": 0.1}) == pytest.approx([-100, 36, 32.4])
    with pytest.raises(FormulaError, match="different lengths: x 3, y 2"):
        evaluate("x + y", {"x": years, "y": years[:2]})


def test_the_branch_that_is_not_taken_may_have_no_value():
    assert evaluate("where(none == 0, 0, a / none)", SCOPE) == 0


@pytest.mark.parametrize("text", ["a / none", "none ** none", "none ** -1", "b ** c", "min(a / none, 1)", "9 ** 9 ** 9",
                                  "(a / none) ** 0", "where(a / none, 1, 1)", "(a / none) > 1"])
def test_what_a_spreadsheet_calls_an_error_is_one_here(text: str):
    with pytest.raises(FormulaError, match="has no value"):
        evaluate(text, SCOPE)


@pytest.mark.parametrize("text", [
    "__import__('os')", "a.real", "a[0]", "lambda: 1", "[a]", "a if b else c", "a and b", "not a", "+a", "~a",
    "a < b < c", "a in b", "a // b", "a % b", "'text'", "True", "None", "1j", "max(a)", "min(*a, b)", "where(a, b)",
    "where(a, b, c=1)", "abs(a)", "max", "(a := 1)", "", "a +", "1e999", "10 ** 400 + " + "9" * 400, "f'{a}'", "a\x00",
])
def test_nothing_but_a_formula_is_understood(text: str):
    with pytest.raises(FormulaError):
        evaluate(text, SCOPE)


def test_a_formula_that_is_too_long_or_too_deep_is_refused():
    with pytest.raises(FormulaError, match="at most 1000"):
        evaluate("1+" * 600 + "1", {})
    with pytest.raises(FormulaError, match="nested too deeply"):
        evaluate("-" * 60 + "1", {})
    with pytest.raises(FormulaError):
        evaluate("(" * 400 + "1" + ")" * 400, {})


def test_an_unknown_name_is_told_with_what_is_known():
    with pytest.raises(FormulaError, match=r"'a \* prize': 'prize' is not known; known are a, b, c, none"):
        evaluate("a * prize", SCOPE)


def test_names_come_in_the_order_of_use():
    assert names("where(b > 1, a, max(b, c))") == ("b", "a", "c")
