"""The format by its rules, which are those of `pyam`.

pyam-iamc 3.2.0 read the table of a run with draws beside the pinned pandas and NumPy, and its check_aggregate found
every sum closed. It is no dependency of the tests: it brings some 35 packages, a web framework and a database driver
among them, and the newest set that it allows does not import (ixmp4 0.14.0 with SQLAlchemy 2.1).
"""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pandas
import pytest

from hkzero.model import iamc
from hkzero.model.iamc import EMISSIONS, KEYS, Row, bands, emissions, energy, summed, table
from tests import synthetic_engine as engine

SECTORS = ("electricity", "transport", "waste", "removals")
OUTCOME = engine.run(engine.ramp([0.5, 0.4, 0.3, 0.2, 0.1])[None])
ROWS = emissions(OUTCOME, "pilot city", SECTORS)
VARIABLE = re.compile(r"[A-Z][\w\- /]*(\|[A-Z][\w\- /]*)*")


def test_the_columns_are_the_keys_and_then_the_years():
    frame = table("HKZero 0.1.0", ROWS)
    assert list(frame.columns) == ["Model", "Scenario", "Region", "Variable", "Unit", *map(str, engine.YEARS)]
    assert not frame[list(KEYS)].isna().any().any() and not frame.duplicated(list(KEYS)).any()
    assert (frame["Region"] == "Hong Kong").all() and (frame["Scenario"] == "pilot city").all()
    again = pandas.read_csv(StringIO(frame.to_csv(index=False)))
    assert all(dtype.kind == "f" for dtype in again.dtypes[5:]), "every year is a number"


def test_variables_are_named_as_on_the_list():
    for row in ROWS:
        assert VARIABLE.fullmatch(row.variable) and row.variable == row.variable.strip()
        assert row.unit == "Mt CO2-equiv/yr"
    assert len(set(EMISSIONS.values())) == len(EMISSIONS)


def test_every_sum_is_that_of_what_is_below_it():
    """What pyam's check_aggregate looks at: a variable against those one step below."""
    by_name = {row.variable: row for row in ROWS}
    parents = {name.rsplit("|", 1)[0] for name in by_name} & set(by_name)
    assert parents == {"Emissions|Kyoto Gases", "Emissions|Kyoto Gases|Energy", "Emissions|Kyoto Gases|Energy|Demand",
                       "Emissions|Kyoto Gases|Energy|Supply"}
    for parent in parents:
        below = [row for name, row in by_name.items() if name.rsplit("|", 1)[0] == parent]
        for year in (2024, 2035, 2060):
            assert by_name[parent].values[year] == pytest.approx(sum(row.values[year] for row in below), abs=1e-8)
    total = OUTCOME.emissions_kt.sum(axis=1)[0] / 1000
    assert list(by_name["Emissions|Kyoto Gases"].values.values()) == pytest.approx(list(total))
    assert by_name["Emissions|Kyoto Gases|Other Capture and Removal"].values[2060] == pytest.approx(-0.25)


def test_energy_is_in_exajoules_and_imports_are_negative_trade():
    series = {"road_gwh": np.full((1, 37), 1_000.0), "sea_tj": np.full((1, 37), 500.0)}
    rows = energy(replace(OUTCOME, series=series), "x", {
        "Final Energy|Transportation": ["road_gwh", "sea_tj"],
        "Trade|Secondary Energy|Electricity|Volume": ["road_gwh"]})
    assert rows[0].values[2024] == pytest.approx(0.0036 + 0.0005) and rows[0].unit == "EJ/yr"
    assert rows[1].values[2024] == pytest.approx(-0.0036)


def test_percentiles_are_scenarios_of_their_own():
    rows = bands(np.array([[1000.0, 500.0], [2000.0, 800.0]]), np.array([2024, 2025]), "pilot city", (10, 97.5))
    assert [(row.scenario, row.values) for row in rows] == [
        ("pilot city p10", {2024: 1.0, 2025: 0.5}), ("pilot city p97.5", {2024: 2.0, 2025: 0.8})]


def test_a_missing_figure_stays_missing():
    rows = [Row("past", iamc.ROOT, "Mt CO2-equiv/yr", {2023: 1.0, 2024: None}),
            Row("ahead", iamc.ROOT, "Mt CO2-equiv/yr", {2025: 2.0})]
    text = table("m", rows).to_csv(index=False).splitlines()
    assert text == ["Model,Scenario,Region,Variable,Unit,2023,2024,2025",
                    "m,past,Hong Kong,Emissions|Kyoto Gases,Mt CO2-equiv/yr,1.0,,",
                    "m,ahead,Hong Kong,Emissions|Kyoto Gases,Mt CO2-equiv/yr,,,2.0"]


def test_what_would_be_ambiguous_is_refused():
    row = Row("x", iamc.ROOT, "Mt CO2-equiv/yr", {2024: 1.0})
    with pytest.raises(ValueError, match="twice"):
        table("m", [row, row])
    with pytest.raises(ValueError, match="two units"):
        table("m", [row, Row("y", iamc.ROOT, "kt CO2-equiv/yr", {2024: 1.0})])
    assert table("m", []).columns.tolist() == list(KEYS)
    assert summed([]) == []
