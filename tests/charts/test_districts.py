"""The map of the districts: what has no figure has no colour, what is weaker looks weaker."""

from __future__ import annotations

import json
from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.charts import district_compare, district_findings, emphasis, palette
from hkzero.charts.districts import CODES, class_breaks, district_map, map_alt, outlined
from hkzero.measure import Answer
from hkzero.model.districts import in_period, newest_whole, paired
from hkzero.text import LANGUAGES

SHAPES = ("./geo/districts.geojson?v=1", "./geo/hatching.geojson?v=1")
METERED = set("ABCD")


def answer(store, period: str, **params) -> Answer:
    return in_period(store.ask("district_electricity", **params), period)


def drawn(store, period: str = "2024", **options):
    return district_map(answer(store, period), store.ask("districts"), "en", SHAPES, **options)


def areas(figure) -> list:
    return [trace for trace in figure.data if trace.type in ("choropleth", "choroplethmap")]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=18))
def test_every_value_lies_between_the_ends_of_the_classes(values):
    ends = class_breaks(values)
    assert ends == sorted(set(ends))
    assert ends[0] <= min(values) + 1e-9 and max(values) <= ends[-1] + 1e-9


def test_classes_hold_about_as_many_districts_each():
    ends = class_breaks([float(value) for value in range(101, 119)])
    held = [bisect_right(ends, value) for value in range(101, 119)]
    assert len(ends) == 6 and max(map(held.count, set(held))) <= 6


@pytest.mark.parametrize(("values", "count"), [([], 0), ([5.0, 5.0, 5.0], 1), ([float("nan"), 3.0], 1)])
def test_few_values_make_few_classes(values, count):
    assert len(class_breaks(values)) == count


@pytest.mark.parametrize("scale", ["classes", "continuous"])
def test_a_district_is_coloured_once_and_by_its_kind(store, scale):
    coloured = [trace for trace in areas(drawn(store, scale=scale)) if trace.coloraxis]
    assert sorted(code for trace in coloured for code in trace.locations) == sorted(CODES)
    for trace in coloured:
        assert len(set(trace.meta["kinds"])) == 1
        assert (set(trace.locations) <= METERED) == ("estimated" not in trace.meta["kinds"])


def test_what_is_not_published_is_hatched_and_never_coloured(store):
    figure = drawn(store, "2023-H1")
    coloured = {code for trace in areas(figure) if trace.coloraxis for code in trace.locations}
    hatched = [trace for trace in areas(figure) if trace.geojson == SHAPES[1]]
    assert coloured == METERED and set(hatched[0].locations) == set(CODES) - METERED
    outline = next(trace for trace in areas(figure) if trace.text and not trace.coloraxis)
    assert all("Nothing published" in text for text in outline.text)
    assert [trace for trace in areas(drawn(store, "2024")) if trace.geojson == SHAPES[1]] == []


def test_the_grade_is_marked_apart_from_the_colour(store):
    marks = {trace.name: trace for trace in drawn(store).data if trace.type == "scattergeo"}
    assert len(marks["Metered"].lon) == 4 and marks["Metered"].marker.symbol == "circle"
    assert sum(len(trace.lon) for trace in marks.values()) == 18
    assert len({trace.marker.symbol for trace in marks.values()}) == len(marks)


def test_chosen_districts_are_outlined(store):
    figure = drawn(store)
    thick = [trace for trace in outlined(figure, SHAPES[0], "E", "A")["data"]
             if trace["type"] == "choropleth" and trace["marker"]["line"]["width"] == 4]
    assert [list(trace["locations"]) for trace in thick] == [["A"], ["E"]]
    assert thick[1]["marker"]["line"]["color"] == palette.TARGET
    assert len(figure.data) == len(drawn(store).data), "the figure given stays as it is"


def test_points_are_as_large_as_their_capacity_and_hollow_where_uncertain(store):
    figure = drawn(store, points=store.ask("points"), layers=("power_station", "mtr_station"))
    traces = {trace.name: trace for trace in figure.data}
    stations = store.ask("points", category="power_station").frame
    sizes = dict(zip(stations["name_en"], traces["Power stations"].marker.size, strict=True))
    capacity = stations.set_index("name_en")["capacity_mw"]
    one, other = "Black Point Power Station", "Penny's Bay Power Station"
    assert ((sizes[one] - 8) / (sizes[other] - 8)) ** 2 == pytest.approx(capacity[one] / capacity[other])
    hollow = dict(zip(stations["name_en"], traces["Power stations"].marker.symbol, strict=True))
    assert hollow[other] == "circle-open" and hollow[one] == "circle"
    assert set(traces["MTR stations"].marker.size) == {8}


def test_a_base_map_is_drawn_by_maplibre(store):
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    figure = drawn(store, points=store.ask("points"), layers=("airport",), tiles=tiles)
    assert {trace.type for trace in figure.data} == {"choroplethmap", "scattermap"}
    assert outlined(figure, SHAPES[0], "E", None)["data"][-1]["type"] == "choroplethmap"
    assert figure.layout.map.style["sources"]["base_map"]["tiles"] == [tiles]


def test_the_figure_is_light_and_holds_no_shapes(store):
    text = drawn(store, points=store.ask("points"), layers=tuple(palette.POINT)).to_json()
    assert len(text) < 60_000 and "Polygon" not in text and "NaN" not in text
    assert len(drawn(store).to_json()) < 20_000


def test_allocated_districts_can_be_greyed_and_metered_ones_stay(store):
    grey = emphasis.greyed(drawn(store), emphasis.kinds_in_colour("calculated"))
    plain = [trace for trace in areas(grey) if trace.coloraxis]
    assert {code for trace in plain for code in trace.locations} == METERED
    greyed = [trace for trace in areas(grey) if trace.colorscale and trace.colorscale[0][1] == palette.GREYED]
    assert {code for trace in greyed for code in trace.locations} == set(CODES) - METERED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_is_told_in_words(store, lang):
    assert "18" in map_alt(answer(store, "2024"), lang) and "4" in map_alt(answer(store, "2023-H1"), lang)
    assert map_alt(answer(store, "1066"), lang)


def test_the_ranking_is_ordered_with_its_ranges(store):
    figure = district_compare.ranking(answer(store, "2024"), "en", "E")
    (bars,) = figure.data
    assert list(bars.x) == sorted(bars.x) and len(bars.y) == 18
    frame = answer(store, "2024").frame.set_index("district")
    place = list(bars.y).index("Yau Tsim Mong")
    assert bars.error_x.array[place] == pytest.approx(frame.at["E", "high"] - frame.at["E", "value"])
    assert list(bars.marker.color).count(palette.TARGET) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_districts_stand_side_by_side(store, lang):
    every = answer(store, "2024", user_type=None, per="person")
    figure = district_compare.comparison(every, lang, ("E", "A"))
    assert [len(trace.x) for trace in figure.data] == [3, 3]
    assert district_compare.comparison_alt(every, lang, ("E", "A"))
    table = district_compare.two_in_figures(answer(store, "2024"), store.ask("district_profile"), lang, ("E", "A"))
    assert len(table) > 8 and not table.iloc[:, 1:].map(lambda cell: "nan" in str(cell)).any().any()


def test_a_half_year_without_figures_is_a_gap(store):
    every = store.ask("district_electricity", user_type=None)
    allocated, metered = (district_compare.history(every, "en", code) for code in ("E", "A"))
    assert [len(trace.x) for trace in allocated.data] == [4, 4, 4]
    assert [len(trace.x) for trace in metered.data] == [9, 9, 9]
    assert allocated.layout.xaxis.categoryarray == metered.layout.xaxis.categoryarray


def newest(store, name: str, **params) -> Answer:
    every = store.ask(name, **params)
    return in_period(every, newest_whole(every))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_indicators_tied_by_the_method_are_called_so(store, lang):
    pair = paired(newest(store, "district_profile", indicator="income"),
                  newest(store, "district_electricity", per="person"))
    assert len(district_compare.scatter(pair, lang, ("HK$/month", "kWh/person"), "E").data[0].x) == 18
    assert district_compare.correlation(pair, lang, ("x", "y"))
    assert district_findings.shared_method("income", "electricity", lang)
    assert district_findings.shared_method("electricity", "emissions", lang)
    assert district_findings.shared_method("rent", "electricity", lang) is None
    assert district_findings.shared_method("income", "population", lang) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_method_shows_every_proxy_with_its_errors(store, lang):
    tests = store.ask("district_validation")
    table = district_compare.tried(tests, lang)
    assert len(table) == len(tests.frame.drop_duplicates(["user_type", "proxy"])) and len(table.columns) == 8
    for user in ("residential", "commercial", "industrial"):
        best, *others = district_compare.proxies(tests, user)
        assert others and district_compare.validation_alt(tests, lang, user, best)
        metered, predicted = district_compare.validation(tests, lang, user, best).data
        assert len(metered.x) == 4 and min(predicted.y) > 0


def test_the_finding_says_how_well_it_is_known(store):
    electricity = newest(store, "district_electricity")
    people = in_period(store.ask("district_profile", indicator="population"), electricity.data_to)
    said = district_findings.headline(electricity, people, store.ask("district_validation"), "en")["text"]
    assert "22%" in said and "16%" in said and "2% for homes" in said and "23% for commerce" in said
    figures = {"electricity": electricity, "per_person": newest(store, "district_electricity", per="person"),
               "emissions": newest(store, "district_emissions")}
    for code in CODES:
        cards = district_findings.district_cards(code, figures, store.ask("district_profile"), "en")
        assert len(cards) == 8 and json.dumps([card.value for card in cards]).count("nan") == 0
