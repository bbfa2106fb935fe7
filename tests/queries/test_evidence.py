"""Published figures that disagree, editions side by side, and what rests on what: golden values read in the sources."""

from __future__ import annotations

import pytest

from hkzero.store import open_store
from hkzero.text import LANGUAGES, has


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


@pytest.fixture(scope="module")
def pairs(store):
    return store.ask("source_differences").frame


# topic, item, year, (edition of the first), first figure, second figure, unit: as printed, converted exactly.
PRINTED = [
    ("hk_electric_sales", "all", 2024, None, 4543 + 5637, 10150, "GWh"),
    ("goods_vehicles", "all", 2017, None, 112980, 114663, "vehicles"),
    ("electricity_sales", "all", 2017, None, 157604 / 3.6, 33164 + 10615, "GWh"),
    ("electricity_sales", "all", 2025, None, 164433 / 3.6, 35760 + 4400 + 5514, "GWh"),
    ("local_generation", "all", 2017, None, 132902 / 3.6, 36940, "GWh"),
    ("net_imports", "all", 2017, None, (45274 - 4828) / 3.6, 11230, "GWh"),
    ("electricity_use", "all", 2017, None, 157604 / 3.6, 157977 / 3.6, "GWh"),
    ("balance_editions", "imports_from_mainland", 2009, None, 41725 / 3.6, 39468 / 3.6, "GWh"),
    ("balance_editions", "system_loss", 2009, None, 18347 / 3.6, 16089 / 3.6, "GWh"),
    ("end_use_editions", "electricity", 2016, "2018", 158662, 158841, "TJ"),
    ("end_use_editions", "all", 2016, "2018", 289219, 283564, "TJ"),
    ("carbon_dioxide", "all", 2017, None, 40700, 42431, "kt CO2e"),
    ("greenhouse_gases", "all", 2017, None, 40700, 48721, "kt CO2e"),
    ("station_emissions", "inventory", 2017, None, 26600, 13581 + 3923 + 0.9 + 8410, "kt CO2e"),
    ("population", "all", 2022, None, 7291600, 7346100, "persons"),
]


@pytest.mark.parametrize(("topic", "item", "year", "edition", "first", "second", "unit"), PRINTED)
def test_both_figures_are_those_printed(pairs, topic, item, year, edition, first, second, unit):
    rows = pairs[(pairs["topic"] == topic) & (pairs["item"] == item) & (pairs["period"] == year)]
    if edition:
        rows = rows[rows["vintage_a"] == edition]
    assert len(rows) == 1
    row = rows.iloc[0]
    assert (row["value_a"], row["value_b"]) == (pytest.approx(first), pytest.approx(second)) and row["unit"] == unit
    assert row["difference"] == pytest.approx(second - first)
    assert row["difference_percent"] == pytest.approx(100 * (second / first - 1), abs=1e-9)


@pytest.mark.parametrize(("year", "fuel", "published"), [
    (2012, "natural_gas", 22), (2015, "coal", 48), (2020, "coal", 24), (2020, "nuclear_import_and_renewables", 28)])
def test_the_fuel_mix_of_the_government_stands_beside_ours(pairs, year, fuel, published):
    rows = pairs[(pairs["topic"] == "fuel_mix") & (pairs["item"] == fuel) & (pairs["period"] == year)]
    assert published in set(rows["value_a"]) and (rows["difference_percent"].abs() < 20).all()


def test_imports_that_follow_an_older_edition_are_named(pairs):
    imports = pairs[pairs["topic"] == "net_imports"].set_index("period")["reason"]
    assert set(imports[imports == "older_edition_kept"].index) == set(range(2007, 2014))


def test_every_code_has_words_in_every_language(pairs):
    for lang in LANGUAGES:
        for group, codes in (("topic", pairs["topic"]), ("item", pairs["item"]), ("reason", pairs["reason"]),
                             ("party", [*pairs["party_a"], *pairs["party_b"]])):
            lacking = {code for code in codes if not has(f"reconciliation.{group}.{code}", lang)} - {"all"}
            assert lacking == set(), f"{lang}: {group}"


def test_one_row_a_pair_and_never_one_source_with_itself(pairs):
    key = ["topic", "item", "period", "source_a", "vintage_a", "source_b", "vintage_b"]
    assert not pairs.duplicated(key).any()
    assert not ((pairs["source_a"] == pairs["source_b"]) & (pairs["vintage_a"] == pairs["vintage_b"])).any()


def test_codes_of_the_reconciliation_have_words(store):
    frame = store.ask("reconciliation").frame
    for lang in LANGUAGES:
        assert [code for code in set(frame["reason"]) if not has(f"labels.reason.{code}", lang)] == []
        assert [code for code in set(frame["scope"]) if not has(f"labels.scope.{code}", lang)] == []


def test_editions_of_one_year_stand_side_by_side(store):
    frame = store.ask("inventory_vintages").frame
    year = frame[frame["period"] == 1997].set_index("vintage")
    assert year.loc["1999", "value"] == 39508 and year.loc["2019-07", "value"] == 33700
    assert year.loc["2018-08", "revision"] == 33700 - 39508
    assert year.loc["1999", "distance_percent"] == pytest.approx(100 * (39508 / 33700 - 1))
    assert set(year["newest_vintage"]) == {"2019-07"} and set(year["editions"]) == {3}


def test_a_revision_is_the_step_from_the_edition_before(store):
    frame = store.ask("inventory_vintages", sector="waste").frame
    assert set(frame["sector"]) == {"waste"}
    later = frame.dropna(subset=["earlier_value"])
    steps = later["value"] - later["earlier_value"]
    assert len(later) and steps.to_numpy() == pytest.approx(later["revision"].to_numpy())
    assert (later["earlier_vintage"] < later["vintage"]).all()


def test_counts_by_kind_are_all_figures_with_a_series(store):
    counts = store.ask("figures_by_kind").frame
    used = store.ask("sources_used").frame
    assert not counts.duplicated(["area", "kind"]).any() and (counts["value"] > 0).all()
    assert 0 <= used["rows"].sum() - counts["value"].sum() <= 200  # milestones and units without a series
    assert used["measured_share"].dropna().between(0, 100).all()


def test_what_a_publication_feeds(store):
    fed = store.ask("source_series", source_id="emsd_eeud_2022").frame
    assert fed[fed["table_name"] == "buildings_energy_end_use"]["value"].sum() > 100
    assert set(fed["source_id"]) == {"emsd_eeud_2022"}
