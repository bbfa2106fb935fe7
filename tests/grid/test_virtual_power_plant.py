"""The portfolio of a virtual power plant: districts add up to the city, and no unit is guessed."""

from __future__ import annotations

from dataclasses import replace

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.grid import virtual_power_plant as plant
from hkzero.measure import Answer, Kind, UnitError

ENDS = ("low", "central", "high")
AMOUNT = st.floats(0, 1e5)
PART = st.floats(0, 1)


def answer(rows: list[dict]) -> Answer:
    return Answer(pandas.DataFrame(rows), "", Kind.ASSUMED, (), (), (), ())


def synthetic(kw: float = 40, participation: float = 0.1, hours: float = 2, unit: str = "kW/GWh") -> plant.Resource:
    return plant.Resource(
        "synthetic", {"en": "Synthetic"}, "commercial_electricity", unit, plant.Range(kw / 2, kw, kw * 2),
        plant.Range(hours, hours, hours), plant.Range(1, 1, 1), plant.Range(0, participation, 1), "judgement", None,
        "synthetic")


def stock(*values: float, unit: str = "GWh") -> Answer:
    return answer([{"stock": "commercial_electricity", "district": str(place), "supplier": "clp", "value": value,
                    "unit": unit} for place, value in enumerate(values)])


@pytest.fixture(scope="module")
def known(store) -> tuple[plant.Resource, ...]:
    return plant.resources(store.ask("flexible_resources"))


@pytest.fixture(scope="module")
def shares(store, known) -> tuple[plant.Share, ...]:
    return plant.portfolio(known, store.ask("flexible_stock"))


@pytest.fixture(scope="module")
def by_hour(store, known) -> dict:
    return plant.hour_shares(known, store.ask("hourly_shapes"))


def test_every_resource_has_a_share_in_each_of_the_18_districts(known, shares) -> None:
    assert len(shares) == 18 * len(known) == 18 * 5
    assert {resource.basis for resource in known if resource.source_id} == {"source"}


def test_districts_and_resources_add_up_to_the_city(known, shares, store) -> None:
    whole, frame = plant.total_mw(shares), store.ask("flexible_stock").frame
    totals = frame.groupby("stock")["value"].sum()
    for end in ENDS:
        expected = sum(getattr(one.kw_per_stock, end) * getattr(one.participation, end) * totals[one.stock] / 1e3
                       for one in known)
        assert getattr(whole, end) == pytest.approx(expected, rel=1e-12)
        for parts in (plant.city(shares), plant.by_district(shares)):
            assert sum(getattr(part, end) for part in parts.values()) == pytest.approx(expected, rel=1e-12)


def test_cars_of_the_districts_are_those_of_the_city(store) -> None:
    frame, cars = store.ask("flexible_stock").frame, store.ask("private_car_stock").frame
    newest = cars[(cars["fuel"] == "electric") & (cars["period"] == cars["period"].max())]
    assert frame.loc[frame["stock"] == "electric_cars", "value"].sum() == pytest.approx(newest["value"].sum())


def test_a_household_that_cuts_gives_what_the_missions_of_2021_found(known) -> None:
    """60 MW, 600,000 households invited, 70 % of whom cut (clp_missions_2021)."""
    household = next(one for one in known if one.resource_id == "household_response")
    assert 600_000 * 0.7 * household.kw_per_stock.central / 1e3 == pytest.approx(60, rel=0.01)


def test_the_published_estimate_is_set_beside_clp_powers_area(shares, store) -> None:
    check = plant.cross_check(shares, store.ask("demand_response_published"))
    there = [share for share in shares if share.supplier == "clp"]
    assert (check.published_mw, check.source_id) == (300, "scmp_smartmeter")
    assert len({share.district for share in there}) == 14 and check.portfolio_mw == plant.total_mw(there)
    assert check.within and not replace(check, published_mw=check.portfolio_mw.high + 1).within


def test_missions_cut_60_to_100_mw(store) -> None:
    frame = store.ask("demand_response_published").frame.set_index(["measure", "period"])["value"]
    assert frame["demand_cut", "2021-07"] == 60 and frame["average_cut", "2022"] == 102.5


def test_an_estimate_that_is_not_there_or_in_another_unit_is_missed(shares, store) -> None:
    frame = store.ask("demand_response_published").frame
    with pytest.raises(LookupError, match="found 0"):
        plant.cross_check(shares, answer(frame[frame["measure"] == "demand_cut"].to_dict("records")))
    with pytest.raises(UnitError):
        plant.cross_check(shares, answer(frame.assign(unit="MWh").to_dict("records")))


@given(kw=AMOUNT, values=st.lists(AMOUNT, min_size=1, max_size=18), less=PART, more=PART)
def test_more_who_take_part_never_give_less(kw: float, values: list[float], less: float, more: float) -> None:
    less, more = sorted((less, more))
    few, many = (plant.total_mw(plant.portfolio([synthetic(kw, part)], stock(*values))) for part in (less, more))
    assert few.central <= many.central and few.low <= few.central <= few.high


@given(hours=st.floats(0.25, 12), needed=st.floats(0.25, 24), value=AMOUNT)
def test_what_must_last_longer_gives_less_power_and_never_more_energy(
        hours: float, needed: float, value: float) -> None:
    held = plant.portfolio([synthetic(hours=hours)], stock(value))
    full, found = plant.total_mw(held), plant.available_mw(held, needed)
    for end in ENDS:
        assert getattr(found, end) <= getattr(full, end) * (1 + 1e-12)
        energy = getattr(found, end) * needed
        assert energy == pytest.approx(getattr(full, end) * min(hours, needed), rel=1e-9)
    assert plant.available_mw(held, 2 * needed).central <= found.central


def test_a_resource_of_two_hours_gives_half_its_power_for_four() -> None:
    held = plant.portfolio([synthetic(kw=40, participation=0.1, hours=2)], stock(500, 500))
    assert plant.total_mw(held).central == pytest.approx(4)
    assert plant.available_mw(held, 2).central == pytest.approx(4)
    assert plant.available_mw(held, 4).central == pytest.approx(2)


def test_a_unit_that_is_not_known_is_refused(store) -> None:
    rows = store.ask("flexible_resources").frame.assign(unit="kW/m2").to_dict("records")
    with pytest.raises(UnitError, match="kW/m2"):
        plant.resources(answer(rows))


def test_a_stock_in_another_unit_or_missing_is_refused() -> None:
    with pytest.raises(UnitError, match="TWh"):
        plant.portfolio([synthetic()], stock(1, unit="TWh"))
    with pytest.raises(plant.NoSuchStock):
        plant.portfolio([replace(synthetic(), stock="ferries")], stock(1))


@pytest.mark.parametrize("hours", [0, -1, float("nan"), float("inf")])
def test_hours_must_be_above_0(hours: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        plant.available_mw((), hours)


def test_a_range_out_of_order_and_more_than_all_are_refused() -> None:
    with pytest.raises(ValueError, match="must rise"):
        plant.Range(2, 1, 3)
    with pytest.raises(ValueError, match="cannot take part"):
        replace(synthetic(), participation=plant.Range(0, 1, 2))


def test_power_follows_the_use_it_comes_from(by_hour) -> None:
    for name, (low, central, high) in by_hour.items():
        assert low.shape == central.shape == (3, 24) and (low <= central).all() and (central <= high).all(), name
        assert central.max() == high.max() == 1 and low.min() >= 0, name
    assert (by_hour["battery"][1] == 1).all()  # stored beforehand, at any hour
    chiller, car = by_hour["chiller_cold_storage"][1][0], by_hour["electric_vehicle"][1][0]
    assert 10 <= chiller.argmax() <= 16 and chiller[3] < 0.5 and 18 <= car.argmax() <= 22 and car[6] < 0.5


@given(first=st.integers(0, 22), more=st.integers(1, 2), kind=st.sampled_from(plant.DAY_TYPES))
def test_a_longer_window_never_has_more(by_hour, shares, first: int, more: int, kind: str) -> None:
    short = plant.total_mw(plant.at_hours(shares, by_hour, kind, first, first + 1))
    long = plant.at_hours(shares, by_hour, kind, first, min(first + more, 24))
    for end in ENDS:
        assert getattr(plant.total_mw(long), end) <= getattr(short, end) <= getattr(plant.total_mw(shares), end)
    parts = plant.by_district(long)
    assert sum(part.central for part in parts.values()) == pytest.approx(plant.total_mw(long).central)


def test_what_is_there_at_an_hour_by_hand() -> None:
    """Half of the highest hour's use is half of the power, and a window has what its weakest hour has."""
    curve = [1.0] * 12 + [2.0] * 12
    rows = [{"user_type": "shops", "part": "base", "day_type": kind, "hour": hour, "flat": use, "value": use,
             "uneven": use} for kind in plant.DAY_TYPES for hour, use in enumerate(curve)]
    resource = replace(synthetic(kw=40, participation=0.1), follows=("shops", "base"))
    by_hour = plant.hour_shares([resource], answer(rows))
    held = plant.portfolio([resource], stock(1000))

    def at(*hours: int) -> float:
        return plant.total_mw(plant.at_hours(held, by_hour, "saturday", *hours)).central

    assert (at(13, 14), at(3, 4), at(11, 13)) == pytest.approx((4, 2, 2))


def test_a_use_without_a_shape_and_hours_that_are_none_are_refused(store, shares, by_hour) -> None:
    with pytest.raises(LookupError, match="ferries"):
        plant.hour_shares([replace(synthetic(), follows=("ferries", "base"))], store.ask("hourly_shapes"))
    for hours in ((5, 5), (-1, 3), (20, 25)):
        with pytest.raises(ValueError, match="no window"):
            plant.at_hours(shares, by_hour, "saturday", *hours)
    with pytest.raises(ValueError, match="monday"):
        plant.at_hours(shares, by_hour, "monday", 1, 2)
