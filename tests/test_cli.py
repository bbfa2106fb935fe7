"""The command line, run as a user runs it and, where that is all the same, in this process."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hkzero import cli
from tests.facts.synthetic import EMISSIONS, Project

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def places(project: Project) -> tuple:
    return ("--data", project.data, "--queries", project.queries, "--out", project.out)


def shell(*arguments: object, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run((sys.executable, "-m", "hkzero", *map(str, arguments)), cwd=ROOT, capture_output=True,
                          text=True, encoding="utf-8", check=False, env=os.environ | environment)


def test_build_prints_its_summary(run, project: Project) -> None:
    status, output, errors = run("build", *places(project))
    summary = json.loads(output)
    assert (status, errors) == (0, "")
    assert summary["rows"] == 16 and summary["out"] == str(project.out)
    assert {"tables", "seconds", "input_sha256", "content_sha256"} <= set(summary)


def test_build_tells_every_fault_without_a_traceback(project: Project) -> None:
    project.replace(EMISSIONS, ",,10,", ",ten,10,")
    project.replace(EMISSIONS, "office_2020", "nobody", times=2)
    done = shell("build", *places(project))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"hkzero: 3 faults in {project.data}",
        "data/facts/demo/emissions.csv row 2 column value: found 'ten', expected a number",
        *(f"data/facts/demo/emissions.csv row {row} column source_id: found 'nobody', "
          "expected a source_id of data/sources.csv" for row in (2, 4)),
        "nothing was written",
    ]
    assert not project.out.exists()


def test_build_can_leave_the_checks_out(run, project: Project) -> None:
    project.replace("facts/demo/generation.csv", ",all,2020,5.5,", ",all,2020,7,")
    status, _, errors = run("build", *places(project))
    assert status == 1 and "generation.csv row 3: the fuels add up to 5.5, expected 7.0 TWh" in errors
    assert run("build", "--no-checks", *places(project))[0] == 0


def test_check_tells_each_finding_in_a_line(run, project: Project) -> None:
    where = ("--data", project.data, "--queries", project.queries)
    assert run("check", *where) == (0, "", "0 errors, 0 remarks\n")
    project.replace("facts/demo/generation.csv", ",all,2020,5.5,", ",all,2020,7,")
    line = "error fuels_add_up: data/facts/demo/generation.csv row 3: the fuels add up to 5.5, expected 7.0 TWh\n"
    assert run("check", *where) == (1, line, "1 errors, 0 remarks\n")
    status, output, _ = run("check", *where, "--format", "json")
    (finding,) = json.loads(output)["findings"]
    assert (status, finding["file"], finding["row"]) == (1, "data/facts/demo/generation.csv", 3)
    assert (finding["what"], finding["expected"]) == ("the fuels add up to 5.5", "7.0 TWh")


def test_check_says_when_there_is_nothing_to_check(run, project: Project) -> None:
    status, output, errors = run("check", "--database", project.out)
    assert (status, output) == (1, "") and "cannot open" in errors and errors.count("\n") == 1


def test_the_real_data_pass(database: Path) -> None:
    done = shell("check", "--database", database, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["errors"] == 0


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_of_questions_that_is_not_there_is_not_in_order(run, project: Project, command: str) -> None:
    nowhere = project.data / "nowhere"
    # Should it be built after all, then not over the database of the other tests.
    out = ("--out", project.out) if command == "build" else ()
    status, output, errors = run(command, "--data", project.data, "--queries", nowhere, *out)
    assert (status, output) == (2, "") and f"--queries {nowhere}: no such folder" in errors


def test_ask_lists_the_questions_with_their_parameters(run) -> None:
    status, output, _ = run("ask", "--list")
    assert status == 0
    assert any(line.startswith("electricity_mix(since=2000): ") for line in output.splitlines())
    needed = {"emissions_by_sector", "emissions_by_use", "electricity_mix", "electricity_intensity", "tariffs",
              "targets", "monthly_consumption", "generating_units", "reconciliation", "sources_used"}
    assert needed <= {line.split("(")[0] for line in output.splitlines()}


def test_ask_answers_in_plain_csv(database: Path) -> None:
    done = shell("ask", "electricity_mix", "--param", "since=2020", HKZERO_DATABASE=str(database))
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {"period", "fuel", "value", "unit", "kind", "source_id"} <= set(rows[0])
    assert min(row["period"] for row in rows) == "2020"
    assert all(float(row["value"]) >= 0 for row in rows if row["value"] and row["fuel"] != "net_imports")


def test_ask_answers_in_json_with_what_the_answer_rests_on(run, database: Path) -> None:
    status, output, _ = run("ask", "electricity_mix", "--param", "since=2020", "--format", "json")
    answer = json.loads(output)
    assert status == 0
    assert answer["meta"]["unit"] == "TWh" and answer["meta"]["kind"]
    assert answer["meta"]["params"] == {"since": 2020}
    assert all(source["title"] and source["source_id"] for source in answer["meta"]["sources"])
    assert "select" in answer["meta"]["sql"].lower() and len(answer["meta"]["content_sha256"]) == 64
    assert isinstance(answer["data"][0]["period"], int)
    assert json.loads(run("ask", "electricity_mix", "--param", "since=2020", "--meta")[1]) == answer["meta"]


def test_missing_values_are_null_in_json_and_empty_in_csv(run, database: Path) -> None:
    data = json.loads(run("ask", "targets", "--format", "json")[1])["data"]
    rows = list(csv.DictReader(io.StringIO(run("ask", "targets")[1])))
    assert len(data) == len(rows)
    missing = [(row, name) for row, record in enumerate(data) for name, value in record.items() if value is None]
    assert missing, "some target states no base value"
    assert all(rows[row][name] == "" for row, name in missing)


def test_ask_writes_a_parquet_file_that_knows_its_sources(run, database: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    file = tmp_path / "mix.parquet"
    assert run("ask", "electricity_mix", "--format", "parquet", "-o", file) == (0, "", "")
    table = parquet.read_table(file)
    assert table.num_rows == len(run("ask", "electricity_mix")[1].splitlines()) - 1
    assert json.loads(table.schema.metadata[b"hkzero"])["unit"] == "TWh"
    assert os.listdir(tmp_path) == ["mix.parquet"]


def test_ask_shows_no_parquet_on_the_terminal(run) -> None:
    status, output, errors = run("ask", "electricity_mix", "--format", "parquet")
    assert (status, output) == (2, "") and "name a file with -o FILE" in errors


def test_ask_replaces_a_file_in_one_step(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "mix.csv"
    file.write_text("old")
    assert run("ask", "electricity_mix", "-o", file)[0] == 0
    assert file.read_text(encoding="utf-8").startswith("period,") and os.listdir(tmp_path) == ["mix.csv"]
    folder = tmp_path / "folder"
    folder.mkdir()
    status, _, errors = run("ask", "electricity_mix", "-o", folder)
    assert status == 1 and errors.startswith(f"hkzero: cannot write {folder}: ")
    assert sorted(os.listdir(tmp_path)) == ["folder", "mix.csv"]
    status, _, errors = run("ask", "electricity_mix", "-o", tmp_path / "nowhere" / "mix.csv")
    assert status == 1 and "No such file or directory" in errors


@pytest.mark.parametrize(("arguments", "words"), [
    (("electricity_mx",), "Did you mean electricity_mix"),
    (("electricity_mix", "--param", "year=2020"), "takes no parameter year (it takes: since)"),
    (("electricity_mix", "--param", "2020"), "expected NAME=VALUE"),
    ((), "ask what?"),
])
def test_ask_says_what_it_did_not_understand(run, database: Path, arguments: tuple[str, ...], words: str) -> None:
    status, output, errors = run("ask", *arguments)
    assert (status, output) == (2, "")
    assert errors.startswith("hkzero: ") and words in errors


@pytest.mark.parametrize(("question", "parameters", "words"), [
    ("electricity_mix", ["since=soon"], "--param since=soon: a whole number from 0 to 1000000 is expected"),
    ("electricity_mix", ["since=2015.5"], "--param since=2015.5: a whole number"),
    ("electricity_mix", ["since=1e400"], "--param since=inf: a whole number"),
    ("electricity_mix", ["since=null"], "--param since=null: a whole number"),
    ("electricity_mix", ["since=2015,2016"], "--param since=2015,2016: a whole number"),
    ("electricity_mix", ["since=2015", "since=2020"], "--param since is given 2 times; give it once"),
    ("catalogue_rows", ["table=source", "limit=-1"], "--param limit=-1: a whole number"),
    ("catalogue_rows", ["table=sourcee"], "--param table=sourcee: no table is called so. Did you mean source"),
    ("catalogue_coverage", ["table=nowhere"], "--param table=nowhere: no table is called so"),
    ("targets", ["area=a,b"], "--param area=a,b: one text is expected"),
])
def test_ask_names_the_parameter_that_is_of_the_wrong_type(run, database: Path, question: str, parameters: list[str],
                                                           words: str) -> None:
    status, output, errors = run("ask", question, *(part for one in parameters for part in ("--param", one)))
    assert (status, output) == (2, "") and words in errors


def test_one_item_stands_for_a_list_of_one(run, database: Path) -> None:
    status, output, errors = run("ask", "sources", "--param", "source_ids=adamas_lfp_2024")
    assert (status, errors) == (0, "") and len(list(csv.DictReader(io.StringIO(output)))) == 1


def test_a_file_that_is_read_is_never_written_over(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    run("scenario", "run", "announced_targets", "--format", "yaml", "-o", file)
    mine = file.read_bytes()
    load = tmp_path / "load.csv"
    load.write_text("time,load (kW)\n")
    for arguments in (("scenario", "run", "--file", file, "-o", file), ("scenario", "run", file, "-o", file),
                      ("scenario", "compare", "frozen_2024", file, "-o", file),
                      ("dispatch", "--scenario", "pilot_city", "--year", 2035, "--load", load, "-o", load)):
        status, output, errors = run(*arguments)
        assert (status, output) == (2, "") and "name another" in errors
    assert file.read_bytes() == mine and load.read_text() == "time,load (kW)\n"


def test_a_pipe_or_device_is_written_to_and_a_link_stays(run, database: Path, tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.csv", tmp_path / "file.csv"
    os.mkfifo(pipe)
    link.symlink_to(file)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    assert run("ask", "electricity_mix", "-o", pipe) == (0, "", "")
    assert reader.communicate(timeout=20)[0].startswith(b"period,") and pipe.is_fifo()
    assert run("ask", "electricity_mix", "-o", link) == (0, "", "")
    assert link.is_symlink() and file.read_text(encoding="utf-8").startswith("period,")


def test_an_output_without_a_name_is_refused(run, database: Path) -> None:
    status, output, errors = run("ask", "electricity_mix", "-o", "")
    assert (status, output) == (1, "") and errors.startswith("hkzero: cannot write .: ")


def test_ask_says_when_there_is_no_database(tmp_path: Path) -> None:
    done = shell("ask", "electricity_mix", HKZERO_DATABASE=str(tmp_path / "none.duckdb"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "run `python -m hkzero build`" in done.stderr and "Traceback" not in done.stderr


def trajectory(run, *arguments: object) -> list[dict]:
    status, output, errors = run("trajectory", *arguments)
    assert (status, errors) == (0, "")
    return list(csv.DictReader(io.StringIO(output)))


@pytest.mark.parametrize("sector", ["total", "electricity", "transport", "waste"])
def test_a_trajectory_is_a_row_a_year_with_its_interval(run, database: Path, sector: str) -> None:
    rows = trajectory(run, "--sector", sector)
    assert list(rows[0]) == ["period", "low", "central", "high", "kind"]
    periods = [int(row["period"]) for row in rows]
    assert periods == sorted(set(periods)) and periods[0] == 1990
    ahead = [row for row in rows if row["kind"] == "scenario"]
    assert [int(row["period"]) for row in ahead] == list(range(2025, 2051))
    assert all(float(row["low"]) < float(row["central"]) < float(row["high"]) for row in ahead)
    assert trajectory(run, "--sector", sector) == rows


def test_a_trajectory_carries_the_levels_that_are_published(run, database: Path) -> None:
    rows = {row["period"]: row for row in trajectory(run, "--sector", "electricity", "--until", 2035)}
    status, output, _ = run("ask", "emissions_by_sector", "--format", "json")
    published = [row for row in json.loads(output)["data"] if row["sector"] == "electricity" and row["period"] == 2024]
    assert status == 0 and max(rows) == "2035"
    assert float(rows["2024"]["central"]) in {round(row["value"] / 1000, 9) for row in published}


def test_a_wider_interval_and_another_method_are_taken(run, database: Path) -> None:
    usual, wider = trajectory(run)[-1], trajectory(run, "--interval", 95)[-1]
    assert float(wider["low"]) < float(usual["low"]) and float(wider["high"]) > float(usual["high"])
    assert trajectory(run, "--method", "drift")[-1] != usual != trajectory(run, "--method", "drift/log")[-1]


def test_a_trajectory_in_json_says_how_it_was_made(run, database: Path) -> None:
    found = json.loads(run("trajectory", "--sector", "waste", "--format", "json")[1])
    meta = found["meta"]
    assert meta["unit"] == "Mt CO2e" and meta["method"] and meta["mean_absolute_error"] > 0
    assert set(meta["coverage_percent"]) == {"50", "80", "95"} and meta["widening"] and meta["limits"]
    assert all(source["title"] for source in meta["sources"]) and len(meta["content_sha256"]) == 64
    assert found["data"][-1]["period"] == 2050


def test_a_trajectory_in_the_form_of_iamc_is_what_the_rows_say(run, database: Path) -> None:
    rows = {row["period"]: row for row in trajectory(run)}
    wide = {row["Scenario"]: row for row in trajectory(run, "--format", "iamc")}
    assert list(wide) == ["historical", "trend p50", "trend p10", "trend p90"]
    assert list(wide["historical"])[:6] == ["Model", "Scenario", "Region", "Variable", "Unit", "1990"]
    assert wide["historical"]["Variable"] == "Emissions|Kyoto Gases"
    assert wide["historical"]["Unit"] == "Mt CO2-equiv/yr"
    assert wide["historical"]["2024"] == rows["2024"]["central"] and wide["historical"]["2050"] == ""
    assert wide["trend p10"]["2050"] == rows["2050"]["low"] and wide["trend p90"]["2050"] == rows["2050"]["high"]
    assert wide["trend p50"]["2024"] == ""
    (power, *_) = trajectory(run, "--sector", "electricity", "--format", "iamc")
    assert power["Variable"] == "Emissions|Kyoto Gases|Energy|Supply|Electricity"


@pytest.mark.parametrize(("arguments", "words"), [
    (("--sector", "moon"), "no sector is called 'moon'; known: total"),
    (("--method", "magic"), "--method magic: known are"), (("--method", "drift/cube"), "--method drift/cube"),
    (("--sector", "other"), "no trend of other"), (("--until", 2020), "2020"), (("--until", 9999), "9999"),
])
def test_a_trajectory_that_cannot_be_is_refused(run, database: Path, arguments: tuple, words: str) -> None:
    status, output, errors = run("trajectory", *arguments)
    assert (status, output) == (2, "") and words in errors and "Traceback" not in errors


def test_a_trajectory_is_written_to_a_file(run, database: Path, tmp_path: Path) -> None:
    path = tmp_path / "trend.csv"
    assert run("trajectory", "-o", path) == (0, "", "")
    assert path.read_text(encoding="utf-8") == run("trajectory")[1]


def test_a_reader_that_goes_away_is_no_fault(database: Path) -> None:
    command = (sys.executable, "-m", "hkzero", "ask", "electricity_mix", "--format", "json")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=os.environ | {"HKZERO_DATABASE": str(database)}) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(("text", "expected"), [
    ("since=2010", ("since", 2010)), ("share=-0.5", ("share", -0.5)), ("share=1e3", ("share", 1000.0)),
    ("area=null", ("area", None)), ("area=", ("area", None)), ("energy=town_gas", ("energy", "town_gas")),
    ("series=a,b", ("series", ["a", "b"])), ("series=a,", ("series", ["a"])), ("years=1,2", ("years", [1, 2])),
    ("vintage='2026'", ("vintage", "2026")), ('vintage="2019-07"', ("vintage", "2019-07")),
    ("vintage=2019-07", ("vintage", "2019-07")), ("text='a,b'", ("text", "a,b")), ("text=a=b", ("text", "a=b")),
    ("n=١٢", ("n", "١٢")),
])
def test_parameters_have_types(text: str, expected: tuple) -> None:
    assert cli.parse_parameter(text) == expected


@pytest.mark.parametrize("arguments", [(), ("dance",), ("ask", "x", "--format", "xml"), ("build", "--color")])
def test_commands_that_do_not_exist_are_refused(arguments: tuple[str, ...], capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2 and "usage: python -m hkzero" in capsys.readouterr().err


def test_help_names_every_command() -> None:
    done = shell("--help")
    assert done.returncode == 0 and all(word in done.stdout for word in ("build", "check", "ask", "trajectory"))
    assert shell("--version").stdout.startswith("hkzero ")
