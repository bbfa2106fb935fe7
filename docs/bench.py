"""Write docs/bench.md from the figures of the last `make bench`.

    python -m docs.bench [build/bench.json]
"""

from __future__ import annotations

from pathlib import Path

from bench.__main__ import RESULT
from bench.machine import in_words
from bench.pages import CHANGES, KINDS, MEASURES, SLOW_VISITS, SWITCHES, VISITS
from docs.load import wrapped, write_page

TARGET = Path(__file__).resolve().parent / "bench.md"
PREFIX = "pages: "
NAMES = {"page": "dashboard", "usual": "usual way", "floor": "static page"}
HEAD = """# Speed

`make bench` measures on the machine at hand and writes `build/bench.json`; `python -m docs.bench` writes this page from
it. `python -m bench --pages` measures the pages alone.

{machine}
Every page stands beside two others, measured in the same go and in the same way:

- **static page**: plotly.js and the page's own first chart, nothing else. Nothing that draws it can be faster.
- **usual way** (`bench/usual/overview.py` and its like): a plain Streamlit page of charts of the same kind from the
  same CSV files, read with pandas at every run and drawn with plotly.express; a map carries its outline in the figure.
  It has no sources, no other languages, no scenarios. There are three of them. Its own settings are those of the
  dashboard, but nothing compresses Streamlit's bundles for it: that is what the usual way sends.

What the columns hold, in the median: the server's time from the request until Streamlit says that the run has ended,
in a new session and after a control was moved; bytes as they come over the line until all is drawn (bundles
compressed, where the server does so); from the click in the menu until the last change of what is to be seen in a
window of 1280 × 900, and of the whole page below it (what stands in a canvas for readers of the screen is not painted
and does not count); from the key on a control until the last change in the same two (95 %; the page's first slider,
else its first choice of buttons, else its first menu, else the language); the first chart in a browser that has seen
nothing yet, on the machine's own line and at 5 Mbit/s with 40 ms. {visits} visits, {slow} on the slow line, {switches}
switches, {changes} changes of the control.

{targets}
"""
UNMET = "**"


def bench_text(told: dict) -> str:
    """Return the text of docs/bench.md for the figures of one measurement."""
    targets = "; ".join(f"{name} {extra['target']:g} {unit}" for name, (unit, extra) in MEASURES.items() if extra)
    head = HEAD.format(machine=wrapped(in_words(told["machine"])), visits=VISITS, slow=SLOW_VISITS, switches=SWITCHES,
                       changes=CHANGES, targets=wrapped(f"Targets: {targets}."))
    return head + _table(told["figures"]) + _ratios(told["figures"]) + _rest(told["figures"])


def _by_page(figures: list[dict]) -> dict[str, dict[str, dict[str, dict]]]:
    """Return page -> kind -> measure -> figure, in the order measured."""
    found: dict[str, dict[str, dict[str, dict]]] = {}
    for one in figures:
        if one["group"].startswith(PREFIX):
            kind, _, name = one["name"].partition(": ")
            found.setdefault(one["group"].removeprefix(PREFIX), {}).setdefault(kind, {})[name] = one
    return found


def _table(figures: list[dict]) -> str:
    heads = " | ".join(f"{name}, {unit}" for name, (unit, _) in MEASURES.items())
    lines = [f"| page | | {heads} |", "|---" * (len(MEASURES) + 2) + "|"]
    for page, kinds in _by_page(figures).items():
        for kind in (kind for kind in KINDS if kind in kinds):
            cells = [_cell(kinds[kind].get(name)) for name in MEASURES]
            lines.append(f"| {page if kind == 'page' else ''} | {NAMES[kind]} | {' | '.join(cells)} |")
    return "\n".join(lines) + (f"\n\nBetween {UNMET}: the target is not met. Blank: there is no such thing, or it was "
                              "not measured.\n")


def _cell(one: dict | None) -> str:
    if one is None:
        return ""
    value = one["p95"] if one["target_is_p95"] or "control" in one["name"] else one["median"]
    text = f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{UNMET}{text}{UNMET}" if one["met"] is False else text


def _ratios(figures: list[dict]) -> str:
    lines = []
    for page, kinds in _by_page(figures).items():
        for other in ("usual", "floor"):
            shared = [name for name in MEASURES if name in kinds.get("page", {}) and name in kinds.get(other, {})]
            if shared:
                own, others = kinds["page"], kinds[other]
                parts = [f"{name} {own[name]['median'] / others[name]['median']:.2f}" for name in shared]
                lines.append(f"- {page} ÷ {NAMES[other]}: {', '.join(parts)}")
    if not lines:
        return ""
    return "\n## Ratios\n\nBelow 1 the dashboard is faster, or smaller.\n\n" + "\n".join(lines) + "\n"


def _rest(figures: list[dict]) -> str:
    rest = [one for one in figures if not one["group"].startswith(PREFIX)]
    if not rest:
        return ""
    lines = ["\n## Everything else\n", "| what | | median | 95 % | unit | target |", "|---" * 6 + "|"]
    for one in rest:
        target = "" if one["target"] is None else f"{one['target']:g}{' (95 %)' if one['target_is_p95'] else ''}"
        mark = UNMET if one["met"] is False else ""
        lines.append(f"| {one['group']} | {one['name']} | {mark}{one['median']:.3g}{mark} | {one['p95']:.3g} | "
                     f"{one['unit']} | {target} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_page(bench_text, RESULT, TARGET, "make bench")
