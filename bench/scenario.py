"""The equations of the scenario engine once more, in plain loops over years, for one draw.

    python -m bench.scenario

Nothing of NumPy's broadcasting is used in `reference`, so that a fault of axes in the engine shows as a difference; the
tests compare the two. Run as a program it measures both, and the engine on many draws.
"""

from __future__ import annotations

from math import exp, gamma
from pathlib import Path

import numpy as np

from bench.figures import Figure, figure, milliseconds, table
from hkzero.model import engine
from hkzero.model.buildings_demand import GAS_USES, SECTORS, USES
from hkzero.model.levers import levers
from hkzero.model.transport_fleet import CLASSES, ELECTRIC_LEVER, HYDROGEN_LEVER, LIFETIME, OLDEST
from hkzero.store import open_store

MOVED = ("private_car", "taxi")


class Reference:
    """One draw of the engine in plain Python: levers by id and year, assumptions by id."""

    def __init__(self, base: engine.Base, schedule: np.ndarray, values: np.ndarray) -> None:
        self.base = base
        self.years = [int(year) for year in base.years]
        self.levels = {name: [float(value) for value in schedule[row]] for row, name in enumerate(base.lever_ids)}
        self.frozen = {name: float(base.frozen[row]) for row, name in enumerate(base.lever_ids)}
        self.a = {name: float(values[row]) for row, name in enumerate(base.assumption_ids)}

    def moved(self, lever: str, at: int) -> float:
        return (self.levels[lever][at] - self.frozen[lever]) / 100

    def effect(self, lever: str, at: int) -> float:
        return self.levels[lever][at] - self.frozen[lever]

    def converted(self, lever: str, at: int) -> float:
        return min(max(self.effect(lever, at) / (100 - self.frozen[lever]), 0), 1)

    def emissions(self) -> dict[str, list[float]]:
        """Return emissions in kt CO2e by sector, a value a year."""
        self.activity()
        fleet = [self.fleet_of(row) for row in range(len(CLASSES))]
        found: dict[str, list[float]] = {sector: [] for sector in engine.SECTORS}
        decaying = tipped_before = 0.0
        for at, _ in enumerate(self.years):
            gwh, gas_tj, oil_tj = self.buildings(at)
            transport_gwh, transport_kt = self.transport(at, fleet)
            stations_kt = self.power(at, gwh + transport_gwh)
            tipped = self.tipped(at)
            decaying = tipped if at == 0 else decaying + self.a["wa_landfill_decay_rate"] * (tipped_before - decaying)
            tipped_before = tipped
            others = self.base.others
            by_sector = [stations_kt + gas_tj * others.works_factor / 1e3, transport_kt,
                         (gas_tj * others.gas_factor + oil_tj * others.oil_factor) / 1e3, self.waste(at, decaying),
                         others.processes_kt * (1 - self.a["ip_fluorinated_share"]
                                                * self.moved("i_hfc_phase_down", at)),
                         others.agriculture_kt, -self.effect("r_removals", at) * 1e3]
            for row, sector in enumerate(engine.SECTORS):
                found[sector].append(by_sector[row] * float(self.base.calibration[row]))
        return found

    def activity(self) -> None:
        """Set population, households, GDP, degree-days and the size of each sector of buildings, base year = 1."""
        drivers, start = self.base.drivers, max(self.base.drivers.known_until, self.base.base_year)
        self.people, self.homes, self.gdp = [], [], []
        self.hotter, commerce, office_floor, home_floor = [], [], [], []
        for at, year in enumerate(self.years):
            scale = self.a["population_change_scale"] if year > start else 1.0
            self.people.append(1 + scale * (float(drivers.population[at]) - 1))
            self.homes.append(1 + scale * (float(drivers.households[at]) - 1))
            self.gdp.append(float(drivers.gdp[at]) * (1 + self.a["gdp_growth_ahead"] / 100) ** max(year - start, 0))
            change = self.a["cooling_degree_days_change"] / 100
            self.hotter.append(1 + change * max(year - start, 0) / (2060 - start))
            office_floor.append((1 + self.a["bl_commercial_floor_growth"] / 100) ** at)
            home_floor.append(self.homes[at] * (1 + self.a["bl_home_size_growth"] / 100) ** at)
            per_floor = (self.gdp[at] / office_floor[at]) ** self.a["bl_commercial_gdp_elasticity"] \
                * (1 - self.a["bl_commercial_efficiency_gain"] / 100) ** at
            visitors, share = (1 + self.a["visitor_arrivals_growth"] / 100) ** at, self.a["bl_visitor_share"] / 100
            commerce.append(office_floor[at] * per_floor * (1 - share) + visitors * share)
        self.floor = {"residential": home_floor, "commercial": office_floor}
        decline = 1 - self.a["bl_industry_decline"] / 100
        self.size = {"residential": self.homes, "commercial": commerce,
                     "industrial": [decline**at for at in range(len(self.years))]}
        self.code = {"residential": self.new_share("residential", "b_residential_code"),
                     "commercial": self.new_share("commercial", "b_commercial_code")}

    def new_share(self, sector: str, lever: str) -> list[float]:
        found, total, least, before = [], 0.0, float("inf"), None
        for at, size in enumerate(self.floor[sector]):
            least = min(least, (1 - self.a["bl_rebuild_rate"] / 100) ** at / size)
            new = min(1 - least, 1)
            total += (new - (new if before is None else before)) * self.moved(lever, at)
            before = new
            found.append(total)
        return found

    def kept(self, sector: str, use: str, at: int) -> float:
        """Return what is left of a use of electricity after all measures."""
        left = 1.0
        commercial, home = sector == "commercial", sector == "residential"
        if commercial and use in ("air_conditioning", "lighting", "others"):
            left *= 1 - self.moved("b_retrofit_commercial", at) * self.a["bl_retrofit_saving"] / 100
            tuned = self.a["bl_retro_commissioning_saving"] / 100
            left *= 1 - self.moved("b_retro_commissioning", at) * tuned
        if commercial and use == "air_conditioning":
            left *= 1 - self.moved("b_district_cooling", at) * self.a["bl_district_cooling_saving"] / 100
        if (commercial or home) and use == "air_conditioning":
            left *= (1 - self.a["bl_set_point_saving"] / 100) ** self.effect("b_set_point", at)
        if use == "lighting":
            left *= 1 - self.moved("b_lighting", at) * self.a["bl_lighting_saving"] / 100
        if home and use in ("air_conditioning", "office_equipment", "others", "hot_water_and_refrigeration"):
            left *= 1 - self.moved("b_appliance_standards", at)
        coded = {"commercial": ("air_conditioning", "lighting", "others", "hot_water_and_refrigeration"),
                 "residential": ("air_conditioning", "lighting")}
        if use in coded.get(sector, ()):
            left *= 1 - self.code[sector][at]
        return left

    def buildings(self, at: int) -> tuple[float, float, float]:
        """Return electricity (GWh), gas and oil (TJ) of homes, commerce and industry."""
        start, gwh, gas_tj, oil_tj = self.base.buildings, 0.0, 0.0, 0.0
        ratio = {"cooking": self.a["bl_electric_cooking_ratio"], "hot_water": self.a["bl_electric_hot_water_ratio"]}
        for row, sector in enumerate(SECTORS):
            size = self.size[sector][at]
            for column, use in enumerate(USES):
                by_floor = sector == "residential" and use in ("air_conditioning", "lighting")
                driver = self.floor[sector][at] if by_floor else size
                if use == "air_conditioning" and sector != "industrial":
                    driver *= self.hotter[at]
                gwh += float(start.electricity_gwh[row, column]) * driver * self.kept(sector, use, at)
            less = 1.0 if sector == "industrial" else (1 - self.a["bl_gas_decline"] / 100) ** at
            burnt_gas, burnt_oil = 0.0, float(start.oil_tj[row]) * size * less
            for column, use in enumerate(GAS_USES):
                burnt, gone = float(start.gas_tj[row, column]) * size * less, 0.0
                if sector != "industrial" and use in ratio:
                    lever = "b_electric_hot_water" if use == "hot_water" else f"b_electric_cooking_{sector}"
                    gone = burnt * self.converted(lever, at)
                    gwh += gone * ratio[use] / 3.6
                burnt_gas += burnt - gone
            if sector == "industrial":
                switched = self.moved("o_fuel_switch_industry", at)
                gwh += (burnt_gas + burnt_oil) * switched * self.a["bl_industry_electric_ratio"] / 3.6
                burnt_gas, burnt_oil = burnt_gas * (1 - switched), burnt_oil * (1 - switched)
            gas_tj, oil_tj = gas_tj + burnt_gas, oil_tj + burnt_oil
        return gwh, gas_tj, oil_tj

    def alive(self, row: int, age: int) -> float:
        shape = self.a["tr_car_survival_shape"]
        scale = self.a[LIFETIME[row]] / gamma(1 + 1 / shape)
        return exp(-((age / scale) ** shape))

    def wanted(self, row: int, at: int) -> float:
        name = CLASSES[row]
        if name == "private_car":
            income = (self.gdp[at] / self.people[at]) ** self.a["tr_car_income_elasticity"]
            return self.people[at] * income * (1 + self.moved("t_car_ownership", at))
        if name in ("motorcycle", "bus"):
            return self.people[at]
        return self.gdp[at] ** self.a["tr_goods_gdp_elasticity"] if name.endswith("goods") else 1.0

    def fleet_of(self, row: int) -> list[tuple[float, float, float]]:
        """Return vehicles of one class by year: fossil weighted by what they burn, electric, hydrogen."""
        start, n_years, last = self.base.fleet, len(self.years), len(self.years) + OLDEST
        alive = [self.alive(row, age) for age in range(last)]
        ages = [float(value) for value in start.electric_ages]
        first_electric = sum(ages[age] * alive[age] for age in range(OLDEST))
        cohorts, found = [], []
        for at in range(n_years):
            left = sum(alive[at:]) / sum(alive)
            old_fossil = float(start.stock[row] - start.electric[row]) * left
            electric_left = left if row else sum(ages[age] * alive[age + at] for age in range(OLDEST)) / first_electric
            old_electric = float(start.electric[row]) * electric_left
            there = old_fossil + old_electric + sum(new * alive[at - then] for then, new, *_ in cohorts)
            electric = self.levels[ELECTRIC_LEVER[row]][at] / 100
            hydrogen = self.levels[HYDROGEN_LEVER[CLASSES[row]]][at] / 100 if CLASSES[row] in HYDROGEN_LEVER else 0.0
            hydrogen = min(hydrogen, 1 - electric)
            if at:
                new = max(float(start.stock[row]) * self.wanted(row, at) - there, 0)
                cohorts.append((at, new, electric, hydrogen, self.moved("t_fossil_efficiency", at)))
            still = [(new * alive[at - then], e, h, saved) for then, new, e, h, saved in cohorts]
            found.append((old_fossil + sum(new * (1 - e - h) * (1 - saved) for new, e, h, saved in still),
                          old_electric + sum(new * e for new, e, _, _ in still),
                          sum(new * h for new, _, h, _ in still)))
            self.fossil = getattr(self, "fossil", {})
            self.fossil[row, at] = old_fossil + sum(new * (1 - e - h) for new, e, h, _ in still)
        return found

    def transport(self, at: int, fleet: list) -> tuple[float, float]:
        """Return electricity (GWh) and emissions (kt CO2e) of vehicles, railways and vessels."""
        start, gwh, kt, saved_tj, vehicles_now = self.base.fleet, 0.0, 0.0, 0.0, 0.0
        use = (1 - self.a["tr_use_decline"] / 100) ** at
        for row, name in enumerate(CLASSES):
            thirsty, electric, _ = fleet[row][at]
            now_tj = float(start.fuel_tj[row] / (start.stock[row] - start.electric[row]))
            each_tj = now_tj * use
            shifted = self.moved("t_mode_shift", at) if name in MOVED else 0.0
            ratio = self.a["tr_electric_energy_ratio_light" if row < 3 else "tr_electric_energy_ratio_heavy"]
            kt += thirsty * each_tj * (1 - shifted) * float(start.factor[row]) / 1e3
            gwh += electric * each_tj * ratio * (1 - shifted) / 3.6
            vehicles_now += float(start.electric[row]) * now_tj * ratio / 3.6
            saved_tj += self.fossil[row, at] * each_tj * shifted
        gwh += max(start.electricity_gwh - vehicles_now, 0) * self.people[at]
        gwh += saved_tj * self.a["tr_mode_shift_electricity"] / 3.6
        marine_tj, ferry = start.marine_tj * use, self.a["tr_ferry_share"]
        ferries = marine_tj * ferry * self.people[at]
        freight = marine_tj * (1 - ferry) * self.gdp[at] ** self.a["tr_goods_gdp_elasticity"]
        replaced = ferries * self.moved("t_electric_ferries", at) \
            + freight * self.a["tr_berth_share"] * self.moved("t_shore_power", at)
        kt += (ferries + freight - replaced) * start.marine_factor / 1e3
        return gwh + replaced * self.a["tr_electric_vessel_ratio"] / 3.6, kt

    def power(self, at: int, used_gwh: float) -> float:
        """Return what the power stations emit, kt CO2e."""
        start, year, a = self.base.power, self.years[at], self.a
        loss = min(max(float(start.loss_share[at]) + self.moved("e_grid_losses", at), 0), 0.5)
        needed = (used_gwh + float(start.export_gwh[at])) / (1 - loss)
        kept = self.levels["e_daya_bay_after_2034"][at] / 100 if year > start.contract_end_year else 1.0
        sun = (self.effect("b_rooftop_solar", at) + self.effect("e_utility_solar", at)) * 87.6
        offered = float(start.imports_gwh[at]) * kept + max(self.effect("e_clean_imports", at), 0) * 1e3 \
            + max(start.solar_gwh + sun * a["el_solar_capacity_factor"], 0) \
            + max(self.effect("e_offshore_wind", at), 0) * 87.6 * a["el_offshore_wind_capacity_factor"] \
            + max(float(start.local_gwh[at]) - start.solar_gwh + self.effect("e_waste_to_energy", at) * 1e3, 0)
        rest, most = max(needed - offered, 0), a["el_thermal_load_factor"] * 8760
        coal = min(rest * float(start.coal_share[at]), float(start.coal_gw[at]) * most)
        coal = coal if year < self.levels["e_coal_phase_out_year"][at] else 0.0
        can_stand = float(start.gas_gw[at]) + a["el_gas_build_rate"] * max(at - a["el_gas_build_lead"], 0)
        gas = min(rest - coal, can_stand * most)
        capture = self.moved("e_carbon_capture", at)
        fuel = gas * self.frozen["e_gas_efficiency"] / self.levels["e_gas_efficiency"][at] \
            * (1 + capture * a["el_capture_energy_penalty"] / 100)
        from_gas = fuel * (1 - self.moved("e_hydrogen_blend", at)) * start.gas_factor
        return coal * start.coal_factor + from_gas * (1 - capture * a["el_capture_rate"] / 100) \
            + self.effect("e_waste_to_energy", at) * 1e3 * a["el_waste_fossil_factor"]

    def tipped(self, at: int) -> float:
        """Return waste taken to the landfills, base year = 1."""
        burnt = self.effect("e_waste_to_energy", at) * self.a["wa_waste_per_electricity"]
        left = self.people[at] * (1 - self.moved("w_landfill_diversion", at)) - burnt / self.a["wa_waste_landfilled"]
        return max(left, 0)

    def waste(self, at: int, decaying: float) -> float:
        """Return the emissions of waste, kt CO2e."""
        whole, landfill = self.base.others.waste_kt, self.a["wa_landfill_share"]
        sewage = min(self.a["wa_sewage_share"], 1 - landfill)
        return whole * (landfill * decaying * (1 - self.converted("w_landfill_gas_capture", at))
                        + sewage * self.people[at] * (1 - self.moved("w_sewage_methane", at))
                        + (1 - landfill - sewage) * self.people[at])


def reference(base: engine.Base, schedule: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return emissions (sectors, years) of one draw: `schedule` (levers, years), `values` (assumptions,)."""
    found = Reference(base, schedule, values).emissions()
    return np.array([found[sector] for sector in engine.SECTORS])


def scenario_figures(base: engine.Base) -> list[Figure]:
    """Return how long the plain loops, one run, 1,024 schedules and 10,000 draws take."""
    one, drawn = base.frozen_schedule, engine.draw(base, 10_000, seed=1)
    many = np.repeat(one, 1_024, axis=0)
    jobs = [("plain loops, one draw", lambda: reference(base, one[0], base.central), 3, None),
            ("one run", lambda: engine.run(base, one), 20, 10.0),
            ("1,024 schedules", lambda: engine.run(base, many), 5, 1_000.0),
            ("10,000 draws", lambda: engine.run(base, one, drawn), 5, 2_000.0)]
    return [figure("scenario", name, "ms", milliseconds(job, runs), target=target) for name, job, runs, target in jobs]


def engine_base(database: Path | None = None) -> engine.Base:
    """Return the base of the engine from a database (the usual one where none is named)."""
    store = open_store(database)
    return engine.base({name: store.ask(name) for name in engine.QUESTIONS}, levers(store.ask("levers")))


def main() -> None:
    """Measure and print."""
    print(table(scenario_figures(engine_base())))


if __name__ == "__main__":
    main()
