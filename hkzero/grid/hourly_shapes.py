"""The calendar, the hours of the day by user and the weather that a modelled year is made from.

No hourly curve of Hong Kong by user was found in a publication that may be used. The shapes are declared assumptions
(data/hourly_shapes.csv) with a flattest and a most uneven curve held possible; so is how days differ from each other.
Every modelled year has the calendar and the weather of 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import HOURS, Array
from hkzero.measure import Answer

WEATHER_YEAR = 2025
DAYS = HOURS // 24
DAY_TYPES = ("working_day", "saturday", "rest_day")
WARMEST_HOUR = 14  # of the day; the coolest is twelve hours away in a sine
SUN_AND_HEAT = range(5, 11)  # months in which hot days are the sunny ones
# One fixed sequence of days for every run: two runs differ by what was changed, never by chance.
SEED_OF_DAYS = 2025


class ShapeRange(StrEnum):
    """Which end of the assumptions about hours is taken: low = the flattest year, high = the most uneven one."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


COLUMN = {ShapeRange.LOW: "flat", ShapeRange.CENTRAL: "value", ShapeRange.HIGH: "uneven"}
# What follows the range; all other parameters of the hourly year stay central.
RANGED = ("losses_square_share", "daily_spread_temperature_")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of a year of 365 days: `starts` (hours,) local time; `hour`, `month` (1-12), `day` (0-364) of each.

    `day_type` (hours,) is the place in DAY_TYPES: Sundays and general holidays are rest days.
    """

    starts: NDArray[np.datetime64]
    hour: NDArray[np.int64]
    month: NDArray[np.int64]
    day: NDArray[np.int64]
    day_type: NDArray[np.int64]

    @property
    def month_of_day(self) -> NDArray[np.int64]:
        """The month (1-12) of each day, (days,)."""
        return self.month[::24]


@dataclass(frozen=True, slots=True)
class Weather:
    """Weather: `temperature` (hours,) and `daily_temperature` (days,) in °C, `sky` (days,), `wind` (hours,).

    `sky` is the departure of a day's clearness from its month's, in standard deviations; `wind` the wind's rank within
    its month, from 0 to 1.
    """

    temperature: Array
    daily_temperature: Array
    sky: Array
    wind: Array


def calendar(holidays: Answer) -> Calendar:
    """Return the calendar of the weather year, with the general holidays as published."""
    first = np.datetime64(f"{WEATHER_YEAR}-01-01", "h")
    starts = first + np.arange(HOURS)
    days = starts[::24].astype("datetime64[D]")
    # The first day of Unix time was a Thursday; Monday is 0.
    weekday = (days.astype(np.int64) + 3) % 7
    closed = np.isin(days, np.array([str(day)[:10] for day in holidays.frame["date"]], dtype="datetime64[D]"))
    kind = np.where(closed | (weekday == 6), 2, np.where(weekday == 5, 1, 0))
    month = starts.astype("datetime64[M]").astype(np.int64) % 12 + 1
    return Calendar(starts, np.arange(HOURS) % 24, month, np.arange(HOURS) // 24, np.repeat(kind, 24))


def shapes(answer: Answer, shape_range: ShapeRange | str = ShapeRange.CENTRAL) -> dict[tuple[str, str], Array]:
    """Return the shape of each (user, part), (day types, 24), 1 = the mean hour of a week without holidays.

    KeyError for a user whose table lacks a kind of day, ValueError for one that lacks an hour.
    """
    column = COLUMN[ShapeRange(shape_range)]
    found = {}
    for (user, part), rows in answer.frame.groupby(["user_type", "part"]):
        by_day = {kind: group.sort_values("hour")[column].to_numpy(dtype=float)
                  for kind, group in rows.groupby("day_type")}
        if short := [kind for kind in DAY_TYPES if len(by_day[kind]) != 24]:
            raise ValueError(f"the shape of {user}, {part} lacks hours on {', '.join(short)}")
        found[user, part] = np.stack([by_day[kind] for kind in DAY_TYPES])
    return found


def contrasted(shapes: Mapping[tuple[str, str], Array], contrast: float) -> dict[tuple[str, str], Array]:
    """Return shapes with the distance of every hour from the mean multiplied; no hour falls below nothing."""
    return {name: np.maximum(1 + contrast * (shape - 1), 0.0) for name, shape in shapes.items()}


def parameters(answer: Answer, shape_range: ShapeRange | str = ShapeRange.CENTRAL) -> dict[str, float]:
    """Return the parameters of the hourly year; those that make it flat or uneven at the end of the range asked for."""
    frame = answer.frame.set_index("parameter_id")
    ranged = frame["value" if shape_range == ShapeRange.CENTRAL else ShapeRange(shape_range).value]
    return {name: float(ranged[name] if name.startswith(RANGED) else frame["value"][name]) for name in frame.index}


def weather(months: Answer, known: Mapping[str, float], when: Calendar, seed: int = SEED_OF_DAYS) -> Weather:
    """Return the weather of each hour from monthly means, a course of days by chance and a daily range.

    The mean of each month is the published one. Days depart from it by a first-order autoregression with a seed;
    the hour follows a sine with the normal daily range (maximum less minimum).
    """
    frame = months.frame.sort_values("month")
    mean, daily_range = (frame[name].to_numpy(dtype=float) for name in ("temperature", "range"))
    chance = np.random.default_rng(seed).standard_normal((2, DAYS))
    month = when.month_of_day
    warm = _standardised(_autoregression(chance[0], known["daily_persistence_temperature"]), month)
    together = np.where(np.isin(month, list(SUN_AND_HEAT)), known["sun_temperature_correlation"], 0.0)
    clear = _standardised(_autoregression(chance[1], known["daily_persistence_sun"]), month)
    sky = together * warm + np.sqrt(1 - together**2) * clear
    spread = np.array([known[f"daily_spread_temperature_{number:02}"] for number in range(1, 13)])
    daily = _through_months(mean, month) + warm * spread[month - 1]
    swing = np.cos(2 * np.pi * (when.hour - WARMEST_HOUR) / 24) / 2
    temperature = np.repeat(daily, 24) + daily_range[when.month - 1] * swing
    return Weather(temperature, daily, sky, _wind_rank(known, when, seed + 1))


def _autoregression(chance: Array, persistence: float) -> Array:
    found = np.empty_like(chance)
    last, fresh = 0.0, np.sqrt(1 - persistence**2)
    for place, value in enumerate(chance.tolist()):
        last = persistence * last + fresh * value
        found[place] = last
    return found


def _standardised(values: Array, month: NDArray[np.int64]) -> Array:
    """Return values with mean 0 and standard deviation 1 in every month."""
    found = np.empty_like(values)
    for number in range(1, 13):
        part = values[month == number]
        found[month == number] = (part - part.mean()) / part.std()
    return found


def _through_months(mean: Array, month: NDArray[np.int64]) -> Array:
    """Return days between the months' means, straight from middle to middle, each month with its own mean."""
    days = np.arange(DAYS)
    middle = np.array([days[month == number].mean() for number in range(1, 13)])
    at, value = np.concatenate([[middle[-1] - DAYS], middle, [middle[0] + DAYS]]), np.r_[mean[-1], mean, mean[0]]
    course = np.interp(days, at, value)
    missed = mean - np.array([course[month == number].mean() for number in range(1, 13)])
    return course + missed[month - 1]


def _wind_rank(known: Mapping[str, float], when: Calendar, seed: int) -> Array:
    """Return where the wind of each hour stands among those of its month, between 0 and 1."""
    chance = np.random.default_rng(seed).standard_normal(HOURS)
    course = _autoregression(chance, known["hourly_persistence_wind"])
    found = np.empty(HOURS)
    for number in range(1, 13):
        inside = when.month == number
        found[inside] = (np.argsort(np.argsort(course[inside])) + 0.5) / inside.sum()
    return found
