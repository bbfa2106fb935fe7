"""A job of the background as its asker sees it: its kind, its state, what it came to."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Kind(StrEnum):
    """How long a job takes: LIVE, somebody waits with a finger on a slider; LONG, she does something else meanwhile."""

    LIVE = "live"
    LONG = "long"


class State(StrEnum):
    """Where a job stands. The last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Busy(RuntimeError):
    """Too many jobs wait already."""


class Crashed(RuntimeError):
    """The process that worked on a job died, for instance for want of memory."""


class TooSlow(RuntimeError):
    """The job took longer than its kind may."""


@dataclass(eq=False)
class Task:
    """One calculation, whoever wants it. `holders` are the jobs that still do; the pool's lock guards all."""

    key: str
    function: str
    kind: Kind
    order: tuple[bytes, ...]
    state: State = State.WAITING
    progress: float | None = None
    result: Any = None
    error: Exception | None = None
    started: float | None = None
    ended: float | None = None
    holders: set[int] = field(default_factory=set)
    finished: threading.Event = field(default_factory=threading.Event)


class Keeper(Protocol):
    """What a job asks of the pool that works on it."""

    def place(self, task: Task) -> int | None:
        """Return the place of a task among those waiting."""

    def give_up(self, task: Task, holder: int) -> bool:
        """Note that a holder no longer wants a task; False where it was over already."""

    def usual_seconds(self, task: Task) -> float | None:
        """Return how long such tasks took of late; None where none was done yet."""


class Job:
    """What one asker sees of a calculation; several may share one. Safe to read and cancel from any thread."""

    def __init__(self, pool: Keeper, task: Task, number: int, was_known: bool) -> None:
        self._pool, self.task, self.number = pool, task, number
        self._cancelled = False
        self.was_known = was_known

    @property
    def state(self) -> State:
        """Where the job stands for this asker."""
        return State.CANCELLED if self._cancelled else self.task.state

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in (State.DONE, State.FAILED, State.CANCELLED)

    @property
    def progress(self) -> float | None:
        """The share that is done, from 0 to 1; None where the calculation does not tell."""
        return 1.0 if self.state is State.DONE else self.task.progress

    @property
    def seconds(self) -> float:
        """How long it has been worked on."""
        task = self.task
        return 0.0 if task.started is None else (task.ended or time.monotonic()) - task.started

    @property
    def usual_seconds(self) -> float | None:
        """How long such jobs took of late, in the median: a guess of the progress where the calculation tells none."""
        return self._pool.usual_seconds(self.task)

    @property
    def queue_place(self) -> int | None:
        """1 for the job whose turn is next among those waiting; None where it does not wait."""
        return None if self._cancelled else self._pool.place(self.task)

    @property
    def result(self) -> Any:
        """What the calculation returned; None until it is done. Shared with other askers: do not change it."""
        return None if self._cancelled else self.task.result

    @property
    def error(self) -> Exception | None:
        """What the calculation raised, Crashed or TooSlow; None unless it failed."""
        return None if self._cancelled else self.task.error

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing more will come, at most so many seconds; return whether that is so."""
        return self._cancelled or self.task.finished.wait(seconds) or self.is_over

    def cancel(self) -> None:
        """Give the job up. The calculation is stopped when nobody else waits for it; what is over stays as it is."""
        if self._pool.give_up(self.task, self.number):
            self._cancelled = True
