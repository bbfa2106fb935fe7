"""What stands in the address may be anything: no page fails on it, and nothing of it comes back as markup."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from tests.test_docs import PAGES, choices

MARK = "hkzmark"
MARKUP = f'"><img src=x onerror=alert(1) id={MARK}><script>{MARK}</script>'
HOSTILE = {
    "markup": MARKUP,
    "markdown": f"[{MARK}](javascript:alert(1)) ![x](https://evil.example/{MARK})",
    "long": MARK * 2_000,
    "control": f"\x00\x01\x1b[31m\r\nSet-Cookie: {MARK}=1\u202e\u2028\ufeff",
    "number": "-9" * 200 + "e999",
    "not_a_number": "NaN",
    "path": f"../../../../etc/passwd%00{MARK}",
    "sql": f"'; drop table fact; -- {MARK}",
    "formula": f"=cmd|' /C calc'!A0{MARK}",
}
NAMES = sorted(choices() | {"lang", "evidence", "embed", "version", "set", "scenario", "code"})


def failures(visitor) -> list[str]:
    return [str(one) for one in visitor.elements if one.WhichOneof("type") == "exception"]


def markup(visitor) -> list[str]:
    """Return what would reach the browser as HTML with the mark in it."""
    found = [one.html.body for one in visitor.elements if one.WhichOneof("type") == "html"]
    found += [one.markdown.body for one in visitor.elements
              if one.WhichOneof("type") == "markdown" and one.markdown.allow_html]
    return [body for body in found if f"<img src=x onerror=alert(1) id={MARK}" in body or f"<script>{MARK}" in body]


def links(visitor) -> list[str]:
    """Return what would reach the browser as a link or a picture of the stranger's."""
    written = [element.markdown.body for element in visitor.elements if element.WhichOneof("type") == "markdown"]
    made = (f"[{MARK}](javascript", f"](https://evil.example/{MARK})")
    return [body for body in written for link in made if link in body]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_bears_a_hostile_address(calm, visitor, page) -> None:
    """Every parameter at once, each of another kind; in three turns, so that each page meets all kinds."""
    one, kinds = visitor(), list(HOSTILE.values())
    for turn in range(3):
        query = [(name, kinds[(at + 3 * turn + PAGES.index(page)) % len(kinds)]) for at, name in enumerate(NAMES)]
        one.run(page, urlencode([("lang", "zh-Hant"), *query]))
        assert failures(one) == markup(one) == links(one) == [], f"turn {turn}"
    # Each given three times, and once as no UTF-8.
    one.run(page, "&".join(f"{name}=%FF%FE&{name}={quote(MARKUP)}&{name}" for name in NAMES))
    assert failures(one) == markup(one) == links(one) == []


def test_a_page_that_is_none_is_no_failure(visitor) -> None:
    one = visitor()
    for name in ("nothing", "../app", "<script>", "x" * 5_000, "electricity/../../etc"):
        one.run(name)
        assert failures(one) == []


def test_a_permanent_link_has_the_public_address_not_the_one_asked_for(visitor) -> None:
    one = visitor()
    one.ask("/")
    one.run("overview", "lang=en&embed=true")
    said = "".join(map(str, one.elements))
    assert "https://zero.example/" in said
    answer = one.ask("/api/v1/", Host="evil.example", X_Forwarded_Host="evil.example")
    assert b"evil.example" not in answer.body and b"https://zero.example/api/v1" in answer.body
