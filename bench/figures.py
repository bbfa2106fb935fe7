"""One measured figure with its target, and the table of them."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, the typical value, the slow end, and the most it may be (None where nothing is promised)."""

    group: str
    name: str
    unit: str
    median: float
    p95: float
    runs: int
    target: float | None = None
    target_is_p95: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return (self.p95 if self.target_is_p95 else self.median) <= self.target


def figure(group: str, name: str, unit: str, values: Iterable[float], **target) -> Figure:
    """Return the figure for a list of measured values."""
    ordered = sorted(values)
    slow = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]
    return Figure(group, name, unit, statistics.median(ordered), slow, len(ordered), **target)


def seconds(action: Callable[[], object], runs: int) -> list[float]:
    """Return how long each of the runs took."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return taken


def milliseconds(action: Callable[[], object], runs: int) -> list[float]:
    """Return how long each of the runs took, in milliseconds."""
    return [1000 * value for value in seconds(action, runs)]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for the terminal."""
    lines = [f"{'':52} {'median':>10} {'p95':>10} {'target':>10}  unit  runs"]
    group = ""
    for one in figures:
        if one.group != group:
            group = one.group
            lines += ["", group]
        mark = {None: " ", True: "✓", False: "✗"}[one.met]
        target = "" if one.target is None else f"{one.target:g}{' p95' if one.target_is_p95 else ''}"
        lines.append(
            f"{mark} {one.name:50} {_short(one.median):>10} {_short(one.p95):>10} {target:>10}  {one.unit:5} {one.runs}"
        )
    return "\n".join(lines)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
