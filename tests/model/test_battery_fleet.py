"""All batteries of the city: energy closes, carbon follows, and what retires goes somewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hkzero.cli_scenario import prepared
from hkzero.measure import Kind
from hkzero.model import battery_fleet as model
from hkzero.model import battery_footprint
from hkzero.model.battery_fleet import CLASSES, GROUPS, ElectricVehicles, Storage
from hkzero.model.battery_footprint import Footprint, Range

YEARS = np.arange(2025.0, 2045.0)
SHARE = st.floats(0, 1)
SOMETHING = arrays(float, YEARS.size, elements=st.floats(0, 10))


def synthetic_footprint(chemistry: str, low: float, central: float, high: float) -> Footprint:
    return Footprint(chemistry, battery_footprint.DEFAULT_STUDY, chemistry, "synthetic", "cradle_to_gate", "2024", low,
                     central, high, Kind.ESTIMATED, "synthetic_source", "")


FOUND = (synthetic_footprint("lfp", 50, 60, 70), synthetic_footprint("nmc811", 80, 90, 100))
KNOWN = {f"fleet_kwh_{name}": Range(50, 100, 200, "kWh/vehicle") for name in CLASSES} | {
    "fleet_lfp_share": Range(20, 40, 75, "%"), "fleet_remaining_capacity": Range(70, 75, 80, "%"),
    "fleet_second_life_share": Range(0, 40, 60, "%"), "fleet_second_life_years": Range(3, 5, 7, "years"),
    "fleet_lost_share": Range(0, 10, 20, "%"), "fleet_energy_density": Range(0.1, 0.2, 0.25, "kWh/kg"),
    "fleet_recycling_saving": Range(10, 50, 60, "%"), "fleet_footprint_fall": Range(0, 38, 38, "%")}


def synthetic_vehicles(seed: int) -> ElectricVehicles:
    """Return a synthetic fleet that adds and retires vehicles of every class."""
    chance = np.random.default_rng(seed)
    before = chance.uniform(0, 1e5, len(CLASSES))
    added = chance.uniform(0, 2e4, (len(CLASSES), YEARS.size))
    stock, level = np.empty_like(added), before
    for place in range(YEARS.size):
        level = level * chance.uniform(0.8, 1, len(CLASSES)) + added[:, place]
        stock[:, place] = level
    return ElectricVehicles(YEARS, before, stock, added)


@pytest.fixture(scope="module")
def known(store):
    return battery_footprint.parameters(store.ask("battery_parameters"))


@pytest.fixture(scope="module")
def pilot(store):
    return prepared(store, ["pilot_city"])[0]


@pytest.fixture(scope="module")
def pilot_vehicles(pilot):
    return model.electric_vehicles(pilot.outcome, pilot.schedule, pilot.base.lever_ids)


@given(SOMETHING, SHARE, st.integers(1, 30), SHARE)
def test_what_retired_is_somewhere(retired, second, years, lost):
    found = model.passing_on(retired, second_life_share=second, second_life_years=years, lost_share=lost)
    gone = np.cumsum(found.recycled_gwh) + np.cumsum(found.lost_gwh)
    assert np.cumsum(retired) == pytest.approx(found.second_life_stock_gwh + gone, abs=1e-9)
    for part in (found.second_life_gwh, found.recycled_gwh, found.lost_gwh, found.second_life_stock_gwh):
        assert part.min() >= -1e-9


def test_where_ten_go_by_hand():
    """Synthetic: of 10 GWh 1 is lost, 3.6 serve again for two years, then 0.36 is lost and 3.24 recycled."""
    found = model.passing_on(np.array([10.0, 0, 0, 0]), second_life_share=0.4, second_life_years=2, lost_share=0.1)
    assert found.second_life_gwh == pytest.approx([3.6, 0, 0, 0])
    assert found.recycled_gwh == pytest.approx([5.4, 0, 3.24, 0])
    assert found.lost_gwh == pytest.approx([1, 0, 0.36, 0])
    assert found.second_life_stock_gwh == pytest.approx([3.6, 3.6, 0, 0])


@pytest.mark.parametrize(("changed", "said"), [
    ({"second_life_share": 1.2}, "second_life_share = 1.2: from 0 to 1"), ({"lost_share": -0.1}, "lost_share = -0.1"),
    ({"lost_share": float("nan")}, "lost_share = nan"), ({"second_life_years": 0}, "second_life_years = 0: 1 or more")])
def test_what_makes_no_sense_is_refused(changed, said):
    usual = {"second_life_share": 0.5, "second_life_years": 8, "lost_share": 0.1}
    with pytest.raises(ValueError, match=said):
        model.passing_on(np.ones(3), **usual | changed)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0, 50), st.integers(2026, 2040), st.integers(5, 20))
def test_added_is_change_of_service_and_what_retired(seed, gwh, start, life):
    vehicles = synthetic_vehicles(seed)
    found = model.roll_up(vehicles, KNOWN, FOUND, Storage(gwh, start, life))
    before = dict(zip(CLASSES, vehicles.before * 100 / model.KWH_PER_GWH, strict=True)) | {model.STORAGE: 0.0}
    for group in GROUPS:
        change = np.diff(np.concatenate([[before[group]], found.in_service_gwh[group]]))
        assert found.added_gwh[group] == pytest.approx(change + found.retired_gwh[group], abs=1e-9)
    gone = found.second_life_stock_gwh.central + np.cumsum(found.recycled_gwh.central + found.lost_gwh.central)
    assert np.cumsum(found.total_retired_gwh.central) == pytest.approx(gone, abs=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_every_band_holds_its_central(seed, falls):
    found = model.roll_up(synthetic_vehicles(seed), KNOWN, FOUND, falls=falls)
    for _, _, band in model.BANDS:
        ends = band(found)
        assert (ends.low <= ends.central + 1e-12).all() and (ends.central <= ends.high + 1e-12).all()
        assert ends.low.min() >= -1e-12


def only_cars(added: float) -> ElectricVehicles:
    """Return a synthetic fleet of cars to which vehicles are added in the first year; none ever retires."""
    stock, new = np.zeros((len(CLASSES), YEARS.size)), np.zeros((len(CLASSES), YEARS.size))
    stock[0], new[0, 0] = added, added
    return ElectricVehicles(YEARS, np.zeros(len(CLASSES)), stock, new)


def test_carbon_of_what_is_added_by_hand():
    """Synthetic: 10,000 cars of 100 kWh are 1 GWh; 0.4 at 60 and 0.6 at 90 kg/kWh make 78 kt.

    Least: 0.5 GWh at 0.75 × 50 + 0.25 × 80 = 57.5 kg; most: 2 GWh at 0.2 × 70 + 0.8 × 100 = 94 kg.
    """
    found = model.roll_up(only_cars(10_000), KNOWN, FOUND)
    assert found.total_added_gwh.central[0] == pytest.approx(1)
    carbon = found.embodied_kt
    assert (carbon.low[0], carbon.central[0], carbon.high[0]) == pytest.approx((0.5 * 57.5, 78, 2 * 94))
    assert carbon.central[1:] == pytest.approx(0)


def test_buses_and_storage_are_lfp_alone():
    vehicles = only_cars(10_000)
    vehicles.added[3], vehicles.added[0] = vehicles.added[0], 0
    vehicles.in_service[3], vehicles.in_service[0] = vehicles.in_service[0].copy(), 0
    found = model.roll_up(vehicles, KNOWN, FOUND, Storage(2.0, 2026, 15))
    assert found.embodied_kt.central[:2] == pytest.approx([60, 120])


def test_cleaner_grids_leave_less_carbon():
    vehicles = synthetic_vehicles(1)
    usual, cleaner = (model.roll_up(vehicles, KNOWN, FOUND, falls=falls).embodied_kt.central for falls in (False, True))
    assert (cleaner < usual).all() and cleaner[-1] / usual[-1] == pytest.approx(1 - 0.38 * (2044 - 2023) / 27)


def test_storage_is_replaced_at_the_end_of_its_life_and_does_not_serve_again():
    found = model.roll_up(only_cars(0), KNOWN, FOUND, Storage(2.0, 2027, 10))
    assert dict(zip(YEARS, found.added_gwh["storage"], strict=True)) == {
        year: 2.0 if year in (2027, 2037) else 0.0 for year in YEARS}
    assert found.retired_gwh["storage"].sum() == 2 and found.in_service_gwh["storage"][-1] == 2
    assert found.second_life_gwh.high.max() == 0 and found.recycled_gwh.central[12] == pytest.approx(1.8)


@pytest.mark.parametrize("given_values", [(-1, 2030, 15), (101, 2030, 15), (float("nan"), 2030, 15), (1, 2030, 0)])
def test_storage_that_makes_no_sense_is_refused(given_values):
    with pytest.raises(ValueError, match="storage"):
        Storage(*given_values)


def test_recycled_mass_and_saving_by_hand():
    """Synthetic: 1.8 GWh at 0.2 kWh/kg are 9 kt; half of 60 kg/kWh saved on 1.8 GWh are 54 kt.

    Least and most of the mass: 1.6 GWh at 0.25 kWh/kg and 2 GWh at 0.1 kWh/kg.
    """
    found = model.roll_up(only_cars(0), KNOWN, FOUND, Storage(2.0, 2027, 10))
    mass = found.recycled_kt
    assert (mass.low[12], mass.central[12], mass.high[12]) == pytest.approx((6.4, 9, 20))
    assert found.recycling_saving_kt.central[12] == pytest.approx(54)


def test_the_fleet_of_a_scenario_starts_from_what_is_registered(pilot_vehicles, store):
    frame = store.ask("scenario_fleet").frame
    now = frame[(frame["period"] == 2024) & (frame["fuel"] == "electricity")].set_index("vehicle_class")["value"]
    assert pilot_vehicles.before[CLASSES.index("private_car")] == pytest.approx(now["private_car"])
    assert pilot_vehicles.years[0] == 2025


def test_registrations_are_those_of_the_engine(pilot, pilot_vehicles):
    engine = pilot.outcome.series["registered_private_car_electric"][0, 1:]
    assert pilot_vehicles.added[0] == pytest.approx(engine)


def test_no_class_of_a_scenario_retires_what_was_never_there(pilot_vehicles):
    before = np.column_stack([pilot_vehicles.before, pilot_vehicles.in_service[:, :-1]])
    assert (pilot_vehicles.added - (pilot_vehicles.in_service - before)).min() > -1e-6


def test_capacity_of_a_scenario_is_vehicles_times_capacity(pilot_vehicles, known, store):
    found = model.roll_up(pilot_vehicles, known, battery_footprint.footprints(store.ask("battery_footprints")))
    buses = CLASSES.index("bus")
    assert found.in_service_gwh["bus"] == pytest.approx(pilot_vehicles.in_service[buses] * 350 / 1e6)
    assert known["fleet_kwh_bus"].high == 450  # Citybus's double-deck bus of 2021


def test_rows_add_up_over_the_groups():
    found = list(model.rows(model.roll_up(synthetic_vehicles(2), KNOWN, FOUND)))
    for measure in ("in_service", "added", "retired"):
        rows = [row for row in found if row["year"] == 2030 and row["measure"] == measure]
        whole = next(row for row in rows if row["group"] == "all")
        assert sum(row["central"] for row in rows if row["group"] != "all") == pytest.approx(whole["central"])
    assert {row["measure"] for row in found} == {name for name, _, _ in model.BANDS}
