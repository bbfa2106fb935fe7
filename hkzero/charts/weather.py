"""Electricity against heat: months as points, the fitted line with its 95 % band, and what it says in words."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.charts.findings import Card
from hkzero.text import label, list_join, number, percent, period, quantity, t, unit_label

PER_DAY, TOTAL, SLOPE = "GWh/day", "GWh", "GWh/degree-day"
BAND_OPACITY = 0.18


def line(fit: Any, lang: str) -> go.Figure:
    """Return months as points of degree-days and electricity per day with the line and its band (model.weather.Fit)."""
    unit = unit_label(PER_DAY, lang)
    colour = palette.colour_of(fit.user, palette.USER)
    figure = layout.base_figure(unit, revision="buildings.weather", height=380)
    heat, middle, low, high = fit.curve
    figure.add_trace(go.Scatter(
        x=[*heat, *reversed(heat)], y=[*high, *reversed(low)], fill="toself", mode="lines", line={"width": 0},
        fillcolor=palette.faded(colour, BAND_OPACITY), name=t("buildings.weather.band", lang), hoverinfo="skip",
        meta=layout.evidence("estimated")))
    figure.add_trace(go.Scatter(
        x=heat, y=middle, mode="lines", name=t("buildings.weather.line", lang), hoverinfo="skip",
        line={"color": colour, "width": 2, "dash": palette.DASH["estimated"]}, meta=layout.evidence("estimated")))
    figure.add_trace(go.Scatter(
        x=fit.degree_days, y=fit.use, mode="markers", name=t("buildings.weather.months", lang),
        customdata=[period(month, lang) for month in fit.months], meta=layout.evidence("derived"),
        hovertemplate="%{customdata}: %{y:.1f} " + unit + "<extra></extra>",
        marker={"color": colour, "size": 10, "line": {"width": 1, "color": "white"}}))
    figure.update_layout(hovermode="closest", legend={"y": -0.24})
    figure.update_xaxes(title={"text": t("buildings.weather.axis", lang), "standoff": 6}, rangemode="tozero",
                        fixedrange=True)
    return figure


def line_alt(fit: Any, lang: str) -> str:
    """Return what the line says: slope, its error, R squared and the months behind it."""
    return t("buildings.weather.alt", lang, user=label("user_type", fit.user, lang), months=len(fit.months),
             slope=_slope(fit, lang), error=number(fit.slope_error, lang, 2), r_squared=number(fit.r_squared, lang, 2))


def cards(fit: Any, lang: str) -> list[Card]:
    """Return the key figures: slope with its interval, R squared, and what hotter weather added."""
    return [
        Card(t("buildings.weather.slope", lang), number(fit.slope.value, lang, 2), fit.slope,
             note=_interval(fit.slope.value, fit.slope_half_width, lang, 2)),
        Card(t("buildings.weather.fit", lang), number(fit.r_squared, lang, 2), fit.slope,
             note=t("buildings.weather.over", lang, months=len(fit.months))),
        Card(t("buildings.weather.effect", lang), quantity(fit.effect.value, TOTAL, lang, 0, signed=True), fit.effect,
             note=_interval(fit.effect.value, fit.effect_half_width, lang, 0)),
    ]


def statement(fit: Any, base: int, lang: str) -> str:
    """Return the regression as a sentence: line, standard error, R squared, and the share that heat explains."""
    return t("buildings.weather.statement", lang, base=base, user=label("user_type", fit.user, lang),
             load=quantity(fit.base_load.value, TOTAL, lang, 1), slope=quantity(fit.slope.value, TOTAL, lang, 2),
             error=number(fit.slope_error, lang, 2), r_squared=number(fit.r_squared, lang, 3),
             months=len(fit.months), share=percent(fit.effect_share, lang, 1, signed=True))


def caution(fit: Any, lang: str) -> str:
    """Return which months are missing from the line, and why that matters."""
    if not fit.missing:
        return t("buildings.weather.complete", lang)
    return t("buildings.weather.missing", lang, missing=list_join([period(month, lang) for month in fit.missing], lang),
             known=len(fit.months), all=len(fit.months) + len(fit.missing))


def _interval(middle: float, half_width: float, lang: str, digits: int) -> str:
    return t("buildings.weather.interval", lang, low=number(middle - half_width, lang, digits),
             high=number(middle + half_width, lang, digits))


def _slope(fit: Any, lang: str) -> str:
    return quantity(fit.slope.value, SLOPE, lang, 2)
