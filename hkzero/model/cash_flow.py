"""What a project pays and earns by year, and what that is worth: NPV, IRR, payback, levelised cost, cost per tonne.

Year 0 is the year of the investment and is not discounted; every other year is paid at its end. Money is HK$ at
constant prices, so the rate is real.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hkzero.model.formula import Array, FormulaError, evaluate

RESERVED = ("age", "life", "year")


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
class Appraisal:
    """What a flow is worth at a rate. None where a figure has no meaning, never 0.

    `payback_years` and `discounted_payback_years` are counted from the investment, with a part of the last year;
    `levelised_cost_hkd` is a unit of what is delivered; `hkd_per_tonne` net present cost over discounted tonnes.
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
