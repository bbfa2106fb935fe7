"""The map: 18 valid areas that share borders and agree with the official ones, and every fault of a map refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from hkzero.facts.build import build
from hkzero.facts.findings import BuildError
from hkzero.facts.geometry import HONG_KONG_1980_GRID, NEAREST_WITHIN_METRES, WGS84, Places, read_places

DATA = Path(__file__).resolve().parents[2] / "data"
DISTRICTS = set("ABCDEFGHJKLMNPQRST")  # the Home Affairs Department's letters: no I, no O
# Central, in metres of the Hong Kong 1980 Grid.
CENTRAL_METRES = [834000, 815700]


@pytest.fixture(scope="module")
def places() -> Places:
    found, findings = read_places(DATA)
    assert findings == []
    return found


@pytest.fixture(scope="module")
def shapes(places: Places):
    """Return the full geometry and the outlines for drawing, both in metres, by district."""
    import geopandas
    import shapely

    full = geopandas.GeoSeries.from_wkb([row["geometry_wkb"] for row in places.shapes], crs=WGS84)
    slim = geopandas.GeoSeries(shapely.from_geojson([row["outline_geojson"] for row in places.shapes]), crs=WGS84)
    frame = geopandas.GeoDataFrame({"full": full, "slim": slim}, geometry="full")
    frame.index = [row["district_code"] for row in places.shapes]
    return frame


@pytest.fixture
def spoil(tmp_path: Path) -> Callable:
    """Return a function that spoils a copy of the map and returns what is found wrong with it, one text a fault."""
    data = tmp_path / "data"
    shutil.copytree(DATA / "geo", data / "geo")

    def change(how: Callable[[dict, dict], object], file: str = "districts") -> list[str]:
        path = data / "geo" / f"{file}.geojson"
        collection = json.loads(path.read_text(encoding="utf-8"))
        how(collection, {feature["id"]: feature for feature in collection["features"]})
        path.write_text(json.dumps(collection), encoding="utf-8")
        found, findings = read_places(data)
        assert found == Places()
        return [str(finding) for finding in findings]

    return change


def test_all_eighteen_districts_are_there_once(places: Places) -> None:
    assert [row["district_code"] for row in places.districts] == sorted(DISTRICTS)
    assert [row["district_code"] for row in places.shapes] == sorted(DISTRICTS)


@pytest.mark.parametrize("kind", ["full", "slim"])
def test_areas_agree_with_the_official_land_areas(places: Places, shapes, kind: str) -> None:
    measured = shapes[kind].to_crs(HONG_KONG_1980_GRID).area / 1e6
    for row in places.districts:
        assert measured[row["district_code"]] == pytest.approx(row["land_area_km2"], rel=0.005), row["name_en"]
        if kind == "full":
            assert measured[row["district_code"]] == pytest.approx(row["geometry_area_km2"], abs=1e-4)


@pytest.mark.parametrize("kind", ["full", "slim"])
def test_neighbours_share_their_borders(shapes, kind: str) -> None:
    import shapely

    assert shapes[kind].is_valid.all()
    assert shapely.coverage_is_valid(shapes[kind].values)
    assert shapes[kind].total_bounds == pytest.approx([114.14, 22.36, 114.14, 22.36], abs=0.36)


def test_outlines_are_light(shapes) -> None:
    import shapely

    assert shapely.get_num_coordinates(shapes["slim"].values).sum() < 8500
    # No island is lost, however small: it would be a district's land that is not drawn.
    assert (shapely.get_num_geometries(shapes["slim"].values)
            == shapely.get_num_geometries(shapes["full"].values)).all()


@pytest.mark.parametrize("part", ["outline_geojson", "hatching_geojson"])
def test_what_is_drawn_runs_clockwise(places: Places, part: str) -> None:
    import shapely

    # The other way round, a browser that draws with d3 fills all the world but the district.
    for row in places.shapes:
        polygons = shapely.get_parts(shapely.from_geojson(row[part]))
        assert not any(shapely.is_ccw(polygon.exterior) for polygon in polygons), row["district_code"]


def test_hatching_lies_within_its_district_and_leaves_room(places: Places, shapes) -> None:
    import geopandas
    import shapely

    strips = geopandas.GeoSeries(shapely.from_geojson([row["hatching_geojson"] for row in places.shapes]),
                                 index=[row["district_code"] for row in places.shapes], crs=WGS84)
    flat, land = strips.to_crs(HONG_KONG_1980_GRID), shapes["slim"].to_crs(HONG_KONG_1980_GRID)
    for code in land.index:
        assert 0.08 < flat[code].area / land[code].area < 0.25, code
        assert flat[code].difference(land[code].buffer(3)).area < 1, code


def test_every_point_has_the_district_it_lies_in(places: Places) -> None:
    points = {row["point_id"]: row for row in places.points}
    assert len(points) == len(places.points) > 100
    assert (points["mtr_admiralty"]["district_code"], points["mtr_admiralty"]["district_distance_m"]) == ("A", 0)
    # The published districts of the stations and plants, where the source states one, are those found by position.
    stated = [row for row in places.points if row["district_stated"]]
    assert len(stated) > 10 and all(row["district_code"] == row["district_stated"] for row in stated)


def test_a_point_in_the_sea_has_the_nearest_district_and_its_distance(places: Places) -> None:
    for row in places.points:
        assert (row["district_code"] is None) == (row["district_distance_m"] > NEAREST_WITHIN_METRES)
    outside = {row["point_id"] for row in places.points if row["district_code"] is None}
    assert outside == {"daya_bay_npp"}, "the nuclear station stands in Guangdong"
    at_sea = [row for row in places.points if 0 < row["district_distance_m"] <= NEAREST_WITHIN_METRES]
    assert at_sea and any(row["category"] == "ferry_pier" for row in at_sea)


def test_what_is_not_given_stays_empty(places: Places) -> None:
    points = {row["point_id"]: row for row in places.points}
    assert points["mtr_admiralty"]["capacity_mw"] is None and points["mtr_admiralty"]["uncertainty_m"] is None
    assert points["mtr_admiralty"]["name_zh_hans"] is None
    assert points["black_point_ps"]["capacity_mw"] == 3850


def test_the_database_holds_the_map_with_its_comments(database: Path, places: Places) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        for name, rows in places.rows().items():
            stored = connection.table(f"built.{name}")
            expected = [tuple(row[column] for column in stored.columns) for row in rows]
            assert stored.order(stored.columns[0]).fetchall() == sorted(expected)
        bare = connection.execute("select table_name, column_name from duckdb_columns() where comment is null and "
                                  "table_name in ('district', 'district_shape', 'point')").fetchall()
    assert bare == []


def test_a_folder_without_a_map_has_no_places(tmp_path: Path) -> None:
    assert read_places(tmp_path / "data") == (Places(), [])


def test_half_a_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "geo").mkdir(parents=True)
    shutil.copy(DATA / "geo" / "points.geojson", tmp_path / "data" / "geo")
    _, (finding,) = read_places(tmp_path / "data")
    assert str(finding).startswith("data/geo/districts.geojson: cannot be read (")


def test_the_build_is_refused_and_says_where(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("build"))
    path = data / "geo" / "districts.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace('"name_zh_hant":"沙田區"', '"name_zh_hant":""'),
                    encoding="utf-8")
    with pytest.raises(BuildError, match="districts.geojson column R.name_zh_hant: found '', expected a value"):
        build(data=data, out=tmp_path / "refused.duckdb")
    assert not (tmp_path / "refused.duckdb").exists()


def _ring(feature: dict) -> list:
    """Return the longest ring of a feature."""
    coordinates = feature["geometry"]["coordinates"]
    parts = coordinates if feature["geometry"]["type"] == "MultiPolygon" else [coordinates]
    return max((ring for part in parts for ring in part), key=len)


def _everywhere(collection: dict, change: Callable[[list], list]) -> None:
    """Put every coordinate pair of a collection through a function."""
    def walk(item: list) -> list:
        return change(item) if isinstance(item[0], int | float) else [walk(part) for part in item]

    for feature in collection["features"]:
        feature["geometry"]["coordinates"] = walk(feature["geometry"]["coordinates"])


def _cross(collection: dict, features: dict) -> None:
    ring = _ring(features["H"])
    ring[10], ring[40] = ring[40], ring[10]


def _to_metres(collection: dict, features: dict) -> None:
    _everywhere(collection, lambda pair: [CENTRAL_METRES[0] + pair[0], CENTRAL_METRES[1] + pair[1]])


def _grow(collection: dict, features: dict) -> None:
    """Let Wong Tai Sin bulge into Kowloon City, at a corner that only the two of them share."""
    _move_border(features, "H", "G", towards="G")


def _shrink(collection: dict, features: dict) -> None:
    _move_border(features, "H", "G", towards="H")


def _move_border(features: dict, mine: str, other: str, towards: str) -> None:
    from shapely.geometry import shape

    shared = [pair for pair in _ring(features[mine]) if pair in _ring(features[other])]
    ring, place = _ring(features[mine]), shared[len(shared) // 2]
    target = shape(features[towards]["geometry"]).representative_point()
    ring[ring.index(place)] = [place[0] + 0.3 * (target.x - place[0]), place[1] + 0.3 * (target.y - place[1])]


def _tear(collection: dict, features: dict) -> None:
    """Move one corner of a shared border by about 10 m on one side only: too little for the area to tell."""
    shared = [pair for pair in _ring(features["R"]) if pair in _ring(features["H"])]
    ring, place = _ring(features["R"]), shared[len(shared) // 2]
    ring[ring.index(place)] = [place[0], place[1] + 0.0001]


FAULTS_OF_DISTRICTS = {
    "not a collection": (lambda whole, _: whole.update(type="Topology"),
                         "found 'Topology', expected a GeoJSON FeatureCollection"),
    "no features": (lambda whole, _: whole.update(features=[]), "expected a GeoJSON FeatureCollection with features"),
    "a feature that is none": (lambda whole, _: whole["features"].insert(0, "A"), "feature 1: found 'A', expected a"),
    "no attribution": (lambda whole, _: whole.pop("attribution"), "column attribution: found '', expected a value"),
    "missing": (lambda whole, features: whole["features"].remove(features["R"]), "found no R, expected all 18"),
    "twice": (lambda whole, features: whole["features"].append(features["R"]),
              "column district_code: found 'R' 2 times, expected each district once"),
    "unknown": (lambda _, features: features["R"]["properties"].update(district_code="I"),
                "column district_code: found 'I', expected one of A B C"),
    "code that is none": (lambda _, features: features["R"]["properties"].update(district_code=["R"]),
                          "column district_code: found \"['R']\", expected one of A B C"),
    "no name": (lambda _, features: features["R"]["properties"].pop("name_en"), "R.name_en: found '', expected a"),
    "empty name": (lambda _, features: features["R"]["properties"].update(name_zh_hans=" "),
                   "R.name_zh_hans: found ' ', expected a value"),
    "no official area": (lambda _, features: features["R"]["properties"].update(official_land_area_km2=None),
                         "R.official_land_area_km2: found 'None', expected a number from 0 up"),
    "no geometry": (lambda _, features: features["R"].update(geometry=None),
                    "R.geometry: found no geometry, expected a Polygon or MultiPolygon"),
    "wrong geometry": (lambda _, features: features["R"].update(
        geometry={"type": "Point", "coordinates": [114.2, 22.4]}), "R.geometry: found a Point, expected a Polygon or"),
    "no area": (lambda _, features: features["R"].update(geometry={"type": "Polygon", "coordinates": []}),
                "R.geometry: found no corner, expected a Polygon or MultiPolygon"),
    "broken geometry": (lambda _, features: features["R"]["geometry"].update(coordinates=[[[114.2, 22.4], [114.3]]]),
                        "R.geometry: cannot be read ("),
    "crossing itself": (_cross, "H.geometry: found in Wong Tai Sin: Self-intersection[114."),
    "stated system": (lambda whole, _: whole.update(crs={"type": "name", "properties": {
        "name": "urn:ogc:def:crs:EPSG::2326"}}), "column crs: found 'urn:ogc:def:crs:EPSG::2326', expected longitude"),
    "odd system": (lambda whole, _: whole.update(crs={"type": "name", "properties": "Hong Kong 1980 Grid"}),
                   "column crs: found 'Hong Kong 1980 Grid', expected longitude"),
    "metres": (_to_metres, "A.geometry: found metres, as in EPSG:2326, not degrees"),
    "swapped axes": (lambda whole, _: _everywhere(whole, lambda pair: [pair[1], pair[0]]),
                     "A.geometry: found swapped axes, latitude before longitude: 22."),
    "elsewhere": (lambda whole, _: _everywhere(whole, lambda pair: [pair[0] - 1, pair[1]]),
                  "A.geometry: found a place outside Hong Kong: 113."),
    "no number": (lambda _, features: _ring(features["R"]).__setitem__(3, [float("nan"), 22.4]),
                  "cannot be read (NaN is no number in JSON)"),
    "overlap": (_grow, "G.geometry: G (Kowloon City) and H (Wong Tai Sin) overlap by "),
    "gap": (_shrink, "between G (Kowloon City) and H (Wong Tai Sin) at 114.18"),
    "torn border": (_tear, "has a border torn from its neighbour's over "),
    "label outside": (lambda _, features: features["R"]["properties"].update(label_lon=114.1515, label_lat=22.2745),
                      "R.label_lon: found 114.1515, 22.2745, expected a point inside Sha Tin"),
    "area off": (lambda _, features: features["R"]["properties"].update(official_land_area_km2=69.7),
                 "R.geometry: R (Sha Tin) measures 69.27 km2, expected 69.7 km2, the official land area, within 0.5%"),
}


@pytest.mark.parametrize("fault", FAULTS_OF_DISTRICTS)
def test_a_fault_of_the_districts_is_told_with_its_place(spoil, fault: str) -> None:
    how, told = FAULTS_OF_DISTRICTS[fault]
    found = spoil(how)
    assert any(told in line for line in found), found
    assert all(line.startswith("data/geo/districts.geojson") for line in found)


def test_a_fault_of_the_whole_file_is_told_once(spoil) -> None:
    (line,) = spoil(lambda whole, _: _everywhere(whole, lambda pair: [pair[1], pair[0]]))
    assert "(and 17 more features)" in line
    assert line.endswith("expected longitude 113.8 to 114.55, then latitude 22.1 to 22.6")


def test_a_number_too_big_to_be_one_is_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA / "geo", data / "geo")
    path = data / "geo" / "points.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("[114.12056, ", "[1e999, "), encoding="utf-8")
    _, (finding,) = read_places(data)
    assert "lamma_winds.geometry: found a coordinate that is no number: inf" in str(finding)


def test_a_system_that_is_wgs84_is_welcome(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA / "geo", data / "geo")
    path = data / "geo" / "points.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    path.write_text(json.dumps(collection), encoding="utf-8")
    assert read_places(data)[1] == []


def _change_point(**properties: object) -> Callable[[dict, dict], None]:
    return lambda _, features: features["lamma_winds"]["properties"].update(properties)


FAULTS_OF_POINTS = {
    "no point": (lambda _, features: features["lamma_winds"].update(
        geometry={"type": "LineString", "coordinates": [[114.1, 22.2], [114.2, 22.2]]}),
        "lamma_winds.geometry: found a LineString, expected a Point"),
    "no category": (_change_point(category=None), "lamma_winds.category: found '', expected a value"),
    "unknown category": (_change_point(category="windmill"), "lamma_winds.category: found 'windmill', expected one"),
    "no quality": (_change_point(quality=""), "lamma_winds.quality: found '', expected a value"),
    "unknown quality": (_change_point(quality="good"), "lamma_winds.quality: found 'good', expected one of high"),
    "id of another": (_change_point(point_id="hkia"), "hkia.point_id: found 'hkia', expected the id of the feature, "
                                                      "'lamma_winds'"),
    "no source": (_change_point(source_id=None), "lamma_winds.source_id: found '', expected a value"),
    "odd capacity": (_change_point(capacity_mw="800 kW"), "lamma_winds.capacity_mw: found '800 kW', expected a num"),
    "negative uncertainty": (_change_point(uncertainty_m=-1), "lamma_winds.uncertainty_m: found '-1', expected a num"),
    "capacity of nobody": (_change_point(capacity_source_id=None), "lamma_winds.capacity_source_id: found ''"),
    "unknown district": (_change_point(district_code="Z"), "lamma_winds.district_code: found 'Z', expected one of A"),
    "odd note": (_change_point(note=3), "lamma_winds.note: found '3', expected a text or null"),
    "swapped axes": (lambda _, features: features["lamma_winds"]["geometry"]["coordinates"].reverse(),
                     "lamma_winds.geometry: found swapped axes, latitude before longitude: 22.225 to 22.225"),
}


@pytest.mark.parametrize("fault", FAULTS_OF_POINTS)
def test_a_fault_of_the_points_is_told_with_its_place(spoil, fault: str) -> None:
    how, told = FAULTS_OF_POINTS[fault]
    found = spoil(how, "points")
    assert any(told in line for line in found), found
    assert all(line.startswith("data/geo/points.geojson") for line in found)
