"""A carbon price and an account of credits as pictures: revenue, who pays, districts, bills, credits by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind, weakest
from hkzero.text import label, number, percent, t, unit_label

ROOM = {"l": 66, "r": 16, "t": 10, "b": 8}
MILLION_HKD, CENTS, PERSON, TONNES = "HK$ million", "HK cents/kWh", "HK$/person", "t CO2e"
PAYER = {
    "residential": palette.USE["residential"], "commercial": palette.USE["commercial"],
    "industrial": palette.USE["industrial"], "transport": palette.USE["transport"],
    "other_fuel": palette.SECTOR["other_fuel"], "waste": palette.USE["waste"],
    "industrial_processes": palette.USE["industrial_processes"], "suppliers": palette.NEUTRAL,
}
GRADE = {"metered": palette.BLUE, "allocated": palette.SEA, "indicative": palette.SILVER}
PART = {"issued": palette.BLUE, "buffer": palette.ORCHID, "leakage": palette.ORANGE, "not_additional": palette.SILVER,
        "made_good": palette.EARTH, "shortfall": palette.BAD}


def revenue(years: Sequence[int], by_sector: Mapping[str, Sequence[float]], kind: str, lang: str) -> go.Figure:
    """Return revenue by sector and year, HK$ million, stacked; sectors that pay nothing are left out."""
    unit = unit_label(MILLION_HKD, lang)
    figure = layout.base_figure(unit, revision="finance.charge.revenue", height=400)
    for sector, values in by_sector.items():
        if max(values) > 0:
            layout.add_bars(figure, list(years), [round(float(value), 1) for value in values], unit=unit, digits=0,
                            name=label("sector", sector, lang), colour=palette.colour_of(sector, palette.SECTOR),
                            kind=Kind(kind))
    layout.years_axis(figure, min(years), max(years))
    if len(years) == 1:
        figure.update_xaxes(tickmode="array", tickvals=list(years), range=[years[0] - 1.5, years[0] + 1.5])
    return figure.update_layout(margin=ROOM, barmode="stack")


def payers(by_payer: Mapping[str, float], kind: str, lang: str) -> go.Figure:
    """Return who pays in a year, HK$ million, most on top; who pays nothing is left out."""
    unit = unit_label(MILLION_HKD, lang)
    ranked = sorted(((code, value) for code, value in by_payer.items() if value > 0), key=lambda one: one[1])
    figure = layout.base_figure(unit, revision="finance.charge.payers", height=110 + 40 * max(len(ranked), 1),
                                horizontal=True)
    for code, value in ranked:
        layout.add_bars(figure, [t(f"finance_policy.payer.{code}", lang)], [round(float(value), 1)], unit=unit,
                        digits=0, name=t(f"finance_policy.payer.{code}", lang), colour=PAYER[code], kind=Kind(kind),
                        horizontal=True, legend=False)
    return figure.update_layout(barmode="stack").update_xaxes(nticks=4, tickangle=0).update_yaxes(tickangle=0)


def districts(rows: Sequence[Any], kind: str, lang: str) -> go.Figure:
    """Return the charge a resident pays in each district, HK$ a year, and the gain or loss after the rebate.

    `rows` are model/carbon_charge.District, the highest first. Bars are coloured by how firm the district's emissions
    are; the line is their range.
    """
    unit = unit_label(PERSON, lang)
    figure = layout.base_figure(unit, revision="finance.charge.districts", height=640, horizontal=True)
    for grade, colour in GRADE.items():
        part = [one for one in rows if one.grade == grade]
        if part:
            layout.add_bars(
                figure, [label("district", one.district, lang) for one in part],
                [round(one.per_person, 1) for one in part], unit=unit, digits=0, horizontal=True, colour=colour,
                name=t("finance_policy.district.charge", lang, grade=label("grade", grade, lang)),
                kinds=[weakest((one.kind, kind)) for one in part],
                error_x={"type": "data", "symmetric": False, "color": palette.NEUTRAL, "thickness": 1.5, "width": 3,
                         "array": [round(one.high - one.per_person, 1) for one in part],
                         "arrayminus": [round(one.per_person - one.low, 1) for one in part]})
    name = t("finance_policy.district.net", lang)
    figure.add_trace(go.Scatter(
        x=[round(one.net, 1) for one in rows], y=[label("district", one.district, lang) for one in rows],
        mode="markers", name=name, marker={"color": palette.MAGENTA, "size": 9, "symbol": "diamond-open",
                                             "line": {"width": 2}},
        meta=layout.evidence([weakest((one.kind, kind)) for one in rows]),
        hovertemplate=layout.hover(unit, 0, horizontal=True)))
    names = [label("district", one.district, lang) for one in reversed(rows)]
    return figure.update_layout(barmode="overlay", legend={"y": -0.1}).update_xaxes(rangemode="normal").update_yaxes(
        tickangle=0, categoryorder="array", categoryarray=names)


def bills(rows: Sequence[Any], kind: str, lang: str) -> go.Figure:
    """Return what the charge adds to a kWh of each company, HK cents, with its share of the tariff beside the bar."""
    unit = unit_label(CENTS, lang)
    figure = layout.base_figure(unit, revision="finance.charge.bills", height=230, horizontal=True)
    for one in reversed(rows):
        share = "" if one.percent is None else percent(one.percent, lang, 1)
        layout.add_bars(
            figure, [label("utility", one.supplier, lang)], [round(one.charge_cents, 2)], unit=unit, digits=1,
            name=label("utility", one.supplier, lang), colour=palette.colour_of(one.supplier, palette.UTILITY),
            kind=Kind(kind), horizontal=True, legend=False, text=[share], textposition="outside",
            textfont={"color": palette.INK}, cliponaxis=False)
    most = max((one.charge_cents for one in rows), default=0)
    return figure.update_layout(barmode="stack").update_xaxes(
        range=[0, 1.3 * most or 1]).update_yaxes(tickangle=0)


def account(rows: Sequence[Any], lang: str) -> go.Figure:
    """Return the account of a project by year, t CO2e: what is issued and what is held back stacked, shortfalls below.

    `rows` are model/carbon_credits.Year. Parts that are nowhere above zero are left out.
    """
    unit = unit_label(TONNES, lang)
    figure = layout.base_figure(unit, revision="finance.credits.account", height=400)
    years = [row.year for row in rows]
    for part, colour in PART.items():
        sign = -1 if part == "shortfall" else 1
        values = [sign * round(getattr(row, part), 1) for row in rows]
        if any(values):
            layout.add_bars(figure, years, values, unit=unit, digits=0, name=t(f"finance_policy.part.{part}", lang),
                            colour=colour, kind=Kind.ASSUMED)
    layout.years_axis(figure, min(years), max(years))
    return figure.update_layout(margin=ROOM, barmode="relative").update_yaxes(rangemode="normal")


def described(rows: Sequence[Any], lang: str) -> str:
    """Return the account in words for who cannot see the chart: the tonnes issued, first and last year."""
    return t("finance_policy.account.alt", lang, first=rows[0].year, last=rows[-1].year,
             issued=number(sum(row.issued for row in rows), lang, 0))
