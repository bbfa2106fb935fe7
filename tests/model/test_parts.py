"""A part of an answer carries what its own rows are known by."""

from __future__ import annotations

from hkzero.model.electricity import shown
from hkzero.model.parts import narrowed, of_edition


def test_a_part_reaches_as_far_as_something_is_known_of_it(store) -> None:
    """A tax that is announced for 2030 is no price of 2030."""
    prices = store.ask("carbon_prices")
    assert prices.data_to < max(prices.frame["period"])
    assert narrowed(prices, prices.frame).data_to == prices.data_to
    announced = prices.frame[prices.frame["kind"] == "scenario"]
    assert len(announced) and narrowed(prices, announced).data_to == ""


def test_of_one_company_only_its_own_publications_stay(store) -> None:
    sales = store.ask("utility_sales")
    of_one = shown(sales, "hk_electric")
    assert set(of_one.frame["utility"]) == {"hk_electric"}
    assert set(of_one.sources) == {part for cell in of_one.frame["source_id"] for part in cell.split(";")}
    assert set(of_one.sources) < set(sales.sources)


def test_of_an_edition_only_its_own_years_stay(store) -> None:
    fleet = store.ask("vehicle_fleet")
    oldest = min(fleet.vintages)
    found = of_edition(fleet, oldest)
    assert found.vintages == (oldest,) and found.data_to < fleet.data_to
