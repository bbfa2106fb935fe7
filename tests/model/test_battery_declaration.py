"""The document of one calculation: it meets its schema, says what it is not, and hashes the same on any day."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from hkzero.measure import Source
from hkzero.model import battery_declaration as declared
from hkzero.model import battery_service as model

DAY = "2026-11-28"


@pytest.fixture(scope="module")
def known(store) -> model.Known:
    """Return what calculations start from."""
    return model.known(*(store.ask(name) for name in model.QUESTIONS))


@pytest.fixture
def made(known, store):
    """Return a function that makes the document of a battery."""
    def make(use: str = "car", rule: str = "none", day: str = DAY, **chosen: float) -> dict:
        found = model.service(use, "lfp", model.inputs_of(known, use, "lfp", {"capacity": 60} | chosen, rule), rule)
        return declared.declaration(found, store.sources(list(found.sources)), generated=day, data_sha256=store.content)
    return make


def checked(document: dict) -> None:
    """Raise jsonschema.ValidationError where the document does not meet its schema."""
    jsonschema.Draft202012Validator(declared.schema()).validate(json.loads(json.dumps(document, allow_nan=False)))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(declared.schema())


@pytest.mark.parametrize("use", model.USES)
@pytest.mark.parametrize("rule", model.SECOND_LIVES)
def test_every_calculation_meets_the_schema(made, use, rule):
    document = made(use, rule)
    checked(document)
    cited = {one["source_id"] for one in document["inputs"] if one["source_id"]}
    assert cited == {one["source_id"] for one in document["sources"]}
    assert all(one["title"] and one["publisher"] for one in document["sources"])
    assert ("first_share" in document["results"]) == (rule != "none")


def test_it_says_what_it_is_not(made):
    assert made()["notice"] == "Not a declaration under Regulation (EU) 2023/1542: no notified body verified it."
    assert "not adopted" in made()["method"]["follows"]


def test_the_hash_knows_the_calculation_and_not_the_day(made):
    one = made()
    assert one["content_sha256"] == made(day="2027-01-01")["content_sha256"] == declared.content_sha256(one)
    assert one["content_sha256"] != made(warranty_years=7)["content_sha256"]
    forged = copy.deepcopy(one)
    forged["results"]["per_kwh"]["central"] /= 2
    assert declared.content_sha256(forged) != one["content_sha256"]


def test_the_steps_can_be_worked_out_again_from_the_document(made):
    """Whoever has the file alone comes to the same figures: every formula is arithmetic on inputs and earlier steps."""
    for use, rule in (("car", "energy"), ("stationary", "economic"), ("bus", "none")):
        document = made(use, rule)
        values = {one["field"]: _plain(one["central"], one["unit"]) for one in document["inputs"]}
        for step in document["steps"]:
            again = eval(step["formula"], {"__builtins__": {}, "min": min}, values)
            if step["step_id"] in ("second_health", "mean_health", "first_share", "way_out", "fade"):
                assert again == pytest.approx(step["central"] / 100), step["step_id"]
                values[step["step_id"]] = again
            else:
                assert again == pytest.approx(step["central"]), step["step_id"]
                values[step["step_id"]] = step["central"]


def _plain(value: float, unit: str) -> float:
    return value / 100 if unit.startswith("%") else value


@pytest.mark.parametrize("broken", [
    {"notice": "A declaration under Regulation (EU) 2023/1542."}, {"schema_version": "9"}, {"generated": "yesterday"},
    {"inputs": []}, {"content_sha256": "abc"}, {"colour": "green"},
])
def test_the_schema_refuses_what_is_not_whole(made, broken):
    with pytest.raises(jsonschema.ValidationError):
        checked(made() | broken)
    half = made()
    half["inputs"][2]["source_id"], half["inputs"][2]["basis"] = None, "source"
    with pytest.raises(jsonschema.ValidationError):
        checked(half)


def test_an_input_without_its_publication_is_refused(known):
    found = model.service("car", "lfp", model.inputs_of(known, "car", "lfp", {"capacity": 60}))
    with pytest.raises(ValueError, match="peiseler_2024"):
        declared.declaration(found, [Source("mcm_ciq", "MCM", "Draft")], generated=DAY, data_sha256="0" * 64)
