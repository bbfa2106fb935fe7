"""The calendar, the shapes and the weather that hours are made from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.grid import hourly_shapes
from hkzero.grid.case import HOURS
from hkzero.grid.hourly_shapes import DAY_TYPES


@pytest.fixture(scope="module")
def answers(store) -> dict:
    return {name: store.ask(name) for name in
            ("hourly_shapes", "hourly_assumptions", "hourly_weather", "general_holidays")}


@pytest.fixture(scope="module")
def when(answers):
    return hourly_shapes.calendar(answers["general_holidays"])


@pytest.fixture(scope="module")
def weather(answers, when):
    return hourly_shapes.weather(answers["hourly_weather"], hourly_shapes.parameters(answers["hourly_assumptions"]),
                                 when)


def kind_of(when, day: str) -> str:
    at = int(np.flatnonzero(when.starts == np.datetime64(day, "h"))[0])
    return DAY_TYPES[when.day_type[at]]


def test_the_year_has_8760_hours_one_after_the_other(when) -> None:
    assert when.starts.shape == (HOURS,) and (np.diff(when.starts) == np.timedelta64(1, "h")).all()
    assert str(when.starts[0]) == "2025-01-01T00" and str(when.starts[-1]) == "2025-12-31T23"
    assert np.bincount(when.month)[1:].tolist() == [744, 672, 744, 720, 744, 720, 744, 744, 720, 744, 720, 744]


@pytest.mark.parametrize(("day", "kind"), [
    ("2025-01-02", "working_day"),  # Thursday
    ("2025-01-04", "saturday"),
    ("2025-01-05", "rest_day"),  # Sunday
    ("2025-01-29", "rest_day"),  # Lunar New Year's Day, a Wednesday
    ("2025-05-31", "rest_day"),  # Tuen Ng Festival, a Saturday
    ("2025-12-25", "rest_day"),
])
def test_holidays_and_sundays_are_rest_days(when, day: str, kind: str) -> None:
    assert kind_of(when, day) == kind


def test_the_year_has_its_general_holidays(answers) -> None:
    assert len(answers["general_holidays"].frame) == 17  # General Holidays Ordinance, Cap. 149


def test_a_week_of_every_central_shape_has_a_mean_of_one(answers) -> None:
    for (user, part), shape in hourly_shapes.shapes(answers["hourly_shapes"]).items():
        assert shape.shape == (3, 24), (user, part)
        assert np.average(shape.mean(1), weights=(5, 1, 1)) == pytest.approx(1, abs=2e-3), (user, part)


def test_the_flat_shape_is_nearer_to_the_mean_than_the_uneven_one(answers) -> None:
    flat, central, uneven = (hourly_shapes.shapes(answers["hourly_shapes"], which)
                             for which in ("low", "central", "high"))
    for name, shape in central.items():
        assert (np.abs(flat[name] - 1) <= np.abs(shape - 1) + 1e-3).all(), name
        assert uneven[name].max() >= shape.max(), name


def test_contrast_multiplies_the_distance_from_the_mean() -> None:
    shape = {("anyone", "base"): np.array([0.4, 1.0, 1.6])}  # synthetic
    assert hourly_shapes.contrasted(shape, 2)["anyone", "base"].tolist() == pytest.approx([0, 1, 2.2])
    assert hourly_shapes.contrasted(shape, 1)["anyone", "base"].tolist() == pytest.approx([0.4, 1, 1.6])


def test_a_shape_without_an_hour_is_refused(answers) -> None:
    frame = answers["hourly_shapes"].frame
    short = replace(answers["hourly_shapes"], frame=frame[~((frame["user_type"] == "rail") & (frame["hour"] == 3))])
    with pytest.raises(ValueError, match="rail, base lacks hours"):
        hourly_shapes.shapes(short)


def test_an_unknown_range_is_refused(answers) -> None:
    with pytest.raises(ValueError, match="extreme"):
        hourly_shapes.shapes(answers["hourly_shapes"], "extreme")


def test_only_what_makes_a_year_uneven_follows_the_range(answers) -> None:
    central, high = (hourly_shapes.parameters(answers["hourly_assumptions"], which) for which in ("central", "high"))
    changed = {name for name in central if central[name] != high[name]}
    assert changed == {"losses_square_share", *(f"daily_spread_temperature_{month:02}" for month in range(1, 13))}


def test_each_month_has_its_published_mean_temperature(answers, when, weather) -> None:
    published = answers["hourly_weather"].frame.set_index("month")["temperature"]
    for month in range(1, 13):
        assert weather.temperature[when.month == month].mean() == pytest.approx(published[month], abs=1e-9)
        assert weather.daily_temperature[when.month_of_day == month].mean() == pytest.approx(published[month], abs=1e-9)


def test_a_month_without_a_published_temperature_takes_the_normal_and_says_so(answers) -> None:
    frame = answers["hourly_weather"].frame.set_index("month")
    assert frame.index[frame["is_normal"]].tolist() == [2, 11, 12]
    assert (frame.loc[[2, 11, 12], "note"] == "temperature is the normal of 1981-2010").all()
    assert frame.loc[1, "temperature"] == 17.1  # hko_month_202501


def test_afternoons_are_warmer_than_nights_by_the_normal_range(answers, when, weather) -> None:
    by_hour = weather.temperature.reshape(-1, 24).mean(0)
    assert by_hour.argmax() == 14 and by_hour.argmin() == 2
    assert by_hour.max() - by_hour.min() == pytest.approx(answers["hourly_weather"].frame["range"].mean(), abs=0.1)


def test_the_weather_is_the_same_every_time(answers, when, weather) -> None:
    again = hourly_shapes.weather(answers["hourly_weather"],
                                  hourly_shapes.parameters(answers["hourly_assumptions"]), when)
    assert (again.temperature == weather.temperature).all() and (again.wind == weather.wind).all()


def test_another_seed_is_another_course_of_days_within_the_same_months(answers, when, weather) -> None:
    other = hourly_shapes.weather(answers["hourly_weather"],
                                  hourly_shapes.parameters(answers["hourly_assumptions"]), when, seed=7)
    assert not np.allclose(other.daily_temperature, weather.daily_temperature)
    for month in range(1, 13):
        inside = when.month == month
        assert other.temperature[inside].mean() == pytest.approx(weather.temperature[inside].mean())
