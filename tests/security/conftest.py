"""One running app that everything here is tried on, and that must still answer the others afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.server import Site, serve
from tests.deploy.installation import wait_for
from tests.deploy.visitor import Visitor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give what needs the running app to one worker, so that it is started once."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "target" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("security"))


@pytest.fixture(scope="session")
def target(database: Path) -> Iterator[Site]:
    """Return a running app that answers websockets of the name 127.0.0.1 only."""
    with serve(database, "--server.allowedHosts", "127.0.0.1", HKZERO_PUBLIC_URL="https://zero.example") as running:
        # Until it has its figures it answers 503 where they are asked for.
        wait_for(lambda: b'"ok"' in Visitor(running.url).ask("/healthz").body, "the app has its figures")
        yield running


@pytest.fixture
def calm(target: Site) -> Iterator[None]:
    """Fail where the server writes a traceback meanwhile; of a malformed websocket message Streamlit writes one."""
    before = len(target.written())
    yield
    assert "Traceback" not in target.written()[before:], target.written()[before:]


@pytest.fixture
def visitor(target: Site) -> Iterator[Callable[[], Visitor]]:
    """Return a function that brings a visitor."""
    made: list[Visitor] = []

    def come() -> Visitor:
        made.append(Visitor(target.url))
        return made[-1]

    yield come
    for one in made:
        one.leave()
