"""A real browser, a running app, and visits that fail if anything went wrong unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.server import Site, serve
from tests.browser.visit import Visit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def site(database: Path) -> Iterator[Site]:
    """Return one running app, shared by the tests that do not need a fresh one."""
    with serve(database) as running:
        yield running
        written = running.written()
    assert "Traceback" not in written, written


@pytest.fixture
def fresh_site(database: Path) -> Iterator[Site]:
    """Return an app that nobody has visited yet."""
    with serve(database) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens an address in a tab of its own and returns the visit.

    `visit("/electricity?lang=zh-Hant", color_scheme="dark")`: further arguments are the browser
    context's. `to` is the app visited, else the shared one; `allowed` and `pictures` are those of Visit. At the end no
    visit may have a complaint.
    """
    made: list[Visit] = []
    contexts = []

    def start(address: str = "/", to: Site | None = None, allowed: tuple[str, ...] = (),
              pictures: Mapping[str, bytes] | None = None, **options) -> Visit:
        target = to or request.getfixturevalue("site")
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        contexts.append(browser.new_context(**options))
        visited = Visit(contexts[-1], target.url, allowed, pictures)
        made.append(visited)
        visited.open(address)
        return visited

    yield start
    complaints = [complaint for visited in made for complaint in visited.complaints()]
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
