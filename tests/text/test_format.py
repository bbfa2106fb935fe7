"""Numbers, periods, units and lists as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.text import (
    LANGUAGES,
    MissingText,
    label,
    list_join,
    number,
    percent,
    period,
    quantity,
    section,
    t,
    unit_label,
)


@pytest.mark.parametrize(("value", "digits", "written"), [
    (34400.456, None, "34,400"), (34400.456, 1, "34,400.5"), (3.14159, None, "3.14"), (3.0, None, "3"), (3, 2, "3.00"),
    (-3.14159, None, "−3.14"), (0.012345, None, "0.0123"), (0, None, "0"), (99.96, None, "100"), (0.0004, 2, "0.00"),
    (-0.0004, 2, "0.00"), (None, None, "not published"), (float("nan"), 1, "not published"),
])
def test_number(value, digits, written) -> None:
    assert number(value, "en", digits) == written


def test_sign_is_written_where_asked() -> None:
    assert number(1.5, "en", signed=True) == "+1.5"
    assert number(-1.5, "en", signed=True) == "−1.5"
    assert number(0, "en", signed=True) == "0"


def test_an_infinite_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="infinite"):
        number(float("inf"), "en")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12), st.sampled_from(LANGUAGES))
def test_a_written_number_reads_back(value: float, lang: str) -> None:
    read = float(number(value, lang).replace(",", "").replace("−", "-"))
    assert read == pytest.approx(value, rel=0.006, abs=1e-6)


@pytest.mark.parametrize(("text", "en", "zh_hant"), [
    ("2024", "2024", "2024年"), (2024, "2024", "2024年"), ("2024-03", "March 2024", "2024年3月"),
    ("2024-03-31", "31 March 2024", "2024年3月31日"), ("2024-Q1", "Q1 2024", "2024年第1季"),
    ("2024-H2", "second half of 2024", "2024年下半年"),
    ("2020-04/2021-03", "April 2020 to March 2021", "2020年4月至2021年3月"),
    ("2024/..", "from 2024", "2024年起"),
    ("../2018-06", "until June 2018", "截至2018年6月"), ("undated", "undated", "日期不詳"),
])
def test_period(text, en, zh_hant) -> None:
    assert period(text, "en") == en
    assert period(text, "zh_hant") == zh_hant


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-Q5", "last year", "2024/2025/2026"])
def test_no_period(text) -> None:
    with pytest.raises(ValueError):
        period(text, "en")


def test_percent_takes_per_cent() -> None:
    assert percent(65.26, "en", 1) == "65.3%"
    assert percent(-5, "zh_hans", signed=True) == "−5%"
    assert percent(None, "en") == "not published"


def test_quantity() -> None:
    assert quantity(34.4, "Mt CO2e", "en") == "34.4 Mt CO₂e"
    assert quantity(34.4, "Mt CO2e", "en", long=True) == "34.4 million tonnes of CO₂ equivalent"
    assert quantity(24.1, "%", "zh_hant") == "24.1%"
    assert quantity(None, "Mt CO2e", "en") == "not published"


def test_unit_label_of_an_unknown_unit_is_the_unit() -> None:
    assert unit_label("furlong", "zh_hant") == "furlong"
    assert unit_label("MWh", "en", long=True) == unit_label("MWh", "en")


def test_list_join() -> None:
    assert list_join(["coal", "oil", "gas"], "en") == "coal, oil and gas"
    assert list_join(["煤", "油", "氣"], "zh_hant") == "煤、油及氣"
    assert list_join(["煤", "油", "气"], "zh_hans") == "煤、油和气"
    assert list_join(["coal", "oil"], "en", "or") == "coal or oil"
    assert list_join([], "en") == ""


def test_missing_text_names_key_and_language() -> None:
    with pytest.raises(KeyError, match=r"common\.no_such_thing.*zh_hans"):
        t("common.no_such_thing", "zh_hans")
    with pytest.raises(MissingText, match="version"):
        t("common.colophon.data", "en", data_to="2024")
    with pytest.raises(MissingText, match="labels.fuel.antimatter"):
        label("fuel", "antimatter", "en")
    with pytest.raises(ValueError, match="fr"):
        t("common.app.name", "fr")


@pytest.mark.parametrize("name", ["../en/common", "common.toml", "", "Common"])
def test_a_section_is_never_a_path(name) -> None:
    assert section(name, "en") == {}


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert "{0.__class__}" in t("common.period.year", "en", year="{0.__class__}")
