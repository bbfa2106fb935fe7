"""Carbon prices and the Hong Kong market on the Finance page: whole in every language, calm about absurd choices."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.seen import assert_whole, figures, texts

# Choices → charts of the topic.
CHOICES = [
    ({}, 1), ({"topic": "prices", "price_detail": "days", "price_scale": "log"}, 1),
    ({"price_detail": "means", "price_schemes": "world_bank_reference.global_index.ccer"}, 1),
    ({"price_schemes": ""}, 0), ({"topic": "volumes"}, 1), ({"topic": "volumes", "volume_of": "turnover"}, 1),
    ({"topic": "milestones"}, 1), ({"topic": "debt"}, 1),
]
ABSURD = [{"price_schemes": "moon.eu", "price_detail": "hours", "price_scale": "cubic"},
          {"topic": "volumes", "volume_of": "love"}]


@pytest.fixture(autouse=True)
def _without_the_curve(monkeypatch):
    """Put a plain headline in the place of the curve above the topics, which has tests of its own."""
    from hkzero.ui import show

    monkeypatch.setattr("hkzero.ui.finance_macc.headline", lambda: show.finding("Synthetic headline"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(open_page("finance", LANGUAGE_TAGS[lang], **query), charts)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    assert_whole(open_page("finance", "en", **query), 1)


def test_the_finding_of_each_topic_has_its_number(open_page):
    # ICAP: 95.96 yuan in 2024 = HK$104; Statista: 84 euro in 2023 = HK$711
    assert "HK\\$104 in China's national market in 2024 and HK\\$711" in " ".join(texts(open_page("finance", "en")))
    # jfdaily: 189 Mt and 18.114 billion yuan in 2024
    volumes = " ".join(texts(open_page("finance", "en", topic="volumes")))
    assert "189 Mt CO₂ in 2024 for 18.1 billion yuan, or HK$19.6 billion" in volumes
    # HKMA: US$84.4 billion in 2024
    debt = " ".join(texts(open_page("finance", "en", topic="debt")))
    assert "US\\$84.4 billion, or HK\\$659 billion" in debt


def test_only_what_was_chosen_is_drawn(open_page):
    app = open_page("finance", "en", price_schemes="eu.uk")
    (figure,) = figures(app)
    assert {trace["legendgroup"] for trace in figure["data"]} == {"eu", "uk"}
    app.pills(key="price_schemes").set_value([]).run()
    assert_whole(app, 0)
    assert t("finance_prices.prices.none", "en") in " ".join(texts(app))


def test_the_long_list_waits_until_it_is_opened(open_page):
    app = open_page("finance", "en", price_schemes="korea")
    drawn = " ".join(element.proto.body for element in app.get("html"))
    assert "What it rests on" in drawn and "As published" not in drawn


def test_the_year_of_a_plan_is_not_how_far_the_data_reach(open_page):
    said = " ".join(texts(open_page("finance", "en")))
    assert "Data to 31 December 2025" in said and "Data to 2030" not in said


def test_only_the_sources_of_what_is_chosen_are_named(open_page):
    said = " ".join(texts(open_page("finance", "en", price_schemes="ccer")))
    assert "Statista" not in said.split("Price paths")[0] and "gxtzh" in said
