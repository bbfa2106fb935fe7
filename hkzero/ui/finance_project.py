"""The project desk on the Finance page: one project, from its inputs to what it is worth, and a workbook of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from hkzero import project_workbook
from hkzero.charts import finance_desk_findings as words
from hkzero.charts import finance_project as charts
from hkzero.charts import finance_project_findings as picture_words
from hkzero.measure import Kind, Measured
from hkzero.model import project_study
from hkzero.model.project_study import Study
from hkzero.model.runs import Outcome
from hkzero.text import quantity
from hkzero.text.projects import kind_name, notes, titles
from hkzero.ui import cached, scenario_view, scenario_words, show
from hkzero.ui import finance_project_inputs as inputs
from hkzero.ui.finance_project_inputs import Asked
from hkzero.ui.frame import permanent_link
from hkzero.ui.kept import Kept
from hkzero.ui.state import language, say

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FLOW_ANCHOR = "finance-project-flow"
_studies: Kept[Study] = Kept(128)


def project() -> None:
    """Draw the desk: the kind of project, what becomes of it, its inputs, its money by year and what matters most."""
    show.paragraph(say("finance_project.about"))
    kind = inputs.choose_kind()
    show.paragraph(say(f"finance_project.what.{kind.kind_id}"))
    result = show.place()
    asked = inputs.choose(kind)
    if asked.faults:
        # The last good result would be taken for that of these numbers.
        with result:
            show.paragraph(say("finance_project.waiting"))
            show.listed(asked.faults, title=say("finance_project.put_right"))
        return
    study = worked_out(asked)
    with result:
        _headline(study, asked)
    _pictures(study, asked)


def worked_out(asked: Asked) -> Study:
    """Return the study of what was asked; the last ones are remembered."""
    return _studies.get(asked.key, lambda: project_study.study(
        asked.kind, asked.given, cached.known(_outcome, asked.scenario), inputs.paths()[asked.path_id],
        start_year=asked.start_year, rate=asked.rate, financing=asked.financing))


def _outcome(scenario: str) -> Outcome:
    """Return the run of a named scenario with central assumptions."""
    bench = scenario_view.ready().named[scenario]
    return scenario_view.runner(bench.attribution)(scenario_view.schedule(bench), None)


def _headline(study: Study, asked: Asked) -> None:
    lang, worth = language(), study.appraisal
    st.subheader(show.plain(words.finding(study, lang)), anchor=False)
    show.paragraph(" ".join(line for line in (words.carbon(study, lang), words.owners(study, lang)) if line))
    money, tonnes = _evidence(study, asked, "HK$"), _evidence(study, asked, "t CO2e")
    rate, why = words.rate_figure(study, lang)
    back, later = words.payback_figure(study, lang)
    figures = [
        _figure("npv", words.amount(worth.net_present_value_hkd, lang), money, has_help=True),
        _figure("irr", rate, money, note=why),
        _figure("payback", back, money, note=later),
        _figure("levelised", words.levelised_figure(study, lang), money, has_help=True,
                note=say(f"finance_project.figure.levelised_note_{study.kind.delivered_unit}")),
        _figure("per_tonne", words.per_tonne_figure(study, lang), tonnes, has_help=True),
        _figure("tonnes", quantity(worth.avoided_tonnes, "t CO2e", lang, 0), tonnes,
                note=say("finance_project.figure.tonnes_note", first=study.project.years[1],
                         last=study.project.years[-1])),
    ]
    if worth.equity is not None:
        figures.append(_figure("owners", words.amount(worth.equity.net_present_value_hkd, lang), money,
                               note=say("finance_project.figure.owners_note")))
    show.key_figures(figures, least_width=160)


def _figure(name: str, value: str, evidence: Measured, *, note: str = "", has_help: bool = False) -> show.KeyFigure:
    return show.KeyFigure(say(f"finance_project.figure.{name}"), value, evidence, note=note,
                          help=say(f"finance_project.figure.{name}_help") if has_help else "")


def _evidence(study: Study, asked: Asked, unit: str) -> Measured:
    """Return the flow or the tonnes by year, resting on the inputs, the carbon price and the grid's scenario."""
    money = unit == "HK$"
    values = study.appraisal.flow_hkd if money else study.project.values["avoided_t"]
    sources = study.sources or tuple(one.source_id for one in study.kind.inputs if one.source_id)
    sources += inputs.paths()[asked.path_id].sources
    if not money:
        sources += scenario_view.ready().base.evidence.sources
    return Measured(tuple(float(value) for value in values), unit, sources, Kind.SCENARIO)


def _pictures(study: Study, asked: Asked) -> None:
    lang, evidence = language(), _evidence(study, asked, "HK$")
    shown, worth = study.project, study.appraisal
    scenario = scenario_words.name(scenario_view.ready().named[asked.scenario])
    show.figure(cached.figure(charts.cash_flow, shown, worth, lang), evidence, key="finance_project_flow",
                title=say("finance_project.flow.title"), subtitle=say("finance_project.flow.subtitle"),
                note=say("finance_project.flow.note", scenario=scenario),
                alt=picture_words.cash_flow_alt(shown, worth, lang),
                table=picture_words.cash_flow_table(shown, worth, lang), folded=True,
                drawn=picture_words.flow_scale(shown, worth)[1])
    register = inputs.rows(study.kind)
    labels = {row["input_id"]: row[f"title_{lang}"] for row in register}
    base = worth.net_present_value_hkd
    show.figure(cached.figure(charts.tornado, words.moving(study.swings), labels, "HK$", base, lang), evidence,
                key="finance_project_tornado", title=say("finance_project.tornado.title"),
                subtitle=say("finance_project.tornado.subtitle"), note=say("finance_project.tornado.note"),
                alt=picture_words.tornado_alt(study.swings, labels, "HK$", base, lang),
                table=picture_words.tornado_table(study.swings, labels, "HK$", lang), folded=True,
                drawn=picture_words.tornado_scale(words.moving(study.swings), "HK$", base)[1])
    show.table(cached.ask("project_inputs"), key="finance_project_inputs", title=say("finance_project.inputs.title"),
               subtitle=say("finance_project.inputs.subtitle"), note=say("finance_project.inputs.note"), folded=True,
               static=True, frame=words.inputs_table(register, study.values, inputs.publishers(study.kind), lang))
    order = _Order(study, asked.path_id, scenario, lang, permanent_link(FLOW_ANCHOR))
    st.download_button(say("finance_project.download"), partial(as_workbook, order),
                       f"hkzero-{study.kind.kind_id.replace('_', '-')}.xlsx", MIME, key="project_workbook",
                       help=say("finance_project.download_help"), on_click="ignore", icon=":material/download:")


@dataclass(frozen=True, slots=True)
class _Order:
    """A workbook that may be asked for later, when nobody knows the language and the address any more."""

    study: Study
    path_id: str
    scenario: str
    lang: str
    link: str


def as_workbook(order: _Order) -> bytes:
    """Return a study as a workbook with live formulas."""
    study, lang = order.study, order.lang
    sources = cached.sources((*study.sources, *inputs.paths()[order.path_id].sources))
    case = project_workbook.Case(
        study.kind, study.values, study.project, study.rate, study.series, study.carbon, study.financing, study.swings,
        sources, titles(inputs.rows(study.kind), study.kind.quantities, lang),
        notes(order.scenario, order.path_id, lang), kind_name(study.kind.kind_id, lang))
    return project_workbook.workbook(case, lang, date.today(), order.link)
