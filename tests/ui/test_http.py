"""What the server adds around Streamlit, without a browser; the browser tests see it work."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from bench import make_icons
from hkzero.ui import database, geography, http, menu
from hkzero.ui.settings import BadSetting

INDEX = (http.BUNDLES / "index.html").read_text(encoding="utf-8")


def ask(app, path: str = "/", query: str = "", method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
    """Return status, headers and body of one request to an ASGI app."""
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": query.encode(), "headers": pairs, "root_path": "",
             "scheme": "http", "server": ("zero.example", 80), "client": ("192.0.2.1", 1)}
    # In a thread of its own: the browser tests of the same worker keep an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, receive, send)).result()
    names = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], names, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def app(monkeypatch):
    """Return an app with our middleware and routes around a stand-in for Streamlit."""
    monkeypatch.setattr(menu, "names", lambda: ["overview", "electricity"])

    async def document(request):
        return HTMLResponse(INDEX, headers={"ETag": "x", "Last-Modified": "y"})

    async def words(request):
        return PlainTextResponse("words " * 1000)

    async def refused(request):
        return JSONResponse({"detail": "no"}, status_code=404)

    routes = [*http.routes(), Route("/", document), Route("/electricity", document), Route("/words", words),
              Route("/refused", refused)]
    return Starlette(routes=routes, middleware=http.middleware())


def test_every_answer_carries_the_headers(app) -> None:
    for path in ("/", "/words", "/refused", "/healthz", "/nowhere", "/hkzero.js"):
        _, headers, _ = ask(app, path)
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]


def test_policy_allows_no_foreign_origin_no_inline_script_and_no_eval(monkeypatch) -> None:
    monkeypatch.delenv("HKZERO_FRAME_ANCESTORS", raising=False)
    directives = dict(part.split(" ", 1) for part in http.content_security_policy().split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert directives["frame-ancestors"] == "'self'"
    assert "http" not in http.content_security_policy() and "*" not in http.content_security_policy()
    assert "unsafe-inline" not in directives["style-src-elem"]


# As it was before there was a base map: with that off, nothing may have changed.
PLAIN_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src-elem 'self' "
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=' "
    "'sha256-2GF9hCGTDj/GGFNlQA54jDdMGl2fvoeZmZjAvBSiAtM='; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@pytest.mark.parametrize("switch", ["", "off"])
def test_without_a_base_map_the_policy_knows_of_none(monkeypatch, switch) -> None:
    monkeypatch.delenv("HKZERO_FRAME_ANCESTORS", raising=False)
    monkeypatch.setenv("HKZERO_BASE_MAP", switch)
    monkeypatch.setenv("HKZERO_BASE_MAP_TILES", "https://tiles.example/{z}/{x}/{y}.png")
    assert http.content_security_policy() == PLAIN_POLICY


def test_a_base_map_opens_the_policy_for_its_tiles_and_its_logo_only(monkeypatch) -> None:
    monkeypatch.delenv("HKZERO_FRAME_ANCESTORS", raising=False)
    monkeypatch.setenv("HKZERO_BASE_MAP", "on")
    monkeypatch.setenv("HKZERO_BASE_MAP_TILES", "https://tiles.example:8443/{z}/{x}/{y}.png?key=1")
    logo = "https://api.hkmapservice.gov.hk/mapapi/landsdlogo.jpg"
    plain = dict(part.split(" ", 1) for part in PLAIN_POLICY.split("; "))
    opened = dict(part.split(" ", 1) for part in http.content_security_policy().split("; "))
    assert opened == plain | {
        "img-src": f"'self' data: blob: {logo}",
        "connect-src": "'self' https://tiles.example:8443", "worker-src": "blob:"}


def test_operator_extends_who_may_embed(monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_FRAME_ANCESTORS", "https://www.example.org https://*.gov.hk")
    assert http.content_security_policy().endswith("frame-ancestors 'self' https://www.example.org https://*.gov.hk")


@pytest.mark.parametrize("written", ["*", "https://a.example; script-src *", "https://a.example\r\nX-Evil: 1"])
def test_a_hostile_setting_stops_the_start(monkeypatch, written) -> None:
    monkeypatch.setenv("HKZERO_FRAME_ANCESTORS", written)
    with pytest.raises(BadSetting):
        http.SecurityHeaders(lambda *_: None)


def test_a_hostile_tile_server_stops_the_start(monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_BASE_MAP_TILES", "https://a.example; script-src */{z}/{x}/{y}")
    with pytest.raises(BadSetting):
        http.SecurityHeaders(lambda *_: None)


@pytest.mark.parametrize(("query", "accept", "tag"), [
    ("", "", "en-HK"), ("", "zh-HK,zh;q=0.9", "zh-Hant-HK"), ("", "zh-CN", "zh-Hans-CN"),
    ("", "fr,zh-HK;q=0.5", "en-HK"),
    ("lang=zh-Hant", "en-GB", "zh-Hant-HK"), ("lang=en", "zh-TW", "en-HK"),
    ("lang=%22%3E%3Cscript%3E", "zh-HK", "zh-Hant-HK"),
    ("lang=en&lang=zh-Hans", "", "zh-Hans-CN"), ("lang=%FF%FE", "", "en-HK"),
])
def test_document_has_the_language_asked_for(app, query, accept, tag) -> None:
    status, headers, body = ask(app, "/", query, accept_language=accept)
    assert status == 200 and f'<html lang="{tag}">'.encode() in body and b"<script>" not in body
    assert "Accept-Language" in headers["vary"] and "etag" not in headers and "last-modified" not in headers
    assert int(headers["content-length"]) == len(body)


def test_document_brings_our_style_script_and_the_chart_bundle(app) -> None:
    _, _, body = ask(app, "/electricity", accept_encoding="gzip")
    text = gzip.decompress(body).decode()
    assert "./hkzero.css?v=" in text and "./hkzero.js?v=" in text and "modulepreload" in text
    assert f"./static/js/{http.chart_bundle()}" in text and "service-desc" not in text
    assert "window.prerenderReady =" not in text and text.count("<title>") == 1
    assert 'as="font"' not in text


def test_head_of_the_document_is_answered(app) -> None:
    assert ask(app, "/", method="HEAD")[0] == 200


def test_what_is_no_document_passes_unchanged(app) -> None:
    status, headers, body = ask(app, "/refused")
    assert (status, json.loads(body)) == (404, {"detail": "no"})
    _, headers, body = ask(app, "/words", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip" and gzip.decompress(body) == b"words " * 1000


@pytest.fixture
def nothing_kept(monkeypatch):
    monkeypatch.setattr(http, "_compressed", {})


def test_bundles_are_served_compressed_and_kept(nothing_kept) -> None:
    async def plain(scope, receive, send):
        await PlainTextResponse("plain")(scope, receive, send)

    bundles = http.SmallBundles(plain)
    path = f"/static/js/{http.chart_bundle()}"
    whole = (http.BUNDLES / path.removeprefix("/")).read_bytes()
    sizes = {}
    for accepted, coding, expand in (("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress),
                                     ("br;q=0, gzip", "gzip", gzip.decompress)):
        status, headers, body = ask(bundles, path, accept_encoding=accepted)
        assert status == 200 and headers["content-type"].startswith("text/javascript")
        assert headers["content-encoding"] == coding and expand(body) == whole
        assert "immutable" in headers["cache-control"] and headers["vary"] == "Accept-Encoding"
        sizes[coding] = len(body)
    assert sizes["br"] < 0.9 * sizes["gzip"] and len(http._compressed) == 2
    assert ask(bundles, path)[2] == b"plain", "uncompressed, Streamlit answers itself"
    for other in ("/static/js/../../index.html", "/static/js/none.js", "/static/media/x.woff2",
                  "/static/media/hkzero.js", "/words"):
        assert ask(bundles, other, accept_encoding="gzip")[2] == b"plain"
    assert len(http._compressed) == 2


def test_of_streamlits_icons_those_are_served_that_are_shown() -> None:
    async def plain(scope, receive, send):
        await PlainTextResponse("plain")(scope, receive, send)

    whole = make_icons.original()
    status, headers, body = ask(http.SmallBundles(plain), f"/static/media/{whole.name}")
    assert status == 200 and headers["content-type"] == "font/woff2" and "immutable" in headers["cache-control"]
    assert len(body) < whole.stat().st_size / 4
    with TTFont(io.BytesIO(body)) as font:
        missing = make_icons.wanted() - set(font.getGlyphOrder())
    assert not missing, f"python bench/make_icons.py: {sorted(missing)}"
    assert {"download", "help", "database", "keyboard_double_arrow_right"} <= make_icons.wanted()


def test_kept_bundles_are_bounded(nothing_kept, monkeypatch) -> None:
    names = [path.name for path in sorted((http.BUNDLES / "static" / "js").glob("*.js"))[:4]]
    monkeypatch.setattr(http, "COMPRESSED_BYTES", 1)
    for name in names:
        http.compressed(f"js/{name}", "gzip")
    assert len(http._compressed) == 1


def test_the_start_prepares_what_the_first_visitor_needs(nothing_kept, monkeypatch) -> None:
    prepared, asked = [], []
    monkeypatch.setattr(database, "prepare", lambda: prepared.append(True))
    monkeypatch.setattr(http, "compressed", lambda name, coding: asked.append((name, coding)))
    http.get_ready()
    assert prepared and {(f"js/{http.chart_bundle()}", coding) for coding in ("br", "gzip")} <= set(asked)
    assert any(name.endswith(".css") for name, _ in asked)


def test_a_failing_start_is_logged_and_the_server_comes_up(monkeypatch, caplog) -> None:
    def fails():
        raise RuntimeError("disk full")

    monkeypatch.setattr(database, "prepare", fails)
    monkeypatch.setattr(http, "compressed", lambda name, coding: None)
    http.get_ready()
    assert "disk full" in caplog.text


def test_health_before_and_after_the_start(app, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(database, "_ready", None)
    _, headers, body = ask(app, "/healthz")
    assert json.loads(body) == {"status": "starting", "content_sha256": None, "data_to": None, "build_failed": False}
    ready = database.Ready(tmp_path / "secret.duckdb", "abc", "2024", "data/facts/x.csv row 3: …")
    monkeypatch.setattr(database, "_ready", ready)
    status, headers, body = ask(app, "/healthz")
    assert json.loads(body) == {"status": "ok", "content_sha256": "abc", "data_to": "2024", "build_failed": True}
    assert status == 200 and headers["cache-control"] == "no-store" and b"secret" not in body and b"x.csv" not in body


def test_the_first_page_has_an_address_of_its_own(app) -> None:
    status, headers, _ = ask(app, "/overview", "lang=zh-Hant&mix=share")
    assert (status, headers["location"]) == (307, "./?lang=zh-Hant&mix=share")


@pytest.mark.parametrize("name", ["hkzero.js", "hkzero.css", "hkzero.svg", "world_110m.json"])
def test_our_browser_files_are_served_by_type(app, name) -> None:
    status, headers, body = ask(app, f"/{name}")
    assert status == 200 and body == (http.BROWSER / name).read_bytes()
    assert headers["content-type"].split(";")[0] == http.TYPES["." + name.rsplit(".", 1)[1]]


def test_routes_follow_the_base_path(monkeypatch) -> None:
    from streamlit import config

    monkeypatch.setattr(config, "get_option", lambda name: "/city/")
    assert "/city/healthz" in {route.path for route in http.routes()}


@pytest.fixture
def drawings(app, store, monkeypatch):
    """Return an app whose database is the tests' own, and the addresses of the districts' outlines and hatching."""
    monkeypatch.setattr(database, "store", lambda: store)
    return app, dict(zip(geography.ADDRESSES, geography.urls(), strict=True))


@pytest.mark.parametrize("name", geography.ADDRESSES)
def test_districts_are_served_light_and_for_ever(drawings, name: str) -> None:
    app, urls = drawings
    path, _, version = urls[name].removeprefix(".").partition("?v=")
    assert path == f"/{geography.ADDRESSES[name]}" and len(version) == 12
    status, headers, body = ask(app, path, f"v={version}", accept_encoding="gzip")
    assert (status, headers["content-type"]) == (200, "application/geo+json")
    assert headers["content-encoding"] == "gzip" and len(body) <= 45_000
    assert "immutable" in headers["cache-control"] and headers["x-content-type-options"] == "nosniff"
    collection = json.loads(gzip.decompress(body))
    assert [feature["id"] for feature in collection["features"]] == list("ABCDEFGHJKLMNPQRST")
    assert all(feature["properties"] == {"district_code": feature["id"]} for feature in collection["features"])
    assert {feature["geometry"]["type"] for feature in collection["features"]} <= {"Polygon", "MultiPolygon"}
    assert ask(app, path, f"v={version}")[2] == gzip.decompress(body)


@pytest.mark.parametrize("query", ["", "v=0123456789ab", "v="])
def test_districts_of_another_version_are_not_kept(drawings, query: str) -> None:
    app, _ = drawings
    status, headers, body = ask(app, "/geo/districts.geojson", query)
    assert status == 200 and headers["cache-control"] == "no-cache" and b"FeatureCollection" in body


def test_drawings_are_put_together_once_a_build(drawings, store, monkeypatch) -> None:
    first = geography.drawing("outline")
    monkeypatch.setattr(type(store), "district_shapes", lambda self: pytest.fail("asked again"))
    assert geography.drawing("outline") is first


def test_the_districts_follow_the_base_path(monkeypatch) -> None:
    from streamlit import config

    monkeypatch.setattr(config, "get_option", lambda name: "city")
    assert "/city/geo/districts.geojson" in {route.path for route in http.routes()}


def test_the_interface_for_programs_stands_on_the_same_server(app, store, monkeypatch) -> None:
    monkeypatch.setattr(http, "ready_store", lambda: store)
    app = Starlette(routes=http.routes(), middleware=http.middleware())
    assert ask(app, "/api/v1")[:2][0] == 308
    status, headers, body = ask(app, "/api/v1/queries/targets.csv", accept_encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip") and gzip.decompress(body).startswith(b"target_id")
    assert headers["x-content-type-options"] == "nosniff" and headers["etag"].endswith('-gzip"')
    status, headers, body = ask(app, "/api/v1/queries/targets.csv", accept_encoding="gzip", range="bytes=0-2000")
    assert status == 206 and "content-encoding" not in headers and len(body) == 2001
    assert ask(app, "/api/v1/a\nb")[1]["content-type"] == "application/problem+json"


def test_the_interface_says_that_it_starts(app, monkeypatch) -> None:
    monkeypatch.setattr(database, "_ready", None)
    status, headers, body = ask(app, "/api/v1/queries/targets.csv")
    assert status == 503 and headers["retry-after"] and json.loads(body)["code"] == "starting"


def test_the_interface_follows_the_base_path(monkeypatch) -> None:
    from streamlit import config

    monkeypatch.setattr(config, "get_option", lambda name: "city")
    assert "/city/api/v1" in {route.path for route in http.routes()}
