"""All batteries of the city on the Batteries page: whole in every language at every setting."""

from __future__ import annotations

import re

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.seen import assert_whole, figures, texts

CHARTS = 6  # footprints above, then what is in service, flows, where it goes, carbon, second life
CHOICES = [{}, {"fleet_under": "frozen_2024", "fleet_year": "2025"},
           {"fleet_under": "announced_targets", "fleet_year": "2050", "fleet_storage": "ten", "fleet_cleaner": "true"},
           {"fleet_storage": "flexibility"}]
ABSURD = {"fleet_under": "moon", "fleet_year": "1066", "fleet_storage": "all", "fleet_cleaner": "perhaps"}


def fleet(open_page, lang: str = "en", **query: str):
    return open_page("batteries", lang, topic="fleet", **query)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query):
    assert_whole(fleet(open_page, LANGUAGE_TAGS[lang], **query), CHARTS)


def test_an_absurd_address_is_borne(open_page):
    assert_whole(fleet(open_page, **ABSURD), CHARTS)


def test_the_sentence_follows_scenario_and_year(open_page):
    told = " ".join(texts(fleet(open_page, fleet_under="announced_targets", fleet_year="2040")))
    assert "Announced targets" in told and "in 2040" in told and "at the end of 2024 they held about 6.6" in told


def test_carbon_is_said_to_be_outside_hong_kong(open_page):
    told = " ".join(texts(fleet(open_page)))
    assert "in no inventory of Hong Kong" in told and "outside Hong Kong" in told


def test_cleaner_grids_lower_the_carbon_alone(open_page):
    def amounts(**query: str) -> list[str]:
        told = " ".join(texts(fleet(open_page, fleet_year="2050", **query)))
        return [re.search(r"hold (\d+) GWh", told)[1], re.search(r"emits ([\d,]+) kt", told)[1]]

    usual, cleaner = amounts(), amounts(fleet_cleaner="true")
    assert usual[0] == cleaner[0] and int(cleaner[1]) < 0.65 * int(usual[1])


def test_storage_is_in_the_picture_where_it_is_chosen(open_page):
    def groups(**query: str) -> set[str]:
        return {trace["name"] for trace in figures(fleet(open_page, **query))[1]["data"]}

    assert "Grid" in groups(fleet_storage="ten") and "Grid" not in groups()


def test_the_castle_peak_system_has_no_size(open_page):
    app = fleet(open_page)
    seen = " ".join(element.proto.body for element in app.get("html"))
    assert "Castle Peak" in seen and "size not published" in seen
    assert "units: 1; size not published" in seen, "a number of batteries is not their size"


def test_below_a_table_stand_the_units_of_its_figures(open_page):
    below = [line for line in texts(fleet(open_page)) if line.startswith("Unit: ")]
    units = [line.partition(" · ")[0] for line in below]
    assert "Unit: GWh, kt CO₂e, kt" in units and "Unit: MWh, units" in units, units
