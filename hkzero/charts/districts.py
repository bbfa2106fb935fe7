"""The map of the 18 districts: colours by value, hatching where nothing is published, marks for how firm a figure is.

The shapes come to the browser by their address, never inside the figure. A district without a figure is hatched and
has no colour; what is allocated has another mark than what is metered, whatever its colour.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import base_map, layout, palette
from hkzero.measure import MEASURED_KINDS, Answer, Kind
from hkzero.text import label, number, period, quantity, t, unit_label

CODES = tuple("ABCDEFGHJKLMNPQRST")
CLASSES = 5
HEIGHT_PIXELS = 500
WEST, SOUTH, EAST, NORTH = 113.82, 22.14, 114.45, 22.58
THIN, THICK, CHOSEN_WIDTH = 0.6, 2.0, 4.0
# All of Hong Kong beside the ranking; further out MapLibre simplifies the hatching away.
MAP_OPACITY, MAP_ZOOM = 0.65, 9.0
# Which of the theme's ten sequential colours stand for the classes, palest first.
CLASS_COLOURS = (0, 2, 4, 6, 8)
# Plotly would fade whatever was not clicked, and its colour would stand for nothing on the scale.
UNFADED = {"marker": {"opacity": 1}}
FIRM = ("metered", "allocated", "indicative")
MARK = {"metered": "circle", "allocated": "diamond-open", "indicative": "triangle-up-open"}
SMALLEST_POINT, LARGEST_POINT, POINT_OPACITY = 8, 30, 0.9


def district_map(answer: Answer, districts: Answer, lang: str, shapes: tuple[str, str], scale: str = "classes",
                 points: Answer | None = None, layers: Sequence[str] = (), tiles: str | None = None) -> go.Figure:
    """Return the map of one indicator in one period.

    `answer` has a row a district (value, unit, kind; grade, low, high where there are). `shapes` are the addresses of
    the districts' outlines and of their hatching. `scale` is "classes" or "continuous"; `layers` are the categories of
    `points` to show. With `tiles` (the address of a base map's tiles) the districts lie over that map, drawn by
    MapLibre, which knows no other marks than filled circles.
    """
    outlines, hatching = shapes
    frame, names = answer.frame.dropna(subset=["value"]), {code: label("district", code, lang) for code in CODES}
    figure, on_map = go.Figure(skip_invalid=True), tiles is not None
    missing = [code for code in CODES if code not in set(frame["district"])]
    ends = class_breaks(frame["value"]) if scale == "classes" else []
    # One trace a kind of evidence, so that weaker ones can be greyed.
    for _, part in frame.groupby("kind"):
        figure.add_trace(_coloured(part, outlines, ends, on_map, lang))
    if missing:
        _add_missing(figure, missing, outlines, hatching, names, on_map, lang)
    if "grade" in frame and not on_map:
        _add_marks(figure, frame, districts, lang)
    if points is not None:
        _add_points(figure, points, layers, on_map, lang)
    figure.update_layout(coloraxis=colour_axis(ends, unit_label(_unit(answer), lang), lang), showlegend=True)
    return framed(figure, base_map.style(tiles, lang) if tiles else None)


def outlined(figure: go.Figure, outlines: str, chosen: str | None, other: str | None) -> dict:
    """Return the plain data of a base map on which the chosen districts are outlined; the figure stays as it is.

    On a map of SVG the browser outlines what is there instead (`outline_colours`): a canvas cannot be changed so.
    """
    plain = figure.to_dict()
    added = [_outline([code], outlines, colour, CHOSEN_WIDTH, True, hoverinfo="skip").to_plotly_json()
             for code, colour in ((other, palette.INK), (chosen, palette.TARGET)) if code]
    return plain | {"data": [*plain["data"], *added]}


def outline_colours(chosen: str | None, other: str | None) -> dict[str, str]:
    """Return the colour of the outline of each district chosen, as CSS has it; the first chosen comes last, on top."""
    colours = {other: palette.INK_IN_BROWSER, chosen: palette.TARGET}
    return {code: colour for code, colour in colours.items() if code}


def _unit(answer: Answer) -> str:
    return answer.unit or (answer.frame["unit"].iloc[0] if len(answer.frame) else "")


def _area(on_map: bool, meta: dict, opacity: float = MAP_OPACITY, **settings) -> go.Choropleth | go.Choroplethmap:
    """Return a trace of districts with the evidence of each (`meta`), over a base map half transparent."""
    if not on_map:
        return go.Choropleth(meta=meta, unselected=UNFADED, **settings)
    return go.Choroplethmap(meta=meta, unselected={"marker": {"opacity": opacity}},
                            **settings | {"marker": settings["marker"] | {"opacity": opacity}})


def _coloured(part: pd.DataFrame, outlines: str, ends: Sequence[float], on_map: bool, lang: str) -> go.Choropleth:
    widths = [THICK if grade == "metered" else THIN for grade in part["grade"]] if "grade" in part else THIN
    return _area(
        on_map, layout.evidence(list(part["kind"])), geojson=outlines, locations=list(part["district"]),
        z=placed(part["value"], ends), coloraxis="coloraxis", marker={"line": {"color": palette.INK, "width": widths}},
        text=[said(row, lang) for row in part.to_dict("records")], hovertemplate="%{text}<extra></extra>")


def _add_missing(figure: go.Figure, codes: list[str], outlines: str, hatching: str, names: dict[str, str],
                 on_map: bool, lang: str) -> None:
    figure.add_trace(_area(
        on_map, layout.evidence(None), geojson=hatching, locations=codes, z=[1] * len(codes), showscale=False,
        hoverinfo="skip", colorscale=[[0, palette.NEUTRAL], [1, palette.NEUTRAL]], marker={"line": {"width": 0}}))
    texts = [t("districts.map.missing", lang, name=names[code]) for code in codes]
    figure.add_trace(_outline(codes, outlines, palette.INK, THIN, on_map, text=texts,
                              hovertemplate="%{text}<extra></extra>"))


def _outline(codes: list[str], outlines: str, colour: str, width: float, on_map: bool, **more) -> go.Choropleth:
    return _area(on_map, layout.evidence(None), opacity=1, geojson=outlines, locations=codes, z=[1] * len(codes),
                 showscale=False, colorscale=[[0, palette.CLEAR], [1, palette.CLEAR]],
                 marker={"line": {"color": colour, "width": width}}, **more)


def _add_marks(figure: go.Figure, frame: pd.DataFrame, districts: Answer, lang: str) -> None:
    """Mark in each district how firm its figure is, with an entry in the legend."""
    places = districts.frame.set_index("district")
    for grade in FIRM:
        codes = list(frame[frame["grade"] == grade]["district"])
        if codes:
            figure.add_trace(go.Scattergeo(
                lon=list(places.loc[codes, "label_lon"]), lat=list(places.loc[codes, "label_lat"]), mode="markers",
                name=label("grade", grade, lang), hoverinfo="skip", meta=layout.evidence(None), unselected=UNFADED,
                marker={"symbol": MARK[grade], "size": 8, "color": palette.INK,
                        "line": {"width": 1.5, "color": palette.INK}}))


def _add_points(figure: go.Figure, points: Answer, layers: Sequence[str], on_map: bool, lang: str) -> None:
    """Draw the points of each category; their size is their capacity where it is known, a hollow one is uncertain.

    Each carries the letter of its district, so that a click on it chooses the district as a click beside it does.
    """
    most, trace = points.frame["capacity_mw"].max(), go.Scattermap if on_map else go.Scattergeo
    for category in layers:
        part = points.frame[points.frame["category"] == category]
        marker = {"size": _shared([_size(capacity, most) for capacity in part["capacity_mw"]]),
                  "opacity": POINT_OPACITY, "color": palette.colour_of(category, palette.POINT)}
        if not on_map:
            marker |= {"line": {"width": 1.5, "color": palette.PAPER},
                       "symbol": _shared(["circle-open" if quality == "low" else "circle"
                                          for quality in part["quality"]])}
        figure.add_trace(trace(
            lon=list(part["lon"]), lat=list(part["lat"]), mode="markers", name=label("category", category, lang),
            text=[point_text(row, lang) for row in part.to_dict("records")], hovertemplate="%{text}<extra></extra>",
            customdata=list(part["district"].fillna("")), meta=layout.evidence(list(part["kind"])), marker=marker,
            unselected={"marker": {"opacity": POINT_OPACITY}}))


def _shared(values: list) -> list | str | float:
    """Return one value for all points where they are alike, to keep the figure small."""
    return values[0] if len(set(values)) == 1 else values


def _size(capacity_mw: float | None, most_mw: float) -> float:
    """Return the diameter of a point in pixels: its area follows the capacity, as far as it can still be seen."""
    if capacity_mw is None or math.isnan(capacity_mw):
        return SMALLEST_POINT
    return max(SMALLEST_POINT, LARGEST_POINT * math.sqrt(capacity_mw / most_mw))


def framed(figure: go.Figure, style: dict | None = None) -> go.Figure:
    """Return the figure in the frame of every map of the districts; `style` is that of a base map's tiles, if any."""
    if style:
        centre = {"lon": (WEST + EAST) / 2, "lat": (SOUTH + NORTH) / 2}
        figure.update_layout(map={"style": style, "center": centre, "zoom": MAP_ZOOM})
    else:
        figure.update_geos(visible=False, bgcolor=palette.CLEAR, projection={"type": "mercator"},
                           lonaxis={"range": [WEST, EAST]}, lataxis={"range": [SOUTH, NORTH]})
    figure.update_layout(
        height=HEIGHT_PIXELS, margin={"l": 0, "r": 0, "t": 0, "b": 64}, paper_bgcolor=palette.CLEAR, dragmode="pan",
        uirevision="districts", hoverlabel={"align": "left", "namelength": -1},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1, "xanchor": "left", "x": 0, "itemclick": False,
                "itemdoubleclick": False, "itemsizing": "constant", "bgcolor": palette.CLEAR, "title": {"text": ""},
                "font": {"color": palette.INK}})
    return figure


def colour_axis(ends: Sequence[float], unit: str, lang: str) -> dict:
    """Return the scale of colours: without `ends` continuous, else classes, each as wide on the bar as the next."""
    bar = {"orientation": "h", "y": -0.01, "yanchor": "top", "thickness": 12, "len": 0.8, "outlinewidth": 0,
           "title": {"text": unit, "side": "top", "font": {"color": palette.INK}}, "tickfont": {"color": palette.INK},
           "tickformat": ",~g"}
    if len(ends) < 2:
        last = len(palette.SEQUENTIAL) - 1
        return {"colorbar": bar,
                "colorscale": [[place / last, colour] for place, colour in enumerate(palette.SEQUENTIAL)]}
    classes = len(ends) - 1
    steps = [[place / classes, palette.SEQUENTIAL[CLASS_COLOURS[index]]]
             for index in range(classes) for place in (index, index + 1)]
    ticks = {"tickmode": "array", "tickvals": list(range(len(ends))), "ticktext": [number(end, lang) for end in ends]}
    return {"colorbar": bar | ticks, "colorscale": steps, "cmin": 0, "cmax": classes}


def placed(values: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Return what the colour follows: the value itself, or the middle of its class when there are classes."""
    if len(ends) < 2:
        return list(values)
    return [min(max(bisect_right(ends, value) - 1, 0), len(ends) - 2) + 0.5 for value in values]


def class_breaks(values: Sequence[float]) -> list[float]:
    """Return the ends of classes with about as many districts in each, rounded to a hundredth or so of their spread.

    Fewer than two ends where there is nothing to tell apart.
    """
    known = np.asarray([value for value in values if not math.isnan(value)], dtype=float)
    if not len(known) or known.min() == known.max():
        return sorted(set(known.tolist()))
    step = 10.0 ** (math.floor(math.log10(known.max() - known.min())) - 1)
    inner = [round(value / step) * step for value in np.quantile(known, np.arange(1, CLASSES) / CLASSES)]
    ends = [math.floor(known.min() / step) * step, *inner, math.ceil(known.max() / step) * step]
    # Multiplying back leaves the dust of binary fractions: 0.30000000000000004.
    return sorted({float(f"{end:.12g}") for end in ends})


def said(row: dict, lang: str) -> str:
    """Return a row of the map in words: name, value with its unit, range and grade where there are, period."""
    lines = [f"<b>{label('district', row['district'], lang)}</b>", quantity(row["value"], row["unit"], lang)]
    if row.get("grade") and row["low"] < row["high"]:
        lines.append(t("districts.map.range", lang, low=number(row["low"], lang), high=number(row["high"], lang)))
    if row.get("grade"):
        lines.append(label("grade", row["grade"], lang))
    return "<br>".join((*lines, period(row["period"], lang)))


def point_text(row: dict, lang: str) -> str:
    """Return a point in words: name, category, capacity where it is known, how good its position is."""
    lines = [f"<b>{point_name(row, lang)}</b>", label("category", row["category"], lang)]
    if not math.isnan(row["capacity_mw"]):
        lines.append(quantity(row["capacity_mw"], "MW", lang))
    return "<br>".join((*lines, label("quality", row["quality"], lang)))


def point_name(row: dict, lang: str) -> str:
    """Return a point's name in the language, or its English name where no other was found."""
    name = row[f"name_{lang}"]
    return name if isinstance(name, str) and name else row["name_en"]


def map_alt(answer: Answer, lang: str) -> str:
    """Return in words how many districts have a figure, which are highest and lowest, and how many are metered."""
    frame = answer.frame.dropna(subset=["value"]).sort_values("value", ascending=False)
    if not len(frame):
        return t("districts.map.alt_none", lang)
    top, low = frame.iloc[0], frame.iloc[-1]
    written = {f"{name}_{part}": text for name, row in (("top", top), ("low", low)) for part, text in (
        ("name", label("district", row["district"], lang)), ("value", quantity(row["value"], row["unit"], lang)))}
    return t("districts.map.alt", lang, count=len(frame), period=period(top["period"], lang),
             measured=int(frame["kind"].isin([*MEASURED_KINDS, Kind.DERIVED]).sum()), **written)
