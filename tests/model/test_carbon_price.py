"""Carbon prices in HK$ and the paths that a project is put to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.model import carbon_price as model
from hkzero.model.carbon_price import PricePath, price_at
from hkzero.model.currency import rates


@pytest.fixture(scope="module")
def answers(store) -> dict:
    return {name: store.ask(name) for name in (*model.PATH_QUESTIONS, "carbon_prices_daily")}


@pytest.fixture(scope="module")
def known(answers):
    return rates(answers["exchange_rates"])


@pytest.fixture(scope="module")
def prices(answers, known):
    return model.published(answers["carbon_prices"], known)


@pytest.fixture(scope="module")
def paths(answers) -> dict[str, PricePath]:
    return model.paths(answers)


def one(prices, **where):
    found = [price for price in prices if all(getattr(price, name) == value for name, value in where.items())]
    assert len(found) == 1, f"{len(found)} prices for {where}"
    return found[0]


# --- prices ---


def test_the_national_market_of_2024_in_hkd(prices):
    # ICAP, 95.96 yuan; Federal Reserve, 7.1957 yuan and 7.803 HK$ for one US$ in 2024
    price = one(prices, scheme="china_national", price_type="annual_average_secondary", unit="CNY/t CO2")
    assert price.hkd() == pytest.approx(95.96 / 7.1957 * 7.803)
    assert (price.kind, price.hkd_kind) == (Kind.OBSERVED, Kind.DERIVED)


def test_what_was_published_in_two_currencies_agrees(prices):
    for scheme in ("china_national", "guangdong"):
        both = [price.hkd() for price in prices
                if (price.scheme, price.price_type) == (scheme, "annual_average_secondary")]
        assert len(both) == 2
        assert both[0] == pytest.approx(both[1], rel=1e-3)


def test_a_price_without_a_rate_keeps_its_own_currency(prices):
    price = one(prices, scheme="china_national", period="2021-07-16/2022-12-31")
    assert price.rate is None
    assert price.hkd() is None
    assert price.value == 45.54


def test_a_range_stays_a_range(prices):
    target = one(prices, scheme="singapore", price_type="target")
    assert target.value is None
    assert target.hkd() is None
    assert target.hkd("low") == pytest.approx(50 / 1.3428 * 7.8292)  # G.5A: 1.3428 and 7.8292 for one US$ in 2023
    assert target.hkd("high") == pytest.approx(80 / 1.3428 * 7.8292)
    assert target.rate.is_held


def test_auctions_and_trading_stay_apart(answers, known):
    months = model.traded(answers["carbon_prices_monthly"], known, "month_mean")
    december = [price for price in months if (price.scheme, price.period) == ("eu", "2024-12")]
    assert {price.market: price.days for price in december} == {"primary": 11, "secondary": 4}


def test_a_mean_of_a_month_is_the_mean_of_its_days(answers, known):
    days = [price.value for price in model.traded(answers["carbon_prices_daily"], known, "day")
            if price.scheme == "korea" and price.market == "secondary" and price.period.startswith("2024-12")]
    month = one(model.traded(answers["carbon_prices_monthly"], known, "month_mean"), scheme="korea", market="secondary",
                period="2024-12")
    assert month.days == len(days) == 20
    assert month.value == pytest.approx(sum(days) / len(days))
    assert month.kind is Kind.DERIVED


def test_a_month_without_days_is_not_there(answers):
    frame = answers["carbon_prices_monthly"].frame
    assert set(frame["period"].str[5:]) == {"12", "01"}


def test_every_daily_price_has_a_rate(answers, known):
    assert all(price.hkd() is not None for price in model.traded(answers["carbon_prices_daily"], known, "day"))


# --- paths ---


def test_the_scenarios_start_at_the_assumption(paths):
    # data/assumptions.csv, ec_carbon_price: 75, 104 and 550 HK$ a tonne
    assert [price_at(paths[name], 2024) for name in model.SCENARIO_PATHS] == [0, 75, 104, 550]


def test_central_reaches_the_middle_of_singapores_range(paths):
    # Singapore, Budget 2022: 50 to 80 SGD by 2030; G.5A: 1.3428 SGD and 7.8292 HK$ for one US$ in 2023
    assert price_at(paths["central"], 2030) == pytest.approx(65 / 1.3428 * 7.8292)
    assert price_at(paths["central"], 2027) == pytest.approx((104 + 65 / 1.3428 * 7.8292) / 2)


def test_high_reaches_the_reference_of_the_world_bank(paths):
    # World Bank, April 2024, as quoted: 226 to 385 US$; 7.803 HK$ for one US$ in 2024
    assert price_at(paths["high"], 2030) == pytest.approx(226 * 7.803)


def test_singapores_tax_goes_up_in_steps(paths):
    tax = paths["singapore"]
    assert price_at(tax, 2025) == pytest.approx(25 / 1.3428 * 7.8292)
    assert price_at(tax, 2026) == price_at(tax, 2029) == pytest.approx(45 / 1.3428 * 7.8292)
    assert price_at(tax, 2030) == price_at(paths["central"], 2030)


@pytest.mark.parametrize("scheme, basis, period, hkd", [
    ("china_national", "year_mean", "2024", 95.96 / 7.1957 * 7.803),
    ("guangdong", "year_mean", "2024", 51.37 / 7.1957 * 7.803),
    ("eu", "year_mean", "2023", 84 / 0.9245 * 7.8292),
])
def test_a_market_holds_its_last_mean_of_a_year(paths, scheme, basis, period, hkd):
    path = paths[scheme]
    assert (path.basis, path.base_period) == (basis, period)
    assert price_at(path, 2040) == pytest.approx(hkd)


@pytest.mark.parametrize("scheme, period", [("shenzhen", "2025-12"), ("korea", "2025-12"), ("uk", "2024-12")])
def test_a_market_without_a_recent_mean_of_a_year_holds_one_of_a_month(paths, scheme, period):
    assert (paths[scheme].basis, paths[scheme].base_period) == ("month_mean", period)


def test_every_path_has_its_basis_and_is_a_scenario(paths):
    assert set(paths) == {*model.SCENARIO_PATHS, "singapore", *model.MARKET_PATHS}
    for path in paths.values():
        assert path.kind is Kind.SCENARIO
        assert path.basis and path.base_period
        assert path.sources or path.path_id == "none"
        assert list(path.years) == sorted(set(path.years))
        assert len(path.years) == len(path.hkd_per_tonne)


def test_the_scenarios_never_cross(paths):
    for year in range(2020, 2061):
        low, central, high = (price_at(paths[name], year) for name in ("low", "central", "high"))
        assert 0 < low < central < high


def test_an_unknown_path_names_those_that_exist(paths):
    with pytest.raises(model.NoPath, match="moon.*china_national"):
        model.find_path(paths, "moon")


def test_a_path_without_its_figures_is_refused(answers):
    prices = answers["carbon_prices"]
    without = replace(prices, frame=prices.frame[prices.frame["scheme"] != "world_bank_reference"])
    with pytest.raises(LookupError, match="world_bank_reference"):
        model.paths(answers | {"carbon_prices": without})


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=20), st.integers(1900, 2200))
def test_a_price_stays_within_its_path_and_holds_at_both_ends(levels, year):
    first = 2020
    path = PricePath("synthetic", tuple(range(first, first + len(levels))), tuple(levels))
    assert min(levels) <= price_at(path, year) <= max(levels)
    if year <= first:
        assert price_at(path, year) == levels[0]
    if year >= first + len(levels) - 1:
        assert price_at(path, year) == levels[-1]


def test_between_two_years_a_path_is_straight():
    path = PricePath("synthetic", (2020, 2030), (0.0, 100.0))
    assert np.allclose([price_at(path, year) for year in (2021, 2025, 2029)], [10, 50, 90])
