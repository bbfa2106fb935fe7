"""Emissions the usual way: read the CSV at every run, draw with plotly.express. A comparison for the benchmark."""

import pandas as pd
import plotly.express as px
import streamlit as st

st.set_page_config(page_title="Emissions", layout="wide")
st.title("Greenhouse gas emissions of Hong Kong")
frame = pd.read_csv("data/facts/inventory/emissions_by_sector.csv")
frame["period"] = pd.to_numeric(frame["period"], errors="coerce")
frame = frame.dropna(subset=["period"]).sort_values("vintage").drop_duplicates(["sector", "period"], keep="last")
frame = frame.sort_values("period")
first, last = st.slider("Years", 1990, 2024, (1990, 2024))
frame = frame[frame["period"].between(first, last)]
total = frame[frame["sector"] == "total"]
sectors = frame[frame["sector"] != "total"]
newest = sectors[sectors["period"] == sectors["period"].max()]

st.metric("Total, newest year", f"{total['value'].iloc[-1] / 1000:.1f} Mt CO2e")
st.plotly_chart(px.line(total, x="period", y="value", markers=True, title="Total emissions"))
st.plotly_chart(px.area(sectors, x="period", y="value", color="sector", title="Emissions by sector"))
st.plotly_chart(px.bar(newest, x="value", y="sector", orientation="h", title="By sector, newest year"))
st.dataframe(frame)
