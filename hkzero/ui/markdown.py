"""Text on its way into Markdown: made inert, and links that lead only to the web."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from hkzero.measure import Source
from hkzero.text import t
from hkzero.ui.download import publication

SOURCES_IN_FOOTER = 3


# What Markdown acts upon anywhere, and what only at the start of a line. Nothing else is escaped: in the name that a
# screen reader speaks for a help button the backslashes stay.
_ANYWHERE = re.compile(r"[\\`*\[\]<>~|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|:(?=[\w+-]+[:\[/])")
_AT_LINE_START = re.compile(r"^([ \t]*)(\d*)([#+.)-](?=[\s#-]|$)|=)", re.MULTILINE)


def plain(text: str) -> str:
    """Return text with everything that Markdown would act upon made inert (HK$1 to HK$2 would be a formula)."""
    text = _ANYWHERE.sub(r"\\\g<0>", text)
    text = _AT_LINE_START.sub(r"\1\2\\\3", text)
    return text.replace("$", "\\$") if text.count("$") > 1 else text


def link(text: str, url: str | None) -> str:
    """Return a Markdown link; anything but a web address stays plain text."""
    if not url or not url.startswith(("https://", "http://")):
        return plain(text)
    return f"[{plain(text)}]({quote(url, safe=':/?&=%#~+,;@!-._')})"


def publications(sources: Sequence[Source], lang: str, link: Callable[[str, str | None], str] = link) -> str:
    """Return the first publications in one line and how many more there are; `link` writes each with its address."""
    named = [link(publication(source, lang), source.url) for source in sources[:SOURCES_IN_FOOTER]]
    if len(sources) > SOURCES_IN_FOOTER:
        named.append(t("show.footer.more", lang, count=len(sources) - SOURCES_IN_FOOTER))
    return t("show.footer.list", lang).join(named)
