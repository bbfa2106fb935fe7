"""A total shared out keeps its sum; the pure function and the SQL give the same districts and the same errors."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model import allocation
from tests import metered

SHARES = st.dictionaries(st.sampled_from("ABCDEFGHJKLMNPQRST"), st.floats(0, 1e9), min_size=1).filter(
    lambda weights: sum(weights.values()) > 1e-6)
TOTALS = st.floats(0, 1e7)
USERS, YEARS = ("residential", "commercial", "industrial"), ("2022", "2023", "2024", "2025")


@given(TOTALS, SHARES)
def test_the_parts_add_up_to_the_total(total, weights):
    parts = allocation.allocate(total, weights)
    assert set(parts) == set(weights)
    assert math.isclose(sum(parts.values()), total, rel_tol=1e-9, abs_tol=1e-12)


@given(TOTALS, SHARES, st.floats(1e-3, 1e3))
def test_only_the_share_of_a_weight_counts(total, weights, factor):
    scaled = allocation.allocate(total, {code: factor * weight for code, weight in weights.items()})
    assert scaled == pytest.approx(allocation.allocate(total, weights), rel=1e-9, abs=1e-9)


@given(SHARES)
def test_parts_are_in_proportion_and_a_zero_weight_gets_nothing(weights):
    parts = allocation.allocate(sum(weights.values()), weights)
    assert parts == pytest.approx(weights, rel=1e-9, abs=1e-9)
    assert all(parts[code] == 0 for code, weight in weights.items() if weight == 0)


@given(TOTALS, SHARES, st.randoms())
def test_the_order_of_the_districts_does_not_matter(total, weights, chance):
    codes = list(weights)
    chance.shuffle(codes)
    shuffled = allocation.allocate(total, {code: weights[code] for code in codes})
    assert shuffled == pytest.approx(allocation.allocate(total, weights), rel=1e-12)


@pytest.mark.parametrize("weights", [
    {}, {"A": 0.0, "B": 0.0}, {"A": -1.0, "B": 2.0}, {"A": math.nan, "B": 1.0}, {"A": -0.5},
], ids=["none", "all zero", "negative", "missing", "negative alone"])
def test_what_cannot_be_shared_out_is_refused(weights):
    with pytest.raises(ValueError, match="weights must be known"):
        allocation.allocate(100.0, weights)


def test_errors_worked_out_by_hand():
    # 100 GWh over weights 1 : 3 : 4 predicts 12.5 and 37.5 GWh; metered were 10 and 50.
    found = allocation.prediction_errors(100.0, {"A": 1, "B": 3, "E": 4}, {"A": 10.0, "B": 50.0})
    assert found == pytest.approx({"A": 25.0, "B": -25.0})


@given(TOTALS.filter(lambda total: total > 1), SHARES)
def test_a_perfect_proxy_has_no_error(total, weights):
    truth = {code: part for code, part in allocation.allocate(total, weights).items() if part > 1e-6}
    errors = allocation.prediction_errors(total, weights, truth)
    assert all(abs(error) < 1e-6 for error in errors.values())


def kept(store) -> dict[str, str]:
    tests = store.ask("district_validation").frame
    return dict(tests[tests["is_kept"]][["user_type", "proxy"]].drop_duplicates().itertuples(index=False))


@pytest.mark.parametrize(("user_type", "year"), list(product(USERS, YEARS)))
def test_sql_and_function_allocate_alike(store, user_type, year):
    proxies, sold = store.ask("district_proxies"), store.ask("clp_sales")
    ours = allocation.by_proxy(proxies, sold, user_type, kept(store)[user_type], year).set_index("district")["value"]
    frame = store.ask("district_electricity", user_type=user_type, period=year).frame.set_index("district")
    theirs = frame["value"].drop(list("ABCD"))
    theirs["T"] -= metered.sold("T", user_type, year)  # Lamma, which HK Electric supplies
    assert len(ours) == 14
    assert dict(ours) == pytest.approx(dict(theirs), rel=1e-9)


def test_sql_and_function_err_alike(store):
    """The mart's errors are the means of the years' errors: predicted from the territory, A to D as if unknown."""
    tests, proxies = store.ask("district_validation").frame, store.ask("district_proxies").frame
    for (user_type, proxy), part in tests.groupby(["user_type", "proxy"]):
        by_year = []
        for year in YEARS:
            rows = proxies[(proxies["user_type"] == user_type) & (proxies["proxy"] == proxy)
                           & (proxies["period"] == year)]
            electricity = store.ask("district_electricity", user_type=user_type, period=year).frame
            truth = {code: metered.sold(code, user_type, year) for code in "ABCD"}
            by_year.append(allocation.prediction_errors(
                electricity["value"].sum(), dict(zip(rows["district"], rows["value"], strict=True)), truth))
        means = {code: sum(errors[code] for errors in by_year) / len(YEARS) for code in "ABCD"}
        assert dict(zip(part["district"], part["value"], strict=True)) == pytest.approx(means, rel=1e-9), proxy
        mean_error = sum(abs(error) for error in means.values()) / 4
        assert part["mean_error"].to_numpy() == pytest.approx(mean_error, rel=1e-9)
