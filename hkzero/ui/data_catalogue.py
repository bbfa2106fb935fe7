"""The catalogue of the Data page: everything there is, found by words, and what there is to know of one table."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import streamlit as st

from hkzero.charts import data_catalogue as words
from hkzero.facts import lineage
from hkzero.measure import Answer
from hkzero.model.catalogue import coverage
from hkzero.store import queries
from hkzero.text import number, quantity
from hkzero.ui import cached, check_us, controls, download, menu, show
from hkzero.ui import data_entries as entries
from hkzero.ui.data_entries import Entry
from hkzero.ui.state import language, say

SORTS = ("all", *entries.SORTS)
AREAS = ("all", *entries.AREAS)
# What can be looked at of the one chosen.
VIEWS = ("coverage", "columns", "rows", "sources", "lineage")
LISTED, PREVIEWED = 12, 10
FIRST = "inventory_emissions_by_sector"
PARQUET = ("parquet", download.as_parquet, "application/vnd.apache.parquet")


def headline() -> None:
    """Draw the finding of the page: how much there is to look up, and how new it is."""
    lang = language()
    newest = cached.known(entries.newest, entries.today().isoformat())
    said = words.headline(cached.ask("figures_by_kind"), cached.ask("sources_used"), cached.ask("catalogue_tables"),
                          newest, lang)
    show.finding(said, page=say("common.menu.data"), note=say("data_catalogue.intro"))


def catalogue() -> None:
    """Draw key figures, the search and its list, and the table or question chosen."""
    lang = language()
    fresh = cached.known(entries.fresh_tables, entries.today().isoformat())
    states = {name: str(found.state) for name, found in fresh.items()}
    cards = words.cards(cached.ask("figures_by_kind"), cached.ask("catalogue_tables"), states, len(queries()), lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards])
    found = _found(fresh, lang)
    if found:
        chosen = _chosen(found, lang)
        with show.part("catalogue_entry"):
            _entry(chosen, lang)


def _found(fresh: dict, lang: str) -> list[Entry]:
    """Draw the search and the list of what it finds, and return what is found."""
    typed = controls.search("catalogue_find", label=say("data_catalogue.control.find"),
                            help=say("data_catalogue.control.find_help"))
    with show.grid(220):
        sort = controls.menu("catalogue_sort", SORTS, {code: say(f"data_catalogue.sorts.{code}") for code in SORTS},
                             "all", label=say("data_catalogue.control.sort"))
        area = controls.menu("catalogue_area", AREAS, {code: _area(code) for code in AREAS}, "all",
                             label=say("data_catalogue.control.area"))
    found = entries.find(typed, sort, area)
    if not found:
        show.empty(say("data_catalogue.list.none"))
        return []
    show.table(cached.ask("catalogue_tables"), key="catalogue_list", title=say("data_catalogue.list.title"),
               subtitle=say("data_catalogue.list.subtitle", count=number(len(found), lang, 0),
                            all=number(len(entries.entries()), lang, 0), shown=min(LISTED, len(found))),
               note=say("data_catalogue.list.note"), frame=words.entry_rows(found, fresh, lang), static=True,
               first=LISTED, formats=(PARQUET,))
    return found


def _area(code: str) -> str:
    return say("data_catalogue.sorts.all_areas" if code == "all" else f"labels.area.{code}")


def _chosen(found: list[Entry], lang: str) -> Entry:
    """Draw the choice of one of those found and return it."""
    by_code = {entry.code: entry for entry in found}
    names = {code: say("data_catalogue.control.entry_name", title=entry.title(lang), name=entry.name,
                       sort=say(f"data_catalogue.sort.{entry.sort}")) for code, entry in by_code.items()}
    first = FIRST if FIRST in by_code and len(found) == len(entries.entries()) else found[0].code
    label = say("data_catalogue.control.entry")
    return by_code[controls.menu("catalogue_entry", [*by_code], names, first, label=label)]


def _entry(entry: Entry, lang: str) -> None:
    """Draw what there is to know of one table or question."""
    answer = entries.rows_of(entry)
    figures = entries.figures_of(entry, answer)
    st.header(show.plain(entry.title(lang)), anchor="entry")
    st.caption(show.plain(_about(entry, answer, lang)))
    if entry.what(lang):
        show.paragraph(entry.what(lang))
    found = entries.freshness(figures, entries.today())
    if entry.sort != "register":
        show.paragraph(words.freshness(found, lang))
    view = controls.pills("catalogue_view", VIEWS, {code: say(f"data_catalogue.view.{code}") for code in VIEWS},
                          VIEWS[0], label=say("data_catalogue.control.view"))
    with show.part(f"catalogue_{view}"):
        if view == "coverage":
            _coverage(entry, answer, figures, lang)
        else:
            DRAW[view](entry, answer, lang)


def _about(entry: Entry, answer: Answer, lang: str) -> str:
    """Return sort, code, rows, file and parameters in one line."""
    pieces = [say(f"data_catalogue.sort.{entry.sort}"), entry.name, quantity(len(answer.frame), "rows", lang, 0)]
    if not entry.is_question and entry.name in lineage.files():
        pieces.append(lineage.files()[entry.name])
    if entry.is_question:
        pieces.append(f"queries/{entry.name}.sql")
        if answer.params:
            pieces.append(say("show.how.parameters", parameters=json.dumps(dict(answer.params), default=str)))
    return say("show.footer.separator").join(pieces)


def _coverage(entry: Entry, answer: Answer, figures: pd.DataFrame | None, lang: str) -> None:
    """Draw which years each series covers."""
    counts = coverage(figures) if figures is not None else pd.DataFrame()
    if counts.empty:
        show.empty(say("data_catalogue.coverage.none"))
        return
    titles = entries.series_titles(lang)
    rests_on = cached.ask("catalogue_coverage", table=entry.name) if entry.sort == "facts" else answer
    show.figure(cached.figure(words.coverage, counts, titles, f"data_catalogue.{entry.code}", lang), rests_on,
                key="catalogue_coverage", title=say("data_catalogue.coverage.title"),
                subtitle=say("data_catalogue.coverage.subtitle", shown=min(len(counts), words.SERIES_DRAWN),
                             all=len(counts)),
                note=say("data_catalogue.coverage.note"), alt=words.coverage_alt(counts, titles, lang),
                table=words.coverage_table(counts, titles, lang), formats=(PARQUET,), folded=True)


def _columns(entry: Entry, answer: Answer, lang: str) -> None:
    """Draw the columns with type, meaning and unit."""
    frame = answer.frame
    units = [] if "unit" not in frame else sorted(frame["unit"].dropna().astype(str).unique())
    show.table(answer, key="catalogue_columns", title=say("data_catalogue.columns.title"),
               subtitle=say("data_catalogue.columns.subtitle"),
               frame=words.column_rows(entries.columns_of(entry, answer), units, lang), static=True)


def _rows(entry: Entry, answer: Answer, lang: str) -> None:
    """Draw the first rows and offer all of them."""
    kinds = {name: kind for name, kind, _ in entries.columns_of(entry, answer)}
    frame = answer.frame[[name for name in answer.frame if kinds.get(name) != "blob"]]
    show.table(answer, key=f"rows_{entry.name}", title=say("data_catalogue.rows.title"),
               subtitle=say("data_catalogue.rows.subtitle", shown=min(PREVIEWED, len(frame)),
                            all=number(len(frame), lang, 0)),
               frame=frame, static=True, first=PREVIEWED, formats=(PARQUET,))


def _sources(entry: Entry, answer: Answer, lang: str) -> None:
    """Draw the publications with their terms."""
    named = cached.sources(download.by_weight([answer]))
    if not named:
        show.empty(say("data_catalogue.sources.none"))
        return
    show.table(answer, key="catalogue_sources", title=say("data_catalogue.sources.title"),
               subtitle=say("data_catalogue.sources.subtitle", count=len(named)),
               frame=words.source_rows(named, lang), static=True)


def _lineage(entry: Entry, answer: Answer, lang: str) -> None:
    """Draw the way from the question or table down to the files, and the pages that show it."""
    edges = entries.graph(entry, answer)
    top = f"query:{entry.name}" if entry.is_question else entry.name
    calculated = frozenset(lineage.texts(lineage.MARTS))
    alt = words.lineage_alt(edges, top, calculated, lang)
    if edges:
        show.figure(cached.figure(words.lineage, edges, top, calculated, lang), answer, key="catalogue_lineage",
                    title=say("data_catalogue.lineage.title"), subtitle=say("data_catalogue.lineage.subtitle"), alt=alt,
                    table=words.lineage_table(edges, lang), folded=True)
    show.paragraph(alt)
    reached = entries.pages_of(entry)
    shown = [name for name in menu.names() if name in reached]
    show.paragraph(say("data_catalogue.lineage.pages" if shown else "data_catalogue.lineage.no_pages"))
    check_us.page_links(shown, lang)


DRAW: dict[str, Callable[[Entry, Answer, str], None]] = {
    "columns": _columns, "rows": _rows, "sources": _sources, "lineage": _lineage}
