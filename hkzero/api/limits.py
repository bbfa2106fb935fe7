"""How much one address may ask: a token bucket each (as in RFC 2697), of which only the latest are remembered.

The address is that of the connection. Behind a proxy that is trusted it is the last address in X-Forwarded-For that is
not a trusted proxy itself: what stands before it, a stranger may have written.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_ADDRESSES = 10_000
SCENARIO_COST = 10.0
IPV6_PREFIX = 64  # a household has so many addresses of its own


@dataclass(slots=True)
class Buckets:
    """A bucket of `burst` requests an address, refilled with `per_minute`; None allows everything."""

    per_minute: float | None = 600.0
    burst: float = 200.0
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._left)

    def wait(self, address: str, cost: float = 1.0) -> int:
        """Take `cost` from an address's bucket; return 0, or the seconds to wait when there is too little in it."""
        if self.per_minute is None:
            return 0
        now, rate = self.clock(), self.per_minute / 60
        left, seen = self._left.pop(address, (self.burst, now))
        left = min(self.burst, left + (now - seen) * rate)
        allowed = left >= cost
        self._left[address] = (left - cost if allowed else left, now)
        while len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((cost - left) / rate))


def client(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return the address that a request is counted under; of IPv6 the network of a household."""
    found = _address(peer)
    for part in reversed(forwarded.split(",")) if forwarded else ():
        if found is None or not any(found in network for network in trusted):
            break
        before = _address(part.strip())
        if before is None:
            break
        found = before
    if found is None:
        return "unknown"
    if found.version == 6:
        return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
