"""All batteries of the city as pictures: what is in service, what comes and goes, the carbon imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import number, t, unit_label

ROOM = {"l": 60, "r": 16, "t": 10, "b": 8}
BAND = 0.18
FLOW = {"added": palette.BLUE, "retired": palette.ORANGE}
PASSED = {"recycled": palette.TEAL, "to_second_life": palette.MAGENTA, "lost": palette.SILVER}
CARBON = {"embodied_carbon": palette.EARTH, "recycling_saving": palette.TEAL}
AGAIN = {"second_life_stock": palette.MAGENTA, "second_life_usable": palette.COBALT}


def in_service(years: Sequence[float], by_group: Mapping[str, Sequence[float]], low: Sequence[float],
               high: Sequence[float], lang: str) -> go.Figure:
    """Return GWh by what carries the batteries, on top of each other, with the range of all as a line at its ends."""
    unit = unit_label("GWh", lang)
    figure = layout.base_figure(unit, revision="batteries.in_service", height=420)
    whole = _whole(years)
    for group, values in by_group.items():
        colour = palette.BATTERY_GROUP[group]
        figure.add_trace(go.Scatter(
            x=whole, y=_short(values), name=t(f"battery_fleet.group.{group}", lang), mode="lines", stackgroup="all",
            line={"color": colour, "width": 1, "dash": palette.DASH[Kind.SCENARIO]},
            fillcolor=palette.faded(colour, palette.OPACITY[Kind.SCENARIO]), hovertemplate=layout.hover(unit),
            meta=layout.evidence(Kind.SCENARIO)))
    for place, ends in enumerate((low, high)):
        figure.add_trace(go.Scatter(
            x=whole, y=_short(ends), name=t("battery_fleet.range", lang), legendgroup="range", showlegend=place == 0,
            mode="lines", line={"color": palette.INK, "width": 1.5, "dash": "dot"}, hovertemplate=layout.hover(unit),
            meta=layout.evidence(Kind.ASSUMED)))
    return _finished(figure, whole)


def bands(years: Sequence[float], parts: Mapping[str, Any], colours: Mapping[str, str], unit_code: str, revision: str,
          lang: str) -> go.Figure:
    """Return a line for each measure (model/battery_fleet.Band by name) with its range as a band of the same colour."""
    unit = unit_label(unit_code, lang)
    figure = layout.base_figure(unit, revision=revision, height=380)
    whole = _whole(years)
    for name, band in parts.items():
        figure.add_trace(go.Scatter(
            x=[*whole, *reversed(whole)], y=_short([*band.high, *reversed(band.low)]), fill="toself", mode="lines",
            line={"width": 0, "color": palette.CLEAR}, fillcolor=palette.faded(colours[name], BAND), hoverinfo="skip",
            legendgroup=name, showlegend=False, name=t(f"battery_fleet.measure.{name}", lang),
            meta=layout.evidence(Kind.ASSUMED)))
    for name, band in parts.items():
        digits = 1 if unit_code == "GWh" else 0
        figure.add_trace(go.Scatter(
            x=whole, y=_short(band.central), mode="lines", name=t(f"battery_fleet.measure.{name}", lang),
            legendgroup=name, line={"color": colours[name], "width": 2.5, "dash": palette.DASH[Kind.SCENARIO]},
            customdata=[[number(low, lang, digits), number(high, lang, digits)]
                        for low, high in zip(band.low, band.high, strict=True)],
            hovertemplate=f"%{{fullData.name}}: %{{y:{layout.NUMBER[digits]}}} {unit} "
                          "(%{customdata[0]}–%{customdata[1]})<extra></extra>",
            meta=layout.evidence(Kind.SCENARIO)))
    return _finished(figure, whole)


def _finished(figure: go.Figure, whole: Sequence[int]) -> go.Figure:
    figure.update_layout(margin=ROOM, legend={"y": -0.14})
    return layout.years_axis(figure, whole[0], whole[-1])


def _whole(years: Sequence[float]) -> list[int]:
    return [int(year) for year in years]


def _short(values: Sequence[float]) -> list[float]:
    """Return values with no more digits than are seen."""
    return [round(float(value), 3) + 0.0 for value in values]
