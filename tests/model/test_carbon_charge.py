"""A carbon price closes: revenue is what sectors pay, what payers pay, and what is spent; bills follow intensity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model import carbon_charge as charges
from hkzero.model.carbon_charge import SECTORS, SUPPLIERS, USERS, Elasticity, Ground, Policy, Prices
from hkzero.model.districts import in_period
from hkzero.model.projects import BadInput

SHARE = st.floats(0, 1)


@st.composite
def synthetic_grounds(draw) -> Ground:
    """Return an invented city of one to four years."""
    years = draw(st.integers(1, 4))
    amounts = st.lists(st.floats(0, 1e5), min_size=years, max_size=years).map(np.array)
    emissions = {sector: draw(amounts) for sector in SECTORS}
    weights = {user: draw(amounts) + 1.0 for user in USERS}
    demand = np.sum([*weights.values()], axis=0)
    total = np.sum([*emissions.values()], axis=0) + 1.0
    return Ground(tuple(range(2024, 2024 + years)), emissions, total,
                  {user: value / demand for user, value in weights.items()}, demand, np.full(years, 0.4))


@st.composite
def policies(draw) -> Policy:
    rebate = draw(SHARE)
    return Policy(tuple(draw(st.sets(st.sampled_from(SECTORS)))), draw(SHARE), draw(SHARE), rebate,
                  (1 - rebate) * draw(SHARE))


@given(synthetic_grounds(), policies(), st.floats(0, 5000))
def test_revenue_is_what_sectors_payers_and_uses_add_up_to(ground, policy, price):
    found = charges.charge(ground, price, policy)
    expected = sum(ground.emissions_kt[sector] for sector in policy.covered) * policy.share * price / 1e3
    assert found.total == pytest.approx(expected + np.zeros(len(ground.years)), rel=1e-9, abs=1e-6)
    assert np.sum([*found.by_payer.values()], axis=0) == pytest.approx(found.total, rel=1e-9, abs=1e-6)
    for revenue in found.total:
        spent = charges.uses(float(revenue), policy)
        assert spent.rebate + spent.tariff + spent.investment == pytest.approx(revenue, rel=1e-9, abs=1e-6)
        assert min(spent.rebate, spent.tariff) >= 0 and spent.investment >= -1e-6 * max(revenue, 1)


@given(synthetic_grounds(), policies(), st.floats(0, 5000))
def test_what_is_not_passed_on_stays_with_suppliers(ground, policy, price):
    found = charges.charge(ground, price, policy)
    assert found.by_payer[SUPPLIERS] == pytest.approx(found.total * (1 - policy.passed_on), rel=1e-9, abs=1e-6)
    assert all((value >= 0).all() for value in found.by_payer.values())
    assert (found.covered_share <= 1 + 1e-9).all()


@given(synthetic_grounds(), policies(), st.floats(1, 5000))
def test_demand_never_rises_with_the_price_and_the_strong_response_is_the_strongest(ground, policy, price):
    known = {"electricity": Elasticity("electricity", -0.4, -0.1, 0.0),
             "road_fuel": Elasticity("road_fuel", -0.8, -0.2, -0.1)}
    strong, central, weak = (charges.response(ground, price, policy, Prices(150, 6000), known, end)
                             for end in ("strong", "central", "weak"))
    assert set(central) == {"electricity", "transport"} & set(policy.covered)
    for sector, factor in central.items():
        assert (strong[sector] <= factor + 1e-12).all() and (factor <= weak[sector] + 1e-12).all()
        assert (factor <= 1).all() and (strong[sector] > 0).all()
    with_response = charges.charge(ground, price, policy, strong)
    assert (with_response.total <= charges.charge(ground, price, policy).total + 1e-6).all()


def test_the_response_is_the_elasticity_by_hand():
    ground = Ground((2024,), {sector: np.array([100.0]) for sector in SECTORS}, np.array([500.0]),
                    {user: np.array([0.25]) for user in USERS}, np.array([1000.0]), np.array([0.5]))
    known = {"electricity": Elasticity("electricity", -0.5, -0.5, -0.5)}
    # 0.5 kg a kWh at HK$ 1,000 a tonne is 50 cents; on 100 cents it is half as much again.
    found = charges.response(ground, 1000.0, Policy(), Prices(100, 6000), known)
    assert found == {"electricity": pytest.approx([1.5 ** -0.5])}


@pytest.mark.parametrize(("values", "field"), [
    ({"share": 1.2}, "share"), ({"passed_on": -0.1}, "passed_on"), ({"rebate": float("nan")}, "rebate"),
    ({"rebate": 0.7, "tariff": 0.5}, "rebate + tariff"), ({"covered": ("moon",)}, "covered"),
])
def test_a_policy_that_makes_no_sense_is_refused_by_name(values, field):
    with pytest.raises(BadInput) as error:
        Policy(**values)
    assert error.value.field == field


@pytest.mark.parametrize("price", [-1.0, float("inf"), float("nan"), 1e9])
def test_an_absurd_price_is_refused(price):
    ground = Ground((2024,), {sector: np.array([1.0]) for sector in SECTORS}, np.array([5.0]),
                    {user: np.array([0.25]) for user in USERS}, np.array([1.0]), np.array([0.5]))
    with pytest.raises(BadInput, match="price"):
        charges.charge(ground, price, Policy())


@pytest.fixture(scope="module")
def today(store) -> Ground:
    supply = store.ask("charge_electricity").frame.set_index(["measure", "supplier"])["value"]
    return charges.official(store.ask("scenario_inventory"), store.ask("scenario_delivered"),
                            float(supply["intensity", "hong_kong"]))


def test_the_official_year_is_that_of_the_published_inventory(today):
    # EEB, inventory of 2024: 33.2 Mt in all, 61 % of it electricity
    assert today.years == (2024,)
    assert today.total_kt[0] == pytest.approx(33_200, rel=0.001)
    assert today.emissions_kt["electricity"][0] == pytest.approx(0.61 * 33_200, rel=0.001)
    found = charges.charge(today, 100.0, Policy(("electricity",)))
    assert found.total[0] == pytest.approx(0.61 * 33_200 * 100 / 1e3, rel=0.001)  # HK$ 2.0 billion


def test_a_scenario_starts_from_the_official_year(today, frozen_run):
    ground = charges.of_scenario(frozen_run)
    assert ground.years[0] == 2024 and 2050 in ground.years
    for sector in SECTORS:
        assert ground.emissions_kt[sector][0] == pytest.approx(today.emissions_kt[sector][0], rel=0.01)
    for user in USERS:
        assert ground.user_shares[user][0] == pytest.approx(today.user_shares[user][0], abs=0.02)
    assert np.sum([*ground.user_shares.values()], axis=0) == pytest.approx(1)


def test_districts_of_homes_pay_what_homes_pay(store, today):
    policy = Policy(rebate=0.5, tariff=0.3)
    found = charges.charge(today, 300.0, policy)
    period = "2024"
    emissions, kwh = (in_period(store.ask(name, user_type="residential"), period)
                      for name in ("district_emissions", "district_electricity"))
    people = charges.read_residents(store.ask("district_profile"), period)
    rows = charges.districts(found, today, policy, 0, emissions, kwh, people)
    assert len(rows) == 18 and {row.grade for row in rows} == {"metered", "allocated"}
    assert sum(row.charge_million for row in rows) == pytest.approx(found.by_payer["residential"][0])
    spent = charges.uses(float(found.total[0]), policy)
    assert sum(row.rebate * row.residents for row in rows) == pytest.approx(spent.rebate * 1e6)
    assert sum(row.relief * row.residents for row in rows) == pytest.approx(
        spent.tariff * 1e6 * float(today.user_shares["residential"][0]))
    for row in rows:
        assert row.low <= row.per_person * (1 + 1e-9) and row.per_person <= row.high * (1 + 1e-9)
        assert row.net == pytest.approx(row.rebate + row.relief - row.per_person)


def test_a_bill_is_intensity_times_price(store, today):
    policy = Policy(share=0.5, passed_on=0.8, rebate=0.0, tariff=1.0)
    found = charges.charge(today, 1000.0, policy)
    supply = store.ask("charge_electricity")
    clp, hk_electric, city = charges.bills(found, today, policy, 0, supply, 400.0)
    for bill in (clp, hk_electric, city):
        assert bill.charge_cents == pytest.approx(bill.intensity * 1000 * 0.5 * 0.8 / 10)
        assert bill.percent == pytest.approx(100 * bill.charge_cents / bill.tariff_cents)
        assert bill.household_hkd == pytest.approx(bill.charge_cents * 400 * 12 / 100)
        assert bill.net_household_hkd == pytest.approx(bill.household_hkd - bill.relief_cents * 48)
    assert clp.intensity < city.intensity < hk_electric.intensity
    # The companies' average net tariffs of 2026: 140.6 and 163.3 cents
    assert (clp.tariff_cents, hk_electric.tariff_cents) == (140.6, 163.3)
    uncovered = charges.bills(found, today, Policy(("waste",)), 0, supply, 400.0)
    assert uncovered[0].charge_cents == 0


def test_elasticities_come_with_a_range_and_a_source(store):
    answer = store.ask("price_elasticities")
    known = charges.read_elasticities(answer)
    # Labandeira and others (2017), table 6: electricity -0.126 in the short and -0.365 in the long run
    assert (known["electricity"].central, known["electricity"].strong) == (-0.126, -0.365)
    for one in known.values():
        assert one.strong < one.central < one.weak <= 0
    assert answer.sources == ("labandeira_2017",)
    assert set(charges.RESPONDS.values()) == set(known)
    prices = charges.read_prices(store.ask("charge_electricity"), store.ask("road_fuel_carbon_price"))
    assert 140 < prices.electricity_cents < 164 and 5000 < prices.road_fuel_hkd_per_tonne < 7000
    assert 300 < charges.household_kwh(store.ask("charge_electricity")) < 500
