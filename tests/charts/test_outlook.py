"""The picture of a trajectory: editions apart, intervals inside each other, targets marked, nothing drawn unsaid."""

from __future__ import annotations

import pytest

from hkzero.charts import drivers, outlook, trajectory_findings
from hkzero.measure import Kind
from hkzero.model import budget, decomposition, delay, trajectories, trend
from hkzero.model.pathways import Shape, residual
from hkzero.model.verdicts import verdicts
from hkzero.text import LANGUAGES


@pytest.fixture(scope="module")
def city(store):
    totals, sectors = store.ask("emissions_total"), store.ask("emissions_by_sector")
    levels = trend.series(totals, sectors)["total"]
    projection = trend.project(levels.values(), 2050, trend.declared_breaks(store.ask("emission_steps"), "total"))
    return levels, projection, trajectories.goals(store.ask("target_levels"), "total")


def drawn(city, store, **options):
    levels, projection, goals = city
    stops = trajectories.ahead(goals, max(levels))
    path = trajectories.target_path(levels[max(levels)], stops, Shape.STRAIGHT_LINE, store.ask("assumptions"))
    return outlook.outlook(levels, goals, path, projection, "en", "Straight line", **options)


def test_intervals_lie_inside_each_other_and_start_at_the_newest_level(city, store):
    bands = [trace for trace in drawn(city, store).data if trace.fill == "toself"]
    assert [trace.legendgroup for trace in bands] == ["95", "80", "50"]
    newest = city[0][max(city[0])].amount.value
    for wide, narrow in zip(bands, bands[1:], strict=False):
        half = len(wide.y) // 2
        assert all(outer >= inner for outer, inner in zip(wide.y[:half], narrow.y[:half], strict=True))
        assert all(outer <= inner for outer, inner in zip(wide.y[half:], narrow.y[half:], strict=True))
        assert wide.y[0] == wide.y[-1] == newest


def test_editions_are_never_one_line(city, store):
    lines = [trace for trace in drawn(city, store).data if trace.name.startswith("Published, edition")]
    assert lines and all(set(trace.x) - {None} for trace in lines)
    announced = next(trace for trace in drawn(city, store).data if trace.name == "Announced year by year")
    assert announced.mode == "markers" and len(announced.x) >= 5


def test_targets_no_longer_in_force_are_grey_and_asked_for(city, store):
    names = {trace.name: trace for trace in drawn(city, store, older=True).data}
    old = names["Emissions 26–36% below 2005 by 2030"]
    assert old.marker.color == outlook.palette.NEUTRAL and tuple(old.y) == pytest.approx((26.368, 30.488))
    assert "Emissions 26–36% below 2005 by 2030" not in {trace.name for trace in drawn(city, store).data}


def test_every_trace_after_today_is_no_measurement(city, store):
    for trace in drawn(city, store).data:
        years = [year for year in trace.x if year is not None]
        kinds = trace.meta["kinds"] if isinstance(trace.meta["kinds"], list) else [trace.meta["kinds"]]
        if max(years) > 2025:
            assert Kind.OBSERVED not in kinds and Kind.REPORTED not in kinds, trace.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_told_in_words(city, store, lang):
    levels, projection, goals = city
    assert "2035" in outlook.outlook_alt(levels, goals, projection, lang)
    assert len(outlook.outlook_table(levels, projection, lang)) == len(levels) + len(projection.years)
    assert trajectory_findings.backtest_words(projection, lang)
    table = trajectory_findings.backtest_table(projection.back_test, projection.central.unit, lang)
    assert len(table) == len(projection.back_test.scores) and table.iloc[:, 2].is_monotonic_increasing
    for limit in trend.Limit:
        assert trajectory_findings.limits([limit], lang)[0]
    for reason in trend.Refused:
        assert trajectory_findings.refusal(trend.NoTrend(reason, 3), lang)


@pytest.mark.parametrize(("share", "said"), [(0.0, "under 1%"), (0.004, "under 1%"), (0.059, "6%"), (0.5, "50%"),
                                             (0.999, "over 99%"), (1.0, "over 99%")])
def test_a_chance_is_never_nil_or_certain(share, said):
    assert outlook.chance_text(share, "en") == said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pace_delay_and_budget_are_drawn_and_told(city, store, lang):
    levels, _, goals = city
    latest, (near, zero) = levels[max(levels)], trajectories.ahead(goals, max(levels))
    needed = delay.requirement(levels, near.near)
    assert len(drivers.paces(needed, lang).data) == 1 + len(needed.achieved) and drivers.paces_alt(needed, lang)
    rows = delay.cost_of_delay(latest, zero.near, 5, None, residual(latest, 2050, store.ask("assumptions")))
    bars = drivers.delays(rows, lang).data[0].y
    assert list(bars) == sorted(bars) and len(drivers.delays_table(rows, lang)) == 6 and drivers.delays_alt(rows, lang)
    share = budget.share_of(store.ask("carbon_budgets"), 2025, "1.5", 50, "equal_per_person")
    line = budget.left_along(share, trajectories.target_path(latest, (near, zero), Shape.STRAIGHT_LINE,
                                                             store.ask("assumptions")))
    assert line.amount.values[0] == share.value and list(line.amount.values) == sorted(line.amount.values, reverse=True)
    assert drivers.budget({"path": line}, lang).data
    assert len(drivers.budget_table({"path": line}, lang)) == len(line.years)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bridge_closes(store, lang):
    found = decomposition.electricity(store.ask("electricity_factors"), 2014, 2024)
    bars = drivers.waterfall(found, lang).data[0]
    assert bars.base[-2] + bars.x[-2] == pytest.approx(bars.x[-1], rel=1e-9)
    assert len(bars.y) == len(set(bars.y)) == len(found.effects) + 2
    assert drivers.waterfall_alt(found, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_board_has_every_target_in_words(store, lang):
    targets = store.ask("target_levels")
    every = verdicts(targets, store.ask("target_series"))
    addresses = {code: f"https://{code}.example" for codes in targets.frame["source_id"] for code in codes.split(";")}
    bases = trajectories.bases(targets)
    current, whole = (trajectory_findings.board(every, targets, bases, lang, older, addresses)
                      for older in (False, True))
    assert whole.iloc[:, -1].str.startswith("https://").all() and whole.iloc[:, -2].ne("").all()
    based = whole[whole.iloc[:, -3] != ""].iloc[:, -3]
    assert len(based) == targets.frame["base_level"].notna().sum() and based.str.contains("20").all()
    assert len(whole) == len(every) > len(current) > 30
    assert not based.str.contains("版本不[詳详]版").any() and not based.str.contains(r"\d{2,}\.0 [^%]").any()
    units = set(whole.iloc[:, -4])
    assert lang == "en" or not units & {"t", "t/day", "points", "sites", "km", "milestone", "TJ/HK$ billion"}
    assert whole.iloc[:, :3].map(lambda text: isinstance(text, str) and text != "").all(axis=None)
