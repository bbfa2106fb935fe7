"""The levers of the data: words in three languages, levels in their order, and every one accounted for."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hkzero.model.levers import GROUPS, LANGUAGES, LEVELS, SHAPES, Lever, Levers, levers
from tests.text.test_sentences import SIMPLIFIED_ONLY, TRADITIONAL_ONLY

# Levers whose ambitious level lies on the near side of the announced one, and why.
TURNS_BACK = {
    "t_hydrogen_heavy_goods": "more lorries are battery-electric in the pilot city",
    "e_daya_bay_after_2034": "its limit is the other end: nothing is renewed",
}
GROUP_SIZES = {"buildings": 12, "transport": 15, "electricity": 11, "waste_and_other": 5, "removals": 1}


@pytest.fixture(scope="module")
def known(store) -> Levers:
    return levers(store.ask("levers"))


def test_groups_stand_together_in_their_order(known) -> None:
    assert Counter(lever.group for lever in known) == GROUP_SIZES
    assert [group for group in GROUPS for _ in known.in_group(group)] == [lever.group for lever in known]


def test_titles_tell_the_levers_apart(known) -> None:
    for lang in LANGUAGES:
        assert len({lever.title[lang] for lever in known}) == len(known)


def test_guidance_is_a_paragraph_in_each_language(known) -> None:
    for lever in known:
        assert 150 < len(lever.guidance["en"]) < 700, lever.lever_id
        assert all(60 < len(lever.guidance[lang]) < 260 for lang in LANGUAGES[1:]), lever.lever_id
        assert all(text.endswith((".", "。")) for text in lever.guidance.values()), lever.lever_id


@pytest.mark.parametrize(("lang", "foreign"), [("zh_hant", SIMPLIFIED_ONLY), ("zh_hans", TRADITIONAL_ONLY)])
def test_each_script_is_kept_to(known, lang: str, foreign: set[str]) -> None:
    strange = {lever.lever_id: foreign & set(lever.title[lang] + lever.guidance[lang]) for lever in known
               if foreign & set(lever.title[lang] + lever.guidance[lang])}
    assert strange == {}


def test_levels_run_from_frozen_to_the_limit(known) -> None:
    turning = []
    for lever in known:
        values = [lever.level(name) for name in LEVELS]
        assert lever.frozen != lever.limit, f"{lever.lever_id} cannot be moved"
        if values not in (sorted(values), sorted(values, reverse=True)):
            turning.append(lever.lever_id)
    assert set(turning) == set(TURNS_BACK) - {"e_daya_bay_after_2034"}


def test_shapes_and_years(known) -> None:
    assert {lever.shape for lever in known} <= set(SHAPES)
    assert [lever.lever_id for lever in known if lever.is_date] == ["e_coal_phase_out_year"]
    # A step is for what is a date itself; everything else takes its time.
    assert all((lever.shape == "step") == lever.is_date for lever in known)


def judged(lever: Lever) -> set[str]:
    return {name for name in LEVELS if not lever.level_sources[name]}


def test_every_judgement_is_called_one(known) -> None:
    for lever in known:
        if judged(lever) == set(LEVELS):
            assert lever.basis == "judgement" and lever.note.startswith("Every level is a judgement"), lever.lever_id
        else:
            assert lever.basis == "source" and lever.source_id, lever.lever_id
        # Announced levels that rest on nobody's announcement say so.
        if "announced" in judged(lever):
            assert "judgement" in lever.note, lever.lever_id


def test_notes_name_publications_that_are_in_the_register(store, known) -> None:
    sources = set(store.ask("sources").frame["source_id"])
    others = set(store.ask("assumptions").frame["assumption_id"]) | set(store.ask("targets").frame["target_id"])
    for lever in known:
        named = set(re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", lever.note))
        assert named <= sources | others | set(known.ids), (lever.lever_id, named - sources - others)


def test_what_a_lever_costs_is_said(known) -> None:
    for lever in known:
        assert lever.cost_basis in ("judgement", "none") or lever.cost_basis.count(".") >= 1
        assert (lever.cost_basis == "none") == (lever.cost_assumption == ""), lever.lever_id
        assert (lever.cost_basis == "none") == (lever.cost_item == ""), lever.lever_id
