"""A small memory for results that never change: bounded, shared by all sessions, safe between threads.

Streamlit's own caches hash their arguments and copy their results at every hit, which costs more than most questions.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """The last results used, by key. Two threads that miss together both work the result out; one of them is kept."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._results: OrderedDict[Hashable, Result] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._results)

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return what is kept under `key`, made first when there is nothing; a failure is not kept."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = make()
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            while len(self._results) > self.most:
                self._results.popitem(last=False)
        return result

    def find(self, key: Hashable) -> Result | None:
        """Return what is kept under `key`, None when there is nothing."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._results.clear()
