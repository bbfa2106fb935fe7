"""The machine that was measured on, by name, so that a figure can be judged."""

from __future__ import annotations

import os
import platform
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("streamlit", "duckdb", "pandas", "plotly")
STEPS = 1_000_000


def machine() -> dict[str, object]:
    """Return processor, cores, memory (GB), system, versions, load of the minute before, and the pace of a loop."""
    return {
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 1e6, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "loop_ms": round(loop_ms()),
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def loop_ms() -> float:
    """Return what a million squares added in plain Python take, ms, the best of five: processors of one name differ."""
    taken = []
    for _ in range(5):
        began, total = time.perf_counter(), 0
        for step in range(STEPS):
            total += step * step
        taken.append(time.perf_counter() - began)
    return 1e3 * min(taken)


def in_words(told: dict[str, object]) -> str:
    """Return the machine as a sentence for the docs."""
    memory = f", {told['memory_gb']} GB of memory" if told.get("memory_gb") else ""
    libraries = ", ".join(f"{name} {told[name]}" for name in LIBRARIES)
    # What was measured before the loop was has none.
    pace = f" A loop of a million steps took {told['loop_ms']} ms." if "loop_ms" in told else ""
    busy = "" if told.get("load_before") is None else (
        f" In the minute before, {told['load_before']} processes wanted to run in the mean.")
    if busy and told["load_before"] > told["cores"] / 2:
        busy += " **The machine was busy with other work: times are too long, and no measure of the dashboard.**"
    return (f"Measured on {told['measured_on']} on {told['processor']}, {told['cores']} cores{memory}; "
            f"{told['system']}; Python {told['python']}, {libraries}.{pace}{busy}")


def _field(path: str, name: str) -> str:
    """Return the first value of a field in a file of /proc; empty where the system has no such file."""
    if not Path(path).exists():
        return ""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
