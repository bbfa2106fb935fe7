"""Coverage leaves gaps blank, the tree shows every step once in full, and the words say what is drawn."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.charts import data_catalogue as charts
from hkzero.model.catalogue import coverage, freshness
from hkzero.text import LANGUAGES

EDGES = (("query:made_up", "supply"), ("query:made_up", "unit"), ("supply", "generation"), ("supply", "balance"),
         ("generation", "data/facts/electricity/generation.csv"), ("balance", "unit"), ("unit", "data/units.csv"))
CALCULATED = frozenset({"supply"})


def synthetic() -> pd.DataFrame:
    """Return made-up counts of two series, one with a gap of two years."""
    frame = pd.DataFrame({"series_id": ["a"] * 3 + ["b"] * 2, "period": [2020, 2021, 2022, 2019, 2022],
                          "value": [1, 100, 10, 2, 2]})
    return coverage(frame)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_year_without_figures_is_blank(lang):
    figure = charts.coverage(synthetic(), {"a": "First"}, "test", lang)
    trace = figure.data[0]
    assert list(trace.x) == [2019, 2020, 2021, 2022]
    assert [[value is None for value in row] for row in trace.z] == [[True, False, False, False],
                                                                    [False, True, True, False]]
    # Colour follows the logarithm; the count itself is in the hover.
    assert trace.z[0][2] == pytest.approx(2) and trace.customdata[0][2][1] == 100
    assert [note.text for note in figure.layout.annotations] == ["First", "b"]


def test_many_series_are_drawn_in_part_and_listed_in_full():
    frame = pd.DataFrame({"series_id": [f"s{place:02}" for place in range(40)], "period": [2020] * 40})
    counts = coverage(frame)
    assert len(charts.coverage(counts, {}, "test", "en").data[0].z) == charts.SERIES_DRAWN
    assert len(charts.coverage_table(counts, {}, "en")) == 40


def test_the_table_counts_the_years_missing_in_between():
    table = charts.coverage_table(synthetic(), {}, "en").set_index("Code")
    assert table.loc["b", "Years missing between"] == 2 and table.loc["a", "Years missing between"] == 0
    assert table.loc["a", "Figures"] == 111
    assert "1 series have a gap" in charts.coverage_alt(synthetic(), {}, "en")


def test_the_tree_draws_every_step_and_goes_on_below_the_first_alone():
    rows = charts.tree(EDGES, "query:made_up")
    assert len(rows) == len(EDGES) + 1
    assert [(name, again) for _, name, _, again in rows if name == "unit"] == [("unit", False), ("unit", True)]
    for depth, _, parent, _ in rows[1:]:
        assert rows[parent][0] == depth - 1


NAMES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NAMES, NAMES), max_size=25).map(
    lambda pairs: tuple(dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))))
def test_a_tree_of_any_graph_holds_what_is_reached_once_in_full(edges):
    rows = charts.tree(edges, "a")
    reached = {"a"}
    for _ in edges:
        reached |= {read for reader, read in edges if reader in reached}
    in_full = [name for _, name, _, again in rows if not again]
    assert sorted(in_full) == sorted(reached)
    assert len(rows) == 1 + sum(reader in reached for reader, _ in edges)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_down_names_every_sort_in_marks_and_words(lang):
    figure = charts.lineage(EDGES, "query:made_up", CALCULATED, lang)
    assert len({trace.marker.symbol for trace in figure.data[1:]}) == 4
    said = charts.lineage_alt(EDGES, "query:made_up", CALCULATED, lang)
    for name in ("supply", "generation", "data/units.csv"):
        assert name in said
    assert "made_up" in charts.lineage_alt((), "made_up", CALCULATED, lang)


@pytest.mark.parametrize(("days", "said"), [
    (1, "1 day"), (31, "31 days"), (92, "3 months"), (184, "6 months"), (365, "1 year"), (547, "1.5 years"),
    (731, "2 years")])
def test_durations(days, said):
    assert charts.duration(days, "en") == said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("points", [[], [("2020", None)], [(year, "2026") for year in range(2015, 2026)],
                                    [(year, None) for year in range(2000, 2010)]])
def test_freshness_can_be_said(points, lang):
    found = freshness(points, date(2026, 11, 28))
    assert charts.freshness(found, lang) and charts.state(found, lang)


def test_units_are_told_from_brackets_and_by_row():
    rows = charts.column_rows([("lat", "double", "latitude [degrees]"), ("value", "double", "The figure."),
                               ("name", "varchar", "A name.")], ["MW"], "en")
    assert rows["Unit"].to_list() == ["degrees", "MW", ""] and rows["Meaning"].to_list()[0] == "latitude"
    assert rows["Type"].to_list() == ["number", "number", "text"]


@pytest.mark.parametrize(("name", "is_question", "expected"), [
    ("transport_fleet", False, "Vehicles registered and licensed"), ("tariffs", True, "Electricity tariffs"),
    ("no_such", True, "As in its header")])
def test_names(name, is_question, expected):
    assert charts.title(name, is_question, "en", "As in its header") == expected
