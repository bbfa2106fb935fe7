"""What the server adds around Streamlit: compression, security headers, the language of the document, a health route.

Plain ASGI middleware, so that the same app runs under `streamlit run app.py` and under any ASGI server.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qs

import brotli
import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hkzero.api.limits import Buckets
from hkzero.api.routes import interface
from hkzero.charts import base_map
from hkzero.store import Store
from hkzero.text import HTML_LANGUAGES, LANGUAGE_TAGS, t
from hkzero.ui import card, database, front, geography, glossary, memory, menu, settings
from hkzero.ui.alive import watched
from hkzero.ui.state import resolve_language
from hkzero.ui.uploads import BoundedUploads

log = logging.getLogger("hkzero.ui")

BUNDLES = Path(streamlit.__file__).resolve().parent / "static"
BROWSER = Path(__file__).resolve().parent / "browser"
# Compressing a bundle takes up to a second, so each is compressed once a process; all of them are about 7 MB a coding.
COMPRESSED_BYTES = 32 * 2**20
# By the name that a browser asks with, best first. Brotli is a sixth smaller; browsers take it over TLS and from their
# own machine. Its level 11 would save another 0.1 MB, and take half a minute.
CODINGS = {"br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=9),
           "gzip": partial(gzip.compress, compresslevel=9, mtime=0)}
FOR_EVER = {"Cache-Control": "public, immutable, max-age=31536000"}
INTERFACE = "/api/v1"
BURST = 200  # requests that may come at once, however few a minute are allowed
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json",
         ".woff2": "font/woff2"}

# Style elements that the bundles write, by the hash of their text: an empty one (Emotion fills it rule by rule), the
# one of styled-components, and the one of plotly.js. They change with the version of Streamlit; the browser tests tell.
BUNDLE_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
    "'sha256-2GF9hCGTDj/GGFNlQA54jDdMGl2fvoeZmZjAvBSiAtM='",
)
# Found by trial in Chromium with every kind of element the pages use. What goes beyond 'self' and why:
#   script   WebAssembly, for Streamlit's protocol buffers; no inline script and no eval
#   style    attributes, which plotly.js writes on the links of a Sankey diagram
#   img      the picture of a chart is made from data: and blob: images
#   font     the icon font inside the bundles
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src-elem": " ".join(("'self'", *BUNDLE_STYLES)),
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
PERMISSIONS = ("accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
               "microphone", "midi", "payment", "usb", "xr-spatial-tracking")


def content_security_policy() -> str:
    """Return the policy as a header value; the operator's settings decide who may embed the pages.

    With the base map on, its tiles, the logo on it and the worker that draws it are allowed, and nothing else.
    """
    policy = POLICY | {"frame-ancestors": " ".join(("'self'", *settings.frame_ancestors()))}
    if tiles := settings.base_map_origin():
        # MapLibre fetches the tiles, so no img-src for them; its worker starts from a blob: address.
        policy |= {"img-src": f"{POLICY['img-src']} {base_map.LOGO}",
                   "connect-src": f"{POLICY['connect-src']} {tiles}", "worker-src": "blob:"}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


class SecurityHeaders:
    """Add the security headers to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(),
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the response back with the headers."""
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class SmallBundles:
    """Serve Streamlit's own bundles compressed, each compressed once and kept, and of its icons those that are shown.

    Streamlit leaves that to a proxy: 7.7 MB on a first visit without one. Other responses pass through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a bundle, or pass on."""
        found = re.search(r"/static/((?:js|css|media)/[\w.-]+\.(?:js|css|woff2))$", scope.get("path", ""))
        answer = None
        if scope["type"] == "http" and scope["method"] == "GET" and found:
            answer = await run_in_threadpool(_small, found[1], Headers(scope=scope).get("accept-encoding", ""))
        await (answer or self.app)(scope, receive, send)


def _small(name: str, accepted: str) -> Response | None:
    """Return the answer with a bundle, or None when it is Streamlit's to give."""
    path = Path(name)
    if path.suffix == ".woff2":
        # Another Streamlit has its icons under another name, and gives them all.
        is_ours = (BROWSER / path.name).is_file()
        return Response(asset(path.name)[0], headers=FOR_EVER, media_type=TYPES[path.suffix]) if is_ours else None
    coding = next((one for one in CODINGS if re.search(rf"\b{one}\b(?!\s*;\s*q=0)", accepted)), None)
    body = coding and compressed(name, coding)
    headers = {"Content-Encoding": coding, "Vary": "Accept-Encoding", **FOR_EVER}
    return Response(body, headers=headers, media_type=TYPES[path.suffix]) if body else None


_compressed: dict[tuple[str, str], bytes] = {}
_compressed_lock = Lock()


def compressed(name: str, coding: str) -> bytes | None:
    """Return a bundle compressed, or None when there is no such file; each is compressed once a process."""
    path, key = BUNDLES / "static" / name, (name, coding)
    if key not in _compressed:
        if not path.is_file():
            return None
        body = CODINGS[coding](path.read_bytes())
        with _compressed_lock:
            if sum(map(len, _compressed.values())) + len(body) > COMPRESSED_BYTES:
                _compressed.clear()
            _compressed[key] = body
        return body
    return _compressed[key]


class Compression(GZipMiddleware):
    """Compress every answer but those of the interface for programs, which keeps them compressed."""

    def __init__(self, app: ASGIApp, **options: int) -> None:
        super().__init__(app, **options)
        self.programs = f"{prefix()}{INTERFACE}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an answer on, compressed where that is for us to do."""
        ready = scope.get("path", "").startswith(self.programs)
        await (self.app if ready else super().__call__)(scope, receive, send)


class Document:
    """Finish the one HTML document that Streamlit serves: its language, description, and our style and script."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.programs = f"{prefix()}{INTERFACE}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite an HTML response; pass everything else through."""
        if (scope["type"] != "http" or scope["method"] not in ("GET", "HEAD")
                or scope["path"].startswith(self.programs)):
            return await self.app(scope, receive, send)
        # Compression is the business of the middleware around this one; a compressed document could not be finished.
        inner = scope | {"headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                if message["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                finished = finish_document(
                    body.decode(), document_language(scope), front.page_of(scope["path"])).encode() if body else b""
                headers = MutableHeaders(scope=start)
                for name in ("etag", "last-modified", "content-length"):
                    del headers[name]
                if finished:
                    headers["Content-Length"] = str(len(finished))
                headers["Cache-Control"] = "no-cache"
                headers.add_vary_header("Accept-Language")
                await send(start)
                message = {"type": "http.response.body", "body": finished}
                start = None
            await send(message)

        await self.app(inner, receive, rewrite)


def document_language(scope: Scope) -> str:
    """Return the language a request asks for: ?lang=, else the browser's first choice, else English."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [None])[-1]
    first = Headers(scope=scope).get("accept-language", "").split(",")[0].split(";")[0].strip()
    return resolve_language(asked, None, first)


@cache
def asset(name: str) -> tuple[bytes, str]:
    """Return one of our own browser files and the short hash that names its version."""
    body = (BROWSER / name).read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:12]


@cache
def chart_bundle() -> str | None:
    """Return the name of the bundle every chart needs, so that it can be fetched before it is asked for."""
    found = sorted((BUNDLES / "static" / "js").glob("PlotlyChart.*.js"))
    return found[0].name if found else None


@cache
def finish_document(document: str, lang: str, page: str) -> str:
    """Return the HTML document with its language, the description of the page, style and script."""
    tag = HTML_LANGUAGES[lang]
    head = [
        *front.tags(page, lang),
        f'<link rel="icon" type="image/svg+xml" href="./hkzero.svg?v={asset("hkzero.svg")[1]}">',
        f'<link rel="stylesheet" href="./hkzero.css?v={asset("hkzero.css")[1]}">',
        f'<link rel="stylesheet" href="./guide.css?v={asset("guide.css")[1]}">',
        f'<script defer src="./guide.js?v={asset("guide.js")[1]}"></script>',
        f'<script src="./hkzero.js?v={asset("hkzero.js")[1]}"></script>',
    ]
    if chart_bundle():
        head.append(f'<link rel="modulepreload" crossorigin href="./static/js/{chart_bundle()}">')
    document = re.sub(r"<html[^>]*>", f'<html lang="{tag}">', document, count=1)
    document = re.sub(r"<title>.*?</title>", f"<title>{html.escape(t('common.app.name', lang))}</title>", document,
                      count=1, flags=re.DOTALL)
    document = re.sub(r'<link rel="shortcut icon"[^>]*>', "", document)
    # A font of 171 kB that the theme does not use.
    document = re.sub(r'<link\s+rel="preload"[^>]*?as="font"[^>]*>', "", document)
    # It points at an interface that this app leaves switched off.
    document = re.sub(r'<link rel="service-desc"[^>]*>', "", document)
    document = re.sub(r"<noscript>.*?</noscript>",
                      f"<noscript>{html.escape(t('common.app.needs_script', lang))}</noscript>", document,
                      flags=re.DOTALL)
    # Inline script: a flag for crawlers that would need an exception in the policy.
    document = re.sub(r"<script>\s*window\.prerenderReady.*?</script>", "", document, flags=re.DOTALL)
    return document.replace("</head>", "".join(head) + "</head>", 1)


async def serve_asset(request: Request) -> Response:
    """Serve our own style or script, to be kept for ever under its version."""
    name = request.url.path.rsplit("/", 1)[-1]
    body, _ = asset(name)
    return Response(body, media_type=TYPES[Path(name).suffix], headers=FOR_EVER)


async def serve_drawing(request: Request) -> Response:
    """Serve a drawing of the districts: for ever under its own version, else to be asked for again.

    A page that was opened before a newer build asks for an older version and gets what there is.
    """
    name = next(name for name, address in geography.ADDRESSES.items() if request.url.path.endswith(address))
    found = await run_in_threadpool(geography.drawing, name)
    own = request.query_params.get("v") == found.version
    return Response(found.body, media_type="application/geo+json",
                    headers={"Cache-Control": "public, immutable, max-age=31536000" if own else "no-cache"})


async def serve_guide(request: Request) -> Response:
    """Serve what our script says in a language, to be kept for ever under its version."""
    tag = request.url.path.rsplit("/", 1)[-1].split(".")[1]
    lang = next(lang for lang, known in LANGUAGE_TAGS.items() if known == tag)
    return Response(glossary.guide(lang), media_type="application/json",
                    headers={"Cache-Control": "public, immutable, max-age=31536000"})


async def serve_card(_: Request) -> Response:
    """Serve the picture that a shared link shows elsewhere; none before the first start has finished."""
    store = await run_in_threadpool(ready_store)
    if store is None:
        return Response(status_code=503, headers={"Retry-After": "30"})
    return Response(await run_in_threadpool(card.card, store), media_type="image/png",
                    headers={"Cache-Control": "public, max-age=3600"})


async def health(_: Request) -> JSONResponse:
    """Say whether the dashboard can answer: status, version and age of the figures, whether a newer build failed."""
    ready = database.current()
    body = {"status": "starting" if ready is None else "ok", "content_sha256": ready and ready.content,
            "data_to": ready and ready.data_to, "build_failed": bool(ready and ready.failure)}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def prefix() -> str:
    """Return the base path that the operator has set, with a leading slash; nothing by default."""
    base = str(streamlit.config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def ready_store() -> Store | None:
    """Return the store of the database in use, None while there is none to rely on; looks for newer figures."""
    return None if database.look() is None else database.store()


def mounted(path: str, app: ASGIApp) -> Mount:
    """Return a mount for everything under `path`, addresses with a line break in them too."""
    found = Mount(path, app)
    found.path_regex = re.compile(found.path_regex.pattern, re.DOTALL)
    return found


def programs() -> list[BaseRoute]:
    """Return the interface for programs, and the way to it for an address without the last slash."""
    async def lead(_: Request) -> Response:
        return RedirectResponse(f"{prefix()}{INTERFACE}/", status_code=308)

    path = f"{prefix()}{INTERFACE}"
    rate = settings.api_rate()
    app = interface(ready_store, f"{settings.public_url() or prefix()}{INTERFACE}",
                    Buckets(rate, burst=max(rate or 0, BURST)), settings.trusted_proxies())
    return [Route(path, lead), mounted(path, app)]


async def front_page(request: Request) -> Response:
    """Lead the first page's own name to `/`, where Streamlit has it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}", status_code=307)


def get_ready() -> None:
    """Build the database, compress what every first visitor fetches, load the rest: the first of them does not wait."""
    try:
        database.prepare()
        database.store().tables()  # takes a third of a second the first time
    except Exception:
        # The page says so to whoever comes, and tries again.
        log.exception("the database could not be prepared at the start")
    document = finish_document(_document(), "en", front.page_of("/"))
    for name in re.findall(r"static/((?:js|css)/[\w.-]+\.(?:js|css))", document):
        for coding in CODINGS:
            compressed(name, coding)
    memory.load()
    memory.settle()


def _document() -> str:
    return (BUNDLES / "index.html").read_text(encoding="utf-8")


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[dict]:
    """Get ready in the background while the server already answers, and end the process once it no longer does."""
    Thread(target=get_ready, name="get-ready", daemon=True).start()
    async with watched(settings.silence_seconds()):
        yield {}


def routes() -> list[BaseRoute]:
    """Return our own routes, under the base path the operator has set; a setting that cannot be used ends the start."""
    try:
        settings.check()
    except settings.BadSetting as error:
        raise SystemExit(f"hkzero: {error}") from None
    under = prefix()
    return [Route(f"{under}/healthz", health), Route(f"{under}/{front.CARD}", serve_card), *programs(),
            *(Route(f"{under}/{name}", front_page) for name in menu.names()[:1]),
            *(Route(f"{under}/{address}", serve_drawing) for address in geography.ADDRESSES.values()),
            *(Route(f"{under}/guide.{tag}.json", serve_guide) for tag in LANGUAGE_TAGS.values()),
            *(Route(f"{under}/{path.name}", serve_asset) for path in sorted(BROWSER.iterdir()))]


def middleware() -> list[Middleware]:
    """Return the middleware, outermost first."""
    return [Middleware(SecurityHeaders), Middleware(BoundedUploads), Middleware(SmallBundles),
            Middleware(Compression, minimum_size=1024, compresslevel=6), Middleware(Document)]
