"""Demand of buildings: fitted to the published margins, and moved by the right use of energy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hkzero.model.activity import activity
from hkzero.model.buildings_demand import SECTORS, TJ_PER_GWH, USES, demand, fit_margins

positive = st.floats(0.1, 100)


@settings(deadline=None)
@given(arrays(float, (3, 4), elements=positive), arrays(float, 3, elements=positive),
       arrays(float, 4, elements=positive))
def test_a_fitted_table_has_the_sums_wanted(seed, rows, columns):
    table = fit_margins(seed, rows, columns)
    assert table.sum(1) == pytest.approx(rows)
    assert table.sum(0) == pytest.approx(columns * rows.sum() / columns.sum(), rel=1e-3)


def test_what_is_zero_stays_zero_and_nothing_is_spread_over_nothing():
    table = fit_margins(np.array([[1, 0], [1, 1]]), np.array([1.0, 3.0]), np.array([2.0, 2.0]))
    assert table[0, 1] == 0
    with pytest.raises(ValueError, match="no seed"):
        fit_margins(np.array([[0, 0], [1, 1]]), np.array([1.0, 3.0]), np.array([2.0, 2.0]))


def test_the_base_year_is_what_was_delivered(engine_base, engine_answers):
    frame = engine_answers["scenario_delivered"].frame
    now = frame[frame["period"] == 2024].set_index("destination")["value"]
    assert engine_base.buildings.electricity_gwh.sum(1) == pytest.approx([now[sector] for sector in SECTORS])
    assert (engine_base.buildings.electricity_gwh >= 0).all()
    assert engine_base.buildings.gas_tj.sum() == pytest.approx(33_040)
    cooling = engine_base.buildings.electricity_gwh[:, USES.index("air_conditioning")].sum()
    assert cooling == pytest.approx(50_193 / TJ_PER_GWH, rel=0.02)  # published for 2024; the split is that of 2023


@pytest.fixture
def run(engine_base, make_inputs, set_levers):
    def run_with(assumed: dict | None = None, **levers: float):
        inputs = make_inputs(set_levers(**levers), **(assumed or {}))
        return demand(inputs, activity(inputs, engine_base.drivers), engine_base.buildings)

    return run_with


def test_a_degree_more_saves_cooling_alone(run):
    plain, warmer = run(), run(b_set_point=25)
    assert warmer.use_gwh["air_conditioning"][0, -1] < plain.use_gwh["air_conditioning"][0, -1]
    for use in set(USES) - {"air_conditioning"}:
        assert warmer.use_gwh[use] == pytest.approx(plain.use_gwh[use])


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-20, 60), st.floats(0, 40), st.floats(24, 26))
def test_more_degree_days_never_lower_demand_and_move_cooling_alone(run, change, more, set_point):
    mild, hot = (run({"cooling_degree_days_change": value}, b_set_point=set_point) for value in (change, change + more))
    for sector in SECTORS:
        assert (hot.electricity_gwh[sector] >= mild.electricity_gwh[sector] - 1e-9).all()
    assert hot.use_gwh["air_conditioning"][0, 0] == pytest.approx(mild.use_gwh["air_conditioning"][0, 0])
    for use in set(USES) - {"air_conditioning"}:
        assert hot.use_gwh[use] == pytest.approx(mild.use_gwh[use])


def test_cooling_of_industry_does_not_follow_the_weather(run):
    mild, hot = (run({"cooling_degree_days_change": value}) for value in (1, 20))
    assert hot.electricity_gwh["industrial"] == pytest.approx(mild.electricity_gwh["industrial"])
    assert hot.total_gwh[0, -1] > mild.total_gwh[0, -1]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(("bl_commercial_floor_growth", "visitor_arrivals_growth", "bl_home_size_growth")),
       st.floats(0, 2), st.floats(0.01, 2))
def test_more_floor_and_more_visitors_need_more_from_the_base_year_on(run, name, growth, more):
    before, after = run({name: growth}).total_gwh[0], run({name: growth + more}).total_gwh[0]
    assert after[0] == pytest.approx(before[0])
    assert (after[1:] > before[1:]).all()


def test_commercial_demand_is_floor_space_by_intensity(run):
    """Without visitors and gains, and with use per floor space that stands still, demand grows as floor space does."""
    assumed = {"bl_visitor_share": 0, "bl_commercial_efficiency_gain": 0, "bl_commercial_gdp_elasticity": 0,
               "bl_commercial_floor_growth": 1, "cooling_degree_days_change": 0}
    commercial = run(assumed).electricity_gwh["commercial"][0]
    assert commercial[20] == pytest.approx(commercial[0] * 1.01**20)


def test_the_share_of_visitors_follows_them(run):
    fixed = {"bl_visitor_share": 20, "cooling_degree_days_change": 0}
    few, many = (run(fixed | {"visitor_arrivals_growth": rate}).electricity_gwh["commercial"][0] for rate in (0, 2))
    assert many[10] - few[10] == pytest.approx(0.2 * few[0] * (1.02**10 - 1))


def test_a_code_reaches_more_where_floor_grows_faster(run):
    slow, fast = ({"bl_commercial_floor_growth": rate} for rate in (0.4, 1.7))
    saved = [1 - run(assumed, b_commercial_code=30).electricity_gwh["commercial"][0, -1]
             / run(assumed).electricity_gwh["commercial"][0, -1] for assumed in (slow, fast)]
    assert 0 < saved[0] < saved[1]


def test_savings_are_what_is_missing(run):
    plain, saved = run(), run(b_retrofit_commercial=80, b_lighting=90, b_district_cooling=30, b_appliance_standards=20)
    missing = plain.total_gwh - saved.total_gwh
    assert saved.saved_deep_gwh + saved.saved_light_gwh == pytest.approx(missing)


def test_electric_cooking_trades_gas_for_electricity(run):
    plain, moved = run(), run({"bl_electric_cooking_ratio": 0.5}, b_electric_cooking_residential=100)
    gas = plain.gas_tj["residential"] - moved.gas_tj["residential"]
    power = moved.electricity_gwh["residential"] - plain.electricity_gwh["residential"]
    assert gas[0, -1] > 1_000
    assert power * TJ_PER_GWH == pytest.approx(gas * 0.5)
    assert moved.replaced_tj == pytest.approx(gas)
    assert moved.gas_tj["commercial"] == pytest.approx(plain.gas_tj["commercial"])


def test_a_code_reaches_the_new_floor_only(run):
    slow, fast = (run({"bl_rebuild_rate": rate}, b_residential_code=30).electricity_gwh["residential"]
                  for rate in (0.1, 1.5))
    plain = run().electricity_gwh["residential"]
    assert (slow[0, 15:] > fast[0, 15:]).all() and (slow <= plain + 1e-9).all()
    assert fast[0, -1] > 0.8 * plain[0, -1]  # most of the stock of 2060 stands today


def test_two_measures_on_one_use_save_less_than_their_sum(run):
    plain, one, two, both = (run(**levers).total_gwh[0, -1] for levers in (
        {}, {"b_retrofit_commercial": 100}, {"b_district_cooling": 50},
        {"b_retrofit_commercial": 100, "b_district_cooling": 50}))
    assert plain - both < (plain - one) + (plain - two)
