"""The Districts page: every topic in every language, whatever the address says."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from hkzero.ui import settings
from tests.seen import assert_whole, figures, texts

# Choices → charts on the page.
CHOICES = [
    ({}, 2), ({"district": "E"}, 3), ({"district": "A", "topic": "compare", "other": "T"}, 3),
    ({"topic": "relate"}, 3), ({"topic": "relate", "across": "vacancy_rate", "up": "floor_area"}, 3),
    ({"topic": "places", "district": "T"}, 2), ({"topic": "method"}, 3),
    ({"topic": "method", "use": "commercial", "proxy": "people"}, 3),
    ({"indicator": "emissions", "intensity": "territory", "per": "km2", "user": "industrial"}, 2),
    ({"period": "2021-H2", "scale": "continuous"}, 2), ({"indicator": "floor_area"}, 2),
    ({"indicator": "vacancy_rate"}, 2), ({"indicator": "land_area"}, 2),
    ({"layers": "power_station.mtr_station.ferry_pier"}, 2),
]
ABSURD = [
    {"indicator": "happiness", "district": "I", "other": "<script>", "period": "1066"},
    {"layers": "volcano..mtr_station", "per": "-1", "scale": "none", "topic": "ranking"},
    {"district": "E", "other": "E", "topic": "compare"}, {"topic": "compare"},
    {"topic": "method", "use": "all", "proxy": "moon", "across": "x"}, {"base_map": "true"},
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(open_page("districts", LANGUAGE_TAGS[lang], **query), charts)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    assert_whole(open_page("districts", "en", **query))


def test_the_choice_survives_a_change_of_period_and_of_language(open_page):
    app = open_page("districts", "en", district="R")
    app.select_slider(key="period").set_value("2022").run()
    assert app.selectbox(key="district").value == "R" and any("What is in Sha Tin" in text for text in texts(app))
    app.segmented_control(key="lang").set_value("zh_hant").run()
    assert any("沙田" in text for text in texts(app))
    assert_whole(app, 3)


def test_an_indicator_without_the_period_shows_its_own_newest(open_page):
    app = open_page("districts", "en", period="2025-H2")
    app.selectbox(key="indicator").set_value("emissions").run()
    assert app.select_slider(key="period").value == "2024"
    assert_whole(app, 2)


def test_the_warning_stands_where_the_method_ties_two_indicators(open_page):
    assert any("our method" in panel.value for panel in open_page("districts", "en", topic="relate").info)
    assert not open_page("districts", "en", topic="relate", across="rent", up="income").info


def test_a_base_map_is_offered_only_where_the_operator_allows_it(open_page, monkeypatch):
    assert not open_page("districts").toggle or all(item.key != "base_map" for item in open_page("districts").toggle)
    monkeypatch.setenv(settings.BASE_MAP_VARIABLE, "on")
    app = open_page("districts")
    app.toggle(key="base_map").set_value(True).run()
    assert figures(app)[0]["data"][0]["type"] == "choroplethmap"
