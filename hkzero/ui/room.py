"""Room for the labels of a chart's axes, set aside before the browser draws.

plotly.js draws a chart whose labels do not fit its margins a second time, all of it: a fifth of the time that a page
takes. So the margins are told beforehand, from the longest label. Where the estimate is short, plotly.js makes room as
ever; where it is long, a few pixels stay white.
"""

from __future__ import annotations

import math
import re
import unicodedata
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

TICK_PIXELS = 12  # size of its letters
TITLE_PIXELS = 10.5  # what plotly.js counts of a title
MOST_PAD_PIXELS = 12  # what plotly.js adds to what a label takes, or its least margin where that is less
LINE = 1.3  # height of a line in sizes of its letters
OVER_THE_EDGE_PIXELS = {"r": 24, "t": 19}  # half of a last label that stands at the end of its axis
SPARE_PIXELS = 2  # more white, or a second draw for a pixel
# Widths in sizes of a letter, those of a wide face (DejaVu Sans): readers have others, few of them wider.
NARROW, SLIM, BROAD, DIGIT, LETTER, CAPITAL = 0.32, 0.41, 0.9, 0.64, 0.61, 0.7
WIDTHS = dict.fromkeys(" .,:;'|ijlI()", NARROW) | dict.fromkeys("frt-/", SLIM) | dict.fromkeys("mwMW−%+–", BROAD)
BOLD = 1.13  # how much wider a bold letter is than others
TAGS = re.compile(r"<[^>]*>")
AIR = 1.1  # how far an axis goes beyond what is drawn on it: markers have more of it than bars
MOST_PLACES = 6  # plotly.js writes less as a power of ten
Axis = Mapping[str, Any]


def margin(traces: Iterable[Mapping[str, Any]], layout: Mapping[str, Any], height: float) -> dict[str, float]:
    """Return the margins in pixels by side that the labels of a figure's outer axes take, no less than its own."""
    axes = {name.replace("axis", ""): axis for name, axis in layout.items() if name[1:5] == "axis"}
    traces, depths = list(traces), {"l": 0.0, "b": 0.0}
    found = {side: float(layout["margin"].get(side, 0)) for side in "lrtb"}
    for name, axis in axes.items():
        if not axis.get("automargin") or axis.get("visible") is False or not _is_outer(name, axis, axes):
            continue
        near, far = ("l", "t") if name[0] == "y" else ("b", "r")
        labels = _labels(name, axis, traces, layout, height)
        depths[near] = max(depths[near], _depth(name, axis, labels) + layout["margin"].get("pad", 0))
        if labels and all(map(_is_number, labels)) and "ticktext" not in axis:
            found[far] = max(found[far], OVER_THE_EDGE_PIXELS[far])
            if name[0] == "x":
                found["r"] = max(found["r"], width(_at_the_end(axis)) / 2 + MOST_PAD_PIXELS + SPARE_PIXELS)
                found["l"] = max(found["l"], MOST_PAD_PIXELS)
    pad = min(MOST_PAD_PIXELS, found["r"], found["t"], *(max(found[side], depth) for side, depth in depths.items()))
    return found | {side: math.ceil(max(found[side], depth + pad)) for side, depth in depths.items() if depth}


def _is_outer(name: str, axis: Axis, axes: Mapping[str, Axis]) -> bool:
    """Return whether an axis stands at the left, or at the bottom, of the whole figure."""
    crossed = axes.get(axis.get("anchor", "y" if name[0] == "x" else "x"), {})
    start = axis["position"] if axis.get("anchor") == "free" and "position" in axis else crossed.get("domain", [0])[0]
    return start < 0.02 and axis.get("side", "left") in ("left", "bottom")


def _depth(name: str, axis: Axis, labels: list[str] | None) -> float:
    """Return how far labels and title reach away from the plot, in pixels."""
    title = axis.get("title", {})
    named = TITLE_PIXELS + title.get("standoff", 0) if title.get("text") else 0
    if axis.get("showticklabels") is False:
        return named
    lines = [part for label in labels or ["0"] for part in re.split(r"<br ?/?>", str(label))]
    if name[0] == "y":
        return max(map(width, lines), default=0) + SPARE_PIXELS + named
    most = max(len(re.split(r"<br ?/?>", str(label))) for label in labels or ["0"])
    return LINE * TICK_PIXELS * most + named


def width(text: str, size: float = TICK_PIXELS) -> float:
    """Return about how many pixels wide a text without line breaks is."""
    whole, start, weight = 0.0, 0, 1.0
    for tag in (*TAGS.finditer(text), None):
        end = tag.start() if tag else len(text)
        whole += sum(_letter(one, weight) for one in text[start:end])
        if tag:
            start = tag.end()
            weight = {"<b>": BOLD, "</b>": 1.0}.get(tag[0], weight)
    return size * whole


def _letter(one: str, weight: float) -> float:
    if unicodedata.east_asian_width(one) in "WF":
        return 1.0  # as wide as high, bold or not
    return weight * (WIDTHS.get(one) or (DIGIT if one.isdigit() else CAPITAL if one.isupper() else LETTER))


def _at_the_end(axis: Axis) -> str:
    """Return the label that may stand at the very end of an axis: that of a range up to a whole number."""
    end = (axis.get("range") or (None, None))[1]
    is_whole = isinstance(end, int | float) and float(end).is_integer()
    return _text(float(end), 1.0, axis) if is_whole else ""


def _is_number(label: str) -> bool:
    return bool(re.fullmatch(r"[−\d.,%]+", label))


def _labels(name: str, axis: Axis, traces: list[Mapping[str, Any]], layout: Mapping[str, Any],
            height: float) -> list[str] | None:
    """Return the labels of an axis that may be the longest, None where nothing is drawn on it."""
    if "ticktext" in axis:
        return [str(text) for text in axis["ticktext"]]
    mine = [trace for trace in traces
            if trace.get(f"{name[0]}axis", name[0]) == name and trace.get(name[0]) is not None]
    values = [value for trace in mine for value in _values(trace[name[0]]) if value is not None and value == value]
    if not values:
        return None
    if any(isinstance(value, str) for value in values) or axis.get("type") in ("category", "date"):
        dates = axis.get("type") == "date" or any(_is_date(value) for value in values[:1])
        return ["2026"] if dates else [str(value) for value in values]
    if name[0] == "x":
        return ["0"]  # however long: they stand side by side
    # A range may have one end open; what is then drawn beyond the other is no matter here.
    low, high = (given if given is not None else found for given, found
                 in zip(axis.get("range", (None, None)), _ends(mine, layout), strict=True))
    domain = axis.get("domain", (0, 1))
    return _numbers(float(low), float(high), axis, height * (domain[1] - domain[0]))


def _values(part: Any) -> list[Any]:
    """Return the values of an array that Plotly may have packed."""
    return np.frombuffer(b64decode(part["bdata"]), part["dtype"]).tolist() if isinstance(part, Mapping) else list(part)


def _is_date(value: Any) -> bool:
    return bool(re.match(r"\d{4}-\d\d", str(value))) or isinstance(value, pd.Timestamp)


def _ends(traces: list[Mapping[str, Any]], layout: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and the greatest value that traces reach, piled up where they are."""
    piled: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    reached = [0.0]
    for trace in traces:
        is_piled = "stackgroup" in trace or (trace.get("type") == "bar"
                                             and layout.get("barmode") in ("stack", "relative"))
        heights = _values(trace["y"])
        for place, value in zip(_values(trace.get("x", range(len(heights)))), heights, strict=False):
            if value is None or not math.isfinite(value):
                continue
            if is_piled:
                piled[str(place)][value > 0] += value
            else:
                reached.append(value)
    reached += [value for both in piled.values() for value in both]
    return min(reached), AIR * max(reached)


def _numbers(low: float, high: float, axis: Axis, pixels: float) -> list[str]:
    """Return the first and the last label of a numeric axis, as plotly.js chooses them."""
    low, high = min(low, high), max(low, high)
    if high - low < 1e-12:
        return ["0"]
    step = axis.get("dtick") or _step((high - low) / (min(max(pixels / 40, 4), 9) + 1))
    if not isinstance(step, int | float):
        return ["0"]
    return [_text(value * step, step, axis) for value in (math.ceil(low / step), math.floor(high / step))]


def _step(rough: float) -> float:
    base = 10.0 ** math.floor(math.log10(rough))
    return base * next(times for times in (1, 2, 5, 10) if rough <= times * base * (1 + 1e-9))


def _text(value: float, step: float, axis: Axis) -> str:
    form = axis.get("tickformat", "")
    places = min(MOST_PLACES, max(0, -math.floor(math.log10(step) + 1e-9)))
    if form.endswith("%"):
        text = f"{100 * value:.{max(0, places - 2)}f}%"
    elif form:
        digits = re.search(r"\.(\d)", form)
        text = f"{value:,.{digits[1] if digits else places}f}"
    else:
        text = f"{value:.{places}f}"
    return axis.get("tickprefix", "") + text.replace("-", "−") + axis.get("ticksuffix", "")
