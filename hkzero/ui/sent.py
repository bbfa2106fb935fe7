"""A figure as it is sent to the browser: in the look of the app, and so that it is drawn once.

Streamlit gives a figure its own look by putting a new template into it after it has been drawn; plotly.js then takes
everything for changed and draws it a second time. So the look is part of the figure here (`theme=None` for Streamlit),
and `datarevision` and the absence of objects in `meta` let plotly.js see that nothing has changed. Text and lines in
the page's own colours are recoloured by hkzero.css, which knows the light and the dark theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from hkzero.charts import layout as layouts
from hkzero.charts import palette
from hkzero.ui import room

REVISION = 1  # the same for every figure: Streamlit never gives other data to a figure that is on the screen
SMALL, MEDIUM, LARGE = 12, 14, 16  # pixels


def is_coloured_by_theme(figure: go.Figure) -> bool:
    """Return whether the figure has a scale of the theme's colours, which only Streamlit can put in."""
    plain = figure.to_dict()
    scales = [part.get("colorscale", ()) for part in (plain["layout"].get("coloraxis", {}), *plain["data"])]
    return any(colour in palette.SEQUENTIAL for scale in scales if not isinstance(scale, str) for _, colour in scale)


# What plotly.js puts in for the codes of the page's own colours where Streamlit does not, and hkzero.css recolours.
UNTHEMED = {palette.INK: "#2a3f5f", palette.PAPER: "#ebf0f8"}


def themed(figure: go.Figure) -> dict[str, Any]:
    """Return the plain data of a figure that Streamlit colours, its text left to the page's own colour.

    Streamlit puts the theme's colours in once: when the system turns dark with the page open, a scale keeps the old
    ones and can be read, while text in them could not.
    """
    return _recoloured(figure.to_dict())


def _recoloured(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {name: _recoloured(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_recoloured(value) for value in part]
    return UNTHEMED.get(part, part) if isinstance(part, str) else part


def sent(figure: go.Figure) -> dict[str, Any]:
    """Return the plain data of a figure as the browser is to have it; the figure given stays as it is."""
    plain = figure.to_dict()
    layout = {name: part for name, part in plain["layout"].items() if name != "template"}
    look = _look(st.get_option("theme.font"))
    axes = {name: _merged(look[name[:5]], part) for name, part in layout.items() if name[1:5] == "axis"}
    rest = {name: part for name, part in look.items() if name not in ("xaxis", "yaxis")}
    traces = [{name: part for name, part in trace.items() if name != "meta"} for trace in plain["data"]]
    whole = _merged(rest, layout) | {name: _untitled(axis) for name, axis in axes.items()} | {"datarevision": REVISION}
    taken = room.margin(traces, whole, whole.get("height", layouts.HEIGHT_PIXELS))
    return {"data": traces, "layout": whole | {"margin": whole["margin"] | taken}}


def _untitled(axis: Mapping[str, Any]) -> dict[str, Any]:
    """Return the axis without a title that says nothing: plotly.js keeps its place free."""
    said = {name: part for name, part in axis["title"].items() if name != "text" or part}
    return {**axis, "title": said}


def _look(family: str) -> dict[str, Any]:
    """Return what every figure has where it does not say otherwise."""
    ink = {"color": palette.INK, "family": family}
    title, ticks = {"font": {"size": MEDIUM} | ink}, {"size": SMALL} | ink
    axis = {"automargin": True, "gridcolor": palette.FAINT, "zerolinecolor": palette.NEUTRAL, "tickfont": ticks}
    return {
        "font": ticks, "paper_bgcolor": palette.CLEAR, "plot_bgcolor": palette.CLEAR,
        "title": {"font": {"size": LARGE} | ink, "xanchor": "left", "x": 0},
        "hoverlabel": {"bgcolor": palette.PAPER, "bordercolor": palette.NEUTRAL, "font": ticks},
        "legend": {"font": ticks, "borderwidth": 0, "valign": "top", "bgcolor": palette.CLEAR,
                   "title": {"font": ticks, "side": "top"}},
        "margin": {"pad": 8},
        "modebar": {"bgcolor": palette.CLEAR, "color": palette.NEUTRAL, "activecolor": palette.NEUTRAL},
        "xaxis": axis | {"showgrid": False, "zeroline": False, "title": title | {"standoff": 20}},
        "yaxis": axis | {"ticklabelposition": "outside", "title": title | {"standoff": 24}},
        "coloraxis": {"colorbar": {
            "thickness": 16, "xpad": 24, "ticklabelposition": "outside", "outlinecolor": palette.CLEAR,
            "outlinewidth": 8, "len": 0.75, "y": 0.5745, "title": title, "tickfont": ticks}},
    }


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, the second where they differ, part by part."""
    found = dict(under)
    for name, part in over.items():
        both = isinstance(part, Mapping) and isinstance(under.get(name), Mapping)
        found[name] = _merged(under[name], part) if both else part
    return found
