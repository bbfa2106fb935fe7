"""How long a change takes until the picture is still, measured by the page itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

# Writes down when the picture last changed, in the page's own clock, so that no polling is measured. The clock starts
# with the first press of pointer or key: before it Playwright looks for its target, which nobody waits for. Only
# changes within an element of `inside` count, where that is given. What stands within a canvas is read aloud, never
# painted. What changed is kept with its time, to tell afterwards which of it lies in the window.
WATCH = """inside => {
  window.changed = 0
  window.changes = []
  window.watcher?.disconnect()
  const element = (node) => node.nodeType === 1 ? node : node.parentElement
  const counts = ({target}) => element(target)?.closest(inside ?? '*') && !element(target).closest('canvas')
  window.watcher = new MutationObserver(all => {
    const counted = all.filter(counts)
    if (!counted.length) return
    window.changed = performance.now()
    for (const {target, addedNodes} of counted) window.changes.push([window.changed,
      ...(addedNodes.length ? addedNodes : [target])].map(one => one.nodeType ? element(one) : one))
  })
  window.watcher.observe(document.querySelector('[data-testid="stMain"]') || document.body,
    {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d', 'y', 'x']})
  window.from = performance.now()
  window.press?.abort()
  window.press = new AbortController()
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, event => {
    window.from = event.timeStamp
    window.press.abort()
  }, {capture: true, signal: window.press.signal})
}"""

# When something that is to be seen without scrolling last changed. Of a line that runs out of its drawing, what lies
# outside is cut off and not seen.
SEEN = """() => {
  const inside = element => {
    const {top, bottom, left, right} = element.getBoundingClientRect()
    return bottom > 0 && top < innerHeight && right > left && bottom > top
  }
  const seen = element => !!element?.isConnected && inside(element)
    && (!element.ownerSVGElement || inside(element.ownerSVGElement))
  const last = window.changes.findLast(([, ...elements]) => elements.some(seen))
  return (last ? last[0] : window.changed) - window.from
}"""


@dataclass(frozen=True)
class Still:
    """Milliseconds from an action until nothing changes any more: in the window, and on the whole page."""

    window: float
    page: float


def until_still(tab: Page, act: Callable[[], object], quiet_milliseconds: int = 700, *,
                inside: str | None = None) -> Still:
    """Return how long the picture goes on changing after an action.

    `inside` is a CSS selector: only what changes within such elements counts (a chart, say).
    """
    tab.evaluate(WATCH, inside)
    act()
    tab.wait_for_function(
        f"() => window.changed > window.from && performance.now() - window.changed > {quiet_milliseconds}",
        timeout=30_000,
    )
    return Still(tab.evaluate(SEEN), tab.evaluate("() => window.changed - window.from"))
