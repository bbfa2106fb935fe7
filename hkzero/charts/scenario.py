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
OPACITY = {90: 0.14, 50: 0.26}
MEGATONNES = "Mt CO2e"
FIRST_YEAR = 1990
COLOURS = palette.CATEGORICAL
STEP_YEARS = 5
# Room for the names along the axes from the start: otherwise the browser draws each chart twice to find it.
ROOM = {"l": 60, "r": 24, "t": 10, "b": 8}


def ground(levels: Mapping[int, Any], years: Sequence[float], reference: Sequence[float], goals: Sequence[Any],
           lang: str) -> go.Figure:
    """Return what no lever moves: the official totals, the targets, and the total with every lever at today's level.

    `levels` are levels by year (model/pathways.Level), `reference` is in Mt of the `years`.
    """
    unit = unit_label(MEGATONNES, lang)
    figure = layout.base_figure(unit, revision="scenarios.fan", height=440)
    figure.add_trace(_line(years, reference, t("scenarios.fan.reference", lang), palette.NEUTRAL, unit, width=1.5))
    layout.add_line(figure, list(levels), [level.amount.value for level in levels.values()], unit=unit,
                    name=t("scenarios.fan.history", lang), colour=HISTORY, width=3,
                    kinds=[level.amount.kind for level in levels.values()])
    for goal in goals:
        layout.add_target(figure, goal.near.year, *sorted((goal.near.amount.value, goal.far.amount.value)),
                          name=goal.title[lang], unit=unit)
    figure.update_layout(legend={"y": -0.14}, margin=ROOM)
    # Megatonnes of a city have few digits: with the room fixed a slider's move is drawn in half the time.
    figure.update_xaxes(automargin=False)
    figure.update_yaxes(automargin=False)
    return layout.years_axis(figure, FIRST_YEAR, int(years[-1]))


def fan(ground: go.Figure, years: Sequence[float], total: Sequence[float],
        bands: Mapping[int, tuple[Sequence[float], Sequence[float]]], lang: str) -> dict:
    """Return the ground with a scenario on it, as plain data: its total in Mt by year, the intervals of its draws."""
    unit, name = unit_label(MEGATONNES, lang), t("scenarios.fan.central", lang)
    drawn = ground.to_dict()
    whole = [int(year) for year in years]
    fans = [{"type": "scatter", "x": [*whole, *reversed(whole)],
             "y": _short([*bands[level][1], *reversed(bands[level][0])]), "fill": "toself", "mode": "lines",
             "hoverinfo": "skip", "fillcolor": palette.faded(SCENARIO, opacity),
             "line": {"width": 0, "color": palette.CLEAR}, "name": t("scenarios.fan.interval", lang, level=level),
             "meta": layout.evidence(Kind.SCENARIO)} for level, opacity in OPACITY.items()]
    line = _line(years, total, name, SCENARIO, unit)
    line["customdata"] = [[number(low, lang, 1), number(high, lang, 1)] for low, high in zip(*bands[90], strict=True)]
    line["hovertemplate"] = f"{name}: %{{y:,.1f}} {unit}, 90%: %{{customdata[0]}}–%{{customdata[1]}}<extra></extra>"
    return drawn | {"data": [*fans, *drawn["data"], line]}


def frame(unit_code: str, revision: str, lang: str, years: Sequence[float] | None = None) -> go.Figure:
    """Return an empty figure for one topic: an axis of whole years, or of named steps where no `years` are given."""
    figure = layout.base_figure(unit_label(unit_code, lang), revision=revision)
    figure.update_layout(margin=ROOM)
    if years is None:
        figure.update_layout(barmode="relative")
        return figure.update_xaxes(type="category", tickangle=0)
    return layout.years_axis(figure, int(years[0]), int(years[-1]))


def _line(years: Sequence[float], values: Sequence[float], name: str, colour: str, unit: str, *, digits: int = 1,
          width: float = 2.5) -> dict:
    return {"type": "scatter", "x": [int(year) for year in years], "y": _short(values, digits + 2), "mode": "lines",
            "name": name, "meta": layout.evidence(Kind.SCENARIO), "hovertemplate": layout.hover(unit, digits),
            "line": {"color": colour, "width": width, "dash": palette.DASH[Kind.SCENARIO]}}


def _short(values: Sequence[float], digits: int = 3) -> list[float]:
    """Return values with no more digits than are seen: a slider sends them at every move."""
    return [round(float(value), digits) + 0.0 for value in values]


def stack(frame: go.Figure, years: Sequence[float], parts: Mapping[str, Sequence[float]],
          colours: Mapping[str, str], unit_code: str, lang: str, total: str = "", digits: int = 1) -> dict:
    """Return parts by name (as shown) on top of each other, as plain data; what lies below zero hangs from it.

    The part that is called `total` is a line and not part of the stack.
    """
    unit, drawn = unit_label(unit_code, lang), frame.to_dict()
    traces = []
    for name, values in parts.items():
        if name == total:
            traces.append(_line(years, values, name, palette.INK, unit, digits=digits))
            continue
        area = _line(years, values, name, colours[name], unit, digits=digits, width=1)
        traces.append(area | {"stackgroup": "below" if min(values) < 0 else "above",
                              "fillcolor": palette.faded(colours[name], palette.OPACITY[Kind.SCENARIO])})
    return drawn | {"data": traces}


def lines(frame: go.Figure, years: Sequence[float], parts: Mapping[str, Sequence[float]],
          colours: Mapping[str, str], unit_code: str, lang: str, total: str = "", digits: int = 1) -> dict:
    """Return one line for each series by name (as shown), as plain data."""
    unit, drawn = unit_label(unit_code, lang), frame.to_dict()
    return drawn | {"data": [_line(years, values, name, colours[name], unit, digits=digits)
                             for name, values in parts.items()]}


def steps(frame: go.Figure, years: Sequence[float], parts: Mapping[str, Sequence[float]],
          colours: Mapping[str, str], unit_code: str, lang: str, total: str = "", digits: int = 1) -> dict:
    """Return parts every fifth year as bars above and below zero, as plain data; the one called `total` is a mark."""
    unit, drawn = unit_label(unit_code, lang), frame.to_dict()
    places = [place for place, year in enumerate(years) if place and int(year) % STEP_YEARS == 0]
    traces = []
    for name, values in parts.items():
        trace = {"x": [str(int(years[place])) for place in places], "name": name,
                 "meta": layout.evidence(Kind.SCENARIO), "y": _short([values[place] for place in places], digits + 2),
                 "hovertemplate": layout.hover(unit, digits)}
        traces.append(trace | (_MARK if name == total else _bar(colours[name])))
    return drawn | {"data": traces}


_MARK = {"type": "scatter", "mode": "markers", "marker": {
    "color": palette.INK, "size": 9, "symbol": palette.MARKER[Kind.SCENARIO], "line": {"width": 2}}}


def _bar(colour: str) -> dict:
    pattern = {"shape": palette.HATCH[Kind.SCENARIO], "fillmode": "overlay", "size": 6, "solidity": 0.25,
               "fgcolor": "rgba(255,255,255,0.75)"}
    return {"type": "bar", "marker": {"color": colour, "opacity": palette.OPACITY[Kind.SCENARIO], "line": {"width": 0},
                                      "pattern": pattern}}


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
        low, high = (float(ends[place]) for ends in summary.bands[90])
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
