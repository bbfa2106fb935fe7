"""A reader's own data on the Data page, and of its kinds the buildings. Nothing of it leaves the session."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from hkzero.measure import Kind, Measured
from hkzero.own_data import footprint, known, portfolio, table_file, words
from hkzero.own_data.footprint import Footprint
from hkzero.own_data.table_file import NotUsable, Table
from hkzero.text import number, quantity, t
from hkzero.ui import controls, data_fleet, data_meter, own_files, show
from hkzero.ui import data_own_buildings as own_buildings
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

UPLOADED = "portfolio_file"
MOST_LISTED = 40


def own() -> None:
    """Draw the choice of a kind of own data and the way to bring it; a kind puts its finding at the top."""
    top = show.place()
    kind = controls.buttons("own_kind", tuple(KINDS), {code: say(f"data_own.kind.{code}") for code in KINDS},
                            "buildings", label=say("data_own.kind.label"))
    KINDS[kind](top)


def _buildings(top) -> None:
    """Draw the way to bring a file, which column is what, what is wrong with it, and what the buildings emit."""
    show.paragraph(say("data_own.about"))
    show.paragraph(say("data_own.private"))
    file = own_files.upload(UPLOADED, ("csv", "xlsx"), label=say("data_own.file"), help=say("data_own.file_help"))
    st.download_button(say("data_own.template"), template(language()), "hkzero-buildings.csv", "text/csv",
                       key="portfolio_template", on_click="ignore", type="tertiary", icon=":material/download:")
    found: tuple[Footprint, ...] = ()
    if file is not None:
        try:
            found = _worked_out(table_file.read(file.name, file.getvalue()), file.file_id)
        except NotUsable as error:
            lines = [words.problem(fault, language()) for fault in error.problems[:MOST_LISTED]]
            show.listed(lines, title=say("data_own.refused"))
    with top:
        show.finding(_finding(found, language()) if found else say("data_own.headline"), page=say("common.menu.data"))
    if found:
        _results(found, language())


KINDS = {"buildings": _buildings, "vehicles": data_fleet.draw, "meter": data_meter.draw}


def template(lang: str) -> bytes:
    """Return an empty table whose headings are recognised, with units in them."""
    units = {"floor_area": "m2", "electricity": "kWh", "gas": "MJ"}
    return own_files.template(portfolio.SCHEMA, units, partial(_label, lang=lang), lang)


def _label(field: str, lang: str) -> str:
    return t(f"data_own.field.{field}", lang)


def _worked_out(table: Table, file_id: str) -> tuple[Footprint, ...]:
    read_from = own_files.columns(portfolio.SCHEMA, "portfolio", partial(_label, lang=language()), table, file_id)
    faults = portfolio.lacking(read_from, table.headings)
    if faults:
        raise NotUsable(faults)
    answers = [ask(name) for name in footprint.QUESTIONS]
    years = footprint.factor_years(answers[0])
    buildings = portfolio.buildings(table, read_from, known.groups(answers[1]), known.districts(ask("districts")),
                                    years, own_buildings.known_land())
    # Not through the cache: that is shared by all sessions, and outlives this one.
    return footprint.footprints(buildings, *answers)


def _tonnes(amount: float | None, lang: str) -> str:
    return say("data_own.table.unknown") if amount is None else quantity(amount, "t CO2e", lang)


def _finding(found: Sequence[Footprint], lang: str) -> str:
    """Return the headline. Where no row says anything of gas, no total is given: the electricity is not all."""
    sums = footprint.totals(footprint.newest(found))
    amounts = {"n": sums["buildings"], "power": _tonnes(sums["scope_2_t"], lang)}
    if sums["scope_1_t"] is None:
        return say("data_own.finding_power", **amounts)
    return say("data_own.finding_one" if sums["buildings"] == 1 else "data_own.finding", **amounts,
               direct=_tonnes(sums["scope_1_t"], lang), total=_tonnes(sums["total_t"], lang))


def _results(found: Sequence[Footprint], lang: str) -> None:
    sums = footprint.totals(footprint.newest(found))
    if sums["without_gas_figure"]:
        show.paragraph(say("data_own.without_gas", n=sums["without_gas_figure"]))
    show.paragraph(say("data_own.above", n=sums["above_their_group"], all=sums["buildings"]))
    if sums["gas_making_t"]:
        show.paragraph(say("data_own.making", amount=_tonnes(sums["gas_making_t"], lang)))
    own_buildings.results(found, lang)
    evidence = Measured(tuple(one.scope_2.value for one in found), "t CO2e", footprint.sources(found), Kind.ASSUMED)
    show.table(evidence, key="own_portfolio", title=say("data_own.table.title"), frame=by_building(found, lang),
               subtitle=say("data_own.table.subtitle"), note=say("data_own.table.note"), static=True,
               first=own_buildings.MOST_ROWS)


def by_building(found: Sequence[Footprint], lang: str) -> pd.DataFrame:
    """Return a row a building as people read it; what the file leaves open is said to be open."""
    worked_out = ("scope_1", "scope_2", "index", "group_index", "difference", "doubt")
    heads = [*(t(f"data_own.field.{name}", lang) for name in ("name", "type", "year")),
             *(t(f"data_own.table.{name}", lang) for name in worked_out)]
    rows = [[one.building.name, t(f"buildings.group.{one.building.group}", lang), str(one.building.year),
             number(one.scope_1.value, lang) if one.scope_1 else t("data_own.table.unknown", lang),
             number(one.scope_2.value, lang), number(one.index_mj_per_m2, lang), number(one.group_index.value, lang),
             number(one.difference_percent, lang, 0, signed=True),
             " ".join(t(f"data_own.doubt.{code}", lang) for code in one.doubts)] for one in found]
    return pd.DataFrame(rows, columns=heads)
