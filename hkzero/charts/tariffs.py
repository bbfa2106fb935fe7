"""What a kWh costs and what a private kWh earns: tariffs by component, feed-in tariff rates and their uptake."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import plotly.graph_objects as go
from pandas import DataFrame

from hkzero.charts import facets, layout, palette
from hkzero.measure import Answer
from hkzero.text import has, label, number, period, quantity, t, unit_label

# One row of the chart each; rebates of several names share the last.
ROWS = (("average_net_tariff",), ("average_basic_tariff",), ("fuel_clause_charge",),
        ("special_rebate", "special_fuel_rebate", "special_rent_and_rates_rebate"))
UTILITIES = ("clp_power", "hk_electric")
# Not the colours of the two companies: a rate is the same at both.
BAND_COLOUR = (palette.SEA, palette.ORCHID, palette.EARTH)
METRICS = (("feed_in_tariff_applications_received", "feed_in_tariff_applications_approved"),
           ("feed_in_tariff_approved_output",))
QUARTER_ENDS = {"Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12", "H1": "06", "H2": "12"}


def levels(answer: Answer, lang: str, utility: str = "all") -> go.Figure:
    """Return tariff levels as steps, a row for each component: a level holds from its start to its end, no further.

    The frame has `starts` and `ends` (dates); a time for which no level was published is a gap.
    """
    unit = unit_label(answer.unit, lang)
    titles = [t("electricity.row", lang, name=label("component", codes[0], lang), unit=unit) for codes in ROWS]
    figure = facets.stacked_rows(titles, revision="electricity.tariffs", height=80 + 150 * len(ROWS))
    for row, codes in enumerate(ROWS):
        for company, component in ((company, code) for company in UTILITIES for code in codes):
            part = answer.frame[(answer.frame["component"] == component) & (answer.frame["utility"] == company)]
            if len(part) and utility in ("all", company):
                facets.draw_in(figure, row, lambda target, part=part, company=company: _steps(
                    target, part, label("utility", company, lang), palette.colour_of(company, palette.UTILITY), unit))
    figure.update_xaxes(type="date", hoverformat=t("electricity.months.hover", lang), tickformat="%Y")
    return figure


def levels_alt(answer: Answer, lang: str, utility: str = "all") -> str:
    """Return the newest average net tariff of each company as a sentence."""
    points = []
    for company in UTILITIES:
        part = answer.frame[(answer.frame["component"] == "average_net_tariff") & (answer.frame["utility"] == company)]
        if len(part) and utility in ("all", company):
            newest = part.loc[part["starts"].idxmax()]
            points.append(t("electricity.tariffs.point", lang, company=label("utility", company, lang),
                            month=period(newest["period"], lang),
                            value=quantity(newest["value"], answer.unit, lang, 1)))
    return t("electricity.tariffs.alt", lang, points=t("electricity.list_separator", lang).join(points))


def feed_in(answer: Answer, lang: str, today: str) -> go.Figure:
    """Return the feed-in tariff rates by size of system as steps; a rate without an end is drawn to `today`."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="electricity.feed_in", height=300)
    bands = list(dict.fromkeys(answer.frame.sort_values("value", ascending=False)["band"]))
    for colour, band in zip(BAND_COLOUR, bands, strict=False):
        part = answer.frame[answer.frame["band"] == band]
        _steps(figure, part.assign(ends=part["ends"].fillna(today)), _band(band, lang), colour, unit)
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(type="date", hoverformat=t("electricity.months.hover", lang), tickformat="%Y")
    return figure


def feed_in_alt(answer: Answer, lang: str, today: str) -> str:
    """Return the rates in force on the day `today`, by size of system, as a sentence."""
    frame = answer.frame
    current = frame[(frame["starts"] <= today) & (frame["ends"].isna() | (frame["ends"] >= today))]
    current = current.sort_values("value", ascending=False)
    points = [t("electricity.feed_in.point", lang, band=_band(row.band, lang),
                value=quantity(row.value, answer.unit, lang)) for row in current.itertuples()]
    start = period(current["starts"].min(), lang) if len(current) else number(None, lang)
    return t("electricity.feed_in.alt", lang, start=start, points=t("electricity.list_separator", lang).join(points))


def uptake(answer: Answer, lang: str, utility: str = "all") -> go.Figure:
    """Return published counts of applications and the approved yearly output as points, a row for each unit.

    The frame has units by row. A figure for a quarter or half-year stands at its last month. Of one company, what both
    have together stays beside it.
    """
    frame = _of(answer, utility)
    parts = [frame[frame["metric"].isin(metrics)] for metrics in METRICS]
    units = [unit_label(part["unit"].iloc[0], lang) if len(part) else "" for part in parts]
    titles = [t("electricity.row", lang, name=t(f"electricity.uptake.row_{row}", lang), unit=unit)
              for row, unit in enumerate(units)]
    figure = facets.stacked_rows(titles, revision="electricity.uptake", height=500)
    for row, (part, unit) in enumerate(zip(parts, units, strict=True)):
        facets.draw_in(figure, row, lambda target, part=part, unit=unit: _uptake_points(target, part, unit, lang))
    figure.update_xaxes(type="date", hoverformat=t("electricity.months.hover", lang), tickformat="%Y", dtick="M12",
                        tick0="2020-01-01")
    return figure


def uptake_alt(answer: Answer, lang: str, utility: str = "all") -> str:
    """Return the newest figure of each measure of uptake as a sentence."""
    frame, points = _of(answer, utility), []
    for metric in (metric for metrics in METRICS for metric in metrics):
        part = frame[frame["metric"] == metric]
        if len(part):
            # Of several figures of one month the largest is that of both companies.
            newest = max(part.to_dict("records"), key=lambda row: (_last_month(row["period"]), row["value"]))
            points.append(t("electricity.uptake.point", lang, what=t(f"electricity.uptake.{metric}", lang),
                            company=label("utility", newest["utility"], lang), month=period(newest["period"], lang),
                            value=quantity(newest["value"], newest["unit"], lang)))
    return t("electricity.uptake.alt", lang, points=t("electricity.list_separator", lang).join(points))


def _of(answer: Answer, utility: str) -> DataFrame:
    other = {*UTILITIES} - {utility} if utility != "all" else ()
    return answer.frame[~answer.frame["utility"].isin(other)]


def _uptake_points(figure: go.Figure, part, unit: str, lang: str) -> None:
    for (metric, company), points in part.groupby(["metric", "utility"], sort=True):
        name = t("electricity.uptake.of", lang, what=t(f"electricity.uptake.{metric}", lang),
                 company=label("utility", company, lang))
        colour = palette.UTILITY.get(company, palette.NEUTRAL)
        hollow = metric.endswith("_approved")
        figure.add_trace(go.Scatter(
            x=points["period"].map(_last_month), y=points["value"], mode="markers", name=name, legendgroup=name,
            showlegend=True, hovertemplate="%{x}<br>" + layout.hover(unit, 0), meta=layout.evidence(points["kind"]),
            marker={"size": 10, "color": colour, "symbol": "diamond-open" if hollow else "diamond",
                    "line": {"width": 2, "color": colour}}))


def _steps(figure: go.Figure, part, name: str, colour: str, unit: str) -> None:
    """Add horizontal strokes from start to end, joined only where one level follows the other without a gap."""
    rows = part.sort_values("starts").to_dict("records")
    dates: list[str | None] = []
    values: list[float | None] = []
    for row, following in pairwise([*rows, None]):
        dates += [row["starts"], row["ends"]]
        values += [row["value"], row["value"]]
        if following is None or following["starts"] > _next_day(row["ends"]):
            dates.append(None)
            values.append(None)
    figure.add_trace(go.Scatter(x=dates, y=values, mode="lines", name=name, legendgroup=name, connectgaps=False,
                                showlegend=False, hoverinfo="skip", line={"color": colour, "width": 2.5},
                                meta=layout.evidence([row["kind"] for row in rows])))
    figure.add_trace(go.Scatter(
        x=[row["starts"] for row in rows], y=[row["value"] for row in rows], mode="markers", name=name,
        legendgroup=name, showlegend=True, hovertemplate="%{x}<br>" + layout.hover(unit, 1),
        meta=layout.evidence([row["kind"] for row in rows]),
        marker={"color": colour, "size": 7, "symbol": [palette.MARKER[row["kind"]] for row in rows],
                "line": {"width": 1.5, "color": colour}}))


def _last_month(text: str) -> str:
    year, _, rest = text.partition("-")
    return f"{year}-{QUARTER_ENDS.get(rest, rest or '12')}"


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _band(band: str, lang: str) -> str:
    key = f"electricity.feed_in.{band}"
    return t(key, lang) if has(key, lang) else band
