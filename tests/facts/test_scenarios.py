"""Scenario files: stored as they are, refused by the build when they are wrong, and readable by the model."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
import yaml

from hkzero.facts.findings import BuildError
from hkzero.facts.scenarios import read_scenarios
from hkzero.model.engine import ENGINE_VERSION
from hkzero.model.levers import Levers, levers, schedules
from hkzero.model.scenario import ENGINE, Scenario, read, resolve, written
from tests.facts.synthetic import Project

NAMED = ("frozen_2024", "current_policies", "announced_targets", "pilot_city", "delayed_action", "no_clean_import")
LANGUAGES = ["en", "zh_hans", "zh_hant"]
YEARS = np.arange(2024, 2061)
WORDS = {"en": "Words", "zh_hant": "文字", "zh_hans": "文字"}
WHOLE = {"scenario_id": "mine", "engine": "1", "title": WORDS, "description": dict(WORDS),
         "levers": {"b_one": {"value": 3, "start_year": 2030}, "b_two": {"value": "announced", "shape": "step"}}}


@pytest.fixture
def write(project: Project):
    """Return a function that writes data/scenarios/<name>.yaml from values or from text."""
    folder = project.data / "scenarios"
    folder.mkdir()

    def put(contents, name: str = "mine") -> None:
        text = contents if isinstance(contents, str | bytes) else yaml.safe_dump(contents, allow_unicode=True)
        (folder / f"{name}.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return put


def test_the_text_is_stored_as_it_is(project: Project, write) -> None:
    text = "# a remark\n" + yaml.safe_dump(WHOLE, allow_unicode=True)
    write(text)
    write(WHOLE | {"scenario_id": "later", "base": "mine", "order": 5, "levers": {}}, "later")
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        stored = connection.execute("select scenario_id, display_order, base, file, text from scenarios "
                                    "order by display_order").fetchall()
        settings = connection.execute("select * from scenario_settings order by lever_id").fetchall()
    assert stored[0][:4] == ("later", 5, "mine", "data/scenarios/later.yaml")
    assert stored[1] == ("mine", 999, None, "data/scenarios/mine.yaml", text)
    assert settings == [("mine", "b_one", None, 3.0, 2030, None, None), ("mine", "b_two", "announced", None, None, None,
                                                                           "step")]


@pytest.mark.parametrize(("contents", "line"), [
    (WHOLE | {"scenario_id": "yours"},
     "data/scenarios/mine.yaml column scenario_id: found 'yours', expected the name of the file, mine"),
    (WHOLE | {"title": {"en": "Words"}}, "data/scenarios/mine.yaml column title.zh_hant: is missing, expected words"),
    (WHOLE | {"description": "Words"}, "data/scenarios/mine.yaml column description.en: found 'Words', expected words"),
    (WHOLE | {"levers": ["b_one"]}, "data/scenarios/mine.yaml column levers: found \"['b_one']\", expected a mapping"),
    (WHOLE | {"levers": {"b_one": 3}}, "data/scenarios/mine.yaml column levers.b_one: found '3', expected {value"),
    (WHOLE | {"levers": {"b_one": {"value": True}}}, "data/scenarios/mine.yaml column levers.b_one: found"),
    (WHOLE | {"levers": {"b_one": {"value": 1, "end_year": "soon"}}},
     "data/scenarios/mine.yaml column levers.b_one.end_year: found 'soon', expected a year"),
    (WHOLE | {"order": "first"}, "data/scenarios/mine.yaml column order: found 'first', expected a whole number"),
    (WHOLE | {"base": 3}, "data/scenarios/mine.yaml column base: found '3', expected the scenario_id"),
    (WHOLE | {"base": "nobody"}, "data/scenarios/mine.yaml column base: found 'nobody', expected a scenario of this"),
    ("[1, 2]", "data/scenarios/mine.yaml: found '[1, 2]', expected keys with values"),
    ("", "data/scenarios/mine.yaml: is missing, expected keys with values"),
    ("a: 1\nb: [1}", "data/scenarios/mine.yaml row 2: cannot be read ("),
    ("a: 2025-13-45", "data/scenarios/mine.yaml: cannot be read ("),
    ("a: &b 1\nc: *b", "data/scenarios/mine.yaml row 1: found an anchor or an alias, expected the value written out"),
    (b"a: \xff", "data/scenarios/mine.yaml row 1: found the byte 0xff, expected UTF-8 text"),
    ("# " + "x" * 70_000, "data/scenarios/mine.yaml: found 70002 bytes, expected at most 65536"),
])
def test_a_bad_file_stops_the_build(project: Project, write, contents, line: str) -> None:
    write(contents)
    with pytest.raises(BuildError) as caught:
        project.build()
    assert str(caught.value.findings[0]).startswith(line)
    assert not project.out.exists()


def test_a_folder_without_scenarios_has_none(project: Project) -> None:
    files, findings = read_scenarios(project.data)
    assert files.scenarios == [] and findings == []
    project.build()


# The scenarios that come with the data, as the model reads them.
@pytest.fixture(scope="module")
def known(store) -> Levers:
    return levers(store.ask("levers"))


@pytest.fixture(scope="module")
def named(store, known) -> dict[str, Scenario]:
    frame = store.ask("scenarios").frame
    return {row.scenario_id: read(row.text, known) for row in frame.itertuples()}


@pytest.fixture(scope="module")
def values(named, known) -> dict[str, np.ndarray]:
    """Return the schedule of each named scenario, (levers, years)."""
    found = schedules(known, [resolve(one, named, known) for one in named.values()], YEARS)
    return dict(zip(named, found, strict=True))


def test_files_are_written_for_the_engine_that_runs_them() -> None:
    assert ENGINE == ENGINE_VERSION


def test_the_six_are_there_in_their_order(named) -> None:
    assert tuple(named) == NAMED


@pytest.mark.parametrize("name", NAMED)
def test_each_is_whole_in_three_languages_and_survives_being_written(name: str, named, known) -> None:
    one = named[name]
    assert one.scenario_id == name and one.engine == ENGINE
    for words in (one.title, one.description, *one.notes.values()):
        assert sorted(words.words()) == LANGUAGES
    assert read(written(one), known) == one


def test_frozen_is_frozen(values, known) -> None:
    assert (values["frozen_2024"] == np.array([lever.frozen for lever in known])[:, None]).all()


@pytest.mark.parametrize(("name", "level"), [
    ("current_policies", "current"), ("announced_targets", "announced"), ("pilot_city", "ambitious"),
    ("delayed_action", "ambitious")])
def test_each_level_is_reached(name: str, level: str, values, known) -> None:
    expected = np.array([lever.level(level) for lever in known])
    if name == "delayed_action":
        expected[known.place("e_coal_phase_out_year")] += 10
    assert values[name][:, -1] == pytest.approx(expected)


def test_delayed_action_is_the_pilot_city_ten_years_later(values, known) -> None:
    dates = np.array([lever.is_date for lever in known])
    pilot, delayed = values["pilot_city"], values["delayed_action"]
    # The contract with Daya Bay ends when it ends, and neither scenario lets it lapse.
    assert delayed[~dates][:, 10:] == pytest.approx(pilot[~dates][:, :-10])
    assert (delayed[dates] == pilot[dates] + 10).all()


def test_without_clean_imports_only_the_imports_differ(values, known) -> None:
    differ = (values["no_clean_import"] != values["announced_targets"]).any(axis=1)
    assert {known[place].lever_id for place in np.flatnonzero(differ)} == {"e_clean_imports", "e_daya_bay_after_2034"}
    after = values["no_clean_import"][:, YEARS > 2034]
    assert (after[known.place("e_daya_bay_after_2034")] == 0).all()
    assert (after[known.place("e_clean_imports")] == 0).all()
