"""The activity-based account closes, reconciles and never hides a gap."""

from __future__ import annotations

import pytest

from hkzero.store import open_store


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


def test_both_views_close_on_the_same_total_each_year(store):
    by_source = store.ask("emissions_by_source").frame.groupby("period")["value"].sum()
    by_use = store.ask("emissions_by_use").frame.groupby("period")["value"].sum()
    assert list(by_source.index) == list(by_use.index)
    assert by_source.to_numpy() == pytest.approx(by_use.to_numpy(), rel=1e-12)


def test_flow_of_a_year_is_the_account_of_that_year(store):
    for year in store.ask("account_years").frame["period"]:
        flow = store.ask("emissions_flow", period=int(year)).frame["value"].sum()
        total = store.ask("emissions_by_use").frame.query("period == @year")["value"].sum()
        assert flow == pytest.approx(total, rel=1e-12)


def test_power_stations_emit_what_is_shared_out(store):
    account = store.ask("emissions_by_source").frame
    stations = account[account["source"] == "power_stations"].set_index("period")["value"]
    by_fuel = store.ask("electricity_emissions").frame.groupby("period")["value"].sum()
    assert stations.to_numpy() == pytest.approx(by_fuel[stations.index].to_numpy(), rel=1e-9)


def test_electricity_reconciles_to_the_official_series(store):
    frame = store.ask("reconciliation", sector="electricity").frame
    judged = frame[frame["period"].between(2005, 2017) | (frame["period"] == 2024)]
    assert len(judged) == 14
    gap = (judged["ratio"] - 1).abs()
    assert gap.max() <= 0.05, judged.loc[gap.idxmax()].to_dict()
    assert gap.mean() <= 0.03


def test_every_reconciliation_row_names_its_reason(store):
    frame = store.ask("reconciliation").frame
    assert frame["reason"].str.len().min() > 10 and frame["scope"].str.len().min() > 3
    assert frame["difference"].to_numpy() == pytest.approx((frame["account"] - frame["official"]).to_numpy())


def test_years_that_lack_a_part_have_no_account(store):
    years = set(store.ask("account_years").frame["period"])
    # Waste of 2018, 2021 and 2022 was never published: no total is made up for them.
    assert {2010, 2017, 2019, 2020, 2024} <= years
    assert not years & {2018, 2021, 2022}


def test_official_sectors_sum_to_the_total_within_rounding(store):
    frame = store.ask("emissions_by_sector").frame
    totals = frame[frame["sector"] == "total"].set_index("period")
    parts = frame[frame["sector"] != "total"].groupby("period")["value"].sum()
    # three significant figures: half a step of each of six sectors and of the total
    assert (parts - totals["value"]).abs().max() <= 6 * 50 + 50


def test_vintages_are_kept_apart(store):
    frame = store.ask("emissions_total").frame
    year = frame[frame["period"] == 2014]
    assert {"2018-08", "2019-07", "2021", "2026"} <= set(year["vintage"])
    assert year["is_newest"].sum() == 1
    assert not frame.duplicated(["period", "vintage", "method", "source_id"]).any()


def test_one_vintage_a_year_by_sector(store):
    frame = store.ask("emissions_by_sector").frame
    assert frame.groupby("period")["vintage"].nunique().max() == 1


def test_a_named_vintage_is_shown_alone(store):
    assert set(store.ask("emissions_by_sector", vintage="2018-08").frame["vintage"]) == {"2018-08"}


def test_supply_shares_sum_to_one_hundred(store):
    sums = store.ask("electricity_supply_shares").frame.groupby("period")["value"].sum()
    assert sums.to_numpy() == pytest.approx(100)


def test_zero_is_a_figure_and_a_gap_is_not(store):
    mix = store.ask("electricity_mix").frame
    assert mix[(mix["fuel"] == "solar") & (mix["period"] == 2000)]["value"].tolist() == [0]
    tariffs = store.ask("tariffs", utility="clp_power").frame
    published = set(tariffs[tariffs["component"] == "average_net_tariff"]["period"].str[:4])
    assert {"2019", "2025"} <= published and not published & {"2020", "2024"}


def test_territorial_rule_counts_imports_as_zero(store):
    frame = store.ask("import_attribution").frame
    assert (frame[frame["rule"] == "territorial"]["value"] == 0).all()
    other = frame[frame["rule"] != "territorial"]
    assert (other["low"] <= other["value"]).all() and (other["value"] <= other["high"]).all()
    assert (other[other["imports_gwh"] > 0]["value"] > 0).all()
    assert set(other["kind"]) == {"assumed"}


def test_intensity_is_emissions_over_electricity_used(store):
    intensity = store.ask("electricity_intensity").frame.query("measure == 'consumed'").set_index("period")["value"]
    stations = store.ask("electricity_emissions").frame.groupby("period")["value"].sum()
    implied_gwh = stations[intensity.index] / intensity
    # EMSD final consumption of 2020 is 159,100 TJ (edition 2022)
    assert implied_gwh[2020] * 3.6 == pytest.approx(159100, rel=0.005)
