"""Vehicles by class, age and fuel, the energy they use, and railways and vessels beside them.

Method: a cohort model as in stock_turnover.py, written for many draws at once: the stock of a year is the sum of what
was registered in each year times the share that survives to that age (a convolution), so registrations of a year are
what is missing to the stock wanted. Survival is a Weibull curve (Zachariadis et al. 2001, Transp. Research Part D 6).
Vehicles of the base year have the ages of a fleet renewed evenly; electric private cars those of their registrations.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma

import numpy as np

from hkzero.measure import Answer
from hkzero.model.activity import Activity
from hkzero.model.scenario_inputs import Array, Inputs

CLASSES = ("private_car", "motorcycle", "taxi", "bus", "light_bus", "light_goods", "heavy_goods")
ELECTRIC_LEVER = ("t_electric_cars", "t_electric_motorcycles", "t_electric_taxis", "t_electric_buses",
                  "t_electric_light_buses", "t_electric_light_goods", "t_electric_heavy_goods")
HYDROGEN_LEVER = {"bus": "t_hydrogen_buses", "heavy_goods": "t_hydrogen_heavy_goods"}
LIFETIME = ("tr_car_mean_lifetime", "tr_motorcycle_mean_lifetime", "tr_taxi_mean_lifetime", "tr_bus_mean_lifetime",
            "tr_bus_mean_lifetime", "tr_goods_mean_lifetime", "tr_goods_mean_lifetime")
SHIFTED = np.array([1.0, 0, 1, 0, 0, 0, 0])[:, None]  # classes whose kilometres a mode shift takes away
OLDEST = 45  # years; practically no vehicle is older
TJ_PER_GWH = 3.6


@dataclass(frozen=True, slots=True)
class FleetBase:
    """Vehicles and energy of the base year, by class in the order of CLASSES.

    `stock`, `electric` (classes,) vehicles; `electric_ages` (ages,) electric cars by age as registered; `fuel_tj`
    (classes,) fuel in the base year, `factor` (classes,) kg CO2e/GJ; `wanted` (classes, years) the stock relative to
    the base year where it is known, NaN where the model has to say. `fuel_year` is the year fuel by mode is known for.
    """

    stock: Array
    electric: Array
    electric_ages: Array
    fuel_tj: Array
    factor: Array
    wanted: Array
    marine_tj: float
    marine_factor: float
    electricity_gwh: float
    aviation_kt: float
    fuel_year: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """Transport of a run. Vehicles (draws or 1, classes, years); energy (draws or 1, years) or by class.

    `electric_added` are the electric vehicles registered since the base year; `fossil` burns petrol, diesel or gas.
    """

    stock: Array
    electric: Array
    electric_added: Array
    hydrogen: Array
    registered: Array
    electric_registered: Array
    hydrogen_registered: Array
    fuel_tj: Array
    electric_gwh: Array
    hydrogen_tj: Array
    rail_gwh: Array
    vessel_gwh: Array
    marine_tj: Array
    replaced_vessel_tj: Array
    fossil: Array

    @property
    def total_gwh(self) -> Array:
        """Electricity of vehicles, railways and vessels, (draws or 1, years)."""
        return self.electric_gwh.sum(1) + self.rail_gwh + self.vessel_gwh


def base_fleet(fleet: Answer, registrations: Answer, fuel: Answer, delivered: Answer, vehicle_use: Answer,
               base_year: int, years: Array, known_stock: bool = False) -> FleetBase:
    """Return vehicles and energy of the base year from the questions named in engine.QUESTIONS.

    With `known_stock` the stock of later years is the published one (for a back-test), interpolated between counts.
    """
    whole, electric = _by_class(fleet, years), _by_class(fleet, years, "electricity")
    at = int(np.flatnonzero(years == base_year)[0])
    burnt = fuel.frame[(fuel.frame["sector"] == "transport") & (fuel.frame["period"] <= base_year)]
    fuel_year = int(burnt["period"].max())
    now = burnt[burnt["period"] == fuel_year].set_index("mode")
    that_year = np.array([fuel_year])
    then, then_electric = _by_class(fleet, that_year)[:, 0], _by_class(fleet, that_year, "electricity")[:, 0]
    energy, factor = _energy_by_class(now, then, vehicle_use)
    fuel_tj = energy / (then - then_electric) * (whole[:, at] - electric[:, at])
    used = delivered.frame
    power = used[(used["destination"] == "transport") & (used["period"] == base_year)]["value"].sum()
    memo = fuel.frame[(fuel.frame["sector"] == "memo") & (fuel.frame["period"] <= base_year)].sort_values("period")
    wanted = whole / whole[:, at, None] if known_stock else np.full((len(CLASSES), years.size), np.nan)
    return FleetBase(
        whole[:, at], electric[:, at], _electric_ages(registrations, base_year), fuel_tj, factor, wanted,
        float(now.loc["marine", "value"]), float(now.loc["marine", "emissions_kt"] / now.loc["marine", "value"] * 1e3),
        float(power), float(memo["value"].iloc[-1]) if len(memo) else 0.0, fuel_year)


def _by_class(fleet: Answer, years: Array, fuel: str = "all") -> Array:
    """Return vehicles by class and year: between two published years in proportion, outside them the nearest.

    Electric vehicles grow by a constant rate between two counts; before the first count there were none.
    """
    of_fuel = fleet.frame[fleet.frame["fuel"] == fuel]
    found = np.zeros((len(CLASSES), years.size))
    for row, name in enumerate(CLASSES):
        rows = of_fuel[of_fuel["vehicle_class"] == name]
        counted, vehicles = rows["period"].to_numpy(), rows["value"].to_numpy()
        if fuel == "all":
            found[row] = np.interp(years, counted, vehicles)
        elif counted.size:
            grown = np.exp(np.interp(years, counted, np.log(np.maximum(vehicles, 1))))
            found[row] = np.where(years < counted.min(), 0.0, grown)
    return found


def _energy_by_class(now, stock: Array, vehicle_use: Answer) -> tuple[Array, Array]:
    """Return fuel by class (TJ) and its factor (kg CO2e/GJ), from fuel by mode.

    Taxis and light buses are printed as one, and so are goods vehicles: they are parted by vehicles × what a vehicle
    of the class burns in a year.
    """
    mode = {"private_car": "car", "motorcycle": "motorcycle", "taxi": "taxi_and_light_bus", "bus": "bus",
            "light_bus": "taxi_and_light_bus", "light_goods": "goods_vehicle", "heavy_goods": "goods_vehicle"}
    burnt = vehicle_use.frame.set_index("vehicle_class")["value"]
    weight = stock * np.array([burnt.get(name, 1.0) for name in CLASSES])
    energy = np.zeros(len(CLASSES))
    factor = np.zeros(len(CLASSES))
    for row, name in enumerate(CLASSES):
        alike = [index for index, other in enumerate(CLASSES) if mode[other] == mode[name]]
        energy[row] = now.loc[mode[name], "value"] * weight[row] / weight[alike].sum()
        factor[row] = now.loc[mode[name], "emissions_kt"] / now.loc[mode[name], "value"] * 1e3
    return energy, factor


def _electric_ages(registrations: Answer, base_year: int) -> Array:
    """Return electric private cars first registered by age at the end of the base year (youngest first), (ages,)."""
    frame = registrations.frame[registrations.frame["fuel"] == "electric"]
    year = frame["period"].str[:4].astype(int)
    ages = np.zeros(OLDEST)
    for then, value in zip(year, frame["value"], strict=True):
        if 0 <= base_year - then < OLDEST:
            ages[base_year - then] += value
    return ages if ages.sum() > 0 else np.eye(1, OLDEST)[0]


def survival(inputs: Inputs) -> Array:
    """Return the share surviving to each age 0, 1, …, (draws or 1, classes, years + OLDEST)."""
    ages = np.arange(inputs.years.size + OLDEST, dtype=float)
    shape = inputs.assumed("tr_car_survival_shape")
    unit = np.array([gamma(1 + 1 / value) for value in shape[:, 0]])[:, None]
    with np.errstate(divide="ignore"):
        hazard = shape[:, :, None] * np.log(ages)
    # Classes that share a lifetime share the curve: it is worked out once.
    lifetimes = tuple(dict.fromkeys(LIFETIME))
    scale = np.stack([inputs.assumed(name) / unit for name in lifetimes], axis=1)
    curves = np.exp(-np.exp(hazard - shape[:, :, None] * np.log(scale)))
    return curves[:, [lifetimes.index(name) for name in LIFETIME]]


def remaining(alive: Array, n_years: int, by_age: Array | None = None) -> Array:
    """Return the share of a base-year fleet still there in each year, (draws or 1, classes, years).

    A fleet renewed evenly has ages in proportion to `alive`; otherwise `by_age` are the vehicles registered by age.
    """
    if by_age is None:
        left = np.cumsum(alive[..., ::-1], axis=-1)[..., ::-1]
        return left[..., :n_years] / left[..., :1]
    windows = np.lib.stride_tricks.sliding_window_view(alive, by_age.size, axis=-1)[..., :n_years, :]
    left = windows @ by_age
    return left / left[..., :1]


def carried(entering: Array, alive: Array) -> Array:
    """Return the stock that `entering` vehicles (…, years) make: the sum over earlier years × survival to that age."""
    n_years = entering.shape[-1]
    if alive.shape[0] == 1:
        lag = np.subtract.outer(np.arange(n_years), np.arange(n_years))
        passed = np.where(lag >= 0, alive[0][:, np.maximum(lag, 0)], 0)
        return np.matmul(passed, entering[..., None])[..., 0] if entering.shape[0] == 1 else \
            np.einsum("cts,dcs->dct", passed, entering, optimize=True)
    shape = np.broadcast_shapes(entering.shape[:-1], alive.shape[:-1])
    stock = np.zeros((*shape, n_years))
    for year in range(n_years):
        stock[..., year:] += entering[..., year, None] * alive[..., :n_years - year]
    return stock


def registrations(wanted: Array, old: Array, alive: Array) -> tuple[Array, Array]:
    """Return what must be registered each year so that the stock is `wanted` (never less than nothing), and the stock.

    `wanted`, `old` (draws or 1, classes, years): the stock to reach, and what is left of the base year's. Where the
    survivors are more than is wanted nothing is registered, and the stock stays above until they are gone.
    """
    n_years = wanted.shape[-1]
    shape = np.broadcast_shapes(wanted.shape[:-1], old.shape[:-1], alive.shape[:-1])
    stock = np.broadcast_to(old, (*shape, n_years)).copy()
    entering = np.zeros((*shape, n_years))
    for year in range(1, n_years):
        entering[..., year] = np.maximum(wanted[..., year] - stock[..., year], 0)
        stock[..., year:] += entering[..., year, None] * alive[..., :n_years - year]
    return entering, stock


def _shares(inputs: Inputs) -> tuple[Array, Array]:
    """Return the electric and the hydrogen share of registrations, (draws or 1, classes, years).

    Battery first: where the two settings are more than the whole, hydrogen has the rest.
    """
    electric = np.stack([inputs.level(lever) / 100 for lever in ELECTRIC_LEVER], axis=1)
    none = np.zeros((1, inputs.years.size))
    hydrogen = np.stack(np.broadcast_arrays(*[inputs.level(HYDROGEN_LEVER[name]) / 100 if name in HYDROGEN_LEVER
                                              else none for name in CLASSES]), axis=1)
    electric = np.clip(electric, 0, 1)
    return electric, np.clip(hydrogen, 0, 1 - electric)


def _wanted(inputs: Inputs, activity: Activity, start: FleetBase) -> Array:
    """Return the stock wanted by class: with people and income, with freight, or as today."""
    cars = activity.population * activity.gdp_per_person ** inputs.assumed("tr_car_income_elasticity") \
        * (1 + inputs.moved("t_car_ownership"))
    freight = activity.gdp ** inputs.assumed("tr_goods_gdp_elasticity")
    same = np.ones((1, inputs.years.size))
    by_class = [cars, activity.population, same, activity.population, same, freight, freight]
    index = np.stack(np.broadcast_arrays(*by_class), axis=1)
    return start.stock[:, None] * np.where(np.isnan(start.wanted), index, start.wanted)


def run_fleet(inputs: Inputs, activity: Activity, start: FleetBase) -> Fleet:
    """Return vehicles and energy of a run."""
    n_years = inputs.years.size
    alive = survival(inputs)
    left = remaining(alive, n_years)
    old_fossil = (start.stock - start.electric)[:, None] * left
    old_electric = start.electric[:, None] * left
    # Only electric cars are many, and much younger than the others.
    old_electric[:, :1] = start.electric[0] * remaining(alive[:, :1], n_years, start.electric_ages)
    entering, stock = registrations(_wanted(inputs, activity, start), old_fossil + old_electric, alive)
    electric_share, hydrogen_share = _shares(inputs)
    electric_in, hydrogen_in = entering * electric_share, entering * hydrogen_share
    added = carried(electric_in, alive)
    # Most classes have no hydrogen, and most runs no change of efficiency: what is nothing need not be carried along.
    hydrogen = carried(hydrogen_in, alive) if hydrogen_share.any() else np.zeros_like(hydrogen_in)
    fossil = np.maximum(stock - old_electric - added - hydrogen, 0)
    saved = inputs.moved("t_fossil_efficiency")[:, None, :]
    thirsty = fossil - carried((entering - electric_in - hydrogen_in) * saved, alive) if saved.any() else fossil
    return _energy(inputs, activity, start, (electric_in, hydrogen_in),
                   (stock, entering, fossil, thirsty, old_electric, added, hydrogen))


def _energy(inputs: Inputs, activity: Activity, start: FleetBase, registered: tuple, stocks: tuple) -> Fleet:
    stock, entering, fossil, thirsty, old_electric, added, hydrogen = stocks
    electric = old_electric + added
    now_tj = (start.fuel_tj / (start.stock - start.electric))[:, None]
    per_vehicle_tj = now_tj * _use(inputs)[:, None, :]
    driven = 1 - inputs.moved("t_mode_shift")[:, None, :] * SHIFTED
    light = inputs.assumed("tr_electric_energy_ratio_light")[:, None, :]
    heavy = inputs.assumed("tr_electric_energy_ratio_heavy")[:, None, :]
    ratio = np.concatenate([light] * 3 + [heavy] * 4, axis=1)
    fuel_tj = thirsty * per_vehicle_tj * driven
    electric_gwh = electric * per_vehicle_tj * ratio * driven / TJ_PER_GWH
    hydrogen_tj = hydrogen * per_vehicle_tj * inputs.assumed("tr_hydrogen_energy_ratio")[:, None, :]
    saved_tj = (fossil * per_vehicle_tj * (1 - driven)).sum(1)
    # Electric vehicles of the base year are worked out like all others; what is left of the published electricity of
    # transport is railways and trams, which grow with the population.
    vehicles_gwh = (start.electric[:, None] * now_tj * ratio).sum(1) / TJ_PER_GWH
    rail_now = np.maximum(start.electricity_gwh - vehicles_gwh, 0)
    rail_gwh = rail_now * activity.population + saved_tj * inputs.assumed("tr_mode_shift_electricity") / TJ_PER_GWH
    vessels = _vessels(inputs, activity, start)
    return Fleet(stock, electric, added, hydrogen, entering, *registered, fuel_tj, electric_gwh, hydrogen_tj,
                 rail_gwh, *vessels, fossil)


def _use(inputs: Inputs) -> Array:
    """Return the energy a vehicle uses, base year = 1: newer ones use less, and each is driven less."""
    return (1 - inputs.fraction("tr_use_decline")) ** inputs.since


def _vessels(inputs: Inputs, activity: Activity, start: FleetBase) -> tuple[Array, Array, Array]:
    """Return electricity of vessels (GWh), their fuel and the fuel replaced (TJ), each (draws or 1, years)."""
    ferry = inputs.assumed("tr_ferry_share")
    freight = activity.gdp ** inputs.assumed("tr_goods_gdp_elasticity")
    marine_tj = start.marine_tj * _use(inputs)
    passengers_tj = marine_tj * ferry * activity.population
    freight_tj = marine_tj * (1 - ferry) * freight
    replaced_tj = passengers_tj * inputs.moved("t_electric_ferries") \
        + freight_tj * inputs.assumed("tr_berth_share") * inputs.moved("t_shore_power")
    power_gwh = replaced_tj * inputs.assumed("tr_electric_vessel_ratio") / TJ_PER_GWH
    return power_gwh, passengers_tj + freight_tj - replaced_tj, replaced_tj


def emissions_kt(fleet: Fleet, start: FleetBase) -> Array:
    """Return what vehicles and vessels emit, kt CO2e, (draws or 1, years), before calibration."""
    return vehicles_kt(fleet, start) + fleet.marine_tj * start.marine_factor / 1e3


def vehicles_kt(fleet: Fleet, start: FleetBase) -> Array:
    """Return what vehicles alone emit on the road, kt CO2e, (draws or 1, years), before calibration."""
    return (fleet.fuel_tj * start.factor[:, None]).sum(1) / 1e3
