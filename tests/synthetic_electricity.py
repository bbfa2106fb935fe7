"""Small frames with the columns of the electricity answers. Every figure is synthetic: shaped like the data only."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from hkzero.measure import Answer, weakest

EVIDENCE = {"kind": "observed", "series_id": "synthetic.series", "source_id": "synthetic_source", "vintage": "2026",
            "note": ""}
FUELS = {"coal": 20.0, "natural_gas": 10.0, "oil": 0.5, "bioenergy": 0.1, "solar": 0.1, "wind": 0.0,
         "net_imports": 9.3}
LARGEST_BYTES = 150_000


def answer(rows: list[dict[str, Any]], unit: str, name: str = "synthetic") -> Answer:
    """Return synthetic rows as an answer; `unit` "" means that each row brings its own."""
    frame = pd.DataFrame([EVIDENCE | ({"unit": unit} if unit else {}) | row for row in rows])
    return Answer(frame=frame, unit=unit, kind=weakest(frame["kind"]) if len(frame) else "observed",
                  series=("synthetic.series",), sources=("synthetic_source",), vintages=(), notes=(), name=name)


def nothing(like: Answer) -> Answer:
    """Return the same answer without its rows."""
    return Answer(frame=like.frame.iloc[:0], unit=like.unit, kind=like.kind, series=like.series, sources=like.sources,
                  vintages=(), notes=(), name=like.name)


def supply() -> Answer:
    """Return the mix of 2015-2017 and 2019: coal falls by 2 TWh a year, 2018 is missing."""
    return answer([{"period": year, "fuel": fuel, "value": value - (2 * (year - 2015) if fuel == "coal" else 0)}
                   for year in (2015, 2016, 2017, 2019) for fuel, value in FUELS.items()], "TWh", "electricity_mix")


def shares() -> Answer:
    """Return shares of supply; they are derived."""
    return answer([{"period": year, "fuel": fuel, "value": value * 2.5, "kind": "derived"}
                   for year in (2015, 2024) for fuel, value in FUELS.items()], "%", "electricity_supply_shares")


def published() -> Answer:
    """Return published shares, one of them read twice and one for fuels lumped together."""
    return answer([
        {"period": 2012, "utility": "hong_kong", "fuel": "coal", "value": 50.0, "kind": "reported"},
        {"period": 2012, "utility": "hong_kong", "fuel": "coal", "value": 51.0, "kind": "reported"},
        {"period": 2020, "utility": "hong_kong", "fuel": "nuclear_import_and_renewables", "value": 30.0},
        {"period": 2019, "utility": "hk_electric", "fuel": "natural_gas", "value": 40.0},
        {"period": 2020, "utility": "hk_electric", "fuel": "natural_gas", "value": 45.0},
    ], "%", "electricity_mix_shares")


def emissions() -> Answer:
    """Return emissions by fuel, derived in 2015 and estimated later."""
    return answer([{"period": year, "fuel": fuel, "value": value, "kind": "derived" if year == 2015 else "estimated"}
                   for year in (2015, 2016) for fuel, value in (("coal", 20.0), ("natural_gas", 5.0), ("solar", 0.0))],
                  "Mt CO2e", "electricity_emissions")


def imports(rule: str = "life_cycle") -> Answer:
    """Return what a rule attributes to imports; nothing under the territorial one."""
    size = 0.0 if rule == "territorial" else 1.0
    return answer([{"period": year, "rule": rule, "low": 0.5 * size, "value": size, "high": 3 * size, "kind": "assumed",
                    "imports_gwh": 10_000.0} for year in (2015, 2016)], "Mt CO2e", "import_attribution")


def intensity() -> Answer:
    """Return the three definitions; CLP's is CO2 only, HK Electric has a gap of ten years."""
    def row(period, measure, utility, value, gas="co2e", kind="observed"):
        return {"period": period, "measure": measure, "utility": utility, "value": value, "gas": gas, "kind": kind,
                "unit": "kg CO2e/kWh" if gas == "co2e" else "kg CO2/kWh"}
    return answer([
        *(row(year, "generated", "hong_kong", 0.7, kind="estimated") for year in (2015, 2016, 2024)),
        *(row(year, "consumed", "hong_kong", 0.5, kind="derived") for year in (2015, 2016, 2024)),
        row(2005, "sold", "hk_electric", 0.9), row(2015, "sold", "hk_electric", 0.8),
        row(2016, "sold", "hk_electric", 0.8), row(2019, "sold", "clp_power", 0.5, "co2"),
    ], "", "electricity_intensity")


def months() -> Answer:
    """Return January to March of a year without February."""
    users = {"commercial": 2000.0, "domestic": 800.0, "industrial": 200.0, "street_lighting": 5.0, "all": 3005.0}
    return answer([{"period": month, "user_type": user, "value": value * (1.2 if month.endswith("3") else 1)}
                   for month in ("2025-01", "2025-03") for user, value in users.items()], "GWh", "monthly_consumption")


def change() -> Answer:
    """Return a change on the year before."""
    return answer([{"period": "2026-01", "user_type": user, "value": value, "kind": "derived"}
                   for user, value in (("all", 2.0), ("commercial", 3.0), ("domestic", -1.0), ("industrial", 0.5),
                                       ("street_lighting", -20.0))], "%", "monthly_change")


def sales() -> Answer:
    """Return one company with a split year, a year with only a total and a part-year; another split throughout."""
    return answer([
        {"period": "2018", "utility": "clp_power", "user_type": "all", "value": 30_000.0},
        {"period": "2018", "utility": "clp_power", "user_type": "commercial", "value": 20_000.0},
        {"period": "2018", "utility": "clp_power", "user_type": "residential", "value": 10_000.0},
        {"period": "2024", "utility": "clp_power", "user_type": "all", "value": 36_000.0},
        {"period": "2024-H1", "utility": "clp_power", "user_type": "all", "value": 17_000.0},
        {"period": "2022", "utility": "hk_electric", "user_type": "all", "value": 9_000.0, "kind": "derived"},
        {"period": "2022", "utility": "hk_electric", "user_type": "residential", "value": 9_000.0, "kind": "derived"},
    ], "GWh", "utility_sales")


def customers() -> Answer:
    """Return accounts: a year's end of one company, both halves of a year of the other."""
    return answer([
        {"period": "2021", "utility": "clp_power", "user_type": "all", "value": 2_700_000.0},
        {"period": "2022-H1", "utility": "hk_electric", "user_type": "residential", "value": 470_000.0},
        {"period": "2022-H2", "utility": "hk_electric", "user_type": "residential", "value": 472_000.0},
        {"period": "2022-H2", "utility": "hk_electric", "user_type": "all", "value": 586_000.0},
    ], "accounts", "utility_customers")


def unit(station: str, unit_name: str, **more: Any) -> dict[str, Any]:
    """Return one row of generating_units."""
    return {"station": station, "unit_name": unit_name, "owner": "hk_electric", "fuel": "coal", "n_units": 1,
            "capacity_mw": 350.0, "value": 350.0, "status_code": "operating", "commissioned_year": 1990,
            "retired_year": None, "planned_retirement_year": None, "contract_end_year": None} | more


def units() -> Answer:
    """Return units of every status: running, to be retired, retired, planned, under contract, small, without dates."""
    rows = [
        unit("lamma", "L6"),
        unit("lamma", "L7-L8", n_units=2, value=700.0, planned_retirement_year=2035),
        unit("castle_peak", "three of A1-A4 (identity not stated)", owner="capco", n_units=3, value=1050.0,
             status_code="retired", commissioned_year=1982, retired_year=2024),
        unit("black_point", "C1-C8", owner="capco", fuel="natural_gas", n_units=8, capacity_mw=337.5, value=2700.0,
             commissioned_year=1996),
        unit("lamma", "L13", fuel="natural_gas", capacity_mw=380.0, value=380.0, status_code="under_construction",
             commissioned_year=2029, kind="scenario"),
        unit("daya_bay", "two PWR", owner="gnpjvc", fuel="nuclear_import", n_units=2, capacity_mw=984.0, value=1968.0,
             status_code="contract", commissioned_year=1994, contract_end_year=2034),
        unit("lamma_winds", "one turbine", fuel="wind", capacity_mw=0.8, value=0.8, commissioned_year=2006),
        unit("lamma", "GT5/GT7 combined-cycle block (GT57)", fuel="natural_gas", status_code="retired",
             commissioned_year=2002),
        unit("guangzhou_pumped_storage", "CLP contractual share", owner="clp_power", fuel="pumped_storage",
             status_code="contract", commissioned_year=None),
    ]
    found = answer(rows, "MW", "generating_units")
    years = [name for name in found.frame if name.endswith("_year")]
    return Answer(frame=found.frame.astype(dict.fromkeys(years, "Int32")), unit="MW", kind=found.kind,
                  series=found.series, sources=found.sources, vintages=(), notes=(), name=found.name)


def milestones() -> Answer:
    """Return a date of each company and one of the Government, unordered."""
    return answer([{"year": 2050, "event": "net_zero_electricity", "utility": "hong_kong"},
                   {"year": 2034, "event": "daya_bay_contract_end", "utility": "clp_power"},
                   {"year": 2029, "event": "lamma_l13", "utility": "hk_electric"}], "year", "electricity_milestones")


def tariffs() -> Answer:
    """Return levels with a change within a year, a missing year, two rebates at once, and a component not drawn."""
    def row(starts, ends, value, component="average_net_tariff", utility="clp_power", kind="observed"):
        return {"period": starts[:4], "utility": utility, "component": component, "starts": starts, "ends": ends,
                "value": value, "kind": kind}
    return answer([
        row("2016-01-01", "2016-06-30", 110.0), row("2016-07-01", "2016-12-31", 112.0),
        row("2018-01-01", "2018-12-31", 115.0, kind="reported"),
        row("2017-01-01", "2017-12-31", -18.0, "special_fuel_rebate", "hk_electric"),
        row("2017-01-01", "2017-12-31", -4.0, "special_rent_and_rates_rebate", "hk_electric"),
        row("2017-01-01", "2017-12-31", 132.0, "net_tariff_before_special_rebates", "hk_electric"),
    ], "HK cents/kWh", "tariffs")


def feed_in() -> Answer:
    """Return a rate that was cut and is still open, for two sizes."""
    return answer([{"period": period, "band": band, "starts": starts, "ends": ends, "value": value}
                   for period, starts, ends, values in (("2018-10/2022-04-26", "2018-10", "2022-04-26", (5.0, 3.0)),
                                                        ("2022-04-27/..", "2022-04-27", None, (4.0, 2.5)))
                   for band, value in zip(("up_to_10_kw", "200_kw_to_1_mw"), values, strict=True)],
                  "HK$/kWh", "feed_in_tariff")


def uptake() -> Answer:
    """Return counts and outputs, in units of their own."""
    count, output = "feed_in_tariff_applications_received", "feed_in_tariff_approved_output"
    return answer([
        {"period": "2019-05", "utility": "clp_power", "metric": count, "value": 2000.0, "unit": "applications"},
        {"period": "2022-Q1", "utility": "hong_kong", "metric": count, "value": 20_000.0, "unit": "applications"},
        {"period": "2024-09", "utility": "hk_electric", "metric": output, "value": 15.0, "unit": "GWh/year"},
    ], "", "feed_in_tariff_uptake")


def distances(zero: float = 24.0) -> Answer:
    """Return today's shares against the ranges of 2035."""
    rows = (("elec_coal_2035", 25.0, 0.0, 0.0, -25.0, -25.0), ("elec_re_2035", 1.0, 7.5, 10.0, 6.5, 9.0),
            ("elec_zc_2035", zero, 60.0, 70.0, 60 - zero, 70 - zero))
    return answer([{"target_id": code, "target_year": 2035, "period": 2024, "value": value, "low": low,
                    "high": high, "distance_low": near, "distance_high": far, "kind": "derived"}
                   for code, value, low, high, near, far in rows], "%", "electricity_target_distance")


def progress() -> Answer:
    """Return the way of each share from 2015 to 2024 (2016-2023 missing)."""
    ends = {"elec_coal_2035": (51.0, 25.0, 0.0, 0.0), "elec_re_2035": (0.5, 1.0, 7.5, 10.0),
            "elec_zc_2035": (22.0, 24.0, 60.0, 70.0)}
    return answer([{"target_id": code, "period": year, "value": value, "low": low, "high": high, "target_year": 2035,
                    "kind": "derived"} for code, (first, last, low, high) in ends.items()
                   for year, value in ((2015, first), (2024, last))], "%", "electricity_target_progress")


def stake() -> Answer:
    """Return the imports at stake."""
    return answer([{"period": 2024, "value": 11.0, "share": 23.0, "replacement_kt": 4500.0, "contract_end_year": 2034,
                    "kind": "estimated"}], "TWh", "import_at_stake")


def traces(figure, name: str) -> list:
    """Return the traces of one legend entry."""
    return [trace for trace in figure.data if trace.name == name]


def is_sound(figure) -> None:
    """Check what holds for every chart: finite numbers, no raw key, named traces, small enough to send."""
    for trace in figure.data:
        assert trace.name and "electricity." not in trace.name
        for axis in (trace.x, trace.y):
            cells = [cell for cell in (axis if axis is not None else []) if isinstance(cell, int | float)]
            assert all(math.isfinite(cell) for cell in cells)
    assert len(json.dumps(figure.to_plotly_json(), default=list)) < LARGEST_BYTES
