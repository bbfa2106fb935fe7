"""Answers that are ready to be sent, bounded by their bytes, and the few threads that make them.

Whoever asks for what is being made waits for the same answer: fifty clients that come at once cost one question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from hkzero.api.formats import Rendered
from hkzero.api.problems import Problem

MOST_BYTES = 64 * 2**20
THREADS = 2
MOST_WAITING = 64


class Kept:
    """Rendered answers by key, the latest used; one larger than a quarter of all is not kept."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._answers: OrderedDict[Hashable, Rendered] = OrderedDict()
        self._making: dict[Hashable, Future[Rendered]] = {}
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="api")

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, key: Hashable) -> Rendered | None:
        """Return what is kept under `key`, None when there is nothing."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def make(self, key: Hashable, work: Callable[[], Rendered]) -> Future[Rendered]:
        """Return the future answer; Problem 503 when too many wait already. A failure is not kept."""
        with self._lock:
            if key in self._making:
                return self._making[key]
            if len(self._making) >= MOST_WAITING:
                raise Problem(503, "busy", "too many answers are being worked out", headers={"Retry-After": "2"})
            future = self._making[key] = self._pool.submit(self._made, key, work)
        return future

    def _made(self, key: Hashable, work: Callable[[], Rendered]) -> Rendered:
        try:
            found = work()
            with self._lock:
                self._keep(key, found)
            return found
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _keep(self, key: Hashable, found: Rendered) -> None:
        if found.size > self.most_bytes // 4:
            return
        if key in self._answers:
            self.bytes -= self._answers.pop(key).size
        self._answers[key] = found
        self.bytes += found.size
        while self.bytes > self.most_bytes:
            self.bytes -= self._answers.popitem(last=False)[1].size
