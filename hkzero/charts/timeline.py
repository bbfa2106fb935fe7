"""Charts by month or day: lines that break at a missing month, an axis of dates, and dated events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind

MONTHS_PER_YEAR = 12


def day_of(period: str) -> str:
    """Return a day that stands for a period: the first of a month, the last of a year, the day itself."""
    if len(period) == 4:
        return f"{period}-12-31"
    return period if len(period) == 10 else f"{period}-01"


def add_months(figure: go.Figure, periods: Sequence[str], values: Sequence[float], *, name: str, colour: str, unit: str,
               kind: Kind | str, digits: int = 1, width: float = 2.2, legend: bool = True, step_months: int = 1,
               markers: bool = False) -> go.Figure:
    """Draw a line by month (YYYY-MM, in order) that breaks wherever a month is missing; a lone month is a marker."""
    days: list[str | None] = []
    levels: list[float | None] = []
    numbers = [_months_since_zero(period) for period in periods]
    near = {index for index, (first, second) in enumerate(pairwise(numbers)) if second - first <= step_months}
    alone = [index not in near and index - 1 not in near for index in range(len(numbers))]
    for index, (period, value) in enumerate(zip(periods, values, strict=True)):
        days.append(day_of(period))
        levels.append(value)
        if index not in near:
            days.append(None)
            levels.append(None)
    shown = [None if day is None else (8 if markers or lone else 0)
             for day, lone in zip(days, _with_breaks(alone, near), strict=True)]
    figure.add_trace(go.Scatter(
        x=days, y=levels, name=name, legendgroup=name, showlegend=legend, mode="lines+markers", connectgaps=False,
        line={"color": colour, "width": width, "dash": palette.DASH[Kind(kind)]},
        marker={"color": colour, "size": [size or 0 for size in shown], "symbol": palette.MARKER[Kind(kind)],
                "line": {"width": 2, "color": colour}, "opacity": [1 if size else 0 for size in shown]},
        hovertemplate=layout.hover(unit, digits), meta=layout.evidence(kind)))
    return figure


def dates_axis(figure: go.Figure, first: str, last: str, month_format: str) -> go.Figure:
    """Set the x axis to dates from first to last, years as ticks and the month in the hover box."""
    figure.update_xaxes(type="date", range=[first, last], tickformat="%Y", hoverformat=month_format, nticks=8,
                        ticklabelmode="period")
    return figure


def add_date(figure: go.Figure, day: str, label: str, *, yref: str = "paper", side: str = "left") -> go.Figure:
    """Mark a day with a thin line through all rows and its label, upright, at the top of `yref` on one side of it."""
    figure.add_shape(type="line", xref="x", yref="paper", x0=day, x1=day, y0=0, y1=1,
                     line={"color": palette.TARGET, "width": 1, "dash": "dot"})
    figure.add_annotation(x=day, y=1, xref="x", yref=yref, text=label, textangle=-90, showarrow=False, yanchor="top",
                          xanchor="right" if side == "left" else "left", xshift=-2 if side == "left" else 2,
                          font={"color": palette.INK, "size": 11})
    return figure


def _months_since_zero(period: str) -> int:
    return int(period[:4]) * MONTHS_PER_YEAR + int(period[5:7])


def _with_breaks(flags: Iterable[bool], near: set[int]) -> list[bool]:
    """Return the flags with one more entry after each point that is followed by a gap."""
    found = []
    for index, flag in enumerate(flags):
        found.append(flag)
        if index not in near:
            found.append(False)
    return found
