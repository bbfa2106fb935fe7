"""A table of plain HTML: every figure and word in its place, and nothing in it acts."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hkzero.ui.plain_table import as_html

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


def cells(frame: pd.DataFrame, lang: str = "en") -> list[list[ElementTree.Element]]:
    table = ElementTree.fromstring(as_html(frame, "A title", lang))
    return [list(row) for row in table.iter("tr")]


def test_numbers_words_blanks_and_addresses():
    address = "https://example.org/a?b=1&c=2"
    frame = pd.DataFrame({"name": ["Coal", None], "amount": [1234.0, None], "at": [address, ""]})
    head, first, second = cells(frame)
    assert [(cell.tag, cell.get("scope"), cell.text) for cell in head] == [
        ("th", "col", "name"), ("th", "col", "amount"), ("th", "col", "at")]
    assert [cell.text for cell in first[:2]] == ["Coal", "1,234"] and first[2].find("a").get("href") == address
    assert [cell.text or "" for cell in second] == ["", "", ""], "a blank is not zero, and says nothing"
    assert [cell.get("class") for cell in first] == [None, "hkzero-number", None]


def test_it_is_named_and_reached_by_the_keyboard():
    table = ElementTree.fromstring(as_html(pd.DataFrame({"a": [1]}), 'Said "so" & <b>', "en"))
    assert (table.get("role"), table.get("tabindex"), table.get("aria-label")) == ("region", "0", 'Said "so" & <b>')


@given(WORDS, WORDS)
def test_nothing_in_it_acts(name, word):
    frame = pd.DataFrame({name: [word, "<script>alert(1)</script>", "javascript:alert(1)"]})
    table = ElementTree.fromstring(as_html(frame, word, "en"))
    assert {part.tag for part in table.iter()} <= {"div", "table", "thead", "tbody", "tr", "th", "td", "a"}
    assert all(link.get("href").startswith(("https://", "http://")) for link in table.iter("a"))
    assert next(table.iter("td")).text in (word or None, "Open")
