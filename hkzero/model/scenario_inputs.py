"""What one run of the scenario engine is given: lever values and assumptions by name, with the draws as first axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The years of a run, and its levers and assumptions by id.

    `schedule` is (draws or 1, levers, years) in each lever's unit, `frozen` (levers,) today's level, `values`
    (draws or 1, assumptions). Whatever is asked for broadcasts against (draws, years).
    """

    years: Array
    base_year: int
    lever_index: Mapping[str, int]
    frozen: Array
    schedule: Array
    assumption_index: Mapping[str, int]
    values: Array

    @property
    def since(self) -> Array:
        """Years since the base year, (years,)."""
        return self.years - self.base_year

    def level(self, lever_id: str) -> Array:
        """Return a lever's value in its own unit, (draws or 1, years). KeyError for an unknown lever."""
        return self.schedule[:, self.lever_index[lever_id]]

    def start(self, lever_id: str) -> float:
        """Return today's level of a lever in its own unit."""
        return float(self.frozen[self.lever_index[lever_id]])

    def effect(self, lever_id: str) -> Array:
        """Return how far a lever is from today's level, in its own unit, (draws or 1, years)."""
        return self.level(lever_id) - self.start(lever_id)

    def moved(self, lever_id: str) -> Array:
        """Return the change of a lever in per cent as a fraction, (draws or 1, years)."""
        return self.effect(lever_id) / 100

    def converted(self, lever_id: str) -> Array:
        """Return the part (0 to 1) of what was not converted today that is: (share − today) ÷ (100 − today)."""
        start = self.start(lever_id)
        return np.clip(self.effect(lever_id) / max(100 - start, 1e-9), 0, 1)

    def assumed(self, assumption_id: str) -> Array:
        """Return an assumption in its own unit, (draws or 1, 1). KeyError for an unknown one."""
        return self.values[:, self.assumption_index[assumption_id], None]

    def fraction(self, assumption_id: str) -> Array:
        """Return an assumption given in per cent as a fraction, (draws or 1, 1)."""
        return self.assumed(assumption_id) / 100
