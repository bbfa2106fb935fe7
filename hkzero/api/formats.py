"""What is found, as bytes: JSON, CSV, Parquet, what it rests on alone, and all of it in one archive with a README.

The same rows give the same bytes: no file has a date or a random name in it.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hkzero.api.problems import Problem, shown
from hkzero.records import csv_text, json_text, parquet_bytes, records

if TYPE_CHECKING:
    import pandas

SMALLEST_COMPRESSED = 1024
GZIP_LEVEL = 6
JSON = "application/json"
EPOCH = (1980, 1, 1, 0, 0, 0)
README = """{title}
{line}

{what}

Files
  data.csv    the rows, UTF-8, a header line; an empty cell is a value that is not known, never zero
  meta.json   what they rest on: units, kinds of evidence, sources with their terms, how they were worked out

Unit        {unit}
Rows        {rows} of {total}
Version     {version} (hash of everything in the database)
Address     {address}

Licence
  {licence}

Cite as
  {citation}

Sources
{sources}
"""


@dataclass(frozen=True, slots=True)
class Content:
    """Rows with what they rest on, ready to be written; `frame` is the page of rows that was asked for."""

    frame: pandas.DataFrame
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body with its type and headers; `packed` is the same compressed, where that helps."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]
    packed: bytes | None = None

    @property
    def size(self) -> int:
        """The bytes it occupies."""
        return len(self.body) + len(self.packed or b"")


def rendered(body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Rendered:
    """Return a body ready to be sent, compressed once where it is text that is worth it."""
    text = media_type.startswith("text/") or media_type.endswith("json")
    packed = gzip.compress(body, GZIP_LEVEL, mtime=0) if text and len(body) >= SMALLEST_COMPRESSED else None
    return Rendered(body, media_type, dict(headers or {}), packed)


def plain(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Return the frame with bytes as hexadecimal text, for formats of text."""
    return frame.assign(**{name: frame[name].map(_hexadecimal)
                           for name, kind in frame.dtypes.items() if kind.name == "object"})


def _hexadecimal(cell: Any) -> Any:
    return bytes(cell).hex() if isinstance(cell, bytes | bytearray) else cell


def json_bytes(value: Any) -> bytes:
    """Return compact JSON for programs; ValueError for a number that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str, separators=(",", ":")).encode()


def _json(content: Content) -> bytes:
    return json_bytes({"meta": content.meta, "data": records(plain(content.frame))})


def _csv(content: Content) -> bytes:
    return csv_text(plain(content.frame)).encode()


def _parquet(content: Content) -> bytes:
    return parquet_bytes(content.frame, dict(content.meta))


def _meta(content: Content) -> bytes:
    return json_text(content.meta).encode()


def _zip(content: Content) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (("data.csv", _csv(content)), ("meta.json", _meta(content)),
                           ("README.txt", readme(content.meta).encode())):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), body, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def readme(meta: Mapping[str, Any]) -> str:
    """Return the text that explains an archive to whoever finds it later."""
    sources = "\n".join("  " + " ".join(part for part in (
        f"{source['publisher']}:" if source.get("publisher") else "", source["title"], source.get("url", ""),
        f"[terms: {source.get('licence') or 'none were read'}]", f"({source['source_id']})") if part)
        for source in meta["sources"])
    address = meta["permanent_url"] or "none: the levers were sent along"
    return README.format(title=meta["title"], line="=" * len(meta["title"]), what=meta["what"],
                         unit=", ".join(meta["units"]) or "none", rows=meta["rows"], total=meta["rows_total"],
                         version=meta["content_sha256"], address=address, licence=meta["licence"],
                         citation=meta["citation"], sources=sources or "  none")


# By the ending of an address; the first that fits is taken, so the longer endings stand first.
FORMATS: dict[str, tuple[str, Callable[[Content], bytes]]] = {
    "meta.json": (JSON, _meta),
    "json": (JSON, _json),
    "csv": ("text/csv; charset=utf-8", _csv),
    "parquet": ("application/vnd.apache.parquet", _parquet),
    "zip": ("application/zip", _zip),
}
NEGOTIATED = {JSON: "json", "text/csv": "csv", "application/vnd.apache.parquet": "parquet", "application/zip": "zip"}


def split_name(name: str) -> tuple[str, str | None]:
    """Return the name and the format in the last part of an address: emissions_total.csv."""
    for ending in FORMATS:
        if name.endswith(f".{ending}"):
            return name.removesuffix(f".{ending}"), ending
    return name, None


def negotiated(accept: str) -> str:
    """Return the format that an Accept header asks for, JSON for everything; Problem 406 for none of ours."""
    if not accept.strip():
        return "json"
    wanted: list[tuple[float, int, str]] = []
    for at, part in enumerate(accept.split(",")):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((_quality(piece[2:]) for piece in parameters if piece.startswith("q=")), 1.0)
        if quality > 0:
            wanted.append((-quality, at, kind))
    for _, _, kind in sorted(wanted):
        if kind in ("*/*", "application/*"):
            return "json"
        if kind == "text/*":
            return "csv"
        if kind in NEGOTIATED:
            return NEGOTIATED[kind]
    raise Problem(406, "not_acceptable", f"no answer of the kind {shown(accept)}",
                  expected=f"Accept: one of {', '.join(NEGOTIATED)}")


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
