"""The addresses of the interface, as one ASGI app that the server of the dashboard mounts.

    /                              what there is
    /openapi.json                  the same for programs (OpenAPI 3.1)
    /health                        whether it can answer
    /tables   /tables/{name}       the tables of the database
    /queries  /queries/{name}      the questions of queries/*.sql, with their parameters
    /scenarios                     the named scenarios
    /scenarios/{id}/run            one of them run; POST sets levers otherwise
    /districts.geojson             the 18 districts with the emissions of their electricity
    /sources  /sources/{id}        the publications

A table, a question and a run have the endings .csv, .json, .parquet, .meta.json and .zip; without one, Accept decides.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hkzero.api import openapi, resources, scenario
from hkzero.api.delivery import Wanted, deliver
from hkzero.api.formats import FORMATS, JSON, Content, Rendered, json_bytes, negotiated, rendered, split_name
from hkzero.api.kept import Kept
from hkzero.api.limits import SCENARIO_COST, Buckets, Network, client
from hkzero.api.parameters import Asked, asked, questions, read, refuse_long, schema
from hkzero.api.problems import Problem, shown, unknown, unknown_parameter
from hkzero.api.resources import Place
from hkzero.model.levers import levers
from hkzero.store import Query, Store

log = logging.getLogger("hkzero.api")

LARGEST_BODY = 64 * 1024
EXPOSED = "ETag, Link, Retry-After, Content-Range, Content-Disposition, HKZero-Version, Warning, X-Total-Count"
CROSS_ORIGIN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED,
                "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS", "Access-Control-Max-Age": "86400",
                "Access-Control-Allow-Headers": "Content-Type, If-None-Match, If-Modified-Since, Range, If-Range",
                "Cross-Origin-Resource-Policy": "cross-origin"}
DOWNLOADED = ("csv", "parquet", "zip")
GEOJSON = "application/geo+json"
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Service:
    """What answers: the store (None while the database is being built), the interface's own address, its memory."""

    store: Callable[[], Store | None]
    base: str
    kept: Kept = field(default_factory=Kept)

    def opened(self) -> Store:
        """Return the store; Problem 503 before there is one."""
        store = self.store()
        if store is None:
            raise Problem(503, "starting", "the database is being built", headers={"Retry-After": "10"})
        return store

    async def index(self, request: Request) -> Response:
        """What there is."""
        store = self.opened()
        return await self._listed(request, "index", lambda: {
            "title": "HKZero", "version": "v1", "content_sha256": store.content, "licence": resources.LICENCE,
            **{name: f"{self.base}/{path}" for name, path in openapi.INDEX.items()}})

    async def description(self, request: Request) -> Response:
        """The OpenAPI description."""
        store = self.opened()
        return await self._listed(request, "openapi", lambda: openapi.document(
            self.base, questions(), store.tables(), scenario.names(store), levers(store.ask("levers"))))

    async def health(self, _: Request) -> Response:
        """Whether it can answer, and from which version of the data."""
        store = self.store()
        return JSONResponse({"status": "ok" if store else "starting", "content_sha256": store and store.content},
                            headers={"Cache-Control": "no-store"})

    async def tables(self, request: Request) -> Response:
        """The list of the tables."""
        store = self.opened()
        return await self._listed(request, "tables", lambda: _data(store, resources.table_list(store, self.base)))

    async def queries(self, request: Request) -> Response:
        """The list of the questions."""
        store = self.opened()
        return await self._listed(request, "queries",
                                  lambda: _data(store, resources.query_list(questions(), self.base)))

    async def scenarios(self, request: Request) -> Response:
        """The list of the scenarios."""
        store = self.opened()
        return await self._listed(request, "scenarios", lambda: _data(store, scenario.scenario_list(store, self.base)))

    async def sources(self, request: Request) -> Response:
        """The list of the publications."""
        store = self.opened()
        return await self._listed(request, "sources", lambda: _data(store, resources.source_list(store)))

    async def source(self, request: Request) -> Response:
        """One publication."""
        store, name = self.opened(), request.path_params["name"]

        def one() -> dict[str, Any]:
            known = {source["source_id"]: source for source in resources.source_list(store)}
            if name not in known:
                raise unknown("source", name, known)
            return _data(store, known[name])

        return await self._listed(request, f"source {name}", one)

    async def table(self, request: Request) -> Response:
        """One table."""
        store = self.opened()
        name, ending = split_name(request.path_params["name"])
        known = store.tables()
        if name not in known:
            raise unknown("table", name, known)
        place = Place(f"{self.base}/tables/{name}", asked(request.query_params.multi_items()))
        return await self._content(request, store, place, ending,
                                   lambda: resources.table_content(store, known[name], place))

    async def query(self, request: Request) -> Response:
        """The answer to one question."""
        store = self.opened()
        name, ending = split_name(request.path_params["name"])
        if name not in questions():
            raise unknown("query", name, questions())
        question = questions()[name]
        place = Place(f"{self.base}/queries/{name}", asked(request.query_params.multi_items(), question))
        return await self._content(request, store, place, ending,
                                   lambda: resources.query_content(store, question, place), _sql_hash(question))

    async def run(self, request: Request) -> Response:
        """The outcome of one scenario, as it is named or with levers set otherwise."""
        store = self.opened()
        name, (part, ending) = request.path_params["name"], split_name(request.path_params["run"])
        if part != "run":
            raise Problem(404, "unknown_address", "nothing has this address", nearest=[f"{self.base}/scenarios"])
        if name not in (known := scenario.names(store)):
            raise unknown("scenario", name, known)
        changes = await _changes(request) if request.method == "POST" else {}
        place = Place(f"{self.base}/scenarios/{name}/run", asked(request.query_params.multi_items()), not changes)
        return await self._content(request, store, place, ending,
                                   lambda: scenario.run_content(store, name, changes, place), json.dumps(changes))

    async def districts(self, request: Request) -> Response:
        """The districts as GeoJSON."""
        store = self.opened()
        values = {}
        for name, text in request.query_params.multi_items():
            if name != "period" or name in values:
                raise unknown_parameter(name, ["period"])
            values[name] = read(name, text, schema(name, None))
        wanted = Wanted(f"districts {values}", lambda: rendered(
            json_bytes(resources.districts(store, Asked(values))), GEOJSON))
        return await deliver(request, store, wanted, self.kept)

    async def _listed(self, request: Request, identity: str, make: Callable[[], Any]) -> Response:
        for name in request.query_params:
            raise unknown_parameter(name, [])
        return await deliver(request, self.opened(), Wanted(identity, lambda: rendered(json_bytes(make()), JSON)),
                             self.kept)

    async def _content(self, request: Request, store: Store, place: Place, ending: str | None,
                       make: Callable[[], Content], more: str = "") -> Response:
        chosen = ending or negotiated(request.headers.get("accept", ""))
        stem = place.path.removeprefix(f"{self.base}/").replace("/", "-").split("-", 1)[1]
        wanted = Wanted(
            f"{chosen} {place.path} {place.asked.identity} {more}", lambda: _written(make(), chosen, place),
            place.asked.version, f"{stem}-{store.content[:8]}.{chosen}" if chosen in DOWNLOADED else None,
            "Accept-Encoding" if ending else "Accept, Accept-Encoding", request.method != "POST")
        return await deliver(request, store, wanted, self.kept)


def _data(store: Store, data: Any) -> dict[str, Any]:
    return {"meta": {"content_sha256": store.content, "licence": resources.LICENCE}, "data": data}


def _sql_hash(query: Query) -> str:
    return hashlib.sha256(query.sql.encode()).hexdigest()


def _written(found: Content, ending: str, place: Place) -> Rendered:
    """Return the content in a format, with the links to what it rests on and to the rows that follow."""
    media_type, write = FORMATS[ending]
    links = []
    if place.is_permanent:
        links += [f'<{place.address("meta.json")}>; rel="describedby"',
                  f'<{found.meta["permanent_url"]}>; rel="bookmark"']
    if place.is_permanent and found.meta["next"]:
        after = place.address(ending, offset=found.meta["offset"] + found.meta["rows"], version=place.asked.version)
        links.append(f'<{after}>; rel="next"')
    return rendered(write(found), media_type, {**({"Link": ", ".join(links)} if links else {}),
                                               "X-Total-Count": str(found.meta["rows_total"])})


async def _changes(request: Request) -> Mapping[str, Any]:
    """Return what the body of a POST sets otherwise; Problem for a body that is too large or not of the form."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON:
        raise Problem(415, "unsupported_media_type", f"a body of the kind {shown(kind)}", expected=JSON)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise Problem(413, "too_large", "the body is too large", expected=f"at most {LARGEST_BODY} bytes")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "not_json", "the body is not JSON", expected="a JSON object") from error
    if not isinstance(found, dict):
        raise Problem(422, "scenario_refused", "the body is not a JSON object", problems=[
            {"path": "", "code": "wrong_type", "value": shown(str(found)[:100]), "detail": "expected an object"}])
    strange = sorted(set(found) - set(scenario.MAY_BE_SET))
    if strange:
        raise Problem(422, "scenario_refused", "the body has a key that is not known", problems=[
            {"path": shown(name), "code": "unknown_key", "value": "",
             "detail": f"expected {' or '.join(scenario.MAY_BE_SET)}"} for name in strange[:50]])
    return found


class Guard:
    """What stands before every answer: who may ask how much, how long a question may be, who may read the answer."""

    def __init__(self, app: ASGIApp, buckets: Buckets, trusted: Sequence[Network]) -> None:
        self.app, self.buckets, self.trusted = app, buckets, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it; every answer may be read from any page."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(CROSS_ORIGIN)
            await send(message)

        try:
            self._admit(scope)
        except Problem as problem:
            return await problem.response()(scope, receive, with_headers)
        await self.app(scope, receive, with_headers)

    def _admit(self, scope: Scope) -> None:
        forwarded = ", ".join(Headers(scope=scope).getlist("x-forwarded-for")[-5:])[-1000:]
        address = client((scope.get("client") or ("",))[0], forwarded, self.trusted)
        wait = self.buckets.wait(address, SCENARIO_COST if scope["method"] == "POST" else 1.0)
        if wait:
            raise Problem(429, "too_many_requests", f"more requests than {self.buckets.per_minute:g} a minute",
                          headers={"Retry-After": str(wait)}, retry_after=wait)
        refuse_long(scope.get("query_string", b""))


async def _refused(_: Request, error: Exception) -> Response:
    """Say in our form what Starlette refuses: no such address, no such method."""
    assert isinstance(error, HTTPException)
    code = {404: "unknown_address", 405: "method_not_allowed"}.get(error.status_code, "refused")
    detail = {404: "nothing has this address", 405: "this address does not take this method"}
    more = {"expected": error.headers["Allow"]} if error.headers and "Allow" in error.headers else {}
    return Problem(error.status_code, code, detail.get(error.status_code, error.detail), headers=error.headers,
                   **more).response()


def _route(path: str, handler: Handler, *methods: str) -> Route:
    """Return a route that answers OPTIONS, says problems in their form, and no detail of a fault of ours."""
    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join((*methods, "HEAD", "OPTIONS"))})
        try:
            return await handler(request)
        except Problem as problem:
            return problem.response()
        except Exception:
            log.exception("%s could not be answered", path)
            return Problem(500, "internal", "this could not be answered").response()

    return Route(path, endpoint, methods=[*methods, "OPTIONS"])


def interface(store: Callable[[], Store | None], base: str = "/api/v1", buckets: Buckets | None = None,
              trusted: Sequence[Network] = ()) -> Starlette:
    """Return the interface as an app; `base` is its own address as the reader sees it, without a closing slash.

    `trusted` are the proxies whose X-Forwarded-For is believed.
    """
    service = Service(store, base)
    buckets = Buckets() if buckets is None else buckets
    routes = [
        _route("/", service.index, "GET"), _route("/openapi.json", service.description, "GET"),
        _route("/health", service.health, "GET"), _route("/tables", service.tables, "GET"),
        _route("/tables/{name}", service.table, "GET"), _route("/queries", service.queries, "GET"),
        _route("/queries/{name}", service.query, "GET"), _route("/scenarios", service.scenarios, "GET"),
        _route("/scenarios/{name}/{run}", service.run, "GET", "POST"),
        _route("/districts.geojson", service.districts, "GET"), _route("/sources", service.sources, "GET"),
        _route("/sources/{name}", service.source, "GET")]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused},
                    middleware=[Middleware(Guard, buckets=buckets, trusted=trusted)])
    app.router.redirect_slashes = False
    return app
