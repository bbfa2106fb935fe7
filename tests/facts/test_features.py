"""Map features: each names its publication, and what it names is in the register."""

from __future__ import annotations

import json

import duckdb
import pytest

from hkzero.facts.findings import BuildError
from tests.facts.synthetic import Project


def collection(*features: tuple[str, dict], **top: object) -> dict:
    return {"type": "FeatureCollection", **top, "features": [
        {"type": "Feature", "id": name, "properties": properties, "geometry": None} for name, properties in features]}


@pytest.fixture
def write(project: Project):
    """Return a function that writes data/geo/sites.geojson: citations only, for it is no file of the map."""
    folder = project.data / "geo"
    folder.mkdir()
    return lambda contents: (folder / "sites.geojson").write_text(
        contents if isinstance(contents, str) else json.dumps(contents), encoding="utf-8")


def test_what_features_cite_is_cited(project: Project, write) -> None:
    write(collection(("a", {"source_id": "office_2020", "capacity_source_id": "office_2021"}), ("b", {}),
                     source_id=["office_2021"]))
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        found = connection.execute("select column_name, source_id, csv_row from citation "
                                   "where file = 'data/geo/sites.geojson' order by all").fetchall()
    assert found == [("a.capacity_source_id", "office_2021", None), ("a.source_id", "office_2020", None),
                     ("source_id", "office_2021", None)]


@pytest.mark.parametrize(("contents", "line"), [
    (collection(("a", {"source_id": "ofice_2020"})),
     "data/geo/sites.geojson column a.source_id: found 'ofice_2020', expected a source_id of data/sources.csv "
     "(did you mean 'office_2020'?)"),
    (collection(("a", {"name": "A"})), "data/geo/sites.geojson column a.source_id: found '', expected a value"),
    (collection(("a", {"source_id": "office_2020"}), ("a", {"source_id": "office_2020"})),
     "data/geo/sites.geojson column feature 2: found 'a', expected an id of its own"),
    (json.dumps(collection(("a", {})))[:-20], "data/geo/sites.geojson row 1: cannot be read (Expecting"),
    ("[]", "data/geo/sites.geojson: cannot be read ("),
    ({"type": "FeatureCollection"}, "data/geo/sites.geojson: cannot be read ("),
])
def test_faulty_features_are_told(project: Project, write, contents, line: str) -> None:
    write(contents)
    with pytest.raises(BuildError) as caught:
        project.build()
    (finding,) = caught.value.findings
    assert str(finding).startswith(line)
    assert not project.out.exists()
