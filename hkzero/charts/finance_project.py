"""A project's cash flow by year, and what each input does to its result, as pictures.

    cash_flow(project, appraisal, lang) -> go.Figure
    tornado(swings, labels, unit, base, lang) -> go.Figure

`project`, `appraisal` and `swings` are those of model/cash_flow.py; the words are in finance_project_findings.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.charts.finance_project_findings import by_role, discounted_sum, flow_scale, tornado_scale, wide_first
from hkzero.measure import Kind
from hkzero.text import number, t, unit_label

ROOM = {"l": 66, "r": 16, "t": 10, "b": 8}
ROW_PIXELS, ROOM_PIXELS, LEAST_PIXELS = 38, 130, 240
LONGEST_LINE = {"en": 20, "zh_hant": 11, "zh_hans": 11}  # characters of a name, so that a phone has room for the bars
LIST_ROOM = {"l": 8, "r": 16, "t": 10, "b": 76}
MOST_STEPS = 5
ENDS = {"low": palette.BLUE, "high": palette.ORANGE}


def cash_flow(project: Any, appraisal: Any, lang: str) -> go.Figure:
    """Return the money of each year by its role as bars, and the discounted sum so far as a line.

    With financing, a second line is the sum of the owners, after debt.
    """
    roles = by_role(project, appraisal)
    lines = {"cumulative": discounted_sum(appraisal)}
    if appraisal.equity is not None:
        lines["equity"] = discounted_sum(appraisal.equity)
    scale, code, digits = flow_scale(project, appraisal)
    unit = unit_label(code, lang)
    figure = layout.base_figure(unit, revision="finance.project.flow", height=400)
    for role, amounts in roles.items():
        layout.add_bars(figure, project.years, _short(amounts / scale), unit=unit, kind=Kind.SCENARIO, digits=digits,
                        name=t(f"finance_project_charts.flow.{role}", lang), colour=palette.MONEY[role])
    for line, amounts in lines.items():
        figure.add_trace(go.Scatter(
            x=list(project.years), y=_short(amounts / scale), mode="lines", meta=layout.evidence(Kind.SCENARIO),
            name=t(f"finance_project_charts.flow.{line}", lang), hovertemplate=layout.hover(unit, digits),
            line={"color": palette.INK if line == "cumulative" else palette.NEUTRAL, "width": 2.5,
                  "dash": palette.DASH[Kind.SCENARIO] if line == "cumulative" else "dot"}))
    layout.years_axis(figure, project.years[0], project.years[-1])
    figure.update_yaxes(rangemode="normal")
    return figure.update_layout(margin=ROOM, barmode="relative", legend={"y": -0.15})


def tornado(swings: Sequence[Any], labels: Mapping[str, str], unit: str, base: float, lang: str) -> go.Figure:
    """Return a bar for each input from the result as it is (`base`) to that at the input's low and high end.

    `labels` are the inputs' names as shown, `unit` the code of the result's unit. The widest is on top; an input that
    has no result at one of its ends is left to the table.
    """
    drawn = wide_first(swings)[::-1]
    ends = [value for swing in drawn for value in (swing.at_low, swing.at_high)]
    scale, code, digits = tornado_scale(swings, unit, base)
    shown_unit = unit_label(code, lang)
    figure = layout.base_figure(shown_unit, revision="finance.project.tornado", horizontal=True,
                                height=max(LEAST_PIXELS, ROOM_PIXELS + ROW_PIXELS * len(drawn)))
    names = [layout.in_lines(labels[swing.input_id], LONGEST_LINE[lang]) for swing in drawn]
    for end, colour in ENDS.items():
        results = [(swing.at_low if end == "low" else swing.at_high) / scale for swing in drawn]
        inputs = [number(swing.low_value if end == "low" else swing.high_value, lang) for swing in drawn]
        layout.add_bars(figure, names, _short([result - base / scale for result in results]), unit=shown_unit,
                        name=t(f"finance_project_charts.tornado.{end}", lang), colour=colour, kind=Kind.SCENARIO,
                        horizontal=True, base=base / scale)
        figure.data[-1].customdata = [[value, number(result, lang, digits)]
                                      for value, result in zip(inputs, results, strict=True)]
        figure.data[-1].hovertemplate = f"%{{y}} %{{customdata[0]}}: %{{customdata[1]}} {shown_unit}<extra></extra>"
    figure.add_vline(x=base / scale, line={"color": palette.INK, "width": 1.5})
    figure.update_yaxes(tickangle=0, type="category")
    figure.update_xaxes(rangemode="normal", tickangle=0, tick0=0,
                        dtick=_step((max(base, *ends) - min(base, *ends)) / scale) if ends else None)
    # Below the picture: above it, the buttons of a touch screen stand on it.
    return figure.update_layout(barmode="overlay", margin=LIST_ROOM,
                                legend={"y": 0, "yref": "container", "yanchor": "bottom"})


def _step(span: float) -> float | None:
    """Return how far the labels of an axis stand apart so that two to six of them fit into a span; None for no span.

    Left to itself, plotly.js writes one alone where few are wanted, and an axis with a zero alone has no scale.
    """
    if span <= 0:
        return None
    rough = span / MOST_STEPS
    base = 10.0 ** math.floor(math.log10(rough))
    return next(times * base for times in (1, 2, 5, 10) if rough <= times * base * (1 + 1e-9))


def _short(values: Any) -> list[float]:
    return [float(f"{float(value):.6g}") + 0.0 for value in values]
