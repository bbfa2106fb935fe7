"""How far the activity-based account is from the official inventory, and published figures from one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hkzero.measure import Answer, Measured

PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the account of a sector is from the official one, in %: mean size, mean with sign, and the largest."""

    absolute: Measured
    signed: Measured
    worst_year: int
    worst: Measured


def gaps(comparison: Answer, sectors: Sequence[str]) -> dict[str, Gap]:
    """Return the gap of each sector; KeyError when one has no year in common."""
    return {sector: Gap(mean_absolute_gap(comparison, sector), mean_signed_gap(comparison, sector),
                        *largest_gap(comparison, sector)) for sector in sectors}


def mean_absolute_gap(comparison: Answer, sector: str) -> Measured:
    """Return the mean over the years of |account ÷ official − 1|, in %; `comparison` answers `reconciliation`.

    Years above and years below do not cancel out. KeyError when the sector has no year in common.
    """
    return _mean(comparison, sector, lambda ratio: abs(ratio - 1))


def mean_signed_gap(comparison: Answer, sector: str) -> Measured:
    """Return the mean over the years of account ÷ official − 1, in %: above zero, the account lies too high.

    KeyError when the sector has no year in common.
    """
    return _mean(comparison, sector, lambda ratio: ratio - 1)


def largest_gap(comparison: Answer, sector: str) -> tuple[int, Measured]:
    """Return the year of the largest |account ÷ official − 1| and its signed size in %; KeyError without any year."""
    part = _rows(comparison, sector)
    worst = part.loc[[(part["ratio"] - 1).abs().idxmax()]]
    ratio = float(worst["ratio"].iloc[0])
    return int(worst["period"].iloc[0]), _measured(comparison, worst, PERCENT * (ratio - 1))


def _mean(comparison: Answer, sector: str, size) -> Measured:
    part = _rows(comparison, sector)
    return _measured(comparison, part, PERCENT * float(part["ratio"].map(size).mean()))


def _rows(comparison: Answer, sector: str):
    part = comparison.frame[comparison.frame["sector"] == sector]
    if not len(part):
        raise KeyError(f"no year of {sector!r} in both the account and the inventory")
    return part


def _measured(comparison: Answer, part, value: float) -> Measured:
    base = comparison.measured(part)
    return Measured((value,), "%", base.sources, base.kind, base.series, base.vintages, questions=base.questions)
