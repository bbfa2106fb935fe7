"""The figures of the year that a dispatch comes to."""

from __future__ import annotations

from typing import Any

import numpy as np

from hkzero.grid.case import Array, Dispatch
from hkzero.grid.dispatch import account_gap

DIGITS = 6


def totals(found: Dispatch) -> dict[str, Any]:
    """Return the figures of the year that a dispatch comes to, ready for JSON, and how far it is from the account."""
    def gwh(power: Array) -> float:
        return round(float(power @ found.weights) / 1e3, DIGITS) + 0.0

    account = [] if found.case.account_gwh is None else account_gap(found)
    return {
        "hours_modelled": len(found.hours), "load_gwh": gwh(found.load_mw), "peak_mw": round(found.peak_mw, DIGITS),
        "objective_hkd": round(found.objective_hkd, 2),
        "energy_gwh": {name: gwh(power) for name, power in found.generation_mw.items()},
        "charged_gwh": {name: gwh(power) for name, power in found.charge_mw.items()},
        "discharged_gwh": {name: gwh(power) for name, power in found.discharge_mw.items()},
        "moved_gwh": {name: gwh(np.maximum(power, 0.0)) for name, power in found.moved_mw.items()},
        "given_back_gwh": {name: gwh(power) for name, power in found.given_back_mw.items()},
        "response_gwh": {name: gwh(power) for name, power in found.response_mw.items()},
        "curtailed_gwh": gwh(found.curtailed_mw), "unserved_gwh": gwh(found.unserved_mw),
        "cost_million_hkd": {name: round(cost / 1e6, DIGITS) for name, cost in found.cost_hkd.items()},
        "emissions_kt": {name: round(mass / 1e3, DIGITS) for name, mass in found.emissions_tonnes.items()},
        "account": [{name: _plain(value) for name, value in row.items()} for row in account],
    }


def _plain(value: Any) -> Any:
    # Differences of large numbers leave dust, and minus nothing is nothing.
    return value if isinstance(value, str) else round(float(value), DIGITS) + 0.0
