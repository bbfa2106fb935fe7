"""Pure Plotly figures: answers and model results in, `go.Figure` out. No Streamlit, no database."""
