"""The pictures and words of the marginal abatement cost curve, on a made-up curve."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest

from hkzero.charts import finance_macc as charts
from hkzero.charts import finance_macc_findings as words
from hkzero.charts import palette
from hkzero.measure import Measured
from hkzero.model.carbon_price import published
from hkzero.model.currency import rates
from hkzero.model.marginal_abatement import Bar, Curve, Ends, Overlap
from hkzero.text import LANGUAGES

IDS = ("saver", "wide", "thin", "dear")
TITLES = {name: f"Synthetic {name}" for name in (*IDS, "idle", "worse")}
GROUPS = {"saver": "buildings", "wide": "electricity", "thin": "electricity", "dear": "transport", "idle": "removals",
          "worse": "transport"}
PRICE = 104.0


def bar(lever_id: str, avoided: float, cost: float, spread: float = 50.0) -> Bar:
    price = 1000 * cost / avoided
    return Bar(lever_id, avoided, cost, price, price + 1, Ends(0.9 * avoided, 1.1 * avoided),
               Ends(price - spread, price + spread))


@pytest.fixture
def curve() -> Curve:
    """Return four levers with a price, one that avoids nothing and one that emits more."""
    return Curve(
        2035, 0.04, Overlap.SEQUENTIAL,
        (bar("saver", 1_000, -500), bar("wide", 7_000, 350), bar("thin", 10, 4), bar("dear", 90, 900, inf)),
        (Bar("idle", 0.2, 3.0, None, None),), (Bar("worse", -40.0, 5.0, None, None),),
        8_060.2, 762.0, 9_000.0, 800.0, 48, 0, Ends(7_500, 8_500), True)


@pytest.fixture
def levers():
    def lever(name: str):
        return SimpleNamespace(lever_id=name, group=GROUPS[name], title=dict.fromkeys(LANGUAGES, TITLES[name]),
                               cost_assumption="" if name == "saver" else "ec_something", is_date=False, unit="%",
                               frozen=10.0)
    return SimpleNamespace(find=lever)


def drawn(curve: Curve, chosen: str = "", lang: str = "en") -> go.Figure:
    return go.Figure(charts.curve(charts.frame(lang), curve, TITLES, GROUPS, PRICE, chosen, lang))


def bars(figure: go.Figure) -> dict[str, tuple]:
    """Return middle, width and height of each bar by lever."""
    return {point[0]: (x, width, y) for trace in figure.data if trace.type == "bar"
            for point, x, width, y in zip(trace.customdata, trace.x, trace.width, trace.y, strict=True)}


def test_bars_stand_side_by_side_as_wide_as_what_they_avoid(curve):
    found = bars(drawn(curve))
    end = 0.0
    for one in curve.bars:
        middle, width, height = found[one.lever_id]
        assert width == pytest.approx(one.avoided_kt / 1000) and height == pytest.approx(one.hkd_per_tonne)
        assert middle == pytest.approx(end + width / 2, abs=1e-5)
        end += width
    assert drawn(curve).layout.xaxis.range == pytest.approx((0, end))


def test_groups_have_the_colours_of_the_scenarios_and_the_chosen_lever_an_edge(curve):
    figure = drawn(curve, "wide")
    colours = {trace.name: trace.marker.color for trace in figure.data if trace.type == "bar"}
    assert colours == {"Buildings": palette.LEVER_GROUP["buildings"], "Transport": palette.LEVER_GROUP["transport"],
                       "Electricity": palette.LEVER_GROUP["electricity"]}
    edges = {point[0]: edge for trace in figure.data if trace.type == "bar"
             for point, edge in zip(trace.customdata, trace.marker.line.width, strict=True)}
    assert edges["wide"] == charts.CHOSEN_EDGE and max(edges[name] for name in ("saver", "thin", "dear")) < 1


def test_what_is_beyond_the_picture_has_an_arrow_and_ranges_keep_within_reason(curve):
    figure = drawn(curve)
    low, high = figure.layout.yaxis.range
    assert low < -500 and high < 10_000, "1 % of the tonnes must not flatten all the others"
    (arrow,) = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]
    assert [point[0] for point in arrow.customdata] == ["thin", "dear"] and set(arrow.y) == {high}
    ends = {point[0]: up for trace in figure.data if trace.type == "bar"
            for point, up in zip(trace.customdata, trace.error_y.array, strict=True)}
    assert ends["wide"] == pytest.approx(50) and ends["thin"] is None
    (line,) = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"]
    assert set(line.y) == {PRICE} and line.name == "Mainland's market 2024: HK$104"


def test_names_stand_where_there_is_room_on_the_empty_side_of_zero(curve):
    labels = {label.text.replace("<br>", " "): label.yanchor for label in drawn(curve).layout.annotations}
    assert labels == {"Synthetic saver": "bottom", "Synthetic wide": "top"}


def test_the_list_has_every_bar_with_its_name(curve):
    figure = go.Figure(charts.ranked(charts.ranked_frame("en"), curve, TITLES, GROUPS, PRICE, "dear", "en"))
    assert list(figure.layout.yaxis.categoryarray) == [TITLES[name] for name in IDS]
    found = {name: price for trace in figure.data if trace.type == "bar"
             for name, price in zip(trace.y, trace.x, strict=True)}
    assert found[TITLES["saver"]] == -500 and found[TITLES["dear"]] == 10_000
    assert all(trace.orientation == "h" for trace in figure.data if trace.type == "bar")
    (arrow,) = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]
    assert list(arrow.y) == [TITLES["thin"], TITLES["dear"]] and set(arrow.marker.symbol) == {"triangle-right"}
    assert set(arrow.x) == {figure.layout.xaxis.range[1]}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("overlap", Overlap)
def test_the_finding_tells_what_costs_less_than_carbon(curve, lang, overlap):
    found = words.headline(replace(curve, overlap=overlap), "S", PRICE, 1_000.0, lang)
    assert "104" in found["text"] and "2024" in found["text"], "prices have fallen since: the year is said"
    assert "2035" in found["text"] and "8.0" in found["text"] and "1.0" in found["note"]
    nothing = words.headline(replace(curve, bars=curve.bars[2:]), "S", PRICE, 0.0, lang)
    none = words.headline(replace(curve, bars=()), "S", PRICE, 0.0, lang)
    assert len({found["text"], nothing["text"], none["text"]}) == 3


def test_key_figures(curve):
    evidence = dict.fromkeys(("whole", "saving", "mean", "interaction"), Measured.one(1, "x", ["a"], "scenario"))
    cards = words.key_cards(curve, 400.0, evidence, "en")
    # 1,000 of 8,100 kt save money; HK$762 million for 8,060.2 kt; 9,000 alone less 8,060.2 together.
    assert [card.value for card in cards] == ["8.1 Mt CO₂e", "12%", "HK$95", "0.94 Mt CO₂e"]
    assert "0.40 Mt" in cards[1].note and "7.5 Mt" in cards[0].note
    assert words.key_cards(replace(curve, bars=()), 0.0, evidence, "en") == []


def test_levers_without_a_price_are_named_and_not_drawn(curve):
    idle, worse = words.without_price(curve, TITLES, "en")
    assert "Synthetic idle" in idle and "Synthetic worse (40.0 kt CO₂e)" in worse
    assert {"idle", "worse"} & set(bars(drawn(curve))) == set()
    assert words.without_price(replace(curve, idle=(), raising=()), TITLES, "en") == []


def test_the_note_says_what_applies(curve):
    plain = words.note(curve, False, "en")
    assert "Taylor" not in plain and "save money" in plain and "48 draws" in plain and "arrow" not in plain.lower()
    assert "no order of cost stands still" in words.note(replace(curve, is_stable=False), True, "en")
    bars = tuple(replace(one, error_kt=7.4, error_million_hkd=1.0) for one in curve.bars)
    sampled = replace(curve, orders=64, bars=bars)
    assert "64 drawn orders" in words.note(sampled, False, "en") and "7 kt" in words.note(sampled, False, "en")
    assert "save money" not in words.note(replace(curve, bars=curve.bars[1:]), False, "en")


def test_the_table_has_blanks_for_what_is_not_known(curve, levers):
    table = words.table(curve, levers, "en")
    assert len(table) == 6 and table["HK$ a tonne"].isna().tolist() == [False] * 4 + [True] * 2
    assert pd.isna(table["95th percentile"][3]), "a range without end is no number"
    assert table["Remark"][0] == "cost not known, counted as none" and table["Remark"][1] == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_lever_in_words(curve, levers, lang):
    setting = SimpleNamespace(value=50.0, end_year=2040)
    said = [words.lever_lines(one, levers.find(one.lever_id), setting, 30.0, curve, lang)
            for one in (*curve.bars, *curve.idle, *curve.raising)]
    assert len(said[0]) == 5 and len(said[1]) == 4, "the saver's own cost is not known"
    assert "10%" in said[1][0] and "50%" in said[1][0] and "30%" in said[1][0] and "2040" in said[1][0]
    assert len({lines[1] for lines in said}) == 6 and len(said[4]) == len(said[5]) == 2


@pytest.mark.parametrize(("lang", "million", "written"), [
    ("en", 17_422, "HK$17.4 billion"), ("en", -133, "\N{MINUS SIGN}HK$133 million"), ("zh_hant", 17_422, "174.2億港元"),
    ("zh_hans", 13.4, "1,340万港元"), ("en", 0.2, "HK$0 million")])
def test_money_as_people_write_it(lang, million, written):
    assert words._million(million, lang) == written


def test_published_potentials_stand_beside_the_same_sectors(curve):
    rows = pd.DataFrame({"measure": ["all_three_sectors", "power_decarbonisation", "mobility"],
                         "value": [32.0, 27.0, 6.7], "period": ["2050"] * 3, "base_year": [2005] * 3})
    table = words.published_table(rows, curve, GROUPS, "en")
    # Electricity 7,010; transport 90 - 40; buildings 1,000 kt.
    assert table.iloc[:, -1].tolist() == [8.1, 7.0, 0.1] and table.iloc[:, 1].tolist() == [32.0, 27.0, 6.7]


def test_the_words_for_who_cannot_see_it(curve):
    said = words.alt(curve, TITLES, "A finding", "en")
    assert "Synthetic wide: 7.0 Mt CO₂e at HK$50" in said and "Synthetic dear: HK$10,000" in said
    assert words.alt(replace(curve, bars=()), TITLES, "A finding", "en") == "A finding"


def test_the_year_that_is_said_of_the_carbon_price_is_that_of_the_assumption(store):
    assumptions = store.ask("assumptions").frame.set_index("assumption_id")
    prices = [price for price in published(store.ask("carbon_prices"), rates(store.ask("exchange_rates")))
              if price.scheme == "china_national" and price.price_type.startswith("annual_average")]
    means = {price.period: price.hkd() for price in prices}
    central = assumptions.loc["ec_carbon_price", "central"]
    assert {year for year, mean in means.items() if mean == pytest.approx(central, rel=0.01)} == {str(words.PRICE_YEAR)}
