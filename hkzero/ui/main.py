"""The frame around every page: language, database, navigation, the page itself, colophon."""

from __future__ import annotations

import logging
import secrets
from html import escape
from pathlib import Path

import streamlit as st

from hkzero.text import HTML_LANGUAGES, period, t
from hkzero.ui import cached, database, emphasis, front, glossary, memory, menu, settings, share, vintage
from hkzero.ui.calm import part
from hkzero.ui.frame import permanent_link, widget_words
from hkzero.ui.markdown import link, plain
from hkzero.ui.state import catch_up, choose_language, remember_language

log = logging.getLogger("hkzero.ui")

# A page's own icon would be fetched from a public server for the browser's tab; this one comes from us.
ICON = Path(__file__).resolve().parent / "browser" / "hkzero.svg"


def pages(lang: str) -> list:
    """Return the pages there are, with their titles in the language.

    One list and no sections: Streamlit's markup of sections puts blocks between a list and its items, which screen
    readers cannot follow. A line in the style sheet sets the pages for checking apart.
    """
    first = menu.names()[0]
    return [st.Page(menu.PAGES / f"{name}.py", title=t(f"common.menu.{name}", lang), icon=menu.ORDER[name],
                    url_path=name, default=name == first) for name in menu.names()]


def prepared(lang: str) -> bool:
    """Return whether there is a database to show, building it first if need be; says so when there is none."""
    try:
        if database.current() is None:
            with st.spinner(t("common.state.preparing", lang), show_time=True):
                database.prepare()
        else:
            database.prepare()
    except Exception as error:
        reference = secrets.token_hex(4)
        log.exception("no database can be shown, reference %s", reference)
        st.error(plain(t("common.unavailable.body", lang, reference=reference)), icon=":material/report:",
                 title=t("common.unavailable.title", lang))
        if settings.shows_failures():
            st.code(t("common.unavailable.detail", lang, detail=error), language=None, wrap_lines=True)
        return False
    return True


def colophon(lang: str, embedded: bool) -> None:
    """Print what the figures are: how recent, which version, and whether a newer build failed."""
    info, ready = cached.build_info(), database.current()
    st.divider()
    if ready.failure:
        st.warning(t("common.colophon.stale", lang), icon=":material/history:")
        if settings.shows_failures():
            st.code(t("common.colophon.stale_detail", lang, detail=ready.failure), language=None, wrap_lines=True)
    st.caption(t("common.colophon.data", lang, data_to=period(ready.data_to, lang),
                 version=ready.content[:8], built=period(str(info["built_at"])[:10], lang)) + "  \n"
               + t("common.colophon.terms", lang))
    if embedded:
        st.caption(link(t("common.colophon.embedded", lang), permanent_link()))


embedded = st.context.is_embedded
lang = choose_language(draw=not embedded)
if not menu.names():
    st.info(t("common.state.no_pages", lang))
    st.stop()
page = st.navigation(pages(lang), position="hidden" if embedded else "sidebar", expanded=True)
catch_up()
remember_language(lang)
st.set_page_config(page_title=f"{page.title} · {t('common.app.name', lang)}", page_icon=ICON, layout="wide")
if not embedded:
    st.logo(ICON, size="large")
st.html(f'<span data-hkzero-lang="{HTML_LANGUAGES[lang]}" data-hkzero-words="{escape(widget_words(lang))}" '
        f'data-hkzero-guide="./{glossary.guide_address(lang)}"></span>')
if not embedded:
    with st.sidebar:
        emphasis.choose()
        front.ways(lang)
if prepared(lang):
    emphasis.remark()
    vintage.remark()
    with part(page.url_path or menu.names()[0]):
        page.run()
        share.remark()
    with part("colophon"):
        colophon(lang, embedded)
    memory.settle_when_grown(cached.size())
