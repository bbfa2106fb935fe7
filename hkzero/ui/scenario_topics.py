"""A closer look at the scenario on the bench, one topic at a time: what a move of a slider changes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from hkzero.charts import palette
from hkzero.charts import scenario as charts
from hkzero.charts import scenario_findings as words
from hkzero.charts import scenario_study as pictures
from hkzero.charts import scenario_tables as tables
from hkzero.measure import Answer, Measured
from hkzero.model import abatement_cost, engine, hindcast, transport_fleet, wedges
from hkzero.model.parts import narrowed
from hkzero.model.runs import SYSTEM_COSTS
from hkzero.model.standing import in_megatonnes
from hkzero.ui import cached, controls, scenario_files, scenario_study, show
from hkzero.ui import scenario_view as view_of
from hkzero.ui.cached import ask, known
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

NAMES = ("sectors", "wedges", "power", "fleet", "demand", "cost", "uncertainty", "goal", "compare", "test", "files")
KT_PER_MT = GWH_PER_TWH = MILLION_PER_BILLION = 1000.0
PERCENT = 100.0
SUPPLY = ("import_nuclear", "import_clean", "generation_coal", "generation_gas", "generation_oil", "generation_waste",
          "generation_wind", "generation_solar")
USERS = ("commercial", "residential", "industrial", "transport")
INTENSITY, INTENSITY_UNIT = "intensity_kg_per_kwh", "kg CO2e/kWh"


@show.alone
def closer() -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.pills("topic", NAMES, {code: say(f"scenarios.topic.{code}") for code in NAMES}, NAMES[0],
                           label=say("scenarios.control.topic"))
    with show.part(topic):
        draw(topic, view_of.on_bench())


def draw(topic: str, bench: Bench) -> None:
    """Draw one topic (one of NAMES) of a scenario."""
    {"sectors": _sectors, "wedges": _wedges, "power": _power, "fleet": _fleet, "demand": _demand, "cost": _cost,
     "uncertainty": scenario_study.uncertainty, "goal": scenario_study.goal, "compare": scenario_study.compare,
     "test": _test, "files": scenario_files.draw}[topic](bench)


def _sectors(bench: Bench) -> None:
    shown = view_of.summary(bench)
    amounts = {code: shown.central.sector_kt(code)[0] / KT_PER_MT for code in engine.SECTORS}
    parts, colours = named(amounts, palette.SECTOR, "labels.sector")
    total = say("scenarios.sectors.total")
    drawn(charts.stack, "sectors", shown.years, parts | {total: shown.total_mt}, colours, "Mt CO2e", total=total)


def _wedges(bench: Bench) -> None:
    lang, found = language(), known(_wedges_of, bench)
    years = view_of.summary(bench).years
    amounts = {code: values / KT_PER_MT for code, values in zip(found.groups, found.shapley, strict=True)}
    parts, colours = named(amounts, palette.LEVER_GROUP, "scenarios.group")
    difference, overlap = (values / KT_PER_MT for values in (found.difference, found.interaction))
    for sentence in words.interaction(years, difference, overlap, lang):
        show.paragraph(sentence)
    total = say("scenarios.wedges.total")
    drawn(charts.steps, "wedges", years, parts | {total: difference}, colours, "Mt CO2e", total=total,
          beside={say("scenarios.wedges.interaction"): overlap})


def _wedges_of(bench: Bench) -> wedges.Wedges:
    before, after = (view_of.schedule(one)[0] for one in (view_of.frozen(), bench))
    return wedges.wedges(view_of.runner(bench.attribution), before, after,
                         [lever.group for lever in view_of.ready().levers])


def _power(bench: Bench) -> None:
    lang, shown = language(), view_of.summary(bench)
    series = shown.central.series
    amounts = {code: series[f"{code}_gwh"][0] / GWH_PER_TWH for code in SUPPLY}
    parts, colours = named({code: values for code, values in amounts.items() if values.max() > 0}, palette.SUPPLY,
                           "scenarios.supply")
    for sentence in words.intensity(shown, series[INTENSITY][0], PERCENT * series["zero_carbon_share"][0], lang):
        show.paragraph(sentence)
    drawn(charts.stack, "power", shown.years, parts, colours, "TWh", ask("scenario_supply"),
          beside={say("scenarios.compared.intensity"): series[INTENSITY][0]})
    _intensity(shown.years, series[INTENSITY][0])


def _intensity(years: Any, kg_per_kwh: Any) -> None:
    """Draw what a kilowatt-hour emits in the scenario, after what it has emitted by the same rule."""
    lang, answer = language(), ask("electricity_intensity")
    past = answer.frame[answer.frame["measure"] == "consumed"]
    ground = cached.figure(pictures.past_intensity, past["period"].tolist(), past["value"].tolist(),
                           past["kind"].tolist(), int(years[-1]), lang)
    title, whole = say("scenarios.intensity.scenario"), {int(year): float(value)
                                                         for year, value in zip(years, kg_per_kwh, strict=True)}
    known_years = {int(year): float(value) for year, value in zip(past["period"], past["value"], strict=True)}
    every = sorted({*known_years, *whole})
    table = pd.DataFrame({say("labels.column.period"): [str(year) for year in every],
                          say("scenarios.intensity.past"): [known_years.get(year) for year in every],
                          title: [whole.get(year) for year in every]}).round(3)
    show.figure(cached.variant(pictures.intensity, ground, years, kg_per_kwh, lang),
                view_of.evidence(list(whole.values()), INTENSITY_UNIT), narrowed(answer, past),
                key="scenario_intensity",
                title=say("scenarios.intensity.title"), subtitle=say("scenarios.intensity.subtitle"),
                note=say("scenarios.intensity.note"), table=table,
                alt=charts.series_alt(years, {title: kg_per_kwh}, INTENSITY_UNIT, lang, digits=2))


def _fleet(bench: Bench) -> None:
    shown = view_of.summary(bench)
    series = shown.central.series
    shares = {code: PERCENT * series[f"fleet_{code}_electric"][0] / np.maximum(series[f"fleet_{code}"][0], 1e-9)
              for code in transport_fleet.CLASSES}
    parts, _ = named(shares, {}, "scenarios.vehicles")
    drawn(charts.lines, "fleet", shown.years, parts, charts.by_order(list(parts)), "%", ask("scenario_fleet"), digits=0)


def _demand(bench: Bench) -> None:
    shown = view_of.summary(bench)
    amounts = {code: shown.central.series[f"demand_{code}_gwh"][0] / GWH_PER_TWH for code in USERS}
    parts, colours = named(amounts, palette.USE, "scenarios.user")
    total = say("scenarios.demand.total")
    drawn(charts.stack, "demand", shown.years, parts | {total: shown.central.series["demand_gwh"][0] / GWH_PER_TWH},
          colours, "TWh", ask("scenario_end_use"), total=total)


def _cost(bench: Bench) -> None:
    lang, shown, frozen = language(), view_of.summary(bench), view_of.summary(view_of.frozen())
    more = {code: (shown.central.cost_million_hkd[code][0] - frozen.central.cost_million_hkd[code][0])
            / MILLION_PER_BILLION for code in SYSTEM_COSTS}
    parts, _ = named(more, {}, "scenarios.cost_part")
    total = say("scenarios.cost.total")
    drawn(charts.steps, "cost", shown.years, parts | {total: sum(more.values())}, charts.by_order(list(parts)),
          "HK$ billion", ask("assumptions"), total=total)
    found = known(_abatement, bench)
    if not found:
        return
    table = tables.abatement(found, view_of.ready().levers, lang)
    show.table(view_of.evidence(0.0, "HK$/t CO2e"), ask("levers"), ask("assumptions"), key="abatement",
               title=say("scenarios.abatement.title"), subtitle=say("scenarios.abatement.subtitle"),
               note=say("scenarios.abatement.note", rate=words.rate(view_of.rate_percent(), lang)), frame=table,
               static=True)


def _abatement(bench: Bench) -> dict[str, tuple[abatement_cost.AbatementCost, ...]]:
    """Return what each lever costs a tonne by both references, by reference; empty where no lever moves."""
    its = view_of.ready()
    before, after = (view_of.schedule(one)[0] for one in (view_of.frozen(), bench))
    found = {}
    for reference in abatement_cost.Reference:
        years, each = abatement_cost.differences(view_of.runner(bench.attribution), before, after, its.levers.ids,
                                                 reference)
        if each:
            found[str(reference)] = abatement_cost.per_tonne(years, each, its.rate, its.base.base_year)
    return found


def _test(_: Bench) -> None:
    """Draw how the engine does when it is run forward from 2010, and by what each sector had to be scaled."""
    lang, checks, base = language(), known(_checks), view_of.ready().base
    show.paragraph(words.tested(checks, lang))
    show.table(in_megatonnes(ask("scenario_inventory")), key="engine_test", title=say("scenarios.test.title"),
               subtitle=say("scenarios.test.subtitle"), note=say("scenarios.test.note"), static=True,
               frame=tables.tested(checks, dict(zip(engine.SECTORS, base.calibration, strict=True)), lang))


def _checks() -> tuple[hindcast.Check, ...]:
    return hindcast.backtest({name: ask(name) for name in hindcast.QUESTIONS}, view_of.ready().levers)


def named(parts: Mapping[str, Any], colours: Mapping[str, str], names: str) -> tuple[dict, dict]:
    """Return parts and colours by the name shown."""
    shown = {code: say(f"{names}.{code}") for code in parts}
    return ({shown[code]: values for code, values in parts.items()},
            {shown[code]: colours[code] for code in parts if code in colours})


def drawn(draw_on: Callable[..., dict], key: str, years: Any, parts: Mapping[str, Any], colours: Mapping[str, str],
          unit: str, *more: Answer | Measured, total: str = "", digits: int = 1,
          beside: Mapping[str, Any] | None = None) -> None:
    """Draw a chart of named series with its words, its table and what it says in words.

    `beside` are series that stand in the table only; `more` are answers that it rests on besides the base year.
    """
    lang = language()
    values = [float(value) for series in parts.values() for value in series]
    ground = cached.figure(charts.frame, unit, f"scenarios.{key}", lang, None if draw_on is charts.steps else years)
    figure = cached.variant(draw_on, ground, years, parts, colours, unit, lang, total, digits)
    show.figure(figure, view_of.resting_on(values, unit, *more), key=f"scenario_{key}",
                title=say(f"scenarios.{key}.title"), subtitle=say(f"scenarios.{key}.subtitle"),
                note=say(f"scenarios.{key}.note"), table=charts.series_table(years, {**parts, **(beside or {})}, lang),
                alt=charts.series_alt(years, parts, unit, lang, digits=digits), folded=True)
