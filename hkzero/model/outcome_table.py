"""An outcome as rows: a year and a variable each, with its unit, and an interval where there are draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from hkzero.model.engine import SECTORS, Outcome
from hkzero.model.scenario_inputs import Array

INTERVAL = (5, 50, 95)  # percentiles given as low, value, high
DECIMALS = 6  # finer digits are dust of binary fractions
# The unit of a series is the end of its name; what has none of these is a share, an index or a number of vehicles.
UNITS = {"_kg_per_kwh": "kg CO2e/kWh", "_gwh": "GWh", "_tj": "TJ", "_gw": "GW", "_kt": "kt CO2e", "_share": "fraction",
         "_index": "ratio"}


def unit(series: str) -> str:
    """Return the unit of a series of an outcome by its name."""
    return next((unit for ending, unit in UNITS.items() if series.endswith(ending)), "vehicles")


def variables(outcome: Outcome) -> dict[str, tuple[str, Array]]:
    """Return unit and values, (draws, years), of everything in an outcome by name: emissions_, cost_, then series."""
    emissions = {f"emissions_{sector}": ("kt CO2e", outcome.emissions_kt[:, row]) for row, sector in enumerate(SECTORS)}
    cost = {f"cost_{name}": ("HK$ million", values) for name, values in outcome.cost_million_hkd.items()}
    series = {name: (unit(name), values) for name, values in outcome.series.items()}
    return {**emissions, "emissions_total": ("kt CO2e", outcome.total_kt), **cost, **series}


def rows(outcome: Outcome) -> list[dict[str, Any]]:
    """Return a row a variable and year: period, variable, unit, low, value, high.

    With draws these are the percentiles of INTERVAL year by year; without, low and high are None.
    """
    found = []
    for name, (unit_of, values) in variables(outcome).items():
        spread = np.percentile(values, INTERVAL, axis=0) if len(values) > 1 else None
        for at, year in enumerate(outcome.years):
            low, central, high = (None, values[0, at], None) if spread is None else spread[:, at]
            found.append({"period": int(year), "variable": name, "unit": unit_of, "low": _rounded(low),
                          "value": _rounded(central), "high": _rounded(high)})
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DECIMALS)
