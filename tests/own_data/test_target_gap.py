"""What the city's targets would ask of a building: from its own base year where the file has it, else its sector's."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.model import benchmark
from hkzero.own_data import footprint, target_gap
from hkzero.own_data.portfolio import Building
from tests.own_data.test_protocol import BUILDINGS

FIXTURES = [HealthCheck.function_scoped_fixture]


@pytest.fixture(scope="module")
def answers(store):
    return [store.ask(name) for name in footprint.QUESTIONS]


def _gaps(buildings, answers):
    found = footprint.footprints(buildings, *answers)
    return found, target_gap.gaps(found, answers[0], answers[1], answers[3])


def test_a_building_without_base_year_is_asked_what_the_benchmark_says(answers) -> None:
    building = Building(2, "A", "c11", 1000.0, 1e6, None, 2024)
    _, asked = _gaps([building], answers)
    near, far = asked
    alone = benchmark.compare(benchmark.Premises("c11", 1e6, 0.0, "mj", 1000.0, "m2"), *answers[1:], footprint.GRID)
    assert (near.target_year, far.target_year) == (2035, 2050) and not near.from_own
    # The benchmark's `high` cut is the one of the far end.
    assert sorted((near.low_kwh, near.high_kwh)) == pytest.approx(sorted((alone.cut_low_kwh, alone.cut_high_kwh)))
    assert near.low_kwh < near.high_kwh < far.high_kwh
    newest = footprint.factor_of(answers[0], footprint.factor_years(answers[0])[-1]).value
    assert near.low_t.value == pytest.approx(near.low_kwh * newest / 1e3) and near.low_t.kind == Kind.SCENARIO


def test_a_building_with_its_base_year_is_measured_from_it(answers) -> None:
    rows = [Building(2, "A", "r22", 100.0, 1000.0, None, 2015), Building(3, "a", "r22", 100.0, 850.0, None, 2024)]
    found, asked = _gaps(rows, answers)
    near, far = asked
    # Homes: 10 to 15 % by 2035 and 20 to 30 % by 2050 against 2015.
    assert near.from_own and (near.low_kwh, near.high_kwh) == pytest.approx((-50.0, 0.0), abs=1e-6)
    assert (far.low_kwh, far.high_kwh) == pytest.approx((50.0, 150.0))
    (change,) = target_gap.changes(found)
    assert (change.first, change.last, change.percent) == (2015, 2024, pytest.approx(-15.0))
    assert target_gap.records(asked, found)[0]["own_change_percent"] == pytest.approx(-15.0)


@settings(max_examples=30, deadline=None, suppress_health_check=FIXTURES)
@given(buildings=BUILDINGS, seed=st.integers(0, 9))
def test_the_portfolio_is_the_sum_of_its_buildings_in_any_order(answers, buildings, seed) -> None:
    found, asked = _gaps(buildings, answers)
    rows = target_gap.records(asked, found)
    names = {one.name for one in buildings}
    assert len(asked) == 2 * len(names)
    for total in target_gap.totals(asked):
        part = [row for row in rows if row["target_year"] == total["target_year"]]
        for field in ("electricity_mwh", "saving_low_mwh", "saving_high_mwh", "saving_low_t", "saving_high_t"):
            assert total[field] == pytest.approx(sum(row[field] for row in part), abs=0.02)
        assert total["buildings"] == len(names)
    mixed = list(buildings)
    Random(seed).shuffle(mixed)
    for one, two in zip(target_gap.totals(asked), target_gap.totals(_gaps(mixed, answers)[1]), strict=True):
        assert list(one) == list(two)
        for name, cell in one.items():  # no share is None where no electricity is used at all
            assert cell == (two[name] if cell is None else pytest.approx(two[name], rel=1e-9, abs=2e-3))


def test_a_building_without_electricity_has_no_share(answers) -> None:
    found, asked = _gaps([Building(2, "A", "c11", 100.0, 0.0, 480.0, 2024)], answers)
    assert target_gap.records(asked, found)[0]["saving_low_percent"] is None
    assert target_gap.changes(found) == ()
    with pytest.raises(ValueError, match="no building"):
        target_gap.evidence(())
