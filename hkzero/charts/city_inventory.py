"""A year's city inventory as a picture: a bar a scope, divided by sector."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import city_inventory as words
from hkzero.text import t, unit_label

# Stationary energy is mostly buildings; a sector keeps its colour.
COLOUR = {"I": palette.SECTOR["buildings"], "II": palette.SECTOR["transport"], "III": palette.SECTOR["waste"],
          "IV": palette.SECTOR["industrial_processes"], "V": palette.SECTOR["agriculture"]}
BARS = ("scope_3", "scope_2", "generation", "scope_1")  # from the bottom up
T_PER_MT = 1e6
HEIGHT_PIXELS = 330

Piece = tuple[str, str, float, Kind | str]


def by_scope(pieces: Sequence[Piece], lang: str) -> go.Figure:
    """Return a stacked bar a scope, Mt CO2e; generation for the grid has a bar of its own.

    `pieces` are (bar, sector, t CO2e, kind): a bar of BARS, the sector's Roman number.
    """
    unit = unit_label("Mt CO2e", lang)
    figure = layout.base_figure(unit, revision="city_inventory", height=HEIGHT_PIXELS, horizontal=True)
    found = {(bar, sector): (tonnes / T_PER_MT, kind) for bar, sector, tonnes, kind in pieces}
    bars = [bar for bar in BARS if any(bar == piece[0] for piece in pieces)]
    labels = [t(f"data_inventory.chart.{bar}", lang) for bar in bars]
    for sector, colour in COLOUR.items():
        parts = [found.get((bar, sector), (None, Kind.DERIVED)) for bar in bars]
        if any(value is not None for value, _ in parts):
            layout.add_bars(figure, labels, [value for value, _ in parts], name=words.sector(sector, lang),
                            colour=colour, unit=unit, kinds=[kind for _, kind in parts], digits=2, horizontal=True)
    return figure.update_layout(barmode="stack", bargap=0.3, legend={"y": -0.28})
