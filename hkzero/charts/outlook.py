"""A series with its targets, the way to them, and its trend with the intervals of the back-test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Measured
from hkzero.text import number, percent, period, quantity, t, unit_label

HISTORY, TREND = palette.SEA, palette.MAGENTA
FULL_TABLE_YEARS = 5
OPACITY = {95: 0.10, 80: 0.16, 50: 0.26}
LAST_YEAR = 2050


class Level(Protocol):
    """A level and its year, with its rounding bounds."""

    year: int
    amount: Measured
    low: float | None
    high: float | None


class Goal(Protocol):
    """A target as a level, from the end easier to reach to the harder one."""

    title: Mapping[str, str]
    near: Level
    far: Level
    is_current: bool


class Pathway(Protocol):
    """Levels by year."""

    years: tuple[int, ...]
    amount: Measured


class Projection(Protocol):
    """A trend: the median and the ends of its intervals after the last year."""

    last_year: int
    years: tuple[int, ...]
    central: Measured
    low: Mapping[int, Measured]
    high: Mapping[int, Measured]
    breaks: tuple[int, ...]


def outlook(levels: Mapping[int, Level], goals: Sequence[Goal], path: Pathway | None, trend: Projection | None,
            lang: str, path_name: str = "", older: bool = False) -> go.Figure:
    """Return a series by edition, its targets, the way to them and the trend with its intervals.

    Without a trend (`trend` None) none is drawn. `older` shows the targets no longer in force too, without colour.
    """
    unit = unit_label(next(iter(levels.values())).amount.unit, lang) if levels else ""
    figure = layout.base_figure(unit, revision="trajectories.outlook", height=480)
    digits = _digits(levels)
    if trend:
        _add_fan(figure, levels[trend.last_year], trend, unit, digits, lang)
    _add_history(figure, levels, unit, digits, lang)
    if path:
        layout.add_line(figure, path.years, path.amount.values, kind=path.amount.kind, name=path_name,
                        colour=palette.TARGET, unit=unit, digits=digits)
    shown = [goal for goal in goals if goal.is_current or older]
    for goal in shown:
        ends = sorted((goal.near.amount.value, goal.far.amount.value))
        layout.add_target(figure, goal.near.year, *ends, name=goal.title[lang], unit=unit, digits=digits,
                          colour=palette.TARGET if goal.is_current else palette.NEUTRAL)
    figure.update_layout(legend={"y": -0.14})
    first = min(levels, default=1990)
    return layout.years_axis(figure, first, max([LAST_YEAR, *(goal.near.year for goal in shown)]))


def _digits(levels: Mapping[int, Level]) -> int:
    most = max((abs(level.amount.value) for level in levels.values()), default=1.0)
    return 1 if most >= 1 else 3


def _add_history(figure: go.Figure, levels: Mapping[int, Level], unit: str, digits: int, lang: str) -> None:
    """Draw each edition by itself: those with many years as lines, what was announced year by year as marks."""
    announced: list[Level] = []
    for vintages, group in groupby(sorted(levels.values(), key=_vintages), key=_vintages):
        part = sorted(group, key=lambda level: level.year)
        if len(part) < FULL_TABLE_YEARS:
            announced += part
            continue
        name = t("trajectories.outlook.edition", lang, edition=_edition(vintages, lang))
        layout.add_line(figure, [level.year for level in part], [level.amount.value for level in part], name=name,
                        colour=HISTORY, unit=unit, kinds=[level.amount.kind for level in part], digits=digits, width=3)
    if announced:
        announced.sort(key=lambda level: level.year)
        kinds = [level.amount.kind for level in announced]
        figure.add_trace(go.Scatter(
            x=[level.year for level in announced], y=[level.amount.value for level in announced], mode="markers",
            name=t("trajectories.outlook.announced", lang), meta=layout.evidence(kinds),
            text=[_edition(level.amount.vintages, lang) for level in announced],
            error_y=_rounding(announced),
            hovertemplate=f"%{{text}}: %{{y:{layout.NUMBER[digits]}}} {unit}<extra></extra>",
            marker={"color": HISTORY, "size": 9, "symbol": [palette.MARKER[kind] for kind in kinds],
                    "line": {"width": 2, "color": HISTORY}}))


def _vintages(level: Level) -> tuple[str, ...]:
    return level.amount.vintages


def _rounding(levels: Sequence[Level]) -> dict:
    up, down = ([0.0 if bound is None else abs(bound - level.amount.value) for level, bound in pairs] for pairs in (
        [(level, level.high) for level in levels], [(level, level.low) for level in levels]))
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "thickness": 1, "width": 3,
            "color": HISTORY}


def _edition(vintages: tuple[str, ...], lang: str) -> str:
    written = [period(text, lang) if text[:4].isdigit() else text for text in vintages]
    return t("trajectories.separator", lang).join(written)


def _add_fan(figure: go.Figure, last: Level, trend: Projection, unit: str, digits: int, lang: str) -> None:
    years = [last.year, *trend.years]
    for level, opacity in OPACITY.items():
        low, high = ([last.amount.value, *ends[level].values] for ends in (trend.low, trend.high))
        figure.add_trace(go.Scatter(
            x=[*years, *reversed(years)], y=[*high, *reversed(low)], fill="toself", mode="lines", hoverinfo="skip",
            fillcolor=palette.faded(TREND, opacity), line={"width": 0, "color": palette.CLEAR}, legendgroup=f"{level}",
            name=t("trajectories.outlook.interval", lang, level=level), meta=layout.evidence(trend.central.kind)))
    figure.add_trace(go.Scatter(
        x=years, y=[last.amount.value, *trend.central.values], mode="lines", name=t("trajectories.outlook.trend", lang),
        line={"color": TREND, "width": 2.5, "dash": palette.DASH[trend.central.kind]},
        meta=layout.evidence(trend.central.kind),
        customdata=[[number(low, lang), number(high, lang)] for low, high in zip(
            [last.amount.value, *trend.low[80].values], [last.amount.value, *trend.high[80].values], strict=True)],
        hovertemplate=f"{t('trajectories.outlook.trend', lang)}: %{{y:{layout.NUMBER[digits]}}} {unit}, "
                      f"80%: %{{customdata[0]}}–%{{customdata[1]}}<extra></extra>"))
    for year in trend.breaks:
        layout.add_event(figure, year, label=t("trajectories.outlook.step", lang))


def outlook_table(levels: Mapping[int, Level], trend: Projection | None, lang: str) -> pd.DataFrame:
    """Return a row a year: what is published and, after it, the trend with its 80 % interval, as a table for people."""
    rows = [[str(year), level.amount.value, None, None, t(f"labels.kind.{level.amount.kind}", lang)]
            for year, level in levels.items()]
    if trend:
        kind = t(f"labels.kind.{trend.central.kind}", lang)
        rows += [[str(year), central, low, high, kind] for year, central, low, high in zip(
            trend.years, trend.central.values, trend.low[80].values, trend.high[80].values, strict=True)]
    names = ("labels.column.period", "trajectories.outlook.level", "trajectories.outlook.low",
             "trajectories.outlook.high", "labels.column.kind")
    return pd.DataFrame(rows, columns=[t(name, lang) for name in names])


def outlook_alt(levels: Mapping[int, Level], goals: Sequence[Goal], trend: Projection | None, lang: str) -> str:
    """Return the latest level, the targets ahead and where the trend stands in their years, as sentences."""
    if not levels:
        return t("trajectories.outlook.alt_none", lang)
    latest = levels[max(levels)]
    said = [t("trajectories.outlook.alt", lang, year=latest.year,
              level=quantity(latest.amount.value, latest.amount.unit, lang))]
    for goal in goals:
        if not goal.is_current:
            continue
        target = quantity(goal.near.amount.value, goal.near.amount.unit, lang)
        if trend and goal.near.year in trend.years:
            place = trend.years.index(goal.near.year)
            said.append(t("trajectories.outlook.alt_both", lang, year=goal.near.year, target=target,
                          central=number(trend.central.values[place], lang),
                          low=number(trend.low[80].values[place], lang),
                          high=quantity(trend.high[80].values[place], trend.high[80].unit, lang)))
        else:
            said.append(t("trajectories.outlook.alt_target", lang, year=goal.near.year, target=target))
    return " ".join(said)


def chance_text(share: float, lang: str) -> str:
    """Return a probability as people say it: never 0 or 100 %, which no statistics can give."""
    if share < 0.005:
        return t("trajectories.chance.under", lang)
    if share > 0.995:
        return t("trajectories.chance.over", lang)
    return percent(100 * share, lang, 0)
