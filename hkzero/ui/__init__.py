"""The dashboard itself: the only package that imports Streamlit."""
