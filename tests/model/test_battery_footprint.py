"""Footprints of batteries: as published, under another grid, and what others take of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Kind
from hkzero.model import battery_footprint as model
from hkzero.model.battery_footprint import Footprint, Making, Range

SYNTHETIC = Making(Range(20.0, 40.0, 60.0, "kWh/kWh"), {"synthetic_place": Range(0.4, 0.5, 0.6, "kg CO2e/kWh")})
GRIDS = st.floats(0, 2)


def synthetic(central: float | None = 70.0, *, low: float | None = 60.0, high: float | None = 90.0,
              region: str = "synthetic_place", scope: str = "cradle_to_gate", kind: Kind = Kind.ESTIMATED) -> Footprint:
    return Footprint("synthetic", "synthetic_study", "lfp", region, scope, "2024", low, central, high, kind,
                     "synthetic_source", "")


@pytest.fixture(scope="module")
def published(store):
    return model.footprints(store.ask("battery_footprints"))


def one(published, study: str, chemistry: str, period: str | None = None) -> Footprint:
    return next(item for item in published if item.study == study and item.chemistry == chemistry
                and period in (None, item.period))


@pytest.mark.parametrize(("chemistry", "pack_kg"), [("lfp", 3061), ("nmc", 2912), ("lmo", 2705)])
def test_a_kwh_of_hao_2017_is_its_pack_over_28_kwh(published, chemistry, pack_kg):
    """Hao et al. 2017, Sustainability 9(4): 3061, 2912 and 2705 kg CO2e for a pack of 28 kWh."""
    assert one(published, "hao_et_al_2017", chemistry).central == pytest.approx(pack_kg / 28, abs=0.05)


def test_no_figure_per_kilogram_or_per_pack_is_among_those_per_kwh(published, store):
    frame = store.ask("battery_footprints").frame
    assert len(published) == (frame["basis"] == "capacity").sum() < len(frame)
    assert not {item.study for item in published} & {"clemente_et_al_2025", "clemente_et_al_2025_meta_analysis"}
    assert max(item.central or 0 for item in published) < 400


def test_what_was_not_published_stays_blank(published):
    assert one(published, "hao_et_al_2017", "lfp").low is None
    spread = one(published, "aramco_review_2024", "lfp")
    assert (spread.low, spread.central, spread.high) == (34, None, 246)


def test_every_footprint_has_its_own_name(published):
    assert len({item.footprint_id for item in published}) == len(published)


@pytest.mark.parametrize(("chemistry", "ends"), [("lfp", (54, 62, 69)), ("nmc811", (59, 74, 115))])
def test_others_take_the_range_of_peiseler_2024(published, chemistry, ends):
    """Peiseler et al. 2024, Nature Communications 15: 5th, 50th and 95th percentile."""
    found = model.embodied(published, chemistry)
    assert found.ends == ends and found.study == "peiseler_et_al_2024_eth" and found.source_id == "peiseler_2024"


def test_cleaner_grids_take_effect_in_a_straight_line(published):
    fallen = [model.embodied(published, "lfp", year=year, fall_by_2050=0.38).central
              for year in (2020, 2023, 2050, 2070)]
    assert fallen == pytest.approx([62, 62, 62 * 0.62, 62 * 0.62])
    middle = model.embodied(published, "lfp", year=2036, fall_by_2050=0.38)
    assert middle.central == pytest.approx(62 * (1 - 0.38 * 13 / 27)) and middle.kind is Kind.SCENARIO


def test_a_chemistry_without_a_whole_range_is_named_with_those_that_have_one(published):
    with pytest.raises(ValueError, match="chemistry = sodium_ion: peiseler_et_al_2024_eth has lfp, nmc811"):
        model.embodied(published, "sodium_ion")
    with pytest.raises(ValueError, match="fall_by_2050 = 38"):
        model.embodied(published, "lfp", year=2030, fall_by_2050=38)


@pytest.mark.parametrize("grid", [-0.1, 2.1, float("nan"), float("inf")])
def test_a_grid_that_makes_no_sense_is_refused(grid):
    with pytest.raises(ValueError, match="grid_kg_per_kwh = .* from 0 to 2"):
        model.with_grid(synthetic(), grid, SYNTHETIC)


def test_another_grid_by_hand():
    """Synthetic: 70 + (0.1 − 0.5) × 40 = 54; least 60 + (0.1 − 0.6) × 60 = 30; most 90 + (0.1 − 0.4) × 20 = 84."""
    moved = model.with_grid(synthetic(), 0.1, SYNTHETIC)
    assert (moved.low, moved.central, moved.high) == pytest.approx((30, 54, 84))
    assert moved.kind is Kind.ASSUMED


@given(GRIDS)
def test_the_range_holds_the_central_and_nothing_is_below_zero(grid):
    moved = model.with_grid(synthetic(), grid, SYNTHETIC)
    assert 0 <= moved.low <= moved.central <= moved.high


@given(GRIDS, GRIDS)
def test_a_dirtier_grid_never_makes_a_cleaner_battery(grid, other):
    cleaner, dirtier = (model.with_grid(synthetic(), one, SYNTHETIC) for one in sorted((grid, other)))
    assert cleaner.central <= dirtier.central + 1e-9
    assert cleaner.low <= dirtier.low + 1e-9 and cleaner.high <= dirtier.high + 1e-9


def test_its_own_grid_leaves_a_footprint_where_it_is():
    assert model.with_grid(synthetic(), 0.5, SYNTHETIC).central == pytest.approx(70)


@pytest.mark.parametrize("changed", [{"region": "elsewhere"}, {"scope": "overall"}, {"kind": Kind.SCENARIO}])
def test_nothing_is_said_where_the_own_grid_is_not_known(changed):
    assert model.with_grid(synthetic(**changed), 0.1, SYNTHETIC) is None


def test_a_study_whose_range_is_that_of_grids_is_not_moved(published, store):
    known = model.making(store.ask("battery_parameters"))
    assert model.with_grid(one(published, "ivl_2019_emilsson_and_dahllof_c444", "nmc"), 0.1, known) is None
    assert model.with_grid(one(published, "hao_et_al_2017", "lfp"), 0.1, known).central < 109.3


def test_a_blank_central_stays_blank_under_another_grid():
    assert model.with_grid(synthetic(None), 0.1, SYNTHETIC).central is None


def test_a_footprint_without_a_figure_has_no_extent():
    with pytest.raises(ValueError, match="synthetic has no figure"):
        model.extent(synthetic(None, low=None, high=None))


def test_electricity_of_making_cells_is_as_published(store):
    """Davidsson Kurland 2020: 50 to 65 kWh/kWh in two factories; Degen et al. 2023: from 20.3 kWh/kWh."""
    electricity = model.making(store.ask("battery_parameters")).electricity
    assert electricity.ends == (20.3, 45, 65)


def test_scopes_come_with_the_most_footprints_first(published):
    found = model.scopes(published)
    assert found[0] == "cradle_to_gate" and set(found) == {item.scope for item in published}
