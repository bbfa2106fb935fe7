from __future__ import annotations

import json
import re

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, percent

SECTIONS = {"cars": 3, "fleet": 3, "passengers": 2, "emissions": 4, "charging": 2, "outlook": 2}
EXTREMES = [
    {"section": "outlook", "lifetime": "12", "last_share": "99", "fossil_end": "2030"},
    {"section": "outlook", "lifetime": "18", "last_share": "75", "fossil_end": "2045"},
    {"section": "outlook", "lifetime": "-1", "last_share": "1e9", "fossil_end": "soon"},
    {"section": "emissions", "bunkers": "true", "split": "fuel", "vehicle_group": "buses"},
    {"section": "emissions", "bunkers": "maybe", "split": "<b>", "vehicle_group": "\x00"},
    {"section": "passengers", "grain": "year"},
    {"section": "fleet", "edition": "2021"},
    {"section": "'; drop table source; --", "edition": "1066", "grain": "９"},
]
RAW_KEY = re.compile(r"\b(?:transport|labels|common|show)\.[a-z_]+(?:\.[a-z_]+)*\b|\{[a-z_]+\}")


def texts(app) -> list[str]:
    """Return every text that a reader sees."""
    blocks = (app.title, app.header, app.subheader, app.caption, app.markdown)
    seen = [element.value for block in blocks for element in block]
    for metric in app.metric:
        seen += [metric.label, metric.value, metric.delta]
    return [text for text in seen if text]


def figures(app) -> list[dict]:
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


def is_whole(app) -> None:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and app.title[0].value
    assert [text for text in texts(app) if RAW_KEY.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_whole_in_every_language(open_page, lang, section):
    app = open_page("transport", LANGUAGE_TAGS[lang], section=section)
    is_whole(app)
    drawn = figures(app)
    assert len(drawn) == SECTIONS[section]
    assert all(len(json.dumps(figure)) < 150_000 for figure in drawn)


@pytest.mark.parametrize("query", EXTREMES, ids=range(len(EXTREMES)))
def test_page_stands_whatever_the_address_says(open_page, query):
    is_whole(open_page("transport", "zh-Hant", **query))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_says_what_the_store_says(open_page, store, lang):
    frame = store.ask("registration_fall").frame
    row = frame[(frame["stretch"] == "after") & (frame["fuel"] == "battery_electric")].iloc[0]
    headline = open_page("transport", LANGUAGE_TAGS[lang]).title[0].value.replace("\\", "")
    assert percent(abs(row["change_percent"]), lang, 0) in headline and percent(row["share"], lang, 0) in headline


def test_bunkers_are_off_until_asked_for(open_page):
    names = [{trace.get("name") for trace in figures(open_page("transport", section="emissions", **query))[1]["data"]}
             for query in ({}, {"bunkers": "true"})]
    assert "Aviation bunkers" not in names[0] and "Aviation bunkers" in names[1]


def test_the_outlook_follows_its_dials_and_never_says_forecast_of_itself(open_page):
    seen = []
    for end in ("2030", "2045"):
        app = open_page("transport", section="outlook", fossil_end=end)
        headers = [element.value for element in [*app.header, *app.subheader] if end in element.value]
        assert len(headers) == 1
        seen.append(int(re.findall(r"nearly gone in (\d{4})", headers[0])[0]))
        assert any("A scenario, not a forecast" in text for text in texts(app))
    assert seen[0] < seen[1]


def test_a_slider_has_the_decimals_of_its_step(open_page):
    app = open_page("transport", "en", section="outlook")
    assert app.slider(key="lifetime").proto.format == "%.1f"


def test_targets_for_years_to_come_are_no_data_to_them(open_page):
    for section in ("charging", "outlook"):
        said = " ".join(text.value for text in open_page("transport", "en", section=section).caption)
        assert "Data to 2035" not in said


@pytest.mark.parametrize(("edition", "data_to"), [("2018", "2017"), ("2021", "2020")])
def test_the_fleet_of_one_edition_rests_on_that_edition(open_page, edition, data_to):
    app = open_page("transport", "en", section="fleet", edition=edition)
    footer = next(text.value for text in app.caption if "Classes of one level" in text.value)
    assert f"Data to {data_to}" in footer and footer.count("Transport Department (HKSAR)") == 1
