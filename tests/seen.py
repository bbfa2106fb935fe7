"""What a reader sees of a page run without a browser."""

from __future__ import annotations

import html
import json
import re

from hkzero.text import FOLDER

SECTIONS = "|".join(sorted(path.stem for path in (FOLDER / "en").glob("*.toml")))
# The Government's address for data reads like a key of the Data page.
RAW_KEY = re.compile(rf"\b(?!data\.gov\.hk)(?:{SECTIONS})\.[a-z_]+(?:\.[a-z_]+)+\b|\{{[a-z_]+\}}")
CODES = re.compile(r"`[^`]*`")


def texts(app) -> list[str]:
    """Return every text that a reader sees, file names and codes left out."""
    blocks = (app.title, app.header, app.subheader, app.caption, app.markdown, app.info)
    seen = [element.value for block in blocks for element in block]
    for metric in app.metric:
        seen += [metric.label, metric.value, metric.delta]
    return [CODES.sub("", text) for text in seen if text]


def figures(app) -> list[dict]:
    """Return the figures of the page as plain data."""
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


def tables(app) -> list[list[list[str]]]:
    """Return the tables that are plain HTML, in their order: the text of each cell of each row, headings left out."""
    plain = [element.value for element in app.get("html") if "hkzero-table" in element.value]
    return [[[html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
             for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]] for table in plain]


def assert_whole(app, charts: int | None = None) -> None:
    """Fail unless the page has its headline, no failed part, no raw key on screen, and so many charts."""
    assert not app.exception and not app.error
    assert len(app.title) == 1 and app.title[0].value
    assert [text for text in texts(app) if RAW_KEY.search(text)] == []
    if charts is not None:
        assert len(figures(app)) == charts
