"""What a project pays and earns by year, and what that is worth: NPV, IRR, payback, levelised cost, cost per tonne.

Year 0 is the year of the investment and is not discounted; every other year is paid at its end. Money is HK$ at
constant prices, so the rate is real.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import numpy_financial as npf
from scipy.optimize import brentq

from hkzero.model.formula import Array, FormulaError, evaluate
from hkzero.model.rate_of_return import internal_rates

RESERVED = ("age", "life", "year")
DUST_HKD = 1e-6  # a sum this near to zero is zero: what binary fractions leave
SMALLEST_COUPON, HIGHEST_COUPON = 1e-9, 1.0  # below the smallest, interest is lost among binary fractions
STEPS_OF_SEARCH = 48


class BadFigure(ValueError):
    """A figure that the appraisal cannot work with: `field`, `value`, `expected` say what was given, what will do."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(f"{field} = {value}: {expected}")
        self.field, self.value, self.expected = field, value, expected


class Role(StrEnum):
    """What a quantity is to the appraisal. Money is above zero where it is received, below where it is paid."""

    STEP = "step"  # a step of the calculation
    CAPITAL = "capital"  # HK$: investment, replacement, grants, value at the end
    OPERATION = "operation"  # HK$: upkeep, energy bought, energy saved, fuel not bought
    REVENUE = "revenue"  # HK$: what others pay for the service
    DELIVERED = "delivered"  # what levelised cost is per unit of (kWh, vehicle-km): never discounted away
    AVOIDED = "avoided"  # t CO2e avoided; below zero where more is emitted


@dataclass(frozen=True, slots=True)
class Quantity:
    """One row of a project's calculation, as Python and the workbook both evaluate it (model/formula.py).

    `formula` knows every input by its id, every earlier quantity, every named series of years (`grid_kg_per_kwh`),
    `age` (0 in the year of investment), `life` (the last age) and `year`. Its value is an array over the years, age 0
    to life.
    """

    quantity_id: str
    formula: str
    unit: str
    role: Role = Role.STEP


@dataclass(frozen=True, slots=True)
class Project:
    """A project calculated: every quantity by year (`values`, arrays of one length), `years` the calendar years."""

    kind_id: str
    years: tuple[int, ...]
    quantities: tuple[Quantity, ...]
    values: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Financing:
    """How the investment of year 0 is paid for. `debt_share` 0 to 1, `coupon` a real yearly rate (0.03 = 3 %).

    A bond pays its coupon each year and the whole at the end of its term; a loan is paid off in equal yearly amounts.
    """

    debt_share: float
    coupon: float
    term_years: int
    is_bond: bool = True


@dataclass(frozen=True, slots=True)
class InternalRate:
    """The internal rates of return of a flow, lowest first: none, one, or several, in which case none of them decides.

    `case` is `one`, `none` (the flow has no root above -100 %) or `many`.
    """

    rates: tuple[float, ...]
    case: str


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt by year, as its debtor sees it: `flow_hkd` is what is drawn in year 0, then what is paid (below 0).

    `cover` is the project's flow over the payment of each year, NaN in years without one; `least_cover` and
    `average_cover` are None where nothing is owed. A bond's last year holds the whole debt, so its least cover is low
    unless the issuer puts money aside or borrows again.
    """

    drawn_hkd: float
    interest_hkd: Array
    repaid_hkd: Array
    flow_hkd: Array
    cover: Array
    least_cover: float | None
    average_cover: float | None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a flow is worth at a rate. None where a figure has no meaning, never 0.

    `payback_years` and `discounted_payback_years` are counted from the investment, with a part of the last year, to the
    last time that the sum turns from below zero, so that a late replacement cannot undo them;
    `levelised_cost_hkd` is a unit of what is delivered; `hkd_per_tonne` net present cost over discounted tonnes, and
    `hkd_per_undiscounted_tonne` the same cost over plain tonnes, both without carbon revenue;
    `modified_rate` finances and reinvests at `rate`. `flow_hkd` holds the carbon revenue. `equity` is what the owners
    have after the debt: of the project's tonnes and delivery it has no cost of its own.
    """

    rate: float
    net_present_value_hkd: float
    internal_rate: InternalRate
    payback_years: float | None
    discounted_payback_years: float | None
    levelised_cost_hkd: float | None
    hkd_per_tonne: float | None
    avoided_tonnes: float
    flow_hkd: Array
    cumulative_hkd: Array
    modified_rate: float | None = None
    hkd_per_undiscounted_tonne: float | None = None
    discounted_tonnes: float = 0.0
    discounted_delivered: float = 0.0
    discounted_cost_hkd: float = 0.0
    carbon_revenue_hkd: Array = field(default_factory=lambda: np.zeros(0))
    equity: Appraisal | None = None
    debt: Debt | None = None


@dataclass(frozen=True, slots=True)
class Swing:
    """What an input does to a measure when it alone goes to its low and its high end."""

    input_id: str
    low_value: float
    high_value: float
    at_low: float | None
    at_high: float | None


def calculate(quantities: Sequence[Quantity], inputs: Mapping[str, float], series: Mapping[str, Array],
              start_year: int, kind_id: str = "") -> Project:
    """Work every quantity of a project out, in the order given, each from the inputs and the quantities before it.

    `inputs["life_years"]` is the life in whole years: age 0 is the year of investment, `start_year`, and age `life` the
    last year. `series` are arrays by age, from `start_year` on, at least to the last year; what is longer is not used.
    Raises BadFigure for a life that is no whole number above 0, a number that is not finite, a series that is too short
    and a name given twice; FormulaError, which names the quantity, for a formula that cannot be worked out.
    """
    life = _life(inputs)
    ages = np.arange(life + 1, dtype=float)
    scope: dict[str, float | Array] = {"age": ages, "life": float(life), "year": start_year + ages}
    for name, number in inputs.items():
        if not np.isfinite(number):
            raise BadFigure(name, number, "a finite number is expected")
        _add(scope, name, float(number))
    for name, by_age in series.items():
        if np.ndim(by_age) != 1 or len(by_age) <= life:
            raise BadFigure(name, f"{np.size(by_age)} years", f"at least {life + 1} from {start_year} on are expected")
        _add(scope, name, np.asarray(by_age[: life + 1], dtype=float))
    values = {}
    for quantity in quantities:
        try:
            value = np.broadcast_to(evaluate(quantity.formula, scope), ages.shape).copy()
        except FormulaError as wrong:
            raise FormulaError(f"{quantity.quantity_id}: {wrong}") from wrong
        _add(scope, quantity.quantity_id, value)
        values[quantity.quantity_id] = value
    return Project(kind_id, tuple(range(start_year, start_year + life + 1)), tuple(quantities), values)


def _life(inputs: Mapping[str, float]) -> int:
    if "life_years" not in inputs:
        raise BadFigure("life_years", None, "the life of the project in years is expected")
    life = inputs["life_years"]
    if not (np.isfinite(life) and life >= 1 and float(life).is_integer()):
        raise BadFigure("life_years", life, "a whole number of years, 1 or more, is expected")
    return int(life)


def _add(scope: dict[str, float | Array], name: str, value: float | Array) -> None:
    if name in scope:
        raise BadFigure(name, "given twice", f"a name of its own is expected, and none of {', '.join(RESERVED)}")
    scope[name] = value


def appraise(project: Project, rate: float, carbon: float | Array | None = None,
             financing: Financing | None = None) -> Appraisal:
    """Return what a project is worth at a real yearly rate, and, with financing, what its equity is worth.

    `carbon` is HK$ a tonne avoided: one price, or a price by age from the year of investment on, as long as the life or
    longer. Without it nobody pays for the tonnes. Equity is worth the flow after debt, at the same rate.

    Levelised cost: discounted cost over discounted delivery (Short, Packey and Holt, NREL/TP-462-5173, 1995). Cost is
    capital, net of grants and of what is left at the end, and what is paid for operation; what operation saves is a
    benefit, or else the cost of a kWh would depend on the tariff it replaces.
    Raises BadFigure for a rate of -100 % or less, a path of prices that is too short, and terms that cannot be.
    """
    _check_rate(rate)
    before_carbon, revenue = _flows(project, carbon)
    avoided = total(project, Role.AVOIDED)
    tonnes, delivered = present_value(avoided, rate), present_value(total(project, Role.DELIVERED), rate)
    cost = -present_value(costs(project), rate)
    net_cost, plain_tonnes = -present_value(before_carbon, rate), float(avoided.sum())
    found = replace(
        _worth(before_carbon + revenue, rate), avoided_tonnes=plain_tonnes, carbon_revenue_hkd=revenue,
        discounted_tonnes=tonnes, discounted_delivered=delivered, discounted_cost_hkd=cost,
        levelised_cost_hkd=cost / delivered if delivered > 0 else None,
        hkd_per_tonne=net_cost / tonnes if tonnes > 0 else None,
        hkd_per_undiscounted_tonne=net_cost / plain_tonnes if plain_tonnes > 0 else None)
    if financing is None:
        return found
    owed = debt(found.flow_hkd, max(-float(total(project, Role.CAPITAL)[0]), 0.0), financing)
    equity = replace(_worth(found.flow_hkd + owed.flow_hkd, rate), avoided_tonnes=plain_tonnes)
    return replace(found, debt=owed, equity=equity)


def net_present_value(project: Project, rate: float, carbon: float | Array | None = None) -> float:
    """Return what a project is worth and nothing else, for a tornado asks often; errors are those of `appraise`."""
    _check_rate(rate)
    return present_value(np.add(*_flows(project, carbon)), rate)


def total(project: Project, role: Role) -> Array:
    """Return the sum of a project's quantities of one role by year; zeros where it has none."""
    rows = [project.values[one.quantity_id] for one in project.quantities if one.role == role]
    return np.sum(rows, axis=0) if rows else np.zeros(len(project.years))


def costs(project: Project) -> Array:
    """Return what levelised cost counts, by year, below zero: capital, net, and what is paid for operation."""
    paid = [np.minimum(project.values[one.quantity_id], 0) for one in project.quantities if one.role == Role.OPERATION]
    return total(project, Role.CAPITAL) + np.sum(paid, axis=0) if paid else total(project, Role.CAPITAL)


def present_value(flow: Array, rate: float) -> float:
    """Return the value in year 0 of a flow by year from 0; year 0 itself is not discounted."""
    return float(npf.npv(rate, flow))


def debt(flow: Array, investment_hkd: float, financing: Financing) -> Debt:
    """Return what is owed when a share of the investment of year 0 is borrowed, beside the project's flow.

    A bond pays its coupon each year and is paid back at the end of its term; a loan is paid off in equal yearly
    amounts. Raises BadFigure for a share outside 0 to 1, a coupon outside 0 to 1 and a term longer than the life.
    """
    life = len(flow) - 1
    _check_terms(financing, life)
    drawn, term = financing.debt_share * investment_hkd, int(financing.term_years)
    repaid = np.zeros(life + 1)
    if financing.is_bond:
        repaid[term] = drawn
    else:
        yearly = annuity(drawn, financing.coupon, term)
        # What is repaid grows by the coupon from year to year, as the interest on it falls away.
        repaid[1 : term + 1] = (yearly - drawn * financing.coupon) * (1 + financing.coupon) ** np.arange(term)
    still_owed = drawn - np.concatenate([[0.0], np.cumsum(repaid)[:-1]])
    interest = np.where(np.arange(life + 1) <= term, still_owed, 0.0) * financing.coupon
    interest[0] = 0.0
    paid = interest + repaid
    due = paid > DUST_HKD
    cover = np.divide(flow, paid, out=np.full(life + 1, np.nan), where=due)
    own = -paid
    own[0] = drawn
    return Debt(drawn, interest, repaid, own, cover, float(cover[due].min()) if due.any() else None,
                float(cover[due].mean()) if due.any() else None)


def annuity(drawn_hkd: float, coupon: float, term_years: int) -> float:
    """Return the equal yearly payment that pays a loan off: interest and what is repaid, at the end of each year."""
    if coupon < SMALLEST_COUPON:
        return drawn_hkd / term_years
    return drawn_hkd * coupon / (1 - (1 + coupon) ** -term_years)


def payback(flow: Array) -> float | None:
    """Return the years until the sum of a flow by year from 0 turns from below zero for the last time.

    A part of a year is counted as if that year's money came evenly. None if the sum ends below zero; 0 if it never is.
    """
    so_far = np.cumsum(flow)
    below = np.flatnonzero(so_far < -DUST_HKD)
    if not below.size:
        return 0.0
    last = int(below[-1])
    if last == len(flow) - 1:
        return None
    return last + min(-float(so_far[last]) / float(flow[last + 1]), 1.0)


def tornado(build: Callable[[Mapping[str, float]], Project], values: Mapping[str, float],
            ranges: Mapping[str, tuple[float, float]], measure: Callable[[Project], float | None],
            ) -> tuple[Swing, ...]:
    """Return what each input does to a measure when it alone goes to its low and high end, the widest first.

    `build` makes the project of given inputs; `values` are the inputs as they are; `ranges` those that move. An input
    at an end of which the measure has no meaning comes last.
    """
    found = [Swing(name, low, high, measure(build({**values, name: low})), measure(build({**values, name: high})))
             for name, (low, high) in ranges.items()]

    def narrowness(swing: Swing) -> float:
        if swing.at_low is None or swing.at_high is None:
            return 0.0
        return -abs(swing.at_high - swing.at_low)

    return tuple(sorted(found, key=narrowness))


def break_even(build: Callable[[Mapping[str, float]], Project], values: Mapping[str, float], input_id: str,
               between: tuple[float, float], measure: Callable[[Project], float]) -> float | None:
    """Return the value of one input, between two, at which a measure is zero; the nearest to its value if several.

    None where the measure keeps its sign, and for `life_years`, which goes by whole years (payback answers that).
    """
    if input_id == "life_years":
        return None

    def at(value: float) -> float:
        return measure(build({**values, input_id: value}))

    grid = np.linspace(*between, STEPS_OF_SEARCH + 1)
    worth = np.array([at(float(value)) for value in grid])
    found = [float(value) for value, one in zip(grid, worth, strict=True) if one == 0]
    found += [float(brentq(at, grid[k], grid[k + 1], xtol=1e-300, rtol=1e-13)) for k in range(STEPS_OF_SEARCH)
              if worth[k] * worth[k + 1] < 0]
    return min(found, key=lambda value: abs(value - values[input_id]), default=None)


def _worth(flow: Array, rate: float) -> Appraisal:
    """Return what follows from a flow alone."""
    rates = internal_rates(flow)
    discounted = flow / (1 + rate) ** np.arange(len(flow))
    both_signs = bool((flow > 0).any() and (flow < 0).any())
    return Appraisal(
        rate=rate, net_present_value_hkd=present_value(flow, rate),
        internal_rate=InternalRate(rates, ("none", "one")[len(rates)] if len(rates) < 2 else "many"),
        payback_years=payback(flow), discounted_payback_years=payback(discounted), levelised_cost_hkd=None,
        hkd_per_tonne=None, avoided_tonnes=0.0, flow_hkd=flow, cumulative_hkd=np.cumsum(flow),
        modified_rate=float(npf.mirr(flow, rate, rate)) if both_signs else None,
        carbon_revenue_hkd=np.zeros(len(flow)))


def _check_rate(rate: float) -> None:
    if not (np.isfinite(rate) and rate > -1):
        raise BadFigure("rate", rate, "a yearly rate above -1 is expected; 0.04 is 4 %")


def _flows(project: Project, carbon: float | Array | None) -> tuple[Array, Array]:
    """Return the flow before carbon revenue, and carbon revenue, HK$ by year."""
    before = total(project, Role.CAPITAL) + total(project, Role.OPERATION) + total(project, Role.REVENUE)
    return before, total(project, Role.AVOIDED) * _prices(carbon, len(project.years))


def _prices(carbon: float | Array | None, years: int) -> Array:
    prices = np.asarray(0.0 if carbon is None else carbon, dtype=float)
    if prices.ndim == 0:
        prices = np.full(years, float(prices))
    if prices.ndim != 1 or len(prices) < years:
        raise BadFigure("carbon", f"{prices.size} years", f"a price for each of {years} years is expected")
    if not np.isfinite(prices[:years]).all():
        raise BadFigure("carbon", prices[:years].tolist(), "a finite price in every year is expected")
    return prices[:years]


def _check_terms(financing: Financing, life: int) -> None:
    if not 0 <= financing.debt_share <= 1:
        raise BadFigure("debt_share", financing.debt_share, "a share from 0 to 1 is expected")
    if not 0 <= financing.coupon <= HIGHEST_COUPON:
        raise BadFigure("coupon", financing.coupon, "a yearly rate from 0 to 1 is expected; 0.03 is 3 %")
    if not (1 <= financing.term_years <= life and float(financing.term_years).is_integer()):
        raise BadFigure("term_years", financing.term_years,
                        f"whole years, from 1 to the life of the project ({life}), are expected")
