"""What the trajectories page shows: the series chosen, its levels, targets, trend and the way to the targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hkzero.charts import trajectory_findings as words
from hkzero.measure import Answer, Measured
from hkzero.model import budget as budgets
from hkzero.model import standing, trajectories, trend
from hkzero.model.backtest import CANDIDATES, Candidate, Refused
from hkzero.model.pathways import Level, Pathway, Refusal, Shape
from hkzero.text import label
from hkzero.ui import controls, show
from hkzero.ui.cached import ask, computed
from hkzero.ui.state import language, say

SECTORS = ("total", "electricity", "transport", "waste", "other_fuel", "industrial_processes", "agriculture")
FORMS = ("absolute", "per_person", "per_gdp")
BOUNDARIES = ("territorial", "with_aviation", "with_aviation_and_ships", "consumption_life_cycle",
              "consumption_grid_average")
AUTOMATIC, LAST_YEAR = "auto", 2050
METHODS = {f"{one.method}.{one.scale}": one for one in CANDIDATES}
BUDGET_YEARS, WARMINGS, LIKELIHOODS = (2025, 2020), ("1.5", "1.7", "2.0"), (50, 67, 83)
RULES, ACCOUNTS = ("equal_per_person", "grandfathering"), ("inventory_share", "global_carbon_budget")


@dataclass(frozen=True, slots=True)
class View:
    """The series chosen, how it is carried on, and how the way to the targets is drawn."""

    sector: str
    form: str
    boundary: str
    method: Candidate | None
    shape: Shape
    older: bool

    @property
    def series(self) -> str:
        """Which targets belong to it: the sector, or the form of the total."""
        return self.sector if self.form == FORMS[0] else self.form

    @property
    def plain(self) -> bool:
        """Whether it is a sector as the inventory counts it, in tonnes."""
        return self.form == FORMS[0] and self.boundary == BOUNDARIES[0]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the main picture is drawn from. `trend` and `path` can be missing, each with its reason."""

    answer: Answer
    levels: Mapping[int, Level]
    goals: tuple[trajectories.Goal, ...]
    trend: trend.Projection | trend.NoTrend
    path: Pathway | Refusal | None

    @property
    def latest(self) -> Level:
        """The newest level."""
        return self.levels[max(self.levels)]

    @property
    def projected(self) -> trend.Projection | None:
        """The trend, None where there is none."""
        return self.trend if isinstance(self.trend, trend.Projection) else None

    @property
    def drawn_path(self) -> Pathway | None:
        """The way to the targets, None where there is none."""
        return self.path if isinstance(self.path, Pathway) else None


def choose() -> View:
    """Draw the controls and return what is chosen."""
    lang = language()
    with show.grid(200):
        sector = controls.menu("sector", SECTORS, lambda code: label("sector", code, lang), SECTORS[0],
                               label=say("trajectories.control.sector"))
        form = boundary = None
        if sector == SECTORS[0]:
            form = _menu("shown_as", "form", FORMS)
        if form == FORMS[0]:
            boundary = _menu("include", "boundary", BOUNDARIES)
        method = controls.menu("trend", (AUTOMATIC, *METHODS), _method, AUTOMATIC,
                               label=say("trajectories.control.method"))
        shape = _menu("shape", "shape", tuple(shape.value for shape in Shape))
        older = controls.switch("older", label=say("trajectories.control.older"))
    return View(sector, form or FORMS[0], boundary or BOUNDARIES[0], METHODS.get(method), Shape(shape), older)


def _menu(key: str, words_of: str, options: tuple[str, ...]) -> str:
    return controls.menu(key, options, lambda code: say(f"trajectories.{words_of}.{code}"), options[0],
                         label=say(f"trajectories.control.{words_of}"))


def _method(code: str) -> str:
    return say("trajectories.method.auto") if code == AUTOMATIC else words.method_name(METHODS[code], language())


def assembled(view: View) -> Shown | None:
    """Return what the choice shows; None where nothing is published for it."""
    answer, levels = _levels(view)
    if not levels:
        return None
    goals = computed(trajectories.goals, ask("target_levels"), view.series)
    latest = levels[max(levels)]
    stops = computed(trajectories.ahead, goals, latest.year)
    if view.shape is Shape.WITHIN_BUDGET:
        path = _budget_path(view, latest)
    else:
        path = computed(trajectories.target_path, latest, stops, view.shape, ask("assumptions"))
    return Shown(answer, levels, goals, projection(levels, view), path)


def _levels(view: View) -> tuple[Answer, Mapping[int, Level]]:
    totals, sectors = ask("emissions_total"), ask("emissions_by_sector")
    if view.form != FORMS[0]:
        answer = ask("emissions_intensity_forms", form=view.form)
        return answer, computed(standing.levels, answer)
    if view.boundary != BOUNDARIES[0]:
        answer = ask("boundary_emissions", boundary=view.boundary)
        return computed(standing.in_megatonnes, answer), computed(standing.levels, answer)
    answer = totals if view.sector == SECTORS[0] else sectors
    return computed(standing.in_megatonnes, answer), computed(trend.series, totals, sectors)[view.sector]


def projection(levels: Mapping[int, Level], view: View) -> trend.Projection | trend.NoTrend:
    """Return the trend of a series up to neutrality's year; a method the back-test left out is a reason for none."""
    breaks = computed(trend.declared_breaks, ask("emission_steps"), view.sector if view.plain else "")
    try:
        return computed(trend.project, list(levels.values()), LAST_YEAR, breaks, view.method)
    except KeyError:
        # Only the method that was asked for can be missing: it needs more figures, or none of zero.
        return trend.NoTrend(Refused.NO_SPREAD, len(levels))


@dataclass(frozen=True, slots=True)
class Budget:
    """The carbon budget chosen, what was spent of it, and the latest carbon dioxide."""

    share: Measured
    spent: budgets.Cumulative | None
    left: Measured
    latest: Level


def budget(first_year: int, warming: str, likelihood: int, rule: str, account: str) -> Budget:
    """Return Hong Kong's part of a global budget from the start of `first_year`, and what is left of it."""
    share = computed(budgets.share_of, ask("carbon_budgets"), first_year, warming, likelihood, rule)
    levels = computed(budgets.levels_of, ask("carbon_dioxide", account=account), account)
    latest = levels[max(levels)]
    spent = computed(budgets.cumulative, levels, first_year, latest.year, True) if first_year <= latest.year else None
    return Budget(share, spent, budgets.remaining(share, spent.amount) if spent else share, latest)


def _budget_path(view: View, latest: Level) -> Pathway | Refusal | None:
    """Return the way to zero within the budget shown first; budgets are of the whole city, in tonnes."""
    if view.sector != SECTORS[0] or not view.plain:
        return None
    found = budget(BUDGET_YEARS[0], WARMINGS[0], LIKELIHOODS[0], RULES[0], ACCOUNTS[0])
    return computed(trajectories.budget_path, latest, found.latest, found.left)
