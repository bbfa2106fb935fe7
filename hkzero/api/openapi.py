"""The description of the interface in OpenAPI 3.1, made of the headers of the questions and of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hkzero import __version__
from hkzero.api.formats import FORMATS, NEGOTIATED
from hkzero.api.parameters import CODE, PAGING, taken_by
from hkzero.api.problems import MEDIA_TYPE
from hkzero.model.levers import LEVELS, SHAPES, Lever
from hkzero.model.scenario import ATTRIBUTIONS, FIRST_YEAR, LAST_YEAR
from hkzero.store import Query, Table

INDEX = {"openapi": "openapi.json", "health": "health", "tables": "tables", "queries": "queries",
         "scenarios": "scenarios", "districts": "districts.geojson", "sources": "sources"}
TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
PROBLEMS = {400: "A parameter that cannot be used.", 404: "Nothing of this name.", 405: "Not this method.",
            406: "None of the kinds that Accept asks for.", 413: "A body that is too large.",
            414: "A query string that is too long.", 415: "A body of another kind than JSON.",
            416: "A range beyond the end.", 422: "A scenario that cannot be used.", 429: "Too many requests.",
            500: "A fault of the server.", 503: "Not ready yet, or too busy."}
ALWAYS = (400, 405, 414, 429, 500, 503)
DESCRIPTION = ("Hong Kong's emissions with a source under every number. A missing value is null, never zero. A figure "
               "is observed, reported, derived, estimated, assumed or a scenario: see `kind`.")


def document(base: str, queries: Mapping[str, Query], tables: Iterable[str] | Mapping[str, Table],
             scenarios: Iterable[str], levers: Iterable[Lever]) -> dict[str, Any]:
    """Return the OpenAPI document; `base` is the interface's own address."""
    return {
        "openapi": "3.1.0", "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {"title": "HKZero", "version": __version__, "summary": "Figures of Hong Kong's emissions.",
                 "description": DESCRIPTION, "license": {"name": "see `licence` of each source",
                                                         "identifier": "CC-BY-4.0"}},
        "servers": [{"url": base}],
        "tags": [{"name": name} for name in ("about", "tables", "queries", "scenarios", "districts", "sources")],
        "paths": {**_about(), **_tables(sorted(tables)), **_queries(queries), **_scenarios(list(scenarios)),
                  **_rest(queries)},
        "components": {"schemas": _schemas(levers), "responses": {
            f"Problem{status}": {"description": text, "content": {MEDIA_TYPE: {"schema": _ref("Problem")}},
                                 "headers": {"Retry-After": {"schema": {"type": "integer"}}} if status in (429, 503)
                                 else {}}
            for status, text in PROBLEMS.items()}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation(name: str, tag: str, summary: str, content: Mapping[str, Any], *problems: int,
               parameters: Iterable[dict[str, Any]] = (), may_be_known: bool = True, **more: Any) -> dict[str, Any]:
    known = {"304": {"description": "What the client has is the present answer."}} if may_be_known else {}
    refused = {str(status): {"$ref": f"#/components/responses/Problem{status}"}
               for status in sorted({*ALWAYS, *problems})}
    return {"operationId": name, "tags": [tag], "summary": summary, "parameters": list(parameters), **more,
            "responses": {"200": {"description": "The answer.", "content": dict(content)}, **known, **refused}}


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": dict(schema)}}


def _parameter(name: str, schema: Mapping[str, Any], where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": dict(schema)}


def _named(name: str, known: list[str]) -> dict[str, Any]:
    return _parameter(name, {"type": "string", "enum": known}, "path")


def _paging() -> list[dict[str, Any]]:
    return [_parameter(name, schema) for name, schema in PAGING.items()]


def _files() -> dict[str, Any]:
    binary = {"schema": {"type": "string"}}
    return {kind: {"schema": _ref("Answer")} if ending == "json" else binary for kind, ending in NEGOTIATED.items()}


def _endings() -> dict[str, Any]:
    """Return the content of an address with an ending: JSON is the answer, or what it rests on."""
    return {**_files(), **_json({"oneOf": [_ref("Answer"), _ref("Meta")]})}


def _ending() -> dict[str, Any]:
    return _named("ending", list(FORMATS))


def _about() -> dict[str, Any]:
    text = {"type": "object", "additionalProperties": TEXT, "required": ["title", "version", *INDEX]}
    status = {"type": "object", "required": ["status", "content_sha256"],
              "properties": {"status": {"enum": ["ok", "starting"]}, "content_sha256": MAYBE}}
    return {
        "/": {"get": _operation("index", "about", "What there is", _json(text))},
        "/openapi.json": {"get": _operation("openapi", "about", "This description", _json({"type": "object"}))},
        "/health": {"get": _operation("health", "about", "Whether it can answer", _json(status), may_be_known=False)}}


def _tables(names: list[str]) -> dict[str, Any]:
    return {
        "/tables": {"get": _operation("tables", "tables", "The tables", _json(_ref("List")))},
        "/tables/{name}": {"get": _operation(
            "table", "tables", "A table, in the kind that Accept asks for", _files(), 404, 406, 416,
            parameters=[_named("name", names), *_paging()])},
        "/tables/{name}.{ending}": {"get": _operation(
            "table_file", "tables", "A table as a file", _endings(), 404, 416,
            parameters=[_named("name", names), _ending(), *_paging()])}}


def _queries(queries: Mapping[str, Query]) -> dict[str, Any]:
    """Return an address a question with its own parameters, and one for the files of all of them."""
    each = {f"/queries/{query.name}": {"get": _operation(
        f"query_{query.name}", "queries", query.title, _files(), 404, 406, 416,
        parameters=[_parameter(name, kind) for name, kind in taken_by(query).items()],
        description=f"{query.what}\n\nFormula: {query.formula}\n\nReturns: {', '.join(query.returns)}")}
        for query in queries.values()}
    return {
        "/queries": {"get": _operation("queries", "queries", "The questions", _json(_ref("List")))}, **each,
        "/queries/{name}.{ending}": {"get": _operation(
            "query_file", "queries", "The answer to a question as a file; it takes the question's parameters too",
            _endings(), 404, 416, parameters=[_named("name", list(queries)), _ending()])}}


def _scenarios(names: list[str]) -> dict[str, Any]:
    body = {"required": True, "content": _json(_ref("Changes"))}
    where = [_named("name", names)]
    return {
        "/scenarios": {"get": _operation("scenarios", "scenarios", "The named scenarios", _json(_ref("List")))},
        "/scenarios/{name}/run": {
            "get": _operation("run", "scenarios", "A scenario run with central assumptions", _files(), 404, 406, 416,
                              parameters=[*where, *_paging()]),
            "post": _operation("run_changed", "scenarios", "A scenario run with levers set otherwise", _files(), 404,
                               406, 413, 415, 422, parameters=[*where, *_paging()], may_be_known=False,
                               requestBody=body)},
        "/scenarios/{name}/run.{ending}": {"get": _operation(
            "run_file", "scenarios", "A run as a file", _endings(), 404, 416,
            parameters=[*where, _ending(), *_paging()])}}


def _rest(queries: Mapping[str, Query]) -> dict[str, Any]:
    period = _parameter("period", {"type": "string", "pattern": f"^{CODE}$"})
    collection = {"type": "object", "required": ["type", "features", "meta"], "properties": {
        "type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": {"type": "object"}},
        "meta": {"type": "object"}}}
    one = {"type": "object", "required": ["meta", "data"], "properties": {"data": _ref("Source")}}
    named = _parameter("name", {"type": "string", "pattern": f"^{CODE}$"}, "path")
    return {
        "/districts.geojson": {"get": _operation(
            "districts", "districts", "The districts with the emissions of their electricity",
            {"application/geo+json": {"schema": collection}}, 416, parameters=[period])},
        "/sources": {"get": _operation("sources", "sources", "The publications", _json(_ref("List")))},
        "/sources/{name}": {"get": _operation("source", "sources", "A publication", _json(one), 404,
                                              parameters=[named])}}


def _setting(lever: Lever) -> dict[str, Any]:
    """Return the schema of what a lever may be set to."""
    low, high = lever.range
    year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    return {"type": "object", "additionalProperties": False, "required": ["value"], "title": lever.title["en"],
            "description": f"in {lever.unit}", "properties": {
                "value": {"anyOf": [{"type": "number", "minimum": low, "maximum": high}, {"enum": list(LEVELS)}]},
                "start_year": year, "end_year": year, "shape": {"enum": list(SHAPES)}}}


def _schemas(levers: Iterable[Lever]) -> dict[str, Any]:
    source = {"type": "object", "required": ["source_id", "publisher", "title"], "additionalProperties": TEXT}
    meta = {"type": "object", "required": ["title", "what", "units", "sources", "rows", "rows_total", "offset", "next",
                                           "content_sha256", "version", "permanent_url", "licence", "citation"],
            "properties": {"title": TEXT, "what": TEXT, "units": {"type": "array", "items": TEXT},
                           "sources": {"type": "array", "items": _ref("Source")}, "rows": {"type": "integer"},
                           "rows_total": {"type": "integer"}, "offset": {"type": "integer"}, "next": MAYBE,
                           "content_sha256": TEXT, "permanent_url": MAYBE, "licence": TEXT, "citation": TEXT,
                           "version": {"type": "object", "required": ["asked", "served", "is_current"], "properties": {
                               "asked": MAYBE, "served": TEXT, "is_current": {"type": "boolean"}}}}}
    rows = {"type": "array", "items": {"type": "object",
                                       "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}}
    return {
        "Source": source, "Meta": meta,
        "Answer": {"type": "object", "required": ["meta", "data"], "properties": {"meta": _ref("Meta"), "data": rows}},
        "List": {"type": "object", "required": ["meta", "data"], "properties": {
            "meta": {"type": "object"}, "data": {"type": "array", "items": {"type": "object"}}}},
        "Changes": {"type": "object", "additionalProperties": False, "properties": {
            "levers": {"type": "object", "additionalProperties": False,
                       "properties": {lever.lever_id: _setting(lever) for lever in levers}},
            "import_attribution": {"enum": list(ATTRIBUTIONS)}}},
        "Problem": {"type": "object", "required": ["type", "title", "status", "code", "detail"], "properties": {
            "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "code": TEXT, "detail": TEXT,
            "parameter": TEXT, "value": TEXT, "expected": TEXT, "nearest": {"type": "array", "items": TEXT}}}}
