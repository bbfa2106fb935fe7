from __future__ import annotations

from collections import defaultdict

import pytest

from hkzero.charts import palette, sankey
from hkzero.model.standing import in_megatonnes
from hkzero.text import LANGUAGES, label
from tests import synthetic_overview as synthetic


def link_table(figure):
    trace = figure.data[0]
    names = trace.node.customdata
    return {(names[left], names[right]): (value, colour) for left, right, value, colour
            in zip(trace.link.source, trace.link.target, trace.link.value, trace.link.color, strict=True)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nodes_are_named_with_their_megatonnes(lang):
    figure = sankey.flow(in_megatonnes(synthetic.flows()), lang)
    assert f"{label('source', 'power_stations', lang)} 20.0" in figure.data[0].node.label
    assert label("carrier", "none", lang) not in figure.data[0].node.customdata


def test_what_flows_in_flows_out():
    trace = sankey.flow(in_megatonnes(synthetic.flows()), "en").data[0]
    balance = defaultdict(float)
    for left, right, value in zip(trace.link.source, trace.link.target, trace.link.value, strict=True):
        balance[left] -= value
        balance[right] += value
    electricity = list(trace.node.customdata).index(label("carrier", "electricity", "en"))
    assert balance[electricity] == pytest.approx(0)
    assert sum(value for value in balance.values() if value > 0) == pytest.approx(28.6, abs=0.01)


def test_links_take_the_colour_of_their_source_and_estimates_are_paler():
    links = link_table(sankey.flow(in_megatonnes(synthetic.flows()), "en"))
    electricity = label("carrier", "electricity", "en")
    homes = links[electricity, label("use", "residential", "en")]
    shops = links[electricity, label("use", "commercial", "en")]
    assert homes == (pytest.approx(6.0), palette.faded(palette.SOURCE["power_stations"], sankey.LINK_OPACITY))
    assert shops == (pytest.approx(14.0), palette.faded(palette.SOURCE["power_stations"], sankey.PALE_LINK_OPACITY))


def test_what_has_no_carrier_flows_straight_to_its_use():
    links = link_table(sankey.flow(in_megatonnes(synthetic.flows()), "en"))
    assert links[label("source", "waste", "en"), label("use", "waste", "en")][0] == pytest.approx(2.6)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_diagram_in_words(lang):
    words = sankey.flow_in_words(in_megatonnes(synthetic.flows()), lang)
    assert "20.0" in words["alt"] and label("use", "commercial", lang) in words["alt"] and "2023" in words["title"]
