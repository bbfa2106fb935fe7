"""The Flexibility page: it never waits, shows what it knows, and every choice is whole in every language."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from hkzero.grid import background
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.seen import assert_whole, figures, texts

SOLVED_WITHIN_SECONDS = 180  # two fresh workers that import the solver at once on a slow machine
# Choices → charts on the page once the result is there.
CHOICES = [
    ({}, 2), ({"topic": "duration", "battery_mw": "0", "managed": "0"}, 2),
    ({"topic": "day_by_month", "in_year": "2050", "battery_mw": "4000", "battery_hours": "8", "managed": "100",
      "vehicle_to_grid": "100", "response_mw": "1000", "objective": "carbon", "two_zones": "true",
      "under": "pilot_city"}, 2),
    ({"topic": "worth", "under": "frozen_2024", "in_year": "2025"}, 1), ({"topic": "adequacy"}, 1),
    ({"topic": "calibration"}, 1), ({"topic": "full"}, 1), ({"topic": "load"}, 1), ({"topic": "method"}, 1),
    ({"topic": "window"}, 2), ({"topic": "window", "when": "night", "hours": "8", "kwh": "100", "pauses": "true"}, 2),
    ({"topic": "plant"}, 2), ({"topic": "plant", "plant": "possible"}, 2),
    ({"topic": "plant", "baseline": "regression", "event_mw": "500"}, 2),
]
ABSURD = [{"under": "moon", "in_year": "1066", "battery_mw": "-5", "battery_hours": "3", "managed": "nan",
           "topic": "love", "week": "w99", "objective": "both"}, {"in_year": "2051", "response_mw": "1e9"}]


@pytest.fixture(scope="module", autouse=True)
def _workers():
    """Work in processes of the tests' own and end them."""
    yield
    background.pool().close()
    background._shared.cache_clear()


def solved(app, charts: int = 1):
    """Return the page once its result with so many charts is there, run again as its poll would."""
    until = time.monotonic() + SOLVED_WITHIN_SECONDS
    while len(figures(app)) < charts and time.monotonic() < until and not app.exception:
        time.sleep(0.3)
        app.run()
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(solved(open_page("flexibility", LANGUAGE_TAGS[lang], **query), charts), charts)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    assert_whole(solved(open_page("flexibility", "en", **query), 2), 2)


def test_the_finding_names_what_was_chosen(open_page):
    app = solved(open_page("flexibility", "en", battery_mw="1500", battery_hours="2", in_year="2040"))
    assert "1,500 MW of 2-hour batteries" in app.title[0].value and "2040" in app.title[0].value


@pytest.mark.parametrize(("topic", "unit"), [("window", "g CO₂e/kWh"), ("day_by_month", "g CO₂e/kWh"), ("plant", "%")])
def test_below_a_chart_stands_the_unit_that_is_drawn(open_page, topic, unit):
    seen = texts(solved(open_page("flexibility", "en", topic=topic), 2))
    assert [line.partition(" · ")[0] for line in seen if line.startswith("Unit: ")][-1] == f"Unit: {unit}"


def test_without_flexibility_the_page_says_so(open_page):
    app = solved(open_page("flexibility", "en", battery_mw="0", managed="0"))
    assert app.title[0].value.startswith("Without further flexibility")


def test_the_page_does_not_wait_for_the_solver(open_page, monkeypatch):
    """A job that never ends leaves a headline, its progress and a way to call it off; that leaves a way back."""
    monkeypatch.setattr("hkzero.ui.flexibility_study.SOLVE_WEEKS", "tests.pages.impossible:wait")
    monkeypatch.setattr("hkzero.ui.flexibility_study.arguments", lambda chosen: (600,))
    app = open_page("flexibility", "en", in_year="2031")
    assert_whole(app, 0)
    assert app.title[0].value.startswith("What would flexibility do")
    app.button(key="call_off_study").click().run()
    assert t("flexibility.state.called_off", "en") in " ".join(texts(app))
    assert [one for one in app.button if one.key == "again_study"]


def test_an_own_load_takes_the_place_of_the_modelled_one(open_page):
    app = solved(open_page("flexibility", "en", topic="load", battery_mw="0", managed="0"))
    hours = pd.date_range("2024-01-01", "2024-12-31 23:00", freq="h")
    synthetic = pd.DataFrame({"start": hours, "load_mw": 5000 + 1000 * (hours.hour == 19)})
    uploader = app.get("file_uploader")[0]
    uploader.set_value(("own.csv", synthetic.to_csv(index=False).encode(), "text/csv")).run()
    assert not app.warning, app.warning[0].value
    until = time.monotonic() + SOLVED_WITHIN_SECONDS
    while "6,000 MW" not in app.title[0].value and time.monotonic() < until:
        time.sleep(0.3)
        app.run()
    assert_whole(app, 1)
    assert "Your load is in use" in " ".join(texts(app)) and "6,000 MW" in app.title[0].value
    app.button(key="load_back").click().run()
    assert "Your load is in use" not in " ".join(texts(app))


def test_a_load_file_that_cannot_be_used_says_why(open_page):
    app = solved(open_page("flexibility", "en", topic="load"))
    app.get("file_uploader")[0].set_value(("own.csv", b"start,load_mw\n2025-01-01 00:00,-3\n", "text/csv")).run()
    assert "not negative" in app.warning[0].value and "load_mw" in app.warning[0].value
    assert_whole(app, 1)


def synthetic_building(reduced_kw: float) -> bytes:
    """Return made-up half-hours of a building; on 20 August 2025 it uses less from six to eight in the evening."""
    starts = pd.date_range("2025-07-14", "2025-08-31 23:30", freq="30min")
    is_rest = starts.day_of_week >= 5
    load = 300.0 + 100 * (starts.hour >= 9) * ~is_rest
    is_event = (starts.date == pd.Timestamp("2025-08-20").date()) & (starts.hour >= 18) & (starts.hour < 20)
    load = load - reduced_kw * is_event
    return pd.DataFrame({"start": starts, "load_kw": load}).to_csv(index=False).encode()


def test_the_reduction_of_ones_own_building_is_found(open_page):
    app = open_page("flexibility", "en", topic="plant")
    app.get("file_uploader")[0].set_value(("building.csv", synthetic_building(80), "text/csv")).run()
    solved(app)
    app.date_input[0].set_value(pd.Timestamp("2025-08-20").date()).run()
    said = " ".join(texts(app))
    assert "Reduction found: 80.0 kW on average, 160.0 kWh in all." in said and "HK\\$560" in said
    assert_whole(app, 2)
    app.selectbox(key="baseline").set_value("regression").run()
    assert "temperature" in app.warning[0].value
    app.selectbox(key="baseline").set_value("ten_of_ten").run()
    app.date_input[0].set_value(pd.Timestamp("2025-07-15").date()).run()
    assert "3 are needed" in app.warning[0].value


def test_a_staged_event_is_told_as_it_was_staged_beside_what_a_baseline_finds(open_page):
    said = " ".join(texts(solved(open_page("flexibility", "en", topic="plant", event_mw="200"))))
    assert "Staged: 200 MW less on average, 400 MWh in all." in said and "afterwards: 120 MWh" in said
    assert "Against the baseline" in said and "days without an event" in said


def test_what_cannot_be_served_is_said_calmly(open_page, monkeypatch):
    monkeypatch.setattr("hkzero.ui.flexibility_study.SOLVE_WEEKS", "tests.pages.impossible:solve")
    monkeypatch.setattr("hkzero.ui.flexibility_study.arguments", lambda chosen: (chosen.year,))
    app = open_page("flexibility", "en", in_year="2032")
    until = time.monotonic() + SOLVED_WITHIN_SECONDS
    while not app.warning and time.monotonic() < until:
        time.sleep(0.3)
        app.run()
    assert "a load of 2032 that nobody can serve" in app.warning[0].value
    assert_whole(app, 0)


def test_the_full_year_is_worked_out_on_demand_and_held_against_the_account(open_page):
    app = solved(open_page("flexibility", "en", topic="full"))
    app.button(key="run_full").click().run()
    until = time.monotonic() + 2 * SOLVED_WITHIN_SECONDS
    while not any("yearly account" in one.value for one in app.header) and time.monotonic() < until:
        time.sleep(1)
        app.run()
    assert_whole(app, 1)
    assert any("yearly account" in one.value for one in app.header)
