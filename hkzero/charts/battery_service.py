"""What a battery costs the climate for each kilowatt-hour delivered, by stage and by use, as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.text import number, t, unit_label

UNIT = "g CO2e/kWh delivered"
STAGES = {"production": palette.BLUE, "distribution": palette.TEAL, "end_of_life": palette.EARTH,
          "total": palette.NEUTRAL, "credit": palette.GOOD, "after_credit": palette.NEUTRAL}
SUMS = ("total", "after_credit")
TICKS = tuple(round(step * 10.0**power, 3) for power in range(-1, 5) for step in (1, 2, 5))
Ends = Sequence[float]


def stages(parts: Mapping[str, Ends], lang: str) -> go.Figure:
    """Return the stages as a waterfall from the top down; `parts` low, central, high g/kWh by code of STAGES."""
    unit = unit_label(UNIT, lang)
    figure = layout.base_figure(unit, revision="battery.stages", height=330, horizontal=True)
    reached = 0.0
    for code, colour in STAGES.items():
        low, central, high = parts[code]
        begin = 0.0 if code in SUMS else reached - central if code == "credit" else reached
        reached = central if code in SUMS else begin if code == "credit" else reached + central
        name = t(f"battery_service.stages.{code}", lang)
        ends = {"type": "data", "symmetric": False, "color": palette.NEUTRAL, "thickness": 1.5, "width": 4,
                "array": [high - central], "arrayminus": [central - low]} if code in SUMS else None
        layout.add_bars(figure, [name], [round(central, 3)], name=name, colour=colour, unit=unit, kind=Kind.ASSUMED,
                        horizontal=True, legend=False, base=begin, error_x=ends, customdata=[central])
        figure.data[-1].hovertemplate = f"{name}: %{{customdata:,.3~r}} {unit}<extra></extra>"
    figure.update_layout(barmode="overlay", bargap=0.3, margin={"l": 8, "r": 16, "t": 8, "b": 8})
    return figure.update_yaxes(autorange="reversed")


def by_use(found: Mapping[str, Ends], chosen: str, lang: str) -> go.Figure:
    """Return low, central and high g/kWh by use, least on top, on a logarithmic scale; the chosen use stands out."""
    unit = unit_label(UNIT, lang)
    figure = layout.base_figure(unit, revision="battery.by_use", height=330, horizontal=True)
    ranked = sorted(found.items(), key=lambda item: item[1][1])
    for code, (low, central, high) in ranked:
        name = t(f"battery_service.use.{code}", lang)
        colour = palette.BLUE if code == chosen else palette.SILVER
        text = number(central, lang)
        figure.add_trace(go.Scatter(
            x=[central], y=[name], mode="markers+text", name=name, text=[text], textposition="top center",
            textfont={"color": palette.INK}, showlegend=False, meta=layout.evidence([Kind.ASSUMED]), cliponaxis=False,
            marker={"color": colour, "size": 11, "symbol": palette.MARKER[Kind.ASSUMED],
                    "line": {"width": 2, "color": colour}},
            error_x={"type": "data", "symmetric": False, "color": colour, "thickness": 2, "width": 5,
                     "array": [high - central], "arrayminus": [central - low]},
            hovertemplate=f"{name}: {text} ({number(low, lang)}–{number(high, lang)}) {unit}<extra></extra>"))
    least, most = min(ends[0] for ends in found.values()), max(ends[2] for ends in found.values())
    ticks = [tick for tick in TICKS if least * 0.5 <= tick <= most * 2 and str(tick)[0] == "1"]
    figure.update_xaxes(type="log", tickvals=ticks, ticktext=[number(tick, lang) for tick in ticks], autorange=True,
                        showgrid=True)
    return figure.update_yaxes(autorange="reversed").update_layout(margin={"l": 8, "r": 16, "t": 16, "b": 8})
