"""The pictures and words of a project, on a synthetic lamp and a published pump."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hkzero.charts import finance_project as charts
from hkzero.charts import finance_project_findings as words
from hkzero.model.cash_flow import Financing, Project, Quantity, Role, Swing, appraise
from hkzero.text import LANGUAGES

BOND = Financing(0.5, 0.03, 4)


def project_of(*flow: float, scale: float = 1.0) -> Project:
    """Return a synthetic project: the first amount invested, the others saved or paid, and half a tonne a year."""
    age = np.arange(len(flow))
    values = {"investment": np.where(age == 0, flow[0], 0.0) * scale, "saving": np.where(age == 0, 0.0, flow) * scale,
              "avoided": np.where(age == 0, 0.0, 0.5)}
    roles = {"investment": Role.CAPITAL, "saving": Role.OPERATION, "avoided": Role.AVOIDED}
    return Project("lamp", tuple(int(year) for year in 2025 + age),
                   tuple(Quantity(name, "0", "HK$", role) for name, role in roles.items()), values)


LAMP = project_of(-1000.0, 300, 300, 300, 300, 300)
SWINGS = (Swing("price", 0.5, 2.5, -400.0, 900.0), Swing("cost", 800.0, 1200.0, 500.0, 100.0),
          Swing("fade", 0.0, 0.02, 310.0, 290.0), Swing("term", 1.0, 2.0, None, 300.0))
LABELS = {"price": "Tariff", "cost": "Price", "fade": "Fade", "term": "Term"}


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.data}


def test_bars_and_line_are_the_money_of_the_project():
    found = appraise(LAMP, 0.04, 100.0)
    drawn = traces(charts.cash_flow(LAMP, found, "en"))
    assert list(drawn) == ["Investment, less grants", "Running costs and savings", "Carbon revenue",
                           "Discounted sum so far"]
    assert list(drawn["Investment, less grants"].y) == [-1000, 0, 0, 0, 0, 0]
    assert list(drawn["Carbon revenue"].y) == [0, 50, 50, 50, 50, 50]
    assert drawn["Discounted sum so far"].y[-1] == pytest.approx(found.net_present_value_hkd, rel=1e-5)
    bars = sum(np.array(trace.y) for trace in drawn.values() if trace.type == "bar")
    assert bars == pytest.approx(found.flow_hkd)
    assert all(trace.meta for trace in drawn.values())


def test_the_owners_have_a_line_of_their_own():
    found = appraise(LAMP, 0.04, financing=BOND)
    drawn = traces(charts.cash_flow(LAMP, found, "en"))
    assert drawn["Discounted sum so far, owners"].y[-1] == pytest.approx(
        found.equity.net_present_value_hkd, rel=1e-5)
    assert "Carbon revenue" not in drawn
    table = words.cash_flow_table(LAMP, found, "en")
    assert list(table["Debt (HK$)"]) == [500, -15, -15, -15, -515, 0]
    assert list(table["Flow of the owners (HK$)"]) == [-500, 285, 285, 285, -215, 300]


def test_large_amounts_are_in_millions():
    large = project_of(-1000.0, 300, 300, 300, 300, 300, scale=1e5)
    figure = charts.cash_flow(large, appraise(large, 0.04), "en")
    assert figure.layout.yaxis.title.text == "HK$ million" and min(figure.data[0].y) == -100
    assert "Paid in 2025: HK$100 million." in words.cash_flow_alt(large, appraise(large, 0.04), "en")
    assert [words.money(amount, "en") for amount in (-950.2, 1.25e6, -3e9, -0.2)] == [
        "−HK$950", "HK$1.25 million", "−HK$3 billion", "HK$0"]
    assert [words.money(amount, "zh_hant") for amount in (950, -1.25e6, 3e8)] == ["950港元", "−125萬港元", "3億港元"]


def test_the_words_say_what_comes_back():
    said = words.cash_flow_alt(LAMP, appraise(LAMP, 0.04), "en")
    assert "Paid in 2025: HK$1,000." in said and "HK$1,500" in said and "back after 3.7 years" in said
    poor = project_of(-1000.0, 100, 100)
    assert "does not come back within the 2 years" in words.cash_flow_alt(poor, appraise(poor, 0.04), "en")
    gift = project_of(1000.0, -100, -100)
    assert words.cash_flow_alt(gift, appraise(gift, 0.04), "en").startswith("Received in 2025: HK$1,000.")


def test_the_internal_rate_is_told_in_each_of_its_cases():
    # Lorie and Savage (1955): the pump has two rates, 25 % and 400 %.
    cases = {(-1600, 10000, -10000): "2 internal rates of return (25% and 400%)", (100, -120, 50): "no internal rate",
             (-100, 110): "Internal rate of return: 10%", (100, -110): "10% is what that costs"}
    for flow, words_expected in cases.items():
        assert words_expected in words.internal_rate(appraise(project_of(*flow), 0.1), "en")


def test_the_tornado_goes_from_the_result_as_it_is():
    figure = charts.tornado(SWINGS, LABELS, "HK$", 300.0, "en")
    low, high = figure.data
    assert list(low.y) == ["Fade", "Price", "Tariff"]
    assert [start + length for start, length in zip([low.base] * 3, low.x, strict=True)] == [310, 500, -400]
    assert [high.base + length for length in high.x] == [290, 100, 900]
    assert low.customdata[2][0] == "0.5"
    assert figure.layout.shapes[0].x0 == 300


@pytest.mark.parametrize("size", [0.003, 40, 480, 1e5, 4.3e5, 7.7e8])
@pytest.mark.parametrize("low", [-0.2, -1.0, -3.0, 0.4])
def test_the_axis_of_the_tornado_has_a_scale(size: float, low: float):
    """A zero alone tells nothing of how much: at least two labels, and no more than a phone has room for."""
    swings = (Swing("price", 0.5, 2.5, low * size, size),)
    figure = charts.tornado(swings, LABELS, "HK$", 0.5 * size, "en")
    scale = 1e6 if figure.layout.xaxis.title.text == "HK$ million" else 1
    step = figure.layout.xaxis.dtick
    labels = math.floor(size / scale / step + 1e-6) - math.ceil(low * size / scale / step - 1e-6) + 1
    assert 2 <= labels <= 6 and figure.layout.xaxis.tick0 == 0


def test_the_tornado_in_words_says_what_matters_and_what_can_turn():
    said = words.tornado_alt(SWINGS, LABELS, "HK$", 300.0, "en")
    assert "What matters most: Tariff. At 0.5 the result is −HK$400, at 2.5 it is HK$900." in said
    assert "a loss into a gain: Tariff." in said and "only in the table: Term." in said
    assert "No input alone" in words.tornado_alt(SWINGS[1:3], LABELS, "HK$", 300.0, "en")
    same = (Swing("cost", 1.0, 2.0, 5.0, 5.0),)
    assert words.tornado_alt(same, LABELS, "HK$", 5.0, "en") == "No input changes the result within its range."
    table = words.tornado_table(SWINGS, LABELS, "HK$", "en")
    assert list(table.iloc[3]) == ["Term", "1", "2", "no result", "300"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_can_be_said_in_every_language(lang: str):
    found = appraise(LAMP, 0.04, 100.0, BOND)
    assert charts.cash_flow(LAMP, found, lang).data and charts.tornado(SWINGS, LABELS, "HK$/kWh", 0.3, lang).data
    assert charts.tornado(SWINGS[3:], LABELS, "HK$", 0.3, lang) is not None
    assert words.cash_flow_alt(LAMP, found, lang) and words.tornado_alt(SWINGS, LABELS, "HK$", 300.0, lang)
    assert len(words.cash_flow_table(LAMP, found, lang)) == 6 and len(words.tornado_table(SWINGS, LABELS, "1", lang))
    for flow in ((-1600, 10000, -10000), (100, -120, 50), (-100, 110), (100, -110)):
        assert words.internal_rate(appraise(project_of(*flow), 0.1), lang)
