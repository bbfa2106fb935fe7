"""The shapes of the districts for the browser, which fetches them once by their address: never inside a figure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hkzero.store import DistrictShape, Store
from hkzero.ui import database
from hkzero.ui.kept import Kept

ADDRESSES = {"outline": "geo/districts.geojson", "hatching": "geo/hatching.geojson"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A GeoJSON FeatureCollection as bytes, and the short hash that names its version."""

    body: bytes
    version: str


_drawings: Kept[Drawing] = Kept(4)
_shapes: Kept[tuple[DistrictShape, ...]] = Kept(2)


def drawing(name: str) -> Drawing:
    """Return a drawing of the districts (a key of ADDRESSES), put together once a process and build.

    The id of a feature is its district's letter. Raises StoreError when the database holds no shapes.
    """
    store = database.store()
    return _drawings.get((store.content, name), lambda: _collected(store, f"{name}_geojson"))


def urls() -> tuple[str, str]:
    """Return the addresses of outlines and hatching, relative to any page, for a choropleth."""
    outlines, hatching = (f"./{ADDRESSES[name]}?v={drawing(name).version}" for name in ("outline", "hatching"))
    return outlines, hatching


def attribution() -> str:
    """Return the text that goes with the shapes wherever they are shown or passed on."""
    return "; ".join(dict.fromkeys(shape.attribution for shape in shapes()))


def shapes() -> tuple[DistrictShape, ...]:
    """Return the districts' land in full, in the order of their letters."""
    store = database.store()
    return _shapes.get(store.content, store.district_shapes)


def _collected(store: Store, part: str) -> Drawing:
    # The parts are GeoJSON already: taking them apart and writing them again would be for nothing.
    features = ",".join(
        f'{{"type":"Feature","id":"{shape.district_code}","properties":{{"district_code":"{shape.district_code}"}},'
        f'"geometry":{getattr(shape, part)}}}' for shape in store.district_shapes())
    body = f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
    return Drawing(body, hashlib.sha256(body).hexdigest()[:12])
