from __future__ import annotations

import pytest

from hkzero.charts import evidence, palette, reconciliation
from hkzero.text import LANGUAGES, t


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sector", ["total", "electricity", "transport", "other_fuel"])
@pytest.mark.parametrize("form", ["kt", "percent"])
def test_levels_and_difference_are_those_of_the_store(store, lang, sector, form):
    answer = store.ask("reconciliation")
    part = answer.frame[answer.frame["sector"] == sector].sort_values("period")
    figure = reconciliation.gap(answer, lang, sector, form)
    bars = next(trace for trace in figure.data if trace.type == "bar")
    expected = part["difference"] if form == "kt" else 100 * (part["ratio"] - 1)
    assert list(bars.y) == pytest.approx(list(expected)) and list(bars.x) == list(part["period"])
    assert str(int(part["period"].iloc[-1])) in reconciliation.gap_alt(answer, lang, sector, form)
    assert len(figure.to_json()) < 150_000


def test_a_year_that_one_of_them_lacks_is_a_gap(store):
    figure = reconciliation.gap(store.ask("reconciliation"), "en", "total", "kt")
    lines = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"]
    assert all(None in trace.x for trace in lines if max(x for x in trace.x if x) > 2020 > min(x for x in trace.x if x))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_edition_is_never_joined_to_another(store, lang):
    figure = reconciliation.vintages(store.ask("inventory_vintages"), lang)
    groups = {trace.legendgroup for trace in figure.data}
    assert len(groups) >= 10 and {trace.name for trace in figure.data} == groups
    rows = reconciliation.vintage_rows(store.ask("inventory_vintages"), lang)
    assert rows.shape[1] == 8 and rows.notna().all(axis=None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_year_in_a_table_is_no_amount(store, lang):
    """A number is written with its thousands apart: 2,024 is no year."""
    editions, pairs = store.ask("inventory_vintages"), store.ask("source_differences")
    for frame in (reconciliation.gap_rows(store.ask("reconciliation"), lang, "total"),
                  reconciliation.vintage_rows(editions, lang), reconciliation.difference_rows(pairs, lang)):
        assert list(frame[t("reconciliation.column.year", lang)].map(type).unique()) == [str]


def test_years_are_written_as_stretches(store):
    reasons = reconciliation.reasons(store.ask("reconciliation"), "en", "electricity")
    assert any(text.startswith("2000–2004, ") for text in reasons) and len(reasons) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_disagreements_are_ranked(store, lang):
    figure = reconciliation.differences(store.ask("source_differences"), lang)
    sizes = [trace.x[0] for trace in figure.data if trace.type == "bar"]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) >= 18
    assert reconciliation.differences_alt(store.ask("source_differences"), lang)


def test_search_takes_any_text_as_it_is(store):
    used = store.ask("sources_used")
    assert len(evidence.found(used, "", "all")) == len(used.frame)
    assert len(evidence.found(used, ".*", "all")) < len(used.frame)
    assert set(evidence.found(used, "emsd 2022", "buildings")["source_id"]) >= {"emsd_eeud_2022"}
    assert evidence.found(used, "no such words", "all").empty


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ranges_and_kinds_are_drawn_with_their_colours(store, lang):
    counts = store.ask("figures_by_kind")
    kinds = evidence.kinds(counts, lang)
    assert {trace.marker.color for trace in kinds.data} <= set(evidence.KIND_COLOUR.values())
    ranges = evidence.ranges(store.ask("assumptions"), lang)
    assert {trace.line.color for trace in ranges.data if trace.mode == "lines"} == {palette.ORANGE}
    assert evidence.ranges_alt(store.ask("assumptions"), lang) and evidence.kinds_alt(counts, lang)
