"""When does the last fossil private car leave the road? A scenario from the observed fleet, never a forecast.

Every step is half a year. The fleet starts from the cars registered by fuel in the newest month; their ages follow
from past first registrations and the survival curve; then registrations go on at the level of the last five years, with
an electric share that rises from what it was in the newest months to the share assumed for the last year before fossil
cars can no longer be registered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hkzero.measure import Answer, Kind, Measured
from hkzero.model import stock_turnover

STEP_YEARS = 0.5
AGES = 120  # age classes of half a year: nothing older than 60 years is told apart
LAST_YEAR = 2090
RECENT_MONTHS = 3  # for the electric share the outlook starts from
RECENT_HALF_YEARS = 10  # for the level of registrations
GONE_BELOW = 0.01  # of today's fossil cars: a curve that never quite reaches zero needs an end
QUESTIONS = ("private_car_stock", "private_car_registrations", "electric_share", "assumptions")
LIFETIME, SHAPE, SHARE = "tr_car_mean_lifetime", "tr_car_survival_shape", "tr_electric_share_before_end"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a run assumes: mean lifetime (years), shape of the survival curve, last year's electric share (0 to 1)."""

    lifetime_years: float
    shape: float
    share_before_end: float


@dataclass(frozen=True, slots=True)
class Run:
    """One run: years, fossil and electric cars at each, and the year from which next to no fossil car is left."""

    years: np.ndarray
    fossil: np.ndarray
    electric: np.ndarray
    gone: float | None
    fit: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The run chosen, and the two at the ends of the assumptions' ranges, with what all of them start from.

    `early` has the shortest lives and the fastest rise of the electric share, `late` the longest and slowest.
    `registrations` are cars a year, `share_now` the electric share they start with (0 to 1).
    """

    chosen: Run
    early: Run
    late: Run
    end_year: int
    start: float
    registrations: float
    share_now: float
    choice: Choice
    evidence: Measured

    def left_in(self, year: float) -> tuple[float, float, float]:
        """Return the fossil cars left in a year: as chosen, and at both ends of the ranges."""
        return tuple(float(np.interp(year, run.years, run.fossil)) for run in (self.chosen, self.early, self.late))


def ranges(assumptions: Answer) -> dict[str, tuple[float, float, float]]:
    """Return low, central and high of the outlook's assumptions by id; KeyError when one is not registered."""
    rows = assumptions.frame.set_index("assumption_id")
    return {code: tuple(float(rows.loc[code, name]) for name in ("low", "central", "high"))
            for code in (LIFETIME, SHAPE, SHARE)}


def central(bounds: Mapping[str, tuple[float, float, float]]) -> dict[str, float]:
    """Return the central lifetime (years) and last electric share (%), as arguments of `outlook`."""
    return {"lifetime_years": bounds[LIFETIME][1], "share_before_end": bounds[SHARE][1]}


def dial(bounds: Mapping[str, tuple[float, float, float]], code: str) -> tuple[float, ...]:
    """Return low, high and central of one assumption, for a slider: whole numbers where all three are whole."""
    low, middle, high = bounds[code]
    if all(value.is_integer() for value in bounds[code]):
        return int(low), int(high), int(middle)
    return low, high, middle


def outlook(stock: Answer, registrations: Answer, shares: Answer, assumptions: Answer, *, lifetime_years: float,
            share_before_end: float, end_year: int) -> Outlook:
    """Return the outlook for a lifetime (years), a last electric share (%), and a year in which fossil sales end."""
    bounds = ranges(assumptions)
    observed, start = _newest_stock(stock)
    recent = shares.frame[shares.frame["measure"] == "with_used_imports"].sort_values("period").tail(RECENT_MONTHS)
    share_now = float(recent["electric"].sum() / recent["cars"].sum())
    past = {fuel: _by_age(registrations, fuel, start) for fuel in ("fossil", "electric")}
    yearly = float(sum(cars[:RECENT_HALF_YEARS].sum() for cars in past.values()) / (RECENT_HALF_YEARS * STEP_YEARS))
    life, shape, share = bounds[LIFETIME], bounds[SHAPE], bounds[SHARE]
    choice = Choice(lifetime_years, shape[1], share_before_end / 100)

    def run(assumed: Choice) -> Run:
        return _run(observed, past, assumed, start, end_year, yearly, share_now)

    used = assumptions.frame[assumptions.frame["assumption_id"].isin(bounds)]
    inputs = [stock.measured(), registrations.measured(), shares.measured()]
    sources = {item for part in inputs for item in part.sources} | set(used["source_id"].dropna())
    evidence = Measured((None,), stock.unit, tuple(sources), Kind.SCENARIO,
                        tuple({item for part in inputs for item in part.series}),
                        questions=tuple(item for part in inputs for item in part.questions))
    return Outlook(run(choice), run(Choice(life[0], shape[2], share[2] / 100)),
                   run(Choice(life[2], shape[0], share[0] / 100)), end_year, start, yearly, share_now, choice, evidence)


def _run(observed: Mapping[str, float], past: Mapping[str, np.ndarray], assumed: Choice, start: float, end_year: int,
         yearly: float, share_now: float) -> Run:
    alive = stock_turnover.survival(np.arange(AGES) * STEP_YEARS, assumed.lifetime_years, assumed.shape)
    years = np.arange(start, LAST_YEAR + STEP_YEARS, STEP_YEARS)
    # A step's cars are registered around its middle.
    share = stock_turnover.sales_share(years[1:] - STEP_YEARS / 2, start, share_now, end_year, assumed.share_before_end)
    joining = {"electric": yearly * STEP_YEARS * share, "fossil": yearly * STEP_YEARS * (1 - share)}
    stocks, survivors = {}, 0.0
    for fuel, new in joining.items():
        by_age, fit = stock_turnover.aged(past[fuel], alive, observed[fuel])
        survivors += fit * observed[fuel]
        stocks[fuel] = stock_turnover.turn_over(by_age, new, alive).stock
    gone = stock_turnover.gone_by(years, stocks["fossil"], GONE_BELOW * observed["fossil"])
    return Run(years, stocks["fossil"], stocks["electric"], gone, survivors / sum(observed.values()))


def _newest_stock(stock: Answer) -> tuple[dict[str, float], float]:
    """Return the cars registered by fuel in the newest month, and its end as a year with a fraction."""
    newest = stock.frame[stock.frame["period"] == stock.frame["period"].max()]
    year, month = (int(part) for part in str(newest["period"].iloc[0]).split("-"))
    return dict(zip(newest["fuel"], newest["value"], strict=True)), year + month / 12


def _by_age(registrations: Answer, fuel: str, start: float) -> np.ndarray:
    """Return cars registered by age in half-years, youngest first, for the half-years before `start`.

    Half-years that are not published lie on a straight line between their neighbours. Before the first published one
    fossil registrations stay at its level and there are no electric ones. Both are assumptions, good for the ages only:
    the stock itself is the observed one.
    """
    known = registrations.frame[registrations.frame["fuel"] == fuel]
    ends = known["period"].str[:4].astype(float) + known["period"].str[-1].astype(float) * STEP_YEARS
    order = np.argsort(ends.to_numpy())
    ends, cars = ends.to_numpy()[order], known["value"].to_numpy(dtype=float)[order]
    when = start - np.arange(AGES) * STEP_YEARS
    return np.interp(when, ends, cars, left=cars[0] if fuel == "fossil" else 0.0)
