"""The hourly year adds up to its account, and its load follows the day, the week, the weather and the bills."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.grid import hourly_shapes, hourly_year
from hkzero.grid.case import HOURS, ZONES
from hkzero.measure import Kind
from hkzero.model import engine, hindcast
from hkzero.model.levers import levers, schedules
from hkzero.model.scenario import read, resolve
from hkzero.model.transport_fleet import CLASSES

FIRM_USERS = ("residential", "commercial", "industrial", "street_lighting", "rail")


@pytest.fixture(scope="module")
def answers(store) -> dict:
    names = {*hourly_year.QUESTIONS, *hindcast.QUESTIONS, "levers", "scenarios"}
    return {name: store.ask(name) for name in names}


@pytest.fixture(scope="module")
def outcomes(answers) -> dict:
    known = levers(answers["levers"])
    base = engine.base(answers, known)
    frame = answers["scenarios"].frame
    named = {name: read(text, known) for name, text in zip(frame["scenario_id"], frame["text"], strict=True)}
    return {name: engine.run(base, schedules(known, [resolve(named[name], named, known)], base.years))
            for name in ("frozen_2024", "announced_targets")}


@pytest.fixture(scope="module")
def shared(answers) -> hourly_year.Ground:
    return hourly_year.ground(answers)


@pytest.fixture(scope="module")
def year_2035(answers, outcomes):
    return hourly_year.of_scenario(answers, outcomes["announced_targets"], "announced_targets", 2035)


@pytest.mark.parametrize("which", ["low", "central", "high"])
@pytest.mark.parametrize(("name", "year"), [("frozen_2024", 2025), ("announced_targets", 2035),
                                            ("announced_targets", 2050)])
def test_the_hours_add_up_to_the_scenarios_account(answers, outcomes, name: str, year: int, which: str) -> None:
    outcome = outcomes[name]
    hours = hourly_year.of_scenario(answers, outcome, name, year, which)
    at = list(outcome.years).index(year)
    series = outcome.series
    wanted = series["demand_gwh"][0, at] + series["losses_gwh"][0, at]
    assert hours.load_mw.sum() / 1e3 == pytest.approx(wanted, rel=1e-9)
    assert hours.losses_mw.sum() / 1e3 == pytest.approx(series["losses_gwh"][0, at], rel=1e-9)
    for user, account in (("residential", "demand_residential_gwh"), ("rail", "rail_gwh")):
        assert hours.demand_mw[user].sum() / 1e3 == pytest.approx(series[account][0, at], rel=1e-9)
    moving = [name for name in hours.demand_mw if name in ("rail", "vessels") or name.startswith("electric_vehicles_")]
    assert sum(hours.demand_mw[name].sum() for name in moving) / 1e3 == pytest.approx(
        series["demand_transport_gwh"][0, at], rel=1e-9)
    assert (hours.scenario, hours.year, hours.is_measured) == (name, year, False)


def test_an_hourly_year_is_finite_and_never_negative(year_2035) -> None:
    for name, load in (*year_2035.demand_mw.items(), ("losses", year_2035.losses_mw)):
        assert load.shape == (HOURS,) and np.isfinite(load).all() and (load >= 0).all(), name
    assert set(year_2035.demand_mw) == {*FIRM_USERS, "vessels", *(f"electric_vehicles_{name}" for name in CLASSES)}


def test_the_shares_of_the_zones_add_up_to_one(year_2035) -> None:
    assert tuple(year_2035.zone_share) == ZONES
    assert sum(year_2035.zone_share.values()) == pytest.approx(1)
    # HK Electric sold 9,914 GWh of the 45.7 TWh of 2025 (utility_sales, csd_915_91201)
    weighted = (year_2035.zone_share["hk_electric"] * year_2035.load_mw).sum() / year_2035.load_mw.sum()
    assert weighted == pytest.approx(9914 / 45676, abs=0.01)


def test_offices_weigh_more_on_hong_kong_island_by_day(year_2035) -> None:
    by_hour = year_2035.zone_share["hk_electric"].reshape(-1, 24).mean(0)
    assert by_hour[14] > by_hour[4]


def test_it_says_that_it_is_assumed_and_what_it_rests_on(year_2035) -> None:
    assert year_2035.evidence.kind is Kind.ASSUMED
    assert {"csd_915_91201", "hko_kp_gsr", "hke_sales_by_type"} <= set(year_2035.evidence.sources)


def test_the_most_uneven_year_has_the_highest_peak(answers, outcomes) -> None:
    peaks = [hourly_year.of_scenario(answers, outcomes["frozen_2024"], "frozen_2024", 2025, which).load_mw.max()
             for which in ("low", "central", "high")]
    assert peaks[0] < peaks[1] < peaks[2]


def test_the_peak_is_on_a_hot_working_day(year_2035, shared) -> None:
    at = int(year_2035.load_mw.argmax())
    assert shared.calendar.day_type[at] == 0 and shared.calendar.month[at] in (6, 7, 8, 9)
    assert year_2035.temperature_celsius[at] > 30 and 10 <= shared.calendar.hour[at] <= 20


def test_commerce_is_busy_by_day_and_homes_in_the_evening(year_2035) -> None:
    by_hour = {name: year_2035.demand_mw[name].reshape(-1, 24).mean(0) for name in ("residential", "commercial")}
    assert 9 <= by_hour["commercial"].argmax() <= 18 and 19 <= by_hour["residential"].argmax() <= 23


def test_losses_are_a_larger_share_at_the_peak(year_2035) -> None:
    share = year_2035.losses_mw / (year_2035.load_mw - year_2035.losses_mw)
    assert share[year_2035.load_mw.argmax()] > share[year_2035.load_mw.argmin()]


@given(gwh=st.fixed_dictionaries({name: st.floats(0, 50_000) for name in ("residential", "commercial", "industrial",
                                                                          "rail", "electric_vehicles_bus")}),
       losses=st.floats(0, 5_000), growth=st.floats(0.2, 3))
def test_any_account_is_met(shared, gwh: dict, losses: float, growth: float) -> None:
    gwh = gwh | {"commercial": gwh["commercial"] + 1}
    account = gwh | {"losses": losses, "cooling_growth": growth}
    year = hourly_year.hourly_year(shared, account, scenario="any", year=2040)
    assert year.load_mw.sum() / 1e3 == pytest.approx(sum(gwh.values()) + losses, rel=1e-9)
    assert (year.load_mw >= 0).all()


def test_more_cooling_moves_load_into_the_summer(shared) -> None:
    gwh = {"residential": 12_000.0, "commercial": 31_000.0, "losses": 2_400.0}
    summers = []
    for growth in (0.5, 1.0, 2.0):
        year = hourly_year.hourly_year(shared, gwh | {"cooling_growth": growth}, scenario="any", year=2040)
        summers.append(year.load_mw[shared.calendar.month == 7].sum())
    assert summers[0] < summers[1] < summers[2]


def test_a_user_without_a_shape_is_named(shared) -> None:
    with pytest.raises(KeyError, match="spaceport"):
        hourly_year.hourly_year(shared, {"commercial": 1.0, "spaceport": 1.0, "losses": 0.0}, scenario="any", year=2040)


def test_a_negative_account_is_refused(shared) -> None:
    with pytest.raises(ValueError, match="negative electricity of residential"):
        hourly_year.hourly_year(shared, {"residential": -1.0, "losses": 0.0}, scenario="any", year=2040)


def test_a_year_that_was_not_run_is_refused(answers, outcomes) -> None:
    with pytest.raises(ValueError, match="1999"):
        hourly_year.of_scenario(answers, outcomes["frozen_2024"], "frozen_2024", 1999)


def test_the_lag_of_bills_is_undone_where_it_is_known(shared) -> None:
    """Synthetic months with a known base, cooling and lag: the parts come back."""
    when, weather = shared.calendar, shared.weather
    known = {"balance_temperature_residential": 24.0, "billing_lag_residential": 0.3}
    days, warm = hourly_year.degree_days(weather, when, 24.0)
    base, cooling = 20 * days, 6 * warm
    billed = base + 0.7 * cooling + 0.3 * np.roll(cooling, 1)
    found = hourly_year.month_parts("residential", billed, weather, when, known)
    assert found[0] == pytest.approx(base) and found[1] == pytest.approx(cooling)
    # Taken as used in the month of the bill, October would be too hot and May too cold.
    unaware = hourly_year.month_parts("residential", billed, weather, when, known | {"billing_lag_residential": 0.0})
    assert sum(unaware)[10] > sum(found)[10] and sum(unaware)[4] < sum(found)[4]


def test_months_of_the_weather_year_keep_the_published_sum(shared, answers) -> None:
    frame = answers["monthly_consumption"].frame
    months = frame[frame["period"].str.startswith(str(hourly_shapes.WEATHER_YEAR))]
    for user, published in hourly_year.PUBLISHED_AS.items():
        total = months[months["user_type"] == published]["value"].sum()
        assert (shared.base_gwh[user] + shared.cooling_gwh[user]).sum() == pytest.approx(total)
        assert (shared.base_gwh[user] > 0).all() and (shared.cooling_gwh[user] >= -1e-9).all()
