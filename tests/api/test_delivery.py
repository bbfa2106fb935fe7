"""Versions, caching, ranges and compression, as HTTP has them."""

from __future__ import annotations

import gzip

import pytest

from tests.api.test_routes import problem

ADDRESS = "/queries/targets.csv"


def test_what_the_client_has_is_not_sent_again(get) -> None:
    first = get(ADDRESS)
    assert first.headers["cache-control"] == "public, max-age=60, must-revalidate"
    tag = first.headers["etag"]
    for known in (tag, f'"x", W/{tag}', "*"):
        again = get(ADDRESS, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get(ADDRESS, if_none_match='"x"').status == 200
    assert get(ADDRESS, if_modified_since=first.headers["last-modified"]).status == 304
    assert get(ADDRESS, if_modified_since="Sat, 01 Jan 2000 00:00:00 GMT").status == 200
    assert get(ADDRESS, if_none_match='"x"', if_modified_since=first.headers["last-modified"]).status == 200
    assert get(ADDRESS, if_modified_since="yesterday").status == 200


def test_every_answer_has_a_tag_of_its_own(get) -> None:
    addresses = ("/queries/targets.csv", "/queries/targets.json", "/queries/targets.csv?limit=2", "/tables/target.csv",
                 "/queries/targets.csv?area=energy", "/queries/targets.csv?limit=2&offset=2", "/tables", "/sources")
    assert len({get(address).headers["etag"] for address in addresses}) == len(addresses)


def test_an_address_of_the_present_version_is_kept_for_ever(get, store) -> None:
    response = get(f"{ADDRESS}?version={store.content[:16]}")
    assert "immutable" in response.headers["cache-control"] and "warning" not in response.headers
    assert response.body == get(ADDRESS).body
    link = get("/queries/targets.meta.json").json()["permanent_url"].removeprefix("/api/v1")
    assert get(link).headers["cache-control"] == response.headers["cache-control"]


def test_an_address_of_an_older_version_still_answers_and_says_so(get, store) -> None:
    response = get(f"{ADDRESS}?version=0123456789abcdef")
    assert response.status == 200 and "immutable" not in response.headers["cache-control"]
    assert "0123456789abcdef" in response.headers["warning"] and store.content[:16] in response.headers["warning"]
    version = get("/queries/targets.meta.json?version=0123456789abcdef").json()["version"]
    assert version == {"asked": "0123456789abcdef", "served": store.content, "is_current": False}


@pytest.mark.parametrize(("asked", "first", "last"), [("bytes=0-9", 0, 9), ("bytes=5-", 5, None),
                                                      ("bytes=-7", -7, None), ("bytes=3-99999999", 3, None)])
def test_a_range_of_the_bytes(get, asked: str, first: int, last: int | None) -> None:
    whole = get(ADDRESS)
    part = get(ADDRESS, range=asked, accept_encoding="gzip", if_range=whole.headers["etag"])
    assert part.status == 206 and part.body == whole.body[first:None if last is None else last + 1]
    start = first % len(whole.body) if first < 0 else first
    assert part.headers["content-range"] == f"bytes {start}-{start + len(part.body) - 1}/{len(whole.body)}"
    assert "content-encoding" not in part.headers


def test_ranges_that_are_none(get) -> None:
    whole = get(ADDRESS)
    for asked in ("bytes=", "bytes=9-3", "bytes=0-1,4-5", "lines=1-2", "bytes=-"):
        assert get(ADDRESS, range=asked).status == 200, asked
    assert get(ADDRESS, range="bytes=0-9", if_range='"older"').status == 200
    beyond = get(ADDRESS, range=f"bytes={len(whole.body)}-")
    assert problem(beyond, 416, "range_not_satisfiable")
    assert beyond.headers["content-range"] == f"bytes */{len(whole.body)}"
    problem(get(ADDRESS, range="bytes=-0"), 416, "range_not_satisfiable")


def test_text_goes_out_compressed_where_that_is_understood(get) -> None:
    whole, packed = get(ADDRESS), get(ADDRESS, accept_encoding="br, gzip;q=0.8")
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == whole.body
    assert packed.headers["etag"] != whole.headers["etag"]
    assert get(ADDRESS, if_none_match=packed.headers["etag"]).status == 304
    for refused in ("", "identity", "gzip;q=0", "x-gzip"):
        assert get(ADDRESS, accept_encoding=refused).body == whole.body
    assert "content-encoding" not in get("/queries/targets.parquet", accept_encoding="gzip").headers


def test_the_same_rows_are_the_same_bytes(get, store) -> None:
    from hkzero.api.limits import Buckets
    from hkzero.api.routes import interface
    from tests.asgi import ask

    for ending in ("csv", "json", "zip", "meta.json", "parquet"):
        other = ask(interface(lambda: store, buckets=Buckets(None)), f"/queries/targets.{ending}")
        assert other.body == get(f"/queries/targets.{ending}").body
