from __future__ import annotations

import plotly.graph_objects as go
import pytest

from hkzero.charts import facets


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_rows_do_not_overlap_and_stand_in_order(rows):
    figure = facets.stacked_rows([str(row) for row in range(rows)], revision="test", height=400)
    domains = [figure.layout["yaxis" if row == 0 else f"yaxis{row + 1}"].domain for row in range(rows)]
    assert all(low < high for low, high in domains)
    assert all(below[1] < above[0] for above, below in zip(domains, domains[1:], strict=False))
    assert [note.text for note in figure.layout.annotations] == [str(row) for row in range(rows)]


def test_a_name_stands_once_in_the_legend():
    figure = facets.stacked_rows(["a", "b"], revision="test", height=400)
    for row in (0, 1):
        facets.draw_in(figure, row, lambda target: target.add_trace(
            go.Scatter(x=[1], y=[1], name="same", legendgroup="same", showlegend=True)))
    assert [trace.showlegend for trace in figure.data] == [True, False]
    assert [trace.yaxis for trace in figure.data] == ["y", "y2"]


def test_no_row_is_no_error():
    assert not facets.stacked_rows([], revision="test", height=400).data
