"""A carbon price and the account of credits on the Finance page: every choice is whole in every language."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.seen import assert_whole, figures, texts

CHARGE = [
    {},
    {"charge_price": "own", "charge_hkd": "3000", "charge_scenario": "official", "charge_users": "everyone",
     "charge_responds": "true", "charge_use": ["0", "60"], "charge_kwh": "1500"},
    {"charge_price": "eu", "charge_scenario": "pilot_city", "charge_year": "2050", "charge_covers": "waste",
     "charge_share": "50", "charge_passed_on": "0", "charge_responds": "true"},
    {"charge_price": "own", "charge_hkd": "0", "charge_covers": ""},
]
CREDITS = [
    {},
    {"credit_example": "rooftop_solar", "credit_market": "core_climate", "credit_release": "true",
     "credit_period": "6"},
    {"credit_example": "own", "credit_baseline": "100 0 300", "credit_project": "-50", "credit_years": "3",
     "credit_additionality": "0", "credit_leakage": "100", "credit_buffer": "100", "credit_market": "eu"},
]
ABSURD = [
    ("charge", {"charge_price": "moon", "charge_scenario": "love", "charge_year": "1066", "charge_hkd": "nan",
                "charge_covers": "moon.waste", "charge_kwh": "-5", "charge_users": "cats", "charge_share": "1e9"}, 4),
    ("credits", {"credit_example": "moon", "credit_first": "0", "credit_years": "-1", "credit_market": "bazaar"}, 1),
]


def own_charts(app) -> int:
    """Return how many charts of these topics stand on the page; the page has a curve of its own above them."""
    return sum(str(figure["layout"].get("uirevision")).startswith(("finance.charge", "finance.credits"))
               for figure in figures(app))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CHARGE, ids=range(len(CHARGE)))
def test_every_charge_is_whole_in_every_language(open_page, lang, query):
    app = open_page("finance", LANGUAGE_TAGS[lang], topic="charge", **query)
    assert_whole(app)
    assert own_charts(app) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CREDITS, ids=range(len(CREDITS)))
def test_every_account_is_whole_in_every_language(open_page, lang, query):
    app = open_page("finance", LANGUAGE_TAGS[lang], topic="credits", **query)
    assert_whole(app)
    assert own_charts(app) == 1


@pytest.mark.parametrize(("topic", "query", "charts"), ABSURD)
def test_an_absurd_address_is_borne(open_page, topic, query, charts):
    app = open_page("finance", "en", topic=topic, **query)
    assert_whole(app)
    assert own_charts(app) == charts


def test_the_finding_names_price_year_and_revenue(open_page):
    app = open_page("finance", "en", topic="charge", charge_price="own", charge_hkd="100", charge_scenario="official",
                    charge_covers="electricity")
    # 61 % of the 33.2 Mt of the published inventory of 2024 at HK$100 a tonne
    assert "In 2024, HK$100 a tonne would raise HK$2.03 billion: 61% of emissions pay" in _said(app)


def _said(app) -> str:
    return " ".join(texts(app)).replace("\\", "")


def test_the_response_has_its_range_and_says_what_has_none(open_page):
    said = " ".join(texts(open_page("finance", "en", topic="charge", charge_responds="true")))
    assert "no figure could be read for Hong Kong" in said and "use of electricity falls by" in said
    assert t("finance_policy.charge.static", "en") not in said
    assert t("finance_policy.charge.static", "en") in " ".join(texts(open_page("finance", "en", topic="charge")))


@pytest.mark.parametrize(("query", "said"), [
    ({"credit_additionality": "120"}, "Additional is 120%"),
    ({"credit_leakage": "-1"}, "Leakage is −1%"),
    ({"credit_example": "own", "credit_baseline": "many", "credit_project": "0"}, "“many” is not a number"),
    ({"credit_example": "own", "credit_baseline": "9", "credit_project": "1 2"}, "has 2 numbers"),
    ({"credit_example": "own", "credit_baseline": "-7", "credit_project": "0"}, "−7 t"),
])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_entry_that_makes_no_sense_is_explained(open_page, lang, query, said):
    app = open_page("finance", LANGUAGE_TAGS[lang], topic="credits", **query)
    assert_whole(app)
    assert app.warning and own_charts(app) == 0
    if lang == "en":
        assert said in app.warning[-1].value.replace("\\", "")


def test_a_market_without_a_price_gives_no_worth(open_page):
    said = " ".join(texts(open_page("finance", "en", topic="credits", credit_market="core_climate")))
    assert "publishes no price" in said
