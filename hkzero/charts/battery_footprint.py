"""Footprints of batteries as pictures: each study's range and central value, stages, and what recycling changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import number, t, unit_label

UNIT = "kg CO2e/kWh of capacity"
MOVED = palette.MAGENTA
ROOM = {"l": 8, "r": 16, "t": 8, "b": 8}
ROW_PIXELS, HEAD_PIXELS = 52, 150
BELOW = 0.3  # of a row: where what another grid makes of a footprint stands


def ranges(found: Sequence[Any], moved: Mapping[str, Any], grid: float, lang: str) -> go.Figure:
    """Return footprints (model/battery_footprint.Footprint) from top to bottom, and what another grid makes of them.

    A bar is the range that the study gives, a sign its central value; hollow is a scenario. `moved` are footprints by
    id where the cells are made with electricity of `grid` kg/kWh; those that nothing is known of are not in it.
    """
    figure = layout.base_figure(t("battery_footprint.axis", lang), revision="batteries.ranges", horizontal=True,
                                height=HEAD_PIXELS + ROW_PIXELS * len(found))
    places = {one.footprint_id: -place for place, one in enumerate(found)}
    for scope in dict.fromkeys(one.scope for one in found):
        part = [one for one in found if one.scope == scope]
        _bars(figure, [one for one in part if one.low is not None], places, scope, lang)
        _points(figure, [one for one in part if one.central is not None], places, scope, lang)
    if moved:
        _moved(figure, moved, places, grid, lang)
    names = [t("battery_footprint.row", lang, chemistry=chemistry(one.chemistry, lang), study=study(one, lang))
             for one in found]
    figure.update_yaxes(tickmode="array", tickvals=list(places.values()), ticktext=names, fixedrange=True,
                        range=[-len(found) + 0.35, 0.65], zeroline=False)
    return figure.update_layout(margin=ROOM, barmode="overlay", legend={"y": -0.02, "yref": "container",
                                                                        "yanchor": "bottom"})


def study(one: Any, lang: str) -> str:
    """Return the study with its year, and the year that it speaks of where that is ahead."""
    name = t(f"battery_footprint.study.{one.study}", lang)
    return t("battery_footprint.study_for", lang, study=name, year=one.period) if one.kind == Kind.SCENARIO else name


def chemistry(code: str, lang: str) -> str:
    """Return the name of a chemistry."""
    return t(f"battery_footprint.chemistry.{code}", lang)


def said(one: Any, lang: str) -> str:
    """Return a footprint in figures: 54–69, central 62."""
    spread = None if one.low is None else t("battery_footprint.spread", lang, low=number(one.low, lang, 0),
                                            high=number(one.high, lang, 0))
    if one.central is None:
        return str(spread)
    # Whole kilograms but where a study has a figure alone: it is told as exactly as it is known.
    central = number(one.central, lang, 0 if spread else None)
    return central if spread is None else t("battery_footprint.both", lang, spread=spread, central=central)


def _hover(one: Any, lang: str) -> str:
    return t("battery_footprint.hover", lang, chemistry=chemistry(one.chemistry, lang), study=study(one, lang),
             scope=t(f"battery_footprint.scope.{one.scope}", lang), figures=said(one, lang),
             region=t(f"battery_footprint.region.{one.region}", lang))


def _bars(figure: go.Figure, part: Sequence[Any], places: Mapping[str, int], scope: str, lang: str) -> None:
    if not part:
        return
    colour = palette.BATTERY_SCOPE[scope]
    hollow = [one.kind == Kind.SCENARIO for one in part]
    figure.add_trace(go.Bar(
        y=[places[one.footprint_id] for one in part], x=[one.high - one.low for one in part],
        base=[one.low for one in part], width=0.34, orientation="h", legendgroup=scope,
        name=t(f"battery_footprint.scope.{scope}", lang), customdata=[_hover(one, lang) for one in part],
        hovertemplate="%{customdata}<extra></extra>", meta=layout.evidence([one.kind for one in part]),
        marker={"color": [palette.CLEAR if empty else palette.faded(colour, palette.OPACITY[one.kind])
                          for one, empty in zip(part, hollow, strict=True)],
                "line": {"color": colour, "width": 1.5}}))


def _points(figure: go.Figure, part: Sequence[Any], places: Mapping[str, int], scope: str, lang: str) -> None:
    if not part:
        return
    figure.add_trace(go.Scatter(
        y=[places[one.footprint_id] for one in part], x=[one.central for one in part], mode="markers",
        name=t("battery_footprint.central", lang, scope=t(f"battery_footprint.scope.{scope}", lang)),
        legendgroup=scope, customdata=[_hover(one, lang) for one in part],
        hovertemplate="%{customdata}<extra></extra>", meta=layout.evidence([one.kind for one in part]),
        marker={"color": palette.INK, "size": 11, "symbol": [palette.MARKER[one.kind] for one in part],
                "line": {"width": 2, "color": palette.INK}}))


def _moved(figure: go.Figure, moved: Mapping[str, Any], places: Mapping[str, int], grid: float, lang: str) -> None:
    name = t("battery_footprint.moved", lang, grid=number(grid, lang, 2))
    rows = [places[identity] - BELOW for identity in moved]
    told = [t("battery_footprint.moved_hover", lang, name=name, figures=said(one, lang)) for one in moved.values()]
    figure.add_trace(go.Bar(
        y=rows, x=[one.high - one.low for one in moved.values()], base=[one.low for one in moved.values()], width=0.16,
        orientation="h", name=name, legendgroup="moved", customdata=told, meta=layout.evidence(Kind.ASSUMED),
        hovertemplate="%{customdata}<extra></extra>",
        marker={"color": palette.faded(MOVED, palette.OPACITY[Kind.ASSUMED]), "line": {"color": MOVED, "width": 1}}))
    figure.add_trace(go.Scatter(
        y=rows, x=[one.central for one in moved.values()], mode="markers", name=name, legendgroup="moved",
        showlegend=False, customdata=told, hovertemplate="%{customdata}<extra></extra>",
        meta=layout.evidence(Kind.ASSUMED),
        marker={"color": MOVED, "size": 9, "symbol": palette.MARKER[Kind.ASSUMED], "line": {"width": 2}}))


def shares(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Return rows of `battery_stages` in per cent from top to bottom: a value as a bar, a range as a floating bar.

    Values below zero hang to the left. Shares of one study may overlap: nothing is stacked.
    """
    unit = unit_label("%", lang)
    figure = layout.base_figure(unit, revision="batteries.shares", horizontal=True,
                                height=90 + ROW_PIXELS * len(frame))
    for place, row in enumerate(frame.itertuples()):
        is_range = row.value != row.value or row.value is None
        kind = Kind(row.kind)
        figures = t("battery_footprint.spread", lang, low=number(row.low, lang, 0), high=number(row.high, lang, 0)) \
            if is_range else number(row.value, lang, 0)
        colour = palette.BLUE
        figure.add_trace(go.Bar(
            y=[-place], x=[row.high - row.low if is_range else row.value], base=[row.low if is_range else 0], width=0.5,
            orientation="h", showlegend=False, name=stage(row.stage, row.region, lang), meta=layout.evidence(kind),
            text=[f"{figures}%"], textposition="outside", textfont={"color": palette.INK}, cliponaxis=False,
            customdata=[t(f"battery_footprint.study.{row.study}", lang)],
            hovertemplate=f"%{{fullData.name}}<br>%{{customdata}}: {figures}%<extra></extra>",
            marker={"color": palette.CLEAR if kind == Kind.SCENARIO else palette.faded(colour, palette.OPACITY[kind]),
                    "line": {"color": colour, "width": 1.5}}))
    names = [t("battery_footprint.row", lang, chemistry=stage(row.stage, row.region, lang),
               study=t(f"battery_footprint.study.{row.study}", lang)) for row in frame.itertuples()]
    figure.update_yaxes(tickmode="array", tickvals=[-place for place in range(len(frame))], ticktext=names,
                        fixedrange=True, range=[-len(frame) + 0.4, 0.6], zeroline=False)
    low = min(0.0, float(frame["value"].min(skipna=True)))
    high = max(0.0, float(frame[["value", "high"]].max(skipna=True).max()))
    # Room for the figure that stands behind the end of a bar.
    figure.update_xaxes(range=[low * 1.3, max(high * 1.4, 4)], ticksuffix="")
    return figure.update_layout(margin=ROOM, barmode="overlay")


def stage(code: str, region: str, lang: str) -> str:
    """Return the name of a stage; where it is a share of the world, the place that has it."""
    place = t(f"battery_footprint.region.{region}", lang)
    return t(f"battery_footprint.stage.{code}", lang, place=place)
