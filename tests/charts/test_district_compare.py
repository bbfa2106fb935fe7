"""Districts beside each other: ranked, two by two, against an indicator, over time, and put to the test."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hkzero.charts import district_compare as compare
from hkzero.charts import palette
from hkzero.measure import Kind
from hkzero.model.allocation import by_proxy
from hkzero.model.districts import in_period, paired
from hkzero.text import LANGUAGES, label

LARGEST_BYTES = 40_000
RAW = re.compile(r"(?<!%)\{[a-z_]+\}|\b(?:districts|labels)\.[a-z_]+\.[a-z_.]+")


@pytest.fixture(scope="module")
def year(store):
    """Return electricity of 2024 by district, all users."""
    return in_period(store.ask("district_electricity"), "2024")


@pytest.fixture(scope="module")
def by_user(store):
    return in_period(store.ask("district_electricity", user_type=None), "2024")


def income(store):
    return in_period(store.ask("district_profile", indicator="income"), "2025")


def test_the_ranking_is_sorted_with_the_largest_on_top(year):
    (bars,) = compare.ranking(year, "en", "R", "A").data
    frame = year.frame.sort_values("value")
    assert list(bars.x) == list(frame["value"]) == sorted(bars.x), "the last bar is drawn on top"
    assert list(bars.y) == [label("district", code, "en") for code in frame["district"]]
    firm = frame["grade"] == "metered"
    for drawn, expected in ((bars.error_x.array, frame["high"] - frame["value"]),
                            (bars.error_x.arrayminus, frame["value"] - frame["low"])):
        assert [length for length in drawn if length is not None] == pytest.approx(list(expected[~firm]))
        assert [length is None for length in drawn] == list(firm), "no range, no whisker"
    colours = dict(zip(frame["district"], bars.marker.color, strict=True))
    assert (colours["R"], colours["A"]) == compare.COMPARED and set(colours.values()) == {
        *compare.COMPARED, palette.SEA}


def test_weak_bars_are_hatched_and_whiskers_are_missing_where_there_is_no_range(store, year):
    (bars,) = compare.ranking(year, "en").data
    kinds = list(year.frame.sort_values("value")["kind"])
    assert list(bars.marker.pattern.shape) == [palette.HATCH[Kind(kind)] for kind in kinds]
    (profile,) = compare.ranking(income(store), "en").data
    assert profile.error_x.array is None and len(profile.x) == 18


def test_ties_and_gaps_in_the_ranking(year):
    frame = year.frame.assign(value=[None, *[5.0] * 17])
    (bars,) = compare.ranking(replace(year, frame=frame), "en").data
    assert len(bars.x) == 17 and list(bars.y)[::-1] == [label("district", code, "en") for code in frame["district"][1:]]


def test_two_districts_by_type_of_user(by_user):
    first, second = compare.comparison(by_user, "en", ("A", "R")).data
    assert list(first.x) == [2509, 560, 49] and list(first.y) == ["Commercial", "Residential", "Industrial"]
    assert set(first.error_x.array) == {None} and min(second.error_x.array) > 0, "a metered district has no range"
    assert (first.marker.color, second.marker.color) == compare.COMPARED
    half = replace(by_user, frame=by_user.frame[by_user.frame["district"] != "R"])
    _, missing = compare.comparison(half, "en", ("A", "R")).data
    assert list(missing.x) == [None] * 3 or all(value != value for value in missing.x)


def test_the_scatter_marks_what_rests_on_an_allocation(store, year):
    pair = paired(income(store), year)
    (marks,) = compare.scatter(pair, "en", ("HK$/month", "GWh"), "R", "A").data
    symbols = dict(zip(marks.customdata, marks.marker.symbol, strict=True))
    assert {code for code, symbol in symbols.items() if symbol == "circle-open"} == set("ABCD")
    assert set(symbols.values()) == {"circle-open", "diamond-open"} and len(symbols) == 18
    colours = dict(zip(marks.customdata, marks.marker.color, strict=True))
    assert (colours["R"], colours["A"]) == compare.COMPARED
    beside = [position for _, position in sorted(zip(marks.x, marks.textposition, strict=True))]
    assert (beside[0], beside[-1]) == ("middle right", "middle left"), "no name leaves the picture"
    assert set(beside) == set(compare.AROUND)


def test_a_half_year_without_figures_is_a_gap_in_the_history(store):
    halves = store.ask("district_electricity", user_type=None)
    axis = compare.history(halves, "en", "R").layout.xaxis
    assert list(axis.categoryarray)[0] == "H2 2021" and len(axis.categoryarray) == 9
    allocated, metered = (compare.history(halves, "en", code).data for code in ("R", "A"))
    assert {text for bars in allocated for text in bars.x} == {"H1 2024", "H2 2024", "H1 2025", "H2 2025"}
    assert all(len(bars.x) == 9 for bars in metered)
    assert all(set(bars.meta["kinds"]) == {"observed"} for bars in metered)
    assert sum(dict(zip(bars.x, bars.y, strict=True))["H1 2024"] for bars in metered) == 1406  # HK Electric


def test_predicted_beside_metered(store):
    tests = store.ask("district_validation")
    metered, predicted = compare.validation(tests, "en", "residential", "people_income").data
    assert list(metered.y) == [552.5, 392.25, 941.0, 529.5], "HK Electric, mean of 2022 to 2025"
    assert list(predicted.text) == ["0%", "−4%", "0%", "−3%"]
    evidence = compare.predicted(tests, "residential", "people_income")
    assert evidence.unit == "GWh" and list(evidence.values) == list(predicted.y)
    assert evidence.sources == tests.measured(tests.frame[(tests.frame["user_type"] == "residential") & (
        tests.frame["proxy"] == "people_income")]).sources


def test_every_proxy_tried_is_listed_with_its_errors(store):
    tests = store.ask("district_validation")
    table = compare.tried(tests, "en")
    assert len(table) == 15 and list(table["Kept"]).count("yes") == 3
    errors = table.iloc[:, 4:].abs().mean(axis=1)
    assert (errors - table.iloc[:, 3]).abs().max() < 0.1
    assert compare.proxies(tests, "residential")[0] == "people_income"
    assert len(compare.proxies(tests, "commercial")) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_proxy_moves_the_same_sales(store, lang):
    weights, sold = store.ask("district_proxies"), store.ask("clp_sales")
    names = ("people_income", "people")
    table = compare.moved(*(by_proxy(weights, sold, "residential", name, "2024") for name in names), names, lang)
    assert table.shape == (14, 3)
    assert table.iloc[:, 1].sum() == pytest.approx(table.iloc[:, 2].sum(), abs=14)  # GWh, rounded to whole ones


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_districts_in_figures(store, year, lang):
    table = compare.two_in_figures(year, store.ask("district_profile"), lang, ("K", "R"))
    assert table.shape[1] == 3 and not RAW.search(table.to_csv())
    rows = table.set_index(table.columns[0])
    assert "31,800" in rows.loc[label("indicator", "income", lang)].iloc[1]  # C&SD, General Household Survey, 2025
    # Known of neither, so not there; known of one, so there with a blank.
    assert label("indicator", "vacancy_rate", lang) not in rows.index
    profile = store.ask("district_profile")
    known = set(profile.frame[profile.frame["indicator"] == "vacancy_rate"]["district"])
    assert "K" not in known and "Q" in known
    beside = compare.two_in_figures(year, profile, lang, ("K", "Q")).set_index(table.columns[0])
    assert list(beside.loc[label("indicator", "vacancy_rate", lang)])[0] == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_and_its_words_in_every_language(store, year, by_user, lang):
    tests, halves = store.ask("district_validation"), store.ask("district_electricity", user_type=None)
    pair, names = paired(income(store), year), ("across", "up")
    made = {
        "ranking": (compare.ranking(year, lang), compare.ranking_alt(year, lang)),
        "comparison": (compare.comparison(by_user, lang, "AR"), compare.comparison_alt(by_user, lang, "AR")),
        "scatter": (compare.scatter(pair, lang, ("HK$/month", "GWh")), compare.scatter_alt(pair, lang, names)),
        "history": (compare.history(halves, lang, "R"), compare.history_alt(halves, lang, "R")),
        "validation": (compare.validation(tests, lang, "commercial", "stations"),
                       compare.validation_alt(tests, lang, "commercial", "stations")),
    }
    for name, (figure, alt) in made.items():
        text = figure.to_json().replace(str(figure.layout.uirevision), "")
        assert figure.data and len(text.encode()) <= LARGEST_BYTES and "NaN" not in text, name
        assert not RAW.search(text) and not RAW.search(alt) and any(letter.isdigit() for letter in alt), name
        assert all(trace.meta and "kinds" in trace.meta for trace in figure.data), name
    assert "18" in compare.correlation(pair, lang, names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_few_districts_say_so(store, lang):
    vacancy = in_period(store.ask("district_profile", indicator="vacancy_rate"), "2021")
    pair = paired(income(store), vacancy)
    assert pair.rank_correlation is None and len(pair.rows) == 3
    for said in (compare.correlation(pair, lang, ("a", "b")), compare.scatter_alt(pair, lang, ("a", "b"))):
        assert "3" in said and not RAW.search(said)
    nothing = replace(vacancy, frame=vacancy.frame.head(0))
    assert not RAW.search(compare.ranking_alt(nothing, lang))
    assert not compare.ranking(nothing, lang).data[0].x
