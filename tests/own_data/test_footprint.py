"""The footprint of a portfolio: scope by scope, and the same index as the benchmark of a single building."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.model import benchmark
from hkzero.own_data import footprint
from hkzero.own_data.portfolio import Building


@pytest.fixture(scope="module")
def answers(store):
    return [store.ask(name) for name in footprint.QUESTIONS]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kwh=st.floats(1, 1e9), gas=st.none() | st.floats(0, 1e9), area=st.floats(4, 1e6),
       group=st.sampled_from(["c11", "c21", "c41", "r22"]))
def test_a_building_stands_where_the_benchmark_puts_it(answers, kwh, gas, area, group) -> None:
    _, indices, factors, targets = answers
    (one,) = footprint.footprints([Building(2, "synthetic", group, area, kwh, gas, 2024)], *answers)
    alone = benchmark.compare(benchmark.Premises(group, kwh, gas, "mj", area, "m2"), indices, factors, targets,
                              footprint.GRID)
    assert one.index_mj_per_m2 == pytest.approx(alone.index)
    assert one.doubts == alone.doubts + (() if gas is not None else ("gas_unknown",))
    assert one.difference_percent == pytest.approx(alone.difference_percent)
    assert one.group_index == alone.group_index
    # The benchmark takes the newest factor, that of 2024.
    assert one.scope_2.value == pytest.approx(alone.electricity_emissions.value)
    assert (one.scope_1 is None) == (gas is None)
    if gas is not None:
        assert one.scope_1.value == pytest.approx(alone.gas_emissions.value)
        assert one.gas_making.value == pytest.approx(alone.gas_making.value)


def test_each_year_has_its_own_factor_and_sums_are_the_rows(answers) -> None:
    years = footprint.factor_years(answers[0])
    found = footprint.footprints([Building(2, str(year), "c11", 100.0, 1000.0, 48.0, year) for year in years], *answers)
    frame = answers[0].frame
    factor = frame[frame["measure"] == "consumed"].set_index("period")["value"]
    assert [one.scope_2.value for one in found] == pytest.approx([float(factor[year]) for year in years])
    sums = footprint.totals(found)
    assert sums["total_t"] == pytest.approx(sum(one.scope_1.value + one.scope_2.value for one in found), abs=0.01)
    assert all(one.scope_2.kind == Kind.ASSUMED for one in found) and footprint.sources(found)


def test_a_year_without_a_factor_is_refused(answers) -> None:
    with pytest.raises(KeyError):
        footprint.footprints([Building(2, "x", "c11", 100.0, 1000.0, None, 1950)], *answers)
