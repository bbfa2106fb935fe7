"""The kinds of project: every one runs on every setting of its inputs, and published examples come out as published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model import projects
from hkzero.model.cash_flow import Role, appraise, total
from hkzero.model.formula import names
from hkzero.model.projects import GRID, BadInput, ProjectKind, build, by_age, checked, feed_in_rate
from hkzero.store import Store

KINDS = ("rooftop_solar", "retrofit", "chiller", "electric_bus", "electric_taxi", "charger", "battery",
         "district_cooling")
# A synthetic grid that becomes clean by 2050.
GRID_BY_AGE = by_age((2024, 2050), (0.6, 0.0), 2026)


@pytest.fixture(scope="module")
def known(store: Store) -> dict[str, ProjectKind]:
    """Return the kinds of project as the register has them."""
    return projects.kinds(store.ask("project_inputs"))


def built(kind: ProjectKind, start: int = 2026, grid=GRID_BY_AGE, **values: float):
    return build(kind, values, {GRID: grid}, start)


def test_there_are_eight_kinds_and_each_uses_all_of_its_inputs(known) -> None:
    assert tuple(known) == KINDS
    for kind in known.values():
        used = {name for quantity in kind.quantities for name in names(quantity.formula)}
        inputs = {one.input_id for one in kind.inputs}
        assert inputs - used == {"life_years"}
        roles = {quantity.role for quantity in kind.quantities}
        assert roles >= {Role.CAPITAL, Role.OPERATION, Role.DELIVERED, Role.AVOIDED}


def test_every_input_has_a_range_within_what_makes_sense_and_a_reason(known) -> None:
    for kind in known.values():
        for one in kind.inputs:
            assert one.least <= one.low <= one.central <= one.high <= one.most, (kind.kind_id, one)
            assert one.note and (one.source_id or one.basis == "judgement"), (kind.kind_id, one)


@pytest.mark.parametrize("kind_id", KINDS)
@pytest.mark.parametrize("end", ["low", "central", "high"])
def test_every_kind_runs_at_every_end_of_its_ranges(known, kind_id: str, end: str) -> None:
    kind = known[kind_id]
    project = built(kind, **{one.input_id: getattr(one, end) for one in kind.inputs})
    assert project.years[0] == 2026 and all(np.isfinite(values).all() for values in project.values.values())
    found = appraise(project, 0.04)
    assert np.isfinite(found.net_present_value_hkd)
    assert total(project, Role.DELIVERED)[0] == 0 and total(project, Role.DELIVERED)[1] > 0
    assert total(project, Role.AVOIDED)[0] == 0


def test_what_a_project_invests_is_paid_and_what_it_saves_is_received(known) -> None:
    for kind in known.values():
        its = built(kind).values
        assert all((its[name] <= 0).all() for name in its if name in ("investment_hkd", "premium_paid_hkd", "rent_hkd",
                                                                       "battery_hkd", "connection_hkd", "inverter_hkd"))
        assert all((its[name] >= 0).all() for name in its if name in ("grant_hkd", "feed_in_hkd", "bill_saved_hkd",
                                                                       "diesel_spared_hkd", "lpg_spared_hkd"))


# --- published examples ---


def test_the_village_house_of_2018_earns_what_was_reported(known) -> None:
    """9.125 kW at HK$ 5 a kWh for nearly HK$ 200,000 earned nearly HK$ 45,000 a year, over 20 % (hket_solar_2018)."""
    project = built(known["rooftop_solar"], 2024, capacity_kw=9.125, feed_in_hkd_per_kwh=5, yield_kwh_per_kw=1000,
                    capital_hkd_per_kw=200_000 / 9.125, upkeep_percent=0)
    income = project.values["feed_in_hkd"][1]
    assert income == pytest.approx(45_000, rel=0.02) and income / 200_000 > 0.2


def test_the_tariff_of_2022_pays_back_in_about_ten_years(known) -> None:
    """The Government set the tariff for a payback of about 10 years (info_fit_20220426).

    The costs found for Hong Kong, HK$ 20,000 to 27,500 a kW, have it between them: it is that of 25,500. A thesis found
    3.31 years and an internal rate of 38.7 % (globethesis_pv): an outlier, at the rates of 2018 and without the costs
    that are here.
    """
    cheap, dear = (appraise(built(known["rooftop_solar"], 2022, capital_hkd_per_kw=cost), 0.04).payback_years
                   for cost in (20_000, 25_500))
    assert 7.5 < cheap < 8.5 and dear == pytest.approx(10, abs=0.2)


def test_kai_tak_saves_what_is_published(known) -> None:
    """284 MW of cooling save 85 GWh (dea_kai_tak_dcs) and 59,500 t of CO2 (arup_kai_tak_dcs) a year: 0.7 kg a kWh."""
    project = built(known["district_cooling"], grid=np.full(41, 0.7), capacity_kwr=284_000)
    assert project.values["saved_kwh"][1] / 1e6 == pytest.approx(85, rel=0.005)
    assert project.values["avoided_t"][1] == pytest.approx(59_500, rel=0.005)


def test_fuel_of_an_electric_taxi_costs_about_a_third_less(known) -> None:
    """About 30 % less than LPG, said the minister in December 2024 (dotdot_20241215)."""
    its = built(known["electric_taxi"]).values
    assert 1 + its["charging_hkd"][1] / its["lpg_spared_hkd"][1] == pytest.approx(0.3, abs=0.02)


def test_retrofits_pay_back_as_published(known) -> None:
    """Two retrofits of Hong Kong come back when they were said to.

    HK$ 50 million at hospitals in about 4 years (emsd_voice6), HK$ 3.3 million at China United Plaza for 0.6 million a
    year (hkgbc_china_united_plaza).
    """
    ours = {"fade_percent": 0, "upkeep_percent": 0}
    hospitals = built(known["retrofit"], capital_hkd_per_kwh_saved=50 / 12, electricity_hkd_per_kwh=1, **ours)
    assert appraise(hospitals, 0.04).payback_years == pytest.approx(4, abs=0.2)
    plaza = built(known["retrofit"], capital_hkd_per_kwh_saved=6.5, electricity_hkd_per_kwh=1.2, **ours)
    assert appraise(plaza, 0.04).payback_years == pytest.approx(3.3 / 0.6, abs=0.2)


# --- how the parts behave ---


def test_the_feed_in_tariff_ends_and_self_use_begins(known) -> None:
    its = built(known["rooftop_solar"], 2030).values
    paid, saved = its["feed_in_hkd"] > 0, its["bill_saved_hkd"] > 0
    assert paid.tolist()[:5] == [False, True, True, True, False] and saved.tolist()[3:5] == [False, True]
    assert not (paid & saved).any()


def test_a_roof_of_another_size_gets_the_tariff_of_its_band(known) -> None:
    assert [feed_in_rate(size) for size in (1, 10, 10.5, 200, 201, 1000)] == [4, 4, 3, 3, 2.5, 2.5]
    kind = known["rooftop_solar"]
    assert checked(kind, {"capacity_kw": 8})["feed_in_hkd_per_kwh"] == 4
    assert checked(kind, {"capacity_kw": 8, "feed_in_hkd_per_kwh": 3})["feed_in_hkd_per_kwh"] == 3


@pytest.mark.parametrize(("kind_id", "row", "life"), [("rooftop_solar", "inverter_hkd", "inverter_life_years"),
                                                      ("electric_bus", "battery_hkd", "battery_life_years"),
                                                      ("electric_taxi", "battery_hkd", "battery_life_years")])
def test_a_part_is_bought_again_each_time_it_is_worn_out_but_not_at_the_end(known, kind_id, row, life) -> None:
    its = built(known[kind_id], **{life: 5, "life_years": 15}).values[row]
    assert np.flatnonzero(its).tolist() == [5, 10]
    shortest = int(next(one.least for one in known[kind_id].inputs if one.input_id == life))
    often = built(known[kind_id], **{life: shortest, "life_years": 40}).values[row]
    assert np.flatnonzero(often).tolist() == [age for age in range(1, 40) if age % shortest == 0]


def test_a_plant_that_would_outlive_the_project_is_spared_in_part(known) -> None:
    spared = built(known["district_cooling"], life_years=25, own_life_years=20).values["own_plant_spared_hkd"]
    assert np.flatnonzero(spared).tolist() == [0, 20] and spared[20] == pytest.approx(spared[0] / 4)
    short = built(known["district_cooling"], life_years=10, own_life_years=20).values["own_plant_spared_hkd"]
    assert short[0] == pytest.approx(spared[0] / 2)


def test_a_grant_stops_at_its_ceiling(known) -> None:
    kind = known["electric_bus"]
    assert built(kind).values["grant_hkd"][0] == 750_000  # 25 % of HK$ 3 million
    assert built(kind, premium_hkd=2_000_000).values["grant_hkd"][0] == 800_000


def test_a_battery_on_an_unchanging_grid_emits_more(known) -> None:
    battery = known["battery"]
    assert built(battery).values["avoided_t"][1] < 0
    assert appraise(built(battery), 0.04).hkd_per_tonne is None
    assert built(battery, cleaner_percent=30).values["avoided_t"][1] > 0


def test_a_cleaner_grid_helps_vehicles_and_spoils_savings(known) -> None:
    def tonnes(kind_id: str, grid: float) -> float:
        return built(known[kind_id], grid=np.full(41, grid)).values["avoided_t"].sum()

    for kind_id in ("electric_bus", "electric_taxi", "charger"):
        assert tonnes(kind_id, 0.1) > tonnes(kind_id, 0.6)
    for kind_id in ("rooftop_solar", "retrofit", "district_cooling"):
        assert tonnes(kind_id, 0.0) == 0 < tonnes(kind_id, 0.6)


# --- what is refused ---


@pytest.mark.parametrize(("kind_id", "field", "value", "code"), [
    ("rooftop_solar", "life_years", 0, "outside"), ("rooftop_solar", "life_years", 41, "outside"),
    ("rooftop_solar", "life_years", 20.5, "not_whole"), ("rooftop_solar", "capacity_kw", "big", "not_a_number"),
    ("rooftop_solar", "capacity_kw", float("nan"), "not_a_number"), ("rooftop_solar", "capacity_kw", None,
                                                                    "not_a_number"),
    ("battery", "efficiency_percent", 101, "outside"), ("battery", "efficiency_percent", 0, "outside"),
    ("charger", "fee_hkd_per_kwh", -1, "outside"), ("chiller", "new_cop", 0, "outside"),
    ("electric_bus", "buses_per_charger", 0, "outside"), ("retrofit", "saving_percent", 150, "outside"),
])
def test_what_makes_no_sense_is_refused_with_field_value_and_what_would_do(known, kind_id, field, value, code) -> None:
    with pytest.raises(BadInput) as refused:
        build(known[kind_id], {field: value}, {GRID: GRID_BY_AGE}, 2026)
    assert refused.value.field == field and refused.value.code == code
    assert field in str(refused.value) and str(value) in str(refused.value) and refused.value.expected


def test_an_unknown_input_is_refused_with_the_nearest_name(known) -> None:
    with pytest.raises(BadInput, match="Did you mean capacity_kw") as refused:
        checked(known["rooftop_solar"], {"capacty": 50})
    assert refused.value.code == "unknown" and refused.value.limits == ("capacity_kw",)


@pytest.mark.parametrize("year", [2021, 2051, 2026.5, "soon", None, float("nan")])
def test_a_start_that_makes_no_sense_is_refused(known, year) -> None:
    with pytest.raises(BadInput, match="start_year"):
        build(known["battery"], {}, {GRID: GRID_BY_AGE}, year)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_makes_sense_has_a_result(known, data) -> None:
    """Any values between least and most, in any kind: every number of the calculation is finite."""
    kind = known[data.draw(st.sampled_from(KINDS))]
    values = {}
    for one in data.draw(st.lists(st.sampled_from(kind.inputs), max_size=6, unique_by=lambda one: one.input_id)):
        whole = one.input_id in projects.WHOLE_YEARS
        values[one.input_id] = data.draw(st.integers(int(one.least), int(one.most)) if whole
                                         else st.floats(one.least, one.most))
    start = data.draw(st.integers(2024, 2050))
    project = built(kind, start, **values)
    assert all(np.isfinite(found).all() for found in project.values.values())
    assert len(project.years) == values.get("life_years", kind.central["life_years"]) + 1


def test_a_series_holds_before_its_first_year_and_after_its_last() -> None:
    found = by_age((2030, 2040), (1.0, 2.0), 2025)
    assert found[:6].tolist() == [1.0] * 6 and found[10] == pytest.approx(1.5) and set(found[15:]) == {2.0}
