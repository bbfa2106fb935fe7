from __future__ import annotations

import pytest

from hkzero.charts import palette, utilities
from hkzero.text import LANGUAGES, label, t, unit_label
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_company_has_its_row_with_the_unit(lang):
    figure = utilities.sales(synthetic.sales(), lang)
    is_sound(figure)
    titles = [note.text for note in figure.layout.annotations]
    for title, company in zip(titles, ("clp_power", "hk_electric"), strict=True):
        assert label("utility", company, lang) in title and unit_label("GWh", lang) in title
    assert {trace.yaxis for trace in figure.data} == {"y", "y2"}


def test_a_total_is_drawn_only_where_there_is_no_split_and_part_years_nowhere():
    figure = utilities.sales(synthetic.sales(), "en")
    total, = traces(figure, t("electricity.utilities.not_split", "en"))
    assert list(total.x) == [2024] and list(total.y) == [36_000] and total.marker.color == palette.NEUTRAL
    assert all(isinstance(year, int) for trace in figure.data for year in trace.x)


def test_sums_of_half_years_are_hatched_and_a_legend_entry_shows_once():
    figure = utilities.sales(synthetic.sales(), "en")
    residential = traces(figure, label("user_type", "residential", "en"))
    assert [trace.showlegend for trace in residential] == [True, False]
    assert list(residential[1].marker.pattern.shape) == [palette.HATCH["derived"]]


def test_one_company():
    assert {trace.yaxis for trace in utilities.sales(synthetic.sales(), "en", "hk_electric").data} == {"y"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_customers_at_the_end_of_a_half_year_stand_for_the_year(lang):
    figure = utilities.customers(synthetic.customers(), lang)
    is_sound(figure)
    residential, = traces(figure, label("user_type", "residential", lang))
    assert list(residential.x) == [2022] and list(residential.y) == [472_000]
    words = utilities.customers_alt(synthetic.customers(), lang)
    assert "2,700,000" in words and "586,000" in words
    assert "36,000" in utilities.sales_alt(synthetic.sales(), lang)
