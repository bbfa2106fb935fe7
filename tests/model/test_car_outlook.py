from __future__ import annotations

import numpy as np
import pytest

from hkzero.measure import Kind
from hkzero.model import car_outlook
from hkzero.model.car_outlook import GONE_BELOW, QUESTIONS, central, dial, ranges


@pytest.fixture(scope="module")
def answers(database):
    from hkzero.store import open_store

    store = open_store(database)
    return [store.ask(name) for name in QUESTIONS]


def ahead(answers, **chosen):
    return car_outlook.outlook(*answers, **({"end_year": 2035} | central(ranges(answers[-1])) | chosen))


def test_it_starts_from_the_cars_registered(answers):
    # Transport Department Table 4.1(a), June 2026: 174,840 electric of 647,162 private cars
    found = ahead(answers)
    for run in (found.chosen, found.early, found.late):
        assert run.years[0] == 2026.5
        assert (run.electric[0], run.electric[0] + run.fossil[0]) == pytest.approx((174_840, 647_162))


def test_past_registrations_explain_todays_fleet(answers):
    assert ahead(answers).chosen.fit == pytest.approx(1, abs=0.05)


def test_the_range_holds_every_choice_it_offers(answers):
    bounds = ranges(answers[-1])
    for lifetime in bounds[car_outlook.LIFETIME]:
        for share in bounds[car_outlook.SHARE]:
            found = ahead(answers, lifetime_years=lifetime, share_before_end=share)
            assert found.early.gone <= found.chosen.gone <= found.late.gone
            left, few, many = found.left_in(2050)
            assert few <= left <= many


def test_nearly_gone_is_under_a_hundredth_and_stays_so(answers):
    run = ahead(answers).chosen
    after = run.years >= run.gone
    limit = GONE_BELOW * run.fossil[0]
    assert (run.fossil[after] <= limit).all() and run.fossil[~after][-1] > limit


def test_an_earlier_end_never_leaves_more(answers):
    early, late = (ahead(answers, end_year=year).chosen for year in (2030, 2040))
    assert (early.fossil <= late.fossil + 1e-6).all() and early.gone < late.gone


def test_it_is_a_scenario_and_names_what_it_rests_on(answers):
    evidence = ahead(answers).evidence
    assert evidence.kind is Kind.SCENARIO
    assert {"henrywzh_td_mtr", "leraffl_hk", "hao_2010"} <= set(evidence.sources)


def test_the_fleet_stays_finite_and_positive(answers):
    for run in (ahead(answers).chosen, ahead(answers).early, ahead(answers).late):
        assert np.isfinite(run.fossil).all() and (run.fossil >= 0).all() and (run.electric >= 0).all()


def test_dials_are_whole_where_the_range_is():
    assert dial({"a": (75.0, 90.0, 99.0)}, "a") == (75, 99, 90)
    assert dial({"a": (12.0, 14.5, 18.0)}, "a") == (12.0, 18.0, 14.5)
