from __future__ import annotations

import plotly.graph_objects as go
import pytest

from hkzero.charts import layout, palette
from hkzero.measure import Kind


def line(periods, values, **more) -> go.Figure:
    return layout.add_line(layout.base_figure("Mt", revision="test"), periods, values, name="name", colour="#158AFD",
                           unit="Mt", **more)


def drawn(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.mode == "lines"]


def test_base_figure_is_transparent_and_names_its_unit():
    figure = layout.base_figure("Mt CO₂e", revision="overview")
    assert figure.layout.yaxis.title.text == "Mt CO₂e" and figure.layout.uirevision == "overview"
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == palette.CLEAR
    assert figure.layout.legend.orientation == "h" and figure.layout.dragmode is False
    assert layout.base_figure("Mt", revision="a", horizontal=True).layout.xaxis.title.text == "Mt"


def test_a_missing_year_breaks_the_line():
    trace, = drawn(line([2000, 2001, 2003, 2004], [1.0, 2.0, 3.0, 4.0]))
    assert trace.x == (2000, 2001, None, 2003, 2004) and trace.y == (1.0, 2.0, None, 3.0, 4.0)
    assert trace.connectgaps is False


def test_nothing_is_drawn_that_was_not_given():
    figure = line([2000, 2001, 2002, 2005], [1.0, None, float("nan"), 4.0])
    points = {(x, y) for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True) if x is not None}
    assert points == {(2000, 1.0), (2005, 4.0)}


def test_a_point_without_neighbours_is_a_marker():
    figure = line([2000, 2001, 2005], [1.0, 2.0, 3.0])
    marker = next(trace for trace in figure.data if trace.mode == "markers" and trace.opacity == 1)
    assert marker.x == (2005,)


def test_weak_evidence_breaks_the_stroke():
    figure = line([2000, 2001, 2002], [1.0, 2.0, 3.0], kinds=["observed", "observed", "estimated"])
    assert {trace.line.dash: trace.x for trace in drawn(figure)} == {"solid": (2000, 2001), "dash": (2001, 2002)}
    assert [trace.showlegend for trace in figure.data].count(True) == 1


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_own_bar(kind):
    figure = layout.add_bars(layout.base_figure("Mt", revision="test"), [2000], [1.0], name="name", colour="#158AFD",
                             unit="Mt", kind=kind)
    bar = figure.data[0]
    assert bar.marker.pattern.shape == (palette.HATCH[kind],) and bar.marker.opacity == (palette.OPACITY[kind],)


def test_target_is_a_star_or_a_bracket():
    figure = layout.base_figure("%", revision="test")
    layout.add_target(figure, 2035, 60.0, 70.0, name="range", unit="%")
    layout.add_target(figure, 2050, 0.0, name="point", unit="%")
    assert figure.data[0].y == (60.0, 70.0) and "60.0–70.0 %" in figure.data[0].hovertemplate
    assert figure.data[1].marker.symbol == "star"


def test_with_gaps():
    assert layout.with_gaps([2003, 2001], [3.0, 1.0]) == ([2001, 2002, 2003], [1.0, None, 3.0])
    assert layout.with_gaps([], []) == ([], [])


def test_hover_names_the_unit():
    assert layout.hover("GWh", 0) == "%{fullData.name}: %{y:,.0f} GWh<extra></extra>"
