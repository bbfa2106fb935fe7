"""The filter that greys weaker evidence, on every page and in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from hkzero.charts import palette
from hkzero.charts.emphasis import Shown, kinds_in_colour
from hkzero.measure import Kind
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.seen import figures, texts

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py"))
FILTERED = [shown for shown in Shown if shown != Shown.ALL]


def colours(trace: dict) -> list[tuple[str, str]]:
    """Return each point's kind and its colour; a line has the kind of its weakest point."""
    kinds = (trace.get("meta") or {}).get("kinds")
    if kinds is None:
        return []
    each = [kinds] if isinstance(kinds, str) else kinds
    if trace["type"] == "sankey":
        return list(zip(each, trace["link"]["color"], strict=True))
    weakest = max(each, key=lambda kind: Kind(kind).rank)
    found = [(weakest, trace[name]["color"]) for name in ("line",) if "color" in trace.get(name, {})]
    found += [(weakest, trace["fillcolor"])] if "fillcolor" in trace else []
    colour = trace.get("marker", {}).get("color")
    spread = colour if isinstance(colour, list) else [colour] * len(each)
    return found + [pair for pair in zip(each, spread, strict=True) if pair[1]]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("shown", FILTERED)
def test_nothing_weaker_keeps_its_colour(open_page, page, shown):
    kept = kinds_in_colour(shown)
    app = open_page(page, evidence=shown.value)
    assert not app.exception and not app.error
    drawn = [pair for figure in figures(app) for trace in figure["data"] for pair in colours(trace)]
    assert [(kind, colour) for kind, colour in drawn if Kind(kind) not in kept and colour != palette.GREYED] == []
    assert all(colour != palette.GREYED for kind, colour in drawn if Kind(kind) in kept)


@pytest.mark.parametrize("page", PAGES)
def test_everything_has_its_colour_by_default(open_page, page):
    app = open_page(page, evidence="nonsense")
    assert palette.GREYED not in str([figure["data"] for figure in figures(app)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_so_in_words(open_page, lang):
    app = open_page("overview", LANGUAGE_TAGS[lang], evidence="measured")
    said = [text.replace("\\", "") for text in texts(app)]
    assert any(t("show.emphasis.footer", lang, kinds="") in text for text in said)
    assert any(text.startswith(t("show.emphasis.remark", lang, kinds="@").split("@")[0]) for text in said)


def test_the_kept_figure_stays_as_it_was(open_page):
    before = figures(open_page("electricity"))
    open_page("electricity", evidence="measured")
    assert figures(open_page("electricity")) == before
