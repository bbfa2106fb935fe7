"""The Buildings page: every topic in every language, with whatever the address says."""

from __future__ import annotations

import json
import re

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES

RAW_KEY = re.compile(r"\b(?:buildings|labels|common|show)\.[a-z_]+(?:\.[a-z_]+)*\b|\{[a-z_]+\}")
# Topic and choices → charts besides the one at the top.
TOPICS = [
    ({}, 2), ({"edition": "2022", "carrier": "town_gas_lpg"}, 2), ({"edition": "2018"}, 3),
    ({"edition": "2018", "carrier": "town_gas_lpg"}, 3), ({"edition": "2025", "carrier": "town_gas_lpg"}, 2),
    ({"topic": "emissions"}, 2), ({"topic": "benchmark"}, 1),
    ({"topic": "weather", "user": "domestic", "base": "22"}, 1),
    ({"topic": "solar"}, 2), ({"topic": "savings"}, 1),
    ({"topic": "benchmark", "group": "c21", "kwh": "120000", "gas": "9000", "floor": "250", "grid": "clp_power"}, 1),
]
ABSURD = [
    {"topic": "benchmark", "kwh": "-5", "floor": "100"}, {"topic": "benchmark", "kwh": "1e300", "floor": "1e-300"},
    {"topic": "benchmark", "kwh": "many", "floor": "<script>", "group": "c99", "gas_unit": "barrel"},
    {"topic": "everything", "edition": "1066", "carrier": "steam"}, {"topic": "weather", "base": "0", "user": "x"},
]


def texts(app) -> list[str]:
    """Return every text that a reader sees."""
    blocks = (app.title, app.header, app.subheader, app.caption, app.markdown, app.info)
    seen = [element.value for block in blocks for element in block]
    return seen + [part for metric in app.metric for part in (metric.label, metric.value, metric.delta) if part]


def charts(app) -> list[dict]:
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


def is_whole(app) -> None:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and app.title[0].value
    assert [text for text in texts(app) if RAW_KEY.search(text.replace("\\", ""))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "expected"), TOPICS, ids=range(len(TOPICS)))
def test_every_topic_is_whole_in_every_language(open_page, lang, query, expected):
    app = open_page("buildings", LANGUAGE_TAGS[lang], **query)
    is_whole(app)
    assert len(charts(app)) == 1 + expected


def test_emissions_stand_beneath_their_charts_in_the_unit_of_their_axes(open_page):
    footers = [text.value for text in open_page("buildings", "en", topic="emissions").caption]
    assert [footer for footer in footers if footer.startswith("Unit: kt CO")] == []
    assert sum(footer.startswith("Unit: Mt CO") for footer in footers) == 2


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    is_whole(open_page("buildings", "en", **query))


def test_a_shared_link_opens_the_same_comparison(open_page):
    app = open_page("buildings", "en", topic="benchmark", group="c21", kwh="120000", gas="9000", floor="250")
    shown = {metric.label.replace("\\", ""): metric for metric in app.metric}
    index = next(metric for label, metric in shown.items() if label.startswith("Your index"))
    assert index.value == "3,456" and "64% below" in index.delta.replace("\\", "")
    assert not app.info


@pytest.mark.parametrize(("query", "said"), [
    ({"kwh": "-5", "floor": "100"}, "negative"), ({"kwh": "5000"}, "above zero"),
    ({"kwh": "5000", "floor": "2"}, "4 m²"), ({"kwh": "5000", "floor": "5000000"}, "1,000,000"),
    ({"kwh": "1", "floor": "1000"}, "less than a tenth"),
    ({"kwh": "100000000", "floor": "100"}, "more than three times"),
    ({}, "Type the electricity"),
])
def test_absurd_input_is_explained(open_page, query, said):
    app = open_page("buildings", "en", topic="benchmark", **query)
    assert any(said in panel.value.replace("\\", "") for panel in app.info)


def test_the_page_says_which_months_are_missing(open_page):
    app = open_page("buildings", "en", topic="weather")
    assert "11 of 16 months" in app.info[0].value and "February 2025" in app.info[0].value
