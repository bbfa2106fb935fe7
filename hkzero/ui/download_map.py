"""What leaves the page with its geometry: figures by district as GeoJSON, GeoPackage or GeoParquet.

The polygons are those of the data, not the outlines for drawing. What must be told travels inside the file: as foreign
members of the GeoJSON collection, metadata of the GeoPackage layer, key-value metadata of the Parquet file.
GeoPandas is imported inside: the app starts without it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hkzero.ui import cached, geography
from hkzero.ui.download import Sheet, about

if TYPE_CHECKING:
    import geopandas

LAYER = "districts"
WGS84 = 4326
NAMES = ["name_en", "name_zh_hant", "name_zh_hans"]


def as_geojson(sheet: Sheet, today: date | None = None) -> bytes:
    """Return the figures with their districts as GeoJSON; the id of a feature is its district's letter.

    ValueError unless the sheet has one row a district.
    """
    collection = json.loads(joined(sheet).set_index("district", drop=False).to_json(na="null"))
    # The members of GeoJSON come first, so that none of ours can take their place.
    whole = collection | {name: text for name, text in metadata(sheet, today).items() if name not in collection}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def as_geopackage(sheet: Sheet, today: date | None = None) -> bytes:
    """Return the figures with their districts as a GeoPackage of one layer. ValueError as for as_geojson."""
    told = metadata(sheet, today)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "districts.gpkg"
        # A GeoPackage is a database file: it cannot be written into memory.
        joined(sheet).to_file(path, layer=LAYER, driver="GPKG", engine="pyogrio", layer_metadata=told,
                              layer_options={"IDENTIFIER": sheet.title, "DESCRIPTION": told["attribution"]})
        return path.read_bytes()


def as_geoparquet(sheet: Sheet, today: date | None = None) -> bytes:
    """Return the figures with their districts as GeoParquet. ValueError as for as_geojson."""
    import pyarrow.parquet

    plain, out = io.BytesIO(), io.BytesIO()
    joined(sheet).to_parquet(plain, index=False)
    table = pyarrow.parquet.read_table(plain)
    ours = {name.encode(): text.encode() for name, text in metadata(sheet, today).items()}
    pyarrow.parquet.write_table(table.replace_schema_metadata(ours | table.schema.metadata), out)
    return out.getvalue()


# How the page offers them: extension of the file, what makes it, media type.
FORMATS: tuple[tuple[str, Callable[[Sheet], bytes], str], ...] = (
    ("geojson", as_geojson, "application/geo+json"),
    ("gpkg", as_geopackage, "application/geopackage+sqlite3"),
    ("parquet", as_geoparquet, "application/vnd.apache.parquet"),
)


def joined(sheet: Sheet) -> geopandas.GeoDataFrame:
    """Return all districts in WGS84, outer rings anticlockwise, with their names and the figures of the sheet.

    A district without figures has none here either. ValueError for a frame that is not one row a district.
    """
    import geopandas

    districts = cached.ask("districts").frame[["district", *NAMES]]
    figures = sheet.frame
    if "district" not in figures or not figures["district"].is_unique:
        raise ValueError(f"{sheet.key}: a map takes one row a district, by its letter in the column `district`")
    if unknown := sorted(set(figures["district"]) - set(districts["district"])):
        raise ValueError(f"{sheet.key}: {', '.join(map(str, unknown))} is no district of the map")
    named = districts[[name for name in districts if name == "district" or name not in figures]]
    shapes = geopandas.GeoSeries.from_wkb([shape.geometry_wkb for shape in geography.shapes()], crs=WGS84)
    order = [shape.district_code for shape in geography.shapes()]
    rows = named.merge(figures, on="district", how="left", validate="one_to_one").set_index("district").loc[order]
    return geopandas.GeoDataFrame(rows.reset_index(), geometry=shapes.orient_polygons(exterior_cw=False).array)


def metadata(sheet: Sheet, today: date | None = None) -> dict[str, str]:
    """Return what travels inside the file by name; what has several texts has one a line.

    `attribution` is the text that the geometry requires, `source_id` the ids of all publications, joined by ;.
    """
    told: dict[str, str] = {}
    for name, text in about(sheet, today or date.today()):
        told[name] = f"{told[name]}\n{text}" if name in told else text
    ids = {source.source_id for source in sheet.sources} | set(cached.ask("districts").sources)
    return told | {"attribution": geography.attribution(), "source_id": ";".join(sorted(ids))}
