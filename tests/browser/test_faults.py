"""A tab whose server is killed, that is left open overnight, shaken by its history, or beside one in another language.

The visits here are not held to have no complaint: a browser writes every lost line into its console.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import duckdb
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hkzero.store import open_store
from hkzero.text import t
from tests.browser.server import free_port, serve
from tests.browser.test_scenarios import slider
from tests.browser.visit import Visit

PATIENCE = 90_000  # milliseconds
MOVES = 1000
BUSY = 4_000  # milliseconds
MOST_GROWTH_BYTES = 300 * 2**20
HAN = re.compile(r"[\u4e00-\u9fff]")
NEWER = "f" * 64
FORGOTTEN = 4_000  # milliseconds, beyond which a session that is kept for a second is forgotten
ROOM = 4 * 2**20  # bytes: enough to go on, not enough to work out a scenario
LOADED_LAST = "_ets_smooth"  # a library that the last of memory.LATE brings along
AT_REST = 3.0  # seconds in which next to nothing is worked
REMEMBER_LINES = """
  window.lines = []
  window.WebSocket = class extends WebSocket { constructor(...given) { super(...given); window.lines.push(this) } }
"""
# A line on which what the server says can be held back (`window.held`); what it is told leaves at once.
SLOW_LINES = """
  window.held = null
  window.WebSocket = class extends WebSocket {
    addEventListener(kind, hears, ...how) {
      const heard = (event) => {
        if (!window.held) return hears.call(this, event)
        window.held.push(() => hears.call(this, event))
        window.heardAt = performance.now()
      }
      super.addEventListener(kind, kind === "message" ? heard : hears, ...how)
    }
    set onmessage(hears) { this.addEventListener("message", hears) }
  }
"""
SAID_ALL = "more => window.held.length > more && performance.now() - window.heardAt > 1000"
RELEASE = "() => { const all = window.held; window.held = null; for (const one of all) one() }"
# What a reader sees of where they are: the headline, the page marked in the menu, and how the controls stand.
SHOWN = """() => ({
  headline: document.querySelector('h1').innerText,
  page: document.querySelector('[data-testid="stSidebarNav"] [aria-current="page"]')?.innerText,
  controls: [...document.querySelectorAll('[role=slider], input[type=range], [aria-checked], [aria-selected]')]
    .filter(one => one.offsetParent)
    .map(one => [one.ariaLabel, one.value, one.ariaValueText, one.ariaValueNow,
      one.ariaChecked, one.ariaSelected].join()),
})"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return one browser of a reader, in which several tabs share what a browser remembers."""
    one = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    one.set_default_timeout(PATIENCE)
    yield one
    one.close()


@pytest.fixture
def tab(context: BrowserContext) -> Callable[[str, str], Visit]:
    """Return a function that opens an address of a site in a further tab of the one browser."""
    def start(url: str, address: str) -> Visit:
        visited = Visit(context, url)
        visited.tab.set_default_timeout(PATIENCE)
        visited.open(address)
        return visited

    return start


def newer(database: Path, at: Path) -> None:
    """Put a database of another version in the place: the same figures under another name."""
    copy = at.with_name("newer.duckdb")
    shutil.copyfile(database, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update build set content_sha256 = ?", [NEWER])
    os.replace(copy, at)


def move(tab: Page, key: str) -> None:
    slider(tab).focus()
    tab.keyboard.press(key)


def test_a_tab_outlives_its_server_and_a_night_in_which_the_figures_change(tab, database: Path, tmp_path: Path) -> None:
    """Killed without a word, and another server with newer figures on the same port: the tab comes back by itself."""
    path, port = tmp_path / "hongkong.duckdb", free_port()
    shutil.copyfile(database, path)
    version = open_store(path).content
    with ExitStack() as first:
        site = first.enter_context(serve(path, port=port))
        visited = tab(site.url, f"/scenarios?lang=zh-Hant&group=removals&v={version[:12]}")
        move(visited.tab, "ArrowRight")
        visited.tab.wait_for_url(re.compile("[?&]s="))
        visited.settle()
        before, address, shown = visited.heading(), visited.tab.url, visited.tab.evaluate(SHOWN)
        visited.tab.evaluate("() => { window.sameDocument = true }")
        os.kill(site.process_id, signal.SIGKILL)
    assert visited.heading() == before, "no white page while nobody answers"
    newer(database, path)
    with serve(path, port=port) as site:
        expect(visited.tab.get_by_text(NEWER[:8]).first).to_be_visible(timeout=PATIENCE)
        visited.settle()
        assert visited.tab.evaluate("() => window.sameDocument") is True, "nobody had to load it again"
        assert visited.tab.url == address and visited.tab.evaluate(SHOWN) == shown
        remark = t("show.vintage.other", "zh_hant", made=version[:12], now=NEWER[:12])
        expect(visited.tab.get_by_text(remark.split(NEWER[:12])[0].strip()[:20]).first).to_be_visible()
        assert "Traceback" not in site.written()


def test_a_session_that_has_expired_comes_back_from_the_address(context: BrowserContext, database: Path) -> None:
    """The line is cut until the server has forgotten the reader; the tab finds it again, and nobody loads the page."""
    with serve(database, "--server.disconnectedSessionTTL", "1") as site:
        context.add_init_script(REMEMBER_LINES)
        visited = Visit(context, site.url)
        visited.open("/scenarios?lang=zh-Hant&group=removals")
        move(visited.tab, "ArrowRight")
        visited.tab.wait_for_url(re.compile("[?&]s="))
        visited.settle()
        address, shown = visited.tab.url, visited.tab.evaluate(SHOWN)
        visited.tab.route("**/_stcore/health", lambda route: route.abort())
        visited.tab.evaluate("() => { window.sameDocument = true; window.lines.forEach(line => line.close()); }")
        visited.tab.wait_for_timeout(FORGOTTEN)
        assert visited.tab.evaluate(SHOWN)["headline"] == shown["headline"], "nothing wrong is shown meanwhile"
        visited.tab.unroute("**/_stcore/health")
        visited.tab.wait_for_function("() => window.lines.at(-1).readyState === 1")
        visited.settle()
        assert visited.tab.url == address and visited.tab.evaluate(SHOWN) == shown
        move(visited.tab, "ArrowRight")
        visited.tab.wait_for_url(lambda url: url != address)
        visited.settle()
        again = Visit(context, site.url)
        again.open(visited.tab.url.removeprefix(site.url))
        assert again.tab.evaluate(SHOWN) == visited.tab.evaluate(SHOWN)
        assert visited.tab.evaluate("() => window.sameDocument") is True
        assert "Traceback" not in site.written()


def wait_until_at_rest(process_id: int) -> None:
    """Wait until a server, which answers meanwhile, has loaded all: with no memory for that it could do nothing."""
    about, deadline = Path(f"/proc/{process_id}"), time.monotonic() + PATIENCE / 1000
    while LOADED_LAST not in (about / "maps").read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, f"{LOADED_LAST} is not loaded"
        time.sleep(0.2)
    before, since = worked(process_id), time.monotonic()
    while time.monotonic() - since < AT_REST:
        assert time.monotonic() < deadline, "the server does not come to rest"
        time.sleep(0.2)
        if worked(process_id) != before:
            before, since = worked(process_id), time.monotonic()


def worked(process_id: int) -> int:
    """Return for how many tenths of a second a process has worked."""
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) // 10


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the system cannot limit a process that runs")
def test_a_server_without_memory_says_so_and_lives_on(tab, fresh_site) -> None:
    visited = tab(fresh_site.url, "/overview?lang=en")
    wait_until_at_rest(fresh_site.process_id)
    status = Path(f"/proc/{fresh_site.process_id}/status").read_text(encoding="ascii")
    taken = 1024 * int(re.search(r"VmSize:\s+(\d+)", status).group(1))
    before = resource.prlimit(fresh_site.process_id, resource.RLIMIT_AS, (taken + ROOM, resource.RLIM_INFINITY))
    visited.tab.locator('[data-testid="stSidebarNavLink"]').nth(6).click()
    visited.tab.wait_for_url(re.compile("/scenarios"))
    said = t("show.failed.title", "en")
    expect(visited.tab.get_by_role("alert").filter(has_text=said).first).to_be_visible()
    expect(visited.tab.get_by_text(t("common.colophon.terms", "en"))).to_be_visible()
    assert visited.tab.locator('[data-testid="stException"]').count() == 0
    assert "UnboundLocalError" not in fresh_site.written(), "what failed is said, not what missed it"
    with urlopen(f"{fresh_site.url}/healthz", timeout=60) as answer:
        assert answer.status == 200
    resource.prlimit(fresh_site.process_id, resource.RLIMIT_AS, before)
    visited.tab.reload()
    visited.settle()
    expect(visited.tab.get_by_text(said)).to_have_count(0)


def test_who_comes_while_the_figures_are_prepared_is_told_so_and_then_has_the_page(context, database: Path,
                                                                                  tmp_path: Path) -> None:
    """Another process of the same machine is at it, for as long as this test wants."""
    out = tmp_path / database.name
    building = FileLock(out.with_name(f".{out.name}.lock"))
    building.acquire()
    try:
        with serve(out) as site:
            visited = Visit(context, site.url)
            visited.tab.goto(f"{site.url}/?lang=zh-Hans")
            expect(visited.tab.get_by_text(t("common.state.preparing", "zh_hans"))).to_be_visible()
            assert visited.tab.locator("h1, .js-plotly-plot").count() == 0, "and nothing is shown that is not there"
            shutil.copyfile(database, out)
            building.release()
            visited.settle()
            expect(visited.tab.get_by_text(t("common.state.preparing", "zh_hans"))).to_have_count(0)
            assert visited.traces() and visited.complaints() == []
    finally:
        building.release(force=True)


def resident(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return 1024 * int(re.search(r"VmRSS:\s+(\d+)", status).group(1))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell what memory is taken")
def test_a_thousand_moves_of_a_slider_end_at_the_last(tab, site) -> None:
    visited = tab(site.url, "/scenarios?lang=en&group=removals")
    before = resident(site.process_id)
    slider(visited.tab).focus()
    start = float(slider(visited.tab).get_attribute("aria-valuenow") or slider(visited.tab).input_value())
    slider(visited.tab).evaluate("""async (thumb, moves) => {
      for (let move = 0; move < moves; move++) {
        const key = move % 2 && move < moves - 2 ? "ArrowLeft" : "ArrowRight";
        for (const type of ["keydown", "keyup"]) thumb.dispatchEvent(new KeyboardEvent(type, {key, bubbles: true}));
        if (move % 10 === 0) await new Promise(done => setTimeout(done, 10));
      }
    }""", MOVES - 1)
    visited.tab.keyboard.press("ArrowRight")
    visited.tab.wait_for_url(re.compile("[?&]s="))
    # The address is written when the last run is through.
    visited.tab.wait_for_timeout(3_000)
    visited.settle()
    last = float(slider(visited.tab).get_attribute("aria-valuenow") or slider(visited.tab).input_value())
    assert last > start
    again = tab(site.url, visited.tab.url.removeprefix(site.url))
    assert again.tab.evaluate(SHOWN) == visited.tab.evaluate(SHOWN), "address, controls and headline agree"
    assert resident(site.process_id) - before < MOST_GROWTH_BYTES
    move(visited.tab, "ArrowLeft")
    visited.tab.wait_for_url(lambda url: url != again.tab.url, timeout=20_000)
    visited.settle()


@pytest.mark.parametrize("address", ["/scenarios?lang=en&group=removals", "/districts?lang=en"])
def test_two_quick_moves_on_a_slow_line_end_at_the_address_of_the_last(context, tab, site, address) -> None:
    """The second move is asked for with the address from before the first, and leads back to it."""
    context.add_init_script(SLOW_LINES)
    visited = tab(site.url, address)
    before, shown = visited.tab.url, visited.tab.evaluate(SHOWN)
    visited.tab.evaluate("() => { window.held = [] }")
    thumb = visited.tab.get_by_role("slider").first
    for key in ("ArrowRight", "ArrowLeft") if "scenarios" in address else ("ArrowLeft", "ArrowRight"):
        held = visited.tab.evaluate("() => window.held.length")
        thumb.press(key)
        visited.tab.wait_for_function(SAID_ALL, arg=held)
        assert visited.tab.url == before, "the words of the server are still on their way"
    visited.tab.evaluate(RELEASE)
    visited.tab.wait_for_timeout(BUSY / 2)
    visited.settle()
    assert visited.tab.url == before and visited.tab.evaluate(SHOWN) == shown


def test_a_storm_in_the_history_on_a_slow_device_ends_at_its_address(tab, site) -> None:
    """A whole run is still on its way to the tab when it asks for the next: what that one refers to must be there."""
    visited = tab(site.url, "/scenarios?lang=en&group=removals")
    addresses = [visited.tab.url]
    for _ in range(2):
        move(visited.tab, "ArrowRight")
        visited.tab.wait_for_url(lambda url: url not in addresses)
        visited.settle()
        addresses.append(visited.tab.url)
    # Steps as the browser makes them, without the rest in which the tab would hear what the server says meanwhile.
    visited.tab.evaluate("""([first, second, busy]) => {
      const step = address => { history.replaceState({}, "", address); dispatchEvent(new PopStateEvent("popstate")); };
      step(second);
      for (const until = performance.now() + busy; performance.now() < until;);
      step(first);
    }""", [*addresses[:2], BUSY])
    visited.settle()
    visited.tab.locator('[data-testid="stSidebarNavLink"]').nth(2).click()
    visited.tab.wait_for_url(re.compile("/buildings"))
    visited.settle()
    visited.tab.go_back()
    visited.tab.wait_for_url(addresses[0])
    visited.settle()
    again = tab(site.url, addresses[0].removeprefix(site.url))
    assert again.tab.evaluate(SHOWN) == visited.tab.evaluate(SHOWN)
    assert not [said for said in visited.errors if "Websocket" in said]


def test_two_tabs_keep_their_languages(tab, site) -> None:
    english = tab(site.url, "/scenarios?lang=en&group=removals")
    chinese = tab(site.url, "/scenarios?lang=zh-Hant&group=removals")
    for _ in range(2):
        for visited in (english, chinese, english):
            before = visited.tab.url
            move(visited.tab, "ArrowRight")
            visited.tab.wait_for_url(lambda url, before=before: url != before)
            visited.settle()
        assert (english.language(), chinese.language()) == ("en-HK", "zh-Hant-HK")
        assert not HAN.search(english.heading()) and HAN.search(chinese.heading())
    english.tab.locator('[data-testid="stSidebarNavLink"]').nth(1).click()
    english.tab.wait_for_url(lambda url: "/scenarios" not in url)
    english.settle()
    chinese.tab.reload()
    chinese.settle()
    assert not HAN.search(english.heading()) and HAN.search(chinese.heading())
    assert [parse_qs(urlsplit(one.tab.url).query)["lang"] for one in (english, chinese)] == [["en"], ["zh-Hant"]]
