"""One chart to be passed on: its link and snippet, a page that shows it alone, and a page on a projector."""

from __future__ import annotations

from html import escape

import streamlit as st

from hkzero.text import t
from hkzero.ui.download import Sheet
from hkzero.ui.frame import ONLY, permanent_link
from hkzero.ui.markdown import link, plain
from hkzero.ui.state import asked, say

PRESENT = "present"
PRESENTED_HEIGHT = 520  # of a chart on a projector, in pixels: its sources fit below it on a screen of 900
_DRAWN = "hkzero_only_drawn"


def only() -> str | None:
    """Return the chart that an embedded page shall show alone, None for the whole page."""
    return asked(ONLY) if st.context.is_embedded else None


def is_left_out(key: str) -> bool:
    """Return whether a chart or table stays away because another is to be shown alone."""
    return only() not in (None, "", key)


def is_alone(key: str) -> bool:
    """Return whether this chart is shown alone, and mark its place for the style sheet."""
    if only() != key:
        return False
    st.session_state[_DRAWN] = True
    st.html('<span data-hkzero-only="true"></span>')
    return True


def lead_back(sheet: Sheet) -> None:
    """Say beneath a chart alone where the whole page is."""
    st.caption(link(t("common.colophon.embedded", sheet.lang), sheet.link))


def remark() -> None:
    """Say that the chart to be shown alone is not on this page with these choices."""
    if only() and not st.session_state.pop(_DRAWN, False):
        st.info(plain(say("show.share.none")))


def is_presented() -> bool:
    """Return whether the page is on a projector: large type, large charts, no frame."""
    return asked(PRESENT) == "true"


def button(sheet: Sheet) -> str:
    """Return the button that our script answers with the chart's link and its snippet."""
    address = permanent_link()
    joint = "&" if "?" in address else "?"
    said = {"title": sheet.title, "link": sheet.link, "embed": f"{address}{joint}embed=true&{ONLY}={sheet.key}"}
    attributes = " ".join(f'data-{name}="{escape(text)}"' for name, text in said.items())
    label, title = t("show.action.share", sheet.lang), t("show.action.share_help", sheet.lang)
    return f'<button type="button" class="hkzero-share" title="{escape(title)}" {attributes}>{escape(label)}</button>'
