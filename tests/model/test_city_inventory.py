"""The table of the GPC: every row once, no tonne twice, totals by its rules, against the official inventory."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.measure import Answer, Kind
from hkzero.model import city_inventory as gpc

# Published total of the inventory, t CO2e: 2024 in the press release of 22 January 2026 (33.2 million tonnes), 2017 in
# the table by sector of July 2019 (40,700 kt).
OFFICIAL = {2024: 33_200_000, 2017: 40_700_000}


@pytest.fixture(scope="module")
def answers(store):
    return [store.ask(name) for name in gpc.QUESTIONS]


@pytest.fixture(scope="module")
def account(store):
    """Return the account by source, kt CO2e a year: another way to the same total."""
    return store.ask("account_years").frame.set_index("period")["value"]


@pytest.fixture(scope="module")
def every_year(answers):
    return {year: gpc.inventory(*answers, year) for year in gpc.years(answers[0])}


def synthetic(amounts: dict[str, float], year: int = 2000) -> list[Answer]:
    """Return made-up answers with these rows, kt CO2e."""
    def answer(frame: pd.DataFrame) -> Answer:
        frame = frame.assign(unit="kt CO2e", kind="derived", series_id="s", source_id="synthetic", vintage="v")
        return Answer(frame, "kt CO2e", Kind.DERIVED, ("s",), ("synthetic",), ("v",), ())

    rows = pd.DataFrame([{"period": year, "gpc_ref": ref, "value": value, "method": "fuel", "activity_kind": "observed",
                          "factor_kind": "reported", "split_as_in": None} for ref, value in amounts.items()])
    official = pd.DataFrame([{"period": year, "sector": sector, "value": 1.0}
                             for sector in ("electricity", "transport", "waste", "total")])
    return [answer(rows), answer(official), answer(pd.DataFrame({"period": [], "boundary": [], "value": []}))]


def test_the_table_has_each_row_of_the_protocol_once() -> None:
    refs = [row.gpc_ref for row in gpc.ROWS]
    assert len(refs) == len(set(refs)) == 53
    count = {sector: sum(row.sector == sector for row in gpc.ROWS) for sector in gpc.SECTORS}
    assert count == {"I": 21, "II": 14, "III": 12, "IV": 2, "V": 3, "VI": 1}
    assert refs.index("I.4.4") == refs.index("I.4.3") + 1


def test_every_row_of_every_year_has_a_figure_or_a_key(every_year) -> None:
    for table in every_year.values():
        assert [one.row for one in table.lines] == list(gpc.ROWS)
        for one in table.lines:
            assert (one.amount is None) != (one.key is None)
            if one.key:
                assert one.key.key in gpc.KEYS and one.key.reason
                assert bool(one.key.where) == (one.key.key == gpc.ELSEWHERE)
                # What is included elsewhere is in a row that has a figure.
                assert all(table.line(place).amount is not None for place in one.key.where)
            else:
                assert {one.activity_grade, one.factor_grade} <= {"H", "M", "L"} and one.method


def test_scope_1_is_the_account_and_nothing_else(every_year, account) -> None:
    assert set(every_year) == set(account.index)
    for year, table in every_year.items():
        assert table.total("territorial").value == pytest.approx(1e3 * account[year], rel=1e-12)
        assert table.part(scope=1) == pytest.approx(table.total("territorial").value, rel=1e-12)


def test_scope_2_is_generation_less_exports(every_year, store) -> None:
    """The power stations' tonnes stand in I.4.4 once and in scope 2 once; no total holds both."""
    use = store.ask("emissions_by_use").frame
    exports = use[use["use"] == "export"].set_index("period")["value"]
    for year, table in every_year.items():
        sent = table.line("I.4.4").tonnes - 1e3 * exports.get(year, 0.0)
        assert table.part(scope=2) == pytest.approx(sent, rel=1e-12)
    for name in gpc.TOTALS:
        members = {row.scope for row in gpc.ROWS if name in row.totals}
        has_generation = any(row.gpc_ref == gpc.GENERATION and name in row.totals for row in gpc.ROWS)
        assert not (has_generation and 2 in members)


def test_basic_plus_industry_farms_and_stations_is_territorial_with_exports(every_year, store) -> None:
    """BASIC + IV + V + exports = territorial: the same tonnes, by user and by place."""
    use = store.ask("emissions_by_use").frame
    exports = use[use["use"] == "export"].set_index("period")["value"]
    for year, table in every_year.items():
        joined = table.total("basic").value + table.part(sector="IV") + table.part(sector="V")
        assert joined + 1e3 * exports.get(year, 0.0) == pytest.approx(table.total("territorial").value, rel=1e-12)


@pytest.mark.parametrize("year", OFFICIAL)
def test_the_check_is_against_the_published_total(every_year, year) -> None:
    check = every_year[year].check
    assert check.official.value == pytest.approx(OFFICIAL[year], rel=1e-9)
    assert sum(check.parts.values()) == pytest.approx(check.difference, abs=1e-3)
    assert check.difference == pytest.approx(check.scope_1 - OFFICIAL[year])
    assert abs(check.difference) < 0.04 * OFFICIAL[year]


def test_known_figures(every_year) -> None:
    """Waste 2,810, processes 1,740 and agriculture 30 kt in 2017: table by sector of July 2019."""
    table = every_year[2017]
    assert [table.line(ref).tonnes for ref in ("III.1.1", "IV.1", "V.1")] == pytest.approx([2.81e6, 1.74e6, 3e4])
    assert table.line("III.1.1").activity_grade == "H" and table.line("II.4.3").activity_grade == "L"
    # Aviation fuel is published until 2017 only.
    assert table.part("basic_plus", scope=3) == pytest.approx(table.line("II.4.3").tonnes)
    assert every_year[2024].line("II.4.3").key.key == gpc.NOT_ESTIMATED
    assert every_year[2024].line("I.1.1").split_as_in == 2020


def test_imports_are_a_memo_and_in_no_total(every_year) -> None:
    table = every_year[2024]
    assert 0 < table.memo["consumption_life_cycle"].value < table.memo["consumption_grid_average"].value
    assert table.memo["consumption_grid_average"].kind == Kind.ASSUMED


def test_a_year_without_an_account_is_refused(answers) -> None:
    with pytest.raises(gpc.NoSuchYear, match="2018.*2017, 2019") as caught:
        gpc.inventory(*answers, 2018)
    assert caught.value.years == gpc.years(answers[0])
    assert gpc.inventory(*answers).year == max(gpc.years(answers[0]))


def test_an_unknown_total_is_refused(every_year) -> None:
    with pytest.raises(ValueError, match="basic_plus"):
        every_year[2024].total("net")


@pytest.mark.parametrize(("kinds", "expected"), [
    (["observed"], "H"), (["reported"], "M"), (["derived"], "M"), (["estimated"], "L"), (["assumed"], "L"),
    (["observed", "estimated"], "L"), (["observed", "derived"], "M")])
def test_the_weakest_kind_makes_the_grade(kinds, expected) -> None:
    assert gpc.grade(kinds) == expected


FILLED = ("I.1.1", "I.1.2", "I.2.1", "I.2.2", "I.3.1", "I.3.2", "I.4.1", "I.4.4", "II.1.1", "II.2.2", "II.3.1",
          "II.4.3", "III.1.1", "IV.1", "V.1")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e5), min_size=len(FILLED), max_size=len(FILLED)))
def test_totals_are_the_sums_of_their_rows(values) -> None:
    """The rules of the protocol written out once more, row by row."""
    kt = dict(zip(FILLED, values, strict=True))
    table = gpc.inventory(*synthetic(kt), 2000)
    scope_1 = ("I.1.1", "I.2.1", "I.3.1", "I.4.1", "II.1.1", "II.3.1", "III.1.1")
    scope_2 = ("I.1.2", "I.2.2", "I.3.2", "II.2.2")
    basic = sum(kt[ref] for ref in (*scope_1, *scope_2))
    assert table.total("basic").value == pytest.approx(1e3 * basic)
    assert table.total("basic_plus").value == pytest.approx(1e3 * (basic + kt["IV.1"] + kt["V.1"] + kt["II.4.3"]))
    assert table.total("territorial").value == pytest.approx(
        1e3 * (sum(kt[ref] for ref in scope_1) + kt["I.4.4"] + kt["IV.1"] + kt["V.1"]))
    by_scope = [table.part("basic", scope=scope) or 0.0 for scope in gpc.SCOPES]
    assert sum(by_scope) == pytest.approx(1e3 * basic)


def test_a_row_twice_and_a_row_that_is_none_are_refused() -> None:
    rows, official, boundaries = synthetic(dict.fromkeys(FILLED, 1.0))
    twice = replace(rows, frame=pd.concat([rows.frame, rows.frame.tail(1)]))
    with pytest.raises(ValueError, match="V.1 has 2 figures"):
        gpc.inventory(twice, official, boundaries)
    with pytest.raises(ValueError, match="VII.1: not a row"):
        gpc.inventory(*synthetic(dict.fromkeys((*FILLED, "VII.1"), 1.0)))
    with pytest.raises(ValueError, match="I.1.1 has neither"):
        gpc.inventory(*synthetic(dict.fromkeys(FILLED[1:], 1.0)))
