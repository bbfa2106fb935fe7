"""The price of a tonne of carbon: what markets paid, in HK$, and paths that a project may be put to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hkzero.measure import Answer, Kind, weakest
from hkzero.model.currency import DOLLAR, NoRate, Rate, Rates, currency_of, rates

if TYPE_CHECKING:
    import pandas as pd

PATH_QUESTIONS = ("assumptions", "carbon_prices", "carbon_prices_monthly", "exchange_rates")
SCENARIO_PATHS = ("none", "low", "central", "high")
# Schemes with a price to hold; `singapore` has a tax that rises by law.
MARKET_PATHS = ("china_national", "guangdong", "shenzhen", "eu", "uk", "korea")
PRICE_YEAR = 2024
GOAL_YEAR = 2030
ASSUMPTION = "ec_carbon_price"
PLANNED = ("statutory_rate", "target")
# Means of a year, best first: as published, then turnover over volume.
YEARLY_MEANS = ("annual_average_secondary", "annual_average", "annual_average_volume_weighted")
# A mean of a year gives way to one of a month when it is older than this many years.
STALE_YEARS = 2
# Which market a kind of price belongs to; everything else is trading.
MARKET_OF_TYPE = {"statutory_rate": "tax", "target": "tax", "earlier_plan": "tax", "reference": "reference",
                  "index": "index"}
CREDIT_SCHEMES = ("ccer",)
PRICE_QUESTIONS = ("carbon_prices", "carbon_prices_daily", "carbon_prices_monthly", "exchange_rates")
DIGITS = 9
COLUMNS = ("scheme", "market", "price_type", "period", "low", "value", "high", "unit", "currency", "hkd_low", "hkd",
           "hkd_high", "rate", "rate_period", "is_rate_held", "days", "kind", "hkd_kind", "source_id",
           "rate_source_id", "note")


class NoPath(LookupError):
    """A path that does not exist: `path_id` as asked for, `known` the paths that do."""

    def __init__(self, path_id: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no carbon price path {path_id!r}; known: {', '.join(known)}")
        self.path_id, self.known = path_id, known


@dataclass(frozen=True, slots=True)
class PricePath:
    """A price of carbon by year, in HK$ a tonne at constant prices of 2024. What it says of years ahead is a scenario.

    `path_id` is `none`, `low`, `central`, `high`, `singapore`, or the code of a market of
    data/facts/finance/carbon_prices.csv. Before the first year its price holds, and after the last year too; between
    two years of the list it follows a straight line. `basis` says what the price rests on: `zero`, `held` (an
    assumption held), `to_singapore`, `to_reference`, `year_mean`, `month_mean` or `statutory`; `base_period` is the
    period of the price it starts from. No price is deflated: a price of another year stands as it was paid.
    """

    path_id: str
    years: tuple[int, ...]
    hkd_per_tonne: tuple[float, ...]
    sources: tuple[str, ...] = ()
    kind: Kind = Kind.SCENARIO
    basis: str = ""
    base_period: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """One published price. `low`, `value`, `high` are in `unit`; None is not published.

    `rate` turns them into HK$; None where no rate of the period is published, and then the price has no HK$ value.
    `kind` is that of the price as published; `hkd_kind` that of its value in HK$, at best derived.
    `market` is `secondary` (trading), `primary` (auction), `tax`, `credit`, `reference` or `index`.
    """

    scheme: str
    market: str
    price_type: str
    period: str
    low: float | None
    value: float | None
    high: float | None
    unit: str
    kind: Kind
    sources: tuple[str, ...]
    rate: Rate | None
    note: str = ""
    days: int | None = None

    def hkd(self, end: str = "value") -> float | None:
        """Return `low`, `value` or `high` in HK$ a tonne; None where there is no such figure or no rate."""
        amount = getattr(self, end)
        return None if amount is None or self.rate is None else amount * self.rate.hkd_per_unit

    @property
    def hkd_kind(self) -> Kind:
        """How firm the value in HK$ is; a plan at a rate held stays a plan."""
        return weakest((self.kind, Kind.DERIVED, *(() if self.rate is None else (self.rate.kind,))))

    @property
    def currency(self) -> str:
        """ISO code of the currency in which it was published."""
        return currency_of(self.unit)

    @property
    def year(self) -> int:
        """The year in which its period begins."""
        return int(self.period[:4])


def published(carbon_prices: Answer, known: Rates) -> tuple[Price, ...]:
    """Return every published price (answer `carbon_prices`). Plans for later years use the newest rate."""
    found = []
    for row in carbon_prices.frame.to_dict("records"):
        credit = "credit" if row["scheme"] in CREDIT_SCHEMES else "secondary"
        found.append(_price(row, MARKET_OF_TYPE.get(row["price_type"], credit), row["price_type"], known))
    return tuple(found)


def traded(answer: Answer, known: Rates, price_type: str) -> tuple[Price, ...]:
    """Return the prices of `carbon_prices_daily` or `carbon_prices_monthly`, auctions and trading apart."""
    return tuple(_price(row, row["market"], price_type, known) for row in answer.frame.to_dict("records"))


def every_price(answers: Mapping[str, Answer]) -> tuple[Price, ...]:
    """Return published prices, daily prices and means of months, from the answers named in PRICE_QUESTIONS.

    In the order of scheme, then period; the kind of price of the last two is `day` and `month_mean`.
    """
    known = rates(answers["exchange_rates"])
    found = (*published(answers["carbon_prices"], known), *traded(answers["carbon_prices_daily"], known, "day"),
             *traded(answers["carbon_prices_monthly"], known, "month_mean"))
    return tuple(sorted(found, key=lambda price: (price.scheme, price.period, price.price_type, price.market,
                                                  price.unit)))


def _price(row: Mapping, market: str, price_type: str, known: Rates) -> Price:
    kind = Kind(row["kind"])
    try:
        rate = known.at(currency_of(row["unit"]), row["period"], may_hold=kind is Kind.SCENARIO)
    except NoRate:
        rate = None
    days = row.get("days")
    return Price(row["scheme"], market, price_type, row["period"], *(_amount(row.get(end))
                                                                     for end in ("low", "value", "high")),
                 row["unit"], kind, tuple(str(row["source_id"]).split(";")), rate,
                 row["note"] if isinstance(row.get("note"), str) else "", None if days is None else int(days))


def _amount(cell: float | None) -> float | None:
    return None if cell is None or cell != cell else float(cell)


# --- paths ---


def paths(answers: Mapping[str, Answer]) -> dict[str, PricePath]:
    """Return every path by its id, from the answers named in PATH_QUESTIONS.

    - `none`: no price. `low`: the low end of the assumption `ec_carbon_price`, held.
    - `central`: from the central value of the assumption to the middle of Singapore's announced range for 2030.
    - `high`: from the high end of the assumption to the lower end of the range in line with 1.5 °C (World Bank, as
      quoted), in 2030. The year is a judgement: the source gives the range without one.
    - `singapore`: the statutory rates, and the middle of the range announced for 2030.
    - a market: its last published mean of a year, held; where there is none, or the last is more than two years older
      than the newest mean of a month, that mean of a month (the two years are a judgement).

    LookupError when a figure that a path rests on is not there.
    """
    known = rates(answers["exchange_rates"])
    prices = published(answers["carbon_prices"], known)
    months = traded(answers["carbon_prices_monthly"], known, "month_mean")
    row = answers["assumptions"].frame.set_index("assumption_id").loc[ASSUMPTION]
    source = tuple(str(row["source_id"]).split(";"))
    start = {end: float(row[end]) for end in ("low", "central", "high")}
    target = _only(prices, "singapore", "target")
    reference = _only(prices, "world_bank_reference", "reference")
    base = str(PRICE_YEAR)
    ramp = (PRICE_YEAR, GOAL_YEAR)
    found = [
        PricePath("none", (PRICE_YEAR,), (0.0,), basis="zero", base_period=base),
        PricePath("low", (PRICE_YEAR,), (start["low"],), source, basis="held", base_period=base),
        PricePath("central", ramp, (start["central"], _middle(target)), _sources(source, target),
                  basis="to_singapore", base_period=base),
        PricePath("high", ramp, (start["high"], reference.hkd("low")), _sources(source, reference),
                  basis="to_reference", base_period=base),
        _singapore(prices, target),
        *(_market(scheme, prices, months) for scheme in MARKET_PATHS),
    ]
    return {path.path_id: path for path in found}


def price_at(path: PricePath, year: int) -> float:
    """Return the price of a year in HK$ a tonne at constant prices of 2024."""
    return float(np.interp(year, path.years, path.hkd_per_tonne))


def find_path(known: Mapping[str, PricePath], path_id: str) -> PricePath:
    """Return the path of this id; NoPath with those that exist otherwise."""
    if path_id not in known:
        raise NoPath(path_id, tuple(known))
    return known[path_id]


def _singapore(prices: tuple[Price, ...], target: Price) -> PricePath:
    """Return the tax by year: a rate holds until the next one comes into force, it does not climb to it."""
    steps = sorted((one for one in prices if (one.scheme, one.price_type) == ("singapore", "statutory_rate")),
                   key=lambda one: one.year)
    by_year = {one.year: one.hkd() for one in steps}
    for year in range(steps[0].year, GOAL_YEAR):
        by_year.setdefault(year, by_year.get(year - 1))
    by_year[GOAL_YEAR] = _middle(target)
    years = tuple(sorted(by_year))
    return PricePath("singapore", years, tuple(float(by_year[year]) for year in years), _sources((), *steps, target),
                     basis="statutory", base_period=f"{steps[0].period}/{target.period}")


def _market(scheme: str, prices: tuple[Price, ...], months: tuple[Price, ...]) -> PricePath:
    """Return a market's last mean of a year, held from then on; of a month where that of a year is missing or old."""
    yearly = [one for one in prices if one.scheme == scheme and one.price_type in YEARLY_MEANS
              and one.hkd() is not None and one.currency != DOLLAR]
    monthly = [one for one in months if (one.scheme, one.market) == (scheme, "secondary") and one.hkd() is not None]
    if not yearly and not monthly:
        raise LookupError(f"no mean of a year or a month of the carbon price of {scheme}")
    # The newest year; within it the mean that was published before the one worked out from turnover.
    by_year = max(yearly, key=lambda one: (one.year, -YEARLY_MEANS.index(one.price_type)), default=None)
    by_month = max(monthly, key=lambda one: one.period, default=None)
    is_old = by_year is None or (by_month is not None and by_month.year - by_year.year > STALE_YEARS)
    last = by_month if is_old else by_year
    return PricePath(scheme, (last.year,), (last.hkd(),), _sources((), last),
                     basis="month_mean" if is_old else "year_mean", base_period=last.period)


def _only(prices: tuple[Price, ...], scheme: str, price_type: str) -> Price:
    """Return the newest price of a scheme of this type; LookupError when there is none."""
    found = [one for one in prices if (one.scheme, one.price_type) == (scheme, price_type)]
    if not found:
        raise LookupError(f"no carbon price of {scheme} of the type {price_type}")
    return max(found, key=lambda one: one.period)


def _middle(price: Price) -> float:
    return (price.hkd("low") + price.hkd("high")) / 2


def _sources(first: tuple[str, ...], *prices: Price) -> tuple[str, ...]:
    return tuple(sorted({*first, *(source for price in prices for source in price.sources),
                         *(source for price in prices if price.rate for source in price.rate.sources)}))


# --- tables ---


def table(prices: Iterable[Price]) -> pd.DataFrame:
    """Return a row a price: as published, in HK$ a tonne, and the rate between them (HK$ for one unit)."""
    import pandas

    return pandas.DataFrame([_row(price) for price in prices], columns=COLUMNS)


def _row(price: Price) -> dict[str, object]:
    rate = price.rate
    # Conversion leaves the dust of binary fractions.
    in_hkd = {end: None if (amount := price.hkd(end)) is None else round(amount, DIGITS)
              for end in ("low", "value", "high")}
    of_rate = {"rate": None, "rate_period": None, "is_rate_held": None, "rate_source_id": None} if rate is None else {
        "rate": round(rate.hkd_per_unit, DIGITS), "rate_period": rate.period, "is_rate_held": rate.is_held,
        "rate_source_id": ";".join(rate.sources)}
    return {
        "scheme": price.scheme, "market": price.market, "price_type": price.price_type, "period": price.period,
        "low": price.low, "value": price.value, "high": price.high, "unit": price.unit, "currency": price.currency,
        "hkd_low": in_hkd["low"], "hkd": in_hkd["value"], "hkd_high": in_hkd["high"], **of_rate, "days": price.days,
        "kind": str(price.kind), "hkd_kind": str(price.hkd_kind), "source_id": ";".join(price.sources),
        "note": price.note,
    }


def from_period(prices: Iterable[Price], since: str) -> tuple[Price, ...]:
    """Return the prices whose period does not end before `since` (a year, month or day)."""
    def reaches(price: Price) -> bool:
        end = price.period.split("/")[-1]
        length = min(len(end), len(since))
        return end[:length] >= since[:length]

    return tuple(price for price in prices if reaches(price))
