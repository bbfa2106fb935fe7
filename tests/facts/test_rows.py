"""Bad input: every fault in the files is found, with its file, row and column."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hkzero.facts.findings import BuildError, Finding
from hkzero.facts.package import read_package
from hkzero.facts.rows import NUMBER, read_package_rows
from tests.facts import synthetic
from tests.facts.synthetic import EMISSIONS, GENERATION, SOURCES, Project


def findings(project: Project) -> list[Finding]:
    return read_package_rows(read_package(project.data))[1]


def replaced(name: str, old: str, new: str) -> Callable[[Project], object]:
    return lambda project: project.replace(name, old, new)


def appended(name: str, text: str) -> Callable[[Project], object]:
    return lambda project: project.append(name, text)


def written(name: str, contents: bytes) -> Callable[[Project], object]:
    return lambda project: (project.data / name).write_bytes(contents)


GENERATION_ROW = "demo.generation,gas,2021,4,,,TWh,observed,office_2021,2021,"
# What is spoilt, and the line that tells it. Row 7 follows a note on two lines: it is the line an editor shows.
SPOILT: dict[str, tuple[Callable[[Project], object], str]] = {
    "no number": (
        replaced(GENERATION, ",gas,2019,2,", ",gas,2019,abc,"),
        "data/facts/demo/generation.csv row 7 column value: found 'abc', expected a number"),
    "thousands separator": (
        replaced(GENERATION, ",gas,2019,2,", ',gas,2019,"2,000",'),
        "data/facts/demo/generation.csv row 7 column value: found '2,000', expected a number"),
    "not a finite number": (
        replaced(GENERATION, ",gas,2019,2,", ",gas,2019,1e999,"),
        "data/facts/demo/generation.csv row 7 column value: found '1e999', expected a number"),
    "underscore in a number": (
        replaced(GENERATION, ",gas,2019,2,", ",gas,2019,2_0,"),
        "data/facts/demo/generation.csv row 7 column value: found '2_0', expected a number"),
    "below the minimum": (
        replaced(GENERATION, ",gas,2019,2,", ",gas,2019,-2,"),
        "data/facts/demo/generation.csv row 7 column value: found '-2', expected at least 0"),
    "unknown code": (
        replaced(GENERATION, ",gas,2019,", ",Gas,2019,"),
        "data/facts/demo/generation.csv row 7 column fuel: found 'Gas', expected one of coal, gas, all"),
    "period of another form": (
        replaced(GENERATION, ",gas,2019,", ",gas,FY2019,"),
        r"data/facts/demo/generation.csv row 7 column period: found 'FY2019', expected text that matches "
        r"\d{4}(-\d{2})?"),
    "missing source": (
        replaced(GENERATION, "TWh,observed,office_2020", "TWh,observed,"),
        "data/facts/demo/generation.csv row 2 column source_id: found '', expected a value"),
    "unknown source": (
        replaced(GENERATION, "TWh,observed,office_2020", "TWh,observed,ofice_2020"),
        "data/facts/demo/generation.csv row 2 column source_id: found 'ofice_2020', expected a source_id of "
        "data/sources.csv (did you mean 'office_2020'?)"),
    "unknown unit": (
        replaced(GENERATION, "TWh,observed", "TWh ,observed"),
        "data/facts/demo/generation.csv row 2 column unit: found 'TWh ', expected a unit of data/units.csv "
        "(did you mean 'TWh'?)"),
    "unit of another series": (
        replaced(GENERATION, "TWh,observed", "GWh,observed"),
        "data/facts/demo/generation.csv row 2 column unit: found 'GWh', expected 'TWh', the unit of series "
        "demo.generation"),
    "undefined series": (
        replaced(EMISSIONS, "demo.emissions", "demo.emission"),
        "data/facts/demo/emissions.csv row 2 column series_id: found 'demo.emission', expected a series_id of "
        "data/series.csv (did you mean 'demo.emissions'?)"),
    "duplicate key": (
        appended(GENERATION, "demo.generation,gas,2020,9,,,TWh,observed,office_2021,2021,\n"),
        "data/facts/demo/generation.csv row 9 column series_id, fuel, period, vintage, source_id: "
        "found 'demo.generation | gas | 2020 | 2021 | office_2021', expected a key not used before (row 8 has it)"),
    "value used twice where it must be unique": (
        appended(SOURCES, 'office_2022,Office,"Synthetic statistics, volume one",2022-05-01\n'),
        "data/sources.csv row 5 column title: found 'Synthetic statistics, volume one', "
        "expected a key not used before (row 2 has it)"),
    "no figure at all": (
        replaced(GENERATION, ",gas,2019,2,", ",gas,2019,,"),
        "data/facts/demo/generation.csv row 7 column value: found '', "
        "expected a figure in value or high or value_text"),
    "too few cells": (
        appended(GENERATION, "demo.generation,gas,2021,4\n"),
        "data/facts/demo/generation.csv row 9: found 4 cells, expected 11 cells"),
    "too many cells": (
        appended(GENERATION, GENERATION_ROW + ",more\n"),
        "data/facts/demo/generation.csv row 9: found 12 cells, expected 11 cells"),
    "empty line": (
        replaced(GENERATION, "\ndemo.generation,gas,2019", "\n\ndemo.generation,gas,2019"),
        "data/facts/demo/generation.csv row 7: found an empty line, expected a row"),
    "quote that is not closed": (
        replaced(GENERATION, ",coal,2020,", ',"coal,2020,'),
        "data/facts/demo/generation.csv row 6: the row that begins here is no CSV (',' expected after '\"'), "
        "expected quotes that are closed, and doubled inside"),
    "quote at the end that is not closed": (
        appended(GENERATION, GENERATION_ROW + '"cut off\n'),
        "data/facts/demo/generation.csv row 9: the row that begins here is no CSV (unexpected end of data), "
        "expected quotes that are closed, and doubled inside"),
    "cut off in the last row": (
        appended(GENERATION, GENERATION_ROW),
        "data/facts/demo/generation.csv row 9: the file ends inside this line, expected a newline at its end "
        "(is it cut off?)"),
    "cut off to nothing": (
        written(GENERATION, b""),
        "data/facts/demo/generation.csv row 1: found the header '', expected "
        f"'{','.join(synthetic.FACT_COLUMNS)}'"),
    "only a header": (
        written(GENERATION, ",".join(synthetic.FACT_COLUMNS).encode() + b"\n"),
        "data/facts/demo/generation.csv row 1: found only the header, expected at least one row"),
    "another header": (
        replaced("units.csv", "unit,dimension", "dimension,unit"),
        "data/units.csv row 1: found the header 'dimension,unit', expected 'unit,dimension'"),
    "byte order mark": (
        written("units.csv", b"\xef\xbb\xbfunit,dimension\nTWh,energy\n"),
        "data/units.csv row 1: found a byte order mark, expected UTF-8 text without one"),
    "not UTF-8": (
        written("units.csv", b"unit,dimension\nTWh,energy\nkt,ma\xdfe\n"),
        "data/units.csv row 3: found the byte 0xdf, expected UTF-8 text"),
    "NUL": (
        appended("units.csv", "a\0,b\n"),
        "data/units.csv row 5: found the control character '\\x00', expected text"),
    "lone carriage return": (
        appended("units.csv", "a,b\rc,d\n"),
        "data/units.csv row 5: found the control character '\\r', expected text"),
    "no date": (
        replaced(SOURCES, "2020-05-01", "2020-02-30"),
        "data/sources.csv row 2 column published: found '2020-02-30', expected a date YYYY-MM-DD"),
    "date after the last": (
        replaced(SOURCES, "2020-05-01", "2031-05-01"),
        "data/sources.csv row 2 column published: found '2031-05-01', expected at most 2026-12-31"),
    "no whole number": (
        replaced("series.csv", "TWh,1", "TWh,1.0"),
        "data/series.csv row 2 column display_order: found '1.0', expected a whole number"),
    "whole number too large": (
        replaced("series.csv", "TWh,1", "TWh,3000000000"),
        "data/series.csv row 2 column display_order: found '3000000000', expected a whole number"),
    "missing file": (
        lambda project: (project.data / EMISSIONS).unlink(),
        "data/facts/demo/emissions.csv: the file is missing, expected the file that the declaration names"),
    "a folder in the place of the file": (
        lambda project: ((project.data / EMISSIONS).unlink(), (project.data / EMISSIONS).mkdir()),
        "data/facts/demo/emissions.csv: the file cannot be read (Is a directory), expected a readable file"),
    "undeclared file": (
        written("facts/demo/more.csv", b"a\n1\n"),
        "data/facts/demo/more.csv: found an undeclared file, expected a resource in datapackage.yaml that declares it"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_bad_input_is_told_with_file_row_and_column_and_nothing_is_written(name: str, project: Project) -> None:
    spoil, line = SPOILT[name]
    spoil(project)
    with pytest.raises(BuildError) as caught:
        project.build()
    assert [str(finding) for finding in caught.value.findings] == [line]
    assert line in str(caught.value)
    assert [path.name for path in project.out.parent.iterdir()] == [".demo.duckdb.lock"]


def test_every_fault_is_told_not_only_the_first(project: Project) -> None:
    project.replace(GENERATION, ",gas,2019,2,", ",gas,2019,two,")
    project.replace(GENERATION, ",gas,2020,3,", ",oil,2020,3,")
    project.replace(EMISSIONS, "office_2020", "nobody", times=2)
    places = [(finding.file, finding.row, finding.column) for finding in findings(project)]
    assert places == [
        ("data/facts/demo/emissions.csv", 2, "source_id"), ("data/facts/demo/emissions.csv", 4, "source_id"),
        ("data/facts/demo/generation.csv", 7, "value"), ("data/facts/demo/generation.csv", 8, "fuel"),
    ]


def test_a_damaged_register_is_not_held_against_the_rows_that_cite_it(project: Project) -> None:
    project.replace(SOURCES, "office_2020,Office", "office_2020,Office,and more")
    assert [(finding.file, finding.row) for finding in findings(project)] == [("data/sources.csv", 2)]


def test_line_ends_of_windows_are_no_fault(project: Project) -> None:
    question = "select csv_row, value from demo_generation order by csv_row"
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        before = connection.execute(question).fetchall()
    for path in project.data.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    project.build()
    with duckdb.connect(str(project.out), read_only=True) as connection:
        assert connection.execute(question).fetchall() == before


NOT_A_NUMBER = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: not text.isascii() or not any(character.isdigit() for character in text))
ROWS = len(synthetic.FILES[GENERATION]) - 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.integers(1, ROWS), column=st.sampled_from(["value", "high"]), text=NOT_A_NUMBER)
def test_a_number_that_is_none_is_always_found_in_its_place(
        project: Project, row: int, column: str, text: str) -> None:
    rows = [list(cells) for cells in synthetic.FILES[GENERATION]]
    rows[row][synthetic.FACT_COLUMNS.index(column)] = text
    synthetic.write_csv(project.data / GENERATION, rows)
    with (project.data / GENERATION).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        begins = [0] + [reader.line_num for _ in reader]
    found = findings(project)
    assert [(finding.row, finding.column, finding.check) for finding in found] == [(begins[row] + 1, column, "type")]


ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.integers(1, ROWS), column=st.integers(0, len(synthetic.FACT_COLUMNS) - 1), text=ANY_TEXT)
def test_whatever_stands_in_a_cell_is_refused_or_arrives_as_it_is(
        project: Project, row: int, column: int, text: str) -> None:
    rows = [list(cells) for cells in synthetic.FILES[GENERATION]]
    rows[row][column] = text
    synthetic.write_csv(project.data / GENERATION, rows)
    found = findings(project)
    if found:
        assert {finding.file for finding in found} == {"data/facts/demo/generation.csv"}
        return
    project.build(checks=False)
    with duckdb.connect(str(project.out), read_only=True) as connection:
        cursor = connection.execute("from demo_generation order by csv_row")
        stored = cursor.fetchall()[row - 1][column]
    kind = float if synthetic.FACT_COLUMNS[column] in ("value", "high") else str
    assert stored == (kind(text) if text else None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.from_regex(NUMBER, fullmatch=True), min_size=ROWS, max_size=ROWS))
def test_every_number_that_is_let_in_arrives_as_that_number(project: Project, texts: list[str]) -> None:
    rows = [list(cells) for cells in synthetic.FILES[GENERATION]]
    for cells, text in zip(rows[1:], texts, strict=True):
        cells[synthetic.FACT_COLUMNS.index("high")] = text
    synthetic.write_csv(project.data / GENERATION, rows)
    found = {finding.value for finding in findings(project)}
    assert found == {text for text in texts if not math.isfinite(float(text))}
    if not found:
        project.build(checks=False)
        with duckdb.connect(str(project.out), read_only=True) as connection:
            stored = connection.execute("select high from demo_generation order by csv_row").fetchall()
        assert [value for (value,) in stored] == [float(text) for text in texts]
