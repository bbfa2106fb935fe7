from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, number
from tests.seen import assert_whole, figures

EXTREMES = [
    {},
    {"find": "EMSD 2022", "area": "buildings", "publication": "emsd_eeud_2022"},
    {"find": "[(\\*", "area": "moon", "publication": "; drop table source"},
    {"find": "x" * 200},
    {"area": "geo"},
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", EXTREMES, ids=range(len(EXTREMES)))
def test_page_is_whole_in_every_language_whatever_the_address_says(open_page, lang, query):
    assert_whole(open_page("sources", LANGUAGE_TAGS[lang], **query), charts=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_counts_what_the_store_holds(open_page, store, lang):
    counted = store.ask("figures_by_kind").frame["value"].sum()
    assert number(counted, lang, 0) in open_page("sources", LANGUAGE_TAGS[lang]).title[0].value.replace("\\", "")


def test_search_and_area_narrow_the_table(open_page, store):
    every = open_page("sources").dataframe[0].value
    assert len(every) == len(store.ask("sources_used").frame)
    some = open_page("sources", find="transport department", area="transport").dataframe[0].value
    assert 0 < len(some) < len(every)
    assert some["Publisher"].str.contains("Transport Department").any()


def test_a_search_without_result_says_so(open_page):
    app = open_page("sources", find="no such publication anywhere")
    assert_whole(app)
    assert not app.dataframe and app.info


def test_one_publication_names_what_it_feeds(open_page):
    app = open_page("sources", publication="owid_energy")
    fed = app.dataframe[1].value
    assert "electricity_generation" in set(fed["Table"]) and (fed["Figures"] > 0).all()


def test_shares_of_an_area_sum_to_one_hundred(open_page):
    bars = figures(open_page("sources"))[0]["data"]
    sums: dict[str, float] = {}
    for bar in bars:
        values = bar["x"]
        for area, value in zip(bar["y"], values, strict=True):
            sums[area] = sums.get(area, 0) + value
    assert all(total == pytest.approx(100) for total in sums.values())
