"""The price of a tonne of carbon: what markets paid, in HK$, and paths that a project may be put to."""

from __future__ import annotations

from dataclasses import dataclass

from hkzero.measure import Kind


@dataclass(frozen=True, slots=True)
class PricePath:
    """A price of carbon by year, in HK$ a tonne at constant prices of 2024. What it says of years ahead is a scenario.

    `path_id` is `none`, `low`, `central`, `high`, or the code of a market of data/facts/finance/carbon_prices.csv.
    Before the first year its price holds, and after the last year too.
    """

    path_id: str
    years: tuple[int, ...]
    hkd_per_tonne: tuple[float, ...]
    sources: tuple[str, ...] = ()
    kind: Kind = Kind.SCENARIO
