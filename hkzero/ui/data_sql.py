"""Ask in SQL: an editor for one SELECT, examples, the list of tables, the result as a table, chart and files.

The statement stands in the address, so that a link opens it; it runs only when somebody presses the button. The page
never waits for it: it is handed to hkzero/public_sql/desk.py and looked after by a part that runs alone.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from hkzero import processes
from hkzero.charts import data_catalogue as words
from hkzero.public_sql import desk, guard, worker
from hkzero.public_sql.desk import Refusal, Ticket
from hkzero.text import number
from hkzero.ui import cached, controls, database, show, sql_link, sql_result, visitor
from hkzero.ui.frame import permanent_link
from hkzero.ui.markdown import plain
from hkzero.ui.state import asked, is_step_in_history, language, say, write

EXAMPLES = {path.stem.partition("_")[2]: path.read_text(encoding="utf-8").strip()
            for path in sorted((Path(__file__).resolve().parents[2] / "queries" / "examples").glob("*.sql"))}
FIRST = next(iter(EXAMPLES))
OWN = "own"
IN_ADDRESS = "statement"
TEXT, EXAMPLE, TICKET, FROM_LINK, BAD_LINK = "sql_text", "sql_example", "sql_ticket", "sql_from_link", "sql_bad_link"
AT_ONCE_SECONDS = 0.3  # most statements are done by then and need no sign that they run
LOOK_SECONDS = 0.4
EDITOR_HEIGHT_PIXELS = 240
SCHEMA_HEIGHT_PIXELS = 420
# So few tables left by a search are each said in full above their columns; more would push the columns off the screen.
DESCRIBED_TABLES = 3
MEGA = 1e6


def editor() -> None:
    """Draw the topic."""
    lang = language()
    show.finding(say("data_sql.editor.title"), page=say("common.menu.data"))
    show.paragraph(say("data_sql.editor.about", seconds=number(desk.LIMIT_SECONDS, lang, 0),
                       megabytes=number(processes.MEMORY_BYTES / MEGA, lang, 0),
                       rows=number(worker.MOST_ROWS, lang, 0)))
    desk.shared(database.store()).warm()
    statement = _statement()
    ticket = _pressed(statement)
    if ticket is not None:
        _outcome(ticket, statement)
    with show.part("sql_tables"):
        _tables()


def _statement() -> str:
    """Draw the editor and return what stands in it; the address holds it too, as far as it is not too long."""
    _take_from_address()
    names = {OWN: say("data_sql.editor.own"), **{code: say(f"data_sql.example.{code}") for code in EXAMPLES}}
    # The menu says which example stands below, also after somebody has changed it into a statement of her own.
    st.session_state[EXAMPLE] = next((code for code, sql in EXAMPLES.items() if sql == st.session_state[TEXT].strip()),
                                     OWN)
    st.selectbox(say("data_sql.editor.example"), [*names], key=EXAMPLE, format_func=names.__getitem__,
                 on_change=_take_example)
    if st.session_state.get(BAD_LINK):
        st.warning(plain(say("data_sql.editor.bad_link")), icon=":material/link_off:")
    elif st.session_state.get(FROM_LINK):
        show.remark(say("data_sql.editor.from_link"))
    with st.container(key="sql_editor"):
        statement = st.text_area(say("data_sql.editor.statement"), key=TEXT, height=EDITOR_HEIGHT_PIXELS,
                                 max_chars=guard.MOST_CHARACTERS, placeholder=say("data_sql.editor.placeholder"),
                                 persist_state="session") or ""
    _put_into_address(statement)
    return statement


def _take_from_address() -> None:
    """Put what the address says into the editor, at first and at a step back in the browser's history."""
    if TEXT in st.session_state and not is_step_in_history():
        return
    letters = asked(IN_ADDRESS)
    st.session_state[BAD_LINK] = st.session_state[FROM_LINK] = False
    text = st.session_state.get(TEXT, EXAMPLES[FIRST]) if letters is None else EXAMPLES[FIRST]
    if letters is not None:
        try:
            text = sql_link.read(letters)
            st.session_state[FROM_LINK] = text.strip() not in EXAMPLES.values()
        except sql_link.BadLink:
            st.session_state[BAD_LINK] = True
    st.session_state[TEXT] = text


def _take_example() -> None:
    chosen = st.session_state[EXAMPLE]
    st.session_state[TEXT] = EXAMPLES.get(chosen, "")
    _forget_link()


def _forget_link() -> None:
    st.session_state[FROM_LINK] = st.session_state[BAD_LINK] = False


def _put_into_address(statement: str) -> None:
    write(IN_ADDRESS, sql_link.written(statement) if statement.strip() != EXAMPLES[FIRST] else None)


def _pressed(statement: str) -> Ticket | None:
    """Draw the buttons; return the statement handed in last, now or before."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="actions_sql_editor"):
        is_pressed = st.button(say("data_sql.editor.run"), key="sql_run",
                               icon=":material/play_arrow:", on_click=_forget_link)
        with st.popover(say("data_sql.editor.link"), icon=":material/link:", key="sql_link"):
            if sql_link.written(statement) is None:
                st.markdown(plain(say("data_sql.editor.link_too_long")))
            else:
                st.code(permanent_link(), language=None, wrap_lines=True)
    if is_pressed:
        ticket = desk.shared(database.store()).submit(statement, owner=visitor.session(), address=visitor.address())
        ticket.wait(AT_ONCE_SECONDS)
        st.session_state[TICKET] = ticket
    return st.session_state.get(TICKET)


def _outcome(ticket: Ticket, statement: str) -> None:
    if not ticket.is_over:
        _watch(ticket)
    elif isinstance(ticket.outcome, Refusal):
        sql_result.refusal(ticket.outcome)
    else:
        with show.part("sql_result"):
            sql_result.result(ticket.outcome, is_stale=statement != ticket.sql)


def _watch(ticket: Ticket) -> None:
    """Draw where a statement is and a button that calls it off; run the page again when it is over."""
    drawn = []

    def look() -> None:
        # Never in the page's own run: what stands below would not be drawn.
        if drawn and ticket.is_over:
            st.rerun()
        drawn.append(True)
        place = ticket.place
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="sql_state"):
            said = say("data_sql.state.waiting", place=place) if place else say("data_sql.state.running")
            st.info(plain(said), icon=":material/hourglass_top:")
            if st.button(say("data_sql.editor.call_off"), key="sql_call_off", icon=":material/stop_circle:"):
                ticket.cancel()
                ticket.wait(AT_ONCE_SECONDS)
                st.rerun()
    st.fragment(look, run_every=LOOK_SECONDS)()


def _tables() -> None:
    """Draw the list of tables and their columns, closed until somebody opens it."""
    with show.more("sql_tables", say("data_sql.schema.title")) as is_open:
        if not is_open:
            return
        lang = language()
        frame = cached.known(_schema, lang)
        word = controls.search("sql_find", label=say("data_sql.schema.search"), help=say("data_sql.schema.search_help"))
        if word:
            frame = frame[frame["found_by"].str.contains(word.lower(), regex=False)]
        if frame.empty:
            st.info(plain(say("data_sql.schema.none")), icon=":material/search_off:")
            return
        st.caption(plain(say("data_sql.schema.found", tables=number(frame["table_name"].nunique(), lang, 0),
                             columns=number(len(frame), lang, 0))))
        tables = frame.drop_duplicates("table_name")
        for row in tables.itertuples() if len(tables) <= DESCRIBED_TABLES else ():
            show.paragraph(say("data_sql.schema.described", table=row.table_name, what=row.described))
        heads = {"table_name": say("data_sql.schema.table"), "column_name": say("data_sql.schema.column"),
                 "type": say("data_sql.schema.type"), "means": say("data_sql.schema.what"),
                 "title": say("data_sql.schema.title_of_table")}
        st.dataframe(frame[[*heads]], hide_index=True, column_config=heads, height=SCHEMA_HEIGHT_PIXELS,
                     key="sql_schema", placeholder="", alt=say("data_sql.schema.title"))


def _schema(lang: str) -> pd.DataFrame:
    """Return the columns of the public tables with what they hold in a language, and the words they are found by."""
    frame = cached.ask("public_tables").frame
    means = [words.column_meaning(name, what, lang)
             for name, what in zip(frame["column_name"], frame["column_what"], strict=True)]
    tables = list(zip(frame["table_name"], frame["table_what"], strict=True))
    frame = frame.assign(means=means, title=[words.title(name, False, lang) for name, _ in tables],
                         described=[words.description(name, False, what, lang) for name, what in tables])
    found_by = ["table_name", "column_name", "type", "column_what", "table_what", "means", "title", "described"]
    return frame.assign(found_by=frame[found_by].agg(" ".join, axis="columns").str.lower())
