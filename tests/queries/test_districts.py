"""The 18 districts: metered as published, the rest conserved exactly, each with its grade and range."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hkzero.cli import main
from hkzero.text import label

DATA = Path(__file__).resolve().parents[2] / "data"
METERED, ALLOCATED = list("ABCD"), list("EFGHJKLMNPQRST")
USERS = ("residential", "commercial", "industrial")
YEARS = ("2022", "2023", "2024", "2025")


@pytest.fixture(scope="module")
def electricity(store) -> pd.DataFrame:
    return store.ask("district_electricity", user_type=None).frame


def published() -> list[dict]:
    with (DATA / "facts/buildings/district_electricity.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_metered_districts_are_as_published(electricity):
    found = electricity.set_index(["period", "district", "user_type"])["value"]
    rows = [row for row in published() if row["district"] in METERED and row["user_type"] in USERS]
    assert len(rows) > 90
    for row in rows:
        assert found[row["period"], row["district"], row["user_type"]] == float(row["value"]), row
    # HK Electric, consumption by district and type of customer: Central and Western, 2024.
    assert found["2024-H1", "A", "all"] == 1406 and found["2024-H2", "A", "all"] == 1712


def test_both_companies_sales_are_conserved(store, electricity):
    sold = store.ask("clp_sales").frame.set_index(["period", "user_type"])["value"]
    for year in YEARS:
        for user in USERS:
            lamma = sum(float(row["value"]) for row in published()
                        if row["district"] == "T" and row["user_type"] == user and row["period"][:4] == year)
            part = electricity[(electricity["period"] == year) & (electricity["user_type"] == user)]
            allocated = part[part["district"].isin(ALLOCATED)]["value"].sum() - lamma
            assert allocated == pytest.approx(sold[year, user], rel=1e-9), (year, user)


def test_types_of_user_add_up(electricity):
    wide = electricity.pivot(index=["period", "district"], columns="user_type", values="value")
    assert np.allclose(wide[list(USERS)].sum(axis=1), wide["all"], rtol=1e-12)


def test_clp_sales_add_up_to_what_was_published(store):
    sums = store.ask("clp_sales").frame.groupby("period")["value"].sum()
    # CLP Power, annual results of 2024 and 2025, interim results of both years.
    assert sums["2024"] == pytest.approx(36_125, rel=1e-9) and sums["2025"] == pytest.approx(35_760, rel=1e-9)
    assert sums["2024-H1"] == pytest.approx(16_743, rel=1e-9) and sums["2025-H1"] == pytest.approx(16_453, rel=1e-9)


def test_billed_consumption_less_hk_electric_is_what_clp_sold(store):
    """C&SD counts 164,433 TJ billed in 2025 (table 915-91201): less HK Electric's sales it is CLP Power's total."""
    hk_electric = sum(float(row["value"]) for row in published()
                      if row["period"][:4] == "2025" and row["user_type"] in USERS)
    assert 164_433 / 3.6 - hk_electric == pytest.approx(35_760, rel=1e-3)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_all_eighteen_and_a_half_year_before_2024_the_metered_ones(electricity, year):
    whole = electricity[(electricity["period"] == year) & (electricity["user_type"] == "all")]
    assert sorted(whole["district"]) == sorted(METERED + ALLOCATED)
    half = electricity[(electricity["period"] == f"{year}-H1") & (electricity["user_type"] == "all")]
    assert sorted(half["district"]) == (METERED if year < "2024" else sorted(METERED + ALLOCATED))


def test_grades_say_how_wide_the_range_is(electricity):
    assert (electricity["low"] <= electricity["value"]).all() and (electricity["value"] <= electricity["high"]).all()
    metered = electricity[electricity["grade"] == "metered"]
    assert set(metered["district"]) == set(METERED) and (metered["low"] == metered["high"]).all()
    rest = electricity[electricity["grade"] != "metered"]
    width = np.maximum(rest["value"] - rest["low"], rest["high"] - rest["value"]) / rest["value"]
    assert ((width <= 1 / 3 + 1e-12) == (rest["grade"] == "allocated")).all()
    assert set(rest["kind"]) == {"estimated"}


def test_the_proxy_kept_has_the_smallest_error(store):
    tests = store.ask("district_validation").frame
    for _, rows in tests.groupby("user_type"):
        means = rows.groupby("proxy")["value"].apply(lambda errors: errors.abs().mean())
        assert rows[rows["is_kept"]]["proxy"].unique().tolist() == [means.idxmin()]
        assert len(means) >= 3, "several proxies were tried"


def reference_range(store, user_type: str, year: str, low: float, high: float) -> pd.DataFrame:
    """Return the jackknife's percentiles as the mart's header describes them, worked out with NumPy."""
    tests = store.ask("district_validation").frame
    tests = tests[tests["user_type"] == user_type]
    weights = store.ask("district_proxies").frame
    weights = weights[(weights["user_type"] == user_type) & (weights["period"] == year)]
    outcomes = {code: [] for code in ALLOCATED}
    for left_out in METERED:
        mean_square = tests[tests["district"] != left_out].groupby("proxy")["value"].apply(lambda e: (e ** 2).mean())
        trust = (1 / mean_square) / (1 / mean_square).sum()
        for proxy, rows in tests.groupby("proxy"):
            true, guessed = (rows.set_index("district")[name] for name in ("metered", "predicted"))
            correction = (true / true.sum() / (guessed / guessed.sum()))[left_out]
            own = weights[weights["proxy"] == proxy].set_index("district")["value"]
            share = own[ALLOCATED] / own[ALLOCATED].sum()
            for code in ALLOCATED:
                outcomes[code].append((share[code] * correction, trust[proxy] / len(METERED)))
    found = {}
    for code, pairs in outcomes.items():
        values, mass = map(np.array, zip(*sorted(pairs), strict=True))
        reached = np.cumsum(mass)
        found[code] = [values[np.argmax(reached >= part - 1e-12)] for part in (low, high)]
    return pd.DataFrame.from_dict(found, orient="index", columns=["low", "high"])


@pytest.mark.parametrize("user_type", USERS)
def test_the_range_is_the_jackknife_it_says_it_is(store, user_type):
    sold = store.ask("clp_sales").frame.set_index(["period", "user_type"])["value"]["2024", user_type]
    found = store.ask("district_electricity", period="2024", user_type=user_type).frame.set_index("district")
    expected = reference_range(store, user_type, "2024", 0.05, 0.95) * sold
    inside = [code for code in ALLOCATED if code != "T"]
    for end, keep in (("low", np.minimum), ("high", np.maximum)):
        wanted = keep(expected.loc[inside, end], found.loc[inside, "value"])
        assert list(found.loc[inside, end]) == pytest.approx(list(wanted), rel=1e-9)


def test_either_intensity_gives_the_same_sum_over_the_city(store):
    sums = {rule: store.ask("district_emissions", intensity=rule).frame.query("period == '2024'")["value"].sum()
            for rule in ("utility", "territory")}
    assert sums["utility"] == pytest.approx(sums["territory"], rel=1e-9)
    stations = store.ask("electricity_emissions").frame.query("period == 2024")["value"].sum()
    assert sums["utility"] == pytest.approx(stations, rel=0.005)  # what was sold against what was delivered


def test_per_person_and_per_area_are_the_whole_divided(store):
    whole = store.ask("district_electricity", period="2024").frame.set_index("district")["value"]
    profile = store.ask("district_profile").frame.set_index(["indicator", "period", "district"])["value"]
    person = store.ask("district_electricity", period="2024", per="person").frame.set_index("district")["value"]
    area = store.ask("district_electricity", period="2024", per="km2").frame.set_index("district")["value"]
    for code in METERED + ALLOCATED:
        assert person[code] * profile["population", "2024", code] == pytest.approx(whole[code] * 1e6)
        assert area[code] * profile["land_area", "2024", code] == pytest.approx(whole[code])


@pytest.mark.parametrize(("indicator", "districts"), [
    ("population", 18), ("density", 18), ("income", 18), ("households", 18), ("public_rental_share", 18),
    ("private_permanent_share", 18), ("land_area", 18), ("stations", 18), ("floor_area", 9), ("vacancy_rate", 6)])
def test_the_profile_has_what_was_published(store, indicator, districts):
    answer = store.ask("district_profile", indicator=indicator)
    assert answer.frame["district"].nunique() == districts and answer.frame["unit"].nunique() == 1
    assert not answer.frame.duplicated(["period", "district"]).any()


def test_asked_on_the_command_line(store, monkeypatch, capsys):
    monkeypatch.setenv("HKZERO_DATABASE", str(store.path))
    assert main(["ask", "district_emissions", "--param", "period=2024"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 18
    assert all(row["grade"] and row["low"] and row["high"] and row["source_id"] for row in rows)
    for name in ("district_profile", "points"):
        assert main(["ask", name]) == 0
        assert len(capsys.readouterr().out.splitlines()) > 100


@pytest.mark.parametrize("lang", ["en", "zh_hant", "zh_hans"])
def test_the_districts_are_called_as_on_the_map(store, lang):
    for row in store.ask("districts").frame.to_dict("records"):
        assert label("district", row["district"], lang) == row[f"name_{lang}"]
