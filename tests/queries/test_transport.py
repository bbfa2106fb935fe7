"""Published figures on transport must come out of the questions unchanged, and nothing may count twice."""

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


@pytest.mark.parametrize("month, fuel, cars", [
    # Transport Department first-registration records (DATA.GOV.HK), new private cars
    ("2019-11", "all", 2424), ("2026-03", "battery_electric", 9136), ("2026-03", "all", 9624),
    ("2026-06", "battery_electric", 1402), ("2026-08", "all", 2409), ("2026-08", "petrol", 487),
])
def test_first_registrations(store, month, fuel, cars):
    assert one(store.ask("first_registrations").frame, period=month, fuel=fuel) == cars


@pytest.mark.parametrize("condition", ["new", "used_import"])
def test_fuels_add_to_all_first_registrations(store, condition):
    frame = store.ask("first_registrations", condition=condition).frame
    whole = frame[frame["fuel"] == "all"].set_index("period")["value"]
    parts = frame[frame["fuel"] != "all"].groupby("period")["value"].sum()
    assert (whole - parts).abs().max() == 0
    assert set(frame["series_id"]) == {"transport.first_registrations"}


def test_fall_is_measured_against_the_same_months(store):
    # By hand from the months: 5,169 electric of 6,859 new cars June-August 2026; 8,791 of 10,339 a year before
    frame = store.ask("registration_fall").frame
    after = frame[(frame["stretch"] == "after") & (frame["fuel"] == "battery_electric")].iloc[0]
    assert (after["first_month"], after["last_month"], after["months"]) == ("2026-06", "2026-08", 3)
    assert after["value"] * 3 == pytest.approx(5169)
    assert after["share"] == pytest.approx(100 * 5169 / 6859)
    assert after["change_percent"] == pytest.approx(100 * (5169 / 8791 - 1))
    assert after["change_points"] == pytest.approx(100 * (5169 / 6859 - 8791 / 10339))
    rush = frame[(frame["stretch"] == "rush") & (frame["fuel"] == "all")].iloc[0]
    assert (rush["first_month"], rush["last_month"]) == ("2026-03", "2026-04")
    assert rush["value"] * 2 == 9624 + 8535


def test_windows_do_not_overlap(store):
    frame = store.ask("registration_fall").frame
    months = {row.stretch: (row.first_month, row.last_month) for row in frame.itertuples()}
    assert months["year_before"][1] < months["rush"][0] < months["tail"][0] < months["after"][0]


@pytest.mark.parametrize("month, measure, electric, cars", [
    # Transport Department Table 4.4 (March 2018) and Table 4.1(a) (June 2026)
    ("2018-03", "stock", 10692, 604732), ("2026-06", "stock", 174840, 647162),
    ("2026-08", "new_cars", 1804, 2409), ("2026-08", "with_used_imports", 1810, 2985),
])
def test_electric_share(store, month, measure, electric, cars):
    frame = store.ask("electric_share").frame
    assert one(frame, "electric", period=month, measure=measure) == electric
    assert one(frame, "cars", period=month, measure=measure) == cars
    assert one(frame, period=month, measure=measure) == pytest.approx(100 * electric / cars)


@pytest.mark.parametrize("event, day, one_for_one, general", [
    # Budget 2018-19, Budget 2024-25, Budget 2026-27
    ("started", "2018-02-28", 250_000, 97_500), ("cut", "2024-04-01", 172_500, 58_500), ("ended", "2026-04-01", 0, 0),
])
def test_tax_concession(store, event, day, one_for_one, general):
    frame = store.ask("car_tax_concession").frame
    assert list(frame[frame["event"] == event]["period"]) == [day]
    assert (one(frame, event=event), one(frame, "general_cap_hkd", event=event)) == (one_for_one, general)


@pytest.mark.parametrize("year, vintage, vehicle_class, vehicles", [
    # Monthly Traffic and Transport Digest, Table 4.1(a); Annual Transport Digest 2021
    (2017, "2018", "all", 839882), (2017, "2018", "goods_vehicles", 115468), (2018, "2019", "all", 865003),
    (2020, "2021", "private_cars", 651358), (2017, "2018", "taxis", 18163),
])
def test_fleet_by_class(store, year, vintage, vehicle_class, vehicles):
    frame = store.ask("vehicle_fleet").frame
    assert one(frame, period=year, vintage=vintage, vehicle_class=vehicle_class) == vehicles


def test_classes_add_to_all_vehicles_wherever_all_is_printed(store):
    frame = store.ask("vehicle_fleet").frame
    whole = frame[frame["vehicle_class"] == "all"].set_index(["vintage", "period"])["value"]
    parts = frame[frame["vehicle_class"] != "all"].groupby(["vintage", "period"])["value"].sum()
    assert len(whole) >= 6 and (whole - parts[whole.index]).abs().max() == 0


def test_fleet_by_fuel_adds_to_the_printed_total(store):
    # Table 4.4 of March 2018: 840,046 vehicles without those of Government, 10,972 of them electric
    frame = store.ask("fleet_by_fuel").frame
    assert frame["value"].sum() == 840046
    assert frame[frame["fuel"] == "electricity"]["value"].sum() == 10972


@pytest.mark.parametrize("grain, period, mode, vintage, thousand_a_day", [
    # Annual Transport Digest 2018; Monthly Traffic and Transport Digest, Table 2.1S of July 2019
    ("year", "2017", "franchised_bus", "2018", 3967), ("year", "2017", "franchised_bus", "2019", 3966.5),
    ("year", "2017", "mtr_lines", "2019", 4805.9), ("year", "2017", "ferry", "2018", 128),
])
def test_ridership_as_printed(store, grain, period, mode, vintage, thousand_a_day):
    frame = store.ask("ridership", grain=grain).frame
    assert one(frame, period=period, mode=mode, vintage=vintage) == thousand_a_day


def test_ridership_of_a_month_is_its_total_by_its_days(store):
    frame = store.ask("ridership", grain="month").frame
    year = frame[(frame["mode"] == "franchised_bus") & frame["period"].str.startswith("2025")]
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    # Transport Department, franchised buses in 2025: 1,369,198 thousand journeys
    assert (year["value"].to_numpy() * days).sum() == pytest.approx(1_369_198, abs=1)


def test_modes_of_a_year_add_to_the_printed_total(store):
    # 12,690.8 thousand journeys a day in 2017 (Table 2.1S of July 2019); 12,697 in the digest of 2018
    frame = store.ask("ridership", grain="year").frame
    for vintage, total in (("2019", 12690.8), ("2018", 12697)):
        part = frame[(frame["period"] == "2017") & (frame["vintage"] == vintage)]
        assert part["value"].sum() == pytest.approx(total, abs=1)


def test_no_mode_is_there_twice(store):
    for grain in ("year", "month"):
        assert not store.ask("ridership", grain=grain).frame.duplicated(["period", "mode", "vintage"]).any()


def test_bunkers_come_only_when_asked_for(store):
    assert not store.ask("transport_emissions").frame["is_memo"].any()
    with_bunkers = store.ask("transport_emissions", bunkers=1).frame
    assert set(with_bunkers[with_bunkers["is_memo"]]["mode"]) == {"aviation_bunkers"}


def test_emissions_are_energy_times_factor(store):
    # 21,922 TJ of oil in cars in 2020 (EMSD, edition 2022) × 67.6 kg CO2/GJ
    frame = store.ask("transport_emissions").frame
    assert one(frame, period=2020, mode="car") == pytest.approx(21922 * 67.6 / 1000)
    assert one(store.ask("transport_energy").frame, period=2020, mode="car") == 21922


def test_an_electric_car_at_the_grids_intensity(store):
    # 18.7 kWh per 100 km (EMSD energy utilisation index, edition A) × the newest intensity per kWh consumed
    grid = store.ask("electricity_intensity").frame
    grid = grid[grid["measure"] == "consumed"].sort_values("period")["value"].iloc[-1]
    frame = store.ask("fuel_economy").frame
    electric = one(frame, vehicle_class="private_cars", fuel="electricity", edition="edition A")
    assert electric == pytest.approx(187 * grid)
    petrol = one(frame, vehicle_class="private_cars_1501_to_2500cc", fuel="petrol", edition="edition A")
    assert petrol == pytest.approx(11.6 * 2.6687 * 10)


def test_chargers_and_their_targets(store):
    # Updated EV Roadmap of February 2026, as reported
    found, goals = store.ask("chargers").frame, store.ask("charging_targets").frame
    assert one(found, period="2025", measure="public_chargers") == 16440
    assert one(goals, period="2027-06", measure="public_chargers") == 20000
    assert (one(goals, period="2035", measure="charging_spaces"),
            one(goals, "upper", period="2035", measure="charging_spaces")) == (270_000, 300_000)


def test_targets_of_the_car_market(store):
    frame = store.ask("electric_car_targets").frame
    assert one(frame, "target_year", target_id="tr_noreg_2035") == 2035
    assert one(frame, "target_year", target_id="tr_zev_2050") == 2050
    assert set(store.ask("transport_targets").frame["status"]) == {"in_force"}


def test_outlook_inputs_leave_gaps_as_gaps(store):
    frame = store.ask("private_car_registrations").frame
    assert not frame["period"].str.startswith(("2018", "2019")).any()
    assert one(frame, period="2026-H1", fuel="electric") == 30549
    assert len(store.ask("electric_car_projection").frame) == 2
