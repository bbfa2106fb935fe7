"""How much of the desk one visitor may take, so that one who runs bomb after bomb does not keep the others waiting.

A visitor is known by the session and, where it is known, by the address; many sessions may come from one address, of a
school for instance, so that an address may take more. Only the latest visitors are remembered, in memory alone.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_SECONDS = 60.0
A_MINUTE_OF_A_SESSION = 20
A_MINUTE_OF_AN_ADDRESS = 60
WAITING_OF_AN_ADDRESS = 5
MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class Pace:
    """Counts what each visitor handed in within the last WINDOW_SECONDS. Not thread-safe: the desk holds its lock."""

    clock: Callable[[], float] = time.monotonic
    _times: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._times)

    def take(self, session: str | None, address: str | None) -> int:
        """Count a statement and return 0; or the seconds to wait, uncounted, where one of the two has had enough."""
        asked = [(f"session {session}", A_MINUTE_OF_A_SESSION)] if session else []
        asked += [(f"address {address}", A_MINUTE_OF_AN_ADDRESS)] if address else []
        now = self.clock()
        seconds = max((self._seconds_left(name, most, now) for name, most in asked), default=0.0)
        if seconds > 0:
            return max(1, math.ceil(seconds))
        for name, _ in asked:
            self._times.setdefault(name, deque()).append(now)
            self._times.move_to_end(name)
        while len(self._times) > MOST_REMEMBERED:
            self._times.popitem(last=False)
        return 0

    def _seconds_left(self, name: str, most: int, now: float) -> float:
        times = self._times.get(name, deque())
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        return times[len(times) - most] + WINDOW_SECONDS - now if len(times) >= most else 0.0
