"""Energy of homes, commerce and industry: activity × energy per unit of activity, by sector and end use.

Method: end-use accounting as in the Long-range Energy Alternatives Planning system and most city models (Swan and
Ugursal 2009, "Modeling of end-use energy consumption in the residential sector", Renewable and Sustainable Energy
Reviews 13). Electricity by sector and end use is not published for the base year: the newest year that has it is fitted
to the newest totals by proportional fitting (Deming and Stephan 1940, Annals of Mathematical Statistics 11).
Measures act one after another on what is left, so a second measure on the same use saves less than it would alone.
Electricity of commerce is floor space × electricity per floor space; the part that serves visitors follows arrivals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hkzero.measure import Answer
from hkzero.model.activity import Activity
from hkzero.model.scenario_inputs import Array, Inputs

SECTORS = ("residential", "commercial", "industrial")
USES = ("air_conditioning", "lighting", "cooking", "hot_water_and_refrigeration", "office_equipment",
        "industrial_process_equipment", "others")
GAS_USES = ("cooking", "hot_water", "others")
USE_OF = {"hot_water": "hot_water_and_refrigeration", "refrigeration": "hot_water_and_refrigeration",
          "vertical_transport": "others"}
COOLED = ("residential", "commercial")
BY_HOME_SIZE = ("air_conditioning", "lighting")
TJ_PER_GWH = 3.6


@dataclass(frozen=True, slots=True)
class BuildingsBase:
    """Energy in the base year: electricity (sectors, uses) in GWh, gas (sectors, gas uses) and oil (sectors,) in TJ."""

    electricity_gwh: Array
    gas_tj: Array
    oil_tj: Array
    end_use_year: int
    fuel_year: int


@dataclass(frozen=True, slots=True)
class BuildingsDemand:
    """Energy of a run. Electricity (GWh), gas and oil (TJ) by sector; each array is (draws or 1, years).

    `use_gwh` is electricity by end use; `saved_deep_gwh` what retrofits and district cooling save, `saved_light_gwh`
    all other savings of electricity, `replaced_tj` the gas and oil given up for electricity.
    """

    electricity_gwh: dict[str, Array]
    use_gwh: dict[str, Array]
    gas_tj: dict[str, Array]
    oil_tj: dict[str, Array]
    saved_deep_gwh: Array
    saved_light_gwh: Array
    replaced_tj: Array

    @property
    def total_gwh(self) -> Array:
        """Electricity of the three sectors, (draws or 1, years)."""
        return sum(self.electricity_gwh.values())


def fit_margins(seed: Array, rows: Array, columns: Array, rounds: int = 200) -> Array:
    """Return the table nearest to `seed` (rows, columns) whose sums are `rows` and `columns` (scaled to `rows`).

    What is zero in the seed stays zero. ValueError when a row or column that must not be zero has no seed.
    """
    table = np.array(seed, dtype=float)
    columns = np.asarray(columns, dtype=float) * rows.sum() / columns.sum()
    if ((table.sum(1) == 0) & (rows > 0)).any() or ((table.sum(0) == 0) & (columns > 0)).any():
        raise ValueError("a margin above zero has no seed to be spread over")
    for _ in range(rounds):
        table *= (rows / np.where(table.sum(1) > 0, table.sum(1), 1))[:, None]
        table *= columns / np.where(table.sum(0) > 0, table.sum(0), 1)
    return table * (rows / np.where(table.sum(1) > 0, table.sum(1), 1))[:, None]


def base_demand(end_use: Answer, delivered: Answer, fuel: Answer, base_year: int) -> BuildingsBase:
    """Return the energy of the base year from scenario_end_use, scenario_delivered and scenario_fuel."""
    frame, used = end_use.frame, delivered.frame
    totals = frame[(frame["part"] == "total") & (frame["period"] <= base_year)]
    by_use = totals[totals["carrier"] == "electricity"]
    by_use = by_use.pivot(index="period", columns="end_use", values="value").dropna()
    year = int(by_use.index.max())
    columns = np.zeros(len(USES))
    for name, value in by_use.loc[year].items():
        columns[USES.index(USE_OF.get(name, name))] += value / TJ_PER_GWH
    transport = used[(used["destination"] == "transport") & (used["period"] == year)]["value"].sum()
    columns[USES.index("others")] -= transport  # the printed totals include trains and electric vehicles
    now = used[used["period"] == base_year].set_index("destination")["value"]
    rows = np.array([now[sector] for sector in SECTORS])
    seed = _seed(frame, "electricity", USES, USE_OF)
    gas_tj, oil_tj, fuel_year = _base_fuel(totals, frame, fuel, base_year)
    return BuildingsBase(fit_margins(seed, rows, columns), gas_tj, oil_tj, year, fuel_year)


def _base_fuel(totals, frame, fuel: Answer, base_year: int) -> tuple[Array, Array, int]:
    burnt = fuel.frame[(fuel.frame["sector"].isin(SECTORS)) & (fuel.frame["period"] <= base_year)]
    year = int(burnt["period"].max())
    now = burnt[burnt["period"] == year].pivot(index="sector", columns="fuel", values="value").reindex(list(SECTORS))
    gas = totals[(totals["carrier"] == "other_fuel") & (totals["period"] == year)].set_index("end_use")["value"]
    columns = np.array([gas[use] for use in GAS_USES])
    seed = _seed(frame, "other_fuel", GAS_USES, {"industrial_process_equipment": "others"})
    return fit_margins(seed, now["town_gas_lpg"].to_numpy(), columns), now["oil_coal"].fillna(0).to_numpy(), year


def _seed(frame, carrier: str, uses: tuple[str, ...], use_of: dict[str, str]) -> Array:
    seed = np.zeros((len(SECTORS), len(uses)))
    part = frame[(frame["part"] == "by_sector") & (frame["carrier"] == carrier)]
    for sector, use, value in zip(part["sector"], part["end_use"], part["value"], strict=True):
        seed[SECTORS.index(sector), uses.index(use_of.get(use, use))] += value
    return seed


def demand(inputs: Inputs, activity: Activity, start: BuildingsBase) -> BuildingsDemand:
    """Return the energy of a run from its levers, its activity and the base year."""
    scale = _activity(inputs, activity)
    deep, light = _savings(inputs, activity)
    electricity, by_use = dict.fromkeys(SECTORS, 0.0), dict.fromkeys(USES, 0.0)
    saved_deep, saved_light = np.zeros((1, 1)), np.zeros((1, 1))
    for row, sector in enumerate(SECTORS):
        for column, use in enumerate(USES):
            before = start.electricity_gwh[row, column] * _use_scale(activity, scale[sector], sector, use)
            kept = before
            if (sector, use) in deep:
                kept = before * deep[sector, use]
                saved_deep = saved_deep + before - kept
            if (sector, use) in light:
                saved_light = saved_light + kept * (1 - light[sector, use])
                kept = kept * light[sector, use]
            electricity[sector] = electricity[sector] + kept
            by_use[use] = by_use[use] + kept
    gas, oil, replaced, added = _fuel(inputs, scale, start)
    for sector, use, more in added:
        electricity[sector] = electricity[sector] + more
        by_use[use] = by_use[use] + more
    return BuildingsDemand(electricity, by_use, gas, oil, saved_deep, saved_light, replaced)


def _activity(inputs: Inputs, activity: Activity) -> dict[str, Array]:
    """Return how much of each sector there is, base year = 1: homes, commerce, industry in slow decline.

    Commerce: use per floor space follows GDP per floor space with an elasticity, less the gain in efficiency.
    """
    floor, gain = activity.commercial_floor, (1 - inputs.fraction("bl_commercial_efficiency_gain")) ** inputs.since
    intensity = (activity.gdp / floor) ** inputs.assumed("bl_commercial_gdp_elasticity") * gain
    visiting = inputs.fraction("bl_visitor_share")
    return {
        "residential": activity.households,
        "commercial": (1 - visiting) * floor * intensity + visiting * activity.visitors,
        "industrial": (1 - inputs.fraction("bl_industry_decline")) ** inputs.since,
    }


def _use_scale(activity: Activity, size: Array, sector: str, use: str) -> Array:
    """Return the driver of one use of electricity: larger homes and hotter years move some uses only."""
    if sector == "residential" and use in BY_HOME_SIZE:
        size = activity.residential_floor
    return size * activity.cooling_degree_days if sector in COOLED and use == "air_conditioning" else size


def _new_share(inputs: Inputs, floor: Array, lever_id: str) -> Array:
    """Return what a code for new buildings takes off the whole stock, as a fraction.

    `floor` is floor space, base year = 1. Each year's new and rebuilt floor keeps the code of its year; the rest of
    the stock is as in the base year.
    """
    old = np.minimum.accumulate((1 - inputs.fraction("bl_rebuild_rate")) ** inputs.since / floor, axis=-1)
    new = np.minimum(1 - old, 1)
    built = np.diff(new, axis=-1, prepend=new[:, :1])
    return np.cumsum(built * inputs.moved(lever_id), axis=-1)


def _savings(inputs: Inputs, activity: Activity) -> tuple[dict, dict]:
    """Return what is left (0 to 1) of each use after deep measures, and after all others."""
    retrofit = 1 - inputs.moved("b_retrofit_commercial") * inputs.fraction("bl_retrofit_saving")
    cooling = 1 - inputs.moved("b_district_cooling") * inputs.fraction("bl_district_cooling_saving")
    tuned = 1 - inputs.moved("b_retro_commissioning") * inputs.fraction("bl_retro_commissioning_saving")
    lamps = 1 - inputs.moved("b_lighting") * inputs.fraction("bl_lighting_saving")
    warmer = (1 - inputs.fraction("bl_set_point_saving")) ** inputs.effect("b_set_point")
    appliance = 1 - inputs.moved("b_appliance_standards")
    shop = 1 - _new_share(inputs, activity.commercial_floor, "b_commercial_code")
    home = 1 - _new_share(inputs, activity.residential_floor, "b_residential_code")
    deep = {("commercial", "air_conditioning"): retrofit * cooling, ("commercial", "lighting"): retrofit,
            ("commercial", "others"): retrofit}
    light = {
        ("commercial", "air_conditioning"): tuned * warmer * shop, ("commercial", "lighting"): tuned * lamps * shop,
        ("commercial", "others"): tuned * shop, ("commercial", "hot_water_and_refrigeration"): shop,
        ("residential", "air_conditioning"): appliance * warmer * home, ("residential", "lighting"): lamps * home,
        ("residential", "office_equipment"): appliance, ("residential", "others"): appliance,
        ("residential", "hot_water_and_refrigeration"): appliance, ("industrial", "lighting"): lamps,
    }
    return deep, light


def _fuel(inputs: Inputs, scale: dict[str, Array], start: BuildingsBase) -> tuple[dict, dict, Array, list]:
    """Return gas and oil by sector (TJ), the fuel replaced, and the electricity that replaces it by sector and use."""
    lever = {("residential", "cooking"): "b_electric_cooking_residential",
             ("commercial", "cooking"): "b_electric_cooking_commercial",
             ("residential", "hot_water"): "b_electric_hot_water", ("commercial", "hot_water"): "b_electric_hot_water"}
    ratio = {"cooking": inputs.assumed("bl_electric_cooking_ratio"),
             "hot_water": inputs.assumed("bl_electric_hot_water_ratio")}
    gas, oil, added, replaced = {}, {}, [], np.zeros((1, 1))
    switched = inputs.moved("o_fuel_switch_industry")
    less = (1 - inputs.fraction("bl_gas_decline")) ** inputs.since
    for row, sector in enumerate(SECTORS):
        # The decline of industry is that of its activity already.
        size = scale[sector] if sector == "industrial" else scale[sector] * less
        gas[sector], oil[sector] = 0.0, start.oil_tj[row] * size
        for column, use in enumerate(GAS_USES):
            burnt = start.gas_tj[row, column] * size
            if (sector, use) in lever:
                gone = burnt * inputs.converted(lever[sector, use])
                replaced, burnt = replaced + gone, burnt - gone
                added.append((sector, USE_OF.get(use, use), gone * ratio[use] / TJ_PER_GWH))
            gas[sector] = gas[sector] + burnt
    gone = (gas["industrial"] + oil["industrial"]) * switched
    gas["industrial"], oil["industrial"] = gas["industrial"] * (1 - switched), oil["industrial"] * (1 - switched)
    added.append(("industrial", "industrial_process_equipment",
                  gone * inputs.assumed("bl_industry_electric_ratio") / TJ_PER_GWH))
    return gas, oil, replaced + gone, added
