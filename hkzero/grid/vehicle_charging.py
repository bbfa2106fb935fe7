"""How much of the electricity of transport goes to railways, to vessels and to each class of electric vehicle.

A scenario's account has transport as a whole and railways. What is left is parted as the engine parts it: electric
vehicles of a class × the fuel a vehicle of that class burnt in the first year × electricity per unit of fuel, each
driven less by the same share a year. What vehicles do not take is vessels'. Where a scenario shifts journeys to other
modes, cars and taxis use less than is worked out here and vessels get too little; the sum is the account's all the
same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hkzero.measure import Answer
from hkzero.model.engine import Outcome
from hkzero.model.transport_fleet import CLASSES, TJ_PER_GWH

LIGHT = frozenset({"private_car", "motorcycle", "taxi"})
USER = "electric_vehicles_"
NEGLIGIBLE_GWH = 1e-9


def transport_gwh(outcome: Outcome, assumptions: Answer, year: int) -> dict[str, float]:
    """Return electricity of transport by user in a year, GWh: rail, vessels, `electric_vehicles_<class>`.

    The first draw of an outcome is taken. ValueError for a year that was not run.
    """
    series, at = outcome.series, list(outcome.years).index(year)
    central = assumptions.frame.set_index("assumption_id")["central"]
    use = (1 - central["tr_use_decline"] / 100) ** (year - float(outcome.years[0]))
    vehicles = {}
    for name in CLASSES:
        hydrogen = series.get(f"fleet_{name}_hydrogen", np.zeros_like(series["demand_gwh"]))
        burning = (series[f"fleet_{name}"] - series[f"fleet_{name}_electric"] - hydrogen)[0, 0]
        ratio = central["tr_electric_energy_ratio_light" if name in LIGHT else "tr_electric_energy_ratio_heavy"]
        per_vehicle_tj = series[f"fuel_{name}_tj"][0, 0] / burning * ratio * use
        vehicles[name] = float(series[f"fleet_{name}_electric"][0, at] * per_vehicle_tj / TJ_PER_GWH)
    return parted(float(series["demand_transport_gwh"][0, at]), float(series["rail_gwh"][0, at]), vehicles)


def parted(transport_gwh: float, rail_gwh: float, vehicles_gwh: Mapping[str, float]) -> dict[str, float]:
    """Return transport's electricity by user so that the parts add up to it; a user without any is left out."""
    left = max(transport_gwh - rail_gwh, 0.0)
    wanted = sum(vehicles_gwh.values())
    share = min(1.0, left / wanted) if wanted > 0 else 0.0
    found = {f"{USER}{name}": value * share for name, value in vehicles_gwh.items()}
    found["vessels"] = left - sum(found.values())
    found["rail"] = transport_gwh - left
    return {name: value for name, value in found.items() if value > NEGLIGIBLE_GWH}
