"""The pictures and words of the payback of electric vehicles, on invented vehicles."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from hkzero.charts import battery_payback as charts
from hkzero.charts import battery_payback_findings as words
from hkzero.measure import Kind
from hkzero.model import vehicle_payback as model
from hkzero.model.battery_footprint import Embodied
from hkzero.model.sensitivity import Range
from hkzero.text import LANGUAGES

BATTERY = Embodied(54, 62, 69, "lfp", "synthetic", "cradle_to_gate", "synthetic", Kind.ESTIMATED)
YEARS = range(2024, 2051)
USUAL = {"battery": (45, 60, 80), "electricity": (0.16, 0.187, 0.21), "fuel": (8, 10, 12),
         "distance": (9000, 11000, 14000), "rest_of_vehicle": (-800, 1350, 3500),
         "well_to_tank": (0.5, 0.6, 0.7), "tank_to_wheel": (2.7, 2.7, 2.7),
         "life": (12, 14, 18), "charging_loss": (5, 11, 15), "electricity_upstream": (16, 22, 35),
         "footprint_fall": (0, 38, 38)}


def compared(vehicle: str = "private_car", grid: float = 0.4, **changes: tuple[float, float, float]) -> model.Compared:
    """Return a synthetic pair on a grid that falls in a straight line to nothing in 2060."""
    years = np.arange(2024, 2061)
    ranges = {name: Range(name, *ends) for name, ends in (USUAL | changes).items()}
    return model.compare(model.Pair(vehicle, ranges), BATTERY,
                         model.Grid(years, np.linspace(grid, 0, years.size)), YEARS, draws=100)


@pytest.fixture(scope="module")
def usual() -> model.Compared:
    return compared()


@pytest.fixture(scope="module")
def hopeless() -> model.Compared:
    return compared(grid=3.0, electricity=(0.4, 0.45, 0.5))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_has_the_months_of_the_model(usual, lang) -> None:
    said = words.finding(usual, 2026, "S", lang)
    place = usual.at(2026)
    assert "2026" in said and words.months_text(usual.found.months[place], lang) in said
    assert words.months_text(usual.found.months_low[place], lang) in said
    assert words.km_text(usual.found.km[place], lang) in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_never_is_said_in_words(hopeless, lang) -> None:
    said = words.finding(hopeless, 2024, "S", lang)
    assert "inf" not in said and "%" in said and said != words.finding(hopeless, 2050, "S", lang)
    assert words.months_text(inf, lang) == words.km_text(inf, lang)
    assert words.months_text(inf, lang) not in words.range_text("8", words.months_text(inf, lang), lang)
    table = words.table({"private_car": hopeless}, {"private_car": per_km(hopeless)}, 2024, lang)
    assert words.months_text(inf, lang) in table.iloc[0, 1]


def per_km(one: model.Compared) -> model.PerKm:
    return model.per_km(one.middle, one.drawn, one.grid, 2024)


def test_months_have_a_decimal_only_where_they_are_few() -> None:
    assert [words.months_text(value, "en") for value in (2.345, 9.96, 24.4)] == ["2.3", "10.0", "24"]
    assert words.km_text(23_456, "en") == "23,500"
    assert words.range_text("4", "4", "en") == "4" and words.range_text("4", "5", "en") == "4 to 5"


def test_a_share_that_rounds_to_nothing_is_not_said() -> None:
    assert words.risk(0.001, "en") == "" and "4%" in words.risk(0.04, "en")


def test_the_course_is_drawn_up_to_the_months_asked_for_and_marked_where_both_are_even(usual) -> None:
    course = model.course(usual.middle, usual.drawn, usual.grid, 2026)
    even = float(usual.found.months[usual.at(2026)])
    figure = charts.course(course, 36, even, "petrol", "en")
    assert [trace.mode for trace in figure.data] == ["lines"] * 4 + ["markers"]
    electric, twin, mark = figure.data[1], figure.data[3], figure.data[4]
    assert len(electric.x) == len(twin.x) == 37 and twin.y[0] == 0 and electric.y[0] > 0
    assert mark.x[0] == even and mark.y[0] == pytest.approx(np.interp(even, electric.x, electric.y), rel=1e-2)
    assert all(trace.meta["kinds"] for trace in figure.data)
    assert len(charts.course(course, 36, inf, "petrol", "en").data) == 4


def test_every_vehicle_has_a_row_and_bands_end_at_its_life(usual, hopeless) -> None:
    found = {"private_car": usual.found, "taxi": hopeless.found}
    figure = charts.by_year(found, {"private_car": 168, "taxi": 100}, "en")
    assert len(figure.layout.annotations) == 2 and {trace.yaxis for trace in figure.data} == {"y", "y2"}
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert max(bands[1].y) == 100 and max(bands[0].y) < 168
    line = next(trace for trace in figure.data if trace.yaxis == "y2" and trace.mode == "lines" and not trace.fill)
    assert line.y[0] is None  # never within its life is no point of the line
    names = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert len(names) == len(set(names))


def test_the_tables_behind_the_pictures_hold_the_same_numbers(usual, hopeless) -> None:
    course = model.course(usual.middle, usual.drawn, usual.grid, 2026)
    frame = words.course_table(course, 24, "en")
    assert len(frame) == 25 and frame.iloc[-1, 2] == pytest.approx(course.electric[1, 24] / 1000, abs=1e-3)
    by_year = words.by_year_table({"private_car": usual.found, "taxi": hopeless.found}, "en")
    assert len(by_year) == 2 * len(YEARS) and by_year.isna().any().any()
    assert by_year.iloc[2, 3] == pytest.approx(usual.found.months[2], abs=0.01)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pictures_are_told_in_words(usual, lang) -> None:
    said = words.finding(usual, 2026, "S", lang)
    assert said in words.course_alt(said, 5000.0, lang) and "5" in words.course_alt(said, 5000.0, lang)
    assert words.course_alt(said, None, lang) == said
    told = words.by_year_alt({"private_car": usual.found}, lang)
    assert "2024" in told and "2050" in told and words.months_text(usual.found.months[-1], lang) in told
    assert "2024" in words.stays(usual, 2026, lang)
