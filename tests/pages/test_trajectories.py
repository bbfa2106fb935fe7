"""The Trajectories page: every series, method, path and topic, in every language."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from hkzero.model.backtest import CANDIDATES
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.seen import assert_whole, figures, texts

# Choices → charts on the page.
CHOICES = [
    ({}, 2), ({"aim": "bld_com_2035", "older": "true"}, 2), ({"aim": "tr_noreg_2035"}, 2),
    ({"sector": "transport", "topic": "pace"}, 3), ({"topic": "budget"}, 2),
    ({"topic": "budget", "budget_from": "2020", "warming": "2_0", "likelihood": "83", "share_rule": "grandfathering",
      "account": "global_carbon_budget"}, 2),
    ({"topic": "drivers"}, 2), ({"topic": "drivers", "of": "electricity"}, 2), ({"topic": "backtest"}, 1),
    ({"shown_as": "per_person", "shape": "s_curve", "older": "true"}, 2), ({"shown_as": "per_gdp", "topic": "pace"}, 1),
    ({"include": "with_aviation", "topic": "backtest"}, 1), ({"include": "consumption_grid_average"}, 2),
    ({"include": "with_aviation_and_ships", "topic": "pace"}, 0), ({"shape": "within_budget"}, 2),
    ({"shape": "constant_rate", "sector": "agriculture"}, 2), ({"sector": "other_fuel", "topic": "budget"}, 1),
]
ABSURD = [
    {"sector": "moon", "shown_as": "per_cat", "include": "<script>", "trend": "magic", "shape": "spiral", "topic": "x"},
    {"topic": "drivers", "between_kaya": "1066,2999"}, {"topic": "drivers", "between_kaya": "2015,2015"},
    {"aim": "city_half_1835"}, {"topic": "budget", "warming": "9", "likelihood": "100", "budget_from": "1850"},
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(open_page("trajectories", LANGUAGE_TAGS[lang], **query), charts)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    assert_whole(open_page("trajectories", "en", **query))


@pytest.mark.parametrize("sector", ["total", "agriculture"])
@pytest.mark.parametrize("candidate", CANDIDATES, ids=str)
def test_every_method_draws_a_trend_or_says_why_not(open_page, sector, candidate):
    app = open_page("trajectories", "en", sector=sector, trend=f"{candidate.method}.{candidate.scale}")
    assert_whole(app, 2)
    bands = [trace for trace in figures(app)[0]["data"] if trace.get("fill") == "toself"]
    assert len(bands) == 3 or any(text.startswith("No trend") for text in texts(app))


def test_no_trend_is_drawn_where_none_was_tested(open_page):
    app = open_page("trajectories", "en", include="with_aviation")
    assert [trace for trace in figures(app)[0]["data"] if trace.get("fill") == "toself"] == []
    assert any("No trend: 11 years are known" in text for text in texts(app))


def test_a_boundary_that_nobody_published_says_why(open_page):
    app = open_page("trajectories", "en", include="with_aviation_and_ships")
    assert any("ships take on board" in panel.value for panel in app.info)


def test_superseded_targets_stand_behind_a_switch(open_page):
    app = open_page("trajectories", "en")
    named = [trace["name"] for trace in figures(app)[0]["data"]]
    assert any("halved" in name for name in named) and not any("26–36%" in name for name in named)
    app.toggle(key="older").set_value(True).run()
    assert any("26–36%" in trace["name"] for trace in figures(app)[0]["data"])


def test_the_finding_tells_the_chance_and_the_pace(open_page):
    app = open_page("trajectories", "en")
    assert "6%" in app.title[0].value and "20.6" in app.title[0].value
    assert any("pace of the last ten years" in text for text in texts(app))


def test_every_target_with_a_series_is_drawn_beside_it(open_page, store):
    series = set(store.ask("target_series").frame["target_id"])
    targets = store.ask("target_levels").frame.query("is_current and target_year.notna() and near.notna()")
    for target_id in sorted(series & set(targets["target_id"])):
        drawn = figures(open_page("trajectories", "en", aim=target_id))
        title = targets.set_index("target_id").at[target_id, "title_en"]
        assert any(trace["name"] == title for trace in drawn[-1]["data"]), target_id


def test_the_board_leads_to_where_each_target_is_published(open_page, store):
    board = next(html.value for html in open_page("trajectories", "en").get("html") if "<table>" in html.value)
    rows = ElementTree.fromstring(board).findall(".//tbody/tr")
    assert len(rows) == store.ask("target_levels").frame["is_current"].sum()
    for row in rows:
        status, published = row.findall("td")[-2:]
        assert status.text in {"In force", "Indicative"} and published.find("a").get("href").startswith("http")


def test_the_drivers_name_the_unit_of_their_axis(open_page):
    app = open_page("trajectories", "en", topic="drivers", of="electricity")
    assert any(text.value.startswith("Unit: Mt CO") and "kg CO" in text.value for text in app.caption)
