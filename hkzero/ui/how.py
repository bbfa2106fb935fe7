"""How a chart was made: formula, query, source rows, publications, version, permanent link, citation."""

from __future__ import annotations

import json
from datetime import date

import streamlit as st

from hkzero.facts import lineage
from hkzero.text import t, unit_label
from hkzero.ui import cached, download, vintage
from hkzero.ui.calm import part
from hkzero.ui.download import (
    Sheet,
    citation_apa,
    citation_bibtex,
    formula_lines,
    named,
    period_or_text,
    publication,
)
from hkzero.ui.markdown import link, plain

SOURCE_ROWS, INPUTS = 200, 20


def how_it_is_made(sheet: Sheet, *, is_figure: bool = True) -> None:
    """Say how a chart was made: formula, query, inputs, source rows, publications, version, link, citation.

    `is_figure` says whether it is a chart or table with a place of its own; a key figure's link leads to its page.
    """
    lang, today = sheet.lang, date.today()
    st.markdown(f"**{plain(sheet.title)}**")
    st.subheader(t("show.how.formula", lang), anchor=False)
    for line in formula_lines(sheet):
        st.markdown(plain(line))
    if sheet.answers:
        st.subheader(t("show.how.query", lang), anchor=False)
        st.caption(t("show.how.query_note", lang))
        for answer in sheet.answers:
            if answer.params:
                st.caption(plain(t("show.how.parameters", lang,
                                   parameters=json.dumps(dict(answer.params), ensure_ascii=False, default=str))))
            st.code(answer.sql.strip(), language="sql", wrap_lines=True)
    elif behind := download.questions_behind(sheet):
        st.subheader(t("show.how.query", lang), anchor=False)
        st.caption(t("show.how.queries_note", lang))
        for query in behind:
            st.code(query.sql.strip(), language="sql", wrap_lines=True)
    with part("inputs"):
        _inputs(sheet)
    with part("source_rows"):
        _source_rows(sheet)
    _publications(sheet)
    st.subheader(t("show.how.version", lang), anchor=False)
    st.markdown(plain(t("show.how.version_note", lang, content=sheet.content)))
    st.markdown(plain(t("show.how.figures_note", lang, digest=vintage.digest(sheet))))
    st.subheader(t("show.how.link", lang), anchor=False)
    st.caption(t("show.how.link_note" if is_figure else "show.how.page_link_note", lang))
    address = vintage.with_digest(sheet) if is_figure else sheet.link
    st.code(address, language=None, wrap_lines=True)
    st.subheader(t("show.how.cite", lang), anchor=False)
    st.caption(t("show.how.apa", lang))
    st.code(citation_apa(sheet, today), language=None, wrap_lines=True)
    st.caption(t("show.how.bibtex", lang))
    st.code(citation_bibtex(sheet, today), language=None, wrap_lines=True)


def _inputs(sheet: Sheet) -> None:
    """List the series that went in, with their units, and the files that the questions read."""
    lang = sheet.lang
    st.subheader(t("show.how.inputs", lang), anchor=False)
    series = sorted({name for item in sheet.evidence for name in item.series})
    if series:
        known = {row["series_id"]: row for row in cached.ask("series").frame.to_dict("records")}
        lines = [t("show.how.input", lang, title=known[name][f"title_{lang}"], name=name,
                   unit=unit_label(known[name]["unit"], lang)) for name in series[:INPUTS] if name in known]
        st.markdown("\n".join(f"- {plain(line)}" for line in lines) or plain(", ".join(series[:INPUTS])))
        if len(series) > INPUTS:
            st.caption(t("show.how.inputs_more", lang, count=len(series) - INPUTS))
    asked = {answer.name for answer in sheet.answers} | {query.name for query in download.questions_behind(sheet)}
    files = sorted({read for name in asked for _, read in lineage.graph(name, is_query=True) if "/" in read})
    if files:
        st.caption(plain(t("show.how.files", lang, files=", ".join(files))))
    if not series and not files:
        st.caption(t("show.how.no_inputs", lang))


def _source_rows(sheet: Sheet) -> None:
    lang = sheet.lang
    st.subheader(t("show.how.rows", lang), anchor=False)
    series = sorted({name for item in sheet.evidence for name in item.series})
    rows = cached.ask("source_rows", series=series, limit=SOURCE_ROWS).frame if series else None
    if rows is None or rows.empty:
        st.caption(t("show.how.no_rows", lang))
        return
    st.caption(t("show.how.rows_note", lang))
    known = {source.source_id: source.url for source in cached.sources(tuple(sorted(set(rows["source_id"].dropna()))))}
    # Only a web address is a link; anything else stays away.
    linked = [url if (url := known.get(one) or "").startswith(("https://", "http://")) else None
              for one in rows["source_id"]]
    address = t("labels.column.url", lang)
    st.dataframe(named(rows.assign(url=linked), lang), hide_index=True, alt=t("show.how.rows", lang), placeholder="",
                 column_config={address: st.column_config.LinkColumn(display_text=t("sources.open", lang))})
    if len(rows) >= SOURCE_ROWS:
        st.caption(t("show.how.rows_more", lang, shown=SOURCE_ROWS))


def _publications(sheet: Sheet) -> None:
    lang = sheet.lang
    st.subheader(t("show.how.sources", lang), anchor=False)
    for source in sheet.sources:
        details = [
            t("show.how.accessed", lang, accessed=period_or_text(source.accessed, lang)) if source.accessed else "",
            t("show.how.licence", lang, licence=plain(source.licence)) if source.licence else "",
            link(t("show.how.archive", lang), source.archive_url) if source.archive_url else "",
        ]
        line = " · ".join([link(publication(source, lang), source.url), *filter(None, details)])
        st.markdown(f"- {line}")
    vintages = sorted({vintage for item in sheet.evidence for vintage in item.vintages})
    if vintages:
        st.caption(plain(t("show.how.vintages", lang, vintages=", ".join(vintages))))
    notes = sorted({note for item in sheet.evidence for note in item.notes})
    if notes:
        st.caption(t("show.how.notes", lang))
        st.markdown("\n".join(f"- {plain(note)}" for note in notes))
