"""Memory and processor time of a running server and all it has started, and whether memory grows."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
BLOCKS = 12  # readings close in time resemble each other; their means over twelve stretches do so much less
# Student's t, 97.5 %, by degrees of freedom; for more, the next smaller is on the safe side.
T_975 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
         15: 2.131, 20: 2.086, 30: 2.042, 60: 2.000}


@dataclass(frozen=True)
class Reading:
    """Resident memory in MB and processor seconds so far, at a moment (seconds of the clock)."""

    at: float
    memory_mb: float
    processor_seconds: float
    runs: int = 0


@dataclass(frozen=True)
class Slope:
    """A straight line's slope and the ends of its 95 % interval."""

    value: float
    low: float
    high: float
    points: int


def usage(roots: Iterable[int]) -> tuple[float, float]:
    """Return resident MB and processor seconds of these processes with their descendants.

    Memory that two of them share is counted in each. RuntimeError where the system has no /proc.
    """
    if not (PROC / "self" / "stat").exists():
        raise RuntimeError("memory and processor time are read from /proc, which only Linux has")
    memory = seconds = 0.0
    for process in family(roots):
        its_memory, its_seconds = _usage_of(process)
        memory, seconds = memory + its_memory, seconds + its_seconds
    return memory, seconds


def _usage_of(process: int) -> tuple[float, float]:
    try:
        stat = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
        pages = int((PROC / str(process) / "statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0, 0.0  # it has ended since the list was made
    ticks = int(stat[11]) + int(stat[12])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, ticks / os.sysconf("SC_CLK_TCK")


def family(roots: Iterable[int]) -> set[int]:
    """Return these process ids and those of all their descendants."""
    found, waiting = set(), list(roots)
    while waiting:
        process = waiting.pop()
        if process in found:
            continue
        found.add(process)
        for listed in (PROC / str(process) / "task").glob("*/children"):
            waiting += _children(listed)
    return found


def _children(listed: Path) -> list[int]:
    try:
        return [int(word) for word in listed.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []  # the thread has ended meanwhile


def slope(xs: Sequence[float], ys: Sequence[float]) -> Slope:
    """Return the least-squares slope of y on x with its 95 % interval by Student's t.

    ValueError for fewer than three points or a single x.
    """
    if len(xs) != len(ys) or len(xs) < 3 or len(set(xs)) < 2:
        raise ValueError(f"a slope takes three points or more at different places; got {len(xs)} and {len(ys)}")
    centre, mean = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - centre) ** 2 for x in xs)
    value = sum((x - centre) * (y - mean) for x, y in zip(xs, ys, strict=True)) / spread
    left = sum((y - mean - value * (x - centre)) ** 2 for x, y in zip(xs, ys, strict=True))
    freedom = len(xs) - 2
    margin = T_975[max(known for known in T_975 if known <= freedom)] * math.sqrt(left / freedom / spread)
    return Slope(value, value - margin, value + margin, len(xs))


def in_blocks(values: Sequence[float], blocks: int = BLOCKS) -> list[float]:
    """Return the means of consecutive stretches of about equal length; fewer stretches where there are few values."""
    count = min(blocks, len(values))
    ends = [len(values) * number // count for number in range(count + 1)] if count else []
    return [statistics.fmean(values[start:end]) for start, end in zip(ends, ends[1:], strict=False)]


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed (nearest rank); NaN of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan
