"""A project put to the question: what it rests on, what moves it, and what of the terms is refused."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model import project_study, projects
from hkzero.model.carbon_price import PricePath
from hkzero.model.project_study import INTENSITY, checked_financing, checked_rate, study
from hkzero.model.projects import GRID, BadInput
from hkzero.store import Store

# A synthetic grid that becomes clean, and two synthetic prices.
OUTCOME = SimpleNamespace(years=np.arange(2025, 2051), series={INTENSITY: np.linspace(0.5, 0.0, 26)[None]})
NONE, RISING = PricePath("none", (2024,), (0.0,)), PricePath("rising", (2024, 2034), (0.0, 1000.0))


@pytest.fixture(scope="module")
def known(store: Store):
    """Return the kinds of project as the register has them."""
    return projects.kinds(store.ask("project_inputs"))


def test_series_are_those_of_the_scenario_and_the_path_by_age(known) -> None:
    found = study(known["retrofit"], {}, OUTCOME, RISING, start_year=2030)
    assert found.grid[0] == pytest.approx(0.4) and set(found.grid[20:]) == {0.0}
    assert found.carbon[0] == pytest.approx(600) and found.carbon[10] == 1000
    tonnes, revenue = found.project.values["avoided_t"], found.appraisal.carbon_revenue_hkd
    assert revenue == pytest.approx(tonnes * found.carbon[: len(tonnes)]) and revenue[1] > 0


def test_only_what_has_a_range_is_moved_and_its_own_value_is_the_middle(known) -> None:
    kind = known["rooftop_solar"]
    found = study(kind, {}, OUTCOME, RISING)
    moved = {one.input_id for one in kind.inputs if one.low < one.high}
    assert {swing.input_id for swing in found.swings} == moved and "capacity_kw" not in moved
    cost = next(swing for swing in found.swings if swing.input_id == "capital_hkd_per_kw")
    assert cost.at_low > found.appraisal.net_present_value_hkd > cost.at_high
    dear = study(kind, {"capital_hkd_per_kw": cost.high_value}, OUTCOME, RISING)
    assert dear.appraisal.net_present_value_hkd == pytest.approx(cost.at_high, rel=1e-9)


def test_a_publication_is_named_only_for_what_it_gave(known) -> None:
    kind = known["electric_taxi"]
    assert "emsd_autolpg_202408" in study(kind, {}, OUTCOME, NONE).sources
    assert "emsd_autolpg_202408" not in study(kind, {"lpg_hkd_per_l": 4}, OUTCOME, NONE).sources


def test_money_that_comes_first_is_told(known) -> None:
    assert study(known["district_cooling"], {}, OUTCOME, NONE).begins_with_a_gain
    assert not study(known["battery"], {}, OUTCOME, NONE).begins_with_a_gain


def test_rows_and_result_can_be_written_down(known) -> None:
    found = study(known["battery"], {"life_years": 10}, OUTCOME, RISING,
                  financing=checked_financing(known["battery"], {}, 0.5, 0.03, None))
    rows, told = project_study.rows(found), project_study.told(found)
    assert len(rows) == 11 and rows[0]["year"] == 2026 and rows[-1]["age"] == 10
    assert {GRID, "flow_hkd", "owners_flow_hkd", "discharged_kwh"} <= set(rows[0])
    assert told["set"] == {"life_years": 10} and told["result"]["payback_years"] is None
    assert told["debt"]["term_years"] == 10 and told["result"]["owners"]["least_cover"] is not None


def test_titles_are_in_the_language_asked_for(store: Store) -> None:
    answer = store.ask("project_inputs")
    assert project_study.titles(answer, "battery", "en")["capacity_kwh"] == "Capacity"
    assert project_study.titles(answer, "battery", "zh_hant")["capacity_kwh"] == "電池容量"


@pytest.mark.parametrize(("field", "value"), [("rate", -0.01), ("rate", 0.31), ("rate", "four"), ("rate", None),
                                              ("rate", float("inf"))])
def test_a_rate_that_makes_no_sense_is_refused(field: str, value) -> None:
    with pytest.raises(BadInput) as refused:
        checked_rate(value)
    assert refused.value.field == field and "0.04 is 4 %" in refused.value.expected


@pytest.mark.parametrize(("terms", "field"), [
    ((1.1, 0.03, 5), "debt_share"), (("all", 0.03, 5), "debt_share"), ((0.5, 0.5, 5), "coupon"),
    ((0.5, 0.03, 13), "term_years"), ((0.5, 0.03, 0), "term_years"), ((0.5, 0.03, 2.5), "term_years"),
])
def test_terms_that_make_no_sense_are_refused(known, terms, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_financing(known["battery"], {}, *terms)
    assert refused.value.field == field


def test_without_a_term_it_is_ten_years_or_the_life(known) -> None:
    assert checked_financing(known["battery"], {}, 0.5, 0.03, None).term_years == 10
    assert checked_financing(known["battery"], {"life_years": 6}, 0.5, 0.03, None).term_years == 6
    assert checked_financing(known["battery"], {}, 0, 0.03, None) is None


@settings(deadline=None, max_examples=25)
@given(rate=st.floats(0, 0.3), start=st.integers(2022, 2050), share=st.floats(0, 1), coupon=st.floats(0, 0.3),
       kind_id=st.sampled_from(["rooftop_solar", "electric_bus", "battery", "district_cooling"]))
def test_the_net_present_value_is_the_discounted_flow(known, rate, start, share, coupon, kind_id) -> None:
    kind = known[kind_id]
    found = study(kind, {}, OUTCOME, RISING, start_year=start, rate=rate,
                  financing=checked_financing(kind, {}, share, coupon, None))
    flow = found.appraisal.flow_hkd
    discounted = float(np.sum(flow / (1 + rate) ** np.arange(len(flow))))
    assert found.appraisal.net_present_value_hkd == pytest.approx(discounted, rel=1e-9, abs=1e-3)
