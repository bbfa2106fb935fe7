"""How an electric vehicle makes up for the carbon of making it: over its first months, and by year of purchase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette
from hkzero.charts.battery_payback_findings import KG_PER_TONNE, months_text
from hkzero.measure import Kind
from hkzero.text import t, unit_label

BAND_OPACITY = 0.2
ROW_PIXELS, REST_PIXELS = 150, 90
KINDS = {"electric": Kind.SCENARIO, "twin": Kind.ASSUMED}


def course(found: Any, shown: int, even: float, fuel: str, lang: str) -> go.Figure:
    """Return tonnes since purchase of both vehicles over `shown` months, with bands (model/vehicle_payback.Course).

    `even` is the month at which both have emitted the same, infinite where they never do; `fuel` the twin's.
    """
    unit = unit_label("t CO2e", lang)
    figure = layout.base_figure(unit, revision="battery_payback.course", height=400)
    months = list(range(shown + 1))
    colours = {"electric": palette.CARRIER["electricity"], "twin": palette.CARRIER[fuel]}
    for name, colour in colours.items():
        low, middle, high = (np.round(row[:shown + 1] / KG_PER_TONNE, 3).tolist() for row in getattr(found, name))
        kind = KINDS[name]
        _band(figure, months, low, high, colour, t(f"battery_payback.course.{name}_band", lang), kind)
        figure.add_trace(go.Scatter(
            x=months, y=middle, mode="lines", name=t(f"battery_payback.course.{name}", lang),
            line={"color": colour, "width": 2.5, "dash": palette.DASH[kind]}, meta=layout.evidence(kind),
            hovertemplate=layout.hover(unit, 1)))
    if even <= shown:
        level = float(np.interp(even, months, found.twin[1][:shown + 1])) / KG_PER_TONNE
        name = t("battery_payback.course.break_even", lang, months=months_text(even, lang))
        figure.add_trace(go.Scatter(
            x=[even], y=[level], mode="markers", name=name, meta=layout.evidence(Kind.SCENARIO),
            marker={"color": palette.INK, "size": 11, "symbol": "circle-open", "line": {"width": 3}},
            hovertemplate=f"{name}: %{{y:,.1f}} {unit}<extra></extra>"))
    figure.update_xaxes(title={"text": t("battery_payback.course.axis", lang), "standoff": 6}, range=[0, shown],
                        dtick=_step(shown), fixedrange=True)
    return figure.update_layout(legend={"y": -0.25})


def by_year(found: Mapping[str, Any], lives: Mapping[str, int], lang: str) -> go.Figure:
    """Return a row a vehicle: months to break even by year of purchase with 90 % of the draws.

    The year on the slider is not marked: six rows would be drawn anew at every move to say what the slider says.
    `found` holds a model/vehicle_payback.Payback by vehicle, `lives` the life in months, at which a band is cut.
    """
    titles = [t(f"battery_payback.vehicle.{name}", lang) for name in found]
    figure = facets.stacked_rows(titles, revision="battery_payback.by_year",
                                 height=ROW_PIXELS * len(found) + REST_PIXELS)
    for row, (name, one) in enumerate(found.items()):
        facets.draw_in(figure, row, partial(_row, found=one, life=lives[name], lang=lang))
        facets.own_axis(figure, row, nticks=4)
    figure.update_layout(legend={"y": -0.05})
    years = next(iter(found.values())).years
    return layout.years_axis(figure, int(years[0]), int(years[-1]))


def _row(figure: go.Figure, *, found: Any, life: int, lang: str) -> None:
    colour, unit = palette.CARRIER["electricity"], unit_label("months", lang)
    years = [int(year) for year in found.years]
    low, middle, high = (np.round(np.minimum(values, life), 2).tolist() for values in (
        found.months_low, found.months, found.months_high))
    _band(figure, years, low, high, colour, t("battery_payback.by_year.band", lang), Kind.SCENARIO)
    # A central value that is never reached within the life is no point of the line.
    reached = [value if np.isfinite(true) else None for value, true in zip(middle, found.months, strict=True)]
    figure.add_trace(go.Scatter(
        x=years, y=reached, mode="lines", name=t("battery_payback.by_year.central", lang), legendgroup="central",
        line={"color": colour, "width": 2.5, "dash": palette.DASH[Kind.SCENARIO]}, meta=layout.evidence(Kind.SCENARIO),
        hovertemplate=f"%{{x}}: %{{y:,.1f}} {unit}<extra></extra>"))


def _band(figure: go.Figure, places: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str,
          name: str, kind: Kind) -> None:
    figure.add_trace(go.Scatter(
        x=[*places, *reversed(places)], y=[*high, *reversed(low)], fill="toself", mode="lines", hoverinfo="skip",
        fillcolor=palette.faded(colour, BAND_OPACITY), line={"width": 0, "color": palette.CLEAR}, legendgroup=name,
        name=name, meta=layout.evidence(kind)))


def _step(shown: int) -> int:
    """Return the months between two ticks: quarters, half years or whole years, seven ticks or so."""
    return next((step for step in (1, 2, 3, 6, 12, 24) if shown / step <= 8), 36)
