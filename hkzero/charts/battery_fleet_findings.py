"""All batteries of the city in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.text import label, list_join, number, period, quantity, t, unit_label

STEPS = (2025, 2030, 2035, 2040, 2050)


def finding(scenario: str, year: int, at: Mapping[str, Any], before_gwh: float, before_year: int,
            lang: str) -> list[str]:
    """Return what the batteries of the city come to in a year. `at` are (low, central, high) by measure."""
    def spread(name: str, digits: int) -> dict[str, str]:
        return dict(zip(("low", "central", "high"), (number(value, lang, digits) for value in at[name]), strict=True))

    held = t("battery_fleet.finding.held", lang, scenario=scenario, year=year, **spread("in_service", 0),
             before=number(before_gwh, lang, 1), before_year=before_year)
    carbon = t("battery_fleet.finding.carbon", lang, year=year, **spread("embodied_carbon", 0),
               added=number(at["added"][1], lang, 1))
    passed = t("battery_fleet.finding.passed", lang, year=year, **spread("retired", 1),
               recycled=number(at["recycled"][1], lang, 1), mass=number(at["recycled_mass"][1], lang, 1),
               second=number(at["second_life_usable"][1], lang, 1))
    return [held, carbon, passed]


def alt(years: Sequence[float], parts: Mapping[str, Sequence[float]], unit: str, group: str, lang: str) -> str:
    """Return each series at its first and last year."""
    first, last = int(years[0]), int(years[-1])
    return t("battery_fleet.alt", lang, first=first, last=last, points=list_join(
        (t("battery_fleet.alt_point", lang, name=t(f"battery_fleet.{group}.{name}", lang),
           start=quantity(values[0], unit, lang), end=quantity(values[-1], unit, lang))
         for name, values in parts.items()), lang))


def table(years: Sequence[float], measures: Sequence[tuple[str, str, Any]], lang: str) -> pd.DataFrame:
    """Return a row a measure (name, unit, model/battery_fleet.Band): central and range in the years of STEPS."""
    places = {int(year): place for place, year in enumerate(years) if int(year) in STEPS}

    def cell(band: Any, place: int, unit: str) -> str:
        digits = 0 if max(band.high) >= 100 else 1
        central, low, high = (number(part[place], lang, digits) for part in (band.central, band.low, band.high))
        return t("battery_fleet.cell", lang, central=central, low=low, high=high)

    rows = [[t("battery_fleet.named", lang, name=t(f"battery_fleet.measure.{name}", lang),
               unit=unit_label(unit, lang)), *(cell(band, place, unit) for place in places.values())]
            for name, unit, band in measures]
    return pd.DataFrame(rows, columns=[t("battery_fleet.column.measure", lang), *(str(year) for year in places)])


def by_year(years: Sequence[float], parts: Mapping[str, Any], group: str, lang: str) -> pd.DataFrame:
    """Return a row a year with each series of a chart, a band as its low, central and high."""
    columns: dict[str, Any] = {label("column", "period", lang): [str(int(year)) for year in years]}
    for name, values in parts.items():
        title = t(f"battery_fleet.{group}.{name}", lang)
        ends = {"": values} if not hasattr(values, "central") else {
            f" ({t(f'battery_fleet.column.{end}', lang)})": getattr(values, end) for end in ("low", "central", "high")}
        columns |= {f"{title}{end}": [round(float(value), 3) for value in part] for end, part in ends.items()}
    return pd.DataFrame(columns)


def planned_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the batteries that were named for the grid; a size that was not published is said to be so."""
    rows = [[t(f"battery_fleet.project.{row.project}", lang), label("utility", row.operator, lang),
             period(row.period, lang), _planned_size(row, lang)] for row in frame.itertuples()]
    names = ("project", "operator", "period", "size")
    return pd.DataFrame(rows, columns=[t(f"battery_fleet.column.{name}", lang) for name in names])


def _planned_size(row: Any, lang: str) -> str:
    if pd.isna(row.value):
        return t("battery_fleet.no_size", lang)
    if row.unit == "units":
        return t("battery_fleet.number_alone", lang, count=number(row.value, lang, 0))
    return quantity(row.value, row.unit, lang)


def parameter_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return what the roll-up assumes: title, range, unit and what it rests on."""
    rows = [[getattr(row, f"title_{lang}"), number(row.low, lang), number(row.value, lang), number(row.high, lang),
             unit_label(row.unit, lang), t(f"battery_fleet.basis.{row.basis}", lang)] for row in frame.itertuples()]
    names = ("assumption", "low", "central", "high", "unit", "basis")
    return pd.DataFrame(rows, columns=[t(f"battery_fleet.column.{name}", lang) for name in names])
