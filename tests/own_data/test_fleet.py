"""A fleet file and its footprint: every fault named, units, sums and what has no factor. All vehicles are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.own_data import fleet, fleet_footprint, known, rows
from hkzero.own_data.fleet import Vehicles
from hkzero.own_data.table_file import NotUsable, Table

HEADINGS = ("name", "class", "fuel", "number", "distance (km)", "fuel used (L)", "electricity (kWh)", "year")


def read(*cells: str, headings: tuple[str, ...] = HEADINGS) -> tuple[Vehicles, ...]:
    table = Table(headings, ((2, cells),))
    return fleet.vehicles(table, rows.columns(fleet.SCHEMA, table), known.vehicles(), known.fuels())


def one(**changes) -> Vehicles:
    values = {"row": 2, "name": "X", "vehicle": "private_car", "fuel": "petrol", "number": 1, "distance_km": None,
              "fuel_l": None, "fuel_mj": None, "electricity_kwh": None, "year": 2023}
    return Vehicles(**(values | changes))


@pytest.fixture(scope="module")
def answers(store):
    return [store.ask(name) for name in fleet_footprint.QUESTIONS]


@pytest.mark.parametrize("headings", [
    ("Plate", "Vehicle class", "Fuel type", "Number of vehicles", "Mileage (miles)", "Fuel used (litres)",
     "Electricity (MWh)", "Year"),
    ("車牌", "車輛類別", "燃料", "車輛數目", "里程（英里）", "耗油量（公升）", "用電量（兆瓦時）", "年份"),
    ("车牌", "车辆类别", "燃料", "车辆数", "里程(英里)", "油耗(升)", "用电量(兆瓦时)", "年度")])
def test_columns_and_units_are_found_in_three_languages(headings) -> None:
    found = rows.suggest(fleet.SCHEMA, headings)
    assert {name: found[name].heading for name in fleet.FIELDS} == dict(zip(fleet.FIELDS, headings, strict=True))
    assert [found[name].unit for name in fleet.UNITS] == ["mile", "L", "MWh"]


@pytest.mark.parametrize(("cells", "code"), [
    (("", "taxi", "lpg", "1", "5", "", "", "2023"), "blank"), (("X", "", "lpg", "1", "5", "", "", "2023"), "blank"),
    (("X", "tank", "lpg", "1", "5", "", "", "2023"), "unknown_name"),
    (("X", "taxi", "coal", "1", "5", "", "", "2023"), "unknown_name"),
    (("X", "taxi", "lpg", "0", "5", "", "", "2023"), "out_of_range"),
    (("X", "taxi", "lpg", "1.5", "5", "", "", "2023"), "not_whole"),
    (("X", "taxi", "lpg", "1", "-5", "", "", "2023"), "out_of_range"),
    (("X", "taxi", "lpg", "1", "5 km", "", "", "2023"), "no_number"),
    (("X", "taxi", "lpg", "1", "5", "", "7", "2023"), "not_charged"),
    (("X", "taxi", "ev", "1", "5", "7", "", "2023"), "not_fuelled"),
    (("X", "taxi", "lpg", "1", "", "", "", "2023"), "no_use"),
    (("X", "taxi", "lpg", "1", "5", "", "", ""), "blank"),
    (("X", "taxi", "lpg", "1", "5", "", "", "23"), "out_of_range")])
def test_each_fault_of_a_row_is_named(cells, code) -> None:
    with pytest.raises(NotUsable) as caught:
        read(*cells)
    assert [fault.code for fault in caught.value.problems] == [code]


def test_a_row_that_stands_twice_is_refused() -> None:
    cells = ("X", "taxi", "lpg", "1", "5", "", "", "2023")
    table = Table(HEADINGS, ((2, cells), (3, cells)))
    with pytest.raises(NotUsable) as caught:
        fleet.vehicles(table, rows.columns(fleet.SCHEMA, table), known.vehicles(), known.fuels())
    (fault,) = caught.value.problems
    assert (fault.code, fault.row, fault.allowed) == ("twice", 3, ("2",))


def test_number_is_one_unless_said_and_blank_is_not_zero() -> None:
    (found,) = read("X", "的士", "石油氣", "", "", "100", "", "2023")
    assert found == one(vehicle="taxi", fuel="lpg", fuel_l=100.0)


def test_every_name_on_the_page_is_understood_and_means_one_thing() -> None:
    for named in (known.vehicles(), known.fuels()):
        names = [name.casefold() for code, others in named.items() for name in {code, *map(str.casefold, others)}]
        assert len(names) == len(set(names))


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 1e6), st.sampled_from(["km", "mile", "thousand km"]))
def test_a_distance_comes_back_in_its_unit(amount: float, unit: str) -> None:
    headings = tuple(name if name != "distance (km)" else f"distance ({unit})" for name in HEADINGS)
    (found,) = read("X", "taxi", "lpg", "1", f"{amount:.6f}", "", "", "2023", headings=headings)
    assert found.distance_km / fleet.UNITS["distance"][unit] == pytest.approx(amount, abs=1e-6)


def test_fuel_given_as_energy_takes_the_factor_per_gigajoule(answers) -> None:
    headings = tuple(name if name != "fuel used (L)" else "fuel used (GJ)" for name in HEADINGS)
    vehicles = read("X", "heavy goods vehicle", "diesel", "1", "", "2", "", "2023", headings=headings)
    assert (vehicles[0].fuel_mj, vehicles[0].fuel_l) == (2000.0, None)
    (found,) = fleet_footprint.footprints(vehicles, *answers)
    assert found.scope_1.values[1] == pytest.approx(2 * 72.23 / 1000)  # kg CO2 a gigajoule, as published
    assert found.electrified is None


def test_litres_and_kilowatt_hours_take_published_factors(answers) -> None:
    found = fleet_footprint.footprints([
        one(fuel_l=1000.0), one(vehicle="double_deck_bus", fuel="diesel", fuel_l=1000.0),
        one(fuel="electricity", electricity_kwh=1000.0)], *answers)
    grid = answers[0].frame
    factor = float(grid[(grid["measure"] == "consumed") & (grid["period"] == 2023)]["value"].iloc[0])
    assert [row.scope_1.values[1] for row in found] == pytest.approx([2.6687, 2.6377, 0.0])
    assert [row.scope_2.values[1] for row in found] == pytest.approx([0.0, 0.0, factor])
    assert not any(row.from_distance for row in found)


def test_only_a_distance_gives_a_range_and_is_said_to_be_assumed(answers) -> None:
    (found,) = fleet_footprint.footprints([one(distance_km=10_000.0)], *answers)
    assert found.from_distance and str(found.scope_1.kind) == "assumed" and found.g_per_km is None
    # 8.3, 10.6 and 11.6 litres a hundred kilometres.
    assert found.scope_1.values == pytest.approx(tuple(litres * 100 * 2.6687 / 1000 for litres in (8.3, 10.6, 11.6)))
    low, central, high = found.electrified.values
    # 18.7 kWh out of the battery, 11 % lost on the way into it, at the newest factor.
    newest = answers[0].frame.query("measure == 'consumed'").sort_values("period")["value"].iloc[-1]
    assert central == pytest.approx(1870 / 0.89 * newest / 1000) and low < central < high


@pytest.mark.parametrize(("changes", "doubt"), [
    ({"vehicle": "heavy_goods", "fuel": "petrol", "fuel_l": 5.0}, "no_factor"),
    ({"fuel": "hydrogen", "distance_km": 5.0}, "no_factor"),
    ({"vehicle": "heavy_goods", "fuel": "diesel", "distance_km": 5.0}, "no_energy_per_km"),
    ({"fuel": "electricity", "electricity_kwh": 5.0, "year": 1999}, "no_grid_factor"),
    ({"fuel": "plug_in_hybrid", "fuel_l": 5.0}, "no_electricity"),
    ({"fuel": "plug_in_hybrid", "distance_km": 5.0, "electricity_kwh": 1.0}, "no_fuel"),
    ({"vehicle": "medium_goods", "fuel": "electricity", "distance_km": 5.0}, "no_energy_per_km")])
def test_what_has_no_factor_stays_blank(answers, changes, doubt) -> None:
    (found,) = fleet_footprint.footprints([one(**changes)], *answers)
    assert found.doubts[0] == doubt and not found.is_known
    assert fleet_footprint.totals([found])["rows_with_a_scope_unknown"] == 1


def test_the_class_average_and_unlikely_amounts(answers) -> None:
    usual, much, little = fleet_footprint.footprints([
        one(distance_km=1000.0, fuel_l=106.0), one(distance_km=1000.0, fuel_l=900.0),
        one(distance_km=1000.0, fuel_l=1.0)], *answers)
    assert usual.g_per_km == pytest.approx(usual.class_g_per_km.values[1]) == pytest.approx(106 * 2.6687)
    assert (usual.doubts, much.doubts, little.doubts) == ((), ("use_high",), ("use_low",))


def test_electrifying_the_rest_of_the_newest_year(answers) -> None:
    found = fleet_footprint.footprints([
        one(distance_km=10_000.0, fuel_l=1000.0, number=2), one(distance_km=10_000.0, fuel_l=1000.0, year=2022),
        one(vehicle="heavy_goods", fuel="diesel", fuel_l=9.0), one(fuel="electricity", electricity_kwh=9.0)], *answers)
    change = fleet_footprint.switch(found)
    assert (change.vehicles, change.left_out) == (2, 1)
    assert change.change[0] < change.change[1] < change.change[2] < 0
    assert change.change[1] == pytest.approx(change.after[1] - change.before[1])
    assert fleet_footprint.electric_share(found) == (1, 4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(fleet.CLASSES), st.sampled_from(fleet.FUELS), st.floats(0, 1e6),
                          st.floats(0, 1e6)), min_size=1, max_size=8))
def test_sums_are_sums_of_rows_and_ranges_are_in_order(answers, made) -> None:
    vehicles = [one(vehicle=vehicle, fuel=fuel, distance_km=km, fuel_l=None if fuel == "electricity" else litres)
                for vehicle, fuel, km, litres in made]
    found = fleet_footprint.footprints(vehicles, *answers)
    sums = fleet_footprint.scopes(found)
    for name in ("scope_1", "scope_2"):
        parts = [getattr(row, name).values[1] for row in found if getattr(row, name) is not None]
        assert (sums[name] is None) == (not parts)
        assert not parts or sums[name][1] == pytest.approx(sum(parts))
    grouped = fleet_footprint.by_class(found)
    assert sorted(row.vehicles.row for part in grouped.values() for row in part) == sorted(row.row for row in vehicles)
    for band in sums.values():
        assert band is None or band[0] <= band[1] <= band[2]
