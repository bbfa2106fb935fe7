"""The glossary: terms with their meaning in each language, where a definition comes from, and what the browser needs.

The words are in `text/<language>/glossary.toml`. A term without an entry in AFTER is explained as it is used here.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache

import streamlit as st

from hkzero.text import LANGUAGE_NAMES, LANGUAGE_TAGS, LANGUAGES, section, t
from hkzero.ui import settings
from hkzero.ui.markdown import link, plain

SOURCES = {
    "ipcc": "https://www.ipcc.ch/report/ar6/wg3/downloads/report/IPCC_AR6_WGIII_Annex-I.pdf",
    "scope2": "https://ghgprotocol.org/scope-2-guidance",
    "gpc": "https://ghgprotocol.org/ghg-protocol-cities",
}
# Which standard a definition follows, in our own words.
AFTER = dict.fromkeys(
    ("carbon_neutrality", "net_zero", "greenhouse_gas", "co2e", "gwp", "emission_factor", "carbon_intensity",
     "life_cycle", "pathway", "removal", "carbon_price", "additionality", "discount_rate", "scenario"), "ipcc",
) | dict.fromkeys(("activity_data", "scope_1", "scope_2", "scope_3", "gpc", "notation_key", "inventory"), "gpc",
) | dict.fromkeys(("location_based", "market_based"), "scope2")
BETWEEN = "/"  # ways to write a term


@cache
def terms() -> tuple[str, ...]:
    """Return the codes of all terms in the order of the file."""
    names = (key.split(".") for key in section("glossary", "en") if key.startswith("glossary.term."))
    return tuple(dict.fromkeys(name[2] for name in names))


def names_of(term: str, lang: str) -> list[str]:
    """Return the ways to write a term in a language, the usual one first."""
    return t(f"glossary.term.{term}.name", lang).split(BETWEEN)


def anchor(term: str) -> str:
    """Return the place of a term on the glossary's page."""
    return f"term-{term.replace('_', '-')}"


def found(typed: str, lang: str) -> list[str]:
    """Return the terms in whose name, in any language, or meaning all that was typed occurs, in reading order."""
    wanted = typed.casefold().split()
    fitting = []
    for term in terms():
        text = " ".join((*(t(f"glossary.term.{term}.name", one) for one in LANGUAGES),
                         t(f"glossary.term.{term}.meaning", lang))).casefold()
        if all(word in text for word in wanted):
            fitting.append(term)
    return fitting


def draw(term: str, lang: str) -> None:
    """Show a term: its name, its meaning, whose definition it follows, and its names in the other languages."""
    st.subheader(plain(names_of(term, lang)[0]), anchor=anchor(term))
    st.markdown(plain(t(f"glossary.term.{term}.meaning", lang)))
    others = " · ".join(f"{LANGUAGE_NAMES[one]}: {names_of(term, one)[0]}" for one in LANGUAGES if one != lang)
    lines = [plain(others)]
    if source := AFTER.get(term):
        lines.append(t("glossary.after", lang, source=link(t(f"glossary.source.{source}", lang), SOURCES[source])))
    st.caption("  \n".join(lines))


@cache
def guide(lang: str) -> bytes:
    """Return what our script needs in a language as JSON: the words of its panels, and the terms with their meaning.

    Keys: `words` by key without the section, `terms` as lists of anchor, ways to write it, meaning.
    """
    words = {key.partition(".")[2]: text for key, text in section("guide", lang).items()}
    if settings.frame_ancestors():
        words["share.embed_note"] = words["share.embed_allowed"]
    listed = [[anchor(term), names_of(term, lang), t(f"glossary.term.{term}.meaning", lang)] for term in terms()]
    return json.dumps({"words": words, "terms": listed}, ensure_ascii=False, separators=(",", ":")).encode()


def guide_address(lang: str) -> str:
    """Return the address of the guide in a language, with its version."""
    return f"guide.{LANGUAGE_TAGS[lang]}.json?v={hashlib.sha256(guide(lang)).hexdigest()[:12]}"
