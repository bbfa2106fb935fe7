"""A portfolio file: columns and units found in three languages, every fault named, nothing guessed."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.own_data import portfolio, table_file, words
from hkzero.own_data.table_file import NotUsable, Table
from hkzero.text import FOLDER, LANGUAGES, has

GROUPS, DISTRICTS, YEARS = {"c11": ("Office",), "c41": ("Hotel", "酒店")}, {"A": ("中西區",)}, (2023, 2024)
HEADINGS = ("name", "type", "floor area (m2)", "electricity (kWh)", "year")


def faults(*cells: str, headings: tuple[str, ...] = HEADINGS) -> list[str]:
    table = Table(headings, ((2, cells),))
    with pytest.raises(NotUsable) as caught:
        portfolio.buildings(table, portfolio.columns(table), GROUPS, DISTRICTS, YEARS)
    return [one.code for one in caught.value.problems]


@pytest.mark.parametrize("headings", [
    ("Building", "Use", "GFA (sq ft)", "Electricity_MWh", "Year"),
    ("大廈", "用途", "樓面面積（平方呎）", "用電量（兆瓦時）", "年份"),
    ("建筑名称", "类型", "建筑面积(平方英尺)", "用电量(兆瓦时)", "年度")])
def test_columns_and_units_are_found_in_three_languages(headings) -> None:
    found = portfolio.suggest(headings)
    assert [found[field].heading for field in portfolio.NEEDED] == list(headings)
    assert (found["floor_area"].unit, found["electricity"].unit) == ("ft2", "MWh")


def test_amounts_are_turned_into_one_unit() -> None:
    table = Table(("name", "type", "area (ft2)", "power (MWh)", "gas (unit)", "year", "lat", "lon"),
                  ((2, ("X", "hotel", "10,000", "1.5", "100", "2024", "22.3", "114.2")),))
    (one,) = portfolio.buildings(table, portfolio.columns(table), GROUPS, DISTRICTS, YEARS)
    assert (one.group, one.electricity_kwh, one.gas_mj) == ("c41", 1500.0, 4800.0)
    assert one.floor_area_m2 == pytest.approx(929.0304) and (one.lat, one.lon) == (22.3, 114.2)


@pytest.mark.parametrize(("cells", "code"), [
    (("", "c11", "100", "5", "2024"), "blank"), (("X", "", "100", "5", "2024"), "blank"),
    (("X", "palace", "100", "5", "2024"), "unknown_name"), (("X", "c11", "1", "5", "2024"), "out_of_range"),
    (("X", "c11", "100", "1.2.3", "2024"), "no_number"), (("X", "c11", "100", "-5", "2024"), "out_of_range"),
    (("X", "c11", "100", "", "2024"), "blank"), (("X", "c11", "100", "0", "2024"), "no_energy"),
    (("X", "c11", "100", "5", "2023.5"), "not_whole"), (("X", "c11", "nan", "5", "2024"), "no_number")])
def test_each_fault_of_a_row_is_named(cells, code) -> None:
    assert faults(*cells) == [code]


def test_all_faults_are_named_at_once_and_half_a_place_is_none() -> None:
    assert faults("", "palace", "x", "y", "z") == ["blank", "no_number", "unknown_name", "no_number", "no_number"]
    assert faults("X", "c11", "100", "5", "2024", "22.3", "", headings=(*HEADINGS, "lat", "lon")) == ["half_a_place"]


def test_a_unit_is_never_guessed() -> None:
    with pytest.raises(NotUsable) as caught:
        portfolio.columns(Table(("name", "type", "area", "electricity", "year"), ()))
    assert [one.code for one in caught.value.problems] == ["no_unit", "no_unit"]
    told = portfolio.columns(Table(("name", "type", "area", "electricity", "year"), ()),
                             units={"floor_area": "m2", "electricity": "GWh"})
    assert told["electricity"].unit == "GWh"


def test_xlsx_is_read_like_csv() -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "year"])
    book.active.append(["X", 2024])
    out = io.BytesIO()
    book.save(out)
    assert table_file.read("a.xlsx", out.getvalue()) == table_file.read("a.csv", b"name,year\nX,2024\n")


def with_formula(value: bytes) -> bytes:
    """Return a workbook of two rows, the last cell of which holds a formula and this as what it came to."""
    book = openpyxl.Workbook()
    for row in (["name", "gas"], ["X", "=600*2"]):
        book.active.append(row)
    whole, made = io.BytesIO(), io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(made, "w") as pack:
        for one in parts.namelist():
            pack.writestr(one, re.sub(rb'<c r="B2">.*?</c>', value, parts.read(one)))
    return made.getvalue()


def test_a_formula_that_was_never_worked_out_is_no_blank() -> None:
    with pytest.raises(NotUsable) as caught:
        table_file.read("a.xlsx", with_formula(b'<c r="B2"><f>600*2</f><v/></c>'))
    assert caught.value.problems == (table_file.Problem("formula", 2, "gas", "=600*2"),)
    known = table_file.read("a.xlsx", with_formula(b'<c r="B2"><f>600*2</f><v>1200</v></c>'))
    blank = table_file.read("a.xlsx", with_formula(b'<c r="B2" t="str"><f>IF(1,"",2)</f><v></v></c>'))
    assert (known.rows, blank.rows) == (((2, ("X", "1200")),), ((2, ("X", "")),))


def test_a_line_that_names_the_separator_is_obeyed() -> None:
    table = table_file.read("a.csv", b"\xef\xbb\xbfsep=;\r\nname;year,\r\nX;2024\r\n")
    assert table == Table(("name", "year,"), ((3, ("X", "2024")),), ";")


@pytest.mark.parametrize(("cell", "code"), [("1,234", "twofold"), ("1,5", "no_number")])
def test_a_comma_that_may_be_decimal_is_not_guessed(cell: str, code: str) -> None:
    def read(text: str) -> tuple:
        table = table_file.read("a.csv", ";".join(HEADINGS).encode() + f"\nX;c11;100;{text};2024".encode())
        return portfolio.buildings(table, portfolio.columns(table), GROUPS, DISTRICTS, YEARS)

    with pytest.raises(NotUsable) as caught:
        read(cell)
    assert caught.value.problems == (table_file.Problem(code, 2, "electricity (kWh)", cell),)
    assert [one.electricity_kwh for text in ("1,234,567", "1,234.5", "1234") for one in read(text)] == [
        1234567, 1234.5, 1234]


def test_limits_are_written_out() -> None:
    with pytest.raises(NotUsable) as caught:
        table = Table(HEADINGS, ((2, ("X", "c11", "2e6", "5", "2024")),))
        portfolio.buildings(table, portfolio.columns(table), GROUPS, DISTRICTS, YEARS)
    assert words.problem(caught.value.problems[0], "en").endswith("from 4 to 1,000,000 m2 was expected")


def test_a_damaged_or_boastful_workbook_is_no_trouble() -> None:
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["X"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    place = "xl/worksheets/sheet1.xml"

    def packed(sheet: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
            for one, contents in (parts | {place: sheet}).items():
                pack.writestr(one, contents)
        return made.getvalue()

    huge = re.sub(rb'ref="A1:A2"', b'ref="A1:XFD1048576"', parts[place])
    assert huge != parts[place] and len(table_file.read("a.xlsx", packed(huge)).rows) == 1
    wide = parts[place].replace(b'r="A2"', b'r="XFD2"')
    assert wide != parts[place]
    bomb = b"<x/>" + b" " * 60_000_000
    for sheet, code in ((parts[place][:200], "not_xlsx"), (wide, "too_many"), (bomb, "too_large")):
        with pytest.raises(NotUsable) as caught:
            table_file.read("a.xlsx", packed(sheet))
        assert [one.code for one in caught.value.problems] == [code]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.csv", b"", "empty"), ("a.csv", b"name\n", "empty"), ("a.csv", b"\xff\xfe\x00", "not_utf8"),
    ("a.pdf", b"%PDF", "unknown_type"), ("a.xlsx", b"PK\x03\x04 no", "not_xlsx"),
    ("a.csv", b"a,a\n1,2\n", "heading_twice"),
    ("a.csv", b"a,b\n1\n", "ragged"), ("a.csv", b"a\n" + b"x" * 300, "long_cell"),
    ("a.csv", b"a\n" + b"x" * 6_000_000, "too_large"), ("a.csv", b'a\n"x', "not_csv")])
def test_a_file_that_cannot_be_used(name, content, code) -> None:
    with pytest.raises(NotUsable) as caught:
        table_file.read(name, content)
    assert [one.code for one in caught.value.problems] == [code]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "b"]))
def test_any_bytes_give_a_table_or_a_named_fault(content: bytes, name: str) -> None:
    try:
        table = table_file.read(name, content)
        portfolio.buildings(table, portfolio.columns(table), GROUPS, DISTRICTS, YEARS)
    except NotUsable as error:
        for lang in LANGUAGES:
            assert all(words.problem(fault, lang) for fault in error.problems)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_in_the_source_has_its_sentence(lang: str) -> None:
    text = "".join((FOLDER.parent / "own_data" / f"{name}.py").read_text(encoding="utf-8")
                   for name in ("portfolio", "fleet", "rows", "table_file"))
    codes = set(re.findall(r'Problem\("([a-z_0-9]+)"', text)) | set(re.findall(r'fault\("([a-z_]+)"', text))
    assert len(codes) > 15 and {code for code in codes if not has(f"data_own.problem.{code}", lang)} == set()
