"""The command of the project desk: what it prints and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

KINDS = ("rooftop_solar", "retrofit", "chiller", "electric_bus", "electric_taxi", "charger", "battery",
         "district_cooling")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_worked_out_by_year(run, database: Path, kind: str) -> None:
    status, out, said = run("finance", "project", kind)
    rows = table(out)
    assert status == 0 and [int(row["age"]) for row in rows] == list(range(len(rows)))
    assert int(rows[0]["year"]) == 2026 and "net present value" in said
    so_far = sum(float(row["flow_hkd"]) for row in rows)
    assert float(rows[-1]["cumulative_hkd"]) == pytest.approx(so_far, rel=1e-6, abs=1e-3)


def test_everything_that_is_set_is_told_with_the_result(run, database: Path) -> None:
    status, out, _ = run("finance", "project", "rooftop_solar", "--set", "capacity_kw=8", "--set", "life_years=20",
                         "--rate", "0.05", "--start", "2027", "--scenario", "frozen_2024", "--carbon", "high",
                         "--debt", "0.6", "--coupon", "0.02", "--term", "8", "--loan", "--format", "json")
    meta, rows = (json.loads(out)[part] for part in ("meta", "data"))
    assert status == 0 and (meta["scenario"], meta["carbon"], meta["rate"]) == ("frozen_2024", "high", 0.05)
    assert meta["set"] == {"capacity_kw": 8, "life_years": 20} and meta["inputs"]["feed_in_hkd_per_kwh"] == 4
    assert meta["debt"] == {"share": 0.6, "coupon": 0.02, "term_years": 8, "is_bond": False}
    assert len(rows) == 21 and rows[0]["year"] == 2027 and rows[1]["carbon_price_hkd_per_t"] > 0
    assert rows[1]["carbon_revenue_hkd"] == pytest.approx(rows[1]["avoided_t"] * rows[1]["carbon_price_hkd_per_t"])
    assert rows[0]["debt_hkd"] == pytest.approx(-0.6 * rows[0]["investment_hkd"])
    discounted = sum(row["flow_hkd"] / 1.05 ** row["age"] for row in rows)
    assert meta["result"]["net_present_value_hkd"] == pytest.approx(discounted, rel=1e-6)
    assert meta["result"]["owners"]["net_present_value_hkd"] > meta["result"]["net_present_value_hkd"]
    assert {one["input"] for one in meta["tornado"]} >= {"capital_hkd_per_kw", "yield_kwh_per_kw"}
    assert all(source["title"] for source in meta["sources"]) and meta["calculation"]


def test_a_result_without_a_meaning_is_nothing_and_not_zero(run, database: Path) -> None:
    _, out, _ = run("finance", "project", "battery", "--format", "json")
    result = json.loads(out)["meta"]["result"]
    assert result["payback_years"] is None and result["hkd_per_tonne"] is None and result["avoided_tonnes"] < 0


def test_the_inputs_are_listed_with_what_they_rest_on(run, database: Path) -> None:
    status, out, _ = run("finance", "project", "--list")
    assert status == 0 and {row["kind"] for row in table(out)} == set(KINDS)
    status, out, _ = run("finance", "project", "battery", "--list", "--format", "json")
    rows = json.loads(out)["data"]
    assert status == 0 and {row["kind"] for row in rows} == {"battery"} and all(row["note"] for row in rows)


@pytest.mark.parametrize(("lang", "title"), [("en", "Electric bus"), ("zh-Hant", "電動巴士"),
                                             ("zh-Hans", "电动公交车")])
def test_a_workbook_is_written_in_the_language_asked_for(run, database: Path, tmp_path: Path, lang: str,
                                                         title: str) -> None:
    path = tmp_path / "bus.xlsx"
    status, out, _ = run("finance", "project", "electric_bus", "--format", "xlsx", "--lang", lang, "--debt", "0.5",
                         "-o", path)
    with zipfile.ZipFile(path) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert status == 0 and not out and title in words and "finance_project." not in words
    assert len(sheets) == 6 and sum(sheet.count("<f>") for sheet in sheets) > 100


@pytest.mark.parametrize(("asked", "named"), [
    (["moon"], ["moon", "rooftop_solar"]), (["rooftop_solr"], ["rooftop_solar?"]), ([], ["rooftop_solar"]),
    (["battery", "--set", "efficiency_percent=120"], ["efficiency_percent", "120", "1 to 100 %"]),
    (["battery", "--set", "efficency=90"], ["efficency", "efficiency_percent?"]),
    (["battery", "--set", "life_years=0"], ["life_years", "0", "1 to 40"]),
    (["charger", "--set", "fee_hkd_per_kwh=-1"], ["fee_hkd_per_kwh", "-1", "0 to 50"]),
    (["battery", "--set", "capacity_kwh=big"], ["capacity_kwh", "big", "a number in kWh"]),
    (["battery", "--set", "capacity_kwh"], ["--set capacity_kwh", "INPUT=VALUE"]),
    (["battery", "--set", "capacity_kwh=1", "--set", "capacity_kwh=2"], ["--set capacity_kwh is given 2 times"]),
    (["battery", "--rate", "4"], ["--rate 4", "0 to 0.3"]), (["battery", "--rate", "nan"], ["--rate nan"]),
    (["battery", "--start", "1066"], ["--start 1066", "2022 to 2050"]),
    (["battery", "--carbon", "venus"], ["--carbon venus", "central"]),
    (["battery", "--scenario", "nowhere"], ["nowhere", "announced_targets"]),
    (["battery", "--debt", "2"], ["--debt 2", "0 to 1"]), (["battery", "--coupon", "x"], ["--coupon x"]),
    (["battery", "--debt", "0.5", "--term", "13"], ["--term 13", "life of the project (12)"]),
    (["battery", "--format", "xlsx"], ["-o FILE"]),
])
def test_what_makes_no_sense_is_refused_by_name(run, database: Path, asked, named) -> None:
    status, out, said = run("finance", "project", *asked)
    assert status == 2 and not out and all(word in said for word in named), said
