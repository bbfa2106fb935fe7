"""The command of the marginal abatement cost curve: what it prints and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

RULES = ("alone", "sequential", "shapley")


@pytest.fixture
def told(run, database: Path):
    """Return a function that runs the command and returns what it tells as JSON."""
    def ask(*arguments: object) -> dict:
        status, out, said = run("finance", "macc", *arguments, "--format", "json")
        assert status == 0, said
        return json.loads(out)
    return ask


def test_bars_add_up_to_the_whole_but_for_those_alone(told):
    found = {rule: told("--scenario", "pilot_city", "--overlap", rule, "--draws", 0) for rule in RULES}
    whole = found["alone"]["meta"]["whole_kt"]
    sums = {rule: sum(row["avoided_kt"] for row in one["data"]) for rule, one in found.items()}
    assert sums["sequential"] == pytest.approx(whole) and sums["shapley"] == pytest.approx(whole)
    assert sums["alone"] == pytest.approx(whole + found["alone"]["meta"]["interaction_kt"])
    assert {one["meta"]["whole_kt"] for one in found.values()} == {whole}
    assert found["shapley"]["meta"]["orders_drawn"] == 64 and found["shapley"]["data"][0]["error_kt"] > 0
    assert found["sequential"]["meta"]["orders_drawn"] == 0 and found["sequential"]["data"][0]["error_kt"] is None


def test_a_rate_moves_money_and_no_tonnes(told):
    cheap, dear = (told("--rate", rate, "--draws", 0, "--overlap", "alone") for rate in ("0.03", "0.08"))
    assert cheap["meta"]["rate"] == 0.03 and dear["meta"]["rate"] == 0.08
    assert cheap["meta"]["whole_kt"] == pytest.approx(dear["meta"]["whole_kt"])
    assert cheap["meta"]["whole_million_hkd"] < dear["meta"]["whole_million_hkd"]


def test_published_potentials_stand_beside_it(told):
    meta = told("--draws", 0)["meta"]
    assert meta["rate"] == pytest.approx(0.04), "the central value of the assumption"
    # WRI and Civic Exchange, 2020: 32 Mt by 2050 in all, in sectors that overlap (27, 10.6 and 6.7).
    assert [row["value"] for row in meta["published_potentials"]] == [32.0, 27.0, 10.6, 6.7]
    assert {"hk2050_adm", "hk2050_scmp"} <= {source["source_id"] for source in meta["sources"]}
    assert meta["kind"] == "scenario" and meta["below_carbon_price_kt"] >= meta["saving_money_kt"] > 0


def test_each_lever_has_a_row_with_its_range(run, database: Path):
    status, out, _ = run("finance", "macc", "--draws", 20, "--year", 2040)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and [int(row["place"]) for row in rows] == list(range(1, len(rows) + 1))
    avoiding = [row for row in rows if row["case"] == "avoids"]
    assert len(avoiding) > 20 and all(row["hkd_per_tonne_low"] or row["hkd_per_tonne_high"] for row in avoiding)
    assert all(not row["hkd_per_tonne"] for row in rows if row["case"] != "avoids")
    assert {row["case"] for row in rows} <= {"avoids", "avoids_nothing", "raises"}


def test_a_scenario_that_moves_nothing_has_an_empty_curve(told):
    found = told("--scenario", "frozen_2024")
    assert found["data"] == [] and found["meta"]["whole_kt"] == 0 and found["meta"]["mean_hkd_per_tonne"] is None


@pytest.mark.parametrize(("arguments", "said_of"), [
    (("--rate", "4"), "0.04 is 4 %"), (("--rate", "0"), "0.001 to 0.2"), (("--rate", "nan"), "--rate nan"),
    (("--year", "2100"), "--year 2100"), (("--draws", "-1"), "0 to 2000"),
    (("--draws", "9999"), "0 to 2000"), (("--scenario", "no_such"), "no_such"), (("--overlap", "magic"), "magic"),
    (("--year", "soon"), "soon"),
])
def test_what_makes_no_sense_is_refused_and_why(run, database: Path, capsys, arguments, said_of) -> None:
    try:
        status, out, said = run("finance", "macc", *arguments)
    except SystemExit as refused:  # argparse ends by itself
        status, (out, said) = refused.code, capsys.readouterr()
    assert status == 2 and not out and said_of in said and "Traceback" not in said
