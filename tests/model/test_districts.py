"""Figures of the districts put beside each other."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind
from hkzero.model import districts

COLUMNS = ("period", "district", "value", "unit", "kind", "series_id", "source_id", "vintage")


def answer(*rows: tuple) -> Answer:
    """Return a synthetic answer of (period, district, value, kind) rows."""
    frame = pd.DataFrame([(period, code, value, "GWh", kind, "synthetic.series", f"synthetic_{kind}", period)
                          for period, code, value, kind in rows], columns=COLUMNS)
    return Answer(frame, "GWh", Kind.ESTIMATED, ("synthetic.series",), ("synthetic_source",), (), ())


SYNTHETIC = answer(("2023", "A", 1.0, "observed"), ("2023", "B", 2.0, "observed"), ("2024-H1", "A", 3.0, "observed"),
                   ("2024", "A", 4.0, "observed"), ("2022", "A", 9.0, "estimated"), ("2022", "B", 9.0, "estimated"))


def test_a_year_stands_before_its_half_years():
    assert districts.periods(SYNTHETIC) == ["2022", "2023", "2024", "2024-H1"]


def test_the_newest_year_with_the_most_districts_is_shown_first():
    assert districts.newest_whole(SYNTHETIC) == "2023"
    halves = answer(("2024-H1", "A", 1.0, "observed"), ("2023-H2", "A", 1.0, "observed"))
    assert districts.newest_whole(halves) == "2024-H1"


def test_a_part_has_its_own_evidence():
    part = districts.in_period(SYNTHETIC, "2023")
    assert (part.kind, part.sources, part.data_to, part.unit) == (Kind.OBSERVED, ("synthetic_observed",), "2023", "GWh")
    assert districts.in_period(SYNTHETIC, "1066").empty


def test_only_districts_that_have_both_are_paired():
    pair = districts.paired(districts.in_period(SYNTHETIC, "2022"), districts.in_period(SYNTHETIC, "2024"))
    assert pair.rows.to_dict("list") == {"district": ["A"], "x": [9.0], "y": [4.0], "kind": ["estimated"]}
    assert pair.rank_correlation is None


@given(st.permutations(list(range(8))))
def test_rank_correlation_follows_the_order_alone(order):
    def ranked(value) -> Answer:
        return answer(*(("2024", code, float(value(place)), "observed")
                        for code, place in zip("ABCDEFGH", order, strict=True)))

    first, same, against = (ranked(value) for value in (lambda x: x, lambda x: x ** 3 + 1, lambda x: -x))
    assert districts.paired(first, same).rank_correlation == pytest.approx(1)
    assert districts.paired(first, against).rank_correlation == pytest.approx(-1)


def test_rank_correlation_by_hand():
    # d = 1, -1, 1, -1, 0: 1 - 6 × 4 / (5 × 24)
    first = answer(*(("2024", code, value, "observed") for code, value in zip("ABCDE", (1.0, 2, 3, 4, 5), strict=True)))
    other = answer(*(("2024", code, value, "observed") for code, value in zip("ABCDE", (2.0, 1, 4, 3, 5), strict=True)))
    assert districts.paired(first, other).rank_correlation == pytest.approx(0.8)


def test_nothing_can_be_said_of_what_never_changes():
    still = answer(*(("2024", code, 1.0, "observed") for code in "ABCDEF"))
    moving = answer(*(("2024", code, float(place), "observed") for place, code in enumerate("ABCDEF")))
    assert districts.paired(still, moving).rank_correlation is None


def test_the_table_keeps_gaps_as_gaps(store):
    shown = districts.in_period(store.ask("district_electricity"), "2023-H1")
    table = districts.side_by_side(shown, store.ask("district_profile"))
    assert len(table) == 18 and table["value"].notna().sum() == 4
    assert table.set_index("district")["floor_area"].notna().sum() == 9
    assert table["population"].notna().all()
