"""Write docs/load.md from the figures of the last `make load`.

    python -m docs.load [build/load.json]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from bench.load import LEFT_AFTER, RESULT, TARGET_P95_MS, TARGET_USERS
from bench.machine import in_words
from bench.visitor import LONGEST, LOSES_LINE, TURNS, WEIGHTS

TARGET = Path(__file__).resolve().parent / "load.md"
SHORT = """
**This is the short run (`make load QUICK=1`): it shows that the measurement works. It is no measure of the dashboard.**
"""
HEAD = """# Under load

`make load` lets 1 to 200 readers use the dashboard at once, on one process and on two behind a proxy that keeps a
reader on hers, and then lets readers come and go for a while to see whether memory grows. It takes a quarter of an
hour and writes `build/load.json`; `python -m docs.load` writes this page from it. `make load QUICK=1` tries the same
with a few readers; `make load SOAK=7200` has a soak of two hours.

{machine}
{short}
## What a reader is

No browser, but what the server sees of one (`bench/visitor.py`, `bench/screen.py`): the page's document and the bundles
it names, then Streamlit's websocket with its own messages, the state of every control on the page with each request,
fragments asked for alone, kept messages asked for by their hash. Readers and server share the machine; what the readers
take of it is the last column. Nothing is drawn, so what a browser needs to draw is not in these times: see
`python -m bench` for that.

- Pages by weight: {weights}.
  The weights are a judgement; nobody has counted readers yet.
- {turns:.0%} of the actions go to another page, the others move a control of the page to another value, any of them
  alike. What is computed in the background at a click (hourly dispatch) is left out.
- Between two actions a reader reads: exponential, with the mean that the table gives. Which pages and controls, and
  how long: drawn with a fixed seed.
- Before {loses:.0%} of the actions the line breaks without a goodbye; the reader comes back to her session by its name.
- A run lasts from the request until the server says that it has ended. Dropped: a line that the server or the proxy
  closed or refused. Lost: no end within {longest:.0f} s. Fault: an error shown on the page.

## Readers at once

Runs are those after all readers had come; opening is the first page of each, while they come.

| readers | processes | think s | runs | runs/s | p50 ms | p95 ms | p99 ms | opening p95 ms | dropped | lost \
| faults | back in the same session | memory MB | processor ms/run | cores in use | cores of readers |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def load_text(told: dict) -> str:
    """Return the text of docs/load.md for the figures of one measurement."""
    total = sum(WEIGHTS.values())
    weights = ", ".join(f"{name} {weight / total:.0%}" for name, weight in WEIGHTS.items())
    head = HEAD.format(machine=wrapped(in_words(told["machine"])), short=SHORT if told["quick"] else "",
                       weights=weights, turns=TURNS, loses=LOSES_LINE, longest=LONGEST)
    rows = "".join(map(_row, told["levels"]))
    left = "".join(f"\nLeft out: {reason}.\n" for reason in told["left_out"])
    proxies = sorted({row["proxy"] for row in told["levels"] if row["proxy"]})
    several = f"Several processes: {', '.join(proxies)}. Memory is the sum over processes."
    named = f"\n{wrapped(several)}" if proxies else ""
    said = [line for row in told["levels"] for line in (*row["said"], *row["faults"])][:10]
    trouble = "\nWhat went wrong:\n\n" + "".join(f"- {line}\n" for line in said) if said else ""
    return head + rows + left + named + trouble + "\n" + wrapped(_verdict(told)) + "\n" + _soak(told["soak"])


def _row(row: dict) -> str:
    figures = (row["users"], row["processes"], f"{row['think_seconds']:g}", row["runs"],
               f"{row['runs_per_second']:.1f}", *(_whole(row[name]) for name in ("p50_ms", "p95_ms", "p99_ms",
                                                                               "open_p95_ms")),
               row["drops"], row["lost"], sum(row["faults"].values()), f"{row['restored']} of {row['returns']}",
               _whole(row["memory_most_mb"]), _whole(row["processor_ms_per_run"]), f"{row['processor_share']:.2f}",
               f"{row['clients_share']:.2f}")
    return f"| {' | '.join(map(str, figures))} |\n"


def _whole(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:,.0f}"


def _verdict(told: dict) -> str:
    found = [row for row in told["levels"] if (row["users"], row["processes"]) == (TARGET_USERS, 1)]
    if not found:
        return f"The target ({TARGET_USERS} readers on one process) was not measured."
    row = found[0]
    met = row["p95_ms"] <= TARGET_P95_MS and not row["drops"] and not row["lost"]
    return (f"Target: with {TARGET_USERS} readers on one process 95 % of the runs end within {TARGET_P95_MS:.0f} ms "
            f"and none is dropped. It {'is' if met else 'is not'} met: {row['p95_ms']:.0f} ms, {row['drops']} dropped, "
            f"{row['lost']} lost.")


def _soak(row: dict | None) -> str:
    if row is None:
        return ""
    hour, thousand = row["memory_mb_by_hour"], row["memory_mb_by_thousand_runs"]
    course = row["memory_course"][::max(1, len(row["memory_course"]) // 10)]
    told = (f"{row['users']} readers for {row['seconds'] / 60:.1f} minutes on one process, each leaving after "
            f"{LEFT_AFTER} actions with another in her place: {row['opened']} sessions, {row['runs']:,} runs. Think "
            f"time {row['think_seconds']:g} s in place of 10, so that it has as many runs as two hours with "
            f"{row['runs'] * 10 / 7200:.1f} readers. A session left is forgotten after {row['forgotten_after']} s. "
            f"{row['drops']} dropped, {row['lost']} lost, {sum(row['faults'].values())} faults; "
            f"p95 {row['p95_ms']:.0f} ms.")
    slope = (f"Slope of memory after the first third, by least squares over the means of {hour['points']} stretches: "
             f"{_interval(hour)} MB an hour at this pace")
    slope += f", {_interval(thousand)} MB a thousand runs." if thousand else "."
    bound = ("What is kept in memory is bounded: every store of results (`hkzero/ui/kept.py`) has a largest number, "
             "and the least recently used goes. Python and its allocators seldom give memory back to the system, so "
             "memory rises while the stores fill up, and a slope of a short run says more of that than of a leak.")
    table = "| minutes | memory MB | runs so far |\n|---|---|---|\n" + "".join(
        f"| {one['minutes']:.1f} | {one['memory_mb']:.0f} | {one['runs']:,} |\n" for one in course)
    return "\n".join(("\n## Soak", "", wrapped(told), wrapped(slope), wrapped(bound), table))


def _interval(slope: dict) -> str:
    return f"{slope['value']:+.1f} (95 %: {slope['low']:+.1f} to {slope['high']:+.1f})"


def wrapped(text: str) -> str:
    """Return a paragraph in lines of at most 118 characters, with a line break at its end."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= 118:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines) + "\n"


def write_page(text: Callable[[dict], str], result: Path, target: Path, command: str) -> None:
    """Write a page from the figures of a measurement: those named on the command line, else those of the last."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else result
    if not source.exists():
        raise SystemExit(f"{source} is not there; `{command}` writes it")
    target.write_text(text(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")
    print(f"written: {target.name}")


if __name__ == "__main__":
    write_page(load_text, RESULT, TARGET, "make load")
