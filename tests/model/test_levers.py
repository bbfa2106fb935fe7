"""Levers: their levels, and the years in which a setting takes effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind
from hkzero.model.levers import LEVELS, SHAPES, Lever, Levers, Setting, UnknownLever, levers, schedules

YEARS = np.arange(2024, 2061)
YEAR = st.integers(2024, 2060)
VALUE = st.floats(-1e6, 1e6)


def lever(lever_id: str = "b_test", frozen: float = 0, limit: float = 100, unit: str = "%", **other) -> Lever:
    words = {"en": "Test", "zh_hant": "測試", "zh_hans": "测试"}
    stated = {"current": frozen, "announced": (frozen + limit) / 2, "ambitious": limit, "start_year": 2026,
              "end_year": 2036, "shape": "linear"} | other
    return Lever(lever_id=lever_id, group="buildings", unit=unit, title=words, guidance=words, frozen=frozen,
                 limit=limit, cost_basis="none", basis="judgement", source_id="", note="judgement", **stated)


def row(**setting) -> np.ndarray:
    """Return the one schedule of one lever from 0 to 100."""
    values = schedules(Levers([lever()]), [{"b_test": Setting(**setting)}], YEARS)
    assert values.shape == (1, 1, YEARS.size)
    return values[0, 0]


@pytest.fixture
def answer() -> Answer:
    frame = pd.DataFrame([{
        "lever_id": "e_coal", "lever_group": "electricity", "title_en": "Coal", "title_zh_hant": "煤",
        "title_zh_hans": "煤炭", "guidance_en": None, "guidance_zh_hant": float("nan"), "guidance_zh_hans": "说明",
        "frozen": 2100.0, "current": 2040.0, "announced": 2035.0, "ambitious": 2030.0, "limit": 2029.0, "unit": "year",
        "start_year": 2024, "end_year": 2024, "shape": "step", "cost_basis": "none", "cost_item": None,
        "cost_assumption": None,
        "basis": "source", "source_id": "plan_2050", "note": "why", "frozen_source_id": None,
        "current_source_id": None, "announced_source_id": "plan_2050", "ambitious_source_id": None,
        "limit_source_id": None,
    }])
    return Answer(frame, "", Kind.ASSUMED, (), ("plan_2050",), (), ())


def test_read_from_an_answer(answer) -> None:
    read = levers(answer)
    assert read.ids == ("e_coal",)
    coal = read.find("e_coal")
    assert coal.title["zh_hant"] == "煤" and coal.guidance == {"en": "", "zh_hant": "", "zh_hans": "说明"}
    assert coal.range == (2029.0, 2100.0)
    assert coal.level_sources["announced"] == "plan_2050" and coal.level_sources["limit"] == ""
    assert coal.at("ambitious") == Setting(2030.0, 2024, 2024, "step")


def test_a_date_holds_throughout_whenever_it_begins(answer) -> None:
    values = schedules(levers(answer), [{"e_coal": Setting(2035, 2040, 2050, "linear")}, {}], YEARS)
    assert (values[0, 0] == 2035).all() and (values[1, 0] == 2100).all()


def test_linear_goes_in_equal_parts() -> None:
    values = row(value=50, start_year=2030, end_year=2040)
    assert values[YEARS == 2029] == 0 and values[YEARS == 2030] == 0
    assert values[YEARS == 2035] == pytest.approx(25) and values[YEARS == 2033] == pytest.approx(15)
    assert (values[YEARS >= 2040] == 50).all()


def test_an_s_curve_begins_and_ends_slowly() -> None:
    values = row(value=100, start_year=2030, end_year=2040, shape="s_curve")
    # 3t² - 2t³ at t = 0.1, 0.5, 0.9.
    expected = [2.8, 50.0, 97.2]
    assert values[np.isin(YEARS, (2031, 2035, 2039))] == pytest.approx(expected)


def test_a_step_is_made_in_its_start_year() -> None:
    values = row(value=100, start_year=2030, end_year=2040, shape="step")
    assert (values[YEARS < 2030] == 0).all() and (values[YEARS >= 2030] == 100).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_start_and_end_in_one_year_is_a_step(shape: str) -> None:
    values = row(value=100, start_year=2030, end_year=2030, shape=shape)
    assert (values[YEARS < 2030] == 0).all() and (values[YEARS >= 2030] == 100).all()


def test_each_scenario_and_lever_has_its_own() -> None:
    both = Levers([lever("b_one"), lever("b_two", frozen=10, limit=-20)])
    settings = [{}, {"b_two": both.find("b_two").at("limit")}, {"b_one": both.find("b_one").at(40)}]
    values = schedules(both, settings, YEARS)
    assert values.shape == (3, 2, YEARS.size)
    assert values[:, :, -1].tolist() == [[0, 10], [0, -20], [40, 10]]


def test_no_scenario_is_no_schedule() -> None:
    assert schedules(Levers([lever()]), [], YEARS).shape == (0, 1, YEARS.size)


@given(frozen=VALUE, value=VALUE, first=YEAR, second=YEAR, shape=st.sampled_from(SHAPES))
def test_stays_between_its_ends_never_turns_back_and_arrives(frozen, value, first, second, shape) -> None:
    start, end = min(first, second), max(first, second)
    one = Levers([lever(frozen=frozen, limit=value)])
    values = schedules(one, [{"b_test": Setting(value, start, end, shape)}], YEARS)[0, 0]
    assert min(frozen, value) <= values.min() and values.max() <= max(frozen, value)
    assert (values[YEARS < start] == frozen).all()
    assert (values[YEARS >= end] == value).all()
    steps = np.diff(values)
    assert (steps >= 0).all() if value >= frozen else (steps <= 0).all()


@pytest.mark.parametrize(("setting", "says"), [
    ({"value": 1, "start_year": 2030, "end_year": 2029}, "2029"),
    ({"value": 1, "start_year": 2030, "end_year": 2031, "shape": "wave"}, "wave"),
    ({"value": float("nan"), "start_year": 2030, "end_year": 2031}, "nan"),
    ({"value": float("inf"), "start_year": 2030, "end_year": 2031}, "inf"),
])
def test_a_setting_that_makes_no_sense_is_refused(setting, says) -> None:
    with pytest.raises(ValueError, match=says):
        Setting(**setting)


def test_an_unknown_lever_names_the_closest() -> None:
    known = Levers([lever("t_electric_cars"), lever("e_grid_losses")])
    with pytest.raises(UnknownLever, match="did you mean t_electric_cars"):
        schedules(known, [{"t_electric_car": Setting(1, 2030, 2031)}], YEARS)
    with pytest.raises(UnknownLever) as error:
        known.find("xyzzy")
    assert "did you mean" not in str(error.value)


def test_an_id_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Levers([lever("b_one"), lever("b_one")])


def test_levels_by_name_and_values_within_the_range() -> None:
    one = lever(frozen=0, limit=-40)
    assert [one.level(name) for name in LEVELS] == [0, 0, -20, -40, -40]
    assert one.at(-12.5).value == -12.5
    with pytest.raises(ValueError, match="ambitous"):
        one.at("ambitous")
    for outside in (1, -41):
        with pytest.raises(ValueError, match="between -40 and 0"):
            one.at(outside)
