"""Figures of the 18 districts put beside each other: one period of an answer, two indicators, one wide table."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hkzero.measure import Answer, weakest
from hkzero.model.parts import narrowed

FEWEST_TO_CORRELATE = 5


def periods(answer: Answer) -> list[str]:
    """Return the periods of an answer in order of time: a year stands before its half-years."""
    return sorted(answer.frame["period"].unique())


def newest_whole(answer: Answer) -> str:
    """Return the period to show first: the newest year with as many districts as any; else the newest of all."""
    counted = answer.frame.dropna(subset=["value"]).groupby("period")["district"].nunique()
    years = counted[[bool(re.fullmatch(r"\d{4}", period)) for period in counted.index]]
    full = (years if len(years) else counted).pipe(lambda found: found[found == found.max()])
    return str(full.index.max())


def in_period(answer: Answer, period: str) -> Answer:
    """Return the part of an answer that one period holds, with its own unit, kind and sources."""
    return narrowed(answer, answer.frame[answer.frame["period"] == period])


@dataclass(frozen=True, slots=True)
class Pair:
    """Two indicators of the districts that have both: a row a district with x, y and the weaker kind.

    `rank_correlation` is Spearman's, None where fewer than five districts have both or one of them never changes.
    """

    rows: pd.DataFrame
    rank_correlation: float | None


def paired(across: Answer, up: Answer) -> Pair:
    """Return two answers of one row a district side by side."""
    both = across.frame[["district", "value", "kind"]].merge(
        up.frame[["district", "value", "kind"]], on="district", suffixes=("_x", "_y")).dropna()
    kinds = [weakest(pair).value for pair in zip(both["kind_x"], both["kind_y"], strict=True)]
    rows = pd.DataFrame({"district": both["district"], "x": both["value_x"], "y": both["value_y"], "kind": kinds})
    return Pair(rows, _spearman(rows["x"], rows["y"]))


def _spearman(across: pd.Series, up: pd.Series) -> float | None:
    """Return Spearman's rank correlation: Pearson's of the ranks, ties at their mean (Spearman, 1904)."""
    if len(across) < FEWEST_TO_CORRELATE or across.nunique() < 2 or up.nunique() < 2:
        return None
    found = float(np.corrcoef(across.rank(), up.rank())[0, 1])
    return None if math.isnan(found) else found


def side_by_side(shown: Answer, profile: Answer) -> pd.DataFrame:
    """Return a row a district: the figures shown, and beside them each indicator of the profile in its newest year.

    What is not published stays empty.
    """
    own = ["district", *(name for name in ("grade", "low", "value", "high") if name in shown.frame)]
    newest = profile.frame.sort_values("period").groupby(["indicator", "district"], sort=False).last()["value"]
    wide = newest.unstack("indicator")
    return shown.frame[own].merge(wide, left_on="district", right_index=True, how="outer").reset_index(drop=True)
