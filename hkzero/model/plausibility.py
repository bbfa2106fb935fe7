"""What is hard to believe in a run: settings beyond a physical limit, built too fast, or against each other.

A warning changes no result. It gives the first year in which a limit is passed, the worst value, and where the limit
comes from: a publication (`source_id`) or an assumption (`assumption_id`). Words for it are in the texts, by its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hkzero.model.engine import Base, Outcome
from hkzero.model.scenario_inputs import Array

IDS = (
    "rooftop_solar_beyond_roofs", "offshore_wind_beyond_sites", "imports_beyond_lines", "carbon_beyond_store",
    "solar_built_too_fast", "wind_built_too_fast", "gas_built_too_late", "unserved_energy", "curtailed_energy",
    "bus_shares_above_whole", "heavy_goods_shares_above_whole", "gas_shares_above_whole", "waste_used_twice",
    "removals_beyond_emissions",
)
HOURS = 8.76  # thousand hours in a year
CURTAILED_LIMIT_PERCENT = 1.0  # less than this is within the accuracy of a yearly balance
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Warning:
    """One finding: `value` against `limit` in `unit`, first passed in `year`."""

    warning_id: str
    year: int
    value: float
    limit: float
    unit: str
    source_id: str = ""
    assumption_id: str = ""


def warnings(outcome: Outcome, schedule: Array, base: Base, draw: int = 0) -> tuple[Warning, ...]:
    """Return what is hard to believe in one draw of an outcome and its schedule, in the order of IDS.

    `schedule` is (draws or 1, levers, years) as it was given to `engine.run`.
    """
    levels = schedule[draw if len(schedule) > 1 else 0]
    series = {name: values[draw] for name, values in outcome.series.items()}
    level = {name: levels[row] for row, name in enumerate(base.lever_ids)}
    found = [*_limits(level, series, base), *_build_rates(level, series, base), *_balance(series, base),
             *_contradictions(level, series, outcome.emissions_kt[draw], base)]
    return tuple(sorted(found, key=lambda warning: IDS.index(warning.warning_id)))


def _passed(warning_id: str, base: Base, value: Array, limit: Array | float, unit: str,
            **origin: str) -> Iterator[Warning]:
    """Yield a warning when a value passes its limit in any year: the first such year, and the worst value."""
    excess = np.asarray(value) - limit
    beyond = np.flatnonzero(excess > TOLERANCE)
    if beyond.size:
        worst = int(np.argmax(excess))
        yield Warning(warning_id, int(base.years[beyond[0]]), float(value[worst]),
                      float(np.broadcast_to(limit, np.shape(value))[worst]), unit, **origin)


def _published(base: Base, name: str) -> tuple[float, dict[str, str]]:
    limit = base.limits[name]
    return float(limit.value or 0), {"source_id": ";".join(limit.sources)}


def _assumed(base: Base, name: str) -> tuple[float, dict[str, str]]:
    return float(base.central[base.assumption_ids.index(name)]), {"assumption_id": name}


def _limits(level: dict[str, Array], series: dict[str, Array], base: Base) -> Iterator[Warning]:
    roofs, origin = _published(base, "rooftop_solar")
    yield from _passed("rooftop_solar_beyond_roofs", base, level["b_rooftop_solar"], roofs, "GW", **origin)
    sites, origin = _published(base, "offshore_wind_sites")
    yield from _passed("offshore_wind_beyond_sites", base, level["e_offshore_wind"], sites, "GW", **origin)
    lines, origin = _published(base, "import_lines")
    imports_twh = (series["import_nuclear_gwh"] + series["import_clean_gwh"]) / 1e3
    yield from _passed("imports_beyond_lines", base, imports_twh, lines * HOURS, "TWh", **origin)
    store, origin = _published(base, "carbon_store")
    yield from _passed("carbon_beyond_store", base, series["captured_kt"] / 1e3, store, "Mt CO2/year", **origin)


def _build_rates(level: dict[str, Array], series: dict[str, Array], base: Base) -> Iterator[Warning]:
    solar, origin = _assumed(base, "el_solar_build_rate")
    added = np.diff(level["b_rooftop_solar"] + level["e_utility_solar"], prepend=np.nan)
    yield from _passed("solar_built_too_fast", base, np.nan_to_num(added), solar, "GW/year", **origin)
    wind, origin = _assumed(base, "el_wind_build_rate")
    added = np.diff(level["e_offshore_wind"], prepend=np.nan)
    yield from _passed("wind_built_too_fast", base, np.nan_to_num(added), wind, "GW/year", **origin)
    yield from _passed("gas_built_too_late", base, series["late_gas_gw"], 0.0, "GW", assumption_id="el_gas_build_rate")


def _balance(series: dict[str, Array], base: Base) -> Iterator[Warning]:
    yield from _passed("unserved_energy", base, series["unserved_gwh"], 0.0, "GWh",
                       assumption_id="el_thermal_load_factor")
    share = 100 * series["curtailed_gwh"] / (series["demand_gwh"] + series["losses_gwh"])
    yield from _passed("curtailed_energy", base, share, CURTAILED_LIMIT_PERCENT, "%")


def _contradictions(level: dict[str, Array], series: dict[str, Array], emissions_kt: Array,
                    base: Base) -> Iterator[Warning]:
    for warning_id, first, second in (
            ("bus_shares_above_whole", "t_electric_buses", "t_hydrogen_buses"),
            ("heavy_goods_shares_above_whole", "t_electric_heavy_goods", "t_hydrogen_heavy_goods"),
            ("gas_shares_above_whole", "e_hydrogen_blend", "e_carbon_capture")):
        yield from _passed(warning_id, base, level[first] + level[second], 100.0, "%")
    waste, origin = _assumed(base, "wa_waste_landfilled")
    per_twh, _ = _assumed(base, "wa_waste_per_electricity")
    burnt = (level["e_waste_to_energy"] - base.frozen[base.index("e_waste_to_energy")]) * per_twh
    used = waste * level["w_landfill_diversion"] / 100 + burnt
    yield from _passed("waste_used_twice", base, used, waste * series["population_index"], "Mt", **origin)
    yield from _passed("removals_beyond_emissions", base, -emissions_kt[-1] / 1e3, emissions_kt[:-1].sum(0) / 1e3,
                       "Mt CO2e")
