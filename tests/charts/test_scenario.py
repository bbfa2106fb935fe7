"""The pictures of the workshop, drawn from made-up runs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest

from hkzero.charts import palette, scenario, scenario_findings, scenario_study, scenario_tables
from hkzero.measure import Kind, Measured
from hkzero.text import LANGUAGES

YEARS = np.arange(2024.0, 2061.0)


def level(value: float, kind: str = "observed"):
    return SimpleNamespace(year=2020, amount=Measured.one(value, "Mt CO2e", ["a"], kind), low=None, high=None)


@pytest.fixture
def summary():
    total = np.linspace(35, -1, YEARS.size)
    bands = {level: (total - spread, total + spread) for level, spread in ((90, 2.0), (50, 1.0))}
    figures = {name: SimpleNamespace(central=value, low=value - 1, high=value + 1) for name, value in (
        ("total_2035", 24.0), ("total_2050", -0.04), ("cumulative", 400.0), ("cost", -12.0), ("zero_carbon_share", 61))}
    return SimpleNamespace(years=YEARS, total_mt=total, median=total, bands=bands, figures=figures,
                           at=lambda year: int(year - 2024))


@pytest.fixture
def goals():
    title = dict.fromkeys(LANGUAGES, "Halved")
    near = SimpleNamespace(year=2035, amount=Measured.one(20.6, "Mt CO2e", ["a"], "scenario"))
    return (SimpleNamespace(title=title, near=near, far=near, is_current=True),)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_measured_is_solid_and_the_scenario_is_not(summary, goals, lang):
    ground = scenario.ground({2022: level(33), 2023: level(34)}, YEARS, [35.0] * YEARS.size, goals, lang)
    figure = go.Figure(scenario.fan(ground, YEARS, summary.total_mt, summary.bands, lang))
    lines = [trace for trace in figure.data if trace.mode == "lines" and not trace.fill]
    assert {trace.line.dash for trace in lines if trace.meta["kinds"] == "observed"} == {"solid"}
    assert {trace.line.dash for trace in lines if trace.meta["kinds"] == "scenario"} == {palette.DASH[Kind.SCENARIO]}
    assert sum(trace.fill == "toself" for trace in figure.data) == 2
    assert [trace.marker.symbol for trace in figure.data if trace.marker.symbol == "star"] == ["star"]


def test_what_lies_below_zero_hangs_from_it():
    parts = {"A": [1.0] * YEARS.size, "B": [-1.0] * YEARS.size, "Sum": [0.0] * YEARS.size}
    frame = scenario.frame("Mt CO2e", "x", "en", YEARS)
    figure = go.Figure(scenario.stack(frame, YEARS, parts, scenario.by_order(["A", "B"]), "Mt CO2e", "en", "Sum"))
    assert [trace.stackgroup for trace in figure.data] == ["above", "below", None]


def test_steps_are_hatched_bars_with_their_sum():
    parts = {"A": YEARS - 2024, "Sum": YEARS - 2024}
    frame = scenario.frame("TWh", "x", "en")
    figure = go.Figure(scenario.steps(frame, YEARS, parts, {"A": palette.BLUE}, "TWh", "en", "Sum"))
    assert list(figure.data[0].x) == [str(year) for year in range(2025, 2061, 5)]
    assert list(figure.data[0].y) == [1, 6, 11, 16, 21, 26, 31, 36] == list(figure.data[1].y)
    assert figure.data[0].marker.pattern.shape == palette.HATCH[Kind.SCENARIO]


def test_the_widest_share_is_on_top_and_none_is_below_zero():
    found = [SimpleNamespace(assumption_id=name, total_order=share, confidence=0.1)
             for name, share in (("a", 0.8), ("b", -0.01))]
    figure = scenario_study.influences(found, {"a": "First", "b": "Second"}, "en")
    assert list(figure.data[0].x) == [0.0, 80.0] and list(figure.data[0].y) == ["Second", "First"]


@pytest.mark.parametrize(("value", "en", "zh_hant"), [
    (498.0, "+HK$498 billion", "+4,980億港元"), (-12.4, "−HK$12 billion", "−124億港元"),
    (0.0, "HK$0 billion", "0億港元"), (-0.01, "HK$0 billion", "0億港元")])
def test_money_is_written_as_each_language_counts(value, en, zh_hant):
    assert scenario_findings.money(value, "en", signed=True) == en
    assert scenario_findings.money(value, "zh_hant", signed=True) == zh_hant


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_says_met_or_missed(summary, goals, lang):
    missed = scenario_findings.headline(summary, goals, "X", lang)["text"]
    assert "24.0" in missed and "20.6" in missed and "0.0" in missed and "−0" not in missed and "-0" not in missed
    summary.figures["total_2035"].central = 20.6
    met = scenario_findings.headline(summary, goals, "X", lang)["text"]
    assert met.replace("20.6", "") != missed.replace("24.0", "").replace("20.6", "")


def test_a_card_has_its_range_and_says_whether_the_target_is_met(summary, goals):
    evidence = {name: Measured.one(1.0, "Mt CO2e", ["a"], "scenario") for name in summary.figures}
    first, second, *_, cost, share = scenario_findings.key_cards(summary, goals, evidence, 4.0, "en")
    assert first.better is False and "20.6" in first.change and "23.0" in first.note and "25.0" in first.note
    assert second.better is None and cost.value == "−HK$12 billion" and share.value == "61%"


def test_a_lever_that_cannot_be_priced_says_so():
    lever = SimpleNamespace(title={"en": "Fewer cars"}, cost_assumption="")
    levers = SimpleNamespace(find=lambda _: lever)
    one = SimpleNamespace(lever_id="x", hkd_per_tonne=None, avoided_kt=0.0, net_present_cost_million_hkd=0.0)
    table = scenario_tables.abatement({"alone": [one], "last_in": [one]}, levers, "en")
    assert table.iloc[0, 1] is None or table.iloc[0, 1] != table.iloc[0, 1]
    assert "not known" in table.iloc[0, 5]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_kilowatt_hour_has_emitted_is_drawn_before_what_it_may_emit(lang):
    ground = scenario_study.past_intensity([2022, 2023, 2024], [0.5, 0.45, 0.4], ["estimated"] * 3, 2060, lang)
    before = len(ground.data)
    figure = scenario_study.intensity(ground, YEARS, np.linspace(0.4, 0, YEARS.size), lang)
    kinds = [set(np.ravel(trace.meta["kinds"]).tolist()) for trace in figure.data]
    assert all(kind == {"estimated"} for kind in kinds[:before])
    assert all(kind == {"scenario"} for kind in kinds[before:]) and len(kinds) > before
    assert len(ground.data) == before and max(figure.data[-1].x) == 2060
