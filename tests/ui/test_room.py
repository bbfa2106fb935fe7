"""Room for labels: enough for the longest, no less than what the chart asks for itself, and no title of nothing."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as some

from hkzero.charts import layout
from hkzero.ui import room
from hkzero.ui.sent import sent

# What Chromium measured of labels in DejaVu Sans of 12 pixels, as on this chart's first draw.
MEASURED_PIXELS = {"10": 15.3, "100,000": 49.6, "Other sectors, not split": 138.0, "60,000": 42.0}


def left_of(values: list[float], **told) -> float:
    figure = layout.base_figure("kt", revision="synthetic").add_scatter(x=list(range(len(values))), y=values)
    return sent(figure.update_yaxes(**told))["layout"]["margin"]["l"]


@pytest.mark.parametrize(("text", "pixels"), MEASURED_PIXELS.items())
def test_a_width_is_near_what_a_browser_measures(text, pixels) -> None:
    assert room.width(text) == pytest.approx(pixels, rel=0.08)


# Tick labels in bold, as Chromium measured them: names of stages on the Batteries page.
@pytest.mark.parametrize(("text", "pixels"), [
    ("Made in the EU, renewable power", 228.1), ("Cleaner grids by 2050", 148.5),
    ("Electricity, of process energy", 197.4)])
def test_a_bold_label_is_wider(text, pixels) -> None:
    assert pixels - 2 < room.width(f"<b>{text}</b>") < 1.08 * pixels
    assert room.width(f"<b>{text}</b> a") == pytest.approx(room.width(f"<b>{text}</b>") + room.width(" a"))


def test_a_label_at_the_very_end_of_its_axis_has_room_for_its_half() -> None:
    """Half of 2060 is 15.3 pixels wide, half of 100% 17.2; plotly.js adds 12."""
    def right_of(**told) -> float:
        figure = layout.base_figure("", revision="synthetic").add_scatter(x=[0, 1], y=[1, 2])
        return sent(figure.update_xaxes(**told))["layout"]["margin"]["r"]

    assert right_of(range=[2020, 2060], tickformat="d") >= 27 and right_of(range=[0, 100], ticksuffix="%") >= 29
    assert right_of(range=[2020.4, 2060.6], tickformat="d") == right_of() < 27, "no label stands at such an end"


def test_a_chinese_letter_is_as_wide_as_it_is_high() -> None:
    assert room.width("電力排放") == 4 * room.TICK_PIXELS
    assert room.width("<b>電力</b>排放") == room.width("電力排放")


def test_longer_labels_have_more_room() -> None:
    assert left_of([1, 9]) < left_of([1, 90]) < left_of([1, 900]) < left_of([1, 9_000], tickformat=",")
    assert left_of([-900, 900]) > left_of([0, 900]), "a minus takes room"
    assert left_of([1, 9], ticksuffix=" million") > left_of([1, 9])
    assert left_of([0.1, 0.4]) > left_of([1, 4]), "the axis has decimals"


def test_a_range_with_an_open_end_and_a_value_without_end_are_borne() -> None:
    assert left_of([1, 9], range=[None, 9_000], tickformat=",") == left_of([1, 9], range=[0, 9_000], tickformat=",")
    assert left_of([1, 9, float("inf")]) == left_of([1, 9])


def test_what_is_piled_up_is_higher_than_its_parts() -> None:
    bars = [go.Bar(x=[2020], y=[600.0]), go.Bar(x=[2020], y=[600.0])]
    beside = sent(layout.base_figure("kt", revision="synthetic").add_traces(bars).update_yaxes(tickformat=","))
    piled = sent(layout.base_figure("kt", revision="synthetic").add_traces(bars).update_yaxes(tickformat=",")
                 .update_layout(barmode="stack"))
    assert piled["layout"]["margin"]["l"] > beside["layout"]["margin"]["l"]


def test_an_axis_without_a_title_keeps_no_place_for_one() -> None:
    figure = sent(layout.base_figure("kt", revision="synthetic").add_scatter(x=[2020, 2021], y=[1, 2]))["layout"]
    assert "text" not in figure["xaxis"]["title"] and figure["yaxis"]["title"]["text"] == "kt"
    named = sent(layout.base_figure("kt", revision="synthetic", horizontal=True).add_scatter(x=[1, 2], y=["a", "b"]))
    assert named["layout"]["margin"]["b"] > figure["margin"]["b"]


@given(values=some.lists(some.floats(-1e9, 1e9), min_size=1, max_size=5), own=some.integers(0, 300))
def test_no_margin_is_less_than_the_charts_own(values, own) -> None:
    figure = layout.base_figure("kt", revision="synthetic").add_scatter(x=list(range(len(values))), y=values)
    found = sent(figure.update_layout(margin=dict.fromkeys("lrtb", own)))["layout"]["margin"]
    assert all(own <= found[side] <= max(own, 220) for side in "lrtb")


def test_labels_that_are_hidden_or_said_to_fit_take_no_room() -> None:
    assert left_of([1, 9_000], automargin=False) == left_of([1, 9_000], visible=False) == room.MOST_PAD_PIXELS
    assert left_of([1, 9_000]) > 3 * room.MOST_PAD_PIXELS
