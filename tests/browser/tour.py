"""A walk through the app in one tab: every page, every topic on it, every language, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hkzero.text import HTML_LANGUAGES, LANGUAGE_NAMES, LANGUAGE_TAGS
from tests.browser.visit import Visit

PAGES = [path.stem for path in sorted((Path(__file__).resolve().parents[2] / "pages").glob("*.py"))]
SCHEMES = ("light", "dark")
# The control that chooses what a page looks at more closely; its key is its name in the address.
TOPIC_BUTTONS = ".st-key-topic button, .st-key-section button"


def topics(visited: Visit) -> Iterator[str]:
    """Go through the topics of the page that is open, and yield the name of each as the reader sees it.

    Yields one empty name where the page has no topics.
    """
    buttons = visited.tab.locator(TOPIC_BUTTONS)
    for place in range(buttons.count()):
        buttons.nth(place).click()
        visited.settle()
        yield buttons.nth(place).inner_text().strip().splitlines()[-1]
    if not buttons.count():
        yield ""


def speak(visited: Visit, lang: str) -> None:
    """Change the language as a reader does, on the page that is open."""
    if visited.language() == HTML_LANGUAGES[lang]:
        return
    visited.tab.get_by_role("radio", name=LANGUAGE_NAMES[lang]).click()
    visited.tab.wait_for_url(re.compile(rf"[?&]lang={LANGUAGE_TAGS[lang]}(&|$)"))
    visited.tab.wait_for_function("lang => document.documentElement.lang === lang", arg=HTML_LANGUAGES[lang])
    visited.settle()


def light_or_dark(visited: Visit, scheme: str) -> None:
    """Let the system ask for `light` or `dark`, and wait until the page has followed."""
    visited.tab.emulate_media(color_scheme=scheme)
    visited.tab.wait_for_function("""scheme => {
      const app = document.querySelector('[data-testid="stApp"]')
      const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/[0-9.]+/g).map(Number)
      return (red + green + blue < 230) === (scheme === 'dark')
    }""", arg=scheme)
    visited.settle()
