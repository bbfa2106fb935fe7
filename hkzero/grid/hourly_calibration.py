"""The hourly year against what was published of peaks, load factors and monthly maxima, with the error of each.

What was published is of 2012 to 2021; the model has the calendar, the weather and the mix of users of 2025. Energy is
scaled to the year that is compared, so an error holds three things that cannot be told apart here: the shapes, another
year's weather, and how the mix has moved. Maxima of a month are the most exposed to its weather.

Two numbers are fitted: `shape_contrast`, which makes all shapes flatter or more uneven, so that the mean error of the
annual peaks is nothing, and `hk_electric_contrast`, which does so with HK Electric's commerce alone, so that both
companies' peaks have the same error. A load factor tells the same as its peak; months are not fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hkzero.grid import hourly_shapes
from hkzero.grid.case import HOURS, ZONES, Array, HourlyYear
from hkzero.grid.hourly_shapes import ShapeRange
from hkzero.grid.hourly_year import MWH_PER_GWH, Ground, ground, hourly_year
from hkzero.grid.hourly_year import QUESTIONS as YEAR_QUESTIONS
from hkzero.measure import Answer, Kind, Measured, weakest

QUESTIONS = (*YEAR_QUESTIONS, "peak_demand", "scenario_delivered", "scenario_supply")
CITY = "hong_kong"
ZONE = {"clp_power": "clp", "hk_electric": "hk_electric"}
LEAST_CONTRAST, MOST_CONTRAST = 0.5, 2.5
HALVINGS, ROUNDS = 16, 4


@dataclass(frozen=True, slots=True)
class Check:
    """A published figure against the modelled one with the flattest, central and most uneven shapes.

    `measure` is annual_peak, annual_peak_with_exports, monthly_peak (MW) or load_factor (fraction); `period` a year or
    a month. `is_fitted` where the figure was used to fit the contrast.
    """

    period: str
    utility: str
    measure: str
    published: Measured
    low: float
    central: float
    high: float
    is_fitted: bool

    @property
    def error_percent(self) -> float:
        """Modelled less published with central shapes, % of the published."""
        return 100 * (self.central / self.published.values[0] - 1)


def calibration(answers: Mapping[str, Answer]) -> tuple[Check, ...]:
    """Return every published peak, load factor and monthly maximum against the model, from the answers to QUESTIONS.

    KeyError names a question not asked.
    """
    years = {which: published_year(ground(answers, which), answers) for which in ShapeRange}
    peaks = answers["peak_demand"]
    found = []
    for (period, utility, measure), rows in peaks.frame.groupby(["period", "utility", "measure"], sort=True):
        energy = _energy_gwh(answers, utility, int(period[:4]))
        if energy is None:
            continue
        published = peaks.measured(rows)
        modelled = [_peak(year, utility, energy, period) for year in years.values()]
        found.append(Check(period, utility, measure, published, *modelled, _is_fitted(utility, measure, period)))
    return tuple(found + [factor for check in found if (factor := _load_factor(check, answers)) is not None])


def fitted(answers: Mapping[str, Answer]) -> dict[str, float]:
    """Return the two fitted numbers: `shape_contrast` and `hk_electric_contrast`.

    The first makes the mean error of the annual peaks nothing, the second gives the peaks of both companies the same
    mean error; each in turn until both hold. ValueError where no number between the bounds does that.
    """
    shared = ground(answers)
    frame = answers["peak_demand"].frame
    wanted = [(period, utility, float(value)) for period, utility, measure, value in zip(
        frame["period"], frame["utility"], frame["measure"], frame["value"], strict=True)
        if _is_fitted(utility, measure, period)]
    energies = {(period, utility): _energy_gwh(answers, utility, int(period)) for period, utility, _ in wanted}

    def errors(known: Mapping[str, float]) -> dict[str, float]:
        year = published_year(replace(shared, parameters=dict(shared.parameters) | known), answers)
        found: dict[str, list[float]] = {}
        for period, utility, value in wanted:
            found.setdefault(utility, []).append(_peak(year, utility, energies[period, utility], period) / value - 1)
        return {utility: float(np.mean(part)) for utility, part in found.items()} \
            | {"all": float(np.mean([error for part in found.values() for error in part]))}

    found = {"shape_contrast": 1.0, "hk_electric_contrast": 1.0}
    for _ in range(ROUNDS):
        found["shape_contrast"] = _root(lambda value: errors(found | {"shape_contrast": value})["all"])
        found["hk_electric_contrast"] = _root(lambda value: _gap(errors(found | {"hk_electric_contrast": value})))
    return found


def _gap(errors: Mapping[str, float]) -> float:
    return errors["hk_electric"] - errors["clp_power"]


def _root(error: Callable[[float], float]) -> float:
    low, high = LEAST_CONTRAST, MOST_CONTRAST
    if not error(low) <= 0 <= error(high):
        raise ValueError(f"no contrast from {low} to {high} meets the published peaks")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if error(middle) < 0 else (low, middle)
    return (low + high) / 2


def published_year(shared: Ground, answers: Mapping[str, Answer]) -> HourlyYear:
    """Return the hourly year of the published consumption itself, railways and vehicles within commerce."""
    gwh = {user: float(base.sum() + shared.cooling_gwh[user].sum()) for user, base in shared.base_gwh.items()}
    year = hourly_shapes.WEATHER_YEAR
    return hourly_year(shared, gwh | {"losses": sum(gwh.values()) * loss_share(answers)}, scenario="", year=year)


def loss_share(answers: Mapping[str, Answer]) -> float:
    """Return losses and own use as a share of electricity delivered, of the newest year that has both.

    Gross generation and net imports less what was delivered, which is what the scenario engine counts as losses.
    """
    supply, delivered = (answers[name].frame.groupby("period")["value"].sum()
                         for name in ("scenario_supply", "scenario_delivered"))
    newest = max(set(supply.index) & set(delivered.index))
    return float(supply[newest] / delivered[newest] - 1)


def _is_fitted(utility: str, measure: str, period: str) -> bool:
    exporting = measure == "annual_peak_with_exports"
    return measure == "annual_peak" or exporting and utility == CITY and period == "2021"


def _energy_gwh(answers: Mapping[str, Answer], utility: str, year: int) -> float | None:
    """Return what was sold in a year with losses, GWh; None where it is not known.

    A company without published sales of that year sold what the other did not; the city's is with exports.
    """
    delivered = answers["scenario_delivered"].frame
    rows = delivered[(delivered["period"] == year) & delivered["value"].notna()]
    if rows.empty:
        return None
    local = float(rows[rows["destination"] != "export"]["value"].sum())
    if utility == CITY:
        return float(rows["value"].sum()) * (1 + loss_share(answers))
    sales = answers["utility_sales"].frame
    own = sales[(sales["span"] == "year") & (sales["user_type"] == "all") & (sales["period"] == str(year))]
    sold = own.set_index("utility")["value"]
    if utility not in sold and sold.empty:
        return None
    return float(sold.get(utility, local - sold.sum())) * (1 + loss_share(answers))


def _peak(year: HourlyYear, utility: str, energy_gwh: float, period: str) -> float:
    """Return the modelled highest load of a month or year, MW; for the city the sum of the companies' own peaks."""
    zones = [ZONE[utility]] if utility in ZONE else list(ZONES)
    loads = [year.load_mw * year.zone_share[zone] for zone in zones]
    scale = energy_gwh * MWH_PER_GWH / sum(load.sum() for load in loads)
    inside = _inside(year, period)
    return float(sum(load[inside].max() for load in loads) * scale)


def _inside(year: HourlyYear, period: str) -> Array:
    if len(period) == len("2012"):
        return np.ones(HOURS, dtype=bool)
    return year.starts.astype("datetime64[M]").astype(int) % 12 + 1 == int(period[5:7])


def _load_factor(check: Check, answers: Mapping[str, Answer]) -> Check | None:
    """Return the load factor that goes with an annual peak: energy with losses ÷ (peak × hours)."""
    if not check.measure.startswith("annual_peak"):
        return None
    mean = _energy_gwh(answers, check.utility, int(check.period)) * MWH_PER_GWH / HOURS
    peak = check.published
    published = Measured((mean / peak.values[0],), "fraction", peak.sources, weakest([peak.kind, Kind.DERIVED]),
                         peak.series, peak.vintages)
    return replace(check, measure="load_factor", published=published, low=mean / check.low,
                   central=mean / check.central, high=mean / check.high)
