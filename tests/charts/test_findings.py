from __future__ import annotations

import pytest

from hkzero.charts import findings
from hkzero.model.progress import RULE
from hkzero.model.standing import all_sectors, city_standing, in_megatonnes
from hkzero.text import LANGUAGES
from tests import synthetic_overview as synthetic


def city(start: int = 2014, form: str = "tonnes"):
    return city_standing(synthetic.totals(), synthetic.city_targets(), start, form)


@pytest.mark.parametrize(("start", "case", "words"), [
    (2014, "missed_but", "miss the 2035 target by 0.6 Mt CO₂e; at the pace since 2019 it would meet it."),
    (2019, "met_but", "would meet the 2035 target; the pace since 2020 would miss it by 11.1 Mt CO₂e."),
])
def test_the_headline_is_the_true_sentence_of_its_case(start, case, words):
    found = findings.headline(city(start), "en")
    assert city(start).case == case
    assert found.startswith("Hong Kong emitted 33.0 Mt CO₂e in 2024, 2.9% less than the year before.")
    assert found.endswith(words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["tonnes", "percent"])
def test_every_card_is_complete(lang, form):
    cards = findings.key_cards(city(form=form), synthetic.per_person(), lang)
    assert len(cards) == 6 and all(card.label and card.value and card.evidence.sources for card in cards)
    assert cards[0].value == "33.0" and cards[2].value == "4.41"
    assert not any("overview." in str(value) for card in cards for value in (card.label, card.change, card.note))


def test_cut_needed_beside_the_pace_achieved():
    needed = findings.key_cards(city(), synthetic.per_person(), "en")[3]
    assert (needed.value, needed.better) == ("1.2", False)
    assert needed.change == "since 2014: about 1.1 Mt CO₂e less each year"
    percent = findings.key_cards(city(form="percent"), synthetic.per_person(), "en")[3]
    assert (percent.value, percent.change) == ("4.3", "since 2014: about 2.8% less each year")


def test_gap_cards_say_on_which_side_of_the_target():
    near, far = findings.key_cards(city(2019), synthetic.per_person(), "en")[4:]
    assert (near.value, near.change, near.better) == ("17.6", "2.7 below the target of 20.2", True)
    assert far.value == "0.0" and far.better is True


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("start", [2005, 2014])
def test_tiles_in_every_language(lang, start):
    tiles = all_sectors(in_megatonnes(synthetic.sectors()), synthetic.buildings(), synthetic.targets(), start)
    cards = findings.sector_cards(tiles, {"sector": in_megatonnes(synthetic.sectors())}, lang)
    assert len(cards) == 4 and all(card.label and card.value and card.change for card in cards)


def test_a_tile_says_when_rounding_leaves_the_verdict_open():
    tiles = all_sectors(in_megatonnes(synthetic.sectors()), synthetic.buildings(), synthetic.targets(), 2014)
    cards = findings.sector_cards(tiles, {"sector": in_megatonnes(synthetic.sectors())}, "en")
    assert "rounded" in cards[3].help and "rounded" not in cards[0].help


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rule_is_printed_with_its_thresholds(lang):
    words = findings.rule_in_words(RULE, lang)
    assert "100%" in words and "60%" in words and "0%" in words


def test_boundary_adds_nothing_under_the_official_rule():
    assert findings.boundary_cards(in_megatonnes(synthetic.imports()), "territorial", "en") == []
    card, = findings.boundary_cards(in_megatonnes(synthetic.imports()), "grid_average", "en")
    assert card.value == "+4.8" and card.change == "4.0 to 5.6, for 12.5 TWh"
