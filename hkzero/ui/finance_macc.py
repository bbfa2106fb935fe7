"""The marginal abatement cost curve: the finding, key figures, the curve, one lever of it, what was published."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from hkzero.charts import finance_macc as charts
from hkzero.charts import finance_macc_findings as words
from hkzero.model.marginal_abatement import Bar, Curve
from hkzero.text import LANGUAGE_TAGS
from hkzero.ui import cached, controls, download, scenario_view, scenario_words, show
from hkzero.ui import finance_macc_view as view
from hkzero.ui.cached import ask
from hkzero.ui.finance_macc_view import Chosen
from hkzero.ui.frame import permanent_link
from hkzero.ui.markdown import link
from hkzero.ui.state import language, say

CHART, LEVER, NONE = "macc", "macc_lever", "none"
LAST_CLICKED = "macc_last_clicked"


def headline() -> None:
    """Draw the finding, the key figures, the curve beside its controls, a lever of it, and published potentials."""
    top = show.place()
    with show.grid(210):
        chosen = view.choose()
    # A slider does not wait for the ranges: they are worked out when the curve is on the screen, and come to it then.
    with show.loading():
        found = view.curve(chosen, may_be_bare=show.runs_alone())
    with top:
        _finding(chosen, found)
    picture = show.place()
    lever = _choose_lever(found)
    with picture:
        _curve(chosen, found, lever)
    if lever:
        _lever(lever, chosen, found)
    _published(found)
    if found.bars and not found.draws:
        view.curve(chosen)
        show.part_again()


def _finding(chosen: Chosen, found: Curve) -> None:
    lang, price = language(), view.carbon_price()
    show.finding(page=say("common.menu.finance"), **words.headline(
        found, chosen.scenario, price, view.uncounted_kt(found, price), lang))
    if chosen.has_remarks:
        scenario_words.remarks()
    cards = words.key_cards(found, view.uncounted_kt(found, 0.0), view.measured(found, ask("levers")), lang)
    if cards:
        show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=190)


def _choose_lever(found: Curve) -> str:
    """Draw the list of the levers that move, which does what a click on the curve does; return the one chosen, or "".
    """
    lang, names = language(), {NONE: say("finance_macc.control.no_lever")}
    every = view.titles(lang)
    names |= {bar.lever_id: every[bar.lever_id] for bar in (*found.bars, *found.idle, *found.raising)}
    # A lever that another scenario does not move stays in the list while it is chosen: nothing is lost.
    kept = st.session_state.get(LEVER)
    if kept in every:
        names.setdefault(kept, every[kept])
    code = controls.menu(LEVER, list(names), names, NONE, label=say("finance_macc.control.lever"))
    return "" if code == NONE else code


def _curve(chosen: Chosen, found: Curve, lever: str) -> None:
    lang, titles, price = language(), view.titles(language()), view.carbon_price()
    if not found.bars:
        return show.remark(say("finance_macc.curve.none"))
    if chosen.form == view.FORMS[0]:
        ground, builder = cached.figure(charts.frame, lang), charts.curve
    else:
        ground, builder = cached.figure(charts.ranked_frame, lang), charts.ranked
    low, high = charts.limits(found, price)
    is_cut = any(not low <= bar.hkd_per_tonne <= high for bar in found.bars)
    rule = say(f"finance_macc.overlap.{chosen.overlap}_said")
    shape = "subtitle" if chosen.form == view.FORMS[0] else "subtitle_ranked"
    finding = words.headline(found, chosen.scenario, price, 0.0, lang)["text"]
    prices = [bar.hkd_per_tonne for bar in found.bars]
    show.figure(cached.variant(builder, ground, found, titles, view.groups(), price, lever, lang),
                scenario_view.resting_on(prices, "HK$/t CO2e", ask("levers"), ask("assumptions")), key=CHART,
                title=say("finance_macc.curve.title", year=found.year), on_select=_clicked,
                subtitle=say(f"finance_macc.curve.{shape}", rule=rule), note=words.note(found, is_cut, lang),
                table=words.table(found, scenario_view.ready().levers, lang),
                alt=words.alt(found, titles, finding, lang), folded=True)
    for line in words.without_price(found, titles, lang):
        show.paragraph(line)


def _clicked() -> None:
    """Take the lever whose bar was clicked; a click beside the bars changes nothing.

    A second click on the same bar takes the mark from it in the browser, and names none: another lever may have been
    chosen from the list since.
    """
    points = st.session_state[f"chart_{CHART}"].selection.points
    every = scenario_view.ready().levers.places
    found = [point["customdata"][0] for point in points if point.get("customdata")]
    if found and found[0] in every:
        st.session_state[LAST_CLICKED] = st.session_state[LEVER] = found[0]
    elif not points and st.session_state.get(LAST_CLICKED) in every:
        st.session_state[LEVER] = st.session_state[LAST_CLICKED]


def _lever(lever_id: str, chosen: Chosen, found: Curve) -> None:
    """Draw one lever: its level today and in the scenario, its cost, its sources, and the way to its slider."""
    lang, its = language(), scenario_view.ready()
    lever, setting = its.levers.find(lever_id), chosen.bench.by_lever.get(lever_id)
    bar = _bar(found, lever_id)
    with show.part("macc_lever", lever.title[lang], anchor="lever"):
        show.paragraph(lever.guidance[lang])
        if bar is None or setting is None:
            show.paragraph(say("finance_macc.lever.not_moved"))
        else:
            schedule = scenario_view.schedule(chosen.bench)[0]
            at = int(found.year - its.base.base_year)
            for line in words.lever_lines(bar, lever, setting, float(schedule[its.levers.place(lever_id), at]), found,
                                          lang):
                show.paragraph(line)
        if lever.cost_assumption:
            names = ask("assumptions").frame.set_index("assumption_id")[f"title_{lang}"]
            show.paragraph(say("finance_macc.lever.cost", title=names[lever.cost_assumption]))
        sources = cached.sources(tuple(lever.source_id.split(";"))) if lever.source_id else ()
        named = say("scenarios.lever.comma").join(download.publication(source, lang) for source in sources)
        origin = "source" if named else "judgement"
        show.paragraph(say(f"finance_macc.lever.{origin}", sources=named))
        st.markdown(link(say("finance_macc.lever.open"), _scenarios_page(chosen, lever.group)))


def _bar(found: Curve, lever_id: str) -> Bar | None:
    return next((bar for bar in (*found.bars, *found.idle, *found.raising) if bar.lever_id == lever_id), None)


def _scenarios_page(chosen: Chosen, group: str) -> str:
    """Return the address of the Scenarios page with this scenario and group of levers.

    It opens in a tab of its own, where what stands on the sliders of this session is not touched.
    """
    here = urlsplit(permanent_link())
    own = {scenario_view.ADDRESS: scenario_view.link(chosen.bench)} if scenario_view.is_changed(chosen.bench) else \
        {scenario_view.NAMED: chosen.bench.base}
    query = urlencode({"lang": LANGUAGE_TAGS[language()], **own, "group": group})
    return here._replace(path=here.path.rpartition("/")[0] + "/scenarios", query=query, fragment="").geturl()


def _published(found: Curve) -> None:
    """Draw the potentials that were published, beside what this curve has for the same sectors."""
    lang, answer = language(), ask("published_abatement")
    ours = scenario_view.resting_on(words.in_mt(found.whole_kt), words.MEGATONNES, ask("levers"))
    show.table(answer, ours, key="macc_published",
               title=say("finance_macc.published.title"), subtitle=say("finance_macc.published.subtitle"),
               note=say("finance_macc.published.note"), static=True,
               frame=words.published_table(answer.frame, found, view.groups(), lang))
