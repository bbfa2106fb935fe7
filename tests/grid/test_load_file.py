"""A reader's own load: what is read, what is changed and said, and how it takes the place of the modelled one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.grid.case import HOURS
from hkzero.grid.load_file import LoadFileError, hourly_kw, read_load, replace_load, report, year_mw, year_problems
from tests.grid.synthetic_load import csv_of, load_mw, parquet_of, stamps, text_of, whole_year
from tests.synthetic_grid import synthetic_year

DAYS = 48
FIRST = "2024-06-01T00:00"


def codes(file) -> set[str]:
    return {row["code"] for row in report(file)}


def faults(content: bytes, name: str = "load.csv", **options) -> list[tuple]:
    with pytest.raises(LoadFileError) as caught:
        read_load(name, content, **options)
    return [tuple(problem) for problem in caught.value.problems]


def test_an_hourly_year_is_read_as_written() -> None:
    file = read_load("own.csv", whole_year(), whole_year=True)
    assert file.load_mw == pytest.approx(load_mw(HOURS))
    assert (file.starts == stamps("2023-01-01T00:00", HOURS)).all()
    assert (file.step_minutes, file.unit, file.time_column, file.load_column) == (60, "MW", "time", "load_mw")
    assert file.energy_mwh == pytest.approx(load_mw(HOURS).sum())
    assert year_mw(file) == pytest.approx(load_mw(HOURS))


def test_half_hours_become_the_mean_of_the_hour() -> None:
    file = read_load("own.csv", whole_year(n=2 * HOURS, step_minutes=30))
    assert year_mw(file) == pytest.approx(load_mw(2 * HOURS, 30).reshape(-1, 2).mean(axis=1))
    assert "averaged" in codes(file)


@pytest.mark.parametrize(("unit", "step", "kw"), [
    ("kW", 60, 1.0), ("kW", 30, 1.0), ("MW", 60, 1e3), ("kWh", 60, 1.0), ("kWh", 30, 2.0), ("MWh", 30, 2e3)])
def test_every_unit_is_power_in_the_end(unit: str, step: int, kw: float) -> None:
    times, values = text_of(stamps(FIRST, DAYS, step)), load_mw(DAYS, step).tolist()
    by_name = read_load("a.csv", csv_of(times, values, f"time,load_{unit.lower()}"))
    told = read_load("a.csv", csv_of(times, values, "time,load"), unit=unit)
    assert by_name.load_kw == pytest.approx(kw * np.array(values)) and told.load_kw == pytest.approx(by_name.load_kw)
    assert by_name.unit == told.unit == unit
    assert "unit_name" in codes(by_name) and "unit_told" in codes(told)


@pytest.mark.parametrize("heading", ["Time,Power (kW)", "timestamp,demand_kW", "日期時間,負荷（千瓦）", "DateTime,kw",
                                     "period_start,Consumption kW"])
def test_names_of_columns_as_people_write_them(heading: str) -> None:
    file = read_load("a.csv", csv_of(text_of(stamps(FIRST, DAYS)), load_mw(DAYS).tolist(), heading))
    assert file.unit == "kW" and file.load_kw == pytest.approx(load_mw(DAYS))


@pytest.mark.parametrize(("heading", "code", "allowed"), [
    ("time,load", "no_unit", ("kW", "MW", "kWh", "MWh")),
    ("time,load_gw", "unknown_unit", ("kW", "MW", "kWh", "MWh")),
    ("time,load_kw_mwh", "several_units", ("MWh", "kW")),
])
def test_a_unit_is_never_guessed(heading: str, code: str, allowed: tuple[str, ...]) -> None:
    (fault,) = faults(csv_of(text_of(stamps(FIRST, DAYS)), load_mw(DAYS), heading))
    assert fault[0] == code and fault[4] == allowed


def test_a_unit_that_contradicts_the_name_is_refused() -> None:
    (fault,) = faults(csv_of(text_of(stamps(FIRST, DAYS)), load_mw(DAYS)), unit="kW")
    assert fault == ("other_unit", 0, "load_mw", "kW", ("MW",))
    with pytest.raises(ValueError, match="unit 'GW' is none of"):
        read_load("a.csv", whole_year(), unit="GW")


def test_columns_are_found_by_kind_where_no_name_tells_and_that_is_said() -> None:
    rows = [f"x,{time},{value}" for time, value in zip(text_of(stamps(FIRST, DAYS)), load_mw(DAYS), strict=True)]
    file = read_load("a.csv", "\n".join(["label,when,q", *rows]).encode(), unit="MW")
    assert (file.time_column, file.load_column) == ("when", "q")
    assert {"time_column_kind", "load_column_kind"} <= codes(file)


def test_one_of_several_columns_is_not_picked() -> None:
    rows = [f"{time},1,2" for time in text_of(stamps(FIRST, DAYS))]
    content = "\n".join(["time,load_a_mw,load_b_mw", *rows]).encode()
    assert faults(content)[0] == ("several_load_columns", 0, "", "", ("load_a_mw", "load_b_mw"))
    file = read_load("a.csv", content, load_column="load_b_mw")
    assert (file.load_kw == 2000).all() and "load_column_told" in codes(file)
    assert faults(content, load_column="load_c")[0][0] == "no_such_column"


def test_several_columns_of_time_are_told() -> None:
    rows = [f"{time},{time},2" for time in text_of(stamps(FIRST, DAYS))]
    fault = faults("\n".join(["start,time,load_mw", *rows]).encode())[0]
    assert fault[0] == "several_time_columns" and fault[4] == ("start", "time")


@pytest.mark.parametrize("suffix", ["Z", "+00:00", " UTC", "+0000", "+00"])
def test_utc_is_brought_to_hong_kong_time(suffix: str) -> None:
    file = read_load("a.csv", csv_of(text_of(stamps("2024-05-31T16:00", DAYS), suffix), load_mw(DAYS)))
    assert str(file.starts[0]) == "2024-06-01T00:00" and file.load_mw == pytest.approx(load_mw(DAYS))
    assert "zone_converted" in codes(file)


def test_a_year_by_utc_turns_its_last_hours_to_the_front() -> None:
    file = read_load("a.csv", csv_of(text_of(stamps("2023-01-01T00:00", HOURS), "Z"), load_mw(HOURS)), whole_year=True)
    assert year_mw(file) == pytest.approx(np.roll(load_mw(HOURS), 8))
    assert "turned" in codes(file)


@settings(max_examples=40, deadline=None)
@given(hours=st.integers(-12, 14), half=st.booleans(), step=st.sampled_from([30, 60]))
def test_any_offset_tells_the_same_moments(hours: int, half: bool, step: int) -> None:
    away = timedelta(hours=hours, minutes=30 if half and step == 30 else 0)
    zone = timezone(away)
    first = datetime(2024, 5, 31, 16, tzinfo=UTC)
    times = [(first + timedelta(minutes=step * place)).astimezone(zone).isoformat() for place in range(DAYS)]
    file = read_load("a.csv", csv_of(times, load_mw(DAYS)), stamps_at="start")
    assert str(file.starts[0]) == "2024-06-01T00:00" and file.load_mw == pytest.approx(load_mw(DAYS))


def test_some_stamps_with_and_some_without_offset_are_refused() -> None:
    times = text_of(stamps(FIRST, DAYS))
    times[7] += "+08:00"
    assert faults(csv_of(times, load_mw(DAYS)))[0][:3] == ("mixed_zones", 9, "time")


def test_the_end_of_an_interval_is_told_not_guessed() -> None:
    times = text_of(stamps("2024-06-01T01:00", DAYS))
    assert faults(csv_of(times, load_mw(DAYS)))[0][0] == "stamps_look_like_ends"
    ends = read_load("a.csv", csv_of(times, load_mw(DAYS)), stamps_at="end")
    starts = read_load("a.csv", csv_of(times, load_mw(DAYS)), stamps_at="start")
    assert (str(ends.starts[0]), str(starts.starts[0])) == ("2024-06-01T00:00", "2024-06-01T01:00")
    assert "stamps_end" in codes(ends) and ends.content_sha256 != starts.content_sha256


def test_midnight_may_be_written_as_hour_24() -> None:
    times = [time.replace("2024-06-02 00:00", "2024-06-01 24:00") for time in text_of(stamps(FIRST, DAYS))]
    assert "2024-06-01 24:00" in times
    assert read_load("a.csv", csv_of(times, load_mw(DAYS))).load_mw == pytest.approx(load_mw(DAYS))


@pytest.mark.parametrize(("form", "order"), [("%d/%m/%Y %H:%M", "day"), ("%m/%d/%Y %H:%M", "month")])
def test_the_order_of_day_and_month_is_deduced_from_the_whole_file_or_refused(form: str, order: str) -> None:
    def times(n_days: int) -> list[str]:
        return [time.astype(datetime).strftime(form) for time in stamps("2024-06-01T00:00", 24 * n_days)]

    file = read_load("a.csv", csv_of(times(20), load_mw(480)))
    assert str(file.starts[-1]) == "2024-06-20T23:00" and any(code.startswith(f"dates_{order}") for code in codes(file))
    assert faults(csv_of(times(9), load_mw(216)))[0][0] == "ambiguous_dates"


def test_gaps_stay_gaps_and_are_listed() -> None:
    times, values = text_of(stamps(FIRST, DAYS)), [f"{value}" for value in load_mw(DAYS)]
    values[5], values[6] = "", "NaN"
    del times[20], values[20]
    file = read_load("a.csv", csv_of(times, values))
    assert np.flatnonzero(np.isnan(file.load_kw)).tolist() == [5, 6, 20] and len(file.load_kw) == DAYS
    (row,) = [row for row in report(file) if row["code"] == "gaps"]
    assert row["count"] == 3 and row["listed"] == ("2024-06-01 05:00", "2024-06-01 06:00", "2024-06-01 20:00")
    assert row["level"] == "watch"


def test_a_year_with_gaps_is_refused_with_each_of_them() -> None:
    times, values = text_of(stamps("2023-01-01T00:00", HOURS)), load_mw(HOURS).tolist()
    values[100] = values[101] = values[5000] = ""
    file = read_load("a.csv", csv_of(times, values))
    assert [tuple(problem) for problem in year_problems(file)] == [
        ("gap", 0, "load_mw", "2023-01-05 04:00", (2,)), ("gap", 0, "load_mw", "2023-07-28 08:00", (1,))]
    with pytest.raises(LoadFileError):
        replace_load(synthetic_year(), file)


def test_half_an_hour_missing_is_an_hour_missing() -> None:
    times, values = text_of(stamps(FIRST, 96, 30)), load_mw(96, 30)
    file = read_load("a.csv", csv_of(times[:7] + times[8:], np.delete(values, 7)))
    starts, mean = hourly_kw(file)
    assert np.flatnonzero(np.isnan(mean)).tolist() == [3] and len(starts) == 48


def test_rows_in_disorder_and_rows_that_stand_twice() -> None:
    times, values = text_of(stamps(FIRST, DAYS)), load_mw(DAYS).tolist()
    order = np.random.default_rng(1).permutation(DAYS)
    shuffled = csv_of([times[place] for place in order] + times[3:5], [values[place] for place in order] + values[3:5])
    file = read_load("a.csv", shuffled)
    assert file.load_mw == pytest.approx(load_mw(DAYS)) and {"sorted", "repeated"} <= codes(file)


def test_one_time_with_two_values_is_refused() -> None:
    times, values = text_of(stamps(FIRST, DAYS)), load_mw(DAYS).tolist()
    content = csv_of([*times, times[3]], [*values, 1.5])
    assert faults(content)[0] == ("contradiction", 50, "time", "2024-06-01 03:00", (f"{values[3]:g}", "1.5"))


@pytest.mark.parametrize("step", [30, 60])
def test_clocks_that_are_changed_are_refused_with_both_hours(step: int) -> None:
    true = stamps("2023-01-01T00:00", 365 * 24 * 60 // step, step)
    spring, autumn = np.datetime64("2023-03-26T02:00"), np.datetime64("2023-10-29T02:00")
    local = np.where((true >= spring) & (true < autumn), true + np.timedelta64(60, "m"), true)
    found = faults(csv_of(text_of(local), load_mw(len(true), step)))
    assert {fault[0] for fault in found} == {"summer_time_double", "summer_time_missing"}
    assert ("summer_time_missing", 0, "time", "2023-03-26 02:00", ()) in found
    assert [fault[3] for fault in found if fault[0] == "summer_time_double"][0] == "2023-10-29 02:00"


def test_an_hour_lost_in_spring_is_pointed_out() -> None:
    times = text_of(stamps("2023-03-25T00:00", 72))
    lost = times.index("2023-03-26 02:00")
    file = read_load("a.csv", csv_of(times[:lost] + times[lost + 1:], load_mw(71)))
    assert {"gaps", "summer_time_gap"} <= codes(file)


def test_offsets_that_change_are_converted_and_pointed_out() -> None:
    true = stamps("2023-03-25T00:00", 72)
    texts = [f"{time}+00:00" if time < np.datetime64("2023-03-26T01:00") else f"{time + 60}+01:00" for time in true]
    file = read_load("a.csv", csv_of(texts, load_mw(72)))
    assert not np.isnan(file.load_kw).any() and "offsets_change" in codes(file)


def test_a_leap_year_leaves_its_29_february_out_and_says_so() -> None:
    content = whole_year("2024-01-01T00:00", 8784)
    file = read_load("a.csv", content, whole_year=True)
    february = 59 * 24
    assert year_mw(file) == pytest.approx(np.delete(load_mw(8784), slice(february, february + 24)))
    assert {"leap_day", "leap_day_left_out"} <= codes(file)


@pytest.mark.parametrize(("first", "n", "code"), [
    ("2023-01-01T00:00", 8759, "too_short"), ("2023-01-01T00:00", 24 * 200, "too_short"),
    ("2023-01-01T00:00", 8761, "longer_than_a_year"), ("2024-01-01T00:00", 8760, "too_short"),
    ("2022-01-01T00:00", 2 * 8760, "longer_than_a_year")])
def test_what_is_no_year_is_refused_as_one(first: str, n: int, code: str) -> None:
    content = whole_year(first, n)
    assert faults(content, whole_year=True)[0][0] == code
    assert "no_whole_year" in codes(read_load("a.csv", content))


def test_a_year_may_begin_in_any_month() -> None:
    file = read_load("a.csv", whole_year("2023-07-01T00:00", 8784), whole_year=True)
    place = 181 * 24  # of 1 July in a year of 365 days
    assert year_mw(file)[place] == pytest.approx(load_mw(1)[0])
    assert year_mw(file)[place - 1] == pytest.approx(load_mw(8784)[-1])
    assert "turned" in codes(file)


def test_the_files_load_takes_the_place_of_demand_and_losses() -> None:
    year, file = synthetic_year(), read_load("own.csv", whole_year())
    own = replace_load(year, file)
    assert own.load_mw == pytest.approx(load_mw(HOURS), rel=1e-12) and own.is_measured and not year.is_measured
    assert set(own.demand_mw) == set(year.demand_mw)
    for user, power in own.demand_mw.items():
        assert power / own.load_mw == pytest.approx(year.demand_mw[user] / year.load_mw)
    assert own.evidence.own_file.startswith("own.csv (") and own.evidence.sources == year.evidence.sources
    assert own.zone_share is year.zone_share and own.solar is year.solar and (own.starts == year.starts).all()


@pytest.mark.parametrize("modelled_gwh", [4_000.0, 500_000.0])
def test_a_building_or_a_wrong_unit_does_not_become_the_city(modelled_gwh: float) -> None:
    file = read_load("a.csv", whole_year())
    with pytest.raises(LoadFileError) as caught:
        replace_load(synthetic_year(modelled_gwh), file)
    assert [tuple(problem) for problem in caught.value.problems] == [
        ("not_a_city", 0, "", f"{load_mw(HOURS).sum() / 1e3:.4g}", (f"{modelled_gwh:.4g}",))]


def test_a_year_of_zeros_is_no_load() -> None:
    content = csv_of(text_of(stamps("2023-01-01T00:00", HOURS)), ["0"] * HOURS)
    assert faults(content, whole_year=True)[0][0] == "only_zeros"
    assert "zeros" in codes(read_load("a.csv", content))


def test_odd_values_are_kept_and_pointed_out() -> None:
    values = load_mw(DAYS) / 100
    values[9] *= 30
    (row,) = [row for row in report(read_load("a.csv", csv_of(text_of(stamps(FIRST, DAYS)), values)))
              if row["code"] == "spikes"]
    assert row["listed"] == ("2024-06-01 09:00",)


def test_csv_and_parquet_of_the_same_load_are_the_same() -> None:
    times, values = stamps("2023-01-01T00:00", HOURS), load_mw(HOURS)
    utc = (times - np.timedelta64(480, "m")).astype("datetime64[us]")
    import pyarrow as pa

    forms = {
        "naive": times.astype("datetime64[s]"),
        "nanoseconds": times.astype("datetime64[ns]"),
        "zone": pa.array(utc, pa.timestamp("us", "Asia/Hong_Kong")),
        "utc": pa.array(utc, pa.timestamp("us", "UTC")),
        "text": text_of(times),
    }
    for name, column in forms.items():
        file = read_load("a.parquet", parquet_of({"time": column, "load_mw": values}), whole_year=True)
        assert file.load_mw == pytest.approx(values) and (file.starts == times).all(), name


def test_nulls_of_parquet_are_gaps_and_whole_numbers_are_numbers() -> None:
    values = [None if place == 4 else 3 for place in range(DAYS)]
    file = read_load("a.parquet", parquet_of({"time": stamps(FIRST, DAYS).astype("datetime64[s]"), "load_kwh": values}))
    assert np.isnan(file.load_kw[4]) and np.nansum(file.load_kw) == 3 * (DAYS - 1)


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.one_of(st.none(), st.floats(0, 1e6, allow_subnormal=False)), min_size=24, max_size=200),
       step=st.sampled_from([30, 60]))
def test_what_is_written_is_read_back(values, step: int) -> None:
    if all(value is None for value in values):
        values[0] = 1.0
    written = ["" if value is None else repr(value) for value in values]
    times = text_of(stamps(FIRST, len(values), step))
    file = read_load("a.csv", csv_of(times, written, "time,load_kw"), stamps_at="start")
    assert file.load_kw == pytest.approx([np.nan if value is None else value for value in values], nan_ok=True)
    expected = sum(value or 0 for value in values) * step / 60 / 1e3
    assert file.energy_mwh == pytest.approx(expected, rel=1e-9, abs=1e-12)
