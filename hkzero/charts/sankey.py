"""Where emissions arise, through which carrier, and who uses it."""

from __future__ import annotations

from collections import defaultdict

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer, Kind, weakest
from hkzero.text import label, list_join, number, t, unit_label

UNIT = "Mt CO2e"
HEIGHT_PIXELS = 620
LINK_OPACITY, PALE_LINK_OPACITY = 0.55, 0.25
# Flows smaller than this share of the total are a hair on the screen; they stay in the table.
LEGIBLE_SHARE = 0.002
COLOURS = {"source": palette.SOURCE, "carrier": palette.CARRIER, "use": palette.USE}
# What reaches its user without a carrier (landfill gas, processes) flows straight from source to use.
NO_CARRIER = "none"

Node = tuple[str, str]


def flow(flows: Answer, lang: str) -> go.Figure:
    """Return the Sankey diagram source → carrier → use of one year; `flows` is in Mt.

    A link has the colour of its source, so that power-station emissions can be followed to their users; a link that
    rests on an estimate is paler.
    """
    unit = unit_label(UNIT, lang)
    links = _links(flows)
    sizes = _sizes(links)
    nodes = sorted(sizes, key=lambda node: (list(COLOURS).index(node[0]), -sizes[node]))
    place = {node: index for index, node in enumerate(nodes)}
    figure = layout.base_figure(unit, revision="overview.flow", height=HEIGHT_PIXELS)
    figure.update_layout(hovermode="closest", xaxis={"visible": False}, yaxis={"visible": False})
    names = [label(column, code, lang) for column, code in nodes]
    figure.add_trace(go.Sankey(
        arrangement="snap", valueformat=",.2f", valuesuffix=f" {unit}",
        meta=layout.evidence([kind for _, kind in links.values()]),
        # plotly.js lays a white shadow around each label, which the light letters of the dark theme would melt into.
        textfont={"color": palette.INK, "size": 13, "shadow": "none"},
        node={"label": [f"{name} {number(sizes[node], lang, 1)}" for name, node in zip(names, nodes, strict=True)],
              "color": [palette.colour_of(code, COLOURS[column]) for column, code in nodes],
              "customdata": names,
              "pad": 16, "thickness": 12, "line": {"width": 0},
              "hovertemplate": "%{customdata}: %{value}<extra></extra>"},
        link={"source": [place[left] for left, _, _ in links], "target": [place[right] for _, right, _ in links],
              "value": [value for value, _ in links.values()],
              "color": [_link_colour(source, kind) for (_, _, source), (_, kind) in links.items()],
              "customdata": [label("kind", kind, lang) for _, kind in links.values()],
              "hovertemplate": "%{source.customdata} → %{target.customdata}<br>%{value} (%{customdata})"
                               "<extra></extra>"}))
    return figure


def flow_in_words(flows: Answer, lang: str) -> dict[str, str]:
    """Return title, subtitle, note and, in the alternative text, the largest sources and the largest uses."""
    sizes = _sizes(_links(flows))
    largest = {column: sorted((node for node in sizes if node[0] == column), key=lambda node: -sizes[node])[:3]
               for column in ("source", "use")}
    named = {column: list_join((t("overview.flow.amount", lang, name=label(*node, lang),
                                  amount=number(sizes[node], lang, 1)) for node in nodes), lang)
             for column, nodes in largest.items()}
    return {"title": t("overview.flow.title", lang, year=int(flows.frame["period"].max())),
            "subtitle": t("overview.flow.subtitle", lang), "note": t("overview.flow.note", lang),
            "alt": t("overview.flow.alt", lang, unit=unit_label(UNIT, lang), **named)}


def _links(flows: Answer) -> dict[tuple[Node, Node, str], tuple[float, Kind]]:
    """Return megatonnes and kind of every link, by its two ends and the source its emissions come from."""
    amounts: dict[tuple[Node, Node, str], float] = defaultdict(float)
    kinds: dict[tuple[Node, Node, str], list[str]] = defaultdict(list)
    for row in flows.frame.to_dict("records"):
        stops = [("source", row["source"]), ("carrier", row["carrier"]), ("use", row["use"])]
        if row["carrier"] == NO_CARRIER:
            del stops[1]
        for left, right in zip(stops, stops[1:], strict=False):
            amounts[left, right, row["source"]] += row["value"]
            kinds[left, right, row["source"]].append(row["kind"])
    smallest = LEGIBLE_SHARE * flows.frame["value"].sum()
    return {ends: (amount, weakest(kinds[ends])) for ends, amount in amounts.items() if amount > smallest}


def _sizes(links: dict[tuple[Node, Node, str], tuple[float, Kind]]) -> dict[Node, float]:
    """Return megatonnes through every node."""
    sizes: dict[Node, float] = defaultdict(float)
    for (left, right, _), (amount, _) in links.items():
        if left[0] == "source":
            sizes[left] += amount
        sizes[right] += amount
    return dict(sizes)


def _link_colour(source: str, kind: Kind) -> str:
    pale = kind.rank >= Kind.ESTIMATED.rank
    return palette.faded(palette.colour_of(source, palette.SOURCE), PALE_LINK_OPACITY if pale else LINK_OPACITY)
