"""Ask an ASGI app without a server: one request, its status, headers and body."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True)
class Response:
    """What an app answered; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def ask(app, address: str = "/", method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None,
        client: str = "192.0.2.1") -> Response:
    """Return the response to one request; `address` is a path and, after a `?`, a query string."""
    path, _, query = address.partition("?")
    incoming = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict] = []

    async def receive() -> dict:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
             "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path.encode(),
             "query_string": query.encode(), "headers": pairs, "root_path": "", "scheme": "http",
             "server": ("zero.example", 80), "client": (client, 1)}
    # In a thread of its own: the browser tests of the same worker keep an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, receive, send)).result()
    names = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Response(sent[0]["status"], names, b"".join(message.get("body", b"") for message in sent[1:]))
