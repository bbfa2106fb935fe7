"""What a trajectory is put together from: a series of levels, the targets on its chart, and the way to them.

A series is a sector of the inventory, one of the total's forms (per person, per GDP), or the total within another
boundary. Levels are the newest edition of each year; amounts of kilotonnes are shown in megatonnes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hkzero.measure import Answer, Kind, Measured
from hkzero.model.pathways import (
    S_CURVE_ASSUMPTION,
    Level,
    Pathway,
    Refusal,
    Shape,
    constant_rate,
    residual,
    s_curve,
    straight_line,
    through,
    within_budget,
)
from hkzero.model.standing import SHOWN_IN
from hkzero.model.trend import Projection, chance

TOTAL, NEUTRAL_YEAR, ZERO_TARGET = "total", 2050, "city_neutral_2050"
# Which targets stand on the chart of which series.
TARGETS_OF = {
    "total": ("city_half_2035", "city_neutral_2050", "city_abs_2030"),
    "per_person": ("city_pc_2020", "city_pc_2030"),
    "per_gdp": ("city_ci_2030",),
    "electricity": ("elec_netzero_2050",),
    "transport": ("tr_zev_2050",),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as a level: the end of its range that is easier to reach (`near`) and the harder one (`far`).

    `is_current` = in force; else superseded, past, of a company or context.
    """

    target_id: str
    title: Mapping[str, str]
    near: Level
    far: Level
    is_current: bool


def goals(targets: Answer, series: str) -> tuple[Goal, ...]:
    """Return the targets of a series that are levels with a year, in the order of their years.

    A sector without a target of its own has that of the city: no emissions in the year of neutrality.
    """
    wanted = TARGETS_OF.get(series) or (ZERO_TARGET,)
    rows = targets.frame[targets.frame["target_id"].isin(wanted) & targets.frame["near"].notna()]
    return tuple(_goal(row, targets.name) for row in rows.sort_values(["target_year", "target_id"]).to_dict("records"))


def goal(targets: Answer, target_id: str) -> Goal:
    """Return one target as a level. KeyError when it is unknown or no level with a year."""
    rows = targets.frame[(targets.frame["target_id"] == target_id) & targets.frame["near"].notna()
                         & targets.frame["target_year"].notna()]
    if rows.empty:
        raise KeyError(f"no target that is a level with a year is called {target_id!r}")
    return _goal(rows.iloc[0].to_dict(), targets.name)


def _goal(row: dict, question: str) -> Goal:
    unit, factor = SHOWN_IN.get(row["unit"], (row["unit"], 1.0))
    sources = tuple(row["source_id"].split(";"))
    near, far = (Level(int(row["target_year"]), Measured.one(float(row[end]) * factor, unit, sources, Kind.SCENARIO,
                                                             questions=(question,))) for end in ("near", "far"))
    titles = {lang: row[f"title_{lang}"] for lang in ("en", "zh_hant", "zh_hans")}
    return Goal(row["target_id"], titles, near, far, bool(row["is_current"]))


def bases(targets: Answer) -> dict[str, Level]:
    """Return the level of the base year of every target that has one, by target; the unit is that of the target."""
    found = {}
    for row in targets.frame[targets.frame["base_level"].notna()].to_dict("records"):
        unit, factor = SHOWN_IN.get(row["unit"], (row["unit"], 1.0))
        amount = Measured.one(row["base_level"] * factor, unit, tuple(row["source_id"].split(";")), Kind.DERIVED,
                              questions=(targets.name,))
        found[row["target_id"]] = Level(int(row["base_year"]), amount)
    return found


def ahead(every: Sequence[Goal], latest_year: int) -> tuple[Goal, ...]:
    """Return the targets in force that lie after a year, one a year: the way to neutrality leads through them."""
    found = {goal.near.year: goal for goal in every if goal.is_current and goal.near.year > latest_year}
    return tuple(found[year] for year in sorted(found))


def target_path(latest: Level, stops: Sequence[Goal], shape: Shape | str, assumptions: Answer) -> Pathway | None:
    """Return the way from the latest level through the targets in one shape; None where there is no target ahead.

    A constant rate leads to no zero: there it ends at the assumed residual (assumption net_zero_residual_share). The
    S-curve takes its steepness from the assumption s_curve_takeover_share. ValueError for Shape.WITHIN_BUDGET, which
    needs a budget: see budget_path.
    """
    shape = Shape(shape)
    if not stops:
        return None
    if shape is Shape.WITHIN_BUDGET:
        raise ValueError("a pathway within a budget needs the budget")
    ends = [stop.near for stop in stops]
    if shape is Shape.CONSTANT_RATE:
        ends = [residual(latest, end.year, assumptions) if end.amount.value == 0 else end for end in ends]
        return through([latest, *ends], constant_rate)
    if shape is Shape.S_CURVE:
        takeover = float(assumptions.frame.set_index("assumption_id").at[S_CURVE_ASSUMPTION, "central"])
        return through([latest, *ends], lambda start, end: s_curve(start, end, takeover))
    return through([latest, *ends], straight_line)


def spread(projection: Projection, year: int, target: Measured) -> tuple[float, float]:
    """Return the least and the greatest chance of meeting a target in a year that any of the tested methods gives."""
    found = [chance(replace(projection, score=score), year, target).near_end.value
             for score in projection.back_test.scores]
    return min(found), max(found)


def budget_path(latest: Level, carbon_dioxide: Level, left: Measured, year: int = NEUTRAL_YEAR) -> Pathway | Refusal:
    """Return the pathway of all gases to zero in `year` that spends a budget of carbon dioxide exactly, or why not.

    All gases are taken to fall as carbon dioxide does, so the budget is scaled by the latest levels of both.
    """
    share = latest.amount.over(carbon_dioxide.amount, "1")
    scaled = replace(left.times(share, latest.amount.unit), kind=Kind.SCENARIO)
    zero = Level(year, replace(latest.amount, values=(0.0,), kind=Kind.SCENARIO))
    return within_budget(latest, zero, scaled)
