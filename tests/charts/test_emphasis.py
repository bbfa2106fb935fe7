from __future__ import annotations

import ast
from copy import deepcopy
from pathlib import Path

import plotly.graph_objects as go
import pytest

import hkzero.charts
from hkzero.charts import layout, palette
from hkzero.charts.emphasis import Shown, greyed, kinds_in_colour
from hkzero.measure import Kind

MODULES = sorted(Path(hkzero.charts.__file__).parent.glob("*.py"))
MEASURED = kinds_in_colour(Shown.MEASURED)


def test_each_choice_holds_the_one_before():
    assert kinds_in_colour("measured") < kinds_in_colour("calculated") < kinds_in_colour("all") == set(Kind)
    with pytest.raises(ValueError):
        kinds_in_colour("guessed")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_trace_says_what_evidence_it_is(path):
    """Otherwise the filter would leave a weak figure in colour without anybody noticing."""
    silent = [f"{path.name}:{node.lineno}" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
              if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("go.")
              and node.func.attr not in ("Figure", "Layout") and "meta" not in {item.arg for item in node.keywords}]
    assert silent == [], "pass meta=layout.evidence(kinds), or layout.evidence(None) for a caption"


def figure() -> go.Figure:
    drawn = layout.base_figure("GWh", revision="test")
    layout.add_line(drawn, [2020, 2021, 2022, 2024], [1, 2, 3, 4], name="line", colour="#112233", unit="GWh",
                    kinds=["observed", "reported", "estimated", "derived"])
    layout.add_bars(drawn, [2020, 2021], [1, 2], name="bars", colour="#445566", unit="GWh",
                    kinds=["observed", "assumed"])
    layout.add_target(drawn, 2035, 3, name="target", unit="GWh")
    drawn.add_trace(go.Sankey(node={"label": ["a", "b", "c"], "color": ["#000001", "#000002", "#000003"]},
                              link={"source": [0, 0], "target": [1, 2], "value": [1, 1],
                                    "color": ["#000004", "#000005"]},
                              meta=layout.evidence(["observed", "estimated"])))
    return drawn


def test_figure_given_is_left_alone():
    drawn = figure()
    before = deepcopy(drawn.to_dict())
    greyed(drawn, MEASURED)
    assert drawn.to_dict() == before


def test_points_bars_and_lines_lose_their_colour_one_by_one():
    data = {trace.name or trace.type: trace for trace in greyed(figure(), MEASURED).data if trace.type != "scatter"}
    assert list(data["bars"].marker.color) == ["#445566", palette.GREYED]
    assert list(data["sankey"].link.color) == ["#000004", palette.GREYED]
    # The first node is the sum of a strong and a weak link.
    assert list(data["sankey"].node.color) == [palette.GREYED, "#000002", palette.GREYED]
    lines = [trace for trace in greyed(figure(), MEASURED).data if trace.type == "scatter" and trace.mode == "lines"]
    assert {trace.meta["kinds"]: trace.line.color for trace in lines} == {
        "reported": "#112233", "estimated": palette.GREYED}
    target = next(trace for trace in greyed(figure(), MEASURED).data if trace.name == "target")
    assert target.marker.color == palette.GREYED


def test_hatching_and_dashes_stay():
    before, after = figure(), greyed(figure(), MEASURED)
    for old, new in zip(before.data, after.data, strict=True):
        if old.type == "bar":
            assert new.marker.pattern == old.marker.pattern
        if old.type == "scatter" and old.mode == "lines":
            assert new.line.dash == old.line.dash


def test_with_every_kind_in_colour_nothing_changes():
    assert greyed(figure(), kinds_in_colour(Shown.ALL)).to_dict() == figure().to_dict()
