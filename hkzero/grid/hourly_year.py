"""A scenario's year hour by hour: load by user, losses, zones, sun, wind and temperature.

The published monthly consumption of each user is parted into what does not depend on the weather and cooling by a
least-squares fit on days and cooling degree-days; each part is laid over the hours by its shape, cooling also by how
far the temperature is above the balance point (degree-day method: ASHRAE Handbook, Fundamentals, "Energy estimating").
Consumption is published as billed: a share of a month's figure was used in the month before. That share is an
assumption; the cooling that it delays is put back where the weather was. The year adds up to the scenario's account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hkzero.grid import hourly_shapes, renewables
from hkzero.grid.case import ZONES, Array, Evidence, HourlyYear
from hkzero.grid.hourly_shapes import Calendar, ShapeRange, Weather
from hkzero.grid.vehicle_charging import transport_gwh
from hkzero.measure import Answer, Kind
from hkzero.model.engine import Outcome

QUESTIONS = ("hourly_shapes", "hourly_assumptions", "hourly_weather", "general_holidays", "monthly_consumption",
             "utility_sales", "assumptions")
MWH_PER_GWH = 1e3
# User of the account → type of user in the published monthly consumption. Railways and vessels are billed as commerce.
PUBLISHED_AS = {"residential": "domestic", "commercial": "commercial", "industrial": "industrial",
                "street_lighting": "street_lighting"}
ASSUMED = ("el_solar_capacity_factor", "el_offshore_wind_capacity_factor", "tr_use_decline",
           "tr_electric_energy_ratio_light", "tr_electric_energy_ratio_heavy")  # of data/assumptions.csv
COOLED = ("residential", "commercial")
HK_ELECTRIC_TYPE = {"residential": "residential", "industrial": "industrial"}  # everything else is commercial
COOLING_USE = "end_use_air_conditioning_gwh"


@dataclass(frozen=True, slots=True)
class Ground:
    """What all hourly years of one set of assumptions share.

    `shapes` as in the table, before the contrast of the calibration; `base_gwh`, `cooling_gwh` by user (12,): the
    published year by month, put right for the lag of bills; `hk_electric_share` by user of what is sold; `solar`,
    `wind` (hours,) share of capacity.
    """

    calendar: Calendar
    weather: Weather
    shapes: Mapping[tuple[str, str], Array]
    parameters: Mapping[str, float]
    base_gwh: Mapping[str, Array]
    cooling_gwh: Mapping[str, Array]
    hk_electric_share: Mapping[str, float]
    solar: Array
    wind: Array
    evidence: Evidence


def ground(answers: Mapping[str, Answer], shape_range: ShapeRange | str = ShapeRange.CENTRAL,
           seed: int = hourly_shapes.SEED_OF_DAYS) -> Ground:
    """Return what hourly years share, from the answers to QUESTIONS. KeyError names a question not asked.

    Another `seed` is another course of days and winds within the same months.

    ValueError for a range that is none of low, central, high, or a month without published consumption.
    """
    known = hourly_shapes.parameters(answers["hourly_assumptions"], shape_range)
    when = hourly_shapes.calendar(answers["general_holidays"])
    months = answers["hourly_weather"]
    weather = hourly_shapes.weather(months, known, when, seed)
    monthly = _published_months(answers["monthly_consumption"])
    base, cooling = {}, {}
    for user, gwh in monthly.items():
        base[user], cooling[user] = month_parts(user, gwh, weather, when, known)
    frame = answers["assumptions"].frame.set_index("assumption_id").loc[list(ASSUMED)]
    assumed = frame["central"]
    sources = {source for name in QUESTIONS if name != "assumptions" for source in answers[name].sources}
    sources |= {source for cell in frame["source_id"].dropna() for source in cell.split(";") if source}
    return Ground(
        when, weather, hourly_shapes.shapes(answers["hourly_shapes"], shape_range), known, base, cooling,
        _hk_electric_share(answers["utility_sales"], monthly),
        renewables.solar(months, weather, when, known["daily_spread_sun"], assumed["el_solar_capacity_factor"] / 100),
        renewables.wind(months, weather, when, known["wind_weibull_shape"],
                        assumed["el_offshore_wind_capacity_factor"] / 100),
        Evidence(tuple(sorted(sources)), Kind.ASSUMED))


def of_scenario(answers: Mapping[str, Answer], outcome: Outcome, scenario: str, year: int,
                shape_range: ShapeRange | str = ShapeRange.CENTRAL) -> HourlyYear:
    """Return the hourly year of a scenario's outcome (its first draw) from the answers to QUESTIONS.

    ValueError for a year that was not run or a range that is none of low, central, high.
    """
    return hourly_year(ground(answers, shape_range), account(outcome, answers["assumptions"], year),
                       scenario=scenario, year=year)


def account(outcome: Outcome, assumptions: Answer, year: int) -> dict[str, float]:
    """Return a year's account of load in GWh: users, `losses`, and `cooling_growth` against the first year (ratio).

    `cooling_growth` is how much more air-conditioning has grown than the other uses of buildings since that year.
    """
    series, at = outcome.series, list(outcome.years).index(year)
    buildings = sum(series[f"demand_{user}_gwh"][0] for user in ("residential", "commercial", "industrial"))
    cooling = series[COOLING_USE][0]
    others = buildings - cooling
    found = {user: float(series[f"demand_{user}_gwh"][0, at]) for user in ("residential", "commercial", "industrial")}
    found |= transport_gwh(outcome, assumptions, year)
    # Sectors are rounded or split by the engine; what they leave open of the total belongs to commerce.
    found["commercial"] += float(series["demand_gwh"][0, at]) - sum(found.values())
    found["losses"] = float(series["losses_gwh"][0, at])
    found["cooling_growth"] = float(cooling[at] / cooling[0] / (others[at] / others[0]))
    return found


def hourly_year(shared: Ground, gwh: Mapping[str, float], *, scenario: str, year: int) -> HourlyYear:
    """Return the hourly year of an account in GWh by user with `losses` (see `account`); the year adds up to it.

    `cooling_growth` is 1 where absent. KeyError for a user without a shape, ValueError for a negative account.
    """
    if negative := [name for name, value in gwh.items() if value < 0]:
        raise ValueError(f"negative electricity of {', '.join(negative)}")
    users = {name: value for name, value in gwh.items() if name not in ("losses", "cooling_growth")}
    if "street_lighting" not in users:
        users = _lit_apart(users, shared)
    shapes = hourly_shapes.contrasted(shared.shapes, shared.parameters["shape_contrast"])
    growth = gwh.get("cooling_growth", 1.0)
    demand = {name: _hours(shared, shapes, name, value, growth) for name, value in users.items()}
    total = sum(demand.values())
    outside = _outside(shared, demand) / total
    return HourlyYear(
        scenario, year, shared.calendar.starts, demand,
        losses_mw(total, gwh["losses"], shared.parameters["losses_square_share"]),
        dict(zip(ZONES, (1 - outside, outside), strict=True)), shared.solar, shared.wind, shared.weather.temperature,
        False, shared.evidence)


def losses_mw(demand_mw: Array, losses_gwh: float, square_share: float) -> Array:
    """Return losses of each hour: a share in proportion to the square of the load, the rest to the load itself."""
    square = demand_mw**2
    share = (1 - square_share) * demand_mw / demand_mw.sum() + square_share * square / square.sum()
    return share * losses_gwh * MWH_PER_GWH


def _lit_apart(users: Mapping[str, float], shared: Ground) -> dict[str, float]:
    """Return users with street lighting taken out of commerce, in which the account has it, by its published share."""
    lit, traded = (shared.base_gwh[name].sum() + shared.cooling_gwh[name].sum()
                   for name in ("street_lighting", "commercial"))
    lighting = users.get("commercial", 0.0) * lit / (lit + traded)
    return dict(users) | {"commercial": users.get("commercial", 0.0) - lighting, "street_lighting": lighting}


def _outside(shared: Ground, demand: Mapping[str, Array]) -> Array:
    """Return what HK Electric's customers use, (hours,) MW.

    Offices weigh more on its island than elsewhere: its commerce is further from the day's mean than all commerce.
    """
    shares = {name: load * shared.hk_electric_share.get(name, shared.hk_electric_share["all"])
              for name, load in demand.items()}
    if "commercial" in shares:
        mean = np.repeat(shares["commercial"].reshape(-1, 24).mean(1), 24)
        shares["commercial"] = mean + shared.parameters["hk_electric_contrast"] * (shares["commercial"] - mean)
    return sum(shares.values())


def _hours(shared: Ground, shapes: Mapping[tuple[str, str], Array], user: str, gwh: float,
           cooling_growth: float) -> Array:
    """Return a user's load by hour, (hours,) MW, adding up to `gwh`."""
    when = shared.calendar
    base = shapes[user, "base"][when.day_type, when.hour] * _cold(user, shared)
    if user not in shared.base_gwh:  # not billed as a group of its own: the same every month
        load = base
    else:
        load = _laid(base, shared.base_gwh[user], when)
        if (user, "cooling") in shapes:
            shape = shapes[user, "cooling"][when.day_type, when.hour] * _excess(user, shared)
            load = load + cooling_growth * _laid(shape, shared.cooling_gwh[user], when)
    return load * gwh * MWH_PER_GWH / load.sum()


def _laid(shape: Array, monthly: Array, when: Calendar) -> Array:
    """Return a shape over the hours with each month's sum as given; a month whose shape is nothing gets an even one."""
    sums = np.bincount(when.month - 1, weights=shape, minlength=12)
    hours = np.bincount(when.month - 1, minlength=12)
    flat = sums <= 0
    scale = np.where(flat, 0.0, monthly / np.where(flat, 1.0, sums))
    return shape * scale[when.month - 1] + np.where(flat, monthly / hours, 0.0)[when.month - 1]


def _excess(user: str, shared: Ground) -> Array:
    """Return how far each hour is above the balance temperature, (hours,) K."""
    return np.maximum(_felt(shared) - shared.parameters[f"balance_temperature_{user}"], 0.0)


def _cold(user: str, shared: Ground) -> Array | float:
    """Return by what a user's load beside cooling is multiplied for the cold: only homes heat with electricity much."""
    if user != "residential":
        return 1.0
    below = np.maximum(shared.parameters["heating_temperature"] - _felt(shared), 0.0)
    return 1 + shared.parameters["heating_response_residential"] / 100 * below


def _felt(shared: Ground) -> Array:
    """Return the temperature that rooms follow, the day's mean and the hour's own weighted, (hours,) °C."""
    weight = shared.parameters["hour_temperature_weight"]
    return (1 - weight) * np.repeat(shared.weather.daily_temperature, 24) + weight * shared.weather.temperature


def month_parts(user: str, gwh: Array, weather: Weather, when: Calendar,
                known: Mapping[str, float]) -> tuple[Array, Array]:
    """Return the base and the cooling part of a user's months, (12,) GWh each, with the lag of bills put right.

    Fit: published = base per day × days + cooling per degree-day × ((1 − lag) × degree-days + lag × those of the month
    before). December of the same year stands in for the one before January.
    """
    if user not in COOLED:
        return gwh, np.zeros(12)
    days, warm, billed = _billed(user, weather, when, known)
    per_day, per_degree = np.linalg.lstsq(np.stack([days, billed], axis=1), gwh, rcond=None)[0]
    used = gwh + per_degree * (warm - billed)
    used *= gwh.sum() / used.sum()
    # What the fit does not explain of a month is in both parts alike: a cold January is no cooling.
    share = per_day * days / (per_day * days + per_degree * warm)
    return used * share, used * (1 - share)


def lag_error(answers: Mapping[str, Answer], shared: Ground, user: str, lag: float) -> float:
    """Return the error of the fit of a user's months for a lag of bills: root mean square, % of the mean month."""
    gwh = _published_months(answers["monthly_consumption"])[user]
    known = dict(shared.parameters) | {f"billing_lag_{user}": lag}
    days, _, billed = _billed(user, shared.weather, shared.calendar, known)
    inputs = np.stack([days, billed], axis=1)
    left = gwh - inputs @ np.linalg.lstsq(inputs, gwh, rcond=None)[0]
    return float(100 * np.sqrt(np.mean(left**2)) / gwh.mean())


def _billed(user: str, weather: Weather, when: Calendar, known: Mapping[str, float]) -> tuple[Array, Array, Array]:
    """Return days, degree-days, and the degree-days that a month's bills hold, (12,) each."""
    days, warm = degree_days(weather, when, known[f"balance_temperature_{user}"])
    lag = known[f"billing_lag_{user}"]
    return days, warm, (1 - lag) * warm + lag * np.roll(warm, 1)


def degree_days(weather: Weather, when: Calendar, base: float) -> tuple[Array, Array]:
    """Return days and cooling degree-days above `base` (°C) of each month, (12,) each."""
    month = when.month_of_day - 1
    warm = np.maximum(weather.daily_temperature - base, 0.0)
    return np.bincount(month, minlength=12).astype(float), np.bincount(month, weights=warm, minlength=12)


def _published_months(consumption: Answer) -> dict[str, Array]:
    frame = consumption.frame
    found = {}
    for user, published in PUBLISHED_AS.items():
        rows = frame[frame["user_type"] == published].set_index("period")["value"]
        periods = [f"{hourly_shapes.WEATHER_YEAR}-{number:02}" for number in range(1, 13)]
        if absent := [period for period in periods if period not in rows.index]:
            raise ValueError(f"no published consumption of {published} in {', '.join(absent)}")
        found[user] = rows[periods].to_numpy(dtype=float)
    return found


def _hk_electric_share(sales: Answer, monthly: Mapping[str, Array]) -> dict[str, float]:
    """Return the share of each user, and of all, that HK Electric sells in the weather year; the rest is CLP's."""
    frame = sales.frame
    sold = frame[(frame["span"] == "year") & (frame["period"] == str(hourly_shapes.WEATHER_YEAR))]
    outside = sold[sold["utility"] == "hk_electric"].set_index("user_type")["value"]
    found = {user: float(outside[HK_ELECTRIC_TYPE.get(user, "commercial")] / gwh.sum())
             for user, gwh in monthly.items() if user != "street_lighting"}
    found |= dict.fromkeys(("street_lighting", "rail", "vessels"), found["commercial"])
    return found | {"all": float(outside["all"] / sum(gwh.sum() for gwh in monthly.values()))}
