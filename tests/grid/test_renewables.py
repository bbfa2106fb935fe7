"""Sun and wind by hour: published months, the capacity factor asked for, night and calm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.grid import hourly_shapes, renewables


@pytest.fixture(scope="module")
def months(store):
    return store.ask("hourly_weather")


@pytest.fixture(scope="module")
def when(store):
    return hourly_shapes.calendar(store.ask("general_holidays"))


@pytest.fixture(scope="module")
def weather(store, months, when):
    return hourly_shapes.weather(months, hourly_shapes.parameters(store.ask("hourly_assumptions")), when)


def test_the_sun_is_highest_in_june_and_down_at_night() -> None:
    clear = renewables.clear_sky().reshape(365, 24)
    assert (clear[:, [0, 1, 2, 3, 4, 20, 21, 22, 23]] == 0).all()
    assert clear[171].max() > clear[354].max() > 500  # 21 June, 21 December
    assert np.isin(clear.argmax(1), (11, 12)).all()  # the sun is highest about 12:20 in Hong Kong
    assert 900 < clear.max() < 1100


def test_each_month_has_the_radiation_that_was_measured(months, when, weather) -> None:
    output = renewables.solar(months, weather, when, 0.25, 0.11)
    measured = months.frame.set_index("month")["radiation"]
    for month in range(1, 13):
        share = output[when.month == month].sum() / output.sum()
        assert share == pytest.approx(measured[month] / measured.sum(), rel=1e-6)
    assert output.mean() == pytest.approx(0.11) and 0 <= output.min() and output.max() < 1


def test_days_differ_and_clear_ones_are_no_brighter_than_a_clear_sky(months, when, weather) -> None:
    output = renewables.solar(months, weather, when, 0.25, 0.11).reshape(365, 24).sum(1)
    clear = renewables.clear_sky().reshape(365, 24).sum(1)
    clearness = output / clear
    assert (clearness <= clearness.max() + 1e-12).all() and clearness.std() / clearness.mean() > 0.1


def test_a_month_brighter_than_a_clear_sky_is_refused(months, when, weather) -> None:
    frame = months.frame.copy()
    frame.loc[frame["month"] == 1, "radiation"] = 900.0
    with pytest.raises(ValueError, match="radiation of month 1"):
        renewables.solar(replace(months, frame=frame), weather, when, 0.25, 0.11)


def test_a_month_without_radiation_is_refused(months, when, weather) -> None:
    frame = months.frame.copy()
    frame.loc[frame["month"] == 5, "radiation"] = float("nan")
    with pytest.raises(ValueError, match="radiation of month 5"):
        renewables.solar(replace(months, frame=frame), weather, when, 0.25, 0.11)


@given(factor=st.floats(0.15, 0.5), shape=st.floats(1.8, 2.3))
def test_wind_has_the_capacity_factor_asked_for(store_of_wind, factor: float, shape: float) -> None:
    months, weather, when = store_of_wind
    output = renewables.wind(months, weather, when, shape, factor)
    assert output.mean() == pytest.approx(factor, abs=1e-6) and 0 <= output.min() and output.max() <= 1


@pytest.fixture(scope="module")
def store_of_wind(months, weather, when) -> tuple:
    return months, weather, when


def test_windy_months_give_more(months, when, weather) -> None:
    output = renewables.wind(months, weather, when, 2.0, 0.304)
    by_month = np.array([output[when.month == month].mean() for month in range(1, 13)])
    assert by_month.argmax() + 1 == months.frame.set_index("month")["wind"].idxmax()


def test_a_capacity_factor_beyond_the_winds_is_refused(months, when, weather) -> None:
    with pytest.raises(ValueError, match="beyond these winds"):
        renewables.wind(months, weather, when, 2.0, 0.99)
