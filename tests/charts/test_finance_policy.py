"""The pictures and words of a carbon price and of credits, on invented figures."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hkzero.charts import finance_policy as charts
from hkzero.charts import finance_policy_findings as words
from hkzero.charts import palette
from hkzero.measure import Kind
from hkzero.model import carbon_charge, carbon_credits
from hkzero.model.carbon_charge import SECTORS, USERS, Bill, District, Ground, Policy
from hkzero.model.carbon_credits import Project
from hkzero.text import LANGUAGES, label

YEARS = (2024, 2025, 2026)

# Tonnes without and with a project by year: alike in every year, falling, and with one bad year.
SYNTHETIC_PROJECTS = [((2400.0,) * 10, (1700.0,) * 10), (tuple(480.0 - 20 * age for age in range(10)), (0.0,) * 10),
                      ((200.0,) * 6, (-400.0, -700.0, 900.0, -1200.0, -1300.0, -1300.0))]


def synthetic_charge(policy: Policy | None = None) -> carbon_charge.Charge:
    """Return an invented city's charge at HK$100, 200 and 300 a tonne."""
    ground = Ground(YEARS, {sector: np.full(3, 1000.0 * (place + 1)) for place, sector in enumerate(SECTORS)},
                    np.full(3, 16_000.0), {user: np.full(3, 0.25) for user in USERS}, np.full(3, 40_000.0),
                    np.full(3, 0.4))
    return carbon_charge.charge(ground, (100.0, 200.0, 300.0), policy or Policy())


def synthetic_districts() -> tuple[District, ...]:
    return (District("A", "metered", "estimated", 200_000, 100.0, 500.0, 500.0, 500.0, 300.0, 20.0),
            District("E", "allocated", "estimated", 300_000, 60.0, 200.0, 150.0, 280.0, 300.0, 10.0))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_revenue_stacks_up_to_its_total_in_the_colours_of_the_sectors(lang):
    found = synthetic_charge()
    figure = charts.revenue(YEARS, found.by_sector, "scenario", lang)
    assert np.sum([trace.y for trace in figure.data], axis=0) == pytest.approx(found.total)
    assert figure.layout.barmode == "stack"
    for trace, sector in zip(figure.data, SECTORS, strict=True):
        assert (trace.name, trace.marker.color) == (label("sector", sector, lang), palette.SECTOR[sector])
        assert set(trace.meta["kinds"]) == {Kind.SCENARIO.value}


def test_a_sector_that_pays_nothing_is_not_drawn():
    found = synthetic_charge(Policy(("waste",)))
    assert len(charts.revenue(YEARS, found.by_sector, "scenario", "en").data) == 1
    assert len(words.revenue_table(found, "en").columns) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_payers_add_up_and_the_largest_is_on_top(lang):
    now = {code: float(values[0]) for code, values in synthetic_charge(Policy(passed_on=0.9)).by_payer.items()}
    figure = charts.payers(now, "scenario", lang)
    values = [trace.x[0] for trace in figure.data]
    assert values == sorted(values) and sum(values) == pytest.approx(sum(now.values()), abs=1)
    table = words.payer_table(now, lang)
    assert len(table) == len(now) + 1 and table.iloc[-1, 1] == pytest.approx(sum(now.values()), abs=0.1)
    assert table.iloc[:-1, 2].sum() == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_districts_show_charge_range_grade_and_net(lang):
    rows = synthetic_districts()
    metered, allocated, net = charts.districts(rows, "scenario", lang).data
    assert (metered.marker.color, allocated.marker.color) == (charts.GRADE["metered"], charts.GRADE["allocated"])
    assert list(allocated.error_x.array) == [80.0] and list(allocated.error_x.arrayminus) == [50.0]
    assert list(net.x) == [-180.0, 110.0]
    assert label("grade", "metered", lang) in metered.name
    said = words.districts(rows, "homes", 500.0, lang)
    assert label("district", "A", lang) in said and "500" in said and "200" in said
    assert list(words.district_table(rows, lang).iloc[:, 7]) == [-180, 110]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bills_say_cents_and_share(lang):
    rows = tuple(Bill(one, 0.5, cents, tariff, share, 2.0, 600.0, 500.0) for one, cents, tariff, share in (
        ("clp_power", 10.0, 140.0, 7.1), ("hk_electric", 15.0, 160.0, 9.4), ("hong_kong", 11.0, None, None)))
    figure = charts.bills(rows, "scenario", lang)
    assert [trace.x[0] for trace in figure.data] == [11.0, 15.0, 10.0]
    assert [trace.text[0] for trace in figure.data] == ["", "9.4%", "7.1%"]
    assert len(words.bill_table(rows, lang)) == 3 and "600" in words.bills(rows, 400, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("baseline", "project"), SYNTHETIC_PROJECTS)
def test_the_account_stacks_up_to_the_reduction(lang, baseline, project):
    rows = carbon_credits.account(Project(2026, baseline, project, 0.8, 0.1, 0.2))
    figure = charts.account(rows, lang)
    assert np.sum([trace.y for trace in figure.data], axis=0) == pytest.approx([row.reduction for row in rows], abs=0.3)
    assert {kind for trace in figure.data for kind in trace.meta["kinds"]} == {Kind.ASSUMED.value}
    assert charts.described(rows, lang) and words.account(carbon_credits.total(rows), rows, lang)
    assert len(words.account_table(rows, [1.0] * len(rows), lang)) == len(rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_parts_that_are_said_make_the_whole(lang):
    """What comes after the crediting period is in the whole, and so it is said."""
    rows = carbon_credits.account(Project(2026, (1000.0,) * 12, (0.0,) * 12, 0.8, 0.1, 0.2, credited_years=9))
    figures = [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", words.account(
        carbon_credits.total(rows), rows, lang))]
    whole, *parts = [figure for figure in figures if figure not in (2026, 2037)]
    assert whole == 12_000 and sum(parts) == whole and 3_000 in parts


@pytest.mark.parametrize(("million", "said"), [
    (10_680, {"en": "HK$10.7 billion", "zh_hant": "107億港元", "zh_hans": "107亿港元"}),
    (54, {"en": "HK$54 million", "zh_hant": "5,400萬港元", "zh_hans": "5,400万港元"}),
    (0.541, {"en": "HK$541,000", "zh_hant": "541,000港元", "zh_hans": "541,000港元"}),
])
def test_money_is_said_as_each_language_counts(million, said):
    assert {lang: words.money(million, lang) for lang in LANGUAGES} == said


@pytest.mark.parametrize(("share", "said"), [(1.0, "100%"), (0.999, "99.9%"), (0.61, "61%"), (0.0, "0%")])
def test_nearly_all_is_not_all(share, said):
    assert words.covered(share, "en") == said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("field", "value", "shown"), [
    ("additionality", 1.2, "120"), ("leakage", None, ""), ("baseline_t", "ten", "ten"), ("project_t", 2, "2"),
    ("project_t", 2e9, "2,000,000,000"),
])
def test_what_is_refused_is_named_with_its_value(lang, field, value, shown):
    assert shown in words.refused(field, value, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_market_without_a_price_has_no_worth(lang):
    row = {"market": "core_climate", "price": None, "period": None, "worth": None, "accepted": "voluntary_trade",
           "limit": None, "limit_of": None}
    limited = {"market": "singapore", "price": 262.4, "period": "2026", "worth": 1e6,
               "accepted": "international_credits",
               "limit": 5.0, "limit_of": "taxable_emissions"}
    table = words.link_table([row, limited], lang)
    assert table.iloc[0, 1] != table.iloc[0, 1] or table.iloc[0, 1] is None
    assert "5%" in table.iloc[1, 4] and table.iloc[1, 3] == 1_000_000
