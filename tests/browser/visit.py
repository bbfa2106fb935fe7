"""A visitor's tab that remembers everything that should not have happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route, TimeoutError

# A first visit to a server that has just started, on a machine that does much else besides.
WAIT_MILLISECONDS = 90_000
LONGEST_COMPLAINT = 400
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# What is still missing before the page is all there: the script has run, nothing is waiting to be drawn, there is a
# headline, and each chart on the screen has its picture.
MISSING = """() => {
  const app = document.querySelector('[data-testid="stApp"]')
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].filter(chart => chart.offsetParent)
  const undrawn = charts.filter(chart => !chart.querySelector('.main-svg')).length
  return [
    app?.dataset.testScriptState !== 'notRunning' && `the script is ${app?.dataset.testScriptState}`,
    document.querySelector('[data-testid="stSkeleton"]') && 'a skeleton is shown',
    !document.querySelector('h1') && 'there is no headline',
    undrawn && `${undrawn} of ${charts.length} charts are not drawn`,
  ].filter(Boolean)
}"""
SETTLED = f"() => ({MISSING})().length === 0"
# What Plotly draws for one series of any kind we use: a line, bars, slices, flows, cells, districts.
TRACES = """() => [...document.querySelectorAll('.js-plotly-plot')].map(chart => chart.querySelectorAll(
  '.scatterlayer .trace, .barlayer .trace, .pielayer .trace, .heatmaplayer > *, .choroplethlayer path,'
  + ' .sankey-link, .indicatorlayer .trace, .treemaplayer .trace, .waterfalllayer .trace, .funnellayer .trace'
).length)"""
REMEMBER_VIOLATIONS = """
  window.refused = []
  document.addEventListener('securitypolicyviolation', event =>
    window.refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}`))
"""
# On a deep link Streamlit first asks for these beside the page, gets "not found", and then finds them at the root.
HARMLESS = ("_stcore/health", "_stcore/host-config")


class Visit:
    """One tab on one running app. `complaints()` must be empty at the end of every visit.

    `allowed` are the origins besides the app's own that may be asked: a base map's, which an operator switched on.
    `pictures` are addresses that are answered here with a PNG and never asked.
    """

    def __init__(self, context: BrowserContext, url: str, allowed: tuple[str, ...] = (),
                 pictures: Mapping[str, bytes] | None = None) -> None:
        self.url = url
        self.own = {urlsplit(origin).netloc for origin in (url, *allowed)}
        self.pictures = pictures or {}
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.refused: list[str] = []
        context.add_init_script(REMEMBER_VIOLATIONS)
        # Only what is answered here goes through this process: to stop every request would leave the browser without
        # its cache. What is foreign finds nobody: chromium.FLAGS know no name and no address but this machine's.
        for picture in self.pictures:
            context.route(picture, self._answer)
        self.tab: Page = context.new_page()
        self.tab.set_default_timeout(WAIT_MILLISECONDS)
        self.tab.on("request", lambda request: self._note_foreign(request.url))
        self.tab.on("console", self._hear)
        self.tab.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.tab.on("websocket", lambda socket: self._note_foreign(socket.url))

    def open(self, address: str = "/") -> Page:
        """Go to an address of the app, wait until it is all there, and return the tab."""
        self._keep_refused()
        answer = self.tab.goto(self.url + address)
        assert answer is not None and answer.ok, f"{address}: the server answered {answer and answer.status}"
        self.settle()
        return self.tab

    def begin_anew(self) -> None:
        """Let the tab be that of a reader who was never here: nothing stored, nothing said; what is loaded stays so."""
        if self.tab.url.startswith(self.url):
            self.tab.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        self.tab.context.clear_cookies()
        self.tab.mouse.move(0, 0)
        for said in (self.foreign, self.errors, self.refused):
            said.clear()

    def settle(self) -> None:
        """Wait until the page has run and its charts are drawn; says what is missing if that never happens."""
        try:
            self.tab.wait_for_function(SETTLED)
            # A click reaches the server a moment later: only what is still settled after a while has settled.
            self.tab.wait_for_timeout(250)
            self.tab.wait_for_function(SETTLED)
        except TimeoutError as error:
            raise AssertionError(f"{self.tab.url}: {'; '.join(self.tab.evaluate(MISSING))}") from error

    def traces(self) -> list[int]:
        """Return for each chart on the page how many series are drawn in it."""
        return self.tab.evaluate(TRACES)

    def heading(self) -> str:
        """Return the text of the page's first heading."""
        return self.tab.locator("h1").first.inner_text().strip()

    def language(self) -> str | None:
        """Return the language that the document says it is in."""
        return self.tab.locator("html").get_attribute("lang")

    def barriers(self) -> list[str]:
        """Return what axe finds against the accessibility guidelines WCAG 2.2 A and AA, one line an element."""
        # Without the second, axe hands over every element of every rule that holds: 0.6 MB a page.
        options = {"runOnly": {"type": "tag", "values": GUIDELINES}, "resultTypes": ["violations"]}
        found = Axe().run(self.tab, options=options).response["violations"]
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:150]} "
            f"{node.get('failureSummary', '')[:200]}"
            for one in found
            for node in one["nodes"]
        ]

    def complaints(self) -> list[str]:
        """Return every foreign request, console error and policy violation so far."""
        self._keep_refused()
        said = [
            *(f"foreign request: {url}" for url in self.foreign),
            *(f"console: {text}" for text in self.errors),
            *(f"refused by the policy: {text}" for text in self.refused),
        ]
        return [text[:LONGEST_COMPLAINT] for text in dict.fromkeys(said)]

    def _keep_refused(self) -> None:
        """Take over what the document that is open had refused: the next document begins anew."""
        if not self.tab.is_closed():
            self.refused += self.tab.evaluate("() => (window.refused || []).splice(0)")

    def _answer(self, route: Route, request: Request) -> None:
        route.fulfill(body=self.pictures[request.url], content_type="image/png")

    def _note_foreign(self, url: str) -> None:
        """Note a request that leaves the app."""
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc not in self.own and url not in self.pictures:
            self.foreign.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        address = urlsplit(message.location.get("url", "")).path
        expected = "404" in message.text and address.endswith(HARMLESS) and address.count("/") > 2
        if message.type == "error" and not expected:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")
