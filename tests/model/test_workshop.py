"""What the workshop shows of a scenario: its figures agree with the engine, and levers stop where they should."""

from __future__ import annotations

import numpy as np
import pytest

from hkzero.model import engine, workshop
from hkzero.model.levers import Setting, levers, schedules
from hkzero.model.runs import discount_factors, system_cost


@pytest.fixture(scope="module")
def known(store):
    return levers(store.ask("levers"))


@pytest.fixture(scope="module")
def base(store, known):
    return engine.base({name: store.ask(name) for name in engine.QUESTIONS}, known)


@pytest.fixture(scope="module")
def drawn(base):
    return workshop.drawn(base)


@pytest.fixture(scope="module")
def shown(base, known, drawn):
    schedule = schedules(known, [{lever.lever_id: lever.at("announced") for lever in known}], base.years)
    return workshop.summary(base, schedule, "zero", drawn, workshop.reference_cost(base, drawn, 0.04), 0.04)


def test_the_key_figures_are_those_of_one_run(base, shown):
    alone, frozen = engine.run(base, shown.schedule), engine.run(base, base.frozen_schedule)
    total = alone.total_kt[0] / 1000
    assert shown.total_mt == pytest.approx(total)
    assert shown.figures["total_2035"].central == pytest.approx(total[shown.at(2035)])
    assert shown.figures["cumulative"].central == pytest.approx(total[1:27].sum())
    worth = discount_factors(base.years, 0.04, 2024)
    more = ((system_cost(alone) - system_cost(frozen))[0] * worth)[1:].sum() / 1000
    assert shown.figures["cost"].central == pytest.approx(more)
    assert shown.figures["zero_carbon_share"].central == pytest.approx(
        100 * alone.series["zero_carbon_share"][0, shown.at(2035)])


def test_intervals_lie_inside_one_another_and_around_the_median(shown):
    for inner, outer in ((50, 90),):
        assert (shown.bands[outer][0] <= shown.bands[inner][0]).all()
        assert (shown.bands[outer][1] >= shown.bands[inner][1]).all()
    assert (shown.bands[50][0] <= shown.median).all() and (shown.median <= shown.bands[50][1]).all()
    assert shown.drawn_mt.shape == (workshop.DRAWS, shown.years.size)
    assert all(one.low <= one.high for one in shown.figures.values())


def test_levers_at_rest_cost_nothing_in_any_draw(base, drawn):
    reference = workshop.reference_cost(base, drawn, 0.04)
    found = workshop.summary(base, base.frozen_schedule, "zero", drawn, reference, 0.04)
    assert found.figures["cost"] == workshop.Spread(0.0, 0.0, 0.0)


def test_every_level_is_a_stop_between_today_and_the_limit(known):
    for lever in known:
        stops = workshop.stops(lever, 1e9, -1e9)
        assert stops[0] == lever.frozen and stops[-1] == lever.limit
        assert {lever.current, lever.announced, lever.ambitious} <= set(stops)
        assert len(stops) <= workshop.MOST_STOPS + 6 and len(set(stops)) == len(stops)
        assert (np.diff(stops) > 0).all() or (np.diff(stops) < 0).all()


def test_an_odd_value_gets_a_stop_of_its_own(known):
    assert 77.7 in workshop.stops(known.find("b_lighting"), 77.7)


def test_a_moved_lever_keeps_its_years(known):
    lever = known.find("t_electric_buses")
    late = Setting(50.0, 2035, 2045, "linear")
    assert workshop.moved(lever, 80.0, late, None) == Setting(80.0, 2035, 2045, "linear")
    assert workshop.moved(lever, 80.0, None, late) == Setting(80.0, 2035, 2045, "linear")
    assert workshop.moved(lever, 80.0, None, None) == lever.at(80.0)
    assert workshop.moved(lever, lever.frozen, late, late) is None


def test_evidence_is_a_scenario(base):
    found = workshop.measured([1.0, 2.0], "Mt CO2e", base.evidence)
    assert found.kind == "scenario" and found.values == (1.0, 2.0) and found.sources == base.evidence.sources
