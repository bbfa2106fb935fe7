"""The interface on a real port, with the headers and the compression that the server of the dashboard adds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from hkzero.api.limits import Buckets
from hkzero.api.routes import interface
from hkzero.store import Store
from hkzero.ui import http

START_SECONDS = 20


@contextmanager
def served(store: Store, buckets: Buckets | None = None) -> Iterator[str]:
    """Serve the interface on a free port while it is used; give its address."""
    api = interface(lambda: store, buckets=Buckets(per_minute=None) if buckets is None else buckets)
    app = Starlette(routes=[http.mounted(http.INTERFACE, api)], middleware=http.middleware())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False,
                                           ws="none", lifespan="off"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}{http.INTERFACE}"
    finally:
        server.should_exit = True
        thread.join(timeout=START_SECONDS)
