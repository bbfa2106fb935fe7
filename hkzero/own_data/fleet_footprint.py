"""What the vehicles of a fleet emit in their year, scope by scope, and how they stand against their class.

Method: GHG Protocol Corporate Standard (2004), mobile combustion, and Scope 2 Guidance (2015), location-based. Scope 1
is the fuel burnt × the published factor of the class and fuel; scope 2 the electricity drawn × emissions per kWh
delivered in Hong Kong in that year. Where only a distance is given, energy per kilometre is the project's own
assumption with its range. Making the fuel and the vehicles is in neither scope. What has no factor in data/ stays
blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hkzero.measure import Answer, Kind, Measured
from hkzero.own_data.fleet import CHARGED, WITHOUT_FUEL, Vehicles

QUESTIONS = ("electricity_intensity", "vehicle_class_factors", "vehicle_class_energy")
KG_PER_T, G_PER_KG, MJ_PER_GJ, KM_OF_ECONOMY, PERCENT = 1e3, 1e3, 1e3, 100.0, 100.0
DIGITS = 3
# A reported use per kilometre this far outside the range of its class is doubted.
FAR_BELOW, FAR_ABOVE = 0.5, 2.0
UNIT = "t CO2e"
# The city's targets that a fleet can be held against, by class of vehicle ("" = all).

Band = tuple[float, float, float]  # low, central, high


class Factors:
    """The published factors of the three QUESTIONS, looked up by class, fuel and year."""

    def __init__(self, intensity: Answer, factors: Answer, energy: Answer) -> None:
        delivered = intensity.frame[intensity.frame["measure"] == "consumed"]
        self.grid = {int(year): intensity.measured(delivered[delivered["period"] == year])
                     for year in delivered["period"]}
        self.burnt = {(row["vehicle"], row["fuel"]): factors.measured(factors.frame.loc[[place]])
                      for place, row in factors.frame.iterrows()}
        self._energy = {(row["vehicle"], row["fuel"]): (tuple(float(row[name]) for name in ("low", "value", "high")),
                                                        energy.measured(energy.frame.loc[[place]]))
                        for place, row in energy.frame.iterrows()}

    @property
    def newest_year(self) -> int:
        """The newest year with emissions per kWh delivered."""
        return max(self.grid)

    def per_km(self, vehicle: str, fuel: str) -> Measured | None:
        """Return litres, or kWh drawn from the socket, per km as (low, central, high); None without a figure."""
        if (vehicle, fuel) not in self._energy:
            return None
        band, evidence = self._energy[vehicle, fuel]
        values = tuple(one / KM_OF_ECONOMY for one in band)
        if fuel not in WITHOUT_FUEL:
            return _measured(values, "L/km", evidence)
        losses, loss = self._energy["all", "charging_loss"]
        drawn = tuple(one / (1 - lost / PERCENT) for one, lost in zip(values, losses, strict=True))
        return _measured(drawn, "kWh/km", evidence, loss)

    def class_g_per_km(self, one: Vehicles) -> Measured | None:
        """Return what an average vehicle of the class and fuel emits, g CO2e/km as (low, central, high)."""
        per_km = self.per_km(one.vehicle, one.fuel)
        factor = self.grid.get(one.year) if one.fuel in WITHOUT_FUEL else self.burnt.get((one.vehicle, one.fuel))
        if per_km is None or factor is None:
            return None
        return _measured(tuple(value * factor.value * G_PER_KG for value in per_km), "g CO2e/km", per_km, factor)


@dataclass(frozen=True, slots=True)
class FleetFootprint:
    """What the vehicles of a row emit, t CO2e: each scope a Measured of (low, central, high), None where not known.

    `from_distance` says that the energy is the assumed one of the distance; `electrified` is scope 2 if all were
    electric, at the newest factor. `g_per_km` and `class_g_per_km` only where distance and energy are both given.
    `doubts` are codes of what is unlikely or missing.
    """

    vehicles: Vehicles
    scope_1: Measured | None
    scope_2: Measured | None
    from_distance: bool
    electrified: Measured | None
    g_per_km: float | None
    class_g_per_km: Measured | None
    doubts: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether both scopes are known."""
        return self.scope_1 is not None and self.scope_2 is not None


def footprints(fleet: Sequence[Vehicles], intensity: Answer, factors: Answer, energy: Answer,
               ) -> tuple[FleetFootprint, ...]:
    """Return the footprint of each row; the answers are those of QUESTIONS."""
    known = Factors(intensity, factors, energy)
    return tuple(_footprint(one, known) for one in fleet)


def _measured(values: Band, unit: str, *evidence: Measured) -> Measured:
    """Return a band that rests on others. The amounts are the user's own word: an assumption at best."""
    return Measured(values, unit, tuple(source for one in evidence for source in one.sources), Kind.ASSUMED,
                    series=tuple(name for one in evidence for name in one.series),
                    questions=tuple(name for one in evidence for name in one.questions))


def _footprint(one: Vehicles, known: Factors) -> FleetFootprint:
    from_distance = one.fuel_used is None and one.electricity_kwh is None
    scope_1, lacks_1 = _scope_1(one, known)
    scope_2, lacks_2 = _scope_2(one, known)
    doubts = tuple(code for code in (lacks_1, lacks_2, _unlikely(one, known)) if code)
    total = None if scope_1 is None or scope_2 is None else scope_1.values[1] + scope_2.values[1]
    g_per_km = class_g = None
    if not from_distance and one.distance_km and total is not None:
        g_per_km = total * KG_PER_T * G_PER_KG / one.distance_km
        class_g = known.class_g_per_km(one)
    return FleetFootprint(one, scope_1, scope_2, from_distance, _electrified(one, known), g_per_km, class_g, doubts)


def _scope_1(one: Vehicles, known: Factors) -> tuple[Measured | None, str]:
    """Return the fuel burnt in t CO2e and "", or None and why it is not known."""
    grid = known.grid[known.newest_year]
    if one.fuel in WITHOUT_FUEL:
        return _measured((0.0, 0.0, 0.0), UNIT, grid), ""
    if one.fuel_used == 0.0 and one.fuel in CHARGED:
        return _measured((0.0, 0.0, 0.0), UNIT, grid), ""
    if one.fuel_mj is not None:
        factor = known.burnt.get(("all", one.fuel))
        amount = one.fuel_mj / MJ_PER_GJ
        return (None, "no_factor") if factor is None else (_of_amount(amount, factor), "")
    factor = known.burnt.get((one.vehicle, one.fuel))
    if factor is None:
        return None, "no_factor"
    if one.fuel_l is not None:
        return _of_amount(one.fuel_l, factor), ""
    if one.fuel in CHARGED or one.distance_km is None:
        return None, "no_fuel"
    per_km = known.per_km(one.vehicle, one.fuel)
    return (None, "no_energy_per_km") if per_km is None else (_of_distance(one.distance_km, per_km, factor), "")


def _scope_2(one: Vehicles, known: Factors) -> tuple[Measured | None, str]:
    """Return the electricity drawn in t CO2e and "", or None and why it is not known."""
    if one.fuel not in CHARGED:
        return _measured((0.0, 0.0, 0.0), UNIT, known.grid[known.newest_year]), ""
    factor = known.grid.get(one.year)
    if factor is None:
        return None, "no_grid_factor"
    if one.electricity_kwh is not None:
        return _of_amount(one.electricity_kwh, factor), ""
    if one.fuel not in WITHOUT_FUEL or one.distance_km is None:
        return None, "no_electricity"
    per_km = known.per_km(one.vehicle, one.fuel)
    return (None, "no_energy_per_km") if per_km is None else (_of_distance(one.distance_km, per_km, factor), "")


def _of_amount(amount: float, factor: Measured) -> Measured:
    tonnes = amount * factor.value / KG_PER_T
    return _measured((tonnes, tonnes, tonnes), UNIT, factor)


def _of_distance(km: float, per_km: Measured, factor: Measured) -> Measured:
    return _measured(tuple(km * value * factor.value / KG_PER_T for value in per_km), UNIT, per_km, factor)


def _electrified(one: Vehicles, known: Factors) -> Measured | None:
    """Return scope 2 of the same distance driven by electric vehicles, at the newest factor; None where not known.

    Without a distance it is worked out from the litres: the least fuel a kilometre means the most kilometres.
    """
    per_km = known.per_km(one.vehicle, "electricity")
    if one.fuel in CHARGED or per_km is None:
        return None
    grid = known.grid[known.newest_year]
    if one.distance_km:
        return _of_distance(one.distance_km, per_km, grid)
    burnt = known.per_km(one.vehicle, one.fuel)
    if one.fuel_l is None or burnt is None:
        return None
    kwh = tuple(one.fuel_l / litres * power for litres, power in zip(burnt.values[::-1], per_km, strict=True))
    return _measured(tuple(value * grid.value / KG_PER_T for value in kwh), UNIT, per_km, burnt, grid)


def _unlikely(one: Vehicles, known: Factors) -> str:
    """Return a code where energy per kilometre is far outside the range of the class; "" otherwise."""
    used = one.electricity_kwh if one.fuel in WITHOUT_FUEL else one.fuel_l
    per_km = known.per_km(one.vehicle, one.fuel)
    if per_km is None or used is None or not one.distance_km:
        return ""
    low, _, high = per_km.values
    at = used / one.distance_km
    return "use_low" if at < FAR_BELOW * low else "use_high" if at > FAR_ABOVE * high else ""


def records(found: Sequence[FleetFootprint]) -> list[dict[str, Any]]:
    """Return a record a row, ready for CSV and JSON: t CO2e, g CO2e/km; None is what is not known."""
    return [{
        "row": one.vehicles.row, "name": one.vehicles.name, "vehicle": one.vehicles.vehicle,
        "fuel": one.vehicles.fuel, "number": one.vehicles.number, "year": one.vehicles.year,
        "distance_km": _rounded(one.vehicles.distance_km), "fuel_l": _rounded(one.vehicles.fuel_l),
        "fuel_mj": _rounded(one.vehicles.fuel_mj), "electricity_kwh": _rounded(one.vehicles.electricity_kwh),
        **_band("scope_1", one.scope_1), **_band("scope_2", one.scope_2), "from_distance": one.from_distance,
        **_band("electrified_scope_2", one.electrified), "g_per_km": _rounded(one.g_per_km),
        "class_g_per_km": _rounded(one.class_g_per_km and one.class_g_per_km.values[1]),
        "doubts": ";".join(one.doubts), "kind": "assumed",
    } for one in found]


def _band(name: str, amount: Measured | None) -> dict[str, float | None]:
    low, central, high = amount.values if amount else (None, None, None)
    return {f"{name}_t": _rounded(central), f"{name}_low_t": _rounded(low), f"{name}_high_t": _rounded(high)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)


def added(amounts: Sequence[Measured | None]) -> Band | None:
    """Return the sum of what is known as (low, central, high); None where nothing is.

    Ends add to ends: energy per kilometre of one class is wrong the same way in every row.
    """
    known = [one for one in amounts if one is not None]
    return tuple(sum(parts) for parts in zip(*(one.values for one in known), strict=True)) if known else None


def scopes(found: Sequence[FleetFootprint]) -> dict[str, Band | None]:
    """Return each scope and both together, t CO2e as (low, central, high), of what is known."""
    one, two = added([row.scope_1 for row in found]), added([row.scope_2 for row in found])
    both = added([part for row in found for part in (row.scope_1, row.scope_2)])
    return {"scope_1": one, "scope_2": two, "total": both}


def by_class(found: Sequence[FleetFootprint]) -> dict[tuple[str, str], tuple[FleetFootprint, ...]]:
    """Return the rows by class of vehicle and fuel, the largest emission first."""
    grouped: dict[tuple[str, str], list[FleetFootprint]] = {}
    for one in found:
        grouped.setdefault((one.vehicles.vehicle, one.vehicles.fuel), []).append(one)
    return {key: tuple(rows) for key, rows in sorted(grouped.items(), key=lambda pair: -_central(pair[1]))}


def _central(found: Sequence[FleetFootprint]) -> float:
    total = scopes(found)["total"]
    return total[1] if total else 0.0


def newest(found: Sequence[FleetFootprint]) -> tuple[FleetFootprint, ...]:
    """Return the rows of the newest year: a fleet of several years is not counted twice."""
    last = max(one.vehicles.year for one in found)
    return tuple(one for one in found if one.vehicles.year == last)


@dataclass(frozen=True, slots=True)
class Switch:
    """What electrifying the rest would change a year, t CO2e as (low, central, high): `before` is scope 1, `after` 2.

    `vehicles` are covered; `left_out` have an engine too, but no figure for their fuel or for electricity a kilometre.
    Plug-in hybrids are left out: how far they drive on electricity is not known.
    """

    vehicles: int
    left_out: int
    before: Band | None
    after: Band | None
    change: Band | None


def switch(found: Sequence[FleetFootprint]) -> Switch:
    """Return what electrifying every engine of the newest year would change at the newest factor of the grid."""
    engines = [one for one in newest(found) if one.vehicles.fuel not in WITHOUT_FUEL]
    covered = [one for one in engines if one.scope_1 is not None and one.electrified is not None]
    before, after = added([one.scope_1 for one in covered]), added([one.electrified for one in covered])
    change = None
    if before and after:
        change = (after[0] - before[2], after[1] - before[1], after[2] - before[0])
    numbers = [sum(one.vehicles.number for one in part) for part in (engines, covered)]
    return Switch(numbers[1], numbers[0] - numbers[1], before, after, change)


def electric_share(found: Sequence[FleetFootprint], vehicle: str = "") -> tuple[int, int]:
    """Return how many vehicles are electric and how many there are, of a class or ("") of all, in the newest year."""
    rows = [one.vehicles for one in newest(found) if vehicle in ("", one.vehicles.vehicle)]
    return sum(one.number for one in rows if one.fuel in WITHOUT_FUEL), sum(one.number for one in rows)


def totals(found: Sequence[FleetFootprint]) -> dict[str, Any]:
    """Return the sums of the newest year, t CO2e, what is not known, and what electrifying the rest would change."""
    found = newest(found)
    sums, change = scopes(found), switch(found)
    electric, of_all = electric_share(found)
    lines = {f"{name}{end}_t": _rounded(band[place]) if band else None for name, band in sums.items()
             for place, end in ((1, ""), (0, "_low"), (2, "_high"))}
    return {"year": found[0].vehicles.year, "rows": len(found), "vehicles": of_all, "electric": electric, **lines,
            "rows_with_a_scope_unknown": sum(not one.is_known for one in found),
            "rows_from_distance": sum(one.from_distance for one in found),
            "electrify_vehicles": change.vehicles, "electrify_left_out": change.left_out,
            **{f"electrify_change{end}_t": _rounded(change.change[place]) if change.change else None
               for place, end in ((1, ""), (0, "_low"), (2, "_high"))}}


def sources(found: Sequence[FleetFootprint]) -> tuple[str, ...]:
    """Return every publication that the footprints rest on."""
    parts = [part for one in found for part in (one.scope_1, one.scope_2, one.electrified, one.class_g_per_km) if part]
    return tuple(sorted({source for part in parts for source in part.sources}))
