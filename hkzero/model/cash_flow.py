"""What a project pays and earns by year, and what that is worth: NPV, IRR, payback, levelised cost, cost per tonne.

Year 0 is the year of the investment and is not discounted; every other year is paid at its end. Money is HK$ at constant
prices, so the rate is real.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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

    `formula` knows every input by its id, every earlier quantity, every named series of years (`grid_kg_per_kwh`), `age`
    (0 in the year of investment), `life` (the last age) and `year`. Its value is an array over the years, age 0 to life.
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
