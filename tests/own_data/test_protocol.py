"""The table of the GHG Protocol: its sums are those of the footprints, whatever the order of the buildings."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.own_data import footprint, protocol
from hkzero.own_data.portfolio import Building

BUILDINGS = st.lists(st.builds(
    Building, row=st.just(2), name=st.sampled_from("ABCDE"), group=st.sampled_from(["c11", "c41", "r22"]),
    floor_area_m2=st.floats(4, 1e6), electricity_kwh=st.floats(0, 1e8), gas_mj=st.none() | st.floats(0, 1e8),
    year=st.integers(2015, 2024)), min_size=1, max_size=12, unique_by=lambda one: (one.name, one.year))
FIXTURES = [HealthCheck.function_scoped_fixture]


@pytest.fixture(scope="module")
def answers(store):
    return [store.ask(name) for name in footprint.QUESTIONS]


def _table(buildings, answers):
    found = footprint.footprints(buildings, *answers)
    return found, protocol.inventory(found, answers[0], answers[2])


@settings(max_examples=30, deadline=None, suppress_health_check=FIXTURES)
@given(buildings=BUILDINGS, seed=st.integers(0, 9))
def test_sums_are_those_of_the_footprints_in_any_order(answers, buildings, seed) -> None:
    found, table = _table(buildings, answers)
    sums = footprint.totals(found)
    assert table.total() == pytest.approx(sums["total_t"], abs=0.01)
    assert table.total(scopes=("scope_1",)) == pytest.approx(sums["scope_1_t"] or 0.0, abs=0.01)
    assert table.total(scopes=("memo",)) == pytest.approx(sums["gas_making_t"] or 0.0, abs=0.01)
    assert sum(table.total(year) for year in table.years) == pytest.approx(table.total())
    mixed = list(buildings)
    Random(seed).shuffle(mixed)
    _, other = _table(mixed, answers)
    for one, two in zip(protocol.records(table), protocol.records(other), strict=True):
        assert list(one) == list(two)
        for name, cell in one.items():
            assert cell == (pytest.approx(two[name], rel=1e-9, abs=2e-3) if isinstance(cell, float) else two[name])


def test_a_line_is_activity_times_factor_and_a_blank_is_no_zero(answers) -> None:
    buildings = [Building(2, "A", "c11", 100.0, 2000.0, 480.0, 2023),
                 Building(3, "B", "c11", 100.0, 1000.0, None, 2023), Building(4, "B", "c11", 100.0, 1000.0, None, 2024)]
    _, table = _table(buildings, answers)
    for one in table.lines:
        if one.amount:
            assert one.amount.value == pytest.approx(one.activity * one.factor.value / 1e3)
            assert one.amount.kind == Kind.ASSUMED and one.factor.sources
    gas, power, total, making = protocol.records(table)[:4]
    # 2.5529 kg a unit of 48 MJ burnt, 0.588 made: as published.
    assert gas["factor_kg_co2e"] == pytest.approx(2.5529 / 0.048, abs=1e-5)
    assert gas["t_co2e"] == pytest.approx(0.026, abs=1e-3)
    assert (gas["buildings_counted"], gas["buildings"]) == (1, 2) and power["activity"] == 3.0
    assert making["scope"] == "3" and not making["in_total"] and total["scope"] == "1+2"
    assert total["t_co2e"] == pytest.approx(gas["t_co2e"] + power["t_co2e"], abs=2e-3)
    silent = next(one for one in table.lines if (one.year, one.source) == (2024, "town_gas"))
    assert silent.amount is None and silent.activity is None
    assert protocol.records(table)[4]["t_co2e"] is None


def test_each_year_has_the_factor_of_its_year(answers) -> None:
    years = footprint.factor_years(answers[0])
    _, table = _table([Building(2, "A", "c11", 100.0, 1000.0, None, year) for year in years], answers)
    assert table.years == years and table.sources
    assert [one.factor.value for one in table.lines if one.source == "electricity"] == pytest.approx(
        [footprint.factor_of(answers[0], year).value * 1e3 for year in years])
