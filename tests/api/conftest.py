"""The interface on the tests' database, without a server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hkzero.api.limits import Buckets
from hkzero.api.routes import interface
from tests.asgi import Response, ask


@pytest.fixture(scope="module")
def app(store):
    """Return the interface with no limit on the number of requests."""
    return interface(lambda: store, buckets=Buckets(per_minute=None))


@pytest.fixture(scope="module")
def get(app) -> Callable[..., Response]:
    """Return a function that asks for an address: `get("/queries/emissions_total.csv", if_none_match=...)`."""
    def asked(address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Response:
        return ask(app, address, method, body, {name.replace("_", "-"): value for name, value in headers.items()})

    return asked
