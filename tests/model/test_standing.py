from __future__ import annotations

from dataclasses import replace

import pytest

from hkzero.measure import Kind, UnitError
from hkzero.model.progress import Verdict
from hkzero.model.standing import building_standing, city_standing, in_megatonnes, levels, sector_standings, windows
from tests import synthetic_overview as synthetic


def test_newest_edition_wins_and_coarse_rounding_is_left_out():
    known = levels(synthetic.totals())
    assert known[2014].amount.value == pytest.approx(44.0) and known[2014].amount.vintages == ("2026",)
    assert known[2005].amount.value == pytest.approx(40.5) and known[2005].amount.vintages == ("2019-07",)
    assert known[2024].amount.unit == "Mt CO2e" and (known[2024].low, known[2024].high) == (32.95, 33.05)
    assert 2021 not in known


def test_windows_name_their_start_and_merge_equal_ones():
    assert windows(synthetic.totals(), synthetic.city_targets()) == {
        "ten": 2014, "five": 2019, "base": 2005, "pandemic": 2020}


def test_city_standing_hand_worked():
    city = city_standing(synthetic.totals(), synthetic.city_targets(), 2014)
    assert city.latest.year == 2024 and city.latest.amount.value == pytest.approx(33.0)
    assert city.change.value == pytest.approx(-1.0) and city.change_percent.value == pytest.approx(-100 / 34)
    assert city.peak.year == 2014
    near, far = city.progress
    assert near.achieved.per_year.value == pytest.approx(-1.1)
    assert near.required.per_year.value == pytest.approx(-(33 - 20.25) / 11)
    assert near.gap.value == pytest.approx(33 - 12.1 - 20.25)
    assert near.verdict is Verdict.TOO_SLOW
    assert far.gap.value == pytest.approx(33 - 28.6)
    assert city.target_path.at(2035) == pytest.approx(20.25) and city.target_path.at(2050) == 0.0
    assert set(city.progress[0].gap.sources) >= {"synthetic_new", "synthetic_plan"}


def test_the_window_that_contradicts_is_named():
    city = city_standing(synthetic.totals(), synthetic.city_targets(), 2014)
    assert city.case == "missed_but" and city.contrast_start.year == 2019
    assert city.contrast.verdict is Verdict.ON_TRACK
    other = city_standing(synthetic.totals(), synthetic.city_targets(), 2019)
    assert other.case == "met_but" and other.contrast_start.year == 2020


def test_unknown_start_year_is_refused():
    with pytest.raises(ValueError, match="2021"):
        city_standing(synthetic.totals(), synthetic.city_targets(), 2021)


def test_sectors_against_zero():
    found = {item.sector: item for item in sector_standings(synthetic.sectors(), synthetic.targets(), 2014)}
    assert found["electricity"].verdict is Verdict.ON_TRACK
    assert found["transport"].verdict is Verdict.OFF_TRACK
    assert found["waste"].verdict is Verdict.WRONG_WAY and not found["waste"].progress.clear
    assert found["electricity"].progress.gap.kind is Kind.SCENARIO
    none = sector_standings(synthetic.sectors(), synthetic.targets(), 1990)
    assert {item.verdict for item in none} == {Verdict.NO_DATA}


def test_buildings_against_the_near_end_of_the_saving_targets():
    found = building_standing(synthetic.buildings(), synthetic.targets(), 2014)
    goal = ((108_000 - 600) * 0.85 + (43_200 - 600) * 0.90) / 3600
    assert found.progress.target.amount.value == pytest.approx(goal) and found.latest.amount.unit == "TWh"
    assert found.latest.year == 2023
    assert found.progress.achieved.per_year.value == pytest.approx(-600 / 3600)
    assert building_standing(synthetic.buildings(), synthetic.targets(), 2005).verdict is Verdict.NO_DATA
    assert building_standing(synthetic.buildings(), synthetic.targets(), 2023).progress is None


def test_in_megatonnes_scales_every_amount_and_nothing_else():
    found = in_megatonnes(synthetic.totals())
    row = found.frame[found.frame["period"] == 2024].iloc[0]
    assert found.unit == row["unit"] == "Mt CO2e"
    assert (row["low"], row["value"], row["high"]) == (pytest.approx(32.95), pytest.approx(33.0), pytest.approx(33.05))
    assert levels(found)[2024].amount.value == pytest.approx(levels(synthetic.totals())[2024].amount.value)
    assert found.sources == synthetic.totals().sources
    with pytest.raises(UnitError):
        in_megatonnes(synthetic.buildings())


def test_the_other_form_of_the_same_pace_is_named():
    city = city_standing(synthetic.totals(), synthetic.city_targets(), 2014)
    other = city_standing(synthetic.totals(), synthetic.city_targets(), 2014, "percent")
    assert city.other_form.gap == other.progress[0].gap and other.other_form.gap == city.progress[0].gap


def test_unknown_target_is_refused_by_name():
    targets = synthetic.targets()
    fewer = replace(targets, frame=targets.frame[targets.frame["target_id"] != "tr_zev_2050"])
    with pytest.raises(LookupError, match="tr_zev_2050"):
        sector_standings(synthetic.sectors(), fewer, 2014)
