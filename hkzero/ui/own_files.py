"""What every kind of own data on the page has in common: the file of this session, its columns, and what is taken away.

Nothing goes through the cache: that is shared by all sessions, and outlives this one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hkzero import own_workbook
from hkzero.measure import Source
from hkzero.own_data import rows
from hkzero.own_data.rows import Column, Schema
from hkzero.own_data.table_file import Table
from hkzero.text import t
from hkzero.ui import show
from hkzero.ui.state import language, say

LARGEST_MEGABYTES = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(key: str, endings: Sequence[str], *, label: str, help: str) -> Any:
    """Draw the box for a file, under it the button that deletes it from the session; return the file or None."""
    times = st.session_state.get(f"{key}_times", 0)
    # A box of another name is an empty one.
    file = st.file_uploader(label, list(endings), key=f"{key}_{times}" if times else key,
                            max_upload_size=LARGEST_MEGABYTES, help=help)
    if st.session_state.pop(f"{key}_cleared", False):
        show.remark(say("data_own.deleted"))
    if file is not None:
        st.button(say("data_own.delete"), key=f"{key}_delete", help=say("data_own.delete_help"), type="tertiary",
                  icon=":material/delete:", on_click=partial(_delete, key, file.file_id))
    return file


def _delete(key: str, file_id: str) -> None:
    # A box that is no longer drawn would leave its file in the server's memory until the session ends.
    context = get_script_run_ctx()
    context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=file_id)
    for name in [name for name in st.session_state if str(name).endswith(file_id)]:
        del st.session_state[name]
    st.session_state[f"{key}_times"] = st.session_state.get(f"{key}_times", 0) + 1
    st.session_state[f"{key}_cleared"] = True


def read_once(key: str, file: Any, options: tuple, read: Callable[[], Any]) -> Any:
    """Return what `read` makes of a file of this session; it is read again only for other options, or another file."""
    name = f"{key}_read_{file.file_id}"
    for old in [old for old in st.session_state if str(old).startswith(f"{key}_read_") and old != name]:
        del st.session_state[old]
    if name not in st.session_state or st.session_state[name][0] != options:
        st.session_state[name] = (options, read())
    return st.session_state[name][1]


def template(schema: Schema, units: Mapping[str, str], label_of: Callable[[str], str], lang: str) -> bytes:
    """Return an empty table whose headings are recognised, with units in them."""
    heads = []
    for field in schema.fields:
        name = schema.synonyms[field][0] if lang == "en" else _heading(schema, field, label_of(field))
        heads.append(f"{name} ({units[field]})" if field in units else name)
    return (",".join(heads) + "\n").encode("utf-8-sig")


def _heading(schema: Schema, field: str, named: str) -> str:
    """Return the first recognised heading that the language's own label is made of, else the English one."""
    return next((one for one in schema.synonyms[field] if not one.isascii() and one in named),
                schema.synonyms[field][0])


def columns(schema: Schema, kind: str, label_of: Callable[[str], str], table: Table, file_id: str,
            ) -> dict[str, Column]:
    """Draw which column is what, as suggested, and return what was chosen."""
    suggested = rows.suggest(schema, table.headings)
    found: dict[str, Column] = {}
    with st.expander(say("data_own.columns"), key=f"{kind}_columns"), st.grid(columns="auto", min_column_width=200,
                                                                              gap="small"):
        for field in schema.fields:
            guess, name = suggested.get(field), label_of(field)
            heading = st.selectbox(name, table.headings, key=f"{kind}_{field}_{file_id}",
                                   index=table.headings.index(guess.heading) if guess else None)
            if heading is None:
                continue
            unit = ""
            if field in schema.units:
                units = list(schema.units[field])
                known_unit = guess.unit if guess and guess.heading == heading else ""
                unit = st.selectbox(say("data_own.unit_of", field=name), units,
                                    key=f"{kind}_unit_{field}_{heading}_{file_id}",
                                    index=units.index(known_unit) if known_unit else None)
            found[field] = Column(heading, unit or "")
    return found


def for_spreadsheets(records: Sequence[Mapping[str, Any]]) -> bytes:
    """Return records as CSV with the byte order mark that makes Excel read Chinese."""
    return own_workbook.as_csv(records).encode("utf-8-sig")


def take_away(kind: str, records: Sequence[Mapping[str, Any]], totals: Mapping[str, Any],
              sources: Sequence[Source]) -> None:
    """Draw the buttons that give what was worked out as a workbook, as CSV and as JSON; made when one is pressed."""
    told = {"meta": {**totals, "unit": "t CO2e", "sources": [source.source_id for source in sources]},
            "data": list(records)}
    makers = {"xlsx": (partial(own_workbook.as_xlsx, records, totals, sources), XLSX),
              "csv": (partial(for_spreadsheets, records), "text/csv"),
              "json": (lambda: json.dumps(told, ensure_ascii=False, indent=2).encode(), "application/json")}
    with st.container(horizontal=True, gap="small", key=f"taken_own_{kind}"):
        for ending, (make, mime) in makers.items():
            st.download_button(t(f"data_own.take.{ending}", language()), make, f"hkzero-own-{kind}.{ending}", mime,
                               key=f"own_{kind}_{ending}", on_click="ignore", type="tertiary",
                               icon=":material/download:")
