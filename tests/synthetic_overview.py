"""Small frames with the columns of the real answers. Every figure here is synthetic: shaped like the data, not data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hkzero.measure import Answer, weakest

EVIDENCE = {"unit": "kt CO2e", "kind": "observed", "series_id": "synthetic.series", "source_id": "synthetic_source",
            "vintage": "2019-07", "note": ""}


def answer(rows: list[dict[str, Any]], name: str = "synthetic", unit: str = "kt CO2e") -> Answer:
    """Return synthetic rows as an answer; evidence columns are filled in where a row does not give them."""
    frame = pd.DataFrame([EVIDENCE | {"unit": unit} | row for row in rows])
    return Answer(frame=frame, unit=unit, kind=weakest(frame["kind"]), series=("synthetic.series",),
                  sources=tuple(sorted(set(";".join(frame["source_id"]).split(";")))), vintages=(), notes=(), name=name)


def total(period: int, value: float, vintage: str = "2019-07", kind: str = "observed", half: float = 50.0,
          method: str = "published", source_id: str = "synthetic_source") -> dict[str, Any]:
    """Return one row of emissions_total."""
    return {"period": period, "low": value - half, "value": value, "high": value + half, "vintage": vintage,
            "kind": kind, "method": method, "source_id": source_id, "is_newest": True}


def totals() -> Answer:
    """Return a city that fell by a quarter in ten years and stood still in the last four."""
    table = [total(year, 40_000.0 + 100 * (year - 2000)) for year in range(2000, 2016)]
    older = [total(year, 40_100.0, "2018-08", source_id="synthetic_older") for year in range(2000, 2015)]
    later = [total(2005, 40_000.0, "2021", "reported", 5_000.0, source_id="synthetic_press"),
             total(2014, 44_000.0, "2026", "derived", 300.0, "change_since_2014", "synthetic_new"),
             total(2019, 40_000.0, "2021", "reported", source_id="synthetic_press"),
             total(2020, 33_600.0, "2022", "reported", source_id="synthetic_press"),
             total(2023, 34_000.0, "2026", "derived", 80.0, "change_on_previous_year", "synthetic_new"),
             total(2024, 33_000.0, "2026", "observed", source_id="synthetic_new")]
    return answer(table + older + later, "emissions_total")


def city_targets() -> Answer:
    """Return a halving by 2035 and neutrality by 2050."""
    goal = {"kind": "scenario", "source_id": "synthetic_plan"}
    return answer([
        goal | {"target_id": "city_half_2035", "target_year": 2035, "low": 20_250.0, "value": 20_250.0,
                "high": 20_250.0, "base_year": 2005.0, "base_value": 40_500.0},
        goal | {"target_id": "city_neutral_2050", "target_year": 2050, "low": 0.0, "value": 0.0, "high": 0.0,
                "base_year": float("nan"), "base_value": float("nan")},
    ], "city_targets")


def targets() -> Answer:
    """Return the targets that sectors are held against."""
    goal = {"kind": "scenario", "source_id": "synthetic_plan", "status": "in_force", "base_year": float("nan")}
    saving = goal | {"base_year": 2015.0, "target_year": 2035}
    return answer([
        goal | {"target_id": "elec_netzero_2050", "target_year": 2050, "low": 0.0, "high": 0.0},
        goal | {"target_id": "tr_zev_2050", "target_year": 2050, "low": 0.0, "high": 0.0},
        goal | {"target_id": "city_neutral_2050", "target_year": 2050, "low": 0.0, "high": 0.0},
        saving | {"target_id": "bld_com_2035", "low": -20.0, "high": -15.0},
        saving | {"target_id": "bld_res_2035", "low": -15.0, "high": -10.0},
    ], "targets", unit="%")


def sectors() -> Answer:
    """Return emissions by sector: six sectors until 2015, three and a remainder in 2019, 2020, 2023 and 2024."""
    rows = []
    for year in range(2000, 2016):
        for sector, value in (("electricity", 28_000.0), ("transport", 7_000.0), ("waste", 2_000.0),
                              ("other_fuel", 2_000.0), ("industrial_processes", 1_400.0), ("agriculture", 30.0),
                              ("total", 40_430.0)):
            rows.append(total(year, value, half=5.0) | {"sector": sector})
    for year, vintage in ((2019, "2021"), (2020, "2022"), (2023, "2026"), (2024, "2026")):
        for sector, value in (("electricity", 20_000.0), ("transport", 6_500.0), ("waste", 2_050.0),
                              ("other", 4_450.0), ("total", 33_000.0)):
            rows.append(total(year, value, vintage, "derived", 170.0, "share_of_total") | {"sector": sector})
    return answer(rows, "emissions_by_sector")


def buildings() -> Answer:
    """Return electricity of homes and commerce, 2013-2023."""
    return answer([{"period": year, "sector": sector, "value": value - 300.0 * (year - 2013), "vintage": "2025"}
                   for year in range(2013, 2024)
                   for sector, value in (("residential", 43_200.0), ("commercial", 108_000.0))],
                  "building_electricity", unit="TJ")


def changes() -> Answer:
    """Return the change of each sector in the last year."""
    rows = [("electricity", 21_000.0, 20_000.0), ("transport", 6_600.0, 6_500.0), ("waste", 2_000.0, 2_050.0),
            ("other", 4_400.0, 4_450.0), ("total", 34_000.0, 33_000.0)]
    return answer([{"sector": sector, "from_period": 2023, "to_period": 2024, "from_value": before, "to_value": after,
                    "value": after - before, "kind": "derived", "vintage": "2026"} for sector, before, after in rows],
                  "sector_change")


def flows() -> Answer:
    """Return a small account: power stations and vehicles, a flow without carrier, one estimated flow."""
    rows = [("power_stations", "electricity", "residential", 6_000.0, "derived"),
            ("power_stations", "electricity", "commercial", 14_000.0, "estimated"),
            ("vehicles", "fuel", "transport", 6_000.0, "derived"),
            ("waste", "none", "waste", 2_600.0, "observed"),
            ("agriculture", "none", "agriculture", 1.0, "observed")]
    return answer([{"period": 2023, "source": source, "carrier": carrier, "use": use, "value": value, "kind": kind}
                   for source, carrier, use, value, kind in rows], "emissions_flow")


def per_person() -> Answer:
    """Return emissions per person."""
    return answer([{"period": 2014, "value": 6.2, "vintage": "2022"},
                   {"period": 2024, "value": 4.41, "vintage": "2026"}], "emissions_per_person", unit="t CO2e/person")


def imports() -> Answer:
    """Return emissions of imported electricity under three rules."""
    return answer([{"period": 2024, "rule": rule, "low": low, "value": value, "high": high, "imports_gwh": 12_500.0,
                    "kind": "estimated"}
                   for rule, low, value, high in (("territorial", 0.0, 0.0, 0.0), ("life_cycle", 80.0, 150.0, 300.0),
                                                  ("grid_average", 4_000.0, 4_800.0, 5_600.0))], "import_attribution")
