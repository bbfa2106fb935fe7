"""How things appear on a page: the finding, key figures, charts with their evidence, tables, and calm failures.

`figure` is the only way to draw a chart. It will not draw one without evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial, wraps
from html import escape
from typing import Any, TypeVar
from zlib import crc32

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hkzero.measure import Answer, Measured
from hkzero.text import t, unit_label
from hkzero.ui import cached, download, emphasis, share, vintage
from hkzero.ui.calm import failed, in_part, part
from hkzero.ui.download import Evidence, Sheet
from hkzero.ui.frame import modebar, permanent_link
from hkzero.ui.how import how_it_is_made
from hkzero.ui.markdown import link, plain, publications
from hkzero.ui.plain_table import as_html
from hkzero.ui.sent import is_coloured_by_theme
from hkzero.ui.state import catch_up, language, say

__all__ = ["KeyFigure", "alone", "check_evidence", "columns", "empty", "failed", "figure", "finding", "grid",
           "key_figures", "loading", "more", "paragraph", "part", "place", "plain", "table", "whole_page"]


Result = TypeVar("Result")

MOST_UNITS = 4
# A form in which figures can be taken away: ending of the file, what makes it, media type.
Format = tuple[str, Callable[[Sheet], bytes], str]
FORMATS: tuple[Format, ...] = (
    ("csv", download.as_csv, "text/csv"),
    ("xlsx", download.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)


def check_evidence(what: str, evidence: Sequence[Any]) -> None:
    """Raise TypeError unless there is evidence and all of it is Answer or Measured."""
    if not evidence:
        raise TypeError(f"{what} has no evidence: pass the Answer or Measured it is drawn from")
    for item in evidence:
        if not isinstance(item, Answer | Measured):
            raise TypeError(f"{what}: evidence must be Answer or Measured, not {type(item).__name__}")


def finding(text: str, *, page: str | None = None, note: str | None = None) -> None:
    """Show the page's finding as its headline. `page` is the name of the page above it, `note` a line below."""
    if page:
        st.caption(plain(page))
    st.title(plain(text), anchor=False)
    if note:
        st.markdown(plain(note))


def paragraph(text: str) -> None:
    """Show a paragraph of plain text."""
    st.markdown(plain(text))


def remark(text: str) -> None:
    """Show a remark that a reader must not miss, in a panel of its own."""
    st.info(plain(text), icon=":material/info:")


def listed(lines: Sequence[str], *, title: str) -> None:
    """Show lines of plain text as a list in a panel that a reader must not miss."""
    st.warning("\n".join(f"- {plain(line)}" for line in lines), title=plain(title), icon=":material/report:")


def section(title: str, lines: Sequence[str]) -> None:
    """Show a heading and under it paragraphs of plain text."""
    st.subheader(plain(title), anchor=False)
    for line in lines:
        paragraph(line)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number that can be quoted: its name, the number as written, and what it rests on.

    `change` is a comparison as written ("−1.2 Mt on 2023"); `better` says whether it is good news (None: neither).
    """

    label: str
    value: str
    evidence: Evidence
    note: str = ""
    change: str = ""
    better: bool | None = None
    help: str = ""


def key_figures(figures: Sequence[KeyFigure], *, least_width: int = 200) -> None:
    """Show key figures side by side, none narrower than `least_width` pixels, their sources once below."""
    check_evidence("key figures", [item.evidence for item in figures])
    with st.grid(columns="auto", min_column_width=least_width, gap="small"):
        for place, item in enumerate(figures):
            colour = {None: "off", True: "green", False: "red"}[item.better]
            weak = emphasis.in_grey([item.evidence.kind])
            note = _joined([item.note, *(say("show.emphasis.card", kind=say(f"labels.kind.{kind}")) for kind in weak)])
            with st.container(key=f"greyed_{place}_{crc32(item.label.encode())}") if weak else nullcontext():
                st.metric(plain(item.label), item.value, plain(item.change) or None,
                          delta_color="off" if weak else colour, delta_arrow="off", help=plain(item.help) or None,
                          border=True, delta_description=plain(note) or None, height="stretch")
    named = cached.sources(download.by_weight([item.evidence for item in figures]))
    st.caption(say("show.key.sources", sources=publications(named, language())))
    # The same figures may stand twice on a page, never in one place with one first name and one number.
    _ask_the_number(figures, f"key_{crc32(repr([(item.label, item.value) for item in figures]).encode())}")


@st.fragment
def _ask_the_number(figures: Sequence[KeyFigure], key: str) -> None:
    """Draw the one small action under a row of key figures; the reader chooses the figure inside."""
    if st.button(say("show.action.how"), key=f"how_{key}", help=say("show.action.how_help"), type="tertiary",
                 icon=":material/help:"):
        st.dialog(say("show.how.title"), width="large")(_how_key_figures)(figures, key)


def _how_key_figures(figures: Sequence[KeyFigure], key: str) -> None:
    titles = [say("show.how.number", label=item.label, value=item.value) for item in figures]
    chosen = 0
    if len(figures) > 1:
        chosen = st.selectbox(say("show.how.which"), range(len(figures)), format_func=titles.__getitem__,
                              key=f"which_{key}")
    sheet = _sheet(key, titles[chosen], None, figures[chosen].note, (figures[chosen].evidence,), None)
    # A key figure has no place of its own that a link could lead to.
    sheet = replace(sheet, link=sheet.link.partition("#")[0])
    how_it_is_made(sheet, is_figure=False)


def _joined(texts: Sequence[str]) -> str:
    return say("show.footer.separator").join(text for text in texts if text)


def alone(draw: Callable[..., Result]) -> Callable[..., Result]:
    """Return a part of the page that runs again alone when a control inside it changes; the rest stays as it is.

    Its result is for the run of the whole page; alone, nobody takes it. Fence off what it draws with `part` inside.
    """
    @wraps(draw)
    def drawn(*given: Any, **named: Any) -> Result:
        if runs_alone():
            catch_up()
        return draw(*given, **named)

    return st.fragment(drawn)


def runs_alone() -> bool:
    """Return whether a part of the page runs again by itself (see `alone`), not the whole page."""
    return bool(getattr(get_script_run_ctx(), "fragment_ids_this_run", None))


def part_again() -> None:
    """Run the part that runs alone once more; only where `runs_alone`."""
    st.rerun(scope="fragment")


def whole_page() -> None:
    """Run the whole page again, from within a part that runs alone."""
    st.rerun()


def columns(*weights: int) -> list:
    """Return containers side by side, as wide as their weights; they stack on a narrow screen."""
    return st.columns(weights, gap="medium")


def place():
    """Return a container that keeps its place on the page, to be filled later."""
    return st.container()


def grid(least_width: int = 180):
    """Return a container whose contents stand side by side, none narrower than `least_width` pixels, and wrap."""
    return st.grid(columns="auto", min_column_width=least_width, gap="small")


@contextmanager
def more(name: str, title: str) -> Iterator[bool]:
    """Draw a closed section and yield whether the reader has opened it; draw its contents only then."""
    section = st.expander(plain(title), key=f"more_{name}", on_change="rerun")
    with section:
        yield bool(section.open)


def empty(reason: str | None = None) -> None:
    """Say that nothing is published for what was chosen."""
    st.info(plain(reason or say("show.empty.body")), title=say("show.empty.title"), icon=":material/hide_source:")


@contextmanager
def loading(text: str | None = None) -> Iterator[None]:
    """Show that something slow is going on inside."""
    with st.spinner(text or say("common.state.loading")):
        yield


def figure(fig: go.Figure, *evidence: Evidence, key: str, title: str, alt: str, subtitle: str | None = None,
           table: pd.DataFrame | None = None, note: str | None = None, height: int | str = "content",
           formats: Sequence[Format] = (), on_select: Any = "ignore", selection_mode: Any = "points",
           config: dict | None = None, folded: bool = False, drawn: str = "") -> Any:
    """Draw a chart with its title and, beneath it, what it rests on and everything that can be taken away.

    `folded` keeps the latter in a closed section, which is filled when it is opened: of a chart that follows a slider,
    its buttons are a sixth of the browser's work.

    `evidence` are the answers and measured values drawn; without any this is a TypeError. `table` replaces the
    evidence's own rows in the table and downloads (codes, not labels). `alt` says in words what the chart shows.
    `drawn` is the unit on the axis where it is another than that of the figures: shares of vehicles, millions of HK$.
    `formats` are offered for download besides CSV and XLSX.
    Returns the selection when `on_select` asks for one.
    """
    check_evidence(f"figure {key}", evidence)
    if share.is_left_out(key):
        return None
    sheet = _sheet(key, title, subtitle, note, evidence, table, drawn)
    with st.container(key=f"figure_{key}"):
        _heading(title, key, subtitle)
        vintage.remark_on(sheet)
        if all(isinstance(item, Answer) and item.empty for item in evidence):
            return empty()
        seen = emphasis.applied(fig)
        is_themed = is_coloured_by_theme(seen)
        height = share.PRESENTED_HEIGHT if share.is_presented() else height
        selected = st.plotly_chart(cached.sent(seen), key=f"chart_{key}", alt=alt, height=height,
                                   theme="streamlit" if is_themed else None, on_select=on_select,
                                   selection_mode=selection_mode, config=modebar(sheet) | (config or {}))
        _footer(sheet)
        if share.is_alone(key):
            share.lead_back(sheet)
        elif not folded:
            _actions(sheet, True, formats)
        else:
            with more(f"take_{key}", say("show.action.take_away")) as opened:
                if opened:
                    _actions(sheet, True, formats)
    return selected


def table(*evidence: Evidence, key: str, title: str, subtitle: str | None = None, note: str | None = None,
          frame: pd.DataFrame | None = None, columns: dict[str, Any] | None = None, height: int | str = "auto",
          folded: bool = False, static: bool = False, first: int | None = None, first_columns: int | None = None,
          formats: Sequence[Format] = ()) -> None:
    """Show figures as a table with their sources and downloads. `frame` replaces the evidence's own rows.

    A folded table is fetched when the reader opens it: the browser's part for tables weighs as much as a chart. A
    static one needs no such part and cannot be sorted; its frame holds words, numbers and addresses, no codes. Of it
    only the `first` rows and `first_columns` are drawn, where they are named; what is taken away has them all.
    `formats` as for figures.
    """
    check_evidence(f"table {key}", evidence)
    if share.is_left_out(key):
        return
    if folded:
        with more(key, title) as opened:
            if opened:
                table(*evidence, key=key, title=title, subtitle=subtitle, note=note, frame=frame, columns=columns,
                      height=height, static=static, first=first, first_columns=first_columns, formats=formats)
        return
    sheet = _sheet(key, title, subtitle, note, evidence, frame)
    with st.container(key=f"figure_{key}"):
        _heading(title, key, subtitle)
        vintage.remark_on(sheet)
        if sheet.frame.empty:
            return empty()
        if static:
            st.html(as_html(sheet.frame.iloc[:first, :first_columns], title, sheet.lang))
        else:
            _draw_table(sheet, height, columns)
        _footer(sheet)
        _actions(sheet, False, formats)


def _sheet(key: str, title: str, subtitle: str | None, note: str | None, evidence: tuple[Evidence, ...],
           frame: pd.DataFrame | None, drawn: str = "") -> Sheet:
    content = str(cached.build_info()["content_sha256"])
    return Sheet(key=key, title=title, subtitle=subtitle or "", note=note or "", evidence=evidence, table=frame,
                 sources=cached.sources(download.by_weight(evidence)), lang=language(),
                 link=permanent_link(_anchor(key), content), content=content, drawn=drawn)


def _anchor(key: str) -> str:
    return key.replace("_", "-")


def _heading(title: str, key: str, subtitle: str | None) -> None:
    heading = st.subheader if in_part.get() else st.header
    heading(plain(title), anchor=_anchor(key))
    if subtitle:
        st.caption(plain(subtitle))


def _footer_pieces(sheet: Sheet, link: Callable[[str, str | None], str]) -> list[tuple[str, str]]:
    """Return the parts of the line under a chart by name; `link` writes a publication with its address."""
    lang, comma = sheet.lang, t("show.footer.comma", sheet.lang)
    units = _units_in_words(sheet)
    kinds = comma.join(t(f"show.kind.{kind}", lang) for kind in sheet.kinds)
    weak = comma.join(t(f"show.kind.{kind}", lang) for kind in emphasis.in_grey(sheet.kinds))
    pieces = [
        ("unit", units and t("show.footer.unit", lang, unit=link(units, None))),
        ("source", sheet.sources and t("show.footer.source", lang, sources=publications(sheet.sources, lang, link))),
        ("data_to", sheet.data_to and t("show.footer.data_to", lang,
                                        data_to=download.period_or_text(sheet.data_to, lang))),
        ("kind", t("show.footer.kind", lang, kinds=kinds)),
        ("grey", weak and t("show.emphasis.footer", lang, kinds=weak)),
        ("note", sheet.note and t("show.footer.note", lang, note=link(sheet.note, None))),
    ]
    return [(name, text) for name, text in pieces if text]


def _units_in_words(sheet: Sheet) -> str:
    """Return the unit drawn and, where they are others, those of the figures in the table."""
    lang = sheet.lang
    # A table of many units has a column for them; a line that lists them all says nothing.
    few = sheet.units if len(sheet.units) <= MOST_UNITS else ()
    units = t("show.footer.comma", lang).join(unit_label(unit, lang) for unit in few)
    if not sheet.drawn or sheet.drawn in few:
        return units
    drawn = unit_label(sheet.drawn, lang)
    return t("show.footer.units", lang, drawn=drawn, table=units) if units else drawn


def _footer(sheet: Sheet) -> None:
    """Print the one line under a chart: unit, sources, data to, kind, note."""
    pieces = [text for _, text in _footer_pieces(sheet, link)]
    st.caption(t("show.footer.separator", sheet.lang).join(pieces))


@st.fragment
def _actions(sheet: Sheet, is_chart: bool, formats: Sequence[Format] = ()) -> None:
    """Draw the row of small actions; nothing heavy runs before somebody asks for it.

    The files of a chart come with its table: a button each, under every chart, cost the browser as much as a chart.
    """
    lang, key = sheet.lang, sheet.key
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"actions_{key}"):
        opened = is_chart and st.toggle(t("show.action.table", lang), key=f"table_{key}",
                                        help=t("show.action.table_help", lang))
        if is_chart:
            st.html(f'<div class="hkzero-ways">{_picture_button(sheet)}{share.button(sheet)}</div>', width="content")
        else:
            _files(sheet, formats)
        if st.button(t("show.action.how", lang), key=f"how_{key}", help=t("show.action.how_help", lang),
                     type="tertiary", icon=":material/help:"):
            st.dialog(t("show.how.title", lang), width="large")(how_it_is_made)(sheet)
    if opened:
        with st.container(horizontal=True, gap="small", key=f"files_{key}"):
            _files(sheet, formats)
        _draw_table(sheet)


def _files(sheet: Sheet, formats: Sequence[Format]) -> None:
    """Draw a button for every format; a file is made when it is asked for."""
    for name, make, mime in (*FORMATS, *formats):
        st.download_button(t(f"show.action.{name}", sheet.lang), partial(make, sheet), download.file_name(sheet, name),
                           mime, key=f"{name}_{sheet.key}", help=t(f"show.action.{name}_help", sheet.lang),
                           on_click="ignore", type="tertiary", icon=":material/download:")


def _picture_button(sheet: Sheet) -> str:
    """Return the button that our script answers in the browser, where the chart is drawn; the server has no picture."""
    footer = " · ".join(text for _, text in _footer_pieces(sheet, lambda text, url: text))
    said = {"figure": f"figure_{sheet.key}", "title": sheet.title, "subtitle": sheet.subtitle, "footer": footer,
            "name": download.file_name(sheet, "png")}
    attributes = " ".join(f'data-{name}="{escape(text)}"' for name, text in said.items())
    label, title = t("show.action.png", sheet.lang), t("show.action.png_help", sheet.lang)
    return f'<button type="button" class="hkzero-picture" title="{escape(title)}" {attributes}>{escape(label)}</button>'


def _draw_table(sheet: Sheet, height: int | str = "auto", columns: dict[str, Any] | None = None) -> None:
    st.dataframe(download.named(sheet.frame, sheet.lang), hide_index=True, height=height, column_config=columns,
                 placeholder="", alt=t("show.table.alt", sheet.lang, title=sheet.title))
