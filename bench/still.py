"""How long a change takes until the picture is still, measured by the page itself."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

# Writes down when the picture last changed, in the page's own clock, so that no polling is measured.
WATCH = """() => {
  window.changed = 0
  window.watcher?.disconnect()
  window.watcher = new MutationObserver(() => { window.changed = performance.now() })
  window.watcher.observe(document.querySelector('[data-testid="stMain"]') || document.body,
    {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d', 'y', 'x']})
  window.from = performance.now()
}"""


def until_still(tab: Page, act: Callable[[], object], quiet_milliseconds: int = 700) -> float:
    """Return the milliseconds from an action to the last change of the picture that it caused."""
    tab.evaluate(WATCH)
    act()
    tab.wait_for_function(
        f"() => window.changed > window.from && performance.now() - window.changed > {quiet_milliseconds}",
        timeout=30_000,
    )
    return tab.evaluate("() => window.changed - window.from")
