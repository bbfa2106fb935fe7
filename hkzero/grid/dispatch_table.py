"""A dispatch as a table of hours, as totals of the year, and as a NetCDF file for other programmes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from hkzero.grid.case import Array, Dispatch

DIGITS = 6
CONVENTIONS = "CF-1.11"
# Series by hour: name of the field of a dispatch without its unit, unit.
PLAIN = {"load": "mw", "curtailed": "mw", "unserved": "mw", "flow": "mw", "price": "hkd_per_mwh",
         "intensity": "kg_per_kwh"}
# Series by hour and part: field, unit, what the parts are.
PARTS = {"generation": ("mw", "unit"), "charge": ("mw", "storage"), "discharge": ("mw", "storage"),
         "state_of_charge": ("mwh", "storage"), "moved": ("mw", "shiftable_load"),
         "given_back": ("mw", "shiftable_load"), "response": ("mw", "curtailable_load")}
UNITS = {"mw": "MW", "mwh": "MW h", "hkd_per_mwh": "HKD MW-1 h-1", "kg_per_kwh": "kg kW-1 h-1"}


def rows(found: Dispatch) -> list[dict[str, Any]]:
    """Return a row a modelled hour: its start, the hours of the year it stands for, and every series with its unit."""
    starts = found.case.year.starts[found.hours].astype("datetime64[m]")
    columns: dict[str, Any] = {"start": starts.astype(str).tolist(), "stands_for_hours": _rounded(found.weights)}
    columns |= {f"{name}_{unit}": _rounded(getattr(found, f"{name}_{unit}")) for name, unit in PLAIN.items()}
    columns["marginal_unit"] = found.marginal_unit
    for name, (unit, _) in PARTS.items():
        columns |= {f"{name}_{part}_{unit}": _rounded(series)
                    for part, series in getattr(found, f"{name}_{unit}").items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def totals(found: Dispatch) -> dict[str, Any]:
    """Return the figures of the year that a dispatch comes to, ready for JSON, and how far it is from the account."""
    from hkzero.grid.dispatch import account_gap

    def gwh(power: Array) -> float:
        return round(float(power @ found.weights) / 1e3, DIGITS) + 0.0

    account = [] if found.case.account_gwh is None else account_gap(found)
    return {
        "hours_modelled": len(found.hours), "load_gwh": gwh(found.load_mw), "peak_mw": round(found.peak_mw, DIGITS),
        "objective_hkd": round(found.objective_hkd, 2),
        "energy_gwh": {name: gwh(power) for name, power in found.generation_mw.items()},
        "charged_gwh": {name: gwh(power) for name, power in found.charge_mw.items()},
        "discharged_gwh": {name: gwh(power) for name, power in found.discharge_mw.items()},
        "moved_gwh": {name: gwh(np.maximum(power, 0.0)) for name, power in found.moved_mw.items()},
        "given_back_gwh": {name: gwh(power) for name, power in found.given_back_mw.items()},
        "response_gwh": {name: gwh(power) for name, power in found.response_mw.items()},
        "curtailed_gwh": gwh(found.curtailed_mw), "unserved_gwh": gwh(found.unserved_mw),
        "cost_million_hkd": {name: round(cost / 1e6, DIGITS) for name, cost in found.cost_hkd.items()},
        "emissions_kt": {name: round(mass / 1e3, DIGITS) for name, mass in found.emissions_tonnes.items()},
        "account": [{name: _plain(value) for name, value in row.items()} for row in account],
    }


def netcdf(found: Dispatch, meta: Mapping[str, Any]) -> bytes:
    """Return a NetCDF-4 file of a dispatch, named by the CF conventions; `meta` becomes attributes of the file."""
    import xarray

    data = {f"{name}_{unit}": ("time", getattr(found, f"{name}_{unit}"), {"units": UNITS[unit]})
            for name, unit in PLAIN.items()}
    data |= {"stands_for": ("time", found.weights, {"units": "h"}),
             "marginal_unit": ("time", np.array(found.marginal_unit, dtype=object))}
    names: dict[str, list[str]] = {}
    for name, (unit, part) in PARTS.items():
        series = getattr(found, f"{name}_{unit}")
        if series:
            names[part] = list(series)
            data[f"{name}_{unit}"] = ((part, "time"), np.stack(list(series.values())), {"units": UNITS[unit]})
    for name, unit in (("cost_hkd", "HKD"), ("emissions_tonnes", "t")):
        series = getattr(found, name)
        data[name] = ("unit", np.array([series[unit_id] for unit_id in names["unit"]]), {"units": unit})
    attributes = {name: value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
                  for name, value in meta.items()}
    times = found.case.year.starts[found.hours].astype("datetime64[ns]")
    dataset = xarray.Dataset(
        data, {"time": ("time", times, {"long_name": "start of the hour, Hong Kong time (UTC+8)"}), **names},
        {"Conventions": CONVENTIONS, "objective_hkd": found.objective_hkd, **attributes})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dispatch.nc"
        dataset.to_netcdf(path, engine="netcdf4", encoding={"time": {"units": "hours since 1970-01-01 00:00"}})
        return path.read_bytes()


def _rounded(values: Array) -> list[float]:
    # Differences of large numbers leave dust, and minus nothing is nothing.
    return (np.round(values, DIGITS) + 0.0).tolist()


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else round(float(value), DIGITS) + 0.0
