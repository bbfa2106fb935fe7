"""A price on carbon for Hong Kong: what it raises, who pays it first, what it does to a bill, and where the money goes.

Static incidence: quantities stay as they are and the charge follows the emissions. Electricity's charge goes to its
users by what they use. Nothing is said of how prices of goods, wages or trade would change. With `response` demand
falls at a constant price elasticity: q1 / q0 = (p1 / p0)^elasticity (registry data/elasticities.csv).

Money is HK$ million at constant prices of 2024, emissions are kt CO2e, shares lie from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hkzero.measure import Answer
from hkzero.model.projects import BadInput

Array = NDArray[np.float64]

SECTORS = ("electricity", "transport", "other_fuel", "waste", "industrial_processes")
USERS = ("residential", "commercial", "industrial", "transport")
SUPPLIERS = "suppliers"
PAYERS = (*USERS, "other_fuel", "waste", "industrial_processes", SUPPLIERS)
SUPPLY = ("clp_power", "hk_electric", "hong_kong")
RESPONDS = {"electricity": "electricity", "transport": "road_fuel"}  # sectors with a published elasticity
KILOTONNES_TO_MILLION = 1e-3  # kt × HK$/t → HK$ million
CENTS, MONTHS, MILLION = 100.0, 12, 1e6
MOST_HKD, MOST_KWH = 20_000.0, 100_000.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The charge as it is set. `covered` are sectors, `share` how much of their emissions pays, `passed_on` how much of
    the charge users pay (1 = all; the rest stays with suppliers). `rebate` and `tariff` are shares of the revenue; the
    rest is public investment. BadInput for what makes no sense.
    """

    covered: tuple[str, ...] = SECTORS
    share: float = 1.0
    passed_on: float = 1.0
    rebate: float = 1.0
    tariff: float = 0.0

    def __post_init__(self) -> None:
        for name in ("share", "passed_on", "rebate", "tariff"):
            _within(name, getattr(self, name), 0, 1)
        if self.rebate + self.tariff > 1 + 1e-9:
            raise BadInput("rebate + tariff", self.rebate + self.tariff, "at most 1")
        for sector in self.covered:
            if sector not in SECTORS:
                raise BadInput("covered", sector, f"one of {', '.join(SECTORS)}")


@dataclass(frozen=True, slots=True)
class Ground:
    """What is charged: emissions (kt) by sector and year, users' shares of electricity, demand and intensity.

    The shares sum to 1. `total_kt` are all emissions of the city without removals; `intensity` is kg CO2e a kWh used.
    """

    years: tuple[int, ...]
    emissions_kt: Mapping[str, Array]
    total_kt: Array
    user_shares: Mapping[str, Array]
    demand_gwh: Array
    intensity: Array


@dataclass(frozen=True, slots=True)
class Charge:
    """What the charge raises: HK$ million by sector, and by who pays it, each by year; both add up to `total`."""

    years: tuple[int, ...]
    price_hkd: Array
    taxed_kt: Mapping[str, Array]
    by_sector: Mapping[str, Array]
    by_payer: Mapping[str, Array]
    covered_share: Array

    @property
    def total(self) -> Array:
        """Revenue of each year, HK$ million."""
        return np.sum([*self.by_sector.values()], axis=0)


@dataclass(frozen=True, slots=True)
class Uses:
    """What becomes of a year's revenue, HK$ million. The three add up to it."""

    rebate: float
    tariff: float
    investment: float


@dataclass(frozen=True, slots=True)
class District:
    """A district's part of the charge on electricity, HK$ million and HK$ a resident a year.

    `low`, `high` and `grade` (metered, allocated, indicative) are those of the district's emissions; `relief` is what
    comes back by lower tariffs. `net` is rebate and relief less the charge: above zero where residents gain.
    """

    district: str
    grade: str
    kind: str
    residents: float
    charge_million: float
    per_person: float
    low: float
    high: float
    rebate: float
    relief: float

    @property
    def net(self) -> float:
        """Gain of a resident in a year, HK$."""
        return self.rebate + self.relief - self.per_person


@dataclass(frozen=True, slots=True)
class Bill:
    """The charge on a kWh: in HK cents, as a share of the average net tariff (None where none is published), in a year.

    `relief_cents` is what lower tariffs give back; `household_hkd` is for the household's kWh before that, the net one
    after it.
    """

    supplier: str
    intensity: float
    charge_cents: float
    tariff_cents: float | None
    percent: float | None
    relief_cents: float
    household_hkd: float
    net_household_hkd: float


@dataclass(frozen=True, slots=True)
class Prices:
    """What users pay today: electricity HK cents a kWh, road fuel HK$ for the litres that emit a tonne."""

    electricity_cents: float
    road_fuel_hkd_per_tonne: float


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The response of demand for a carrier: strong, central, weak (all zero or below)."""

    carrier: str
    strong: float
    central: float
    weak: float


def official(inventory: Answer, delivered: Answer, intensity: float) -> Ground:
    """Return the newest year of the official inventory (queries scenario_inventory, scenario_delivered) as one year."""
    frame = inventory.frame
    year = int(frame["period"].max())
    now = frame[frame["period"] == year].set_index("sector")["value"]
    newest = delivered.frame["period"].max()
    used = delivered.frame[delivered.frame["period"] == newest].set_index("destination")["value"]
    users = {user: float(used.get(user, 0.0)) for user in USERS}
    demand = sum(users.values())
    return Ground((year,), {sector: np.array([max(float(now.get(sector, 0.0)), 0.0)]) for sector in SECTORS},
                  np.array([float(now[now > 0].sum())]),
                  {user: np.array([value / demand]) for user, value in users.items()}, np.array([demand]),
                  np.array([intensity]))


def of_scenario(outcome: Any) -> Ground:
    """Return the central run of a scenario (model/engine.Outcome)."""
    series = {name: np.asarray(outcome.series[name][0], dtype=float) for name in
              (*(f"demand_{user}_gwh" for user in USERS), "demand_gwh", "intensity_kg_per_kwh")}
    users = {user: series[f"demand_{user}_gwh"] for user in USERS}
    everybody = np.sum([*users.values()], axis=0)
    emissions = {sector: np.maximum(outcome.sector_kt(sector)[0], 0.0) for sector in SECTORS}
    total = np.sum([*emissions.values()], axis=0) + np.maximum(outcome.sector_kt("agriculture")[0], 0.0)
    return Ground(tuple(int(year) for year in outcome.years), emissions, total,
                  {user: value / everybody for user, value in users.items()}, everybody,
                  series["intensity_kg_per_kwh"])


def until(ground: Ground, last_year: int) -> Ground:
    """Return the years up to `last_year` alone."""
    count = sum(year <= last_year for year in ground.years)
    return Ground(ground.years[:count], {name: value[:count] for name, value in ground.emissions_kt.items()},
                  ground.total_kt[:count], {name: value[:count] for name, value in ground.user_shares.items()},
                  ground.demand_gwh[:count], ground.intensity[:count])


def charge(ground: Ground, price_hkd: Sequence[float] | float, policy: Policy,
           response: Mapping[str, Array] | None = None) -> Charge:
    """Return what a price (HK$ a tonne, one or one a year) raises from the covered share of emissions.

    `response` are factors by sector that emissions are multiplied by; 1 where a sector has none. BadInput for a price
    below zero or beyond belief.
    """
    price = np.broadcast_to(np.asarray(price_hkd, dtype=float), (len(ground.years),))
    for value in price:
        _within("price", float(value), 0, MOST_HKD)
    factor = response or {}
    after = {sector: ground.emissions_kt[sector] * factor.get(sector, 1.0) for sector in SECTORS}
    taxed = {sector: (after[sector] if sector in policy.covered else np.zeros(len(ground.years))) * policy.share
             for sector in SECTORS}
    by_sector = {sector: kt * price * KILOTONNES_TO_MILLION for sector, kt in taxed.items()}
    fallen = np.sum([ground.emissions_kt[sector] - after[sector] for sector in SECTORS], axis=0)
    covered = np.sum([*taxed.values()], axis=0) / np.maximum(ground.total_kt - fallen, 1e-9)
    return Charge(ground.years, price, taxed, by_sector, _payers(by_sector, ground, policy.passed_on), covered)


def _payers(by_sector: Mapping[str, Array], ground: Ground, passed_on: float) -> dict[str, Array]:
    """Share each sector's charge out: users of electricity by what they use, others to whoever burns the fuel."""
    found = {user: by_sector["electricity"] * ground.user_shares[user] * passed_on for user in USERS}
    found["transport"] = found["transport"] + by_sector["transport"] * passed_on
    found |= {sector: by_sector[sector] * passed_on for sector in ("other_fuel", "waste", "industrial_processes")}
    found[SUPPLIERS] = np.sum([*by_sector.values()], axis=0) * (1 - passed_on)
    return found


def uses(revenue_million: float, policy: Policy) -> Uses:
    """Return how a year's revenue is used."""
    rebate, tariff = revenue_million * policy.rebate, revenue_million * policy.tariff
    return Uses(rebate, tariff, revenue_million - rebate - tariff)


def districts(found: Charge, ground: Ground, policy: Policy, place: int, emissions: Answer, electricity: Answer,
              residents: Mapping[str, float], homes_only: bool = True) -> tuple[District, ...]:
    """Return each district's part of the charge on electricity in the year at `place`, the highest a resident first.

    `emissions` and `electricity` have a row a district of one period (queries district_emissions and
    district_electricity), of homes or of all users as `homes_only` says. The charge is shared out by emissions and
    relief by kWh; districts keep the shares of that period in later years. Districts without residents are left out.
    """
    rows = emissions.frame[emissions.frame["district"].isin(list(residents))]
    kwh = electricity.frame.set_index("district")["value"]
    kwh = kwh / kwh[rows["district"]].sum()
    users = ("residential",) if homes_only else USERS
    part = float(np.sum([ground.user_shares[user][place] for user in users]))
    pool = float(found.by_sector["electricity"][place]) * policy.passed_on * part
    spent = uses(float(found.total[place]), policy)
    rebate = spent.rebate * MILLION / sum(residents[code] for code in rows["district"])
    whole = float(rows["value"].sum())
    answer = []
    for row in rows.itertuples():
        people = residents[row.district]
        paid, each = pool * row.value / whole, MILLION / people
        ends = [paid * end / row.value * each if row.value else 0.0 for end in (row.low, row.high)]
        answer.append(District(row.district, row.grade, row.kind, people, paid, paid * each, *ends, rebate,
                               spent.tariff * part * float(kwh[row.district]) * each))
    return tuple(sorted(answer, key=lambda one: -one.per_person))


def bills(found: Charge, ground: Ground, policy: Policy, place: int, supply: Answer,
          household_kwh: float) -> tuple[Bill, ...]:
    """Return what the charge adds to a kWh of each company and of all Hong Kong in the year at `place`.

    `supply` is query charge_electricity. A scenario has one intensity: those of the companies move in proportion to it.
    """
    _within("household_kwh", household_kwh, 0, MOST_KWH)
    known = supply.frame.set_index(["measure", "supplier"])["value"]
    today = float(known["intensity", "hong_kong"])
    paid = float(found.price_hkd[place]) * policy.share * policy.passed_on * ("electricity" in policy.covered)
    relief = uses(float(found.total[place]), policy).tariff * CENTS / float(ground.demand_gwh[place])
    answer = []
    for supplier in SUPPLY:
        intensity = float(known["intensity", supplier]) * float(ground.intensity[place]) / today
        cents = intensity * paid * CENTS / 1e3
        tariff = float(known["tariff", supplier]) if ("tariff", supplier) in known.index else None
        yearly = household_kwh * MONTHS / CENTS
        answer.append(Bill(supplier, intensity, cents, tariff, None if tariff is None else 100 * cents / tariff, relief,
                           cents * yearly, (cents - relief) * yearly))
    return tuple(answer)


def response(ground: Ground, price_hkd: Sequence[float] | float, policy: Policy, prices: Prices,
             elasticities: Mapping[str, Elasticity], end: str = "central") -> dict[str, Array]:
    """Return by what factor demand, and with it emissions, changes in each sector that has a published elasticity.

    `end` is strong, central or weak. Electricity's price rises by intensity × price, road fuel's by the price of a
    tonne, each as far as it is covered and passed on. Emissions follow demand at the mean intensity.
    """
    price = np.broadcast_to(np.asarray(price_hkd, dtype=float), (len(ground.years),)) * policy.share * policy.passed_on
    added = {"electricity": ground.intensity * price * CENTS / 1e3 / prices.electricity_cents,
             "transport": price / prices.road_fuel_hkd_per_tonne}
    return {sector: (1 + added[sector]) ** getattr(elasticities[carrier], end)
            for sector, carrier in RESPONDS.items() if sector in policy.covered and carrier in elasticities}


def read_elasticities(answer: Answer) -> dict[str, Elasticity]:
    """Return the elasticities by carrier (query price_elasticities)."""
    return {row.carrier: Elasticity(row.carrier, float(row.low), float(row.value), float(row.high))
            for row in answer.frame.itertuples()}


def read_prices(supply: Answer, road_fuel: Answer) -> Prices:
    """Return today's prices (queries charge_electricity, road_fuel_carbon_price); road fuel: mean of its fuels."""
    known = supply.frame.set_index(["measure", "supplier"])["value"]
    return Prices(float(known["tariff", "hong_kong"]), float(road_fuel.frame["value"].mean()))


def read_residents(profile: Answer, period: str) -> dict[str, float]:
    """Return mid-year residents by district (query district_profile) of a period."""
    rows = profile.frame[(profile.frame["indicator"] == "population") & (profile.frame["period"] == period)]
    return {str(row.district): float(row.value) for row in rows.itertuples()}


def household_kwh(supply: Answer) -> float:
    """Return the electricity of a mean household in a month, kWh (query charge_electricity)."""
    return float(supply.frame.set_index("measure")["value"]["home"])


def _within(field: str, value: float, least: float, most: float) -> None:
    if not (isinstance(value, int | float) and math.isfinite(value) and least <= value <= most):
        raise BadInput(field, value, f"a number from {least:g} to {most:g}")
