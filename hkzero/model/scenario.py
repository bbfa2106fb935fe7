"""A scenario file: what it may say, what is wrong with it, and what it sets the levers to.

The form is data/scenarios/*.yaml: id, engine version, words in up to three languages, an optional base to inherit
from, and settings of levers by value or by the name of a level. `read` takes the text of anybody's file and refuses
what it cannot use with every fault in it; `resolve` follows the bases and gives one setting a lever; `written` makes
the text of a scenario again. Files are opened elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from hkzero.model.levers import LEVELS, SHAPES, Lever, Levers, Setting
from hkzero.model.scenario_text import Problem, ScenarioError, joined, plain, shown

ENGINE = "2"
FIRST_YEAR, LAST_YEAR = 2024, 2060
ATTRIBUTIONS = ("zero", "grid_average", "contract")
EVERY_LEVER = "all"
LAST_PLACE = 999

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Version = Annotated[str, Field(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$")]
# What YAML writes and reads back unchanged: no control characters, no line or paragraph separators.
Line = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*$"
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=Line)]
Paragraph = Annotated[str, Field(min_length=1, max_length=4000, pattern=Line)]

# Which of our codes stands for what pydantic finds, and what it expected, where that is one word.
CODES = {
    "missing": ("missing", ()), "extra_forbidden": ("unknown_key", ()), "string_type": ("wrong_type", ("text",)),
    "int_type": ("wrong_type", ("whole_number",)), "int_from_float": ("wrong_type", ("whole_number",)),
    "dict_type": ("wrong_type", ("mapping",)), "model_type": ("wrong_type", ("mapping",)),
    "model_attributes_type": ("wrong_type", ("mapping",)), "string_pattern_mismatch": ("wrong_form", ()),
    "string_too_long": ("too_long", ()), "string_too_short": ("empty", ()),
    "greater_than_equal": ("wrong_year", (FIRST_YEAR, LAST_YEAR, "year")),
    "less_than_equal": ("wrong_year", (FIRST_YEAR, LAST_YEAR, "year")),
}


class Part(BaseModel):
    """A part of a scenario file: no key but those named, no value turned into one of another kind, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Words(Part):
    """A short text in the languages it was written in, at least one."""

    en: Title | None = None
    zh_hant: Title | None = None
    zh_hans: Title | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Words:
        if not self.words():
            raise PydanticCustomError("empty", "empty")
        return self

    def words(self) -> dict[str, str]:
        """Return the text by language, without the languages it was not written in."""
        return {lang: text for lang, text in self if text is not None}


class LongWords(Words):
    """A longer text in the languages it was written in, at least one."""

    en: Paragraph | None = None
    zh_hant: Paragraph | None = None
    zh_hans: Paragraph | None = None


class LeverSetting(Part):
    """What a file says of one lever; years and shape left out are those of the base, or of the lever itself."""

    value: float | str
    start_year: Year | None = None
    end_year: Year | None = None
    shape: Literal["linear", "s_curve", "step"] | None = None

    @field_validator("value", mode="plain")
    @classmethod
    def _number_or_level(cls, value: object) -> float | str:
        if isinstance(value, str):
            if value not in LEVELS:
                raise PydanticCustomError("unknown_level", "unknown_level")
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise PydanticCustomError("number_type", "number_type")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise PydanticCustomError("not_finite", "not_finite")
        return number

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> LeverSetting:
        if self.start_year and self.end_year and self.end_year < self.start_year:
            raise PydanticCustomError("end_before_start", "end_before_start")
        return self


class Scenario(Part):
    """One scenario as written in a file. `resolve` says what it amounts to."""

    scenario_id: Name
    engine: Version
    order: Annotated[int, Field(ge=0, le=LAST_PLACE)] | None = None
    title: Words
    description: LongWords | None = None
    base: Name | None = None
    import_attribution: Literal["zero", "grid_average", "contract"] | None = None
    levers: dict[str, LeverSetting] = Field(default_factory=dict)
    notes: dict[str, LongWords] = Field(default_factory=dict)


class Difference(NamedTuple):
    """A lever that two scenarios set differently; None where it is frozen."""

    lever_id: str
    scenario: Setting | None
    base: Setting | None


def read(text: str, levers: Levers) -> Scenario:
    """Return the scenario in the text of a file; ScenarioError with every fault found, each with its place and code.

    `levers` are those that can be set: ids, levels and ranges are held against them.
    """
    found = plain(text)
    problems: list[Problem] = []
    scenario = None
    try:
        scenario = Scenario.model_validate(found)
    except ValidationError as error:
        problems += [_problem(fault) for fault in error.errors(include_url=False, include_context=True)]
    problems += _lever_problems(found, levers)
    if problems or scenario is None:
        raise ScenarioError(problems)
    return scenario


def resolve(scenario: Scenario, all: Mapping[str, Scenario], levers: Levers) -> dict[str, Setting]:
    """Return the setting of every lever that is not frozen, in the order of `levers`, bases followed.

    `all` are the scenarios that a base can name. A lever that a scenario does not name stands at its base's setting; of
    a lever that it names, the parts left out are those of the base, or of the lever itself. ScenarioError for a base
    that is not known or leads back to itself, and for an end before the start once both are known.
    """
    merged: dict[str, dict[str, Any]] = {}
    for step in reversed(_chain(scenario, all)):
        for lever_id, setting in step.levers.items():
            merged[lever_id] = merged.get(lever_id, {}) | setting.model_dump(exclude_none=True)
    problems = [problem for lever_id in merged for problem in _setting_problems(lever_id, merged[lever_id], levers)]
    if problems:
        raise ScenarioError(problems)
    settings = {lever.lever_id: _setting(lever, merged[lever.lever_id]) for lever in levers if lever.lever_id in merged}
    return {name: setting for name, setting in settings.items() if setting.value != levers.find(name).frozen}


def attribution(scenario: Scenario, all: Mapping[str, Scenario]) -> str:
    """Return the rule by which imports from the Mainland are counted: the scenario's own, or its base's, or zero."""
    stated = (step.import_attribution for step in _chain(scenario, all))
    return next((rule for rule in stated if rule), ATTRIBUTIONS[0])


def differences(scenario: Mapping[str, Setting], base: Mapping[str, Setting]) -> tuple[Difference, ...]:
    """Return the levers that two resolved scenarios set differently, those of the first scenario first."""
    return tuple(Difference(name, scenario.get(name), base.get(name)) for name in dict.fromkeys([*scenario, *base])
                 if scenario.get(name) != base.get(name))


def written(scenario: Scenario) -> str:
    """Return the text of a scenario file that `read` makes the same scenario of."""
    values = scenario.model_dump(exclude_none=True)
    values["levers"] = {name: _OneLine(setting) for name, setting in values["levers"].items()}
    values = {name: value for name, value in values.items() if value != {} or name == "levers"}
    return yaml.dump(values, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110)


class _OneLine(dict):
    """A mapping that is written on one line."""


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


_Writer.add_representer(_OneLine, lambda writer, data: writer.represent_mapping(
    "tag:yaml.org,2002:map", data, flow_style=True))


def _chain(scenario: Scenario, all: Mapping[str, Scenario]) -> list[Scenario]:
    """Return the scenario, its base, the base's base and so on; ScenarioError naming a chain that closes."""
    chain = [scenario]
    while (base := chain[-1].base) is not None:
        names = [step.scenario_id for step in chain]
        if base in names:
            raise ScenarioError([Problem("base", "cycle", " → ".join([*names, base]))])
        if base not in all:
            near = get_close_matches(base, all, n=3, cutoff=0.4)
            raise ScenarioError([Problem("base", "unknown_base", shown(base), tuple(near or sorted(all)))])
        chain.append(all[base])
    return chain


def _setting(lever: Lever, stated: Mapping[str, Any]) -> Setting:
    value = lever.level(stated["value"]) if isinstance(stated["value"], str) else stated["value"]
    if lever.is_date:
        return Setting(value, lever.start_year, lever.end_year, lever.shape)
    return Setting(value, stated.get("start_year", lever.start_year), stated.get("end_year", lever.end_year),
                   stated.get("shape", lever.shape))


def _setting_problems(lever_id: str, stated: Mapping[str, Any], levers: Levers) -> list[Problem]:
    path = joined("levers", shown(lever_id))
    if lever_id not in levers.places:
        return [Problem(path, "unknown_lever", shown(lever_id), _near(lever_id, levers))]
    lever, value = levers.find(lever_id), stated.get("value")
    problems = []
    low, high = lever.range
    if isinstance(value, int | float) and not isinstance(value, bool) and not low <= value <= high:
        problems.append(Problem(joined(path, "value"), "out_of_range", shown(value), (low, high, lever.unit)))
    start, end = stated.get("start_year", lever.start_year), stated.get("end_year", lever.end_year)
    if isinstance(start, int) and isinstance(end, int) and end < start and not lever.is_date:
        problems.append(Problem(joined(path, "end_year"), "end_before_start", shown(end), (start,)))
    return problems


def _lever_problems(found: Mapping[str, Any], levers: Levers) -> list[Problem]:
    """Return what is wrong with the levers named in a file, whatever else is wrong with it."""
    problems = []
    stated = found.get("levers")
    for lever_id, setting in stated.items() if isinstance(stated, dict) else ():
        # Years that are left out may come from the base: only those in the file are held against each other here.
        whole = {"start_year": None, "end_year": None} | setting if isinstance(setting, dict) else {}
        problems += [problem for problem in _setting_problems(lever_id, whole, levers)
                     if problem.code in ("unknown_lever", "out_of_range") and not _infinite(whole.get("value"))]
    notes = found.get("notes")
    for lever_id in notes if isinstance(notes, dict) else ():
        if lever_id not in levers.places and lever_id != EVERY_LEVER:
            problems.append(Problem(joined("notes", shown(lever_id)), "unknown_lever", shown(lever_id),
                                    _near(lever_id, levers)))
    return problems


def _infinite(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _near(lever_id: str, levers: Levers) -> tuple[str, ...]:
    closest = levers.closest(lever_id)
    return (closest,) if closest else ()


def _problem(fault: Mapping[str, Any]) -> Problem:
    """Return one fault that pydantic found in our terms."""
    kind, place, value = fault["type"], fault["loc"], fault["input"]
    path = ".".join(shown(part) for part in place)
    if kind == "literal_error":
        names = SHAPES if place[-1] == "shape" else ATTRIBUTIONS
        return Problem(path, "not_one_of", shown(value), names)
    if kind == "unknown_level":
        return Problem(path, kind, shown(value), LEVELS)
    if kind == "number_type":
        return Problem(path, "wrong_type", shown(value), ("number",))
    if kind == "end_before_start":
        return Problem(joined(path, "end_year"), kind, shown(value["end_year"]), (value["start_year"],))
    code, allowed = CODES.get(kind, (kind, ()))
    if code == "wrong_year" and place[-1] == "order":
        return Problem(path, "out_of_range", shown(value), (0, LAST_PLACE, ""))
    if code == "unknown_key":
        return Problem(path, code, "", _known_keys(place))
    if code == "too_long":
        return Problem(path, code, shown(value), (fault["ctx"]["max_length"],))
    return Problem(path, code, "" if code == "missing" else shown(value), allowed)


def _known_keys(place: tuple) -> tuple[str, ...]:
    """Return the keys that are known where an unknown one stands."""
    if len(place) == 1:
        return tuple(Scenario.model_fields)
    return tuple((LeverSetting if place[0] == "levers" else Words).model_fields)
