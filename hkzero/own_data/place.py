"""The district in which a position lies, by the outlines of the districts' land.

Distances are measured on a plane of metres around the position: good to half a per cent across Hong Kong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from hkzero.store import DistrictShape

METRES_PER_DEGREE = 111_195.0
# Piers and sites on reclaimed land stand in the sea of a generalised coastline. Farther out, nothing is claimed.
COAST_METRES = 500.0
# Borders are generalised too, and a position is rounded: this near to a border, either district is right.
BORDER_METRES = 100.0


class Found(NamedTuple):
    """What a position says: its district, or None and a code of what is wrong with it (`elsewhere` is where it is)."""

    district: str | None
    fault: str = ""
    elsewhere: str = ""


def land(shapes: Sequence[DistrictShape]) -> Land | None:
    """Return the land of the shapes, or None where the data hold no map: positions are then kept unchecked."""
    return Land(shapes) if shapes else None


class Land:
    """The land of the districts (WGS84, degrees), ready to be asked."""

    def __init__(self, shapes: Sequence[DistrictShape]) -> None:
        """Take the shapes in full; ValueError when there is none, or one that is no geometry."""
        from shapely import from_wkb
        from shapely.errors import ShapelyError

        if not shapes:
            raise ValueError("no shapes of districts")
        try:
            self._shapes = {one.district_code: from_wkb(one.geometry_wkb) for one in shapes}
        except ShapelyError as error:
            raise ValueError(f"a district's shape is no geometry: {error}") from error

    def district(self, lat: float, lon: float, named: str | None = None) -> Found:
        """Return the district of a position in degrees; where one is `named`, whether the position lies in it.

        Faults: `in_the_sea` (farther than COAST_METRES from any land), `other_district`.
        """
        metres = self._metres(lat, lon)
        nearest = min(metres, key=lambda code: (metres[code], code))
        if metres[nearest] > COAST_METRES:
            return Found(None, "in_the_sea")
        if named is None:
            return Found(nearest)
        if metres[named] <= metres[nearest] + BORDER_METRES:
            return Found(named)
        return Found(None, "other_district", nearest)

    def _metres(self, lat: float, lon: float) -> dict[str, float]:
        from shapely import Point
        from shapely.affinity import scale

        # A degree of longitude is shorter than one of latitude: the land is pressed together until they are alike.
        narrow = math.cos(math.radians(lat))
        here = Point(lon, lat)
        return {code: 0.0 if shape.covers(here) else
                scale(shape, narrow, 1.0, origin=here).distance(here) * METRES_PER_DEGREE
                for code, shape in self._shapes.items()}
