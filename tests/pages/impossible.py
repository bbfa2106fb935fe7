"""What a worker is given to fail with."""

from __future__ import annotations

import time

from hkzero.grid.dispatch import Infeasible


def solve(year: int) -> None:
    """Fail as a system does that cannot serve its load."""
    raise Infeasible(f"a load of {year} that nobody can serve")


def wait(seconds: float) -> None:
    """Take very long."""
    time.sleep(seconds)
