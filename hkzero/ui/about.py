"""What is new, the accessibility statement, and where to say what is wrong; the words are in `about.toml`."""

from __future__ import annotations

import streamlit as st

from hkzero.text import period, t
from hkzero.ui import settings
from hkzero.ui.markdown import plain

# What came when, newest first; the sentence is `about.news.<code>`.
NEWS = (
    ("front", "2026-11-29"), ("data", "2026-11-28"), ("finance", "2026-11-28"), ("batteries", "2026-11-28"),
    ("flexibility", "2026-11-28"), ("scenarios", "2026-11-27"), ("trajectories", "2026-11-25"),
)
GUIDELINES = "https://www.w3.org/TR/WCAG22/"
REVIEWED = "2026-11-29"
TESTED = ("axe", "keyboard", "colour", "small", "motion", "words")
LIMITS = ("people", "charts", "maps", "script", "focus", "pdf")


def news(lang: str) -> None:
    """List what is new, newest first, each with its day."""
    st.markdown("\n".join(f"- **{plain(period(day, lang))}**  \n  {plain(t(f'about.news.{code}', lang))}"
                          for code, day in NEWS))


def accessibility(lang: str) -> None:
    """Show the statement: the standard aimed at, how it was tested, what is known not to meet it."""
    standard = f"[{plain(t('about.accessibility.standard', lang))}]({GUIDELINES})"
    st.markdown(t("about.accessibility.aim", lang, standard=standard))
    for group, codes in (("tested", TESTED), ("limits", LIMITS)):
        st.subheader(plain(t(f"about.accessibility.{group}", lang)), anchor=False)
        st.markdown("\n".join(f"- {plain(t(f'about.{group}.{code}', lang))}" for code in codes))
    st.caption(plain(t("about.accessibility.reviewed", lang, day=period(REVIEWED, lang))))


def feedback(lang: str) -> None:
    """Say where to write to, or that the operator has named no place."""
    address = settings.feedback_url()
    if address:
        st.markdown(f"{plain(t('about.feedback.body', lang))} [{plain(t('about.feedback.link', lang))}]({address})")
    else:
        st.markdown(plain(t("about.feedback.none", lang)))
