"""What an amount in another currency is in HK$, at the published rate of the same period. A rate is never guessed.

Rates are quoted against the US dollar (Federal Reserve, releases G.5 and G.5A), so every other currency goes
through it: HK$ for one unit = US$ for one unit × HK$ for one US$. The second is published by year only; the peg keeps
it between 7.75 and 7.85.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hkzero.measure import Answer, Kind, weakest

HOME = "HKD"
DOLLAR = "USD"
CODES = {"US$": DOLLAR, "HK$": HOME, "RMB": "CNY"}
PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-\d{2})?|-[QH]\d)?")


class NoRate(LookupError):
    """No published rate for this: `currency` (ISO code), `period` as asked for, `known` the periods that have one."""

    def __init__(self, currency: str, period: str, known: Sequence[str]) -> None:
        self.currency, self.period, self.known = currency, period, tuple(known)
        there = ", ".join(self.known) or "none"
        super().__init__(f"no exchange rate of {currency} to {HOME} for {period}; there is one for: {there}")


@dataclass(frozen=True, slots=True)
class Rate:
    """HK$ for one unit of a currency.

    `period` is what the rate is a mean of, a year or a month; `home_year` the year of the HK$ rate it goes through;
    `is_held` where it is the newest one, taken for a later period.
    """

    currency: str
    hkd_per_unit: float
    period: str
    home_year: str
    sources: tuple[str, ...]
    kind: Kind
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Units of a currency for one US$, as published or as the inverse of what was published."""

    per_usd: float
    sources: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rates:
    """Every published rate: quotes by currency and period (`2024` or `2024-12`)."""

    quotes: Mapping[tuple[str, str], Quote]

    def known(self, currency: str) -> tuple[str, ...]:
        """Return the periods for which a currency can be turned into HK$, in order."""
        homes = {period for code, period in self.quotes if code == HOME}
        return tuple(sorted(period for code, period in self.quotes if code == currency and period[:4] in homes))

    def at(self, currency: str, period: str, *, may_hold: bool = False) -> Rate:
        """Return the rate of a month where that is published, else of its year.

        `period` is a year, quarter, half-year, month, day or a span within one year. `may_hold` allows the newest
        yearly rate for a year after it, as a plan needs. NoRate for everything else, a span over several years too.
        """
        if currency == HOME:
            return Rate(HOME, 1.0, period, period, (), Kind.OBSERVED)
        year, months = _parts(currency, period, self.known(currency))
        known = self.known(currency)
        if len(months) == 1 and f"{year}-{months[0]}" in known:
            return self._rate(currency, f"{year}-{months[0]}")
        if year in known:
            return self._rate(currency, year)
        newest = max((one for one in known if len(one) == 4), default=None)
        if may_hold and newest is not None and year > newest:
            return self._rate(currency, newest, is_held=True)
        raise NoRate(currency, period, known)

    def _rate(self, currency: str, period: str, *, is_held: bool = False) -> Rate:
        year = period[:4]
        home = self.quotes[HOME, year]
        if currency == DOLLAR:
            return Rate(DOLLAR, home.per_usd, year, year, home.sources, home.kind, is_held)
        quote = self.quotes[currency, period]
        return Rate(currency, home.per_usd / quote.per_usd, period, year,
                    tuple(sorted({*quote.sources, *home.sources})), weakest((quote.kind, home.kind, Kind.DERIVED)),
                    is_held)


def _parts(currency: str, period: str, known: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the year of a period and the months it names at its ends. NoRate where it is not within one year."""
    ends = [PERIOD.fullmatch(end) for end in period.split("/")]
    years = {end[1] for end in ends if end}
    if not all(ends) or len(years) != 1:
        raise NoRate(currency, period, known)
    months = {end[2] or "" for end in ends}
    return years.pop(), tuple(sorted(months)) if "" not in months else ()


def rates(exchange_rates: Answer) -> Rates:
    """Return the rates of the answer `exchange_rates`; bounds of the peg are no rates and are left out.

    Where a pair is published both ways for a period, units for one US$ are used: the HK$ is quoted like that.
    """
    frame = exchange_rates.frame
    quotes: dict[tuple[str, str], Quote] = {}
    for row in frame[frame["averaging"].isin(("year", "month"))].to_dict("records"):
        first, second = (code.upper() for code in row["pair"].split("_per_"))
        is_like_home = second == DOLLAR
        key = (first if is_like_home else second, row["period"])
        value = row["value"] if is_like_home else 1 / row["value"]
        if is_like_home or key not in quotes:
            quotes[key] = Quote(value, (row["source_id"],), Kind(row["kind"]))
    # One US$ is one US$, in every year in which its price in HK$ is known.
    for code, period in [key for key in quotes if key[0] == HOME]:
        quotes[DOLLAR, period] = Quote(1.0, quotes[code, period].sources, Kind.OBSERVED)
    return Rates(quotes)


def currency_of(unit: str) -> str:
    """Return the ISO code of the currency with which a unit begins: `US$/t CO2` → USD, `CNY million` → CNY."""
    first = re.split(r"[/ ]", unit)[0]
    return CODES.get(first, first)
