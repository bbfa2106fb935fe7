"""Synthetic years and cases for the tests of the grid: invented figures, never shown to anybody."""

from __future__ import annotations

import numpy as np

from hkzero.grid.case import HOURS, Case, Evidence, HourlyYear, Storage, Unit

EVIDENCE = Evidence(("synthetic",))


def synthetic_year(total_gwh: float = 49_400.0, scenario: str = "synthetic", year: int = 2025) -> HourlyYear:
    """Return an invented year with a hot season, an evening and a weekend."""
    hour = np.arange(HOURS)
    season = 1 + 0.25 * np.cos(2 * np.pi * (hour / 24 - 205) / 365)
    daily = 1 + 0.22 * np.cos(2 * np.pi * (hour % 24 - 15) / 24)
    week = np.where((hour // 24) % 7 >= 5, 0.9, 1.0)
    load = season * daily * week
    load *= total_gwh * 1e3 / load.sum()
    sun = np.clip(np.sin(np.pi * (hour % 24 - 6) / 12), 0, None) * 0.6
    wind = np.clip(0.3 + 0.2 * np.sin(hour / 37.0), 0, 1)
    return HourlyYear(scenario, year, np.datetime64("2025-01-01T00", "h") + hour,
                      {"commercial": load * 0.6, "residential": load * 0.33,
                       "electric_vehicles_private_car": load * 0.02}, load * 0.05,
                      {"clp": np.full(HOURS, 0.78), "hk_electric": np.full(HOURS, 0.22)}, sun, wind,
                      20 + 8 * season, False, EVIDENCE)


def small_case(load: np.ndarray, storages: tuple[Storage, ...] = (), **more) -> Case:
    """Return a case of a few units whose year begins with the given load and repeats it."""
    year = synthetic_year()
    repeated = np.resize(np.asarray(load, dtype=float), HOURS)
    year = HourlyYear("synthetic", 2025, year.starts, {"all": repeated}, np.zeros(HOURS), year.zone_share, year.solar,
                      year.wind, year.temperature_celsius, False, EVIDENCE)
    units = (
        Unit("sun", "clp", "solar", 1, 40.0, 0.0, 0.0, availability=year.solar, is_must_run=True),
        Unit("coal", "clp", "coal", 2, 60.0, 250.0, 900.0, minimum_load=0.4, commitment_hours=168,
             energy_gwh=60.0 * 0.5 * 8.76),
        Unit("gas", "hk_electric", "natural_gas", 2, 80.0, 500.0, 400.0, minimum_load=0.3),
        Unit("turbine", "clp", "oil", 1, 20.0, 2_000.0, 700.0),
    )
    return Case(year, units, storages, **more)
