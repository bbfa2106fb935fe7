from __future__ import annotations

import pytest

from hkzero.model import reconciliation
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, label, percent
from tests.seen import assert_whole, figures, tables, texts

EXTREMES = [
    {},
    {"sector": "other_fuel", "gap": "percent", "inventory": "agriculture", "pair": "fuel_mix"},
    {"sector": "transport", "inventory": "waste", "pair": "end_use_editions"},
    {"sector": "<script>", "gap": "'; drop table source; --", "inventory": "", "pair": "../../etc/passwd"},
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", EXTREMES, ids=range(len(EXTREMES)))
def test_page_is_whole_in_every_language_whatever_the_address_says(open_page, lang, query):
    app = open_page("reconciliation", LANGUAGE_TAGS[lang], **query)
    assert_whole(app, charts=3)
    assert len(tables(app)) == 3 and not app.dataframe


def test_the_error_of_every_proxy_stands_beside_the_other_gaps(open_page):
    proxies = tables(open_page("reconciliation"))[2]
    kept = [row for row in proxies if row[2] == "yes"]
    assert len(proxies) == 15 and {row[0]: row[3] for row in kept} == {
        "Commercial": "22.6", "Industrial": "28.1", "Residential": "1.9"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_prints_the_mean_absolute_gap(open_page, store, lang):
    gap = reconciliation.mean_absolute_gap(store.ask("reconciliation"), "total")
    app = open_page("reconciliation", LANGUAGE_TAGS[lang])
    assert percent(gap.value, lang, 1) in app.title[0].value.replace("\\", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_stand_in_the_readers_language(open_page, lang):
    app = open_page("reconciliation", LANGUAGE_TAGS[lang], sector="transport")
    seen = " ".join(texts(app)).replace("\\", "")
    assert label("reason", "transport_boundary", lang) in seen
    assert {row[6] for row in tables(app)[0]} == {label("reason", "transport_boundary", lang)}


def test_every_pair_names_its_publishers_and_its_reason(open_page):
    app = open_page("reconciliation")
    app.session_state["more_pairs"] = True
    pairs = app.run().dataframe[0].value
    assert len(pairs) > 100 and pairs.notna().all(axis=None)
    assert not pairs.iloc[:, [0, 2, 4, 9]].map(lambda text: "_" in text).any(axis=None)


def test_the_difference_is_drawn_in_the_form_chosen(open_page):
    kilotonnes, shares = (figures(open_page("reconciliation", gap=form, sector="electricity"))[0]
                          for form in ("kt", "percent"))
    assert kilotonnes["data"][-1]["type"] == shares["data"][-1]["type"] == "bar"
    assert kilotonnes["data"][-1]["y"] != shares["data"][-1]["y"]
