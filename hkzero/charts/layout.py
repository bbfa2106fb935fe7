"""What every chart has in common: frame, axes, legend, gaps, and how weak evidence is drawn.

Nothing here interpolates. A missing year breaks a line; a value weaker than measured gets a broken line, an open
marker or a hatched bar. Text has the page's own colour (palette.INK), so that one figure serves light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap

import plotly.graph_objects as go

from hkzero.charts import palette
from hkzero.measure import Kind, weakest

HEIGHT_PIXELS = 380
# On the right half a year's width: plotly.js leaves out a last label that does not fit.
MARGIN_PIXELS = {"l": 8, "r": 18, "t": 8, "b": 8}
NUMBER = {0: ",.0f", 1: ",.1f", 2: ",.2f", 3: ",.3f"}


def base_figure(unit: str, *, revision: str, height: int = HEIGHT_PIXELS, horizontal: bool = False) -> go.Figure:
    """Return an empty figure with the unit (as shown to the reader) on the value axis.

    `revision` keeps zoom and hidden legend entries while only data change: use a name of the chart, not of the choice.
    `horizontal` puts the values, and so the unit, on the x axis.
    """
    figure = go.Figure(skip_invalid=True)
    value_axis = {"title": {"text": unit, "standoff": 14}, "rangemode": "tozero", "automargin": True,
                  "gridcolor": palette.FAINT, "gridwidth": 0.5, "zeroline": True, "zerolinecolor": palette.NEUTRAL,
                  "zerolinewidth": 1, "fixedrange": horizontal,
                  "tickformat": ","}  # without a format plotly.js writes 20k
    other_axis = {"showgrid": False, "automargin": True, "title": {"text": ""}}
    for axis in (value_axis, other_axis):
        axis["tickfont"] = {"color": palette.INK}
        axis["title"]["font"] = {"color": palette.INK}
    figure.update_layout(
        height=height, margin=MARGIN_PIXELS, paper_bgcolor=palette.CLEAR, plot_bgcolor=palette.CLEAR,
        uirevision=revision, hovermode="closest" if horizontal else "x unified", dragmode=False, bargap=0.15,
        hoverlabel={"align": "left", "namelength": -1},
        legend={"orientation": "h", "yanchor": "top", "y": -0.12, "xanchor": "left", "x": 0, "title": {"text": ""},
                "font": {"color": palette.INK}, "bgcolor": palette.CLEAR, "itemsizing": "constant"},
        xaxis=value_axis if horizontal else other_axis, yaxis=other_axis if horizontal else value_axis,
    )
    return figure


def hover(unit: str, digits: int = 1, *, horizontal: bool = False, name: bool = True) -> str:
    """Return a hover template: name, value with that many digits, unit. Unified boxes print the x value themselves."""
    axis = "x" if horizontal else "y"
    label = "%{fullData.name}: " if name else ""
    return f"{label}%{{{axis}:{NUMBER[digits]}}} {unit}<extra></extra>"


def in_lines(text: str, longest: int) -> str:
    """Return a text in lines of at most `longest` characters, as a figure breaks them."""
    return "<br>".join(wrap(text, longest))


def with_gaps(periods: Sequence[int], values: Sequence[float | None]) -> tuple[list[int], list[float | None]]:
    """Return years and values, in order, with every missing year put in as None so that a line breaks there."""
    known = dict(zip(periods, values, strict=True))
    if not known:
        return [], []
    years = list(range(min(known), max(known) + 1))
    return years, [known.get(year) for year in years]


def evidence(kinds: Sequence[Kind | str] | Kind | str | None) -> dict:
    """Return the `meta` of a trace: the kind of each point, or one for the whole trace; None for what is no figure.

    Every trace has it, so that what is not measured can be greyed (charts.emphasis).
    """
    if kinds is None or isinstance(kinds, str):
        return {"kinds": None if kinds is None else Kind(kinds).value}
    return {"kinds": [Kind(kind).value for kind in kinds]}


def add_line(figure: go.Figure, periods: Sequence[int], values: Sequence[float | None], *, name: str, colour: str,
             unit: str, kinds: Sequence[Kind | str] = (), kind: Kind | str = Kind.OBSERVED, digits: int = 1,
             width: float = 2.5, markers: bool = False, group: str | None = None, legend: bool = True,
             opacity: float = 1.0, visible: bool | str = True) -> go.Figure:
    """Draw one yearly series; missing years are gaps, and a stretch is drawn as weak as the weaker of its two ends.

    `kinds` gives each point's kind (else `kind` holds for all). One trace a kind, one legend entry for all of them;
    a point without neighbours is drawn as a marker, so that it is seen at all.
    """
    point_kinds = [Kind(item) for item in kinds] or [Kind(kind)] * len(periods)
    points = {year: (value, point_kind) for year, value, point_kind
              in zip(periods, values, point_kinds, strict=True) if value is not None and value == value}
    group, shown = group or name, not legend
    for stretch_kind, years, levels in _stretches(points):
        figure.add_trace(go.Scatter(
            x=years, y=levels, mode="lines", name=name, legendgroup=group, showlegend=not shown, opacity=opacity,
            meta=evidence(stretch_kind),
            line={"color": colour, "width": width, "dash": palette.DASH[stretch_kind]}, connectgaps=False,
            hoverinfo="skip", visible=visible))
        shown = True
    marked = sorted(year for year in points if markers or not _has_neighbour(year, points))
    plain = sorted(set(points) - set(marked))
    for years, drawn in ((marked, True), (plain, False)):
        if not years:
            continue
        figure.add_trace(go.Scatter(
            x=years, y=[points[year][0] for year in years], mode="markers", name=name, legendgroup=group,
            showlegend=drawn and not shown, hovertemplate=hover(unit, digits), opacity=opacity if drawn else 0,
            visible=visible, meta=evidence([points[year][1] for year in years]),
            marker={"color": colour, "size": 8, "symbol": [palette.MARKER[points[year][1]] for year in years],
                    "line": {"width": 2, "color": colour}}))
        shown = shown or drawn
    return figure


def _has_neighbour(year: int, points: dict) -> bool:
    return year - 1 in points or year + 1 in points


def _stretches(points: dict[int, tuple[float, Kind]]) -> list[tuple[Kind, list, list]]:
    """Return, for each kind, the stretches between consecutive years as one broken polyline."""
    lines: dict[Kind, tuple[list, list]] = {}
    for first, second in pairwise(sorted(points)):
        if second - first != 1:
            continue
        (start, start_kind), (end, end_kind) = points[first], points[second]
        years, levels = lines.setdefault(weakest((start_kind, end_kind)), ([], []))
        if years and years[-1] == first:
            years.append(second)
            levels.append(end)
        else:
            years += [None, first, second] if years else [first, second]
            levels += [None, start, end] if levels else [start, end]
    return [(kind, *lines[kind]) for kind in sorted(lines, key=lambda item: item.rank)]


def add_bars(figure: go.Figure, labels: Sequence, values: Sequence[float | None], *, name: str, colour: str,
             unit: str, kinds: Sequence[Kind | str] = (), kind: Kind | str = Kind.OBSERVED, digits: int = 1,
             horizontal: bool = False, legend: bool = True, **more) -> go.Figure:
    """Draw one series of bars; bars weaker than measured are hatched and paler. A None draws nothing."""
    bar_kinds = [Kind(item) for item in kinds] or [Kind(kind)] * len(labels)
    position = {"x": list(values), "y": list(labels)} if horizontal else {"x": list(labels), "y": list(values)}
    figure.add_trace(go.Bar(
        **position, name=name, legendgroup=name, showlegend=legend, orientation="h" if horizontal else "v",
        hovertemplate=hover(unit, digits, horizontal=horizontal), meta=evidence(bar_kinds),
        marker={"color": colour, "opacity": [palette.OPACITY[item] for item in bar_kinds], "line": {"width": 0},
                "pattern": {"shape": [palette.HATCH[item] for item in bar_kinds], "fillmode": "overlay", "size": 6,
                            "solidity": 0.25, "fgcolor": "rgba(255,255,255,0.75)"}}, **more))
    return figure


def add_target(figure: go.Figure, year: float, low: float, high: float | None = None, *, name: str, unit: str,
               digits: int = 1, colour: str = palette.TARGET, legend: bool = True) -> go.Figure:
    """Mark a target in its year: a star at a single value, a vertical bracket over a range."""
    top = low if high is None else high
    text = f"{low:{NUMBER[digits]}}" if top == low else f"{low:{NUMBER[digits]}}–{top:{NUMBER[digits]}}"
    figure.add_trace(go.Scatter(
        x=[year] if top == low else [year, year], y=[low] if top == low else [low, top], name=name, legendgroup=name,
        showlegend=legend, mode="markers" if top == low else "lines+markers", line={"color": colour, "width": 4},
        marker={"color": colour, "size": 12 if top == low else 9, "symbol": "star" if top == low else "line-ew-open",
                "line": {"width": 2, "color": colour}},
        cliponaxis=False,  # neutrality stands on the axis, and often in the last year
        hovertemplate=f"{name}: {text} {unit}<extra></extra>", meta=evidence(Kind.SCENARIO)))
    return figure


def add_level(figure: go.Figure, value: float, *, label: str, colour: str = palette.TARGET) -> go.Figure:
    """Draw a horizontal level across the plot with its label at the left end, above the line."""
    figure.add_hline(y=value, line={"color": colour, "width": 1.5, "dash": "longdash"},
                     annotation={"text": label, "font": {"color": colour}, "xanchor": "left", "x": 0,
                                 "showarrow": False, "yanchor": "bottom"})
    return figure


def add_event(figure: go.Figure, year: float, *, label: str, colour: str = palette.NEUTRAL) -> go.Figure:
    """Mark a dated event with a thin vertical line and its label at the top."""
    figure.add_vline(x=year, line={"color": colour, "width": 1, "dash": "dot"},
                     annotation={"text": label, "font": {"color": colour}, "yanchor": "top", "textangle": -90,
                                 "showarrow": False, "xanchor": "right"})
    return figure


def years_axis(figure: go.Figure, first: int, last: int) -> go.Figure:
    """Set the x axis to whole years from first to last, without thousands separators or half-year ticks."""
    figure.update_xaxes(range=[first - 0.6, last + 0.6], tickformat="d", nticks=8, tickmode="auto",
                        minallowed=first - 1, maxallowed=last + 1)
    return figure
