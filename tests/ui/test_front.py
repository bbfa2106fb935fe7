"""What a link to a page says of it elsewhere, and the picture with it."""

from __future__ import annotations

import re
import struct

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import card, front, http, menu
from tests.ui.test_http import INDEX, ask
from tests.ui.test_http import app as app  # the same stand-in for Streamlit


@pytest.fixture(autouse=True)
def no_document_kept():
    http.finish_document.cache_clear()
    yield
    http.finish_document.cache_clear()


def told(document: str) -> dict[str, str]:
    """Return the descriptions in a document by name."""
    named = r'<meta (?:property|name)="((?:og|twitter):[\w:]+|description)" content="([^"]*)">'
    return dict(re.findall(named, document))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", list(menu.ORDER))
def test_every_page_says_what_it_is_for(lang, page) -> None:
    found = told("".join(front.tags(page, lang)))
    assert t(f"common.menu.{page}", lang) in found["og:title"]
    assert found["og:description"] == found["description"] and len(found["description"]) > 12


def test_no_two_pages_say_the_same() -> None:
    for lang in LANGUAGES:
        assert len({t(f"front.purpose.{page}", lang) for page in menu.ORDER}) == len(menu.ORDER)


def test_without_a_public_address_none_is_made_up(monkeypatch) -> None:
    monkeypatch.delenv("HKZERO_PUBLIC_URL", raising=False)
    document = http.finish_document(INDEX, "en", "overview")
    assert "og:url" not in document and "og:image" not in document and "canonical" not in document
    assert told(document)["twitter:card"] == "summary"


def test_with_a_public_address_the_tags_hold_whole_addresses(monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_PUBLIC_URL", "https://zero.example/")
    document = http.finish_document(INDEX, "zh_hant", "electricity")
    found = told(document)
    assert found["og:url"] == "https://zero.example/electricity?lang=zh-Hant"
    assert found["og:image"] == "https://zero.example/card.png" and found["twitter:card"] == "summary_large_image"
    for lang in LANGUAGES:
        tag = LANGUAGE_TAGS[lang]
        assert f'hreflang="{tag}" href="https://zero.example/electricity?lang={tag}"' in document


def test_the_document_is_that_of_the_page_asked_for(app) -> None:
    _, _, body = ask(app, "/electricity", "lang=zh-Hans")
    assert told(body.decode())["description"] == t("front.purpose.electricity", "zh_hans")
    _, _, body = ask(app, "/", "lang=en")
    assert told(body.decode())["description"] == t("front.purpose.overview", "en")


@pytest.mark.parametrize("path", ["/nowhere", "/%22%3E%3Cscript%3E", "//", "/electricity/x"])
def test_an_unknown_address_is_described_as_the_first_page(path) -> None:
    assert front.page_of(path) == menu.names()[0]


def test_the_picture_is_a_png_of_the_size_it_is_said_to_have_and_kept(app, store, monkeypatch) -> None:
    monkeypatch.setattr(http, "ready_store", lambda: store)
    status, headers, body = ask(app, f"/{front.CARD}")
    assert status == 200 and headers["content-type"] == "image/png" and len(body) < 100_000
    assert body[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", body[16:24]) == card.SIZE
    monkeypatch.setattr(card, "_picture", lambda *_: pytest.fail("drawn again"))
    assert ask(app, f"/{front.CARD}")[2] == body


def test_before_the_start_there_is_no_picture(app, monkeypatch) -> None:
    monkeypatch.setattr(http, "ready_store", lambda: None)
    assert ask(app, f"/{front.CARD}")[0] == 503
