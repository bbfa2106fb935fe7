"""Carbon prices, volumes, debt, bonds and milestones come out of the questions as published."""

from __future__ import annotations

import pytest

from hkzero.model import currency


def one(frame, column="value", **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, f"{len(frame)} rows for {where}"
    return frame[column].iloc[0]


@pytest.mark.parametrize("scheme, price_type, period, unit, price", [
    # ICAP factsheets of the national market and of Guangdong, 2025
    ("china_national", "annual_average_secondary", "2024", "CNY/t CO2", 95.96),
    ("guangdong", "annual_average_secondary", "2024", "US$/t CO2", 7.14),
    # Straits Times, 18 February 2022
    ("singapore", "statutory_rate", "2026", "SGD/t CO2e", 45),
])
def test_prices_are_as_published(store, scheme, price_type, period, unit, price):
    frame = store.ask("carbon_prices").frame
    assert one(frame, scheme=scheme, price_type=price_type, period=period, unit=unit) == price


def test_a_year_and_a_total_since_the_start_are_kept_apart(store):
    frame = store.ask("carbon_market_volumes").frame
    # ccement, 3 January 2024: 212 Mt in 2023, 442 Mt since July 2021
    assert one(frame, scheme="china_national", quantity="volume", span="year", period="2023") == 212
    assert one(frame, scheme="china_national", quantity="volume", span="cumulative", period="2023-12-29") == 442
    assert not (frame["measure"].str.startswith("cumulative") & (frame["span"] == "year")).any()
    assert set(frame["quantity"]) == {"volume", "turnover", "revenue", "cap"}


def test_a_half_year_of_debt_is_no_year(store):
    frame = store.ask("green_debt").frame
    # HKMA, as quoted on 3 September 2025
    assert one(frame, period="2024", part="bonds_and_loans") == 84.4
    assert one(frame, period="2024", part="bonds") == 43.1
    assert bool(one(frame, "is_half_year", period="2025-H1"))
    assert set(frame[frame["kind"] == "derived"]["period"]) == {"2021", "2023"}


@pytest.mark.parametrize("issue, code, years, coupon, amount", [
    ("2019-05", "USD", 5, 2.5, 1), ("2021-11", "EUR", 20, 1.059, 0.5), ("2023-02", "HKD", 1, 4.05, 0.8),
    ("2025-06", "CNY", 30, 2.7, 4), ("2025-11", "CNY", 5, 1.9, 2.5),
])
def test_the_name_of_a_tranche_is_read(store, issue, code, years, coupon, amount):
    frame = store.ask("government_green_bonds").frame
    frame = frame[(frame["issue"] == issue) & (frame["currency"] == code) & (frame["term_years"] == years)]
    assert (one(frame, "coupon"), one(frame)) == (coupon, amount)


def test_a_total_has_no_term_and_no_coupon(store):
    frame = store.ask("government_green_bonds").frame
    totals = frame[frame["part"] != "tranche"]
    assert len(totals) == 7 and totals["term_years"].isna().all() and totals["coupon"].isna().all()


@pytest.mark.parametrize("issue, total_hkd_billion, tolerance", [
    # the equivalents as published; tranches at the rates of the Federal Reserve and of the ICAP file
    ("2024-02", 6, 0.2), ("2025-06", 27, 0.3), ("2025-11", 10, 0.4),
])
def test_tranches_in_hkd_come_to_the_published_total(store, issue, total_hkd_billion, tolerance):
    known = currency.rates(store.ask("exchange_rates"))
    frame = store.ask("government_green_bonds").frame
    tranches = frame[(frame["issue"] == issue) & (frame["part"] == "tranche")].to_dict("records")
    assert len(tranches) >= 4
    found = sum(row["value"] * known.at(row["currency"], row["period"]).hkd_per_unit for row in tranches)
    assert found == pytest.approx(total_hkd_billion, abs=tolerance)


def test_every_milestone_has_a_name_of_its_own(store):
    frame = store.ask("market_milestones").frame
    assert frame["event_id"].is_unique and len(frame) == 31
    assert {"core_climate_2022_10_28", "taxonomy_2026_01_22", "bond_2019_05"} <= set(frame["event_id"])
    assert frame["period"].is_monotonic_increasing
