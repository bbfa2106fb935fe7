"""A reader's own fleet as a picture: what each class of vehicle and fuel emits, with the range of what is assumed."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from hkzero.charts import captioned, palette
from hkzero.measure import Kind
from hkzero.text import quantity, t

MOST_BARS = 16
# The colours of the fuels elsewhere: electricity is that of the power stations.
COLOUR = {"petrol": palette.ORANGE, "hybrid": palette.ORANGE, "plug_in_hybrid": palette.ORANGE,
          "diesel": palette.EARTH, "lpg": palette.ORCHID, "electricity": palette.BLUE, "hydrogen": palette.TEAL}

Piece = tuple[str, str, tuple[float, float, float]]  # class, fuel, (low, central, high) t CO2e


def by_class(pieces: Sequence[Piece], lang: str) -> go.Figure:
    """Return a bar a class and fuel, the first MOST_BARS; a thin line where low and high differ."""
    rows = []
    for vehicle, fuel, (low, central, high) in pieces[:MOST_BARS]:
        caption = t("data_fleet.chart.caption", lang, value=quantity(central, "t CO2e", lang),
                    **_names(vehicle, fuel, lang))
        ends = (low, high) if low < high else (None, None)
        rows.append(captioned.Row(caption, central, COLOUR[fuel], Kind.ASSUMED, *ends))
    return captioned.bars([("", rows)], revision="data.own_fleet")


def by_class_alt(pieces: Sequence[Piece], lang: str) -> str:
    """Return which class and fuel emit most, as a sentence; `pieces` has at least one, the largest first."""
    vehicle, fuel, (_, most, _) = pieces[0]
    total = sum(central for _, _, (_, central, _) in pieces)
    return t("data_fleet.chart.alt", lang, value=quantity(most, "t CO2e", lang),
             total=quantity(total, "t CO2e", lang), **_names(vehicle, fuel, lang))


def _names(vehicle: str, fuel: str, lang: str) -> dict[str, str]:
    return {"class": t(f"data_fleet.class.{vehicle}", lang), "fuel": t(f"data_fleet.fuel.{fuel}", lang)}
