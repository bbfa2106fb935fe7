"""What a chart needs from its frame: the settings of its toolbar, and a link that leads back to it."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

import streamlit as st

from hkzero.text import LANGUAGE_TAGS, t
from hkzero.ui import settings, vintage
from hkzero.ui.download import Sheet, file_name

# The chart that an embedded page shows alone; a link leads to the whole page.
ONLY = "only"
# plotly.js asks a public server for a map of the world as soon as a trace has locations. Ours, under the same name, is
# empty (browser/world_110m.json): nothing foreign is asked for, and districts bring their own shapes.
TOPOLOGY_FOLDER = "./"
# What plotly.js calls its toolbar buttons and hints, and our names for them.
PLOTLY_WORDS = {
    "Download plot as a PNG": "png", "Zoom": "zoom", "Pan": "pan", "Reset axes": "reset", "Reset": "reset",
    "Reset view": "reset", "Double-click to zoom back out": "zoom_back",
}
# What Streamlit writes into its widgets by itself, as patterns whose groups fill the placeholders of our words.
WIDGET_WORDS = {
    r"^Upload$": ("upload",), r"^(\S+) per file(.*)$": ("limit", "size", "types"), r"^Error:(\s)$": ("error", "space"),
    r"^(.+) files are not allowed\.$": ("refused", "type"), r"^File must be (.+) or smaller\.$": ("too_large", "size"),
    r"^Help for (.+)$": ("help", "label"), r"^file upload$": ("file",), r"^Add files?$": ("add",),
    r"^Remove (.+)$": ("remove", "name"),
}


def widget_words(lang: str) -> str:
    """Return the patterns of Streamlit's own words and ours in their place, as JSON for hkzero.js."""
    return json.dumps([[theirs, t(f"show.widget.{ours}", lang, **{name: f"${at}" for at, name in enumerate(names, 1)})]
                       for theirs, (ours, *names) in WIDGET_WORDS.items()], ensure_ascii=False)


def modebar(sheet: Sheet) -> dict:
    """Return the configuration of the chart toolbar: no logo, no network, our language, a picture with a good name."""
    tag = LANGUAGE_TAGS[sheet.lang]
    words = {theirs: t(f"show.modebar.{ours}", sheet.lang) for theirs, ours in PLOTLY_WORDS.items()}
    return {
        "displaylogo": False,
        "topojsonURL": TOPOLOGY_FOLDER,
        "locale": tag,
        "locales": {tag: {"dictionary": words, "format": {}}},
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {"format": "png", "filename": file_name(sheet, "png").removesuffix(".png"),
                                 "scale": 2},
    }


def permanent_link(anchor: str = "", version: str = "") -> str:
    """Return the address that opens this page with these choices, at `anchor`.

    `version`, the hash of the figures, is put in: opened when other figures are shown, the page says so.
    """
    address = urlsplit(st.context.url or "")
    base = settings.public_url() or f"{address.scheme}://{address.netloc}"
    left_out = (*vintage.PARAMETERS, ONLY)
    chosen = {name: st.query_params.get_all(name) for name in st.query_params if name not in left_out}
    if version:
        chosen[vintage.VERSION] = [vintage.short(version)]
    query = urlencode(chosen, doseq=True)
    link = base + (address.path or "/") + (f"?{query}" if query else "")
    return link + (f"#{anchor}" if anchor else "")
