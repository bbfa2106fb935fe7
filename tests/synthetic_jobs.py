"""Synthetic work for the tests of the background: it sleeps, fails, dies or returns what it was given."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


class Impossible(ValueError):
    """An error with a part of its own, as those of the dispatch have."""

    def __init__(self, message: str, hour: int) -> None:
        super().__init__(message, hour)
        self.hour = hour


class Unsendable(ValueError):
    """An error that cannot be pickled."""

    def __init__(self) -> None:
        super().__init__("held")
        self.work = lambda: None


def returned(value: object, *, extra: object = None) -> object:
    """Return what was given, and which process did so."""
    return {"value": value, "extra": extra, "process": os.getpid()}


def slept(seconds: float, mark: object = None) -> object:
    """Sleep, then return the mark."""
    time.sleep(seconds)
    return mark


def counted(path: str) -> int:
    """Return how often this was worked out."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("x")
    return len(Path(path).read_text(encoding="utf-8"))


def told(steps: int, pause: float, progress: Callable[[float], None]) -> int:
    """Tell the progress of some steps."""
    for step in range(steps):
        time.sleep(pause)
        progress((step + 1) / (steps + 1))
    return steps


def failed(reason: str) -> None:
    """Raise."""
    raise Impossible(reason, 7)


def failed_unsendable() -> None:
    """Raise what cannot be sent."""
    raise Unsendable


def died() -> None:
    """End the process without a word, as the kernel does when memory is short."""
    os._exit(9)


def printed() -> int:
    """Print where the frames of the worker go."""
    os.write(1, b"Running HiGHS 1.10\n")
    print("solved")
    return os.nice(0)


def nothing() -> None:
    """Return nothing, which is a result too."""
