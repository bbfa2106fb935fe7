"""A project of the desk put to the question: worked out, appraised, and each of its inputs moved to its ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hkzero.measure import Answer
from hkzero.model.carbon_price import PricePath
from hkzero.model.cash_flow import (
    Appraisal,
    BadFigure,
    Financing,
    Project,
    Swing,
    appraise,
    net_present_value,
    tornado,
)
from hkzero.model.formula import Array
from hkzero.model.projects import GRID, BadInput, ProjectKind, build, by_age, checked, checked_start
from hkzero.model.runs import Outcome

INTENSITY = "intensity_kg_per_kwh"
LEAST_RATE, MOST_RATE = 0.0, 0.3
USUAL_TERM_YEARS = 10


@dataclass(frozen=True, slots=True)
class Study:
    """A project with everything it was worked out from. `values` are all of its inputs, `given` those that were set.

    `grid` and `carbon` are by age, kg CO2e a kWh and HK$ a tonne; `swings` are those of net present value, HK$.
    """

    kind: ProjectKind
    given: Mapping[str, float]
    values: Mapping[str, float]
    start_year: int
    rate: float
    grid: Array
    carbon: Array
    financing: Financing | None
    project: Project
    appraisal: Appraisal
    swings: tuple[Swing, ...]

    @property
    def series(self) -> dict[str, Array]:
        """What the formulas know besides the inputs, by age."""
        return {GRID: self.grid}

    @property
    def begins_with_a_gain(self) -> bool:
        """Whether the first year brings money: then no rate of return and no payback says anything."""
        return bool(self.appraisal.flow_hkd[0] >= 0)

    @property
    def sources(self) -> tuple[str, ...]:
        """The publications behind the inputs that were not set, in their order."""
        return tuple(dict.fromkeys(one.source_id for one in self.kind.inputs
                                   if one.source_id and one.input_id not in self.given))


def study(kind: ProjectKind, given: Mapping[str, object], outcome: Outcome, path: PricePath, *,
          start_year: object = 2026, rate: object = 0.04, financing: Financing | None = None) -> Study:
    """Return a project put to the question, on the grid of a scenario's outcome and a path of carbon prices.

    BadInput, with the field, for any input, year, rate, share, coupon or term that makes no sense.
    """
    values, start, yearly = checked(kind, given), checked_start(start_year), checked_rate(rate)
    grid = by_age(outcome.years.tolist(), outcome.series[INTENSITY][0], start)
    carbon = by_age(path.years, path.hkd_per_tonne, start)

    def built(changed: Mapping[str, float]) -> Project:
        return build(kind, changed, {GRID: grid}, start)

    project = built(values)
    try:
        found = appraise(project, yearly, carbon, financing)
    except BadFigure as error:
        raise BadInput(error.field, error.value, error.expected) from error
    ranges = {one.input_id: (one.low, one.high) for one in kind.inputs if one.low < one.high}
    swings = tornado(built, values, ranges, lambda changed: net_present_value(changed, yearly, carbon))
    return Study(kind, {name: values[name] for name in given}, values, start, yearly, grid, carbon, financing, project,
                 found, swings)


def checked_rate(rate: object) -> float:
    """Return a real yearly rate; BadInput for what is none or makes no sense."""
    return _between("rate", rate, LEAST_RATE, MOST_RATE, "a real yearly rate, {least:g} to {most:g} (0.04 is 4 %), is "
                                                         "expected")


def checked_financing(kind: ProjectKind, given: Mapping[str, object], share: object, coupon: object, term: object,
                      is_bond: bool = True) -> Financing | None:
    """Return how the investment is paid for, None where nothing is borrowed; BadInput for what makes no sense.

    Without a term it is ten years, or the life of the project where that is shorter.
    """
    part = _between("debt_share", share, 0, 1, "a share of the investment, 0 to 1, is expected")
    interest = _between("coupon", coupon, 0, MOST_RATE, "a real yearly rate, {least:g} to {most:g} (0.03 is 3 %), is "
                                                        "expected")
    life = int(checked(kind, given)["life_years"])
    years = _between("term_years", min(USUAL_TERM_YEARS, life) if term is None else term, 1, life,
                     "whole years, 1 to the life of the project ({most:g}), are expected")
    if not years.is_integer():
        raise BadInput("term_years", term, f"whole years, 1 to {life}, are expected", "not_whole", (1, life))
    return Financing(part, interest, int(years), is_bond) if part else None


def _between(field: str, value: object, least: float, most: float, expected: str) -> float:
    told = expected.format(least=least, most=most)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadInput(field, value, told, "not_a_number") from error
    if not math.isfinite(number):
        raise BadInput(field, value, told, "not_a_number")
    if not least <= number <= most:
        raise BadInput(field, value, told, "outside", (least, most))
    return number


def titles(answer: Answer, kind_id: str, language: str) -> dict[str, str]:
    """Return what the inputs of a kind are called in a language (en, zh_hant, zh_hans), by id."""
    rows = answer.frame[answer.frame["kind_id"] == kind_id]
    return dict(zip(rows["input_id"], rows[f"title_{language}"], strict=True))


def rows(found: Study) -> list[dict[str, object]]:
    """Return a row a year: every quantity of the calculation, carbon price and revenue, the flow and its sum, debt."""
    by_year = {**found.project.values, GRID: found.grid, "carbon_price_hkd_per_t": found.carbon,
               "carbon_revenue_hkd": found.appraisal.carbon_revenue_hkd, "flow_hkd": found.appraisal.flow_hkd,
               "cumulative_hkd": found.appraisal.cumulative_hkd}
    if found.appraisal.debt is not None and found.appraisal.equity is not None:
        by_year |= {"debt_hkd": found.appraisal.debt.flow_hkd, "owners_flow_hkd": found.appraisal.equity.flow_hkd}
    return [{"year": year, "age": age, **{name: _plain(values[age]) for name, values in by_year.items()}}
            for age, year in enumerate(found.project.years)]


def told(found: Study) -> dict[str, object]:
    """Return what was asked and what came out of it, ready for JSON; a figure without a meaning is None."""
    worth = found.appraisal
    terms = found.financing
    result = {name: getattr(worth, name) for name in (
        "net_present_value_hkd", "payback_years", "discounted_payback_years", "levelised_cost_hkd", "hkd_per_tonne",
        "hkd_per_undiscounted_tonne", "avoided_tonnes", "modified_rate")}
    result |= {"internal_rates": list(worth.internal_rate.rates), "internal_rate_case": worth.internal_rate.case,
               "delivered_unit": found.kind.delivered_unit}
    if worth.equity is not None and worth.debt is not None:
        result["owners"] = {"net_present_value_hkd": worth.equity.net_present_value_hkd,
                            "internal_rates": list(worth.equity.internal_rate.rates),
                            "payback_years": worth.equity.payback_years, "least_cover": worth.debt.least_cover}
    return {"start_year": found.start_year, "rate": found.rate,
            "debt": None if terms is None else {"share": terms.debt_share, "coupon": terms.coupon,
                                                "term_years": terms.term_years, "is_bond": terms.is_bond},
            "set": dict(found.given), "inputs": dict(found.values), "result": result,
            "tornado": [{"input": one.input_id, "low": one.low_value, "high": one.high_value,
                         "net_present_value_at_low_hkd": one.at_low, "net_present_value_at_high_hkd": one.at_high}
                        for one in found.swings],
            "calculation": [{"quantity": one.quantity_id, "formula": one.formula, "unit": one.unit,
                             "role": str(one.role)} for one in found.kind.quantities]}


def _plain(value: float) -> float:
    # Ten digits: the rest is dust of binary fractions. Adding zero turns -0 into 0.
    return float(f"{float(value):.10g}") + 0.0
