"""Greying what is weaker evidence than the reader asked for, in any figure made here.

Every trace says in its `meta` (layout.evidence) which kind of evidence each of its points is. What is greyed keeps its
shape, hatching and dashes: a hollow or broken mark is weaker with or without its colour.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

import plotly.graph_objects as go

from hkzero.charts import palette
from hkzero.measure import MEASURED_KINDS, Kind, weakest


class Shown(StrEnum):
    """What keeps its colour: everything, published figures and what is calculated from them, or measured only."""

    ALL = "all"
    CALCULATED = "calculated"
    MEASURED = "measured"


def kinds_in_colour(shown: Shown | str) -> frozenset[Kind]:
    """Return the kinds of evidence that keep their colour; ValueError for an unknown choice."""
    return {
        Shown.ALL: frozenset(Kind),
        Shown.CALCULATED: MEASURED_KINDS | {Kind.DERIVED},
        Shown.MEASURED: MEASURED_KINDS,
    }[Shown(shown)]


def greyed(figure: go.Figure, in_colour: Collection[Kind]) -> go.Figure:
    """Return a new figure in which every other kind is grey; the figure given stays as it is."""
    plain = figure.to_dict()
    traces = [_trace(trace, in_colour) for trace in plain["data"]]
    return go.Figure({"data": traces, "layout": plain["layout"]}, skip_invalid=True)


def _trace(trace: dict, in_colour: Collection[Kind]) -> dict:
    kinds = (trace.get("meta") or {}).get("kinds")
    if kinds is None:
        return trace
    each = [Kind(kinds)] if isinstance(kinds, str) else [Kind(kind) for kind in kinds]
    keeps = [kind in in_colour for kind in each]
    if all(keeps):
        return trace
    if trace["type"] == "sankey":
        return _sankey(trace, each, in_colour)
    if trace["type"].startswith("choropleth"):
        return _area(trace)
    # A line joins its points: it is as weak as the weakest of them.
    whole = weakest(each) in in_colour
    return trace | _without_colour(trace, keeps, whole)


def _area(trace: dict) -> dict:
    """Grey the areas of a trace, which has one kind of evidence: apart from the scale of colours of the others."""
    grey = {"colorscale": [[0, palette.GREYED], [1, palette.GREYED]], "showscale": False}
    return {name: part for name, part in trace.items() if name != "coloraxis"} | grey


def _without_colour(trace: dict, keeps: Sequence[bool], whole: bool) -> dict:
    changed: dict = {}
    for part in ("line", "error_x", "error_y"):
        if part in trace and not whole:
            changed[part] = trace[part] | {"color": palette.GREYED}
    if "fillcolor" in trace and not whole:
        changed["fillcolor"] = palette.GREYED
    if "marker" in trace:
        marker = dict(trace["marker"])
        marker["color"] = _colours(marker.get("color"), keeps)
        if "line" in marker:
            marker["line"] = marker["line"] | {"color": _colours(marker["line"].get("color"), keeps)}
        changed["marker"] = marker
    return changed


def _colours(colour: str | Sequence[str] | None, keeps: Sequence[bool]) -> str | list[str]:
    if len(keeps) == 1 and not isinstance(colour, list | tuple):
        return (colour or palette.GREYED) if keeps[0] else palette.GREYED
    if not any(keeps):
        return palette.GREYED
    each = list(colour) if isinstance(colour, list | tuple) else [colour or palette.NEUTRAL] * len(keeps)
    return [own if kept else palette.GREYED for own, kept in zip(each, keeps, strict=True)]


def _sankey(trace: dict, kinds: Sequence[Kind], in_colour: Collection[Kind]) -> dict:
    """Grey the weak links, and every node that a weak link enters or leaves: a sum is as weak as its weakest part."""
    link, node = trace["link"], trace["node"]
    weak = [kind not in in_colour for kind in kinds]
    touched = {end for name in ("source", "target")
               for end, is_weak in zip(link[name], weak, strict=True) if is_weak}
    return trace | {
        "link": link | {"color": [palette.GREYED if is_weak else own
                                  for own, is_weak in zip(link["color"], weak, strict=True)]},
        "node": node | {"color": [palette.GREYED if index in touched else own
                                  for index, own in enumerate(node["color"])]},
    }
