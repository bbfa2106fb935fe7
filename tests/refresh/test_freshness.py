"""When the next figure is expected, and when a set is overdue."""

from __future__ import annotations

from datetime import date

import pytest

from hkzero.refresh.freshness import DUE, FRESH, OVERDUE, UNKNOWN, end_of, freshness, next_period
from hkzero.refresh.sets import SETS


@pytest.mark.parametrize(("period", "end"), [
    ("2024", date(2024, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2025-H1", date(2025, 6, 30)),
    ("2025-Q3", date(2025, 9, 30)), ("2025-12-15", date(2025, 12, 15)),
])
def test_periods_end(period, end) -> None:
    assert end_of(period) == end


@pytest.mark.parametrize("period", ["", "undated", "2025/2026", "2025-H3", "2025-13-01"])
def test_what_is_no_period_is_refused(period) -> None:
    with pytest.raises(ValueError):
        end_of(period)


@pytest.mark.parametrize(("period", "months", "following"), [
    ("2026-04", 1, "2026-05"), ("2025-12", 1, "2026-01"), ("2025-H2", 6, "2026-H1"), ("2026-H1", 6, "2026-H2"),
    ("2023", 12, "2024"), ("2025-12-31", 12, "2026-12"),
])
def test_the_next_period_is_written_like_the_last(period, months, following) -> None:
    assert next_period(period, months) == following


@pytest.mark.parametrize(("today", "state"), [
    (date(2026, 6, 30), FRESH), (date(2026, 7, 1), DUE), (date(2026, 7, 31), DUE), (date(2026, 8, 1), OVERDUE),
])
def test_a_month_of_grace_lies_between_due_and_overdue(today, state) -> None:
    """C&SD, April 2026 released on 29 May 2026: May is expected by the end of June."""
    row = {"source_id": "csd_915_91201", "series_id": "electricity.consumption_by_user", "vintage": "2026",
           "kind": "observed", "last_period": "2026-04", "value": 170}
    found = {one.one.set_id: one for one in freshness([row], today)}
    csd = found["csd_table_915_91201"]
    assert (csd.last, csd.following, csd.expected, csd.state) == ("2026-04", "2026-05", date(2026, 6, 30), state)
    assert found["had_districts"].state == UNKNOWN and len(found) == len(SETS)


def test_every_set_that_feeds_figures_has_some(store) -> None:
    rows = store.ask("last_periods").frame.to_dict("records")
    found = {one.one.set_id: one for one in freshness(rows, date(2026, 11, 28))}
    assert {set_id for set_id, one in found.items() if not one.last} == {"had_districts"}
    assert found["hke_by_district"].last == "2025-H2" and found["emsd_end_use"].last == "2023"
    assert found["emsd_end_use"].figures == 139
    assert found["rvd_housing"].last == "2025" and found["icap_prices"].last == "2025-12-31"
