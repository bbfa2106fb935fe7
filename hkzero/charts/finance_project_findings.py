"""A project's cash flow and what each input does to its result, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hkzero.text import MINUS, list_join, number, percent, quantity, t, unit_label

Array = NDArray[np.float64]
ROLES = ("capital", "operation", "revenue")
MILLION = 1e6
LEAST_IN_MILLIONS = 1e5  # HK$: five labels of a hundred thousand have no room on a phone
# From which amount on, by what it is divided, and its name in the texts.
LARGE = {"en": ((1e9, 1e9, "larger"), (1e6, 1e6, "large")), "zh": ((1e8, 1e8, "larger"), (1e6, 1e4, "large"))}
SECTION = "finance_project_charts"


def by_role(project: Any, appraisal: Any) -> dict[str, Array]:
    """Return HK$ by year of each role that has any, carbon revenue last (model/cash_flow.Project, Appraisal)."""
    rows = {role: [project.values[one.quantity_id] for one in project.quantities if one.role == role] for role in ROLES}
    found = {role: np.sum(amounts, axis=0) for role, amounts in rows.items() if amounts}
    found["carbon"] = appraisal.carbon_revenue_hkd
    return {role: amounts for role, amounts in found.items() if np.any(amounts)}


def discounted_sum(appraisal: Any) -> Array:
    """Return the sum so far of the discounted flow by year, HK$; its end is the net present value."""
    return np.cumsum(appraisal.flow_hkd / (1 + appraisal.rate) ** np.arange(len(appraisal.flow_hkd)))


def scale_of(amounts: Sequence[Array], unit: str, least: float = MILLION) -> tuple[float, str, int]:
    """Return by what to divide amounts in `unit`, the unit that they then have, and decimals: HK$ or HK$ million.

    Millions are used from `least` on.
    """
    most = max((float(np.abs(one).max()) for one in amounts if len(one)), default=0.0)
    if unit == "HK$" and most >= least:
        return MILLION, "HK$ million", 2 if most < 100 * MILLION else 0
    return 1.0, unit, 0 if most >= 100 else 2


def flow_scale(project: Any, appraisal: Any) -> tuple[float, str, int]:
    """Return scale_of for the cash flow by year and its sums."""
    sums = [discounted_sum(one) for one in (appraisal, appraisal.equity) if one is not None]
    return scale_of([*by_role(project, appraisal).values(), *sums], "HK$")


def tornado_scale(swings: Sequence[Any], unit: str, base: float) -> tuple[float, str, int]:
    """Return scale_of for the results at both ends of the inputs that have both, in `unit`."""
    ends = [value for swing in wide_first(swings) for value in (swing.at_low, swing.at_high)]
    return scale_of([np.array([base, *ends])], unit, least=LEAST_IN_MILLIONS)


def money(amount_hkd: float, lang: str) -> str:
    """Return an amount as the language writes it: HK$950, −HK$1.25 million; 950 港元, −125 萬港元."""
    size, sign = abs(amount_hkd), MINUS if round(amount_hkd) < 0 else ""
    for least, divisor, name in LARGE["en" if lang == "en" else "zh"]:
        if size >= least:
            return t(f"{SECTION}.money.{name}", lang, sign=sign, amount=number(size / divisor, lang))
    return t(f"{SECTION}.money.plain", lang, sign=sign, amount=number(size, lang, 0))


def wide_first(swings: Sequence[Any]) -> list[Any]:
    """Return the swings that have a result at both ends, the widest first (model/cash_flow.Swing)."""
    known = [swing for swing in swings if swing.at_low is not None and swing.at_high is not None]
    return sorted(known, key=lambda swing: -abs(swing.at_high - swing.at_low))


def cash_flow_alt(project: Any, appraisal: Any, lang: str) -> str:
    """Return what is paid, what comes back and what that is worth, as sentences."""
    first, later = float(appraisal.flow_hkd[0]), float(appraisal.flow_hkd[1:].sum())
    years = appraisal.discounted_payback_years
    said = [t(f"{SECTION}.flow.{'paid' if first < 0 else 'received'}", lang, year=project.years[0],
              amount=money(abs(first), lang)),
            t(f"{SECTION}.flow.later", lang, first=project.years[1], last=project.years[-1], amount=money(later, lang)),
            t(f"{SECTION}.flow.worth", lang, rate=percent(100 * appraisal.rate, lang),
              amount=money(appraisal.net_present_value_hkd, lang))]
    if first < 0:
        said.append(t(f"{SECTION}.flow.never", lang, life=len(project.years) - 1) if years is None else
                    t(f"{SECTION}.flow.back", lang, years=number(years, lang, 1)))
    if appraisal.equity is not None:
        said.append(t(f"{SECTION}.flow.owners", lang, amount=money(appraisal.equity.net_present_value_hkd, lang)))
    return " ".join(said)


def internal_rate(appraisal: Any, lang: str) -> str:
    """Return the internal rate of return as a sentence: one, none, or several of which none decides."""
    found = appraisal.internal_rate
    if found.case == "none":
        return t(f"{SECTION}.rate.none", lang)
    rates = [percent(100 * rate, lang) for rate in found.rates]
    if found.case == "many":
        return t(f"{SECTION}.rate.many", lang, count=len(rates), rates=list_join(rates, lang),
                 rate=percent(100 * appraisal.rate, lang), modified=percent(100 * appraisal.modified_rate, lang))
    flow = appraisal.flow_hkd[np.flatnonzero(appraisal.flow_hkd)]
    return t(f"{SECTION}.rate.{'cost' if flow[0] > 0 else 'one'}", lang, rate=rates[0])


def cash_flow_table(project: Any, appraisal: Any, lang: str) -> pd.DataFrame:
    """Return a row a year: HK$ by role, the flow and the discounted sum so far; debt and owners where borrowed."""
    columns = {t("labels.column.period", lang): [str(year) for year in project.years]}
    amounts = by_role(project, appraisal) | {"net": appraisal.flow_hkd, "cumulative": discounted_sum(appraisal)}
    if appraisal.equity is not None:
        amounts |= {"debt": appraisal.debt.flow_hkd, "owners_flow": appraisal.equity.flow_hkd,
                    "equity": discounted_sum(appraisal.equity)}
    for name, values in amounts.items():
        columns[t(f"{SECTION}.column", lang, name=t(f"{SECTION}.flow.{name}", lang), unit=unit_label("HK$", lang))] = [
            round(float(value)) for value in values]
    return pd.DataFrame(columns)


def tornado_alt(swings: Sequence[Any], labels: Mapping[str, str], unit: str, base: float, lang: str) -> str:
    """Return which input matters most, and which could turn the result's sign alone, as sentences."""
    known = wide_first(swings)
    moving = [swing for swing in known if swing.at_low != swing.at_high]
    if not moving:
        return t(f"{SECTION}.tornado.flat", lang)
    most = moving[0]

    def shown(value: float) -> str:
        return money(value, lang) if unit == "HK$" else quantity(value, unit, lang)

    said = [t(f"{SECTION}.tornado.most", lang, name=labels[most.input_id], low=number(most.low_value, lang),
              high=number(most.high_value, lang), at_low=shown(most.at_low), at_high=shown(most.at_high))]
    if unit == "HK$":
        turning = [labels[swing.input_id] for swing in known
                   if min(swing.at_low, swing.at_high, base) < 0 <= max(swing.at_low, swing.at_high, base)]
        said.append(t(f"{SECTION}.tornado.turning", lang, names=list_join(turning, lang)) if turning
                    else t(f"{SECTION}.tornado.steady", lang))
    missing = [labels[swing.input_id] for swing in swings if swing not in known]
    if missing:
        said.append(t(f"{SECTION}.tornado.missing", lang, names=list_join(missing, lang)))
    return " ".join(said)


def tornado_table(swings: Sequence[Any], labels: Mapping[str, str], unit: str, lang: str) -> pd.DataFrame:
    """Return a row an input: its low and high value and the result at each, in `unit`."""
    def head(name: str) -> str:
        return t(f"{SECTION}.column", lang, name=t(f"{SECTION}.tornado.{name}", lang), unit=unit_label(unit, lang))

    digits = 0 if unit == "HK$" else None
    return pd.DataFrame(
        [[labels[swing.input_id], number(swing.low_value, lang), number(swing.high_value, lang),
          *(t(f"{SECTION}.tornado.nothing", lang) if value is None else number(value, lang, digits)
            for value in (swing.at_low, swing.at_high))] for swing in swings],
        columns=[t(f"{SECTION}.tornado.input", lang), t(f"{SECTION}.tornado.low_value", lang),
                 t(f"{SECTION}.tornado.high_value", lang), head("at_low"), head("at_high")])
