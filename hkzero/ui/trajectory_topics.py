"""A closer look at a trajectory, one topic at a time: targets, pace, budget, drivers, back-test."""

from __future__ import annotations

from collections.abc import Sequence

from hkzero.charts import drivers as charts
from hkzero.charts import outlook
from hkzero.charts import trajectory_findings as words
from hkzero.measure import Answer, Kind
from hkzero.model import budget as budgets
from hkzero.model import decomposition, delay, progress, standing, trajectories, verdicts
from hkzero.model.pathways import Level, Pathway, residual, straight_line
from hkzero.ui import cached, controls, show
from hkzero.ui import trajectory_view as view_of
from hkzero.ui.cached import ask, computed
from hkzero.ui.state import language, say
from hkzero.ui.trajectory_view import Shown, View

NAMES = ("board", "pace", "budget", "drivers", "backtest")
# Rows of four cards, or of three where what was spent stands among them.
CARD_WIDTH = {True: 180, False: 250}
FIRST_TARGET = "elec_zc_2035"
MOST_YEARS_OF_WAITING = 8
OF = ("kaya", "electricity")


@show.alone
def closer(view: View, shown: Shown | None) -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.buttons("topic", NAMES, lambda code: say(f"trajectories.topic.{code}"), NAMES[0],
                             label=say("trajectories.control.topic"))
    with show.part(topic):
        draw(topic, view, shown)


def draw(topic: str, view: View, shown: Shown | None) -> None:
    """Draw one topic (one of NAMES) for the series shown."""
    {"board": _board, "pace": _pace, "budget": _budget, "drivers": _drivers, "backtest": _backtest}[topic](view, shown)


def _board(view: View, _: Shown | None) -> None:
    lang, targets, series = language(), ask("target_levels"), ask("target_series")
    every = computed(verdicts.verdicts, targets, series)
    show.paragraph(words.counts(verdicts.counted(item for item in every if item.is_current), lang))
    codes = sorted({code for codes in targets.frame["source_id"] for code in codes.split(";")})
    addresses = {source.source_id: source.url for source in cached.sources(tuple(codes))}
    show.table(targets, series, key="board", title=say("trajectories.board.title"),
               subtitle=say("trajectories.board.subtitle"), note=say("trajectories.board.note"),
               frame=computed(words.board, every, targets, computed(trajectories.bases, targets), lang, view.older,
                              addresses), static=True)
    show.paragraph(say("trajectories.board.rule", full=round(100 * progress.ON_TRACK_FROM_SHARE),
                       slow=round(100 * progress.TOO_SLOW_FROM_SHARE)))
    _one_target(every, targets, view.older)


def _one_target(every: Sequence[verdicts.TargetVerdict], targets: Answer, older: bool) -> None:
    """Draw one target beside the series that it limits, whatever its unit."""
    lang = language()
    titles = targets.frame.set_index("target_id")[f"title_{lang}"]
    found = {item.target_id: item for item in every if item.latest and item.near and (item.is_current or older)}
    chosen = found[controls.menu("aim", tuple(found), titles.get, FIRST_TARGET, label=say("trajectories.control.aim"))]
    answer = ask("target_series", target_id=chosen.target_id)
    goal, levels = computed(trajectories.goal, targets, chosen.target_id), computed(standing.levels, answer)
    path = computed(straight_line, chosen.latest, goal.near) if chosen.latest.year < goal.near.year else None
    figure = cached.figure(outlook.outlook, levels, (goal,), path, None, lang,
                           say("trajectories.shape.straight_line"), True)
    show.figure(figure, answer, goal.near.amount, key="aim", title=titles[chosen.target_id],
                subtitle=words.verdict_text(chosen, lang), note=say("trajectories.aim.note"),
                alt=computed(outlook.outlook_alt, levels, (goal,), None, lang))


def needed_for(shown: Shown) -> delay.Requirement | None:
    """Return what the nearest target ahead requires; None where there is no target ahead."""
    stops = computed(trajectories.ahead, shown.goals, shown.latest.year)
    return computed(delay.requirement, shown.levels, stops[0].near) if stops else None


def _pace(_: View, shown: Shown | None) -> None:
    lang = language()
    needed = shown and needed_for(shown)
    if not needed:
        return show.empty(say("trajectories.pace.none"))
    show.figure(cached.figure(charts.paces, needed, lang), shown.answer, needed.required.per_year, key="pace",
                title=say("trajectories.pace.title"), subtitle=say("trajectories.pace.subtitle"),
                note=say("trajectories.pace.note"), alt=charts.paces_alt(needed, lang))
    last = computed(trajectories.ahead, shown.goals, shown.latest.year)[-1].near
    rate_target = residual(shown.latest, last.year, ask("assumptions")) if last.amount.value == 0 else None
    rows = computed(delay.cost_of_delay, shown.latest, last, MOST_YEARS_OF_WAITING, None, rate_target)
    show.figure(cached.figure(charts.delays, rows, lang), shown.answer, rows[0].required.per_year, key="delay",
                title=say("trajectories.delay.title", year=last.year), subtitle=say("trajectories.delay.subtitle"),
                note=say("trajectories.delay.note"), alt=charts.delays_alt(rows, lang),
                table=charts.delays_table(rows, lang))


def _budget(view: View, shown: Shown | None) -> None:
    lang = language()
    if not shown or view.sector != view_of.SECTORS[0] or not view.plain:
        return show.empty(say("trajectories.budget.none"))
    with show.grid(180):
        first = controls.menu("budget_from", view_of.BUDGET_YEARS, str, view_of.BUDGET_YEARS[0],
                              label=say("trajectories.control.budget_from"))
        warming = _menu("warming", view_of.WARMINGS)
        likelihood = controls.menu("likelihood", view_of.LIKELIHOODS, lambda code: say(
            "trajectories.budget.likelihood", percent=code), view_of.LIKELIHOODS[0],
            label=say("trajectories.control.likelihood"))
        rule, account = _menu("share_rule", view_of.RULES), _menu("account", view_of.ACCOUNTS)
    found = view_of.budget(first, warming.replace("_", "."), likelihood, rule, account)
    lines, ends = _ways(found, shown)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in words.budget_cards(
        found.share, found.spent, found.left, ends, lang)], least_width=CARD_WIDTH[found.spent is None])
    asked = [ask("carbon_budgets"), ask("carbon_dioxide", account=account)]
    show.figure(cached.figure(charts.budget, lines, lang), *asked, *(line.amount for line in lines.values()),
                key="budget", table=charts.budget_table(lines, lang), title=say("trajectories.budget.title"),
                subtitle=say("trajectories.budget.subtitle"),
                note=say("trajectories.budget.note"), alt=words.budget_alt(found.left, ends, lang))


def _ways(found: view_of.Budget, shown: Shown) -> tuple[dict[str, Pathway], dict[str, budgets.Exhaustion]]:
    """Return what is left of the budget along each way of going on, and when it is used up on each."""
    level, years = found.latest.amount.as_kind(Kind.SCENARIO), range(found.latest.year, view_of.LAST_YEAR + 1)
    still = Pathway(tuple(years), computed(budgets.held, level, len(years)))
    ways = {"level": still}
    start = Level(shown.latest.year, shown.latest.amount)
    if shown.projected and found.latest.year == shown.latest.year:
        after = computed(budgets.after, start, shown.projected.central)
        path = Pathway((start.year, *shown.projected.years), after)
        ways["trend"] = computed(budgets.as_carbon_dioxide, path, found.latest)
    if shown.drawn_path and found.latest.year == shown.latest.year:
        ways["path"] = computed(budgets.as_carbon_dioxide, shown.drawn_path, found.latest)
    left = {name: computed(budgets.left_along, found.left, way) for name, way in ways.items()}
    return left, {name: computed(budgets.exhausted_on, found.left, way) for name, way in ways.items()}


def _menu(key: str, options: tuple[str, ...]) -> str:
    codes = tuple(code.replace(".", "_") for code in options)
    return controls.menu(key, codes, lambda code: say(f"trajectories.{key}.{code}"), codes[0],
                         label=say(f"trajectories.control.{key}"))


def _drivers(_: View, __: Shown | None) -> None:
    lang = language()
    left, right = show.columns(1, 2)
    with left:
        of = controls.buttons("of", OF, lambda code: say(f"trajectories.of.{code}"), OF[0],
                              label=say("trajectories.control.of"))
    factors = ask("kaya_factors" if of == OF[0] else "electricity_factors")
    known = computed(decomposition.years_of, factors)
    with right:
        first, last = controls.years(f"between_{of}", known[0], known[-1], label=say("trajectories.control.between"))
    if first == last or not {first, last} <= set(known):
        return show.empty(say("trajectories.drivers.none"))
    found = computed(decomposition.kaya if of == OF[0] else decomposition.electricity, factors, first, last)
    show.figure(cached.figure(charts.waterfall, found, lang), found.start, factors, key="drivers",
                title=say(f"trajectories.drivers.title_{of}", first=first, last=last),
                subtitle=say("trajectories.drivers.subtitle"), note=say(f"trajectories.drivers.note_{of}"),
                alt=charts.waterfall_alt(found, lang), drawn=found.start.unit)


def _backtest(_: View, shown: Shown | None) -> None:
    lang = language()
    if not shown or not shown.projected:
        return show.empty(say("trajectories.backtest.none"))
    found = shown.projected
    show.paragraph(words.backtest_words(found, lang))
    show.table(shown.answer, found.central, key="backtest", title=say("trajectories.backtest.title"),
               subtitle=say("trajectories.backtest.subtitle"), note=say("trajectories.backtest.note"),
               frame=computed(words.backtest_table, found.back_test, found.central.unit, lang), static=True)
    if said := words.left_out(found.back_test, lang):
        show.paragraph(said)
