"""Which assumptions decide a scenario's outcome, as bars; what a kilowatt-hour emits, before and in a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import t, unit_label

PIXELS_OF_A_BAR = 44
LONGEST_LINE = 34
INTENSITY = "kg CO2e/kWh"


def influences(found: Sequence[Any], titles: Mapping[str, str], lang: str) -> go.Figure:
    """Return the share of the variance that each assumption decides (Sobol total order, %), the greatest on top."""
    unit = unit_label("%", lang)
    figure = layout.base_figure(unit, revision="scenarios.influence", horizontal=True,
                                height=110 + PIXELS_OF_A_BAR * len(found))
    rows = list(reversed(found))
    names = [layout.in_lines(titles[one.assumption_id], LONGEST_LINE) for one in rows]
    layout.add_bars(figure, names, [round(100 * max(one.total_order, 0.0), 1) for one in rows], unit=unit,
                    name=t("scenarios.influence.name", lang), colour=palette.BLUE, kind=Kind.SCENARIO, horizontal=True,
                    digits=0, legend=False,
                    error_x={"type": "data", "array": [round(100 * one.confidence, 1) for one in rows], "thickness": 1,
                             "width": 3, "color": palette.NEUTRAL})
    return figure


def past_intensity(years: Sequence[int], values: Sequence[float], kinds: Sequence[Kind | str], last_year: int,
                   lang: str) -> go.Figure:
    """Return what a kilowatt-hour used has emitted so far, kg CO2e, with room for a scenario to `last_year`."""
    unit = unit_label(INTENSITY, lang)
    figure = layout.base_figure(unit, revision="scenarios.intensity")
    layout.add_line(figure, years, values, unit=unit, name=t("scenarios.intensity.past", lang), colour=palette.SEA,
                    kinds=kinds, digits=2)
    return layout.years_axis(figure.update_yaxes(rangemode="tozero"), min(years), last_year)


def intensity(ground: go.Figure, years: Sequence[float], kg_per_kwh: Sequence[float], lang: str) -> go.Figure:
    """Return the past with a scenario after it: kg CO2e per kilowatt-hour used by year."""
    figure = go.Figure(ground.to_dict(), skip_invalid=True)
    return layout.add_line(figure, [int(year) for year in years], [round(float(value), 4) for value in kg_per_kwh],
                           unit=unit_label(INTENSITY, lang), name=t("scenarios.intensity.scenario", lang),
                           colour=palette.MAGENTA, kind=Kind.SCENARIO, digits=2)
