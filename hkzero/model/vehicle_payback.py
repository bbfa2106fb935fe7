"""When an electric vehicle has made up for its battery on a grid that gets cleaner, against its twin with an engine.

What both vehicles share is left out. The electric one begins with its battery and with what the rest of it costs more
(or less) to make; every kilometre then counts electricity at the intensity of the year in which it is driven, and fuel
(life-cycle inventory as in ISO 14040; well to wheel as in the JEC studies):

    battery kWh × kg/kWh + rest = Σ km × (fuel × (burnt + made) − kWh/km ÷ (1 − loss) × intensity(year) × upstream)

The grid is the average one: all who use electricity share its emissions. What one more vehicle makes stations burn
(the marginal intensity) is another question. A vehicle is bought at the beginning of its year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hkzero.measure import Answer
from hkzero.model.battery_footprint import Embodied, fallen
from hkzero.model.sensitivity import Range, central, draw

Array = NDArray[np.float64]

QUESTION = "vehicle_pairs"
VEHICLES = ("private_car", "taxi", "taxi_hybrid", "single_deck_bus", "double_deck_bus", "light_goods")
FUEL = {"private_car": "petrol", "taxi": "lpg", "taxi_hybrid": "lpg", "single_deck_bus": "diesel",
        "double_deck_bus": "diesel", "light_goods": "diesel"}
OWN = ("battery", "electricity", "fuel", "distance", "rest_of_vehicle", "well_to_tank", "tank_to_wheel", "life")
SHARED = ("charging_loss", "electricity_upstream", "footprint_fall")
FIRST_YEAR, LAST_YEAR = 2024, 2050
DRAWS, SEED = 1000, 1
MOST_REPLACEMENTS = 2
ENDS = (5.0, 95.0)
MONTHS_A_YEAR, PERCENT, LITRES_OF_A_FIGURE, GRAMS = 12, 100.0, 100.0, 1000.0


@dataclass(frozen=True, slots=True)
class Pair:
    """An electric vehicle and its twin: low, central and high of every parameter of OWN and SHARED, by name."""

    vehicle: str
    ranges: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class Grid:
    """The intensity of electricity where it is used, kg CO2e per kWh, by year (years,), in order and without gaps.

    After its last year the grid stays as it is. ValueError for years that do not follow each other, or a bad figure.
    """

    years: NDArray[np.int64]
    kg_per_kwh: Array

    def __post_init__(self) -> None:
        if len(self.years) != len(self.kg_per_kwh) or not len(self.years) or np.any(np.diff(self.years) != 1):
            raise ValueError("a grid has one intensity a year, and years that follow each other")
        if not np.all(np.isfinite(self.kg_per_kwh)) or np.any(self.kg_per_kwh < 0):
            raise ValueError("kg_per_kwh: every intensity is 0 or more")

    def of(self, years: NDArray[np.int64] | Sequence[int]) -> Array:
        """Return the intensity of these years. ValueError for one before the first."""
        wanted = np.asarray(years)
        if np.any(wanted < self.years[0]):
            raise ValueError(f"year {int(wanted.min())}: the grid is known from {int(self.years[0])}")
        return self.kg_per_kwh[np.minimum(wanted - self.years[0], len(self.years) - 1)]

    def kept(self, year: int) -> Grid:
        """Return the grid that stays as it is in a year."""
        return Grid(self.years, np.full(len(self.years), float(self.of([year])[0])))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pair in one or many draws, (draws,) each: what is made, what a km takes, how far and how long it is driven.

    `battery_kg` is of a battery made before footprints fall, all batteries of the life; `fall` the share by which the
    footprint is less by 2050; `upstream` what the electricity is multiplied with.
    """

    battery_kg: Array
    rest_kg: Array
    fall: Array
    socket_kwh_per_km: Array
    upstream: Array
    fuel_kg_per_km: Array
    km_a_year: Array
    life_years: Array

    def embodied_kg(self, year: int) -> Array:
        """Return what the electric vehicle bought in a year begins with, kg CO2e."""
        return self.battery_kg * (1 - self.fall * fallen(year)) + self.rest_kg


@dataclass(frozen=True, slots=True)
class Payback:
    """Months and km until an electric vehicle has made up for what it began with, by year of purchase.

    `months` is at central values, (years,); `low` and `high` hold 90 % of the draws. Infinite: never within its life.
    `never` is the share of draws (0 to 1) that do not get there within theirs.
    """

    years: NDArray[np.int64]
    months: Array
    months_low: Array
    months_high: Array
    km: Array
    km_low: Array
    km_high: Array
    never: Array


@dataclass(frozen=True, slots=True)
class Compared:
    """One pair on one grid: at central values and in draws, its payback by year, and the months if the grid stayed.

    `if_grid_stays` (years,) holds the intensity of the grid's first year for good.
    """

    pair: Pair
    middle: Drawn
    drawn: Drawn
    grid: Grid
    found: Payback
    if_grid_stays: Array

    @property
    def life_months(self) -> int:
        """The central life of the vehicle in whole months."""
        return round(MONTHS_A_YEAR * float(self.middle.life_years[0]))

    def at(self, year: int) -> int:
        """Return the place of a year of purchase. ValueError for one that is not there."""
        return self.found.years.tolist().index(year)


@dataclass(frozen=True, slots=True)
class PerKm:
    """What a km costs over a life without what both share, g CO2e: central and the ends of 90 % of the draws."""

    electric: tuple[float, float, float]
    twin: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Course:
    """Cumulative kg CO2e at the end of each month of a life, 0 first: low, central and high, (3, months + 1)."""

    electric: Array
    twin: Array


def pairs(answer: Answer) -> dict[str, Pair]:
    """Return the pairs by vehicle from the answer to `vehicle_pairs`. ValueError names what a pair lacks."""
    found: dict[str, dict[str, Range]] = {}
    for row in answer.frame.itertuples():
        found.setdefault(row.vehicle, {})[row.parameter] = Range(row.parameter, float(row.low), float(row.value),
                                                                 float(row.high))
    shared = found.pop("all", {})
    for vehicle in VEHICLES:
        missing = [name for name in (*OWN, *SHARED) if name not in found.get(vehicle, {}) | shared]
        if missing:
            raise ValueError(f"{vehicle}: without {', '.join(missing)}")
    return {vehicle: Pair(vehicle, found[vehicle] | shared) for vehicle in VEHICLES}


def compare(pair: Pair, battery: Embodied, grid: Grid, years: Sequence[int], *, draws: int = DRAWS, seed: int = SEED,
            with_upstream: bool = True, replacements: int = 0) -> Compared:
    """Return a pair on a grid, bought in each of these years. ValueError as `at_random` and `Grid.of`."""
    middle = at_centre(pair, battery, with_upstream=with_upstream, replacements=replacements)
    drawn = at_random(pair, battery, draws=draws, seed=seed, with_upstream=with_upstream, replacements=replacements)
    stays = months_to_break_even(middle, grid.kept(int(grid.years[0])), years)[:, 0]
    return Compared(pair, middle, drawn, grid, payback(middle, drawn, grid, years), stays)


def at_centre(pair: Pair, battery: Embodied, *, with_upstream: bool = True, replacements: int = 0) -> Drawn:
    """Return a pair at its central values, as one draw. ValueError as `at_random`."""
    return _drawn(pair, central(_ranges(pair, battery)), with_upstream, replacements)


def at_random(pair: Pair, battery: Embodied, *, draws: int = DRAWS, seed: int = SEED, with_upstream: bool = True,
              replacements: int = 0) -> Drawn:
    """Return a pair in random draws from its triangles, each parameter by itself, the same for the same seed.

    `battery` is what a kWh of capacity brings with it today; `with_upstream`: making and moving fuels counts, the
    vehicle's and that of power stations; `replacements` batteries (0 to 2) more are counted from the first day.
    ValueError for another number of them, or no draw.
    """
    return _drawn(pair, draw(_ranges(pair, battery), draws, seed), with_upstream, replacements)


def _ranges(pair: Pair, battery: Embodied) -> list[Range]:
    return [*(pair.ranges[name] for name in (*OWN, *SHARED)), Range("battery_kg_per_kwh", *battery.ends)]


def _drawn(pair: Pair, values: Array, with_upstream: bool, replacements: int) -> Drawn:
    if not 0 <= replacements <= MOST_REPLACEMENTS:
        raise ValueError(f"replacements = {replacements}: from 0 to {MOST_REPLACEMENTS}")
    of = dict(zip((*OWN, *SHARED, "battery_kg_per_kwh"), values.T, strict=True))
    counted = 1.0 if with_upstream else 0.0
    return Drawn(
        battery_kg=of["battery"] * of["battery_kg_per_kwh"] * (1 + replacements),
        rest_kg=of["rest_of_vehicle"],
        fall=of["footprint_fall"] / PERCENT,
        socket_kwh_per_km=of["electricity"] / (1 - of["charging_loss"] / PERCENT),
        upstream=1 + counted * of["electricity_upstream"] / PERCENT,
        fuel_kg_per_km=of["fuel"] / LITRES_OF_A_FIGURE * (of["tank_to_wheel"] + counted * of["well_to_tank"]),
        km_a_year=of["distance"],
        life_years=of["life"],
    )


def months_to_break_even(drawn: Drawn, grid: Grid, years: Sequence[int]) -> Array:
    """Return the months until what was saved makes up for what was made, (years, draws): infinite if never in its life.

    Zero where the electric vehicle begins with no more than its twin. Within a year savings grow evenly.
    """
    bought = np.asarray(years)
    longest = int(np.ceil(drawn.life_years.max()))
    intensity = grid.of(bought[:, None] + np.arange(longest))  # years of purchase × years of life
    grown = np.array([drawn.embodied_kg(int(year)) for year in bought])
    per_kwh = drawn.km_a_year * drawn.socket_kwh_per_km * drawn.upstream
    fuel = drawn.km_a_year * drawn.fuel_kg_per_km
    found = np.where(grown <= 0, 0.0, np.inf)
    left = grown
    for place in range(longest):
        saved = fuel - intensity[:, place, None] * per_kwh
        after = left - saved
        crossed = (left > 0) & (after <= 0) & np.isinf(found)
        share = np.divide(left, saved, out=np.ones_like(left), where=crossed)
        found = np.where(crossed, MONTHS_A_YEAR * (place + share), found)
        if not np.any(np.isinf(found)):
            break
        left = after
    return np.where(found <= MONTHS_A_YEAR * drawn.life_years, found, np.inf)


def payback(middle: Drawn, drawn: Drawn, grid: Grid, years: Sequence[int]) -> Payback:
    """Return months and km to break even by year of purchase, with the ends of 90 % of the draws."""
    at_middle = months_to_break_even(middle, grid, years)[:, 0]
    months = months_to_break_even(drawn, grid, years)
    km = months / MONTHS_A_YEAR * drawn.km_a_year
    (months_low, months_high), (km_low, km_high) = (_ends(values) for values in (months, km))
    return Payback(np.asarray(years), at_middle, months_low, months_high,
                   at_middle / MONTHS_A_YEAR * middle.km_a_year[0], km_low, km_high, np.isinf(months).mean(1))


def _ends(values: Array) -> Array:
    """Return the 5th and 95th percentile of years × draws, (2, years), as values that were drawn: some are infinite."""
    places = [round(share / PERCENT * (values.shape[1] - 1)) for share in ENDS]
    return np.partition(values, places, axis=1)[:, places].T


def per_km(middle: Drawn, drawn: Drawn, grid: Grid, year: int) -> PerKm:
    """Return what a km costs over the whole life of a vehicle bought in a year, without what both share."""
    low, high = (np.percentile(_per_km(drawn, grid, year), one, axis=1) for one in ENDS)
    (electric,), (twin,) = _per_km(middle, grid, year)
    return PerKm(*(tuple(map(float, ends)) for ends in zip(low, (electric, twin), high, strict=True)))


def _per_km(drawn: Drawn, grid: Grid, year: int) -> Array:
    """Return g CO2e a km of electric vehicle and twin, (2, draws)."""
    longest = int(np.ceil(drawn.life_years.max()))
    # A life that ends within a year takes that share of it.
    weights = np.clip(drawn.life_years - np.arange(longest)[:, None], 0, 1) / drawn.life_years
    mean = (weights * grid.of(year + np.arange(longest))[:, None]).sum(0)
    made = drawn.embodied_kg(year) / (drawn.km_a_year * drawn.life_years)
    return GRAMS * np.stack([made + drawn.socket_kwh_per_km * drawn.upstream * mean, drawn.fuel_kg_per_km])


def course(middle: Drawn, drawn: Drawn, grid: Grid, year: int) -> Course:
    """Return the cumulative emissions of both by month, over the central life; the ends hold 90 % of the draws."""
    months = round(MONTHS_A_YEAR * float(middle.life_years[0]))
    found = [_course(one, grid, year, months) for one in (middle, drawn)]
    return Course(*(np.stack([np.percentile(many, ENDS[0], axis=0), one[0], np.percentile(many, ENDS[1], axis=0)])
                    for one, many in zip(*found, strict=True)))


def _course(drawn: Drawn, grid: Grid, year: int, months: int) -> tuple[Array, Array]:
    """Return cumulative kg CO2e of electric vehicle and twin, (draws, months + 1) each."""
    intensity = grid.of(year + np.arange(months) // MONTHS_A_YEAR) / MONTHS_A_YEAR
    used = np.concatenate([[0.0], np.cumsum(intensity)])
    per_kwh = drawn.km_a_year * drawn.socket_kwh_per_km * drawn.upstream
    electric = drawn.embodied_kg(year)[:, None] + per_kwh[:, None] * used
    fuel = drawn.km_a_year * drawn.fuel_kg_per_km / MONTHS_A_YEAR
    return electric, fuel[:, None] * np.arange(months + 1)

