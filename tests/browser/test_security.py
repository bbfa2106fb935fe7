"""The policy as a browser keeps it: what it forbids is really stopped.

That every page keeps to it is said by every test with a visit: it ends with the visit's complaints, of each violation,
error in the console and foreign request; test_accessibility.py and test_appearance.py open all pages in every language.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.test_docs import choices

MARKUP = '"><img src=x onerror="window.broken=1"><script>window.broken=1</script>'


@pytest.mark.parametrize("name", ["overview", "scenarios", "data"])
def test_markup_in_the_address_does_nothing(visit, name) -> None:
    query = urlencode([(choice, MARKUP) for choice in sorted(choices()) if choice != "lang"])
    visited = visit(f"/{name}?lang=en&{query}")
    assert visited.tab.evaluate("() => window.broken") is None
    assert visited.tab.locator('img[src="x"]').count() == 0


def test_what_the_policy_forbids_is_stopped(visit) -> None:
    visited = visit("/methods?lang=en")
    found = visited.tab.evaluate("""async () => {
      // What the driver calls itself may evaluate text; what runs later may not.
      await new Promise(done => setTimeout(done, 50))
      const stopped = {}
      const trial = async (name, action) => {
        try { stopped[name] = !(await action()) } catch (error) { stopped[name] = true }
      }
      await trial('eval', () => (0, eval)('1 + 1') === 2)
      await trial('Function', () => new Function('return 2')() === 2)
      await trial('fetch', async () => (await fetch('https://evil.example/')).ok)
      window.ran = false
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.head.append(script)
      stopped.inline = !window.ran
      const base = document.createElement('base')
      base.href = 'https://evil.example/'
      document.head.append(base)
      stopped.base = !document.baseURI.startsWith('https://evil.example')
      base.remove()
      script.remove()
      await new Promise(done => setTimeout(done, 200))
      return {stopped, refused: window.refused.map(text => text.split(':')[0])}
    }""")
    assert found["stopped"] == dict.fromkeys(("eval", "Function", "fetch", "inline", "base"), True)
    assert {"script-src", "script-src-elem", "connect-src", "base-uri"} <= set(found["refused"])
    # They were asked for here; at the end of the visit none may be left but those.
    visited.tab.wait_for_timeout(300)
    visited.errors.clear()
    visited.tab.evaluate("() => { window.refused = [] }")


def test_a_foreign_page_cannot_frame_it(browser, site) -> None:
    context = browser.new_context()
    try:
        tab = context.new_page()
        tab.route("https://evil.example/", lambda route: route.fulfill(
            content_type="text/html", body=f'<iframe src="{site.url}/methods"></iframe>'))
        tab.goto("https://evil.example/")
        tab.wait_for_timeout(1_500)
        # The browser puts a page of its own about the refusal into the frame.
        assert tab.frames[1].url.startswith("chrome-error:"), tab.frames[1].url
    finally:
        context.close()
