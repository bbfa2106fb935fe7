"""A project is worked out row by row and appraised as textbooks do; what cannot be worked out is told."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model.cash_flow import (
    BadFigure,
    Financing,
    Project,
    Quantity,
    Role,
    appraise,
    break_even,
    calculate,
    debt,
    net_present_value,
    payback,
    present_value,
    tornado,
)
from hkzero.model.formula import FormulaError

# A synthetic lamp: 1,000 HK$ now, 1 % less light each year.
LAMP = (
    Quantity("saved_kwh", "where(age == 0, 0, kwh * (1 - fade) ** (age - 1))", "kWh", Role.DELIVERED),
    Quantity("investment", "where(age == 0, -cost, 0)", "HKD", Role.CAPITAL),
    Quantity("saving", "saved_kwh * price", "HKD", Role.OPERATION),
    Quantity("avoided", "saved_kwh * grid_kg_per_kwh / 1000", "t", Role.AVOIDED),
)
INPUTS = {"life_years": 3, "cost": 1000.0, "kwh": 400.0, "fade": 0.01, "price": 1.5}
GRID = {"grid_kg_per_kwh": np.array([0.6, 0.5, 0.4, 0.3, 0.2])}


def test_each_row_follows_from_the_inputs_and_the_rows_before():
    project = calculate(LAMP, INPUTS, GRID, 2025, kind_id="lamp")
    assert project.years == (2025, 2026, 2027, 2028) and project.kind_id == "lamp"
    assert project.values["saved_kwh"] == pytest.approx([0, 400, 396, 392.04])
    assert project.values["investment"] == pytest.approx([-1000, 0, 0, 0])
    assert project.values["saving"] == pytest.approx([0, 600, 594, 588.06])
    assert project.values["avoided"] == pytest.approx([0, 0.2, 0.1584, 0.117612])


def test_age_life_and_year_are_known():
    project = calculate([Quantity("row", "year * 100 + age * 10 + life", "1")], {"life_years": 2}, {}, 2030)
    assert project.values["row"] == pytest.approx([203002, 203112, 203222])


def test_a_single_number_stands_in_every_year():
    assert calculate([Quantity("row", "7", "1")], {"life_years": 2}, {}, 2030).values["row"] == pytest.approx([7, 7, 7])


@pytest.mark.parametrize(("changed", "field"), [
    ({"life_years": 0}, "life_years"), ({"life_years": 2.5}, "life_years"),
    ({"life_years": float("nan")}, "life_years"), ({"life_years": 9}, "grid_kg_per_kwh"),
    ({"cost": float("inf")}, "cost"), ({"age": 3}, "age"), ({"saving": 3}, "saving"),
])
def test_a_bad_input_names_its_field(changed: dict[str, float], field: str):
    with pytest.raises(BadFigure) as told:
        calculate(LAMP, INPUTS | changed, GRID, 2025)
    assert told.value.field == field


def test_a_project_without_a_life_is_told():
    with pytest.raises(BadFigure, match="life_years"):
        calculate(LAMP, {"cost": 1.0}, GRID, 2025)


def test_a_formula_that_fails_names_its_row():
    with pytest.raises(FormulaError, match=r"saving: 'saved_kwh \* price': 'price' is not known"):
        calculate(LAMP, {name: INPUTS[name] for name in INPUTS if name != "price"}, GRID, 2025)
    with pytest.raises(FormulaError, match=r"row: 'later \* 2': 'later' is not known"):
        calculate([Quantity("row", "later * 2", "1"), Quantity("later", "1", "1")], {"life_years": 1}, {}, 2025)


def project_of(**rows: tuple[Role, list[float]]) -> Project:
    """Return a project with rows as given, a list by age."""
    length = len(next(iter(rows.values()))[1])
    return Project("synthetic", tuple(range(2025, 2025 + length)),
                   tuple(Quantity(name, "0", "HKD", role) for name, (role, _) in rows.items()),
                   {name: np.array(values, dtype=float) for name, (_, values) in rows.items()})


def flow_of(*flow: float) -> Project:
    return project_of(investment=(Role.CAPITAL, [flow[0], *[0.0] * (len(flow) - 1)]),
                      earned=(Role.REVENUE, [0.0, *flow[1:]]))


# Brigham and Ehrhardt, Financial Management: Theory and Practice, chapter 10, figure 10-1: projects S and L at 10 %,
# with net present value, internal rate, modified rate, payback and discounted payback.
BRIGHAM = [((-10000, 5000, 4000, 3000, 1000), (788.20, 0.1449, 0.1211, 2.33, 2.95)),
           ((-10000, 1000, 3000, 4000, 6750), (1004.03, 0.1355, 0.1266, 3.30, 3.78))]


@pytest.mark.parametrize(("flow", "published"), BRIGHAM)
def test_a_textbook_project_is_worth_what_the_textbook_says(flow, published):
    found = appraise(flow_of(*flow), 0.10)
    assert found.net_present_value_hkd == pytest.approx(published[0], abs=0.005)
    assert found.internal_rate.case == "one"
    assert found.internal_rate.rates[0] == pytest.approx(published[1], abs=5e-5)
    assert found.modified_rate == pytest.approx(published[2], abs=5e-5)
    assert found.payback_years == pytest.approx(published[3], abs=0.005)
    assert found.discounted_payback_years == pytest.approx(published[4], abs=0.005)
    assert found.cumulative_hkd[-1] == sum(flow)


def test_present_value_is_that_of_the_spreadsheet_manual():
    # Microsoft, example of the NPV function: 8 % a year, with and without a loss in the sixth year.
    shop = [-40000, 8000, 9200, 10000, 12000, 14500]
    assert appraise(flow_of(*shop), 0.08).net_present_value_hkd == pytest.approx(1922.06, abs=0.005)
    assert appraise(flow_of(*shop, -9000), 0.08).net_present_value_hkd == pytest.approx(-3749.47, abs=0.005)


def test_several_rates_decide_nothing_and_a_modified_rate_stands_beside():
    found = appraise(flow_of(-1600, 10000, -10000), 0.10)
    assert found.internal_rate.case == "many" and found.internal_rate.rates == pytest.approx((0.25, 4.0))
    assert found.modified_rate == pytest.approx(npf.mirr([-1600, 10000, -10000], 0.10, 0.10))
    none = appraise(flow_of(100, -120, 50), 0.10)
    assert none.internal_rate.case == "none" and none.internal_rate.rates == ()
    assert appraise(flow_of(1, 2, 3), 0.10).modified_rate is None


def test_levelised_cost_is_that_of_a_published_wind_farm():
    # NREL WISDEM, example 8 (plant finance): 1,093 + 517 $/kW, 43.56 $/kW a year, 9,915,950 kWh a turbine of 2,320 kW
    # less 15 % in the wake, fixed charge rate 0.07921664: 0.04709575 $/kWh. The charge rate is the capital recovery
    # factor of 20 years at the rate that npf.rate finds.
    rate = float(npf.rate(20, 0.07921664, -1, 0))
    farm = project_of(built=(Role.CAPITAL, [-1093.0 - 517.0] + [0.0] * 20),
                      upkeep=(Role.OPERATION, [0.0] + [-43.56] * 20),
                      made=(Role.DELIVERED, [0.0] + [9_915_950 * 0.85 / 2320] * 20))
    assert appraise(farm, rate).levelised_cost_hkd == pytest.approx(0.04709575, abs=1e-8)


def test_levelised_cost_of_even_years_is_that_of_the_capital_recovery_factor():
    # Short, Packey and Holt, NREL/TP-462-5173 (1995), and NREL's Simple LCOE Calculator: with even years, capital times
    # the capital recovery factor, and upkeep, over the year's energy. Figures of a residential system of resource class
    # 5 in NREL's Annual Technology Baseline 2022: 2,443.45 $/kW, 26.98 $/kW a year, 15.36 % of full load; 20 years at
    # 3 %.
    made = 0.15357857 * 8760
    project = project_of(panels=(Role.CAPITAL, [-2443.45] + [0.0] * 20), upkeep=(Role.OPERATION, [0.0] + [-26.98] * 20),
                         made=(Role.DELIVERED, [0.0] + [made] * 20))
    factor = 0.03 * 1.03**20 / (1.03**20 - 1)
    expected = (2443.45 * factor + 26.98) / made
    assert appraise(project, 0.03).levelised_cost_hkd == pytest.approx(expected, rel=1e-12)


def test_what_operation_saves_is_no_negative_cost():
    rows = {"panels": (Role.CAPITAL, [-100.0, 0]), "upkeep": (Role.OPERATION, [0, -10.0]),
            "made": (Role.DELIVERED, [0, 100.0])}
    with_bill = project_of(**rows, bill=(Role.OPERATION, [0, 500.0]))
    assert appraise(with_bill, 0.0).levelised_cost_hkd == appraise(project_of(**rows), 0.0).levelised_cost_hkd == 1.1
    assert appraise(with_bill, 0.0).net_present_value_hkd == pytest.approx(390)


def test_cost_per_tonne_leaves_carbon_revenue_out():
    project = project_of(plant=(Role.CAPITAL, [-1000.0, 0, 0]), upkeep=(Role.OPERATION, [0, -50.0, -50.0]),
                         avoided=(Role.AVOIDED, [0, 2.0, 3.0]))
    for carbon in (None, 100.0, np.array([90.0, 100.0, 120.0, 500.0])):
        found = appraise(project, 0.05, carbon)
        cost = 1000 + 50 / 1.05 + 50 / 1.05**2
        assert found.hkd_per_tonne == pytest.approx(cost / (2 / 1.05 + 3 / 1.05**2))
        assert found.hkd_per_undiscounted_tonne == pytest.approx(cost / 5)
        assert found.avoided_tonnes == 5
        assert net_present_value(project, 0.05, carbon) == found.net_present_value_hkd
    assert found.carbon_revenue_hkd == pytest.approx([0, 200, 360])
    assert found.flow_hkd == pytest.approx([-1000, 150, 310])


def test_what_has_no_meaning_is_none():
    found = appraise(project_of(plant=(Role.CAPITAL, [-1000.0, 0]), avoided=(Role.AVOIDED, [0, -3.0])), 0.05)
    assert found.levelised_cost_hkd is found.hkd_per_tonne is found.hkd_per_undiscounted_tonne is None
    assert found.payback_years is found.discounted_payback_years is found.modified_rate is None
    assert found.equity is None and found.debt is None


def test_payback_is_the_last_turn_from_below_zero():
    assert payback(np.array([-100.0, 60, 60, 60])) == pytest.approx(1 + 40 / 60)
    assert payback(np.array([-100.0, 150, -100, 60])) == pytest.approx(2 + 50 / 60)
    assert payback(np.array([-100.0, 150, -100])) is None
    assert payback(np.array([-100.0, 50, 50])) == 2
    assert payback(np.array([0.0, 50])) == 0


def test_a_bond_pays_its_coupon_and_then_the_whole():
    owed = debt(np.array([-1000.0, 200, 200, 900]), 1000, Financing(0.6, 0.05, 3))
    assert owed.flow_hkd == pytest.approx([600, -30, -30, -630])
    assert owed.interest_hkd == pytest.approx([0, 30, 30, 30])
    assert owed.cover[1:] == pytest.approx([200 / 30, 200 / 30, 900 / 630]) and np.isnan(owed.cover[0])
    assert owed.least_cover == pytest.approx(900 / 630)
    assert owed.average_cover == pytest.approx((200 / 30 * 2 + 900 / 630) / 3)


def test_a_loan_is_paid_off_in_equal_amounts():
    # numpy-financial 1.0.0, example of pmt: 200,000 over 180 periods at 7.5 % / 12 costs 1,854.02 a period.
    owed = debt(np.zeros(181), 200_000, Financing(1.0, 0.075 / 12, 180, is_bond=False))
    assert owed.flow_hkd[1:] == pytest.approx(np.full(180, -1854.0247200054619))
    assert owed.repaid_hkd.sum() == pytest.approx(200_000)
    free = debt(np.zeros(5), 100, Financing(1.0, 0.0, 4, is_bond=False))
    assert free.flow_hkd == pytest.approx([100, -25, -25, -25, -25])


def test_nothing_borrowed_changes_nothing():
    found = appraise(flow_of(-1000, 500, 400, 300, 100), 0.1, financing=Financing(0.0, 0.04, 3))
    assert found.equity.net_present_value_hkd == found.net_present_value_hkd
    assert found.debt.least_cover is None and found.debt.average_cover is None


@pytest.mark.parametrize(("field", "financing"), [
    ("term_years", Financing(0.5, 0.04, 5)), ("term_years", Financing(0.5, 0.04, 0)),
    ("debt_share", Financing(1.2, 0.04, 3)), ("debt_share", Financing(float("nan"), 0.04, 3)),
    ("coupon", Financing(0.5, 4.0, 3)), ("coupon", Financing(0.5, -0.1, 3)),
])
def test_terms_that_cannot_be_are_told(field: str, financing: Financing):
    with pytest.raises(BadFigure) as told:
        appraise(flow_of(-1000, 500, 400, 300, 100), 0.1, financing=financing)
    assert told.value.field == field


def test_a_bad_rate_or_price_path_is_told():
    for rate in (-1.0, float("nan"), float("inf")):
        for worked_out in (appraise, net_present_value):
            with pytest.raises(BadFigure, match="rate"):
                worked_out(flow_of(-10, 20), rate)
    for carbon in (np.array([1.0]), np.array([1.0, float("nan")]), float("inf")):
        with pytest.raises(BadFigure, match="carbon"):
            appraise(flow_of(-10, 20), 0.05, carbon)


flows = st.tuples(st.floats(1, 1e6), st.lists(st.integers(0, 10**5), min_size=1, max_size=30).filter(any))
rates = st.floats(-0.2, 1)


@given(flows, rates, rates)
def test_a_higher_rate_lowers_the_worth_of_cost_then_benefit(flow, one: float, other: float):
    low, high = sorted((one, other))
    project = flow_of(-flow[0], *flow[1])
    cheap, dear = appraise(project, low), appraise(project, high)
    assert dear.net_present_value_hkd <= cheap.net_present_value_hkd + 1e-6
    if dear.discounted_payback_years is not None:
        assert cheap.discounted_payback_years <= dear.discounted_payback_years + 1e-9


@given(flows, st.floats(0, 0.5))
def test_worth_is_above_zero_exactly_below_the_internal_rate(flow, rate: float):
    found = appraise(flow_of(-flow[0], *flow[1]), rate)
    assert found.internal_rate.case == "one"
    margin = found.internal_rate.rates[0] - rate
    if abs(margin) > 1e-9:
        assert (found.net_present_value_hkd > -1e-9) == (margin > 0) or abs(found.net_present_value_hkd) < 1e-6


@given(flows, st.floats(0, 0.3), st.floats(1, 100))
def test_size_changes_worth_and_not_the_rates(flow, rate: float, scale: float):
    small = appraise(flow_of(-flow[0], *flow[1]), rate)
    large = appraise(flow_of(-flow[0] * scale, *[scale * money for money in flow[1]]), rate)
    assert large.net_present_value_hkd == pytest.approx(scale * small.net_present_value_hkd, rel=1e-9, abs=1e-6)
    assert large.internal_rate.rates == pytest.approx(small.internal_rate.rates, rel=1e-6, abs=1e-9)
    if small.payback_years is not None:
        assert large.payback_years == pytest.approx(small.payback_years, abs=1e-5)


@given(flows, st.floats(0, 0.3))
def test_a_dearer_investment_is_never_paid_back_sooner(flow, more: float):
    cheap, dear = (payback(np.array([-flow[0] * factor, *flow[1]])) for factor in (1, 1 + more))
    assert dear is None or (cheap is not None and cheap <= dear + 1e-9)


@given(flows, st.floats(0, 1), st.floats(0, 0.3), st.integers(1, 30), st.booleans())
def test_at_its_coupon_debt_costs_nothing(flow, share: float, coupon: float, term: int, bond: bool):
    project = flow_of(-flow[0], *flow[1])
    terms = Financing(share, coupon, min(term, len(flow[1])), bond)
    found = appraise(project, coupon, financing=terms)
    assert present_value(found.debt.flow_hkd, coupon) == pytest.approx(0, abs=1e-6 * flow[0])
    assert found.equity.net_present_value_hkd == pytest.approx(found.net_present_value_hkd, abs=1e-6 * flow[0])
    assert found.equity.flow_hkd == pytest.approx(found.flow_hkd + found.debt.flow_hkd)


def build(values) -> Project:
    """Return the lamp of given inputs."""
    return calculate(LAMP, values, GRID, 2025)


def worth(project: Project) -> float:
    return net_present_value(project, 0.04)


def test_the_tornado_moves_each_input_alone_and_puts_the_widest_first():
    ranges = {"fade": (0.0, 0.02), "cost": (800.0, 1200.0), "price": (0.5, 2.5), "life_years": (2.0, 4.0)}
    swings = tornado(build, INPUTS, ranges, worth)
    assert [swing.input_id for swing in swings] == ["price", "life_years", "cost", "fade"]
    by_id = {swing.input_id: swing for swing in swings}
    assert by_id["cost"].at_low - by_id["cost"].at_high == pytest.approx(400)
    assert by_id["price"].at_high == worth(build(INPUTS | {"price": 2.5}))
    assert (by_id["price"].low_value, by_id["price"].high_value) == (0.5, 2.5)


def test_an_end_without_meaning_comes_last():
    def years(project: Project) -> float | None:
        return appraise(project, 0.04).payback_years

    swings = tornado(build, INPUTS, {"price": (0.1, 2.0), "fade": (0.0, 0.02)}, years)
    assert [swing.input_id for swing in swings] == ["fade", "price"] and swings[1].at_low is None


def test_at_break_even_the_project_is_worth_nothing():
    for name, between in (("cost", (0.0, 5000.0)), ("price", (0.0, 5.0))):
        value = break_even(build, INPUTS, name, between, worth)
        assert worth(build(INPUTS | {name: value})) == pytest.approx(0, abs=1e-6)
    assert break_even(build, INPUTS, "cost", (0.0, 100.0), worth) is None
    assert break_even(build, INPUTS, "life_years", (1.0, 4.0), worth) is None
    at_grid = break_even(build, INPUTS | {"cost": 0.0}, "kwh", (0.0, 48.0), worth)
    assert at_grid == 0.0
