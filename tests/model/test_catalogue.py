"""Coverage counts what is there and leaves gaps; freshness follows its rule; a search finds in either script."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model.catalogue import Document, State, coverage, days_of, fold, freshness, search, variants

YEARS = st.integers(1950, 2025)
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(("period", "first", "last"), [
    (2024, (2024, 1, 1), (2024, 12, 31)), ("2024-Q1", (2024, 1, 1), (2024, 3, 31)),
    ("2024-H2", (2024, 7, 1), (2024, 12, 31)), ("2024-02", (2024, 2, 1), (2024, 2, 29)),
    ("2024-02-03", (2024, 2, 3), (2024, 2, 3)), ("2023-04/2024-03", (2023, 4, 1), (2024, 3, 31)),
    ("2024/..", (2024, 1, 1), (2024, 12, 31)), ("../2018-06", (2018, 6, 1), (2018, 6, 30)),
])
def test_the_days_of_a_period(period, first, last):
    assert days_of(period) == (date(*first), date(*last))


@pytest.mark.parametrize("period", ["undated", "", "2024-13", "2023-02-29", "last year", "0000", "..", None])
def test_what_names_no_date(period):
    assert days_of(period) is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), YEARS), min_size=1, max_size=60))
def test_coverage_counts_every_figure_once_and_fills_nothing(rows):
    frame = pd.DataFrame(rows, columns=["series_id", "period"])
    table = coverage(frame)
    assert table.sum().sum() == len(rows)
    assert list(table.columns) == list(range(frame["period"].min(), frame["period"].max() + 1))
    for (series, year), count in frame.value_counts().items():
        assert table.loc[series, year] == count
    # A year without a figure is blank, not zero.
    assert table.notna().sum().sum() == len(set(rows)) and not (table == 0).any().any()
    covered = table.notna().sum(axis=1).to_list()
    assert covered == sorted(covered, reverse=True)


def test_coverage_of_nothing_dated_is_empty():
    assert coverage(pd.DataFrame({"series_id": ["a", None], "period": ["undated", "2020"]})).empty


def test_counts_given_are_added_up():
    frame = pd.DataFrame({"series_id": ["a", "a"], "period": ["2020-H1", "2020-H2"], "value": [3, 4]})
    assert coverage(frame).loc["a", 2020] == 7


def test_yearly_figures_that_appear_half_a_year_later():
    points = [(year, None) for year in range(2010, 2024)] + [("2024", "2025-06")]
    found = freshness(points, TODAY)
    assert (found.last, found.last_day, found.interval_days, found.delay_days) == ("2024", date(2024, 12, 31), 365, 181)
    assert found.due == date(2026, 6, 30)
    # Half a year of grace after the day it is due.
    assert found.state == State.DUE
    assert freshness(points, date(2026, 6, 29)).state == State.CURRENT
    assert freshness(points, date(2027, 1, 15)).state == State.STALE


def test_plans_and_undated_figures_say_nothing_of_freshness():
    points = [("2022", None), ("2023", None), ("2024", None), ("2050", "2026"), ("undated", None)]
    assert freshness(points, TODAY).last == "2024"
    assert freshness([("2050", None), ("undated", None)], TODAY).state == State.UNKNOWN


def test_too_few_periods_tell_no_interval():
    found = freshness([("2020", None), ("2021", None)], TODAY)
    assert found.state == State.UNKNOWN and found.due is None and found.last == "2021"


@settings(deadline=None)
@given(st.lists(st.tuples(YEARS, st.none() | YEARS.map(str)), max_size=40),
       st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_freshness_holds_together(points, today):
    found = freshness(points, today)
    ended = [year for year, _ in points if year < today.year or today == date(year, 12, 31)]
    assert found.last == (str(max(ended)) if ended else "")
    assert (found.due is None) == (found.state == State.UNKNOWN)
    if found.due:
        delay = found.interval_days if found.delay_days is None else found.delay_days
        assert found.due == found.last_day + timedelta(days=found.interval_days + delay)
        assert found.interval_days > 0 and delay >= 0
        assert (found.state == State.CURRENT) == (today < found.due)
        # Time passes: what is stale does not become current again without new figures.
        later = freshness(points, found.due + timedelta(days=10 * found.interval_days))
        assert later.state == State.STALE or later.last != found.last


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("one", "other"), [("Électricité", "electricite"), ("ＣＯ２", "co2"), ("CO₂", "co2")])
def test_case_accents_and_width_make_no_difference(one, other):
    assert fold(one) == fold(other)


TITLES = [("電力供應", "电力供应"), ("電動車", "电动车"), ("車輛", "车辆"), ("電費", "电费"), ("供應量", "供应量"),
          ("發電", "发电")]


def test_variants_are_learnt_from_titles_in_both_scripts():
    same = variants(TITLES)
    assert same["電"] == "电" and same["車"] == "车" and same["應"] == "应"
    assert "費" not in same  # seen once only
    assert variants([("電費", "电费表")]) == {}


def documents():
    return [Document("tariffs", ((6, fold("Electricity tariffs 电费")), (1, fold("Census and Statistics")))),
            Document("fleet", ((6, fold("Vehicles 车辆")), (2, fold("electricity of cars 电动车的电力消耗")))),
            Document("other", ((6, fold("Waste 垃圾")),))]


@pytest.mark.parametrize(("words", "found"), [
    ("electricity", ["tariffs", "fleet"]), ("ELECTRICITY census", ["tariffs"]), ("電費", []), ("电费", ["tariffs"]),
    ("", ["tariffs", "fleet", "other"]), ("nothing", []), ("电动车", ["fleet"]),
])
def test_a_search_finds_every_word_best_first(words, found):
    assert search(documents(), words) == found


def test_a_search_finds_the_other_script_by_variants():
    assert search(documents(), "電動車", variants(TITLES) | {"動": "动"}) == ["fleet"]


def test_a_run_of_chinese_is_found_by_its_pairs():
    texts = [Document("both", ((6, "电力和力消消耗"),)), Document("one", ((6, "电力"),))]
    assert search(texts, "电力消耗") == ["both"]
