"""The marginal abatement cost curve as a picture: a bar a lever, as wide as what it avoids, as high as its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.charts.finance_macc_findings import PRICE_YEAR, hover, price_text
from hkzero.charts.scenario_findings import KT_PER_MT, MEGATONNES
from hkzero.measure import Kind
from hkzero.text import t, unit_label

PRICE_UNIT = "HK$/t CO2e"
HEIGHT_PIXELS = 520
ROOM = {"l": 70, "r": 12, "t": 14, "b": 8}
LEAST_LABELLED = 0.035  # of the whole width: a narrower bar has no room for its name
LEAST_RANGED = 0.012  # and a still narrower one none for its range, nor for an edge
LEAST_EDGED = 0.004
LINE_LETTERS = {"en": 22, "zh_hant": 11, "zh_hans": 11}
MOST_BEYOND = 0.06  # of the tonnes: so much may cost more, or less, than the picture shows
AIR = 1.15
ROOM_FOR_NAMES = 0.6  # of what is above zero, at least, for the names below it
LEAST_HEIGHT = 300.0  # HK$ a tonne, each way: below that a picture makes much of nothing
EDGE, CHOSEN_EDGE = 0.7, 3.0
FAR = 1e6  # HK$ a tonne
SIDEWAYS = {"triangle-up": "triangle-right", "triangle-down": "triangle-left"}
HEADROOM_PIXELS, ROW_PIXELS = 130, 30
UNFADED = {"marker": {"opacity": palette.OPACITY[Kind.SCENARIO]}}


def frame(lang: str) -> go.Figure:
    """Return the empty picture: HK$ a tonne up, Mt CO2e along."""
    figure = layout.base_figure(unit_label(PRICE_UNIT, lang), revision="finance.macc", height=HEIGHT_PIXELS)
    figure.update_layout(hovermode="closest", margin=ROOM, barmode="overlay", legend={"y": -0.2})
    figure.update_yaxes(rangemode="normal", automargin=False, fixedrange=True)
    return figure.update_xaxes(title={"text": t("finance_macc.axis.avoided", lang, unit=unit_label(MEGATONNES, lang)),
                                      "standoff": 6}, automargin=True, fixedrange=True)


def curve(frame: go.Figure, found: Any, titles: Mapping[str, str], groups: Mapping[str, str], carbon_price: float,
          chosen: str, lang: str) -> dict:
    """Return the frame with a curve (model/marginal_abatement.Curve), as plain data.

    `titles` and `groups` of levers by id; `carbon_price` in HK$ a tonne is a line across; the lever `chosen` has a
    heavy edge. A bar that is higher than the picture has an arrow at its end.
    """
    drawn, bars = frame.to_dict(), found.bars
    low, high = limits(found, carbon_price)
    centres, widths = places(bars)
    whole = sum(widths)
    traces = []
    for group in dict.fromkeys(groups.values()):
        inside = [place for place, bar in enumerate(bars) if groups[bar.lever_id] == group]
        if inside:
            traces.append(_bars(inside, bars, centres, widths, group, titles, chosen, whole, lang))
    traces.append({"type": "scatter", "mode": "lines", "x": [0, round(whole, 4)], "y": [carbon_price] * 2,
                   "name": _price_line(carbon_price, lang),
                   "line": {"color": palette.TARGET, "width": 1.5, "dash": "longdash"},
                   "hoverinfo": "skip", "meta": layout.evidence(None)})
    traces.extend(_arrows(bars, centres, (low, high), titles, lang))
    axes = {"xaxis": drawn["layout"]["xaxis"] | {"range": [0, whole]},
            "yaxis": drawn["layout"]["yaxis"] | {"range": [low, high]}}
    return drawn | {"data": traces, "layout": drawn["layout"] | axes | {
        "annotations": _labels(bars, centres, widths, titles, lang)}}


def _price_line(carbon_price: float, lang: str) -> str:
    return t("finance_macc.curve.carbon_price", lang, year=PRICE_YEAR, price=price_text(carbon_price, lang))


def limits(found: Any, carbon_price: float) -> tuple[float, float]:
    """Return between which HK$ a tonne the picture goes: few of the tonnes lie beyond either end."""
    high = _end([(bar.hkd_per_tonne, bar.avoided_kt) for bar in found.bars])
    low = _end([(-bar.hkd_per_tonne, bar.avoided_kt) for bar in found.bars])
    top = max(AIR * high, AIR * carbon_price, LEAST_HEIGHT)
    return -max(AIR * low, LEAST_HEIGHT, ROOM_FOR_NAMES * top), top


def _end(priced: Sequence[tuple[float, float]]) -> float:
    left = MOST_BEYOND * sum(tonnes for _, tonnes in priced)
    for price, tonnes in sorted(priced, reverse=True):
        left -= tonnes
        if left < 0:
            return price
    return 0.0


def places(bars: Sequence[Any]) -> tuple[list[float], list[float]]:
    """Return the middle and the width of each bar in Mt, side by side from 0."""
    widths = [bar.avoided_kt / KT_PER_MT for bar in bars]
    ends = [sum(widths[:place]) for place in range(len(widths))]
    return [round(end + width / 2, 6) for end, width in zip(ends, widths, strict=True)], widths


def _bars(inside: Sequence[int], bars: Sequence[Any], centres: Sequence[float], widths: Sequence[float], group: str,
          titles: Mapping[str, str], chosen: str, whole: float, lang: str) -> dict:
    """Return the bars of one group of levers, with their ranges."""
    own = [bars[place] for place in inside]
    edges = [CHOSEN_EDGE if bar.lever_id == chosen else EDGE if widths[place] > LEAST_EDGED * whole else 0.0
             for place, bar in zip(inside, own, strict=True)]
    trace = {
        "type": "bar", "x": [centres[place] for place in inside],
        "width": [round(widths[place], 6) for place in inside],
        "y": [round(bar.hkd_per_tonne, 1) for bar in own], "name": t(f"scenarios.group.{group}", lang),
        "customdata": [[bar.lever_id, hover(bar, titles[bar.lever_id], lang)] for bar in own],
        "hovertemplate": "%{customdata[1]}<extra></extra>", "meta": layout.evidence(Kind.SCENARIO),
        "selected": UNFADED, "unselected": UNFADED,
        "marker": {"color": palette.LEVER_GROUP[group], "opacity": palette.OPACITY[Kind.SCENARIO],
                   "line": {"width": edges, "color": [palette.INK if bar.lever_id == chosen else palette.PAPER
                                                      for bar in own]},
                   "pattern": {"shape": palette.HATCH[Kind.SCENARIO], "fillmode": "overlay", "size": 6,
                               "solidity": 0.25, "fgcolor": "rgba(255,255,255,0.75)"}}}
    if any(bar.price_range for bar in own):
        trace["error_y"] = _ranges(own, [widths[place] >= LEAST_RANGED * whole for place in inside])
    return trace


def _ranges(bars: Sequence[Any], has_room: Sequence[bool]) -> dict:
    """Return the ranges as error bars, of bars with room for one; one without end goes far beyond any picture."""
    up, down = [], []
    for bar, is_drawn in zip(bars, has_room, strict=True):
        low, high = (min(max(end, -FAR), FAR) for end in (bar.price_range.low, bar.price_range.high))
        up.append(round(max(high - bar.hkd_per_tonne, 0.0), 1) if is_drawn else None)
        down.append(round(max(bar.hkd_per_tonne - low, 0.0), 1) if is_drawn else None)
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": palette.NEUTRAL,
            "thickness": 1.2, "width": 3}


def _arrows(bars: Sequence[Any], centres: Sequence[Any], ends: tuple[float, float], titles: Mapping[str, str],
            lang: str) -> list[dict]:
    """Return an arrow at the edge of the picture for every bar that goes on beyond it; none where there is no such."""
    low, high = ends
    cut = [(centre, bar) for centre, bar in zip(centres, bars, strict=True) if not low <= bar.hkd_per_tonne <= high]
    if not cut:
        return []
    return [{"type": "scatter", "mode": "markers", "x": [centre for centre, _ in cut],
             "y": [high if bar.hkd_per_tonne > high else low for _, bar in cut],
             "name": t("finance_macc.curve.beyond", lang), "cliponaxis": False,
             "customdata": [[bar.lever_id, hover(bar, titles[bar.lever_id], lang)] for _, bar in cut],
             "hovertemplate": "%{customdata[1]}<extra></extra>", "meta": layout.evidence(Kind.SCENARIO),
             "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
             "marker": {"color": palette.INK, "size": 8, "symbol": [
                 "triangle-up" if bar.hkd_per_tonne > high else "triangle-down" for _, bar in cut]}}]


def _labels(bars: Sequence[Any], centres: Sequence[float], widths: Sequence[float], titles: Mapping[str, str],
            lang: str) -> list[dict]:
    """Return the names of the bars that are wide enough, on the other side of zero, where no bar is."""
    whole, found = sum(widths), []
    for bar, centre, width in zip(bars, centres, widths, strict=True):
        if width < LEAST_LABELLED * whole:
            continue
        is_below = bar.hkd_per_tonne >= 0
        found.append({"x": centre, "y": 0, "text": "<br>".join(wrap(titles[bar.lever_id], LINE_LETTERS[lang])[:2]),
                      "showarrow": False, "textangle": -90, "font": {"size": 11, "color": palette.INK},
                      "align": "right" if is_below else "left", "yanchor": "top" if is_below else "bottom",
                      "yshift": -4 if is_below else 4})
    return found


def ranked(frame: go.Figure, found: Any, titles: Mapping[str, str], groups: Mapping[str, str], carbon_price: float,
           chosen: str, lang: str) -> dict:
    """Return the same curve as a list: a horizontal bar a lever in the order of the curve, each with its name."""
    drawn, bars = frame.to_dict(), found.bars
    low, high = limits(found, carbon_price)
    names = {bar.lever_id: layout.in_lines(titles[bar.lever_id], LINE_LETTERS[lang]) for bar in bars}
    traces = []
    for group in dict.fromkeys(groups.values()):
        own = [bar for bar in bars if groups[bar.lever_id] == group]
        if not own:
            continue
        upright = _bars(range(len(own)), own, [0.0] * len(own), [1.0] * len(own), group, titles, chosen, 1.0, lang)
        trace = {name: part for name, part in upright.items() if name not in ("width", "error_y")} | {
            "orientation": "h", "x": upright["y"], "y": [names[bar.lever_id] for bar in own]}
        traces.append(trace | ({"error_x": upright["error_y"]} if "error_y" in upright else {}))
    traces.append({"type": "scatter", "mode": "lines", "x": [carbon_price] * 2,
                   "y": [names[bar.lever_id] for bar in (bars[0], bars[-1])] if bars else [],
                   "name": _price_line(carbon_price, lang),
                   "line": {"color": palette.TARGET, "width": 1.5, "dash": "longdash"}, "hoverinfo": "skip",
                   "meta": layout.evidence(None)})
    for arrows in _arrows(bars, [names[bar.lever_id] for bar in bars], (low, high), titles, lang):
        traces.append(arrows | {"x": arrows["y"], "y": arrows["x"], "marker": arrows["marker"] | {
            "symbol": [SIDEWAYS[symbol] for symbol in arrows["marker"]["symbol"]]}})
    axes = {"xaxis": drawn["layout"]["xaxis"] | {"range": [low, high]},
            "yaxis": drawn["layout"]["yaxis"] | {"categoryorder": "array", "range": [len(bars) - 0.5, -0.5],
                                                 "categoryarray": [names[bar.lever_id] for bar in bars]}}
    return drawn | {"data": traces, "layout": drawn["layout"] | axes | {
        "height": HEADROOM_PIXELS + ROW_PIXELS * max(len(bars), 3)}}


def ranked_frame(lang: str) -> go.Figure:
    """Return the empty list: HK$ a tonne along, levers down."""
    figure = layout.base_figure(unit_label(PRICE_UNIT, lang), revision="finance.macc_ranked", horizontal=True)
    figure.update_layout(margin=ROOM | {"l": 8}, barmode="overlay", legend={"y": -0.06})
    figure.update_xaxes(rangemode="normal", fixedrange=True)
    return figure.update_yaxes(type="category", tickfont={"size": 11}, fixedrange=True)
