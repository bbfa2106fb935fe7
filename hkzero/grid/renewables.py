"""Sun and wind by hour as a share of capacity.

Sun: clear-sky radiation on the level by Haurwitz ("Insolation in relation to cloudiness and cloud density", Journal of
Meteorology 2, 1945) with the position of the sun from pvlib, times a clearness of each day that brings every month to
the radiation measured at King's Park. Within a day the sky does not change, so that fast clouds are left out.
Wind: speeds of each month follow a Weibull distribution about the published mean of Waglan Island; a cubic curve
between cut-in and rated speed turns them into power. No hourly record of either is in the data: the course of the days
is an assumption, months and year are not.
"""

from __future__ import annotations

from functools import cache
from math import gamma

import numpy as np

from hkzero.grid.case import HOURS, Array
from hkzero.grid.hourly_shapes import DAYS, WEATHER_YEAR, Calendar, Weather
from hkzero.measure import Answer

KINGS_PARK = 22.312, 114.173  # latitude and longitude, degrees
JOULES_PER_MEGAJOULE, SECONDS_PER_HOUR = 1e6, 3600
DARKEST, CLEAREST = 0.05, 1.0  # a day's radiation as a share of clear sky
CUT_IN, RATED, CUT_OUT = 3.0, 12.0, 25.0  # m/s of a usual offshore turbine; assumption
KMH_PER_MS = 3.6
HALVINGS = 60


@cache
def clear_sky(year: int = WEATHER_YEAR) -> Array:
    """Return the radiation of a cloudless sky on the level at King's Park in mid-hour, (hours,) W/m²."""
    import pandas
    from pvlib import clearsky, solarposition

    middles = pandas.date_range(f"{year}-01-01 00:30", periods=HOURS, freq="h", tz="Asia/Hong_Kong")
    zenith = solarposition.get_solarposition(middles, *KINGS_PARK)["apparent_zenith"]
    found = clearsky.haurwitz(zenith)["ghi"].to_numpy(dtype=float)
    found.setflags(write=False)
    return found


def solar(months: Answer, weather: Weather, when: Calendar, spread: float, capacity_factor: float) -> Array:
    """Return the output of solar panels as a share of capacity, (hours,), with the capacity factor as its mean.

    Each month has the share of the year's radiation that was measured. ValueError where a month's radiation is missing
    or above what a clear sky gives.
    """
    clear = clear_sky(WEATHER_YEAR)
    measured = months.frame.sort_values("month")["radiation"].to_numpy(dtype=float)
    daily = clear.reshape(DAYS, 24).sum(1) * SECONDS_PER_HOUR / JOULES_PER_MEGAJOULE
    clearness = np.empty(DAYS)
    for number in range(1, 13):
        inside = when.month_of_day == number
        whole = daily[inside].sum()
        if not DARKEST * whole < measured[number - 1] < CLEAREST * whole:
            raise ValueError(f"radiation of month {number}: {measured[number - 1]} MJ/m², clear sky gives {whole:.0f}")
        clearness[inside] = _clearness(daily[inside], weather.sky[inside] * spread, measured[number - 1])
    radiation = clear * np.repeat(clearness, 24)
    return radiation * capacity_factor / radiation.mean()


def _clearness(daily: Array, departure: Array, wanted: float) -> Array:
    """Return the clearness of each day, between the bounds, so that the month's radiation is `wanted`."""
    low, high = -2.0, 3.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if daily @ np.clip(middle + departure, DARKEST, CLEAREST) < wanted:
            low = middle
        else:
            high = middle
    return np.clip((low + high) / 2 + departure, DARKEST, CLEAREST)


def wind(months: Answer, weather: Weather, when: Calendar, weibull_shape: float, capacity_factor: float) -> Array:
    """Return the output of offshore turbines as a share of capacity, (hours,), with the capacity factor as its mean.

    All speeds are multiplied by one number (hub height, site) so that the year has the capacity factor wanted.
    ValueError where no such number exists.
    """
    mean = months.frame.sort_values("month")["wind"].to_numpy(dtype=float) / KMH_PER_MS
    scale = mean[when.month - 1] / gamma(1 + 1 / weibull_shape)
    speed = scale * (-np.log1p(-weather.wind)) ** (1 / weibull_shape)
    low, high = 0.1, 2.0
    if not _power(speed * low).mean() <= capacity_factor <= _power(speed * high).mean():
        raise ValueError(f"a capacity factor of {capacity_factor:.3f} is beyond these winds")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _power(speed * middle).mean() < capacity_factor:
            low = middle
        else:
            high = middle
    return _power(speed * (low + high) / 2)


def _power(speed: Array) -> Array:
    share = (np.clip(speed, CUT_IN, RATED) ** 3 - CUT_IN**3) / (RATED**3 - CUT_IN**3)
    return np.where(speed >= CUT_OUT, 0.0, share)
