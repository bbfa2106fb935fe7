"""The pictures and words of the hourly system, on an invented dispatch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.charts import flexibility as charts
from hkzero.charts import flexibility_findings as words
from hkzero.grid import comparison
from hkzero.grid.case import Dispatch, Storage
from hkzero.grid.system import Options
from hkzero.measure import Kind, Measured
from hkzero.text import LANGUAGES
from tests.synthetic_grid import small_case

HOURS = 168


def synthetic_dispatch(power_mw: float = 10.0) -> Dispatch:
    """Return an invented week: gas follows an invented load, a store charges at night and gives in the evening."""
    clock = np.arange(HOURS) % 24
    load = 100.0 + 40 * (clock == 19)
    charge, give = power_mw * (clock == 3), power_mw * (clock == 19)
    store = Storage("battery", "clp", power_mw, 4 * power_mw, 1.0, 1.0, wear_hkd_per_mwh=100.0)
    case = small_case(load, (store,))
    made = {"sun": np.zeros(HOURS), "coal": np.full(HOURS, 60.0), "gas": load - 60 + charge - give,
            "turbine": np.zeros(HOURS)}
    return Dispatch(
        case, np.arange(HOURS), np.full(HOURS, 8760 / HOURS), load, made, {"battery": charge}, {"battery": give},
        {"battery": np.cumsum(charge - give) + power_mw}, {}, {}, {}, np.zeros(HOURS), np.zeros(HOURS),
        np.zeros(HOURS), np.full(HOURS, 500.0), np.where(clock == 19, 0.7, 0.6), ("gas",) * HOURS, 0.0,
        {"gas": 7e6}, {"gas": 2000.0, "coal": 3000.0})


def test_storage_lowers_what_stations_must_give_and_wears():
    found = comparison.figures(synthetic_dispatch(10.0))
    assert (found.station_peak_mw, found.load_peak_mw) == (130.0, 140.0)
    assert found.cost_million_hkd == pytest.approx(7 + 10 * 365 * 100 / 1e6)
    assert found.emissions_kt == pytest.approx(5) and (found.intensity_low, found.intensity_high) == (0.6, 0.7)


def test_a_duration_curve_falls_and_keeps_its_energy():
    dispatch = synthetic_dispatch()
    shares, curve = comparison.duration(dispatch.load_mw, dispatch.weights, points=4801)
    assert np.all(np.diff(curve) <= 0) and curve[0] == 140.0 and curve[-1] == 100.0
    assert np.trapezoid(curve, shares) / 100 == pytest.approx(np.average(dispatch.load_mw), rel=2e-3)


def test_hours_that_nobody_modelled_are_blank():
    values = comparison.hour_by_month(synthetic_dispatch().intensity_kg_per_kwh, synthetic_dispatch())
    assert values.shape == (12, 24) and values[0, 19] == pytest.approx(0.7) and np.isnan(values[1:]).all()
    heat = charts.day_by_month(values, "en").data[0]
    assert heat.z[0][19] == 700 and heat.z[5][0] is None


def test_whole_weeks_only_and_the_peak_among_them():
    dispatch = synthetic_dispatch()
    assert comparison.weeks(dispatch) == {0: slice(0, HOURS)} and comparison.peak_week(dispatch) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_week_stacks_up_to_its_load_and_is_drawn_as_modelled(lang):
    dispatch = synthetic_dispatch()
    give, _, take = comparison.storage_flows(dispatch)
    parts = {**comparison.by_fuel(dispatch), "storage": give}
    starts = [str(one) for one in dispatch.case.year.starts[:HOURS]]
    figure = charts.week(starts, parts, take, dispatch.load_mw, dispatch.load_mw, lang)
    above = [trace for trace in figure.data if trace.stackgroup == "above"]
    below = next(trace for trace in figure.data if trace.stackgroup == "below")
    line = figure.data[-1]
    stacked = np.sum([trace.y for trace in above], axis=0) + below.y
    assert np.allclose(stacked, line.y) and line.line.dash == "longdash"
    assert {trace.meta["kinds"] for trace in figure.data} == {Kind.SCENARIO.value}
    assert len({trace.name for trace in figure.data}) == len(figure.data)
    table = words.week_table(starts, parts, take, dispatch.load_mw, dispatch.load_mw, dispatch.intensity_kg_per_kwh,
                             dispatch.price_hkd_per_mwh, lang)
    assert len(table) == HOURS
    assert "140" in words.week_alt(starts, parts, dispatch.load_mw, lang)


class _Chosen:
    """An invented choice."""

    scenario, year, own_load = "Invented", 2035, ""

    def __init__(self, options: Options) -> None:
        self.options, self.is_flexible = options, options != Options()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_tells_which_way_each_figure_moved(lang):
    before = comparison.figures(synthetic_dispatch(0.0))
    after = replace(before, station_peak_mw=before.station_peak_mw - 33, cost_million_hkd=before.cost_million_hkd + 250,
                    emissions_kt=before.emissions_kt - 4)
    chosen = _Chosen(Options(battery_mw=500, managed_charging_share=0.5))
    said = words.headline(chosen, after, before, lang)["text"]
    assert "33" in said and "500" in said and ("250" in said or "2.50" in said)
    idle = words.headline(chosen, before, before, lang)["text"]
    none = words.headline(_Chosen(Options()), before, before, lang)["text"]
    assert len({said, idle, none}) == 3 and "140" in none
    cards = words.key_cards(after, before, lambda value, unit: Measured.one(value, unit, ("synthetic",), "scenario"),
                            lang)
    assert [card.better for card in cards] == [True, None, None, False, True, None]


@pytest.mark.parametrize(("lang", "million", "shown"), [
    ("en", -150.4, "−HK$150 million"), ("zh_hant", -150.4, "−1.50億港元"), ("zh_hans", 27_874.0, "+278.7亿港元"),
    ("en", 0.2, "HK$0 million"),
])
def test_money_is_written_as_its_readers_write_it(lang, million, shown):
    assert words.money(million, lang, signed=True) == shown
