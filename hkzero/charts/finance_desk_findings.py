"""The project desk in words: its finding, its key figures, why a number is refused, and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.charts.finance_project_findings import internal_rate, money
from hkzero.text import number, percent, quantity, t, unit_label

SECTION = "finance_project"
NOTHING = "–"
# The levelised cost is per unit of what a project delivers.
COST_UNITS = {"kWh": "HK$/kWh", "km": "HK$/km"}
MOST_SWINGS = 10
NO_UNIT = ("ratio", "year", "vehicles")


def amount(hkd: float, lang: str) -> str:
    """Return an amount of money to three significant figures: nothing here is known better."""
    return money(float(f"{hkd:.3g}"), lang)


def subject(study: Any, lang: str) -> str:
    """Return what the project is, with the numbers that tell it from others of its kind."""
    units = {one.input_id: one.unit for one in study.kind.inputs}
    shown = {name: exact(value, lang, units[name]) for name, value in study.values.items()}
    return t(f"{SECTION}.subject.{study.kind.kind_id}", lang, **shown)


def exact(value: float, lang: str, unit: str = "") -> str:
    """Return a number with all of its decimals up to four, as it was put in; a calendar year without a comma."""
    if unit == "year":
        return f"{value:.0f}"
    decimals = f"{value:.4f}".rstrip("0").partition(".")[2]
    return number(value, lang, len(decimals))


def finding(study: Any, lang: str) -> str:
    """Return what becomes of a project in a sentence: whether the money comes back and what all of it is worth."""
    worth = study.appraisal
    gain = "gain" if round(worth.net_present_value_hkd) >= 0 else "loss"
    if study.begins_with_a_gain:
        case = f"first_{gain}"
    elif worth.payback_years is None:
        case = "never"
    else:
        case = f"back_{gain}"
    return t(f"{SECTION}.finding.{case}", lang, subject=subject(study, lang), life=len(study.project.years) - 1,
             years=number(worth.payback_years, lang, 1), worth=amount(abs(worth.net_present_value_hkd), lang),
             first=amount(abs(float(worth.flow_hkd[0])), lang), rate=percent(100 * study.rate, lang))


def carbon(study: Any, lang: str) -> str:
    """Return what the project does to emissions, and at what cost, in a sentence."""
    worth = study.appraisal
    tonnes, cost = worth.avoided_tonnes, worth.hkd_per_tonne
    if abs(tonnes) < 0.5:
        return t(f"{SECTION}.carbon.nothing", lang)
    shown = quantity(abs(tonnes), "t CO2e", lang, 0)
    if tonnes < 0:
        return t(f"{SECTION}.carbon.more", lang, tonnes=shown)
    if cost is None:
        return t(f"{SECTION}.carbon.plain", lang, tonnes=shown)
    case = "cost" if cost > 0 else "saving"
    return t(f"{SECTION}.carbon.{case}", lang, tonnes=shown, cost=amount(abs(cost), lang))


def owners(study: Any, lang: str) -> str:
    """Return what the debt leaves to the owners, in a sentence; "" where nothing is borrowed."""
    equity, owed = study.appraisal.equity, study.appraisal.debt
    if equity is None or owed is None:
        return ""
    if not owed.drawn_hkd:
        return t(f"{SECTION}.owners.nothing", lang)
    cover = "" if owed.least_cover is None else t(f"{SECTION}.owners.short", lang) if owed.least_cover < 0 else \
        t(f"{SECTION}.owners.cover", lang, cover=number(owed.least_cover, lang, 2))
    case = "gain" if equity.net_present_value_hkd >= 0 else "loss"
    return t(f"{SECTION}.owners.{case}", lang, drawn=amount(owed.drawn_hkd, lang),
             worth=amount(abs(equity.net_present_value_hkd), lang), cover=cover).strip()


def rate_figure(study: Any, lang: str) -> tuple[str, str]:
    """Return the internal rate of return as written, and its sentence: why there is none, or what several mean."""
    found = study.appraisal.internal_rate
    if found.case == "one" and not study.begins_with_a_gain:
        return percent(100 * found.rates[0], lang), ""
    case = "none" if found.case == "none" else "several" if found.case == "many" else "not_one"
    return t(f"{SECTION}.figure.{case}", lang), internal_rate(study.appraisal, lang)


def payback_figure(study: Any, lang: str) -> tuple[str, str]:
    """Return the payback as written, and how long it takes when discounted."""
    worth = study.appraisal
    if study.begins_with_a_gain:
        return NOTHING, t(f"{SECTION}.figure.payback_first", lang)
    if worth.payback_years is None:
        return t(f"{SECTION}.figure.never", lang), t(f"{SECTION}.figure.payback_never", lang)
    later = (t(f"{SECTION}.figure.payback_undiscounted", lang) if worth.discounted_payback_years is None else
             t(f"{SECTION}.figure.payback_discounted", lang, years=number(worth.discounted_payback_years, lang, 1)))
    return quantity(worth.payback_years, "years", lang, 1), later


def levelised_figure(study: Any, lang: str) -> str:
    """Return the levelised cost with its unit."""
    unit = COST_UNITS[study.kind.delivered_unit]
    cost = study.appraisal.levelised_cost_hkd
    return NOTHING if cost is None else quantity(cost, unit, lang, 2)


def per_tonne_figure(study: Any, lang: str) -> str:
    """Return the cost of a tonne avoided, or that there is none."""
    cost = study.appraisal.hkd_per_tonne
    return NOTHING if cost is None else amount(cost, lang)


def refusal(error: Any, title: str, unit: str, lang: str) -> str:
    """Return why a number is refused and what would do, as a sentence; `unit` is the code of its unit."""
    if error.code == "outside" and len(error.limits) == 2:
        least, most = (exact(limit, lang, unit) for limit in error.limits)
        return t(f"{SECTION}.refused.outside", lang, title=title, value=_written(error.value, lang), least=least,
                 most=most, unit="" if unit in NO_UNIT else unit_label(unit, lang))
    code = error.code if error.code in ("not_a_number", "not_whole") else "other"
    return t(f"{SECTION}.refused.{code}", lang, title=title, value=_written(error.value, lang))


def _written(value: Any, lang: str) -> str:
    try:
        return number(float(value), lang)
    except (TypeError, ValueError, OverflowError):
        return NOTHING if value is None else str(value)


def field_label(row: Mapping[str, Any], lang: str) -> str:
    """Return what stands above a field: what it is, and its unit."""
    title = row[f"title_{lang}"]
    return title if row["unit"] in NO_UNIT else t(f"{SECTION}.field", lang, title=title,
                                                  unit=unit_label(row["unit"], lang))


def moving(swings: Sequence[Any]) -> list[Any]:
    """Return the swings that a picture has room for: those that change anything, the widest MOST_SWINGS."""
    known = [one for one in swings if one.at_low is not None and one.at_high is not None and one.at_low != one.at_high]
    return sorted(known, key=lambda one: -abs(one.at_high - one.at_low))[:MOST_SWINGS]


def hover(row: Mapping[str, Any], source: str, lang: str) -> str:
    """Return what a reader sees on a field: its range, what it rests on, and, in English, why."""
    unit = "" if row["unit"] in NO_UNIT else unit_label(row["unit"], lang)
    low, central, high = (exact(row[end], lang, row["unit"]) for end in ("low", "value", "high"))
    spread = (t(f"{SECTION}.hover.fixed", lang, value=central, unit=unit) if row["low"] == row["high"] else
              t(f"{SECTION}.hover.range", lang, value=central, low=low, high=high, unit=unit))
    basis = t(f"{SECTION}.basis.{row['basis']}", lang)
    rests = t(f"{SECTION}.hover.source", lang, basis=basis, source=source) if source else basis
    return " ".join([spread, rests, *([str(row["note"])] if lang == "en" else [])])


def inputs_table(rows: Sequence[Mapping[str, Any]], values: Mapping[str, float], sources: Mapping[str, str],
                 lang: str) -> pd.DataFrame:
    """Return a row an input: the number used, its range, its unit, what it rests on."""
    def head(name: str) -> str:
        return t(f"{SECTION}.column.{name}", lang)

    shown = [[row[f"title_{lang}"],
              *(exact(value, lang, row["unit"]) for value in (values[row["input_id"]], row["low"], row["high"])),
              "" if row["unit"] in NO_UNIT else unit_label(row["unit"], lang),
              t(f"{SECTION}.basis.{row['basis']}", lang), sources.get(row["source_id"], "")] for row in rows]
    return pd.DataFrame(shown, columns=[head(name) for name in ("input", "used", "low", "high", "unit", "basis",
                                                                "source")])
