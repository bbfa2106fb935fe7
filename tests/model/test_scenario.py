"""Scenario files: each thing that can be wrong with one, inheritance, and the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.levers import LEVELS, SHAPES, Lever, Levers, Setting
from hkzero.model.scenario import (
    FIRST_YEAR,
    LAST_YEAR,
    Scenario,
    attribution,
    differences,
    read,
    resolve,
    written,
)
from hkzero.model.scenario_text import DEEPEST, LARGEST_BYTES, Problem, ScenarioError
from hkzero.text import LANGUAGES
from hkzero.text.problems import problem

WORDS = {"en": "Test", "zh_hant": "測試", "zh_hans": "测试"}
HEAD = "scenario_id: mine\nengine: '1'\ntitle: {en: Mine}\n"


def lever(lever_id: str, frozen: float, limit: float, unit: str = "%", **other) -> Lever:
    stated = {"current": frozen, "announced": (frozen + limit) / 2, "ambitious": limit, "start_year": 2026,
              "end_year": 2036, "shape": "linear"} | other
    return Lever(lever_id=lever_id, group="transport", unit=unit, title=WORDS, guidance=WORDS, frozen=frozen,
                 limit=limit, cost_basis="none", basis="judgement", source_id="", note="judgement", **stated)


LEVERS = Levers([
    lever("t_electric_cars", 70, 100, end_year=2035, shape="s_curve"), lever("t_car_ownership", 0, -40),
    lever("e_coal_phase_out_year", 2100, 2029, "year", announced=2035, start_year=2024, end_year=2024, shape="step"),
    lever("e_offshore_wind", 0, 5.4, "GW"),
])


def problems(text: object) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        read(text, LEVERS)
    for lang in LANGUAGES:
        # Every code that the model uses has its sentence.
        assert all(problem(*found, lang) for found in caught.value.problems)
    return list(caught.value.problems)


def scenario(scenario_id: str, base: str | None = None, **stated) -> Scenario:
    return Scenario(scenario_id=scenario_id, engine="1", title={"en": scenario_id}, base=base, **stated)


def test_a_whole_file() -> None:
    found = read(HEAD + """
description: {zh_hans: 说明}
base: current_policies
import_attribution: contract
levers:
  t_electric_cars: {value: 100, start_year: 2025, end_year: 2030, shape: linear}
  e_offshore_wind: {value: announced}
notes:
  t_electric_cars: {en: "Because of 2030: early."}
  all: {en: Everything.}
""", LEVERS)
    assert found.base == "current_policies" and found.import_attribution == "contract"
    assert found.levers["t_electric_cars"].value == 100.0
    assert found.levers["e_offshore_wind"].value == "announced"
    assert found.description.words() == {"zh_hans": "说明"}


def test_the_smallest_file_sets_nothing() -> None:
    smallest = read(HEAD, LEVERS)
    assert resolve(smallest, {}, LEVERS) == {} and attribution(smallest, {}) == "zero"


# What no scenario is made of, before its contents are looked at.
@pytest.mark.parametrize(("text", "expected"), [
    (b"scenario_id: x", Problem("", "not_text", "bytes")),
    (None, Problem("", "not_text", "NoneType")),
    ("title: \ud800", Problem("", "not_text", "U+D800")),
    ("# " + "x" * LARGEST_BYTES, Problem("", "too_large", str(LARGEST_BYTES + 2), (LARGEST_BYTES,))),
    ("字" * 30_000, Problem("", "too_large", "90000", (LARGEST_BYTES,))),
    ("a: \x00", Problem("", "not_yaml", "")),
    ("a: 1\nb: [1}\nc: 2", Problem("", "not_yaml", "2")),
    ("a: 'open", Problem("", "not_yaml", "1")),
    ("", Problem("", "not_a_mapping", "None")),
    ("- a\n- b", Problem("", "not_a_mapping", "['a', 'b']")),
    ("--- {a: 1}\n--- {a: 2}", Problem("", "several_documents", "2")),
    ("a: &b [1]", Problem("", "alias", "1")),
    ("a: 1\nb: *a", Problem("", "alias", "2")),
    ("a: !!python/object/apply:os.system [ls]", Problem("", "tag", "1")),
    ("a: !!binary aGk=", Problem("", "tag", "1")),
    ("a: !mine 1", Problem("", "tag", "1")),
    ("[" * (DEEPEST + 1), Problem("", "too_deep", "1", (DEEPEST,))),
    ("[" * 60_000, Problem("", "too_deep", "1", (DEEPEST,))),
    ("{a: " * 15_000, Problem("", "too_deep", "1", (DEEPEST,))),
    ("a: 1\na: 2", Problem("a", "duplicate_key")),
    ("levers: {b: {value: 1, value: 2}}", Problem("levers.b.value", "duplicate_key")),
    ("2030: a", Problem("", "bad_key", "2030")),
    ("yes: a", Problem("", "bad_key", "yes")),
    ("[a]: b", Problem("", "bad_key", "")),
    ("'': b", Problem("", "bad_key", "")),
    ("a: {<<: {b: 1}}", Problem("a", "bad_key", "<<")),
    ("a: 2025-13-45", Problem("a", "unreadable_value", "2025-13-45")),
    ("a: " + "9" * 6000, Problem("a", "unreadable_value", "9" * 59 + "…")),
])
def test_a_text_that_is_no_scenario(text, expected) -> None:
    assert problems(text) == [expected]


def test_a_bomb_is_refused_before_anything_is_built() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert problems("a0: &a0 [lol]\n" + "\n".join(levels)) == [Problem("", "alias", "1")]


YEARS = (FIRST_YEAR, LAST_YEAR, "year")


# What a file says wrongly: the line put under the levers (or the top), and what is found.
@pytest.mark.parametrize(("line", "expected"), [
    ("t_electric_car: {value: 80}",
     Problem("levers.t_electric_car", "unknown_lever", "t_electric_car", ("t_electric_cars",))),
    ("xyzzy: {value: 1}", Problem("levers.xyzzy", "unknown_lever", "xyzzy")),
    ("t_electric_cars: {value: 101}", Problem("levers.t_electric_cars.value", "out_of_range", "101", (70, 100, "%"))),
    ("t_electric_cars: {value: 69.9}", Problem("levers.t_electric_cars.value", "out_of_range", "69.9", (70, 100, "%"))),
    ("t_car_ownership: {value: 1}", Problem("levers.t_car_ownership.value", "out_of_range", "1", (-40, 0, "%"))),
    ("e_coal_phase_out_year: {value: 2020}",
     Problem("levers.e_coal_phase_out_year.value", "out_of_range", "2020", (2029, 2100, "year"))),
    ("t_electric_cars: {value: true}", Problem("levers.t_electric_cars.value", "wrong_type", "True", ("number",))),
    ("t_electric_cars: {value: no}", Problem("levers.t_electric_cars.value", "wrong_type", "False", ("number",))),
    ("t_electric_cars: {value: null}", Problem("levers.t_electric_cars.value", "wrong_type", "None", ("number",))),
    ("t_electric_cars: {value: [80]}", Problem("levers.t_electric_cars.value", "wrong_type", "[80]", ("number",))),
    ("t_electric_cars: {value: 2025-01-01}",
     Problem("levers.t_electric_cars.value", "wrong_type", "2025-01-01", ("number",))),
    ("t_electric_cars: {value: .nan}", Problem("levers.t_electric_cars.value", "not_finite", "nan")),
    ("t_electric_cars: {value: .inf}", Problem("levers.t_electric_cars.value", "not_finite", "inf")),
    ("t_electric_cars: {value: -1.0e+999}", Problem("levers.t_electric_cars.value", "not_finite", "-inf")),
    ("t_electric_cars: {value: '80'}", Problem("levers.t_electric_cars.value", "unknown_level", "80", LEVELS)),
    ("t_electric_cars: {value: ambitous}",
     Problem("levers.t_electric_cars.value", "unknown_level", "ambitous", LEVELS)),
    ("t_electric_cars: {value: 80, start_year: 2023}",
     Problem("levers.t_electric_cars.start_year", "wrong_year", "2023", YEARS)),
    ("t_electric_cars: {value: 80, end_year: 2061}",
     Problem("levers.t_electric_cars.end_year", "wrong_year", "2061", YEARS)),
    ("t_electric_cars: {value: 80, start_year: 2030.5}",
     Problem("levers.t_electric_cars.start_year", "wrong_type", "2030.5", ("whole_number",))),
    ("t_electric_cars: {value: 80, start_year: true}",
     Problem("levers.t_electric_cars.start_year", "wrong_type", "True", ("whole_number",))),
    ("t_electric_cars: {value: 80, start_year: soon}",
     Problem("levers.t_electric_cars.start_year", "wrong_type", "soon", ("whole_number",))),
    ("t_electric_cars: {value: 80, start_year: 2040, end_year: 2030}",
     Problem("levers.t_electric_cars.end_year", "end_before_start", "2030", (2040,))),
    ("t_electric_cars: {value: 80, shape: wave}",
     Problem("levers.t_electric_cars.shape", "not_one_of", "wave", SHAPES)),
    ("t_electric_cars: {start_year: 2030}", Problem("levers.t_electric_cars.value", "missing")),
    ("t_electric_cars: {value: 80, colour: red}", Problem(
        "levers.t_electric_cars.colour", "unknown_key", "", ("value", "start_year", "end_year", "shape"))),
    ("t_electric_cars: 80", Problem("levers.t_electric_cars", "wrong_type", "80", ("mapping",))),
])
def test_a_lever_set_wrongly(line: str, expected: Problem) -> None:
    assert problems(f"{HEAD}levers:\n  {line}\n") == [expected]


@pytest.mark.parametrize(("text", "expected"), [
    (HEAD.replace("mine", "Mine Own"), Problem("scenario_id", "wrong_form", "Mine Own")),
    (HEAD.replace("'1'", "1"), Problem("engine", "wrong_type", "1", ("text",))),
    (HEAD.replace("'1'", "'one'"), Problem("engine", "wrong_form", "one")),
    (HEAD.replace("{en: Mine}", "Mine"), Problem("title", "wrong_type", "Mine", ("mapping",))),
    (HEAD.replace("{en: Mine}", "{}"), Problem("title", "empty", "{}")),
    (HEAD.replace("{en: Mine}", "{en: ''}"), Problem("title.en", "empty", "")),
    (HEAD.replace("{en: Mine}", "{en: No}"), Problem("title.en", "wrong_type", "False", ("text",))),
    (HEAD.replace("{en: Mine}", "{fr: Le mien}"),
     Problem("title.fr", "unknown_key", "", ("en", "zh_hant", "zh_hans"))),
    (HEAD.replace("Mine", "x" * 201), Problem("title.en", "too_long", "x" * 59 + "…", (200,))),
    (HEAD.replace("{en: Mine}", '{en: "a\\0b"}'), Problem("title.en", "wrong_form", "a b")),
    (HEAD.replace("engine: '1'\n", ""), Problem("engine", "missing")),
    (HEAD + "base: [a]", Problem("base", "wrong_type", "['a']", ("text",))),
    (HEAD + "import_attribution: none", Problem(
        "import_attribution", "not_one_of", "none", ("zero", "grid_average", "contract"))),
    (HEAD + "levers: [a]", Problem("levers", "wrong_type", "['a']", ("mapping",))),
    (HEAD + "order: 1000", Problem("order", "out_of_range", "1000", (0, 999, ""))),
    (HEAD + "notes: {t_electric_cart: {en: Why}}",
     Problem("notes.t_electric_cart", "unknown_lever", "t_electric_cart", ("t_electric_cars",))),
])
def test_a_file_that_says_something_wrong(text: str, expected: Problem) -> None:
    assert problems(text) == [expected]


def test_every_fault_is_told_at_once() -> None:
    found = problems("engine: '1'\ntitle: {en: X}\nfoo: 1\n"
                     "levers:\n  xyzzy: {value: 1}\n  e_offshore_wind: {value: 9}\n")
    assert {(one.path, one.code) for one in found} == {
        ("scenario_id", "missing"), ("foo", "unknown_key"), ("levers.xyzzy", "unknown_lever"),
        ("levers.e_offshore_wind.value", "out_of_range")}


def test_no_more_is_told_than_a_person_reads() -> None:
    many = "".join(f"  lever_{n}: {{value: 1}}\n" for n in range(500))
    assert len(problems(f"{HEAD}levers:\n{many}")) == 50


@given(st.text(max_size=300) | st.binary(max_size=300))
@settings(max_examples=300)
def test_whatever_is_read_is_a_scenario_or_an_error_of_ours(text) -> None:
    try:
        assert isinstance(read(text, LEVERS), Scenario)
    except ScenarioError as error:
        assert error.problems and str(error)


def test_settings_are_inherited_part_by_part() -> None:
    everyone = {
        "plan": scenario("plan", levers={
            "t_electric_cars": {"value": "announced", "start_year": 2027, "end_year": 2037},
            "t_car_ownership": {"value": "limit"},
            "e_coal_phase_out_year": {"value": "announced", "start_year": 2030}}),
        "later": scenario("later", base="plan", levers={
            "t_electric_cars": {"value": 90, "end_year": 2047},
            "t_car_ownership": {"value": "frozen"}, "e_offshore_wind": {"value": 2}}),
    }
    assert resolve(everyone["later"], everyone, LEVERS) == {
        "t_electric_cars": Setting(90, 2027, 2047, "s_curve"),
        # A date holds in every year: years of its own would make no difference.
        "e_coal_phase_out_year": Setting(2035, 2024, 2024, "step"),
        "e_offshore_wind": Setting(2, 2026, 2036, "linear"),
    }


def test_the_rule_for_imports_is_inherited() -> None:
    everyone = {"a": scenario("a", import_attribution="grid_average"), "b": scenario("b", "a"),
                "c": scenario("c", "b", import_attribution="zero")}
    assert [attribution(everyone[name], everyone) for name in "abc"] == ["grid_average", "grid_average", "zero"]


@pytest.mark.parametrize(("bases", "chain"), [
    ({"a": "a"}, "a → a"), ({"a": "b", "b": "a"}, "a → b → a"), ({"a": "b", "b": "c", "c": "b"}, "a → b → c → b"),
])
def test_a_base_that_leads_back_is_refused_naming_the_chain(bases, chain) -> None:
    everyone = {name: scenario(name, base) for name, base in bases.items()}
    with pytest.raises(ScenarioError) as caught:
        resolve(everyone["a"], everyone, LEVERS)
    assert caught.value.problems == (Problem("base", "cycle", chain),)


def test_an_unknown_base_names_the_known() -> None:
    everyone = {"announced_targets": scenario("announced_targets"), "pilot_city": scenario("pilot_city")}
    with pytest.raises(ScenarioError) as caught:
        resolve(scenario("mine", "anounced_target"), everyone, LEVERS)
    assert caught.value.problems == (Problem("base", "unknown_base", "anounced_target", ("announced_targets",)),)


def test_years_that_cross_only_once_inherited_are_refused() -> None:
    plan = scenario("plan", levers={"e_offshore_wind": {"value": 1, "start_year": 2040, "end_year": 2045}})
    mine = scenario("mine", "plan", levers={"e_offshore_wind": {"value": 1, "end_year": 2035}})
    with pytest.raises(ScenarioError) as caught:
        resolve(mine, {"plan": plan}, LEVERS)
    assert caught.value.problems == (Problem("levers.e_offshore_wind.end_year", "end_before_start", "2035", (2040,)),)


def test_differences() -> None:
    one = {"t_electric_cars": Setting(100, 2025, 2035), "e_offshore_wind": Setting(2, 2026, 2036)}
    other = {"t_electric_cars": Setting(100, 2025, 2030), "t_car_ownership": Setting(-10, 2026, 2036)}
    assert differences(one, one) == ()
    assert differences(one, other) == (
        ("t_electric_cars", one["t_electric_cars"], other["t_electric_cars"]),
        ("e_offshore_wind", one["e_offshore_wind"], None), ("t_car_ownership", None, other["t_car_ownership"]))


WORD = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"),
               min_size=1, max_size=60)
LANGUAGE_WORDS = st.dictionaries(st.sampled_from(sorted(WORDS)), WORD | st.just("two\nlines "), min_size=1)
SPAN = st.tuples(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(FIRST_YEAR, LAST_YEAR)).map(sorted)


@st.composite
def lever_settings(draw) -> dict:
    found = {}
    for place in draw(st.lists(st.integers(0, len(LEVERS) - 1), unique=True)):
        one = LEVERS[place]
        low, high = one.range
        start, end = draw(SPAN)
        stated = {"start_year": start, "end_year": end, "shape": draw(st.sampled_from(SHAPES))}
        kept = draw(st.sets(st.sampled_from(sorted(stated))))
        value = draw(st.sampled_from(LEVELS) | st.floats(low, high))
        found[one.lever_id] = {"value": value} | {name: stated[name] for name in sorted(kept)}
    return found


@given(stated=lever_settings(), title=LANGUAGE_WORDS, notes=st.none() | LANGUAGE_WORDS, rule=st.sampled_from(
    [None, "zero", "contract"]), base=st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True))
def test_there_and_back(stated, title, notes, rule, base) -> None:
    one = Scenario(scenario_id="mine", engine="1.2", title=title, base=base, import_attribution=rule, levers=stated,
                   notes={} if notes is None else {"t_electric_cars": notes})
    assert read(written(one), LEVERS) == one


def test_a_written_file_reads_well() -> None:
    one = scenario("mine", levers={"e_offshore_wind": {"value": 2, "end_year": 2040}})
    assert written(one) == (
        "scenario_id: mine\nengine: '1'\ntitle:\n  en: mine\nlevers:\n"
        "  e_offshore_wind: {value: 2.0, end_year: 2040}\n")
