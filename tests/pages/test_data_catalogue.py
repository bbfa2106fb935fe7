"""The catalogue finds in three languages, shows every view of every sort of entry, and bears absurd addresses."""

from __future__ import annotations

import pytest

from hkzero.store import queries
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui.markdown import plain
from tests.seen import assert_whole, figures, texts

# Choices → charts.
CHOICES = [
    ({}, 1), ({"catalogue_view": "columns"}, 0), ({"catalogue_view": "rows"}, 0), ({"catalogue_view": "sources"}, 0),
    ({"catalogue_view": "lineage"}, 1),
    ({"catalogue_entry": "ask-emissions_by_use", "catalogue_view": "lineage"}, 1),
    ({"catalogue_entry": "ask-electricity_mix"}, 1), ({"catalogue_entry": "ask-source_rows"}, 0),
    ({"catalogue_entry": "observation", "catalogue_view": "columns"}, 0),
    ({"catalogue_entry": "district_shape", "catalogue_view": "rows"}, 0),
    ({"catalogue_entry": "build", "catalogue_view": "lineage"}, 0), ({"catalogue_entry": "unit"}, 0),
    ({"catalogue_sort": "calculated", "catalogue_area": "buildings"}, 1),
    ({"catalogue_find": "no such word anywhere"}, 0),
]
ABSURD = {"catalogue_entry": "drop table", "catalogue_sort": "7", "catalogue_area": "moon", "catalogue_view": "",
          "catalogue_find": "%' or 1=1 --"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(open_page("data", LANGUAGE_TAGS[lang], **query), charts)


def test_an_absurd_address_is_borne(open_page):
    app = open_page("data", "en", **ABSURD)
    assert_whole(app, 0)
    assert t("data_catalogue.list.none", "en") in [element.value for element in app.info]


def test_the_finding_counts_what_is_there(open_page, store):
    total = int(store.ask("figures_by_kind").frame["value"].sum())
    assert f"{total:,} published figures" in open_page("data").title[0].value


def markdown(app) -> list[str]:
    return [element.value for element in app.markdown]


def listed(app) -> str:
    return next(element.proto.body for element in app.get("html") if "hkzero-table" in element.proto.body)


def test_the_list_draws_its_first_rows_alone(open_page):
    assert listed(open_page("data")).count("<tr>") == 1 + 12


@pytest.mark.parametrize(("words", "lang"), [
    ("carbon prices", "en"), ("碳價格", "zh-Hant"), ("碳价", "zh-Hans"), ("碳價", "zh-Hans"),
    ("CARBON ＰＲＩＣＥＳ", "en")])
def test_the_search_finds_in_every_language(open_page, words, lang):
    app = open_page("data", lang, catalogue_find=words)
    assert "finance_carbon_prices" in listed(app)


def test_a_publication_leads_to_the_tables_it_feeds(open_page):
    assert "finance_carbon_prices" in listed(open_page("data", "en", catalogue_find="ICAP factsheet China"))


def test_the_coverage_of_a_table_is_drawn_with_its_gaps(open_page):
    climate = figures(open_page("data", "en", catalogue_entry="buildings_climate"))[0]["data"][0]
    assert any(cell is None for row in climate["z"] for cell in row)
    assert {len(row) for row in climate["z"]} == {len(climate["x"])}
    profile = figures(open_page("data", "en", catalogue_entry="finance_technology_costs"))[0]["data"][0]
    assert len(profile["z"]) <= 15


def test_freshness_states_its_rule(open_page):
    said = " ".join(texts(open_page("data", "en", catalogue_entry="transport_ridership")))
    assert "Last published period:" in said and "median of the latest ten" in said and "half an interval" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_says_what_it_holds_and_a_question_what_it_answers_in_the_readers_language(open_page, lang):
    said = markdown(open_page("data", LANGUAGE_TAGS[lang], catalogue_entry="inventory_population"))
    assert t("tables.description.inventory_population", lang) in said
    asked = markdown(open_page("data", LANGUAGE_TAGS[lang], catalogue_entry="ask-emissions_by_use"))
    assert plain(t("queries.description.emissions_by_use", lang)) in asked
    assert (plain(queries()["emissions_by_use"].what) in asked) == (lang == "en")


@pytest.mark.parametrize(("words", "lang"), [("保養期及衰減", "zh-Hant"), ("质保期和衰减", "zh-Hans"),
                                             ("warranty and fade", "en")])
def test_a_table_is_found_by_what_it_holds_in_every_language(open_page, words, lang):
    assert "finance_battery_life" in listed(open_page("data", lang, catalogue_find=words))


@pytest.mark.parametrize(("words", "lang"), [("削減的功率", "zh-Hant"), ("削减的功率", "zh-Hans"),
                                             ("cut in its missions", "en")])
def test_a_question_is_found_by_what_it_answers_in_every_language(open_page, words, lang):
    assert "demand_response_published" in listed(open_page("data", lang, catalogue_find=words))
