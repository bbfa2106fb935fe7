"""`python -m hkzero finance prices`: what it prints and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_has_the_price_as_published_and_in_hkd_with_the_rate_between_them(run, database: Path) -> None:
    status, out, _ = run("finance", "prices", "--scheme", "china_national")
    assert status == 0
    (row,) = [row for row in rows(out) if row["price_type"] == "annual_average_secondary" and row["currency"] == "CNY"]
    # ICAP: 95.96 yuan; Federal Reserve: 7.1957 yuan and 7.803 HK$ for one US$ in 2024
    assert float(row["value"]) == 95.96 and row["unit"] == "CNY/t CO2" and row["period"] == "2024"
    assert float(row["rate"]) == pytest.approx(7.803 / 7.1957) and row["rate_period"] == "2024"
    assert float(row["hkd"]) == pytest.approx(95.96 * 7.803 / 7.1957)
    assert (row["kind"], row["hkd_kind"], row["source_id"]) == ("observed", "derived", "icap_china")


def test_everything_is_there_days_and_means_too(run, database: Path) -> None:
    status, out, _ = run("finance", "prices")
    found = rows(out)
    assert status == 0
    assert sum(row["price_type"] == "day" for row in found) == 762
    assert {"month_mean", "statutory_rate", "close"} <= {row["price_type"] for row in found}
    assert [row["scheme"] for row in found] == sorted(row["scheme"] for row in found)


def test_a_plan_says_that_its_rate_is_held(run, database: Path) -> None:
    _, out, _ = run("finance", "prices", "--scheme", "singapore", "--since", "2030")
    target = next(row for row in rows(out) if row["price_type"] == "target")
    assert (target["is_rate_held"], target["rate_period"], target["value"], target["hkd"]) == ("True", "2023", "", "")
    assert float(target["hkd_low"]) < float(target["hkd_high"])


def test_a_price_without_a_rate_has_no_value_in_hkd(run, database: Path) -> None:
    _, out, _ = run("finance", "prices", "--scheme", "china_seven_pilots")
    (row,) = rows(out)
    assert float(row["value"]) == 5.56 and row["hkd"] == row["rate"] == ""


@pytest.mark.parametrize(("since", "first"), [("2025", "2025-04"), ("2025-12", "2025-12"), ("2025-12-10", "2025-12")])
def test_since_leaves_out_what_ended_before(run, database: Path, since: str, first: str) -> None:
    status, out, _ = run("finance", "prices", "--scheme", "eu", "--since", since)
    periods = sorted(row["period"] for row in rows(out))
    assert status == 0 and periods[0] == first
    assert all(period >= since[:len(period)] for period in periods)


def test_json_names_its_sources(run, database: Path) -> None:
    status, out, _ = run("finance", "prices", "--scheme", "guangdong", "--since", "2024", "--format", "json")
    told = json.loads(out)
    assert status == 0 and "eu" in told["meta"]["schemes"]
    named = {source["source_id"] for source in told["meta"]["sources"]}
    assert {row["source_id"] for row in told["data"]} <= named and "fed_annual_csv" in named
    assert all(row["scheme"] == "guangdong" for row in told["data"])


def test_a_file_is_written(run, database: Path, tmp_path: Path) -> None:
    target = tmp_path / "prices.csv"
    status, out, _ = run("finance", "prices", "--scheme", "uk", "-o", target)
    assert status == 0 and not out and len(rows(target.read_text(encoding="utf-8"))) > 5


def test_an_unknown_scheme_names_the_known_ones(run, database: Path) -> None:
    status, out, said = run("finance", "prices", "--scheme", "moon")
    assert status == 2 and not out
    assert "moon" in said and all(name in said for name in ("china_national", "shenzhen", "singapore"))


@pytest.mark.parametrize("since", ["yesterday", "24", "2024-13", "2024-1", "2024-02-45", ""])
def test_a_since_that_is_no_period_is_refused(run, database: Path, since: str) -> None:
    status, out, said = run("finance", "prices", "--since", since)
    assert status == 2 and not out and since in said and "2024-06" in said
