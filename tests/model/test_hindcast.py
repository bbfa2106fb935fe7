"""The back-test from 2010: what it is told is as published, and its errors stay where they were measured."""

from __future__ import annotations

import pytest

from hkzero.model.hindcast import TOTAL, backtest


@pytest.fixture(scope="module")
def checks(engine_answers, all_levers):
    return {(check.sector, check.year): check for check in backtest(engine_answers, all_levers)}


def test_it_covers_every_sector_of_the_years_published(checks):
    assert {year for _, year in checks} == {2011, 2012, 2013, 2014, 2015, 2016, 2017, 2019, 2020, 2023, 2024}
    assert {sector for sector, _ in checks} == {
        "electricity", "transport", "other_fuel", "waste", "industrial_processes", "agriculture", TOTAL}


def test_the_official_side_is_the_inventory(checks):
    assert checks[TOTAL, 2024].official_kt == pytest.approx(33_200)
    assert checks["electricity", 2023].official_kt == pytest.approx(20_986.5, abs=1)


@pytest.mark.parametrize(("sector", "most"), [("electricity", 12), ("transport", 20), ("other_fuel", 10),
                                              ("waste", 25), (TOTAL, 8)])
def test_the_error_after_fourteen_years_stays_within_what_was_measured(checks, sector, most):
    for year in (2023, 2024):
        assert abs(checks[sector, year].error_percent) < most


def test_the_total_is_the_sum_of_the_sectors(checks):
    parts = [check for (sector, year), check in checks.items() if year == 2024 and sector != TOTAL]
    assert checks[TOTAL, 2024].modelled_kt == pytest.approx(sum(check.modelled_kt for check in parts))
