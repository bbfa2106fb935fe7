from __future__ import annotations

import json
import re

import pytest

from hkzero.charts import palette, timeline, transport, transport_findings, transport_outlook, transport_use
from hkzero.model import car_outlook
from hkzero.model.electricity import shown
from hkzero.text import LANGUAGES

RAW = re.compile(r"\b(?:transport|labels)\.[a-z_]+\.|\{[a-z_]+\}|\bnan\b")


@pytest.fixture(scope="module")
def ask(database):
    from hkzero.store import open_store

    return open_store(database).ask


@pytest.fixture(scope="module")
def outlook(ask):
    inputs = [ask(name) for name in car_outlook.QUESTIONS]
    return car_outlook.outlook(*inputs, **car_outlook.central(car_outlook.ranges(inputs[-1])), end_year=2035)


def drawings(ask, lang):
    """Yield every chart of the page with its words."""
    official = shown(ask("emissions_by_sector", since=2010))
    falls, shares, targets = ask("registration_fall"), ask("electric_share"), ask("electric_car_targets")
    calls = [
        (transport.registrations, transport.registrations_alt, ask("first_registrations"), ask("car_tax_concession")),
        (transport.fall, transport.fall_alt, falls), (transport.share, transport.share_alt, shares, targets),
        (transport.fuels, transport.fuels_alt, ask("fleet_by_fuel")),
        (transport_outlook.charging, transport_outlook.charging_alt, ask("chargers"), ask("charging_targets")),
    ]
    for draw, in_words, *answers in calls:
        yield draw(*answers, lang), in_words(*answers, lang)
    fleet = ask("vehicle_fleet")
    for edition in transport.editions(fleet):
        yield transport.fleet(fleet, lang, edition), transport.fleet_alt(fleet, lang, edition)
    for grain in ("year", "month"):
        riders = ask("ridership", grain=grain)
        yield transport_use.passengers(riders, lang, grain), transport_use.passengers_alt(riders, lang, grain)
    for split in ("mode", "fuel"):
        for bunkers in (False, True):
            account = shown(ask("transport_emissions", bunkers=int(bunkers)))
            yield (transport_use.account(account, official, lang, split, bunkers),
                   transport_use.account_alt(account, official, lang, split, bunkers))
        energy = ask("transport_energy")
        yield transport_use.energy(energy, lang, split), transport_use.energy_alt(energy, lang, split)
    for group in ("cars", "buses", "goods"):
        economy = ask("fuel_economy")
        yield (transport_use.per_kilometre(economy, lang, group), transport_use.per_kilometre_alt(economy, lang, group))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_is_complete_and_said_in_words(ask, lang):
    for figure, words in drawings(ask, lang):
        text = figure.to_json()
        assert figure.data and len(text) < 150_000
        assert words and not RAW.search(words), words
        assert not RAW.search(json.dumps([trace.name for trace in figure.data], ensure_ascii=False))
        assert figure.layout.paper_bgcolor == palette.CLEAR
        assert all(trace.meta and "kinds" in trace.meta for trace in figure.data)


def test_the_days_the_tax_changed_are_drawn(ask):
    figure = transport.registrations(ask("first_registrations"), ask("car_tax_concession"), "en")
    assert [shape.x0 for shape in figure.layout.shapes] == ["2021-04-01", "2024-04-01", "2026-04-01"]
    labels = [note.text for note in figure.layout.annotations]
    assert any("58,500" in text and "172,500" in text for text in labels) and "Concession<br>ended" in labels


def test_months_not_published_are_gaps(ask):
    figure = transport.share(ask("electric_share"), ask("electric_car_targets"), "en")
    stock = next(trace for trace in figure.data if trace.name == "Registered cars")
    assert not stock.connectgaps
    assert list(stock.x[:4]) == ["2016-12-01", None, "2018-03-01", None]


def test_a_lone_month_is_a_marker_and_a_run_is_a_line():
    from hkzero.charts import layout

    figure = timeline.add_months(layout.base_figure("", revision="x"), ["2020-01", "2020-03", "2020-04"], [1, 2, 3],
                                 name="a", colour="#000000", unit="", kind="observed")
    trace = figure.data[0]
    assert list(trace.x) == ["2020-01-01", None, "2020-03-01", "2020-04-01", None]
    assert list(trace.marker.size) == [8, 0, 0, 0, 0]


def test_account_stacks_only_years_with_every_mode(ask):
    account, official = shown(ask("transport_emissions")), shown(ask("emissions_by_sector", since=2010))
    figure = transport_use.account(account, official, "en", "mode", False)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert {int(year) for trace in bars for year in trace.x} == set(range(2010, 2021))
    electric = next(trace for trace in bars if trace.name == "Electricity")
    assert max(electric.x) == 2020


def test_the_gap_to_the_official_sector_is_said(ask):
    words = transport_use.gap_in_words(ask("reconciliation"), "en")
    assert "2020" in words and "5.3" in words and "6.7" in words and "20%" in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_and_cards_say_what_the_store_says(ask, outlook, lang):
    falls, shares = ask("registration_fall"), ask("electric_share")
    told = transport_findings.headline(falls, shares, lang)
    assert "41%" in told["text"] and "75%" in told["text"] and "85%" in told["text"] and "52%" in told["note"]
    official, chargers = ask("emissions_by_sector", since=2010), ask("chargers")
    cards = transport_findings.key_cards(falls, shares, official, chargers, outlook, lang)
    assert [card.value for card in cards][:3] == ["75.4%", "1,723", "27.0%"]
    assert all(card.evidence.sources for card in cards)
    assert not any(RAW.search(str(text)) for card in cards for text in (card.label, card.value, card.change, card.help))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_outlook_is_drawn_as_a_scenario(ask, outlook, lang):
    figure = transport_outlook.cars(outlook, ask("electric_car_projection"), lang)
    lines = [trace for trace in figure.data if trace.line.dash]
    assert {trace.line.dash for trace in lines} == {palette.DASH["scenario"]}
    words = transport_outlook.in_words(outlook, 2050, lang)
    assert "2035" in words["title"] and transport_outlook.gone_year(outlook.chosen, lang) in words["title"]
    told = transport_outlook.assumed_in_words(outlook, dict(zip("abc", ((12, 14.5, 18), (2.5, 3.5, 5), (75, 90, 99)),
                                                                strict=True)), lang)
    assert len(told) == 5 and "472,322" in told[0] and not any(map(RAW.search, [*told, *words.values()]))
    assert set(transport_outlook.path(outlook)["kind"]) == {"scenario"}


def test_a_year_is_the_calendar_year_in_which_it_happens(outlook):
    class Run:
        gone = 2053.5

    assert transport_outlook.gone_year(Run, "en") == "2053"
    Run.gone = 2055.0
    assert transport_outlook.gone_year(Run, "en") == "2054"
    Run.gone = None
    assert transport_outlook.gone_year(Run, "en") == "after 2090"


def test_targets_without_a_figure_say_so(ask):
    table = transport_outlook.targets_table(ask("transport_targets"), "en")["frame"]
    assert len(table) == len(ask("transport_targets").frame)
    assert "not published" in set(table["Newest figure"]) and "130,000 spaces (2025)" in set(table["Newest figure"])
