"""The portfolio of a virtual power plant: what buildings, cars and households could give at the peak, by district.

Potential of a resource in a district = power for each unit of its stock × the district's stock; what can be called on
= potential × the share that takes part. The low value takes every low assumption together and the high every high one,
so the range is wider than likely. The stock is taken at its central value in all three, so that the districts add up to
the city: the uncertainty of the allocation to districts is not in the range.

Most of it is judgement (data/flexible_resources.csv). Potentials are not the sum of tested resources. Nothing says that
all of them are free at the same hour: `at_hours` takes each at the hours asked for, by the shape of the use it follows,
`available_mw` for as long as asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hkzero.grid.case import Array
from hkzero.grid.hourly_shapes import DAY_TYPES, ShapeRange, shapes
from hkzero.measure import Answer, UnitError

QUESTIONS = ("flexible_resources", "flexible_stock", "demand_response_published")
STOCK_UNITS = {"kW/GWh": "GWh", "kW/household": "households", "kW/vehicle": "vehicles"}
LANGUAGES = ("en", "zh_hant", "zh_hans")
KW_PER_MW = 1e3
PUBLISHED = ("clp_smart_meters", "avoided_generation_capacity")
PUBLISHED_SUPPLIER = "clp"


class NoSuchStock(ValueError):
    """A resource scales with a stock that no district has."""


@dataclass(frozen=True, slots=True)
class Range:
    """Low, central and high; ValueError where they are not finite, not in order or negative."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.central <= self.high < math.inf:
            raise ValueError(f"low, central and high must rise from 0: {self.low}, {self.central}, {self.high}")

    def times(self, other: Range) -> Range:
        """Return low × low, central × central, high × high."""
        return Range(self.low * other.low, self.central * other.central, self.high * other.high)

    def scaled(self, factor: float) -> Range:
        """Return all three times a factor of at least 0."""
        return Range(self.low * factor, self.central * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of flexible load or store.

    `kw_per_stock` in `unit`, if all took part; `hours` it lasts; `rebound` energy used later per unit cut;
    `participation` share of the stock, 0 to 1; `basis` ("source" or "judgement") is that of the central power;
    `follows` the use, user and part, whose hours of the day it follows, None where it is there at any hour.
    """

    resource_id: str
    titles: Mapping[str, str]
    stock: str
    unit: str
    kw_per_stock: Range
    hours: Range
    rebound: Range
    participation: Range
    basis: str
    source_id: str | None
    note: str
    follows: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.unit not in STOCK_UNITS:
            raise UnitError(f"{self.resource_id}: {self.unit} is none of {', '.join(STOCK_UNITS)}")
        if self.participation.high > 1:
            raise ValueError(f"{self.resource_id}: more than all cannot take part: {self.participation.high}")


@dataclass(frozen=True, slots=True)
class Share:
    """A resource in a district: `potential_mw` if all took part, `mw` of those that do, `hours` at that power."""

    resource_id: str
    district: str
    supplier: str
    potential_mw: Range
    mw: Range
    hours: Range
    rebound: Range


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A published estimate of CLP Power's area beside the portfolio's power there, MW."""

    published_mw: float
    source_id: str
    portfolio_mw: Range

    @property
    def within(self) -> bool:
        """Whether the published estimate lies in the portfolio's range."""
        return self.portfolio_mw.low <= self.published_mw <= self.portfolio_mw.high


def resources(answer: Answer) -> tuple[Resource, ...]:
    """Return the resources from the answer to flexible_resources. UnitError for a unit that is not known."""
    return tuple(_resource(row) for row in answer.frame.to_dict("records"))


def _resource(row: Mapping) -> Resource:
    def three(name: str) -> Range:
        return Range(*(float(row[f"{name}_{end}"]) for end in ("low", "central", "high")))

    source, follows = row["source_id"], row.get("follows")
    user, _, part = follows.partition(".") if isinstance(follows, str) else ("", "", "")
    return Resource(
        row["resource_id"], {language: row[f"title_{language}"] for language in LANGUAGES}, row["stock"], row["unit"],
        Range(float(row["low"]), float(row["value"]), float(row["high"])), three("hours"), three("rebound"),
        three("participation"), row["basis"], source if isinstance(source, str) and source else None, row["note"],
        (user, part) if user else None)


def portfolio(resources: Iterable[Resource], stock_answer: Answer) -> tuple[Share, ...]:
    """Return one row for each resource and district, from the answer to flexible_stock.

    UnitError where a stock is not in the unit of the resource, NoSuchStock where no district has the stock.
    """
    frame, found = stock_answer.frame, []
    for resource in resources:
        rows = frame[frame["stock"] == resource.stock]
        if rows.empty:
            raise NoSuchStock(f"{resource.resource_id}: no district has {resource.stock}")
        units = sorted(set(rows["unit"]))
        if units != [STOCK_UNITS[resource.unit]]:
            raise UnitError(f"{resource.resource_id}: {resource.unit} of {resource.stock} in {', '.join(units)}")
        for district, supplier, value in zip(rows["district"], rows["supplier"], rows["value"], strict=True):
            potential = resource.kw_per_stock.scaled(float(value) / KW_PER_MW)
            found.append(Share(resource.resource_id, district, supplier, potential,
                               potential.times(resource.participation), resource.hours, resource.rebound))
    return tuple(found)


def total_mw(shares: Iterable[Share]) -> Range:
    """Return the power of the shares together, MW: of a city, a district or a resource, as chosen beforehand."""
    return _sum(shares, lambda share: share.mw)


def city(shares: Iterable[Share]) -> dict[str, Range]:
    """Return MW of the whole city by resource; they add up to `total_mw`."""
    return _by(shares, lambda share: share.resource_id)


def by_district(shares: Iterable[Share]) -> dict[str, Range]:
    """Return MW of all resources by district; they add up to `total_mw`."""
    return _by(shares, lambda share: share.district)


def potential_mw(shares: Iterable[Share], resource_id: str) -> float:
    """Return the central power of a resource if all of it took part, MW."""
    return math.fsum(share.potential_mw.central for share in shares if share.resource_id == resource_id)


def available_mw(shares: Iterable[Share], hours_needed: float) -> Range:
    """Return the power that can be held for `hours_needed`, MW.

    A resource that lasts less long gives the same energy at reduced power, by turns. ValueError for hours that are not
    above 0.
    """
    if not 0 < hours_needed < math.inf:
        raise ValueError(f"hours needed must be above 0: {hours_needed}")

    def held(share: Share) -> Range:
        hours = np.array([share.hours.low, share.hours.central, share.hours.high])
        return share.mw.times(Range(*(float(part) for part in np.minimum(1.0, hours / hours_needed))))

    return _sum(shares, held)


def hour_shares(resources: Iterable[Resource], shapes_answer: Answer) -> dict[str, tuple[Array, Array, Array]]:
    """Return for each resource how much of its power is there in each hour: low, central and high, (day types, 24).

    1 in the highest hour of the use that it follows (answer to hourly_shapes), and always where it follows none; low
    and high are the lower and the higher of the flat, the central and the uneven curve. LookupError for a use without
    a shape.
    """
    curves = [shapes(shapes_answer, end) for end in ShapeRange]
    found = {}
    for resource in resources:
        if resource.follows is None:
            always = np.ones((len(DAY_TYPES), 24))
            found[resource.resource_id] = (always, always, always)
            continue
        if resource.follows not in curves[0]:
            raise LookupError(f"{resource.resource_id}: no shape of {', '.join(resource.follows)}")
        each = np.stack([curve[resource.follows] / curve[resource.follows].max() for curve in curves])
        central = each[list(ShapeRange).index(ShapeRange.CENTRAL)]
        found[resource.resource_id] = (each.min(0), central, each.max(0))
    return found


def at_hours(shares: Iterable[Share], by_hour: Mapping[str, tuple[Array, Array, Array]], day_type: str,
             from_hour: int, to_hour: int) -> tuple[Share, ...]:
    """Return shares with the power that is there in every hour from `from_hour` to before `to_hour` of a kind of day.

    `by_hour` as of `hour_shares`. ValueError for hours that are no window of a day or a kind that is none of DAY_TYPES.
    """
    if not 0 <= from_hour < to_hour <= 24:
        raise ValueError(f"hours {from_hour} to {to_hour} are no window of a day")
    if day_type not in DAY_TYPES:
        raise ValueError(f"{day_type} is none of {', '.join(DAY_TYPES)}")
    window = slice(from_hour, to_hour)
    least = {name: Range(*(float(end[DAY_TYPES.index(day_type), window].min()) for end in ends))
             for name, ends in by_hour.items()}
    return tuple(replace(share, potential_mw=share.potential_mw.times(least[share.resource_id]),
                         mw=share.mw.times(least[share.resource_id])) for share in shares)


def cross_check(shares: Iterable[Share], published: Answer) -> CrossCheck:
    """Return the published estimate beside the portfolio in CLP Power's area (answer to demand_response_published).

    The estimate (2019) is of generating capacity that smart meters may save, from pilots: much the same customers, not
    the same resources. LookupError where it is not in the answer.
    """
    frame = published.frame
    row = frame[(frame["programme"] == PUBLISHED[0]) & (frame["measure"] == PUBLISHED[1])]
    if len(row) != 1:
        raise LookupError(f"one estimate of {' '.join(PUBLISHED)} expected, found {len(row)}")
    if row["unit"].iloc[0] != "MW":
        raise UnitError(f"the published estimate is in {row['unit'].iloc[0]}, not in MW")
    there = [share for share in shares if share.supplier == PUBLISHED_SUPPLIER]
    return CrossCheck(float(row["value"].iloc[0]), row["source_id"].iloc[0], total_mw(there))


def _by(shares: Iterable[Share], key: Callable[[Share], str]) -> dict[str, Range]:
    shares = tuple(shares)
    names = dict.fromkeys(key(share) for share in shares)
    return {name: total_mw(share for share in shares if key(share) == name) for name in names}


def _sum(shares: Iterable[Share], of: Callable[[Share], Range]) -> Range:
    ranges = [of(share) for share in shares]
    return Range(*(math.fsum(getattr(one, end) for one in ranges) for end in ("low", "central", "high")))
