"""Pictures of buildings: one edition each, gaps as gaps, and words that say what is drawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from hkzero.charts import buildings, buildings_findings, captioned, premises, savings, weather
from hkzero.model.benchmark import groups
from hkzero.model.standing import in_megatonnes
from hkzero.model.weather import fit
from hkzero.text import LANGUAGES

LARGEST_BYTES = 150_000
RAW = re.compile(r"(?<!%)\{[a-z_]+\}|\bbuildings\.[a-z_.]+")


def drawn(store, lang):
    """Return every picture of the page with its words."""
    ask = store.ask
    newest, old = ask("energy_end_use"), ask("energy_end_use", edition="2022")
    split, targets, indices = ask("end_use_by_segment"), ask("building_targets"), ask("benchmarks")
    by_carrier, by_use = in_megatonnes(ask("building_emissions")), in_megatonnes(ask("end_use_emissions"))
    line = fit(ask("weather_months"), "all")
    return {
        "sectors": (buildings.by_sector(newest, lang, "electricity"),
                    buildings.by_sector_alt(newest, lang, "electricity")),
        "gas": (buildings.by_sector(old, lang, "town_gas_lpg"), buildings.by_sector_alt(old, lang, "town_gas_lpg")),
        "uses": (buildings.by_end_use(newest, lang, "electricity"),
                 buildings.by_end_use_alt(newest, lang, "electricity")),
        "homes": (buildings.segments(split, lang, "residential"), buildings.segments_alt(split, lang, "residential")),
        "trades": (buildings.segments(split, lang, "commercial"), buildings.segments_alt(split, lang, "commercial")),
        "emissions": (buildings.emissions(by_carrier, lang), buildings.emissions_alt(by_carrier, lang)),
        "end_use_emissions": (buildings.end_use_emissions(by_use, lang), buildings.end_use_emissions_alt(by_use, lang)),
        "progress": (buildings.progress(ask("building_electricity"), targets, lang),
                     buildings.progress_alt(ask("building_electricity"), targets, lang)),
        "weather": (weather.line(line, lang), weather.line_alt(line, lang)),
        "benchmark": (premises.comparison(indices, lang, "c21", 3456.0),
                      premises.comparison_alt(indices, lang, "c21", 3456.0)),
        "group": (premises.comparison(indices, lang, "r1"), premises.comparison_alt(indices, lang, "r1")),
        "rooftop": (savings.rooftop(ask("rooftop_solar"), lang), savings.rooftop_alt(ask("rooftop_solar"), lang)),
        "savings": (savings.ranked(ask("building_savings"), lang), savings.ranked_alt(ask("building_savings"), lang)),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_in_every_language(store, lang):
    for name, (figure, alt) in drawn(store, lang).items():
        text = figure.to_json().replace(figure.layout.uirevision, "")
        assert figure.data and len(text) < LARGEST_BYTES, name
        assert not RAW.search(text) and not RAW.search(alt), name
        assert len(alt) > 20 and any(character.isdigit() for character in alt), name
        assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)" and figure.layout.dragmode is False


def test_numbers_of_the_main_picture(store):
    figure = buildings.by_sector(store.ask("energy_end_use"), "en", "electricity")
    commerce = next(trace for trace in figure.data if trace.name == "Commerce and services")
    assert dict(zip(commerce.x, commerce.y, strict=True))[2023] == 108524
    assert min(commerce.x) == 2013 and max(commerce.x) == 2023


def test_gas_ends_where_its_edition_ends(store):
    figure = buildings.emissions(store.ask("building_emissions"), "en")
    gas = [trace for trace in figure.data if trace.name == "Town gas and LPG"]
    power = [trace for trace in figure.data if trace.name == "Electricity"]
    assert len(gas) == len(power) == 2
    assert {max(trace.x) for trace in gas} == {2020} and {max(trace.x) for trace in power} == {2024}


def test_targets_are_brackets_with_nothing_between(store):
    figure = buildings.progress(store.ask("building_electricity"), store.ask("building_targets"), "en")
    years = sorted({year for trace in figure.data for year in trace.x if year is not None})
    assert years[-2:] == [2035, 2050] and not [year for year in years if 2023 < year < 2035]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_and_table_say_what_the_store_says(store, lang):
    targets = store.ask("building_targets")
    found = buildings_findings.headline(targets, lang)
    assert all(part in found["text"] for part in ("3.7%", "4.6%", "2015", "2023", "2035", "20%", "15%"))
    table = buildings_findings.distances(targets, lang)
    assert table.shape == (7, 5)
    assert table.iloc[0, 1] == "108,524" and "2,527" in table.iloc[4, 1] and "485" in table.iloc[6, 1]


def test_headline_turns_with_the_numbers(store):
    targets = store.ask("building_targets")
    frame = targets.frame.assign(change_percent=[-3.0, -3.0, 4.6, 4.6])
    text = buildings_findings.headline(replace(targets, frame=frame), "en")["text"]
    assert "−3.0%" in text and "+4.6%" in text and "away" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_group_and_measure_has_a_name(store, lang):
    indices = store.ask("benchmarks")
    names = [premises.group_name(code, lang) for code in groups(indices)]
    assert len(set(names)) == len(names) == 62
    assert len(premises.table(indices, lang)) == 62
    assert len(savings.table(store.ask("building_programmes"), lang)) == len(store.ask("building_programmes").frame)


def test_savings_are_ranked_and_never_summed(store):
    figure = savings.ranked(store.ask("building_savings"), "en")
    bars = [trace for trace in figure.data if trace.type == "bar"]
    first, second = ([trace.x[0] for trace in bars if trace.xaxis == axis] for axis in ("x", "x2"))
    assert first == sorted(first, reverse=True) and second == sorted(second, reverse=True)
    assert (len(first), len(second)) == (10, 15) and max(first) == 1500
    assert sum("1,500" in json.dumps(trace.to_plotly_json(), default=str) for trace in bars) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_spread_of_the_studies(store, lang):
    text = savings.spread(store.ask("rooftop_solar"), lang)
    assert "880" in text and "5,981" in text and "7" in text and "3" in text and "14%" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_weather_in_words(store, lang):
    found = fit(store.ask("weather_months"), "all")
    said = weather.statement(found, 18, lang)
    assert "4.83" in said and "0.37" in said and "0.949" in said
    assert "11" in weather.caution(found, lang) and "16" in weather.caution(found, lang)
    assert len(weather.cards(found, lang)) == 3


def test_two_panels_at_most():
    with pytest.raises(ValueError, match="two"):
        captioned.bars([("", [])] * 3, revision="x")
