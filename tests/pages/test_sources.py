from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, number
from tests.seen import assert_whole, figures, tables, texts

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
    app = open_page("sources")
    every = tables(app)[0]
    assert 0 < len(every) < len(store.ask("sources_used").frame) and str(len(every)) in " ".join(texts(app))
    some = open_page("sources", find="transport department", area="transport")
    assert any("Transport Department" in row[0] for row in tables(some)[0])
    assert len(some.selectbox(key="publication").options) <= len(app.selectbox(key="publication").options)


def test_the_publications_with_the_most_figures_come_first(open_page):
    counts = [int(row[3].replace(",", "")) for row in tables(open_page("sources"))[0]]
    assert counts == sorted(counts, reverse=True) and counts[0] > 0


def test_a_publication_beyond_the_list_is_found_by_its_address(open_page, store):
    used = store.ask("sources_used").frame.sort_values("rows", kind="stable")
    last = used.iloc[0]
    app = open_page("sources", publication=last["source_id"])
    assert any(last["title"] in option for option in app.selectbox(key="publication").options)


def test_a_search_without_result_says_so(open_page):
    app = open_page("sources", find="no such publication anywhere")
    assert_whole(app)
    assert not tables(app) and app.info


def test_one_publication_names_what_it_feeds(open_page):
    app = open_page("sources", publication="owid_energy")
    _, fed = tables(app)
    assert "electricity_generation" in {table for _, table, *_ in fed}
    assert all(int(figures.replace(",", "")) > 0 for _, _, figures, *_ in fed)


def test_shares_of_an_area_sum_to_one_hundred(open_page):
    bars = figures(open_page("sources"))[0]["data"]
    sums: dict[str, float] = {}
    for bar in bars:
        values = bar["x"]
        for area, value in zip(bar["y"], values, strict=True):
            sums[area] = sums.get(area, 0) + value
    assert all(total == pytest.approx(100) for total in sums.values())
