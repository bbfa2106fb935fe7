"""How an answer goes out: what names its version, not modified, a range of its bytes, compressed, HEAD.

ETag and caching as in RFC 9110 and 9111. An address that names the present version of the data never changes, so it may
be kept for ever; any other is asked for again after a minute.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from hkzero import __version__
from hkzero.api.formats import Rendered
from hkzero.api.kept import Kept
from hkzero.api.problems import Problem
from hkzero.store import Store

SHORT = "public, max-age=60, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent: what tells it from all else, how it is made, and how it is to be kept and named."""

    identity: str
    work: Callable[[], Rendered]
    version: str | None = None
    file_name: str | None = None
    vary: str = "Accept-Encoding"
    may_be_kept: bool = True


async def deliver(request: Request, store: Store, wanted: Wanted, kept: Kept) -> Response:
    """Return the response; only what is neither known to the client nor ready is worked out."""
    tag = hashlib.sha256("\n".join((__version__, store.content, wanted.identity)).encode()).hexdigest()[:32]
    headers = _headers(store, wanted)
    asked = Headers(scope=request.scope)
    built = _built(store)
    if request.method != "POST" and _is_known(asked, tag, built):
        return Response(status_code=304, headers={**headers, "ETag": f'"{tag}"'})
    found = kept.find(tag) or await asyncio.wrap_future(kept.make(tag, wanted.work))
    headers |= found.headers
    if request.method == "POST":
        return Response(found.body, 200, headers, found.media_type)
    headers |= {"Accept-Ranges": "bytes", "Last-Modified": format_datetime(built, usegmt=True)}
    span = _range(asked, len(found.body), tag)
    if span:
        first, last = span
        headers |= {"ETag": f'"{tag}"', "Content-Range": f"bytes {first}-{last}/{len(found.body)}"}
        return _sent(request, found.body[first:last + 1], 206, headers, found.media_type)
    if found.packed and _takes_gzip(asked.get("accept-encoding", "")):
        headers |= {"ETag": f'"{tag}-gzip"', "Content-Encoding": "gzip"}
        return _sent(request, found.packed, 200, headers, found.media_type)
    return _sent(request, found.body, 200, {**headers, "ETag": f'"{tag}"'}, found.media_type)


def _sent(request: Request, body: bytes, status: int, headers: dict[str, str], media_type: str) -> Response:
    if request.method == "HEAD":
        return Response(b"", status, {**headers, "Content-Length": str(len(body))}, media_type)
    return Response(body, status, headers, media_type)


def _headers(store: Store, wanted: Wanted) -> dict[str, str]:
    version = store.content
    headers = {"HKZero-Version": version, "Vary": wanted.vary,
               "Cache-Control": SHORT if wanted.may_be_kept else "no-store"}
    if wanted.version and version.startswith(wanted.version):
        headers["Cache-Control"] = FOR_EVER
    elif wanted.version:
        headers["Warning"] = f'299 - "asked for version {wanted.version}, served {version[:16]}: data were updated"'
    if wanted.file_name:
        headers["Content-Disposition"] = f'attachment; filename="{wanted.file_name}"'
    return headers


def _built(store: Store) -> datetime:
    """Return when the database was built, to the second: a HTTP date has no more."""
    return store.build_info["built_at"].replace(tzinfo=UTC, microsecond=0)


def _is_known(asked: Headers, tag: str, built: datetime) -> bool:
    """Return whether the client has it already; a tag says it better than a date, so it goes before one."""
    tags = asked.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or any(found in (tag, f"{tag}-gzip")
                                          for found in re.findall(r'(?:W/)?"([^"]*)"', tags))
    try:
        since = parsedate_to_datetime(asked.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and since >= built


def _range(asked: Headers, size: int, tag: str) -> tuple[int, int] | None:
    """Return first and last byte of the one range asked for; None for all of it, Problem 416 beyond the end.

    Several ranges at once are answered with all of it, as RFC 9110 allows.
    """
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", asked.get("range", "").strip(), re.ASCII)
    if not found or found.groups() == ("", "") or asked.get("if-range", f'"{tag}"') != f'"{tag}"':
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start > end:
        raise Problem(416, "range_not_satisfiable", f"there are {size} bytes", expected=f"a range within 0-{size - 1}",
                      headers={"Content-Range": f"bytes */{size}"})
    return start, end


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip() == "gzip":
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", parameters)
    return False
