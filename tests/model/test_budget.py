from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind, Measured, UnitError
from hkzero.model.budget import (
    as_carbon_dioxide,
    cumulative,
    exhausted_at_level,
    exhausted_on,
    levels_of,
    remaining,
    running_total,
    share_of,
)
from hkzero.model.pathways import Level, Pathway, straight_line, within_budget

amounts = st.floats(0.1, 1e4)


def level(year: int, value: float | None, source: str = "a") -> Level:
    return Level(year, Measured.one(value, "Mt CO2", (source,), "observed"))


def budget(value: float | None, unit: str = "Mt CO2") -> Measured:
    return Measured.one(value, unit, ("budget",), "assumed")


def test_a_missing_year_is_left_out_and_named():
    known = {2020: level(2020, 10.0), 2022: level(2022, 20.0, "b"), 2023: level(2023, None)}
    found = cumulative(known, 2019, 2023)
    assert found.amount.value == 30.0 and found.missing == (2019, 2021, 2023) and not found.complete
    assert found.amount.sources == ("a", "b") and found.bridged == ()


def test_a_bridge_is_an_estimate_and_never_leads_beyond_the_ends():
    known = {2020: level(2020, 10.0), 2022: level(2022, 20.0)}
    found = cumulative(known, 2019, 2023, bridge=True)
    assert found.amount.value == pytest.approx(45.0) and found.bridged == (2021,) and found.missing == (2019, 2023)
    assert found.amount.kind is Kind.ESTIMATED


@given(st.lists(amounts, min_size=1, max_size=40))
def test_cumulative_is_the_sum(values):
    known = {2000 + step: level(2000 + step, value) for step, value in enumerate(values)}
    found = cumulative(known, 2000, 1999 + len(values))
    assert found.complete and found.amount.value == pytest.approx(sum(values))


def test_nothing_known_is_an_error():
    with pytest.raises(ValueError, match="from 2030 to 2040"):
        cumulative({2020: level(2020, 1.0)}, 2030, 2040)


def test_exhaustion_hand_worked():
    assert exhausted_at_level(budget(25.0), level(2024, 10.0)).at == pytest.approx(2027.5)
    assert exhausted_at_level(budget(25.0), level(2024, 10.0)).year == 2027
    # 8, 6, 4, 2, 0 from 2025: 14 by the end of 2026, half of 2027's 4 makes 16.
    path = straight_line(level(2024, 10.0), level(2029, 0.0))
    assert exhausted_on(budget(16.0), path).at == pytest.approx(2027.5)
    assert exhausted_on(budget(20.5), path).year is None
    assert running_total(path).amount.values == pytest.approx((0.0, 8.0, 14.0, 18.0, 20.0, 20.0))


def test_a_budget_that_is_gone_or_unknown():
    assert exhausted_at_level(budget(-1.0), level(2024, 10.0)).already
    assert exhausted_on(budget(0.0), straight_line(level(2024, 10.0), level(2029, 0.0))).already
    for left, latest in ((budget(None), level(2024, 1.0)), (budget(1.0), level(2024, None)),
                         (budget(1.0), level(2024, 0.0))):
        assert exhausted_at_level(left, latest).year is None and not exhausted_at_level(left, latest).already
    assert exhausted_on(budget(1.0), straight_line(level(2024, None), level(2029, 0.0))).year is None


@given(amounts, amounts)
def test_a_level_that_goes_on_is_a_flat_pathway(room, latest):
    last = 2024 + int(room / latest) + 2
    years = tuple(range(2024, min(last, 2024 + 200) + 1))
    flat = Pathway(years, replace(level(2024, latest).amount, values=(latest,) * len(years)))
    on_path, at_level = exhausted_on(budget(room), flat), exhausted_at_level(budget(room), level(2024, latest))
    if on_path.at is not None:
        assert on_path.at == pytest.approx(at_level.at)
    else:
        assert at_level.at > years[-1]


@given(st.floats(0.05, 0.95), st.integers(3, 40))
def test_a_pathway_within_its_budget_uses_it_up_in_the_last_year(part, span):
    start, end = level(2024, 10.0), level(2024 + span, 1.0)
    room = budget(span + part * 9.0 * (span - 1))
    path = within_budget(start, end, room)
    assert exhausted_on(budget(room.value * (1 - 1e-9)), path).year in (2024 + span, 2025 + span)
    assert running_total(path).amount.values[-1] == pytest.approx(room.value)


def test_remaining_checks_units():
    assert remaining(budget(10.0), level(2024, 12.0).amount).value == -2.0
    with pytest.raises(UnitError):
        remaining(budget(10.0, "Gt CO2"), level(2024, 12.0).amount)


def test_carbon_dioxide_falls_in_proportion():
    gases = straight_line(Level(2024, Measured.one(30.0, "Mt CO2e", ("g",), "observed")),
                          Level(2026, Measured.one(0.0, "Mt CO2e", ("t",), "scenario")))
    found = as_carbon_dioxide(gases, level(2024, 24.0))
    assert found.amount.values == pytest.approx((24.0, 12.0, 0.0))
    assert found.amount.unit == "Mt CO2" and found.amount.kind is Kind.SCENARIO
    assert set(found.amount.sources) == {"a", "g", "t"}
    with pytest.raises(ValueError, match="2023 cannot follow a pathway from 2024"):
        as_carbon_dioxide(gases, level(2023, 24.0))


def test_published_budgets_and_their_shares(store):
    # IPCC AR6 WG I, table SPM.2: 500 Gt CO2 from 2020 for 1.5 °C at 50 %. Hong Kong, world in 2019: owid-co2-data.csv
    budgets = store.ask("carbon_budgets")
    equal = share_of(budgets, 2020, "1.5", 50, "equal_per_person")
    fossil = share_of(budgets, 2020, "1.5", 50, "grandfathering")
    assert fossil.value == pytest.approx(500e3 * 41.900 / 40891.020) and fossil.unit == "Mt CO2"
    assert equal.kind is Kind.ASSUMED and "ipcc_ar6_wg1_spm" in equal.sources
    with pytest.raises(LookupError, match="0 budgets"):
        share_of(budgets, 2020, "1.6", 50, "grandfathering")


def test_a_higher_likelihood_leaves_less(store):
    frame = store.ask("carbon_budgets").frame
    for _, part in frame.groupby(["first_year", "warming", "rule"]):
        values = part.sort_values("likelihood")["value"]
        assert (values.diff().dropna() < 0).all()


def test_both_accounts_of_carbon_dioxide(store):
    answer = store.ask("carbon_dioxide")
    official, other = levels_of(answer, "inventory_share"), levels_of(answer, "global_carbon_budget")
    # 33.2 Mt CO2e (EEB, 22 January 2026) × 0.85; 33.871 Mt CO2 (owid-co2-data.csv, Hong Kong 2023)
    assert official[2024].amount.value == pytest.approx(28.22) and official[2024].amount.kind is Kind.ASSUMED
    assert official[2024].low < 28.22 < official[2024].high
    assert other[2023].amount.value == 33.871 and other[2023].low is None
    assert cumulative(official, 2020, 2024).complete
