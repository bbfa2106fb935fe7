from __future__ import annotations

import pytest

from hkzero.charts import mix, palette
from hkzero.text import LANGUAGES, label, t, unit_label
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces


@pytest.mark.parametrize("lang", LANGUAGES)
def test_supply_has_a_bar_series_for_each_fuel_in_its_colour_and_the_unit_on_the_axis(lang):
    figure = mix.supply(synthetic.supply(), lang, 2015, 2019)
    is_sound(figure)
    assert figure.layout.yaxis.title.text == unit_label("TWh", lang)
    for fuel in ("coal", "natural_gas", "oil", "net_imports", "bioenergy", "solar"):
        trace, = traces(figure, label("fuel", fuel, lang))
        assert trace.marker.color == palette.FUEL[fuel]
    assert not traces(figure, label("fuel", "wind", lang)), "a fuel that is zero throughout has no bar and no legend"


def test_supply_leaves_the_missing_year_empty_and_keeps_to_the_years_chosen():
    figure = mix.supply(synthetic.supply(), "en", 2016, 2019)
    assert list(figure.data[0].x) == [2016, 2017, 2019]
    assert figure.layout.xaxis.range == (2015.4, 2019.6)


def test_shares_are_calculated_and_hatched():
    figure = mix.supply(synthetic.shares(), "en", 2015, 2024)
    assert figure.layout.yaxis.title.text == "%"
    assert set(figure.data[0].marker.pattern.shape) == {palette.HATCH["derived"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_supply_in_words_says_first_and_last(lang):
    words = mix.supply_alt(synthetic.supply(), lang, 2015, 2019)
    assert "2015" in words and "2019" in words and "20.0" in words and "12.0" in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_published_shares_are_points_in_a_row_each_and_never_joined(lang):
    figure = mix.published_shares(synthetic.published(), lang)
    is_sound(figure)
    assert {trace.mode for trace in figure.data} == {"markers"}
    assert {trace.yaxis for trace in figure.data} == {"y", "y2"}
    titles = [note.text for note in figure.layout.annotations]
    assert len(titles) == 2 and all("%" in title for title in titles)
    coal, = traces(figure, label("fuel", "coal", lang))
    assert list(coal.y) == [50, 51], "both readings of one figure are shown"
    assert "45%" in mix.published_shares_alt(synthetic.published(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_emissions_put_the_imports_of_the_rule_on_top_with_their_range(lang):
    figure = mix.emissions(synthetic.emissions(), synthetic.imports(), lang, 2015, 2016)
    is_sound(figure)
    assert figure.layout.yaxis.title.text == unit_label("Mt CO2e", lang)
    imports, = traces(figure, t("electricity.emissions.imports", lang))
    assert imports is figure.data[-1] and imports.marker.color == palette.FUEL["net_imports"]
    assert list(imports.error_y.array) == [2, 2] and list(imports.error_y.arrayminus) == [0.5, 0.5]
    coal, = traces(figure, label("fuel", "coal", lang))
    assert list(coal.marker.pattern.shape) == [palette.HATCH["derived"], palette.HATCH["estimated"]]
    words = mix.emissions_alt(synthetic.emissions(), synthetic.imports(), lang, 2015, 2016)
    assert "20.0" in words and "3.0" in words


def test_territorial_rule_adds_no_imports():
    figure = mix.emissions(synthetic.emissions(), synthetic.imports("territorial"), "en", 2015, 2016)
    assert len(figure.data) == 2


def test_a_rule_without_figures_is_no_rule_that_counts_zero():
    with pytest.raises(LookupError):
        mix.emissions(synthetic.emissions(), synthetic.nothing(synthetic.imports()), "en", 2015, 2016)
