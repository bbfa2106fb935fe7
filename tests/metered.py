"""What HK Electric published by district, read from the CSV file itself: the truth that the SQL is held against."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

PUBLISHED = Path(__file__).resolve().parent.parent / "data" / "facts" / "buildings" / "district_electricity.csv"


@cache
def half_years() -> pd.DataFrame:
    """Return district, user_type, period and value [GWh], a row a half-year as printed."""
    frame = pd.read_csv(PUBLISHED, dtype={"period": str, "vintage": str})
    assert set(frame["vintage"]) == {"2026"} and set(frame["unit"]) == {"GWh"}
    return frame[["district", "user_type", "period", "value", "source_id"]]


def sold(district: str, user_type: str, period: str) -> float:
    """Return the GWh sold in a district in a half-year, or in a year as the sum of its halves."""
    rows = half_years()
    rows = rows[(rows["district"] == district) & (rows["user_type"] == user_type)
                & rows["period"].str.startswith(period)]
    assert len(rows) == (1 if "H" in period else 2), f"{len(rows)} rows of {district}, {user_type}, {period}"
    return float(rows["value"].sum())
