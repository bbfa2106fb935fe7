"""The cleanest hours of a day, and a load against its baseline, as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import label, t, unit_label

ROOM = {"l": 66, "r": 16, "t": 10, "b": 8}
HOURS_OF_A_DAY = 24


def window(intensity: Sequence[float], energy: Sequence[float], lang: str) -> go.Figure:
    """Return the intensity of each hour, (hours,) kg/kWh, in grams; those in which `energy` is taken stand out."""
    unit = unit_label("g CO2e/kWh", lang)
    figure = layout.base_figure(unit, revision="flexibility.window", height=300)
    hours = list(range(len(intensity)))
    for code, colour in (("chosen", palette.TEAL), ("other", palette.SILVER)):
        grams = [round(1e3 * float(value)) if (power > 0) == (code == "chosen") else None
                 for value, power in zip(intensity, energy, strict=True)]
        layout.add_bars(figure, hours, grams, name=t(f"flexibility.window.{code}", lang), colour=colour, unit=unit,
                        kind=Kind.SCENARIO, digits=0)
    places = [hour for hour in hours if hour % 4 == 0]
    figure.update_xaxes(title={"text": t("flexibility.axis.hour", lang), "standoff": 6}, tickmode="array", tickangle=0,
                        tickvals=places, ticktext=[f"{hour % HOURS_OF_A_DAY}:00" for hour in places], fixedrange=True)
    return figure.update_layout(margin=ROOM, barmode="overlay", legend={"y": -0.3})


def event(load: Sequence[float], baseline: Sequence[float], from_hour: float, to_hour: float, unit: str, kind: str,
          lang: str) -> go.Figure:
    """Return a day's load and its baseline in `unit`; the event is shaded. `kind` is the load's evidence."""
    figure = layout.base_figure(unit_label(unit, lang), revision="flexibility.event", height=360)
    hours = np.arange(len(load)) * HOURS_OF_A_DAY / len(load)
    for values, name, colour, its in ((baseline, "baseline", palette.NEUTRAL, Kind.ESTIMATED),
                                      (load, "load", palette.MAGENTA, Kind(kind))):
        figure.add_trace(go.Scatter(
            x=hours, y=[None if np.isnan(value) else round(float(value), 2) for value in values], mode="lines",
            name=t(f"flexibility.event.{name}", lang), line={"color": colour, "width": 2.5, "dash": palette.DASH[its]},
            meta=layout.evidence(its), hovertemplate=layout.hover(unit_label(unit, lang))))
    figure.add_vrect(x0=from_hour, x1=to_hour, fillcolor=palette.FAINT, opacity=0.5, line={"width": 0}, layer="below")
    places = list(range(0, HOURS_OF_A_DAY + 1, 4))
    figure.update_xaxes(title={"text": t("flexibility.axis.hour", lang), "standoff": 6}, tickmode="array", tickangle=0,
                        tickvals=places, ticktext=[f"{hour}:00" for hour in places], range=[0, HOURS_OF_A_DAY],
                        fixedrange=True)
    return figure.update_layout(margin=ROOM, legend={"y": -0.25}).update_yaxes(rangemode="normal")


def portfolio(districts: Mapping[str, Any], lang: str) -> go.Figure:
    """Return MW by district, most on top, with the range as a line (grid/virtual_power_plant.Range by district)."""
    unit = unit_label("MW", lang)
    figure = layout.base_figure(unit, revision="flexibility.portfolio", height=520, horizontal=True)
    ranked = sorted(districts.items(), key=lambda item: item[1].central)
    names = [label("district", code, lang) for code, _ in ranked]
    layout.add_bars(
        figure, names, [round(one.central, 1) for _, one in ranked], unit=unit, colour=palette.BLUE, kind=Kind.ASSUMED,
        name=t("flexibility.portfolio.value", lang), horizontal=True, legend=False,
        error_x={"type": "data", "symmetric": False, "color": palette.NEUTRAL, "thickness": 1.5, "width": 3,
                 "array": [round(one.high - one.central, 1) for _, one in ranked],
                 "arrayminus": [round(one.central - one.low, 1) for _, one in ranked]})
    return figure.update_yaxes(tickangle=0)
