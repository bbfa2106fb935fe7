"""Several plots under one another in one figure, sharing the horizontal axis: one row a company or a component."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import plotly.graph_objects as go

from hkzero.charts import layout

TITLE_SHARE = 0.06  # of the figure's height, kept above each row for its title


def stacked_rows(titles: Sequence[str], *, revision: str, height: int) -> go.Figure:
    """Return an empty figure with one row a title, the first on top; each row has a value axis of its own.

    A title names its row and the unit of it: turned on their side, as axis titles, units would take a phone's width.
    """
    figure = layout.base_figure("", revision=revision, height=height)
    rows = max(1, len(titles))
    style = figure.layout.yaxis.to_plotly_json()
    figure.layout.annotations = [
        {"text": title, "font": {"weight": 600}, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left",
         "y": 1 - row / rows, "yanchor": "top", "showarrow": False}
        for row, title in enumerate(titles)]
    for row in range(rows):
        figure.update_layout({_axis(row): style | {
            "domain": [1 - (row + 1) / rows + (0.02 if row < rows - 1 else 0), 1 - row / rows - TITLE_SHARE],
            "anchor": "x"}})
    figure.update_layout(xaxis={"anchor": _anchor(rows - 1)}, hovermode="closest")
    return figure


def draw_in(figure: go.Figure, row: int, draw: Callable[[go.Figure], object]) -> go.Figure:
    """Let `draw` add traces to the figure and place them in the row (0 is the top); a legend entry shows once."""
    shown = {trace.legendgroup for trace in figure.data if trace.showlegend is not False}
    before = len(figure.data)
    draw(figure)
    for trace in figure.data[before:]:
        trace.yaxis = _anchor(row)
        if trace.legendgroup in shown:
            trace.showlegend = False
    return figure


def own_axis(figure: go.Figure, row: int, **settings) -> go.Figure:
    """Change the value axis of one row."""
    figure.update_layout({_axis(row): settings})
    return figure


def _axis(row: int) -> str:
    return "yaxis" if row == 0 else f"yaxis{row + 1}"


def _anchor(row: int) -> str:
    return "y" if row == 0 else f"y{row + 1}"
