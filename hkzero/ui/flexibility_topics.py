"""A closer look at the hourly system, one topic at a time; what takes long runs in the background and is watched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from hkzero.charts import flexibility as charts
from hkzero.charts import flexibility_findings as words
from hkzero.grid import comparison, hourly_calibration, system
from hkzero.grid import dispatch as dispatching
from hkzero.grid.case import Dispatch, Objective
from hkzero.grid.job import Kind
from hkzero.ui import background_jobs as jobs
from hkzero.ui import cached, controls, flexibility_load, flexibility_plant, flexibility_study, show
from hkzero.ui.cached import ask, known
from hkzero.ui.flexibility_view import Chosen, Study, answers, case, of_case, rests_on, storage_name
from hkzero.ui.state import language, say

NAMES = ("charge", "duration", "day_by_month", "window", "plant", "worth", "adequacy", "calibration", "full", "load",
         "method")
SOLVE, SIZE, COMPARE = ("hkzero.grid.dispatch:solve", "hkzero.grid.sizing:least_cost_battery",
                        "hkzero.grid.adequacy:compare")
YEARS_PLAYED = 1000
GRAMS = 1e3  # in a kilogram


@show.alone
def closer(chosen: Chosen, study: Study | None) -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.pills("topic", NAMES, {code: say(f"flexibility.topic.{code}") for code in NAMES}, NAMES[0],
                           label=say("flexibility.control.topic"))
    with show.part(topic):
        draw(topic, chosen, study)


def draw(topic: str, chosen: Chosen, study: Study | None) -> None:
    """Draw one topic (one of NAMES); one that shows a result waits for it."""
    needs_no_result = {"worth": _worth, "adequacy": _adequacy, "full": _full, "calibration": _calibration,
                       "load": flexibility_load.draw, "method": _method}
    if topic == "plant":
        flexibility_plant.plant(chosen, study)
    elif topic in needs_no_result:
        needs_no_result[topic](chosen)
    elif study is None:
        show.paragraph(say("flexibility.state.no_result"))
    else:
        {"charge": _charge, "duration": _duration, "day_by_month": _day_by_month,
         "window": flexibility_plant.window}[topic](study)


def _charge(study: Study) -> None:
    lang, dispatch = language(), study.flexible
    weeks = comparison.weeks(dispatch)
    places = weeks[comparison.peak_week(dispatch)]
    if not dispatch.state_of_charge_mwh:
        show.paragraph(say("flexibility.charge.none"))
        return
    levels = {storage_name(name): level[places] for name, level in dispatch.state_of_charge_mwh.items()}
    starts = [str(one) for one in dispatch.case.year.starts[dispatch.hours][places]]
    sizes = {storage_name(one.storage_id): one.energy_mwh for one in dispatch.case.storages}
    show.figure(cached.figure(charts.charge, starts, levels, lang),
                rests_on(study, [*levels.values()], "MWh"), key="flexibility_charge",
                title=say("flexibility.charge.title"), subtitle=say("flexibility.charge.subtitle"),
                note=say("flexibility.charge.note"), alt=words.charge_alt(levels, sizes, lang),
                table=words.series_table(say("flexibility.column.hour"), _hours(starts), levels))


def _duration(study: Study) -> None:
    lang = language()
    curves = {}
    for code, one in (("without", study.without), ("with", study.flexible)):
        shares, curves[code] = comparison.duration(comparison.station_load_mw(one), one.weights)
    named = {say(f"flexibility.case.{code}"): values for code, values in curves.items()}
    show.figure(cached.figure(charts.duration, shares, curves, lang), rests_on(study, [*curves.values()], "MW"),
                key="flexibility_duration", title=say("flexibility.duration.title"),
                subtitle=say("flexibility.duration.subtitle"), note=say("flexibility.duration.note"),
                alt=words.duration_alt(curves, lang),
                table=words.series_table(say("flexibility.duration.axis"), [round(float(one), 1) for one in shares],
                                         named))


def _day_by_month(study: Study) -> None:
    """Draw carbon by hour and month, of the full year where it was solved, and what sets the price."""
    lang = language()
    dispatch = _whole_year(study.chosen) or study.flexible
    values = comparison.hour_by_month(dispatch.intensity_kg_per_kwh, dispatch)
    blank = int(np.isnan(values).all(axis=1).sum())
    show.figure(cached.figure(charts.day_by_month, values, lang),
                rests_on(study, GRAMS * dispatch.intensity_kg_per_kwh, "g CO2e/kWh"), key="flexibility_day_by_month",
                title=say("flexibility.day_by_month.title"), subtitle=say("flexibility.day_by_month.subtitle"),
                note=say("flexibility.day_by_month.blank", count=blank) if blank else None,
                alt=words.day_by_month_alt(values, lang), table=words.day_by_month_table(values, lang))
    show.paragraph(words.marginal(comparison.marginal_hours(dispatch), lang))


def _worth(chosen: Chosen) -> None:
    """Draw the least-cost battery and what one more kilowatt is worth; worked out when the reader asks."""
    lang = language()
    show.paragraph(say("flexibility.worth.about"))
    if chosen.options.objective != Objective.COST:
        show.paragraph(say("flexibility.worth.cost_only"))
        return
    plain = _without_battery(chosen)
    found = _worked_out("worth", SIZE, plain.key, lambda: (case(plain), answers(system.QUESTIONS)),
                         Kind.LONG)
    if found is None:
        return
    show.paragraph(words.sized(found, lang))
    evidence = of_case(plain, [one.value_hkd_per_kw for one in found.curve], "HK$")
    show.figure(cached.figure(charts.worth, found.curve, lang), evidence, key="flexibility_worth",
                title=say("flexibility.worth.title"),
                subtitle=say("flexibility.worth.subtitle", hours=words.hours(found.curve_hours, lang)),
                note=say("flexibility.worth.note"), alt=words.sized(found, lang),
                table=words.worth_table(found.curve, lang))


def _adequacy(chosen: Chosen) -> None:
    lang = language()
    show.paragraph(say("flexibility.adequacy.about"))
    found = _worked_out("adequacy", COMPARE, chosen.key, lambda: (case(chosen), YEARS_PLAYED))
    if found is None:
        return
    for sentence in words.adequacy(found, lang):
        show.paragraph(sentence)
    show.table(of_case(chosen, [found.without.loss_of_load_hours], "hours"), key="flexibility_adequacy",
               title=say("flexibility.adequacy.title"), subtitle=say("flexibility.adequacy.subtitle"),
               note=say("flexibility.adequacy.note"), frame=words.adequacy_table(found, lang), static=True)


def _calibration(_: Chosen) -> None:
    lang, checks = language(), known(_checks)
    show.paragraph(words.calibration(checks, lang))
    show.table(ask("peak_demand"), ask("hourly_shapes"), key="flexibility_calibration",
               title=say("flexibility.calibration.title"), subtitle=say("flexibility.calibration.subtitle"),
               note=say("flexibility.calibration.note"), frame=words.calibration_table(checks, lang), static=True)


def _checks() -> tuple[hourly_calibration.Check, ...]:
    return hourly_calibration.calibration(answers(hourly_calibration.QUESTIONS))


def _full(chosen: Chosen) -> None:
    """Draw the button for every hour of the year, how far it is, and what it comes to beside the weeks."""
    lang = language()
    show.paragraph(say("flexibility.full.about"))
    found = _worked_out("full", SOLVE, chosen.key, lambda: (case(chosen),), Kind.LONG)
    plain = _worked_out("full_without", SOLVE, chosen.without.key, lambda: (case(chosen.without),), Kind.LONG,
                        asks=found is not None)
    if found is None or plain is None:
        return
    after, before = (flexibility_study.figures(one, which, "full")
                     for one, which in ((found, chosen), (plain, chosen.without)))
    study = Study(chosen, found, plain)
    cards = words.key_cards(after, before, lambda value, unit: rests_on(study, value, unit), lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=190)
    show.table(rests_on(study, found.load_mw, "GWh"), key="flexibility_account", title=say("flexibility.account.title"),
               subtitle=say("flexibility.account.subtitle"),
               note=say(f"flexibility.account.{'note_own' if chosen.own_load else 'note'}"),
               frame=words.account_table(dispatching.account_gap(plain), lang), static=True)


def _method(_: Chosen) -> None:
    for paragraph in ("year", "dispatch", "flexible", "weeks", "limits"):
        show.paragraph(say(f"flexibility.method.{paragraph}"))
    show.table(ask("unit_operation"), key="flexibility_operation", title=say("flexibility.method.title"), folded=True)


def _worked_out(name: str, function: str, key: str, arguments: Any, kind: Kind = Kind.LIVE, *,
                asks: bool = False) -> Any:
    """Return a result of the background, None while there is none; draws the button, the progress or the failure."""
    begun = jobs.find(name, key)
    if begun is None and not asks:
        place = st.empty()  # the button leaves as soon as it is pressed
        if not place.button(say(f"flexibility.{name}.run"), key=f"run_{name}", icon=":material/play_arrow:"):
            return None
        place.empty()
    question = begun or jobs.asked(name, function, key, arguments, kind)
    if question.result is None and not jobs.draw_failure(name, {name: question}):
        jobs.watch(name, [question], say(f"flexibility.{name}.running"), kind)
    return question.result


def _whole_year(chosen: Chosen) -> Dispatch | None:
    """Return the dispatch of every hour where the reader had it worked out."""
    found = jobs.find("full", chosen.key)
    return found.result if found else None


def _without_battery(chosen: Chosen) -> Chosen:
    return replace(chosen, options=replace(chosen.options, battery_mw=0.0))


def _hours(starts: list[str]) -> list[str]:
    return [f"{start[:10]} {start[11:13]}:00" for start in starts]
