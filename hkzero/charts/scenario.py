"""A scenario as pictures: the total with its fan, targets and reference; parts stacked; lines by name; steps of years.

Everything after the base year is a scenario and drawn as one: lines broken, areas faint, bars hatched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import number, quantity, t, unit_label

HISTORY, SCENARIO = palette.SEA, palette.MAGENTA
OPACITY = {95: 0.10, 80: 0.16, 50: 0.26}
MEGATONNES = "Mt CO2e"
FIRST_YEAR = 1990
COLOURS = palette.CATEGORICAL
STEP_YEARS = 5


def fan(levels: Mapping[int, Any], summary: Any, reference: Sequence[float], goals: Sequence[Any], lang: str,
        ) -> go.Figure:
    """Return the official totals, the scenario with the intervals of its draws, today's levels kept, and the targets.

    `levels` are levels by year (model/pathways.Level), `summary` is a model/workshop.Summary, `reference` the total in
    Mt of the same years with every lever at today's level.
    """
    unit = unit_label(MEGATONNES, lang)
    figure = layout.base_figure(unit, revision="scenarios.fan", height=440)
    years = [int(year) for year in summary.years]
    for level, opacity in OPACITY.items():
        low, high = summary.bands[level]
        figure.add_trace(go.Scatter(
            x=[*years, *reversed(years)], y=_short([*high, *reversed(low)]), fill="toself", mode="lines",
            hoverinfo="skip", fillcolor=palette.faded(SCENARIO, opacity), line={"width": 0, "color": palette.CLEAR},
            name=t("scenarios.fan.interval", lang, level=level), meta=layout.evidence(Kind.SCENARIO)))
    _line(figure, years, reference, t("scenarios.fan.reference", lang), palette.NEUTRAL, unit, width=1.5)
    layout.add_line(figure, list(levels), [level.amount.value for level in levels.values()], unit=unit,
                    name=t("scenarios.fan.history", lang), colour=HISTORY, width=3,
                    kinds=[level.amount.kind for level in levels.values()])
    name = t("scenarios.fan.central", lang)
    ends = [[number(low, lang, 1), number(high, lang, 1)] for low, high in zip(*summary.bands[80], strict=True)]
    figure.add_trace(go.Scatter(
        x=years, y=_short(summary.total_mt), mode="lines", name=name, meta=layout.evidence(Kind.SCENARIO),
        line={"color": SCENARIO, "width": 2.5, "dash": palette.DASH[Kind.SCENARIO]}, customdata=ends,
        hovertemplate=f"{name}: %{{y:,.1f}} {unit}, 80%: %{{customdata[0]}}–%{{customdata[1]}}<extra></extra>"))
    for goal in goals:
        layout.add_target(figure, goal.near.year, *sorted((goal.near.amount.value, goal.far.amount.value)),
                          name=goal.title[lang], unit=unit)
    figure.update_layout(legend={"y": -0.14})
    return layout.years_axis(figure, FIRST_YEAR, years[-1])


def _line(figure: go.Figure, years: Sequence[int], values: Sequence[float], name: str, colour: str, unit: str, *,
          digits: int = 1, width: float = 2.5) -> None:
    figure.add_trace(go.Scatter(
        x=list(years), y=_short(values, digits + 2), mode="lines", name=name, meta=layout.evidence(Kind.SCENARIO),
        line={"color": colour, "width": width, "dash": palette.DASH[Kind.SCENARIO]},
        hovertemplate=layout.hover(unit, digits)))


def _short(values: Sequence[float], digits: int = 3) -> list[float]:
    """Return values with no more digits than are seen: a slider sends them at every move."""
    return [round(float(value), digits) + 0.0 for value in values]


def stack(years: Sequence[float], parts: Mapping[str, Sequence[float]], colours: Mapping[str, str], unit_code: str,
          lang: str, *, revision: str, total: tuple[str, Sequence[float]] | None = None, digits: int = 1) -> go.Figure:
    """Return parts by name (as shown) on top of each other; what lies below zero hangs from it. `total` is a line."""
    unit = unit_label(unit_code, lang)
    figure = layout.base_figure(unit, revision=revision)
    whole = [int(year) for year in years]
    for name, values in parts.items():
        below = min(values) < 0
        figure.add_trace(go.Scatter(
            x=whole, y=_short(values, digits + 2), mode="lines", name=name, stackgroup="below" if below else "above",
            meta=layout.evidence(Kind.SCENARIO), hovertemplate=layout.hover(unit, digits),
            line={"color": colours[name], "width": 1, "dash": palette.DASH[Kind.SCENARIO]},
            fillcolor=palette.faded(colours[name], palette.OPACITY[Kind.SCENARIO])))
    if total:
        _line(figure, whole, total[1], total[0], palette.INK, unit, digits=digits)
    return layout.years_axis(figure, whole[0], whole[-1])


def lines(years: Sequence[float], series: Mapping[str, Sequence[float]], colours: Mapping[str, str], unit_code: str,
          lang: str, *, revision: str, digits: int = 1) -> go.Figure:
    """Return one line for each series by name (as shown)."""
    unit = unit_label(unit_code, lang)
    figure = layout.base_figure(unit, revision=revision)
    whole = [int(year) for year in years]
    for name, values in series.items():
        _line(figure, whole, values, name, colours[name], unit, digits=digits)
    return layout.years_axis(figure, whole[0], whole[-1])


def steps(years: Sequence[float], parts: Mapping[str, Sequence[float]], colours: Mapping[str, str], unit_code: str,
          lang: str, *, revision: str, total: tuple[str, Sequence[float]] | None = None, digits: int = 1) -> go.Figure:
    """Return parts in every fifth year as bars above and below zero, with their sum as a mark."""
    unit = unit_label(unit_code, lang)
    figure = layout.base_figure(unit, revision=revision)
    shown = [place for place, year in enumerate(years) if place and int(year) % STEP_YEARS == 0]
    labels = [str(int(years[place])) for place in shown]
    for name, values in parts.items():
        layout.add_bars(figure, labels, _short([values[place] for place in shown], digits + 2), name=name, unit=unit,
                        colour=colours[name], kind=Kind.SCENARIO, digits=digits)
    if total:
        figure.add_trace(go.Scatter(
            x=labels, y=_short([total[1][place] for place in shown], digits + 2), mode="markers", name=total[0],
            meta=layout.evidence(Kind.SCENARIO), hovertemplate=layout.hover(unit, digits),
            marker={"color": palette.INK, "size": 9, "symbol": palette.MARKER[Kind.SCENARIO], "line": {"width": 2}}))
    figure.update_layout(barmode="relative")
    return figure.update_xaxes(type="category", tickangle=0)


def by_order(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each name by its place, for series that have no colours of their own."""
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}


def fan_table(summary: Any, reference: Sequence[float], lang: str) -> pd.DataFrame:
    """Return a row a year: the run at central assumptions, the median, the intervals and the reference, in Mt CO2e."""
    columns = {t("labels.column.period", lang): [str(int(year)) for year in summary.years],
               t("scenarios.fan.central", lang): summary.total_mt.round(3),
               t("scenarios.fan.median", lang): summary.median.round(3)}
    for level, (low, high) in summary.bands.items():
        columns[t("scenarios.fan.low", lang, level=level)] = low.round(3)
        columns[t("scenarios.fan.high", lang, level=level)] = high.round(3)
    columns[t("scenarios.fan.reference", lang)] = [round(float(value), 3) for value in reference]
    return pd.DataFrame(columns)


def fan_alt(summary: Any, goals: Sequence[Any], name: str, lang: str) -> str:
    """Return where the scenario stands in the years of the targets, as sentences."""
    said = []
    for goal in goals:
        place = summary.at(goal.near.year)
        low, high = (float(ends[place]) for ends in summary.bands[80])
        said.append(t("scenarios.fan.alt", lang, year=goal.near.year, scenario=name,
                      central=number(float(summary.total_mt[place]), lang, 1), low=number(low, lang, 1),
                      high=quantity(high, MEGATONNES, lang, 1),
                      target=quantity(goal.near.amount.value, MEGATONNES, lang, 1)))
    return " ".join(said)


def series_table(years: Sequence[float], parts: Mapping[str, Sequence[float]], lang: str) -> pd.DataFrame:
    """Return a row a year and a column a series, as a table for people."""
    return pd.DataFrame({t("labels.column.period", lang): [str(int(year)) for year in years],
                         **{name: _short(values, 4) for name, values in parts.items()}})


def series_alt(years: Sequence[float], parts: Mapping[str, Sequence[float]], unit_code: str, lang: str, *,
               of: Sequence[int] = (2035, 2050), digits: int = 1) -> str:
    """Return every series in a few years, as sentences."""
    whole = [int(year) for year in years]
    said = []
    for year in of:
        place = whole.index(year)
        named = [t("scenarios.alt.part", lang, name=name,
                   amount=quantity(round(float(values[place]), digits) + 0.0, unit_code, lang, digits))
                 for name, values in parts.items()]
        said.append(t("scenarios.alt.year", lang, year=year, parts=t("scenarios.lever.comma", lang).join(named)))
    return " ".join(said)
