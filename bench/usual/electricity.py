"""Electricity the usual way: read the CSV at every run, draw with plotly.express. A comparison for the benchmark."""

import pandas as pd
import plotly.express as px
import streamlit as st

st.set_page_config(page_title="Electricity", layout="wide")
st.title("Electricity of Hong Kong")
frame = pd.read_csv("data/facts/electricity/generation.csv")
frame["period"] = pd.to_numeric(frame["period"], errors="coerce")
frame = frame.dropna(subset=["period"])
frame = frame[frame["series_id"].isin(["electricity.generation", "electricity.net_imports"])]
frame.loc[frame["series_id"] == "electricity.net_imports", "fuel"] = "net imports"
frame = frame[frame["fuel"] != "all"].sort_values(["fuel", "period"])
first, last = st.slider("Years", 2000, 2024, (2000, 2024))
frame = frame[frame["period"].between(first, last)]
shares = pd.read_csv("data/facts/electricity/fuel_mix_shares.csv")
tariffs = pd.read_csv("data/facts/electricity/tariffs.csv")

st.metric("Newest year", f"{frame[frame['period'] == frame['period'].max()]['value'].sum():,.0f}")
st.plotly_chart(px.bar(frame, x="period", y="value", color="fuel", title="Generation and net imports"))
st.plotly_chart(px.bar(shares, x="period", y="value", color="fuel", title="Published shares"))
st.plotly_chart(px.line(tariffs, x="period", y="value", color="series_id", title="Tariffs"))
st.dataframe(frame)
