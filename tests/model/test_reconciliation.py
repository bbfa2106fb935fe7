from __future__ import annotations

import pandas as pd
import pytest

from hkzero.measure import Answer, Kind
from hkzero.model.reconciliation import largest_gap, mean_absolute_gap, mean_signed_gap


def comparison(ratios: dict[int, float]) -> Answer:
    frame = pd.DataFrame({
        "period": list(ratios), "sector": "electricity", "ratio": list(ratios.values()), "value": 1.0,
        "unit": "kt CO2e", "kind": "estimated", "series_id": "inventory.emissions",
        "source_id": "one;two", "vintage": "2026"})
    return Answer(frame, "kt CO2e", Kind.ESTIMATED, ("inventory.emissions",), ("one", "two"), ("2026",), ())


def test_years_above_and_below_do_not_cancel_out():
    answer = comparison({2010: 1.1, 2011: 0.9})
    assert mean_absolute_gap(answer, "electricity").value == pytest.approx(10)
    assert mean_signed_gap(answer, "electricity").value == pytest.approx(0)


def test_the_largest_gap_keeps_its_sign_and_year():
    year, gap = largest_gap(comparison({2010: 1.02, 2011: 0.9, 2012: 1.05}), "electricity")
    assert (year, gap.value) == (2011, pytest.approx(-10))


def test_a_gap_names_its_sources_and_is_no_better_than_the_account():
    gap = mean_absolute_gap(comparison({2010: 1.1}), "electricity")
    assert gap.unit == "%" and gap.sources == ("one", "two") and gap.kind == Kind.ESTIMATED


def test_a_sector_without_years_is_told():
    with pytest.raises(KeyError, match="waste"):
        mean_absolute_gap(comparison({2010: 1.0}), "waste")
