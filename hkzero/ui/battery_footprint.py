"""Cradle-to-gate footprints of batteries: the top of the Batteries page, and the topic of stages and grids."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from hkzero.charts import battery_footprint as charts
from hkzero.charts import battery_footprint_findings as words
from hkzero.measure import Answer, Kind, Measured
from hkzero.model import battery_footprint as model
from hkzero.model.battery_footprint import Footprint
from hkzero.ui import cached, controls, show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

ALL, SLIDER = "all", "slider"
USUAL_GRID, MOST_GRID = 0.28, 1.0
NICKEL = "nmc811"
WIDEST = "li_ion_solid_state_sodium_ion_literature"


def headline() -> None:
    """Draw the finding, the key figures and every study's footprint, with what another grid makes of it."""
    lang, answer = language(), ask("battery_footprints")
    found, known = model.footprints(answer), model.making(ask("battery_parameters"))
    lfp, nickel = (model.embodied(found, code) for code in ("lfp", NICKEL))
    top, figures = show.place(), show.place()
    with show.grid(240):
        chemistry, scope = _filters(found)
        grid = _grid()
    shown = _chosen(found, chemistry, scope)
    moved = {one.footprint_id: one for one in (model.with_grid(each, grid, known) for each in found) if one}
    with top:
        finding = words.headline(lfp, nickel, lang)
        show.finding(finding["text"], page=say("common.menu.batteries"), note=finding["note"])
    with figures:
        _key_figures(answer, found, moved, lfp, nickel, grid)
    if not shown:
        show.empty(say("battery_footprint.ranges.none"))
        return
    there = {one.footprint_id: moved[one.footprint_id] for one in shown if one.footprint_id in moved}
    rows = _rows(answer, [one.footprint_id for one in shown])
    show.figure(cached.figure(charts.ranges, shown, there, grid, lang), _part(answer, rows), _parameters(),
                key="battery_ranges", title=say("battery_footprint.ranges.title"),
                subtitle=say("battery_footprint.ranges.subtitle"), note=say("battery_footprint.ranges.note"),
                alt=words.alt(shown, there, grid, lang), table=words.footprint_table(shown, there, lang), folded=True)


def _filters(found: tuple[Footprint, ...]) -> tuple[str, str]:
    groups = (ALL, *words.GROUPS)
    names = {code: say(f"battery_footprint.group.{code}") for code in groups}
    chemistry = controls.menu("made_chemistry", groups, names, ALL, label=say("battery_footprint.control.chemistry"))
    scopes = (*model.scopes(found), ALL)
    scope = controls.menu("made_scope", scopes, {code: say(f"battery_footprint.scope.{code}") for code in scopes},
                          model.WHOLE_SCOPE, label=say("battery_footprint.control.scope"))
    return chemistry, scope


def _grid() -> float:
    """Return kg CO2e per kWh of the cell factory's electricity: of a place where it is published, or the slider's."""
    published = ask("battery_grids").frame.set_index("grid_id")
    names = {SLIDER: say("battery_footprint.control.slider")} | words.grids(published, language())
    place = controls.menu("made_at", [*names], names, SLIDER, label=say("battery_footprint.control.place"))
    if place != SLIDER:
        return float(published.loc[place, "value"])
    return float(controls.slider("made_grid", 0.0, MOST_GRID, USUAL_GRID, step=0.01, format="%.2f",
                                 label=say("battery_footprint.control.grid"),
                                 help=say("battery_footprint.control.grid_help")))


def _chosen(found: tuple[Footprint, ...], chemistry: str, scope: str) -> tuple[Footprint, ...]:
    """Return the footprints of a group of chemistries and a scope, chemistry by chemistry, newest first."""
    order = [code for group in words.GROUPS.values() for code in group]
    wanted = order if chemistry == ALL else words.GROUPS[chemistry]
    part = [one for one in found if one.chemistry in wanted and scope in (ALL, one.scope)]
    return tuple(sorted(part, key=lambda one: (order.index(one.chemistry), one.kind == Kind.SCENARIO,
                                               -int(one.period))))


def _part(answer: Answer, frame: pd.DataFrame) -> Answer:
    """Return an answer with some of its rows and what these rest on: its footer then names their studies first."""
    found = answer.measured(frame)
    return replace(answer, frame=frame, unit=found.unit, kind=found.kind, sources=found.sources, series=found.series,
                   vintages=found.vintages, data_to="")


def _parameters() -> Measured:
    """Return what another grid rests on: electricity of making cells, and the grids of places."""
    answer = ask("battery_parameters")
    return answer.measured(answer.frame[answer.frame["parameter_id"].str.startswith("cell_")])


def _rows(answer: Answer, footprint_ids: list[str]) -> pd.DataFrame:
    return answer.frame[answer.frame["footprint_id"].isin(footprint_ids)]


def _key_figures(answer: Answer, found: tuple[Footprint, ...], moved: dict[str, Footprint], lfp: model.Embodied,
                 nickel: model.Embodied, grid: float) -> None:
    ids = {one.chemistry: one.footprint_id for one in found if one.study == lfp.study}
    widest = next(one for one in found if one.chemistry == WIDEST)
    another = moved[ids["lfp"]]
    sources = (lfp.source_id, *_parameters().sources)
    evidence = {"lfp": answer.measured(_rows(answer, [ids["lfp"]])),
                "nickel": answer.measured(_rows(answer, [ids[NICKEL]])),
                "moved": Measured.one(another.central, charts.UNIT, sources, Kind.ASSUMED),
                "literature": answer.measured(_rows(answer, [widest.footprint_id]))}
    cards = words.cards(lfp, nickel, another, grid, *model.extent(widest), evidence, language())
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=215)


def stages() -> None:
    """Draw where a battery's carbon comes from, what recycling and place change, and what other units say."""
    lang, known = language(), model.parameters(ask("battery_parameters"))
    show.paragraph(say("battery_footprint.stages.about"))
    show.paragraph(words.making(known["cell_electricity"], known["cell_energy_modelled"], lang))
    answer = ask("battery_stages")
    for metric, name in (("stage_share", ""), ("relative_change", "changes_")):
        part = answer.frame[answer.frame["metric"] == metric]
        show.figure(cached.figure(charts.shares, part, lang), _part(answer, part), key=f"battery_{metric}",
                    title=say(f"battery_footprint.stages.{name}title"),
                    subtitle=say(f"battery_footprint.stages.{name}subtitle"),
                    note=say(f"battery_footprint.stages.{name}note"), alt=words.shares_alt(part, lang), folded=True)
    grids = ask("battery_grids")
    show.table(grids, key="battery_grids", title=say("battery_footprint.stages.grids_title"),
               subtitle=say("battery_footprint.stages.grids_subtitle"), static=True,
               frame=words.grid_table(grids.frame, lang))
    footprints = ask("battery_footprints")
    others = footprints.frame[footprints.frame["basis"] != "capacity"]
    by_unit = [_part(footprints, part) for _, part in others.groupby("unit")]
    show.table(*by_unit, key="battery_other_units",
               title=say("battery_footprint.stages.units_title"),
               subtitle=say("battery_footprint.stages.units_subtitle"),
               note=say("battery_footprint.stages.units_note"), static=True,
               frame=words.other_units_table(others, lang))
