"""The districts' geometry: 18 valid areas that share borders and agree with the official land areas."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

GEO = Path(__file__).resolve().parents[2] / "data" / "geo"
HONG_KONG_1980_GRID = 2326
DISTRICTS = set("ABCDEFGHJKLMNPQRST")  # the Home Affairs Department's letters: no I, no O


@pytest.fixture(scope="module")
def districts():
    import geopandas

    with warnings.catch_warnings():
        # pyogrio tells that the file's own remarks are not part of the features.
        warnings.simplefilter("ignore", RuntimeWarning)
        return geopandas.read_file(GEO / "districts.geojson")


def test_all_eighteen_districts_are_there_once(districts):
    assert sorted(districts["district_code"]) == sorted(DISTRICTS)


def test_every_area_is_valid_and_in_hong_kong(districts):
    assert districts.crs.to_epsg() == 4326
    assert districts.geometry.is_valid.all()
    west, south, east, north = districts.total_bounds
    assert 113.8 < west < east < 114.5 and 22.1 < south < north < 22.6


def test_areas_agree_with_the_official_land_areas(districts):
    square_kilometres = districts.to_crs(HONG_KONG_1980_GRID).area / 1e6
    gap = (square_kilometres / districts["official_land_area_km2"] - 1).abs()
    assert gap.max() <= 0.005, districts.loc[gap.idxmax(), "name_en"]


def test_neighbours_do_not_overlap(districts):
    flat = districts.to_crs(HONG_KONG_1980_GRID)
    overlap = flat.area.sum() - flat.union_all().area
    assert abs(overlap) < 1000  # square metres


def test_every_point_is_in_or_near_hong_kong():
    import geopandas

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        points = geopandas.read_file(GEO / "points.geojson")
    assert points["point_id"].is_unique and points.geometry.is_valid.all()
    west, south, east, north = points.total_bounds
    assert 113.8 < west < east < 114.6 and 22.1 < south < north < 22.7
