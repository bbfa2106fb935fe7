"""A reader's own buildings as pictures: on the map of the districts, against their groups, and scope by scope.

The names are a stranger's words: they are escaped, so that nothing in them acts as markup.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from hkzero.charts import districts, layout, palette
from hkzero.measure import Kind
from hkzero.text import label, percent, quantity, t, unit_label

TONNES, INDEX = "t CO2e", "MJ/m2/year"
AVERAGE = 100.0  # per cent of the group's published index
MOST, LONGEST_NAME = 25, 22
ROW_PIXELS, FRAME_PIXELS = 24, 110
SMALLEST, LARGEST = 8, 26
ABOVE, BELOW = ("diamond", palette.ORANGE), ("circle", palette.TEAL)
SCOPE_COLOUR = {"scope_1": palette.EARTH, "scope_2": palette.BLUE}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture shows of a building in a year: t CO2e (None: not known), energy per floor area in MJ/m2.

    `difference_percent` is above (+) or below (-) the published index of its group; lat and lon in degrees.
    """

    name: str
    year: int
    group: str
    scope_1_t: float | None
    scope_2_t: float
    index: float
    group_index: float
    difference_percent: float
    district: str | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def tonnes(self) -> float:
        """Scope 1, as far as it is known, and scope 2."""
        return (self.scope_1_t or 0.0) + self.scope_2_t


def placeless(rows: Sequence[Seen]) -> int:
    """Return how many buildings have neither position nor district, and so are on no map."""
    return sum(one.lat is None and one.district is None for one in rows)


def on_map(rows: Sequence[Seen], lang: str, outlines: str) -> go.Figure:
    """Return the districts shaded by the emissions of the buildings in them, with a point for each known position.

    `outlines` is the address of the districts' outlines. A district without a building has no colour.
    """
    sums = by_district(rows)
    figure = go.Figure(skip_invalid=True)
    bare = [code for code in districts.CODES if code not in sums]
    if bare:
        figure.add_trace(go.Choropleth(
            geojson=outlines, locations=bare, z=[1] * len(bare), showscale=False, meta=layout.evidence(None),
            colorscale=[[0, palette.CLEAR], [1, palette.CLEAR]],
            marker={"line": {"color": palette.INK, "width": districts.THIN}}, hovertemplate="%{text}<extra></extra>",
            text=[t("data_own_buildings.map.none_in", lang, name=label("district", code, lang)) for code in bare]))
    ends = districts.class_breaks([tonnes for tonnes, _ in sums.values()])
    if sums:
        figure.add_trace(go.Choropleth(
            geojson=outlines, locations=list(sums), coloraxis="coloraxis", meta=layout.evidence(Kind.ASSUMED),
            z=districts.placed([tonnes for tonnes, _ in sums.values()], ends),
            marker={"line": {"color": palette.INK, "width": districts.THIN}}, hovertemplate="%{text}<extra></extra>",
            text=[_district_text(code, tonnes, count, lang) for code, (tonnes, count) in sums.items()]))
        figure.update_layout(coloraxis=districts.colour_axis(ends, unit_label(TONNES, lang), lang))
    most = max((one.tonnes for one in rows), default=0.0)
    for is_above, (symbol, colour) in ((True, ABOVE), (False, BELOW)):
        part = [one for one in rows if one.lat is not None and (one.difference_percent > 0) == is_above]
        if part:
            figure.add_trace(go.Scattergeo(
                lon=[one.lon for one in part], lat=[one.lat for one in part], mode="markers",
                name=t(f"data_own_buildings.{'above' if is_above else 'below'}", lang),
                text=[building_text(one, lang) for one in part], hovertemplate="%{text}<extra></extra>",
                meta=layout.evidence([Kind.ASSUMED] * len(part)),
                marker={"symbol": symbol, "color": colour, "opacity": districts.POINT_OPACITY,
                        "size": [_size(one.tonnes, most) for one in part],
                        "line": {"width": 1.5, "color": palette.PAPER}}))
    return districts.framed(figure.update_layout(showlegend=True))


def by_district(rows: Sequence[Seen]) -> dict[str, tuple[float, int]]:
    """Return t CO2e and number of the buildings by district, in the order of the letters."""
    sums: dict[str, tuple[float, int]] = {}
    for one in rows:
        if one.district:
            tonnes, count = sums.get(one.district, (0.0, 0))
            sums[one.district] = tonnes + one.tonnes, count + 1
    return dict(sorted(sums.items()))


def map_alt(rows: Sequence[Seen], lang: str) -> str:
    """Return in words what the map shows: how many buildings where, and which district emits most."""
    sums = by_district(rows)
    if not sums:
        return t("data_own_buildings.map.alt_none", lang)
    top = max(sums, key=lambda code: sums[code][0])
    return t("data_own_buildings.map.alt", lang, n=len(rows) - placeless(rows), districts=len(sums),
             top=label("district", top, lang), tonnes=quantity(sums[top][0], TONNES, lang))


def building_text(one: Seen, lang: str) -> str:
    """Return a building in words: name, emissions, energy per floor area and how that stands in its group."""
    gas = "" if one.scope_1_t is not None else t("data_own_buildings.gas_unknown", lang)
    lines = (f"<b>{plain_name(one.name)}</b>", t(f"buildings.group.{one.group}", lang),
             quantity(one.tonnes, TONNES, lang), gas, quantity(one.index, INDEX, lang, 0),
             t("data_own_buildings.against_group", lang, group=quantity(one.group_index, INDEX, lang, 0),
               difference=percent(one.difference_percent, lang, 0, signed=True)), str(one.year))
    return "<br>".join(line for line in lines if line)


def plain_name(name: str, longest: int = 80) -> str:
    """Return a stranger's name as one line of plain text, cut off where it is too long for the picture."""
    line = " ".join(name.split())
    return escape(line if len(line) <= longest else line[:longest - 1] + "…", quote=False)


def _district_text(code: str, tonnes: float, count: int, lang: str) -> str:
    return "<br>".join((f"<b>{label('district', code, lang)}</b>", quantity(tonnes, TONNES, lang),
                        t("data_own_buildings.map.count", lang, n=count)))


def _size(tonnes: float, most: float) -> float:
    """Return the diameter of a point in pixels: its area follows the emissions, as far as it can still be seen."""
    return max(SMALLEST, LARGEST * math.sqrt(tonnes / most)) if most > 0 else SMALLEST


def against_groups(rows: Sequence[Seen], lang: str) -> go.Figure:
    """Return each building's energy per floor area in per cent of its group's published index, highest on top.

    Of more than MOST buildings the highest are drawn.
    """
    shown = ranked(rows, by="difference_percent")[::-1]
    figure = _ranking(shown, t("data_own_buildings.benchmark.axis", lang), "own_buildings.benchmark")
    places = list(range(len(shown)))
    values = [AVERAGE + one.difference_percent for one in shown]
    figure.add_trace(go.Scatter(
        x=[x for value in values for x in (AVERAGE, value, None)],
        y=[y for place in places for y in (place, place, None)],
        mode="lines", hoverinfo="skip", showlegend=False, line={"color": palette.NEUTRAL, "width": 2},
        meta=layout.evidence(Kind.ASSUMED)))
    for is_above, (symbol, colour) in ((True, ABOVE), (False, BELOW)):
        part = [place for place in places if (shown[place].difference_percent > 0) == is_above]
        if part:
            figure.add_trace(go.Scatter(
                x=[values[place] for place in part], y=part, mode="markers",
                name=t(f"data_own_buildings.{'above' if is_above else 'below'}", lang),
                text=[building_text(shown[place], lang) for place in part], hovertemplate="%{text}<extra></extra>",
                marker={"symbol": symbol, "size": 11, "color": colour},
                meta=layout.evidence([Kind.ASSUMED] * len(part))))
    figure.add_vline(x=AVERAGE, line={"color": palette.INK, "width": 1.5, "dash": "dash"})
    return figure


def against_groups_alt(rows: Sequence[Seen], lang: str) -> str:
    """Return how many buildings are above their groups, and the highest and lowest of all, as a sentence."""
    ordered = ranked(rows, by="difference_percent", most=len(rows))
    top, low = ordered[0], ordered[-1]
    above = sum(one.difference_percent > 0 for one in rows)
    return t("data_own_buildings.benchmark.alt", lang, n=len(rows), above=above,
             top=top.name, low=low.name, top_percent=percent(top.difference_percent, lang, 0, signed=True),
             low_percent=percent(low.difference_percent, lang, 0, signed=True))


def by_scope(rows: Sequence[Seen], lang: str) -> go.Figure:
    """Return stacked bars of scope 1 and 2 a building, t CO2e, largest on top; of more than MOST the largest."""
    shown = ranked(rows, by="tonnes")[::-1]
    unit = unit_label(TONNES, lang)
    figure = _ranking(shown, unit, "own_buildings.scopes")
    parts = {"scope_1": [one.scope_1_t for one in shown], "scope_2": [one.scope_2_t for one in shown]}
    for scope, values in parts.items():
        if any(value is not None for value in values):
            layout.add_bars(figure, list(range(len(shown))), values, name=t(f"data_own_buildings.{scope}", lang),
                            colour=SCOPE_COLOUR[scope], unit=unit, kind=Kind.ASSUMED, horizontal=True,
                            text=[plain_name(one.name) for one in shown], textposition="none")
            figure.data[-1].hovertemplate = f"<b>%{{text}}</b><br>{layout.hover(unit, horizontal=True)}"
    return figure.update_layout(barmode="stack", bargap=0.3)


def by_scope_alt(rows: Sequence[Seen], lang: str) -> str:
    """Return the building that emits most, its emissions and its share of all, as a sentence."""
    top, every = ranked(rows, by="tonnes")[0], sum(one.tonnes for one in rows)
    share = 100 * top.tonnes / every if every else None
    return t("data_own_buildings.scopes.alt", lang, n=len(rows), top=top.name,
             tonnes=quantity(top.tonnes, TONNES, lang), share=percent(share, lang, 0))


def ranked(rows: Sequence[Seen], *, by: str, most: int = MOST) -> list[Seen]:
    """Return the first `most` of the buildings by a field, highest first; ties in the order of names and years."""
    return sorted(rows, key=lambda one: (-getattr(one, by), one.name, one.year))[:most]


def _ranking(shown: Sequence[Seen], title: str, revision: str) -> go.Figure:
    """Return an empty figure with a row a building, first at the bottom; two of one name are two rows."""
    figure = layout.base_figure(title, revision=revision, height=FRAME_PIXELS + ROW_PIXELS * max(3, len(shown)),
                                horizontal=True)
    figure.update_yaxes(tickmode="array", tickvals=list(range(len(shown))), range=[-0.7, len(shown) - 0.3],
                        ticktext=[plain_name(one.name, LONGEST_NAME) for one in shown], fixedrange=True,
                        zeroline=False)
    figure.update_xaxes(fixedrange=True, nticks=4, tickangle=0)
    # The legend stands a fixed distance below the axis, however many rows there are.
    return figure.update_layout(legend={"y": -62 / (ROW_PIXELS * max(3, len(shown)))})
