"""The pictures and words of carbon prices, volumes, milestones and green debt."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from hkzero.charts import finance_market as market
from hkzero.charts import finance_prices as charts
from hkzero.charts import finance_prices_findings as words
from hkzero.charts import palette
from hkzero.measure import Kind
from hkzero.model import carbon_price
from hkzero.model.currency import rates
from hkzero.text import LANGUAGES, has, t

EVERY = tuple(palette.SCHEME)


@pytest.fixture(scope="module")
def table(store) -> pd.DataFrame:
    return carbon_price.table(carbon_price.every_price({name: store.ask(name) for name in
                                                        carbon_price.PRICE_QUESTIONS}))


@pytest.fixture(scope="module")
def milestones(store) -> pd.DataFrame:
    return store.ask("market_milestones").frame


def traces(figure, scheme: str, **where) -> list:
    return [trace for trace in figure.data if trace.legendgroup == scheme
            and all(getattr(trace, name) == value for name, value in where.items())]


# --- prices ---


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("detail", ["both", "means", "days"])
@pytest.mark.parametrize("is_log", [False, True])
def test_every_scheme_stands_once_in_the_legend_and_has_its_evidence(table, lang, detail, is_log):
    figure = charts.prices(table, EVERY, detail, is_log, lang)
    named = [trace.legendgroup for trace in figure.data if trace.showlegend]
    assert len(named) == len(set(named)) and set(named) == {trace.legendgroup for trace in figure.data}
    assert all(trace.meta["kinds"] for trace in figure.data)
    assert all(trace.line.color == palette.SCHEME[trace.legendgroup] for trace in figure.data if trace.mode == "lines")
    assert len(json.dumps(figure.to_dict(), default=list)) < 250_000


def test_nothing_joins_two_months(table):
    figure = charts.prices(table, ["china_national"], "days", False, "en")
    (line,) = traces(figure, "china_national", mode="lines+markers")
    months = [None if y is None else x[:7] for x, y in zip(line.x, line.y, strict=True)]
    for first, second in zip(months, months[1:], strict=False):
        assert first is None or second is None or first == second
    assert line.connectgaps is False and months.count(None) == len({month for month in months if month}) - 1


def test_auctions_are_not_joined_and_look_different(table):
    figure = charts.prices(table, ["eu"], "days", False, "en")
    (line,) = traces(figure, "eu", mode="lines+markers")
    auctions = [trace for trace in traces(figure, "eu", mode="markers") if trace.marker.symbol == charts.AUCTION]
    assert len(auctions) == 1
    secondary = table[(table["scheme"] == "eu") & (table["price_type"] == "day") & (table["market"] == "secondary")]
    assert sum(y is not None for y in line.y) == len(secondary)


def test_means_and_days_can_be_shown_apart(table):
    means = charts.prices(table, ["korea"], "means", False, "en")
    days = charts.prices(table, ["korea"], "days", False, "en")
    assert {trace.mode for trace in means.data} == {"markers"}
    assert "lines+markers" in {trace.mode for trace in days.data}
    ring = means.data[0]
    assert ring.meta["kinds"] == ["derived"] * len(ring.x) and len(ring.x) == 8  # the eight Decembers of 2018 to 2025


def test_one_day_is_no_mean_of_a_month(table):
    figure = charts.prices(table, ["china_national"], "means", False, "en")
    assert not any(x.startswith("2022-01-16") for trace in figure.data for x in trace.x)
    assert "2022-01" not in " ".join(words.prices_table(table, ["shenzhen"], "en").astype(str).values.ravel())


def test_a_mean_of_a_year_is_a_bar_over_it_the_published_one_first(table):
    figure = charts.prices(table, ["china_national"], "means", False, "en")
    (bar,) = [trace for trace in figure.data if trace.x[0] == "2024-01-01"]
    assert list(bar.x) == ["2024-01-01", "2024-07-01", "2024-12-31"]
    # ICAP: 95.96 yuan in 2024, HK$104.06; the mean from turnover is 95.84
    assert set(bar.y) == {104.1} and bar.meta["kinds"] == "observed"
    assert "95.96" in bar.customdata[0] and "1.084" in bar.customdata[0] and "2024" in bar.customdata[0]


def test_a_plan_is_broken_and_what_nobody_announced_is_a_gap(table):
    figure = charts.prices(table, ["singapore"], "means", False, "en")
    lines = {trace.meta["kinds"]: trace for trace in traces(figure, "singapore", mode="lines")}
    assert lines["reported"].line.dash == "solid" and lines["scenario"].line.dash == palette.DASH[Kind.SCENARIO]
    planned = [x for x, y in zip(lines["scenario"].x, lines["scenario"].y, strict=True) if y is not None]
    assert max(planned) == "2028-01-01" and "newest" in lines["scenario"].customdata[-2]
    (bracket,) = traces(figure, "singapore", mode="lines+markers")
    assert list(bracket.y) == [291.5, 466.4] and bracket.x[0].startswith("2030")  # 50 to 80 SGD


def test_the_superseded_plan_is_listed_but_not_drawn(table):
    figure = charts.prices(table, ["singapore"], "both", False, "en")
    ranges = [y for trace in traces(figure, "singapore", mode="lines+markers") for y in trace.y]
    assert min(ranges) > 87.5  # 10 to 15 SGD, the plan of 2018, is HK$58 to 87
    assert "earlier plan, superseded" in set(words.prices_table(table, ["singapore"], "en")["What"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_price_has_its_words(table, lang):
    rows = words.prices_table(table, sorted(set(table["scheme"])), lang)
    assert len(rows) > 80 and rows.notna().all(axis=None)
    assert not rows.map(lambda cell: "_" in str(cell)).any(axis=None)
    assert all(has(f"finance_prices.type.{code}", lang) or code == "day" for code in set(table["price_type"]))


def test_a_price_without_a_rate_says_so(table):
    rows = words.prices_table(table, ["china_seven_pilots"], "en")
    assert rows.iloc[0].to_dict() == {
        "Scheme": "China (first seven pilots)", "What": "mean since the start",
        "Period": "18 June 2013 to 15 April 2015", "HK$ per tonne": "no rate", "As published": "5.56 US$ per t CO₂",
        "Exchange rate": "no published rate for this period", "Evidence": rows.iloc[0]["Evidence"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_has_both_prices_and_their_years(table, lang):
    large, month, tax = words.prices(table, lang)
    assert "104" in large and "711" in large and "2024" in large and "2023" in large  # ICAP, Statista
    assert "2025" in month and "71" in month
    assert "262" in tax and "292" in tax and "466" in tax


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_path_has_its_words(store, lang):
    paths = carbon_price.paths({name: store.ask(name) for name in carbon_price.PATH_QUESTIONS})
    rows = words.paths_table([(path, [carbon_price.price_at(path, year) for year in words.PATH_YEARS])
                              for path in paths.values()], lang)
    assert len(rows) == len(paths) and rows.iloc[:, 0].is_unique
    assert not rows.iloc[:, -1].str.contains("_").any()


# --- volumes ---


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("quantity", ["volume", "turnover"])
def test_years_are_bars_and_totals_are_points_on_axes_of_their_own(store, lang, quantity):
    figure = charts.volumes(store.ask("carbon_market_volumes").frame, quantity, lang)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    points = [trace for trace in figure.data if trace.type == "scatter"]
    assert {trace.yaxis for trace in bars}.isdisjoint({trace.yaxis for trace in points})
    assert all(trace.mode == "markers" for trace in points)
    assert sum(len(trace.x) for trace in bars) == 2 and sum(len(trace.x) for trace in points) == 9


def test_volumes_in_words(store):
    known = rates(store.ask("exchange_rates"))
    by_year = {year: known.at("CNY", year).hkd_per_unit for year in ("2023", "2024")}
    said = " ".join(words.volumes(store.ask("carbon_market_volumes").frame, by_year, "en"))
    # jfdaily, 25 September 2025: 189 Mt, 18.114 billion yuan; gxtzh: 842 Mt by 19 December 2025
    assert "189 Mt CO₂ in 2024 for 18.1 billion yuan, or HK$19.6 billion" in said and "842 Mt" in said
    assert len(words.volumes_table(store.ask("carbon_market_volumes").frame, "en")) == 4


# --- milestones ---


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_milestone_is_drawn_and_has_its_words(milestones, lang):
    figure = market.milestones(milestones, lang)
    drawn = sum(1 if trace.mode == "lines" else len(trace.x) for trace in figure.data)
    assert drawn == len(milestones) and set(milestones["topic"]) <= set(market.LANES)
    rows = words.milestones_table(milestones, lang)
    assert len(rows) == len(milestones) and rows.notna().all(axis=None)
    assert words.milestones(milestones, lang).count(str(len(milestones))) >= 1


def test_a_step_of_which_only_the_year_is_known_is_a_bar_over_it(milestones):
    figure = market.milestones(milestones, "en")
    bars = sorted(trace.x[0] for trace in figure.data if trace.mode == "lines")
    assert bars == ["2018-01-01", "2025-01-01", "2025-01-01"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hover_texts_fit_a_phone(milestones, lang):
    lines = [line for trace in market.milestones(milestones, lang).data for text in trace.text
             for line in text.split("<br>")]
    assert max(len(line) for line in lines) <= market.CHARACTERS_A_LINE[lang] + 8


def test_no_text_of_an_event_is_left_over(milestones):
    from hkzero.text import section

    named = {key.removeprefix("finance_prices.event.") for key in section("finance_prices", "en")
             if key.startswith("finance_prices.event.")}
    assert named == set(milestones["event_id"])


# --- debt ---


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_half_year_stands_apart_and_what_is_derived_is_hatched(store, lang):
    figure = market.debt(store.ask("green_debt").frame, lang)
    total, half, bonds = figure.data
    assert list(total.y) == [56.3, 80.5, 52.4, 84.4]
    assert list(total.marker.pattern.shape) == [palette.HATCH[Kind(kind)] for kind in
                                                ("derived", "reported", "derived", "reported")]
    assert len(half.x) == 1 and half.x[0] not in total.x and half.marker.color != total.marker.color
    assert list(bonds.x) == ["2024"] and bonds.width < total.width


def test_debt_in_words(store):
    frame = store.ask("green_debt").frame
    said = words.debt(frame, {"2024": 7.803}, "en")
    # HKMA, as quoted: US$84.4 billion in 2024, 43.1 of them bonds; 34.3 in the first half of 2025
    assert "US$84.4 billion, or HK$659 billion" in said[0] and "US$43.1 billion" in said[1] and "34.3" in said[2]
    assert "844億美元" in words.debt(frame, {"2024": 7.803}, "zh_hant")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bonds_are_listed_newest_first(store, lang):
    frame = store.ask("government_green_bonds").frame
    rows = words.bonds_table(frame, [1.0] * len(frame), lang)
    assert len(rows) == len(frame) and t("finance_prices.column.coupon", lang) in rows
    assert "2025" in rows.iloc[0, 0] and "2019" in rows.iloc[-1, 0]
    assert not rows.map(lambda cell: t("common.not_published", lang) in str(cell)).any(axis=None)
