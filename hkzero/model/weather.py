"""How electricity follows the heat: a straight line of use per day on degree-days per day, with what it cannot tell.

Method: ordinary least squares; standard error of the slope and the confidence band of the line after D. C. Montgomery
and G. C. Runger, "Applied Statistics and Probability for Engineers", chapter 11. Both sides are divided by the days of
the month, so that February is not taken for a saving. Cooling degree-days come from monthly means, which hides the warm
days of a cool month: near the base temperature they are too few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hkzero.measure import Answer, Kind, Measured

# Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom; beyond, the last is a little too wide.
STUDENT_95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
              2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)
FEWEST_MONTHS = 6
CURVE_POINTS = 40


class TooFewMonths(ValueError):
    """There are not enough months with both electricity and temperature to draw a line through."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Use per day as a line of degree-days per day.

    `slope` in GWh per degree-day with its standard error and 95 % half-width, `base_load` in GWh a day without cooling.
    `effect` is what weather hotter than the normal of 1981-2010 added in the months measured [GWh], with its half-width
    (slope uncertainty only); `effect_share` the same in % of the electricity of those months.
    `curve` holds degree-days a day, the line, and the lower and upper end of its 95 % band.
    """

    user: str
    months: tuple[str, ...]
    missing: tuple[str, ...]
    degree_days: tuple[float, ...]
    use: tuple[float, ...]
    slope: Measured
    slope_error: float
    slope_half_width: float
    base_load: Measured
    r_squared: float
    effect: Measured
    effect_half_width: float
    effect_share: float
    curve: tuple[tuple[float, ...], ...]


def fit(answer: Answer, user: str) -> Fit:
    """Return the line for one type of user; `answer` is the question weather_months.

    TooFewMonths when fewer than six months have both numbers; months without a temperature are named in `missing`.
    """
    rows = answer.frame[answer.frame["user_type"] == user].sort_values("period")
    known = rows[rows["degree_days"].notna()]
    if len(known) < FEWEST_MONTHS:
        raise TooFewMonths(f"{len(known)} months of {user} have a temperature; a line needs {FEWEST_MONTHS}")
    days = known["days"].to_numpy(dtype=float)
    heat, use = known["degree_days"].to_numpy(dtype=float) / days, known["value"].to_numpy(dtype=float) / days
    slope, base_load, error, spread, r_squared = _least_squares(heat, use)
    student = student_95(len(known) - 2)
    excess = float((known["degree_days"] - known["normal_degree_days"]).sum())
    evidence = answer.measured(known)

    def measured(value: float, unit: str) -> Measured:
        return Measured.one(value, unit, evidence.sources, Kind.ESTIMATED, series=evidence.series,
                            vintages=evidence.vintages, questions=evidence.questions)

    return Fit(
        user=user, months=tuple(known["period"]), missing=tuple(rows[rows["degree_days"].isna()]["period"]),
        degree_days=tuple(heat.tolist()), use=tuple(use.tolist()),
        slope=measured(slope, "GWh/degree-day"), slope_error=error, slope_half_width=student * error,
        base_load=measured(base_load, "GWh/day"), r_squared=r_squared,
        effect=measured(slope * excess, "GWh"), effect_half_width=abs(student * error * excess),
        effect_share=100.0 * slope * excess / float(known["value"].sum()),
        curve=_band(heat, slope, base_load, spread, student))


def student_95(degrees_of_freedom: int) -> float:
    """Return the two-sided 95 % point of Student's t; ValueError below one degree of freedom."""
    if degrees_of_freedom < 1:
        raise ValueError("a line through two points has no error to estimate")
    return STUDENT_95[min(degrees_of_freedom, len(STUDENT_95)) - 1]


def _least_squares(heat: np.ndarray, use: np.ndarray) -> tuple[float, float, float, float, float]:
    """Return slope, intercept, standard error of the slope, residual spread, and R squared."""
    centred = heat - heat.mean()
    total = float(centred @ centred)
    if total == 0:
        raise TooFewMonths("every month has the same degree-days: there is no slope")
    slope = float(centred @ use) / total
    intercept = float(use.mean() - slope * heat.mean())
    residual = use - intercept - slope * heat
    spread = float(np.sqrt(residual @ residual / (len(use) - 2)))
    variation = float(((use - use.mean()) ** 2).sum())
    explained = 1.0 - float(residual @ residual) / variation if variation else 0.0
    return slope, intercept, spread / total ** 0.5, spread, explained


def _band(heat: np.ndarray, slope: float, intercept: float, spread: float, student: float) -> tuple:
    at = np.linspace(0.0, float(heat.max()), CURVE_POINTS)
    line = intercept + slope * at
    centred = heat - heat.mean()
    half = student * spread * np.sqrt(1 / len(heat) + (at - heat.mean()) ** 2 / float(centred @ centred))
    return tuple(tuple(row.tolist()) for row in (at, line, line - half, line + half))
