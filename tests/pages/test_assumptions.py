from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, has
from tests.seen import assert_whole, figures, texts


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", [{}, {"theme": "transport"}, {"theme": "'; --"}], ids=range(3))
def test_page_is_whole_in_every_language_whatever_the_address_says(open_page, lang, query):
    assert_whole(open_page("assumptions", LANGUAGE_TAGS[lang], **query), charts=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_assumption_stands_on_the_page_with_its_reason(open_page, store, lang):
    known = store.ask("assumptions").frame
    shown = [element.value.replace("\\", "") for element in open_page("assumptions", LANGUAGE_TAGS[lang]).subheader]
    assert [title for title in known[f"title_{lang}"] if title not in shown] == []
    assert [name for name in known["assumption_id"] if not has(f"assumptions.why.{name}", lang)] == []


def test_what_an_assumption_moves_is_named(open_page):
    seen = " ".join(texts(open_page("assumptions"))).replace("\\", "")
    for name in ("electricity_supply", "import_attribution", "car_outlook"):
        assert name in seen
    assert "Nothing reads it yet" not in seen


def test_every_range_is_drawn_around_its_central_value(open_page, store):
    chart = figures(open_page("assumptions"))[0]
    lines = [trace for trace in chart["data"] if trace["mode"] == "lines"]
    assert len(lines) == len(store.ask("assumptions").frame)
    assert all(low <= 1 <= high for low, high in (line["x"] for line in lines))
