"""Rolling-origin back-test of forecasts of one yearly series, the choice of a method by it, and how wide it must err.

From each origin with at least `TRAINING_YEARS` figures behind it, every method forecasts 1 to `HORIZON_YEARS` years
ahead from the figures up to then; each forecast is held against the figure that came (L. J. Tashman, "Out-of-sample
tests of forecasting accuracy", International Journal of Forecasting 16, 2000). All methods answer the same questions.

Rule of choice: the least mean absolute error, all horizons together; of two that err alike, the simpler.

Intervals of a model know nothing of a wrong model, and are too narrow as a rule. Each method's standard deviation is
therefore multiplied by one factor, never below 1, for which 80 % and 95 % of its own back-test errors would have lain
inside: a normalised conformal interval (J. Lei et al., "Distribution-free predictive inference for regression", Journal
of the American Statistical Association 113, 2018). Errors of neighbouring origins overlap, so this promises less than
for independent ones; the coverage before widening is that of an honest test, the one after it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import NormalDist

import numpy as np

from hkzero.model.forecast import UNBROKEN_ONLY, Array, Method, forecast

TRAINING_YEARS = 12
HORIZON_YEARS = 10
TESTED_ORIGINS = 8
FEWEST_YEARS = TRAINING_YEARS + TESTED_ORIGINS
# With fewer errors not even the largest of them covers 95 %.
FEWEST_FORECASTS = 19
LEVELS = (50, 80, 95)
WIDENED_FOR = (80, 95)
PERCENT = 100.0
# Two methods whose errors differ by less than this share err alike: rounding must not decide between them.
ALIKE = 1e-3
# Changes below this share of the level are no changes: nothing can be learned from them about how far a forecast errs.
LEAST_CHANGE = 1e-9


class Scale(StrEnum):
    """What is carried on: the levels, or their logarithms (the same percentage a year)."""

    LEVEL = "level"
    LOG = "log"


class Refused(StrEnum):
    """Why there is no trend, or why a method was left out of a back-test."""

    NO_DATA = "no_data"
    TOO_FEW_YEARS = "too_few_years"
    DUPLICATE_YEAR = "duplicate_year"
    NOT_FINITE = "not_finite"
    NO_CHANGE = "no_change"
    NOT_POSITIVE = "not_positive"
    GAPS = "gaps"
    NO_BREAK = "no_break"
    NO_SPREAD = "no_spread"


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A method on a scale."""

    method: Method
    scale: Scale = Scale.LEVEL


YARDSTICK = Candidate(Method.DRIFT)
# Simplest first; the constant needs no logarithm, its median is the same on both.
CANDIDATES = (Candidate(Method.CONSTANT), *(Candidate(method, scale) for method in Method for scale in Scale
                                            if method is not Method.CONSTANT))


@dataclass(frozen=True, slots=True)
class Score:
    """How one method did, and what it says of the years after the last.

    `mean_absolute_error` and `bias` (forecast - figure) in the unit of the series; `scaled_error` is the former in mean
    absolute changes from figure to figure in the years each forecast was made from (MASE of R. J. Hyndman and A. B.
    Koehler, "Another look at measures of forecast accuracy", International Journal of Forecasting 22, 2006);
    `relative_error` in errors of the yardstick. `coverage` and `widened_coverage` map 50, 80 and 95 to the % of
    figures inside the interval of that level. `errors_by_horizon` holds the mean absolute error 1, 2 … years ahead,
    None where no figure came.
    `mean` and `deviation` are the forecast from the last year on the method's scale, before `widening`.
    """

    candidate: Candidate
    forecasts: int
    mean_absolute_error: float
    scaled_error: float
    relative_error: float
    bias: float
    coverage: Mapping[int, float]
    widening: float
    widened_coverage: Mapping[int, float]
    errors_by_horizon: tuple[float | None, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BackTest:
    """The scores, least error first, of forecasts from each of `origins` up to `horizon` years ahead.

    `first_year` is that of the series; `left_out` maps each method that was not tested to the reason.
    """

    first_year: int
    scores: tuple[Score, ...]
    origins: tuple[int, ...]
    horizon: int
    left_out: Mapping[Candidate, Refused]

    @property
    def chosen(self) -> Score:
        """The method of least error."""
        return self.scores[0]

    def of(self, candidate: Candidate) -> Score:
        """Return the score of one method; KeyError when it was left out."""
        for score in self.scores:
            if score.candidate == candidate:
                return score
        raise KeyError(f"{candidate.method} on the {candidate.scale} scale was not tested")


def back_test(first_year: int, values: Array, breaks: tuple[int, ...], ahead: int) -> BackTest | Refused:
    """Return the back-test of a series, or why there is none; forecasts after the last year reach `ahead` years.

    `values` holds a figure for each year from `first_year` on, NaN for none, first and last known. `breaks` are the
    declared years of a step.
    """
    known = np.flatnonzero(~np.isnan(values))
    if len(known) < FEWEST_YEARS:
        return Refused.TOO_FEW_YEARS
    if np.abs(np.diff(values[known])).max() <= LEAST_CHANGE * np.abs(values[known]).max():
        return Refused.NO_CHANGE
    origins = known[TRAINING_YEARS - 1:]
    asked = origins[:-1, None] + np.arange(1, HORIZON_YEARS + 1)
    figures = np.append(values, np.nan)[np.minimum(asked, len(values))]
    if (~np.isnan(figures)).sum() < FEWEST_FORECASTS:
        return Refused.TOO_FEW_YEARS
    steps = np.array([[first_year + year >= break_year for break_year in breaks] for year in range(len(values))],
                     dtype=float).reshape(len(values), len(breaks))
    left_out, answers = {}, {}
    for candidate in sorted(CANDIDATES, key=lambda candidate: candidate != YARDSTICK):
        answer = _unfit(candidate, values, steps) or _answer(
            candidate, values, origins, max(ahead, HORIZON_YEARS), steps)
        if not isinstance(answer, Refused):
            answers[candidate] = answer
        elif candidate == YARDSTICK:
            return answer
        else:
            left_out[candidate] = answer
    unit_errors = _changes(values, origins[:-1])
    least = _error(YARDSTICK, answers[YARDSTICK], figures)
    scores = [_score(candidate, answer, figures, unit_errors, least, ahead) for candidate, answer in answers.items()]
    tested = tuple(int(first_year + origin) for origin in origins[:-1])
    return BackTest(first_year, _ranked(scores), tested, HORIZON_YEARS, left_out)


def quantile(level: int) -> float:
    """Return how many standard deviations a central interval of `level` % reaches to each side."""
    return NormalDist().inv_cdf(0.5 + level / PERCENT / 2)


def on_level(candidate: Candidate, amounts: Array) -> Array:
    """Return amounts on a method's scale as levels."""
    if candidate.scale is Scale.LEVEL:
        return amounts
    with np.errstate(over="ignore"):  # beyond all numbers: infinite, and so it is shown and ranked
        return np.exp(amounts)


def _unfit(candidate: Candidate, values: Array, steps: Array) -> Refused | None:
    if candidate.scale is Scale.LOG and np.nanmin(values) <= 0:
        return Refused.NOT_POSITIVE
    if candidate.method in UNBROKEN_ONLY and np.isnan(values).any():
        return Refused.GAPS
    if candidate.method is Method.LOCAL_LINEAR_STEPS and not (steps.any(axis=0) & ~steps.all(axis=0)).any():
        return Refused.NO_BREAK
    return None


def _answer(candidate: Candidate, values: Array, origins: Array, horizon: int,
            steps: Array) -> tuple[Array, Array] | Refused:
    carried = np.log(values) if candidate.scale is Scale.LOG else values
    inside = steps[:, steps.any(axis=0) & ~steps.all(axis=0)]
    mean, deviation = forecast(candidate.method, carried, origins, horizon, inside)
    least = LEAST_CHANGE * (1.0 if candidate.scale is Scale.LOG else np.nanmax(np.abs(values)))
    return (mean, deviation) if (deviation > least).all() else Refused.NO_SPREAD


def _score(candidate: Candidate, answer: tuple[Array, Array], figures: Array, unit_errors: Array, least: float,
           ahead: int) -> Score:
    mean, deviation = (part[:-1, :HORIZON_YEARS] for part in answer)
    there = ~np.isnan(figures)
    errors = on_level(candidate, mean) - figures
    reached = (np.log(figures) if candidate.scale is Scale.LOG else figures) - mean
    distances = np.sort(np.abs(reached[there]) / deviation[there])
    widening = max(1.0, *(_reach(distances, level) / quantile(level) for level in WIDENED_FOR))
    sizes = np.abs(errors)
    error = float(sizes[there].mean())
    return Score(
        candidate, int(there.sum()), error, float((sizes / unit_errors[:, None])[there].mean()), error / least,
        float(errors[there].mean()), _coverage(distances), float(widening), _coverage(distances / widening),
        tuple(float(column[known].mean()) if known.any() else None
              for column, known in zip(sizes.T, there.T, strict=True)),
        *(tuple(float(value) for value in part[-1, :ahead]) for part in answer))


def _error(candidate: Candidate, answer: tuple[Array, Array], figures: Array) -> float:
    errors = on_level(candidate, answer[0][:-1, :HORIZON_YEARS]) - figures
    return float(np.abs(errors)[~np.isnan(figures)].mean())


def _reach(distances: Array, level: int) -> float:
    """Return the conformal quantile of sorted distances: the smallest that (n + 1) × level of them do not exceed."""
    position = min(ceil((len(distances) + 1) * level / PERCENT), len(distances))
    return float(distances[position - 1])


def _coverage(distances: Array) -> dict[int, float]:
    return {level: float((distances <= quantile(level) * (1 + LEAST_CHANGE)).mean() * PERCENT) for level in LEVELS}


def _changes(values: Array, origins: Array) -> Array:
    """Return for each origin the mean absolute change from one figure to the next, up to it."""
    upto = (values[:origin + 1] for origin in origins)
    return np.array([np.abs(np.diff(part[~np.isnan(part)])).mean() for part in upto])


def _ranked(scores: list[Score]) -> tuple[Score, ...]:
    """Return the scores by their error; the simplest of those that err like the best goes first."""
    order = sorted(scores, key=lambda score: score.mean_absolute_error)
    limit = order[0].mean_absolute_error * (1 + ALIKE)
    best = min((score for score in order if score.mean_absolute_error <= limit),
               key=lambda score: CANDIDATES.index(score.candidate))
    return (best, *(score for score in order if score is not best))
