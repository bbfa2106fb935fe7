"""The command that brings a portfolio of buildings: what it works out, keeps, refuses and deletes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from hkzero.text import t

# Made-up buildings.
SYNTHETIC = """Building,Type,Floor area (m2),Electricity (MWh),Town gas (MJ),Year,District
Tower One,c11,10000,1200,,2023,Central and Western
酒店二,酒店,5000,900,480000,2024,灣仔區
"""


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    path = tmp_path / "synthetic.csv"
    path.write_text(SYNTHETIC, encoding="utf-8")
    return path


def test_a_portfolio_is_worked_out_and_kept(run, database: Path, store, portfolio: Path) -> None:
    status, out, errors = run("import", portfolio, "--as", "portfolio", "--format", "json")
    assert status == 0, errors
    told = json.loads(out)
    one, two = told["data"]
    factor = store.ask("electricity_intensity").frame
    factor = factor[factor["measure"] == "consumed"].set_index("period")["value"]
    assert one["scope_2_t"] == pytest.approx(1_200_000 * factor[2023] / 1000, abs=0.01)
    assert two["scope_2_t"] == pytest.approx(900_000 * factor[2024] / 1000, abs=0.01)
    # 2.5529 kg per unit of 48 MJ burnt, 0.588 made: factors as published for town gas.
    assert two["scope_1_t"] == pytest.approx(10_000 * 2.5529 / 1000) and one["scope_1_t"] is None
    assert two["gas_making_t"] == pytest.approx(5.88)
    assert one["index_mj_per_m2"] == pytest.approx(432) and one["group_index_mj_per_m2"] == 398  # EMSD, grade A
    assert (one["district"], two["district"]) == ("A", "B") and two["group_code"] == "c41"
    assert told["meta"]["without_gas_figure"] == 1 and told["meta"]["sources"]
    kept = portfolio.with_suffix(".duckdb")
    status, again, _ = run("import", kept, "--as", "portfolio", "--stored", "--format", "json")
    assert status == 0 and json.loads(again)["data"] == told["data"]
    status, said, _ = run("import", kept, "--as", "portfolio", "--delete")
    assert status == 0 and "2 buildings" in said and not kept.exists()


def test_check_keeps_nothing_and_columns_are_told(run, database: Path, portfolio: Path) -> None:
    status, out, _ = run("import", portfolio, "--as", "portfolio", "--check")
    assert status == 0 and len(list(csv.DictReader(io.StringIO(out)))) == 2
    status, out, _ = run("import", portfolio, "--as", "portfolio", "--columns")
    assert json.loads(out)["electricity"] == {"heading": "Electricity (MWh)", "unit": "MWh"}
    assert list(portfolio.parent.iterdir()) == [portfolio]


def test_every_fault_is_told_by_row_and_nothing_is_kept(run, database: Path, portfolio: Path) -> None:
    portfolio.write_text(SYNTHETIC + "Tower One,c11,10000,1,,2023,\nX,palace,ten,-5,,1066,Atlantis\n", encoding="utf-8")
    status, out, errors = run("import", portfolio, "--as", "portfolio")
    assert status == 2 and not out and not portfolio.with_suffix(".duckdb").exists()
    assert "Row 4: “Tower One” stands in row 2" in errors
    for part in ("palace", "ten", "-5", "1066", "Atlantis"):
        assert f"“{part}”" in errors


@pytest.mark.parametrize(("arguments", "said"), [
    (("--unit", "electricity"), "FIELD="), (("--unit", "electricity=furlong"), "furlong"),
    (("--column", "gas=Smell"), "Smell")])
def test_a_choice_that_makes_no_sense_is_refused(run, database: Path, portfolio: Path, arguments, said) -> None:
    status, _, errors = run("import", portfolio, "--as", "portfolio", *arguments)
    assert status == 2 and said in errors


def test_only_a_kept_portfolio_is_deleted_or_overwritten(run, database: Path, portfolio: Path) -> None:
    status, _, errors = run("import", portfolio, "--as", "portfolio", "--delete")
    assert status == 1 and "not a stored portfolio" in errors and portfolio.exists()
    other = portfolio.with_name("other.duckdb")
    other.write_text("a diary", encoding="utf-8")
    status, _, errors = run("import", portfolio, "--as", "portfolio", "--into", other)
    assert status == 1 and other.read_text(encoding="utf-8") == "a diary"


def test_a_file_that_is_not_there(run, database: Path, tmp_path: Path) -> None:
    status, _, errors = run("import", tmp_path / "none.csv", "--as", "portfolio")
    assert status == 2 and "cannot read" in errors


PLACED = """name,type,floor area (m2),electricity (kWh),gas (MJ),year,district,lat,lon
=HYPERLINK("x"),c11,10000,1300000,,2015,,22.2816,114.1585
=HYPERLINK("x"),c11,10000,1200000,,2024,,22.2816,114.1585
Hotel,c41,5000,900000,480000,2024,灣仔區,,
"""


def test_a_position_gives_the_district_and_a_wrong_one_is_told(run, database: Path, portfolio: Path) -> None:
    portfolio.write_text(PLACED, encoding="utf-8")
    status, out, errors = run("import", portfolio, "--as", "portfolio", "--check", "--format", "json")
    assert status == 0, errors
    assert [one["district"] for one in json.loads(out)["data"]] == ["A", "A", "B"]
    wrong = "Sea,c11,100,1,,2024,,22.15,114.45\nElsewhere,c11,100,1,,2024,灣仔區,22.3193,114.1694\n"
    portfolio.write_text(PLACED + wrong, encoding="utf-8")
    status, _, errors = run("import", portfolio, "--as", "portfolio")
    assert status == 2 and "Row 5: the position 22.15, 114.45 is on no land" in errors
    assert "Row 6: the position lies in Yau Tsim Mong" in errors


def test_tables_agree_and_cells_are_no_formulas(run, database: Path, portfolio: Path) -> None:
    portfolio.write_text(PLACED, encoding="utf-8")

    def table(name: str) -> list[dict[str, str]]:
        status, out, errors = run("import", portfolio, "--as", "portfolio", "--check", "--table", name)
        assert status == 0, errors
        return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))

    buildings, protocol, targets = table("buildings"), table("protocol"), table("targets")
    assert buildings[0]["name"] == targets[0]["name"] == "'=HYPERLINK(\"x\")"
    for scope in ("1", "2"):
        ours = sum(float(one[f"scope_{scope}_t"] or 0) for one in buildings)
        told = sum(float(one["t_co2e"] or 0) for one in protocol if one["scope"] == scope)
        assert told == pytest.approx(ours, abs=0.01)
    assert [one["year"] for one in protocol if one["source"] == "total"] == ["2015", "2024"]
    assert {one["base"] for one in targets} == {"own", "sector"} and len(targets) == 4


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_everything_is_in_the_workbook(run, database: Path, portfolio: Path, tmp_path: Path, lang) -> None:
    portfolio.write_text(PLACED, encoding="utf-8")
    status, _, errors = run("import", portfolio, "--as", "portfolio", "--check", "--format", "xlsx")
    assert status == 2 and "--output" in errors
    out = tmp_path / "out.xlsx"
    status, _, errors = run("import", portfolio, "--as", "portfolio", "--check", "--format", "xlsx", "--lang", lang,
                            "-o", out)
    assert status == 0, errors
    book = openpyxl.load_workbook(out)
    code = lang.replace("-", "_").lower()
    named = [t(f"data_own_buildings.workbook.{name}", code)
             for name in ("protocol", "buildings", "targets", "sources", "notes")]
    assert book.sheetnames == named
    assert book[named[1]]["B2"].value == "'=HYPERLINK(\"x\")"
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    heads = [cell.value for cell in book[named[0]][1]]
    assert t("data_own_buildings.column.t_co2e", code) in heads
    said = [row[0].value for row in book[named[4]].iter_rows()]
    assert t("data_own_buildings.statement.losses", code) in said


def test_the_readers_own_file_is_not_written_over(run, database: Path, portfolio: Path) -> None:
    mine = portfolio.read_bytes()
    for output in (portfolio, portfolio.with_suffix(".duckdb")):
        status, out, errors = run("import", portfolio, "--as", "portfolio", "-o", output)
        assert (status, out) == (2, "") and "name another" in errors
    assert list(portfolio.parent.iterdir()) == [portfolio] and portfolio.read_bytes() == mine


@pytest.mark.parametrize(("options", "words"), [
    (("--as", "fleet", "--table", "protocol"), "--table protocol: only of --as portfolio"),
    (("--as", "fleet", "--lang", "zh-Hant"), "--lang zh-Hant: only of --as portfolio"),
    (("--as", "portfolio", "--stamps-at", "end"), "--stamps-at end: only of --as meter"),
    (("--as", "portfolio", "--table", "protocol", "--format", "json"), "only of --format csv"),
    (("--as", "portfolio", "--stored", "--unit", "electricity=GWh"), "--unit: a kept file has"),
    (("--as", "portfolio", "--unit", "electricity=kWh", "--unit", "electricity=GWh"), "--unit electricity is given 2"),
    (("--as", "portfolio", "--column", "gas=A", "--column", "gas=B"), "--column gas is given 2 times"),
])
def test_an_option_without_effect_or_given_twice_is_refused(run, database: Path, portfolio: Path, options: tuple,
                                                            words: str) -> None:
    status, out, errors = run("import", portfolio, *options)
    assert (status, out) == (2, "") and words in errors and list(portfolio.parent.iterdir()) == [portfolio]
