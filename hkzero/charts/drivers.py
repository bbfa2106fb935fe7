"""What is behind a trajectory: the pace required, the price of waiting, the carbon budget, the drivers of change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind, Measured
from hkzero.text import list_join, number, percent, quantity, t, unit_label

FACTOR_COLOUR = {True: palette.BAD, False: palette.GOOD}
ROW_PIXELS, ROOM_PIXELS = 48, 80
LONGEST_LINE = {"en": 18, "zh_hant": 11, "zh_hans": 11}  # characters of a name, so that a phone has room for the bars
BRACKETS = re.compile(r" ?(?=[（(])")
LEVEL, LINE = palette.NEUTRAL, {"level": palette.NEUTRAL, "trend": palette.MAGENTA, "path": palette.TARGET}


class Pathway(Protocol):
    """Levels by year."""

    years: tuple[int, ...]
    amount: Measured


class Decomposition(Protocol):
    """The total of two years and the effects that lead from one to the other."""

    first_year: int
    last_year: int
    start: Measured
    end: Measured
    effects: Sequence[Any]


def paces(needed: Any, lang: str) -> go.Figure:
    """Return the yearly change required (model.delay.Requirement) beside those achieved over past windows."""
    rows = [(t("trajectories.pace.required", lang, year=needed.target.year), needed.required, palette.TARGET)]
    rows += [(t("trajectories.pace.achieved", lang, years=years), pace, palette.SEA)
             for years, pace in sorted(needed.achieved.items())]
    unit = unit_label(needed.required.per_year.unit, lang)
    figure = layout.base_figure(unit, revision="trajectories.pace", horizontal=True, height=90 + 46 * len(rows))
    for name, pace, colour in rows:
        rate = pace.rate.value
        layout.add_bars(figure, [name], [pace.per_year.value], name=name, colour=colour, unit=unit, digits=2,
                        kind=pace.per_year.kind, horizontal=True, legend=False, textposition="auto", textangle=0,
                        text=[t("trajectories.pace.rate", lang, rate=percent(rate, lang, 1, signed=True))
                              if rate is not None else ""])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(bargap=0.35)
    return figure


def paces_alt(needed: Any, lang: str) -> str:
    """Return the required and the achieved yearly changes, as a sentence."""
    unit = needed.required.per_year.unit
    past = [t("trajectories.pace.point", lang, years=years,
              value=quantity(pace.per_year.value, unit, lang, 2, signed=True))
            for years, pace in sorted(needed.achieved.items())]
    return t("trajectories.pace.alt", lang, year=needed.target.year,
             required=quantity(needed.required.per_year.value, unit, lang, 2, signed=True),
             past=list_join(past, lang) if past else t("trajectories.pace.unknown", lang))


def delays(rows: Sequence[Any], lang: str) -> go.Figure:
    """Return the yearly cut required after 0, 1, 2 … years of waiting (model.delay.Delay)."""
    unit = unit_label(rows[0].required.per_year.unit, lang)
    figure = layout.base_figure(unit, revision="trajectories.delay", height=320)
    layout.add_bars(figure, [str(row.years) for row in rows], [-row.required.per_year.value for row in rows],
                    name=t("trajectories.delay.cut", lang), colour=palette.TARGET, unit=unit, kind=Kind.SCENARIO,
                    digits=2, legend=False)
    figure.update_xaxes(title={"text": t("trajectories.delay.axis", lang), "font": {"color": palette.INK}},
                        type="category")
    return figure


def delays_alt(rows: Sequence[Any], lang: str) -> str:
    """Return what the first and the last year of waiting do to the cut required, as a sentence."""
    first, last = rows[0], rows[-1]
    unit = first.required.per_year.unit
    return t("trajectories.delay.alt", lang, years=last.years,
             now=quantity(-first.required.per_year.value, unit, lang, 2),
             later=quantity(-last.required.per_year.value, unit, lang, 2),
             extra=quantity(last.extra.value, last.extra.unit, lang, 0))


def delays_table(rows: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return a row a year of waiting: cut required, in amounts and %, and what the waiting adds."""
    names = ("years", "cut", "rate", "extra")
    unit = unit_label(rows[0].required.per_year.unit, lang)
    cells = [[row.years, round(-row.required.per_year.value, 3),
              None if row.in_percent is None else round(-row.in_percent.value, 2), round(row.extra.value, 1)]
             for row in rows]
    return pd.DataFrame(cells, columns=[t(f"trajectories.delay.column.{name}", lang, unit=unit) for name in names])


def budget(lines: Mapping[str, Pathway], lang: str) -> go.Figure:
    """Return what is left of a budget along each way of going on: at today's level, on trend, on the target path."""
    unit = unit_label(next(iter(lines.values())).amount.unit, lang)
    figure = layout.base_figure(unit, revision="trajectories.budget", height=360)
    for name, line in lines.items():
        # Wide, so that it is seen beneath a trend that stays where it is.
        layout.add_line(figure, line.years, line.amount.values, kind=line.amount.kind, colour=LINE[name], unit=unit,
                        name=t(f"trajectories.budget.on.{name}", lang), digits=0, width=7 if name == "level" else 2.5)
    figure.update_layout(legend={"y": -0.18})
    figure.update_yaxes(rangemode="normal")
    years = [year for line in lines.values() for year in line.years]
    return layout.years_axis(figure, min(years), max(years))


def budget_table(lines: Mapping[str, Pathway], lang: str) -> pd.DataFrame:
    """Return a row a year with what is left of the budget on each way of going on, as a table for people."""
    years = sorted({year for line in lines.values() for year in line.years})
    columns = {t("labels.column.period", lang): [str(year) for year in years]}
    for name, line in lines.items():
        known = dict(zip(line.years, line.amount.values, strict=True))
        columns[t(f"trajectories.budget.on.{name}", lang)] = [
            None if known.get(year) is None else round(known[year], 1) for year in years]
    return pd.DataFrame(columns)


def waterfall(found: Decomposition, lang: str) -> go.Figure:
    """Return the change between two years as a bridge: the first level, the effect of each factor, the last level.

    It runs from top to bottom: the factors' names have no room side by side on a phone.
    """
    unit = unit_label(found.start.unit, lang)
    factors = [t(f"trajectories.factor.{effect.factor}", lang) for effect in found.effects]
    names = [str(found.first_year), *factors, str(found.last_year)]
    figure = layout.base_figure(unit, revision="trajectories.drivers", horizontal=True,
                                height=ROOM_PIXELS + ROW_PIXELS * len(names))
    bottom, values, bases, colours = 0.0, [], [], []
    for effect in found.effects:
        start = found.start.value + bottom
        values.append(effect.amount.value)
        bases.append(start)
        colours.append(FACTOR_COLOUR[effect.amount.value > 0])
        bottom += effect.amount.value
    kinds = [found.start.kind, *(effect.amount.kind for effect in found.effects), found.end.kind]
    layout.add_bars(figure, [_in_lines(name, lang) for name in names],
                    [found.start.value, *values, found.end.value], horizontal=True,
                    name=t("trajectories.drivers.name", lang), colour=[LEVEL, *colours, LEVEL], unit=unit, kinds=kinds,
                    legend=False, base=[0, *bases, 0], textposition="outside", cliponaxis=False,
                    text=[number(found.start.value, lang, 1),
                          *(number(value, lang, 1, signed=True) for value in values),
                          number(found.end.value, lang, 1)])
    figure.update_layout(hovermode="closest", bargap=0.35, margin={"r": 36})  # for a number beside the longest bar
    figure.update_xaxes(tickangle=0)
    return figure.update_yaxes(type="category", autorange="reversed", tickangle=0)


def _in_lines(name: str, lang: str) -> str:
    """Return a factor's name in short lines; what stands in brackets has one of its own."""
    return "<br>".join(layout.in_lines(part, LONGEST_LINE[lang]) for part in BRACKETS.split(name))


def waterfall_alt(found: Decomposition, lang: str) -> str:
    """Return both levels and the effect of each factor, as a sentence."""
    unit = found.start.unit
    parts = [t("trajectories.drivers.point", lang, factor=t(f"trajectories.factor.{effect.factor}", lang),
               value=number(effect.amount.value, lang, 1, signed=True)) for effect in found.effects]
    return t("trajectories.drivers.alt", lang, first_year=found.first_year, last_year=found.last_year,
             start=quantity(found.start.value, unit, lang, 1), end=quantity(found.end.value, unit, lang, 1),
             parts=list_join(parts, lang))
