"""What the payback of an electric vehicle comes to, in sentences and tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import pandas as pd

from hkzero.text import number, percent, quantity, t, unit_label

KG_PER_TONNE = 1000.0
PERCENT = 100.0
EXACT_BELOW = 10  # months under this are given with a decimal
SEEN_SHARE = 0.005  # a share of draws that is not rounded to nothing
PER_KM = "g CO2e/km"


def months_text(months: float, lang: str) -> str:
    """Return months as written: a decimal under ten, and words for what is never reached."""
    if months == inf:
        return t("battery_payback.never", lang)
    return number(months, lang, 1 if months < EXACT_BELOW else 0)


def km_text(km: float, lang: str) -> str:
    """Return kilometres as written, in hundreds."""
    return t("battery_payback.never", lang) if km == inf else number(round(km, -2), lang, 0)


def range_text(low: str, high: str, lang: str) -> str:
    """Return low and high as a range; open above where the high end is never reached."""
    if low == high:
        return low
    if high == t("battery_payback.never", lang):
        return t("battery_payback.at_least", lang, low=low)
    return t("battery_payback.to", lang, low=low, high=high)


def finding(compared: Any, year: int, scenario: str, lang: str) -> str:
    """Return after how long the vehicle bought in a year is even (model/vehicle_payback.Compared)."""
    place, found = compared.at(year), compared.found
    vehicle = t(f"battery_payback.electric.{compared.pair.vehicle}", lang)
    never = float(found.never[place])
    if found.months[place] == inf:
        return t("battery_payback.said_never", lang, vehicle=vehicle, year=year, scenario=scenario,
                 life=number(compared.life_months / 12, lang), share=percent(PERCENT * (1 - never), lang, 0))
    said = t("battery_payback.said", lang, vehicle=vehicle, year=year, scenario=scenario,
             months=months_text(found.months[place], lang), km=km_text(found.km[place], lang),
             range=months_range(found, place, lang))
    return _joined([said, risk(never, lang)], lang)


def months_range(found: Any, place: int, lang: str) -> str:
    """Return the ends of 90 % of the draws in months (model/vehicle_payback.Payback)."""
    return range_text(months_text(found.months_low[place], lang), months_text(found.months_high[place], lang), lang)


def risk(never: float, lang: str) -> str:
    """Return the share of draws that never get there, "" where it is next to none."""
    return t("battery_payback.risk", lang, share=percent(PERCENT * never, lang, 0)) if never >= SEEN_SHARE else ""


def life(compared: Any, per_km: Any, lang: str) -> str:
    """Return what a km of both costs over a life (model/vehicle_payback.PerKm), and what if the grid stayed."""
    return t("battery_payback.life", lang, twin=t(f"battery_payback.twin.{compared.pair.vehicle}", lang),
             electric=quantity(per_km.electric[1], PER_KM, lang, 0),
             twin_value=quantity(per_km.twin[1], PER_KM, lang, 0))


def stays(compared: Any, year: int, lang: str) -> str:
    """Return how long it would take on a grid that stays as it is in its first year."""
    months, first = float(compared.if_grid_stays[compared.at(year)]), int(compared.grid.years[0])
    if months == inf:
        return t("battery_payback.stays_never", lang, year=first)
    return t("battery_payback.stays", lang, year=first, months=months_text(months, lang))


def course_alt(said: str, level_kg: float | None, lang: str) -> str:
    """Return the finding and how much both have emitted by then; None where they are never even."""
    if level_kg is None:
        return t("battery_payback.course.alt_never", lang, said=said)
    return t("battery_payback.course.alt", lang, said=said,
             amount=quantity(level_kg / KG_PER_TONNE, "t CO2e", lang))


def by_year_alt(found: Mapping[str, Any], lang: str) -> str:
    """Return the months of the first and the last year of purchase of each vehicle, as a sentence."""
    years = next(iter(found.values())).years
    moves = [t("battery_payback.by_year.move", lang, vehicle=t(f"battery_payback.vehicle.{name}", lang),
               start=months_text(one.months[0], lang), end=months_text(one.months[-1], lang))
             for name, one in found.items()]
    return t("battery_payback.by_year.alt", lang, first=int(years[0]), last=int(years[-1]),
             moves=t("transport.list_separator", lang).join(moves))


def course_table(found: Any, shown: int, lang: str) -> pd.DataFrame:
    """Return a row a month: tonnes of both with their bands (model/vehicle_payback.Course)."""
    columns = {t("battery_payback.course.month", lang): list(range(shown + 1))}
    for name in ("electric", "twin"):
        title = t(f"battery_payback.course.{name}", lang)
        titles = (t("battery_payback.course.low", lang, name=title), title, t("battery_payback.course.high", lang,
                                                                              name=title))
        columns |= {one: (row[:shown + 1] / KG_PER_TONNE).round(3)
                    for one, row in zip(titles, getattr(found, name), strict=True)}
    return pd.DataFrame(columns)


def by_year_table(found: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Return a row a vehicle and year of purchase; an empty cell is never within the life."""
    rows = [[t(f"battery_payback.vehicle.{name}", lang), int(year), *(
        None if value == inf else round(float(value), 2) for value in ends)]
            for name, one in found.items()
            for year, *ends in zip(one.years, one.months_low, one.months, one.months_high, strict=True)]
    return pd.DataFrame(rows, columns=[t(f"battery_payback.by_year.{name}", lang) for name in (
        "vehicle", "year", "low", "central", "high")])


def table(every: Mapping[str, Any], per_km: Mapping[str, Any], year: int, lang: str) -> pd.DataFrame:
    """Return a row a vehicle bought in a year: months, km, share never, g a km of both, months if the grid stayed."""
    rows = []
    for name, one in every.items():
        place, found = one.at(year), one.found
        km = range_text(km_text(found.km_low[place], lang), km_text(found.km_high[place], lang), lang)
        rows.append([
            t(f"battery_payback.short.{name}", lang),
            _bracket(months_text(found.months[place], lang), months_range(found, place, lang), lang),
            _bracket(km_text(found.km[place], lang), km, lang),
            percent(PERCENT * float(found.never[place]), lang, 0),
            months_text(float(one.if_grid_stays[place]), lang),
            t("battery_payback.table.pair", lang, electric=number(per_km[name].electric[1], lang, 0),
              twin=number(per_km[name].twin[1], lang, 0))])
    return pd.DataFrame(rows, columns=[
        t(f"battery_payback.table.{name}", lang)
        for name in ("vehicle", "months", "km", "never", "stays", "per_km")])


def inputs_table(rows: Sequence[tuple[str, float, float, float, str, str]], lang: str) -> pd.DataFrame:
    """Return a row a parameter: name, low, central, high, unit and what it rests on."""
    return pd.DataFrame(
        [[t(f"battery_payback.parameter.{name}", lang), *(number(value, lang) for value in values),
          unit_label(unit, lang), t(f"battery_payback.basis.{basis}", lang)] for name, *values, unit, basis in rows],
        columns=[t(f"battery_payback.table.{name}", lang) for name in (
            "parameter", "low", "central", "high", "unit", "basis")])


def _bracket(value: str, ends: str, lang: str) -> str:
    return t("battery_payback.table.bracket", lang, value=value, range=ends)


def _joined(sentences: Sequence[str], lang: str) -> str:
    return (" " if lang == "en" else "").join(one for one in sentences if one)

