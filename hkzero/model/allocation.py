"""A total shared out by a proxy, and how far the proxy misses where the truth is metered.

The same method as queries/marts/district_allocation.sql, for a proxy that the reader picks; the tests hold the two
against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hkzero.measure import Answer

PERCENT = 100.0


def allocate(total: float, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the total shared out in proportion to the weights, in the total's unit; the parts add up to it.

    ValueError when a weight is negative or missing, or when all are zero: nothing can be shared out by such a proxy.
    """
    if not weights or any(not weight >= 0 for weight in weights.values()) or sum(weights.values()) <= 0:
        raise ValueError(f"weights must be known, none negative and not all zero: {dict(weights)}")
    whole = sum(weights.values())
    return {code: total * weight / whole for code, weight in weights.items()}


def prediction_errors(total: float, weights: Mapping[str, float], metered: Mapping[str, float]) -> dict[str, float]:
    """Return predicted ÷ metered − 1 in % for each metered place, predicted as if only the total were known."""
    predicted = allocate(total, weights)
    return {code: PERCENT * (predicted[code] / truth - 1) for code, truth in metered.items()}


def by_proxy(proxies: Answer, sold: Answer, user_type: str, proxy: str, period: str) -> pd.DataFrame:
    """Return CLP Power's sales of a type of user in a year by district, allocated by a proxy, in GWh.

    `proxies` holds the weights of all districts, `sold` the company's sales; columns district and value.
    """
    rows = proxies.frame
    rows = rows[(rows["user_type"] == user_type) & (rows["proxy"] == proxy) & (rows["period"] == period)
                & rows["is_allocated"]]
    total = sold.frame[(sold.frame["user_type"] == user_type) & (sold.frame["period"] == period)]["value"].iloc[0]
    parts = allocate(total, dict(zip(rows["district"], rows["value"], strict=True)))
    return pd.DataFrame({"district": list(parts), "value": list(parts.values())})
