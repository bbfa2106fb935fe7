"""What can be fetched, as rows with what they rest on: questions, tables, runs of scenarios; and the lists of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from hkzero import __version__
from hkzero.api.formats import Content
from hkzero.api.parameters import MOST_ROWS, Asked, taken_by
from hkzero.records import answer_meta, source_fields
from hkzero.store import Query, Store, Table

if TYPE_CHECKING:
    import pandas

LICENCE = ("Each figure stays under the terms of the publication it comes from (see sources, licence: what was read of "
           "them). The arrangement of the data may be used under CC BY 4.0.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: its path without an ending (`/api/v1/queries/emissions_total`), and what was asked.

    It is permanent unless something was sent along that does not stand in the address.
    """

    path: str
    asked: Asked
    is_permanent: bool = True

    def address(self, ending: str, **more: Any) -> str:
        """Return the address of the same thing in a format, with `more` set in its parameters."""
        values = {name: ",".join(value) if isinstance(value, list) else value
                  for name, value in self.asked.values.items()}
        paging = {"offset": self.asked.offset or None, "limit": self.asked.limit}
        chosen = {name: value for name, value in {**values, **paging, **more}.items() if value is not None}
        return f"{self.path}.{ending}" + (f"?{urlencode(chosen)}" if chosen else "")


def content(frame: pandas.DataFrame, meta: Mapping[str, Any], place: Place, version: str) -> Content:
    """Return the page of rows that was asked for; `meta` needs title, what, units, sources."""
    asked = place.asked
    most = min(asked.limit or MOST_ROWS, MOST_ROWS)
    page = frame.iloc[asked.offset:asked.offset + most]
    left = asked.offset + len(page) < len(frame)
    permanent = place.address("csv", version=version[:16]) if place.is_permanent else None
    cited = f"HKZero {__version__}, {meta['title']}. Data version {version[:8]}."
    named = {"asked": asked.version, "served": version, "is_current": asked.version is None
             or version.startswith(asked.version)}
    following = place.address("json", offset=asked.offset + len(page), limit=most, version=asked.version)
    return Content(page, {
        **meta, "rows": len(page), "rows_total": len(frame), "offset": asked.offset,
        "next": following if left and len(page) else None, "content_sha256": version, "version": named,
        "permanent_url": permanent, "licence": LICENCE,
        "citation": f"{cited} {permanent}" if permanent else cited})


def query_content(store: Store, query: Query, place: Place) -> Content:
    """Return the answer to a question. StoreError."""
    answer = store.ask(query.name, **place.asked.values)
    meta = {**answer_meta(answer, store), "what": query.what, "units": _units(answer.frame)}
    return content(answer.frame, meta, place, store.content)


def table_content(store: Store, table: Table, place: Place) -> Content:
    """Return a table as it stands in the database. StoreError."""
    frame = store.table(table.name)
    meta = {"table": table.name, "title": table.name, "what": table.description, "columns": _columns(table),
            "units": _units(frame), "kinds": _codes(frame, "kind"), "vintages": _codes(frame, "vintage"),
            "sources": _sources(store, _codes(frame, "source_id"))}
    return content(frame, meta, place, store.content)


def _sources(store: Store, ids: Iterable[str]) -> list[dict[str, Any]]:
    return [source_fields(source) for source in store.sources(ids)]


def _units(frame: pandas.DataFrame) -> list[str]:
    return _codes(frame, "unit")


def _codes(frame: pandas.DataFrame, column: str) -> list[str]:
    """Return every code in a column, each once; SQL joins several with a semicolon."""
    if column not in frame:
        return []
    return sorted({code for cell in frame[column].dropna().unique() for code in str(cell).split(";") if code})


def _columns(table: Table) -> list[dict[str, str]]:
    return [{"name": name, "type": kind, "description": text} for name, kind, text in table.columns]


def query_list(queries: Mapping[str, Query], base: str) -> list[dict[str, Any]]:
    """Return every question with its parameters and address."""
    return [{"name": query.name, "title": query.title, "what": query.what, "formula": query.formula,
             "returns": list(query.returns), "url": f"{base}/queries/{query.name}",
             "parameters": {name: kind for name, kind in taken_by(query).items() if name in query.params}}
            for query in queries.values()]


def table_list(store: Store, base: str) -> list[dict[str, Any]]:
    """Return every table with its columns and address."""
    return [{"name": table.name, "description": table.description, "columns": _columns(table),
             "url": f"{base}/tables/{table.name}"} for table in store.tables().values()]


def source_list(store: Store) -> list[dict[str, Any]]:
    """Return every publication."""
    frame = store.ask("sources").frame
    return _sources(store, frame["source_id"])


def districts(store: Store, asked: Asked) -> dict[str, Any]:
    """Return the 18 districts as GeoJSON in WGS84, each with the emissions of its electricity in one period.

    The period is the latest where none is asked; `features` is empty for one that is not known.
    """
    answer = store.ask("district_emissions", **asked.values)
    period = asked.values.get("period") or max(answer.frame["period"])
    figures = {row["district"]: row for row in
               answer.frame[answer.frame["period"] == period].astype(object).to_dict("records")}
    names = {row["district"]: row for row in store.ask("districts").frame.to_dict("records")}
    shapes = store.district_shapes()
    features = [{"type": "Feature", "id": shape.district_code, "geometry": json.loads(shape.outline_geojson),
                 "properties": _properties(shape.district_code, names, figures)}
                for shape in shapes if shape.district_code in figures]
    return {"type": "FeatureCollection", "features": features, "meta": {
        "title": answer.title, "formula": answer.formula, "period": period,
        "attribution": "; ".join(dict.fromkeys(shape.attribution for shape in shapes)),
        "sources": _sources(store, answer.sources), "content_sha256": store.content, "licence": LICENCE}}


def _properties(code: str, names: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: names[code][name] for name in ("name_en", "name_zh_hant", "name_zh_hans")}
    figure = {name: _known(figures[code][name]) for name in
              ("period", "low", "value", "high", "unit", "kind", "grade", "source_id", "note")}
    return {"district": code, **named, **figure}


def _known(value: Any) -> Any:
    return None if value is None or value != value else value
