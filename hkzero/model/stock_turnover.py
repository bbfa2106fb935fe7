"""How a fleet turns over: survival by age, the electric share of sales, and the stock that follows, step by step.

Method: a cohort model, as in national transport models (e.g. the Motor Vehicle Emission Simulator of the US EPA): each
step every age class loses the cars that do not survive to the next age, and the newly registered enter at age zero.
Survival is a Weibull curve, the usual form for vehicles (Zachariadis et al. 2001, "The effect of age and technological
change on motor vehicle emissions", Transportation Research Part D 6; Hao et al. 2011, "Vehicle survival patterns in
China", Science China Technological Sciences 54). Nothing here knows of Hong Kong: see model/car_outlook.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def survival(ages_years: ArrayLike, mean_lifetime_years: float, shape: float) -> Array:
    """Return the share of cars (0 to 1) still registered at each age in years: exp(-(age ÷ scale) ^ shape).

    The scale is chosen so that the mean lifetime is `mean_lifetime_years`. `shape` above 1 means that old cars go
    faster than young ones. ValueError unless both are above zero and no age is negative.
    """
    if mean_lifetime_years <= 0 or shape <= 0:
        raise ValueError(f"lifetime and shape must be above zero, not {mean_lifetime_years} and {shape}")
    ages = np.asarray(ages_years, dtype=float)
    if (ages < 0).any():
        raise ValueError("an age cannot be negative")
    scale_years = mean_lifetime_years / gamma(1 + 1 / shape)
    return np.exp(-((ages / scale_years) ** shape))


def sales_share(years: ArrayLike, start_year: float, start_share: float, end_year: float,
                share_before_end: float) -> Array:
    """Return the electric share of registrations (0 to 1) in each year: an S-curve, then all from `end_year` on.

    The S-curve is the logistic through `start_share` at `start_year` and `share_before_end` at `end_year`; before the
    start it stays at `start_share`. Shares of 0 and 1 at the start stay what they are. ValueError for a share outside
    0 to 1 or an end that is not after the start.
    """
    if not (0 <= start_share <= 1 and 0 <= share_before_end <= 1):
        raise ValueError(f"shares lie between 0 and 1, not {start_share} and {share_before_end}")
    if end_year <= start_year:
        raise ValueError(f"the end {end_year} must come after the start {start_year}")
    when = np.asarray(years, dtype=float)
    progress = np.clip((when - start_year) / (end_year - start_year), 0, 1)
    if start_share in (0, 1) or share_before_end in (0, 1):
        curve = start_share + (share_before_end - start_share) * progress
    else:
        first, last = _logit(start_share), _logit(share_before_end)
        curve = 1 / (1 + np.exp(-(first + (last - first) * progress)))
    return np.where(when >= end_year, 1.0, curve)


def aged(registered: ArrayLike, alive: ArrayLike, stock: float) -> tuple[Array, float]:
    """Return a stock by age, and how well survival alone explains it.

    `registered` are the cars registered by age (youngest first), `alive` the survival at the same ages. The survivors
    give the shape; they are scaled to the observed `stock`. The second value is survivors ÷ stock: 1 is a perfect fit.
    ValueError when nobody is left to be scaled.
    """
    survivors = np.asarray(registered, dtype=float) * np.asarray(alive, dtype=float)
    total = survivors.sum()
    if total <= 0 or stock <= 0:
        raise ValueError("no cars to spread over the ages")
    return survivors * (stock / total), float(total / stock)


@dataclass(frozen=True, slots=True)
class Turnover:
    """A fleet step by step: `stock` at the start and after each step; `scrapped` and `new` in each step."""

    stock: Array
    new: Array
    scrapped: Array


def turn_over(stock_by_age: ArrayLike, new: ArrayLike, alive: ArrayLike) -> Turnover:
    """Return the fleet that follows when `new` cars a step join a stock by age (youngest first).

    `alive` is the survival at the same ages; the last age class holds everything older as well and keeps losing at its
    last rate. New minus scrapped is the change of the stock in every step. ValueError when the lengths differ.
    """
    cars, alive = np.asarray(stock_by_age, dtype=float).copy(), np.asarray(alive, dtype=float)
    joining = np.asarray(new, dtype=float)
    if cars.shape != alive.shape:
        raise ValueError(f"{cars.size} age classes but survival for {alive.size}")
    stays = np.divide(alive[1:], alive[:-1], out=np.zeros(alive.size - 1), where=alive[:-1] > 0)
    stock, scrapped = [cars.sum()], []
    for entering in joining:
        kept = cars[:-1] * stays
        oldest = cars[-1] * stays[-1]
        scrapped.append(cars.sum() - kept.sum() - oldest)
        cars = np.concatenate(([entering], kept))
        cars[-1] += oldest
        stock.append(cars.sum())
    return Turnover(np.array(stock), joining, np.array(scrapped))


def gone_by(years: ArrayLike, stock: ArrayLike, threshold: float) -> float | None:
    """Return the first year in which the stock is at or below the threshold and stays there; None if it never is."""
    below = np.asarray(stock, dtype=float) <= threshold
    settled = np.flip(np.logical_and.accumulate(np.flip(below)))
    return float(np.asarray(years, dtype=float)[settled.argmax()]) if settled.any() else None


def _logit(share: float) -> float:
    return log(share / (1 - share))
