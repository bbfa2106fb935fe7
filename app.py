"""The door: `streamlit run app.py`, or any ASGI server with app:app."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from hkzero.ui.http import lifespan, middleware, routes

MAIN = Path(__file__).resolve().parent / "hkzero" / "ui" / "main.py"

app = st.App(MAIN, lifespan=lifespan, middleware=middleware(), routes=routes())
