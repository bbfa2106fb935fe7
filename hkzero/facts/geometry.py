"""The map under data/geo, checked, measured and made ready to draw: 18 districts and the points among them.

Lengths and areas are measured in the Hong Kong 1980 Grid (EPSG:2326), in metres; degrees are for drawing only.
GeoPandas is imported inside: only a build needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.facts import geometry_checks as checks
from hkzero.facts.findings import Finding

if TYPE_CHECKING:
    import geopandas
    from shapely import MultiPolygon

DISTRICTS_FILE, POINTS_FILE = "districts.geojson", "points.geojson"
WGS84, HONG_KONG_1980_GRID = 4326, 2326
# Piers and sites on reclaimed land stand in the sea of a generalised coastline. Farther out, nothing is claimed.
NEAREST_WITHIN_METRES = 500
# Visvalingam's area of a corner, as the side of a square: about 50 m. It keeps the borders between neighbours shared,
# and every district within 0.5 % of its official area; see tests/facts/test_geometry.py.
SIMPLIFIED_DEGREES = 0.0005
DRAWN_DEGREES = 1e-5
STRIP_METRES, STRIP_EVERY_METRES = 130, 900


@dataclass(frozen=True, slots=True)
class Places:
    """The rows of the tables `district`, `district_shape` and `point`; none where data/geo holds no map."""

    districts: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows by table, in the order in which the tables refer to each other."""
        return {"district": self.districts, "district_shape": self.shapes, "point": self.points}


def read_places(data: Path) -> tuple[Places, list[Finding]]:
    """Return the districts and points of the data folder, and every fault found in their files.

    A folder that holds neither file has no map; one of them alone is a fault.
    """
    paths = [data / "geo" / name for name in (DISTRICTS_FILE, POINTS_FILE)]
    names = [f"{data.name}/geo/{path.name}" for path in paths]
    if not any(path.exists() for path in paths):
        return Places(), []
    collections, findings = [], []
    for path, file in zip(paths, names, strict=True):
        collection, faults = checks.read_collection(path, file)
        collections.append(collection)
        findings += faults
    if findings:
        return Places(), findings
    frames = []
    for collection, file, rule in zip(collections, names, (checks.DISTRICTS, checks.POINTS), strict=True):
        frame, faults = _frame(collection, file, rule)
        frames.append(frame)
        findings += faults
    if findings:
        return Places(), findings
    districts, points = frames
    flat = districts.to_crs(HONG_KONG_1980_GRID)
    findings = list(checks.faults_of_districts(names[0], districts, flat))
    if findings:
        return Places(), findings
    return Places(list(_districts(collections[0], districts, flat)), list(_shapes(collections[0], districts)),
                  list(_points(points, flat))), []


def _frame(collection: dict, file: str, rule: checks.Rule) -> tuple[geopandas.GeoDataFrame | None, list[Finding]]:
    """Return the features in the order of their ids, or the faults that each of them has by itself."""
    import geopandas

    features = sorted(collection["features"], key=lambda feature: str(feature["properties"].get(rule.key)))
    shapes, findings = checks.read_shapes(file, features, rule)
    findings += checks.faults_of_properties(file, features, rule)
    findings += checks.faults_of_position(file, collection, features, shapes)
    if findings:
        return None, findings
    # Told apart by hand above: GeoPandas takes WGS84 for granted when there is no other word in the file.
    return geopandas.GeoDataFrame([feature["properties"] for feature in features], geometry=shapes, crs=WGS84), []


def _districts(collection: dict, districts: geopandas.GeoDataFrame, flat: geopandas.GeoDataFrame) -> Iterator[dict]:
    drawn = collection["source_id"]
    sources = {*([drawn] if isinstance(drawn, str) else drawn), collection["official_land_area_source_id"]}
    for row, square_metres in zip(districts.to_dict("records"), flat.area, strict=True):
        yield {
            **{name: row[name] for name in checks.DISTRICTS.texts},
            "land_area_km2": row["official_land_area_km2"],
            # Rounded to 100 m2: the last digits differ between versions of the projection library.
            "geometry_area_km2": round(float(square_metres) / 1e6, 4),
            "label_lon": row["label_lon"], "label_lat": row["label_lat"], "source_id": ";".join(sorted(sources)),
        }


def _shapes(collection: dict, districts: geopandas.GeoDataFrame) -> Iterator[dict]:
    outlines = districts.geometry.simplify_coverage(SIMPLIFIED_DEGREES)
    flat = outlines.to_crs(HONG_KONG_1980_GRID)
    hatching = flat.intersection(_strips(flat.total_bounds)).to_crs(WGS84)
    rows = zip(districts["district_code"], districts.geometry, _drawn(outlines), _drawn(hatching), strict=True)
    for code, shape, outline, strips in rows:
        yield {"district_code": code, "geometry_wkb": shape.wkb, "outline_geojson": outline,
               "hatching_geojson": strips, "attribution": collection["attribution"]}


def _drawn(shapes: geopandas.GeoSeries) -> Iterator[str]:
    """Yield shapes as GeoJSON to be drawn: to about a metre, and clockwise.

    A ring that runs the other way, as RFC 7946 wants it, means to d3 all the world but the district.
    """
    for shape in shapes.set_precision(DRAWN_DEGREES).orient_polygons(exterior_cw=True):
        yield json.dumps(shape.__geo_interface__, separators=(",", ":"))


def _strips(bounds: Sequence[float]) -> MultiPolygon:
    """Return slanting strips that cover the bounds (west, south, east, north, in metres) at even distances."""
    from shapely import MultiPolygon, Polygon

    west, south, east, north = bounds
    height = north - south
    starts = range(int(west - height), int(east), STRIP_EVERY_METRES)
    return MultiPolygon([
        Polygon([(x, south), (x + STRIP_METRES, south), (x + STRIP_METRES + height, north), (x + height, north)])
        for x in starts])


def _points(points: geopandas.GeoDataFrame, flat: geopandas.GeoDataFrame) -> Iterator[dict]:
    """Yield the points with the district each lies in, or that is nearest to it."""
    nearest = points.to_crs(HONG_KONG_1980_GRID)[["geometry"]].sjoin_nearest(
        flat[["district_code", "geometry"]], distance_col="metres")
    # A point on a border is as near to both: the first letter, so that every build says the same.
    nearest = nearest.sort_values("district_code").groupby(level=0).first()
    for index, point in points.iterrows():
        code, metres = nearest.at[index, "district_code"], round(float(nearest.at[index, "metres"]), 1)
        given = {name: _given(point[name]) for name in (*checks.POINTS.texts, *checks.POINTS.optional)}
        yield given | {
            "district_stated": given.pop("district_code"),
            "district_code": code if metres <= NEAREST_WITHIN_METRES else None, "district_distance_m": metres,
            "lon": point.geometry.x, "lat": point.geometry.y,
        }


def _given(cell: Any) -> Any:
    """Return a cell, and None for one that was not given: pandas makes it a number that is none."""
    return None if cell is None or cell != cell else cell
