"""The footprint per kilowatt-hour delivered, its steps, second lives and the rules, in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.charts.battery_service import STAGES, UNIT, Ends
from hkzero.text import list_join, number, percent, period, quantity, t, unit_label

GRAMS = 1e3
FEW_CYCLES = 1000  # the least that any published cycle life of lithium-ion cells here says
# Part of the picture → step of the calculation.
STEP_OF_STAGE = {"production": "production_per_kwh", "distribution": "distribution_per_kwh",
                 "end_of_life": "end_of_life_per_kwh", "total": "per_kwh", "credit": "credit_per_kwh",
                 "after_credit": "after_credit"}


def ends(step: Any) -> tuple[float, float, float]:
    """Return a step in kg a kWh as low, central and high grams (model/battery_service.Step)."""
    return GRAMS * step.low, GRAMS * step.central, GRAMS * step.high


def parts(found: Any) -> dict[str, Ends]:
    """Return what the picture of the stages shows, grams by code (model/battery_service.Service)."""
    return {code: ends(found.step(STEP_OF_STAGE[code])) for code in STAGES}


def grams(value: float, lang: str) -> str:
    """Return grams for each kWh with their unit."""
    return quantity(value, UNIT, lang)


def spread(step: Any, lang: str, scale: float = GRAMS) -> str:
    """Return the range of a step without its unit."""
    low, high = sorted((step.low, step.high))
    return t("battery_service.key.range", lang, low=number(scale * low, lang), high=number(scale * high, lang))


def said(found: Any, lang: str) -> str:
    """Return what the battery costs the climate for each kWh, and what that rests on."""
    low, central, high = ends(found.step("per_kwh"))
    capacity = next(one.central for one in found.inputs if one.field == "capacity")
    key = "said_stationary" if found.use == "stationary" else "said_vehicle"
    return t(f"battery_service.{key}", lang, use=t(f"battery_service.use.{found.use}", lang),
             chemistry=t(f"battery_service.chemistry.{found.chemistry}", lang), central=number(central, lang),
             low=number(low, lang), high=number(high, lang), capacity=number(capacity, lang),
             energy=number(found.step("delivered").central, lang),
             years=number(found.step("years").central, lang))


def cycles(found: Any, lang: str) -> str:
    """Return how few cycles the draft method counts for a vehicle; empty where it counts as many as cells may last."""
    yearly = next(one.central for one in found.inputs if one.field == "cycles_per_year")
    whole = yearly * found.step("years").central
    if whole >= FEW_CYCLES:
        return ""
    return t("battery_service.said_cycles", lang, cycles=number(yearly, lang), whole=number(whole, lang))


def losses(found: Any, intensity_kg: float, year: int, lang: str) -> str:
    """Return what is lost in use for each kWh delivered, and its carbon at an intensity of the grid, kg/kWh."""
    share = found.step("losses").central / found.step("delivered").central
    return t("battery_service.losses", lang, share=number(share, lang), year=year,
             intensity=quantity(GRAMS * intensity_kg, "g CO2e/kWh", lang, 0),
             grams=number(GRAMS * share * intensity_kg, lang))


def stages_alt(found: Any, lang: str) -> str:
    """Return the picture of the stages in words."""
    told = {code: grams(middle, lang) for code, (_, middle, _) in parts(found).items()}
    return t("battery_service.stages.alt", lang, after=told.pop("after_credit"), **told)


def uses_alt(found: Mapping[str, Ends], lang: str) -> str:
    """Return the picture of the uses in words."""
    points = [t("battery_service.uses.point", lang, use=t(f"battery_service.use.{code}", lang),
                central=grams(central, lang), low=number(low, lang), high=number(high, lang))
              for code, (low, central, high) in sorted(found.items(), key=lambda item: item[1][1])]
    return t("battery_service.uses.alt", lang, points=list_join(points, lang))


def _heads(names: Iterable[str], lang: str) -> list[str]:
    return [t(f"battery_service.column.{name}", lang) for name in names]


def stages_table(found: Any, lang: str) -> pd.DataFrame:
    """Return the figures of the picture of the stages."""
    return pd.DataFrame([[t(f"battery_service.stages.{code}", lang), *values] for code, values in parts(found).items()],
                        columns=_heads(("name", "least", "central", "most"), lang))


def uses_table(found: Mapping[str, Ends], lang: str) -> pd.DataFrame:
    """Return the figures of the picture of the uses."""
    return pd.DataFrame([[t(f"battery_service.use.{code}", lang), *values] for code, values in found.items()],
                        columns=_heads(("name", "least", "central", "most"), lang))


def inputs_table(found: Any, publishers: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Return what goes in, a row each; `publishers` by source id."""
    rows = [[_named("field", one.field, lang), one.low, one.central, one.high, unit_label(one.unit, lang),
             list_join([t(f"battery_service.basis.{one.basis}", lang),
                        *([publishers[one.source_id]] if one.source_id in publishers else [])], lang, "unit")]
            for one in found.inputs]
    return pd.DataFrame(rows, columns=_heads(("name", "low", "central", "high", "unit", "basis"), lang))


def steps_table(found: Any, lang: str) -> pd.DataFrame:
    """Return each step with its formula."""
    rows = [[_named("step", one.step_id, lang), one.formula, one.low, one.central, one.high,
             unit_label(one.unit, lang)] for one in found.steps]
    return pd.DataFrame(rows, columns=_heads(("name", "formula", "least", "central", "most", "unit"), lang))


def _named(group: str, code: str, lang: str) -> str:
    """Return what an input or a step is called, with the name that it has in formulas."""
    return t("battery_service.named", lang, name=t(f"battery_service.{group}.{code}", lang), symbol=code)


def second_table(by_rule: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Return the two lives by each rule (model/battery_service.Service by rule)."""
    rows = [[t(f"battery_service.second.{rule}", lang), percent(found.step("first_share").central, lang, 0),
             *(GRAMS * found.step(name).central for name in ("per_kwh", "second_per_kwh", "both_per_kwh"))]
            for rule, found in by_rule.items()]
    return pd.DataFrame(rows, columns=_heads(("rule", "share", "first", "second", "both"), lang))


def second_note(found: Any, lang: str) -> str:
    """Return what the second life is."""
    value = {one.field: one.central for one in found.inputs}
    left = found.step("second_capacity").central / value["capacity"]
    note = t("battery_service.second_table.note", lang, years=number(value["second_years"], lang),
             cycles=number(value["second_cycles"], lang), remaining=percent(100 * left, lang, 0))
    return note if found.use == "stationary" else t("battery_service.second_table.caution", lang, note=note)


def bad(field: str, value: Any, limits: tuple[float, float, str], is_above: bool, lang: str) -> str:
    """Return why a number will not do and what would; `limits` are least, most and unit."""
    least, most, unit = limits
    if value is None:
        written = t("battery_service.bad.blank", lang)
    elif not isinstance(value, int | float) or value != value or abs(value) > 1e15:
        written = t("battery_service.bad.no_number", lang)
    else:
        written = quantity(value, unit, lang)
    return t(f"battery_service.bad.{'above' if is_above else 'at_least'}", lang, value=written,
             field=t(f"battery_service.field.{field}", lang), least=number(least, lang),
             most=quantity(most, unit, lang))


# --- rules and dates ---


def last_day(date: str) -> str:
    """Return the last day of a date, a quarter or a span of days, as ISO text that sorts."""
    last = date.rpartition("/")[2]
    ends_of_quarter = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31"}
    return f"{last[:5]}{ends_of_quarter[last[5:]]}" if last[5:] in ends_of_quarter else last


def timetable_said(rows: Sequence[Mapping[str, Any]], today: str, lang: str) -> list[str]:
    """Return what comes next and how much is late (rows of the question battery_rules, `today` as ISO text)."""
    ahead = [row for row in rows if last_day(row["date"]) >= today]
    lines = [t("battery_service.timetable.next", lang, date=period(ahead[0]["date"], lang),
               title=ahead[0][f"title_{lang}"])] if ahead else []
    late = sum(row["status"] == "delayed" for row in rows)
    return [*lines, t("battery_service.timetable.delayed", lang, count=number(late, lang))]


def timetable_status(row: Mapping[str, Any], lang: str) -> str:
    """Return where a rule stands and the date of the publication that says so (a row of battery_rules)."""
    return t("battery_service.timetable.status", lang, date=period(row["status_on"], lang),
             status=t(f"battery_service.status.{row['status']}", lang))


def timetable_text(row: Mapping[str, Any], lang: str) -> str:
    """Return what a rule is, with what to know about it."""
    title, note = row[f"title_{lang}"], row[f"note_{lang}"]
    if not isinstance(note, str) or not note:
        return title
    return t("battery_service.timetable.rule", lang, title=title, note=note)


def timetable_table(rows: Sequence[Mapping[str, Any]], publishers: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Return a row for each rule: when, what, and where it stands by whom; `publishers` by source id."""
    table = [[period(row["date"], lang), timetable_text(row, lang),
              t("battery_service.timetable.said_by", lang, status=timetable_status(row, lang), publisher=list_join(
                  [publishers[one] for one in str(row["source_id"]).split(";")], lang))] for row in rows]
    return pd.DataFrame(table, columns=_heads(("when", "rule_text", "status"), lang))
