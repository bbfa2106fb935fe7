"""Results in the form in which scenario teams exchange them: a row a variable, a column a year.

Model, Scenario, Region, Variable, Unit and then the years: the common data format of the Integrated Assessment Modeling
Consortium, which `pyam` reads. Names and units of variables are those of its list, github.com/IAMconsortium/
common-definitions. The inventory gives all gases as CO2 equivalents, hence Kyoto Gases and not CO2; its other fuel use,
in homes, commerce and industry together, has no name of its own there and goes under Other Sector; its industrial
processes hold the fluorinated gases of products too. Energy is in EJ as the list wants it: without aircraft, power from
waste under Other; what is imported stands as negative trade, net exports counting as positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hkzero.model.runs import Array, Outcome

if TYPE_CHECKING:
    import pandas

REGION = "Hong Kong"
KEYS = ("Model", "Scenario", "Region", "Variable", "Unit")
ROOT = "Emissions|Kyoto Gases"
EMISSION_UNIT, ENERGY_UNIT = "Mt CO2-equiv/yr", "EJ/yr"
EJ_PER = {"gwh": 3.6e-6, "tj": 1e-6}  # by the end of a series' name
KT_PER_MT = 1000.0
DIGITS = 9  # conversions leave the dust of binary fractions
EMISSIONS = {
    "total": ROOT,
    "electricity": f"{ROOT}|Energy|Supply|Electricity",
    "transport": f"{ROOT}|Energy|Demand|Transportation",
    "other_fuel": f"{ROOT}|Energy|Demand|Other Sector",
    "waste": f"{ROOT}|Waste",
    "industrial_processes": f"{ROOT}|Industrial Processes",
    "agriculture": f"{ROOT}|AFOLU",
    "removals": f"{ROOT}|Other Capture and Removal",
    "other": f"{ROOT}|Other",
}
CLASSES = ("private_car", "motorcycle", "taxi", "bus", "light_bus", "light_goods", "heavy_goods")
FUELS = {"coal": "Coal", "oil": "Oil", "gas": "Gas", "solar": "Solar", "wind": "Wind", "waste": "Other"}
ROAD_AND_SEA = tuple(f"fuel_{name}_tj" for name in CLASSES) + ("marine_tj",)
ENERGY = {
    "Final Energy|Electricity": ("demand_gwh",),
    "Final Energy|Residential|Electricity": ("demand_residential_gwh",),
    "Final Energy|Commercial|Electricity": ("demand_commercial_gwh",),
    "Final Energy|Industry|Electricity": ("demand_industrial_gwh",),
    "Final Energy|Transportation": (*ROAD_AND_SEA, "hydrogen_tj", "demand_transport_gwh"),
    "Final Energy|Transportation|Liquids": ROAD_AND_SEA,
    "Final Energy|Transportation|Hydrogen": ("hydrogen_tj",),
    "Final Energy|Transportation|Electricity": ("demand_transport_gwh",),
    "Secondary Energy|Electricity": tuple(f"generation_{fuel}_gwh" for fuel in FUELS),
    **{f"Secondary Energy|Electricity|{name}": (f"generation_{fuel}_gwh",) for fuel, name in FUELS.items()},
    "Trade|Secondary Energy|Electricity|Volume": ("import_nuclear_gwh", "import_clean_gwh"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One variable of one scenario: its unit and its value by year (None: no figure)."""

    scenario: str
    variable: str
    unit: str
    values: Mapping[int, float | None]


def table(model: str, rows: Sequence[Row], region: str = REGION) -> pandas.DataFrame:
    """Return the rows as a frame with a column for every year that any of them has, in order.

    ValueError when a variable of a scenario stands twice, or has another unit elsewhere.
    """
    import pandas

    years = sorted({year for row in rows for year in row.values})
    keys = [(row.scenario, row.variable) for row in rows]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    units = {row.variable: row.unit for row in rows}
    mixed = sorted({row.variable for row in rows if units[row.variable] != row.unit})
    if twice or mixed:
        raise ValueError(f"a variable stands twice or in two units: {twice or mixed}")
    return pandas.DataFrame(
        [{**dict(zip(KEYS, (model, row.scenario, region, row.variable, row.unit), strict=True)),
          **{str(year): row.values.get(year) for year in years}} for row in rows],
        columns=[*KEYS, *map(str, years)])


def emissions(outcome: Outcome, scenario: str, sectors: Sequence[str], run: int = 0) -> list[Row]:
    """Return the emissions of one run of the engine: each sector, every sum above it, and the total.

    `sectors` names the second axis of the outcome's emissions.
    """
    amounts = outcome.emissions_kt[run] / KT_PER_MT
    return summed(_row(scenario, EMISSIONS[sector], EMISSION_UNIT, outcome.years, values)
                  for sector, values in zip(sectors, amounts, strict=True))


def energy(outcome: Outcome, scenario: str, variables: Mapping[str, Sequence[str]] = ENERGY, run: int = 0) -> list[Row]:
    """Return energy variables of one run in EJ, each the sum of series in GWh or TJ; trade is what is not imported."""
    found = []
    for variable, names in variables.items():
        amounts = sum(outcome.series[name][run] * EJ_PER[name.rsplit("_", 1)[1]] for name in names)
        sign = -1 if variable.startswith("Trade|") else 1
        found.append(_row(scenario, variable, ENERGY_UNIT, outcome.years, sign * amounts))
    return found


def bands(values_kt: Array, years: NDArray, scenario: str, percentiles: Sequence[float]) -> list[Row]:
    """Return the total at each percentile, one scenario each (`name p10`); `values_kt` is percentiles × years.

    Percentiles of sectors would not add up to those of the total, so there are none.
    """
    return [_row(f"{scenario} p{percentile:g}", ROOT, EMISSION_UNIT, years, values / KT_PER_MT)
            for percentile, values in zip(percentiles, values_kt, strict=True)]


def summed(rows: Iterable[Row]) -> list[Row]:
    """Return rows that add up, with a row for every sum above them, total first: ROOT|A|B brings ROOT|A and ROOT.

    All must be of one scenario and unit and have the same years.
    """
    parts = sorted(rows, key=lambda row: row.variable)
    sums: dict[str, Row] = {}
    for row in parts:
        names = row.variable.split("|")
        for length in range(ROOT.count("|") + 1, len(names)):
            name = "|".join(names[:length])
            before = sums.get(name, replace(row, values=dict.fromkeys(row.values, 0.0)))
            sums[name] = replace(row, variable=name, values={year: round(before.values[year] + value, DIGITS)
                                                             for year, value in row.values.items()})
    return sorted([*sums.values(), *parts], key=lambda row: row.variable)


def _row(scenario: str, variable: str, unit: str, years: NDArray, values: Array) -> Row:
    return Row(scenario, variable, unit, {int(year): round(float(value), DIGITS) if np.isfinite(value) else None
                                          for year, value in zip(years, values, strict=True)})
