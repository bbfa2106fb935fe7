"""The payback of electric vehicles on the Batteries page: whole in every language, and what it says."""

from __future__ import annotations

import pytest

from hkzero.model.vehicle_payback import VEHICLES
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.seen import RAW_KEY, assert_whole, figures, texts

CHOICES = [
    {}, {"payback_vehicle": "taxi_hybrid", "payback_under": "frozen_2024", "payback_year": "2024",
         "payback_replaced": "true", "payback_chemistry": "nmc811"},
    {"payback_vehicle": "double_deck_bus", "payback_under": "pilot_city", "payback_year": "2050",
     "payback_upstream": "false"},
]
ABSURD = {"payback_vehicle": "boat", "payback_under": "moon", "payback_year": "1066", "payback_chemistry": "love",
          "payback_upstream": "perhaps", "payback_replaced": "7"}


def said(app) -> str:
    return " ".join(texts(app))


def payback_figures(app) -> list[dict]:
    """Return the two pictures of this topic; the page has one of its own above."""
    return figures(app)[-2:]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query) -> None:
    app = open_page("batteries", LANGUAGE_TAGS[lang], topic="payback", **query)
    assert_whole(app)
    course, by_year = payback_figures(app)
    names = [note["text"] for note in by_year["layout"]["annotations"]]
    assert len(names) == len(VEHICLES) and not [name for name in names if RAW_KEY.search(name)]
    assert {trace["name"] for trace in course["data"]} >= {
        t(f"battery_payback.course.{name}", lang) for name in ("electric", "twin")}


def test_an_absurd_address_is_borne(open_page) -> None:
    app = open_page("batteries", "en", topic="payback", **ABSURD)
    assert_whole(app)
    assert "An electric private car bought in 2026" in said(app)


def test_the_finding_names_what_was_chosen(open_page) -> None:
    app = open_page("batteries", "en", topic="payback", payback_vehicle="taxi", payback_year="2030")
    assert "An electric taxi bought in 2030 has made up for the extra carbon of making it after" in said(app)
    assert "If the grid stayed as it was in 2024" in said(app)


def test_what_may_never_be_reached_is_said(open_page) -> None:
    app = open_page("batteries", "en", topic="payback", **CHOICES[1])
    assert "of the draws" in said(app) and "never" in said(app).lower()


def test_controls_change_the_answer(open_page) -> None:
    def months(**query: str) -> str:
        app = open_page("batteries", "en", topic="payback", payback_vehicle="private_car", **query)
        label = t("battery_payback.key.months", "en")
        return next(metric.value for metric in app.metric if metric.label == label)

    found = {months(), months(payback_upstream="false"), months(payback_year="2040"), months(payback_replaced="true"),
             months(payback_chemistry="nmc811"), months(payback_year="2040", payback_under="pilot_city")}
    assert len(found) == 6
