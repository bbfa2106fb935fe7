"""The declaration of the data: what is read from it, and what is refused."""

from __future__ import annotations

import pytest

from hkzero.facts.findings import BuildError
from hkzero.facts.package import read_package
from tests.facts import synthetic
from tests.facts.synthetic import Project


def resource(document: dict, name: str) -> dict:
    return next(item for item in document["resources"] if item["name"] == name)


def column(document: dict, name: str) -> dict:
    return next(item for item in resource(document, "demo_generation")["schema"]["fields"] if item["name"] == name)


def test_registers_are_named_in_the_singular_and_come_before_what_refers_to_them(project: Project) -> None:
    names = [table.name for table in read_package(project.data).tables]
    assert set(names) == {"source", "unit", "series", "demo_generation", "demo_emissions"}
    assert names.index("unit") < names.index("series") < names.index("demo_generation")
    assert names.index("source") < names.index("demo_emissions")


def test_types_keys_and_constraints_are_taken_over(project: Project) -> None:
    tables = {table.name: table for table in read_package(project.data).tables}
    generation = tables["demo_generation"]
    columns = {item.name: item for item in generation.columns}
    assert generation.is_fact and not tables["source"].is_fact
    assert generation.file == "data/facts/demo/generation.csv"
    assert generation.primary_key == ("series_id", "fuel", "period", "vintage", "source_id")
    assert {key.table for key in generation.foreign_keys} == {"series", "unit", "source"}
    assert columns["fuel"].enum == ("coal", "gas", "all")
    assert (columns["value"].duckdb_type, columns["value"].minimum) == ("DOUBLE", "0")
    assert {item.name: item.duckdb_type for item in tables["source"].columns}["published"] == "DATE"


def test_other_files_of_the_package_are_left_to_others(project: Project) -> None:
    document = synthetic.declaration()
    document["resources"].append({"name": "districts", "path": "geo/districts.geojson"})
    project.declare(document)
    assert "districts" not in {table.name for table in read_package(project.data).tables}


FAULTS = {
    "unknown type": (lambda d: column(d, "value").update(type="float"), "demo_generation.value", "'float'"),
    "unknown constraint": (lambda d: column(d, "value")["constraints"].update(minmum=1), "value", "'minmum'"),
    "bad pattern": (lambda d: column(d, "period")["constraints"].update(pattern="("), "period", "regular expression"),
    "name with a quote": (lambda d: column(d, "note").update(name='a"b'), "demo_generation", "lower-case"),
    "reserved column": (lambda d: column(d, "note").update(name="csv_row"), "demo_generation", "reserved"),
    "table name with a blank": (lambda d: resource(d, "units").update(name="the units"), "the units", "lower-case"),
    "path outside the folder": (lambda d: resource(d, "units").update(path="../units.csv"), "units", "inside"),
    "no schema": (lambda d: resource(d, "units").pop("schema"), "units", "a schema with fields"),
    "no primary key": (lambda d: resource(d, "units")["schema"].pop("primaryKey"), "unit", "a primaryKey"),
    "key on no column": (lambda d: resource(d, "units")["schema"].update(primaryKey="id"), "unit", "a key on columns"),
    "reference to no resource": (
        lambda d: resource(d, "series")["schema"].update(foreignKeys=[synthetic.reference("unit", "measures")]),
        "series", "measures(unit)"),
    "reference to no primary key": (
        lambda d: resource(d, "units")["schema"].update(primaryKey="dimension"), "series", "unit(unit)"),
    "resource twice": (lambda d: d["resources"].append(resource(d, "units")), "unit", "used once"),
    "resource without a path": (lambda d: resource(d, "units").pop("path"), "resources", "a name and a path"),
    "facts that need no source": (
        lambda d: column(d, "source_id").update(name="source_code"), "demo_generation", "a key on columns"),
    "facts that may lack a source": (
        lambda d: resource(d, "demo_generation")["schema"].update(
            foreignKeys=[synthetic.reference("series_id", "series")]),
        "demo_generation", "a required column with a foreign key to sources"),
    "no facts": (
        lambda d: d.update(resources=[r for r in d["resources"] if "facts" not in r["path"]]),
        "resources", "at least one"),
    "no resources": (lambda d: d.update(resources=[]), "resources", "a list of resources"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_declaration_is_refused_where_it_is_faulty(name: str, project: Project) -> None:
    spoil, place, words = FAULTS[name]
    document = synthetic.declaration()
    spoil(document)
    project.declare(document)
    with pytest.raises(BuildError) as caught:
        project.build()
    assert any(place in (finding.column or "") and words in str(finding) for finding in caught.value.findings), (
        str(caught.value))
    assert all(finding.file == "data/datapackage.yaml" for finding in caught.value.findings)
    assert not project.out.exists()


def test_a_circle_of_references_is_named(project: Project) -> None:
    document = synthetic.declaration()
    resource(document, "units")["schema"]["foreignKeys"] = [
        {"fields": "dimension", "reference": {"resource": "series", "fields": "series_id"}}]
    project.declare(document)
    with pytest.raises(BuildError, match=r"in a circle: .*unit"):
        read_package(project.data)


def test_unreadable_declarations_are_explained(project: Project) -> None:
    file = project.data / "datapackage.yaml"
    file.write_text("resources:\n  - name: a\n path: [", encoding="utf-8")
    with pytest.raises(BuildError, match=r"data/datapackage.yaml row 3: .*expected valid YAML"):
        read_package(project.data)
    file.write_bytes(b"name: \xff")
    with pytest.raises(BuildError, match="UTF-8"):
        read_package(project.data)
    file.write_text("just words", encoding="utf-8")
    with pytest.raises(BuildError, match="a list of resources"):
        read_package(project.data)
    file.unlink()
    with pytest.raises(BuildError, match=r"datapackage.yaml is missing"):
        read_package(project.data)
