"""Text that reaches Markdown is inert, and links lead to the web or nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.ui.markdown import link, plain, publications
from tests.ui.made_up import SOURCES


@pytest.mark.parametrize(("text", "inert"), [
    ("HK$1 to HK$2", r"HK\$1 to HK\$2"), ("HK$ million", "HK$ million"), ("*a* [b](c) <d>", r"\*a\* \[b\](c) \<d\>"),
    (":material/e: `f` :red[g] :smile:", r"\:material/e: \`f\` \:red\[g\] \:smile:"),
    ("Transport: zero", "Transport: zero"),
    ("snake_case _emphasis_", r"snake_case \_emphasis\_"), ("a & b &amp; &#36;", r"a & b \&amp; \&#36;"),
    ("# no heading\n- no list\n1. no list", "\\# no heading\n\\- no list\n1\\. no list"), ("2024 (end)", "2024 (end)"),
    ("1.5 TWh", "1.5 TWh"), ("+0.2 Mt", "+0.2 Mt"), ("-1.2", "-1.2"), ("---", "\\---"), ("\\", "\\\\"),
])
def test_what_markdown_would_act_upon_is_inert_and_the_rest_untouched(text, inert) -> None:
    assert plain(text) == inert


@given(st.text(alphabet="ab1*_[]()<>$:`\\ #-.\n"))
def test_nothing_is_lost(text) -> None:
    unescaped, escaped = "", plain(text)
    characters = iter(escaped)
    for character in characters:
        unescaped += next(characters) if character == "\\" else character
    assert unescaped == text


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a", " https://a"])
def test_only_web_addresses_become_links(url) -> None:
    assert link("Title", url) == "Title"


def test_an_address_cannot_leave_its_brackets() -> None:
    assert link("T", "https://a.example/x) [y](https://evil.example") == (
        "[T](https://a.example/x%29%20%5By%5D%28https://evil.example)")


def test_only_the_first_publications_are_named() -> None:
    line = publications((*SOURCES, *SOURCES), "en")
    assert line.count("Office") == 3 and line.endswith("and 3 more")
    assert publications((), "en") == ""


@pytest.mark.parametrize("published", ["not_stated", "n.d.", "n.d. (seen 2019)", None])
def test_a_publication_without_a_date_has_no_year(published) -> None:
    undated = replace(SOURCES[0], published=published)
    assert "(" not in publications((undated,), "en").split("](")[0]
