"""Conversion to HK$: the published rate of the period, its month before its year, and never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.model import currency
from hkzero.model.currency import NoRate, Quote, Rates


@pytest.fixture(scope="module")
def rates(store) -> Rates:
    return currency.rates(store.ask("exchange_rates"))


def synthetic(**quotes: float) -> Rates:
    """Return rates from keyword arguments like CNY_2024_12=7.14, units for one US$."""
    keys = {name: name.split("_", 1) for name in quotes}
    return Rates({(code, period.replace("_", "-")): Quote(quotes[name], ("synthetic",), Kind.OBSERVED)
                  for name, (code, period) in keys.items()})


@pytest.mark.parametrize("yuan, dollars", [
    # ICAP factsheets, 2025: mean of 2024 of the national market, and of Guangdong
    (95.96, 13.33), (51.37, 7.14),
])
def test_the_rate_of_2024_gives_the_dollars_that_were_published(rates, yuan, dollars):
    through_hkd = yuan * rates.at("CNY", "2024").hkd_per_unit / rates.at("USD", "2024").hkd_per_unit
    assert through_hkd == pytest.approx(dollars, abs=0.01)


def test_a_dollar_of_2024_is_what_the_federal_reserve_published(rates):
    # Federal Reserve, annual rates: 7.803 HK$ for one US$ in 2024
    assert rates.at("USD", "2024").hkd_per_unit == pytest.approx(7.803)
    assert rates.at("USD", "2024").kind is Kind.OBSERVED


def test_a_rate_through_the_dollar_is_derived_and_names_both_sources(rates):
    rate = rates.at("SGD", "2022")
    assert rate.kind is Kind.DERIVED
    assert set(rate.sources) == {"g5a_2024", "fed_annual_csv"}


@pytest.mark.parametrize("period, used", [
    ("2024-12", "2024-12"), ("2024-12-31", "2024-12"), ("2025-12-15/2025-12-19", "2025-12"), ("2024-04", "2024"),
    ("2024-04-30", "2024"), ("2024", "2024"), ("2024-Q3", "2024"), ("2024-H1", "2024"),
    ("2025-01-01/2025-12-19", "2025"),
])
def test_the_month_is_used_where_it_is_published_else_the_year(rates, period, used):
    rate = rates.at("CNY", period)
    assert (rate.period, rate.home_year, rate.is_held) == (used, period[:4], False)


def test_what_was_published_by_the_month_differs_from_the_year(rates):
    # ICAP file, December 2024: 0.137425168 US$ for one yuan; 7.803 HK$ for one US$ in 2024
    assert rates.at("CNY", "2024-12").hkd_per_unit == pytest.approx(0.137425168 * 7.803)
    assert rates.at("CNY", "2024-12").hkd_per_unit != pytest.approx(rates.at("CNY", "2024").hkd_per_unit, rel=1e-3)


@pytest.mark.parametrize("code, period", [
    ("KRW", "2016"), ("GBP", "2024"), ("SGD", "2025"), ("CNY", "1999"), ("CNY", "2026"), ("XAU", "2024"),
    ("CNY", "2021-07-16/2023-12-29"), ("CNY", "undated"), ("CNY", ""),
])
def test_a_period_without_a_rate_is_refused(rates, code, period):
    with pytest.raises(NoRate) as refused:
        rates.at(code, period)
    assert (refused.value.currency, refused.value.period) == (code, period)
    assert refused.value.known == rates.known(code)
    assert code in str(refused.value) and "there is one for" in str(refused.value)


def test_a_plan_uses_the_newest_rate_and_says_so(rates):
    rate = rates.at("SGD", "2030", may_hold=True)
    assert (rate.period, rate.is_held) == ("2023", True)
    assert rate.hkd_per_unit == rates.at("SGD", "2023").hkd_per_unit


def test_a_gap_in_the_past_is_not_filled_for_a_plan_either(rates):
    with pytest.raises(NoRate):
        rates.at("KRW", "2016", may_hold=True)


def test_the_home_currency_needs_no_rate(rates):
    assert rates.at("HKD", "1950").hkd_per_unit == 1


def test_bounds_of_the_peg_are_no_rates(rates):
    assert all(len(period) in (4, 7) for period in rates.known("USD"))


def test_both_directions_of_a_pair_agree(store, rates):
    # The euro is published both ways: 0.9245 for one US$ (fed_annual_csv), and 1.0817 US$ for one (G.5A), for 2023
    euro = rates.at("EUR", "2023").hkd_per_unit
    assert euro == pytest.approx(7.8292 / 0.9245)
    assert euro == pytest.approx(7.8292 * 1.0817, rel=1e-3)


@pytest.mark.parametrize("unit, code", [
    ("US$/t CO2", "USD"), ("HK$ billion", "HKD"), ("CNY million", "CNY"), ("SGD/t CO2e", "SGD"), ("EUR billion", "EUR"),
])
def test_the_currency_of_a_unit(unit, code):
    assert currency.currency_of(unit) == code


@given(units=st.floats(1e-4, 1e4), home=st.floats(1e-2, 1e2))
def test_what_one_dollar_buys_is_worth_what_a_dollar_is_worth(units, home):
    known = synthetic(XYZ_2024=units, HKD_2024=home)
    assert units * known.at("XYZ", "2024").hkd_per_unit == pytest.approx(home)


def test_a_month_without_the_years_rate_of_the_home_currency_is_refused():
    with pytest.raises(NoRate):
        synthetic(XYZ_2024_12=0.5, HKD_2023=7.8).at("XYZ", "2024-12")
