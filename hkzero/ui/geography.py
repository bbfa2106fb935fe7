"""The shapes of the districts for the browser, which fetches them once by their address: never inside a figure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hkzero.store import DistrictShape, Store
from hkzero.ui import database
from hkzero.ui.kept import Kept

ADDRESS = "geo/districts.geojson"


@dataclass(frozen=True, slots=True)
class Outlines:
    """A GeoJSON FeatureCollection as bytes, and the short hash that names its version."""

    body: bytes
    version: str


_outlines: Kept[Outlines] = Kept(2)


def outlines() -> Outlines:
    """Return the districts' outlines of the database in use, put together once a process and build.

    The id of a feature is its district's letter. Raises StoreError when the database holds no shapes.
    """
    store = database.store()
    return _outlines.get(store.content, lambda: _collected(store))


def districts_url() -> str:
    """Return the outlines' address, relative to any page: what a choropleth takes for its `geojson`."""
    return f"./{ADDRESS}?v={outlines().version}"


def attribution() -> str:
    """Return the text that goes with the shapes wherever they are shown or passed on."""
    return "; ".join(dict.fromkeys(shape.attribution for shape in shapes()))


def shapes() -> tuple[DistrictShape, ...]:
    """Return the districts' land in full, in the order of their letters."""
    return database.store().district_shapes()


def _collected(store: Store) -> Outlines:
    # The parts are GeoJSON already: taking them apart and writing them again would be for nothing.
    features = ",".join(
        f'{{"type":"Feature","id":"{shape.district_code}","properties":{{"district_code":"{shape.district_code}"}},'
        f'"geometry":{shape.outline_geojson}}}' for shape in store.district_shapes())
    body = f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
    return Outlines(body, hashlib.sha256(body).hexdigest()[:12])
