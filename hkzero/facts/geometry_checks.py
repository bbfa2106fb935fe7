"""What may be wrong with a map, said with file, feature, what was found and what was expected."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.facts.findings import Finding

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry

# The Home Affairs Department's letters: no I, no O.
DISTRICT_CODES = "ABCDEFGHJKLMNPQRST"
CATEGORIES = ("airport", "container_terminal", "district_cooling", "ferry_pier", "floating_solar", "landfill",
              "mtr_station", "power_station", "waste_to_energy", "wind")
QUALITIES = ("high", "medium", "low")
# West, south, east, north of the territory with its waters, in degrees.
HONG_KONG = (113.8, 22.1, 114.55, 22.6)
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
LARGEST_AREA_GAP = 0.005
# An error of 10 m along 100 m of border.
SMALLEST_FAULT_M2 = 1000
# Borders of neighbours that run beside each other nearer than this were one border. Real channels are wider.
TORN_WITHIN_METRES = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """What a feature of one file must be: its key, kinds of geometry, and which properties hold what.

    `texts` must be given; `optional` may be null; of both, `numbers` are numbers from 0 up.
    """

    key: str
    geometries: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    required_numbers: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


DISTRICTS = Rule(
    "district_code", ("Polygon", "MultiPolygon"),
    texts=("district_code", "had_area_code", "name_en", "name_zh_hant", "name_zh_hans", "region"),
    numbers=("label_lon", "label_lat", "official_land_area_km2"),
    required_numbers=("label_lon", "label_lat", "official_land_area_km2"),
)
POINTS = Rule(
    "point_id", ("Point",),
    texts=("point_id", "category", "name_en", "quality", "source_id"),
    numbers=("uncertainty_m", "capacity_mw"),
    optional=("name_zh_hant", "name_zh_hans", "uncertainty_m", "capacity_mw", "capacity_source_id", "district_code",
              "note"),
)


def read_collection(path: Path, file: str) -> tuple[dict, list[Finding]]:
    """Return a GeoJSON FeatureCollection, or the fault that keeps it from being one."""
    expected = "a GeoJSON FeatureCollection with features"
    try:
        collection = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refused)
    except (OSError, ValueError) as error:
        row = getattr(error, "lineno", None)
        return {}, [Finding(file, row, None, None, expected, "geojson", what=f"cannot be read ({error})")]
    kind = collection.get("type") if isinstance(collection, dict) else type(collection).__name__
    features = collection.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        return {}, [Finding(file, None, None, str(kind), expected, "geojson")]
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            return {}, [Finding(file, None, f"feature {number}", str(feature)[:60], "a Feature with properties",
                                "geojson")]
    needed = ("source_id", "official_land_area_source_id", "attribution") if path.name.startswith("district") else ()
    return collection, [Finding(file, None, name, "", "a value", "required") for name in needed
                        if not collection.get(name)]


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


def read_shapes(file: str, features: list[dict], rule: Rule) -> tuple[list[BaseGeometry | None], list[Finding]]:
    """Return the geometry of each feature, None where it is none, and the faults."""
    from shapely.errors import GEOSException
    from shapely.geometry import shape

    shapes, findings = [], []
    expected = f"a {' or '.join(rule.geometries)}"
    for feature in features:
        given = feature.get("geometry")
        kind = given.get("type") if isinstance(given, dict) else None
        read, what = None, "found no geometry" if given is None else f"found a {kind}"
        if kind in rule.geometries:
            try:
                read = shape(given)
                what = "found no corner" if read.is_empty else ""
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, GEOSException) as error:
                what = f"cannot be read ({error})"
        if what:
            findings.append(Finding(file, None, f"{_named(feature, rule)}.geometry", None, expected, "geometry",
                                    what=what))
        shapes.append(None if what else read)
    return shapes, findings


def faults_of_properties(file: str, features: list[dict], rule: Rule) -> Iterator[Finding]:
    """Yield the properties that are missing or say what none may say."""
    for feature in features:
        properties, name = feature["properties"], _named(feature, rule)
        for column in rule.texts:
            if not (isinstance(properties.get(column), str) and properties[column].strip()):
                yield Finding(file, None, f"{name}.{column}", str(properties.get(column) or ""), "a value", "required")
        for column in rule.numbers:
            value = properties.get(column)
            if value is None and column not in rule.required_numbers:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
                yield Finding(file, None, f"{name}.{column}", str(value), "a number from 0 up", "value")
        for column in set(rule.optional) - set(rule.numbers):
            if not isinstance(properties.get(column), str | None):
                yield Finding(file, None, f"{name}.{column}", str(properties[column]), "a text or null", "value")
    yield from _faults_of_districts_listed(file, features) if rule is DISTRICTS else _faults_of_points(file, features)


def _faults_of_districts_listed(file: str, features: list[dict]) -> Iterator[Finding]:
    codes = [str(feature["properties"].get("district_code")) for feature in features]
    for code in dict.fromkeys(codes):
        if len(code) != 1 or code not in DISTRICT_CODES:
            yield Finding(file, None, "district_code", code, f"one of {' '.join(DISTRICT_CODES)}", "district")
        elif codes.count(code) > 1:
            yield Finding(file, None, "district_code", code, "each district once", "district",
                          what=f"found {code!r} {codes.count(code)} times")
    if absent := [code for code in DISTRICT_CODES if code not in codes]:
        yield Finding(file, None, "district_code", None, f"all {len(DISTRICT_CODES)} districts", "district",
                      what=f"found no {', '.join(absent)}")


def _faults_of_points(file: str, features: list[dict]) -> Iterator[Finding]:
    codes = (*DISTRICT_CODES, None)
    for feature in features:
        properties, name = feature["properties"], _named(feature, POINTS)
        for column, known in (("category", CATEGORIES), ("quality", QUALITIES), ("district_code", codes)):
            value = properties.get(column)
            if value not in known and (value or column == "district_code"):
                listed = ", ".join(str(code) for code in known if code)
                yield Finding(file, None, f"{name}.{column}", str(value), f"one of {listed}", "code")
        if properties.get("point_id") != feature.get("id"):
            yield Finding(file, None, f"{name}.point_id", str(properties.get("point_id")),
                          f"the id of the feature, {feature.get('id')!r}", "duplicate_keys")
        if properties.get("capacity_mw") is not None and not properties.get("capacity_source_id"):
            yield Finding(file, None, f"{name}.capacity_source_id", "", "a value: there is a capacity", "required")


def faults_of_position(file: str, collection: dict, features: list[dict],
                       shapes: list[BaseGeometry | None]) -> Iterator[Finding]:
    """Yield what is not where it should be: another coordinate system, swapped axes, outside Hong Kong.

    A fault of the whole file is told once, with the first feature that shows it.
    """
    stated = collection.get("crs")
    name = stated.get("properties") if isinstance(stated, dict) else stated
    name = str(name.get("name") if isinstance(name, dict) else name)
    if stated is not None and not name.endswith(WGS84_NAMES):
        yield Finding(file, None, "crs", name, "longitude and latitude in WGS84 (and no member crs)", "crs")
    west, south, east, north = HONG_KONG
    where = f"longitude {west} to {east}, then latitude {south} to {north}"
    found: dict[str, list[tuple[dict, tuple]]] = {}
    for feature, shape in zip(features, shapes, strict=True):
        if shape is not None and (fault := _misplaced(shape.bounds)):
            found.setdefault(fault, []).append((feature, shape.bounds))
    for fault, cases in found.items():
        feature, (x0, y0, x1, y1) = cases[0]
        more = f" (and {len(cases) - 1} more features)" if len(cases) > 1 else ""
        yield Finding(file, None, f"{feature.get('id')}.geometry", None, where, "position",
                      what=f"found {fault}: {x0:g} to {x1:g}, {y0:g} to {y1:g}{more}")


def _misplaced(bounds: tuple[float, float, float, float]) -> str:
    """Return in words what is wrong with the position of a geometry, nothing if it lies in Hong Kong."""
    x0, y0, x1, y1 = bounds
    west, south, east, north = HONG_KONG
    if not all(map(math.isfinite, bounds)):
        return "a coordinate that is no number"
    if west <= x0 and x1 <= east and south <= y0 and y1 <= north:
        return ""
    if west <= y0 and y1 <= east and south <= x0 and x1 <= north:
        return "swapped axes, latitude before longitude"
    if max(map(abs, (x0, x1))) > 180 or max(map(abs, (y0, y1))) > 90:
        return "metres, as in EPSG:2326, not degrees"
    return "a place outside Hong Kong"


def faults_of_districts(file: str, districts: geopandas.GeoDataFrame, flat: geopandas.GeoDataFrame) -> list[Finding]:
    """Return what is wrong with the areas and their borders; `flat` are the same in metres.

    The later tests make sense for valid areas only, and the test for holes for borders that match.
    """
    for test in (_invalid, _overlapping, _torn, _holes):
        if findings := list(test(file, districts, flat)):
            return findings
    return [*_labels_outside(file, districts), *_areas_off(file, flat)]


def _invalid(file: str, districts: geopandas.GeoDataFrame, _flat: geopandas.GeoDataFrame) -> Iterator[Finding]:
    for code, name, reason in zip(districts["district_code"], districts["name_en"], districts.is_valid_reason(),
                                  strict=True):
        if reason != "Valid Geometry":
            yield Finding(file, None, f"{code}.geometry", None, "a valid area: rings that do not cross or touch along "
                          "a line", "geometry", what=f"found in {name}: {reason}")


def _overlapping(file: str, districts: geopandas.GeoDataFrame, flat: geopandas.GeoDataFrame) -> Iterator[Finding]:
    pairs = flat.sindex.query(flat.geometry, predicate="intersects").T
    for first, second in sorted((int(one), int(other)) for one, other in pairs if one < other):
        shared = flat.geometry.iloc[first].intersection(flat.geometry.iloc[second])
        if shared.area > SMALLEST_FAULT_M2:
            both = districts.geometry.iloc[first].intersection(districts.geometry.iloc[second])
            yield Finding(file, None, f"{flat['district_code'].iloc[first]}.geometry", None, "neighbours that share a "
                          "border only", "overlap", what=f"{_called(flat, first)} and {_called(flat, second)} overlap "
                          f"by {shared.area:,.0f} m2 at {_place(both.representative_point())}")


def _torn(file: str, districts: geopandas.GeoDataFrame, flat: geopandas.GeoDataFrame) -> Iterator[Finding]:
    """Borders of neighbours must be the same line, corner for corner: simplifying would tear them otherwise."""
    import shapely

    for index, edges in enumerate(shapely.coverage_invalid_edges(flat.geometry.values, gap_width=TORN_WITHIN_METRES)):
        if not edges.is_empty:
            place = _degrees(edges.interpolate(0.5, normalized=True), flat)
            yield Finding(file, None, f"{flat['district_code'].iloc[index]}.geometry", None,
                          "the very border of its neighbour", "torn", what=f"{_called(flat, index)} has a border torn "
                          f"from its neighbour's over {edges.length:,.0f} m at {_place(place)}")


def _holes(file: str, districts: geopandas.GeoDataFrame, flat: geopandas.GeoDataFrame) -> Iterator[Finding]:
    """A hole in all districts together that is no hole of one of them is a gap between neighbours."""
    import shapely

    whole = flat.union_all(method="coverage")
    filled = shapely.union_all([shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors])
    own = shapely.union_all([shapely.Polygon(ring) for shape in flat.geometry for part in shapely.get_parts(shape)
                             for ring in part.interiors])
    for gap in shapely.get_parts(shapely.difference(filled, own)):
        if gap.area > SMALLEST_FAULT_M2:
            around = [int(index) for index in sorted(flat.sindex.query(gap.buffer(1), predicate="intersects"))]
            names = " and ".join(_called(flat, index) for index in around)
            yield Finding(file, None, f"{flat['district_code'].iloc[around[0]]}.geometry", None,
                          "neighbours that share a border", "torn", what=f"there is a gap of {gap.area:,.0f} m2 "
                          f"between {names} at {_place(_degrees(gap.representative_point(), flat))}")


def _labels_outside(file: str, districts: geopandas.GeoDataFrame) -> Iterator[Finding]:
    from shapely.geometry import Point

    for row in districts.itertuples():
        label = Point(row.label_lon, row.label_lat)
        if not row.geometry.covers(label):
            yield Finding(file, None, f"{row.district_code}.label_lon", None, f"a point inside {row.name_en}", "label",
                          what=f"found {_place(label)}")


def _areas_off(file: str, flat: geopandas.GeoDataFrame) -> Iterator[Finding]:
    for index, (area, official) in enumerate(zip(flat.area / 1e6, flat["official_land_area_km2"], strict=True)):
        if abs(area - official) > LARGEST_AREA_GAP * official:
            yield Finding(file, None, f"{flat['district_code'].iloc[index]}.geometry", None,
                          f"{official:g} km2, the official land area, within {LARGEST_AREA_GAP:.1%}", "area",
                          what=f"{_called(flat, index)} measures {area:.2f} km2")


def _degrees(point: BaseGeometry, flat: geopandas.GeoDataFrame) -> BaseGeometry:
    import geopandas

    return geopandas.GeoSeries([point], crs=flat.crs).to_crs(4326).iloc[0]


def _place(point: BaseGeometry) -> str:
    return f"{point.x:.4f}, {point.y:.4f}"


def _called(flat: geopandas.GeoDataFrame, index: int) -> str:
    return f"{flat['district_code'].iloc[index]} ({flat['name_en'].iloc[index]})"


def _named(feature: dict[str, Any], rule: Rule) -> str:
    return str(feature["properties"].get(rule.key) or feature.get("id") or "?")
