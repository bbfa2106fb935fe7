"""The Districts page: every topic in every language, whatever the address says, and a choice that stays."""

from __future__ import annotations

from itertools import product

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, label, t
from tests.seen import assert_whole, figures, texts

# Choices → charts besides the map and the one beside it.
SEEN = [
    ({}, 0), ({"topic": "relate"}, 1), ({"topic": "compare"}, 0), ({"topic": "places"}, 0), ({"topic": "method"}, 1),
    ({"district": "R"}, 0), ({"district": "R", "other": "A"}, 1), ({"district": "A", "topic": "ranking"}, 1),
    ({"district": "A", "other": "T", "topic": "compare", "per": "km2"}, 1),
    ({"district": "A", "other": "A", "topic": "compare"}, 0),
    ({"topic": "relate", "across": "vacancy_rate", "up": "floor_area", "district": "Q"}, 1),
    ({"topic": "method", "use": "commercial", "proxy": "people"}, 1),
    ({"topic": "places", "district": "T", "layers": "wind.ferry_pier.mtr_station"}, 0),
    ({"indicator": "emissions", "user": "industrial", "per": "district", "intensity": "territory",
      "scale": "continuous", "period": "2022"}, 0),
    ({"period": "2021-H2", "user": "residential", "district": "R"}, 0),
    ({"indicator": "vacancy_rate", "period": "2017", "district": "T"}, 0),
    ({"indicator": "land_area", "layers": "power_station.wind.floating_solar.waste_to_energy.landfill.district_cooling"
                                          ".airport.container_terminal.mtr_station.ferry_pier"}, 0),
]
ABSURD = [
    {"district": "Z", "other": "all", "indicator": "happiness", "period": "1066", "topic": "everything"},
    {"district": "<script>alert(1)</script>", "layers": "wind.<b>.wind..", "scale": "'; drop table district;--"},
    {"per": "elephant", "user": "nobody", "intensity": "-1", "across": "up", "up": "across", "topic": "relate"},
    {"use": "x", "proxy": "stations", "topic": "method"}, {"base_map": "true"}, {"base_map": "<script>"},
    {"indicator": "population", "period": "2024-H1"}, {"layers": "." * 5000}, {"district": "a" * 5000},
]


def headings(app) -> list[str]:
    return [element.value for element in (*app.header, *app.subheader)]


def query(app) -> dict:
    return {name: values[-1] if isinstance(values, list) else values for name, values in app.query_params.items()}


@pytest.mark.parametrize(("lang", "seen"), list(product(LANGUAGES, SEEN)), ids=lambda part: str(part)[:60])
def test_every_topic_is_whole_in_every_language(open_page, lang, seen):
    asked, charts = seen
    assert_whole(open_page("districts", LANGUAGE_TAGS[lang], **asked), 2 + charts)


@pytest.mark.parametrize("indicator", [
    "electricity", "emissions", "population", "density", "households", "income", "rent", "working_residents",
    "public_rental_share", "subsidised_sale_share", "private_permanent_share", "floor_area", "vacancy_rate",
    "vacant_flats", "stations", "land_area",
])
def test_every_indicator_has_its_map(open_page, indicator):
    app = open_page("districts", "zh-Hant", indicator=indicator)
    assert_whole(app)
    shown = figures(app)[0]
    assert any(trace["type"] == "choropleth" and "coloraxis" in trace for trace in shown["data"])
    assert any(label("indicator", indicator, "zh_hant") in text for text in headings(app))


@pytest.mark.parametrize("asked", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, asked):
    app = open_page("districts", "en", **asked)
    assert_whole(app)
    assert t("districts.card.none", "en") in texts(app), "no district is chosen by nonsense"


def test_the_selection_survives_a_change_of_period_indicator_and_language(open_page):
    app = open_page("districts", "en", district="R")
    assert "What is in Sha Tin" in headings(app)
    app.select_slider(key="period").set_value("2022-H1").run()
    assert_whole(app)
    assert query(app) == {"lang": "en", "district": "R", "period": "2022-H1"} and "What is in Sha Tin" in headings(app)
    app.selectbox(key="indicator").set_value("income").run()
    assert query(app)["district"] == "R" and query(app)["indicator"] == "income"
    app.segmented_control(key="lang").set_value("zh_hant").run()
    assert_whole(app)
    assert "沙田區概覽" in headings(app) and query(app)["district"] == "R"


def test_a_choice_can_be_taken_back(open_page):
    app = open_page("districts", "en", district="R", topic="ranking")
    app.selectbox(key="district").set_value("none").run()
    assert_whole(app)
    assert query(app) == {"lang": "en"} and "What is in Sha Tin" not in headings(app)


def test_a_chosen_district_filters_what_stands_beside_the_map(open_page):
    def beside(app):
        return {text for trace in figures(app)[1]["data"] for text in trace.get("x", [])}

    ranked, chosen = open_page("districts", "en"), open_page("districts", "en", district="R")
    assert figures(ranked)[1]["data"][0]["orientation"] == "h"
    assert beside(chosen) == {"H1 2024", "H2 2024", "H1 2025", "H2 2025"}
    assert "H2 2021" in beside(open_page("districts", "en", district="B"))


def test_the_map_keeps_the_figures_of_the_choice(open_page, store):
    app = open_page("districts", "en", per="district", period="2024-H1", scale="continuous")
    areas = [trace for trace in figures(app)[0]["data"] if "coloraxis" in trace]
    values = {code: value for trace in areas for code, value in zip(trace["locations"], trace["z"], strict=True)}
    expected = store.ask("district_electricity", period="2024-H1").frame
    assert values == pytest.approx(dict(zip(expected["district"], expected["value"], strict=True)))
    assert values["A"] == 1406  # HK Electric


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_per_resident_says_whom_it_divides_by(open_page, lang):
    note = t("districts.map.note_person", lang)
    assert any(note in text for text in texts(open_page("districts", LANGUAGE_TAGS[lang])))
    assert not any(note in text for text in texts(open_page("districts", LANGUAGE_TAGS[lang], per="district")))


def test_a_likeness_by_method_is_called_one(open_page):
    warning = t("districts.scatter.by_method", "en")
    assert [panel.value for panel in open_page("districts", "en", topic="relate").info] == [warning]
    assert not open_page("districts", "en", topic="relate", up="rent").info


def test_another_proxy_is_put_beside_the_one_kept(open_page):
    title = t("districts.validation.moved", "en")
    kept, other = (open_page("districts", "en", topic="method", **more) for more in ({}, {"proxy": "people"}))
    assert title not in headings(kept) and title in headings(other)
    assert_whole(other, 3)


@pytest.mark.parametrize(("setting", "offered"), [("on", True), ("off", False), (None, False)])
def test_the_base_map_is_offered_only_where_the_operator_switched_it_on(open_page, monkeypatch, setting, offered):
    monkeypatch.delenv("HKZERO_BASE_MAP", raising=False)
    if setting:
        monkeypatch.setenv("HKZERO_BASE_MAP", setting)
    app = open_page("districts", "en", base_map="true")
    assert_whole(app)
    assert [toggle.label for toggle in app.toggle if toggle.key == "base_map"] == (
        [t("districts.control.base_map", "en")] if offered else [])
    kinds = {trace["type"] for trace in figures(app)[0]["data"]}
    assert ("choroplethmap" in kinds) == offered
    assert ("http" in str(figures(app)[0])) == offered, "no address of others without the switch"
    shown, other = (t(f"districts.map.note_{part}", "en") for part in (
        ("borders", "marks") if offered else ("marks", "borders")))
    assert any(shown in text for text in texts(app)) and not any(other in text for text in texts(app))
