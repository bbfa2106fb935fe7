"""The city brief as a file to take away: two pages of PDF, made when somebody asks for them."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode, urlsplit

import streamlit as st

from hkzero import city_brief
from hkzero.model import city_brief as model
from hkzero.text import LANGUAGE_TAGS
from hkzero.ui import cached
from hkzero.ui.frame import permanent_link
from hkzero.ui.state import language, say


def draw() -> None:
    """Draw the button; nothing is worked out before it is pressed, and while it is, the button says so."""
    lang = language()
    name = f"hkzero-city-brief-{LANGUAGE_TAGS[lang]}-{cached.build_info()['content_sha256'][:8]}.pdf"
    st.download_button(say("city_brief.download.button"), partial(made, lang, _address(lang)), name,
                       "application/pdf", key="city_brief", help=say("city_brief.download.help"), on_click="ignore",
                       icon=":material/print:")


def _address(lang: str) -> str:
    """Return where this page is, without its choices: the brief has none of them, and is kept once a language."""
    return urlsplit(permanent_link())._replace(query=urlencode({"lang": LANGUAGE_TAGS[lang]})).geturl()


def made(lang: str, address: str) -> bytes:
    """Return the brief in a language; made once for an address while the database stays the same."""
    return cached.known(_written, lang, address)


def _written(lang: str, address: str) -> bytes:
    return city_brief.pdf(cached.known(_city), cached.sources, lang, address)


def _city() -> model.City:
    return model.city({name: cached.ask(name) for name in model.QUESTIONS})
