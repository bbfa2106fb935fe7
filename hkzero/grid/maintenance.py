"""When units are away for planned work: in the weeks of the lowest peaks, so that the reserve is level.

Method: levelised reserve (Garver, Adjusting maintenance schedules to levelize risk, IEEE Transactions on Power
Apparatus and Systems 91, 1972; here by the peak of the week): each week loses the difference between one level and its
own peak, within what may be away at a time; the level is the one at which the year's outages are met.
"""

from __future__ import annotations

import numpy as np

from hkzero.grid.case import HOURS, Array

WEEK = 168
MOST_AWAY = 0.5  # share of a fleet that may be away at a time
STEPS = 60  # of bisection: far below a watt


def availability(load_mw: Array, capacity_mw: float, lost_share: float, most_away: float = MOST_AWAY) -> Array:
    """Return the share of a fleet that is there, (hours,), its mean 1 - `lost_share`, lowest in the weeks of low peaks.

    ValueError where more is to be lost than may be away at a time.
    """
    if not 0 <= lost_share <= most_away + 1e-12:
        raise ValueError(f"{lost_share:.3f} of the year cannot be lost with {most_away:.2f} away at a time")
    week = week_of_hour()
    peak = np.array([load_mw[week == one].max() for one in range(week[-1] + 1)])
    length = np.bincount(week)

    def away(level: float) -> Array:
        return np.clip(level - peak, 0.0, most_away * capacity_mw)

    low, high = peak.min(), peak.max() + most_away * capacity_mw
    for _ in range(STEPS):
        middle = (low + high) / 2
        if away(middle) @ length < lost_share * capacity_mw * HOURS:
            low = middle
        else:
            high = middle
    return 1 - away(high)[week] / max(capacity_mw, 1e-9)


def week_of_hour() -> np.ndarray:
    """Return the number of the week of each hour of the year from 1 January; the odd day belongs to the last week."""
    return np.minimum(np.arange(HOURS) // WEEK, HOURS // WEEK - 1)
