"""A reader's own rows: drawn as they are, gaps kept, nothing in them acts."""

from __future__ import annotations

import pandas as pd
import pytest

from hkzero.charts import public_sql as charts
from hkzero.measure import Kind

ROWS = pd.DataFrame({"year": [2001, 2002, 2003], "name": ["a", "<b>b</b>", "%{y}"], "value": [1.0, None, float("inf")]})
KINDS = [Kind.OBSERVED, Kind.DERIVED, Kind.ESTIMATED]


@pytest.mark.parametrize("form", charts.FORMS)
def test_each_form_shows_the_rows_and_leaves_gaps(form: str) -> None:
    trace, = charts.rows(ROWS, "year", "value", form, "Mt", KINDS).data
    assert list(trace.x) == [2001, 2002, 2003] and list(trace.y) == [1.0, None, None]
    assert trace.meta["kinds"] == [kind.value for kind in KINDS]


def test_words_are_categories_without_mark_up() -> None:
    figure = charts.rows(ROWS, "name", "value", "bar", "", KINDS)
    assert figure.layout.xaxis.type == "category"
    assert list(figure.data[0].x) == ["a", "‹b›b‹/b›", "% {y}"]


def test_only_the_first_rows_are_drawn() -> None:
    many = pd.DataFrame({"n": range(2 * charts.MOST_POINTS)})
    trace, = charts.rows(many, "n", "n", "dot", "", [Kind.DERIVED] * len(many)).data
    assert len(trace.x) == len(trace.meta["kinds"]) == charts.MOST_POINTS


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="pie"):
        charts.rows(ROWS, "year", "value", "pie", "", KINDS)


@pytest.mark.parametrize(("cells", "drawn"), [([1, 2], True), ([1.5], True), (["1"], False), ([True], False)])
def test_what_is_a_number(cells: list, drawn: bool) -> None:
    assert charts.is_number(pd.Series(cells)) is drawn
