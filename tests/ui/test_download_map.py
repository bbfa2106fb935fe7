"""Figures with their geometry: every format reads back as it was, with its sources and the attribution inside."""

from __future__ import annotations

import io
import json
import sqlite3
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from hkzero.text import LANGUAGES, t
from hkzero.ui import database, download_map
from tests.ui.made_up import answer, sheet

TODAY = date(2026, 11, 22)
FORMATS = {extension: make for extension, make, _ in download_map.FORMATS}
# Synthetic: D has no figure, and the other fifteen districts no row at all.
FIGURES = pd.DataFrame({"district": ["D", "A", "T"], "value": [None, 1.25, 0.0], "kind": ["estimated"] * 3,
                        "note": [None, "=1+1 & <b>", "離島"], "unit": ["GWh"] * 3})
ATTRIBUTION = ("© The Government of the Hong Kong SAR: Home Affairs Department (district boundaries) and Lands "
               "Department (1:50 000 coastline), via CSDI Portal / DATA.GOV.HK; generalised")


@pytest.fixture(autouse=True)
def _the_tests_database(store, monkeypatch) -> None:
    monkeypatch.setattr(database, "store", lambda: store)


def read(body: bytes, extension: str, folder: Path):
    """Return a file as GeoPandas reads it, districts as the index."""
    import geopandas

    if extension == "parquet":
        return geopandas.read_parquet(io.BytesIO(body)).set_index("district")
    path = folder / f"read.{extension}"
    path.write_bytes(body)
    return geopandas.read_file(path).set_index("district")


def told_in(body: bytes, extension: str, folder: Path) -> dict[str, str]:
    """Return the texts that travel in a file."""
    import pyarrow.parquet
    import pyogrio

    if extension == "geojson":
        return {name: text for name, text in json.loads(body).items() if isinstance(text, str)}
    if extension == "parquet":
        found = pyarrow.parquet.read_schema(io.BytesIO(body)).metadata
        return {name.decode(): text.decode() for name, text in found.items()}
    path = folder / "told.gpkg"
    path.write_bytes(body)
    return pyogrio.read_info(path)["layer_metadata"]


@pytest.mark.filterwarnings("ignore:.*read successfully.*:RuntimeWarning")
@pytest.mark.parametrize("extension", FORMATS)
def test_reads_back_as_it_was(extension: str, store, tmp_path: Path) -> None:
    import shapely

    frame = read(FORMATS[extension](sheet(table=FIGURES), TODAY), extension, tmp_path)
    assert list(frame.index) == list("ABCDEFGHJKLMNPQRST") and frame.crs.to_epsg() == 4326
    assert frame.at["A", "value"] == 1.25 and frame.at["T", "value"] == 0.0
    assert set(frame.index[frame["value"].isna()]) == set("BCDEFGHJKLMNPQRS"), "a gap is no zero"
    assert frame.at["A", "note"] == "=1+1 & <b>" and frame.at["T", "note"] == "離島"
    assert frame.at["B", "name_en"] == "Wan Chai" and frame.at["B", "name_zh_hant"] == "灣仔區"
    for shape in store.district_shapes():
        full = shapely.from_wkb(shape.geometry_wkb)
        # Rings may start and turn differently; the land is the same.
        assert frame.geometry[shape.district_code].equals(full)
        assert shapely.get_num_coordinates(frame.geometry[shape.district_code]) == shapely.get_num_coordinates(full)
    assert frame.to_crs(2326).area["R"] / 1e6 == pytest.approx(69.27, rel=0.005)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("extension", FORMATS)
def test_sources_and_attribution_travel_inside(extension: str, lang: str, tmp_path: Path) -> None:
    told = told_in(FORMATS[extension](sheet(table=FIGURES, lang=lang), TODAY), extension, tmp_path)
    assert told["attribution"] == ATTRIBUTION
    assert {"a_2024", "b_2023", "had_districts_csdi", "landsd_50k_topo"} <= set(told["source_id"].split(";"))
    assert told[t("show.file.title", lang)] == "Gas overtook coal"
    assert told[t("show.file.version", lang)] == "abcdef0123456789"
    sources = told[t("show.file.source", lang)].split("\n")
    assert len(sources) == 2 and "Office A" in sources[0] and "Office B" in sources[1]
    assert told[t("show.file.link", lang)] == "https://zero.example/electricity?lang=en#fuel-mix"


def test_a_geopackage_says_it_where_such_files_do(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(download_map.as_geopackage(sheet(table=FIGURES), TODAY))
    with sqlite3.connect(path) as connection:
        ((title, description),) = connection.execute("select identifier, description from gpkg_contents").fetchall()
        ((written,),) = connection.execute("select metadata from gpkg_metadata").fetchall()
    assert (title, description) == ("Gas overtook coal", ATTRIBUTION)
    assert ATTRIBUTION in written and "a_2024" in written


def test_geojson_is_a_collection_whatever_it_tells(monkeypatch) -> None:
    monkeypatch.setattr(download_map, "about", lambda sheet, today: [("type", "evil"), ("features", "none")])
    collection = json.loads(download_map.as_geojson(sheet(table=FIGURES), TODAY))
    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == 18
    assert [feature["id"] for feature in collection["features"]] == list("ABCDEFGHJKLMNPQRST")
    assert collection["features"][3]["properties"]["value"] is None


def test_names_of_the_frame_are_kept() -> None:
    frame = download_map.joined(sheet(table=FIGURES.assign(name_en=["one", "two", "three"])))
    assert list(frame["name_en"].dropna()) == ["two", "one", "three"] and "name_zh_hant" in frame


@pytest.mark.parametrize("frame", [
    FIGURES.drop(columns="district"), pd.concat([FIGURES, FIGURES]), FIGURES.replace({"district": {"D": "all"}}),
], ids=["no district", "twice", "unknown"])
def test_anything_but_one_row_a_district_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="fuel_mix: "):
        download_map.as_geojson(sheet(table=frame))


def test_an_answer_by_district_needs_no_table() -> None:
    made = answer(frame=FIGURES)
    assert list(download_map.joined(sheet(evidence=(made,)))["value"].dropna()) == [1.25, 0.0]
