"""Hong Kong's market for green finance: its milestones on a time line, and green and sustainable debt by year."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import number, period, t, unit_label

# From the market for carbon to the debt that pays for projects.
LANES = ("carbon_market", "carbon_connect", "core_climate", "taxonomy", "green_bond", "grants", "research")
LANE_PIXELS = 62
CHARACTERS_A_LINE = {"en": 44, "zh_hant": 22, "zh_hans": 22}
NARROW = 0.45
# Chinese counts in hundred millions where English counts in billions.
BILLION = {"en": 1, "zh_hant": 10, "zh_hans": 10}
CURRENCY_OF_BILLIONS = {"US$ billion": "USD", "HK$ billion": "HKD", "EUR billion": "EUR", "CNY billion": "CNY"}


def milestones(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Return dated steps as marks, a lane a topic with its name above it (frame of market_milestones).

    A step of which only the year is known is a bar over that year. The words of a step are in its hover text and in the
    list below the chart.
    """
    lanes = [lane for lane in LANES if lane in set(frame["topic"])]
    figure = layout.base_figure("", revision="finance.milestones", height=70 + LANE_PIXELS * len(lanes))
    for place, lane in enumerate(lanes):
        level = len(lanes) - place
        rows = frame[frame["topic"] == lane]
        for is_year, part in ((True, rows[rows["period"].str.len() == 4]), (False, rows[rows["period"].str.len() > 4])):
            if len(part):
                _lane(figure, part, level, is_year, lang)
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=level + 0.5, yanchor="top", showarrow=False,
                              text=t(f"finance_prices.lane.{lane}", lang), font={"color": palette.INK, "weight": 600})
    figure.update_yaxes(visible=False, range=[0.4, len(lanes) + 0.55], rangemode="normal")
    figure.update_xaxes(type="date", range=["2017-10-01", "2026-08-01"], tickformat="%Y", dtick="M24",
                        tick0="2018-01-01", tickangle=0, showgrid=True, gridcolor=palette.FAINT)
    return figure.update_layout(hovermode="closest", showlegend=False)


def _lane(figure: go.Figure, part: pd.DataFrame, level: int, is_year: bool, lang: str) -> None:
    said = [f"<b>{period(row['period'], lang)}</b><br>{_wrapped(event(row, lang), lang)}"
            for row in part.to_dict("records")]
    look = {"color": palette.BLUE, "size": 13, "symbol": [palette.MARKER[Kind(kind)] for kind in part["kind"]],
            "line": {"width": 1.5, "color": palette.BLUE}}
    if not is_year:
        figure.add_trace(go.Scatter(
            x=[f"{one}-15" if len(one) == 7 else one for one in part["period"]], y=[level] * len(part), mode="markers",
            name=t(f"finance_prices.lane.{part['topic'].iloc[0]}", lang), text=said, marker=look,
            hovertemplate="%{text}<extra></extra>", meta=layout.evidence(part["kind"])))
        return
    for row, words in zip(part.to_dict("records"), said, strict=True):
        figure.add_trace(go.Scatter(
            x=[f"{row['period']}-01-01", f"{row['period']}-12-31"], y=[level, level], mode="lines",
            name=t(f"finance_prices.lane.{row['topic']}", lang), text=[words] * 2, opacity=0.6,
            line={"color": palette.BLUE, "width": 8}, hovertemplate="%{text}<extra></extra>",
            meta=layout.evidence(row["kind"])))


def event(row: dict, lang: str) -> str:
    """Return what happened, in the reader's words, with the figure that goes with it."""
    value, currency = row["value"], CURRENCY_OF_BILLIONS.get(row["unit"])
    if pd.isna(value):
        amount = ""
    else:
        amount = billions(value, currency, lang) if currency else number(value, lang)
    return t(f"finance_prices.event.{row['event_id']}", lang, amount=amount)


def billions(value: float, currency: str, lang: str) -> str:
    """Return an amount given in billions (10⁹) as the language counts it."""
    return t(f"finance_prices.billion.{currency}", lang, amount=number(value * BILLION[lang], lang))


def _wrapped(text: str, lang: str) -> str:
    """Return a text broken into lines that fit a phone: a hover box does not wrap by itself."""
    width = CHARACTERS_A_LINE[lang]
    if lang != "en":
        return "<br>".join(text[start:start + width] for start in range(0, len(text), width))
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def debt(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Return bonds and loans by year as bars, bonds alone as narrow bars in front; a half-year stands apart.

    `frame` is that of the question green_debt. A level that follows from a published change is hatched and pale.
    """
    unit = unit_label(frame["unit"].iloc[0], lang)
    figure = layout.base_figure(unit, revision="finance.debt", height=360)
    years = frame[~frame["is_half_year"]]
    halves = frame[frame["is_half_year"]]
    for name, part, colour, width in (
            ("bonds_and_loans", years[years["part"] == "bonds_and_loans"], palette.TEAL, 0.8),
            ("half_year", halves, palette.SILVER, 0.8),
            ("bonds", years[years["part"] == "bonds"], palette.ORCHID, NARROW)):
        if len(part):
            layout.add_bars(figure, [_tick(one, lang) for one in part["period"]], list(part["value"]), unit=unit,
                            name=t(f"finance_prices.debt.{name}", lang), colour=colour, kinds=list(part["kind"]),
                            width=width)
    order = [_tick(one, lang) for one in sorted(set(frame["period"]))]
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=order, tickangle=0)
    return figure.update_layout(barmode="overlay", legend={"y": -0.16})


def _tick(text: str, lang: str) -> str:
    if "-H" not in text:
        return text
    year, _, half = text.partition("-H")
    return t(f"finance_prices.debt.half_{half}", lang, year=year)
