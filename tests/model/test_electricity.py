from __future__ import annotations

import pytest

from hkzero.measure import Kind
from hkzero.model.electricity import newest, shown, span, trend
from tests import synthetic_electricity as synthetic


def test_trend_is_the_newest_year_and_the_change_since_the_base():
    found = trend(synthetic.supply(), 2015, fuel="coal")
    assert (found.year, found.latest.value, found.change.value) == (2019, 12.0, -8.0)
    assert found.change.unit == "TWh" and found.change.kind is Kind.DERIVED and found.change.sources


def test_no_change_without_a_base_year():
    assert trend(synthetic.supply(), 2018, fuel="coal").change is None
    assert trend(synthetic.supply(), 2019, fuel="coal").change is None


def test_unknown_row_is_named():
    with pytest.raises(KeyError, match="unobtainium"):
        trend(synthetic.supply(), 2015, fuel="unobtainium")


def test_newest_takes_each_series_in_its_own_unit():
    found = newest(synthetic.shares(), synthetic.progress(), synthetic.intensity())
    assert {code: item.latest.unit for code, item in found.items()} == {
        "zero_carbon": "%", "coal": "%", "natural_gas": "%", "renewables": "%", "intensity": "kg CO2e/kWh"}


def test_span():
    assert span(synthetic.supply()) == (2015, 2019)


def test_kilotonnes_are_shown_as_megatonnes_and_nothing_else_is_changed():
    kilotonnes = synthetic.answer([{"period": 2024, "value": 2500.0}], "kt CO2e")
    assert (shown(kilotonnes).unit, shown(kilotonnes).frame["value"].iloc[0]) == ("Mt CO2e", 2.5)
    assert shown(synthetic.supply()).unit == "TWh"


def test_one_company_brings_its_own_rows_and_those_of_the_city(store):
    every = store.ask("electricity_intensity")
    assert shown(every, 2000, 2024, "all").frame.equals(every.frame)
    chosen = shown(every, 2000, 2024, "hk_electric")
    assert set(chosen.frame["utility"]) == {"hong_kong", "hk_electric"}
    assert set(chosen.sources) < set(every.sources)
