"""The commands about scenarios: what they print, what they write, and what they refuse."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
from pathlib import Path

import pytest

from hkzero import cli_scenario
from hkzero.model import workshop


def test_scenarios_are_listed_with_their_titles(run, database: Path) -> None:
    status, output, errors = run("scenario", "list")
    assert (status, errors) == (0, "")
    assert "frozen_2024: Frozen at 2024" in output.splitlines() and len(output.splitlines()) >= 6


def test_a_scenario_runs_to_a_table(run, database: Path) -> None:
    status, output, _ = run("scenario", "run", "announced_targets")
    rows = {(row["variable"], row["period"]): row for row in csv.DictReader(io.StringIO(output))}
    assert status == 0
    assert float(rows["emissions_total", "2024"]["value"]) == pytest.approx(33_200, rel=0.01)
    assert float(rows["emissions_total", "2050"]["value"]) < 10_000
    assert rows["demand_gwh", "2050"]["unit"] == "GWh" and rows["demand_gwh", "2050"]["low"] == ""


def test_the_command_line_draws_as_the_page_does() -> None:
    parser = argparse.ArgumentParser()
    cli_scenario.add_commands(parser.add_subparsers())
    chosen = parser.parse_args(["scenario", "run", "pilot_city"])
    assert (chosen.seed, cli_scenario.DRAWS_OF_DOCUMENTS) == (workshop.SEED, workshop.DOCUMENT_DRAWS)


def test_draws_come_back_with_their_seed(run, database: Path) -> None:
    first, again, other = (json.loads(run("scenario", "run", "pilot_city", "--draws", 20, "--seed", seed,
                                          "--format", "json")[1]) for seed in (1, 1, 2))
    assert first == again and first["data"] != other["data"]
    assert first["meta"]["draws"] == 20 and first["meta"]["percentiles"] == [5, 50, 95]
    assert first["meta"]["sources"] and first["meta"]["calibration"]["waste"] == 1
    total = [row for row in first["data"] if row["variable"] == "emissions_total" and row["period"] == 2050]
    assert total[0]["low"] < total[0]["value"] < total[0]["high"]


def test_a_scenario_is_checked(run, database: Path) -> None:
    status, output, errors = run("scenario", "check", "pilot_city")
    assert status == 0 and "remark offshore_wind_beyond_sites" in output and "remarks" in errors
    assert run("scenario", "check", "frozen_2024")[:2] == (0, "")


def test_a_file_of_ones_own_is_run_and_its_faults_are_said(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = 'scenario_id: own\nengine: "2"\ntitle: {en: Own}\nlevers:\n  e_offshore_wind: {value: VALUE}\n'
    file.write_text(text.replace("VALUE", "2"), encoding="utf-8")
    assert run("scenario", "run", file)[0] == 0
    file.write_text(text.replace("VALUE", "2000"), encoding="utf-8")
    status, output, errors = run("scenario", "run", file)
    assert (status, output) == (2, "") and "cannot be used" in errors and "e_offshore_wind" in errors


@pytest.mark.parametrize("arguments", [("check", "no_such_scenario"), ("run", "no_such_scenario"),
                                       ("run", "frozen_2024", "--draws", "-1")])
def test_a_scenario_that_makes_no_sense_is_refused(run, database: Path, arguments) -> None:
    status, output, errors = run("scenario", *arguments)
    assert (status, output) == (2, "") and errors


def test_a_scenario_runs_to_the_form_of_iamc(run, database: Path) -> None:
    status, output, errors = run("scenario", "run", "announced_targets", "--draws", 20, "--format", "iamc")
    rows = {(row["Scenario"], row["Variable"]): row for row in csv.DictReader(io.StringIO(output))}
    plain = {(row["variable"], row["period"]): float(row["value"]) for row in
             csv.DictReader(io.StringIO(run("scenario", "run", "announced_targets")[1]))}
    assert (status, errors) == (0, "")
    assert list(next(iter(rows.values())))[:6] == ["Model", "Scenario", "Region", "Variable", "Unit", "2024"]
    gases = "Emissions|Kyoto Gases"
    assert float(rows["announced_targets", gases]["2035"]) == pytest.approx(plain["emissions_total", "2035"] / 1000)
    power = rows["announced_targets", "Secondary Energy|Electricity"]
    fuels = ("coal", "oil", "gas", "solar", "wind", "waste")
    assert float(power["2035"]) == pytest.approx(
        sum(plain[f"generation_{fuel}_gwh", "2035"] for fuel in fuels) * 3.6e-6, abs=1e-8)
    low, middle, high = (float(rows[f"announced_targets p{percent}", gases]["2050"]) for percent in (5, 50, 95))
    assert low < middle < high


def test_scenarios_are_compared_with_the_first(run, database: Path) -> None:
    status, output, errors = run("scenario", "compare", "frozen_2024", "announced_targets", "pilot_city")
    rows = {(row["scenario"], row["period"]): row for row in csv.DictReader(io.StringIO(output))}
    assert (status, errors) == (0, "") and len(rows) == 3 * 37
    assert float(rows["frozen_2024", "2050"]["difference_kt"]) == 0
    groups = ("buildings_kt", "transport_kt", "electricity_kt", "waste_and_other_kt", "removals_kt", "import_rule_kt")
    for row in rows.values():
        difference = float(row["total_kt"]) - float(rows["frozen_2024", row["period"]]["total_kt"])
        assert float(row["difference_kt"]) == pytest.approx(difference, abs=1e-5)
        assert sum(float(row[name]) for name in groups) == pytest.approx(difference, abs=1e-5)
    assert float(rows["announced_targets", "2050"]["electricity_kt"]) < -10_000
    backwards = run("scenario", "compare", "announced_targets", "frozen_2024", "--format", "json")
    found = json.loads(backwards[1])
    assert found["meta"]["compared_with"] == "announced_targets" and found["meta"]["sources"]
    iamc = run("scenario", "compare", "frozen_2024", "pilot_city", "--format", "iamc")[1]
    assert {row["Scenario"] for row in csv.DictReader(io.StringIO(iamc))} == {"frozen_2024", "pilot_city"}


def test_another_rule_for_imports_stands_by_itself(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "by_contract.yaml"
    file.write_text('scenario_id: own\nengine: "2"\ntitle: {en: Own}\nbase: announced_targets\n'
                    "import_attribution: grid_average\n", encoding="utf-8")
    output = run("scenario", "compare", "announced_targets", file)[1]
    (row,) = (row for row in csv.DictReader(io.StringIO(output))
              if (row["scenario"], row["period"]) == ("by_contract", "2035"))
    assert float(row["import_rule_kt"]) == pytest.approx(float(row["difference_kt"]))
    assert float(row["import_rule_kt"]) > 0 and float(row["electricity_kt"]) == 0


def test_the_cheapest_levers_are_sought(run, database: Path, tmp_path: Path) -> None:
    target = ("scenario", "solve", "--target", "2035=20.6")
    status, output, errors = run(*target)
    rows = {row["lever_id"]: row for row in csv.DictReader(io.StringIO(output))}
    assert status == 0 and errors.startswith("best: HK$ ") and "2035: 20.60 Mt" in errors
    assert all(0 < float(row["strength"]) <= 1 for row in rows.values())
    refused = max(rows, key=lambda lever: float(rows[lever]["refusal_costs_million_hkd"] or 0))
    status, output, _ = run(*target, "--refuse", refused, "--format", "json")
    found = json.loads(output)
    assert status == 0 and refused not in {row["lever_id"] for row in found["data"]}
    assert found["meta"]["best"]["emissions_kt"]["2035"] <= 20_600
    stated = float(errors.split("HK$ ")[1].split(" million")[0].replace(",", ""))
    dearer = found["meta"]["best"]["cost_million_hkd"] - stated
    assert 0 < dearer <= float(rows[refused]["refusal_costs_million_hkd"]) + 100
    assert dearer == pytest.approx(float(rows[refused]["refusal_costs_million_hkd"]), rel=0.1)
    assert found["meta"]["discount_rate_percent"] == 4 and found["meta"]["refused"] == [refused]


def test_levers_can_be_held_to_what_was_announced(run, database: Path) -> None:
    held = ("scenario", "solve", "--within", "announced", "--format", "json", "--target")
    status, output, _ = run(*held, "2035=25")
    rows = {row["lever_id"]: row for row in json.loads(output)["data"]}
    assert status == 0 and "t_car_ownership" not in rows, "nothing was announced for it"
    assert rows.get("e_coal_phase_out_year", {"value": 2035})["value"] >= 2035
    assert run(*held, "2035=10")[0] == 3


def test_what_no_setting_reaches_is_said_with_the_limits(run, database: Path) -> None:
    status, output, errors = run("scenario", "solve", "--target", "2050=-50", "--refuse", "r_removals")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert status == 3 and "2050 cannot be met" in errors and "the lowest found for that year alone" in errors
    removals = next(row for row in rows if row["lever_id"] == "r_removals")
    assert removals["is_refused"] == "True" and float(removals["effect_2050_kt"]) == pytest.approx(5000)


@pytest.mark.parametrize(("arguments", "words"), [
    (("compare", "frozen_2024"), "two scenarios"), (("compare", "frozen_2024", "frozen_2024"), "each once"),
    (("compare", "frozen_2024", "nowhere"), "no scenario and no file"),
    (("solve", "--target", "2035=20", "--target", "2035=25"), "--target 2035 is given 2 times"),
    (("solve", "--target", "2035=20", "--seed", "-1"), "--seed -1: 0 or more"),
    (("solve", "--target", "2035"), "expected YEAR=MT"), (("solve", "--target", "2090=1"), "2024 to 2060"),
    (("solve", "--target", "2035=20", "--refuse", "e_clean_import"), "the closest: e_clean_imports"),
    (("solve", "--target", "2035=20", "--discount-rate", "-1"), "from 0 to 30"),
])
def test_a_comparison_or_search_that_cannot_be_is_refused(run, database: Path, arguments, words: str) -> None:
    status, output, errors = run("scenario", *arguments)
    assert (status, output) == (2, "") and words in errors and "Traceback" not in errors


OWN = """scenario_id: own
engine: "2"
title: {en: Own wind, zh_hant: 自訂風電}
levers:
  e_offshore_wind: {value: 2}
"""


def own_file(folder: Path, text: str = OWN) -> Path:
    file = folder / "my.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_brief_is_written_in_the_language_asked_for(run, database: Path, tmp_path: Path) -> None:
    import pypdf

    out = tmp_path / "brief.pdf"
    command = ("scenario", "run", "--file", own_file(tmp_path), "--format", "pdf", "--draws", 20, "-o", out)
    for lang, words in (("en", "Own wind"), ("zh-Hant", "自訂風電")):
        assert run(*command, "--lang", lang) == (0, "", "")
        text = pypdf.PdfReader(out).pages[0].extract_text()
        assert words in text and "20" in text
    assert sorted(os.listdir(tmp_path)) == ["brief.pdf", "my.yaml"]


def test_a_workbook_says_what_the_table_says(run, database: Path, tmp_path: Path) -> None:
    import openpyxl

    out = tmp_path / "own.xlsx"
    assert run("scenario", "run", "pilot_city", "--format", "xlsx", "--draws", 20, "-o", out) == (0, "", "")
    rows = openpyxl.load_workbook(out)["Results"].iter_rows(values_only=True)
    sheet = {(row[1], str(row[0])): row for row in rows}
    drawn = {(row["variable"], row["period"]): row for row in
             csv.DictReader(io.StringIO(run("scenario", "run", "pilot_city", "--draws", 20)[1]))}
    plain = {(row["variable"], row["period"]): row for row in
             csv.DictReader(io.StringIO(run("scenario", "run", "pilot_city")[1]))}
    for key in (("emissions_total", "2035"), ("demand_gwh", "2050"), ("cost_capital", "2040")):
        assert sheet[key][3:] == pytest.approx((float(drawn[key]["low"]), float(plain[key]["value"]),
                                                float(drawn[key]["value"]), float(drawn[key]["high"])))


def test_documents_draw_unless_told_otherwise(run, database: Path, tmp_path: Path) -> None:
    import openpyxl

    out = tmp_path / "frozen.xlsx"
    for draws, stated in (((), "1000"), (("--draws", 0), "0")):
        assert run("scenario", "run", "frozen_2024", "--format", "xlsx", *draws, "-o", out)[0] == 0
        notes = dict(openpyxl.load_workbook(out)["Notes"].iter_rows(values_only=True))
        assert notes["Draws"] == stated


def test_a_scenario_comes_back_as_a_file_that_runs_the_same(run, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "again.yaml"
    assert run("scenario", "run", "delayed_action", "--format", "yaml", "-o", out) == (0, "", "")
    assert run("scenario", "run", "--file", out)[1] == run("scenario", "run", "delayed_action")[1]
    assert "scenario_id: own" in run("scenario", "run", "--file", own_file(tmp_path), "--format", "yaml")[1]


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(("text", "words"), [
    (OWN.replace("value: 2", "value: 99"), ("levers.e_offshore_wind.value is 99; it may lie between 0 GW and 5.4 GW",)),
    (OWN.replace("e_offshore_wind", "e_ofshore_wind"), ("levers.e_ofshore_wind", "Did you mean e_offshore_wind")),
    (OWN.replace("value: 2", "value: 2, end_year: 1999"), ("levers.e_offshore_wind.end_year is 1999", "2024 to 2060")),
    (OWN + "base: own_too\n", ("there is no scenario own_too",)),
    (OWN.replace("own", "frozen_2024", 1) + "base: frozen_2024\n", ("in a circle", "frozen_2024 → frozen_2024")),
    (BOMB, ("anchor or an alias",)), ("x: " + "y" * 70_000, ("70003 bytes", "65,536")), ("a: [", ("not valid YAML",)),
    ("!!python/object/apply:os.system [ls]", ("tag",)), ("", ("keys and values",)),
])
@pytest.mark.parametrize("form", ["csv", "pdf", "xlsx", "yaml", "iamc"])
def test_a_bad_file_is_refused_with_its_key_and_nothing_is_written(run, database: Path, tmp_path: Path, text: str,
                                                                    words: tuple[str, ...], form: str) -> None:
    file, out = own_file(tmp_path, text), tmp_path / "out"
    out.write_text("old", encoding="utf-8")
    status, output, errors = run("scenario", "run", "--file", file, "--format", form, "-o", out)
    assert (status, output) == (2, "") and "Traceback" not in errors
    assert all(word in errors for word in words), errors
    assert out.read_text(encoding="utf-8") == "old" and sorted(os.listdir(tmp_path)) == ["my.yaml", "out"]


def test_a_file_that_is_no_text_is_refused(run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    status, output, errors = run("scenario", "run", "--file", file)
    assert (status, output) == (2, "") and "cannot be read" in errors


@pytest.mark.parametrize(("arguments", "words"), [
    ((), "run what?"), (("pilot_city", "--file", "my.yaml"), "run what?"),
    (("--file", "nowhere.yaml"), "no file is called"),
    (("--file", "pilot_city"), "no file is called"), (("pilot_city", "--format", "pdf"), "name a file with -o FILE"),
    (("pilot_city", "--format", "xlsx"), "name a file with -o FILE"), (("pilot_city", "--seed", "-1"), "--seed -1"),
])
def test_a_run_that_makes_no_sense_is_refused(run, database: Path, arguments: tuple, words: str) -> None:
    status, output, errors = run("scenario", "run", *arguments)
    assert (status, output) == (2, "") and words in errors


@pytest.mark.parametrize("form", ["pdf", "xlsx", "yaml", "iamc"])
def test_a_document_replaces_a_file_in_one_step(run, database: Path, tmp_path: Path, form: str) -> None:
    command = ("scenario", "run", "frozen_2024", "--draws", 0, "--format", form, "-o")
    file, folder = tmp_path / "out", tmp_path / "folder"
    file.write_text("old", encoding="utf-8")
    folder.mkdir()
    assert run(*command, file)[0] == 0 and file.read_bytes() != b"old"
    status, _, errors = run(*command, folder)
    assert status == 1 and errors.startswith(f"hkzero: cannot write {folder}: ")
    assert sorted(os.listdir(tmp_path)) == ["folder", "out"]
