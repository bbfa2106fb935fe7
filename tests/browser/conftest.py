"""A real browser, a running app, and visits that fail if anything went wrong unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.browser.server import Site, serve
from tests.browser.visit import WAIT_MILLISECONDS, Visit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    expect.set_options(timeout=WAIT_MILLISECONDS)
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


USUAL = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "light"}


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[dict[str, Visit]]:
    """Return the one tab that `look` keeps, by its options."""
    tabs: dict[str, Visit] = {}
    yield tabs
    for visited in tabs.values():
        visited.tab.context.close()


@pytest.fixture
def look(browser: Browser, site: Site, kept: dict[str, Visit]) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens an address of the shared app in a tab that is kept while the options stay the same.

    The viewport and the colour scheme are set before the address is opened and need no other tab. For tests of one
    thing on every page: that a browser compiles the same 8 MB of scripts for each of them takes longer than the pages.
    """
    looked: list[Visit] = []

    def start(address: str, **options) -> Visit:
        options = {**USUAL, **options}
        viewport, scheme = options.pop("viewport"), options.pop("color_scheme")
        visited = kept.get(str(options))
        if visited is None:
            for other in kept.values():
                other.tab.context.close()
            kept.clear()
            visited = kept[str(options)] = Visit(browser.new_context(**options), site.url)
        visited.begin_anew()
        visited.tab.set_viewport_size(viewport)
        visited.tab.emulate_media(media="screen", color_scheme=scheme, reduced_motion="no-preference")
        looked.append(visited)
        visited.open(address)
        return visited

    yield start
    complaints = [complaint for visited in looked for complaint in visited.complaints()]
    assert not complaints, "\n".join(complaints)


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
        contexts.append(browser.new_context(**{**USUAL, **options}))
        visited = Visit(contexts[-1], target.url, allowed, pictures)
        made.append(visited)
        visited.open(address)
        return visited

    yield start
    complaints = [complaint for visited in made for complaint in visited.complaints()]
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
