"""The door of an app that shows one map, with the middleware and routes of the real one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from hkzero.ui.http import lifespan, middleware, routes

app = st.App(Path(__file__).with_name("script.py"), lifespan=lifespan, middleware=middleware(), routes=routes())
