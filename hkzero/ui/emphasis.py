"""The reader's choice of what keeps its colour on every page: all figures, or only those on firmer ground."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go
import streamlit as st

from hkzero.charts.emphasis import Shown, greyed, kinds_in_colour
from hkzero.measure import Kind
from hkzero.text import label, list_join
from hkzero.ui import cached
from hkzero.ui.markdown import plain
from hkzero.ui.state import asked, choice, language, say

KEY = "evidence"


def choose() -> Shown:
    """Draw the control and return the choice; it stands in the URL of every page as a code."""
    return Shown(choice(KEY, [*Shown], {code: say(f"show.emphasis.{code}") for code in Shown}, Shown.ALL, st.selectbox,
                        label=say("show.emphasis.label"), help=plain(say("show.emphasis.help"))))


def chosen() -> Shown:
    """Return the choice of this run, also where the control is not drawn (an embedded page)."""
    known = {code.value for code in Shown}
    found = st.session_state.get(KEY) or asked(KEY)
    return Shown(found) if found in known else Shown.ALL


def remark() -> None:
    """Say above the page that part of it is grey, and where to change that; nothing while everything has its colour."""
    if chosen() != Shown.ALL:
        kept = list_join((label("kind", kind, language()) for kind in Kind if kind in kinds_in_colour(chosen())),
                         language())
        st.info(plain(say("show.emphasis.remark", kinds=kept)), icon=":material/invert_colors_off:")


def in_grey(kinds: Iterable[Kind]) -> list[Kind]:
    """Return which of the kinds are greyed, strongest first."""
    kept = kinds_in_colour(chosen())
    return sorted({kind for kind in kinds if kind not in kept}, key=lambda kind: kind.rank)


def applied(figure: go.Figure) -> go.Figure:
    """Return the figure as it is to be seen: itself, or a copy in which weaker evidence is grey."""
    if chosen() == Shown.ALL:
        return figure
    return cached.variant(greyed, figure, kinds_in_colour(chosen()))
