"""A total shared out by a proxy: nothing lost, nothing invented, and the same as the SQL does it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model.allocation import allocate, by_proxy, prediction_errors

WEIGHTS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(0, 1e9), min_size=1).filter(
    lambda found: sum(found.values()) > 1e-3)


@given(total=st.floats(0, 1e6), weights=WEIGHTS)
def test_the_parts_add_up_to_the_total(total, weights):
    assert sum(allocate(total, weights).values()) == pytest.approx(total, rel=1e-9)


@given(total=st.floats(1, 1e6), weights=WEIGHTS, factor=st.floats(1e-3, 1e3))
def test_only_the_proportion_of_the_weights_counts(total, weights, factor):
    scaled = allocate(total, {code: factor * weight for code, weight in weights.items()})
    assert scaled == pytest.approx(allocate(total, weights), rel=1e-9, abs=1e-9)


@given(total=st.floats(1, 1e6), weights=WEIGHTS)
def test_the_order_of_the_places_changes_nothing(total, weights):
    assert allocate(total, dict(reversed(weights.items()))) == pytest.approx(allocate(total, weights))


@pytest.mark.parametrize("weights", [{}, {"A": 0.0}, {"A": -1.0, "B": 2.0}, {"A": math.nan, "B": 1.0}])
def test_what_cannot_be_a_proxy_is_refused(weights):
    with pytest.raises(ValueError, match="weights must be known"):
        allocate(100.0, weights)


def test_errors_by_hand():
    errors = prediction_errors(100.0, {"A": 1.0, "B": 3.0}, {"A": 20.0, "B": 80.0})
    assert errors == pytest.approx({"A": 25.0, "B": -6.25})


@pytest.mark.parametrize("user_type", ["residential", "commercial", "industrial"])
@pytest.mark.parametrize("year", ["2022", "2023", "2024", "2025"])
def test_sql_allocates_as_the_function_does(store, user_type, year):
    proxies, sold = store.ask("district_proxies"), store.ask("clp_sales")
    tests = store.ask("district_validation").frame
    kept = tests[(tests["user_type"] == user_type) & tests["is_kept"]]["proxy"].iloc[0]
    expected = by_proxy(proxies, sold, user_type, kept, year).set_index("district")["value"]
    found = store.ask("district_electricity", period=year, user_type=user_type).frame.set_index("district")["value"]
    inside = [code for code in expected.index if code != "T"]  # Islands holds metered Lamma too
    assert len(expected) == 14
    assert list(found[inside]) == pytest.approx(list(expected[inside]), rel=1e-9)


def test_sql_tests_a_proxy_as_the_function_does(store):
    """The errors of the register equal those worked out here from weights, sales and metered figures, year by year."""
    weights = store.ask("district_proxies").frame
    metered = store.ask("district_electricity", user_type=None).frame
    metered = metered[metered["district"].isin(list("ABCD"))]
    for (user_type, proxy), rows in store.ask("district_validation").frame.groupby(["user_type", "proxy"]):
        by_year = []
        for year in ("2022", "2023", "2024", "2025"):
            part = metered[(metered["user_type"] == user_type) & (metered["period"] == year)]
            truth = part.set_index("district")["value"].to_dict()
            every = store.ask("district_electricity", period=year, user_type=user_type).frame
            own = weights[(weights["user_type"] == user_type) & (weights["proxy"] == proxy)
                          & (weights["period"] == year)]
            # What both companies sold is what all districts used: the allocation conserves it.
            by_year.append(prediction_errors(every["value"].sum(), own.set_index("district")["value"].to_dict(), truth))
        for row in rows.itertuples():
            mean = sum(errors[row.district] for errors in by_year) / len(by_year)
            assert row.value == pytest.approx(mean, rel=1e-9, abs=1e-9), (user_type, proxy, row.district)
