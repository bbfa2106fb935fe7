from __future__ import annotations

import pytest

from hkzero.charts import months, palette
from hkzero.text import LANGUAGES, label, unit_label
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_month_is_stacked_by_user_without_the_total_and_a_missing_month_stays_empty(lang):
    figure = months.demand(synthetic.months(), lang)
    is_sound(figure)
    assert figure.layout.yaxis.title.text == unit_label("GWh", lang) and figure.layout.barmode == "stack"
    assert not traces(figure, label("user_type", "all", lang))
    commercial, = traces(figure, label("user_type", "commercial", lang))
    assert list(commercial.x) == ["2025-01", "2025-03"] and figure.layout.xaxis.type == "date"
    assert commercial.marker.color == palette.USER["commercial"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_demand_in_words(lang):
    words = months.demand_alt(synthetic.months(), lang)
    assert "3,606" in words and "3,005" in words
    assert months.demand_alt(synthetic.nothing(synthetic.months()), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_change_is_calculated_grouped_and_without_street_lighting(lang):
    figure = months.change(synthetic.change(), lang)
    is_sound(figure)
    assert figure.layout.yaxis.title.text == "%" and figure.layout.barmode == "group"
    assert not traces(figure, label("user_type", "street_lighting", lang))
    total, = traces(figure, label("user_type", "all", lang))
    assert list(total.marker.pattern.shape) == [palette.HATCH["derived"]]
    assert "+2.0%" in months.change_alt(synthetic.change(), lang)
