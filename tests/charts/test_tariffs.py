from __future__ import annotations

import pytest

from hkzero.charts import palette, tariffs
from hkzero.text import LANGUAGES, label, t, unit_label
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces

TODAY = "2026-11-22"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_component_has_its_row_with_the_unit(lang):
    figure = tariffs.levels(synthetic.tariffs(), lang)
    is_sound(figure)
    titles = [note.text for note in figure.layout.annotations]
    assert len(titles) == len(tariffs.ROWS)
    assert label("component", "average_net_tariff", lang) in titles[0]
    assert all(unit_label("HK cents/kWh", lang) in title for title in titles)


def test_levels_join_within_a_year_and_break_where_a_year_is_missing():
    figure = tariffs.levels(synthetic.tariffs(), "en", "clp_power")
    line, = (trace for trace in traces(figure, "CLP Power") if trace.mode == "lines")
    assert list(line.x) == ["2016-01-01", "2016-06-30", "2016-07-01", "2016-12-31", None, "2018-01-01", "2018-12-31",
                            None]
    assert list(line.y) == [110, 110, 112, 112, None, 115, 115, None] and line.connectgaps is False


def test_rebates_of_several_names_share_a_row_and_are_not_joined():
    figure = tariffs.levels(synthetic.tariffs(), "en", "hk_electric")
    drawn = [trace for trace in figure.data if trace.mode == "lines"]
    assert {trace.yaxis for trace in drawn} == {"y4"} and len(drawn) == 2
    assert 132.0 not in [value for trace in figure.data for value in trace.y]


def test_what_others_report_has_its_own_marker():
    figure = tariffs.levels(synthetic.tariffs(), "en", "clp_power")
    points, = (trace for trace in traces(figure, "CLP Power") if trace.mode == "markers")
    assert list(points.marker.symbol) == ["circle", "circle", palette.MARKER["reported"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_feed_in_rates_hold_to_their_end_and_open_ones_to_today(lang):
    figure = tariffs.feed_in(synthetic.feed_in(), lang, TODAY)
    is_sound(figure)
    assert figure.layout.yaxis.title.text == unit_label("HK$/kWh", lang)
    line = next(trace for trace in traces(figure, t("electricity.feed_in.up_to_10_kw", lang)) if trace.mode == "lines")
    assert list(line.x)[:4] == ["2018-10", "2022-04-26", "2022-04-27", TODAY] and list(line.y)[:4] == [5, 5, 4, 4]
    words = tariffs.feed_in_alt(synthetic.feed_in(), lang, TODAY)
    assert "2.5" in words and "5 " not in words.replace("2.5 ", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_uptake_is_points_with_a_row_for_each_unit(lang):
    figure = tariffs.uptake(synthetic.uptake(), lang)
    is_sound(figure)
    titles = [note.text for note in figure.layout.annotations]
    assert unit_label("applications", lang) in titles[0] and unit_label("GWh/year", lang) in titles[1]
    assert {trace.mode for trace in figure.data} == {"markers"}
    assert "2022-03" in [when for trace in figure.data for when in trace.x], "a quarter stands at its last month"
    assert figure.layout.xaxis.dtick == "M12", "of one company there are few years, and none is written twice"
    assert "20,000" in tariffs.uptake_alt(synthetic.uptake(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tariffs_in_words(lang):
    assert "115.0" in tariffs.levels_alt(synthetic.tariffs(), lang)
