"""Every fault of a load file and every row of its report has its sentence in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hkzero.grid.load_file import LoadFileError, read_load, report
from hkzero.text import LANGUAGES, MissingText, has, section, t
from hkzero.text.load_files import QUANTITIES, finding, problem

GRID = Path(__file__).resolve().parent.parent.parent / "hkzero" / "grid"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (*GRID.glob("load_*.py"), GRID / "parquet_reader.py"))
LIMITS = {"wrong_year": (1980, 2100), "not_a_city": ("49400",), "wrong_step": (30, 60)}


def keys(group: str, lang: str = "en") -> set[str]:
    return {key.removeprefix(f"load_file.{group}.") for key in section("load_file", lang) if f".{group}." in key}


@pytest.mark.parametrize(("fault", "sentence"), [
    (("negative", 5, "load_mw", "-3", ()),
     "Row 5, column “load_mw” is -3. A load is not negative: give what is used, without what is fed in."),
    (("wrong_year", 1200, "time", "1899", (1980, 2100)),
     "Row 1,200, column “time” is in the year 1899; years from 1980 to 2100 are read."),
    (("no_unit", 0, "load", "", ("kW", "MW", "kWh", "MWh")),
     "Column “load” does not say its unit. Choose kW, MW, kWh or MWh, or write it in the name, as in load_mw. "
     "It is not guessed."),
    (("too_short", 0, "", "8735", (8760,)),
     "The file holds 8,735 of the 8,760 hours of a year. A modelled year needs all of them."),
    (("gap", 0, "load_mw", "2023-01-05 04:00", (2,)),
     "Column “load_mw”: no value from 2023-01-05 04:00 on, for 2 hours. A gap stays a gap: it is not filled here, and "
     "a year with gaps cannot be modelled."),
])
def test_in_english(fault, sentence) -> None:
    assert problem(*fault, "en") == sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_can_be_said(lang: str) -> None:
    for code in keys("problem", lang):
        said = problem(code, 7, "load_mw", "9" if code in QUANTITIES else "x", LIMITS.get(code, ("a", "b")), lang)
        assert "{" not in said and len(said) > 5


def test_every_code_has_its_sentence_and_every_sentence_its_code() -> None:
    quoted = set(re.findall(r'"([a-z_0-9]+)"', CODE))
    assert keys("problem") <= quoted
    raised = set(re.findall(r'Problem\("(\w+)"', CODE))
    assert raised and raised <= keys("problem")
    assert set(re.findall(r'Finding\("(\w+)"', CODE)) <= keys("finding")
    assert set(re.findall(r'"(read|changed|watch)"', CODE)) == keys("level")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_can_be_read(lang: str) -> None:
    rows = [f"2024-02-{1 + place // 24:02} {place % 24:02}:00,{5 + place % 3}" for place in range(29 * 24 - 7)]
    del rows[40]
    file = read_load("own.csv", "\n".join(["time,load_mw", *rows]).encode())
    for row in report(file):
        said = finding(row, lang)
        assert "{" not in said and len(said) > 3 and has(f"load_file.level.{row['level']}", lang)
    assert t("load_file.finding.zone_hong_kong", lang) in [finding(row, lang) for row in report(file)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_raised_can_be_said(lang: str) -> None:
    with pytest.raises(LoadFileError) as caught:
        read_load("own.csv", b"time,load_mw\n2024-01-01 00:00,-1\nnever,=1+1\n2024-01-01 02:00,1e9")
    said = [problem(*fault, lang) for fault in caught.value.problems]
    assert len(said) == 4 and not any("{" in one for one in said)


def test_a_code_without_a_sentence_is_told() -> None:
    with pytest.raises(MissingText, match="no_such_code"):
        problem("no_such_code", 0, "", "", (), "en")
