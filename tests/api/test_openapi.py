"""The description: whole, valid, and made of the headers of the questions."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from hkzero.api.parameters import TYPES, questions


@pytest.fixture(scope="module")
def document(get) -> dict:
    return get("/openapi.json").json()


def test_every_question_stands_in_it_with_its_words_and_parameters(document) -> None:
    for query in questions().values():
        operation = document["paths"][f"/queries/{query.name}"]["get"]
        assert operation["summary"] == query.title and query.what in operation["description"]
        described = {one["name"]: one["schema"] for one in operation["parameters"]}
        assert set(query.params) | {"limit", "offset", "version"} == set(described)
        for name, default in query.params.items():
            assert described[name].get("default") == default
            assert described[name]["type"] == ("integer" if isinstance(default, int) or TYPES.get(name) == "integer"
                                               else "string")


def test_its_defaults_fit_its_own_bounds(document) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for one in operation["parameters"]:
                Draft202012Validator.check_schema(one["schema"])
                if "default" in one["schema"]:
                    Draft202012Validator(one["schema"]).validate(one["schema"]["default"]), (path, one["name"])


def test_its_names_are_unique_and_its_references_lead_somewhere(document) -> None:
    names = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values()]
    assert len(names) == len(set(names))

    def references(value):
        if isinstance(value, dict):
            yield from ([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        for inner in value if isinstance(value, list) else []:
            yield from references(inner)

    for reference in set(references(document)):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_every_parameter_of_every_question_can_be_given(get, document) -> None:
    """A type that the SQL cannot take would be a fault of the server; a made-up code gives no rows at worst."""
    for name, query in questions().items():
        for parameter in query.params:
            schema = next(one["schema"] for one in document["paths"][f"/queries/{name}"]["get"]["parameters"]
                          if one["name"] == parameter)
            value = schema["minimum"] if schema["type"] == "integer" else "2024"
            assert get(f"/queries/{name}?{parameter}={value}").status == 200, (name, parameter)
