"""What leaves the page: complete, sourced, readable by a machine, and never run by a spreadsheet."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hkzero.measure import Kind
from hkzero.text import LANGUAGES, t
from hkzero.ui import download
from tests.ui.made_up import SOURCES, answer, measured, sheet

TODAY = date(2026, 11, 22)


def test_csv_header_says_what_must_travel_with_the_figures() -> None:
    lines = download.as_csv(sheet(), TODAY).decode("utf-8-sig").splitlines()
    header = [line for line in lines if line.startswith("# ")]
    assert header[0] == "# Title: Gas overtook coal"
    for expected in ("# Unit: TWh", "# Data to: 2022", "# Note: HK$ 1", "a − b", "Office A", "Office B",
                     "abcdef0123456789", "https://zero.example/electricity?lang=en#fuel-mix", "22 November 2026"):
        assert any(expected in line for line in header), expected
    assert lines[len(header)].startswith("period,fuel,value,unit,kind")


def test_csv_reads_back_as_it_was() -> None:
    read = pd.read_csv(io.BytesIO(download.as_csv(sheet(), TODAY)), comment="#")
    assert list(read["period"]) == [2020, 2021, 2022]
    assert read["value"][0] == -1.5 and read["value"].isna().sum() == 1 and read["value"][2] == 3.25
    assert list(read["source_id"]) == ["a_2024", "a_2024;b_2023", "a_2024"]


def test_a_gap_is_blank_and_not_zero() -> None:
    line = download.as_csv(sheet(), TODAY).decode("utf-8-sig").splitlines()[-2]
    assert line.startswith("2021,solar,,TWh")


def test_a_line_break_cannot_leave_the_header() -> None:
    lines = download.as_csv(sheet(title="One\n=2+2\r\nthree"), TODAY).decode("utf-8-sig").splitlines()
    assert lines[0] == "# Title: One =2+2 three"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("x")'])
def test_text_that_starts_a_formula_is_defused(text) -> None:
    assert download.defuse(text) == "'" + text


@pytest.mark.parametrize("cell", [-1.5, 0, None, "coal", "a=b", "2024-03", ""])
def test_everything_else_stays(cell) -> None:
    assert download.defuse(cell) == cell


@given(st.text())
def test_no_text_cell_starts_a_formula(text) -> None:
    assert not str(download.defuse(text)).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_workbook_has_figures_sources_and_notes(lang) -> None:
    book = load_workbook(io.BytesIO(download.as_xlsx(sheet(lang=lang), TODAY)))
    assert book.sheetnames == [t(f"show.file.sheet_{name}", lang) for name in ("data", "sources", "about")]
    figures, sources, about = book.worksheets
    rows = list(figures.iter_rows(values_only=True))
    assert rows[0][0] == t("labels.column.period", lang) and rows[1][1] == t("labels.fuel.coal", lang)
    assert rows[1][2] == -1.5 and rows[2][2] is None and isinstance(rows[3][2], float)
    assert [row[0] for row in sources.iter_rows(min_row=2, values_only=True)] == ["a_2024", "b_2023"]
    assert any(cell[1] == "https://zero.example/electricity?lang=en#fuel-mix"
               for cell in about.iter_rows(values_only=True))


def test_workbook_holds_no_formula_and_no_link() -> None:
    book = load_workbook(io.BytesIO(download.as_xlsx(sheet(), TODAY)))
    for worksheet in book.worksheets:
        for row in worksheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None
    assert book.worksheets[0]["B4"].value == "'=1+1"


@pytest.mark.parametrize("rows", [0, 1])
def test_small_frames_can_be_taken_away(rows) -> None:
    assert download.as_csv(sheet(evidence=(answer(rows=rows),)), TODAY)
    assert download.as_xlsx(sheet(evidence=(answer(rows=rows),)), TODAY)


def test_several_answers_are_stacked_and_told_apart() -> None:
    frame = sheet(evidence=(answer("one"), answer("two"))).frame
    assert list(frame["query"].unique()) == ["one", "two"] and len(frame) == 6


def test_a_table_given_replaces_the_evidence() -> None:
    own = pd.DataFrame({"sector": ["waste"], "value": [1.0]})
    assert sheet(table=own).frame is own


def test_measured_values_alone_make_a_table() -> None:
    frame = sheet(evidence=(measured(),), sources=SOURCES[2:]).frame
    assert list(frame.columns) == ["value", "unit", "kind", "source_id"] and len(frame) == 2


def test_units_kinds_and_age_of_mixed_evidence() -> None:
    mixed = sheet(evidence=(answer(), measured()))
    assert mixed.units == ("TWh", "Mt CO2e")
    assert mixed.kinds == (Kind.OBSERVED, Kind.DERIVED, Kind.ESTIMATED)
    assert mixed.data_to == "2022"
    by_row = answer(unit="", frame=answer().frame.assign(unit=["TWh", "%", "TWh"]))
    assert sheet(evidence=(by_row,)).units == ("TWh", "%")
    in_words = answer(unit="", frame=answer().frame.assign(unit=["text", "date", "TWh"]))
    assert sheet(evidence=(in_words,)).units == ("TWh",), "words and days are measured in nothing"


def test_the_source_behind_most_rows_comes_first() -> None:
    assert download.by_weight((answer(), measured())) == ("a_2024", "b_2023", "c")
    assert download.by_weight((answer(frame=answer().frame.assign(source_id="b_2023")),)) == ("b_2023", "a_2024")


def test_file_name_says_what_when_and_which_version() -> None:
    assert download.file_name(sheet(), "csv") == "hkzero-fuel-mix-2022-abcdef01.csv"
    odd = sheet(key="../../etc/passwd", evidence=(answer(data_to="2020/2021"),), content="")
    assert download.file_name(odd, "csv") == "hkzero-etc-passwd-2020.csv"


def test_names_for_people_keep_every_column() -> None:
    frame = pd.DataFrame({"status": ["in_force"], "status_code": ["retired"], "title_en": ["x"], "title_zh_hant": ["y"],
                          "title_zh_hans": ["z"], "period": ["2024-03"], "fuel": ["no_such_code"], "odd": [1]})
    named = download.named(frame, "en")
    assert list(named.iloc[0]) == ["In force", "Retired", "x", "March 2024", "no_such_code", 1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_citations(lang) -> None:
    apa, bibtex = download.citation_apa(sheet(lang=lang), TODAY), download.citation_bibtex(sheet(lang=lang), TODAY)
    for text in (apa, bibtex):
        assert "Gas overtook coal" in text and "2026" in text and "https://zero.example" in text and "Office A" in text
    assert bibtex.startswith("@misc{hkzero_fuel_mix_2026,") and bibtex.count("{") == bibtex.count("}")
    assert r"Report [A] \& *more*" in bibtex


def test_parquet_holds_the_figures_and_what_must_travel_with_them() -> None:
    import io

    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(download.as_parquet(sheet(), TODAY)))
    told = {name.decode(): text.decode() for name, text in table.schema.metadata.items()}
    assert table.to_pandas()["value"].isna().to_list() == [False, True, False]
    assert told["Version of the figures (SHA-256)"] == "abcdef0123456789" and "Office A" in told["Source"]
    assert "Office B" in told["Source"] and told["Permanent link"].endswith("#fuel-mix")
