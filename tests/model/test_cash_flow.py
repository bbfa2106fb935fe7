"""A project is worked out row by row, and what cannot be worked out is told."""

from __future__ import annotations

import numpy as np
import pytest

from hkzero.model.cash_flow import BadFigure, Quantity, Role, calculate
from hkzero.model.formula import FormulaError

# A synthetic lamp: 1,000 HK$ now, 1 % less light each year.
LAMP = (
    Quantity("saved_kwh", "where(age == 0, 0, kwh * (1 - fade) ** (age - 1))", "kWh", Role.DELIVERED),
    Quantity("investment", "where(age == 0, -cost, 0)", "HKD", Role.CAPITAL),
    Quantity("saving", "saved_kwh * price", "HKD", Role.OPERATION),
    Quantity("avoided", "saved_kwh * grid_kg_per_kwh / 1000", "t", Role.AVOIDED),
)
INPUTS = {"life_years": 3, "cost": 1000.0, "kwh": 400.0, "fade": 0.01, "price": 1.5}
GRID = {"grid_kg_per_kwh": np.array([0.6, 0.5, 0.4, 0.3, 0.2])}


def test_each_row_follows_from_the_inputs_and_the_rows_before():
    project = calculate(LAMP, INPUTS, GRID, 2025, kind_id="lamp")
    assert project.years == (2025, 2026, 2027, 2028) and project.kind_id == "lamp"
    assert project.values["saved_kwh"] == pytest.approx([0, 400, 396, 392.04])
    assert project.values["investment"] == pytest.approx([-1000, 0, 0, 0])
    assert project.values["saving"] == pytest.approx([0, 600, 594, 588.06])
    assert project.values["avoided"] == pytest.approx([0, 0.2, 0.1584, 0.117612])


def test_age_life_and_year_are_known():
    project = calculate([Quantity("row", "year * 100 + age * 10 + life", "1")], {"life_years": 2}, {}, 2030)
    assert project.values["row"] == pytest.approx([203002, 203112, 203222])


def test_a_single_number_stands_in_every_year():
    assert calculate([Quantity("row", "7", "1")], {"life_years": 2}, {}, 2030).values["row"] == pytest.approx([7, 7, 7])


@pytest.mark.parametrize(("changed", "field"), [
    ({"life_years": 0}, "life_years"), ({"life_years": 2.5}, "life_years"),
    ({"life_years": float("nan")}, "life_years"), ({"life_years": 9}, "grid_kg_per_kwh"),
    ({"cost": float("inf")}, "cost"), ({"age": 3}, "age"), ({"saving": 3}, "saving"),
])
def test_a_bad_input_names_its_field(changed: dict[str, float], field: str):
    with pytest.raises(BadFigure) as told:
        calculate(LAMP, INPUTS | changed, GRID, 2025)
    assert told.value.field == field


def test_a_project_without_a_life_is_told():
    with pytest.raises(BadFigure, match="life_years"):
        calculate(LAMP, {"cost": 1.0}, GRID, 2025)


def test_a_formula_that_fails_names_its_row():
    with pytest.raises(FormulaError, match=r"saving: 'saved_kwh \* price': 'price' is not known"):
        calculate(LAMP, {name: INPUTS[name] for name in INPUTS if name != "price"}, GRID, 2025)
    with pytest.raises(FormulaError, match=r"row: 'later \* 2': 'later' is not known"):
        calculate([Quantity("row", "later * 2", "1"), Quantity("later", "1", "1")], {"life_years": 1}, {}, 2025)
