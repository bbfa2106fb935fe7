"""What a meter file comes to: months, peak, load factor, base, average day, footprint. All readings are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.grid import load_file
from hkzero.own_data import library, meter
from hkzero.own_data.meter import Reading


def read(values, begins: str = "2024-01-01T00:00", minutes: int = 60, unit: str = "kW") -> load_file.LoadFile:
    starts = np.datetime64(begins, "m") + np.arange(len(values)) * minutes
    lines = [f"{str(start).replace('T', ' ')},{'' if value is None else value}"
             for start, value in zip(starts, values, strict=True)]
    return load_file.read_load("a.csv", "\n".join([f"timestamp,load ({unit})", *lines]).encode())


@pytest.fixture(scope="module")
def intensity(store):
    return store.ask("electricity_intensity")


def test_peak_load_factor_base_and_average_day(intensity) -> None:
    day = [10.0] * 12 + [30.0] * 11 + [50.0]
    found = meter.profile(read(day * 10), intensity)
    assert (found.peak_kw, found.peak_at) == (50.0, "2024-01-01 23:00")
    assert found.energy_kwh == pytest.approx(10 * sum(day)) and found.base_kw == 10.0
    assert found.load_factor == pytest.approx(np.mean(day) / 50) and found.gaps == 0
    assert found.average_day == {"winter": tuple(day)}


def test_a_month_is_of_the_calendar_and_a_gap_stays_a_gap(intensity) -> None:
    values = [2.0] * (31 * 24) + [None] * 24 + [4.0] * (28 * 24)  # 2024 has a 29 February: the first day is the gap
    found = meter.profile(read(values), intensity)
    january, february = found.months
    assert (january.period, january.energy_kwh, january.coverage_percent) == ("2024-01", 1488.0, 100.0)
    assert february.energy_kwh == pytest.approx(4 * 28 * 24) and february.coverage_percent == pytest.approx(2800 / 29)
    (year,) = found.years
    assert year.energy_kwh == pytest.approx(found.energy_kwh) and found.gaps == 24
    factor = intensity.frame.query("measure == 'consumed' and period == 2024")["value"].iloc[0]
    assert year.emissions.value == pytest.approx(found.energy_kwh * factor / 1000)
    assert str(year.emissions.kind) == "assumed"


def test_months_of_a_year_without_a_factor_stay_blank(intensity) -> None:
    found = meter.profile(read([1.0] * 72, "2099-12-30T00:00"), intensity)
    assert found.emissions is None and meter.sources(found) == ()
    assert [row["scope_2_t"] for row in meter.records(found)] == [None] * len(found.months)


def test_a_whole_month_of_gaps_is_not_zero(intensity) -> None:
    values = [1.0] * (31 * 24) + [None] * (29 * 24) + [1.0] * 24
    february = meter.profile(read(values), intensity).months[1]
    assert (february.energy_kwh, february.peak_kw, february.emissions) == (None, None, None)
    assert february.coverage_percent == 0


def test_nothing_but_zeros_has_no_load_factor(intensity) -> None:
    assert meter.profile(read([0.0] * 48), intensity).load_factor is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1e4)), min_size=48, max_size=300), st.sampled_from([30, 60]))
def test_sums_agree_whatever_the_step(intensity, values, minutes) -> None:
    values = [5.0, *values, 7.0]
    found = meter.profile(read(values, minutes=minutes), intensity)
    expected = sum(value for value in values if value is not None) * minutes / 60
    assert found.energy_kwh == pytest.approx(expected)
    for spans in (found.months, found.years):
        assert sum(one.energy_kwh or 0 for one in spans) == pytest.approx(expected)
        assert max(one.peak_kw for one in spans if one.peak_kw is not None) == found.peak_kw
    assert 0 <= found.base_kw <= found.peak_kw and found.gaps == values.count(None)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1e3), min_size=30, max_size=60))
def test_energy_and_power_of_half_hours_say_the_same(intensity, values) -> None:
    values = [3.0, *values, 1.0]
    power = meter.profile(read(values, minutes=30), intensity)
    energy = meter.profile(read([value / 2 for value in values], minutes=30, unit="kWh"), intensity)
    assert energy.energy_kwh == pytest.approx(power.energy_kwh) and energy.peak_kw == pytest.approx(power.peak_kw)


def test_a_kept_file_comes_back_as_it_was(tmp_path: Path, intensity) -> None:
    file, path = read([1.0, None, *[2.5] * 30]), tmp_path / "a.duckdb"
    library.save(path, meter.readings(file), meter.about(file))
    intervals, about = library.load(path, Reading)
    again = meter.kept(intervals, about)
    assert (again.starts == file.starts).all() and np.array_equal(again.load_kw, file.load_kw, equal_nan=True)
    assert meter.profile(again, intensity) == meter.profile(file, intensity)
    with pytest.raises(library.NotOurs, match="not a stored portfolio"):
        library.load(path)
