"""Whether a page is all there, in one language, with nothing of a programmer's on it."""

from __future__ import annotations

import re

from hkzero.text import HTML_LANGUAGES, t
from tests.browser.tour import SCHEMES, light_or_dark
from tests.browser.visit import Visit

HAN = re.compile(r"[\u3400-\u9fff]")
# The names of icons that the font has no picture for (bench/make_icons.py): a picture is a square, a word is not.
SPELT_OUT = """() => {
  const pen = document.createElement('canvas').getContext('2d')
  pen.font = '100px "Material Symbols Rounded"'
  return [...document.querySelectorAll('[data-testid^="stIconMaterial"]')].map(icon => icon.textContent)
    .filter(name => Math.abs(pen.measureText(name).width - 100) > 5)
}"""


def assert_whole(visited: Visit, name: str, lang: str) -> None:
    """Assert that the page that is open is whole; its visit complains at the end of all else."""
    where = f"{name} {lang}: "
    assert visited.language() == HTML_LANGUAGES[lang], where + f"the document says {visited.language()}"
    assert bool(HAN.search(visited.heading())) == (lang != "en"), where + visited.heading()
    traces = visited.traces()
    assert all(traces), where + f"charts without a picture: {traces}"
    spelt_out = visited.tab.evaluate(f"() => document.fonts.ready.then({SPELT_OUT})")
    assert not spelt_out, where + f"icons as words: {spelt_out}"
    body = visited.tab.locator('[data-testid="stMain"]').inner_text()
    assert len(body) > 300, where + "next to nothing is on the page"
    assert t("show.failed.title", lang) not in body, where + "something failed"
    key = re.search(rf"\b(?:{name}|common|show|labels)\.[a-z_]+\.[a-z_]+\b", body)
    assert not key, where + f"a raw key is on the screen: {key}"
    word = re.search(r"\b(?:nan|None|NaT|undefined|inf)\b", body)
    assert not word, where + f"a programmer's word is on the screen: {word}"


def assert_nothing_stands_in_the_way(visited: Visit, where: str) -> None:
    """Assert, in light and dark, that axe finds no barrier on the open page and nothing is wider than the screen."""
    for scheme in SCHEMES:
        light_or_dark(visited, scheme)
        assert visited.barriers() == [], f"{where} {scheme}"
        overflow = visited.tab.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"something is wider than the screen: {where} {scheme}"
