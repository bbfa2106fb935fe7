"""Ranked bars whose names stand above them: long names stay readable on a phone, where an axis would leave no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind

MARGIN_PIXELS, RANGE_WIDTH = 24, 3
# By lines of a caption: pixels a row takes, and where in the row its caption and its bar stand.
ROW_PIXELS, BAR_WIDTH = {1: 46, 2: 64}, {1: 0.34, 2: 0.26}
BAR_SHIFT, CAPTION_SHIFT = {1: 0.2, 2: 0.3}, {1: -0.2, 2: -0.17}


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: its caption with the value as text, its length, a range where one was published, colour and kind."""

    caption: str
    value: float
    colour: str
    kind: Kind | str
    low: float | None = None
    high: float | None = None


def bars(panels: Sequence[tuple[str, Sequence[Row]]], *, revision: str, deep: int = 1) -> go.Figure:
    """Return horizontal bars in one or two panels of (heading, rows); each panel has a length scale of its own.

    `deep` is how many lines a caption has, one or two. An empty heading takes no room.
    ValueError for more than two panels.
    """
    if not 1 <= len(panels) <= 2:
        raise ValueError("one panel or two: a figure has two scales")
    lines = sum(len(rows) + bool(heading) for heading, rows in panels)
    figure = layout.base_figure("", revision=revision, height=MARGIN_PIXELS + ROW_PIXELS[deep] * max(1, lines),
                                horizontal=True)
    line = 0
    for axis, (heading, rows) in zip(("x", "x2"), panels, strict=False):
        if heading:
            _write(figure, axis, line, f"<b>{heading}</b>")
            line += 1
        _draw(figure, axis, line, rows, deep)
        line += len(rows)
    hidden = {"visible": False, "fixedrange": True, "rangemode": "tozero"}
    figure.update_layout(xaxis=hidden, showlegend=False, barmode="overlay", hovermode="closest")
    figure.update_yaxes(visible=False, fixedrange=True, range=[line - 0.5, -0.6])
    if len(panels) > 1:
        figure.update_layout(xaxis2=hidden | {"overlaying": "x", "anchor": "y"})
    return figure


def _draw(figure: go.Figure, axis: str, first: int, rows: Sequence[Row], deep: int) -> None:
    for line, row in enumerate(rows, start=first):
        kind = Kind(row.kind)
        _write(figure, axis, line + CAPTION_SHIFT[deep], row.caption)
        figure.add_trace(go.Bar(
            x=[row.value], y=[line + BAR_SHIFT[deep]], width=BAR_WIDTH[deep], orientation="h", xaxis=axis,
            name=row.caption, showlegend=False, hovertemplate=f"{row.caption}<extra></extra>",
            meta=layout.evidence(kind),
            marker={"color": row.colour, "opacity": palette.OPACITY[kind], "line": {"width": 0},
                    "pattern": {"shape": palette.HATCH[kind], "fillmode": "overlay", "size": 6, "solidity": 0.25,
                                "fgcolor": "rgba(255,255,255,0.75)"}}))
        if row.low is not None and row.high is not None:
            figure.add_trace(go.Scatter(
                x=[row.low, row.high], y=[line + BAR_SHIFT[deep]] * 2, xaxis=axis, mode="lines", showlegend=False,
                hoverinfo="skip", line={"color": palette.NEUTRAL, "width": RANGE_WIDTH}, meta=layout.evidence(kind)))


def _write(figure: go.Figure, axis: str, line: float, text: str) -> None:
    figure.add_trace(go.Scatter(x=[0], y=[line], xaxis=axis, mode="text", text=[text], textposition="middle right",
                                showlegend=False, hoverinfo="skip", cliponaxis=False, meta=layout.evidence(None),
                                textfont={"color": palette.INK}))
