"""The text of docs/grid.md: how a year becomes hours, on what assumptions, and how far its peaks are off."""

from __future__ import annotations

import numpy as np

from hkzero.grid import hourly_calibration, hourly_shapes, hourly_year
from hkzero.grid.hourly_calibration import Check
from hkzero.grid.hourly_shapes import ShapeRange
from hkzero.store import Store

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAME = {"clp_power": "CLP Power", "hk_electric": "HK Electric", "hong_kong": "both companies"}
HEAD = """# The hourly year

`hkzero/grid/hourly_year.py` turns a year of a scenario into 8,760 hours: load by user, losses, the two companies'
zones, sun, wind and temperature. Every modelled year has the calendar and the weather of {year}; 29 February is left
out.

No hourly curve of Hong Kong was found that may be used. A written reply to the Legislative Council of 11 December 2013
was asked for the hours of the peak day of 2012; of the copy that could be read only the months are here. CLP Power
describes the curves of homes and business in words. So the hours of the day are a judgement, declared in
`data/hourly_shapes.csv` with a flat and an uneven end, and everything that follows from them is assumed, not observed.

## From months to hours

1. The published consumption of each user by month is parted into what does not depend on the weather and cooling, by a
   fit on days and cooling degree-days. What the fit leaves over is in both parts alike.
2. Consumption is published as billed, and meters are read over weeks: part of a month's figure was used in the month
   before. The share is fitted (homes {lag_homes:.1f}, commerce {lag_trade:.1f}; the table below) to twelve months, so
   it is rough. The cooling that it delays is put back into the month of the weather; without this, October looks too
   warm and May too cold.
3. Each part is laid over the hours by its shape for working days, Saturdays and rest days; cooling also by how far the
   temperature is above the balance point, homes in the cold by how far it is below the heating point.
4. Days of a month differ by a course with a fixed seed. It is no record of days: which day is the hottest means
   nothing.
5. Everything is scaled so that the year adds up to the scenario's account; cooling grows as the engine says.
6. Railways, vessels and electric vehicles are the same every month. Vehicles charge when their users come to plug in,
   without management. Vehicles of a class get what the engine gives them.
7. Losses with the stations' own use grow in part with the square of the load.

Three months of {year} have no published temperature ({normal}); they take the normal of 1981-2010.

## The lag of bills

Error of the fit of {year}'s months (root mean square, % of the mean month), by the share that was used a month before:

"""
CALIBRATION_HEAD = """
## Against published peaks

Energy is scaled to the year that is compared; calendar, weather and the mix of users stay those of {year}. An error
holds three things that cannot be told apart: the shapes, another year's weather, and how the mix has moved. Losses are
{loss:.1f} % of what is delivered, as the engine counts them; the publications do not say whether their peaks are before
or after the stations' own use.

Two numbers were fitted to five peaks, those marked so: all shapes are {contrast:.3f} times as far from their mean as in
the table, and HK Electric's commerce {island:.3f} times as far from the mean of its day as all commerce. That these
five are near is therefore no test. A load factor says the same as its peak in another way. What tests the hours are the
months, none of which was fitted but the highest of 2012, and the city's peaks of the other years.

`low` and `high` are the flattest and the most uneven shapes held possible. For the city the published figure is the sum
of the companies' own peaks, with exports to the Mainland, which are taken to have the shape of the local load; in 2017
both companies' local peaks leave 1,028 MW of the city's figure to exports, more than that shape allows.

"""
FOOT = """
From December to February the model is too low by about a tenth, and why is not known: the winter of 2012 may have had
colder days (its months are not in the data), heating is a rough guess, and so are the hours of commerce in winter.
October is too high; October {year} was 1.9 °C above the normal of 1981-2010. Use the hours, with their range, for peaks
in summer and for storage and charging within a day; do not read a winter peak from them.

This file is written by `make docs`; a test fails when it is out of date.
"""
COURSES = 20
LAGS = (0.0, 0.1, 0.2, 0.3, 0.4)


def grid_text(store: Store) -> str:
    """Return the text of docs/grid.md for the database as it is now."""
    answers = {name: store.ask(name) for name in hourly_calibration.QUESTIONS}
    shared = hourly_year.ground(answers)
    known, year = shared.parameters, hourly_shapes.WEATHER_YEAR
    months = answers["hourly_weather"].frame
    normal = ", ".join(MONTHS[month - 1] for month in months[months["is_normal"]]["month"])
    checks = hourly_calibration.calibration(answers)
    return (HEAD.format(year=year, lag_homes=known["billing_lag_residential"], normal=normal,
                        lag_trade=known["billing_lag_commercial"])
            + _lags(answers, shared)
            + CALIBRATION_HEAD.format(year=year, loss=100 * hourly_calibration.loss_share(answers),
                                      contrast=known["shape_contrast"], island=known["hk_electric_contrast"])
            + _years(checks) + "\n" + _months(checks) + _peaks(answers) + _luck(answers) + FOOT.format(year=year))


def _lags(answers: dict, shared: hourly_year.Ground) -> str:
    lines = [f"| user | balance °C | {' | '.join(f'{lag:.1f}' for lag in LAGS)} |", "|---" * (len(LAGS) + 2) + "|"]
    for user in hourly_year.COOLED:
        base = shared.parameters[f"balance_temperature_{user}"]
        cells = [f"{hourly_year.lag_error(answers, shared, user, lag):.1f}" for lag in LAGS]
        lines.append(f"| {user} | {base:.0f} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _years(checks: tuple[Check, ...]) -> str:
    lines = ["| year | company | measure | published | low | central | high | error % | fitted |", "|---" * 9 + "|"]
    for check in checks:
        if check.measure != "monthly_peak":
            digits = 3 if check.measure == "load_factor" else 0
            figures = [f"{value:,.{digits}f}" for value in (check.published.values[0], check.low, check.central,
                                                            check.high)]
            fitted = "yes" if check.is_fitted and check.measure != "load_factor" else ""
            lines.append(f"| {check.period} | {NAME[check.utility]} | {check.measure.replace('_', ' ')} | "
                         f"{' | '.join(figures)} | {check.error_percent:+.1f} | {fitted} |")
    return "\n".join(lines) + "\n"


def _months(checks: tuple[Check, ...]) -> str:
    lines = ["Highest load of each month of 2012, error in %:\n", f"| company | {' | '.join(MONTHS)} | mean size |",
             "|---" * 14 + "|"]
    for utility in ("clp_power", "hk_electric"):
        errors = [check.error_percent for check in checks
                  if (check.utility, check.measure) == (utility, "monthly_peak")]
        cells = [f"{error:+.1f}" for error in errors]
        lines.append(f"| {NAME[utility]} | {' | '.join(cells)} | {np.mean(np.abs(errors)):.1f} |")
    return "\n".join(lines) + "\n"


def _luck(answers: dict) -> str:
    peaks = [hourly_calibration.published_year(hourly_year.ground(answers, seed=seed), answers).load_mw.max()
             for seed in range(1, COURSES + 1)]
    return (f"\nThe days of a month come in one course of many. With {COURSES} other seeds and the same months the "
            f"central peak is {np.mean(peaks):,.0f} MW\nin the mean, from {min(peaks):,.0f} to {max(peaks):,.0f} MW. "
            "The contrast is fitted with the course in use and makes up for its luck.\n")


def _peaks(answers: dict) -> str:
    lines = [f"\nThe hours of {hourly_shapes.WEATHER_YEAR}'s published consumption:\n",
             "| shapes | peak MW | hour of the peak | load factor | lowest ÷ highest |", "|---" * 5 + "|"]
    for which in ShapeRange:
        hours = hourly_calibration.published_year(hourly_year.ground(answers, which), answers)
        load = hours.load_mw
        at = hours.starts[load.argmax()].astype(object)
        lines.append(f"| {which.value} | {load.max():,.0f} | {at:%H:00} in {MONTHS[at.month - 1]} | "
                     f"{load.mean() / load.max():.3f} | {load.min() / load.max():.2f} |")
    return "\n".join(lines) + "\n"
