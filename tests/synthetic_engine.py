"""A synthetic engine (no figure of Hong Kong): few levers, and effects that can be worked out by hand.

Levers are strengths from 0 to 1. A clean grid and saved demand multiply, as in the real engine; the rest adds up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

YEARS = np.arange(2024, 2061)
LEVERS = ("saving", "clean_grid", "cars", "waste", "removals")
GROUPS = ("demand", "power", "transport", "other", "other")
# Cost of full strength in HK$ million a year; saving pays for itself.
PRICES = np.array([-200.0, 3000.0, 2500.0, 600.0, 6000.0])
ASSUMPTIONS = ("demand_growth", "grid_price", "idle")


@dataclass(frozen=True)
class Outcome:
    """What the synthetic engine returns, as the real one would."""

    years: np.ndarray
    emissions_kt: np.ndarray
    series: dict
    cost_million_hkd: dict


def run(schedule: np.ndarray, assumptions: np.ndarray | None = None) -> Outcome:
    """Return power (20,000 kt × demand × grid), cars (6,000 kt; electric ones use the grid), waste, removals."""
    given = np.array([[1.0, 1.0, 0.0]]) if assumptions is None else assumptions
    saving, grid, cars, waste, removals = (schedule[:, lever] for lever in range(len(LEVERS)))
    growth, price = given[:, 0:1], given[:, 1:2]
    dirt = 1 - 0.9 * grid
    power = 20_000 * growth * (1 - 0.3 * saving) * dirt
    road = 6_000 * (1 - cars) + 2_000 * cars * dirt
    emissions = np.stack(np.broadcast_arrays(power, road, 3_000 * (1 - 0.7 * waste), -2_500 * removals), axis=1)
    capital = np.einsum("nly,l->ny", schedule * np.array([1, 0, 1, 1, 1])[:, None], PRICES) + PRICES[1] * price * grid
    zero = np.zeros_like(capital)
    return Outcome(YEARS, emissions, {"road_kt": np.broadcast_to(road, capital.shape)},
                   {"capital": capital, "operation": zero, "fuel": zero, "carbon_price": zero + 1e9})


def ramp(strengths) -> np.ndarray:
    """Return a schedule (levers × years) that rises in a straight line from 0 in 2024 to the strengths in 2050."""
    return np.asarray(strengths, dtype=float)[:, None] * np.clip((YEARS - 2024) / 26, 0, 1)
