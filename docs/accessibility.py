"""Write docs/accessibility.md: what axe says of every page, in every language, light and dark, and of every topic.

    python -m docs.accessibility [--database FILE]

Takes a quarter of an hour on a busy machine; nothing else writes that file. Ends with 1 where axe found a violation.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from docs.contact_sheet import database
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.browser import chromium
from tests.browser.server import ROOT, serve
from tests.browser.tour import PAGES, SCHEMES, light_or_dark, speak, topics
from tests.browser.visit import GUIDELINES, Visit

TARGET = ROOT / "docs" / "accessibility.md"
HEAD = """# Accessibility

What is looked at whenever the tests run (`make test`), in `tests/browser/test_accessibility.py`,
`tests/browser/test_appearance.py` and their neighbours:

- axe, rules of WCAG 2.2 A and AA: every page in three languages, light and dark, and every topic of every page in one
- by keyboard alone: from the overview to a chart's CSV, a lever of a scenario, a district and its figures, "How is this
  made?" opened and closed with the focus back where it was; the focus is always visible and nothing holds it
- every chart has a text alternative in the page's language with its finding in numbers, and its table
- 200 % and 400 % zoom and wider text spacing (1.4.4, 1.4.10, 1.4.12): no page scrolls sideways, no text is cut off
- no motion for readers who asked for none; on paper, of three pages, the charts and their sources, not the menu

axe finds a part of all barriers. It has not been tried by readers who depend on a screen reader.
"""
FOOT = """
passed: rules that hold; violations and incomplete: elements. Incomplete is what axe cannot decide and a person has to.
Topics were looked at in one language and scheme, all at 1280 by 900 pixels. `make accessibility` writes this page; no
test does, so it tells of its day and not of every change since.
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What axe says of one view: rules passed, and per rule the elements that violate it or that it cannot judge."""

    page: str
    topic: str
    lang: str
    scheme: str
    passed: int
    violations: Mapping[str, int]
    incomplete: Mapping[str, int]


def report(visited: Visit, version: set[str], *view: str) -> Report:
    """Run axe on what is open; `version` takes the version of axe. Violations are printed with their elements."""
    found = Axe().run(visited.tab, options={"runOnly": {"type": "tag", "values": GUIDELINES}}).response
    version.add(found["testEngine"]["version"])
    for one in found["violations"]:
        for node in one["nodes"]:
            print(*view, one["id"], node["target"], node["html"][:200], node.get("failureSummary", "")[:300],
                  file=sys.stderr, flush=True)
    return Report(*view, len(found["passes"]), *({one["id"]: len(one["nodes"]) for one in found[kind]}
                                                 for kind in ("violations", "incomplete")))


def walk(browser: Browser, url: str, name: str, version: set[str]) -> Iterator[Report]:
    """Yield a report of a page in every language and scheme, then, in English, of its topics."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    visited = Visit(context, url)
    visited.tab.set_default_timeout(180_000)
    visited.open(f"/{name}?lang={LANGUAGE_TAGS[LANGUAGES[-1]]}")
    for lang in reversed(LANGUAGES):
        speak(visited, lang)
        for scheme in SCHEMES:
            light_or_dark(visited, scheme)
            yield report(visited, version, name, "", LANGUAGE_TAGS[lang], scheme)
    for topic in topics(visited):
        if topic:
            yield report(visited, version, name, topic, LANGUAGE_TAGS[LANGUAGES[0]], SCHEMES[-1])
    context.close()


def text(reports: list[Report], version: str) -> str:
    """Return the text of docs/accessibility.md."""
    def line(one: Report) -> str:
        return (f"| {one.page} | {one.topic} | {one.lang} | {one.scheme} | {one.passed} | "
                f"{sum(one.violations.values())} | {sum(one.incomplete.values())} |")

    def rules(kind: str) -> str:
        counted = sum((Counter(getattr(one, kind)) for one in reports), Counter())
        return ", ".join(f"`{rule}` {count}" for rule, count in counted.most_common()) or "none"

    title = (f"\n## axe {version}, {date.today().isoformat()}\n\n{len(reports)} views. Violations: "
             f"{rules('violations')}. Incomplete: {rules('incomplete')}.\n")
    columns = ("\n| page | topic | language | scheme | passed | violations | incomplete |\n"
               "|---|---|---|---|---|---|---|\n")
    return HEAD + title + columns + "\n".join(map(line, reports)) + "\n" + FOOT


def main() -> int:
    """Visit everything, write the report after each page, and return 1 if there is a violation."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", type=Path, help="a database that is built already")
    parser.add_argument("--to", type=Path, default=TARGET, help="the file to write")
    parser.add_argument("--pages", nargs="*", default=PAGES, help="only these pages")
    asked = parser.parse_args()
    version: set[str] = set()
    reports: list[Report] = []
    with database(asked.database) as path, sync_playwright() as playwright, serve(path) as site:
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        for name in asked.pages:
            reports.extend(walk(browser, site.url, name, version))
            asked.to.write_text(text(reports, ", ".join(sorted(version))), encoding="utf-8")
            print(name, len(reports), flush=True)
        browser.close()
    print(f"wrote {asked.to.name}")
    return int(any(one.violations for one in reports))


if __name__ == "__main__":
    sys.exit(main())
