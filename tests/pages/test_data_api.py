"""The Data page, for programs: whole in every language, and every address on it is one that answers."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from hkzero.api.limits import Buckets
from hkzero.api.parameters import questions
from hkzero.api.routes import interface
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from hkzero.ui.http import INTERFACE
from tests.asgi import ask
from tests.seen import assert_whole, texts

ADDRESSES = [{}, {"api_query": "carbon_budgets", "api_format": "zip", "api_version": "true"},
             {"api_query": "targets", "api_format": "meta.json"}]
ABSURD = {"api_query": "'; drop", "api_format": "exe", "api_version": "perhaps"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", [*ADDRESSES, ABSURD], ids=range(len(ADDRESSES) + 1))
def test_it_is_whole_in_every_language(open_page, lang: str, query: dict) -> None:
    assert_whole(open_page("data", LANGUAGE_TAGS[lang], topic="interface", **query), 0)


@pytest.mark.parametrize("query", ADDRESSES, ids=range(len(ADDRESSES)))
def test_the_address_shown_answers(open_page, store, query: dict) -> None:
    app = open_page("data", "en", topic="interface", **query)
    address, terminal, python = (block.value for block in app.code)
    assert address in terminal and address in python
    if query.get("api_version"):
        assert store.content[:16] in address
    found = ask(interface(lambda: store, buckets=Buckets(None)),
                address[address.index(INTERFACE) + len(INTERFACE):])
    assert found.status == 200 and found.body
    compile(python, "example", "exec")


def test_every_address_on_the_page_answers(open_page, store, monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_PUBLIC_URL", "https://zero.example/city")
    app = open_page("data", "en", topic="interface")
    links = [part.split(")")[0] for text in app.markdown for part in text.value.split("](")[1:]]
    ours = [address for address in links if "/api/v1/" in address]
    assert len(ours) >= 6
    served = interface(lambda: store, buckets=Buckets(None))
    for address in ours:
        assert address.startswith("https://zero.example/city/api/v1/")
        found = urlsplit(address)
        assert ask(served, found.path.split("/api/v1", 1)[1]).status == 200, address


def test_the_headline_counts_what_there_is(open_page, store) -> None:
    title = texts(open_page("data", "en", topic="interface"))
    assert any(f"{len(questions())} questions and fetch {len(store.tables())} tables" in text for text in title)
