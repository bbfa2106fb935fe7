"""What came of a reader's statement: rows with their units, files to take away, a chart; or why there is nothing."""

from __future__ import annotations

import io
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from hkzero.charts import public_sql as charts
from hkzero.measure import Answer, Kind, weakest
from hkzero.public_sql import files
from hkzero.public_sql.desk import Refusal, Result
from hkzero.text import has, number, t, unit_label
from hkzero.ui import cached, controls, show
from hkzero.ui.frame import permanent_link
from hkzero.ui.markdown import plain
from hkzero.ui.state import language, say
from hkzero.workbook import OPTIONS, defuse, write

STOPPED = frozenset({"time", "memory", "wide", "crashed", "called_off"})
MEGA = 1e6
EVIDENCE = ("unit", "kind", "series_id", "source_id", "vintage", "note")
NESTED = (list, dict, bytes, np.ndarray)  # cells that no axis can hold
SHOWN_HEIGHT_PIXELS = 360
MIMES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def refusal(why: Refusal) -> None:
    """Say calmly why a statement was not run, or was stopped."""
    code = why.code if has(f"data_sql.refused.{why.code}", language()) else "crashed"
    title = say("data_sql.refused.stopped" if code in STOPPED else "data_sql.refused.title")
    subject = number(int(why.subject), language(), 0) if code == "too_long" else why.subject
    st.warning(plain(say(f"data_sql.refused.{code}", subject=subject)), title=title,
               icon=":material/timer_off:" if code in STOPPED else ":material/block:")


def result(found: Result, is_stale: bool) -> None:
    """Draw the rows, what is known of their units, the files and the chart."""
    lang, frame = language(), found.frame
    st.subheader(say("data_sql.result.title"), anchor="sql-result")
    st.caption(plain(say("data_sql.result.rows", rows=number(len(frame), lang, 0), columns=len(frame.columns),
                         seconds=number(found.seconds, lang, 2), megabytes=number(found.peak_bytes / MEGA, lang, 0))))
    if is_stale:
        st.info(plain(say("data_sql.result.stale")), icon=":material/edit:")
    if frame.empty:
        st.info(plain(say("data_sql.result.none")), icon=":material/hide_source:")
        return
    if found.is_truncated:
        st.warning(plain(say("data_sql.result.truncated", rows=number(len(frame), lang, 0))),
                   icon=":material/content_cut:")
    headings = {name: f"{name} ({unit_label(unit, lang)})" for name, unit in found.units.items()}
    st.dataframe(_readable(frame), hide_index=True, placeholder="", column_config=headings, key="sql_rows",
                 height=min(SHOWN_HEIGHT_PIXELS, 38 + 35 * len(frame)),
                 alt=say("data_sql.result.alt", rows=len(frame)))
    st.caption(plain(_units_said(found, lang)))
    _files(found, lang)
    with show.part("sql_chart"):
        chart(found)
    st.caption(plain(say("data_sql.result.caution")))


def _units_said(found: Result, lang: str) -> str:
    if not found.units:
        return t("data_sql.result.no_units", lang)
    comma = t("show.footer.comma", lang)
    columns = {unit: comma.join(name for name, its in found.units.items() if its == unit)
               for unit in found.units.values()}
    told = [t("data_sql.result.unit_of", lang, column=names, unit=unit_label(unit, lang))
            for unit, names in columns.items()]
    return t("data_sql.result.units", lang, units=t("data_sql.result.semicolon", lang).join(told))


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with whatever is nested, or bytes, as text: the browser's table would refuse it."""
    nested = [name for name in frame.columns if frame[name].dtype == object]
    return frame.assign(**{name: frame[name].map(lambda cell: None if cell is None else str(cell))
                           for name in nested})


def _files(found: Result, lang: str) -> None:
    link = permanent_link("sql-result")
    makers = {"csv": partial(_csv, found), "parquet": partial(files.as_parquet, found),
              "xlsx": partial(_xlsx, found, lang, link)}
    with st.container(horizontal=True, gap="small", key="actions_sql"):
        for name, make in makers.items():
            words = say("data_sql.result.parquet") if name == "parquet" else say(f"show.action.{name}")
            st.download_button(words, make, f"hkzero-sql-{found.content[:8]}.{name}", MIMES[name], key=f"sql_{name}",
                               on_click="ignore", type="tertiary", icon=":material/download:")


def _csv(found: Result) -> bytes:
    """Return the rows as CSV that a spreadsheet reads as text and numbers, Chinese too."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([defuse(name) for name in found.frame.columns])
    writer.writerows([defuse(cell) for cell in row] for row in files.plain_rows(found))
    return out.getvalue().encode("utf-8-sig")


def _xlsx(found: Result, lang: str, link: str) -> bytes:
    """Return the rows as a workbook; a second sheet says by which statement they were got."""
    import xlsxwriter

    about = [(t("data_sql.result.statement", lang), found.sql), (t("data_sql.result.version", lang), found.content),
             (t("data_sql.result.units", lang, units="").rstrip(" .。:："), _units_said(found, lang)),
             (t("data_sql.editor.link", lang), link)]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        write(book.add_worksheet(t("data_sql.result.sheet", lang)), list(found.frame.columns),
              files.plain_rows(found), bold)
        write(book.add_worksheet(t("data_sql.result.sheet_about", lang)), ["", ""], about, bold)
    return out.getvalue()


# --- the chart ---


def chart(found: Result) -> None:
    """Draw one column against another, as the reader chooses."""
    frame, lang = found.frame, language()
    top = frame.head(charts.MOST_POINTS)
    numbers = [name for name in frame.columns
               if charts.is_number(top[name]) and np.isfinite(top[name].dropna().astype(float)).any()]
    if not numbers:
        st.caption(plain(say("data_sql.chart.nothing")))
        return
    x, y, form = _choices(frame, numbers)
    shown, unit = top, found.units.get(y, "")
    notes = [say("data_sql.chart.first_rows", rows=charts.MOST_POINTS)] if len(frame) > charts.MOST_POINTS else []
    if form != "dot" and shown[x].astype(str).duplicated().any():
        # Bars of one place would stand on each other as if they could be added up.
        form = "dot"
        notes.append(say("data_sql.chart.repeated", x=x))
    kinds = _kinds(frame)
    heading = say("data_sql.chart.heading", x=x, y=y)
    finite = [float(value) for value in shown[y].dropna() if np.isfinite(float(value))]
    low, high = (number(value, lang) for value in (min(finite), max(finite)))
    show.figure(
        cached.figure(charts.rows, frame[[x, y]] if x != y else frame[[x]], x, y, form, unit_label(unit, lang), kinds),
        _answer(found, frame, [x, y], unit, kinds), key="sql_chart", title=heading,
        alt=say("data_sql.chart.alt", x=x, y=y, rows=len(shown), low=low, high=high),
        note=" ".join(notes) or None,
        table=frame[list(dict.fromkeys((x, y)))], folded=True)


def _choices(frame: pd.DataFrame, numbers: list[str]) -> tuple[str, str, str]:
    """Return what is drawn across, what upwards, and in which form."""
    columns = [name for name in frame.columns if not isinstance(next(iter(frame[name].dropna()), None), NESTED)]
    usual_y = next((name for name in ("value", "central") if name in numbers), numbers[-1])
    # What tells the rows apart: the first column with as many values as any, measurements and evidence left aside.
    aside = {usual_y, *EVIDENCE, *(name for name in columns if frame[name].dtype.kind == "f")}
    usual_x = max(columns, key=lambda name: (name not in aside) * frame[name].astype(str).nunique())
    with show.grid(220):
        x = controls.menu("sql_x", columns, {name: name for name in columns}, usual_x, label=say("data_sql.chart.x"))
        y = controls.menu("sql_y", numbers, {name: name for name in numbers}, usual_y, label=say("data_sql.chart.y"))
        form = controls.buttons("sql_form", charts.FORMS,
                                {code: say(f"data_sql.chart.{code}") for code in charts.FORMS}, "bar",
                                label=say("data_sql.chart.kind"))
    return x, y, form


def _kinds(frame: pd.DataFrame) -> list[Kind]:
    """Return how each row is known; derived, as whatever is worked out, where the rows do not say it."""
    known = set(Kind)
    if "kind" in frame and set(frame["kind"].dropna()) <= known and frame["kind"].notna().all():
        return [Kind(kind) for kind in frame["kind"]]
    return [Kind.DERIVED] * len(frame)


def _answer(found: Result, frame: pd.DataFrame, drawn: list[str], unit: str, kinds: list[Kind]) -> Answer:
    """Return what is drawn as an answer with its evidence, as far as the rows bring it along."""
    ids = frame["source_id"].dropna().astype(str) if "source_id" in frame else ()
    asked_for = sorted({part for cell in ids for part in cell.split(";") if part})[:200]
    sources = tuple(source.source_id for source in cached.sources(tuple(asked_for)))
    return Answer(frame=pd.DataFrame({"value": frame[drawn[1]]}), unit=unit,
                  kind=weakest(kinds), series=(), sources=sources, vintages=(), notes=(), name="public_sql",
                  params={"statement": found.sql}, sql=found.sql, formula=say("data_sql.chart.formula"),
                  title=say("data_sql.result.title"), content=found.content)
