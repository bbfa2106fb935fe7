"""What made emissions change between two years: additive decomposition by logarithmic mean Divisia index (LMDI-I).

Emissions are a sum over categories of a product of factors. The effect of a factor is the sum over categories of
L(V1, V0) × ln(x1 / x0), L being the logarithmic mean (a - b) / (ln a - ln b); the effects add up to the change exactly.
Method: Ang, "The LMDI approach to decomposition analysis: a practical guide", Energy Policy 33 (2005); "LMDI
decomposition approach: a guide for implementation", Energy Policy 86 (2015). Zeros: the analytical limits of Ang and
Liu, "Handling zero values in the logarithmic mean Divisia index decomposition approach", Energy Policy 35 (2007): a
category that appears or vanishes does so by the factor that leaves or reaches zero; several share it equally.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, log1p, prod

from hkzero.measure import Answer, Kind, Measured

Factors = Mapping[str, Mapping[str, float]]
"""Category → factor → value."""

MEGATONNES = "Mt CO2e"
NEAR = 0.5
# Persons × HK$/person × TJ/HK$ billion × kg/GJ is a billionth of a tonne; GWh × kg/kWh is a kilotonne.
KAYA_SCALE = 1e-15
ELECTRICITY_SCALE = 1e-3
KAYA = ("population", "gdp_per_person", "energy_per_gdp", "emissions_per_energy")
ELECTRICITY = ("demand", "local_share", "fuel_mix", "emissions_per_kwh")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor added to (above zero) or took from the total."""

    factor: str
    amount: Measured


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The total of two years and the effects that lead from one to the other, in the order of the factors."""

    first_year: int
    last_year: int
    start: Measured
    end: Measured
    effects: tuple[Effect, ...]


def logarithmic_mean(one: float, other: float) -> float:
    """Return (one - other) / (ln one - ln other), the common value where both are equal, zero where one is zero."""
    if one <= 0 or other <= 0:
        return 0.0
    change = (other - one) / one
    if change == 0:
        return one
    # Close to each other both differences vanish; log1p keeps their quotient.
    return (other - one) / (log1p(change) if abs(change) < NEAR else log(other / one))


def lmdi(before: Factors, after: Factors, scale: float = 1.0) -> dict[str, float]:
    """Return the effect of each factor on the sum over categories of the product of factors × `scale`.

    Both must have the same categories with the same factors; ValueError when they have not, or a factor is negative.
    """
    names = _names(before, after)
    effects = dict.fromkeys(names, 0.0)
    for category in before:
        old, new = before[category], after[category]
        first, last = (scale * prod(side.values()) for side in (old, new))
        if first > 0 and last > 0:
            mean = logarithmic_mean(last, first)
            for name in names:
                effects[name] += mean * log(new[name] / old[name])
        elif first != last:
            zero, other = (old, new) if first == 0 else (new, old)
            moved = [name for name in names if zero[name] == 0 and other[name] > 0]
            for name in moved:
                effects[name] += (last - first) / len(moved)
    return effects


def years_of(answer: Answer) -> tuple[int, ...]:
    """Return the years between which an answer of factors can be decomposed, oldest first."""
    return tuple(sorted({int(year) for year in answer.frame["period"]}))


def decompose(answer: Answer, first_year: int, last_year: int, factors: tuple[str, ...], scale: float) -> Decomposition:
    """Return the decomposition of the change between two years of an answer with a row a category and factor.

    Amounts are in megatonnes. LookupError when a year is not in the answer, which is never filled in.
    """
    for year in (first_year, last_year):
        if year not in years_of(answer):
            known = ", ".join(map(str, years_of(answer)))
            raise LookupError(f"not every factor of {year} was published; known are {known}")
    sides = {year: _factors(answer, year, factors) for year in (first_year, last_year)}
    frame = answer.frame
    parts = {year: answer.measured(frame[frame["period"] == year]) for year in sides}
    totals = {year: scale * sum(prod(row.values()) for row in side.values()) for year, side in sides.items()}
    both = answer.measured(frame[frame["period"].isin(list(sides))])
    effects = lmdi(sides[first_year], sides[last_year], scale)
    return Decomposition(
        first_year, last_year, _like(parts[first_year], totals[first_year]), _like(parts[last_year], totals[last_year]),
        tuple(Effect(name, _like(both, effects[name])) for name in factors))


def kaya(answer: Answer, first_year: int, last_year: int) -> Decomposition:
    """Return how population, wealth, energy use and the carbon in energy changed the city's emissions."""
    return decompose(answer, first_year, last_year, KAYA, KAYA_SCALE)


def electricity(answer: Answer, first_year: int, last_year: int) -> Decomposition:
    """Return how demand, imports, the mix of fuels and the stations changed the emissions of power generation."""
    return decompose(answer, first_year, last_year, ELECTRICITY, ELECTRICITY_SCALE)


def _names(before: Factors, after: Factors) -> tuple[str, ...]:
    if before.keys() != after.keys() or not before:
        raise ValueError("both years need the same categories, one at least")
    names = tuple(next(iter(before.values())))
    for row in (*before.values(), *after.values()):
        if set(row) != set(names) or not names:
            raise ValueError("every category needs the same factors, one at least")
        if any(value < 0 for value in row.values()):
            raise ValueError("a negative factor has no logarithm: it cannot be decomposed")
    return names


def _factors(answer: Answer, year: int, factors: tuple[str, ...]) -> dict[str, dict[str, float]]:
    frame = answer.frame[answer.frame["period"] == year]
    found: dict[str, dict[str, float]] = {}
    for category, factor, value in zip(frame["category"], frame["factor"], frame["value"], strict=True):
        found.setdefault(category, {})[factor] = float(value)
    return {category: {name: row[name] for name in factors} for category, row in sorted(found.items())}


def _like(evidence: Measured, value: float) -> Measured:
    return Measured((value,), MEGATONNES, evidence.sources, evidence.as_kind(Kind.DERIVED).kind, evidence.series,
                    evidence.vintages, evidence.notes, evidence.questions)
