"""Where road transport is heading: chargers and spaces against their targets, and the fleet of private cars."""

from __future__ import annotations

from datetime import date
from functools import partial
from math import ceil
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette, timeline
from hkzero.charts.transport import FUEL
from hkzero.measure import Answer
from hkzero.text import label, number, percent, period, quantity, t, unit_label

MEASURES = ("public_chargers", "fast_chargers", "charging_spaces")
COLOUR = {"public_chargers": palette.BLUE, "fast_chargers": palette.COBALT, "charging_spaces": palette.OLIVE}
BAND_OPACITY = 0.18
DRAWN_TO = 2070
MONTHS_PER_YEAR = 12


def charging(found: Answer, targets: Answer, lang: str) -> go.Figure:
    """Return public chargers, fast chargers and charging spaces as published, each above the other, with targets."""
    rows = [found.frame[found.frame["measure"] == code] for code in MEASURES]
    units = [unit_label(part["unit"].iloc[0], lang) for part in rows]
    figure = facets.stacked_rows(
        [label("measure", code, lang) for code in MEASURES], revision="transport.charging", height=640)
    for row, (code, part, unit) in enumerate(zip(MEASURES, rows, units, strict=True)):
        asked = targets.frame[targets.frame["measure"] == code]
        facets.draw_in(figure, row, partial(_charging_row, code=code, part=part, asked=asked, unit=unit, lang=lang))
        facets.own_axis(figure, row, nticks=5)
    return timeline.dates_axis(figure, "2010-06-01", "2038-01-01", t("transport.month_hover", lang))


def charging_alt(found: Answer, targets: Answer, lang: str) -> str:
    """Return the newest figure and the targets ahead of each measure, as a sentence."""
    points = []
    for code in MEASURES:
        asked = targets.frame[(targets.frame["measure"] == code) & ~targets.frame["is_past"]].sort_values("period")
        goals = [t("transport.charging.goal", lang, value=_range(row, lang), when=period(row.period, lang))
                 for row in asked.itertuples()]
        row = newest(found, code)
        points.append(t("transport.charging.point", lang, what=label("measure", code, lang),
                        value=number(row["value"], lang, 0), when=period(row["period"], lang),
                        goals=t("transport.comma", lang).join(goals)))
    return t("transport.charging.alt", lang, points=t("transport.list_separator", lang).join(points))


def newest(found: Answer, measure: str) -> pd.Series:
    """Return the row of the newest figure of one measure."""
    part = found.frame[found.frame["measure"] == measure]
    return part.loc[part["period"].map(timeline.day_of).idxmax()]


def cars(outlook: Any, projection: Answer, lang: str) -> go.Figure:
    """Return fossil and electric private cars under the assumptions chosen, with the range of all assumptions.

    `outlook` is a model.car_outlook.Outlook. The dots are the Government's own expectation of electric cars.
    """
    unit = unit_label("vehicles", lang)
    figure = layout.base_figure(unit, revision="transport.outlook", height=460)
    for fuel in ("fossil", "electric"):
        _band(figure, outlook, fuel)
        days = [_day(year) for year in outlook.chosen.years]
        figure.add_trace(go.Scatter(
            x=days, y=getattr(outlook.chosen, fuel), name=t(f"transport.outlook.{fuel}", lang), legendgroup=fuel,
            mode="lines", line={"color": FUEL[fuel], "width": 3, "dash": palette.DASH["scenario"]},
            hovertemplate=layout.hover(unit, 0), meta=layout.evidence("scenario")))
        figure.add_trace(go.Scatter(
            x=days[:1], y=getattr(outlook.chosen, fuel)[:1], name=t("transport.outlook.observed", lang), mode="markers",
            legendgroup="observed", showlegend=fuel == "fossil", hovertemplate=layout.hover(unit, 0),
            meta=layout.evidence("observed"),
            marker={"color": FUEL[fuel], "size": 10}))
    figure.add_trace(go.Scatter(
        x=[f"{year}-12-31" for year in projection.frame["period"]], y=projection.frame["value"], mode="markers",
        name=t("transport.outlook.government", lang), hovertemplate=layout.hover(unit, 0),
        meta=layout.evidence(projection.frame["kind"]),
        marker={"color": palette.TARGET, "size": 11, "symbol": palette.MARKER["scenario"], "line": {"width": 2}}))
    timeline.add_date(figure, f"{outlook.end_year}-01-01", t("transport.outlook.end", lang, year=outlook.end_year))
    return timeline.dates_axis(figure, _day(outlook.start - 1), f"{DRAWN_TO}-01-01", t("transport.month_hover", lang))


def in_words(outlook: Any, zero_year: int, lang: str) -> dict[str, str]:
    """Return the outlook's title, subtitle, note and alternative text: when next to no fossil car is left."""
    left, few, many = outlook.left_in(zero_year)
    known = {"end": outlook.end_year, "gone": gone_year(outlook.chosen, lang), "early": gone_year(outlook.early, lang),
             "late": gone_year(outlook.late, lang), "year": zero_year, "left": number(_rounded(left), lang, 0),
             "few": number(_rounded(few), lang, 0), "many": number(_rounded(many), lang, 0)}
    return {part: t(f"transport.outlook.{part}", lang, **known) for part in ("title", "subtitle", "note", "alt")}


def assumed_in_words(outlook: Any, ranges: dict[str, tuple[float, float, float]], lang: str) -> list[str]:
    """Return every assumption of the outlook with its range, and how well it explains today's fleet, as sentences."""
    life, shape, share = ranges.values()
    return [
        t("transport.assumed.start", lang, when=period(_month(outlook.start), lang),
          fossil=number(outlook.chosen.fossil[0], lang, 0), electric=number(outlook.chosen.electric[0], lang, 0)),
        t("transport.assumed.life", lang, chosen=number(outlook.choice.lifetime_years, lang), low=number(life[0], lang),
          high=number(life[2], lang), fit=percent(100 * outlook.chosen.fit, lang, 0)),
        t("transport.assumed.shape", lang, chosen=number(shape[1], lang), low=number(shape[0], lang),
          high=number(shape[2], lang)),
        t("transport.assumed.share", lang, now=percent(100 * outlook.share_now, lang, 0), end=outlook.end_year,
          chosen=percent(100 * outlook.choice.share_before_end, lang, 0), low=number(share[0], lang),
          high=percent(share[2], lang)),
        t("transport.assumed.registrations", lang, cars=number(_rounded(outlook.registrations), lang, 0)),
    ]


def path(outlook: Any) -> pd.DataFrame:
    """Return the outlook as a table: cars by half-year, fuel and scenario (chosen, early, late)."""
    frames = []
    for name in ("chosen", "early", "late"):
        run = getattr(outlook, name)
        for fuel in ("fossil", "electric"):
            frames.append(pd.DataFrame({"period": [_month(year) for year in run.years], "scenario": name, "fuel": fuel,
                                        "value": getattr(run, fuel).round(), "unit": "vehicles", "kind": "scenario"}))
    table = pd.concat(frames, ignore_index=True)
    return table[table["period"] <= f"{DRAWN_TO}-01"]


def gone_year(run: Any, lang: str) -> str:
    """Return the calendar year in which a run falls to next to no fossil cars, or that it does not."""
    return t("transport.outlook.never", lang) if run.gone is None else str(ceil(run.gone) - 1)


def targets_table(answer: Answer, lang: str) -> dict[str, Any]:
    """Return the table of targets (what, by when, the newest figure found) with its title, subtitle and note."""
    rows = []
    for row in answer.frame.itertuples():
        known = row.latest == row.latest and row.latest is not None
        rows.append({
            t("transport.targets.what", lang): getattr(row, f"title_{lang}"),
            t("transport.targets.by", lang): t("transport.targets.open", lang) if pd.isna(row.target_year) else str(
                int(row.target_year)),
            t("transport.targets.latest", lang): t(
                "transport.targets.found", lang, value=quantity(row.latest, row.unit, lang, 0),
                when=period(row.latest_period, lang)) if known else number(None, lang)})
    return {part: t(f"transport.targets.{part}", lang) for part in ("title", "subtitle", "note")} | {
        "frame": pd.DataFrame(rows)}


def _charging_row(figure: go.Figure, *, code: str, part: pd.DataFrame, asked: pd.DataFrame, unit: str,
                  lang: str) -> None:
    figure.add_trace(go.Scatter(
        x=part["period"].map(timeline.day_of), y=part["value"], mode="markers",
        name=t("transport.charging.found", lang), legendgroup="found",
        hovertemplate="%{customdata}<extra></extra>", meta=layout.evidence(part["kind"]),
        customdata=[f"{period(row.period, lang)}: {number(row.value, lang, 0)} {unit}" for row in part.itertuples()],
        marker={"color": COLOUR[code], "size": 10, "symbol": [palette.MARKER[kind] for kind in part["kind"]]}))
    for row in asked.itertuples():
        past = bool(row.is_past)
        name = t(f"transport.charging.{'past' if past else 'target'}", lang)
        day = timeline.day_of(row.period)
        figure.add_trace(go.Scatter(
            x=[day, day] if row.upper != row.value else [day], legendgroup=name, name=name,
            y=[row.upper, row.value] if row.upper != row.value else [row.value], mode="lines+markers+text",
            text=[_range(row, lang)], cliponaxis=False,
            textposition="top center" if row.upper == row.value else "middle left",
            hovertemplate=f"{name}, {period(row.period, lang)}: {_range(row, lang)} {unit}<extra></extra>",
            line={"color": palette.TARGET, "width": 4}, meta=layout.evidence("scenario"),
            marker={"color": palette.NEUTRAL if past else palette.TARGET, "size": 12, "symbol": "star"}))


def _band(figure: go.Figure, outlook: Any, fuel: str) -> None:
    days = [_day(year) for year in outlook.chosen.years]
    for run, fill in ((outlook.early, None), (outlook.late, "tonexty")):
        figure.add_trace(go.Scatter(
            x=days, y=getattr(run, fuel), mode="lines", line={"width": 0}, legendgroup=fuel, showlegend=False,
            hoverinfo="skip", meta=layout.evidence("scenario"), fill=fill,
            fillcolor=palette.faded(FUEL[fuel], BAND_OPACITY)))


def _range(row: Any, lang: str) -> str:
    if row.upper == row.value:
        return number(row.value, lang, 0)
    return t("transport.charging.range", lang, low=number(row.value, lang, 0), high=number(row.upper, lang, 0))


def _rounded(cars: float) -> float:
    """Return a scenario's number of cars to two figures: more would pretend to know."""
    return float(f"{cars:.2g}")


def _day(year: float) -> str:
    month = round((year % 1) * MONTHS_PER_YEAR)
    return date(int(year), month + 1, 1).isoformat()


def _month(year: float) -> str:
    """Return the month that ends at this moment, e.g. 2026.5 is the end of June 2026."""
    months = round(year * MONTHS_PER_YEAR) - 1
    return f"{months // MONTHS_PER_YEAR}-{months % MONTHS_PER_YEAR + 1:02d}"
