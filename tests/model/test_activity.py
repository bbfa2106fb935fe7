"""Drivers: as published in the past, the official projection's change ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.model.activity import activity, drivers


def test_the_base_year_is_one(engine_base, make_inputs):
    found = activity(make_inputs(), engine_base.drivers)
    for index in (found.population, found.households, found.gdp, found.gdp_per_person, found.commercial_floor,
                  found.residential_floor, found.visitors, found.cooling_degree_days):
        assert index[0, 0] == pytest.approx(1)


def test_the_past_is_as_published(engine_answers):
    found = drivers(engine_answers["scenario_drivers"], 2010, np.arange(2010, 2025.0), 3.2)
    assert found.population[-1] == pytest.approx(7_524_100 / 7_024_200)
    assert found.gdp[12] == pytest.approx(2_767_934 / 2_324_449)
    assert found.gdp[14] / found.gdp[12] == pytest.approx(1.032 * 1.025)
    assert found.known_until == 2024


def test_growth_ahead_is_the_assumed_one(engine_base, make_inputs):
    found = activity(make_inputs(gdp_growth_ahead=2.0), engine_base.drivers)
    assert found.gdp[0, 10] == pytest.approx(1.02**10)


def test_the_projection_can_be_scaled(engine_base, make_inputs):
    plain = activity(make_inputs(), engine_base.drivers)
    halved = activity(make_inputs(population_change_scale=0.5), engine_base.drivers)
    assert halved.population - 1 == pytest.approx((plain.population - 1) / 2)
    assert halved.households - 1 == pytest.approx((plain.households - 1) / 2)


def test_beyond_the_projection_its_last_value_is_held(engine_base, make_inputs):
    found = activity(make_inputs(), engine_base.drivers)
    assert found.population[0, 26:] == pytest.approx(found.population[0, 26])


def test_floor_and_visitors_grow_at_the_assumed_rate(engine_base, make_inputs):
    found = activity(make_inputs(bl_commercial_floor_growth=1.0, visitor_arrivals_growth=2.0, bl_home_size_growth=0.2),
                     engine_base.drivers)
    assert found.commercial_floor[0, 10] == pytest.approx(1.01**10)
    assert found.visitors[0, 10] == pytest.approx(1.02**10)
    assert found.residential_floor[0, 10] == pytest.approx(found.households[0, 10] * 1.002**10)


def test_degree_days_change_in_a_straight_line_and_only_ahead(engine_base, make_inputs):
    inputs = make_inputs(cooling_degree_days_change=18.0)
    found = activity(inputs, engine_base.drivers).cooling_degree_days[0]
    assert found[-1] == pytest.approx(1.18)
    assert np.diff(found) == pytest.approx(0.18 / 36)
    past = activity(replace(inputs, base_year=2014, years=inputs.years - 10), engine_base.drivers)
    assert past.cooling_degree_days[0, :11] == pytest.approx(1)
    assert past.cooling_degree_days[0, 11] > 1
