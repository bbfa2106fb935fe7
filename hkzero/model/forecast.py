"""Forecasts of a yearly series from many origins at once: each from the years up to its origin alone.

Every method gives a mean and a standard deviation for each origin and horizon, on the scale it is given (levels or
logarithms). A projection is the forecast from the last origin, made by the same lines of code as those that are tested.

- constant: a random walk. The level stays; variance h·σ², σ² from the yearly changes.
- drift: a random walk with drift, the yardstick. Closed form of R. J. Hyndman and G. Athanasopoulos, "Forecasting:
  principles and practice", 3rd edition, section 5.5: variance h·σ²·(1 + h / T), T the years from first to last.
- local linear trend: level and slope are random walks of their own (A. C. Harvey, "Forecasting, structural time series
  models and the Kalman filter", 1989), filtered by `statsmodels` UnobservedComponents; with or without a step
  in each year of a declared break.
- exponential smoothing with an additive trend, damped or not: `statsmodels` ETSModel, with the variance of R. J.
  Hyndman et al., "Forecasting with exponential smoothing", 2008, table 6.1. It cannot skip a year without a figure.

The weights of the last two are those of greatest likelihood on a grid. A filter's errors up to a year depend on nothing
later, so one pass for each point of the grid re-estimates them at every origin; and a grid has no optimiser that stops
elsewhere on another processor.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Shares of the noise that go to the observation and to the level; then the slope's noise beside them.
NOISES = ((0.0, 1.0), (0.2, 0.8), (0.5, 0.5), (0.8, 0.2), (1.0, 0.0))
SLOPE_NOISES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
# A forecast variance above this means that a state has just been met for the first time and says nothing yet.
UNINFORMED = 1e4
LEVEL_WEIGHTS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
TREND_WEIGHTS = (0.001, 0.05, 0.1, 0.2, 0.5)
DAMPINGS = (0.8, 0.85, 0.9, 0.95, 0.98)
INITIAL_STATES = 2


class Method(StrEnum):
    """How a series is carried on, simplest first."""

    CONSTANT = "constant"
    DRIFT = "drift"
    LOCAL_LINEAR = "local_linear"
    LOCAL_LINEAR_STEPS = "local_linear_steps"
    ETS = "ets"
    ETS_DAMPED = "ets_damped"


CLOSED_FORMS = (Method.CONSTANT, Method.DRIFT)
UNBROKEN_ONLY = (Method.ETS, Method.ETS_DAMPED)


def forecast(method: Method, values: Array, origins: Array, horizon: int, steps: Array) -> tuple[Array, Array]:
    """Return mean and standard deviation, each origins × 1…`horizon` years ahead.

    `values` has one entry a year, NaN where there is no figure; `origins` are positions in it that have one, each with
    three earlier figures at least; `steps` is 0 before and 1 from each declared break on, years × breaks.
    ValueError for a method that cannot skip years when some are missing.
    """
    if method in CLOSED_FORMS:
        return _random_walk(values, origins, horizon, drifting=method is Method.DRIFT)
    if method in UNBROKEN_ONLY:
        if np.isnan(values).any():
            raise ValueError(f"{method} cannot skip a year without a figure")
        return _exponential_smoothing(values, origins, horizon, damped=method is Method.ETS_DAMPED)
    used = steps if method is Method.LOCAL_LINEAR_STEPS else steps[:, :0]
    return _local_linear_trend(values, origins, horizon, used)


def _random_walk(values: Array, origins: Array, horizon: int, drifting: bool) -> tuple[Array, Array]:
    """Return forecasts of a random walk; a change over k years counts as k changes, with k times the variance."""
    ahead = np.arange(1, horizon + 1)
    means, deviations = [], []
    for origin in origins:
        known = np.flatnonzero(~np.isnan(values[:origin + 1]))
        gaps, changes = np.diff(known), np.diff(values[known])
        span = gaps.sum()
        drift = changes.sum() / span if drifting else 0.0
        variance = ((changes - drift * gaps) ** 2 / gaps).sum() / (len(gaps) - drifting)
        means.append(values[origin] + drift * ahead)
        deviations.append(np.sqrt(variance * ahead * (1 + drifting * ahead / span)))
    return np.array(means), np.array(deviations)


def _local_linear_trend(values: Array, origins: Array, horizon: int, steps: Array) -> tuple[Array, Array]:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    first, size = values[~np.isnan(values)][0], np.nanmax(np.abs(values - np.nanmean(values)))
    exog = {"exog": steps, "mle_regression": False} if steps.shape[1] else {}
    model = UnobservedComponents((values - first) / size, "lltrend", **exog)
    weights = [(seen, level, slope) for (seen, level), slope in product(NOISES, SLOPE_NOISES)]
    passes = []
    for weight in weights:
        model.update(np.array(weight))
        passes.append(model.ssm.filter())
    errors = np.array([one.forecasts_error[0] for one in passes])
    variances = np.array([one.forecasts_error_cov[0, 0] for one in passes])
    noise, best = _most_likely(errors, variances, ~np.isnan(values), origins)
    means, deviations = [], []
    ahead = np.arange(1, horizon + 1)
    for origin, chosen, scale in zip(origins, best, noise, strict=True):
        seen, level, slope = weights[chosen]
        # The level, h slopes, and the steps that have been taken by now: they stay.
        loads = np.column_stack([np.ones(horizon), ahead, np.tile(steps[origin], (horizon, 1))])
        state = passes[chosen].filtered_state[:, origin]
        unsure = np.einsum("hi,ij,hj->h", loads, passes[chosen].filtered_state_cov[:, :, origin], loads)
        added = seen + level * ahead + slope * (ahead - 1) * ahead * (2 * ahead - 1) / 6
        means.append(first + size * (loads @ state))
        deviations.append(size * np.sqrt(scale * (unsure + added)))
    return np.array(means), np.array(deviations)


def _most_likely(errors: Array, variances: Array, known: Array, origins: Array) -> tuple[Array, Array]:
    """Return for each origin the noise variance and the position of the most likely weights (Gaussian errors)."""
    counted = known & (variances < UNINFORMED)
    squares = np.cumsum(np.where(counted, errors**2 / variances, 0.0), axis=1)[:, origins]
    logs = np.cumsum(np.where(counted, np.log(np.where(counted, variances, 1.0)), 0.0), axis=1)[:, origins]
    number = np.cumsum(counted, axis=1)[:, origins]
    noises = squares / number
    with np.errstate(divide="ignore"):  # weights that fit without any error are the most likely
        best = np.argmin(number * np.log(noises) + logs, axis=0)
    return noises[best, np.arange(len(origins))], best


def _exponential_smoothing(values: Array, origins: Array, horizon: int, damped: bool) -> tuple[Array, Array]:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    # Its starting level and slope are a line through the first ten figures: known at every origin that is tested.
    model = ETSModel(values, error="add", trend="add", damped_trend=damped, initialization_method="heuristic")
    weights = [(level, level * trend, damping) for level, trend, damping in
               product(LEVEL_WEIGHTS, TREND_WEIGHTS, DAMPINGS if damped else (1.0,))]
    passes = [model.smooth(np.array(weight if damped else weight[:2]), return_raw=True) for weight in weights]
    squares = np.cumsum([(values - fitted) ** 2 for fitted, _ in passes], axis=1)[:, origins]
    best = np.argmin(squares, axis=0)
    means, deviations = [], []
    for position, (origin, chosen) in enumerate(zip(origins, best, strict=True)):
        level_weight, trend_weight, damping = weights[chosen]
        level, slope = passes[chosen][1][origin]
        damped_years = np.cumsum(damping ** np.arange(1, horizon + 1))
        freedom = origin + 1 - INITIAL_STATES - (3 if damped else 2)
        carried = (level_weight + trend_weight * damped_years[:-1]) ** 2
        variance = squares[chosen, position] / freedom * (1 + np.concatenate([[0.0], np.cumsum(carried)]))
        means.append(level + damped_years * slope)
        deviations.append(np.sqrt(variance))
    return np.array(means), np.array(deviations)
