"""The Flexibility page above its topics: the study asked for, its finding and key figures, and a week hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from hkzero.charts import flexibility as charts
from hkzero.charts import flexibility_findings as words
from hkzero.grid import background, comparison
from hkzero.grid.case import Dispatch
from hkzero.grid.weeks import DEFAULT as WEEKS
from hkzero.ui import background_jobs as jobs
from hkzero.ui import cached, controls, show
from hkzero.ui.flexibility_view import Chosen, Study, case, rests_on
from hkzero.ui.kept import Kept
from hkzero.ui.state import language, say

LAST = "flexibility_last"
PEAK = "peak"
SOLVE_WEEKS = "hkzero.grid.weeks:solve_weeks"
_figures: Kept[comparison.Figures] = Kept(64)


def found(chosen: Chosen) -> Study | None:
    """Return the study of what was chosen; while it is worked out, the last one, None without any. Draws how far it is.
    """
    background.warm(2)
    with show.loading(say("flexibility.state.making")):
        questions = {name: jobs.asked(name, SOLVE_WEEKS, f"{one.key}:{WEEKS}", lambda one=one: arguments(one))
                     for name, one in (("flexible", chosen), ("without", chosen.without))}
    flexible, without = (one.result for one in questions.values())
    if flexible is not None and without is not None:
        st.session_state[LAST] = Study(chosen, flexible, without)
        return st.session_state[LAST]
    if all(one.is_over for one in questions.values()):
        show.finding(words.nothing(chosen.scenario, chosen.year, language()), page=say("common.menu.flexibility"))
        jobs.draw_failure("study", questions)
        return None
    if LAST not in st.session_state:
        show.finding(words.waiting(chosen.scenario, chosen.year, language()), page=say("common.menu.flexibility"))
    jobs.watch("study", [*questions.values()], say("flexibility.state.solving"))
    return st.session_state.get(LAST)


def arguments(chosen: Chosen) -> tuple:
    """Return what the solver is given."""
    return case(chosen), WEEKS


def figures(dispatch: Dispatch, chosen: Chosen, hours: str = "weeks") -> comparison.Figures:
    """Return the figures of a dispatch, worked out once."""
    return _figures.get((chosen.key, hours), lambda: comparison.figures(dispatch))


def headline(chosen: Chosen, study: Study | None) -> None:
    """Draw the finding and the key figures."""
    lang = language()
    if study is None:
        return
    after, before = figures(study.flexible, study.chosen), figures(study.without, study.chosen.without)
    show.finding(page=say("common.menu.flexibility"), **words.headline(study.chosen, after, before, lang))
    if study.chosen != chosen:
        show.paragraph(say("flexibility.state.former"))
    cards = words.key_cards(after, before, lambda value, unit: rests_on(study, value, unit), lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=190)


def choose_week(dispatch: Dispatch) -> slice:
    """Draw the choice of a week and return its places among the hours."""
    lang, weeks = language(), comparison.weeks(dispatch)
    peak = comparison.peak_week(dispatch)
    codes = {PEAK: peak} | {f"w{number + 1}": number for number in weeks if number != peak}
    starts = dispatch.case.year.starts[dispatch.hours]
    labels = {code: words.week(starts[weeks[number]], code == PEAK, lang) for code, number in codes.items()}
    widget = controls.pills if len(codes) <= WEEKS + 1 else controls.menu
    code = widget("week", [*codes], labels, PEAK, label=say("flexibility.control.week"))
    return weeks[codes[code]]


def week(study: Study) -> None:
    """Draw what serves each hour of a week."""
    lang, dispatch = language(), study.flexible
    places = choose_week(dispatch)
    shown = parts(dispatch, places)
    load, planned = comparison.load_mw(dispatch)[places], dispatch.load_mw[places]
    starts = [str(one) for one in dispatch.case.year.starts[dispatch.hours][places]]
    charging = comparison.storage_flows(dispatch)[2][places]
    figure = cached.figure(charts.week, starts, shown, charging, load, planned, lang)
    show.figure(figure, rests_on(study, load, "MW"), key="flexibility_week", title=say("flexibility.week.title"),
                subtitle=say("flexibility.week.subtitle", scenario=study.chosen.scenario, year=study.chosen.year),
                note=say("flexibility.week.note"), alt=words.week_alt(starts, shown, load, lang),
                table=words.week_table(starts, shown, charging, load, planned,
                                       dispatch.intensity_kg_per_kwh[places], dispatch.price_hkd_per_mwh[places], lang))


def parts(dispatch: Dispatch, places: slice) -> Mapping[str, Any]:
    """Return what serves the hours by code, from the ground up, MW; what gives nothing is left out."""
    made = comparison.by_fuel(dispatch)
    discharge, back, _ = comparison.storage_flows(dispatch)
    every = {code: made[code] for code in charts.FUELS if code in made}
    every |= {"storage": discharge, "vehicles": back, "unserved": dispatch.unserved_mw}
    return {code: values[places] for code, values in every.items() if np.max(values[places]) > 1}
