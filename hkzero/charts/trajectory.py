"""The city's total since 1990 with the way its targets ask for, and the sectors by year.

Editions of the inventory are never joined: each full table is a line of its own, each announced level a marker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer, Kind, Measured
from hkzero.text import label, number, period, t, unit_label

FULL_TABLE_YEARS = 5
TARGET_YEARS_SHOWN = (1990, 2050)
SMALL_GAP = 8.0  # Mt; an arrow shorter than its label
HISTORY, PACE, CONTRAST = palette.SEA, palette.MAGENTA, palette.ORANGE
SECTOR_ORDER = ("electricity", "transport", "waste", "other_fuel", "industrial_processes", "agriculture", "other")
UNIT = "Mt CO2e"


class Pathway(Protocol):
    """Levels by year."""

    years: tuple[int, ...]
    amount: Measured


class Level(Protocol):
    """A level and its year."""

    year: int
    amount: Measured


class Pace(Protocol):
    """The years a pace was measured between."""

    first_year: int


class Progress(Protocol):
    """A target, where the pace leads, and the distance between the two."""

    target: Level
    achieved: Pace
    path: Pathway
    projected: Level
    gap: Measured


def trajectory(totals: Answer, target_path: Pathway, progress: Sequence[Progress], contrast: Progress | None,
               lang: str) -> go.Figure:
    """Return total emissions by edition, the path the targets ask for, the pace carried on, and the gaps.

    `totals` is in Mt. `contrast` is the progress from another start year that contradicts the pace drawn.
    """
    unit = unit_label(UNIT, lang)
    figure = layout.base_figure(unit, revision="overview.trajectory", height=460)
    frame = totals.frame.sort_values(["period", "vintage"], ascending=False)
    sizes = frame[frame["method"] == "published"].groupby("vintage").size()
    tables = sorted(sizes.index[sizes >= FULL_TABLE_YEARS], reverse=True)
    announced = frame[~frame["vintage"].isin(tables)]
    recent = announced[announced["vintage"] > tables[0]] if tables else announced
    newest = recent["vintage"].max() if len(recent) else ""
    for rank, vintage in enumerate(tables):
        _add_table(figure, frame[frame["vintage"] == vintage], vintage, rank, unit, lang)
    _add_announced(figure, recent[recent["vintage"] == newest], _edition_text("newest", newest, lang), unit, lang,
                   size=11)
    _add_announced(figure, recent[recent["vintage"] != newest], t("overview.trajectory.announced", lang), unit, lang)
    _add_announced(figure, announced.drop(recent.index), t("overview.trajectory.older", lang), unit, lang, size=6,
                   older=True)
    _add_path(figure, target_path, t("overview.trajectory.target_path", lang), palette.TARGET, unit)
    farthest = max(progress, key=lambda item: item.target.year)
    _add_path(figure, farthest.path, _pace_name(farthest, lang), PACE, unit)
    if contrast:
        _add_path(figure, contrast.path, _pace_name(contrast, lang), CONTRAST, unit)
        _add_gap(figure, contrast, lang)
    for rank, item in enumerate(progress):
        layout.add_target(figure, item.target.year, item.target.amount.value, unit=unit, legend=rank == 0,
                          name=t("overview.trajectory.targets", lang))
        _add_gap(figure, item, lang)
    return layout.years_axis(figure, *TARGET_YEARS_SHOWN)


def _add_table(figure: go.Figure, rows, vintage: str, rank: int, unit: str, lang: str) -> None:
    """Draw one full edition: the newest strong, older ones thin and only on request."""
    name, older = _edition_text("table", vintage, lang), t("overview.trajectory.older", lang)
    layout.add_line(figure, rows["period"], rows["value"], kinds=list(rows["kind"]), unit=unit, colour=HISTORY,
                    name=name, width=3 if rank == 0 else 1.25, group=older if rank else name, legend=rank == 0,
                    opacity=0.7 if rank else 1, visible="legendonly" if rank else True)


def _add_announced(figure: go.Figure, rows, name: str, unit: str, lang: str, *, size: int = 9,
                   older: bool = False) -> None:
    """Draw levels announced one by one, with the rounding they leave open; the edition is in the hover text."""
    if not len(rows):
        return
    figure.add_trace(go.Scatter(
        x=list(rows["period"]), y=list(rows["value"]), mode="markers", name=name, legendgroup=name,
        visible="legendonly" if older else True,
        error_y={"type": "data", "symmetric": False, "array": list(rows["high"] - rows["value"]),
                 "arrayminus": list(rows["value"] - rows["low"]), "thickness": 1, "width": 3, "color": HISTORY},
        text=[_edition_text("edition", row.vintage, lang, kind=label("kind", row.kind, lang))
              for row in rows.itertuples()],
        meta=layout.evidence(rows["kind"]),
        marker={"color": HISTORY, "size": size, "line": {"width": 2, "color": HISTORY},
                "symbol": [palette.MARKER[Kind(kind)] for kind in rows["kind"]]},
        hovertemplate=f"%{{text}}: %{{y:,.1f}} {unit}<extra></extra>"))


def _edition_text(key: str, vintage: str, lang: str, **values: str) -> str:
    """Return a text about an edition, its date as the language writes it; a label that is no date stays as it is."""
    written = period(vintage, lang) if vintage[:4].isdigit() else vintage
    return t(f"overview.trajectory.{key}", lang, edition=written, **values)


def _add_path(figure: go.Figure, path: Pathway, name: str, colour: str, unit: str) -> None:
    layout.add_line(figure, path.years, path.amount.values, kind=Kind.SCENARIO, name=name, colour=colour, unit=unit)


def _pace_name(item: Progress, lang: str) -> str:
    return t("overview.trajectory.pace_path", lang, start=item.achieved.first_year)


def _add_gap(figure: go.Figure, item: Progress, lang: str) -> None:
    """Draw the gap between a target and where a pace leads as an arrow, with its size above it."""
    year, goal, reached = item.target.year, item.target.amount.value, item.projected.amount.value
    if reached is None or item.gap.value is None:
        return
    missed = item.gap.value > 0
    figure.add_annotation(x=year, y=goal, ax=year, ay=reached, axref="x", ayref="y", showarrow=True, arrowhead=2,
                          arrowwidth=2, arrowcolor=palette.BAD if missed else palette.GOOD, text="")
    figure.add_annotation(
        x=year, showarrow=False, font={"color": palette.INK}, bgcolor=palette.PAPER, borderpad=1,
        text=t(f"overview.trajectory.{'gap' if missed else 'ahead'}", lang,
               amount=number(abs(item.gap.value), lang, 1)),
        **_beside(year, goal, reached))


def _beside(year: int, goal: float, reached: float) -> dict:
    """Return where the size of a gap stands clear of the paths, which come down from the left."""
    if reached <= goal:
        return {"y": reached, "xanchor": "right", "xshift": -6, "yshift": -14}
    if year < TARGET_YEARS_SHOWN[1]:
        return {"y": reached, "xanchor": "center", "yshift": 24}
    if reached - goal < SMALL_GAP:
        return {"y": reached, "xanchor": "right", "xshift": -26, "yshift": 10}
    return {"y": (goal + reached) / 2, "xanchor": "right", "xshift": -4}


def sectors_by_year(sectors: Answer, lang: str) -> go.Figure:
    """Return official emissions by sector as stacked bars; a year not published by sector stays empty."""
    unit = unit_label(UNIT, lang)
    figure = layout.base_figure(unit, revision="overview.sectors", height=420)
    frame = sectors.frame[sectors.frame["sector"] != "total"]
    for sector in SECTOR_ORDER:
        rows = frame[frame["sector"] == sector]
        if not len(rows):
            continue
        layout.add_bars(figure, rows["period"], rows["value"], kinds=list(rows["kind"]),
                        name=label("sector", sector, lang), colour=palette.colour_of(sector, palette.SECTOR),
                        unit=unit, digits=2)
    figure.update_layout(barmode="stack", bargap=0.12, legend={"traceorder": "normal"})
    return layout.years_axis(figure, int(frame["period"].min()), int(frame["period"].max()))
