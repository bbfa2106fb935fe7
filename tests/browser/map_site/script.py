"""Districts drawn by MapLibre over the base map, or as SVG without one, and the district that was clicked.

The values are synthetic: the position of the district's letter in the alphabet.
"""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from hkzero.charts import base_map
from hkzero.ui import geography, settings

LETTERS = list("ABCDEFGHJKLMNPQRST")

tiles = settings.base_map_tiles()
shown = {"geojson": geography.urls()[0], "locations": LETTERS, "z": list(range(len(LETTERS))),
         "showscale": False, "marker": {"opacity": 0.5, "line": {"width": 1}}}
if tiles:
    figure = go.Figure(go.Choroplethmap(**shown), layout={"map": {
        "style": base_map.style(tiles, "en"), "center": {"lon": 114.14, "lat": 22.36}, "zoom": 9}})
else:
    figure = go.Figure(go.Choropleth(**shown), layout={"geo": {"visible": False, "bgcolor": "rgba(0,0,0,0)"}})
figure.update_layout(height=600, margin={"l": 0, "r": 0, "t": 0, "b": 0})

st.title("A map for the tests")
st.plotly_chart(figure, key="map", on_select="rerun", selection_mode="points", config={"topojsonURL": "./"})
points = st.session_state["map"].selection.points
st.text(f"clicked: {points[0]['location'] if points else 'nothing'}")
