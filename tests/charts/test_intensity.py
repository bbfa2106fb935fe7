from __future__ import annotations

import pytest

from hkzero.charts import intensity, palette
from hkzero.text import LANGUAGES, label, t, unit_label
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_definition_has_its_line_and_both_units_stand_on_the_axis(lang):
    figure = intensity.lines(synthetic.intensity(), lang, 2000, 2024)
    is_sound(figure)
    for unit in ("kg CO2e/kWh", "kg CO2/kWh"):
        assert unit_label(unit, lang) in figure.layout.yaxis.title.text
    generated = traces(figure, label("measure", "generated", lang))
    consumed = traces(figure, label("measure", "consumed", lang))
    assert generated[0].line.dash == palette.DASH["estimated"] and consumed[0].line.dash == palette.DASH["derived"]
    assert not set(map(id, generated)) & set(map(id, consumed))


def test_a_company_that_counts_co2_only_says_so():
    names = {trace.name for trace in intensity.lines(synthetic.intensity(), "en", 2000, 2024).data}
    assert t("electricity.intensity.sold_by_co2", "en", company="CLP Power") in names
    assert t("electricity.intensity.sold_by", "en", company="HK Electric") in names


def test_years_that_were_not_published_are_a_gap():
    figure = intensity.lines(synthetic.intensity(), "en", 2000, 2024, "hk_electric")
    sold = traces(figure, t("electricity.intensity.sold_by", "en", company="HK Electric"))
    drawn = [trace for trace in sold if trace.mode == "lines"]
    assert [list(trace.x) for trace in drawn] == [[2015, 2016]], "2005 stands alone"
    assert 2005 in next(trace for trace in sold if trace.mode == "markers").x


def test_company_and_years_choose_the_lines():
    figure = intensity.lines(synthetic.intensity(), "en", 2015, 2024, "hk_electric")
    assert not any("CLP" in trace.name for trace in figure.data)
    assert min(year for trace in figure.data for year in trace.x if year) == 2015


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_words_the_newest_of_each(lang):
    words = intensity.lines_alt(synthetic.intensity(), lang, 2000, 2024)
    assert "0.70" in words and "0.50" in words and "2019" in words
    assert intensity.lines_alt(synthetic.intensity(), lang, 2001, 2002)
