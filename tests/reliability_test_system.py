"""The IEEE Reliability Test System of 1979: units and hourly load as published, to hold our results against others'.

IEEE RTS Task Force, "IEEE Reliability Test System", IEEE Transactions on Power Apparatus and Systems PAS-98 (1979).
Its exact indices: Allan, Billinton and Abdel-Gawad, "The IEEE Reliability Test System: extensions to and evaluation of
the generating system", IEEE Transactions on Power Systems 1 (1986).
"""

from __future__ import annotations

import numpy as np

from hkzero.grid.case import Array, Case, Evidence, HourlyYear, Unit

LOSS_OF_LOAD_HOURS = 9.39418  # a year of 8,736 hours
LOSS_OF_LOAD_DAYS_OF_PEAKS = 1.36886  # a year of 364 daily peaks
UNSERVED_MWH = 1176.0

# Number of units, MW of each, forced outage rate, mean time to repair in hours.
UNITS = ((5, 12, 0.02, 60), (4, 20, 0.10, 50), (6, 50, 0.01, 20), (4, 76, 0.02, 40), (3, 100, 0.04, 50),
         (4, 155, 0.04, 40), (3, 197, 0.05, 50), (1, 350, 0.08, 100), (2, 400, 0.12, 150))
PEAK_MW = 2850.0
WEEKS = (86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4, 75.0, 72.1, 80.0, 75.4, 83.7,
         87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1, 75.5, 81.6, 80.1, 88.0, 72.2, 77.6, 80.0, 72.9, 72.6, 70.5,
         78.0, 69.5, 72.4, 72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0, 94.2, 97.0, 100.0, 95.2)
DAYS = (93, 100, 98, 96, 94, 77, 75)
WINTER = ((67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95, 95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73, 63),
          (78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91, 90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87, 81))
SUMMER = ((64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100, 99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87, 72),
          (74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93, 93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88, 80))
BETWEEN = ((63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99, 93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80, 70),
           (75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94, 91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90, 85))


def units() -> tuple[Unit, ...]:
    """Return the 32 units as blocks of like ones."""
    return tuple(Unit(f"u{each}", "clp", "any", number, number * each, 0.0, 0.0, forced_outage_rate=rate,
                      repair_hours=repair) for number, each, rate, repair in UNITS)


def load_mw() -> Array:
    """Return the load of 52 weeks, (8736,)."""
    hours = []
    for week, week_peak in enumerate(WEEKS, start=1):
        season = WINTER if week <= 8 or week >= 44 else SUMMER if 18 <= week <= 30 else BETWEEN
        for day, day_peak in enumerate(DAYS):
            hours += [PEAK_MW * week_peak * day_peak * hour / 1e6 for hour in season[day >= 5]]
    return np.array(hours)


def year_of(load: Array, share: dict[str, float] | None = None) -> HourlyYear:
    """Return a year of this load alone."""
    none = np.zeros(len(load))
    shares = {zone: np.full(len(load), part) for zone, part in (share or {"clp": 1.0}).items()}
    return HourlyYear("synthetic", 2025, np.datetime64("2025-01-01T00", "h") + np.arange(len(load)), {"all": load},
                      none, shares, none, none, none, False, Evidence(()))


def case() -> Case:
    """Return the whole system."""
    return Case(year_of(load_mw()), units())
