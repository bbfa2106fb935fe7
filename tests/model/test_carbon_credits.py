"""A credit account closes every year, never issues less than nothing, and makes a shortfall good first."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hkzero.model import carbon_credits as credits
from hkzero.model.carbon_credits import Project
from hkzero.model.projects import BadInput

SHARE = st.floats(0, 1)


@st.composite
def synthetic_projects(draw) -> Project:
    """Return an invented project, some of whose years emit more than the baseline."""
    years = draw(st.integers(1, 15))
    baseline = draw(st.lists(st.floats(0, 1e5), min_size=years, max_size=years))
    emitted = draw(st.lists(st.floats(-1e5, 2e5), min_size=years, max_size=years))
    return Project(2026, tuple(baseline), tuple(emitted), draw(SHARE), draw(SHARE), draw(SHARE),
                   draw(st.integers(1, 20)), draw(SHARE))


@given(synthetic_projects())
def test_every_year_closes(project):
    for row in credits.account(project):
        accounted = (row.issued + row.buffer + row.leakage + row.not_additional + row.made_good + row.outside
                     - row.shortfall)
        assert row.baseline - row.project == pytest.approx(accounted, abs=1e-6)
        assert min(value for name, value in asdict(row).items() if name not in ("project", "outside")) >= -1e-9


@given(synthetic_projects())
def test_the_whole_account_closes_on_what_is_left(project):
    rows = credits.account(project)
    whole = credits.total(rows)
    assert whole.reduction == pytest.approx(
        whole.issued + whole.buffer + whole.leakage + whole.not_additional + whole.outside - rows[-1].owed
        - whole.cancelled, abs=1e-4)
    assert rows[-1].buffer_total == pytest.approx(whole.buffer - whole.released - whole.cancelled, abs=1e-6)


@given(synthetic_projects())
def test_nothing_is_issued_while_something_is_owed(project):
    for row in credits.account(project):
        if row.owed > 1e-9 and not row.cancelled:
            assert row.issued == 0 and row.buffer == 0


@given(synthetic_projects(), SHARE)
def test_a_lower_additionality_never_issues_more(project, lower):
    assume(lower <= project.additionality)
    less = Project(**asdict(project) | {"additionality": lower})
    assert credits.total(credits.account(less)).issued <= credits.total(credits.account(project)).issued + 1e-6


def test_a_shortfall_is_made_good_before_credits_are_issued():
    # 30 t too much in one year, 100 t less in the next: 70 t are issued.
    rows = credits.account(Project(2026, (100.0, 100.0), (130.0, 0.0)))
    assert [(row.issued, row.shortfall, row.made_good, row.owed) for row in rows] == [(0, 30, 0, 30), (70, 0, 30, 0)]


def test_the_shares_come_off_one_after_the_other():
    row, = credits.account(Project(2026, (1000.0,), (0.0,), 0.8, 0.1, 0.25))
    assert (row.not_additional, row.leakage, row.buffer, row.issued) == pytest.approx((200, 80, 180, 540))


def test_the_buffer_pays_what_is_owed_and_the_rest_is_released_at_the_end():
    project = Project(2026, (100.0, 100.0, 100.0), (0.0, 110.0, 0.0), buffer=0.2, credited_years=2, release=0.5)
    first, last, after = credits.account(project)
    assert (first.issued, first.buffer_total) == pytest.approx((80, 20))
    assert (last.cancelled, last.released, last.owed, last.buffer_total) == pytest.approx((10, 5, 0, 5))
    assert (after.outside, after.issued, after.sold) == (100, 0, 0)


def test_revenue_is_what_is_sold_at_the_price_of_its_year():
    rows = credits.account(Project(2026, (10.0, 10.0), (0.0, 0.0), buffer=0.5, credited_years=2, release=1.0))
    assert credits.revenue(rows, {2026: 100.0, 2027: 200.0}) == pytest.approx((500, 200 * 15))


@pytest.mark.parametrize(("values", "field"), [
    ({"additionality": 1.01}, "additionality"), ({"leakage": -0.2}, "leakage"), ({"buffer": float("nan")}, "buffer"),
    ({"release": 2}, "release"), ({"credited_years": 0}, "credited_years"), ({"baseline_t": (-1.0,)}, "baseline_t"),
    ({"project_t": (1.0, 2.0)}, "project_t"), ({"baseline_t": (), "project_t": ()}, "baseline_t"),
    ({"first_year": 3000}, "first_year"), ({"project_t": (float("inf"),)}, "project_t"),
])
def test_what_makes_no_sense_is_refused_by_name(values, field):
    with pytest.raises(BadInput) as error:
        Project(**{"first_year": 2026, "baseline_t": (10.0,), "project_t": (5.0,)} | values)
    assert error.value.field == field


def test_tonnes_are_read_as_they_are_typed():
    assert credits.read_tonnes("baseline_t", "1,200", 3) == (1200.0,) * 3
    assert credits.read_tonnes("project_t", "10 −20; 30.5", 3) == (10.0, -20.0, 30.5)
    for text, value in (("ten", "ten"), ("1 2", 2), ("", 0)):
        with pytest.raises(BadInput) as error:
            credits.read_tonnes("baseline_t", text, 3)
        assert error.value.field == "baseline_t" and error.value.value == value
