"""Load files that are broken, wrong or meant to do harm: refused early, with row and column."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hkzero.grid import parquet_reader
from hkzero.grid.load_file import LoadFile, LoadFileError, read_load, read_load_path
from hkzero.grid.load_table import LARGEST_BYTES, MOST_COLUMNS, MOST_PROBLEMS, MOST_ROWS
from tests.grid.synthetic_load import csv_of, load_mw, parquet_of, stamps, text_of

DAYS = 48
FIRST = "2024-06-01T00:00"
TIMES = text_of(stamps(FIRST, DAYS))
GOOD = csv_of(TIMES, load_mw(DAYS))


def faults(content: bytes, name: str = "load.csv", **options) -> list[tuple]:
    with pytest.raises(LoadFileError) as caught:
        read_load(name, content, **options)
    assert caught.value.code and str(caught.value)
    return [tuple(problem) for problem in caught.value.problems]


def with_cell(cell: str, row: int = 3) -> bytes:
    """Return the good file with another load in a row."""
    lines = GOOD.decode().splitlines()
    lines[row - 1] = f"{lines[row - 1].split(',')[0]},{cell}"
    return "\n".join(lines).encode()


def with_time(text: str, row: int = 3) -> bytes:
    """Return the good file with another time in a row."""
    lines = GOOD.decode().splitlines()
    lines[row - 1] = f"{text},{lines[row - 1].split(',')[1]}"
    return "\n".join(lines).encode()


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # a sparse file: takes no room
    tracemalloc.start()
    with pytest.raises(LoadFileError) as caught:
        read_load_path(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert tuple(caught.value.problems[0]) == ("too_large", 0, "", "2000", (50.0,))
    with pytest.raises(LoadFileError, match="too_large"):
        read_load("a.csv", b"0" * (LARGEST_BYTES + 1))


def test_a_file_on_disk_is_read_like_an_upload(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(GOOD)
    assert read_load_path(path).content_sha256 == read_load("own.csv", GOOD).content_sha256
    with pytest.raises(FileNotFoundError):
        read_load_path(tmp_path / "none.csv")


@pytest.mark.parametrize(("cell", "code"), [
    ("=1+1", "formula"), ("@SUM(A1)", "formula"), ("-1+1", "formula"), ("+cmd|' /C calc'!A0", "formula"),
    ("inf", "not_finite"), ("-Infinity", "not_finite"), ("1e999", "not_finite"), ("-0.1", "negative"),
    ("60001", "absurd"), ("1e30", "absurd"), ("abc", "not_a_number"), ("1_000", "not_a_number"),
    ("\u0661\u0662", "not_a_number"), ('"1,234.5"', "comma_in_number"), ("0x10", "not_a_number"),
    ("<script>alert(1)</script>", "not_a_number"), ("5 MW", "not_a_number"),
])
def test_a_value_that_is_no_load_is_named_by_row_and_column(cell: str, code: str) -> None:
    (fault,) = faults(with_cell(cell))
    assert fault[:3] == (code, 3, "load_mw")


@pytest.mark.parametrize(("text", "code"), [
    ("", "no_time"), ("=NOW()", "formula"), ("2024-06-01", "not_a_time"), ("2024-13-01 01:00", "not_a_time"),
    ("2023-02-29 01:00", "not_a_time"), ("2024-06-01 25:00", "not_a_time"), ("2024-06-01 24:30", "not_a_time"),
    ("2024-06-01 01:60", "not_a_time"), ("45444.04", "not_a_time"), ("2024-06-01 01:00:30", "off_grid"),
    ("1899-12-31 01:00", "wrong_year"), ("9999-12-31 01:00", "wrong_year"), ("0000-01-01 01:00", "not_a_time"),
    ("2024-06-01 01:10", "off_grid"), ("2024-06-01T01:00 Asia/Hong_Kong", "not_a_time"),
    ("24-06-01 01:00", "wrong_year"),
])
def test_a_time_that_is_none_is_named_by_row_and_column(text: str, code: str) -> None:
    found = faults(with_time(text))
    assert (code, 3, "time") in [fault[:3] for fault in found]


def test_every_fault_is_told_at_once() -> None:
    lines = GOOD.decode().splitlines()
    lines[4] = "2024-06-01 03:00,-5"
    lines[9] = "yesterday,7"
    lines[20] = "2024-06-01 19:00,many"
    assert {fault[:3] for fault in faults("\n".join(lines).encode())} == {
        ("negative", 5, "load_mw"), ("not_a_time", 10, "time"), ("not_a_number", 21, "load_mw")}


def test_of_very_many_faults_the_first_are_told_and_all_are_counted() -> None:
    with pytest.raises(LoadFileError) as caught:
        read_load("a.csv", csv_of(text_of(stamps(FIRST, 3000)), ["-1"] * 3000))
    assert len(caught.value.problems) == MOST_PROBLEMS and caught.value.n_problems == 3000


@pytest.mark.parametrize(("content", "fault"), [
    (b"", ("empty_file", 0, "")), (b"\n\n", ("empty_file", 0, "")),
    (GOOD.replace(b"2024-06-01 05", b"2024\x0006-01 05"), ("nul_bytes", 7, "")),
    (GOOD.decode().encode("utf-16"), ("not_utf8", 1, "")),
    (GOOD.replace(b"load_mw", "load_mw_\u8ca0\u8377".encode("big5")), ("not_utf8", 1, "")),
    (GOOD + b"\xff\xfe", ("not_utf8", 50, "")),
    (GOOD.replace(b",", b";"), ("wrong_separator", 1, "")), (GOOD.replace(b",", b"\t"), ("wrong_separator", 1, "")),
    (GOOD + b"2024-06-03 00:00,1,2\n", ("ragged", 50, "")), (GOOD + b"2024-06-03 00:00\n", ("ragged", 50, "")),
    (GOOD + b'"2024-06-03 00:00,1\n', ("not_csv", 50, "")),
    (GOOD[GOOD.index(b"\n") + 1:], ("no_heading", 1, "")),
    (GOOD.replace(b"time,load_mw", b"load_mw,load_mw"), ("same_name", 1, "load_mw")),
    (GOOD.replace(b"time,load_mw", b"time,=HYPERLINK(1)"), ("formula", 1, "2")),
    (GOOD.replace(b"time,load_mw", b"time," + b"x" * 200), ("bad_name", 1, "2")),
    (GOOD.replace(b"time,load_mw", b"time,load\x1b[31m_mw"), ("bad_name", 1, "2")),
    (b",".join([b"a%d" % place for place in range(MOST_COLUMNS + 1)]), ("too_many_columns", 1, "")),
    (b"when,load_mw\n1,2\n", ("no_time_column", 0, "")), (b"time,place\n2024-01-01 00:00,here\n",
                                                         ("no_load_column", 0, "")),
    (b"time,load_mw\n2024-01-01 00:00,1\n", ("too_few_rows", 0, "")),
    (b"time,load_mw\n", ("too_few_rows", 0, "")),
    (csv_of(TIMES, [""] * DAYS), ("no_values", 0, "load_mw")),
    (csv_of(text_of(stamps(FIRST, DAYS, 15)), load_mw(DAYS)), ("wrong_step", 0, "time")),
    (csv_of(text_of(stamps(FIRST, DAYS, 1440)), load_mw(DAYS)), ("wrong_step", 0, "time")),
    (csv_of(text_of(stamps("2024-06-01T00:20", DAYS)), load_mw(DAYS)), ("off_grid", 2, "time")),
    (csv_of(TIMES[:-1] + ["2090-01-01 00:00"], load_mw(DAYS)), ("too_long", 0, "time")),
    (csv_of(text_of(stamps(FIRST, 96, 30)), [40_000] * 96, "time,load_mwh"), ("absurd", 0, "load_mwh")),
    (csv_of(text_of(stamps(FIRST, 99)), np.cumsum(load_mw(99)), "time,load_kwh"), ("meter_register", 0, "load_kwh")),
])
def test_a_file_that_is_no_table_of_loads_is_refused(content: bytes, fault: tuple) -> None:
    assert faults(content)[0][:3] == fault


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.xlsx", b"PK\x03\x04rest", "unknown_type"), ("a.csv", b"PK\x03\x04rest", "unknown_type"),
    ("a.csv.gz", b"\x1f\x8b\x08rest", "unknown_type"), ("a.csv", b"\x1f\x8b\x08rest", "unknown_type"),
    ("a.csv", b"%PDF-1.7", "unknown_type"), ("load", GOOD, "unknown_type"), ("a.parquet", GOOD, "not_parquet"),
    ("a.parquet", b"PAR1", "not_parquet"), ("a.parquet", b"PAR1" * 9, "not_parquet"),
])
def test_other_files_are_refused_by_what_they_hold(name: str, content: bytes, code: str) -> None:
    assert faults(content, name)[0][0] == code


def test_a_name_cannot_break_a_line() -> None:
    file = read_load("x\n<b>" + "y" * 500 + ".csv", GOOD)
    assert "\n" not in file.name and len(file.name) <= 60


def test_rows_without_end_are_refused() -> None:
    assert faults(b"time,load_mw\n" + b"0,0\n" * (MOST_ROWS + 1))[0][0] == "too_many_rows"


def test_a_cell_without_end_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    assert faults(with_cell("1" * 100_000 + "x"))[0][0] == "not_a_number"
    assert faults(with_cell("1" * 200_000))[0][0] == "not_csv"
    assert faults(with_time("1" * 100_000))[0][0] == "not_a_time"
    assert time.process_time() - began < 2


def test_parquet_that_unpacks_to_far_more_is_refused_by_its_metadata() -> None:
    times = stamps(FIRST, 6000).astype("datetime64[s]")
    content = parquet_of({"time": times, "load_mw": load_mw(6000), "note": ["x" * 10_000] * 6000}, compression="zstd",
                         use_dictionary=False)
    assert len(content) < 500_000
    assert faults(content, "a.parquet")[0][0] == "unpacks_too_large"
    # The same in this process, where it can be seen what it takes.
    pool = pyarrow.system_memory_pool()
    previous = pyarrow.default_memory_pool()
    pyarrow.set_memory_pool(pool)
    tracemalloc.start()
    with pytest.raises(LoadFileError, match="unpacks_too_large"):
        parquet_reader.described(content)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    assert pool.max_memory() < 5_000_000
    tracemalloc.stop()
    pyarrow.set_memory_pool(previous)


def test_parquet_of_very_many_rows_or_columns_is_refused_by_its_metadata() -> None:
    many = parquet_of({"time": np.zeros(1_000_000, "datetime64[s]"), "load_mw": np.zeros(1_000_000)})
    assert len(many) < 100_000
    assert faults(many, "a.parquet")[0][:2] == ("too_many_rows", 0)
    wide = parquet_of({f"a{place}": [1] for place in range(MOST_COLUMNS + 1)})
    assert faults(wide, "a.parquet")[0][0] == "too_many_columns"


def test_a_long_word_repeated_is_not_unpacked() -> None:
    import pyarrow as pa

    # 100,000 rows of 900,000 letters are 90 GB as plain text; here and in the file they are one word and its places.
    words = pa.DictionaryArray.from_arrays(pa.array(np.zeros(100_000, np.int32)), pa.array(["9" * 900_000]))
    for store_schema in (True, False):
        content = parquet_of({"time": words, "load_mw": np.zeros(100_000)}, store_schema=store_schema)
        assert len(content) < 2_000_000
        assert faults(content, "a.parquet")[0][:3] == ("long_text", 0, "time")


def test_faults_of_parquet_are_named_by_row_and_column() -> None:
    times, values = stamps(FIRST, DAYS).astype("datetime64[s]"), load_mw(DAYS)
    values[3], values[4] = -1, np.inf
    times[6] = np.datetime64("NaT")
    times[7] += 1
    found = faults(parquet_of({"time": times, "load_mw": values}), "a.parquet")
    assert {fault[:3] for fault in found} == {("negative", 4, "load_mw"), ("not_finite", 5, "load_mw"),
                                              ("no_time", 7, "time"), ("off_grid", 8, "time")}


def test_columns_of_parquet_that_are_no_time_and_no_number_are_not_read() -> None:
    columns = {"time": stamps(FIRST, DAYS).astype("datetime64[s]"), "load_mw": load_mw(DAYS),
               "nested": [{"a": [1]}] * DAYS, "bytes": [b"\xff"] * DAYS, "flag": [True] * DAYS}
    assert read_load("a.parquet", parquet_of(columns)).load_mw == pytest.approx(load_mw(DAYS))
    assert faults(parquet_of(columns), "a.parquet", load_column="nested")[0][0] == "no_such_column"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.parquet", "a.txt", "a"]))
def test_no_bytes_do_more_than_be_refused(content: bytes, name: str) -> None:
    with pytest.raises(LoadFileError):
        read_load(name, content)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_csv_is_read_or_refused(place: int, damage: bytes) -> None:
    try:
        assert isinstance(read_load("a.csv", GOOD[:place] + damage + GOOD[place + len(damage):]), LoadFile)
    except LoadFileError as error:
        assert error.problems


PARQUET = parquet_of({"time": stamps(FIRST, DAYS).astype("datetime64[s]"), "load_mw": load_mw(DAYS)})
# A column of a row group without its metadata: Arrow throws where nothing can catch it, and the process ends.
DEADLY = PARQUET[:966] + b"\x05" + PARQUET[967:]


def test_damage_that_ends_the_process_that_reads_it_does_not_end_ours(caplog: pytest.LogCaptureFixture) -> None:
    assert faults(DEADLY, "a.parquet") == [("not_parquet", 0, "", "", ())]
    assert "died with <Signals.SIGABRT" in caplog.text


@settings(max_examples=150, deadline=None)
@given(st.integers(4, len(PARQUET) - 1), st.binary(min_size=1, max_size=4))
@example(1000, b"\x00")  # the number of rows in the metadata, another than that of the columns
def test_a_damaged_parquet_is_read_or_refused(place: int, damage: bytes) -> None:
    try:
        assert isinstance(read_load("a.parquet", PARQUET[:place] + damage + PARQUET[place + len(damage):]), LoadFile)
    except LoadFileError as error:
        assert error.problems
