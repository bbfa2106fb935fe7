"""What the browser is given of a figure: our look under what the figure says, and nothing that makes it draw twice."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Kind
from hkzero.ui import cached
from hkzero.ui.sent import is_coloured_by_theme, sent, themed


def drawn() -> go.Figure:
    """Return a figure with two value axes, the second placed by a subplot, and evidence in its trace."""
    figure = layout.base_figure("kt", revision="made up")
    layout.add_line(figure, [2020, 2021], [1.0, 2.0], name="a", colour=palette.BLUE, unit="kt",
                    kinds=[Kind.OBSERVED] * 2)
    return figure.update_layout(yaxis2={"tickfont": {"size": 9}}, margin={"l": 133})


def test_nothing_in_it_makes_plotly_draw_it_a_second_time() -> None:
    plain = sent(drawn())
    assert "template" not in plain["layout"] and plain["layout"]["datarevision"]
    assert not any("meta" in trace for trace in plain["data"])
    assert "meta" in drawn().to_dict()["data"][0]


def test_what_a_figure_says_stands_over_the_look() -> None:
    said, plain = drawn().to_dict()["layout"], sent(drawn())["layout"]
    assert all(plain["margin"][side] >= asked for side, asked in said["margin"].items()) and plain["margin"]["pad"] == 8
    assert plain["yaxis"]["title"]["standoff"] == said["yaxis"]["title"]["standoff"]
    assert plain["yaxis2"]["tickfont"]["size"] == 9 and plain["yaxis2"]["tickfont"]["color"] == palette.INK
    assert plain["modebar"]["bgcolor"] == palette.CLEAR  # on a touch screen it is always there
    assert plain["font"]["color"] == palette.INK and plain["hoverlabel"]["align"] == said["hoverlabel"]["align"]


def test_the_figure_given_stays_as_it_is_and_is_made_ready_once() -> None:
    figure = cached.figure(drawn)
    before = figure.to_dict()["layout"].get("template")
    assert cached.sent(figure) is cached.sent(figure)
    assert figure.to_dict()["layout"].get("template") == before


def test_a_scale_of_the_themes_colours_is_left_to_the_theme() -> None:
    scale = [[place / 9, colour] for place, colour in enumerate(palette.SEQUENTIAL)]
    assert is_coloured_by_theme(go.Figure(layout={"coloraxis": {"colorscale": scale}}))
    assert is_coloured_by_theme(go.Figure(go.Heatmap(z=[[1, 2]], colorscale=scale)))
    assert not is_coloured_by_theme(go.Figure(layout={"coloraxis": {"colorscale": [[0, "#ffffff"], [1, "#000000"]]}}))
    assert not is_coloured_by_theme(drawn())


def test_text_in_a_figure_of_the_themes_colours_follows_when_the_system_turns_dark() -> None:
    figure = go.Figure(go.Heatmap(z=[[1, 2]], colorscale=[[0, palette.SEQUENTIAL[0]], [1, palette.SEQUENTIAL[-1]]]),
                       {"xaxis": {"tickfont": {"color": palette.INK}}, "paper_bgcolor": palette.PAPER})
    plain = themed(figure)
    assert palette.INK not in str(plain) and palette.PAPER not in str(plain)
    assert plain["layout"]["xaxis"]["tickfont"]["color"] == "#2a3f5f", "which hkzero.css gives the page's own colour"
    assert [colour for _, colour in plain["data"][0]["colorscale"]] == [palette.SEQUENTIAL[0], palette.SEQUENTIAL[-1]]
