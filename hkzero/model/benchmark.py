"""How one building compares: energy per floor area against its group, what it emits, and what 2035 would ask of it.

Method: the energy utilisation index of EMSD's online benchmarking tools, all energy of a year in megajoules over the
internal floor area of the premises. Nothing typed in is trusted: what cannot be is explained, and what is unlikely is
worked out and said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass

from hkzero.measure import Answer, Kind, Measured

MEGAJOULES_PER_KWH = 3.6
MEGAJOULES_PER_GAS_UNIT = 48.0
SQUARE_METRES_PER_SQUARE_FOOT = 0.09290304
KILOGRAMS_PER_TONNE = 1000.0
PERCENT = 100.0
GAS_UNITS = {"unit": MEGAJOULES_PER_GAS_UNIT, "mj": 1.0, "kwh": MEGAJOULES_PER_KWH}
AREA_UNITS = {"m2": 1.0, "ft2": SQUARE_METRES_PER_SQUARE_FOOT}
# Smaller than a stall, larger than any complex in the city: such an area was typed in another unit.
SMALLEST_M2, LARGEST_M2 = 4.0, 1_000_000.0
# Beyond these multiples of the lowest and highest published group, a unit or a month has been mistaken.
FAR_BELOW, FAR_ABOVE = 0.1, 3.0


@dataclass(frozen=True, slots=True)
class Premises:
    """What a reader typed: a year's electricity [kWh], gas in a unit of GAS_UNITS, floor area in one of AREA_UNITS."""

    group: str
    kwh: float | None
    gas: float | None
    gas_unit: str
    area: float | None
    area_unit: str

    @property
    def gas_mj(self) -> float:
        """Gas in megajoules; nothing typed is no gas."""
        return (self.gas or 0.0) * GAS_UNITS[self.gas_unit]

    @property
    def area_m2(self) -> float:
        """Floor area in square metres."""
        return (self.area or 0.0) * AREA_UNITS[self.area_unit]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The premises against their group.

    `index` and `group_index` in MJ/m2/year, `difference_percent` above (+) or below (-) the group; emissions in t CO2e
    a year; `cut_low_kwh` and `cut_high_kwh` what the sector's 2035 target range, counted from the year `target_from`,
    would mean for these kWh if every premises did the same; `doubts` codes of what looks unlikely.
    """

    sector: str
    index: float
    group_index: Measured
    earlier_index: Measured | None
    difference_percent: float
    target_from: int
    gas_emissions: Measured
    gas_making: Measured
    electricity_emissions: Measured
    cut_low_kwh: float
    cut_high_kwh: float
    doubts: tuple[str, ...]


def groups(answer: Answer) -> dict[str, str]:
    """Return the groups that have a published index, by code, with their sector."""
    newest = answer.frame[answer.frame["is_newest"]]
    return dict(zip(newest["group_code"], newest["sector"], strict=True))


def factor_years(factors: Answer) -> dict[str, str]:
    """Return the year each emission factor holds for, by code."""
    return dict(zip(factors.frame["factor"], factors.frame["period"], strict=True))


def missing(premises: Premises) -> tuple[str, ...]:
    """Return the codes of what stops any comparison, in the order a reader meets them."""
    found = []
    if (premises.kwh or 0) < 0 or (premises.gas or 0) < 0 or (premises.area or 0) < 0:
        found.append("negative")
    if not premises.kwh and not premises.gas:
        found.append("energy")
    if not premises.area:
        found.append("area")
    elif not SMALLEST_M2 <= premises.area_m2 <= LARGEST_M2:
        found.append("area_small" if premises.area_m2 < SMALLEST_M2 else "area_large")
    return tuple(found)


def compare(premises: Premises, indices: Answer, factors: Answer, targets: Answer, grid: str) -> Comparison:
    """Return the comparison; `grid` is the factor for electricity (hong_kong, clp_power or hk_electric).

    ValueError when something is missing (ask `missing` first), KeyError for an unknown group or factor.
    """
    if missing(premises):
        raise ValueError(f"cannot compare: {', '.join(missing(premises))}")
    frame = indices.frame
    own = frame[frame["group_code"] == premises.group]
    newest, earlier = own[own["is_newest"]], own[~own["is_newest"]]
    if not len(newest):
        raise KeyError(f"no published index for group {premises.group!r}")
    sector, group_index = str(newest["sector"].iloc[0]), indices.measured(newest)
    kwh = premises.kwh or 0.0
    index = (kwh * MEGAJOULES_PER_KWH + premises.gas_mj) / premises.area_m2
    goal = targets.frame[(targets.frame["sector"] == sector) & (targets.frame["target_year"] == 2035)].iloc[0]
    gas_units = premises.gas_mj / MEGAJOULES_PER_GAS_UNIT
    return Comparison(
        sector=sector, index=index, group_index=group_index,
        earlier_index=indices.measured(earlier) if len(earlier) == 1 else None,
        difference_percent=PERCENT * (index / group_index.value - 1), target_from=int(goal["period"]),
        gas_emissions=_tonnes(factors, "town_gas_combustion", gas_units),
        gas_making=_tonnes(factors, "town_gas_production", gas_units),
        electricity_emissions=_tonnes(factors, grid, kwh),
        cut_low_kwh=kwh * (1 - goal["target_high"] / goal["value"]),
        cut_high_kwh=kwh * (1 - goal["target_low"] / goal["value"]),
        doubts=_doubts(index, frame[frame["is_newest"]]["value"]))


def _tonnes(factors: Answer, code: str, amount: float) -> Measured:
    """Return amount × factor in tonnes; the amount was typed in, so the result is an assumption at best."""
    row = factors.frame[factors.frame["factor"] == code]
    if len(row) != 1:
        raise KeyError(f"no emission factor {code!r}")
    return factors.measured(row).scaled(amount / KILOGRAMS_PER_TONNE, "t CO2e").as_kind(Kind.ASSUMED)


def _doubts(index: float, published) -> tuple[str, ...]:
    if index < FAR_BELOW * float(published.min()):
        return ("index_low",)
    return ("index_high",) if index > FAR_ABOVE * float(published.max()) else ()
