"""A few published figures, read in the publication named, must come out of the questions unchanged."""

from __future__ import annotations

import pytest

from hkzero.store import open_store


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


def one(frame, column="value", **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, f"{len(frame)} rows for {where}"
    return float(frame[column].iloc[0])


@pytest.mark.parametrize("year, sector, kilotonnes", [
    # EPD, Greenhouse Gas Emissions in Hong Kong by Sector, July 2019
    (1990, "total", 35200), (2005, "total", 41200), (2017, "total", 40700),
    (2014, "electricity", 31200), (2017, "electricity", 26600), (2017, "transport", 7230), (2017, "waste", 2810),
    # EEB, greenhouse gas inventory for 2024, 22 January 2026
    (2024, "total", 33200),
])
def test_official_inventory(store, year, sector, kilotonnes):
    assert one(store.ask("emissions_by_sector").frame, period=year, sector=sector) == kilotonnes


def test_shares_of_2024_become_levels(store):
    # 61 %, 18 % and 8 % of 33.2 Mt (EEB, 22 January 2026); the rest was not published apart
    frame = store.ask("emissions_by_sector", since=2024).frame
    assert one(frame, sector="electricity") == pytest.approx(20252)
    assert one(frame, sector="transport") == pytest.approx(5976)
    assert one(frame, sector="waste") == pytest.approx(2656)
    assert one(frame, sector="other") == pytest.approx(4316)
    assert set(frame[frame["sector"] != "total"]["kind"]) == {"derived"}


def test_halving_target_is_half_of_the_published_base(store):
    # Policy Address 2021: half of the 2005 level before 2035; 2005 = 41,200 kt (EPD, July 2019)
    frame = store.ask("city_targets").frame
    assert one(frame, target_id="city_half_2035") == 20600
    assert one(frame, target_id="city_neutral_2050") == 0


@pytest.mark.parametrize("year, fuel, terawatt_hours", [
    # Our World in Data, energy data (Ember, Energy Institute)
    (2024, "coal", 12.6), (2024, "natural_gas", 24.0), (2024, "net_imports", 11.37), (2010, "coal", 23.79),
    (2000, "solar", 0.0),
])
def test_electricity_mix(store, year, fuel, terawatt_hours):
    assert one(store.ask("electricity_mix").frame, period=year, fuel=fuel) == terawatt_hours


def test_monthly_consumption_is_as_billed(store):
    # C&SD table 915-91201, 2025: 164,433 TJ;
    # the year is the sum of its months within rounding of 1 TJ a month
    frame = store.ask("monthly_consumption").frame
    year = frame[frame["period"].str.startswith("2025") & (frame["user_type"] == "all")]
    assert len(year) == 12
    assert year["value"].sum() * 3.6 == pytest.approx(164433, abs=12)


@pytest.mark.parametrize("utility, cents", [
    # the utilities' announcements for 2026, November 2025
    ("clp_power", 140.6), ("hk_electric", 163.3),
])
def test_average_net_tariff_2026(store, utility, cents):
    frame = store.ask("tariffs", utility=utility).frame
    assert one(frame, period="2026-01", component="average_net_tariff") == cents


def test_feed_in_tariff_fell_in_april_2022(store):
    # Government press releases of 17 April 2018 and 26 April 2022
    frame = store.ask("feed_in_tariff").frame
    small = frame[frame["band"] == "up_to_10_kw"].sort_values("starts")
    assert list(small["value"]) == [5, 4]
    assert list(small["starts"]) == ["2018-10", "2022-04-27"]


def test_daya_bay_contract_ends_in_2034(store):
    frame = store.ask("generating_units").frame
    assert one(frame, "contract_end_year", station="daya_bay") == 2034
    assert frame[frame["station"] == "daya_bay"]["planned_retirement_year"].isna().all()
