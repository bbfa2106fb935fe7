"""The map of the districts: classes that hold their values, gaps without colour, marks for how firm a figure is."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.charts import base_map, districts, palette
from hkzero.charts.emphasis import Shown, greyed, kinds_in_colour
from hkzero.measure import Kind
from hkzero.model.districts import in_period
from hkzero.text import LANGUAGES, label

SHAPES = ("./geo/outlines?v=1", "./geo/hatching?v=1")
TILES = "https://tiles.example/{z}/{x}/{y}.png"
LARGEST_BYTES = 40_000
LAYERS = ("power_station", "wind", "floating_solar", "waste_to_energy", "landfill", "district_cooling", "airport",
          "container_terminal", "mtr_station", "ferry_pier")
RAW = re.compile(r"(?<!%)\{[a-z_]+\}|\b(?:districts|labels)\.[a-z_.]+")
POSITIVE = st.floats(1e-3, 1e7)


@pytest.fixture(scope="module")
def ask(store):
    """Return a function that gives an indicator in a period."""
    def answer(period="2024", name="district_electricity", **params):
        return in_period(store.ask(name, **params), period)

    return answer


@pytest.fixture(scope="module")
def draw(store):
    """Return a function that draws the map of an answer."""
    places, points = store.ask("districts"), store.ask("points")

    def drawn(answer, lang="en", layers=(), chosen=None, other=None, **more):
        figure = districts.district_map(answer, places, lang, SHAPES, points=points if layers else None, layers=layers,
                                        **more)
        is_outlined = (chosen or other) and "tiles" in more
        return go.Figure(districts.outlined(figure, SHAPES[0], chosen, other)) if is_outlined else figure

    return drawn


def areas(figure, shapes=SHAPES[0]):
    """Return the traces that colour or hatch districts, without the outlines."""
    return [trace for trace in figure.data if trace.type.startswith("choropleth") and trace.geojson == shapes
            and (trace.coloraxis or shapes != SHAPES[0])]


def outlines(figure):
    return [trace for trace in figure.data if trace.type.startswith("choropleth") and not trace.coloraxis
            and trace.geojson == SHAPES[0]]


@given(st.lists(POSITIVE, min_size=1, max_size=18))
def test_every_value_falls_in_its_class(values):
    ends = districts.class_breaks(values)
    assert all(low < high for low, high in pairwise(ends)) and len(ends) <= districts.CLASSES + 1
    assert ends[0] <= min(values) * (1 + 1e-9) and ends[-1] >= max(values) * (1 - 1e-9)
    if len(ends) < 2:
        return
    for value, middle in zip(values, districts.placed(values, ends), strict=True):
        place = int(middle)
        assert middle == place + 0.5 and 0 <= place <= len(ends) - 2
        assert ends[place] * (1 - 1e-9) <= value <= ends[place + 1] * (1 + 1e-9)


@given(st.lists(POSITIVE, min_size=2, max_size=18))
def test_a_larger_value_is_never_in_a_lower_class(values):
    ends, ordered = districts.class_breaks(values), sorted(values)
    if len(ends) > 1:
        placed = districts.placed(ordered, ends)
        assert placed == sorted(placed)


def test_classes_worked_out_by_hand():
    # Fifths of 1 to 11 lie at 3, 5, 7 and 9.
    assert districts.class_breaks([*range(1, 12)]) == [1, 3, 5, 7, 9, 11]
    assert districts.class_breaks([1234, 5678, 5678, 5678, 5678, 5678, 98765]) == [1000, 6000, 99000]
    assert districts.class_breaks([0.0, 0.0, 12.3]) == [0, 2, 7, 13]
    assert districts.class_breaks([]) == districts.class_breaks([math.nan]) == []
    assert districts.class_breaks([1500.0] * 5) == [1500], "one value has no classes"


def test_classes_hold_about_as_many_districts_each(ask):
    values = ask().frame["value"]
    placed = districts.placed(values, districts.class_breaks(values))
    assert sorted(set(placed)) == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert all(2 <= placed.count(place) <= 5 for place in set(placed))


def test_the_bar_says_where_classes_end(ask, draw):
    axis = draw(ask()).layout.coloraxis
    ends = districts.class_breaks(ask().frame["value"])
    assert list(axis.colorbar.tickvals) == [0, 1, 2, 3, 4, 5] and len(set(axis.colorbar.ticktext)) == 6
    assert (axis.cmin, axis.cmax) == (0, len(ends) - 1) and axis.colorbar.title.text == "GWh"
    assert [place for place, _ in axis.colorscale] == pytest.approx(
        [0, 0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 1])
    smooth = draw(ask(), scale="continuous")
    assert smooth.layout.coloraxis.cmin is None and len(smooth.layout.coloraxis.colorscale) == 10
    assert sorted(sum((list(trace.z) for trace in areas(smooth)), [])) == pytest.approx(sorted(ask().frame["value"]))


def test_one_value_and_none_are_drawn(ask, draw):
    answer = ask()
    alone = draw(replace(answer, frame=answer.frame.head(1)))
    assert [list(trace.locations) for trace in areas(alone)] == [["A"]]
    assert len(areas(alone, SHAPES[1])[0].locations) == 17
    nothing = draw(replace(answer, frame=answer.frame.head(0)))
    assert areas(nothing) == [] and list(areas(nothing, SHAPES[1])[0].locations) == list(districts.CODES)
    assert "No district" in districts.map_alt(replace(answer, frame=answer.frame.head(0)), "en")


def test_missing_districts_are_hatched_and_have_no_colour(ask, draw):
    figure = draw(ask("2022-H1"))
    coloured = {code for trace in areas(figure) for code in trace.locations}
    (hatched,) = areas(figure, SHAPES[1])
    assert coloured == set("ABCD") and set(hatched.locations) == set(districts.CODES) - coloured
    assert hatched.coloraxis is None and hatched.hoverinfo == "skip"
    # What is hovered and clicked is the whole district, not the lines of the hatching.
    (outline,) = outlines(figure)
    assert list(outline.locations) == list(hatched.locations) and "No figure found" in outline.text[0]
    assert {colour for _, colour in outline.colorscale} == {palette.CLEAR}
    assert areas(draw(ask()), SHAPES[1]) == [], "nothing is hatched where nothing is missing"


def test_a_value_of_none_is_a_gap(ask, draw):
    answer = ask()
    frame = answer.frame.assign(value=answer.frame["value"].where(answer.frame["district"] != "K"))
    figure = draw(replace(answer, frame=frame))
    assert list(areas(figure, SHAPES[1])[0].locations) == ["K"]
    assert "NaN" not in figure.to_json()


def test_one_trace_a_kind_and_each_says_its_evidence(ask, draw):
    figure = draw(ask(), layers=LAYERS, chosen="R", other="A")
    kinds = [set(trace.meta["kinds"]) for trace in areas(figure)]
    assert sorted(map(sorted, kinds)) == [["derived"], ["estimated"]]
    assert all(trace.meta and "kinds" in trace.meta for trace in figure.data)
    for trace in areas(figure):
        assert len(trace.meta["kinds"]) == len(trace.locations) == len(trace.text) == len(trace.z)


def test_what_is_allocated_has_another_mark_than_what_is_metered(ask, draw):
    figure, frame = draw(ask()), ask().frame
    marks = {trace.name: trace for trace in figure.data if trace.type == "scattergeo"}
    assert list(marks) == [label("grade", grade, "en") for grade in districts.FIRM]
    assert len({trace.marker.symbol for trace in marks.values()}) == 3
    for grade in districts.FIRM:
        assert len(marks[label("grade", grade, "en")].lon) == (frame["grade"] == grade).sum() > 0
    widths = {code: width for trace in areas(figure)
              for code, width in zip(trace.locations, trace.marker.line.width, strict=True)}
    assert {code for code, width in widths.items() if width == districts.THICK} == set("ABCD")


def test_the_chosen_are_outlined_last(ask, draw):
    figure = draw(ask(), chosen="R", other="A", tiles=TILES)
    first, second = outlines(figure)
    assert (list(first.locations), first.marker.line.color) == (["A"], palette.INK)
    assert (list(second.locations), second.marker.line.color) == (["R"], palette.TARGET)
    assert first.marker.line.width == second.marker.line.width == districts.CHOSEN_WIDTH
    assert first.hoverinfo == second.hoverinfo == "skip", "the figure beneath can still be read and clicked"


@pytest.mark.parametrize(("chosen", "other", "expected"), [
    ("R", "A", [("A", palette.INK_IN_BROWSER), ("R", palette.TARGET)]), ("R", None, [("R", palette.TARGET)]),
    (None, "A", [("A", palette.INK_IN_BROWSER)]), ("R", "R", [("R", palette.TARGET)]), (None, None, [])])
def test_what_the_browser_outlines(chosen, other, expected):
    assert list(districts.outline_colours(chosen, other).items()) == expected


def test_area_follows_the_capacity(store, ask, draw):
    figure = draw(ask(), layers=("power_station", "wind"))
    points = store.ask("points").frame
    most = points["capacity_mw"].max()
    stations = next(trace for trace in figure.data if trace.name == "Power stations")
    rows = points[points["category"] == "power_station"]
    for size, megawatts in zip(stations.marker.size, rows["capacity_mw"], strict=True):
        if not math.isnan(megawatts) and size > districts.SMALLEST_POINT:
            assert size ** 2 / districts.LARGEST_POINT ** 2 == pytest.approx(megawatts / most)
    assert max(stations.marker.size) == districts.LARGEST_POINT
    wind = next(trace for trace in figure.data if trace.name == "Wind turbine")
    assert wind.marker.size == districts.SMALLEST_POINT, "small, but seen"
    assert districts._size(math.nan, most) == districts.SMALLEST_POINT


def test_an_uncertain_position_is_hollow(store, ask, draw):
    figure, points = draw(ask(), layers=LAYERS), store.ask("points").frame
    assert {"low"} < set(points["quality"])
    for layer in LAYERS:
        trace = next(trace for trace in figure.data if trace.name == label("category", layer, "en"))
        hollow = list(points[points["category"] == layer]["quality"] == "low")
        symbols = trace.marker.symbol
        symbols = [symbols] * len(hollow) if isinstance(symbols, str) else symbols  # one for all where they are alike
        assert [symbol == "circle-open" for symbol in symbols] == hollow


@pytest.mark.parametrize("tiles", [None, TILES], ids=["plain", "tiles"])
def test_a_click_leaves_every_colour_as_it_is(ask, draw, tiles):
    """Plotly fades what was not clicked; then no colour would stand for its class any more."""
    for trace in draw(ask("2022-H1"), layers=LAYERS, tiles=tiles).data:
        own = trace.marker.opacity if trace.marker.opacity is not None else 1
        assert trace.unselected.marker.opacity == own, trace.name or trace.type


def test_a_place_carries_its_district(store, ask, draw):
    points = store.ask("points").frame
    for layer in ("power_station", "ferry_pier"):
        drawn = {trace.name: trace for trace in draw(ask(), layers=(layer,)).data}
        trace = drawn[label("category", layer, "en")]
        assert list(trace.customdata) == list(points[points["category"] == layer]["district"].fillna(""))
    assert points["district"].isna().any(), "one lies outside"


def test_only_the_layers_asked_for_are_drawn(ask, draw):
    names = {trace.name for trace in draw(ask(), layers=("landfill",)).data if trace.type == "scattergeo"}
    assert names == {"Landfill", "Metered", "Allocated", "Indicative"}


def test_the_base_map_is_drawn_by_maplibre(ask, draw):
    figure = draw(ask("2022-H1"), layers=("power_station",), chosen="A", tiles=TILES)
    assert {trace.type for trace in figure.data} == {"choroplethmap", "scattermap"}
    assert figure.layout.map.style == base_map.style(TILES, "en")
    for trace in areas(figure):
        assert trace.marker.opacity == districts.MAP_OPACITY, "the map beneath is seen through it"
    plain = draw(ask("2022-H1"), layers=("power_station",), chosen="A")
    assert {trace.type for trace in plain.data} == {"choropleth", "scattergeo"} and not plain.layout.map.style
    assert TILES not in plain.to_json() and "http" not in plain.to_json()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tiles", [None, TILES], ids=["plain", "tiles"])
def test_the_map_is_small_and_whole_in_every_language(ask, draw, lang, tiles):
    for answer in (ask(), ask("2022-H1"), ask(name="district_emissions", per="person"),
                   ask("2020", "district_profile", indicator="vacancy_rate")):
        figure = draw(answer, lang, tiles=tiles, chosen="R", other="S")
        text = figure.to_json()
        assert len(text.encode()) <= LARGEST_BYTES and "coordinates" not in text and "NaN" not in text
        plain = json.loads(text)
        assert plain["layout"]["uirevision"] == "districts", "a pan stays when the choice changes"
        plain["layout"].pop("map", None)  # the address of the tiles has braces too
        assert not RAW.search(json.dumps(plain))
    everything = draw(ask(), lang, LAYERS, tiles=tiles).to_json()
    assert len(everything.encode()) <= LARGEST_BYTES and "coordinates" not in everything and "NaN" not in everything


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_in_words(ask, lang):
    frame = ask().frame.sort_values("value")
    said = districts.map_alt(ask(), lang)
    assert label("district", frame["district"].iloc[-1], lang) in said
    assert label("district", frame["district"].iloc[0], lang) in said
    assert "18" in said and "4" in said and "2024" in said and not RAW.search(said)
    assert not RAW.search(districts.map_alt(replace(ask(), frame=frame.head(0)), lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_district_in_words(ask, lang):
    rows = {row["district"]: row for row in ask().frame.to_dict("records")}
    metered, indicative = districts.said(rows["A"], lang), districts.said(rows["R"], lang)
    assert metered.count("<br>") == 3 and indicative.count("<br>") == 4, "a range only where there is one"
    assert "3,118" in metered and label("grade", "metered", lang) in metered
    assert label("grade", "indicative", lang) in indicative


def test_a_place_in_words(store):
    rows = {row["point_id"]: row for row in store.ask("points").frame.to_dict("records")}
    assert districts.point_text(rows["black_point_ps"], "en").startswith("<b>Black Point")
    assert "3,850" in districts.point_text(rows["black_point_ps"], "zh_hant")
    unnamed = next(row for row in rows.values() if not isinstance(row["name_zh_hant"], str) or not row["name_zh_hant"])
    assert districts.point_name(unnamed, "zh_hant") == unnamed["name_en"]


@pytest.mark.parametrize("tiles", [None, TILES], ids=["plain", "tiles"])
def test_greying_leaves_the_metered_districts_in_colour(ask, draw, tiles):
    seen = greyed(draw(ask(), tiles=tiles), kinds_in_colour(Shown.CALCULATED))
    shown = [trace for trace in seen.data if trace.type.startswith("choropleth")]
    coloured = [trace for trace in shown if trace.coloraxis]
    grey = [trace for trace in shown if not trace.coloraxis and (0, palette.GREYED) in trace.colorscale]
    assert [sorted(trace.locations) for trace in coloured] == [list("ABCD")]
    assert {code for trace in grey for code in trace.locations} == set(districts.CODES) - set("ABCD")
    assert all(set(trace.meta["kinds"]) == {Kind.ESTIMATED.value} for trace in grey)
    nothing = greyed(draw(ask(), tiles=tiles), kinds_in_colour(Shown.MEASURED))
    assert not [trace for trace in nothing.data if trace.type.startswith("choropleth") and trace.coloraxis]
    half_year = greyed(draw(ask("2024-H1", user_type="residential"), tiles=tiles), kinds_in_colour(Shown.MEASURED))
    assert [sorted(trace.locations) for trace in half_year.data if trace.type.startswith("choropleth")
            and trace.coloraxis] == [list("ABCD")]
