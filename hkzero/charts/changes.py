"""What moved between the last two years, by sector."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer, Kind
from hkzero.text import label, number, percent, unit_label

PERCENT = 100.0
UNIT = "Mt CO2e"
PIXELS_A_BAR = 48
PIXELS_AROUND = 70


def last_year_changes(changes: Answer, lang: str) -> go.Figure:
    """Return the change of each sector as horizontal bars (Mt), the total last; the figures stand under the names."""
    unit = unit_label(UNIT, lang)
    frame = changes.frame[changes.frame["value"].notna()].copy()
    frame["is_total"] = frame["sector"] == "total"
    # Drawn from the bottom up: the total lowest, the largest fall on top.
    frame = frame.sort_values(["is_total", "value"], ascending=[False, False])
    figure = layout.base_figure(unit, revision="overview.changes", horizontal=True,
                                height=PIXELS_AROUND + PIXELS_A_BAR * len(frame))
    values = frame["value"]
    shares = frame["value"] / frame["from_value"] * PERCENT
    written = [f"{number(value, lang, 2, signed=True)} ({percent(share, lang, 1, signed=True)})"
               for value, share in zip(values, shares, strict=True)]
    names = [label("sector", sector, lang) for sector in frame["sector"]]
    figure.add_trace(go.Bar(
        # The figures stand under the names, where they have room on a telephone too.
        x=list(values), y=[f"{name}<br><b>{text}</b>" for name, text in zip(names, written, strict=True)],
        orientation="h", showlegend=False, name="", customdata=names, text=written, textposition="none",
        hovertemplate=f"%{{customdata}}: %{{text}} {unit}<extra></extra>", meta=layout.evidence(frame["kind"]),
        marker={"color": [palette.colour_of(sector, palette.SECTOR) for sector in frame["sector"]],
                "opacity": [palette.OPACITY[Kind(kind)] for kind in frame["kind"]]}))
    return figure
