"""A reader's own portfolio of buildings: a topic of the Data page. Nothing of it leaves the session."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from hkzero.measure import Kind, Measured
from hkzero.own_data import footprint, known, portfolio, table_file, words
from hkzero.own_data.footprint import Footprint
from hkzero.own_data.portfolio import Column
from hkzero.own_data.table_file import NotUsable, Table
from hkzero.text import number, quantity, t
from hkzero.ui import show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

UPLOADED = "portfolio_file"
MOST_LISTED = 40


def own() -> None:
    """Draw the way to bring a file, which column is what, what is wrong with it, and what the buildings emit."""
    top = show.place()
    show.paragraph(say("data_own.about"))
    show.paragraph(say("data_own.private"))
    file = st.file_uploader(say("data_own.file"), ["csv", "xlsx"], key=UPLOADED, max_upload_size=5,
                            help=say("data_own.file_help"))
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


def template(lang: str) -> bytes:
    """Return an empty table whose headings are recognised, with units in them."""
    units = {"floor_area": "m2", "electricity": "kWh", "gas": "MJ"}
    heads = []
    for field in portfolio.FIELDS:
        name = portfolio.SYNONYMS[field][0] if lang == "en" else _heading(field, lang)
        heads.append(f"{name} ({units[field]})" if field in units else name)
    return (",".join(heads) + "\n").encode("utf-8-sig")


def _heading(field: str, lang: str) -> str:
    """Return the first recognised heading that the language's own label is made of, else the English one."""
    named = t(f"data_own.field.{field}", lang)
    return next((one for one in portfolio.SYNONYMS[field] if not one.isascii() and one in named),
                portfolio.SYNONYMS[field][0])


def _worked_out(table: Table, file_id: str) -> tuple[Footprint, ...]:
    read_from = _columns(table, file_id)
    faults = portfolio.lacking(read_from, table.headings)
    if faults:
        raise NotUsable(faults)
    answers = [ask(name) for name in footprint.QUESTIONS]
    years = footprint.factor_years(answers[0])
    buildings = portfolio.buildings(table, read_from, known.groups(answers[1]), known.districts(ask("districts")),
                                    years)
    # Not through the cache: that is shared by all sessions, and outlives this one.
    return footprint.footprints(buildings, *answers)


def _columns(table: Table, file_id: str) -> dict[str, Column]:
    """Draw which column is what, as suggested, and return what was chosen."""
    suggested = portfolio.suggest(table.headings)
    found: dict[str, Column] = {}
    with st.expander(say("data_own.columns"), key="portfolio_columns"), show.grid(200):
        for field in portfolio.FIELDS:
            guess = suggested.get(field)
            name = say(f"data_own.field.{field}")
            heading = st.selectbox(name, table.headings, key=f"portfolio_{field}_{file_id}",
                                   index=table.headings.index(guess.heading) if guess else None)
            if heading is None:
                continue
            unit = ""
            if field in portfolio.UNITS:
                units = list(portfolio.UNITS[field])
                known_unit = guess.unit if guess and guess.heading == heading else ""
                unit = st.selectbox(say("data_own.unit_of", field=name), units,
                                    key=f"portfolio_unit_{field}_{heading}_{file_id}",
                                    index=units.index(known_unit) if known_unit else None)
            found[field] = Column(heading, unit or "")
    return found


def _tonnes(amount: float | None, lang: str) -> str:
    return say("data_own.table.unknown") if amount is None else quantity(amount, "t CO2e", lang)


def _finding(found: Sequence[Footprint], lang: str) -> str:
    sums = footprint.totals(found)
    return say("data_own.finding", n=sums["buildings"], direct=_tonnes(sums["scope_1_t"], lang),
               power=_tonnes(sums["scope_2_t"], lang), total=_tonnes(sums["total_t"], lang))


def _results(found: Sequence[Footprint], lang: str) -> None:
    sums = footprint.totals(found)
    if sums["without_gas_figure"]:
        show.paragraph(say("data_own.without_gas", n=sums["without_gas_figure"]))
    show.paragraph(say("data_own.above", n=sums["above_their_group"], all=sums["buildings"]))
    if sums["gas_making_t"]:
        show.paragraph(say("data_own.making", amount=_tonnes(sums["gas_making_t"], lang)))
    evidence = Measured(tuple(one.scope_2.value for one in found), "t CO2e", footprint.sources(found), Kind.ASSUMED)
    show.table(evidence, key="own_portfolio", title=say("data_own.table.title"), frame=by_building(found, lang),
               subtitle=say("data_own.table.subtitle"), note=say("data_own.table.note"), static=True)


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
