"""The hourly system as pictures: a week hour by hour, stores, duration curves, carbon by hour, a battery's worth.

Everything here is modelled and drawn as such: lines broken, areas faint, bars hatched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import day, number, t, unit_label

# From the ground up: what runs all day, then what follows the load, then what helps at the peak.
FUELS = ("nuclear_import", "clean_import", "waste", "coal", "natural_gas", "oil", "wind", "solar")
COLOUR = {
    "nuclear_import": palette.FUEL["nuclear_import"], "clean_import": palette.TEAL, "waste": palette.FUEL["bioenergy"],
    "coal": palette.FUEL["coal"], "natural_gas": palette.FUEL["natural_gas"], "oil": palette.FUEL["oil"],
    "wind": palette.FUEL["wind"], "solar": palette.FUEL["solar"], "storage": palette.BLUE, "vehicles": palette.ORANGE,
    "unserved": palette.BAD, "charging": palette.BLUE,
}
WITH, WITHOUT = palette.MAGENTA, palette.NEUTRAL
KIND = Kind.SCENARIO
ROOM = {"l": 66, "r": 16, "t": 10, "b": 8}
HOURS_OF_A_DAY = 24


def week(starts: Sequence[Any], parts: Mapping[str, Sequence[float]], charging: Sequence[float],
         load: Sequence[float], planned: Sequence[float], lang: str) -> go.Figure:
    """Return a week of dispatch in MW: `parts` by code stacked, charging below zero, load as it was and as planned."""
    unit = unit_label("MW", lang)
    figure = _hourly(unit, "flexibility.week", starts, lang, height=500)
    stamps = _stamps(starts)
    for code, values in parts.items():
        figure.add_trace(_area(stamps, values, t(f"flexibility.part.{code}", lang), COLOUR[code], "above", unit))
    if np.max(charging) > 0:
        below = [-value for value in charging]
        figure.add_trace(_area(stamps, below, t("flexibility.part.charging", lang), COLOUR["charging"], "below", unit))
    moved = bool(np.max(np.abs(np.asarray(load) - np.asarray(planned))) > 1)
    if moved:
        figure.add_trace(_line(stamps, planned, t("flexibility.week.planned", lang), palette.NEUTRAL, unit, width=1.5,
                               dash="dot"))
    figure.add_trace(_line(stamps, load, t("flexibility.week.load", lang), palette.INK, unit, width=2))
    return figure


def charge(starts: Sequence[Any], levels: Mapping[str, Sequence[float]], lang: str) -> go.Figure:
    """Return how full each store is through a week, MWh; `levels` by name as shown."""
    unit = unit_label("MWh", lang)
    figure = _hourly(unit, "flexibility.charge", starts, lang, height=320)
    for (name, values), colour in zip(levels.items(), palette.CATEGORICAL, strict=False):
        figure.add_trace(_line(_stamps(starts), values, name, colour, unit))
    return figure


def duration(shares: Sequence[float], curves: Mapping[str, Sequence[float]], lang: str) -> go.Figure:
    """Return load duration curves: `curves` by `with` and `without`, MW at each share of the year (%)."""
    unit = unit_label("MW", lang)
    figure = layout.base_figure(unit, revision="flexibility.duration", height=360)
    figure.update_layout(margin=ROOM)
    for code, values in curves.items():
        figure.add_trace(_line([round(float(one), 2) for one in shares], values, t(f"flexibility.case.{code}", lang),
                               WITH if code == "with" else WITHOUT, unit))
    figure.update_xaxes(title={"text": t("flexibility.duration.axis", lang), "standoff": 6}, range=[0, 100],
                        ticksuffix="%", fixedrange=True)
    return figure.update_layout(legend={"y": -0.22})


def day_by_month(values: Any, lang: str) -> go.Figure:
    """Return grams of carbon a kilowatt-hour by hour of the day and month, (12, 24); months not modelled are blank."""
    unit = unit_label("g CO2e/kWh", lang)
    figure = layout.base_figure("", revision="flexibility.day_by_month", height=420)
    grams = [[None if np.isnan(value) else round(1e3 * float(value)) for value in row] for row in np.asarray(values)]
    months = [t(f"flexibility.month.m{place + 1}", lang) for place in range(12)]
    last = len(palette.SEQUENTIAL) - 1
    figure.add_trace(go.Heatmap(
        x=list(range(HOURS_OF_A_DAY)), y=months, z=grams, xgap=1, ygap=1, hoverongaps=False,
        colorscale=[[place / last, colour] for place, colour in enumerate(palette.SEQUENTIAL)],
        colorbar={"title": {"text": unit, "side": "top"}, "thickness": 12, "orientation": "h", "y": -0.2,
                  "yanchor": "top", "tickfont": {"color": palette.INK}},
        hovertemplate=t("flexibility.day_by_month.hover", lang, hour="%{x}", month="%{y}", value="%{z}", unit=unit)
        + "<extra></extra>", meta=layout.evidence(KIND)))
    figure.update_yaxes(autorange="reversed", fixedrange=True, title={"text": ""}, zeroline=False)
    figure.update_xaxes(title={"text": t("flexibility.axis.hour", lang), "standoff": 6}, tickmode="array",
                        tickvals=[0, 4, 8, 12, 16, 20], fixedrange=True)
    return figure.update_layout(hovermode="closest")


def worth(steps: Sequence[Any], lang: str) -> go.Figure:
    """Return what one more kilowatt of battery saves a year by size, beside what it costs (grid/sizing.Step)."""
    unit = unit_label("HK$", lang)
    figure = layout.base_figure(t("flexibility.worth.axis", lang, unit=unit), revision="flexibility.worth", height=340)
    names = [t("flexibility.worth.between", lang, low=number(one.from_mw, lang, 0), high=number(one.to_mw, lang, 0))
             for one in steps]
    layout.add_bars(figure, names, [round(one.value_hkd_per_kw, 1) for one in steps], unit=unit, colour=WITH,
                    name=t("flexibility.worth.value", lang), kind=KIND, digits=0)
    figure.add_trace(_line(names, [one.cost_hkd_per_kw for one in steps], t("flexibility.worth.cost", lang),
                           palette.INK, unit))
    figure.update_xaxes(type="category", title={"text": unit_label("MW", lang)}, fixedrange=True)
    return figure.update_layout(margin=ROOM, legend={"y": -0.28})


def _hourly(unit: str, revision: str, starts: Sequence[Any], lang: str, height: int) -> go.Figure:
    """Return an empty figure over hours with the day's name at noon of each day."""
    figure = layout.base_figure(unit, revision=revision, height=height)
    figure.update_layout(margin=ROOM, legend={"y": -0.12})
    stamps = _stamps(starts)
    noons = stamps[HOURS_OF_A_DAY // 2::2 * HOURS_OF_A_DAY]  # every day would not fit on a phone
    figure.update_xaxes(type="date", tickmode="array", tickvals=noons,
                        ticktext=[day(stamp[:10], lang) for stamp in noons],
                        hoverformat="%H:%M", range=[stamps[0], stamps[-1]], automargin=False, tickangle=0)
    for stamp in stamps[HOURS_OF_A_DAY::HOURS_OF_A_DAY]:
        figure.add_vline(x=stamp, line={"color": palette.FAINT, "width": 1}, layer="below")
    return figure.update_yaxes(automargin=False)


def _stamps(starts: Sequence[Any]) -> list[str]:
    return [f"{str(start)[:13]}:00" for start in starts]


def _area(stamps: list[str], values: Sequence[float], name: str, colour: str, stack: str, unit: str) -> dict:
    return _line(stamps, values, name, colour, unit, width=0.5, dash="solid") | {
        "stackgroup": stack, "fillcolor": palette.faded(colour, palette.OPACITY[KIND])}


def _line(places: Sequence[Any], values: Sequence[float], name: str, colour: str, unit: str, *, width: float = 2.5,
          dash: str = palette.DASH[KIND], digits: int = 0) -> dict:
    """Return a line as plain data, with no more digits than are seen."""
    return {"type": "scatter", "x": list(places), "y": [round(float(value), 1) + 0.0 for value in values],
            "mode": "lines", "name": name, "meta": layout.evidence(KIND), "hovertemplate": layout.hover(unit, digits),
            "line": {"color": colour, "width": width, "dash": dash}}
