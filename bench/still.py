"""How long a change takes until the picture is still, measured by the page itself."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

# Writes down when the picture last changed, in the page's own clock, so that no polling is measured. Only changes
# within an element of `inside` count, where that is given.
WATCH = """inside => {
  window.changed = 0
  window.watcher?.disconnect()
  const counts = ({target}) => (target.nodeType === 1 ? target : target.parentElement)?.closest(inside ?? '*')
  window.watcher = new MutationObserver(all => { if (all.some(counts)) window.changed = performance.now() })
  window.watcher.observe(document.querySelector('[data-testid="stMain"]') || document.body,
    {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d', 'y', 'x']})
  window.from = performance.now()
}"""


def until_still(tab: Page, act: Callable[[], object], quiet_milliseconds: int = 700, *,
                inside: str | None = None) -> float:
    """Return the milliseconds from an action to the last change of the picture that it caused.

    `inside` is a CSS selector: only what changes within such elements counts (a chart, say).
    """
    tab.evaluate(WATCH, inside)
    act()
    tab.wait_for_function(
        f"() => window.changed > window.from && performance.now() - window.changed > {quiet_milliseconds}",
        timeout=30_000,
    )
    return tab.evaluate("() => window.changed - window.from")
