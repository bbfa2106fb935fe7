"""What the trajectories are drawn from: levels of targets, boundaries, forms, factors."""

from __future__ import annotations

import pytest


def test_levels_of_targets_are_in_the_unit_of_their_series(store):
    levels = store.ask("target_levels").frame.set_index("target_id")
    series = store.ask("target_series").frame
    for target_id, part in series.groupby("target_id"):
        assert set(part["unit"]) == {levels.loc[target_id, "unit"]}
        newest = part.sort_values("period").iloc[-1]
        assert levels.loc[target_id, "latest"] == newest["value"]
        assert levels.loc[target_id, "latest_period"] == newest["period"]


def test_ranges_run_from_low_to_high_and_near_is_the_easier_end(store):
    frame = store.ask("target_levels").frame
    both = frame.dropna(subset=["level_low", "level_high"])
    assert (both["level_low"] <= both["level_high"]).all()
    falling, rising = (both[both["aim"] == aim] for aim in ("at_most", "at_least"))
    assert (falling["near"] == falling["level_high"]).all() and (rising["near"] == rising["level_low"]).all()


def test_every_target_is_there_once_with_a_level_or_a_reason(store):
    frame = store.ask("target_levels").frame
    assert sorted(frame["target_id"]) == sorted(store.ask("targets").frame["target_id"])
    assert frame[frame["reason"].isna()]["near"].notna().all() and frame[frame["reason"].isna()]["latest"].notna().all()
    assert set(frame["reason"].dropna()) == {
        "no_series", "no_base_value", "no_target_year", "other_scope", "not_a_level"}


@pytest.mark.parametrize(("target_id", "low", "high", "vintage"), [
    # EMSD, Energy End-use Data 2025: 104,647 and 42,368 TJ in 2015; 15-20 % and 20-30 % less (Policy Address 2021)
    ("bld_com_2035", 0.80 * 104647, 0.85 * 104647, "2025"), ("bld_res_2050", 0.70 * 42368, 0.80 * 42368, "2025"),
    # EPD, July 2019: 41,200 kt in 2005; 26-36 % less (2017)
    ("city_abs_2030", 0.64 * 41200, 0.74 * 41200, "2019-07"),
])
def test_changes_are_taken_from_the_base_year_in_the_edition_named(store, target_id, low, high, vintage):
    row = store.ask("target_levels").frame.set_index("target_id").loc[target_id]
    assert (row["level_low"], row["level_high"]) == (pytest.approx(low), pytest.approx(high))
    assert row["base_vintage"] == vintage


def test_the_levels_agree_with_the_page_of_buildings(store):
    levels = store.ask("target_levels", area="buildings").frame.set_index("target_id")
    for row in store.ask("building_targets").frame.to_dict("records"):
        assert levels.loc[row["target_id"], "near"] == pytest.approx(row["target_high"])
        assert levels.loc[row["target_id"], "latest"] == row["value"]


def test_boundaries_add_to_the_territorial_total(store):
    frame = store.ask("boundary_emissions").frame
    table = frame.pivot(index="period", columns="boundary", values="value")
    aviation = store.ask("boundaries").frame.set_index("boundary").loc["with_aviation"]
    assert (aviation["first_period"], aviation["last_period"], aviation["reason"]) == (2007, 2017, "fuel_trade_ends")
    imports = store.ask("import_attribution", rule="grid_average").frame.set_index("period")["value"]
    added = (table["consumption_grid_average"] - table["territorial"]).dropna()
    assert list(added) == pytest.approx(list(imports.loc[added.index]))
    assert (table["with_aviation"].dropna() > table["territorial"].loc[table["with_aviation"].dropna().index]).all()


def test_a_boundary_is_drawn_in_the_years_it_names_and_no_other(store):
    drawn = store.ask("boundary_emissions").frame.groupby("boundary")["period"].agg(["min", "max", "count"])
    named = store.ask("boundaries").frame.set_index("boundary")
    assert set(named.index) - set(drawn.index) == {"with_aviation_and_ships"}
    assert named.loc["with_aviation_and_ships", "reason"] == "ships_not_separable"
    for boundary, row in drawn.iterrows():
        assert tuple(row) == tuple(named.loc[boundary, ["first_period", "last_period", "value"]])


def test_emissions_per_person_agree_with_the_announcement(store):
    # EEB, 22 January 2026: 4.41 t a person in 2024
    frame = store.ask("emissions_intensity_forms", form="per_person").frame.set_index("period")
    assert frame.loc[2024, "value"] == pytest.approx(4.41, abs=0.005)
    assert frame.loc[2024, "low"] < frame.loc[2024, "value"] < frame.loc[2024, "high"]


def test_real_gdp_ends_in_2022_and_so_do_the_forms_that_need_it(store):
    frame = store.ask("emissions_intensity_forms").frame
    last = frame.groupby("form")["period"].max()
    assert dict(last) == {"total": 2024, "per_person": 2024, "per_gdp": 2022, "energy_per_gdp": 2020}


def test_energy_per_gdp_agrees_with_the_department(store):
    # EMSD, Energy End-use Data 2022: 102 TJ per billion HK$ in 2020, at chained 2020 prices, which are 0.7 % lower
    frame = store.ask("emissions_intensity_forms", form="energy_per_gdp").frame.set_index("period")
    assert frame.loc[2020, "value"] == pytest.approx(102, rel=0.012)


def test_shares_of_electricity_add_up(store):
    frame = store.ask("electricity_factors").frame
    mix = frame[frame["factor"] == "fuel_mix"].groupby("period")["value"].sum()
    assert list(mix) == pytest.approx([1.0] * len(mix))
    assert frame.groupby(["period", "factor"])["value"].count().eq(6).all()
