"""A reader's buildings as pictures: what is drawn, in which order, and that a stranger's words stay words."""

from __future__ import annotations

import json

import pytest

from hkzero.charts import own_buildings as charts
from hkzero.text import LANGUAGES

OUTLINES = "./geo/districts.geojson"


def seen(name: str, tonnes: float = 10.0, difference: float = 5.0, **more) -> charts.Seen:
    """Return a made-up building."""
    return charts.Seen(name, 2024, "c11", None, tonnes, 400.0, 380.0, difference, **more)


SYNTHETIC = (seen("<b>One</b>\n", 30.0, 20.0, district="A", lat=22.28, lon=114.16),
             seen("Two", 5.0, -10.0, district="A"), seen("Three", 8.0, 0.0, district="B", lat=22.27, lon=114.17),
             seen("Four", 1.0, -50.0))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_has_sums_by_district_and_points(lang) -> None:
    figure = charts.on_map(SYNTHETIC, lang, OUTLINES)
    bare, coloured, above, below = figure.data
    assert charts.by_district(SYNTHETIC) == {"A": (35.0, 2), "B": (8.0, 1)} and charts.placeless(SYNTHETIC) == 1
    assert list(coloured.locations) == ["A", "B"] and not {"A", "B"} & set(bare.locations)
    assert len(bare.locations) + len(coloured.locations) == 18
    assert list(above.lat) == [22.28] and list(below.lat) == [22.27]
    assert above.marker.symbol != below.marker.symbol
    assert "&lt;b&gt;One&lt;/b&gt;" in above.text[0]
    assert "<b>One" not in json.dumps(figure.to_plotly_json(), default=str)
    assert "35" in coloured.text[0] and charts.map_alt(SYNTHETIC, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_map_without_districts_has_only_points(lang) -> None:
    rows = [seen("X", lat=22.28, lon=114.16)]
    figure = charts.on_map(rows, lang, OUTLINES)
    assert [trace.type for trace in figure.data] == ["choropleth", "scattergeo"]
    assert charts.map_alt(rows, lang) and charts.placeless(rows) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_buildings_are_ranked_and_at_most_so_many_are_drawn(lang) -> None:
    many = [seen(f"B{place:02}", float(place), float(place - 20)) for place in range(40)]
    figure = charts.against_groups(many, lang)
    names = figure.layout.yaxis.ticktext
    assert len(names) == charts.MOST and names[-1] == "B39" and names[0] == "B15"
    drawn = sorted(x for trace in figure.data if trace.mode == "markers" for x in trace.x)
    assert drawn[-1] == 119.0 and len(drawn) == charts.MOST
    scopes = charts.by_scope(many, lang)
    assert [trace.name for trace in scopes.data] and scopes.layout.yaxis.ticktext[-1] == "B39"
    assert max(scopes.data[0].x) == 39.0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scope_that_nobody_stated_has_no_bar(lang) -> None:
    assert len(charts.by_scope(SYNTHETIC, lang).data) == 1
    burnt = charts.Seen("Gas", 2024, "c11", 2.0, 3.0, 400.0, 380.0, 5.0)
    both = charts.by_scope([burnt, *SYNTHETIC], lang)
    assert len(both.data) == 2 and burnt.tonnes == 5.0
    assert both.data[0].x.count(None) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pictures_are_told_in_words(lang) -> None:
    assert "Four" in charts.against_groups_alt(SYNTHETIC, lang)
    assert "%" in charts.by_scope_alt(SYNTHETIC, lang)
    assert charts.by_scope_alt([seen("Nothing", 0.0)], lang)


def test_two_buildings_of_one_name_are_two_rows_and_long_names_are_cut() -> None:
    figure = charts.by_scope([seen("Same"), seen("Same")], "en")
    assert list(figure.layout.yaxis.ticktext) == ["Same", "Same"] and list(figure.data[0].y) == [0, 1]
    assert len(charts.plain_name("x" * 99, 22)) == 22 and charts.plain_name(" a\n b ") == "a b"
