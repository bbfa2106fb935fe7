"""A dispatch in the few figures that people quote, so that two of them can be held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hkzero.grid.case import Array, Dispatch

STORAGE_FUEL = "storage"
NEGLIGIBLE_MW = 1e-3
WEEK, DAY = 168, 24


@dataclass(frozen=True, slots=True)
class Figures:
    """A year in figures: `station_peak_mw` the most that stations and contracts had to give in a modelled hour.

    `cost_million_hkd` is the running cost: fuel, contracts, wear of batteries, moved and shed load; without the
    investment, without a price of carbon and without the damage of unserved energy. Intensities are kg CO2e/kWh.
    `peak_cost_million_hkd` is what new stations for the peak would cost a year, 0 where the case does not count that.
    """

    station_peak_mw: float
    load_peak_mw: float
    unserved_gwh: float
    curtailed_gwh: float
    cost_million_hkd: float
    emissions_kt: float
    intensity_low: float
    intensity_mean: float
    intensity_high: float
    peak_cost_million_hkd: float = 0.0


def figures(dispatch: Dispatch) -> Figures:
    """Return the figures of a dispatch; sums are of the year, by the weights of its hours."""
    weights, intensity = dispatch.weights, dispatch.intensity_kg_per_kwh
    supplied = sum(dispatch.generation_mw.values()) @ weights
    return Figures(
        float(np.max(station_load_mw(dispatch))), dispatch.peak_mw, float(dispatch.unserved_mw @ weights) / 1e3,
        float(dispatch.curtailed_mw @ weights) / 1e3, running_cost_hkd(dispatch) / 1e6,
        sum(dispatch.emissions_tonnes.values()) / 1e3, float(intensity.min()),
        float(sum(dispatch.emissions_tonnes.values()) / max(supplied, NEGLIGIBLE_MW)), float(intensity.max()),
        dispatch.case.peak_hkd_per_mw * float(np.max(station_load_mw(dispatch))) / 1e6)


def load_mw(dispatch: Dispatch) -> Array:
    """Return the load of each hour as it was: moved load moved, shed load away (hours,)."""
    return dispatch.load_mw + _total(dispatch, dispatch.moved_mw) - _total(dispatch, dispatch.response_mw)


def station_load_mw(dispatch: Dispatch) -> Array:
    """Return what stations and contracts had to give in each hour, unserved energy with it: load less storage."""
    return (load_mw(dispatch) + _total(dispatch, dispatch.charge_mw) - _total(dispatch, dispatch.discharge_mw)
            - _total(dispatch, dispatch.given_back_mw))


def by_fuel(dispatch: Dispatch) -> dict[str, Array]:
    """Return the generation of each hour by fuel, MW (hours,); a fuel that gives nothing is left out."""
    found: dict[str, Array] = {}
    for unit in dispatch.case.units:
        found[unit.fuel] = found.get(unit.fuel, 0.0) + dispatch.generation_mw[unit.unit_id]
    return {fuel: power for fuel, power in found.items() if np.max(power) > NEGLIGIBLE_MW}


def storage_flows(dispatch: Dispatch) -> tuple[Array, Array, Array]:
    """Return what storage gives, what vehicles give back, and what storage takes, MW (hours,) each."""
    return (_total(dispatch, dispatch.discharge_mw), _total(dispatch, dispatch.given_back_mw),
            _total(dispatch, dispatch.charge_mw))


def running_cost_hkd(dispatch: Dispatch) -> float:
    """Return fuel, contracts, wear, moved and shed load of the year."""
    cost, weights = sum(dispatch.cost_hkd.values()), dispatch.weights
    for one in dispatch.case.storages:
        cost += one.wear_hkd_per_mwh * float(dispatch.discharge_mw[one.storage_id] @ weights)
    for one in dispatch.case.shiftable:
        moved = np.maximum(dispatch.moved_mw[one.load_id], 0.0)
        cost += one.cost_hkd_per_mwh * float((moved + dispatch.given_back_mw[one.load_id]) @ weights)
    for one in dispatch.case.curtailable:
        cost += one.cost_hkd_per_mwh * float(dispatch.response_mw[one.load_id] @ weights)
    return float(cost)


def weeks(dispatch: Dispatch) -> dict[int, slice]:
    """Return the modelled weeks by number in the year (0 is the week of 1 January), as places among the hours."""
    numbers = dispatch.hours // WEEK
    return {int(number): slice(int(np.searchsorted(numbers, number)), int(np.searchsorted(numbers, number, "right")))
            for number in np.unique(numbers) if (numbers == number).sum() == WEEK}


def peak_week(dispatch: Dispatch) -> int:
    """Return the number of the week with the highest load before anything moves."""
    found = weeks(dispatch)
    return max(found, key=lambda number: float(dispatch.load_mw[found[number]].max()))


def duration(power: Array, weights: Array, points: int = 201) -> tuple[Array, Array]:
    """Return shares of the year in per cent and the power that is reached or passed for so long, highest first."""
    order = np.argsort(-power, kind="stable")
    share = 100 * (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    at = np.linspace(0, 100, points)
    return at, np.interp(at, share, power[order])


def hour_by_month(values: Array, dispatch: Dispatch) -> NDArray[np.float64]:
    """Return the weighted mean of each hour of the day in each month, (12, 24); NaN where no hour is modelled."""
    starts = dispatch.case.year.starts[dispatch.hours]
    month = starts.astype("datetime64[M]").astype(int) % 12
    place = month * DAY + dispatch.hours % DAY
    total = np.bincount(place, values * dispatch.weights, 12 * DAY)
    weight = np.bincount(place, dispatch.weights, 12 * DAY)
    return np.divide(total, weight, out=np.full(12 * DAY, np.nan), where=weight > 0).reshape(12, DAY)


def marginal_hours(dispatch: Dispatch) -> Mapping[str, float]:
    """Return how many hours of the year each fuel sets the price, the most first."""
    fuels = {unit.unit_id: unit.fuel for unit in dispatch.case.units}
    found: dict[str, float] = {}
    for name, weight in zip(dispatch.marginal_unit, dispatch.weights, strict=True):
        fuel = fuels.get(name, name)
        found[fuel] = found.get(fuel, 0.0) + float(weight)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _total(dispatch: Dispatch, parts: Mapping[str, Array]) -> Array:
    return sum(parts.values(), np.zeros(dispatch.hours.size))
