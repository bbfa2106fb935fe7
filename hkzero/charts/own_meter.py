"""A reader's own meter file as pictures: the average day of each season, and energy month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import number, period, quantity, t, unit_label

SEASON = {"spring": palette.OLIVE, "summer": palette.ORANGE, "autumn": palette.EARTH, "winter": palette.BLUE}
HOURS = range(0, 24, 3)
HOURS_OF_DAY = 24

Days = Mapping[str, Sequence[float | None]]  # season → mean kW by hour of the day, (24,)
Months = Sequence[tuple[str, float | None]]  # 2024-07, kWh


def average_day(days: Days, lang: str) -> go.Figure:
    """Return a line a season over the hours of the day; an hour without any reading is a gap."""
    unit = unit_label("kW", lang)
    figure = layout.base_figure(unit, revision="data.own_meter_day")
    for season, values in days.items():
        layout.add_line(figure, list(range(HOURS_OF_DAY)), values, name=t(f"data_meter.season.{season}", lang),
                        colour=SEASON[season], unit=unit, kind=Kind.ASSUMED)
    figure.update_layout(legend={"y": -0.24})
    figure.update_xaxes(title={"text": t("data_meter.day.axis", lang), "standoff": 6}, tickmode="array",
                        tickvals=list(HOURS), ticktext=[f"{hour:02d}:00" for hour in HOURS],
                        range=[-0.5, HOURS_OF_DAY - 0.5], tickangle=0)
    return figure


def average_day_alt(days: Days, lang: str) -> str:
    """Return the highest hour of each season, as a sentence."""
    points = []
    for season, values in days.items():
        top = max((value, hour) for hour, value in enumerate(values) if value is not None)
        points.append(t("data_meter.day.point", lang, season=t(f"data_meter.season.{season}", lang),
                        value=quantity(top[0], "kW", lang), hour=f"{top[1]:02d}:00"))
    return t("data_meter.day.alt", lang, points=t("data_meter.separator", lang).join(points))


def by_month(months: Months, lang: str) -> go.Figure:
    """Return a bar a month, MWh; a month without any reading stays empty."""
    unit = unit_label("MWh", lang)
    figure = layout.base_figure(unit, revision="data.own_meter_months", height=300)
    layout.add_bars(figure, [name for name, _ in months],
                    [None if kwh is None else kwh / 1e3 for _, kwh in months], name=t("data_meter.months.name", lang),
                    colour=palette.BLUE, unit=unit, legend=False)
    figure.update_xaxes(type="date", tickformat=t("electricity.months.tick", lang), tickangle=0,
                        dtick=f"M{max(1, -(-len(months) // 6))}", tick0=months[0][0],
                        hoverformat=t("electricity.months.hover", lang))
    return figure


def by_month_alt(months: Months, lang: str) -> str:
    """Return the months of most and least energy, as a sentence."""
    known = [(kwh / 1e3, name) for name, kwh in months if kwh is not None]
    (most, top), (least, bottom) = max(known), min(known)
    return t("data_meter.months.alt", lang, top_month=period(top, lang), top=number(most, lang),
             bottom_month=period(bottom, lang), bottom=number(least, lang))
