"""The picture of the city inventory, on invented amounts."""

from __future__ import annotations

import pytest

from hkzero.charts import city_inventory as charts
from hkzero.charts import palette
from hkzero.measure import Kind
from hkzero.text import LANGUAGES

PIECES = (("scope_1", "I", 2e6, Kind.DERIVED), ("generation", "I", 2e7, Kind.ESTIMATED),
          ("scope_2", "I", 1.9e7, "derived"), ("scope_1", "II", 6e6, "derived"), ("scope_2", "II", 1e6, "derived"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bar_a_scope_and_a_colour_a_sector(lang: str) -> None:
    figure = charts.by_scope(PIECES, lang)
    energy, transport = figure.data
    assert list(energy.x) == [19.0, 20.0, 2.0] and list(transport.x) == [1.0, None, 6.0]
    assert len(set(energy.y)) == 3 and list(energy.y) == list(transport.y)
    assert energy.marker.color == palette.SECTOR["buildings"] and transport.marker.color == palette.SECTOR["transport"]
    assert energy.meta["kinds"][1] == Kind.ESTIMATED and figure.layout.barmode == "stack"


def test_a_scope_without_figures_has_no_bar() -> None:
    assert len(charts.by_scope(PIECES[:1], "en").data[0].y) == 1


def test_an_unknown_sector_draws_nothing_of_it() -> None:
    assert len(charts.by_scope((*PIECES, ("scope_3", "VI", 1e6, "derived")), "en").data) == 2
