"""The project desk: every kind is whole in every language, and a number that makes no sense is explained."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from tests.seen import assert_whole, texts

KINDS = ("rooftop_solar", "retrofit", "chiller", "electric_bus", "electric_taxi", "charger", "battery",
         "district_cooling")
EXTREME = {"project_rate": "15", "project_start": "2040", "project_carbon": "high", "project_scenario": "frozen_2024",
           "project_debt": "100", "project_coupon": "10", "project_form": "loan", "project_term": "3"}
ABSURD = [{"project_kind": "moon", "project_rate": "nan", "project_start": "1066", "project_carbon": "venus",
           "project_scenario": "nowhere", "project_debt": "-5", "project_coupon": "1e9", "project_form": "gift"},
          {"project_rate": "", "project_debt": "abc"}]


@pytest.fixture(autouse=True)
def _without_the_curve(monkeypatch) -> None:
    """Leave the headline of the page, which has tests of its own, at a title."""
    import streamlit as st

    monkeypatch.setattr("hkzero.ui.finance_macc.headline", lambda: st.title("curve"))


@pytest.fixture
def desk(open_page):
    """Return a function that opens the desk in a language with settings in the address."""
    def start(lang: str = "en", **query: str):
        return open_page("finance", LANGUAGE_TAGS[lang], topic="project", **query)
    return start


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_whole_in_every_language(desk, lang: str, kind: str) -> None:
    app = desk(lang, project_kind=kind)
    assert_whole(app, 2)
    assert not app.warning and t("finance_project.figure.npv", lang) in metrics(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["rooftop_solar", "battery", "district_cooling"])
def test_every_setting_at_its_end_is_whole(desk, lang: str, kind: str) -> None:
    app = desk(lang, project_kind=kind, **EXTREME)
    assert_whole(app, 2)
    assert t("finance_project.figure.owners", lang) in metrics(app)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(desk, query) -> None:
    assert_whole(desk(**query), 2)


def test_the_finding_says_what_becomes_of_the_money(desk) -> None:
    said = " ".join(texts(desk()))
    assert "A rooftop system of 50 kW" in said and "pays back in" in said and "at 4%" in said
    assert "does not get its money back" in " ".join(texts(desk(project_kind="battery")))


def test_a_number_changes_the_result_and_stands_in_the_address(desk) -> None:
    usual, dear = desk(), desk(project_rooftop_solar_capital_hkd_per_kw="40000")
    name = t("finance_project.figure.npv", "en")
    assert metrics(usual)[name] != metrics(dear)[name]
    field = dear.number_input(key="project_rooftop_solar_capital_hkd_per_kw")
    assert field.value == 40000
    assert not any(key.startswith("project_rooftop") for key in usual.query_params)


def test_a_roof_of_another_size_takes_the_tariff_of_its_band(desk) -> None:
    app = desk(project_rooftop_solar_capacity_kw="8")
    assert "8 kW at HK\\$4" in " ".join(texts(app)) or "8 kW at HK$4" in " ".join(texts(app))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("kind", "field", "value"), [
    ("rooftop_solar", "life_years", "0"), ("rooftop_solar", "life_years", "2.5"),
    ("battery", "efficiency_percent", "120"), ("charger", "fee_hkd_per_kwh", "-1"), ("chiller", "new_cop", "99"),
])
def test_a_number_that_makes_no_sense_is_explained_and_nothing_stands_as_its_answer(desk, lang, kind, field,
                                                                                    value) -> None:
    app = desk(lang, project_kind=kind, **{f"project_{kind}_{field}": value})
    assert_whole(app, 0)
    assert len(app.warning) == 2 and not app.metric
    assert t("finance_project.waiting", lang) in " ".join(texts(app))


def test_a_debt_longer_than_the_project_is_explained(desk) -> None:
    app = desk(project_kind="battery", project_debt="50", project_term="13")
    assert_whole(app, 0)
    assert len(app.warning) == 2 and "1 to 12" in app.warning[0].value + app.warning[1].value


def test_the_workbook_is_made_when_it_is_asked_for(desk) -> None:
    assert [one for one in desk().get("download_button") if "XLSX" in one.proto.help]
