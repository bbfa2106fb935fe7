"""The first dispatch of a new process, on invented figures: it loads what libraries load at first use, and is dropped.

Without it whoever asks first waits some two seconds longer than all others.
"""

from __future__ import annotations

import numpy as np

from hkzero.grid.case import HOURS, Case, Curtailable, Evidence, HourlyYear, ShiftableLoad, Storage, Unit
from hkzero.grid.dispatch import solve

MODELLED_HOURS = 48


def first_solve() -> None:
    """Solve two days of a system that has one part of each sort; nothing of it is kept."""
    even = np.full(HOURS, 1.0)
    year = HourlyYear("first_solve", 0, np.datetime64("2025-01-01T00", "h") + np.arange(HOURS), {"all": 100 * even},
                      0 * even, {"clp": even, "hk_electric": 0 * even}, even, even, even, False, Evidence(()))
    units = (Unit("steady", "clp", "coal", 1, 80.0, 1.0, 1.0, minimum_load=0.5, ramp_share=0.5, energy_gwh=500.0),
             Unit("quick", "clp", "natural_gas", 1, 80.0, 2.0, 1.0),
             Unit("sun", "clp", "solar", 1, 10.0, 0.0, 0.0, availability=0.5 * even, is_must_run=True))
    case = Case(year, units, (Storage("battery", "clp", 10.0, 40.0, 0.9, 0.9),),
                (ShiftableLoad("charging", "clp", 5 * even, 10 * even, 2 * even, 0.8, 1.0),),
                (Curtailable("response", "clp", 5 * even, 100.0, 50.0),))
    solve(case, np.arange(MODELLED_HOURS), np.full(MODELLED_HOURS, HOURS / MODELLED_HOURS))
