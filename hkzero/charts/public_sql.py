"""A reader's own rows as lines, bars or dots: one column of numbers against any other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind

FORMS = ("line", "bar", "dot")
MOST_POINTS = 500  # more are neither read nor drawn quickly
_DIGITS = 2


def rows(frame: pd.DataFrame, x: str, y: str, form: str, unit: str, kinds: Sequence[Kind]) -> go.Figure:
    """Return the first MOST_POINTS rows drawn: `y` against `x`, with a kind for each row. ValueError for another form.

    Rows keep their order, unless `x` holds numbers. A row without a number is a gap.
    """
    if form not in FORMS:
        raise ValueError(f"form {form!r}: one of {', '.join(FORMS)}")
    shown = frame.head(MOST_POINTS)
    across = shown[x].tolist() if is_number(shown[x]) else [inert(cell) for cell in shown[x]]
    values = [None if value is pd.NA or value is None or not np.isfinite(float(value)) else float(value)
              for value in shown[y].astype(object)]
    figure = layout.base_figure(unit, revision=f"public_sql_{form}")
    hover = layout.hover(unit, _DIGITS, name=False)
    if form == "bar":
        layout.add_bars(figure, across, values, name=inert(y), colour=palette.BLUE, unit=unit,
                        kinds=kinds[:MOST_POINTS], digits=_DIGITS, legend=False)
    else:
        markers = [palette.MARKER[kind] for kind in kinds[:MOST_POINTS]]
        figure.add_trace(go.Scatter(
            x=across, y=values, mode="lines+markers" if form == "line" else "markers", name=inert(y), showlegend=False,
            connectgaps=False, hovertemplate=hover, meta=layout.evidence(kinds[:MOST_POINTS]),
            line={"color": palette.BLUE, "width": 2},
            marker={"color": palette.BLUE, "size": 7, "symbol": markers, "line": {"width": 1.5,
                                                                                 "color": palette.BLUE}}))
    if not is_number(shown[x]):
        figure.update_xaxes(type="category", nticks=12)
    return figure


def is_number(cells: pd.Series) -> bool:
    """Return whether a column holds numbers that can be drawn."""
    return pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)


def inert(cell: object) -> str:
    """Return a cell as a short text in which Plotly finds no mark-up."""
    return str(cell).replace("<", "‹").replace(">", "›").replace("%{", "% {")[:60]
