"""One period, two indicators, one wide table: what is cut out of an answer keeps its own evidence."""

from __future__ import annotations

from statistics import correlation

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind
from hkzero.model import districts
from hkzero.model.parts import narrowed

CODES = list("ABCDEFGHJKLMNPQRST")


def made(rows, **more) -> Answer:
    """Return a made-up answer: (district, period, value, kind) a row."""
    frame = pd.DataFrame(rows, columns=["district", "period", "value", "kind"])
    frame = frame.assign(unit="GWh", series_id="made.up", source_id="a;b", vintage="2026", **more)
    return Answer(frame, "GWh", Kind.ESTIMATED, ("made.up",), ("a", "b"), ("2026",), ())


def values(numbers) -> Answer:
    return made([(code, "2024", number, "observed") for code, number in zip(CODES, numbers, strict=False)])


def test_periods_are_in_order_of_time(store):
    found = districts.periods(store.ask("district_electricity"))
    assert found[:5] == ["2021-H2", "2022", "2022-H1", "2022-H2", "2023"] and found[-1] == "2025-H2"


@pytest.mark.parametrize(("name", "params", "newest"), [
    ("district_electricity", {}, "2025"), ("district_emissions", {}, "2024"),
    ("district_profile", {"indicator": "population"}, "2025"), ("district_profile", {"indicator": "rent"}, "2021"),
    # Four districts in 2017, three in 2021, five in 2020: the newest year with the most is shown first.
    ("district_profile", {"indicator": "vacancy_rate"}, "2020"),
])
def test_the_newest_whole_year_is_shown_first(store, name, params, newest):
    assert districts.newest_whole(store.ask(name, **params)) == newest


def test_half_years_alone_do_as_well():
    answer = made([("A", "2024-H1", 1, "observed"), ("B", "2024-H1", 1, "observed"), ("A", "2024-H2", 1, "observed"),
                   ("B", "2024-H2", None, "observed")])
    assert districts.newest_whole(answer) == "2024-H1"


def test_a_period_has_evidence_of_its_own(store):
    whole = store.ask("district_electricity")
    early = districts.in_period(whole, "2022-H1")
    assert set(early.frame["period"]) == {"2022-H1"} and early.data_to == "2022-H1"
    assert early.kind == Kind.DERIVED and whole.kind == Kind.ESTIMATED
    assert early.sources == ("hke_sales_by_district",) and set(early.sources) < set(whole.sources)
    assert set(early.series) < set(whole.series) and early.unit == "GWh"
    assert len(whole.frame) > len(early.frame), "the answer given stays as it is"


def test_a_period_without_figures_is_empty(store):
    nothing = districts.in_period(store.ask("district_electricity"), "1850")
    assert nothing.empty


def test_units_of_several_indicators_are_not_mixed(store):
    profile = store.ask("district_profile")
    assert narrowed(profile, profile.frame).unit == ""
    rents = profile.frame[profile.frame["indicator"] == "rent"]
    assert narrowed(profile, rents).unit == "HK$/month"


def test_pairs_are_as_weak_as_the_weaker_and_need_both():
    across = made([("A", "2024", 1.0, "observed"), ("B", "2024", 2.0, "observed"), ("C", "2024", None, "observed")])
    up = made([("B", "2024", 4.0, "estimated"), ("A", "2024", 3.0, "observed"), ("C", "2024", 5.0, "observed"),
               ("D", "2024", 6.0, "observed")])
    pair = districts.paired(across, up)
    assert list(pair.rows.itertuples(index=False, name=None)) == [
        ("A", 1.0, 3.0, "observed"), ("B", 2.0, 4.0, "estimated")]
    assert pair.rank_correlation is None, "two districts are too few"


def ranks(numbers):
    """Return the place of each number, ties at the mean of theirs, counted one by one."""
    return [sum(other < number for other in numbers) + (sum(other == number for other in numbers) + 1) / 2
            for number in numbers]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=5, max_size=18))
def test_rank_correlation_is_that_of_spearman(points):
    across, up = zip(*points, strict=True)
    found = districts.paired(values(across), values(up)).rank_correlation
    if len(set(across)) < 2 or len(set(up)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(correlation(ranks(across), ranks(up)), abs=1e-9)
        assert -1 - 1e-12 <= found <= 1 + 1e-12


@given(st.lists(st.floats(0.1, 1e6), min_size=5, max_size=18, unique=True))
def test_what_rises_together_correlates_whatever_the_scale(numbers):
    pair = districts.paired(values(numbers), values([number ** 3 for number in numbers]))
    assert pair.rank_correlation == pytest.approx(1.0)


def test_all_districts_side_by_side(store):
    shown = districts.in_period(store.ask("district_electricity"), "2022-H1")
    wide = districts.side_by_side(shown, store.ask("district_profile")).set_index("district")
    assert sorted(wide.index) == CODES and {"grade", "low", "value", "high", "income", "vacancy_rate"} <= set(wide)
    assert wide.loc[["A", "B", "C", "D"], "value"].notna().all() and wide.loc["E":, "value"].isna().all()
    profile = store.ask("district_profile", district="R", indicator="population").frame
    assert wide.at["R", "population"] == profile.sort_values("period")["value"].iloc[-1]
    assert wide["vacancy_rate"].isna().any(), "what was not found stays empty"
