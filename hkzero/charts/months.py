"""Electricity used month by month: by type of user, and against the same month a year before."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer
from hkzero.text import label, number, period, quantity, t, unit_label

USERS = ("commercial", "domestic", "industrial", "street_lighting")


def demand(answer: Answer, lang: str) -> go.Figure:
    """Return stacked bars of monthly electricity by user; a month that was not published stays empty."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="electricity.months")
    for user, part in _by_user(answer, USERS):
        layout.add_bars(figure, part["period"], part["value"], name=label("user_type", user, lang),
                        colour=palette.colour_of(user, palette.USER), unit=unit, kinds=part["kind"], digits=0)
    figure.update_layout(barmode="stack")
    return _months_axis(figure, lang, "M3")


def demand_alt(answer: Answer, lang: str) -> str:
    """Return the months of highest and lowest use and the user that takes most, as a sentence."""
    total = answer.frame[answer.frame["user_type"] == "all"]
    if not len(total):
        return t("electricity.months.alt_empty", lang)
    top, bottom = total.loc[total["value"].idxmax()], total.loc[total["value"].idxmin()]
    return t("electricity.months.alt", lang, first=period(total["period"].min(), lang),
             last=period(total["period"].max(), lang), top_month=period(top["period"], lang),
             top=quantity(top["value"], answer.unit, lang, 0), bottom_month=period(bottom["period"], lang),
             bottom=quantity(bottom["value"], answer.unit, lang, 0))


def change(answer: Answer, lang: str) -> go.Figure:
    """Return bars of the change on the same month a year before, by user; only where both months are published."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="electricity.change", height=300)
    # Street lighting is a thousandth of the whole: its percentages would set the scale for everyone.
    for user, part in _by_user(answer, ("all", "commercial", "domestic", "industrial")):
        layout.add_bars(figure, part["period"], part["value"], name=label("user_type", user, lang),
                        colour=palette.colour_of(user, palette.USER), unit=unit, kinds=part["kind"], digits=1)
    figure.update_layout(barmode="group", bargap=0.25)
    return _months_axis(figure, lang, "M1")


def change_alt(answer: Answer, lang: str) -> str:
    """Return the change of the total in each month as a sentence."""
    total = answer.frame[answer.frame["user_type"] == "all"].sort_values("period")
    points = [t("electricity.change.point", lang, month=period(row.period, lang),
                change=number(row.value, lang, 1, signed=True)) for row in total.itertuples()]
    return t("electricity.change.alt", lang, points=t("electricity.list_separator", lang).join(points))


def _by_user(answer: Answer, users: tuple[str, ...]):
    for user in users:
        part = answer.frame[answer.frame["user_type"] == user].sort_values("period")
        if len(part):
            yield user, part


def _months_axis(figure: go.Figure, lang: str, every: str) -> go.Figure:
    # The year stands under its first month: the legend makes room for that second line.
    figure.update_layout(legend={"y": -0.22})
    figure.update_xaxes(type="date", tickformat=t("electricity.months.tick", lang), tickangle=0, dtick=every,
                        tick0="2000-01-01", hoverformat=t("electricity.months.hover", lang))
    return figure
