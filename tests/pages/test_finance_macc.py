"""The curve at the top of the Finance page: whole in every language, for every rule, and its lever is found."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from hkzero.model import scenario_link
from hkzero.model.engine import ENGINE_VERSION
from hkzero.model.levers import Setting
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.seen import assert_whole, figures, texts

# Choices → charts above the topics.
CHOICES = [
    ({}, 1), ({"macc_scenario": "pilot_city", "macc_overlap": "shapley", "macc_year": "2050", "macc_rate": "12",
               "macc_lever": "e_clean_imports"}, 1),
    ({"macc_scenario": "current_policies", "macc_overlap": "alone", "macc_form": "ranked", "macc_rate": "1",
      "macc_lever": "r_removals"}, 1),
    ({"macc_scenario": "delayed_action", "macc_lever": "e_coal_phase_out_year"}, 0),
    ({"macc_scenario": "frozen_2024", "macc_year": "2060"}, 0),
    ({"macc_scenario": "no_clean_import", "macc_year": "2040", "macc_lever": "e_coal_phase_out_year"}, 1),
]
ABSURD = [{"macc_scenario": "moon", "macc_year": "1066", "macc_rate": "-5", "macc_overlap": "magic",
           "macc_lever": "no_such_lever", "macc_form": "cake", "s": "nonsense"},
          {"macc_rate": "nan", "macc_year": "2051"}, {"macc_scenario": "mine"}]


@pytest.fixture(autouse=True)
def _curve_alone(monkeypatch):
    """Leave out the topics below, which have tests of their own."""
    monkeypatch.setattr("hkzero.ui.finance_topics.closer", lambda: None)


def opened(open_page, lang: str = "en", **query: str) -> AppTest:
    return open_page("finance", lang, **query)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(opened(open_page, LANGUAGE_TAGS[lang], **query), charts)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    app = opened(open_page, **query)
    assert_whole(app, 1)
    assert "Announced targets" in app.title[0].value and "2035" in app.title[0].value


def test_the_finding_names_what_was_chosen(open_page):
    app = opened(open_page, macc_scenario="pilot_city", macc_year="2050")
    assert "Zero-carbon pilot city" in app.title[0].value and "2050" in app.title[0].value
    assert "HK$104" in app.title[0].value, "the central value of the assumption ec_carbon_price"


def test_nothing_avoided_is_said_calmly(open_page):
    app = opened(open_page, macc_scenario="delayed_action")
    assert "no measure avoids anything yet in 2035" in app.title[0].value
    assert any("later year" in one.value for one in app.info) and not app.metric


def test_a_lever_is_found_from_the_list_and_stands_in_the_address(open_page):
    app = opened(open_page)
    app.selectbox(key="macc_lever").set_value("e_offshore_wind").run()
    assert "e_offshore_wind" in app.query_params["macc_lever"]
    said = " ".join(texts(app))
    assert "The last tenth of its move" in said and "Open the scenario with this group of levers" in said
    edges = {point[0]: edge for trace in figures(app)[0]["data"] if trace["type"] == "bar"
             for point, edge in zip(trace["customdata"], trace["marker"]["line"]["width"], strict=True)}
    assert [name for name, edge in edges.items() if edge > 1] == ["e_offshore_wind"]


def test_a_lever_that_another_scenario_does_not_move_stays_chosen(open_page):
    app = opened(open_page, macc_scenario="pilot_city", macc_lever="e_carbon_capture")
    app.selectbox(key="macc_scenario").set_value("announced_targets").run()
    assert app.selectbox(key="macc_lever").value == "e_carbon_capture"
    assert "does not move in the scenario chosen" in " ".join(texts(app))
    assert_whole(app, 1)


def test_a_click_on_a_bar_chooses_its_lever_and_one_beside_it_nothing(open_page, monkeypatch):
    import streamlit as st

    from hkzero.ui import finance_macc

    opened(open_page)  # a database to ask
    state = {"macc_lever": "none", "chart_macc": None}
    monkeypatch.setattr(st, "session_state", state)

    def click(*points: dict) -> str:
        state["chart_macc"] = type("Event", (), {"selection": type("Selection", (), {"points": list(points)})})
        finance_macc._clicked()
        return state["macc_lever"]

    assert click() == "none" and click({"x": 1}) == "none" and click({"customdata": ["no_lever", ""]}) == "none"
    assert click({"customdata": ["e_offshore_wind", ""]}) == "e_offshore_wind"
    state["macc_lever"] = "none"
    assert click() == "e_offshore_wind", "the second click on a bar names none"


def test_published_potentials_stand_beside_it_with_their_warning(open_page):
    said = " ".join(texts(opened(open_page)))
    assert "27, 10.6 and 6.7 make 44.3" in said and "count from 2005" in said
    assert "Unit: Mt CO₂, Mt CO₂e" in said


def own(changes: dict[str, Setting]) -> str:
    """Return the code of a scenario that differs from the announced targets."""
    link = scenario_link.Link(ENGINE_VERSION, "announced_targets", "zero", changes, (1, 2, 3), 1, 2)
    return scenario_link.encode(link)


def test_the_scenario_of_this_session_is_opened_from_its_address(open_page):
    code = own({"r_removals": Setting(2.0, 2025, 2035)})
    app = opened(open_page, s=code, macc_scenario="mine", macc_lever="r_removals")
    assert_whole(app, 1)
    assert "Announced targets, changed" in app.title[0].value and app.query_params["s"]
    assert "In 2035 it avoids 2.0 Mt" in " ".join(texts(app))
    assert app.info, "the code was made with another result, which is said"
    app.selectbox(key="macc_scenario").set_value("pilot_city").run()
    assert "s" not in app.query_params


def test_a_damaged_scenario_is_named(open_page):
    app = opened(open_page, s=own({})[:-3] + "AAA", macc_scenario="mine")
    assert_whole(app, 1)
    assert "damaged" in " ".join(one.value for one in app.info)


def test_a_slider_has_the_curve_before_its_ranges(open_page, monkeypatch):
    again = []
    monkeypatch.setattr("hkzero.ui.show.runs_alone", lambda: True)
    monkeypatch.setattr("hkzero.ui.show.part_again", lambda: again.append(True))

    def traces(app) -> list[dict]:
        return [trace for trace in figures(app)[0]["data"] if trace["type"] == "bar"]

    app = opened(open_page, macc_rate="7.5", macc_year="2040")  # a curve that no other test asks for
    assert_whole(app, 1)
    bare = traces(app)
    assert again == [True] and not any("error_y" in trace for trace in bare)
    app.run()
    assert again == [True], "what is known is drawn at once"
    whole = traces(app)
    assert all("error_y" in trace for trace in whole) and [one["y"] for one in whole] == [one["y"] for one in bare]
