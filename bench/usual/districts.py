"""Districts the usual way: the outline inside the figure, everything read at every run. For the benchmark."""

import json

import pandas as pd
import plotly.express as px
import streamlit as st

st.set_page_config(page_title="Districts", layout="wide")
st.title("Districts of Hong Kong")
with open("data/geo/districts.geojson", encoding="utf-8") as file:
    outline = json.load(file)
names = pd.DataFrame([feature["properties"] for feature in outline["features"]])
profile = pd.read_csv("data/facts/buildings/district_profile.csv")
profile = profile.merge(names, left_on="district", right_on="district_code", how="inner")
indicator = st.selectbox("Indicator", sorted(profile["series_id"].unique()))
shown = profile[profile["series_id"] == indicator].sort_values("period").drop_duplicates("district", keep="last")
least = st.slider("At least, per cent of the largest", 0, 90, 0)
shown = shown[shown["value"] >= shown["value"].max() * least / 100]

st.metric("Districts", len(shown))
figure = px.choropleth(shown, geojson=outline, locations="district_code", featureidkey="properties.district_code",
                       color="value", hover_name="name_en", title=indicator)
figure.update_geos(fitbounds="locations", visible=False)
st.plotly_chart(figure)
st.plotly_chart(px.bar(shown.sort_values("value"), x="value", y="name_en", orientation="h", title=indicator))
st.plotly_chart(px.scatter(shown, x="area_km2", y="value", text="name_en", title="By area"))
st.dataframe(shown)
