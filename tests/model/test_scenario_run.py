"""One case worked out: what it says must be what the engine, the levers and the targets say."""

from __future__ import annotations

import numpy as np
import pytest

from hkzero.model import engine, scenario_link, scenario_run, workshop
from hkzero.model.levers import schedules
from hkzero.model.scenario import resolve


@pytest.fixture(scope="module")
def shared(store):
    """What all runs share."""
    return scenario_run.ground({name: store.ask(name) for name in scenario_run.QUESTIONS})


@pytest.fixture(scope="module")
def pilot(shared):
    """The pilot city with draws."""
    return scenario_run.result(shared, scenario_run.case(shared.named["pilot_city"], shared), 200, 3)


@pytest.fixture(scope="module")
def frozen(shared):
    """Today's levels with a few draws."""
    return scenario_run.result(shared, scenario_run.case(shared.named["frozen_2024"], shared), 20)


def test_figures_are_those_of_the_engine(shared, pilot) -> None:
    settings = resolve(shared.named["pilot_city"], shared.named, shared.levers)
    schedule = schedules(shared.levers, [settings], shared.base.years)
    assert (pilot.total_kt == engine.run(shared.base, schedule).total_kt[0]).all()
    drawn = engine.run(shared.base, schedule, engine.draw(shared.base, 200, 3))
    assert pilot.band_kt[1] == pytest.approx(np.median(drawn.total_kt, axis=0))
    assert pilot.in_year(2035)[0] == pilot.total_kt[11] and pilot.years[11] == 2035


def test_targets_in_force_are_held_against_the_run(shared, pilot) -> None:
    found = {one.target.target_id: one for one in pilot.standings}
    assert {"city_half_2035", "city_neutral_2050", "elec_coal_2035", "elec_re_2035", "elec_zc_2035",
            "elec_netzero_2050"} <= set(found)
    half = found["city_half_2035"]
    assert half.value == pytest.approx(pilot.in_year(2035)[0], abs=1e-6) and half.target.near == 20_600
    assert half.is_met and half.chance.share == 1.0
    clean = found["elec_zc_2035"]
    assert clean.value == pytest.approx(100 * pilot.central.series["zero_carbon_share"][0, 11], abs=1e-6)
    assert clean.target.aim == "at_least" and clean.chance.share >= clean.chance_of_far.share
    neutral = found["city_neutral_2050"]
    met = pilot.drawn.total_kt[:, 26] <= 1e-6
    assert neutral.chance.share == pytest.approx(met.mean())


def test_vehicles_are_held_against_their_targets(pilot, frozen) -> None:
    found = {one.target.target_id: one for one in pilot.standings}
    vehicles, cars = found["tr_zev_2050"], found["tr_noreg_2035"]
    assert vehicles.target.unit == "kt CO2e" and cars.target.unit == "vehicles"
    transport = pilot.central.sector_kt("transport")[0]
    road = scenario_run.measure("vehicle_emissions", pilot.central)[0]
    assert (0 <= road).all() and (road <= transport + 1e-9).all() and 0.8 < road[0] / transport[0] < 1
    assert vehicles.value == pytest.approx(road[26], abs=1e-6)
    still = {one.target.target_id: one for one in frozen.standings}["tr_noreg_2035"]
    assert not still.is_met and still.value > 1_000
    assert cars.value < still.value


def test_shares_of_generation_add_up(pilot) -> None:
    coal, renewable, clean = (scenario_run.measure(name, pilot.central) for name in (
        "coal_share_of_daily_generation", "renewable_share_of_fuel_mix", "zero_carbon_share_of_electricity"))
    assert (coal >= 0).all() and (renewable <= clean).all() and (coal + clean <= 100 + 1e-9).all()
    assert scenario_run.measure("chargers", pilot.central) is None


def test_costs_add_up_and_a_carbon_price_is_none_of_the_system(pilot) -> None:
    costs = {one.component: one for one in pilot.costs}
    for name in ("total", "discounted", "above_today", "above_today_discounted"):
        parts = sum(getattr(costs[part], name) for part in ("capital", "operation", "fuel"))
        assert getattr(costs["system"], name) == pytest.approx(parts)
    assert costs["system"].low < costs["system"].above_today_discounted < costs["system"].high
    assert 0 < costs["fuel"].discounted < costs["fuel"].total


def test_a_scenario_beside_itself_differs_in_nothing(frozen) -> None:
    assert frozen.differences == () and frozen.costs[-1].above_today == 0 and frozen.costs[-1].low == 0
    assert frozen.case.base_name == "frozen_2024"


@pytest.mark.parametrize("name", ["announced_targets", "pilot_city"])
def test_brief_and_page_tell_the_same_interval_and_cost_whatever_the_scenario_is_made_from(shared, name) -> None:
    what = scenario_run.case(shared.named[name], shared)
    told = scenario_run.result(shared, what, workshop.DRAWS)
    drawn, rate = workshop.drawn(shared.base), shared.discount_rate
    shown = workshop.summary(shared.base, schedules(shared.levers, [what.settings], shared.base.years),
                             what.attribution, drawn, workshop.reference_cost(shared.base, drawn, rate), rate)
    cost, total = shown.figures["cost"], shown.figures["total_2035"]
    system = told.costs[-1]
    assert (cost.central, cost.low, cost.high) == pytest.approx(
        [value / 1000 for value in (system.above_today_discounted, system.low, system.high)])
    assert (total.central, total.low, total.high) == pytest.approx([value / 1000 for value in told.in_year(2035)])


def test_the_link_leads_back_to_the_same_settings(shared, pilot) -> None:
    link = scenario_link.decode(pilot.link)
    bases = {name: resolve(one, shared.named, shared.levers) for name, one in shared.named.items()}
    assert dict(scenario_link.restored(link, bases, shared.levers).settings) == dict(pilot.case.settings)
    assert link.totals_kt == tuple(round(pilot.in_year(year)[0]) for year in scenario_link.CHECKED_YEARS)


def test_rows_and_table_say_the_same(pilot) -> None:
    rows = {(row["variable"], row["period"]): row for row in scenario_run.rows(pilot)}
    total = rows["emissions_total", 2050]
    assert total["low"] < total["central"] < total["high"] and total["low"] < total["median"] < total["high"]
    table = scenario_run.iamc_table(pilot).set_index(["Scenario", "Variable"])
    stated = table.loc[("pilot_city", "Emissions|Kyoto Gases"), "2050"]
    assert stated == pytest.approx(total["central"] / 1000, abs=1e-6)
    assert table.loc[("pilot_city p5", "Emissions|Kyoto Gases"), "2050"] == pytest.approx(total["low"] / 1000, abs=1e-6)


def test_swings_are_the_widest_first_and_have_words(shared, pilot) -> None:
    for swings in pilot.swings.values():
        widths = [abs(one.width) for one in swings]
        assert widths == sorted(widths, reverse=True) and min(widths) > 0
        assert all(set(shared.assumptions[one.assumption_id].title) == {"en", "zh_hant", "zh_hans"} for one in swings)


@pytest.mark.parametrize(("draws", "base", "error"), [(-1, "frozen_2024", ValueError), (0, "nowhere", KeyError)])
def test_what_cannot_be_run_is_refused(shared, draws: int, base: str, error: type) -> None:
    with pytest.raises(error):
        scenario_run.result(shared, scenario_run.Case("own", {"en": "Own"}, {}, base_name=base), draws)
