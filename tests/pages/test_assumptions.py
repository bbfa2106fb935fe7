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
    app = open_page("assumptions", LANGUAGE_TAGS[lang], theme="all")
    shown = [element.value.replace("\\", "") for element in app.subheader]
    assert [title for title in known[f"title_{lang}"] if title not in shown] == []
    assert [name for name in known["assumption_id"] if not has(f"assumptions.why.{name}", lang)] == []


def test_what_an_assumption_moves_is_named(open_page):
    seen = " ".join(texts(open_page("assumptions", theme="all"))).replace("\\", "")
    for name in ("electricity_supply", "import_attribution", "car_outlook"):
        assert name in seen
    assert "Nothing reads it yet" not in seen


def test_every_range_is_drawn_around_its_central_value(open_page, store):
    drawn = next(trace for trace in figures(open_page("assumptions", theme="all"))[0]["data"]
                 if trace["mode"] == "lines")["x"]
    ends = list(zip(drawn[::3], drawn[1::3], strict=True))
    assert len(ends) == len(store.ask("assumptions").frame) and set(drawn[2::3]) == {None}
    assert all(low <= 1 <= high for low, high in ends)


def test_an_area_shows_its_own_assumptions_and_no_others(open_page, store):
    known = store.ask("assumptions").frame
    own = set(known[known["area"] == "transport"]["title_en"])
    shown = {element.value.replace("\\", "") for element in open_page("assumptions", theme="transport").subheader}
    assert shown & set(known["title_en"]) == own
