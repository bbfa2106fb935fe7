"""The official district boundaries (Home Affairs Department, CSDI), compared with the map here. Nothing is written.

The map of the project, data/geo/districts.geojson, is these boundaries clipped to the coast of the Lands Department and
generalised by others in several steps, which cannot be done again here exactly; the official areas include the sea. So
what is checked is what must hold between the two whatever the coast is: the same eighteen districts by number, code and
names, and the land of each within the official area of the same district.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.facts.geometry_checks import HONG_KONG, WGS84_NAMES
from hkzero.refresh.faults import Refused
from hkzero.refresh.parsers_energy import Files
from hkzero.refresh.reading import json_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MAP = "geo/districts.geojson"
DISTRICTS = 18
ADMIN_ID, CODE, NAME_TC, NAME_EN = "CSDI_ADMIN_AREA_ID", "AREA_CODE", "NAME_TC", "NAME_EN"
NEEDED = (ADMIN_ID, CODE, NAME_TC, NAME_EN)
# The Hong Kong 1980 grid, in metres.
GRID = "EPSG:2326"
SQUARE_KILOMETRE = 1e6
# Land here that lies outside the official district, as a share of it. Borders generalised to 45 m wander by some 10 m,
# which in the smallest district is below one per cent; a judgement.
MOST_OUTSIDE = 0.02


def compare_districts(files: Files, data: Path) -> list[str]:
    """Return in sentences how the official boundaries differ from the map of a data folder: areas in km2, land outside.

    Refused unless the file has eighteen valid areas in longitude and latitude within Hong Kong, named as on the map.
    """
    (body,) = files.values()
    official = _official(json_of(body))
    here = {feature["properties"]["had_area_code"]: feature
            for feature in json.loads((data / MAP).read_text(encoding="utf-8"))["features"]}
    _same_names(official, here)
    lines, moved = [], []
    for code, (_, area) in sorted(official.items()):
        properties = here[code]["properties"]
        land = _shape(here[code]["geometry"], code)
        outside = _square_kilometres(land.difference(area)) / _square_kilometres(land)
        lines.append(f"{properties['name_en']}: official area with the sea {_square_kilometres(area):.2f} km2, land on "
                     f"the map {_square_kilometres(land):.2f} km2, of it {outside:.2%} outside")
        if outside > MOST_OUTSIDE:
            moved.append(properties["name_en"])
    verdict = (f"the borders of {', '.join(moved)} have moved: the map is to be drawn anew by hand" if moved else
               f"of no district more than {MOST_OUTSIDE:.1%} of the land lies outside: the map stands")
    return [verdict, *lines]


def _official(content: Any) -> dict[str, tuple[dict[str, Any], BaseGeometry]]:
    """Return properties and area of each official district by its code."""
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise Refused("columns", "expected a GeoJSON FeatureCollection")
    crs = content.get("crs")
    if crs and not any(name in json.dumps(crs) for name in WGS84_NAMES):
        raise Refused("content", f"the coordinates are in {json.dumps(crs)[:80]}, expected longitude and latitude")
    found: dict[str, tuple[dict[str, Any], BaseGeometry]] = {}
    for place, feature in enumerate(content.get("features", []), start=1):
        properties = feature.get("properties") or {}
        gone = [name for name in NEEDED if not properties.get(name)]
        if gone:
            raise Refused("columns", f"feature {place}: missing {gone}; found {', '.join(properties)[:120]}")
        code = str(properties[CODE]).strip()
        if code in found:
            raise Refused("content", f"feature {place}: {CODE} {code} is there twice")
        found[code] = properties, _shape(feature.get("geometry"), f"feature {place} ({code})")
    if len(found) != DISTRICTS:
        raise Refused("content", f"{len(found)} districts, expected {DISTRICTS}")
    return found


def _same_names(official: dict[str, tuple[dict[str, Any], BaseGeometry]], here: dict[str, dict]) -> None:
    """Raise Refused unless the districts are those of the map. `&` and `and`, and 區 at the end, are no difference."""
    if official.keys() != here.keys():
        raise Refused("content", f"{CODE} {sorted(official.keys() - here.keys())} are not on the map, "
                                 f"{sorted(here.keys() - official.keys())} are gone")
    for code, (properties, _) in official.items():
        known = here[code]["properties"]
        for name, expected in ((ADMIN_ID, known["csdi_admin_area_id"]), (NAME_TC, known["name_zh_hant"]),
                               (NAME_EN, known["name_en"])):
            if _plain(properties[name]) != _plain(expected):
                raise Refused("content", f"{code}: {name} {properties[name]!r}, expected {expected!r}")


def _plain(name: object) -> str:
    words = str(name).strip().casefold().replace("&", "and").removesuffix("district").removesuffix("區")
    return " ".join(words.split()).removesuffix(".0")


def _shape(geometry: Any, where: str) -> BaseGeometry:
    """Return a valid area in longitude and latitude within Hong Kong. Refused for any other geometry."""
    import shapely

    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Refused("columns", f"{where}: geometry {kind!r}, expected an area")
    try:
        area = shapely.geometry.shape(geometry)
    except (shapely.errors.GEOSException, TypeError, ValueError, LookupError, AttributeError) as error:
        raise Refused("content", f"{where}: no rings of coordinates ({error})") from error
    if area.is_empty:
        raise Refused("content", f"{where}: the area is empty")
    west, south, east, north = area.bounds
    if not (HONG_KONG[0] <= west and HONG_KONG[1] <= south and east <= HONG_KONG[2] and north <= HONG_KONG[3]):
        raise Refused("content", f"{where}: it reaches from {west:g}, {south:g} to {east:g}, {north:g}, expected "
                                 f"longitude and latitude within {', '.join(map(str, HONG_KONG))}")
    if not area.is_valid:
        raise Refused("content", f"{where}: {shapely.is_valid_reason(area)}")
    return area


def _square_kilometres(area: BaseGeometry) -> float:
    import geopandas

    return float(geopandas.GeoSeries([area], crs="EPSG:4326").to_crs(GRID).area.iloc[0]) / SQUARE_KILOMETRE
