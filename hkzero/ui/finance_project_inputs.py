"""What the project desk asks for: the kind of project, its numbers, and how it is judged and paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from hkzero.charts import finance_desk_findings as words
from hkzero.model import carbon_price, projects
from hkzero.model.cash_flow import Financing
from hkzero.model.project_study import USUAL_TERM_YEARS, checked_financing
from hkzero.model.projects import BadInput, ProjectKind, checked
from hkzero.ui import cached, controls, scenario_view, scenario_words, show
from hkzero.ui.cached import ask, known
from hkzero.ui.download import publication
from hkzero.ui.state import language, say

DEFAULT_KIND, DEFAULT_SCENARIO = "rooftop_solar", "announced_targets"
DEFAULT_START, FIRST_START, LAST_START = 2026, 2024, 2040
USUAL_RATE, MOST_RATE = 4.0, 15.0
USUAL_COUPON, MOST_COUPON = 3.0, 10.0
PERCENT = 100
GROUPS = ("size", "energy", "cost", "price", "time", "carbon")
FORMS = ("bond", "loan")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the controls stand at. `given` are the inputs that are not at their default; `faults` say what is wrong.

    With faults there is nothing to work out.
    """

    kind: ProjectKind
    given: Mapping[str, float]
    start_year: int
    rate: float
    scenario: str
    path_id: str
    financing: Financing | None
    faults: tuple[str, ...]

    @property
    def key(self) -> str:
        """What identifies the study: equal only where the result would be."""
        return repr((self.kind.kind_id, sorted(self.given.items()), self.start_year, self.rate, self.scenario,
                     self.path_id, self.financing, cached.build_info()["content_sha256"]))


def kinds() -> dict[str, ProjectKind]:
    """Return the kinds of project, read once for a database."""
    return known(_kinds)


def _kinds() -> dict[str, ProjectKind]:
    return projects.kinds(ask("project_inputs"))


def paths() -> dict[str, carbon_price.PricePath]:
    """Return the paths of carbon prices by id."""
    return known(_paths)


def _paths() -> dict[str, carbon_price.PricePath]:
    return carbon_price.paths({name: ask(name) for name in carbon_price.PATH_QUESTIONS})


def rows(kind: ProjectKind) -> list[dict[str, Any]]:
    """Return the rows of the register for a kind, in their order."""
    frame = ask("project_inputs").frame
    return frame[frame["kind_id"] == kind.kind_id].to_dict("records")


def sources(kind: ProjectKind) -> dict[str, str]:
    """Return how the publications behind a kind's inputs are written, by their id."""
    ids = tuple(dict.fromkeys(one.source_id for one in kind.inputs if one.source_id))
    return {source.source_id: publication(source, language()) for source in cached.sources(ids)}


def choose_kind() -> ProjectKind:
    """Draw the choice of a kind and return it."""
    every = kinds()
    chosen = controls.pills("project_kind", tuple(every), {code: say(f"finance_project.kind.{code}") for code in every},
                            DEFAULT_KIND, label=say("finance_project.control.kind"))
    return every[chosen]


def choose(kind: ProjectKind) -> Asked:
    """Draw every control and return what they stand at; a number that makes no sense is explained at its field."""
    named, every = scenario_view.ready().named, paths()
    with show.grid(170):
        rate = controls.slider("project_rate", 0.0, MOST_RATE, USUAL_RATE, step=0.5, format="%g%%",
                               label=say("finance_project.control.rate"), help=say("finance_project.control.rate_help"))
        start = controls.slider("project_start", FIRST_START, LAST_START, DEFAULT_START, step=1, format="%d",
                                label=say("finance_project.control.start"))
        path_id = controls.menu("project_carbon", tuple(every),
                                {code: say(f"finance_project.carbon_path.{code}") for code in every}, "none",
                                label=say("finance_project.control.carbon"),
                                help=say("finance_project.control.carbon_help"))
        scenario = controls.menu("project_scenario", tuple(named),
                                 {code: scenario_words.name(bench) for code, bench in named.items()}, DEFAULT_SCENARIO,
                                 label=say("finance_project.control.scenario"),
                                 help=say("finance_project.control.scenario_help"))
    given, faults = _numbers(kind)
    financing, wrong = _debt(kind, {} if faults else given)
    return Asked(kind, given, int(start), rate / PERCENT, scenario, path_id, financing, (*faults, *wrong))


def _numbers(kind: ProjectKind) -> tuple[dict[str, float], tuple[str, ...]]:
    """Draw the inputs in groups; return those that differ from their defaults, and what is wrong with any."""
    register, written = rows(kind), sources(kind)
    groups = [group for group in GROUPS if any(row["group_id"] == group for row in register)]
    given: dict[str, float] = {}
    faults: list[str] = []
    tabs = st.tabs([say(f"finance_project.group.{group}") for group in groups])
    for group, tab in zip(groups, tabs, strict=True):
        with tab, show.grid(210):
            for row in (one for one in register if one["group_id"] == group):
                with st.container():
                    value = _number(kind, row, written.get(row["source_id"], ""), given)
                    fault = _fault(kind, row, value)
                    if fault:
                        st.warning(show.plain(fault), icon=":material/error:")
                        faults.append(say("finance_project.refused.where", fault=fault,
                                          group=say(f"finance_project.group.{group}")))
                    elif value is not None and value != _default(kind, row):
                        given[row["input_id"]] = value
    return given, tuple(faults)


def _number(kind: ProjectKind, row: Mapping[str, Any], source: str, given: Mapping[str, float]) -> float | None:
    """Draw the field of an input and return its number, None where it is left to the default."""
    lang, default = language(), _default(kind, row)
    shown = None if default is not None else words.exact(
        projects.feed_in_rate(given.get("capacity_kw", kind.central["capacity_kw"])), lang)
    return controls.number(f"project_{kind.kind_id}_{row['input_id']}", label=words.field_label(row, lang),
                           default=default, placeholder=shown, help=words.hover(row, source, lang))


def _default(kind: ProjectKind, row: Mapping[str, Any]) -> float | None:
    """Return the default of an input; None for the feed-in tariff, which goes by the size of the system."""
    follows_size = (kind.kind_id, row["input_id"]) == ("rooftop_solar", "feed_in_hkd_per_kwh")
    return None if follows_size else float(row["value"])


def _fault(kind: ProjectKind, row: Mapping[str, Any], value: float | None) -> str:
    """Return why a number makes no sense, "" where it does."""
    if value is None and _default(kind, row) is None:
        return ""
    try:
        checked(kind, {row["input_id"]: value})
    except BadInput as error:
        return _refused(error, row)
    return ""


def _refused(error: BadInput, row: Mapping[str, Any]) -> str:
    lang = language()
    return words.refusal(error, row[f"title_{lang}"], row["unit"], lang)


def _debt(kind: ProjectKind, given: Mapping[str, float]) -> tuple[Financing | None, tuple[str, ...]]:
    """Draw how the investment is paid for; return it, and what is wrong with it."""
    lang = language()
    with show.grid(170):
        share = controls.slider("project_debt", 0, PERCENT, 0, step=5, format="%d%%",
                                label=say("finance_project.control.debt"),
                                help=say("finance_project.control.debt_help"))
        if not share:
            return None, ()
        form = controls.buttons("project_form", FORMS, {code: say(f"finance_project.form.{code}") for code in FORMS},
                                FORMS[0], label=say("finance_project.control.form"),
                                help=" ".join(say(f"finance_project.form_help.{code}") for code in FORMS))
        coupon = controls.slider("project_coupon", 0.0, MOST_COUPON, USUAL_COUPON, step=0.25, format="%g%%",
                                 label=say("finance_project.control.coupon"),
                                 help=say("finance_project.control.coupon_help"))
        with st.container():
            life = checked(kind, given)["life_years"]
            term = controls.number("project_term", label=say("finance_project.control.term"),
                                   placeholder=words.exact(min(USUAL_TERM_YEARS, life), lang))
            try:
                return checked_financing(kind, given, share / PERCENT, coupon / PERCENT, term, form == "bond"), ()
            except BadInput as error:
                fault = words.refusal(error, say("finance_project.control.term"), "years", lang)
                st.warning(show.plain(fault), icon=":material/error:")
                return None, (fault,)
