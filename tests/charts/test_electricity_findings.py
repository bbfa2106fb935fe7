from __future__ import annotations

import pytest

from hkzero.charts import electricity_findings as findings
from hkzero.model.electricity import newest
from hkzero.text import LANGUAGES
from tests import synthetic_electricity as synthetic


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_has_the_share_the_range_and_coal(lang):
    told = findings.headline(synthetic.distances(), lang)
    for number in ("24%", "25%", "60", "70%", "2024", "2035"):
        assert number in told["text"]
    assert "2024" in told["note"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_changes_when_the_target_is_met(lang):
    assert findings.headline(synthetic.distances(65.0), lang)["text"] != findings.headline(
        synthetic.distances(), lang)["text"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_stake_names_the_end_of_the_contract_and_the_emissions(lang):
    told = findings.stake(synthetic.distances(), synthetic.stake(), lang)
    for number in ("2034", "11.0", "23%", "4.5"):
        assert number in told["subtitle"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_key_figures_say_what_is_better(lang):
    cards = findings.key_cards(newest(synthetic.shares(), synthetic.progress(), synthetic.intensity()), lang)
    assert [card.value for card in cards] == ["24.0%", "50.0%", "25.0%", "1.0%", "0.50"]
    # Synthetic shares of coal and gas and the intensity stand still: neither better nor worse.
    assert [card.better for card in cards] == [True, None, None, True, None]
    assert "+2.0" in cards[0].change and all(card.evidence.sources for card in cards)
