"""Two topics of the Batteries page: the footprint per kilowatt-hour delivered, and the rules with their dates."""

from __future__ import annotations

import json

import jsonschema
import pytest

from hkzero.model import battery_declaration, battery_service
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import battery_service as page
from tests.seen import RAW_KEY, figures, texts

CHOICES = [
    {}, {"service_use": "stationary", "service_second": "energy", "service_chemistry": "nmc811"},
    {"service_use": "two_wheeler", "service_second": "economic", "service_capacity_two_wheeler": "0.5",
     "service_warranty_years_two_wheeler": "50", "service_warranty_km_two_wheeler": "5000000"},
    {"service_use": "stationary", "service_cycles_per_year_stationary": "5000", "service_depth_stationary": "100",
     "service_efficiency_stationary": "1", "service_fade_per_year_stationary_lfp": "50"},
    {"service_use": "truck", "service_embodied_truck": "5000", "service_capacity_truck": "0.001"},
    {"service_use": "boat", "service_chemistry": "love", "service_second": "karma"},
]


def assert_sound(app) -> None:
    """Fail where a part of the topic failed or a raw key is on screen; other topics have their own tests."""
    assert not app.exception
    assert not [one.value for one in app.error if "service" in one.value or "timetable" in one.value]
    assert [text for text in texts(app) if RAW_KEY.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query):
    app = open_page("batteries", LANGUAGE_TAGS[lang], topic="service", **query)
    assert_sound(app)
    assert {"battery.stages", "battery.by_use"} <= {one["layout"].get("uirevision") for one in figures(app)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "field"), [
    ({"service_warranty_years_car": "0"}, "warranty_years"), ({"service_capacity_car": "-5"}, "capacity"),
    ({"service_use": "stationary", "service_efficiency_stationary": "120"}, "efficiency"),
    ({"service_embodied_car": "1e300"}, "embodied"),
])
def test_what_makes_no_sense_is_said_calmly_and_nothing_is_lost(open_page, lang, query, field):
    app = open_page("batteries", LANGUAGE_TAGS[lang], topic="service", **query)
    assert_sound(app)
    assert t(f"battery_service.field.{field}", lang) in app.warning[0].value
    name, value = list(query.items())[-1]
    assert [one.value for one in app.number_input if one.key == name] == [float(value)]


def test_the_figure_follows_the_warranty(open_page):
    def told(years: str) -> str:
        app = open_page("batteries", "en", topic="service", service_warranty_years_car=years)
        return next(text for text in texts(app) if text.startswith("Car, LFP"))

    assert "in 8 years" in told("8") and "in 4 years" in told("4") and told("8") != told("4")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_timetable_is_whole_and_says_what_is_late(open_page, lang):
    app = open_page("batteries", LANGUAGE_TAGS[lang], topic="timetable")
    assert_sound(app)
    assert any("5" in text and t("battery_service.timetable.delayed", lang, count="5") == text for text in texts(app))


def test_what_is_taken_away_meets_the_schema(store):
    known = battery_service.known(*(store.ask(name) for name in battery_service.QUESTIONS))
    found = page.calculated(known, "car", "lfp", {"capacity": 60}, "none")
    text = page._document(found, store.sources(list(found.sources)), store.content)
    jsonschema.Draft202012Validator(battery_declaration.schema()).validate(json.loads(text))


def test_usual_sizes_are_those_of_the_command_line():
    from hkzero.cli_battery import CAPACITIES

    assert CAPACITIES == page.USUAL_KWH


def test_every_date_that_is_still_to_come_is_not_called_late_or_done(store):
    rows = store.ask("battery_rules").frame.to_dict("records")
    for row in rows:
        if row["status"] == "adopted":
            assert row["date"] > row["status_on"], row["rule_id"]
        assert row["title_en"] and row["title_zh_hant"] and row["title_zh_hans"]
    assert {row["area"] for row in rows} == {"eu", "china"} and len(rows) == 16
