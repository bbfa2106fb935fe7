"""The map's questions: published land areas and positions come out unchanged."""

from __future__ import annotations

import pytest

from hkzero.store import open_store


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


# Lands Department, Hong Kong Geographic Data 2024.
@pytest.mark.parametrize(("district", "square_kilometres"), [("A", 12.55), ("E", 6.99), ("R", 69.27), ("T", 183.51)])
def test_land_areas_are_the_official_ones(store, district, square_kilometres) -> None:
    frame = store.ask("districts").frame.set_index("district")
    assert frame.at[district, "value"] == frame.at[district, "land_area_km2"] == square_kilometres
    assert frame.at[district, "geometry_area_km2"] == pytest.approx(square_kilometres, rel=0.005)


def test_all_districts_come_to_the_official_land_of_the_territory(store) -> None:
    answer = store.ask("districts")
    assert len(answer.frame) == 18 and answer.unit == "km2" and answer.vintages == ("2024",)
    # 1,114.57 km2 with the Loop of 0.97 km2, which belongs to no district there.
    assert answer.frame["value"].sum() == pytest.approx(1113.60, abs=0.01)
    assert set(answer.sources) == {"had_districts_csdi", "hkdm_districts_js", "landsd_50k_topo",
                                   "landsd_geographic_data_2024"}
    assert len(answer.notes) == 1 and answer.notes[0].startswith("© The Government of the Hong Kong SAR: Home Affairs")


def test_points_can_be_chosen_by_category_and_district(store) -> None:
    everything = store.ask("points").frame
    stations = store.ask("points", category="power_station").frame
    assert set(stations["category"]) == {"power_station"} and len(stations) < len(everything)
    islands = store.ask("points", district="T").frame
    assert set(islands["district"]) == {"T"} and {"lamma_winds", "hkia", "i_park1"} <= set(islands["point_id"])
    assert store.ask("points", category="wind", district="A").empty


def test_a_point_says_how_far_it_can_be_trusted(store) -> None:
    frame = store.ask("points").frame.set_index("point_id")
    assert frame.at["black_point_ps", "capacity_mw"] == 3850  # CLP Power, Black Point Power Station
    assert frame.at["black_point_ps", "source_id"] == "clp_black_point;wikipedia_black_point_de"
    assert (frame["kind"] == "estimated").equals(frame["quality"] == "low")
    assert frame["capacity_mw"].isna().any() and not (frame["capacity_mw"] == 0).any()
    assert frame["district"].isna().sum() == 1, "the nuclear station in Guangdong lies in no district"
