"""Topics that take longer than a move of a slider: how sure, a way to the targets, several scenarios side by side.

What takes seconds is begun by a button, shows how far it is, and is remembered: the same question is not worked out
twice, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from hkzero.charts import scenario as charts
from hkzero.charts import scenario_findings as words
from hkzero.charts import scenario_study as pictures
from hkzero.charts import scenario_tables as tables
from hkzero.model import engine, goal_problem, goal_seek, sensitivity, workshop
from hkzero.model.runs import SYSTEM_COSTS, total_kt
from hkzero.ui import cached, controls, show
from hkzero.ui import scenario_view as view_of
from hkzero.ui.cached import ask
from hkzero.ui.kept import Kept
from hkzero.ui.markdown import plain
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

YEARS = (2035, 2050)
KT_PER_MT = GWH_PER_TWH = MILLION_PER_BILLION = 1000.0
INFLUENCE_DRAWS = 128
FOREMOST, SHOWN_BARS = 3, 10
REACHES = ("ambitious", "limit", "announced")
MINE, MOST_COMPARED = "mine", 4
COMPARED = ("total", *engine.SECTORS[:4], "intensity", "zero_carbon", "demand", "electric_cars", "cost")
DIGITS = {"kg CO2e/kWh": 2, "%": 0}
_studies: Kept[Any] = Kept(64)


# --- how sure ---


def uncertainty(bench: Bench) -> None:
    """Draw the chance of each target and, on demand, the assumptions that decide the outcome."""
    lang, shown, goals = language(), view_of.summary(bench), view_of.goals()
    chances = [(goal, sensitivity.chance(shown.drawn_mt[:, shown.at(goal.near.year)], goal.near.amount.value))
               for goal in goals]
    rests_on = view_of.resting_on([100 * chance.share for _, chance in chances], "%", ask("assumptions"))
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in words.chance_cards(chances, rests_on, lang)],
                     least_width=250)
    names = {year: say("scenarios.influence.in_year", year=year) for year in YEARS}
    year = controls.buttons("decided_in", YEARS, names, YEARS[0], label=say("scenarios.control.decided_in"))
    found = studied(("influence", bench, year), say("scenarios.influence.run"), say("scenarios.influence.running"),
                    lambda progress: _influences(bench, year, progress))
    if found is None:
        return
    titles = _assumption_titles()
    show.paragraph(words.foremost(sensitivity.foremost(found, FOREMOST), titles, year, lang))
    if found:
        most = found[:SHOWN_BARS]
        show.figure(pictures.influences(most, titles, lang), rests_on, key="influence",
                    title=say("scenarios.influence.title", year=year), subtitle=say("scenarios.influence.subtitle"),
                    note=say("scenarios.influence.note", draws=INFLUENCE_DRAWS),
                    table=tables.influences(found, titles, lang),
                    alt=words.foremost(most[:FOREMOST], titles, year, lang))


def _influences(bench: Bench, year: int, progress: Callable[[float], None]) -> tuple[sensitivity.Influence, ...]:
    base = view_of.ready().base
    place = int(year) - base.base_year
    return sensitivity.influences(view_of.runner(bench.attribution), view_of.schedule(bench)[0], engine.ranges(base),
                                  lambda outcome: total_kt(outcome)[:, place], seed=workshop.SEED, base=INFLUENCE_DRAWS,
                                  progress=progress)


def _assumption_titles() -> dict[str, str]:
    return ask("assumptions").frame.set_index("assumption_id")[f"title_{language()}"].to_dict()


def studied(question: tuple[Hashable, ...], button: str, running: str,
            work: Callable[[Callable[[float], None]], Any]) -> Any:
    """Return the answer to a long question, None while nobody has asked it; draws the button and the progress."""
    key = (question, cached.build_info()["content_sha256"])
    known = _studies.find(key)
    if known is not None:
        return known
    place = st.empty()  # first the button, then how far it is, then nothing: the answer stands below
    if not place.button(button, key=f"run_{question[0]}", icon=":material/play_arrow:"):
        return None
    bar = place.progress(0.0, text=running)
    try:
        return _studies.get(key, lambda: work(lambda share: bar.progress(min(share, 1.0), text=running)))
    finally:
        place.empty()


# --- a way to the targets ---


def goal(bench: Bench) -> None:
    """Draw the search for the cheapest settings that meet the targets, and what it found."""
    lang, every = language(), view_of.ready().levers
    show.paragraph(say("scenarios.goal.about"))
    with show.grid(200):
        targets = {year: controls.slider(f"goal_{year}", low, high, default, step=0.1, format="%.1f",
                                         label=say("scenarios.control.goal", year=year))
                   for year, low, high, default in ((2035, 0.0, 35.0, 20.6), (2050, 0.0, 35.0, 0.0))}
        reach = controls.menu("within", REACHES, {code: say(f"scenarios.reach.{code}") for code in REACHES}, REACHES[0],
                              label=say("scenarios.control.within"))
    titles = {lever.lever_id: lever.title[lang] for lever in every}
    refused = controls.list_of("refused", every.ids, titles.__getitem__, label=say("scenarios.control.refused"),
                               placeholder=say("scenarios.control.refused_none"))
    found = studied(("goal", tuple(targets.items()), reach, refused, bench.attribution), say("scenarios.goal.run"),
                    say("scenarios.goal.running"), lambda progress: _seek(targets, reach, refused, bench, progress))
    if isinstance(found, goal_problem.Infeasible):
        for sentence in words.infeasible(found, every, reach, lang):
            show.paragraph(sentence)
        _take_over(found.nearest, bench, reach, "nearest")
    elif found is not None:
        _found(found, bench, reach)


def _seek(targets: dict[int, float], reach: str, refused: tuple[str, ...], bench: Bench,
          progress: Callable[[float], None]) -> Any:
    its = view_of.ready()
    most = {year: amount * KT_PER_MT for year, amount in targets.items()}
    problem = goal_problem.problem(its.levers, its.base.years, most, its.rate, its.base.base_year, refused, reach=reach)
    return goal_seek.seek(view_of.runner(bench.attribution), problem, progress=progress)


def _found(found: goal_problem.Found, bench: Bench, reach: str) -> None:
    lang, every = language(), view_of.ready().levers
    for sentence in words.found(found, every, lang):
        show.paragraph(sentence)
    rests_on = view_of.resting_on(found.best.cost_million_hkd, "HK$ million", ask("levers"), ask("assumptions"))
    show.table(rests_on, key="goal_best", title=say("scenarios.goal.title"), subtitle=say("scenarios.goal.subtitle"),
               note=say("scenarios.goal.note"), static=True, frame=tables.solved(
                   found, goal_problem.settings(every, found.best, reach),
                   goal_problem.settings(every, found.runner_up, reach) if found.runner_up else None, every, lang))
    with show.grid(220):
        _take_over(found.best, bench, reach, "best")
        if found.runner_up:
            _take_over(found.runner_up, bench, reach, "runner_up")


def _take_over(solution: goal_problem.Solution, bench: Bench, reach: str, name: str) -> None:
    if st.button(say(f"scenarios.goal.take_{name}"), key=f"take_{name}", icon=":material/tune:"):
        every = view_of.ready().levers
        view_of.set_all(goal_problem.settings(every, solution, reach), bench.attribution, ("taken_over", {}))
        show.whole_page()


# --- side by side ---


def compare(bench: Bench) -> None:
    """Draw up to four scenarios on one chart."""
    lang, files = language(), view_of.ready().files
    titles = {name: words.title(one, lang) for name, one in files.items()} | {MINE: say("scenarios.compare.mine")}
    chosen = controls.several("with", (MINE, *files), titles.__getitem__, default=(MINE, "frozen_2024",
                              "current_policies"), label=say("scenarios.control.with"))
    of = controls.menu("compare", COMPARED, {code: say(f"scenarios.compared.{code}") for code in COMPARED}, COMPARED[0],
                       label=say("scenarios.control.compare"))
    if len(chosen) > MOST_COMPARED:
        st.caption(plain(say("scenarios.compare.most", most=MOST_COMPARED)))
    shown = chosen[:MOST_COMPARED]
    if not shown:
        return show.empty(say("scenarios.compare.none"))
    series, unit = {}, ""
    for name in shown:
        summary = view_of.summary(bench if name == MINE else view_of.ready().named[name])
        unit, series[titles[name]] = _compared(of, summary)
    colours = {titles[name]: charts.COLOURS[(MINE, *files).index(name)] for name in shown}
    years = view_of.summary(bench).years
    ground = cached.figure(charts.frame, unit, f"scenarios.{of}", lang, years)
    figure = cached.variant(charts.lines, ground, years, series, colours, unit, lang, "", DIGITS.get(unit, 1))
    values = [float(value) for one in series.values() for value in one]
    show.figure(figure, view_of.resting_on(values, unit, ask("scenarios")), key="scenario_compare",
                title=say(f"scenarios.compared.{of}"), subtitle=say("scenarios.compare.subtitle"),
                note=say("scenarios.compare.note"),
                table=charts.series_table(years, series, lang),
                alt=charts.series_alt(years, series, unit, lang, digits=DIGITS.get(unit, 1)))


def _compared(of: str, summary: workshop.Summary) -> tuple[str, Any]:
    """Return unit and values by year of one series of a scenario."""
    one = summary.central
    if of == "total":
        return "Mt CO2e", summary.total_mt
    if of in engine.SECTORS:
        return "Mt CO2e", one.sector_kt(of)[0] / KT_PER_MT
    if of == "cost":
        return "HK$ billion", sum(one.cost_million_hkd[part][0] for part in SYSTEM_COSTS) / MILLION_PER_BILLION
    if of == "electric_cars":
        return "%", 100 * one.series["fleet_private_car_electric"][0] / one.series["fleet_private_car"][0]
    name, unit, factor = {"intensity": ("intensity_kg_per_kwh", "kg CO2e/kWh", 1.0),
                          "zero_carbon": ("zero_carbon_share", "%", 100.0),
                          "demand": ("demand_gwh", "TWh", 1 / GWH_PER_TWH)}[of]
    return unit, one.series[name][0] * factor
