"""The districts in words: the finding, what is in one district, where a method stands behind a likeness."""

from __future__ import annotations

from itertools import combinations

import pytest

from hkzero.charts import district_findings as findings
from hkzero.measure import Answer, Measured
from hkzero.model.districts import in_period
from hkzero.text import LANGUAGES, label, period, t
from hkzero.ui.district_map import INDICATORS


@pytest.fixture(scope="module")
def answers(store) -> dict[str, Answer]:
    return {
        "electricity": in_period(store.ask("district_electricity"), "2025"),
        "per_person": in_period(store.ask("district_electricity", per="person"), "2025"),
        "emissions": in_period(store.ask("district_emissions"), "2024"),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_says_what_the_store_says(store, answers, lang):
    people = in_period(store.ask("district_profile", indicator="population"), "2025")
    found = findings.headline(answers["electricity"], people, store.ask("district_validation"), lang)
    electricity = answers["electricity"].frame.set_index("district")["value"]
    residents = people.frame.set_index("district")["value"]
    for share in (electricity[list("ABCD")].sum() / electricity.sum(), residents[list("ABCD")].sum() / residents.sum()):
        assert f"{100 * share:.0f}%" in found["text"]
    assert all(part in found["text"] for part in ("2025", "22%", "16%", "2%", "23%"))
    assert found["note"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_error_of_every_allocation_is_a_key_figure(store, answers, lang):
    cards = findings.key_cards(answers["electricity"], answers["per_person"], store.ask("district_validation"), lang)
    assert [card.value for card in cards[2:]] == ["2%", "23%"]
    assert cards[1].value.startswith("14,301") and label("district", "B", lang) in cards[1].note
    assert len({card.label for card in cards}) == 4
    for card in cards:
        assert isinstance(card.evidence, Answer | Measured) and card.evidence.sources
    assert label("proxy", "people_income", lang) in cards[2].note


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["A", "R", "T"])
def test_what_is_in_a_district(store, answers, code, lang):
    cards = findings.district_cards(code, answers, store.ask("district_profile"), lang)
    assert len(cards) == 8 and all(card.evidence.sources for card in cards)
    # Emissions are worked out, also where the electricity is metered.
    assert (t("districts.card.from_metered", lang, period=period("2024", lang)) == cards[2].note) == (code == "A")
    row = answers["electricity"].frame.set_index("district").loc[code]
    assert f"{row['value']:,.0f}" in cards[0].value and label("grade", row["grade"], lang) in cards[0].note
    assert (f"{row['high']:,.0f}" in cards[0].note) == (row["grade"] != "metered")
    assert not [card for card in cards if "nan" in card.value]


def test_what_is_missing_has_no_card(store, answers):
    profile = store.ask("district_profile", indicator="population")
    cards = findings.district_cards("R", {"electricity": in_period(store.ask("district_electricity"), "2022-H1")},
                                    profile, "en")
    assert [card.label for card in cards] == [label("indicator", "population", "en")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_places_of_a_district(store, lang):
    table = findings.places(store.ask("points"), lang)
    assert table.shape == (len(store.ask("points").frame), 5) and table.iloc[:, 0].str.len().min() > 0
    assert table.iloc[:, 2].max() == store.ask("points").frame["capacity_mw"].max()
    assert table.iloc[:, 4].isna().sum() == 0, "outside Hong Kong is said, not left blank"


def test_where_one_axis_was_used_to_allocate_the_other_it_is_said():
    warned = {frozenset(pair) for pair in combinations(INDICATORS, 2) if findings.shared_method(*pair, "en")}
    assert {"electricity", "emissions"} in warned
    used = {"income", "population", "stations", "density", "households", "working_residents"}
    assert warned == {frozenset({"electricity", "emissions"})} | {
        frozenset({allocated, by}) for allocated in ("electricity", "emissions") for by in used}
    assert findings.shared_method("income", "rent", "en") is None
    assert findings.shared_method("electricity", "vacancy_rate", "en") is None


def test_every_proxy_in_use_is_warned_of(store):
    """Should another proxy win one day, what it rests on must be among the indicators that are warned of."""
    rests_on = {"people": {"population"}, "households": {"households"}, "stations": {"stations"},
                "people_income": {"population", "income"}, "people_root_income": {"population", "income"},
                "households_income": {"households", "income"}, "stations_income": {"stations", "income"},
                "floor_area": {"population", "floor_area"}, "public_housing": {"public_rental_share"},
                "housing_type": {"public_rental_share", "subsidised_sale_share", "private_permanent_share"}}
    tests = store.ask("district_validation").frame
    assert set(tests["proxy"]) == set(rests_on)
    for proxy in set(tests[tests["is_kept"]]["proxy"]):
        assert rests_on[proxy] <= findings.USED_BY_ALLOCATION, proxy
