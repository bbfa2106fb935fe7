"""What a reader meets first: what this is, the verdict, where to go next; and what a link to a page says elsewhere.

The tags of a shared link (Open Graph) need whole addresses, so those that hold one are written only where the operator
has set HKZERO_PUBLIC_URL.
"""

from __future__ import annotations

import html

import streamlit as st

from hkzero.text import HTML_LANGUAGES, LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import card, menu, settings, show
from hkzero.ui.state import language, say

# The question of a step and the page that answers it.
STEPS = {"where": "electricity", "change": "scenarios", "take": "data"}
CARD = "card.png"


def welcome(finding: str) -> None:
    """Show what this is, the finding as headline, and three ways on."""
    show.finding(finding, page=say("front.what"))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="next_steps"):
        for step, name in STEPS.items():
            if name in menu.names():
                st.page_link(menu.PAGES / f"{name}.py", label=say(f"front.next.{step}"), icon=menu.ORDER[name])
        if not st.context.is_embedded:
            st.html(_small("front.way.tour", language(), "data-hkzero-tour"), width="content")


def ways(lang: str) -> None:
    """Draw, at the end of the menu, the ways to the tour, the presentation, what is new and the rest about this."""
    tag, feedback = LANGUAGE_TAGS[lang], settings.feedback_url()
    parts = [_small("front.way.tour", lang, "data-hkzero-tour"),
             _small("front.way.present", lang, 'data-hkzero-present="true"'),
             _link("front.way.news", lang, f"./about?lang={tag}#news"),
             _link("front.way.accessibility", lang, f"./about?lang={tag}#accessibility")]
    if feedback:
        parts.append(_link("front.way.feedback", lang, feedback))
    st.html(f'<div class="hkzero-ways">{"".join(parts)}</div>')


def _small(key: str, lang: str, attribute: str) -> str:
    return f'<button type="button" class="hkzero-small" {attribute}>{html.escape(t(key, lang))}</button>'


def _link(key: str, lang: str, address: str) -> str:
    return f'<a class="hkzero-small" href="{html.escape(address)}">{html.escape(t(key, lang))}</a>'


def page_of(path: str) -> str:
    """Return the name of the page an address shows: its last part, the first page for anything else."""
    asked = path.rstrip("/").rpartition("/")[2]
    return asked if asked in menu.names() else menu.names()[0]


def tags(page: str, lang: str) -> list[str]:
    """Return the elements of the document's head that describe a page to readers of a shared link.

    Title and description in the language; with a public address also the page's own, those of the other languages,
    and the picture. Nothing of a request but page and language goes in.
    """
    app, purpose = t("common.app.name", lang), t(f"front.purpose.{page}", lang)
    named = t("front.card.title", lang, page=t(f"common.menu.{page}", lang), app=app)
    found = [_meta("name", "description", purpose), _meta("property", "og:type", "website"),
             _meta("property", "og:site_name", app), _meta("property", "og:title", named),
             _meta("property", "og:description", purpose),
             _meta("property", "og:locale", HTML_LANGUAGES[lang].replace("-Hant", "").replace("-Hans", "")
                   .replace("-", "_"))]
    base = settings.public_url()
    if base is None:
        return [*found, _meta("name", "twitter:card", "summary")]
    address = f"{base}/{'' if page == menu.names()[0] else page}?lang="
    width, height = card.SIZE
    return [*found, _meta("property", "og:url", address + LANGUAGE_TAGS[lang]),
            _meta("property", "og:image", f"{base}/{CARD}"), _meta("property", "og:image:type", "image/png"),
            _meta("property", "og:image:width", str(width)), _meta("property", "og:image:height", str(height)),
            _meta("property", "og:image:alt", t("front.card.alt", lang)),
            _meta("name", "twitter:card", "summary_large_image"),
            f'<link rel="canonical" href="{html.escape(address + LANGUAGE_TAGS[lang])}">',
            *(f'<link rel="alternate" hreflang="{LANGUAGE_TAGS[other]}" '
              f'href="{html.escape(address + LANGUAGE_TAGS[other])}">' for other in LANGUAGES)]


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(content)}">'
