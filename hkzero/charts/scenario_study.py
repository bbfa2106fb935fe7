"""Which assumptions decide a scenario's outcome, as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import t, unit_label

PIXELS_OF_A_BAR = 44
LONGEST_LINE = 34


def influences(found: Sequence[Any], titles: Mapping[str, str], lang: str) -> go.Figure:
    """Return the share of the variance that each assumption decides (Sobol total order, %), the greatest on top."""
    unit = unit_label("%", lang)
    figure = layout.base_figure(unit, revision="scenarios.influence", horizontal=True,
                                height=110 + PIXELS_OF_A_BAR * len(found))
    rows = list(reversed(found))
    names = ["<br>".join(wrap(titles[one.assumption_id], LONGEST_LINE)) for one in rows]
    layout.add_bars(figure, names, [round(100 * max(one.total_order, 0.0), 1) for one in rows], unit=unit,
                    name=t("scenarios.influence.name", lang), colour=palette.BLUE, kind=Kind.SCENARIO, horizontal=True,
                    digits=0, legend=False,
                    error_x={"type": "data", "array": [round(100 * one.confidence, 1) for one in rows], "thickness": 1,
                             "width": 3, "color": palette.NEUTRAL})
    return figure
